//! The fields of objects.

use std::collections::{BTreeMap, BTreeSet};

use contacts_openapi::{Kind, SchemaId, names};

use super::{ANY, Collector, STRING};
use crate::types::{
    Field, FieldForm, Leniency, ObjectView, Origin, RustType, Side, Struct, Types, Use,
};

impl Collector<'_, '_> {
    /// Returns the struct of a view of an object.
    pub(super) fn structure(&mut self, key: &ObjectView, id: SchemaId) -> Struct {
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
                RustType::Known("crate::PhoneNumber".to_owned())
            } else {
                self.ty(it, &hint, false)
            };
            let required = member.required && key.side != Side::Failed;
            let nullable = its.nullable && ty != RustType::Known(ANY.to_owned());
            let form = match (key.side, required, nullable) {
                (_, true, false) => FieldForm::Required,
                (Side::Sent, true, true) => FieldForm::Nullable,
                (Side::Sent, false, true) => FieldForm::Clearable,
                _ => FieldForm::Optional,
            };
            fields.push(Field {
                leniency: leniency(key.side, &ty, form),
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
        // They are in the generator's order: filling a struct in the order of its fields needs fewer moves.
        fields.sort_by(|one, other| one.rust_name.cmp(&other.rust_name));
        Struct {
            description: schema.description.clone(),
            fields,
        }
    }

    /// Returns whether a view leaves a property out, since that only goes in the other direction.
    pub(super) fn is_left_out(&self, id: SchemaId, side: Side) -> bool {
        let schema = self.document.schema(id);
        match side {
            Side::Sent => schema.read_only,
            Side::Read | Side::Failed => schema.write_only,
        }
    }

    /// Returns the field for the properties that have no name in the document.
    fn additional(
        &mut self,
        key: &ObjectView,
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
            RustType::Additional(Box::new(values), origin)
        } else {
            RustType::Map(Box::new(values))
        };
        Field {
            name: rust_name.clone(),
            rust_name,
            description: Some("The properties that the document has no name for.".to_owned()),
            ty,
            form: FieldForm::Additional,
            leniency: Leniency::Strict,
        }
    }
}

/// Returns how leniently a field is read.
fn leniency(side: Side, ty: &RustType, form: FieldForm) -> Leniency {
    if side == Side::Sent {
        return Leniency::Strict;
    }
    let is_scalar = match ty {
        RustType::Enum(_) => true,
        RustType::Known(name) => [STRING, "u64", "i64", "f64", "bool"].contains(&name.as_str()),
        _ => false,
    };
    let is_text = match ty {
        RustType::Enum(_) => true,
        RustType::Known(name) => name == STRING,
        _ => false,
    };
    match (form, ty) {
        (FieldForm::Optional, _) if is_scalar => Leniency::Scalar,
        (FieldForm::Optional, _) => Leniency::Composite,
        _ if is_text => Leniency::Text,
        _ if is_scalar => Leniency::Scalar,
        (_, RustType::List(_)) => Leniency::List,
        _ => Leniency::Strict,
    }
}

/// Boxes fields by which a struct contains itself, as it would otherwise have infinite size.
pub(super) fn box_what_is_in_itself(types: &mut Types) {
    let edges: BTreeMap<ObjectView, Vec<ObjectView>> = types
        .structs
        .iter()
        .map(|(key, it)| {
            let direct = it.fields.iter().filter_map(|field| match &field.ty {
                RustType::Struct(target) => Some(target.clone()),
                _ => None,
            });
            (key.clone(), direct.collect())
        })
        .collect();
    let reaches = |from: &ObjectView, to: &ObjectView| {
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
            if let RustType::Struct(target) = &field.ty
                && reaches(target, key)
            {
                field.ty = RustType::Boxed(Box::new(field.ty.clone()));
            }
        }
    }
}
