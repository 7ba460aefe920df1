//! What the methods do.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Member, Path};

use super::Access;
use crate::check;
use crate::model::{self, Model, Origin, Record, RegionValue, Shape, Source};
use crate::table::{self, Payload, Property, Slot};

/// Which method it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Create,
    Update,
    Several,
}

impl Kind {
    pub fn name(self) -> Ident {
        format_ident!(
            "{}",
            match self {
                Kind::Create => "IntoContact",
                Kind::Update => "IntoContactUpdate",
                Kind::Several => "IntoContacts",
            }
        )
    }

    pub fn method(self, access: Access) -> Ident {
        let prefix = match access {
            Access::Owned => "into",
            Access::Borrowed => "to",
        };
        match self {
            Kind::Create => format_ident!("{prefix}_contact"),
            Kind::Update => format_ident!("{prefix}_contact_update"),
            Kind::Several => format_ident!("{prefix}_contacts"),
        }
    }

    pub fn payload(self) -> &'static Payload {
        match self {
            Kind::Create | Kind::Several => &table::CREATE,
            Kind::Update => &table::UPDATE,
        }
    }

    /// The type of a property's value, in the library's words.
    pub fn type_of(self, krate: &Path, property: &Property) -> TokenStream {
        let field = format_ident!("{}", property.field);
        let module = match self {
            Kind::Create | Kind::Several => quote!(create),
            Kind::Update => quote!(update),
        };
        quote!(#krate::mapping::support::#module::#field)
    }

    /// What the value itself converts to.
    pub fn envelope(self) -> Option<&'static Payload> {
        (self != Kind::Several).then(|| self.payload())
    }

    pub fn slot(self, property: &Property) -> Option<&Slot> {
        match self {
            Kind::Create | Kind::Several => property.create.as_ref(),
            Kind::Update => property.update.as_ref(),
        }
    }
}

