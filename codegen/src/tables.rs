//! Writes what the transport has to know about the document: its server, and what is special about
//! operations.

use std::collections::BTreeSet;

use contacts_openapi::{Document, Kind, Operation, SchemaId, Scheme, Security};
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn tables(document: &Document) -> TokenStream {
    let (server, template) = (document.server(), document.server_template());
    let variables = document.server_variables();
    let variables = variables
        .iter()
        .map(|(name, default)| quote!((#name, #default)));
    let readable = document
        .roles()
        .contact
        .iter()
        .flat_map(|it| &it.properties);
    let readable = readable.map(|it| &it.name);
    let names = names(document);
    let common = common(document);
    let particular = document.operations().iter().filter_map(|operation| {
        let facts = RequestFacts::of(operation);
        if facts == common {
            return None;
        }
        let (id, facts) = (&operation.rust_name, facts.tokens());
        Some(quote!((#id, #facts)))
    });
    let common = common.tokens();
    let schemes = schemes(document);
    quote! {
        /// The document's first server, with the defaults of its variables.
        pub const SERVER: &str = #server;

        /// The document's first server, with its variables in braces.
        pub(crate) const SERVER_TEMPLATE: &str = #template;

        /// The variables of the server, with their defaults.
        pub(crate) const SERVER_VARIABLES: &[(&str, &str)] = &[#(#variables),*];

        /// The properties of a contact as it is read.
        pub(crate) const READABLE: &[&str] = &[#(#readable),*];

        /// The names of all properties and parameters, sorted: they come from the document, and are not
        /// personal data.
        pub(crate) const NAMES: &[&str] = &[#(#names),*];

        /// The security schemes with which a secret is sent.
        pub(crate) const SCHEMES: &[&str] = &[#(#schemes),*];

        /// What most operations have in common.
        pub(crate) const COMMON: RequestFacts = #common;

        /// What differs for other operations.
        pub(crate) const PARTICULAR: &[(&str, RequestFacts)] = &[#(#particular),*];
    }
}

/// Returns the names of properties and parameters, these by both of their names.
fn names(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<SchemaId> = Vec::new();
    for operation in document.operations() {
        open.extend(operation.sent());
        open.extend(operation.answer());
        for parameter in &operation.parameters {
            names.extend([parameter.name.clone(), parameter.rust_name.clone()]);
            open.push(parameter.schema);
        }
    }
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = document.schema(id);
        if let Kind::Array(items) | Kind::Map(items) = schema.kind {
            open.push(items);
        }
        for member in schema.members() {
            names.insert(member.name.clone());
            names.insert(contacts_openapi::names::field(&member.name));
            open.push(member.schema);
        }
    }
    names
}

/// Returns the names of the schemes that operations use.
fn schemes(document: &Document) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let chosen = document.operations().iter().flat_map(Operation::chosen);
    for scheme in chosen {
        if !names.contains(&scheme.name.as_str()) {
            names.push(&scheme.name);
        }
    }
    names
}

/// Returns the regions in which a national number can be read: one table for everything that needs
/// them.
pub(crate) fn regions() -> TokenStream {
    let regions = contacts_openapi::REGIONS;
    quote! {
        /// The ISO 3166-1 alpha-2 codes of all regions with a numbering plan, in order.
        ///
        /// They include a few codes that ISO has only reserved (`AC`, `TA`, `XK`).
        ///
        /// ```
        /// assert!(contacts_api::REGIONS.binary_search(&"DK").is_ok());
        /// ```
        pub const REGIONS: &[&str] = &[#(#regions),*];
    }
}

/// What the requests of an operation need.
#[derive(PartialEq, Clone)]
struct RequestFacts {
    security: Vec<Scheme>,
    content_type: Option<String>,
    accept: Option<String>,
}

impl RequestFacts {
    fn of(operation: &Operation) -> Self {
        let request = operation.request.as_ref();
        let sent = request.and_then(|it| it.json().or_else(|| it.contents.first()));
        let written_by_the_generator = [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
        ];
        let read = operation.successes();
        let read = read
            .iter()
            .find_map(|it| it.json().or_else(|| it.contents.first()));
        RequestFacts {
            security: operation.chosen().to_vec(),
            content_type: sent
                .map(|it| it.media_type.clone())
                .filter(|it| !written_by_the_generator.contains(&it.as_str()) && !it.contains('*')),
            accept: read
                .map(|it| it.media_type.clone())
                .filter(|it| it != "application/json" && !it.contains(['*', ','])),
        }
    }

    fn tokens(&self) -> TokenStream {
        let security = self.security.iter().filter_map(|scheme| {
            let way = match &scheme.way {
                Security::Bearer => quote!(Security::Bearer),
                Security::Basic => quote!(Security::Basic),
                Security::Header(name) => {
                    let name = name.to_ascii_lowercase();
                    quote!(Security::Header(#name))
                }
                Security::Query(name) => quote!(Security::Query(#name)),
                Security::Cookie(name) => quote!(Security::Cookie(#name)),
                Security::Other(_) => return None,
            };
            let name = &scheme.name;
            Some(quote!(Scheme { name: #name, way: #way }))
        });
        let option = |it: &Option<String>| {
            if let Some(text) = it {
                quote!(Some(#text))
            } else {
                quote!(None)
            }
        };
        let (content_type, accept) = (option(&self.content_type), option(&self.accept));
        quote!(RequestFacts { security: &[#(#security),*], content_type: #content_type, accept: #accept })
    }
}

/// Returns what most operations have in common: those of contacts, if there are any.
fn common(document: &Document) -> RequestFacts {
    let roles = document.roles();
    let of_contacts = roles.list.as_ref().map(|it| &it.operation);
    let of_contacts = of_contacts.or(roles.create.as_ref().map(|it| &it.operation));
    let operation = of_contacts.and_then(|id| document.operation(id));
    let operation = operation.or(document.operations().first());
    operation.map_or(
        RequestFacts {
            security: Vec::new(),
            content_type: None,
            accept: None,
        },
        RequestFacts::of,
    )
}
