//! What the transport has to know of each operation; the tables are generated from the document.

include!(concat!(env!("CONTACTS_GENERATED"), "/operations.rs"));

/// What a request of an operation needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RequestFacts {
    /// The security schemes of the operation, which go together.
    pub(crate) security: &'static [Scheme],
    /// The media type of the request's body, where the generated code writes another one.
    pub(crate) content_type: Option<&'static str>,
    /// The media type of the answer, where the generated code asks for another one.
    pub(crate) accept: Option<&'static str>,
}

/// A security scheme of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scheme {
    /// Its name in the document, by which it can be given a secret of its own.
    pub(crate) name: &'static str,
    pub(crate) way: Security,
}

/// How credentials are sent to the service.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "a document has one or two of these")]
pub(crate) enum Security {
    Bearer,
    Basic,
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
}

/// Returns what the requests of an operation need.
pub(crate) fn facts(operation: &str) -> &'static RequestFacts {
    let own = PARTICULAR.iter().find(|(id, _)| *id == operation);
    own.map_or(&COMMON, |(_, facts)| facts)
}

/// Returns whether this is the name of a property or a parameter of the document.
pub(crate) fn is_name(text: &str) -> bool {
    NAMES.binary_search(&text).is_ok()
}
