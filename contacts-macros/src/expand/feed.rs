//! What feeds one property.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Access;
use super::body::Body;
use super::kind::Kind;
use super::tokens::{at_function, call, collected, ends, located, member, over, reference, skips};
use crate::check;
use crate::model::{self, Default, Origin, RegionValue, Source};
use crate::table::{Property, Slot};

impl Body<'_> {
    /// Collects the numbers of a source.
    pub fn each(&self, order: usize, source: &Source<'_>) -> TokenStream {
        let (value, region) = (self.raw(source), self.region(source));
        let collected = collected();
        let each = at_function(quote!(#collected.each(#order, #value, #region)), source);
        let each = match &source.default {
            None => quote!(#each;),
            Some(Default { value, .. }) => {
                let default = over(quote!(#collected.each(#order, &#value, #region);), value);
                quote!(if !#each { #default })
            }
        };
        self.skipping(source, &each, &TokenStream::new())
    }

    /// Refuses an `Option` of another name, where nothing says what its `None` means.
    pub fn decided(&self, source: &Source<'_>) -> Option<TokenStream> {
        let Origin::Field { ty, .. } = source.origin else {
            return None;
        };
        let slot = source.property.clearable()?;
        let asked = self.kind == Kind::Update
            && self.access == Access::Owned
            && self.record.none == model::None::Undecided
            && source.function.is_none()
            && source.region.is_none()
            && source.default.is_none();
        if !asked {
            return None;
        }
        let support = &self.support;
        let wanted = self.kind.type_of(&self.model.krate, source.property);
        let message = check::undecided_none(source.property, slot);
        let asserted = quote! {
            ::core::assert!(
                !<#ty as #support::Feeds<#wanted>>::CAN_BE_NONE
                    || <#ty as #support::Feeds<#wanted>>::TELLS_NULL,
                #message
            );
        };
        Some(self.asserted(asserted, ty.span()))
    }

    /// Refuses a `default` for what is never `None`.
    pub fn defaulted(&self, source: &Source<'_>) -> Option<TokenStream> {
        let Origin::Field { ty, .. } = source.origin else {
            return None;
        };
        let default = source.default.as_ref()?;
        let asked = self.access == Access::Owned
            && self.kind != Kind::Update
            && source.function.is_none()
            && source.region.is_none()
            && !self.is_collected(source.property)
            && !check::is_option(ty);
        if !asked {
            return None;
        }
        let support = &self.support;
        let wanted = self.kind.type_of(&self.model.krate, source.property);
        let message = check::unused_default(&source.path);
        let asserted = quote! {
            ::core::assert!(<#ty as #support::Feeds<#wanted>>::CAN_BE_NONE, #message);
        };
        Some(self.asserted(asserted, default.key))
    }

    /// An assertion that is evaluated when the derived code is compiled.
    fn asserted(&self, asserted: TokenStream, place: Span) -> TokenStream {
        let asserted = located(asserted, place);
        // An item is evaluated by `cargo check` too, but cannot use the type's parameters.
        if self.model.input.generics.params.is_empty() {
            quote!(const _: () = { #asserted };)
        } else {
            quote!(const { #asserted };)
        }
    }

    /// What the draft holds of the property: a function of the library gives it.
    pub fn fed(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let slot = self.kind.slot(source.property);
        // A member is held as it is fed, and takes its form with its object.
        let form = slot.filter(|_| !source.property.is_member()).and_then(form);
        // Of a property of any kind, `null` is a value.
        let is_null = self.kind == Kind::Update && slot.is_some_and(|it| it.free);
        let plain = !is_null
            && source.region.is_none()
            && source.default.is_none()
            && source.skip_if.is_none()
            && !source.function.as_ref().is_some_and(|it| it.fallible)
            && !self.clears(source.property);
        if plain {
            return self.feed(source, form);
        }
        let mut fed = match (&source.region, &source.function) {
            (Some(_), function) => {
                let region = self.region(source);
                let number = match &source.origin {
                    Origin::Field { member, ty } if function.is_none() => {
                        let value = reference(member, ty);
                        quote!(<#ty as #support::NumberSource>::number(#value))
                    }
                    _ => {
                        let value = self.raw(source);
                        at_function(quote!(#support::NumberSource::number(#value)), source)
                    }
                };
                quote!(#support::in_region(#number, #region))
            }
            (None, Some(function)) if function.fallible => {
                let wanted = self.kind.type_of(&self.model.krate, source.property);
                let (result, shown) = (self.raw(source), self.shown(source));
                let fed = quote!(#support::tried::<#wanted, _>(#result, || #shown));
                at_function(fed, source)
            }
            (None, _) => self.feed(source, None),
        };
        if let Some(Default { value, .. }) = &source.default {
            fed = if source.region.is_some() {
                let region = self.region(source);
                over(
                    quote!(#support::or_in_region(#fed, || #value, #region)),
                    value,
                )
            } else {
                over(quote!(#support::or(#fed, || #value)), value)
            };
        }
        if self.clears(source.property) {
            fed = quote!(#support::clearing(#fed));
        }
        if is_null {
            fed = quote!(#support::null(#fed));
        }
        fed = self.skipping(source, &fed, &quote!(#support::skipped()));
        in_form(support, form, &fed)
    }

    /// The value as it feeds the property, through nothing else.
    fn feed(&self, source: &Source<'_>, form: Option<&str>) -> TokenStream {
        let support = &self.support;
        let wanted = self.kind.type_of(&self.model.krate, source.property);
        let form = form.map(|form| format!("_{form}")).unwrap_or_default();
        match &source.origin {
            Origin::Field { member: name, ty } if source.function.is_none() => {
                let value = member(self.access, name, ty);
                let feed = match self.access {
                    Access::Owned => format_ident!("feed{form}"),
                    Access::Borrowed => format_ident!("feed{form}_ref"),
                };
                // Its types are inferred: each that is written would be proved again.
                quote!(#support::Feeds::#feed(#value))
            }
            _ => {
                let (value, feed) = (self.raw(source), format_ident!("feed{form}"));
                let tokens = quote!(#support::Feeds::<#wanted>::#feed(#value));
                at_function(tokens, source)
            }
        }
    }

    /// Does `None` clear the property?
    fn clears(&self, property: &Property) -> bool {
        self.kind == Kind::Update
            && self.record.none == model::None::Clear
            && property.clearable().is_some()
    }

    fn skipping(
        &self,
        source: &Source<'_>,
        then: &TokenStream,
        otherwise: &TokenStream,
    ) -> TokenStream {
        let Some(path) = &source.skip_if else {
            return then.clone();
        };
        let skips = if self.is_asked(source) {
            skips(source.property).to_token_stream()
        } else {
            call(&self.support, path, &self.looked_at(source))
        };
        quote!(if #skips { #otherwise } else { #then })
    }

    /// The source's value: what a function makes of it, or a reference to it.
    fn raw(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        if let Some(function) = &source.function {
            let result = call(support, &function.path, &self.looked_at(source));
            let and = quote_spanned!(ends(&function.path).0=> &);
            // A number in a region is read by reference, and so is each of several.
            let by_reference = source.region.is_some() || self.is_collected(source.property);
            return match (by_reference, function.fallible) {
                (true, false) => quote!(#and #result),
                (true, true) => {
                    let shown = self.shown(source);
                    let tried = quote!(#support::Tried { result: #result, shown: || #shown });
                    at_function(quote!(#and #tried), source)
                }
                (false, _) => result,
            };
        }
        match &source.origin {
            Origin::Template { format, fields } => {
                let by_reference = source.region.is_some() || self.is_collected(source.property);
                let and = by_reference.then(|| quote!(&));
                let fields = fields.iter().map(|(name, ty)| reference(name, ty));
                quote!(#and::std::format!(#format, #(#fields),*))
            }
            Origin::Field { .. } | Origin::Whole => self.looked_at(source),
        }
    }

    /// A reference to what the functions of a source look at.
    pub fn looked_at(&self, source: &Source<'_>) -> TokenStream {
        match (&source.origin, self.access) {
            (Origin::Field { member: name, ty }, _) => member(Access::Borrowed, name, ty),
            (Origin::Template { .. } | Origin::Whole, Access::Owned) => quote!(&self),
            (Origin::Template { .. } | Origin::Whole, Access::Borrowed) => quote!(self),
        }
    }

    /// The value as text, for the error of a function that refused it.
    fn shown(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let Origin::Field { .. } = source.origin else {
            return quote!(::core::option::Option::None);
        };
        let value = self.looked_at(source);
        quote!({
            use #support::{ShowNothing as _, ShowText as _};
            (&#support::Show(#value)).show()
        })
    }

    /// The region in which a number is read, or that none was asked for.
    fn region(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let Some(region) = &source.region else {
            return quote!(#support::Region::None);
        };
        let value = match &region.value {
            RegionValue::Literal(literal) => quote!(::core::option::Option::Some(#literal)),
            RegionValue::Field(name, ty) => {
                let value = reference(name, ty);
                quote!(<#ty as #support::RegionSource>::region(#value))
            }
        };
        // Here the compiler reports that the feature is missing.
        let phone = located(quote!(#support::Phone), region.key);
        quote!(#support::region::<#phone>(#value))
    }
}

/// The form that a value takes in a payload, in the library's words; none if it can be `null`.
pub fn form(slot: &Slot) -> Option<&'static str> {
    // What is of any kind is `null` itself.
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
