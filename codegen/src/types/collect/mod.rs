mod messages;
mod objects;
mod scalars;

use std::collections::{BTreeMap, BTreeSet};

use contacts_openapi::{Document, Kind, Operation, Schema, SchemaId, names};

use self::objects::box_what_is_in_itself;
use super::{Count, ObjectView, OperationTypes, Origin, RustType, Side, Struct, Types, Use, split};
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

/// Returns the properties that are phone numbers by their role, by the object that has them.
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
    /// The name of an inline schema, from its place.
    hints: BTreeMap<Origin, String>,
    /// Views of objects whose members are to be visited.
    open: Vec<(ObjectView, SchemaId)>,
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

    /// Returns a type that is used on its own, which must then hold `null` itself.
    fn whole(&mut self, schema: SchemaId, side: Side, hint: &str) -> RustType {
        let ty = self.ty(Use { schema, side }, hint, false);
        let is_any = ty == RustType::Known(ANY.to_owned());
        if self.document.schema(schema).nullable && !is_any {
            RustType::Optional(Box::new(ty))
        } else {
            ty
        }
    }

    pub(super) fn ty(&mut self, it: Use, hint: &str, in_path: bool) -> RustType {
        let schema = self.document.schema(it.schema);
        let origin = origin(schema);
        let known = |name: &str| RustType::Known(name.to_owned());
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
                    RustType::Items(items, count)
                } else {
                    RustType::List(items)
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
                RustType::Map(Box::new(self.nested(values, &format!("{hint}Value"))))
            }
            // A struct without fields would have no builder, so it is any object.
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
                let key = ObjectView {
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
                RustType::Struct(key)
            }
        }
    }

    /// Returns the type of the values in a list or a map, which may be `null`.
    fn nested(&mut self, it: Use, hint: &str) -> RustType {
        let ty = self.ty(it, hint, false);
        let is_any = ty == RustType::Known(ANY.to_owned());
        if self.document.schema(it.schema).nullable && !is_any {
            RustType::Optional(Box::new(ty))
        } else {
            ty
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
