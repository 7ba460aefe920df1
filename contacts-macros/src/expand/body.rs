//! Writes the bodies of the methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Member, Type};

use super::Access;
use super::conversion::Conversion;
use super::feed::{form, in_form};
use super::tokens::{borrowed, call, collected, located, member, skips};
use crate::model::{Feeder, MadeFrom, MappedStruct, MappedType, Model};
use crate::table::{self, Property, Slot};

pub fn body(model: &Model<'_>, conversion: Conversion, access: Access) -> TokenStream {
    let krate = &model.krate;
    let (name, method) = (conversion.name(), conversion.method(access));
    let body = match &model.mapped_type {
        MappedType::Struct(mapped) => MethodBody {
            model,
            mapped,
            conversion,
            access,
            support: quote!(#krate::derived),
        }
        .filled(),
        MappedType::Newtype(ty) => {
            let inner = member(access, &Member::from(0), ty);
            let taken = (access == Access::Owned)
                .then(|| taken(model, &quote!(#krate::derived), "held", &[*ty]));
            quote!(#taken <#ty as #krate::#name>::#method(#inner))
        }
        MappedType::Variants(variants) => {
            let arms = variants.iter().map(|(variant, ty)| {
                quote!(Self::#variant(inner) => <#ty as #krate::#name>::#method(inner))
            });
            quote!(match self { #(#arms,)* })
        }
    };
    match (model.unused_update, access) {
        // With type parameters, it depends on the types.
        (Some(update), Access::Owned) if model.input.generics.params.is_empty() => {
            let also = located(quote!(#krate::derived::also_updates::<Self>();), update);
            quote!(#also #body)
        }
        _ => body,
    }
}

/// Writes a check whether parts of these types can be moved out of a type: to take it apart, or to take the
/// contact that it holds.
fn taken(model: &Model<'_>, support: &TokenStream, how: &str, parts: &[&Type]) -> TokenStream {
    let how = Ident::new(how, Span::call_site());
    let asked = quote!(#support::Taken::<Self, (#(#parts,)*)>::#how);
    let asked = located(asked, model.input.ident.span());
    // It is a statement, since `_ = …` compiles more slowly.
    quote! {
        use #support::NoDrop as _;
        #asked;
    }
}

pub struct MethodBody<'m> {
    pub model: &'m Model<'m>,
    pub mapped: &'m MappedStruct<'m>,
    pub conversion: Conversion,
    pub access: Access,
    pub support: TokenStream,
}

impl MethodBody<'_> {
    /// Writes the code that fills in a draft of the payload and finishes it.
    fn filled(&self) -> TokenStream {
        let decided = self
            .sent()
            .flat_map(|(_, feeder)| [self.decided(feeder), self.defaulted(feeder)])
            .flatten();
        let (draft, feeders) = (self.draft(), self.feeders());
        let finished = match (self.collected(), self.flattened()) {
            (Some(_), flattened) => {
                let (support, collected) = (&self.support, collected());
                let each = self
                    .sent()
                    .filter(|(_, feeder)| self.is_collected(feeder.property))
                    .map(|(order, feeder)| self.each(order, feeder));
                let flattened = flattened.map_or_else(
                    || quote!(::core::option::Option::None),
                    |it| quote!(::core::option::Option::Some(#it)),
                );
                quote! {
                    let mut #collected = #support::Collected::new(#feeders);
                    #(#each)*
                    #draft.finish_each(#collected, #flattened)
                }
            }
            (None, flattened) => {
                let one = if let Some(flattened) = flattened {
                    quote!(#draft.finish_over(#feeders, #flattened))
                } else {
                    quote!(#draft.finish(#feeders))
                };
                if self.conversion == Conversion::Several {
                    // A record without a number of its own has that of its flattened field.
                    quote!(#one.map(|contact| ::std::vec![contact]))
                } else {
                    one
                }
            }
        };
        let asked = self.asked().map(|(feeder, path)| {
            let skips = skips(feeder.property);
            let answer = call(&self.support, path, &self.looked_at(feeder));
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

    /// Returns the draft, with what feeds each property.
    fn draft(&self) -> TokenStream {
        let (support, module) = (&self.support, self.conversion.module());
        // Feeders that borrow the value come before those that move parts out of it.
        let (mut moving, borrowing): (Vec<_>, Vec<_>) = self
            .sent()
            .filter(|(_, feeder)| !feeder.property.is_member())
            .filter(|(_, feeder)| !self.is_collected(feeder.property))
            .partition(|(_, feeder)| feeder.moves());
        // Filling a struct in the order of its fields needs fewer moves.
        moving.sort_by_key(|(_, feeder)| std::cmp::Reverse(self.conversion.field(feeder.property)));
        let fed = borrowing.into_iter().chain(moving).map(|(_, feeder)| {
            let (field, fed) = (self.conversion.field(feeder.property), self.fed(feeder));
            quote!(#field: #fed)
        });
        let objects = self.objects(table::PROPERTIES).map(|(property, slot)| {
            let (field, object) = (self.conversion.field(property), self.object(property));
            let object = in_form(support, form(slot), &object);
            quote!(#field: #object)
        });
        let unfed = self.unfed(table::PROPERTIES).map(|(property, slot)| {
            let field = self.conversion.field(property);
            let nothing = in_form(support, form(slot), &quote!(#support::skipped()));
            quote!(#field: #nothing)
        });
        quote!(#support::#module::Draft { #(#fed,)* #(#objects,)* #(#unfed,)* })
    }

    /// Returns the finished draft of an object whose members are fed by paths.
    fn object(&self, object: &'static Property) -> TokenStream {
        let support = &self.support;
        let members = object.members.iter().filter_map(|property| {
            let mut feeders = self.sent();
            let (order, feeder) = feeders.find(|(_, it)| it.property.path == property.path)?;
            let field = self.conversion.field(property);
            let fed = if feeder.moves() {
                self.fed(feeder)
            } else {
                borrowed(order).to_token_stream()
            };
            Some(quote!(#field: #fed))
        });
        let objects = self.objects(object.members).map(|(property, _)| {
            let (field, object) = (self.conversion.field(property), self.object(property));
            quote!(#field: #object)
        });
        let unfed = self.unfed(object.members).map(|(property, _)| {
            let field = self.conversion.field(property);
            quote!(#field: #support::skipped())
        });
        let (module, place) = (self.conversion.module(), self.conversion.module_of(object));
        quote! {
            #support::#module::#place::Draft { #(#members,)* #(#objects,)* #(#unfed,)* }.finish()
        }
    }

    /// Returns the statements in which members of objects borrow from the value, before anything is
    /// moved out of it.
    fn borrowed(&self) -> impl Iterator<Item = TokenStream> {
        let members = self
            .sent()
            .filter(|(_, it)| it.property.is_member() && !it.moves());
        members.map(|(order, feeder)| {
            let (name, fed) = (borrowed(order), self.fed(feeder));
            quote!(let #name = #fed;)
        })
    }

    /// Returns the contact of the flattened field.
    fn flattened(&self) -> Option<TokenStream> {
        let flatten = self.mapped.flatten.as_ref()?;
        let inner = match self.conversion {
            Conversion::Several => Conversion::Create,
            conversion => conversion,
        };
        let (name, method) = (inner.flatten(), inner.method(self.access));
        let value = member(self.access, &flatten.member, flatten.ty);
        let before = self
            .sent()
            .filter(|(_, feeder)| feeder.place < Some(flatten.place))
            .count();
        let skipped = self.asked().map(|(feeder, _)| {
            let (property, skips) = (feeder.property.path, skips(feeder.property));
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

    /// Writes a check by which the compiler says what to do if the type implements `Drop`, so that nothing
    /// can be moved out of it.
    fn taken(&self) -> Option<TokenStream> {
        if self.access == Access::Borrowed {
            return None;
        }
        let moved = self.sent().filter(|(_, feeder)| feeder.moves());
        let moved = moved.filter_map(|(_, feeder)| match &feeder.made_from {
            MadeFrom::Field { ty, .. } => Some(*ty),
            MadeFrom::Template { .. } | MadeFrom::Whole => None,
        });
        let mut moved: Vec<&Type> = moved.collect();
        let how = if let Some(flatten) = &self.mapped.flatten {
            moved.push(flatten.ty);
            "held"
        } else {
            "apart"
        };
        let any = !moved.is_empty();
        any.then(|| taken(self.model, &self.support, how, &moved))
    }

    /// Returns the feeders for which it is found out beforehand whether they are skipped: the flattened
    /// field's value is then kept.
    fn asked(&self) -> impl Iterator<Item = (&Feeder<'_>, &Expr)> {
        self.sent().filter_map(|(_, feeder)| {
            let path = feeder.skip_if.as_ref()?;
            self.is_asked(feeder).then_some((feeder, path))
        })
    }

    pub fn is_asked(&self, feeder: &Feeder<'_>) -> bool {
        self.mapped.flatten.is_some() && !self.is_collected(feeder.property)
    }

    /// Returns the feeders of the properties that this method sends, with their indexes among all.
    fn sent(&self) -> impl Iterator<Item = (usize, &Feeder<'_>)> {
        let feeders = self.mapped.feeders.iter();
        feeders
            .filter(|feeder| self.conversion.slot(feeder.property).is_some())
            .enumerate()
    }

    /// Returns the table of what feeds what, a line for each feeder: the library reads it when something is
    /// wrong.
    fn feeders(&self) -> String {
        let rows = self.sent().map(|(_, feeder)| {
            let sensitive = if feeder.sensitive { "\tsensitive" } else { "" };
            format!("{}\t{}{sensitive}", feeder.property.path, feeder.path)
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Returns the properties that the draft has and the record does not feed.
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
            .filter_map(|property| Some((property, self.conversion.slot(property)?)))
    }

    /// Returns the properties that are fed by their members.
    fn objects(
        &self,
        among: &'static [Property],
    ) -> impl Iterator<Item = (&'static Property, &'static Slot)> {
        let objects = among.iter().filter(|it| self.is_fed_within(it));
        objects.filter_map(|property| Some((property, self.conversion.slot(property)?)))
    }

    fn is_fed_within(&self, property: &Property) -> bool {
        self.sent().any(|(_, it)| property.contains(it.property))
    }

    /// Returns the number, if several are collected.
    fn collected(&self) -> Option<&'static Property> {
        let number = table::number().filter(|_| self.conversion == Conversion::Several)?;
        (self.mapped.flatten.is_none() || self.is_fed(number)).then_some(number)
    }

    pub fn is_collected(&self, property: &Property) -> bool {
        self.collected().is_some_and(|it| it.path == property.path)
    }

    fn is_fed(&self, property: &Property) -> bool {
        let mut feeders = self.mapped.feeders.iter();
        feeders.any(|it| it.property.path == property.path)
    }
}
