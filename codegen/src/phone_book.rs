//! The contact operations by their role: what hand-written code calls, whatever the document calls it.

use std::collections::BTreeSet;

use contacts_openapi::{
    Cursor, Document, Get, IdKind, List, Location, Operation, OtherList, SchemaId, Write,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_str;

use crate::mapping::{body, ident, key_of};
use crate::types::{Content, Field, Form, Key, Side, Type, Types};

pub(crate) fn phone_book(
    document: &Document,
    types: &Types,
    left_out: &BTreeSet<String>,
) -> TokenStream {
    let writing = Writing {
        document,
        types,
        left_out,
    };
    let (contact, create, update) = (writing.contact(), writing.create(), writing.update());
    let (get, get_by_number, delete) = (writing.get(), writing.get_by_number(), writing.delete());
    let (list, others) = (writing.list(), writing.others());
    quote! {
        #contact
        #create
        #update
        #get
        #get_by_number
        #delete
        #list
        #(#others)*
    }
}

/// The operations that mean nothing without a body: those that send a contact. OpenAPI takes a body
/// for optional unless it is said otherwise, which is forgotten more often than it is meant.
pub(crate) fn needs_body(document: &Document) -> Vec<&str> {
    let roles = document.roles();
    let writes = roles.create.iter().chain(&roles.update);
    writes.map(|it| it.operation.as_str()).collect()
}

struct Writing<'a> {
    document: &'a Document,
    types: &'a Types,
    left_out: &'a BTreeSet<String>,
}

/// What stands for a type that the document does not have.
fn unknown() -> TokenStream {
    quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>)
}

