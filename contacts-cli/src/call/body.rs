//! Makes the body of a request, by its media type.

use std::io;

use contacts_openapi::Content;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

/// The files from which bodies are read; `-` is stdin.
pub(crate) trait Files {
    /// Reads the whole file.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
}

/// Returns the media type and the bytes that are sent for what was given: a text, `@FILE` or `-`.
///
/// # Errors
///
/// Why it cannot be sent, as the rest of a sentence, which shows nothing of the body.
pub(super) fn made(
    content: &Content,
    given: &str,
    files: &dyn Files,
) -> Result<(String, Vec<u8>), String> {
    let named = if given == "-" {
        Some(given)
    } else {
        given.strip_prefix('@')
    };
    let bytes = match named {
        Some(name) => read(files, name, given)?,
        None => given.as_bytes().to_vec(),
    };
    let media_type = content.media_type.as_str();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if content.is_json() {
        serde_json::from_slice::<IgnoredAny>(&bytes)
            .map_err(|error| format!("is not JSON: {error}"))?;
        return Ok((media_type.to_owned(), bytes));
    }
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => form(bytes).map(|it| (essence.to_owned(), it)),
        "multipart/form-data" => multipart(&bytes, files),
        // A range of types cannot be sent as a type.
        range if range.contains('*') => Ok(("application/octet-stream".to_owned(), bytes)),
        _ => Ok((media_type.to_owned(), bytes)),
    }
}

fn read(files: &dyn Files, name: &str, given: &str) -> Result<Vec<u8>, String> {
    files
        .read(name)
        .map_err(|error| format!("{given} cannot be read: {error}"))
}

/// Turns a JSON object into a form; a text that is already a form is left as it is.
fn form(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let Ok(Value::Object(object)) = serde_json::from_slice(&bytes) else {
        let is_form = bytes.contains(&b'=') && !bytes.starts_with(b"{");
        return if is_form {
            Ok(bytes)
        } else {
            Err("is neither a JSON object nor a form, such as a=1&b=2".to_owned())
        };
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &object {
        match value {
            Value::Array(items) => {
                for item in items {
                    form.append_pair(name, &text(item));
                }
            }
            other => {
                form.append_pair(name, &text(other));
            }
        }
    }
    Ok(form.finish().into_bytes())
}

/// Turns a JSON object into parts; a value that begins with `@` is a file.
fn multipart(bytes: &[u8], files: &dyn Files) -> Result<(String, Vec<u8>), String> {
    let object: Map<String, Value> = serde_json::from_slice(bytes)
        .map_err(|_| "is not a JSON object, whose members are the parts".to_owned())?;
    let boundary = format!("{:032x}", fastrand::u128(..));
    let mut body = Vec::new();
    for (name, value) in &object {
        let values = match value {
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        };
        for value in values {
            let text = text(value);
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                quoted(name)
            );
            body.extend(head.bytes());
            if let Some(file) = text.strip_prefix('@') {
                let content = read(files, file, &text)?;
                let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
                let head = format!(
                    "; filename=\"{}\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                    quoted(name)
                );
                body.extend(head.bytes());
                body.extend(content);
            } else {
                body.extend(format!("\r\n\r\n{text}").bytes());
            }
            body.extend(b"\r\n");
        }
    }
    body.extend(format!("--{boundary}--\r\n").bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), body))
}

/// Escapes a name as browsers do in the header of a part.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
