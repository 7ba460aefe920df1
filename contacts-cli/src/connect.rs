//! The service that a run talks to: the one that is set, or an emulator that lives as long as the
//! run.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use contacts_api::{BuildError, Client, ClientBuilder, Retry, Verdict};
use contacts_emulator::Emulator;
use contacts_sync::StateLocation;

use crate::failure::{Exit, Failure};
use crate::outage::{Outage, is_by_itself};
use crate::settings::Settings;

const USER_AGENT: &str = concat!("contacts-cli/", env!("CARGO_PKG_VERSION"));

/// A client, and the emulator that it talks to if there is one.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Where the state of this book is.
    pub(crate) state_location: StateLocation,
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        Self::open_with(settings, Client::builder()).await
    }

    /// Opens a connection that sends at most so many requests a second and retries for a long time: a few
    /// rows of a long run should not fail because a proxy has a bad minute, or because the service asks to wait. A service that is
    /// down stops the
    /// run all the same.
    pub(crate) async fn open_patient(
        settings: &Settings,
        requests_per_second: Option<NonZeroU32>,
    ) -> Result<Self, Failure> {
        let outage = Arc::new(Outage::default());
        let noted = Arc::clone(&outage);
        let retry = Retry::default()
            .attempts(100)
            .backoff(Duration::from_millis(200), Duration::from_secs(2))
            .budget(10_000)
            .classify(move |it| {
                // If nobody listens there now, nobody will soon.
                if it.is_connect() && it.number() >= 5 {
                    return Some(Verdict::Refused);
                }
                // It is not sent again, but the contact of a create is looked for.
                let is_hopeless = it.number() >= 5 && is_by_itself(it);
                (is_hopeless || outage.is_there(it.method())).then_some(Verdict::Processed)
            });
        let mut builder = Client::builder()
            .total_timeout(Duration::from_secs(600))
            .retry(retry)
            .after(move |it| noted.note(it));
        if let Some(limit) = requests_per_second {
            builder = builder.requests_per_second(limit);
        }
        Self::open_with(settings, builder).await
    }

    async fn open_with(settings: &Settings, builder: ClientBuilder) -> Result<Self, Failure> {
        let mut builder = builder.user_agent(USER_AGENT);
        if settings.emulator {
            let emulator = Emulator::start().await;
            let emulator = emulator
                .map_err(|error| Failure::error(format!("the emulator did not start: {error}")))?;
            let builder = builder.base_url(emulator.url()).token(emulator.token());
            return Ok(Connection {
                state_location: StateLocation::of(emulator.url(), emulator.token()),
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
            state_location: StateLocation::of(client.base_url(), &token),
            client,
            emulator: None,
        })
    }

    /// Ends the emulator properly, if there is one.
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
