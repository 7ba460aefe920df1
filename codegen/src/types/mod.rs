//! The Rust types that a document needs: one view of a schema for sending, one for reading.
//!
//! The view for sending is strict: it refuses what the document forbids. The view for reading is lenient: it
//! accepts whatever can be taken for the type. If both are the same, or only one is needed, there is one type
//! with the document's name; otherwise the name of the type for sending ends in `Input`.
//!
//! - this module is the model of types, and how one is written,
//! - `collect` finds the types that operations need, `parameters` those for their parameters,
//! - `split` decides which views need a type of their own, and names all types,
//! - `emit` writes the types that the generator does not write: enumerations and rules of texts.

mod collect;
mod emit;
mod parameters;
mod split;

use std::collections::BTreeMap;

use contacts_openapi::{Bound, Constraints, SchemaId, Style};

pub(crate) use collect::collect;
pub(crate) use emit::emit;

/// The direction in which a schema is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    /// Read from a success.
    Read,
    /// Sent to the service.
    Sent,
    /// Read from an error answer, which anything on the way may have written, so nothing in it is
    /// required.
    Failed,
}

/// What a type is made from: a named component, or else the place of an inline schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin(pub(crate) String);

/// A view of an object: as it is sent, or as it is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjectView {
    pub(crate) origin: Origin,
    pub(crate) side: Side,
}

/// A Rust type whose names are not chosen yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RustType {
    /// A type that already exists.
    Known(String),
    Struct(ObjectView),
    /// An enumeration that also holds values that are not listed.
    Enum(Origin),
    /// One of the listed values of an enumeration.
    Listed(Origin),
    /// A text or a number that its own rule checks.
    Rule(Origin),
    List(Box<RustType>),
    /// A list with a count, and perhaps without duplicates.
    Items(Box<RustType>, Count),
    Map(Box<RustType>),
    Optional(Box<RustType>),
    Boxed(Box<RustType>),
    /// The properties of an object that have no name in the document; a named one is refused.
    Additional(Box<RustType>, Origin),
}

/// How many items a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
    pub(crate) unique: bool,
}

impl Count {
    pub(crate) fn of(constraints: &Constraints) -> Self {
        Count {
            least: constraints.min_items.unwrap_or(0),
            most: constraints.max_items,
            unique: constraints.unique_items,
        }
    }

    /// Returns whether it allows any list.
    pub(crate) fn is_free(self) -> bool {
        self.least == 0 && self.most.is_none() && !self.unique
    }
}

/// The form of a property in its struct: its presence, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldForm {
    /// `T`
    Required,
    /// `Option<T>`
    Optional,
    /// `Nullable<T>`
    Nullable,
    /// `Option<Nullable<T>>`
    Clearable,
    /// `Option<T>`, whose properties are beside those with a name.
    Additional,
}

/// How leniently a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leniency {
    /// Whatever can be taken for a text, a number, a flag or a listed value.
    Scalar,
    /// The same for a required property: if it is missing, it is empty.
    Text,
    /// A value that is read as a whole or not at all, except for list items that cannot be read.
    Composite,
    /// A required list.
    List,
    /// Without leniency.
    Strict,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) rust_name: String,
    /// Its name in JSON.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) ty: RustType,
    pub(crate) form: FieldForm,
    pub(crate) leniency: Leniency,
}

#[derive(Debug, Clone)]
pub(crate) struct Struct {
    pub(crate) description: Option<String>,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub(crate) struct Enumeration {
    pub(crate) description: Option<String>,
    pub(crate) values: Values,
}

#[derive(Debug, Clone)]
pub(crate) enum Values {
    Texts(Vec<String>),
    Integers(Vec<i64>),
}

/// A rule for a text or a number.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Text(TextRule),
    Number(NumberRule),
}

/// A rule for a number.
#[derive(Debug, Clone)]
pub(crate) struct NumberRule {
    pub(crate) description: Option<String>,
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
    pub(crate) multiple_of: Option<f64>,
}

