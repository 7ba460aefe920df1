//! Writes the operations on one contact.

use std::collections::BTreeSet;

use contacts_openapi::{Get, Operation, Write};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{PhoneBookWriter, absent, option, unknown};
use crate::mapping::{body, ident, view_of};
use crate::types::RustType;

impl PhoneBookWriter<'_> {
    /// Writes the operation that creates a contact.
    pub(super) fn create(&self) -> TokenStream {
        let create = self.document.roles().create.as_ref();
        let payload = self.payload(
            create,
            "NewContact",
            "What a contact is created of.",
            "create_body",
            "CreateBody",
        );
        let pointer = create.map(|it| match &it.payload.envelope {
            Some(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            None => String::new(),
        });
        let pointer = pointer.unwrap_or_default();
        let number = option(create.and_then(|it| it.payload.number()).map(|it| &it.name));
        let sent = create.and_then(|write| {
            let operation = self.operation(&write.operation)?;
            let (method, found) = (
                ident(&operation.rust_name),
                self.contact_in_answer(operation, write.answer.as_deref()),
            );
            Some(quote! {
                let answer = client.#method().body(body).send().await?.into_inner();
                #found
            })
        });
        let sent = sent.unwrap_or_else(|| absent("creates a contact", &["body"]));
        quote! {
            #payload
            /// The place of the payload in the body of a create, as a JSON pointer.
            pub(crate) const PAYLOAD: &str = #pointer;
            /// The property of the payload that is the number.
            pub(crate) const NUMBER: Option<&str> = #number;
            /// Creates a contact with one request, without looking it up.
            pub(crate) async fn create(client: &Client, body: CreateBody) -> Result<Option<Contact>, Error> {
                #sent
            }
        }
    }

    /// Writes the operation that updates a contact.
    pub(super) fn update(&self) -> TokenStream {
        let update = self.document.roles().update.as_ref();
        let payload = self.payload(
            update,
            "ContactUpdate",
            "What of a contact is changed.",
            "update_body",
            "UpdateBody",
        );
        let changes = update.map(|it| {
            let ty = self.path(&RustType::Struct(view_of(self.document, it.payload.schema)));
            quote!(crate::mapping::changes!(#ty);)
        });
        let writes = update.into_iter().chain(&self.document.roles().create);
        let numbers = writes.flat_map(|it| &it.payload.properties);
        let numbers = numbers.filter(|it| it.is_phone_number).map(|it| &it.name);
        let numbers: BTreeSet<_> = numbers.collect();
        let numbers = numbers.into_iter();
        let sent = update.and_then(|write| {
            let operation = self.operation(&write.operation)?;
            let id = self.id_setter(operation, write.id.as_deref()?)?;
            let (method, found) = (
                ident(&operation.rust_name),
                self.contact_in_answer(operation, write.answer.as_deref()),
            );
            Some(quote! {
                let answer = client.#method()#id.body(body).send().await?.into_inner();
                #found
            })
        });
        let sent = sent.unwrap_or_else(|| absent("updates a contact", &["id", "body"]));
        quote! {
            #payload
            #changes
            /// The properties that are sent and are phone numbers: two that differ only in spelling are the
            /// same.
            pub(crate) const NUMBERS: &[&str] = &[#(#numbers),*];
            pub(crate) async fn update(client: &Client, id: &ContactId, body: UpdateBody) -> Result<Option<Contact>, Error> {
                #sent
            }
        }
    }

    /// Writes the type of a payload, and how a body is made from it.
    fn payload(
        &self,
        write: Option<&Write>,
        name: &str,
        doc: &str,
        make: &str,
        body_name: &str,
    ) -> TokenStream {
        let (name, make, body_name) = (
            format_ident!("{name}"),
            format_ident!("{make}"),
            format_ident!("{body_name}"),
        );
        let Some(write) = write else {
            let unknown = unknown();
            return quote! {
                #[doc = #doc]
                ///
                /// The document has no operation that sends one, so it is any object.
                pub type #name = #unknown;
                pub(crate) type #body_name = #unknown;
                pub(crate) fn #make(payload: #name) -> #body_name { payload }
            };
        };
        let ty = self.path(&RustType::Struct(view_of(
            self.document,
            write.payload.schema,
        )));
        let (body_type, whole) = body(self.document, self.types, &write.payload);
        quote! {
            #[doc = #doc]
            pub type #name = #ty;
            pub(crate) type #body_name = #body_type;
            pub(crate) fn #make(payload: #name) -> #body_name { #whole }
        }
    }

    /// Writes the operation that gets a contact by its id.
    pub(super) fn get(&self) -> TokenStream {
        let sent = self.document.roles().get.as_ref().and_then(|get| {
            let operation = self.operation(&get.operation)?;
            let id = self.id_setter(operation, &get.parameter)?;
            Some(self.get_one(operation, get, &id))
        });
        let sent = sent.unwrap_or_else(|| absent("gets a contact by its id", &["id"]));
        quote! {
            pub(crate) async fn get(client: &Client, id: &ContactId) -> Result<Option<Contact>, Error> { #sent }
        }
    }

    /// Writes the operation that gets a contact by its number.
    pub(super) fn get_by_number(&self) -> TokenStream {
        let get = self.document.roles().get_by_number.as_ref();
        let sent = get.and_then(|get| {
            let operation = self.operation(&get.operation)?;
            let number = self.number_setter(operation, &get.parameter)?;
            Some(self.get_one(operation, get, &number))
        });
        let is_there = sent.is_some();
        let sent = sent.unwrap_or_else(|| absent("gets a contact by its number", &["number"]));
        quote! {
            /// Whether there is an operation that gets a contact by its number.
            pub(crate) const GETS_BY_NUMBER: bool = #is_there;
            pub(crate) async fn get_by_number(client: &Client, number: &str) -> Result<Option<Contact>, Error> { #sent }
        }
    }

    fn get_one(&self, operation: &Operation, get: &Get, set: &TokenStream) -> TokenStream {
        let (method, found) = (
            ident(&operation.rust_name),
            self.contact_in_answer(operation, Some(&get.answer)),
        );
        quote! {
            let answer = client.#method()#set.send().await?.into_inner();
            #found
        }
    }

    /// Writes the operation that deletes a contact.
    pub(super) fn delete(&self) -> TokenStream {
        let sent = self.document.roles().delete.as_ref().and_then(|delete| {
            let operation = self.operation(&delete.operation)?;
            let id = self.id_setter(operation, &delete.id)?;
            let method = ident(&operation.rust_name);
            Some(quote! {
                client.#method()#id.send().await?;
                Ok(())
            })
        });
        let sent = sent.unwrap_or_else(|| absent("deletes a contact", &["id"]));
        quote! {
            pub(crate) async fn delete(client: &Client, id: &ContactId) -> Result<(), Error> { #sent }
        }
    }
}
