//! The HTTP client that is made where the caller has none.

use std::time::Duration;

use reqwest::Url;

use super::address::is_loopback;

/// Makes an HTTP client that follows no redirect and tries nothing again: the transport does that.
pub(super) fn client(
    base_url: &Url,
    connect_timeout: Duration,
    attempt_timeout: Duration,
) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .timeout(attempt_timeout)
        // The API redirects nowhere, and a redirect that is followed may carry a contact along.
        .redirect(reqwest::redirect::Policy::none())
        // The transport tries again itself: by the method, with waits, and within a budget.
        .retry(reqwest::retry::never());
    // `HTTP_PROXY` and `ALL_PROXY` would take what is meant for this machine to another one, in the
    // clear. Plain http to other machines was allowed with its risks, and https goes through a tunnel.
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
    // One for the process, as reqwest takes it; somebody else's choice is left as it is.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    builder
}
