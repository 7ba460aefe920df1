//! One parameter of an operation.

use serde_json::Value;

use super::read::{example, flag, text};
use super::{Location, Parameter, Style, is_json};
use crate::place::Path;
use crate::schema::SchemaReader;

pub(super) fn read<'a>(
    parameter: &'a Value,
    place: Path,
    schemas: &mut SchemaReader<'a>,
) -> Option<Parameter> {
    let location = match parameter.get("in")?.as_str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let in_content = parameter.get("content").and_then(Value::as_object);
    let (schema, at, in_content) = match (parameter.get("schema"), in_content) {
        (Some(schema), _) => (schema, place.then("schema"), None),
        (None, Some(content)) => {
            let (media_type, media) = content.iter().next()?;
            let at = place.then("content").then(media_type).then("schema");
            let schema = media.get("schema").unwrap_or(&Value::Null);
            (schema, at, Some(media_type.as_str()))
        }
        (None, None) => (&Value::Null, place.then("schema"), None),
    };
    let name = text(parameter, "name")?;
    let (style, explode) = match in_content {
        None => style(parameter, location),
        Some(media_type) if is_json(media_type) => (Style::Json, false),
        // Text of any type is written unchanged.
        Some(media_type) if media_type.starts_with("text/") => style(parameter, location),
        Some(_) => (Style::Other, false),
    };
    Some(Parameter {
        rust_name: String::new(),
        location,
        required: flag(parameter, "required") || location == Location::Path,
        description: text(parameter, "description"),
        example: example(schemas.document(), parameter),
        schema: schemas.schema(schema, &at),
        style,
        explode,
        role: text(parameter, "x-contacts-role"),
        name,
        place,
    })
}

fn style(parameter: &Value, location: Location) -> (Style, bool) {
    let by_default = match location {
        Location::Query | Location::Cookie => "form",
        Location::Path | Location::Header => "simple",
    };
    let style = parameter
        .get("style")
        .and_then(Value::as_str)
        .unwrap_or(by_default);
    let explode = parameter
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    // A style that is not allowed in its place is ignored, such as `label` in a query.
    let style = match (style, location) {
        ("form", Location::Query | Location::Cookie)
        | ("spaceDelimited" | "pipeDelimited", Location::Query)
            if explode =>
        {
            Style::Repeated
        }
        ("form", Location::Query | Location::Cookie)
        | ("simple", Location::Path | Location::Header) => Style::Joined(','),
        ("spaceDelimited", Location::Query) => Style::Joined(' '),
        ("pipeDelimited", Location::Query) => Style::Joined('|'),
        ("deepObject", Location::Query) => Style::DeepObject,
        ("label", Location::Path) => Style::Label,
        ("matrix", Location::Path) => Style::Matrix,
        _ => Style::Other,
    };
    (style, explode)
}
