//! The service that a run talks to: the one that is set, or an emulator that lives as long.

use std::num::NonZeroU32;

use contacts_api::{BuildError, Client, ClientBuilder};
use contacts_emulator::Emulator;
use contacts_sync::Place;

use crate::failure::{Exit, Failure};
use crate::settings::Settings;

const USER_AGENT: &str = concat!("contacts-cli/", env!("CARGO_PKG_VERSION"));

/// A client, and the emulator that it talks to if there is one.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Where what is remembered of this book is.
    pub(crate) place: Place,
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        Self::open_paced(settings, None).await
    }

    /// Sends no more than so many requests a second.
    pub(crate) async fn open_paced(
        settings: &Settings,
        requests_per_second: Option<NonZeroU32>,
    ) -> Result<Self, Failure> {
        let mut builder = Client::builder().user_agent(USER_AGENT);
        if let Some(limit) = requests_per_second {
            builder = builder.requests_per_second(limit);
        }
        if settings.emulator {
            let emulator = Emulator::start().await;
            let emulator = emulator
                .map_err(|error| Failure::error(format!("the emulator did not start: {error}")))?;
            let builder = builder.base_url(emulator.url()).token(emulator.token());
            return Ok(Connection {
                place: Place::of(emulator.url(), emulator.token()),
                client: client(builder)?,
                emulator: Some(emulator),
            });
        }
        let Some(token) = settings.token()? else {
            return Err(Failure::new(
                Exit::Authentication,
                "there is no API token: set CONTACTS_TOKEN, give --token-file FILE, or try it out with --emulator",
            ));
        };
        builder = builder.token(token.clone());
        if let Some(url) = &settings.url {
            builder = builder.base_url(url);
        }
        let client = client(builder)?;
        Ok(Connection {
            place: Place::of(client.base_url(), &token),
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

fn client(builder: ClientBuilder) -> Result<Client, Failure> {
    builder.build().map_err(|error| {
        let exit = match error {
            BuildError::MissingToken | BuildError::InvalidToken => Exit::Authentication,
            BuildError::InvalidBaseUrl { .. } => Exit::Usage,
            _ => Exit::Error,
        };
        Failure::new(exit, error.to_string())
    })
}
