use std::fmt;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use contacts_api::Client;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api;
use crate::behaviour::Behaviour;
use crate::book::Showing;
use crate::builder::{Builder, StartError};
use crate::company::Company;
use crate::faults::{Fault, FaultError};
use crate::journal::Received;
use crate::server::Server;
use crate::service::Service;
use crate::typed::Contact;

/// The API, running on this machine. It stops when it is dropped.
///
/// ```
/// # use contacts_emulator::{Emulator, Seed};
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let emulator = Emulator::builder()
///     .seed([Seed::new([("name", "Relatel A/S"), ("number", "4571999999")])])
///     .start()
///     .await?;
/// let client = emulator.client();
/// let found = client.get_contact_by_number().number("4571999999").send().await?;
/// assert_eq!(found.contact.number_formatted.as_deref(), Some("71 99 99 99"));
/// assert_eq!(emulator.requests().len(), 1);
/// emulator.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Emulator {
    /// The address of the server, without a path.
    root: String,
    url: String,
    is_controlled: bool,
    server: Server,
    service: Arc<Service>,
}

impl Emulator {
    /// Starts an emulator with an empty book on a free port of this machine.
    ///
    /// # Errors
    ///
    /// If it cannot listen on any port.
    pub async fn start() -> Result<Self, StartError> {
        Emulator::builder().start().await
    }

    /// Begins an emulator with settings of its own.
    pub fn builder() -> Builder {
        Builder::new(contacts_openapi::document())
    }

    /// Begins an emulator of another API than the embedded document's: everything follows this document,
    /// except the typed client and [`Emulator::contacts`], in place of which there is
    /// [`Emulator::contacts_json`].
    ///
    /// ```
    /// # use contacts_emulator::Emulator;
    /// # use contacts_openapi::Document;
    /// let yaml = "{openapi: 3.0.3, paths: {/ping: {get: {responses: {'204': {description: ''}}}}}}";
    /// let document = Box::leak(Box::new(Document::parse(yaml, "ping.yaml")?));
    /// let emulator = Emulator::builder_of(document).start_blocking()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder_of(document: &'static contacts_openapi::Document) -> Builder {
        Builder::new(document)
    }

    pub(crate) fn new(server: Server, service: Arc<Service>, is_controlled: bool) -> Self {
        let mut address = server.address();
        if address.ip().is_unspecified() {
            // A client cannot connect to "all addresses"; this machine's own is one of them.
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        let root = format!("http://{address}");
        Emulator {
            url: format!("{root}{}", api::base_path(service.document)),
            root,
            is_controlled,
            server,
            service,
        }
    }

    /// Returns where the API is, such as `http://127.0.0.1:49152/api/v2`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns where a browser can show the document and try it out, such as `http://127.0.0.1:49152/docs`;
    /// `None` without the feature `docs`.
    pub fn docs_url(&self) -> Option<String> {
        cfg!(feature = "docs").then(|| format!("{}/docs", self.root))
    }

    /// Returns where the emulator itself is controlled, such as `http://127.0.0.1:49152/emulator`; `None` after
    /// [`Builder::no_control`].
    pub fn control_url(&self) -> Option<String> {
        self.is_controlled
            .then(|| format!("{}/emulator", self.root))
    }

    /// Returns the token of the first company.
    pub fn token(&self) -> &str {
        &self.service.companies[0].token
    }

    /// Returns a client for the first company.
    pub fn client(&self) -> Client {
        self.client_with(self.token())
    }

    /// Returns a client with this token.
    ///
    /// # Panics
    ///
    /// If the token cannot be in a header.
    pub fn client_with(&self, token: &str) -> Client {
        Client::builder()
            .base_url(self.url())
            .token(token)
            .allow_plain_http()
            .build()
            .expect("the emulator's own URL and token make a client")
    }

    /// Returns the contacts of the first company as the API shows them now, ascending by id.
    ///
    /// # Panics
    ///
    /// If this emulates another document than the embedded one, whose contacts are of another type.
    pub fn contacts(&self) -> Vec<Contact> {
        self.shown(&self.service.companies[0])
    }

    /// Returns the contacts of the first company as JSON.
    pub fn contacts_json(&self) -> Vec<Value> {
        self.shown(&self.service.companies[0])
    }

    /// Returns the contacts of the company with this token; `None` if there is no such company.
    ///
    /// # Panics
    ///
    /// As for [`Emulator::contacts`].
    pub fn contacts_of(&self, token: &str) -> Option<Vec<Contact>> {
        self.service.company(token).map(|it| self.shown(it))
    }

    fn shown<C: DeserializeOwned>(&self, company: &Company) -> Vec<C> {
        let layout = &self.service.layout;
        let unset = self.service.behaviour().unset;
        let book = company.read();
        book.contacts_from(0)
            .map(|(key, packed)| {
                let mut json = Vec::new();
                let showing = Showing {
                    key,
                    given: book.given_id(key),
                    packed,
                    unset,
                };
                layout.contact.write(&mut json, layout, &showing);
                serde_json::from_slice(&json).expect("the client reads any contact")
            })
            .collect()
    }

    /// Returns whether seeds were left out because the data file already has their book.
    ///
    /// ```
    /// # use contacts_emulator::{Emulator, Seed};
    /// let emulator = Emulator::builder().seed([Seed::new([("name", "A")])]).start_blocking()?;
    /// assert!(!emulator.ignored_seeds(), "there is no data file");
    /// # Ok::<(), contacts_emulator::StartError>(())
    /// ```
    pub fn ignored_seeds(&self) -> bool {
        let store = self.service.store.as_ref();
        store.is_some_and(|it| it.ignored_seeds)
    }

    /// Returns the last requests, in the order in which they were answered.
    pub fn requests(&self) -> Vec<Received> {
        self.service.journal.requests()
    }

    /// Returns how many requests are being answered now; including those that stall on demand.
    pub fn under_way(&self) -> usize {
        self.service.journal.under_way()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.service.journal.clear();
    }

    /// Returns the faults as they are set.
    pub fn faults(&self) -> Vec<Fault> {
        self.service.faults.faults()
    }

    /// Replaces all faults; they count requests from the next one.
    ///
    /// # Errors
    ///
    /// If a fault names an operation that the document does not have; then nothing is changed.
    pub fn set_faults(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), FaultError> {
        let faults: Vec<_> = faults.into_iter().collect();
        let document = self.service.document;
        faults.iter().try_for_each(|it| it.check(document))?;
        self.service.faults.set(faults);
        Ok(())
    }

    /// Changes the behaviour where the documentation is silent, from the next request on.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        self.service.set_behaviour(behaviour);
    }

    /// Stops gracefully: takes no new connections, and answers the requests under way.
    pub async fn shutdown(mut self) {
        self.server.shut_down().await;
        if let Some(store) = &self.service.store {
            store.close();
        }
    }

    /// Runs until `stop` is ready, then shuts down.
    pub async fn run_until(self, stop: impl Future) {
        stop.await;
        self.shutdown().await;
    }

    /// Runs until the process is asked to end, by Ctrl-C or SIGTERM, then shuts down.
    ///
    /// # Errors
    ///
    /// If the process cannot listen to signals.
    pub async fn run_until_signal(self) -> std::io::Result<()> {
        let signal = crate::signal::asked_to_end()?;
        self.run_until(signal).await;
        Ok(())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.stop();
        if let Some(store) = &self.service.store {
            store.close();
        }
    }
}

/// Shows neither the token nor the contacts.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("url", &self.url)
            .field("companies", &self.service.companies.len())
            .finish_non_exhaustive()
    }
}
