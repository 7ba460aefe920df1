//! What the methods do.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Member, Path};

use super::Access;
use crate::check;
use crate::model::{self, Model, Origin, Record, RegionValue, Shape, Source};
use crate::table::{self, Property, Slot};

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

    /// The payload, in the library's words.
    pub fn payload(self, krate: &Path) -> TokenStream {
        let name = match self {
            Kind::Create | Kind::Several => format_ident!("NewContact"),
            Kind::Update => format_ident!("ContactUpdate"),
        };
        quote!(#krate::phone_book::#name)
    }

    /// The module of the library with the payload's draft.
    pub fn module(self) -> Ident {
        match self {
            Kind::Create | Kind::Several => format_ident!("create"),
            Kind::Update => format_ident!("update"),
        }
    }

    /// The type of a property's value, in the library's words.
    pub fn type_of(self, krate: &Path, property: &'static Property) -> TokenStream {
        let (module, place) = (self.module(), self.place(property));
        quote!(#krate::mapping::support::#module::#place)
    }

    /// Where the modules of the payload's draft have something of a property.
    fn place(self, property: &'static Property) -> TokenStream {
        let slot = self.slot(property);
        let within = slot.map_or(&[][..], |it| it.within);
        let within = within.iter().map(|it| format_ident!("in__{it}"));
        let field = self.field(property);
        quote!(#(#within::)* #field)
    }

    /// The module with the draft of an object in the payload.
    fn module_of(self, object: &'static Property) -> TokenStream {
        let slot = self.slot(object);
        let within = slot.map_or(&[][..], |it| it.within).iter().copied();
        let modules = within.chain(slot.map(|it| it.field));
        let modules = modules.map(|it| format_ident!("in__{it}"));
        quote!(#(#modules)::*)
    }

    /// A property's field in the payload.
    fn field(self, property: &'static Property) -> Ident {
        format_ident!("{}", self.slot(property).map_or("_", |it| it.field))
    }

    /// Does the value itself convert to what the request carries?
    pub fn converts(self, updates: bool) -> bool {
        match self {
            // Of one type that both operations send, the update knows more: what is cleared.
            Kind::Create => table::CREATE.is_some() && !(updates && table::ONE_BODY),
            Kind::Update => table::UPDATE.is_some(),
            Kind::Several => false,
        }
    }

    pub fn slot(self, property: &'static Property) -> Option<&'static Slot> {
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
    spread(tokens, span, span)
}

/// All that `place` covers, for an error about what `tokens` give.
fn over(tokens: TokenStream, place: &impl ToTokens) -> TokenStream {
    let (first, last) = ends(place);
    spread(tokens, first, last)
}

/// Where something begins and ends.
fn ends(place: &impl ToTokens) -> (Span, Span) {
    let mut place = place.to_token_stream().into_iter().map(|it| it.span());
    let first = place.next().unwrap_or_else(Span::call_site);
    (first, place.last().unwrap_or(first))
}

/// The last token placed at `last`, all others at `first`.
fn spread(tokens: TokenStream, first: Span, last: Span) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let count = tokens.len();
    for (index, token) in tokens.iter_mut().enumerate() {
        let span = if index + 1 == count { last } else { first };
        token.set_span(token.span().located_at(span));
    }
    tokens.into_iter().collect()
}

/// A call that takes what a function gave: if that is of a wrong type, the function is.
fn at_function(tokens: TokenStream, source: &Source<'_>) -> TokenStream {
    match &source.function {
        Some(function) => over(tokens, &function.path),
        None => tokens,
    }
}

struct Body<'m> {
    model: &'m Model<'m>,
    record: &'m Record<'m>,
    kind: Kind,
    access: Access,
    support: TokenStream,
}

impl Body<'_> {
    /// Fills in a draft of the payload and finishes it.
    fn record(&self) -> TokenStream {
        let decided = self.sent().filter_map(|(_, source)| self.decided(source));
        let (draft, sources) = (self.draft(), self.sources());
        let finished = match (self.collected(), self.flattened()) {
            (Some(_), flattened) => {
                let (support, collected) = (&self.support, collected());
                let each = self
                    .sent()
                    .filter(|(_, source)| self.is_collected(source.property))
                    .map(|(order, source)| self.each(order, source));
                let flattened = flattened.map_or_else(
                    || quote!(::core::option::Option::None),
                    |it| quote!(::core::option::Option::Some(#it)),
                );
                quote! {
                    let mut #collected = #support::Collected::new(#sources);
                    #(#each)*
                    #draft.finish_each(#collected, #flattened)
                }
            }
            (None, flattened) => {
                let one = if let Some(flattened) = flattened {
                    quote!(#draft.finish_over(#sources, #flattened))
                } else {
                    quote!(#draft.finish(#sources))
                };
                if self.kind == Kind::Several {
                    // Without a number of its own, the record has that of its flattened field.
                    quote!(#one.map(|contact| ::std::vec![contact]))
                } else {
                    one
                }
            }
        };
        let asked = self.asked().map(|(source, path)| {
            let skips = skips(source.property);
            let answer = call(&self.support, path, &self.looked_at(source));
            quote!(let #skips = #answer;)
        });
        let borrowed = self.borrowed();
        quote! {
            #(#decided)*
            #(#asked)*
            #(#borrowed)*
            #finished
        }
    }

    /// The draft, with what feeds each property.
    fn draft(&self) -> TokenStream {
        let (support, module) = (&self.support, self.kind.module());
        // What borrows the value comes before what moves parts out of it.
        let (moving, borrowing): (Vec<_>, Vec<_>) = self
            .sent()
            .filter(|(_, source)| !source.property.is_member())
            .filter(|(_, source)| !self.is_collected(source.property))
            .partition(|(_, source)| source.moves());
        let fed = borrowing.into_iter().chain(moving).map(|(_, source)| {
            let (field, fed) = (self.kind.field(source.property), self.fed(source));
            quote!(#field: #fed)
        });
        let objects = self.objects(table::PROPERTIES).map(|(property, slot)| {
            let (field, object) = (self.kind.field(property), self.object(property));
            let object = in_form(support, form(slot), &object);
            quote!(#field: #object)
        });
        let unfed = self.unfed(table::PROPERTIES).map(|(property, slot)| {
            let field = self.kind.field(property);
            let nothing = in_form(support, form(slot), &quote!(#support::skipped()));
            quote!(#field: #nothing)
        });
        quote!(#support::#module::Draft { #(#fed,)* #(#objects,)* #(#unfed,)* })
    }

    /// The draft of an object whose members are fed by paths, finished.
    fn object(&self, object: &'static Property) -> TokenStream {
        let support = &self.support;
        let members = object.members.iter().filter_map(|property| {
            let mut sources = self.sent();
            let (order, source) = sources.find(|(_, it)| it.property.path == property.path)?;
            let field = self.kind.field(property);
            let fed = if source.moves() {
                self.fed(source)
            } else {
                borrowed(order).to_token_stream()
            };
            Some(quote!(#field: #fed))
        });
        let objects = self.objects(object.members).map(|(property, _)| {
            let (field, object) = (self.kind.field(property), self.object(property));
            quote!(#field: #object)
        });
        let unfed = self.unfed(object.members).map(|(property, _)| {
            let field = self.kind.field(property);
            quote!(#field: #support::skipped())
        });
        let (module, place) = (self.kind.module(), self.kind.module_of(object));
        quote! {
            #support::#module::#place::Draft { #(#members,)* #(#objects,)* #(#unfed,)* }.finish()
        }
    }

    /// What members of objects borrow of the value, before anything is moved out of it.
    fn borrowed(&self) -> impl Iterator<Item = TokenStream> {
        let members = self
            .sent()
            .filter(|(_, it)| it.property.is_member() && !it.moves());
        members.map(|(order, source)| {
            let (name, fed) = (borrowed(order), self.fed(source));
            quote!(let #name = #fed;)
        })
    }

    /// What the flattened field gives.
    fn flattened(&self) -> Option<TokenStream> {
        let flatten = self.record.flatten.as_ref()?;
        let inner = match self.kind {
            Kind::Several => Kind::Create,
            kind => kind,
        };
        let (krate, name, method) = (&self.model.krate, inner.name(), inner.method(self.access));
        let value = member(self.access, &flatten.member, flatten.ty.span());
        let before = self
            .sent()
            .filter(|(_, source)| source.place < Some(flatten.place))
            .count();
        let skipped = self.asked().map(|(source, _)| {
            let (property, skips) = (source.property.path, skips(source.property));
            quote!((#property, #skips))
        });
        let (support, path, ty) = (&self.support, &flatten.path, flatten.ty);
        Some(quote! {
            #support::Flattened {
                path: #path,
                before: #before,
                skipped: &[#(#skipped),*],
                payload: <#ty as #krate::#name>::#method(#value),
            }
        })
    }

    /// What is asked beforehand whether it is skipped: the flattened field's value is then kept.
    fn asked(&self) -> impl Iterator<Item = (&Source<'_>, &Expr)> {
        self.sent().filter_map(|(_, source)| {
            let path = source.skip_if.as_ref()?;
            self.is_asked(source).then_some((source, path))
        })
    }

    fn is_asked(&self, source: &Source<'_>) -> bool {
        self.record.flatten.is_some() && !self.is_collected(source.property)
    }

    /// The sources of what this method sends, with their places among all.
    fn sent(&self) -> impl Iterator<Item = (usize, &Source<'_>)> {
        let sources = self.record.sources.iter();
        sources
            .filter(|source| self.kind.slot(source.property).is_some())
            .enumerate()
    }

    /// What feeds what: the table in which the library looks when something is wrong.
    fn sources(&self) -> TokenStream {
        let entries = self.sent().map(|(_, source)| {
            let (path, property, sensitive) =
                (&source.path, source.property.path, source.sensitive);
            quote!((#property, #path, #sensitive))
        });
        quote!(&[#(#entries),*])
    }

    /// Those of the properties for which the draft has a place and the record has nothing.
    fn unfed(
        &self,
        among: &'static [Property],
    ) -> impl Iterator<Item = (&'static Property, &'static Slot)> {
        among
            .iter()
            .filter(|property| {
                self.is_collected(property)
                    || !(self.is_fed(property) || self.is_fed_within(property))
            })
            .filter_map(|property| Some((property, self.kind.slot(property)?)))
    }

    /// Those of the properties that are fed by their members.
    fn objects(
        &self,
        among: &'static [Property],
    ) -> impl Iterator<Item = (&'static Property, &'static Slot)> {
        let objects = among.iter().filter(|it| self.is_fed_within(it));
        objects.filter_map(|property| Some((property, self.kind.slot(property)?)))
    }

    fn is_fed_within(&self, property: &Property) -> bool {
        self.sent().any(|(_, it)| property.contains(it.property))
    }

    /// The property that is collected, if several numbers are.
    fn collected(&self) -> Option<&'static Property> {
        let number = table::number().filter(|_| self.kind == Kind::Several)?;
        (self.record.flatten.is_none() || self.is_fed(number)).then_some(number)
    }

    fn is_collected(&self, property: &Property) -> bool {
        self.collected().is_some_and(|it| it.path == property.path)
    }

    fn is_fed(&self, property: &Property) -> bool {
        let mut sources = self.record.sources.iter();
        sources.any(|it| it.property.path == property.path)
    }

    /// Collects the numbers of a source.
    fn each(&self, order: usize, source: &Source<'_>) -> TokenStream {
        let (value, region) = (self.raw(source), self.region(source));
        let collected = collected();
        let each = quote!(#collected.each(#order, #value, #region););
        let each = at_function(each, source);
        self.skipping(source, &each, &TokenStream::new())
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

    /// What the draft holds of the property: a function of the library gives it.
    fn fed(&self, source: &Source<'_>) -> TokenStream {
        let support = &self.support;
        let slot = self.kind.slot(source.property);
        // A member is held as it is fed, and takes its form with its object.
        let form = slot.filter(|_| !source.property.is_member()).and_then(form);
        let plain = source.region.is_none()
            && source.default.is_none()
            && source.skip_if.is_none()
            && !source.function.as_ref().is_some_and(|it| it.fallible)
            && !self.clears(source.property);
        if plain {
            return self.feed(source, form);
        }
        let mut fed = match (&source.region, &source.function) {
            (Some(_), _) => {
                let (value, region) = (self.raw(source), self.region(source));
                at_function(quote!(#support::in_region(#value, #region)), source)
            }
            (None, Some(function)) if function.fallible => {
                let wanted = self.kind.type_of(&self.model.krate, source.property);
                let (result, shown) = (self.raw(source), self.shown(source));
                let fed = quote!(#support::tried::<#wanted, _, _>(#result, || #shown));
                at_function(fed, source)
            }
            (None, _) => self.feed(source, None),
        };
        if let Some(default) = &source.default {
            fed = over(quote!(#support::or(#fed, || #default)), default);
        }
        if self.clears(source.property) {
            let is_free = slot.is_some_and(|it| it.free);
            let clearing = format_ident!("{}", if is_free { "clearing_free" } else { "clearing" });
            fed = quote!(#support::#clearing(#fed));
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
                let value = member(self.access, name, ty.span());
                let feed = match self.access {
                    Access::Owned => format_ident!("feed{form}"),
                    Access::Borrowed => format_ident!("feed{form}_ref"),
                };
                quote!(<#ty as #support::Feeds<#wanted>>::#feed(#value))
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
            RegionValue::Literal(literal) => quote!(#literal),
            RegionValue::Field(name) => quote!(self.#name),
        };
        // Here the compiler reports that the feature is missing.
        let phone = located(quote!(#support::Phone), region.key);
        quote!(#support::region::<#phone, _>(&#value))
    }
}

/// The variable of the numbers, out of sight of what stands in attributes.
fn collected() -> Ident {
    Ident::new("collected", Span::mixed_site())
}

/// The variable of what feeds a member by reference.
fn borrowed(order: usize) -> Ident {
    Ident::new(&format!("member_{order}"), Span::mixed_site())
}

/// The form that a value takes in a payload, in the library's words; none if it can be `null`.
fn form(slot: &Slot) -> Option<&'static str> {
    // What is of any kind is `null` itself.
    match (slot.required, slot.nullable && !slot.free) {
        (true, false) => Some("required"),
        (false, false) => Some("optional"),
        (_, true) => None,
    }
}

fn in_form(support: &TokenStream, form: Option<&str>, fed: &TokenStream) -> TokenStream {
    match form.map(|form| format_ident!("{form}")) {
        Some(form) => quote!(#support::#form(#fed)),
        None => fed.clone(),
    }
}

/// A function of an attribute, called with a reference.
fn call(support: &TokenStream, function: &Expr, value: &TokenStream) -> TokenStream {
    if let Expr::Path(path) = function {
        // So that a `&String` can be given to a function that takes a `&str`.
        let mut arguments = Group::new(Delimiter::Parenthesis, value.clone());
        // The call is where the path is.
        arguments.set_span(ends(path).1);
        quote!(#path #arguments)
    } else {
        // A closure learns its argument's type from this only.
        over(quote!(#support::apply(#function, #value)), function)
    }
}

/// The variable that tells whether a property's value is skipped.
fn skips(property: &Property) -> Ident {
    let slot = property.slots().next();
    let within = slot.map_or(&[][..], |it| it.within).iter().copied();
    let path: Vec<&str> = within.chain(slot.map(|it| it.field)).collect();
    Ident::new(&format!("skips_{}", path.join("__")), Span::mixed_site())
}
