//! Whose token it is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::company::Company;
use crate::service::Service;

/// The tokens that a request offers.
pub(crate) struct Credentials(Vec<String>);

impl Credentials {
    /// `others` also takes `?access_token=` and Basic, in which the token stands for the user or for
    /// the password.
    pub(crate) fn of(request: &Parts, others: bool) -> Self {
        Credentials(tokens(request, others))
    }

    /// The company that one of them opens.
    pub(crate) fn company<'a>(&self, service: &'a Service) -> Option<&'a Company> {
        self.0.iter().find_map(|token| service.company(token))
    }
}

fn tokens(request: &Parts, others: bool) -> Vec<String> {
    let query = request.uri.query().unwrap_or_default();
    let mut tokens = Vec::new();
    for header in request.headers.get_all(AUTHORIZATION) {
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
    // A company without a token would be open to everybody.
    tokens.retain(|it| !it.is_empty());
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
