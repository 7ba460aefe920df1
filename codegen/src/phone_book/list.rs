//! Writes the lists that have pages: that of contacts, and those of other things.

use contacts_openapi::{Cursor, IdKind, List, Operation, OtherList};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{PhoneBookWriter, absent, present};
use crate::mapping::ident;
use crate::types::{AnswerType, RustType};

impl PhoneBookWriter<'_> {
    /// Writes the operation that lists contacts.
    pub(super) fn list(&self) -> TokenStream {
        let found = self.document.roles().list.as_ref().and_then(|list| {
            let operation = self.operation(&list.operation)?;
            Some((list, operation, self.items_in_answer(operation, list)?))
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

    /// Writes the lists of other things that have pages.
    pub(super) fn others(&self) -> Vec<TokenStream> {
        let others = self.document.roles().others.iter();
        others.filter_map(|it| self.other(it)).collect()
    }

    fn other(&self, other: &OtherList) -> Option<TokenStream> {
        let list = &other.list;
        let operation = self.operation(&list.operation)?;
        let types = self.types.operations.get(&operation.id)?;
        let AnswerType::Json(answer) = &types.success else {
            return None;
        };
        let (steps, found) = self.steps(answer, &list.items, &quote!(return Ok(Vec::new())));
        let RustType::List(item) = found? else {
            return None;
        };
        let (item, items) = match *item {
            RustType::Optional(item) => (item, quote!(answer.into_iter().flatten().collect())),
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

    /// Writes how the size of a page is asked for.
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

    /// Writes how the next page is asked for.
    fn pages(&self, operation: &Operation, list: &List, id: Option<IdKind>) -> TokenStream {
        let ascending = id == Some(IdKind::Integer);
        let nothing = quote! {
            fn first(&self) -> Option<ContactId> { None }
            fn at(self, _: &crate::pages::At) -> Self { self }
        };
        let one_page = quote! {
            const CURSOR: crate::pages::Cursor = crate::pages::Cursor::OnePage;
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
}
