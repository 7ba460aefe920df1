//! What the methods do.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Member, Type};

use super::Access;
use super::feed::{form, in_form};
use super::kind::Kind;
use super::tokens::{borrowed, call, collected, located, member, skips};
use crate::model::{Model, Origin, Record, Shape, Source};
use crate::table::{self, Property, Slot};

pub fn body(model: &Model<'_>, kind: Kind, access: Access) -> TokenStream {
    let krate = &model.krate;
    let (name, method) = (kind.name(), kind.method(access));
    let body = match &model.shape {
        Shape::Record(record) => Body {
            model,
            record,
            kind,
            access,
            support: quote!(#krate::derived),
        }
        .record(),
        Shape::Newtype(ty) => {
            let inner = member(access, &Member::from(0), ty);
            let taken = (access == Access::Owned)
                .then(|| taken(model, &quote!(#krate::derived), "held", &[*ty]));
            quote!(#taken <#ty as #krate::#name>::#method(#inner))
        }
        Shape::Variants(variants) => {
            let arms = variants.iter().map(|(variant, ty)| {
                quote!(Self::#variant(inner) => <#ty as #krate::#name>::#method(inner))
            });
            quote!(match self { #(#arms,)* })
        }
    };
    match (model.unused_update, access) {
        // Of a type with parameters it depends on what they are.
        (Some(update), Access::Owned) if model.input.generics.params.is_empty() => {
            let also = located(quote!(#krate::derived::also_updates::<Self>();), update);
            quote!(#also #body)
        }
        _ => body,
    }
}

/// Asks of a type whether parts of these types can be moved out of it: to be taken apart, or to be the
/// contact that it held.
fn taken(model: &Model<'_>, support: &TokenStream, how: &str, parts: &[&Type]) -> TokenStream {
    let how = Ident::new(how, Span::call_site());
    let asked = quote!(#support::Taken::<Self, (#(#parts,)*)>::#how);
    let asked = located(asked, model.input.ident.span());
    // A statement, since `_ = …` takes the compiler longer.
    quote! {
        use #support::NoDrop as _;
        #asked;
    }
}

pub struct Body<'m> {
    pub model: &'m Model<'m>,
    pub record: &'m Record<'m>,
    pub kind: Kind,
    pub access: Access,
    pub support: TokenStream,
}

impl Body<'_> {
    /// Fills in a draft of the payload and finishes it.
    fn record(&self) -> TokenStream {
        let decided = self
            .sent()
            .flat_map(|(_, source)| [self.decided(source), self.defaulted(source)])
            .flatten();
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
        let taken = self.taken();
        quote! {
            #taken
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
        let (mut moving, borrowing): (Vec<_>, Vec<_>) = self
            .sent()
            .filter(|(_, source)| !source.property.is_member())
            .filter(|(_, source)| !self.is_collected(source.property))
            .partition(|(_, source)| source.moves());
        // What is filled in the order of a struct is moved less.
        moving.sort_by_key(|(_, source)| std::cmp::Reverse(self.kind.field(source.property)));
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
        let (name, method) = (inner.flatten(), inner.method(self.access));
        let value = member(self.access, &flatten.member, flatten.ty);
        let before = self
            .sent()
            .filter(|(_, source)| source.place < Some(flatten.place))
            .count();
        let skipped = self.asked().map(|(source, _)| {
            let (property, skips) = (source.property.path, skips(source.property));
            quote!((#property, #skips))
        });
        let (support, path, ty) = (&self.support, &flatten.path, flatten.ty);
        let payload = quote!(<#ty as #support::#name>::#method(#value));
        Some(quote! {
            #support::Flattened {
                path: #path,
                before: #before,
                skipped: &[#(#skipped),*],
                payload: #payload,
            }
        })
    }

    /// Lets the compiler say what to do where nothing can be moved out of a type that implements `Drop`.
    fn taken(&self) -> Option<TokenStream> {
        if self.access == Access::Borrowed {
            return None;
        }
        let moved = self.sent().filter(|(_, source)| source.moves());
        let moved = moved.filter_map(|(_, source)| match &source.origin {
            Origin::Field { ty, .. } => Some(*ty),
            Origin::Template { .. } | Origin::Whole => None,
        });
        let mut moved: Vec<&Type> = moved.collect();
        let how = if let Some(flatten) = &self.record.flatten {
            moved.push(flatten.ty);
            "held"
        } else {
            "apart"
        };
        let any = !moved.is_empty();
        any.then(|| taken(self.model, &self.support, how, &moved))
    }

    /// What is asked beforehand whether it is skipped: the flattened field's value is then kept.
    fn asked(&self) -> impl Iterator<Item = (&Source<'_>, &Expr)> {
        self.sent().filter_map(|(_, source)| {
            let path = source.skip_if.as_ref()?;
            self.is_asked(source).then_some((source, path))
        })
    }

    pub fn is_asked(&self, source: &Source<'_>) -> bool {
        self.record.flatten.is_some() && !self.is_collected(source.property)
    }

    /// The sources of what this method sends, with their places among all.
    fn sent(&self) -> impl Iterator<Item = (usize, &Source<'_>)> {
        let sources = self.record.sources.iter();
        sources
            .filter(|source| self.kind.slot(source.property).is_some())
            .enumerate()
    }

    /// What feeds what: the table in which the library looks when something is wrong, a row for each source.
    fn sources(&self) -> String {
        let rows = self.sent().map(|(_, source)| {
            let sensitive = if source.sensitive { "\tsensitive" } else { "" };
            format!("{}\t{}{sensitive}", source.property.path, source.path)
        });
        rows.collect::<Vec<_>>().join("\n")
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

    pub fn is_collected(&self, property: &Property) -> bool {
        self.collected().is_some_and(|it| it.path == property.path)
    }

    fn is_fed(&self, property: &Property) -> bool {
        let mut sources = self.record.sources.iter();
        sources.any(|it| it.property.path == property.path)
    }
}
