use std::num::NonZeroU32;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::address::{base_url, server};
use super::{BuildError, http};
use crate::operations::SCHEMES;
use crate::transport::{Attempt, Credentials, Hooks, Inner, Retry, Settings};
use crate::{Client, Token};

/// Collects what a [`Client`] needs; made by [`Client::builder`].
///
/// ```
/// use std::time::Duration;
///
/// use contacts_api::{Client, Retry};
///
/// let client = Client::builder()
///     .token("5f2c")
///     .base_url("https://app.relatel.dk/api/v2")
///     .connect_timeout(Duration::from_secs(3))
///     .attempt_timeout(Duration::from_secs(10))
///     .total_timeout(Duration::from_secs(60))
///     .user_agent("our-crm/2.1")
///     .retry(Retry::default().attempts(3))
///     .build()?;
/// # Ok::<(), contacts_api::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    token: Option<Token>,
    secrets: Vec<(String, Token)>,
    base_url: Option<String>,
    server_variables: Vec<(String, String)>,
    plain_http: bool,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    total_timeout: Duration,
    user_agent: String,
    retry: Retry,
    requests_per_second: Option<NonZeroU32>,
    max_response_bytes: u64,
    hooks: Hooks,
    http: Option<reqwest::Client>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        ClientBuilder {
            token: None,
            secrets: Vec::new(),
            base_url: None,
            server_variables: Vec::new(),
            plain_http: false,
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            retry: Retry::default(),
            requests_per_second: None,
            max_response_bytes: 64 * 1024 * 1024,
            hooks: Hooks::default(),
            http: None,
        }
    }
}

impl ClientBuilder {
    /// Sets the company's API token, sent in the way that the document's `security` says.
    ///
    /// - `http` with `bearer`, `oauth2` and `openIdConnect`: `Authorization: Bearer TOKEN`. Where the
    ///   token comes from is not this client's business.
    /// - `http` with `basic`: `Authorization: Basic …`; the token is `user:password`.
    /// - `apiKey`: in its header, parameter of the query, or cookie, and nowhere else.
    /// - `security: []`: the token is not sent.
    ///
    /// Of alternatives, the first that the client knows is used. Schemes that go together are all used, with
    /// the same token unless one has a [`secret`](Self::secret) of its own.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the secret of one security scheme, by its name in the document, where the token is not its
    /// secret: an API key beside a bearer token, for example.
    ///
    /// A scheme that no operation uses makes [`build`](Self::build) fail.
    ///
    /// ```
    /// use contacts_api::{BuildError, Client};
    ///
    /// let error = Client::builder().token("5f2c").secret("app_key", "77aa").build().unwrap_err();
    /// assert!(matches!(error, BuildError::UnknownSecurityScheme(name) if name == "app_key"));
    /// ```
    pub fn secret(mut self, scheme: impl Into<String>, secret: impl Into<Token>) -> Self {
        let scheme = scheme.into();
        self.secrets.retain(|(known, _)| *known != scheme);
        self.secrets.push((scheme, secret.into()));
        self
    }

