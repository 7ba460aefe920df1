//! Any type with any attributes, through all stages of both derives.
#![no_main]
#![forbid(unsafe_code)]
#![allow(
    dead_code,
    reason = "a crate of derives exports nothing, so its stages are part of this one"
)]

#[path = "../../contacts-macros/src/check/mod.rs"]
mod check;
#[path = "../../contacts-macros/src/derive.rs"]
mod derive;
#[path = "../../contacts-macros/src/errors.rs"]
mod errors;
#[path = "../../contacts-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../contacts-macros/src/model.rs"]
mod model;
#[path = "../../contacts-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../contacts-macros/src/suggest.rs"]
mod suggest;
#[path = "../../contacts-macros/src/table.rs"]
mod table;
#[path = "../../contacts-macros/src/template.rs"]
mod template;

use libfuzzer_sys::fuzz_target;
use syn::{DeriveInput, File, Item};

use model::Derive;

/// Deeper types than anybody writes, which the parser of Rust itself has no stack for.
const DEEPEST: usize = 60;

fuzz_target!(|source: &str| {
    // A bare `A +` is a type to the parser, but not in `<A + as B>`, which is how it is written.
    if depth(source) > DEEPEST || source.contains('+') {
        return;
    }
    let Ok(input) = syn::parse_str::<DeriveInput>(source) else {
        return;
    };
    for which in [Derive::Contact, Derive::Contacts] {
        let tokens = derive::derive(&input, which);
        let again = derive::derive(&input, which);
        assert_eq!(
            tokens.to_string(),
            again.to_string(),
            "a build is like another"
        );
        let file: File = syn::parse2(tokens.clone())
            .unwrap_or_else(|error| panic!("no items, but {error}: {tokens}"));
        let (mut implementations, mut mistakes) = (0, 0);
        for item in &file.items {
            match item {
                Item::Impl(_) => implementations += 1,
                Item::Macro(it)
                    if it
                        .mac
                        .path
                        .segments
                        .last()
                        .is_some_and(|it| it.ident == "compile_error") =>
                {
                    mistakes += 1;
                }
                _ => panic!("something else is written into the crate: {tokens}"),
            }
        }
        assert!(
            implementations > 0,
            "a type has its implementations, whatever is wrong with it"
        );
        let written = tokens.to_string();
        let has_content = !written.contains("unreachable !");
        assert_eq!(
            has_content,
            mistakes == 0,
            "who is told nothing gets what works: {written}"
        );
    }
});

/// How deep brackets are in each other, at most; `<` may be one.
fn depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for it in source.chars() {
        match it {
            '(' | '[' | '{' | '<' | '&' | '*' | '-' | '!' | '|' => depth += 1,
            ')' | ']' | '}' | '>' | ',' | ';' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
