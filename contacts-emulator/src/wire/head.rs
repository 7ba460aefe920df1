//! Checks the head of a request with hyper's own parser, and by stricter rules: two readers of one
//! request must never disagree about where it ends and whom it is for.

use std::mem::MaybeUninit;

use http::{StatusCode, Uri};

use super::hosts::Hosts;
use crate::api::Answer;

/// The most headers, as in hyper.
const HEADERS: usize = 100;

/// What the bytes so far are.
#[derive(Debug)]
pub(super) enum HeadState {
    /// An incomplete head.
    Part,
    /// A head of this many bytes.
    Whole(usize, ContentLength),
    /// A request that cannot or must not be carried out.
    Refused(Box<Answer>),
}

/// The length of what follows the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentLength {
    /// This many bytes.
    Bytes(u64),
    /// As long as its chunks say.
    Chunked,
}

/// Looks at the bytes so far.
pub(super) fn look(bytes: &[u8], limit: usize, hosts: &Hosts) -> HeadState {
    let mut headers = [const { MaybeUninit::uninit() }; HEADERS];
    let mut request = httparse::Request::new(&mut []);
    let parsed = request.parse_with_uninit_headers(bytes, &mut headers);
    let checked = match parsed {
        Ok(httparse::Status::Complete(length)) if length <= limit => {
            check(&request, hosts).map(|content| HeadState::Whole(length, content))
        }
        Ok(httparse::Status::Partial) if bytes.len() < limit => Ok(HeadState::Part),
        Ok(_) => Err(too_long(bytes, limit)),
        Err(error) => Err(unreadable(error, bytes)),
    };
    checked.unwrap_or_else(|answer| HeadState::Refused(Box::new(answer)))
}

fn too_long(bytes: &[u8], limit: usize) -> Answer {
    if first_line(bytes).is_some() {
        let message = format!("the head is longer than {limit} bytes");
        Answer::error(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &message)
    } else {
        let message = format!("the request line is longer than {limit} bytes");
        Answer::error(StatusCode::URI_TOO_LONG, &message)
    }
}

fn unreadable(error: httparse::Error, bytes: &[u8]) -> Answer {
    // A TLS handshake, versions 1.0 to 1.3.
    if bytes.starts_with(&[22, 3]) {
        return Answer::bad_request("this is TLS, which is not spoken here: use http://");
    }
    match error {
        httparse::Error::TooManyHeaders => Answer::error(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            &format!("the head has more than {HEADERS} headers"),
        ),
        httparse::Error::Version if has_version(bytes) => Answer::error(
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            "the version is not spoken here: use HTTP/1.1",
        ),
        httparse::Error::HeaderName | httparse::Error::HeaderValue => {
            Answer::bad_request("a header is not HTTP/1.1: it is NAME: VALUE on one line")
        }
        _ => Answer::bad_request("the request line is not HTTP/1.1: it is METHOD TARGET HTTP/1.1"),
    }
}

/// Returns the first line that is not empty, if its end is there.
fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.iter().position(|it| !b"\r\n".contains(it))?;
    let line = &bytes[start..];
    let end = line.iter().position(|it| b"\r\n".contains(it))?;
    Some(&line[..end])
}

/// Returns whether the first line names a version, such as `HTTP/2.0`.
fn has_version(bytes: &[u8]) -> bool {
    let line = first_line(bytes).unwrap_or(bytes);
    let third = line.split(|it| *it == b' ').nth(2).unwrap_or_default();
    let version = third.strip_prefix(b"HTTP/").unwrap_or_default();
    !version.is_empty() && version.iter().all(|it| it.is_ascii_digit() || *it == b'.')
}

fn check(request: &httparse::Request<'_, '_>, hosts: &Hosts) -> Result<ContentLength, Answer> {
    let is_modern = request.version == Some(1);
    let (mut host, mut length, mut is_chunked) = (None, None, false);
    for header in request.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("host") {
            if host.replace(header.value).is_some() {
                return Err(Answer::bad_request("there are two Host headers: send one"));
            }
        } else if is("content-length") {
            if length.replace(length_of(header.value)?).is_some() {
                return Err(Answer::bad_request(
                    "there are two Content-Length headers: send one",
                ));
            }
        } else if is("transfer-encoding") {
            if is_chunked || !is_modern {
                return Err(Answer::bad_request(
                    "Transfer-Encoding is not as HTTP/1.1 has it",
                ));
            }
            if !header.value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                let message =
                    "the Transfer-Encoding is not known here: send `chunked`, or a length";
                return Err(Answer::error(StatusCode::NOT_IMPLEMENTED, message));
            }
            is_chunked = true;
        } else if is("expect")
            && is_modern
            && !header
                .value
                .trim_ascii()
                .eq_ignore_ascii_case(b"100-continue")
        {
            let message = "the Expect is not known here: send `100-continue`, or none";
            return Err(Answer::error(StatusCode::EXPECTATION_FAILED, message));
        }
    }
    let content = match (length, is_chunked) {
        (Some(_), true) => {
            let message = "there are a Content-Length and a Transfer-Encoding: send one of them";
            return Err(Answer::bad_request(message));
        }
        (None, true) => ContentLength::Chunked,
        (length, false) => ContentLength::Bytes(length.unwrap_or(0)),
    };
    if host.is_none() && is_modern {
        return Err(Answer::bad_request("the Host header is missing"));
    }
    let authority = target(request)?;
    let host = host.map(std::str::from_utf8).transpose();
    let host = host.map_err(|_| Answer::bad_request("the Host header is not readable"))?;
    // If the target has one, that is the one that counts.
    let authority = authority
        .as_ref()
        .and_then(|it| Some(it.authority()?.as_str()));
    authority.or(host).map_or(Ok(()), |it| hosts.check(it))?;
    Ok(content)
}

fn length_of(value: &[u8]) -> Result<u64, Answer> {
    let digits = value.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Answer::bad_request("the Content-Length is not a number"));
    }
    let length = std::str::from_utf8(digits)
        .ok()
        .and_then(|it| it.parse().ok());
    // hyper uses the highest numbers for other purposes.
    length.filter(|it| *it <= u64::MAX / 2).ok_or_else(|| {
        Answer::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the Content-Length is more than any content has",
        )
    })
}

/// Returns the target, if it is a complete URI.
fn target(request: &httparse::Request<'_, '_>) -> Result<Option<Uri>, Answer> {
    let target = request.path.unwrap_or_default();
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"/?&=%._~-+:,".contains(&it);
    if target.starts_with('/') && target.bytes().all(is_plain) {
        return Ok(None);
    }
    let method = request.method.unwrap_or_default();
    if method == "CONNECT" {
        let message = "this is not a proxy: it makes no tunnels";
        return Err(Answer::error(StatusCode::NOT_IMPLEMENTED, message));
    }
    if method == "OPTIONS" && target == "*" {
        return Ok(None);
    }
    let refuse = || Answer::bad_request("the target is neither a path nor an http:// URI");
    let uri: Uri = target.parse().map_err(|_| refuse())?;
    match uri.scheme_str() {
        None if target.starts_with('/') => Ok(None),
        Some("http") => Ok(Some(uri)),
        _ => Err(refuse()),
    }
}