    /// Sets the address of the service, such as `https://app.relatel.dk/api/v2`, with or without a slash at
    /// the end. Unless set, it is the first server of the OpenAPI document.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets a variable of the document's server instead of using its default. It has no effect on a
    /// base URL that was set.
    ///
    /// A name that the server's URL does not have makes [`build`](Self::build) fail.
    ///
    /// ```
    /// use contacts_api::{BuildError, Client};
    ///
    /// let error = Client::builder().token("5f2c").server_variable("region", "eu").build().unwrap_err();
    /// assert!(matches!(error, BuildError::UnknownServerVariable(name) if name == "region"));
    /// ```
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.server_variables.push((name.into(), value.into()));
        self
    }

    /// Allows `http://` to other machines: the token and all contacts travel in the clear.
    ///
    /// To this machine itself (`localhost`, `127.0.0.0/8`, `[::1]`) it is always allowed.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Sets the longest that connecting may take; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest that one attempt may take, from connecting to the last byte of the answer; 30
    /// seconds unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the longest that an operation may take with all its attempts and the waits between them; 120
    /// seconds unless set.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// Sets the `User-Agent`; `contacts-api/VERSION` unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets when and how often an operation is tried again; [`Retry::default`] unless set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the most requests that this client and its clones send in a second, all attempts counted; no
    /// limit unless set. A request waits for its turn, within the total timeout.
    ///
    /// ```
    /// use std::num::NonZeroU32;
    ///
    /// use contacts_api::Client;
    ///
    /// let limit = NonZeroU32::new(10).expect("not zero");
    /// let client = Client::builder().token("5f2c").requests_per_second(limit).build()?;
    /// # Ok::<(), contacts_api::BuildError>(())
    /// ```
    pub fn requests_per_second(mut self, limit: NonZeroU32) -> Self {
        self.requests_per_second = Some(limit);
        self
    }

    /// Sets the most bytes that are read of an answer; 64 MiB unless set. A larger answer is an error that
    /// [is too large](crate::Error::is_too_large), and no more than this is ever held in memory.
    ///
    /// ```
    /// use contacts_api::Client;
    ///
    /// let client = Client::builder().token("5f2c").max_response_bytes(1024 * 1024).build()?;
    /// # Ok::<(), contacts_api::BuildError>(())
    /// ```
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Calls this hook before each attempt; it may change the request, for example to add the header of a
    /// trace. Several hooks are called in the order in which they were given.
    ///
    /// The token is put in afterwards, so no hook sees it. The rest of the request may be about a
    /// person: the number in its path, the contact in its body.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use contacts_api::Client;
    /// use contacts_emulator::Emulator;
    /// use http::HeaderValue;
    ///
    /// let emulator = Emulator::start().await?;
    /// let client = Client::builder()
    ///     .token(emulator.token())
    ///     .base_url(emulator.url())
    ///     .before(|request, attempt| {
    ///         let number = HeaderValue::from(attempt.number());
    ///         request.headers_mut().insert("x-attempt", number);
    ///     })
    ///     .build()?;
    /// client.list_contacts().send().await?;
    /// assert_eq!(emulator.requests()[0].header("x-attempt"), Some("1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn before(
        mut self,
        hook: impl Fn(&mut reqwest::Request, &Attempt<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.hooks.add_before(hook);
        self
    }

    /// Calls this hook after each attempt, whether it succeeded or failed, for example to count. Several
    /// hooks are called in the order in which they were given.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::sync::atomic::{AtomicU32, Ordering};
    /// use std::sync::Arc;
    ///
    /// use contacts_api::Client;
    /// use contacts_emulator::Emulator;
    ///
    /// let emulator = Emulator::start().await?;
    /// let failed = Arc::new(AtomicU32::new(0));
    /// let count = Arc::clone(&failed);
    /// let client = Client::builder()
    ///     .token(emulator.token())
    ///     .base_url(emulator.url())
    ///     .after(move |attempt| {
    ///         if attempt.status().is_none_or(|it| !it.is_success()) {
    ///             count.fetch_add(1, Ordering::Relaxed);
    ///         }
    ///     })
    ///     .build()?;
    /// client.list_contacts().send().await?;
    /// client.get_contact().id(7_u64).send().await.unwrap_err();
    /// assert_eq!(failed.load(Ordering::Relaxed), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn after(mut self, hook: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.add_after(hook);
        self
    }

    /// Takes your own HTTP client, with its proxy, certificates and connection pool.
    ///
    /// Its settings win over [`connect_timeout`](Self::connect_timeout), and over the rule that no proxy is
    /// used for this machine itself. Build it with `redirect::Policy::none()`, as the client's own is. One
    /// that follows redirects still sends no contact to the other address, and that address's answer is an
    /// error, never a contact; but it is contacted and told where the request came from. An API key that the
    /// document puts into a header of its own or into the query then goes there, too.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Makes the client. No request is sent.
    ///
    /// # Errors
    ///
    /// If there is no token, or if one of the settings cannot be used: [`BuildError`] says which.
    pub fn build(self) -> Result<Client, BuildError> {
        let token = self
            .token
            .filter(|token| !token.is_empty())
            .ok_or(BuildError::MissingToken)?;
        let is_unknown = |it: &&(String, Token)| !SCHEMES.contains(&it.0.as_str());
        if let Some((scheme, _)) = self.secrets.iter().find(is_unknown) {
            return Err(BuildError::UnknownSecurityScheme(scheme.clone()));
        }
        let credentials =
            Credentials::new(token, self.secrets).map_err(|_| BuildError::InvalidToken)?;
        let user_agent = HeaderValue::try_from(&self.user_agent)
            .map_err(|_| BuildError::InvalidUserAgent(self.user_agent))?;
        let base_url = match self.base_url {
            Some(url) => base_url(&url, self.plain_http)?,
            None => base_url(&server(&self.server_variables)?, self.plain_http)?,
        };
        let (http, http_timeout) = match self.http {
            Some(http) => (http, None),
            None => (
                http::client(&base_url, self.connect_timeout, self.attempt_timeout)
                    .map_err(BuildError::Http)?,
                Some(self.attempt_timeout),
            ),
        };
        let inner = Inner::new(Settings {
            url: base_url.clone(),
            credentials,
            user_agent,
            http_timeout,
            attempt_timeout: self.attempt_timeout,
            total_timeout: self.total_timeout,
            max_response_bytes: self.max_response_bytes,
            retry: self.retry,
            requests_per_second: self.requests_per_second,
            hooks: self.hooks,
        });
        let base_url = base_url.as_str().trim_end_matches('/');
        Ok(Client::new_with_client(base_url, http, inner))
    }
}
