//! Lets every operation return the crate's own error: the generator's error prints whole bodies and headers,
//! and has another type for each operation. Its message about a value that was not set is replaced, too.

use syn::visit_mut::{self, VisitMut};
use syn::{ExprPath, File, Item, LitStr, PathArguments, TypePath, UseTree, parse_quote};

use super::Context;

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut visitor = Ours(0);
    Missing.visit_file_mut(file);
    for item in &mut file.items {
        match item {
            Item::Use(it) => without_error(&mut it.tree),
            Item::Mod(module) if module.ident == "builder" => visitor.visit_item_mod_mut(module),
            _ => {}
        }
    }
    file.items.push(parse_quote!(
        use crate::Error;
    ));
    visitor.0
}

/// Removes the generator's error from the imports.
fn without_error(tree: &mut UseTree) {
    match tree {
        UseTree::Path(path) => without_error(&mut path.tree),
        UseTree::Group(group) => {
            let kept = std::mem::take(&mut group.items).into_iter();
            group.items = kept
                .filter(|it| !matches!(it, UseTree::Name(it) if it.ident == "Error"))
                .collect();
        }
        _ => {}
    }
}

struct Ours(usize);

impl VisitMut for Ours {
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        visit_mut::visit_type_path_mut(self, ty);
        if ty.qself.is_none()
            && ty.path.segments.len() == 1
            && let Some(last) = ty.path.segments.last_mut()
            && last.ident == "Error"
            && matches!(last.arguments, PathArguments::AngleBracketed(_))
        {
            last.arguments = PathArguments::None;
            self.0 += 1;
        }
    }

    fn visit_expr_path_mut(&mut self, expr: &mut ExprPath) {
        visit_mut::visit_expr_path_mut(self, expr);
        let names: Vec<_> = expr.path.segments.iter().map(|it| &it.ident).collect();
        if let [error, variant] = names[..]
            && error == "Error"
            && variant == "InvalidRequest"
        {
            *expr = parse_quote!(Error::refused);
        }
    }
}

/// Rewrites the message about a value that was not set, so that it names the setter.
struct Missing;

impl VisitMut for Missing {
    fn visit_lit_str_mut(&mut self, literal: &mut LitStr) {
        let text = literal.value();
        let parameter = text.strip_suffix(" was not initialized");
        let property = text.strip_prefix("no value supplied for ");
        if let Some(name) = parameter.or(property).filter(|it| !it.contains(' ')) {
            let setter = name.strip_prefix("r#").unwrap_or(name);
            let message = format!("{setter}: is missing: set it with `{setter}(…)`");
            *literal = LitStr::new(&message, literal.span());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_return_the_error_of_the_crate() {
        let mut file: File = parse_quote! {
            pub use progenitor_client::{ByteStream, Error, ResponseValue};
            pub mod builder {
                async fn send() -> Result<ResponseValue<u8>, Error<types::ApiError>> {
                    let id = id.map_err(Error::InvalidRequest)?;
                }
            }
        };
        let mut visitor = Ours(0);
        visitor.visit_file_mut(&mut file);
        assert_eq!(visitor.0, 1);
        if let Item::Use(it) = &mut file.items[0] {
            without_error(&mut it.tree);
        }
        let wanted: File = parse_quote! {
            pub use progenitor_client::{ByteStream, ResponseValue};
            pub mod builder {
                async fn send() -> Result<ResponseValue<u8>, Error> {
                    let id = id.map_err(Error::refused)?;
                }
            }
        };
        assert_eq!(file, wanted);
    }

    #[test]
    fn what_was_not_set_is_named_with_its_setter() {
        for (said, wanted) in [
            (
                "id was not initialized",
                "id: is missing: set it with `id(…)`",
            ),
            (
                "no value supplied for r#type",
                "type: is missing: set it with `type(…)`",
            ),
            ("another text", "another text"),
        ] {
            let mut file: File = parse_quote!(
                const IT: &str = #said;
            );
            Missing.visit_file_mut(&mut file);
            let wanted: File = parse_quote!(
                const IT: &str = #wanted;
            );
            assert_eq!(file, wanted);
        }
    }
}