/// A rule for a text.
#[derive(Debug, Clone)]
pub(crate) struct TextRule {
    pub(crate) description: Option<String>,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) pattern: Option<String>,
    /// The format's type in the client.
    pub(crate) format: Option<&'static str>,
    /// Whether it is part of a path, where `..` would lead to another path.
    pub(crate) in_path: bool,
}

/// All types that a document needs.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) structs: BTreeMap<ObjectView, Struct>,
    pub(crate) enums: BTreeMap<Origin, Enumeration>,
    pub(crate) rules: BTreeMap<Origin, Rule>,
    /// The named properties of objects that may also have others.
    pub(crate) named: BTreeMap<Origin, Vec<String>>,
    /// The Rust name of each struct; equal views have the same name.
    pub(crate) struct_names: BTreeMap<ObjectView, String>,
    pub(crate) other_names: BTreeMap<Origin, String>,
    /// The types that operations send and answer.
    pub(crate) operations: BTreeMap<String, OperationTypes>,
}

/// The types that one operation needs.
#[derive(Debug, Default, Clone)]
pub(crate) struct OperationTypes {
    pub(crate) parameters: BTreeMap<String, ParameterType>,
    pub(crate) body: Option<RequestBody>,
    pub(crate) success: AnswerType,
    pub(crate) error: AnswerType,
}

/// The type of a parameter's value.
#[derive(Debug, Clone)]
pub(crate) struct ParameterType {
    pub(crate) ty: RustType,
    /// Its style, if the generator cannot write it.
    pub(crate) style: Option<ParameterStyle>,
}

/// The style of a parameter's value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParameterStyle {
    pub(crate) style: Style,
    pub(crate) explode: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum RequestBody {
    Json(RustType),
    Form(RustType),
    Text,
    Bytes,
}

#[derive(Debug, Default, Clone)]
pub(crate) enum AnswerType {
    #[default]
    Nothing,
    Json(RustType),
    Bytes,
}

impl Types {
    /// Returns the type as it is written in generated code.
    pub(crate) fn write(&self, ty: &RustType) -> String {
        match ty {
            RustType::Known(name) => name.clone(),
            RustType::Struct(key) => Self::path(self.struct_names.get(key)),
            RustType::Enum(origin) | RustType::Rule(origin) => {
                Self::path(self.other_names.get(origin))
            }
            RustType::Listed(origin) => {
                format!(
                    "crate::Listed<{}>",
                    Self::path(self.other_names.get(origin))
                )
            }
            RustType::List(items) => format!("::std::vec::Vec<{}>", self.write(items)),
            RustType::Items(items, count) => {
                let most = count
                    .most
                    .map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
                let (items, least, unique) = (self.write(items), count.least, count.unique);
                format!("crate::Items<{items}, {least}, {most}, {unique}>")
            }
            RustType::Map(values) => format!(
                "::std::collections::BTreeMap<::std::string::String, {}>",
                self.write(values)
            ),
            RustType::Optional(inner) => format!("::std::option::Option<{}>", self.write(inner)),
            RustType::Boxed(inner) => format!("::std::boxed::Box<{}>", self.write(inner)),
            RustType::Additional(inner, origin) => {
                let names = Self::path(self.other_names.get(origin));
                let names = names.replacen("crate::types::", "crate::types::rules::", 1);
                format!("crate::Additional<{}, {names}>", self.write(inner))
            }
        }
    }

    fn path(name: Option<&String>) -> String {
        format!("crate::types::{}", name.map_or("Unknown", String::as_str))
    }

    /// Returns the fields of a struct, if the type is one.
    pub(crate) fn fields(&self, ty: &RustType) -> &[Field] {
        match ty {
            RustType::Struct(key) => self.structs.get(key).map_or(&[], |it| &it.fields),
            RustType::Boxed(inner) => self.fields(inner),
            _ => &[],
        }
    }

    /// Returns whether any view of this name is read.
    pub(crate) fn is_read(&self, name: &str) -> bool {
        self.struct_names
            .iter()
            .any(|(key, it)| it == name && key.side != Side::Sent)
    }
}

/// The use of a schema, on one of its sides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub(crate) schema: SchemaId,
    pub(crate) side: Side,
}
