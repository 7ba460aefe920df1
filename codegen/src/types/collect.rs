use std::collections::{BTreeMap, BTreeSet};

use contacts_openapi::{Document, Format, Kind, Operation, Schema, SchemaId, Status, names};
use serde_json::Value;

use super::{
    Body, Content, Count, Enumeration, Field, Form, Key, NumberRule, OperationTypes, Origin,
    Reading, Rule, Side, Struct, TextRule, Type, Types, Use, Values, split,
};
use crate::lost::Lost;

pub(super) const ANY: &str = "::serde_json::Value";
pub(super) const MAP: &str = "::serde_json::Map<::std::string::String, ::serde_json::Value>";
pub(super) const STRING: &str = "::std::string::String";

/// Finds the types that the operations of a document need.
pub(crate) fn collect(document: &Document, lost: &mut Lost<'_>) -> Types {
    let mut collector = Collector {
        document,
        lost,
        types: Types::default(),
        hints: BTreeMap::new(),
        open: Vec::new(),
        numbers: numbers(document),
    };
    for operation in document.operations() {
        collector.operation(operation);
    }
    collector.finish()
}

/// The properties that are phone numbers by their role, by the object that they are in.
fn numbers(document: &Document) -> BTreeSet<(Origin, String)> {
    let roles = document.roles();
    let writes = roles.create.iter().chain(&roles.update);
    writes
        .filter_map(|write| {
            let number = write.payload.number().filter(|it| it.is_phone_number)?;
            let object = origin(document.schema(write.payload.schema));
            Some((object, number.name.clone()))
        })
        .collect()
}

fn origin(schema: &Schema) -> Origin {
    match &schema.component {
        Some(component) => Origin(component.clone()),
        None => Origin(format!("#/{}", schema.path)),
    }
}

pub(super) struct Collector<'a, 'd> {
    pub(super) document: &'a Document,
    pub(super) lost: &'a mut Lost<'d>,
    types: Types,
    /// What an inline schema is called after where it stands.
    hints: BTreeMap<Origin, String>,
    /// Views of objects whose members are to be visited.
    open: Vec<(Key, SchemaId)>,
    numbers: BTreeSet<(Origin, String)>,
}

impl Collector<'_, '_> {
    fn finish(mut self) -> Types {
        self.visit();
        box_what_is_in_itself(&mut self.types);
        split::name(&mut self.types, &self.hints);
        self.types
    }

