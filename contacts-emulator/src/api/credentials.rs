//! Finds out whose token a request has.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use contacts_openapi::{Scheme, Security};
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;

use crate::company::Company;
use crate::service::Service;

/// The tokens that a request offers.
pub(crate) struct Credentials(Vec<String>);

impl Credentials {
    /// Returns the credentials that the document's `security` accepts. Where it accepts Bearer, `others` also
    /// accepts `?access_token=` and Basic, in which the token is the user or the password.
    pub(crate) fn of(request: &Parts, security: &[Security], others: bool) -> Self {
        let mut tokens = Vec::new();
        for scheme in security {
            match scheme {
                Security::Bearer => {
                    tokens.extend(authorization(request, "bearer").map(str::to_owned));
                    if others {
                        tokens.extend(authorization(request, "basic").flat_map(basic));
                        tokens.extend(in_query(request, "access_token"));
                    }
                }
                Security::Basic => {
                    tokens.extend(authorization(request, "basic").flat_map(basic));
                }
                Security::Header(name) => {
                    let values = request.headers.get_all(name).iter();
                    tokens
                        .extend(values.filter_map(|it| Some(it.to_str().ok()?.trim().to_owned())));
                }
                Security::Query(name) => tokens.extend(in_query(request, name)),
                Security::Cookie(name) => tokens.extend(cookies(&request.headers, name)),
                Security::Other(_) => {}
            }
        }
        // A company without a token would be open to everybody.
        tokens.retain(|it| !it.is_empty());
        Credentials(tokens)
    }

    /// Returns the credentials of schemes that go together; `None` if the request has nothing for one of
    /// them. A scheme that is not known here, such as a certificate, counts as satisfied.
    pub(crate) fn of_all(request: &Parts, schemes: &[Scheme], others: bool) -> Option<Self> {
        let mut all = Credentials(Vec::new());
        for scheme in schemes {
            let offered = Self::of(request, std::slice::from_ref(&scheme.way), others);
            if offered.0.is_empty() && !matches!(scheme.way, Security::Other(_)) {
                return None;
            }
            all.0.extend(offered.0);
        }
        Some(all)
    }

    /// Returns the company that has one of these tokens.
    pub(crate) fn company<'a>(&self, service: &'a Service) -> Option<&'a Company> {
        self.0.iter().find_map(|token| service.company(token))
    }
}

/// Returns whether credentials can be checked: those of a scheme that is not known here, such as a
/// certificate, cannot.
pub(super) fn is_told(security: &[Security]) -> bool {
    security.iter().any(|it| !matches!(it, Security::Other(_)))
}

/// Returns the value of `WWW-Authenticate` for these schemes.
pub(super) fn challenge(security: &[Security]) -> &'static str {
    if security.contains(&Security::Bearer) {
        "Bearer"
    } else if security.contains(&Security::Basic) {
        "Basic realm=\"contacts\""
    } else {
        "ApiKey"
    }
}

/// Returns what follows this scheme in `Authorization`.
fn authorization<'r>(request: &'r Parts, scheme: &str) -> impl Iterator<Item = &'r str> {
    let headers = request.headers.get_all(AUTHORIZATION).iter();
    headers.filter_map(move |header| {
        let (known, value) = header.to_str().ok()?.split_once(' ')?;
        known.eq_ignore_ascii_case(scheme).then(|| value.trim())
    })
}

fn in_query(request: &Parts, name: &str) -> Vec<String> {
    let query = request.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .filter(|(known, _)| known == name)
        .map(|(_, token)| token.into_owned())
        .collect()
}

/// Returns the values of the cookies with this name.
pub(super) fn cookies(headers: &http::HeaderMap, name: &str) -> Vec<String> {
    let headers = headers.get_all(COOKIE).iter();
    headers
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='))
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value.trim_matches('"').to_owned())
        .collect()
}

/// Returns the decoded `user:password`, and each of the two alone.
fn basic(value: &str) -> Vec<String> {
    let decoded = BASE64_STANDARD.decode(value).unwrap_or_default();
    let text = String::from_utf8(decoded).unwrap_or_default();
    let parts = text.splitn(2, ':').map(str::to_owned);
    let mut tokens: Vec<_> = parts.filter(|it| !it.is_empty()).collect();
    tokens.insert(0, text);
    tokens
}
