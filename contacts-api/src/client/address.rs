//! Where the service is.

use std::net::IpAddr;

use reqwest::Url;

use super::BuildError;
use crate::operations::{SERVER_TEMPLATE, SERVER_VARIABLES};

/// Returns the document's server, with these variables instead of their defaults.
pub(super) fn server(chosen: &[(String, String)]) -> Result<String, BuildError> {
    let mut url = SERVER_TEMPLATE.to_owned();
    for (name, _) in chosen {
        if !SERVER_VARIABLES.iter().any(|(known, _)| known == name) {
            return Err(BuildError::UnknownServerVariable(name.clone()));
        }
    }
    for (name, default) in SERVER_VARIABLES {
        let value = chosen.iter().rev().find(|(it, _)| it == name);
        let value = value.map_or(*default, |(_, value)| value);
        url = url.replace(&format!("{{{name}}}"), value);
    }
    Ok(url)
}

/// Returns the base URL without a slash at the end of its path, if it can be used.
pub(super) fn base_url(text: &str, plain_http: bool) -> Result<Url, BuildError> {
    let invalid = |reason: &'static str| BuildError::InvalidBaseUrl {
        url: without_secrets(text).to_owned(),
        reason,
    };
    let mut url = Url::parse(text.trim())
        .map_err(|_| invalid("is not a URL: write one such as `https://app.relatel.dk/api/v2`"))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(
            "has a query or a fragment: end it with the path, such as `/api/v2`",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(
            "has a user or a password: the client sends the token only",
        ));
    }
    match url.scheme() {
        "https" => {}
        "http" if plain_http || is_loopback(&url) => {}
        "http" => {
            return Err(invalid(
                "is not encrypted: use `https`, or allow plain http if the token may travel in the clear",
            ));
        }
        _ => {
            return Err(invalid(
                "is not a web address: write one that begins with `https://`",
            ));
        }
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Returns a URL without what somebody may have put a secret into: a password, or a token in the query.
fn without_secrets(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    url.rsplit_once('@').map_or(url, |(_, behind)| behind)
}

pub(super) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn a_base_url_is_taken_with_or_without_a_slash_at_its_end() {
        for url in [
            "https://a.dk/api/v2",
            "https://a.dk/api/v2/",
            " https://a.dk/api/v2// ",
        ] {
            assert_eq!(
                base_url(url, false).unwrap().as_str(),
                "https://a.dk/api/v2"
            );
        }
        assert_eq!(
            base_url("https://a.dk", false).unwrap().as_str(),
            "https://a.dk/"
        );
    }

    #[test]
    fn plain_http_goes_to_this_machine_only_unless_allowed() {
        for url in [
            "http://localhost:1",
            "http://127.9.9.9/api",
            "http://[::1]:80",
        ] {
            assert!(base_url(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://a.dk",
            "http://127.0.0.1.a.dk",
            "http://10.0.0.1",
            "http://localhost.a.dk",
        ] {
            assert!(base_url(url, false).is_err(), "{url}");
            assert!(base_url(url, true).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_a_base_url_is_refused_with_its_value_and_without_its_secrets() {
        for (url, shown) in [
            ("app.relatel.dk", "`app.relatel.dk` is not a URL"),
            ("ftp://a.dk", "`ftp://a.dk` is not a web address"),
            (
                "https://a.dk/api?access_token=secret",
                "`https://a.dk/api` has a query",
            ),
            ("a.dk/api#secret", "`a.dk/api` is not a URL"),
            ("https://user:secret@a.dk", "`a.dk` has a user"),
        ] {
            let message = base_url(url, false).unwrap_err().to_string();
            assert!(message.contains(shown), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
