//! Makes reading lenient, so that one odd value does not hide a whole page.

use syn::{Attribute, File, parse_quote};

use super::Context;
use super::syntax::{module_mut, structs};
use crate::types::{FieldForm, Leniency, Side, Types};

pub(super) fn apply(file: &mut File, context: &Context<'_>) -> usize {
    let Some(module) = module_mut(&mut file.items, &["types"]) else {
        return 0;
    };
    let mut count = 0;
    for item in structs(module) {
        let owner = item.ident.to_string();
        for field in &mut item.fields {
            let name = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            if let Some(attribute) = attribute(context.types, &owner, &name) {
                field.attrs.push(attribute);
                count += 1;
            }
        }
    }
    count
}

fn attribute(types: &Types, owner: &str, name: &str) -> Option<Attribute> {
    let views = types
        .struct_names
        .iter()
        .filter(|(key, it)| *it == owner && key.side != Side::Sent);
    let mut fields = views.flat_map(|(key, _)| &types.structs[key].fields);
    let field = fields.find(|it| it.rust_name == name)?;
    Some(match (field.leniency, field.form) {
        (Leniency::Strict, _) => return None,
        // A required property must be there, an `Option` need not.
        (Leniency::Scalar, FieldForm::Optional) => {
            parse_quote!(#[serde(default, deserialize_with = "crate::value::lenient::optional")])
        }
        (Leniency::Scalar, _) => {
            parse_quote!(#[serde(deserialize_with = "crate::value::lenient::required")])
        }
        (Leniency::Text, _) => parse_quote! {
            #[serde(default, deserialize_with = "crate::value::lenient::or_empty")]
        },
        (Leniency::Composite, _) => {
            parse_quote!(#[serde(default, deserialize_with = "crate::value::lenient::whole")])
        }
        (Leniency::List, _) => {
            parse_quote!(#[serde(deserialize_with = "crate::value::lenient::list")])
        }
    })
}
