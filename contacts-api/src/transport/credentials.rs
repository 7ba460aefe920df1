//! Who asks: the token, in the way that the document says for an operation.

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue, InvalidHeaderValue};

use crate::Token;
use crate::operations::Security;

/// The token in the forms in which it can be sent.
pub(crate) struct Credentials {
    token: Token,
    bearer: HeaderValue,
}

impl Credentials {
    /// Fails if the token cannot be in a header.
    pub(crate) fn new(token: Token) -> Result<Self, InvalidHeaderValue> {
        Ok(Credentials {
            bearer: token.bearer()?,
            token,
        })
    }

    /// Says who asks in the first way that the operation takes; nothing if it takes none.
    pub(super) fn sign(&self, request: &mut Request, ways: &[Security]) {
        let Some(way) = ways.first() else { return };
        // That the token can be in a header is known since the client was made.
        let mut insert = |name: HeaderName, value: Result<HeaderValue, InvalidHeaderValue>| {
            if let Ok(value) = value {
                request.headers_mut().insert(name, value);
            }
        };
        match way {
            Security::Bearer => {
                request
                    .headers_mut()
                    .insert(AUTHORIZATION, self.bearer.clone());
            }
            Security::Basic => insert(AUTHORIZATION, self.token.basic()),
            Security::Header(name) => {
                if let Ok(name) = HeaderName::try_from(*name) {
                    insert(name, self.token.plain());
                }
            }
            Security::Cookie(name) => insert(COOKIE, self.token.cookie(name)),
            Security::Query(name) => {
                let mut query = request.url_mut().query_pairs_mut();
                query.append_pair(name, self.token.expose());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, Url};

    use super::*;

    fn signed(way: Security) -> Request {
        let credentials = Credentials::new(Token::from("user:pass")).unwrap();
        let url = Url::parse("http://localhost/contacts").unwrap();
        let mut request = Request::new(Method::GET, url);
        credentials.sign(&mut request, &[way]);
        request
    }

    #[test]
    fn the_token_goes_where_the_document_wants_it() {
        for (way, header, value) in [
            (Security::Bearer, "authorization", "Bearer user:pass"),
            (Security::Basic, "authorization", "Basic dXNlcjpwYXNz"),
            (Security::Header("x-api-key"), "x-api-key", "user:pass"),
            (Security::Cookie("session"), "cookie", "session=user:pass"),
        ] {
            let request = signed(way);
            assert_eq!(request.headers()[header], value, "{way:?}");
            assert!(request.headers()[header].is_sensitive(), "{way:?}");
        }
        let request = signed(Security::Query("key"));
        assert_eq!(request.url().query(), Some("key=user%3Apass"));
        assert!(request.headers().is_empty());
    }
}