pub fn body(model: &Model<'_>, kind: Kind, access: Access) -> TokenStream {
    let krate = &model.krate;
    let (name, method) = (kind.name(), kind.method(access));
    match &model.shape {
        Shape::Record(record) => Body {
            model,
            record,
            kind,
            access,
            support: quote!(#krate::mapping::support),
        }
        .record(),
        Shape::Newtype(ty) => {
            let inner = member(access, &Member::from(0), ty.span());
            quote!(<#ty as #krate::#name>::#method(#inner))
        }
        Shape::Variants(variants) => {
            let arms = variants.iter().map(|(variant, ty)| {
                quote!(Self::#variant(inner) => <#ty as #krate::#name>::#method(inner))
            });
            quote!(match self { #(#arms,)* })
        }
    }
}

/// `self.member` or `&self.member`, placed where a wrong type should be reported.
fn member(access: Access, member: &Member, span: Span) -> TokenStream {
    // Located there, but resolved here: `self` is this method's.
    let span = Span::call_site().located_at(span);
    match access {
        Access::Owned => quote_spanned!(span=> self.#member),
        Access::Borrowed => quote_spanned!(span=> &self.#member),
    }
}

/// Each token placed at `span`: a path of tokens from here and there would be shown as all between.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

struct Body<'m> {
    model: &'m Model<'m>,
    record: &'m Record<'m>,
    kind: Kind,
    access: Access,
    support: TokenStream,
}

impl Body<'_> {
    fn record(&self) -> TokenStream {
        let support = &self.support;
        // What borrows the value comes before what moves parts out of it.
        let (moving, borrowing): (Vec<_>, Vec<_>) = self
            .record
            .sources
            .iter()
            .enumerate()
            .filter(|(_, source)| self.kind.slot(source.property).is_some())
            .partition(|(_, source)| source.moves());
        let steps = borrowing
            .into_iter()
            .chain(moving)
            .map(|(order, source)| self.step(order, source));
        let flatten = self.flatten();
        let numbers = self.numbers().map(|property| {
            let variable = variable(property);
            quote! {
                let mut mapper = #support::Mapper::new();
                let mut #variable = #support::Numbers::new();
            }
        });
        let result = self.result();
        quote! {
            #numbers
            #(#steps)*
            #flatten
            #result
        }
    }

    /// The property that is collected, if several numbers are.
    fn numbers(&self) -> Option<&'static Property> {
        (self.kind == Kind::Several && !self.fed_by_flatten(table::number()?))
            .then(table::number)
            .flatten()
    }

    fn fed_by_flatten(&self, property: &Property) -> bool {
        self.record.flatten.is_some() && !self.is_fed(property)
    }

    fn is_collected(&self, property: &Property) -> bool {
        self.numbers().is_some_and(|it| it.name == property.name)
    }

    fn step(&self, order: usize, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let variable = variable(source.property);
        if self.is_collected(source.property) {
            let at = at(support, order, source);
            let value = self.raw(source);
            let region = self.region(source);
            let each = quote!(mapper.each(#at, #value, #region, &mut #variable););
            return self.skipping(source, &each, &TokenStream::new());
        }
        let fed = self.fed(source);
        let decided = self.decided(source);
        quote! {
            #decided
            let #variable = #fed;
        }
    }

    /// Refuses an `Option` of another name, where nothing says what its `None` means.
    fn decided(&self, source: &Source<'_>) -> Option<TokenStream> {
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
            ::core::assert!(!<#ty as #support::Feeds<#wanted>>::CAN_BE_NONE, #message);
        };
        let asserted = located(asserted, ty.span());
        // An item is evaluated by `cargo check` too, but cannot use the type's parameters.
        Some(if self.model.input.generics.params.is_empty() {
            quote!(const _: () = { #asserted };)
        } else {
            quote!(const { #asserted };)
        })
    }

    /// The value as a `Result<Fed<P>, Refused>`.
    fn fed(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let wanted = self.kind.type_of(&self.model.krate, source.property);
        let mut fed = match (&source.region, &source.function) {
            (Some(_), _) => {
                let (value, region) = (self.raw(source), self.region(source));
                quote!(#support::in_region(#value, #region))
            }
            (None, Some(function)) if function.fallible => {
                let (result, shown) = (self.raw(source), self.shown(source));
                quote!(#support::tried::<#wanted, _, _>(#result, || #shown))
            }
            (None, Some(_)) => {
                let value = self.raw(source);
                quote!(#support::Feeds::<#wanted>::feed(#value))
            }
            (None, None) => match &source.origin {
                Origin::Field { member: name, ty } => {
                    let value = member(self.access, name, ty.span());
                    let feed = match self.access {
                        Access::Owned => quote!(feed),
                        Access::Borrowed => quote!(feed_ref),
                    };
                    quote!(<#ty as #support::Feeds<#wanted>>::#feed(#value))
                }
                Origin::Template { .. } | Origin::Whole => {
                    let value = self.raw(source);
                    quote!(#support::Feeds::<#wanted>::feed(#value))
                }
            },
        };
        if let Some(default) = &source.default {
            fed = quote!(#support::or(#fed, || #default));
        }
        self.skipping(source, &fed, &quote!(#support::skipped()))
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
        let support = &self.support;
        let value = self.looked_at(source);
        quote! {
            if #support::apply(#path, #value) { #otherwise } else { #then }
        }
    }

    /// The source's value: what a function makes of it, or a reference to it.
    fn raw(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        if let Some(function) = &source.function {
            let path = &function.path;
            let value = self.looked_at(source);
            let result = quote!(#support::apply(#path, #value));
            // A number in a region is read by reference, and so is each of several.
            let by_reference = source.region.is_some() || self.is_collected(source.property);
            return match (by_reference, function.fallible) {
                (true, false) => quote!(&#result),
                (true, true) => quote!(&#support::Tried(#result)),
                (false, _) => result,
            };
        }
        match &source.origin {
            Origin::Template { format, fields } => {
                let reference = source.region.is_some() || self.is_collected(source.property);
                let and = reference.then(|| quote!(&));
                quote!(#and::std::format!(#format, #(self.#fields),*))
            }
            Origin::Field { .. } | Origin::Whole => self.looked_at(source),
        }
    }

    /// A reference to what the functions of a source look at.
    fn looked_at(&self, source: &Source<'_>) -> TokenStream {
        match (&source.origin, self.access) {
            (Origin::Field { member: name, ty }, _) => member(Access::Borrowed, name, ty.span()),
            (Origin::Template { .. } | Origin::Whole, Access::Owned) => quote!(&self),
            (Origin::Template { .. } | Origin::Whole, Access::Borrowed) => quote!(self),
        }
    }

    /// The value as text, for the error of a function that refused it.
    fn shown(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        match &source.origin {
            Origin::Field { .. } if !source.sensitive => {
                let value = self.looked_at(source);
                quote!({
                    use #support::{ShowNothing as _, ShowText as _};
                    (&#support::Show(#value)).show()
                })
            }
            _ => quote!(::core::option::Option::None),
        }
    }

    /// The region in which a number is read, or that none was asked for.
    fn region(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let Some(region) = &source.region else {
            return quote!(#support::Region::None);
        };
        let value = match &region.value {
            RegionValue::Literal(literal) => quote!(#literal),
            RegionValue::Field(name) => quote!(self.#name),
        };
        // Here the compiler reports that the feature is missing.
        let phone = located(quote!(#support::Phone), region.key);
        quote!(#support::region::<#phone, _>(&#value))
    }

    /// The function that makes a payload's field of what feeds it; none if a value must be there.
    fn conversion(&self, slot: &Slot) -> Option<TokenStream> {
        let support = &self.support;
        match (slot.required, slot.nullable) {
            (true, false) => None,
            (true, true) => Some(quote!(#support::nullable)),
            (false, false) => Some(quote!(#support::optional)),
            (false, true) if self.kind != Kind::Update => Some(quote!(#support::kept)),
            (false, true) => Some(match self.record.none {
                model::None::Clear => quote!(#support::cleared),
                model::None::Keep | model::None::Undecided => quote!(#support::kept),
            }),
        }
    }

    fn flatten(&self) -> Option<TokenStream> {
        let flatten = self.record.flatten.as_ref()?;
        let krate = &self.model.krate;
        let (name, method) = match self.kind {
            Kind::Several => (Kind::Create.name(), Kind::Create.method(self.access)),
            kind => (kind.name(), kind.method(self.access)),
        };
        let value = member(self.access, &flatten.member, flatten.ty.span());
        let (ty, flattened) = (flatten.ty, flattened());
        Some(quote!(let #flattened = <#ty as #krate::#name>::#method(#value);))
    }

    /// The payload if all that feeds it is right, else the errors of all that is not.
    fn result(&self) -> TokenStream {
        let support = &self.support;
        let (mut names, mut right, mut conversions, mut wrong) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (order, source) in self.record.sources.iter().enumerate() {
            let Some(slot) = self.kind.slot(source.property) else {
                continue;
            };
            if self.is_collected(source.property) {
                continue;
            }
            let (variable, at) = (variable(source.property), at(support, order, source));
            if let Some(function) = self.conversion(slot) {
                right.push(quote!(::core::result::Result::Ok(#variable)));
                conversions.push(quote!(let #variable = #function(#variable);));
                wrong.push(quote!(mapper.optional(#at, #variable);));
            } else {
                right.push(quote!(::core::result::Result::Ok(#support::Fed::Value(#variable))));
                wrong.push(quote!(mapper.required(#at, #variable);));
            }
            names.push(variable);
        }
        if let Some(flatten) = &self.record.flatten {
            let (path, flattened) = (&flatten.path, flattened());
            right.push(quote!(::core::result::Result::Ok(#flattened)));
            wrong.push(quote!(mapper.flattened(#path, #flattened);));
            names.push(flattened);
        }
        let payload = self.payload();
        if names.is_empty() {
            return payload;
        }
        // Several numbers have a mapper already, with their own errors.
        let mapper =
            (self.numbers().is_none()).then(|| quote!(let mut mapper = #support::Mapper::new();));
        quote! {
            match (#(#names,)*) {
                (#(#right,)*) => {
                    #(#conversions)*
                    #payload
                }
                (#(#names,)*) => {
                    #mapper
                    #(#wrong)*
                    ::core::result::Result::Err(mapper.fail())
                }
            }
        }
    }

    /// The `Ok` of the payload, its parts known to be right.
    fn payload(&self) -> TokenStream {
        let krate = &self.model.krate;
        let schema = format_ident!("{}", self.kind.payload().schema);
        let several = self.numbers();
        let mut fields = Vec::new();
        let mut rest = false;
        for property in table::PROPERTIES {
            let Some(slot) = self.kind.slot(property) else {
                continue;
            };
            let (field, variable) = (format_ident!("{}", property.field), variable(property));
            if self.is_collected(property) {
                let number = collected(krate, slot);
                fields.push(quote!(#field: #number));
            } else if self.is_fed(property) {
                fields.push(if several.is_some() {
                    quote!(#field: ::core::clone::Clone::clone(&#variable))
                } else {
                    quote!(#field: #variable)
                });
            } else if self.record.flatten.is_some() {
                rest = true;
            } else {
                fields.push(quote!(#field: ::core::default::Default::default()));
            }
        }
        let flattened = flattened();
        let base = rest.then(|| {
            if several.is_some() {
                quote!(..::core::clone::Clone::clone(&#flattened))
            } else {
                quote!(..#flattened)
            }
        });
        let payload = quote!(#krate::types::#schema { #(#fields,)* #base });
        match several {
            Some(property) => {
                let (variable, name) = (variable(property), property.name);
                quote!(mapper.several(#name, #variable, |number| #payload))
            }
            None if self.kind == Kind::Several => {
                quote!(::core::result::Result::Ok(::std::vec![#payload]))
            }
            None => quote!(::core::result::Result::Ok(#payload)),
        }
    }

    fn is_fed(&self, property: &Property) -> bool {
        let mut sources = self.record.sources.iter();
        sources.any(|it| it.property.name == property.name)
    }
}

/// A number as the payload's field takes it.
fn collected(krate: &Path, slot: &Slot) -> TokenStream {
    let mut value = quote!(number);
    if slot.nullable {
        value = quote!(#krate::Nullable::Value(#value));
    }
    if !slot.required {
        value = quote!(::core::option::Option::Some(#value));
    }
    value
}

fn flattened() -> Ident {
    Ident::new("flattened", Span::mixed_site())
}

fn variable(property: &Property) -> Ident {
    Ident::new(&format!("value_of_{}", property.field), Span::mixed_site())
}

fn at(support: &TokenStream, order: usize, source: &Source<'_>) -> TokenStream {
    let (path, property, sensitive) = (&source.path, source.property.name, source.sensitive);
    let order = u16::try_from(order).unwrap_or(u16::MAX);
    quote! {
        &#support::At { path: #path, property: #property, sensitive: #sensitive, order: #order }
    }
}
