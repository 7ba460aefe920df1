//! The HTTP client that is made unless the caller brings one.

use std::time::Duration;

use reqwest::Url;

use super::address::is_loopback;

/// Makes an HTTP client that follows no redirects and retries nothing: the transport does that.
pub(super) fn client(
    base_url: &Url,
    connect_timeout: Duration,
    attempt_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .timeout(attempt_timeout)
        // The API never redirects, and following a redirect could send a contact to another
        // address.
        .redirect(reqwest::redirect::Policy::none())
        // The transport retries itself: by the method, with waits, and within a budget.
        .retry(reqwest::retry::never());
    // `HTTP_PROXY` and `ALL_PROXY` would send what is meant for this machine to another one, in the clear.
    // Whoever allowed plain http to other machines accepted that risk, and https goes through a tunnel.
    let builder = if is_loopback(base_url) {
        builder.no_proxy()
    } else {
        builder
    };
    #[cfg(feature = "rustls")]
    let builder = with_rustls(builder);
    builder.build()
}

/// Uses ring for TLS: the other provider of rustls takes four times as long to build.
#[cfg(feature = "rustls")]
fn with_rustls(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    // There is one provider for the whole process, which reqwest takes. If another part of the
    // program has chosen one, it is kept.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    builder
}
