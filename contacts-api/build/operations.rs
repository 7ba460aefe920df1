//! What the transport has to know of each operation.

use contacts_openapi::Document;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn operations(document: &Document) -> TokenStream {
    let server = document.server();
    let entries = document.operations().iter().map(|operation| {
        let (id, success) = (&operation.id, &operation.success);
        quote!((#id, &[#(#success),*]))
    });
    let readable = document.properties("Contact");
    let readable = readable.iter().map(|property| &property.name);
    quote! {
        /// The document's first server.
        pub const SERVER: &str = #server;

        /// The properties of a contact as it is read.
        pub(crate) const READABLE: &[&str] = &[#(#readable),*];

        /// The statuses of success that each operation documents.
        pub(crate) const SUCCESS: &[(&str, &[u16])] = &[#(#entries),*];
    }
}
