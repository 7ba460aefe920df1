//! Puts each value in its place in a request, in the document's style.

use clap::ArgMatches;
use contacts_api::parameter::{self, Kind, in_header, pairs};
use contacts_openapi::{Location, Operation, Parameter, Style, show};
use serde_json::Value;

use super::arguments::Call;
use super::body::{self, Files};
use crate::failure::Failure;

/// A request that is ready to be sent.
#[derive(Debug, PartialEq)]
pub(crate) struct Prepared<'a> {
    pub(crate) operation: &'a Operation,
    /// The path, percent-encoded.
    pub(crate) path: String,
    /// The query, with percent-encoded values.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    /// The media type and the bytes of the body.
    pub(crate) body: Option<(String, Vec<u8>)>,
}

impl<'a> Call<'a> {
    /// Makes the request that the arguments describe.
    pub(crate) fn prepare(
        &self,
        matches: &ArgMatches,
        files: &dyn Files,
    ) -> Result<Prepared<'a>, Failure> {
        let mut prepared = Prepared {
            operation: self.operation,
            path: self.operation.path_alone().to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
        };
        let mut in_path = query_in_path(self.operation);
        let mut cookies = Vec::new();
        for (flag, value) in self.values(matches)? {
            let parameter = flag.parameter;
            let name = &parameter.name;
            match parameter.location {
                Location::Path => {
                    let segment = segment(parameter, &value)
                        .map_err(|reason| flag.refused(&show(&value), reason))?;
                    let variable = format!("{{{name}}}");
                    prepared.path = prepared.path.replace(&variable, &segment);
                    for (_, value) in &mut in_path {
                        *value = value.replace(&variable, &segment);
                    }
                }
                Location::Query => {
                    prepared
                        .query
                        .extend(pairs(name, &value, style(parameter, &value)));
                }
                Location::Header => {
                    let text = in_header(&value, style(parameter, &value));
                    prepared
                        .headers
                        .push((name.clone(), text.unwrap_or_default()));
                }
                Location::Cookie => cookies.extend(pairs(name, &value, style(parameter, &value))),
            }
        }
        if !cookies.is_empty() {
            let cookies = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            let cookies: Vec<_> = cookies.collect();
            prepared
                .headers
                .push(("cookie".to_owned(), cookies.join("; ")));
        }
        // A variable that no parameter declares cannot be given, and is left out.
        in_path.retain(|(_, value)| !value.contains('{'));
        prepared.query.splice(..0, in_path);
        let accept = accepted(self.operation);
        if !accept.is_empty() {
            prepared.headers.push(("accept".to_owned(), accept));
        }
        if let Some((content, given)) = self.body(matches) {
            let body = body::made(content, given, files);
            let body = body.map_err(|reason| Failure::usage(format!("--body {reason}")))?;
            prepared.body = Some(body);
        }
        Ok(prepared)
    }
}

/// Returns the query that is part of the path, with its variables still in braces.
fn query_in_path(operation: &Operation) -> Vec<(String, String)> {
    let pairs = operation.query_in_path().into_iter();
    let pairs = pairs.flat_map(|it| it.split('&'));
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

/// Returns the media types of a success.
fn accepted(operation: &Operation) -> String {
    let mut types: Vec<&str> = Vec::new();
    let contents = operation
        .successes()
        .into_iter()
        .flat_map(|it| &it.contents);
    for content in contents {
        if !types.contains(&&*content.media_type) {
            types.push(&content.media_type);
        }
    }
    types.join(", ")
}

/// Returns a value as one segment of a path, which must not lead to another path.
fn segment(parameter: &Parameter, value: &Value) -> Result<String, &'static str> {
    let written = parameter::in_path(&parameter.name, value, style(parameter, value));
    match written.as_str() {
        "" => Err("is empty: the path would be that of something else"),
        "." | ".." => Err("leads to another path: it cannot be asked for"),
        _ => Ok(written),
    }
}

/// Returns the client's style for a parameter.
fn style(parameter: &Parameter, value: &Value) -> contacts_api::parameter::Style {
    let kind = match parameter.style {
        Style::Repeated => Kind::Repeated,
        Style::Joined(separator) => Kind::Joined(separator),
        Style::DeepObject => Kind::DeepObject,
        Style::Label => Kind::Label,
        Style::Matrix => Kind::Matrix,
        // In an unknown style, a text can only be sent as it is.
        Style::Other if value.is_string() => Kind::Joined(','),
        Style::Json | Style::Other => Kind::Json,
    };
    contacts_api::parameter::Style {
        kind,
        explode: parameter.explode,
    }
}

#[cfg(test)]
mod tests;
