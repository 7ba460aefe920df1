//! The service that a run talks to: the one that is set, or an emulator that lives as long.

use contacts_api::{BuildError, Client};
use contacts_emulator::Emulator;

use crate::failure::{Exit, Failure};
use crate::settings::Settings;

/// A client, and the emulator that it talks to if there is one.
pub(crate) struct Connection {
    pub(crate) client: Client,
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        if settings.emulator {
            let emulator = Emulator::builder().start().await;
            let emulator = emulator
                .map_err(|error| Failure::error(format!("the emulator did not start: {error}")))?;
            return Ok(Connection {
                client: emulator.client(),
                emulator: Some(emulator),
            });
        }
        let Some(token) = settings.token()? else {
            return Err(Failure::new(
                Exit::Authentication,
                "there is no API token: set CONTACTS_TOKEN, give --token-file FILE, or try it out with --emulator",
            ));
        };
        let mut builder = Client::builder()
            .token(token)
            .user_agent(concat!("contacts-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(url) = &settings.url {
            builder = builder.base_url(url);
        }
        let client = builder.build().map_err(|error| {
            let exit = match error {
                BuildError::MissingToken | BuildError::InvalidToken => Exit::Authentication,
                BuildError::InvalidBaseUrl { .. } => Exit::Usage,
                _ => Exit::Error,
            };
            Failure::new(exit, error.to_string())
        })?;
        Ok(Connection {
            client,
            emulator: None,
        })
    }

    /// Lets the emulator, if there is one, end in order.
    pub(crate) async fn close(self) {
        if let Some(emulator) = self.emulator {
            emulator.shutdown().await;
        }
    }
}
