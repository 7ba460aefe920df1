//! Writes the type of a contact as it is read, with its id and its number.

use proc_macro2::TokenStream;
use quote::quote;

use super::{PhoneBookWriter, option, present, unknown};
use crate::types::RustType;

impl PhoneBookWriter<'_> {
    pub(super) fn contact_type(&self) -> Option<RustType> {
        let contact = self.document.roles().contact.as_ref()?;
        let ty = RustType::Struct(self.read_view(contact.schema));
        (!self.types.fields(&ty).is_empty()).then_some(ty)
    }

    /// Writes the type of a contact, and how its id and number are found.
    pub(super) fn contact(&self) -> TokenStream {
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
                let made = if let RustType::Known(_) = &it.ty {
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
                let is_text = it.ty == RustType::Known("::std::string::String".to_owned());
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
}
