//! Which conversion is written, and what the library calls it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

use super::Access;
use crate::table::{self, Property, Slot};

/// Which conversion is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    Create,
    Update,
    Several,
}

impl Conversion {
    pub fn name(self) -> Ident {
        format_ident!(
            "{}",
            match self {
                Conversion::Create => "IntoContact",
                Conversion::Update => "IntoContactUpdate",
                Conversion::Several => "IntoContacts",
            }
        )
    }

    /// Returns the trait of a flattened field.
    pub fn flatten(self) -> Ident {
        match self {
            Conversion::Create | Conversion::Several => format_ident!("FlattenContact"),
            Conversion::Update => format_ident!("FlattenUpdate"),
        }
    }

    pub fn method(self, access: Access) -> Ident {
        let prefix = match access {
            Access::Owned => "into",
            Access::Borrowed => "to",
        };
        match self {
            Conversion::Create => format_ident!("{prefix}_contact"),
            Conversion::Update => format_ident!("{prefix}_contact_update"),
            Conversion::Several => format_ident!("{prefix}_contacts"),
        }
    }

    /// Returns the library's name for the method's return type.
    pub fn output(self) -> Ident {
        match self {
            Conversion::Create => format_ident!("Created"),
            Conversion::Update => format_ident!("Updated"),
            Conversion::Several => format_ident!("CreatedEach"),
        }
    }

    /// Returns the module of the library with the payload's draft.
    pub fn module(self) -> Ident {
        match self {
            Conversion::Create | Conversion::Several => format_ident!("create"),
            Conversion::Update => format_ident!("update"),
        }
    }

    /// Returns the library's type of a property's value.
    pub fn type_of(self, krate: &Path, property: &'static Property) -> TokenStream {
        let (module, place) = (self.module(), self.place(property));
        quote!(#krate::derived::#module::#place)
    }

    /// Returns the path under which the modules of the payload's draft have something of a
    /// property.
    fn place(self, property: &'static Property) -> TokenStream {
        let slot = self.slot(property);
        let within = slot.map_or(&[][..], |it| it.within);
        let within = within.iter().map(|it| format_ident!("in__{it}"));
        let field = self.field(property);
        quote!(#(#within::)* #field)
    }

    /// Returns the module with the draft of an object in the payload.
    pub fn module_of(self, object: &'static Property) -> TokenStream {
        let slot = self.slot(object);
        let within = slot.map_or(&[][..], |it| it.within).iter().copied();
        let modules = within.chain(slot.map(|it| it.field));
        let modules = modules.map(|it| format_ident!("in__{it}"));
        quote!(#(#modules)::*)
    }

    /// Returns a property's field in the payload.
    pub fn field(self, property: &'static Property) -> Ident {
        format_ident!("{}", self.slot(property).map_or("_", |it| it.field))
    }

    /// Returns whether the value itself converts to the request's body.
    pub fn converts(self, updates: bool) -> bool {
        match self {
            // If both operations send the same type, the conversion of the update knows more: what
            // is cleared.
            Conversion::Create => table::CREATE.is_some() && !(updates && table::ONE_BODY),
            Conversion::Update => table::UPDATE.is_some(),
            Conversion::Several => false,
        }
    }

    pub fn slot(self, property: &'static Property) -> Option<&'static Slot> {
        match self {
            Conversion::Create | Conversion::Several => property.create.as_ref(),
            Conversion::Update => property.update.as_ref(),
        }
    }
}
