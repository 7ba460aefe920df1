use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use contacts_openapi::Document;

use crate::api::Api;
use crate::behaviour::Behaviour;
use crate::book::Layout;
use crate::company::Company;
use crate::emulator::Emulator;
use crate::faults::{Fault, FaultError, FaultSchedule};
use crate::journal::{Journal, Room};
use crate::new_company::NewCompany;
use crate::own;
use crate::seed::{Seed, SeedError, SeedReader};
use crate::server::{Front, Server};
use crate::service::{InitialSettings, Limits, Service};
use crate::store::{DataError, Opened};
use crate::time::LONGEST;
use crate::wire::{Cors, Times};

/// The token of an emulator that was not given one. It opens nothing but an emulator.
pub const DEFAULT_TOKEN: &str = "emulator-token";

/// The settings of an [`Emulator`]; [`Emulator::builder`] begins.
///
/// ```
/// # use contacts_emulator::{Behaviour, Emulator, Fault, Seed, Unset};
/// let mut behaviour = Behaviour::default();
/// behaviour.unset = Unset::Omitted;
/// let emulator = Emulator::builder()
///     .token("token-of-the-first")
///     .seed([Seed::new([("name", "Relatel A/S"), ("number", "4571999999")])])
///     .company("token-of-the-second", [] as [Seed; 0])
///     .behaviour(behaviour)
///     .faults([Fault::reset_after().on("create_contact").nth(3)])
///     .start_blocking()?;
/// assert_eq!(emulator.contacts().len(), 1);
/// assert_eq!(emulator.contacts_of("token-of-the-second").unwrap().len(), 0);
/// # Ok::<(), contacts_emulator::StartError>(())
/// ```
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    document: &'static Document,
    layout: Arc<Layout>,
    address: SocketAddr,
    companies: Vec<NewCompany>,
    faults: Vec<Fault>,
    fault_seed: u64,
    behaviour: Behaviour,
    journal: Room,
    is_controlled: bool,
    data: Option<PathBuf>,
    limits: Limits,
    threads: usize,
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// Shows the document by its name only.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("document", &self.document.name())
            .field("address", &self.address)
            .field("companies", &self.companies)
            .field("faults", &self.faults)
            .field("fault_seed", &self.fault_seed)
            .field("behaviour", &self.behaviour)
            .field("data", &self.data)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Why an emulator does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The emulator cannot listen on the address.
    #[error("{address} cannot be listened on: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
    /// The server's threads cannot be started.
    #[error("the emulator's threads cannot be started: {0}")]
    Threads(std::io::Error),
    /// The data file cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A contact cannot be put into the book.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// A fault names an operation that the document does not have.
    #[error(transparent)]
    Fault(#[from] FaultError),
    /// A token is empty, or cannot be in a header.
    #[error("a token is empty or has characters that cannot be in a header: use visible ASCII")]
    Token,
    /// An allowed origin is not an origin.
    #[error("`{0}` is no origin: write SCHEME://HOST or SCHEME://HOST:PORT, or * for any")]
    Origin(String),
    /// Two companies have the same token.
    #[error("two companies have the same token: give each its own")]
    SameToken,
}

impl Builder {
    pub(crate) fn new(document: &'static Document) -> Self {
        Builder {
            document,
            layout: Arc::new(Layout::new(document)),
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            companies: vec![NewCompany::of(DEFAULT_TOKEN)],
            faults: Vec::new(),
            fault_seed: 0,
            behaviour: Behaviour::default(),
            journal: Room {
                requests: 10_000,
                bytes: 64 << 20,
            },
            is_controlled: true,
            data: None,
            limits: Limits {
                content: 1 << 20,
                head: 1 << 16,
                connections: 1024,
                times: Times::default(),
            },
            threads: 2,
            hosts: Vec::new(),
            origins: Vec::new(),
        }
    }