    fn visit(&mut self) {
        while let Some((key, id)) = self.open.pop() {
            let made = self.structure(&key, id);
            self.types.structs.insert(key, made);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let hint = names::type_name(&operation.id);
        let mut types = OperationTypes {
            success: self.success(operation, &hint),
            error: self.error(operation, &hint),
            ..OperationTypes::default()
        };
        types.body = self.body(operation, &hint);
        for parameter in &operation.parameters {
            if let Some(it) = self.parameter(operation, parameter, &hint) {
                types.parameters.insert(parameter.rust_name.clone(), it);
            }
        }
        self.types.operations.insert(operation.id.clone(), types);
    }

    fn body(&mut self, operation: &Operation, hint: &str) -> Option<Body> {
        let request = operation.request.as_ref()?;
        let hint = format!("{hint}Body");
        let of_type = |name: &str| {
            let mut all = request.contents.iter();
            all.find(|it| it.media_type.split(';').next().unwrap_or_default().trim() == name)
        };
        if let Some(json) = request.json() {
            let ty = match json.schema {
                Some(schema) => self.whole(schema, Side::Sent, &hint),
                None => Type::Known(ANY.to_owned()),
            };
            return Some(Body::Json(ty));
        }
        if let Some(schema) = of_type("application/x-www-form-urlencoded").and_then(|it| it.schema)
        {
            return Some(Body::Form(self.whole(schema, Side::Sent, &hint)));
        }
        if of_type("text/plain").is_some() {
            return Some(Body::Text);
        }
        request.contents.first().map(|_| Body::Bytes)
    }

    fn success(&mut self, operation: &Operation, hint: &str) -> Content {
        let responses = operation.successes();
        let mut schemas: Vec<Option<SchemaId>> = Vec::new();
        let (mut nothing, mut bytes) = (false, false);
        for response in &responses {
            match response.json() {
                Some(json) if !schemas.contains(&json.schema) => schemas.push(json.schema),
                Some(_) => {}
                None if response.contents.is_empty() => nothing = true,
                None => bytes = true,
            }
        }
        let Some(first) = schemas.first() else {
            return if bytes {
                Content::Bytes
            } else {
                Content::Nothing
            };
        };
        if bytes {
            self.lost.at(
                &operation.place,
                format!(
                    "operation `{}`: it is answered with JSON or with something else: the client reads JSON only; \
                     the rest is read by `client.request`",
                    operation.id
                ),
            );
        }
        let hint = format!("{hint}Response");
        let is_role = self.is_contact_operation(operation);
        if schemas.len() > 1 {
            let read = if is_role {
                "as the first of them"
            } else {
                "as any JSON value"
            };
            self.lost.at(
                &operation.place,
                format!(
                    "operation `{}`: its successes have different schemas, and the client's method returns one type: \
                     they are read {read}; give all the same to have it typed",
                    operation.id
                ),
            );
        }
        let ty = match first {
            Some(schema) if schemas.len() == 1 || is_role => self.whole(*schema, Side::Read, &hint),
            _ => Type::Known(ANY.to_owned()),
        };
        Content::Json(match ty {
            Type::Known(any) if any == ANY => Type::Known(any),
            ty if nothing => Type::Option(Box::new(ty)),
            ty => ty,
        })
    }

    fn is_contact_operation(&self, operation: &Operation) -> bool {
        let roles = self.document.roles();
        let id = Some(&operation.id);
        [
            roles.list.as_ref().map(|it| &it.operation),
            roles.create.as_ref().map(|it| &it.operation),
            roles.get.as_ref().map(|it| &it.operation),
            roles.get_by_number.as_ref().map(|it| &it.operation),
            roles.update.as_ref().map(|it| &it.operation),
        ]
        .contains(&id)
    }

    /// What the documented errors have in common, if it is an object: the transport makes an object of
    /// any error answer.
    fn error(&mut self, operation: &Operation, hint: &str) -> Content {
        let is_error = |status: Status| match status {
            Status::Code(code) => code >= 400,
            Status::Class(class) => class >= 4,
            Status::Default => operation.responses.iter().any(|it| it.status.is_success()),
        };
        let errors = operation.responses.iter().filter(|it| is_error(it.status));
        let schemas: BTreeSet<SchemaId> = errors.filter_map(|it| it.json()?.schema).collect();
        let mut schemas = schemas.into_iter();
        match (schemas.next(), schemas.next()) {
            (None, _) => Content::Nothing,
            (Some(only), None) if matches!(self.document.schema(only).kind, Kind::Object(_)) => {
                Content::Json(self.whole(only, Side::Failed, &format!("{hint}Error")))
            }
            // An error of any form is had whole by `Error::api_error`.
            _ => Content::Json(Type::Known(ANY.to_owned())),
        }
    }

    /// A type that stands alone, where `null` has no other place.
    fn whole(&mut self, schema: SchemaId, side: Side, hint: &str) -> Type {
        let ty = self.ty(Use { schema, side }, hint, false);
        let is_any = ty == Type::Known(ANY.to_owned());
        if self.document.schema(schema).nullable && !is_any {
            Type::Option(Box::new(ty))
        } else {
            ty
        }
    }

    pub(super) fn ty(&mut self, it: Use, hint: &str, in_path: bool) -> Type {
        let schema = self.document.schema(it.schema);
        let origin = origin(schema);
        let known = |name: &str| Type::Known(name.to_owned());
        match &schema.kind {
            Kind::Any => known(ANY),
            Kind::Boolean => known("bool"),
            Kind::Number => self.number(schema, it.side, origin, hint),
            Kind::Integer => self.integer(schema, it.side, origin, hint),
            Kind::String(_) => self.string(schema, it.side, origin, hint, in_path),
            Kind::Array(items) => {
                let items = Use {
                    schema: *items,
                    ..it
                };
                let items = Box::new(self.nested(items, &format!("{hint}Item")));
                let count = Count::of(&schema.constraints);
                if it.side == Side::Sent && !count.is_free() {
                    Type::Items(items, count)
                } else {
                    Type::Vec(items)
                }
            }
            Kind::Map(values) => {
                let is_any = self.document.schema(*values).kind == Kind::Any;
                if is_any {
                    return known(MAP);
                }
                let values = Use {
                    schema: *values,
                    ..it
                };
                Type::Map(Box::new(self.nested(values, &format!("{hint}Value"))))
            }
            // A struct of nothing would have no builder; what is sent or read of it is anything.
            Kind::Object(object)
                if object.additional.is_none()
                    && object
                        .members
                        .iter()
                        .all(|member| self.is_left_out(member.schema, it.side)) =>
            {
                known(MAP)
            }
            Kind::Object(_) => {
                let key = Key {
                    origin,
                    side: it.side,
                };
                self.hints
                    .entry(key.origin.clone())
                    .or_insert_with(|| hint.to_owned());
                if !self.types.structs.contains_key(&key) {
                    let empty = Struct {
                        description: schema.description.clone(),
                        fields: Vec::new(),
                    };
                    self.types.structs.insert(key.clone(), empty);
                    self.open.push((key.clone(), it.schema));
                }
                Type::Struct(key)
            }
        }
    }

    /// What is in a list or a map: `null` has its place there.
    fn nested(&mut self, it: Use, hint: &str) -> Type {
        let ty = self.ty(it, hint, false);
        let is_any = ty == Type::Known(ANY.to_owned());
        if self.document.schema(it.schema).nullable && !is_any {
            Type::Option(Box::new(ty))
        } else {
            ty
        }
    }

    fn integer(&mut self, schema: &Schema, side: Side, origin: Origin, hint: &str) -> Type {
        if let Some(values) = &schema.constraints.values {
            let values: Option<Vec<i64>> = values.iter().map(Value::as_i64).collect();
            if let Some(values) = values.filter(|it| !it.is_empty()) {
                return self.enumeration(schema, side, origin, hint, Values::Integers(values));
            }
        }
        let least = schema
            .constraints
            .minimum
            .as_ref()
            .and_then(|it| it.whole(1));
        let most = schema
            .constraints
            .maximum
            .as_ref()
            .and_then(|it| it.whole(-1));
        let is_natural = least.is_some_and(|it| it >= 0);
        let plain = if is_natural { "u64" } else { "i64" };
        let bounds = (
            least.map_or(Some(i64::MIN), |it| i64::try_from(it).ok()),
            most.map_or(Some(i64::MAX), |it| i64::try_from(it).ok()),
        );
        let step = schema.constraints.multiple_of.and_then(whole_step);
        let is_bounded = most.is_some() || least.is_some_and(|it| it != 0) || step.is_some();
        Type::Known(match bounds {
            (Some(least), Some(most)) if side == Side::Sent && is_bounded => {
                let write = |it: i64| match it {
                    i64::MIN => "{ i64::MIN }".to_owned(),
                    i64::MAX => "{ i64::MAX }".to_owned(),
                    other => other.to_string(),
                };
                let step = step.map(|it| format!(", {it}")).unwrap_or_default();
                format!("crate::Bounded<{}, {}{step}>", write(least), write(most))
            }
            _ => plain.to_owned(),
        })
    }

    fn number(&mut self, schema: &Schema, side: Side, origin: Origin, hint: &str) -> Type {
        let constraints = &schema.constraints;
        let (min, max) = (constraints.minimum.clone(), constraints.maximum.clone());
        if side != Side::Sent {
            return Type::Known("f64".to_owned());
        }
        if min.is_none() && max.is_none() && constraints.multiple_of.is_none() {
            // Not every `f64` can be sent.
            return Type::Known("crate::Limited<crate::AnyNumber>".to_owned());
        }
        self.hints
            .entry(origin.clone())
            .or_insert_with(|| hint.to_owned());
        let rule = NumberRule {
            description: schema.description.clone(),
            min,
            max,
            multiple_of: constraints.multiple_of,
        };
        self.types
            .rules
            .entry(origin.clone())
            .or_insert(Rule::Number(rule));
        Type::Rule(origin)
    }

    fn enumeration(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
        values: Values,
    ) -> Type {
        self.hints
            .entry(origin.clone())
            .or_insert_with(|| hint.to_owned());
        let description = schema.description.clone();
        self.types
            .enums
            .entry(origin.clone())
            .or_insert(Enumeration {
                description,
                values,
            });
        if side == Side::Sent {
            Type::Listed(origin)
        } else {
            Type::Enum(origin)
        }
    }

    fn string(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
        in_path: bool,
    ) -> Type {
        let known = |name: &str| Type::Known(name.to_owned());
        if let Some(texts) = schema.texts().filter(|it| !it.is_empty()) {
            let texts = texts.into_iter().map(str::to_owned).collect();
            return self.enumeration(schema, side, origin, hint, Values::Texts(texts));
        }
        if side != Side::Sent {
            return known(STRING);
        }
        if self.document.is_phone_number(schema) {
            return known("crate::PhoneNumber");
        }
        let constraints = &schema.constraints;
        let format = match &schema.kind {
            Kind::String(format) => format_type(format),
            _ => None,
        };
        let (min, max) = (constraints.min_length, constraints.max_length);
        let has_lengths = min.is_some() || max.is_some();
        match (&constraints.pattern, format, has_lengths, in_path) {
            (None, None, false, false) => known(STRING),
            (None, None, false, true) => known("crate::PathText"),
            (None, Some(format), false, _) => {
                Type::Known(format!("crate::Checked<crate::formats::{format}>"))
            }
            (None, None, true, false) => {
                let max = max.map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
                Type::Known(format!("crate::Text<{}, {max}>", min.unwrap_or(0)))
            }
            _ => {
                // The same text may stand in a path and elsewhere.
                let origin = Origin(format!(
                    "{}{}",
                    origin.0,
                    if in_path { " (path)" } else { "" }
                ));
                self.hints
                    .entry(origin.clone())
                    .or_insert_with(|| hint.to_owned());
                let description = schema.description.clone();
                self.types
                    .rules
                    .entry(origin.clone())
                    .or_insert(Rule::Text(TextRule {
                        description,
                        min,
                        max,
                        pattern: constraints.pattern.clone(),
                        format,
                        in_path,
                    }));
                Type::Rule(origin)
            }
        }
    }

    fn structure(&mut self, key: &Key, id: SchemaId) -> Struct {
        let schema = self.document.schema(id);
        let Kind::Object(object) = &schema.kind else {
            return Struct {
                description: None,
                fields: Vec::new(),
            };
        };
        let base = self.hint_of(&key.origin);
        let mut taken = Vec::new();
        let mut fields = Vec::new();
        for member in &object.members {
            let rust_name = names::unique(names::field(&member.name), &mut taken);
            let its = self.document.schema(member.schema);
            if self.is_left_out(member.schema, key.side) {
                continue;
            }
            let hint = format!("{base}{}", names::type_name(&member.name));
            let it = Use {
                schema: member.schema,
                side: key.side,
            };
            let is_number = self
                .numbers
                .contains(&(key.origin.clone(), member.name.clone()));
            let ty = if is_number && key.side == Side::Sent {
                Type::Known("crate::PhoneNumber".to_owned())
            } else {
                self.ty(it, &hint, false)
            };
            let required = member.required && key.side != Side::Failed;
            let nullable = its.nullable && ty != Type::Known(ANY.to_owned());
            let form = match (key.side, required, nullable) {
                (_, true, false) => Form::Required,
                (Side::Sent, true, true) => Form::Nullable,
                (Side::Sent, false, true) => Form::Clearable,
                _ => Form::Optional,
            };
            fields.push(Field {
                reading: reading(key.side, &ty, form),
                rust_name,
                name: member.name.clone(),
                description: its.description.clone(),
                ty,
                form,
            });
        }
        if let Some(additional) = object.additional {
            let named: Vec<_> = object.members.iter().map(|it| it.name.clone()).collect();
            let rust_name = names::unique("additional", &mut taken);
            fields.push(self.additional(key, additional, &base, named, rust_name));
        }
        // As the generator has them: what is filled in the order of a struct is moved less.
        fields.sort_by(|one, other| one.rust_name.cmp(&other.rust_name));
        Struct {
            description: schema.description.clone(),
            fields,
        }
    }

    /// What goes one way only is not in the other view.
    fn is_left_out(&self, id: SchemaId, side: Side) -> bool {
        let schema = self.document.schema(id);
        match side {
            Side::Sent => schema.read_only,
            Side::Read | Side::Failed => schema.write_only,
        }
    }

    /// The field that holds the properties which have no name in the document.
    fn additional(
        &mut self,
        key: &Key,
        values: SchemaId,
        base: &str,
        named: Vec<String>,
        rust_name: String,
    ) -> Field {
        let it = Use {
            schema: values,
            side: key.side,
        };
        let values = self.nested(it, &format!("{base}Additional"));
        let ty = if key.side == Side::Sent {
            let origin = Origin(format!("{} (additional)", key.origin.0));
            self.hints
                .insert(origin.clone(), format!("{base}Additional"));
            self.types.named.insert(origin.clone(), named);
            Type::Additional(Box::new(values), origin)
        } else {
            Type::Map(Box::new(values))
        };
        Field {
            name: rust_name.clone(),
            rust_name,
            description: Some("The properties that the document has no name for.".to_owned()),
            ty,
            form: Form::Additional,
            reading: Reading::Strict,
        }
    }

    fn hint_of(&self, origin: &Origin) -> String {
        if origin.0.starts_with("#/") {
            self.hints.get(origin).cloned().unwrap_or_default()
        } else {
            names::type_name(&origin.0)
        }
    }
}

fn reading(side: Side, ty: &Type, form: Form) -> Reading {
    if side == Side::Sent {
        return Reading::Strict;
    }
    let is_scalar = match ty {
        Type::Enum(_) => true,
        Type::Known(name) => [STRING, "u64", "i64", "f64", "bool"].contains(&name.as_str()),
        _ => false,
    };
    let is_text = match ty {
        Type::Enum(_) => true,
        Type::Known(name) => name == STRING,
        _ => false,
    };
    match (form, ty) {
        (Form::Optional, _) if is_scalar => Reading::Scalar,
        (Form::Optional, _) => Reading::Composite,
        _ if is_text => Reading::Text,
        _ if is_scalar => Reading::Scalar,
        (_, Type::Vec(_)) => Reading::List,
        _ => Reading::Strict,
    }
}

/// The least whole number of which every whole multiple of `step` is a multiple, if that says
/// anything: of 2.5 it is 5.
fn whole_step(step: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let (mut numerator, mut denominator) = (step, 1.0);
    while numerator.fract() != 0.0 && denominator < 1e9 {
        denominator *= 10.0;
        // As it is written: 0.1 times 10 is 1, whatever the bits say.
        numerator = (step * denominator * 1e3).round() / 1e3;
    }
    if numerator.fract() != 0.0 || !(1.0..EXACT).contains(&numerator) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "both are whole and small")]
    let (numerator, denominator) = (numerator as i64, denominator as i64);
    let (mut one, mut other) = (numerator, denominator);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    Some(numerator / one).filter(|it| *it > 1)
}

