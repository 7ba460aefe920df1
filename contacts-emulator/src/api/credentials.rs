//! Whose token it is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The tokens that a request offers. `others` also takes `?access_token=` and Basic, in which the
/// token stands for the user or for the password.
pub(super) fn tokens(headers: &HeaderMap, query: &str, others: bool) -> Vec<String> {
    let mut tokens = Vec::new();
    for header in headers.get_all(AUTHORIZATION) {
        let Some((scheme, value)) = header.to_str().ok().and_then(|it| it.split_once(' ')) else {
            continue;
        };
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            tokens.push(value.to_owned());
        } else if others && scheme.eq_ignore_ascii_case("basic") {
            tokens.extend(basic(value));
        }
    }
    if others {
        tokens.extend(
            form_urlencoded::parse(query.as_bytes())
                .filter(|(name, _)| name == "access_token")
                .map(|(_, token)| token.into_owned()),
        );
    }
    tokens
}

fn basic(value: &str) -> Vec<String> {
    let decoded = BASE64_STANDARD.decode(value).unwrap_or_default();
    let text = String::from_utf8(decoded).unwrap_or_default();
    text.splitn(2, ':')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}
