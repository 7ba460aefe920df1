//! Places tokens, so that the compiler reports errors about types where these are written.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Member, Type};

use super::Access;
use crate::model::Feeder;
use crate::table::Property;

/// Returns `self.member` or `&self.member`, placed at the type, where a wrong type should be reported.
pub fn member(access: Access, member: &Member, ty: &Type) -> TokenStream {
    let (first, last) = ends(ty);
    // The tokens are located there but resolved here, since `self` belongs to this method. If the
    // spans were resolved in two places, the compiler would mark only the first.
    let [first, last] = [first, last].map(|it| Span::call_site().located_at(it));
    let mut member = member.clone();
    match &mut member {
        Member::Named(name) => name.set_span(last),
        Member::Unnamed(index) => index.span = last,
    }
    match access {
        Access::Owned => quote_spanned!(first=> self.#member),
        Access::Borrowed => quote_spanned!(first=> &self.#member),
    }
}

/// Returns the tokens, each placed at `span`: a path of tokens from two places would be shown as everything
/// between them.
pub fn located(tokens: TokenStream, span: Span) -> TokenStream {
    spread(tokens, span, span)
}

/// Returns `tokens` placed over all of `place`, for an error about their result.
pub fn over(tokens: TokenStream, place: &impl ToTokens) -> TokenStream {
    let (first, last) = ends(place);
    spread(tokens, first, last)
}

/// Returns where something begins and ends.
pub fn ends(place: &impl ToTokens) -> (Span, Span) {
    let mut place = place.to_token_stream().into_iter().map(|it| it.span());
    let first = place.next().unwrap_or_else(Span::call_site);
    (first, place.last().unwrap_or(first))
}

/// Returns the tokens with the last one placed at `last` and all others at `first`.
fn spread(tokens: TokenStream, first: Span, last: Span) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let count = tokens.len();
    for (index, token) in tokens.iter_mut().enumerate() {
        let span = if index + 1 == count { last } else { first };
        token.set_span(token.span().located_at(span));
    }
    tokens.into_iter().collect()
}

/// Returns a reference to a field, placed at its type.
pub fn reference(name: &Member, ty: &Type) -> TokenStream {
    member(Access::Borrowed, name, ty)
}

/// Returns a call that takes the result of a function, placed so that a wrong type is reported at
/// the function.
pub fn at_function(tokens: TokenStream, feeder: &Feeder<'_>) -> TokenStream {
    match &feeder.function {
        Some(function) => over(tokens, &function.path),
        None => tokens,
    }
}

/// Returns a function of an attribute, called with a reference.
pub fn call(support: &TokenStream, function: &Expr, value: &TokenStream) -> TokenStream {
    if let Expr::Path(path) = function {
        // This lets a `&String` be given to a function that takes a `&str`.
        let mut arguments = Group::new(Delimiter::Parenthesis, value.clone());
        // The call is placed at the path.
        arguments.set_span(ends(path).1);
        quote!(#path #arguments)
    } else {
        // Only this tells a closure its argument's type.
        over(quote!(#support::apply(#function, #value)), function)
    }
}

/// Returns the variable of the numbers, which code in attributes cannot see.
pub fn collected() -> Ident {
    Ident::new("collected", Span::mixed_site())
}

/// Returns the variable of what feeds a member by reference.
pub fn borrowed(order: usize) -> Ident {
    Ident::new(&format!("member_{order}"), Span::mixed_site())
}

/// Returns the variable that says whether a property's value is skipped.
pub fn skips(property: &Property) -> Ident {
    let slot = property.slots().next();
    let within = slot.map_or(&[][..], |it| it.within).iter().copied();
    let path: Vec<&str> = within.chain(slot.map(|it| it.field)).collect();
    Ident::new(&format!("skips_{}", path.join("__")), Span::mixed_site())
}
