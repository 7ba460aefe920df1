//! Who asks: the token, in the way that the document says for an operation.

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue, InvalidHeaderValue};

use crate::Token;
use crate::operations::{Scheme, Security};
use crate::value::parameter::add_cookie;

/// The token in the forms in which it can be sent, and the secrets of schemes that have one of their
/// own.
pub(crate) struct Credentials {
    token: Token,
    bearer: HeaderValue,
    others: Vec<(String, Token)>,
}

impl Credentials {
    /// Fails if a secret cannot be in a header.
    pub(crate) fn new(
        token: Token,
        others: Vec<(String, Token)>,
    ) -> Result<Self, InvalidHeaderValue> {
        for (_, secret) in &others {
            secret.plain()?;
        }
        Ok(Credentials {
            bearer: token.bearer()?,
            token,
            others,
        })
    }

    /// Adds the credentials of all schemes that the document combines for the operation; adds
    /// nothing if there are none.
    pub(super) fn sign(&self, request: &mut Request, schemes: &[Scheme]) {
        for scheme in schemes {
            let other = self.others.iter().find(|(name, _)| name == scheme.name);
            match (scheme.way, other) {
                (Security::Bearer, None) => {
                    let headers = request.headers_mut();
                    headers.insert(AUTHORIZATION, self.bearer.clone());
                }
                (way, other) => send(request, way, other.map_or(&self.token, |(_, it)| it)),
            }
        }
    }
}

// That the secret can be in a header was checked when the client was made.
fn send(request: &mut Request, way: Security, secret: &Token) {
    let mut insert = |name: HeaderName, value: Result<HeaderValue, InvalidHeaderValue>| {
        if let Ok(value) = value {
            request.headers_mut().insert(name, value);
        }
    };
    match way {
        Security::Bearer => insert(AUTHORIZATION, secret.bearer()),
        Security::Basic => insert(AUTHORIZATION, secret.basic()),
        Security::Header(name) => {
            if let Ok(name) = HeaderName::try_from(name) {
                insert(name, secret.plain());
            }
        }
        Security::Cookie(name) => {
            let cookie = format!("{name}={}", secret.expose());
            let _ = add_cookie(request.headers_mut(), &cookie, true);
        }
        Security::Query(name) => {
            let mut query = request.url_mut().query_pairs_mut();
            query.append_pair(name, secret.expose());
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::COOKIE;
    use reqwest::{Method, Url};

    use super::*;

    fn signed(ways: &[(&'static str, Security)]) -> Request {
        let others = vec![("app".to_owned(), Token::from("app-secret"))];
        let credentials = Credentials::new(Token::from("user:pass"), others).unwrap();
        let url = Url::parse("http://localhost/contacts").unwrap();
        let mut request = Request::new(Method::GET, url);
        let page = HeaderValue::from_static("page=1");
        request.headers_mut().insert(COOKIE, page);
        let schemes = ways.iter().map(|&(name, way)| Scheme { name, way });
        credentials.sign(&mut request, &schemes.collect::<Vec<_>>());
        request
    }

    #[test]
    fn the_token_goes_where_the_document_wants_it() {
        for (way, header, value) in [
            (Security::Bearer, "authorization", "Bearer user:pass"),
            (Security::Basic, "authorization", "Basic dXNlcjpwYXNz"),
            (Security::Header("x-api-key"), "x-api-key", "user:pass"),
            (
                Security::Cookie("session"),
                "cookie",
                "page=1; session=user:pass",
            ),
        ] {
            let request = signed(&[("it", way)]);
            assert_eq!(request.headers()[header], value, "{way:?}");
            assert!(request.headers()[header].is_sensitive(), "{way:?}");
        }
        let request = signed(&[("it", Security::Query("key"))]);
        assert_eq!(request.url().query(), Some("key=user%3Apass"));
        assert_eq!(request.headers().len(), 1);
    }

    #[test]
    fn ways_that_go_together_are_all_used_each_with_its_own_secret() {
        let request = signed(&[
            ("token", Security::Bearer),
            ("app", Security::Header("x-app")),
        ]);
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer user:pass");
        assert_eq!(request.headers()["x-app"], "app-secret");
        let request = signed(&[("app", Security::Bearer)]);
        assert_eq!(request.headers()[AUTHORIZATION], "Bearer app-secret");
    }

    #[test]
    fn where_nobody_need_say_who_asks_nothing_is_sent() {
        let request = signed(&[]);
        assert_eq!(request.headers().len(), 1);
        assert_eq!(request.url().query(), None);
    }
}
