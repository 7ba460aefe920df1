//! An emulator of a document, asked over a socket: every answer, also an error, is compared with the
//! document.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use contacts_openapi::Document;
use serde_json::{Value, json};

use crate::schema::{Direction, Schemas};
use crate::{Builder, DEFAULT_TOKEN, Emulator};

pub(super) const NUMBER: &str = "4571999999";

/// Returns the document of this project with some of its text replaced.
pub(super) fn edited(edits: &[(&str, &str)]) -> &'static Document {
    let mut yaml = contacts_openapi::YAML.to_owned();
    for (from, to) in edits {
        assert!(yaml.contains(from), "`{from}` is not in the document");
        yaml = yaml.replace(from, to);
    }
    parsed(&yaml)
}

pub(super) fn parsed(text: &str) -> &'static Document {
    let document = Document::parse(text, "edited.yaml");
    Box::leak(Box::new(document.unwrap_or_else(|it| panic!("{it}"))))
}

pub(super) struct Service {
    document: &'static Document,
    pub(super) emulator: Emulator,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HashMap<String, String>,
    pub(super) content: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.content).unwrap_or_else(|it| panic!("{it}: {self:?}"))
    }
}

impl Service {
    pub(super) fn start(document: &'static Document) -> Self {
        Service::of(document, Emulator::builder_of(document))
    }

    pub(super) fn of(document: &'static Document, builder: Builder) -> Self {
        let emulator = builder.start_blocking().unwrap();
        Service { document, emulator }
    }

    /// Sends a request with the token as Bearer, and with JSON if there is any.
    pub(super) fn ask(&self, method: &str, path: &str, content: Option<&Value>) -> Answer {
        let token = format!("authorization: Bearer {DEFAULT_TOKEN}\r\n");
        match content {
            Some(json) => {
                let headers = format!("{token}content-type: application/json\r\n");
                self.send(method, path, &headers, &json.to_string())
            }
            None => self.send(method, path, &token, ""),
        }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    pub(super) fn post(&self, path: &str, content: &Value) -> Answer {
        self.ask("POST", path, Some(content))
    }

    pub(super) fn send(&self, method: &str, path: &str, headers: &str, content: &str) -> Answer {
        let url = self.emulator.url().strip_prefix("http://").unwrap();
        let (address, base) = url.split_at(url.find('/').unwrap_or(url.len()));
        // Some requests, such as `OPTIONS`, are not remembered: the previous one must not be taken for them.
        self.emulator.forget_requests();
        let length = content.len();
        let request = format!(
            "{method} {base}{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-length: {length}\r\n{headers}\r\n{content}"
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, content) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|it| it.split_once(": "));
        let answer = Answer {
            status: status.parse().unwrap(),
            headers: headers.map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
            content: content.to_owned(),
        };
        self.check(&answer, method);
        answer
    }

    /// Compares an answer with the document.
    fn check(&self, answer: &Answer, method: &str) {
        let requests = self.emulator.requests();
        let operation = requests
            .last()
            .and_then(|it| self.document.operation(it.operation()?));
        let response = operation.and_then(|it| it.response(answer.status));
        let Some(response) = response.filter(|_| method != "HEAD") else {
            return;
        };
        if response.contents.is_empty() {
            assert!(
                answer.status >= 400 || answer.content.is_empty(),
                "{answer:?}"
            );
            return;
        }
        let kind = &answer.headers["content-type"];
        let mut contents = response.contents.iter();
        let content = contents.find(|it| it.media_type == *kind || it.media_type.contains('*'));
        let content = content.unwrap_or_else(|| panic!("{kind} is not documented: {answer:?}"));
        let is_json = content.is_json() || kind == "application/json";
        if let Some(schema) = content.schema.filter(|_| is_json) {
            let mut schemas = Schemas::default();
            let json = &self.document.schema(schema).json;
            let id = schemas.compile(self.document.json(), json);
            let broken = schemas.check(id, &answer.json(), Direction::Answered);
            assert!(broken.is_empty(), "{broken:?}: {answer:?}");
        }
    }
}

/// Returns the content of a request that creates a contact.
pub(super) fn new_contact() -> Value {
    json!({"contact": {"name": "N", "number": NUMBER}})
}
