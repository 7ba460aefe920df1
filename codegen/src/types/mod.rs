//! Which Rust types a document needs: one view of a schema for what is sent, one for what is read.
//!
//! What is sent is strict: a type that refuses what the document forbids. What is read is lenient: it
//! takes whatever can be taken for it. Where both come to the same, or only one is needed, there is
//! one type with the document's name; else what is sent has `Input` behind its name.
//!
//! - this module is the model of types, and how one is written,
//! - `collect` finds the types that operations need, `parameters` those of their parameters,
//! - `split` tells which views need a type of their own, and names all,
//! - `emit` writes the types that the generator is not asked for: enumerations and rules of texts.

mod collect;
mod emit;
mod parameters;
mod split;

use std::collections::BTreeMap;

use contacts_openapi::{Bound, Constraints, SchemaId, Style};

pub(crate) use collect::collect;
pub(crate) use emit::emit;

/// Which way a schema travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    /// Read from a success.
    Read,
    /// Sent to the service.
    Sent,
    /// Read from an error answer: who knows who wrote it, so nothing in it is required.
    Failed,
}

/// What a type is made of: a named component, else the place of an inline schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin(pub(crate) String);

/// A view of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) origin: Origin,
    pub(crate) side: Side,
}

/// A Rust type, its names not yet chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// One that is there already.
    Known(String),
    Struct(Key),
    /// An enumeration that also holds what is not listed.
    Enum(Origin),
    /// One of the listed values of an enumeration.
    Listed(Origin),
    /// A text or a number that a rule of its own checks.
    Rule(Origin),
    Vec(Box<Type>),
    /// A list with a count, and perhaps without doubles.
    Items(Box<Type>, Count),
    Map(Box<Type>),
    Option(Box<Type>),
    Box(Box<Type>),
    /// The properties of an object that have no name in the document, none of them one that has.
    Additional(Box<Type>, Origin),
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

    /// Does it say nothing?
    pub(crate) fn is_free(self) -> bool {
        self.least == 0 && self.most.is_none() && !self.unique
    }
}

/// How a property stands in its struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `T`
    Required,
    /// `Option<T>`
    Optional,
    /// `Nullable<T>`
    Nullable,
    /// `Option<Nullable<T>>`
    Clearable,
    /// `Option<T>`, whose properties stand beside those that have a name.
    Additional,
}

/// How a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Whatever can be taken for a text, a number, a flag or a listed value.
    Scalar,
    /// The same for one that must be there: where it is not, it is empty.
    Text,
    /// What is read as a whole or not at all, but for items of a list that cannot be read.
    Composite,
    /// A list that must be there.
    List,
    /// As it is.
    Strict,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) rust_name: String,
    /// Its name in JSON.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) ty: Type,
    pub(crate) form: Form,
    pub(crate) reading: Reading,
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

/// What a text or a number has to be.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Text(TextRule),
    Number(NumberRule),
}

/// What a number has to be.
#[derive(Debug, Clone)]
pub(crate) struct NumberRule {
    pub(crate) description: Option<String>,
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
    pub(crate) multiple_of: Option<f64>,
}

/// What a text has to be.
#[derive(Debug, Clone)]
pub(crate) struct TextRule {
    pub(crate) description: Option<String>,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) pattern: Option<String>,
    /// The format's type in the client.
    pub(crate) format: Option<&'static str>,
    /// Does it stand in a path, where `..` would lead elsewhere?
    pub(crate) in_path: bool,
}

/// All types that a document needs.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) structs: BTreeMap<Key, Struct>,
    pub(crate) enums: BTreeMap<Origin, Enumeration>,
    pub(crate) rules: BTreeMap<Origin, Rule>,
    /// The properties that have a name, of objects that also have others.
    pub(crate) named: BTreeMap<Origin, Vec<String>>,
    /// The Rust name of each struct; views that are the same have the same.
    pub(crate) struct_names: BTreeMap<Key, String>,
    pub(crate) other_names: BTreeMap<Origin, String>,
    /// What operations send and answer.
    pub(crate) operations: BTreeMap<String, OperationTypes>,
}

/// The types that one operation needs.
#[derive(Debug, Default, Clone)]
pub(crate) struct OperationTypes {
    pub(crate) parameters: BTreeMap<String, Parameterised>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Content,
    pub(crate) error: Content,
}

/// What a parameter is given as.
#[derive(Debug, Clone)]
pub(crate) struct Parameterised {
    pub(crate) ty: Type,
    /// How it is written, if the generator does not know how.
    pub(crate) written: Option<Written>,
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) style: Style,
    pub(crate) explode: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Json(Type),
    Form(Type),
    Text,
    Bytes,
}

#[derive(Debug, Default, Clone)]
pub(crate) enum Content {
    #[default]
    Nothing,
    Json(Type),
    Bytes,
}

impl Types {
    /// The type as it is written in generated code.
    pub(crate) fn write(&self, ty: &Type) -> String {
        match ty {
            Type::Known(name) => name.clone(),
            Type::Struct(key) => Self::path(self.struct_names.get(key)),
            Type::Enum(origin) | Type::Rule(origin) => Self::path(self.other_names.get(origin)),
            Type::Listed(origin) => {
                format!(
                    "crate::Listed<{}>",
                    Self::path(self.other_names.get(origin))
                )
            }
            Type::Vec(items) => format!("::std::vec::Vec<{}>", self.write(items)),
            Type::Items(items, count) => {
                let most = count
                    .most
                    .map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
                let (items, least, unique) = (self.write(items), count.least, count.unique);
                format!("crate::Items<{items}, {least}, {most}, {unique}>")
            }
            Type::Map(values) => format!(
                "::std::collections::BTreeMap<::std::string::String, {}>",
                self.write(values)
            ),
            Type::Option(inner) => format!("::std::option::Option<{}>", self.write(inner)),
            Type::Box(inner) => format!("::std::boxed::Box<{}>", self.write(inner)),
            Type::Additional(inner, origin) => {
                let names = Self::path(self.other_names.get(origin));
                let names = names.replacen("crate::types::", "crate::types::rules::", 1);
                format!("crate::Additional<{}, {names}>", self.write(inner))
            }
        }
    }

    fn path(name: Option<&String>) -> String {
        format!("crate::types::{}", name.map_or("Unknown", String::as_str))
    }

    /// The fields of a struct, if the type is one.
    pub(crate) fn fields(&self, ty: &Type) -> &[Field] {
        match ty {
            Type::Struct(key) => self.structs.get(key).map_or(&[], |it| &it.fields),
            Type::Box(inner) => self.fields(inner),
            _ => &[],
        }
    }

    /// Is any view of this name read?
    pub(crate) fn is_read(&self, name: &str) -> bool {
        self.struct_names
            .iter()
            .any(|(key, it)| it == name && key.side != Side::Sent)
    }
}

/// What a property's schema is, for the one who names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub(crate) schema: SchemaId,
    pub(crate) side: Side,
}
