//! Writes what feeds one property.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Access;
use super::body::MethodBody;
use super::conversion::Conversion;
use super::tokens::{at_function, call, collected, ends, located, member, over, reference, skips};
use crate::check;
use crate::model::{DefaultValue, Feeder, MadeFrom, NoneInUpdate, RegionValue};
use crate::table::{Property, Slot};

impl MethodBody<'_> {
    /// Writes the statement that collects the numbers of a feeder.
    pub fn each(&self, order: usize, feeder: &Feeder<'_>) -> TokenStream {
        let (value, region) = (self.raw(feeder), self.region(feeder));
        let collected = collected();
        let each = at_function(quote!(#collected.each(#order, #value, #region)), feeder);
        let each = match &feeder.default {
            None => quote!(#each;),
            Some(DefaultValue { value, .. }) => {
                let default = over(quote!(#collected.each(#order, &#value, #region);), value);
                quote!(if !#each { #default })
            }
        };
        self.skipping(feeder, &each, &TokenStream::new())
    }

    /// Writes a check that refuses an `Option` under another name, where nothing says what its
    /// `None` means.
    pub fn decided(&self, feeder: &Feeder<'_>) -> Option<TokenStream> {
        let MadeFrom::Field { ty, .. } = feeder.made_from else {
            return None;
        };
        let slot = feeder.property.clearable()?;
        let asked = self.conversion == Conversion::Update
            && self.access == Access::Owned
            && self.mapped.none == NoneInUpdate::Undecided
            && feeder.function.is_none()
            && feeder.region.is_none()
            && feeder.default.is_none();
        if !asked {
            return None;
        }
        let support = &self.support;
        let wanted = self.conversion.type_of(&self.model.krate, feeder.property);
        let message = check::undecided_none(feeder.property, slot);
        let asserted = quote! {
            ::core::assert!(
                !<#ty as #support::Feeds<#wanted>>::CAN_BE_NONE
                    || <#ty as #support::Feeds<#wanted>>::TELLS_NULL,
                #message
            );
        };
        Some(self.asserted(asserted, ty.span()))
    }

    /// Writes a check that refuses a `default` for a value that is never `None`.
    pub fn defaulted(&self, feeder: &Feeder<'_>) -> Option<TokenStream> {
        let MadeFrom::Field { ty, .. } = feeder.made_from else {
            return None;
        };
        let default = feeder.default.as_ref()?;
        let asked = self.access == Access::Owned
            && self.conversion != Conversion::Update
            && feeder.function.is_none()
            && feeder.region.is_none()
            && !self.is_collected(feeder.property)
            && !check::is_option(ty);
        if !asked {
            return None;
        }
        let support = &self.support;
        let wanted = self.conversion.type_of(&self.model.krate, feeder.property);
        let message = check::unused_default(&feeder.path);
        let asserted = quote! {
            ::core::assert!(<#ty as #support::Feeds<#wanted>>::CAN_BE_NONE, #message);
        };
        Some(self.asserted(asserted, default.key))
    }

    /// Writes an assertion that is evaluated when the derived code is compiled.
    fn asserted(&self, asserted: TokenStream, place: Span) -> TokenStream {
        let asserted = located(asserted, place);
        // An item is evaluated by `cargo check` too, but cannot use the type's parameters.
        if self.model.input.generics.params.is_empty() {
            quote!(const _: () = { #asserted };)
        } else {
            quote!(const { #asserted };)
        }
    }

    /// Returns the draft's value of the property, which a function of the library makes.
    pub fn fed(&self, feeder: &Feeder<'_>) -> TokenStream {
        let support = &self.support;
        let slot = self.conversion.slot(feeder.property);
        // A member is kept as it is fed, and takes its form with its object.
        let form = slot.filter(|_| !feeder.property.is_member()).and_then(form);
        // For a property of any kind, `null` is a value.
        let is_null = self.conversion == Conversion::Update && slot.is_some_and(|it| it.free);
        let plain = !is_null
            && feeder.region.is_none()
            && feeder.default.is_none()
            && feeder.skip_if.is_none()
            && !feeder.function.as_ref().is_some_and(|it| it.fallible)
            && !self.clears(feeder.property);
        if plain {
            return self.feed(feeder, form);
        }
        let mut fed = match (&feeder.region, &feeder.function) {
            (Some(_), function) => {
                let region = self.region(feeder);
                let number = match &feeder.made_from {
                    MadeFrom::Field { member, ty } if function.is_none() => {
                        let value = reference(member, ty);
                        quote!(<#ty as #support::FeedsNumber>::number(#value))
                    }
                    _ => {
                        let value = self.raw(feeder);
                        at_function(quote!(#support::FeedsNumber::number(#value)), feeder)
                    }
                };
                quote!(#support::in_region(#number, #region))
            }
            (None, Some(function)) if function.fallible => {
                let wanted = self.conversion.type_of(&self.model.krate, feeder.property);
                let (result, shown) = (self.raw(feeder), self.shown(feeder));
                let fed = quote!(#support::tried::<#wanted, _>(#result, || #shown));
                at_function(fed, feeder)
            }
            (None, _) => self.feed(feeder, None),
        };
        if let Some(DefaultValue { value, .. }) = &feeder.default {
            fed = if feeder.region.is_some() {
                let region = self.region(feeder);
                over(
                    quote!(#support::or_in_region(#fed, || #value, #region)),
                    value,
                )
            } else {
                over(quote!(#support::or(#fed, || #value)), value)
            };
        }
        if self.clears(feeder.property) {
            fed = quote!(#support::clearing(#fed));
        }
        if is_null {
            fed = quote!(#support::null(#fed));
        }
        fed = self.skipping(feeder, &fed, &quote!(#support::skipped()));
        in_form(support, form, &fed)
    }

    /// Returns the value that feeds the property, without any further step.
    fn feed(&self, feeder: &Feeder<'_>, form: Option<&str>) -> TokenStream {
        let support = &self.support;
        let wanted = self.conversion.type_of(&self.model.krate, feeder.property);
        let form = form.map(|form| format!("_{form}")).unwrap_or_default();
        match &feeder.made_from {
            MadeFrom::Field { member: name, ty } if feeder.function.is_none() => {
                let value = member(self.access, name, ty);
                let feed = match self.access {
                    Access::Owned => format_ident!("feed{form}"),
                    Access::Borrowed => format_ident!("feed{form}_ref"),
                };
                // The types are inferred: the compiler would have to prove each one that is
                // written.
                quote!(#support::Feeds::#feed(#value))
            }
            _ => {
                let (value, feed) = (self.raw(feeder), format_ident!("feed{form}"));
                let tokens = quote!(#support::Feeds::<#wanted>::#feed(#value));
                at_function(tokens, feeder)
            }
        }
    }

    /// Returns whether `None` clears the property.
    fn clears(&self, property: &Property) -> bool {
        self.conversion == Conversion::Update
            && self.mapped.none == NoneInUpdate::Clear
            && property.clearable().is_some()
    }

    fn skipping(
        &self,
        feeder: &Feeder<'_>,
        then: &TokenStream,
        otherwise: &TokenStream,
    ) -> TokenStream {
        let Some(path) = &feeder.skip_if else {
            return then.clone();
        };
        let skips = if self.is_asked(feeder) {
            skips(feeder.property).to_token_stream()
        } else {
            call(&self.support, path, &self.looked_at(feeder))
        };
        quote!(if #skips { #otherwise } else { #then })
    }

    /// Returns the feeder's value: the result of its function, or a reference.
    fn raw(&self, feeder: &Feeder<'_>) -> TokenStream {
        let support = &self.support;
        if let Some(function) = &feeder.function {
            let result = call(support, &function.path, &self.looked_at(feeder));
            let and = quote_spanned!(ends(&function.path).0=> &);
            // A number with a region is read by reference, and so is each of several numbers.
            let by_reference = feeder.region.is_some() || self.is_collected(feeder.property);
            return match (by_reference, function.fallible) {
                (true, false) => quote!(#and #result),
                (true, true) => {
                    let shown = self.shown(feeder);
                    let tried = quote!(#support::Tried { result: #result, shown: || #shown });
                    at_function(quote!(#and #tried), feeder)
                }
                (false, _) => result,
            };
        }
        match &feeder.made_from {
            MadeFrom::Template { format, fields } => {
                let by_reference = feeder.region.is_some() || self.is_collected(feeder.property);
                let and = by_reference.then(|| quote!(&));
                let fields = fields.iter().map(|(name, ty)| reference(name, ty));
                quote!(#and::std::format!(#format, #(#fields),*))
            }
            MadeFrom::Field { .. } | MadeFrom::Whole => self.looked_at(feeder),
        }
    }

    /// Returns a reference to the value that the functions of a feeder get.
    pub fn looked_at(&self, feeder: &Feeder<'_>) -> TokenStream {
        match (&feeder.made_from, self.access) {
            (MadeFrom::Field { member: name, ty }, _) => member(Access::Borrowed, name, ty),
            (MadeFrom::Template { .. } | MadeFrom::Whole, Access::Owned) => quote!(&self),
            (MadeFrom::Template { .. } | MadeFrom::Whole, Access::Borrowed) => quote!(self),
        }
    }

    /// Returns the value as text, for the error of a function that refused it.
    fn shown(&self, feeder: &Feeder<'_>) -> TokenStream {
        let support = &self.support;
        let MadeFrom::Field { .. } = feeder.made_from else {
            return quote!(::core::option::Option::None);
        };
        let value = self.looked_at(feeder);
        quote!({
            use #support::{ShowNothing as _, ShowText as _};
            (&#support::Show(#value)).show()
        })
    }

    /// Returns the region in which a number is read, or that there is none.
    fn region(&self, feeder: &Feeder<'_>) -> TokenStream {
        let support = &self.support;
        let Some(region) = &feeder.region else {
            return quote!(#support::Region::Unasked);
        };
        let value = match &region.value {
            RegionValue::Literal(literal) => quote!(::core::option::Option::Some(#literal)),
            RegionValue::Field(name, ty) => {
                let value = reference(name, ty);
                quote!(<#ty as #support::NamesRegion>::region(#value))
            }
        };
        // Here the compiler reports that the feature is missing.
        let phone = located(quote!(#support::Phone), region.key);
        quote!(#support::region::<#phone>(#value))
    }
}

/// Returns the library's name for the form that a value takes in a payload; `None` if it can be `null`.
pub fn form(slot: &Slot) -> Option<&'static str> {
    // A property of any kind is `null` itself.
    match (slot.required, slot.nullable && !slot.free) {
        (true, false) => Some("required"),
        (false, false) => Some("optional"),
        (_, true) => None,
    }
}

pub fn in_form(support: &TokenStream, form: Option<&str>, fed: &TokenStream) -> TokenStream {
    match form.map(|form| format_ident!("{form}")) {
        Some(form) => quote!(#support::#form(#fed)),
        None => fed.clone(),
    }
}
