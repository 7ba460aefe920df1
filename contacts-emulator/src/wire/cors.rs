use axum::body::Body;
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};

/// The origins whose pages may read answers. Without any, only the emulator's own page can, which needs no
/// permission.
#[derive(Debug, Default)]
pub(crate) struct Cors(Vec<HeaderValue>);

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
/// The headers that a page may see beside those that every page may.
const SHOWN: HeaderValue = HeaderValue::from_static("Retry-After, Location, Emulated");
const SECONDS: HeaderValue = HeaderValue::from_static("600");

impl Cors {
    /// Reads origins such as `http://localhost:3000`, or `*` for any; the error is a text that is
    /// not an origin.
    pub(crate) fn new(origins: Vec<String>) -> Result<Self, String> {
        let read = |origin: String| match HeaderValue::from_str(&origin) {
            Ok(value) if is_origin(&origin) => Ok(value),
            _ => Err(origin),
        };
        origins
            .into_iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map(Cors)
    }

    /// Returns whether other pages are allowed nothing.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the origin of the page that sends a request, if it may read the answer.
    pub(crate) fn asks<B>(&self, request: &Request<B>) -> Option<HeaderValue> {
        let origin = request.headers().get(ORIGIN)?;
        let may = |known: &HeaderValue| known == "*" || known == origin;
        self.0.iter().any(may).then(|| origin.clone())
    }

    /// Returns the answer to a browser that asks whether a page may send a request, if this is such a question.
    pub(crate) fn allowed<B>(request: &Request<B>) -> Option<Response> {
        let headers = request.headers();
        let is_question = request.method() == Method::OPTIONS
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        is_question.then(|| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            let allowed = response.headers_mut();
            allowed.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            allowed.insert(ACCESS_CONTROL_MAX_AGE, SECONDS);
            if let Some(wanted) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
                allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
            }
            response
        })
    }

    /// Lets a page of this origin read an answer.
    pub(crate) fn open(headers: &mut HeaderMap, origin: HeaderValue) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    }
}

/// Returns whether a text is an origin as browsers write it.
fn is_origin(text: &str) -> bool {
    if text == "*" {
        return true;
    }
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return false;
    };
    text == format!("{scheme}://{authority}")
}