    /// Sets the token of the first company; [`DEFAULT_TOKEN`] unless set.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.companies[0].token = token.into();
        self
    }

    /// Sets the address to listen on; `127.0.0.1` and any free port unless set.
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port to listen on at the address; 0 is any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Adds contacts that are in the first company's book from the start.
    pub fn seed<S: Into<Seed>>(mut self, contacts: impl IntoIterator<Item = S>) -> Self {
        let contacts = contacts.into_iter().map(Into::into);
        self.companies[0].add(&self.layout, contacts);
        self
    }

    /// Adds contacts from a CSV or JSON file, see [`Seed::read_file`].
    ///
    /// # Errors
    ///
    /// If the file or one of its rows cannot be read.
    pub fn seed_file(mut self, path: impl AsRef<std::path::Path>) -> Result<Self, SeedError> {
        for seed in SeedReader::by(self.document).file(path.as_ref())? {
            self.companies[0].push(&self.layout, seed?)?;
        }
        Ok(self)
    }

    /// Adds a company, with a token and contacts of its own.
    pub fn company<S: Into<Seed>>(
        mut self,
        token: impl Into<String>,
        contacts: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut company = NewCompany::of(token);
        company.add(&self.layout, contacts.into_iter().map(Into::into));
        self.companies.push(company);
        self
    }

    /// Sets what goes wrong; see also [`Emulator::set_faults`].
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// Sets the seed from which the chances of faults are drawn: the same seed gives the same run. 0 unless
    /// set.
    pub fn fault_seed(mut self, seed: u64) -> Self {
        self.fault_seed = seed;
        self
    }

    /// Sets the behaviour where the documentation is silent; see also [`Emulator::set_behaviour`].
    pub fn behaviour(mut self, behaviour: Behaviour) -> Self {
        self.behaviour = behaviour;
        self
    }

    /// Sets how many requests [`Emulator::requests`] remembers: the last 10,000 unless set; 0 for none. See
    /// also [`Builder::remember_bytes`].
    pub fn remember(mut self, requests: usize) -> Self {
        self.journal.requests = requests;
        self
    }

    /// Sets about how many bytes of memory the remembered requests may take: 64 MiB unless set. The oldest
    /// are forgotten for a new one; a request that is larger than this is not remembered.
    ///
    /// ```
    /// # use contacts_emulator::Emulator;
    /// let emulator = Emulator::builder().remember_bytes(1 << 20).start_blocking()?;
    /// # Ok::<(), contacts_emulator::StartError>(())
    /// ```
    pub fn remember_bytes(mut self, bytes: usize) -> Self {
        self.journal.bytes = bytes;
        self
    }

    /// Serves nothing below `/emulator/`, so that faults, switches and contacts can only be set
    /// from Rust.
    ///
    /// ```
    /// # use contacts_emulator::Emulator;
    /// let emulator = Emulator::builder().no_control().start_blocking()?;
    /// assert_eq!(emulator.control_url(), None);
    /// # Ok::<(), contacts_emulator::StartError>(())
    /// ```
    pub fn no_control(mut self) -> Self {
        self.is_controlled = false;
        self
    }

    /// Sets a file that keeps the books; it is made if it does not exist. Seeds are only added when a book is
    /// made, not to one that the file already has.
    pub fn data(mut self, path: impl Into<PathBuf>) -> Self {
        self.data = Some(path.into());
        self
    }

    /// Sets the most bytes of a request's content: 1 MiB unless set.
    pub fn max_content(mut self, bytes: usize) -> Self {
        self.limits.content = bytes;
        self
    }

    /// Sets the most connections at once: 1,024 unless set; further ones are answered with 503.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.max(1);
        self
    }

    /// Sets how long the head of a request may take, 10 s unless set; a slower one is answered with
    /// 408.
    pub fn head_time(mut self, time: Duration) -> Self {
        self.limits.times.head = time.min(LONGEST);
        self
    }

    /// Sets how long the content of a request may take, 30 s unless set; a slower one is answered with 408. A
    /// client that takes this long to read an answer loses its connection.
    pub fn content_time(mut self, time: Duration) -> Self {
        self.limits.times.content = time.min(LONGEST);
        self
    }

    /// Sets how long a connection stays open without a request, a minute unless set.
    pub fn idle_time(mut self, time: Duration) -> Self {
        self.limits.times.idle = time.min(LONGEST);
        self
    }

    /// Adds a host for which the emulator answers, a name with or without a port.
    ///
    /// An emulator on a loopback address answers for `localhost` and loopback addresses; requests for another
    /// host are answered with 421, since a web page can make its own name lead to this machine. On any other
    /// address it answers for every host, unless hosts are added.
    ///
    /// ```
    /// # use contacts_emulator::Emulator;
    /// let emulator = Emulator::builder().allow_host("api.test").start_blocking()?;
    /// # Ok::<(), contacts_emulator::StartError>(())
    /// ```
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Adds an origin whose pages may use the API from a browser (CORS), such as
    /// `http://localhost:3000`; `*` is any. Without one, only the emulator's own page may.
    ///
    /// ```
    /// # use contacts_emulator::Emulator;
    /// let emulator = Emulator::builder().cors("http://localhost:3000").start_blocking()?;
    /// # Ok::<(), contacts_emulator::StartError>(())
    /// ```
    pub fn cors(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Sets the number of threads that answer: 2 unless set.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Starts the emulator, which answers once this is done.
    ///
    /// It runs on threads of its own, so a test may block while it waits for an answer.
    ///
    /// # Errors
    ///
    /// If the address, the data file or a seed cannot be used.
    #[allow(clippy::unused_async, reason = "room for a start that waits")]
    pub async fn start(self) -> Result<Emulator, StartError> {
        self.start_blocking()
    }

    /// Starts the emulator as [`Builder::start`] does, for programs without async.
    ///
    /// # Errors
    ///
    /// If the address, the data file or a seed cannot be used.
    pub fn start_blocking(self) -> Result<Emulator, StartError> {
        let (document, layout) = (self.document, self.layout);
        let cors = Cors::new(self.origins).map_err(StartError::Origin)?;
        self.faults.iter().try_for_each(|it| it.check(document))?;
        let tokens: Vec<_> = self.companies.iter().map(|it| it.token.clone()).collect();
        let visible = |token: &String| token.bytes().all(|it| it.is_ascii_graphic());
        if !tokens.iter().all(|it| !it.is_empty() && visible(it)) {
            return Err(StartError::Token);
        }
        if (1..tokens.len()).any(|end| tokens[..end].contains(&tokens[end])) {
            return Err(StartError::SameToken);
        }
        let mut books = Vec::new();
        for company in self.companies {
            books.push(company.book(&layout)?);
        }
        let opened = match &self.data {
            Some(path) => {
                let (opened, kept) = Opened::new(path, &layout, books)?;
                books = kept;
                Some(opened)
            }
            None => None,
        };
        let companies: Arc<[_]> = (0..)
            .zip(tokens.into_iter().zip(books))
            .map(|(number, (token, book))| {
                // Only the control needs the start.
                let book = if self.is_controlled {
                    book.starting_here()
                } else {
                    book
                };
                Company::new(number, token, book)
            })
            .collect();
        let store = opened.map(|it| it.start(&layout, &companies)).transpose()?;
        let service = Arc::new(Service {
            document,
            layout,
            companies,
            faults: FaultSchedule::new(self.fault_seed, self.faults.clone()),
            journal: Journal::new(self.journal),
            store,
            limits: self.limits,
            behaviour: RwLock::new(Arc::new(self.behaviour.clone())),
            start: InitialSettings {
                faults: self.faults,
                behaviour: self.behaviour,
            },
        });
        let own = own::router(&service, self.is_controlled);
        let front = Front::new(Api::new(&service), own, cors);
        let server = Server::start(self.address, self.threads, self.limits, &self.hosts, front)?;
        Ok(Emulator::new(server, service, self.is_controlled))
    }
}