impl Writing<'_> {
    /// An operation that has a method.
    fn operation(&self, id: &str) -> Option<&Operation> {
        self.document
            .operation(id)
            .filter(|it| !self.left_out.contains(&it.id))
    }

    fn path(&self, ty: &Type) -> TokenStream {
        let ty: syn::Type = parse_str(&self.types.write(ty)).expect("types are written here");
        quote!(#ty)
    }

    fn read_key(&self, schema: SchemaId) -> Key {
        Key {
            side: Side::Read,
            ..key_of(self.document, schema)
        }
    }

    fn contact_type(&self) -> Option<Type> {
        let contact = self.document.roles().contact.as_ref()?;
        let ty = Type::Struct(self.read_key(contact.schema));
        (!self.types.fields(&ty).is_empty()).then_some(ty)
    }

    /// The type of a contact, and how its id and number are found.
    fn contact(&self) -> TokenStream {
        let Some((contact, ty)) = self
            .document
            .roles()
            .contact
            .as_ref()
            .zip(self.contact_type())
        else {
            let unknown = unknown();
            return quote! {
                /// A contact as it is read: the document describes none, so it is any object.
                pub type Contact = #unknown;
                pub(crate) const CONTACT_NUMBER: Option<&str> = None;
                pub(crate) fn id(_: &Contact) -> Option<ContactId> { None }
                pub(crate) fn number(_: &Contact) -> Option<Cow<'_, str>> { None }
            };
        };
        let fields = self.types.fields(&ty);
        let field = |name: &Option<String>| {
            let name = name.as_ref()?;
            fields.iter().find(|it| it.name == *name)
        };
        let id = contact.id.as_ref().map(|(name, _)| name.clone());
        let id = field(&id).map_or_else(
            || quote! { pub(crate) fn id(_: &Contact) -> Option<ContactId> { None } },
            |it| {
                let value = present(it, &quote!(contact));
                let made = if let Type::Known(_) = &it.ty {
                    quote!(ContactId::from(Clone::clone(value)))
                } else {
                    quote!(ContactId::from(value.to_string()))
                };
                quote! {
                    pub(crate) fn id(contact: &Contact) -> Option<ContactId> {
                        let value = #value;
                        Some(#made)
                    }
                }
            },
        );
        let number = field(&contact.number).map_or_else(
            || quote! { pub(crate) fn number(_: &Contact) -> Option<Cow<'_, str>> { None } },
            |it| {
                let value = present(it, &quote!(contact));
                let is_text = it.ty == Type::Known("::std::string::String".to_owned());
                let made = if is_text {
                    quote!(Cow::Borrowed(value.as_str()))
                } else {
                    quote!(Cow::Owned(value.to_string()))
                };
                quote! {
                    pub(crate) fn number(contact: &Contact) -> Option<Cow<'_, str>> {
                        let value = #value;
                        Some(#made)
                    }
                }
            },
        );
        let name = option(contact.number.as_ref());
        let ty = self.path(&ty);
        quote! {
            /// A contact as it is read.
            pub type Contact = #ty;
            /// The property of a contact that is its number.
            pub(crate) const CONTACT_NUMBER: Option<&str> = #name;
            #id
            #number
        }
    }

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
        let ty = self.path(&Type::Struct(key_of(self.document, write.payload.schema)));
        let (body_type, whole) = body(self.document, self.types, &write.payload);
        quote! {
            #[doc = #doc]
            pub type #name = #ty;
            pub(crate) type #body_name = #body_type;
            pub(crate) fn #make(payload: #name) -> #body_name { #whole }
        }
    }

    fn create(&self) -> TokenStream {
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
                self.found(operation, write.answer.as_deref()),
            );
            Some(quote! {
                let answer = client.#method().body(body).send().await?.into_inner();
                #found
            })
        });
        let sent = sent.unwrap_or_else(|| absent("creates a contact", &["body"]));
        quote! {
            #payload
            /// Where in the body of a create the payload is, as a JSON pointer.
            pub(crate) const PAYLOAD: &str = #pointer;
            /// The property of the payload that is the number.
            pub(crate) const NUMBER: Option<&str> = #number;
            /// Creates a contact, once and without a second look.
            pub(crate) async fn create(client: &Client, body: CreateBody) -> Result<Option<Contact>, Error> {
                #sent
            }
        }
    }

    pub(crate) fn update(&self) -> TokenStream {
        let update = self.document.roles().update.as_ref();
        let payload = self.payload(
            update,
            "ContactUpdate",
            "What of a contact is changed.",
            "update_body",
            "UpdateBody",
        );
        let changes = update.map(|it| {
            let ty = self.path(&Type::Struct(key_of(self.document, it.payload.schema)));
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
                self.found(operation, write.answer.as_deref()),
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
            /// The properties that are sent and are phone numbers: two that differ in their spelling only
            /// are the same.
            pub(crate) const NUMBERS: &[&str] = &[#(#numbers),*];
            pub(crate) async fn update(client: &Client, id: &ContactId, body: UpdateBody) -> Result<Option<Contact>, Error> {
                #sent
            }
        }
    }

    pub(crate) fn get(&self) -> TokenStream {
        let sent = self.document.roles().get.as_ref().and_then(|get| {
            let operation = self.operation(&get.operation)?;
            let id = self.id_setter(operation, &get.parameter)?;
            Some(self.one(operation, get, &id))
        });
        let sent = sent.unwrap_or_else(|| absent("gets a contact by its id", &["id"]));
        quote! {
            pub(crate) async fn get(client: &Client, id: &ContactId) -> Result<Option<Contact>, Error> { #sent }
        }
    }

    pub(crate) fn get_by_number(&self) -> TokenStream {
        let get = self.document.roles().get_by_number.as_ref();
        let sent = get.and_then(|get| {
            let operation = self.operation(&get.operation)?;
            let number = self.number_setter(operation, &get.parameter)?;
            Some(self.one(operation, get, &number))
        });
        let is_there = sent.is_some();
        let sent = sent.unwrap_or_else(|| absent("gets a contact by its number", &["number"]));
        quote! {
            /// Is there an operation that gets a contact by its number?
            pub(crate) const GETS_BY_NUMBER: bool = #is_there;
            pub(crate) async fn get_by_number(client: &Client, number: &str) -> Result<Option<Contact>, Error> { #sent }
        }
    }

    fn one(&self, operation: &Operation, get: &Get, set: &TokenStream) -> TokenStream {
        let (method, found) = (
            ident(&operation.rust_name),
            self.found(operation, Some(&get.answer)),
        );
        quote! {
            let answer = client.#method()#set.send().await?.into_inner();
            #found
        }
    }

    pub(crate) fn delete(&self) -> TokenStream {
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

    fn list(&self) -> TokenStream {
        let found = self.document.roles().list.as_ref().and_then(|list| {
            let operation = self.operation(&list.operation)?;
            Some((list, operation, self.items(operation, list)?))
        });
        let Some((list, operation, items)) = found else {
            let nothing = absent("lists contacts", &[]);
            return quote! {
                pub(crate) type ListRequest<'a> = crate::pages::Never<'a>;
                pub(crate) fn list(client: &Client) -> Result<ListRequest<'_>, Error> { #nothing }
                pub(crate) fn list_by_number<'a>(client: &'a Client, _: &str) -> Result<Option<ListRequest<'a>>, Error> {
                    list(client).map(Some)
                }
            };
        };
        let (method, builder) = (
            ident(&operation.rust_name),
            format_ident!(
                "{}",
                contacts_openapi::names::type_name(&operation.rust_name)
            ),
        );
        let by_number = list
            .number
            .as_ref()
            .and_then(|it| self.number_setter(operation, it));
        let by_number = by_number.map_or_else(
            || {
                quote!({
                    let _ = number;
                    Ok(None)
                })
            },
            |it| quote!(Ok(Some(client.#method()#it))),
        );
        let contact = self.document.roles().contact.as_ref();
        let id = contact.and_then(|it| it.id.as_ref());
        let (pages, limit) = (
            self.pages(operation, list, id.map(|it| it.1)),
            self.limit(operation, list),
        );
        quote! {
            pub(crate) type ListRequest<'a> = crate::builder::#builder<'a>;
            pub(crate) fn list(client: &Client) -> Result<ListRequest<'_>, Error> {
                Ok(client.#method())
            }
            pub(crate) fn list_by_number<'a>(client: &'a Client, number: &str) -> Result<Option<ListRequest<'a>>, Error> {
                #by_number
            }
            impl crate::pages::Request for ListRequest<'_> {
                type Item = Contact;
                #limit
                #pages
                async fn read(self) -> Result<Vec<Contact>, Error> {
                    let answer = self.send().await?.into_inner();
                    #items
                }
                fn id(contact: &Contact) -> Option<ContactId> {
                    id(contact)
                }
            }
            crate::pages::streams!(#builder);
        }
    }

    /// The lists of other things that have pages.
    fn others(&self) -> Vec<TokenStream> {
        let others = self.document.roles().others.iter();
        others.filter_map(|it| self.other(it)).collect()
    }

    fn other(&self, other: &OtherList) -> Option<TokenStream> {
        let list = &other.list;
        let operation = self.operation(&list.operation)?;
        let types = self.types.operations.get(&operation.id)?;
        let Content::Json(answer) = &types.success else {
            return None;
        };
        let (steps, found) = self.steps(answer, &list.items, &quote!(return Ok(Vec::new())));
        let Type::Vec(item) = found? else {
            return None;
        };
        let (item, items) = match *item {
            Type::Option(item) => (item, quote!(answer.into_iter().flatten().collect())),
            item => (Box::new(item), quote!(answer)),
        };
        let id = other.id.as_ref().and_then(|(name, _)| {
            let fields = self.types.fields(&item);
            let field = fields.iter().find(|it| it.name == *name)?;
            let value = present(field, &quote!(item));
            Some(quote! {
                let value = #value;
                Some(ContactId::from(value.to_string()))
            })
        });
        let id = id.unwrap_or_else(|| {
            quote! {
                let _ = item;
                None
            }
        });
        let kind = other.id.as_ref().map(|it| it.1);
        let (pages, limit) = (
            self.pages(operation, list, kind),
            self.limit(operation, list),
        );
        let builder = contacts_openapi::names::type_name(&operation.rust_name);
        let (builder, item) = (format_ident!("{builder}"), self.path(&item));
        Some(quote! {
            impl crate::pages::Request for crate::builder::#builder<'_> {
                type Item = #item;
                #limit
                #pages
                async fn read(self) -> Result<Vec<#item>, Error> {
                    let answer = self.send().await?.into_inner();
                    #steps
                    Ok(#items)
                }
                fn id(item: &#item) -> Option<ContactId> {
                    #id
                }
            }
            crate::pages::streams!(#builder: #item);
        })
    }

    fn limit(&self, operation: &Operation, list: &List) -> TokenStream {
        let limit = list.limit.as_ref().and_then(|limit| {
            let name = self.parameter(operation, &limit.parameter)?;
            Some((name, limit.maximum))
        });
        let Some((name, maximum)) = limit else {
            return quote! {
                fn sized(self, _: Option<u64>) -> Self { self }
            };
        };
        let most = maximum.map_or_else(|| quote!(None), |it| quote!(Some(#it)));
        let is_free = if Self::is_required(operation, &name) {
            quote!(self.#name.is_err())
        } else {
            quote!(matches!(self.#name, Ok(None)))
        };
        let value = self.whole_number(operation, &name, &quote!(size));
        quote! {
            fn sized(self, wanted: Option<u64>) -> Self {
                const MOST: Option<u64> = #most;
                let size = match (wanted, MOST) {
                    (Some(wanted), Some(most)) => Some(wanted.min(most)),
                    (wanted, most) => wanted.or(most),
                };
                match size {
                    Some(size) if #is_free => self.#name(#value),
                    _ => self,
                }
            }
        }
    }

    fn pages(&self, operation: &Operation, list: &List, id: Option<IdKind>) -> TokenStream {
        let ascending = id == Some(IdKind::Integer);
        let nothing = quote! {
            fn first(&self) -> Option<ContactId> { None }
            fn at(self, _: &crate::pages::At) -> Self { self }
        };
        let one_page = quote! {
            const CURSOR: crate::pages::Cursor = crate::pages::Cursor::None;
            #nothing
        };
        match &list.cursor {
            Some(Cursor::Id {
                parameter,
                inclusive,
            }) => {
                let Some(set) = self.id_setter(operation, parameter) else {
                    return one_page;
                };
                let Some(name) = self.parameter(operation, parameter) else {
                    return one_page;
                };
                let given = if Self::is_required(operation, &name) {
                    quote!(Ok(id))
                } else {
                    quote!(Ok(Some(id)))
                };
                quote! {
                    const CURSOR: crate::pages::Cursor =
                        crate::pages::Cursor::Id { inclusive: #inclusive, ascending: #ascending };
                    fn first(&self) -> Option<ContactId> {
                        match &self.#name {
                            #given => Some(ContactId::from(id.to_string())),
                            _ => None,
                        }
                    }
                    fn at(self, at: &crate::pages::At) -> Self {
                        match at {
                            crate::pages::At::Id(id) => self #set,
                            crate::pages::At::Count(_) => self,
                        }
                    }
                }
            }
            Some(Cursor::Offset { parameter } | Cursor::Page { parameter, .. }) => {
                let Some(name) = self.parameter(operation, parameter) else {
                    return one_page;
                };
                let cursor = if let Some(Cursor::Page { first, .. }) = &list.cursor {
                    quote!(crate::pages::Cursor::Page { first: #first })
                } else {
                    quote!(crate::pages::Cursor::Offset)
                };
                let value = self.whole_number(operation, &name, &quote!(*count));
                quote! {
                    const CURSOR: crate::pages::Cursor = #cursor;
                    fn first(&self) -> Option<ContactId> { None }
                    fn at(self, at: &crate::pages::At) -> Self {
                        match at {
                            crate::pages::At::Count(count) => self.#name(#value),
                            crate::pages::At::Id(_) => self,
                        }
                    }
                }
            }
            None => one_page,
        }
    }

    /// The parameter's method, if it has one.
    fn parameter(&self, operation: &Operation, name: &str) -> Option<syn::Ident> {
        let of_name = operation.parameters.iter().filter(|it| it.name == name);
        let mut usable = of_name.filter(|it| it.location != Location::Cookie);
        let rust_name = &usable.next()?.rust_name;
        let types = self.types.operations.get(&operation.id)?;
        types
            .parameters
            .contains_key(rust_name)
            .then(|| ident(rust_name))
    }

    fn is_required(operation: &Operation, name: &syn::Ident) -> bool {
        operation
            .parameters
            .iter()
            .any(|it| name == &it.rust_name && it.required)
    }

    fn type_of(&self, operation: &Operation, name: &syn::Ident) -> String {
        let types = self.types.operations.get(&operation.id);
        let ty = types.and_then(|it| it.parameters.get(&name.to_string()));
        ty.map(|it| self.types.write(&it.ty)).unwrap_or_default()
    }

    /// A `u64` as the parameter takes it.
    fn whole_number(
        &self,
        operation: &Operation,
        name: &syn::Ident,
        value: &TokenStream,
    ) -> TokenStream {
        match self.type_of(operation, name).as_str() {
            it if is_whole(it) => quote!(#value),
            _ => quote!((#value).to_string()),
        }
    }

    fn id_setter(&self, operation: &Operation, name: &str) -> Option<TokenStream> {
        let name = self.parameter(operation, name)?;
        Some(if is_whole(&self.type_of(operation, &name)) {
            quote!(.#name(id.number()))
        } else {
            quote!(.#name(id.to_string()))
        })
    }

    fn number_setter(&self, operation: &Operation, name: &str) -> Option<TokenStream> {
        let its = operation.parameters.iter().find(|it| it.name == name)?;
        let name = self.parameter(operation, name)?;
        Some(if is_whole(&self.type_of(operation, &name)) {
            quote!(.#name(number.parse::<u64>().unwrap_or(u64::MAX)))
        } else if !self.document.takes_digits(its.schema) {
            // Its pattern asks for a plus.
            quote!(.#name(::std::format!("+{}", number.trim_start_matches('+'))))
        } else {
            quote!(.#name(number.to_owned()))
        })
    }

    /// Statements that take the contact out of `answer`.
    fn found(&self, operation: &Operation, path: Option<&[String]>) -> TokenStream {
        let types = self.types.operations.get(&operation.id);
        let (Some(path), Some(Content::Json(ty))) = (path, types.map(|it| &it.success)) else {
            return quote! {
                let _ = answer;
                Ok(None)
            };
        };
        let (steps, found) = self.steps(ty, path, &quote!(return Ok(None)));
        let Some(found) = found else {
            return quote! {
                let _ = answer;
                Ok(None)
            };
        };
        let converted = self.converted(&found);
        quote! {
            #steps
            Ok(Some(#converted))
        }
    }

    /// Statements that take the contacts out of `answer`.
    fn items(&self, operation: &Operation, list: &List) -> Option<TokenStream> {
        let types = self.types.operations.get(&operation.id)?;
        let Content::Json(ty) = &types.success else {
            return None;
        };
        let (steps, found) = self.steps(ty, &list.items, &quote!(return Ok(Vec::new())));
        let Type::Vec(item) = found? else {
            return None;
        };
        let is_contact = Some(&*item) == self.contact_type().as_ref();
        let all = if is_contact {
            quote!(Ok(answer))
        } else {
            let (pattern, value) = match &*item {
                Type::Option(_) => (quote!(answer.into_iter().flatten()), quote!(answer)),
                _ => (quote!(answer.into_iter()), quote!(answer)),
            };
            quote!(#pattern.map(|answer| crate::phone_book::converted(&#value)).collect())
        };
        Some(quote! {
            #steps
            #all
        })
    }

    fn converted(&self, ty: &Type) -> TokenStream {
        match ty {
            ty if Some(ty) == self.contact_type().as_ref() => quote!(answer),
            _ => quote!(crate::phone_book::converted(&answer)?),
        }
    }

    /// Statements that follow a path into `answer`, and the type that is there.
    fn steps(
        &self,
        ty: &Type,
        path: &[String],
        otherwise: &TokenStream,
    ) -> (TokenStream, Option<Type>) {
        let mut steps = TokenStream::new();
        let mut ty = ty.clone();
        if let Type::Option(inner) = ty {
            steps.extend(quote!(let Some(answer) = answer else { #otherwise };));
            ty = *inner;
        }
        for name in path {
            let field = self.types.fields(&ty).iter().find(|it| it.name == *name);
            let Some(field) = field.cloned() else {
                return (steps, None);
            };
            let rust_name = ident(&field.rust_name);
            steps.extend(match field.form {
                Form::Required | Form::Nullable => quote!(let answer = answer.#rust_name;),
                Form::Optional | Form::Clearable | Form::Additional => {
                    quote!(let Some(answer) = answer.#rust_name else { #otherwise };)
                }
            });
            ty = field.ty;
            if let Type::Box(inner) = ty {
                steps.extend(quote!(let answer = *answer;));
                ty = *inner;
            }
        }
        (steps, Some(ty))
    }
}

/// A reference to a field's value; leaves the function if it has none.
fn present(field: &Field, of: &TokenStream) -> TokenStream {
    let name = ident(&field.rust_name);
    if field.form == Form::Required {
        quote!(&#of.#name)
    } else {
        quote!(#of.#name.as_ref()?)
    }
}

fn is_whole(ty: &str) -> bool {
    ["u64", "i64"].contains(&ty) || ty.starts_with("crate::Bounded<")
}

fn option(text: Option<&String>) -> TokenStream {
    if let Some(text) = text {
        quote!(Some(#text))
    } else {
        quote!(None)
    }
}

/// The body of a function whose role is absent.
fn absent(what: &str, unused: &[&str]) -> TokenStream {
    let unused = unused.iter().map(|it| ident(it));
    quote! {
        let _ = (client, #(#unused),*);
        Err(Error::unsupported(#what))
    }
}
