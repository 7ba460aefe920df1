//! The region in which a number is read: one from the list of `contacts-openapi`, or a field that
//! names it.

use proc_macro2::Span;
use syn::LitStr;

use crate::errors::Errors;
use crate::model::{Region, RegionValue};
use crate::parse::{self, Field};
use crate::suggest;
use crate::table::{self, Property, REGIONS};

/// Returns the region of a property, if it can have one.
pub fn region<'a>(
    errors: &mut Errors,
    property: &Property,
    key: Span,
    value: &parse::RegionOption,
    fields: &[Field<'a>],
) -> Option<Region<'a>> {
    if !property.is_phone() {
        let numbers: Vec<&str> = table::phones(table::PROPERTIES);
        errors.at(
            key,
            format!(
                "`region` is for phone numbers, and `{}` is none; {}",
                property.path,
                match numbers.as_slice() {
                    [] => "the document has no property that is".to_owned(),
                    names => format!("it goes with {}", suggest::list(names)),
                }
            ),
        );
        return None;
    }
    let value = match value {
        parse::RegionOption::Literal(literal) => region_literal(errors, literal),
        parse::RegionOption::Field(name, span) => region_field(errors, name, *span, fields),
    };
    Some(Region { key, value: value? })
}

fn region_literal<'a>(errors: &mut Errors, literal: &LitStr) -> Option<RegionValue<'a>> {
    let name = literal.value();
    if is_known(&name) {
        return Some(RegionValue::Literal(literal.clone()));
    }
    let help = match meant(&name) {
        Some(meant) => format!("did you mean `\"{meant}\"`?"),
        None => "write the two capital letters of ISO 3166-1, such as `\"DK\"`; \
                 a field is named without quotes"
            .to_owned(),
    };
    errors.at(literal.span(), format!("`{name}` is not a region; {help}"));
    None
}

fn region_field<'a>(
    errors: &mut Errors,
    name: &str,
    span: Span,
    fields: &[Field<'a>],
) -> Option<RegionValue<'a>> {
    if let Some(field) = fields.iter().find(|it| it.name == name) {
        return Some(RegionValue::Field(field.member.clone(), field.ty));
    }
    let help = if is_known(name) {
        format!("write the region in quotes: `region = \"{name}\"`")
    } else if name.starts_with(|it: char| it.is_ascii_digit()) {
        "a region is two capital letters in quotes: `region = \"DK\"`".to_owned()
    } else {
        suggest::suggest(name, "fields", fields.iter().map(|it| it.name.as_str()))
    };
    errors.at(
        span,
        format!("`{name}` is not a field of this type; {help}"),
    );
    None
}

/// Returns whether `region = "…"` can name it: two capital letters of ISO 3166-1.
fn is_known(region: &str) -> bool {
    REGIONS.binary_search(&region).is_ok()
}

/// Returns the region that was most likely meant by an unknown one.
fn meant(region: &str) -> Option<&'static str> {
    let capitals = region.trim().to_uppercase();
    let code = match capitals.as_str() {
        "UK" => "GB",
        "EL" => "GR",
        other => other,
    };
    let index = REGIONS.binary_search(&code).ok()?;
    Some(REGIONS[index])
}