/// The type of a format in the client, if it is checked.
fn format_type(format: &Format) -> Option<&'static str> {
    Some(match format {
        Format::Date => "Date",
        Format::DateTime => "DateTime",
        Format::Uuid => "Uuid",
        Format::Email => "Email",
        Format::Uri => "Uri",
        Format::Byte => "Base64",
        Format::Plain | Format::Binary | Format::Phone => return None,
    })
}

/// A struct that is in itself has no size: it goes through a box.
fn box_what_is_in_itself(types: &mut Types) {
    let edges: BTreeMap<Key, Vec<Key>> = types
        .structs
        .iter()
        .map(|(key, it)| {
            let direct = it.fields.iter().filter_map(|field| match &field.ty {
                Type::Struct(target) => Some(target.clone()),
                _ => None,
            });
            (key.clone(), direct.collect())
        })
        .collect();
    let reaches = |from: &Key, to: &Key| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(key) = open.pop() {
            if key == to {
                return true;
            }
            if seen.insert(key) {
                open.extend(edges.get(key).into_iter().flatten());
            }
        }
        false
    };
    for (key, it) in &mut types.structs {
        for field in &mut it.fields {
            if let Type::Struct(target) = &field.ty
                && reaches(target, key)
            {
                field.ty = Type::Box(Box::new(field.ty.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::whole_step;

    #[test]
    fn a_step_of_whole_numbers_is_whole() {
        for (step, wanted) in [
            (5.0, Some(5)),
            (1.0, None),
            (2.5, Some(5)),
            (0.5, None),
            (0.1, None),
            (1.2, Some(6)),
            (0.0, None),
            (-3.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(whole_step(step), wanted, "{step}");
        }
    }
}
