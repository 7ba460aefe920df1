//! A type that can be mapped: what `check` has approved, and everything that `expand` needs.

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, Expr, LitStr, Member, Path, Type};

use crate::table::Property;

/// Which derive it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Derive {
    /// `IntoContact`: one contact for each value.
    Contact,
    /// `IntoContacts`: a contact for each distinct number.
    Contacts,
}

pub struct Model<'a> {
    pub input: &'a DeriveInput,
    pub krate: Path,
    pub derive: Derive,
    pub update: bool,
    /// Where `update` is written for a derive without updates: another derive must use it.
    pub unused_update: Option<Span>,
    pub mapped_type: MappedType<'a>,
}

/// What a type implements, with mistakes or without, so that its uses cause no further errors.
pub struct Outline {
    pub krate: Path,
    pub update: bool,
}

pub enum MappedType<'a> {
    Struct(MappedStruct<'a>),
    /// A struct with one field, which is the contact.
    Newtype(&'a Type),
    /// An enum whose variants each hold a contact.
    Variants(Vec<(&'a Ident, &'a Type)>),
}

pub struct MappedStruct<'a> {
    /// The feeders, in the order in which errors are reported.
    pub feeders: Vec<Feeder<'a>>,
    pub flatten: Option<Flatten<'a>>,
    pub none: NoneInUpdate,
}

/// What `None` means for a property that an update can clear.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NoneInUpdate {
    Keep,
    Clear,
    /// Nothing says what it means, so there must be no `None`.
    Undecided,
}

pub struct Flatten<'a> {
    pub member: Member,
    /// Its index among the fields.
    pub place: usize,
    pub path: String,
    pub ty: &'a Type,
}

/// What feeds one property.
pub struct Feeder<'a> {
    pub property: &'static Property,
    /// The field's path in errors; empty if it is the whole value.
    pub path: String,
    /// Its index among the fields, if it is one; the other feeders are written above the type.
    pub place: Option<usize>,
    pub made_from: MadeFrom<'a>,
    pub function: Option<Function>,
    pub default: Option<DefaultValue>,
    pub skip_if: Option<Expr>,
    pub region: Option<Region<'a>>,
    pub sensitive: bool,
}

pub enum MadeFrom<'a> {
    Field {
        member: Member,
        ty: &'a Type,
    },
    Template {
        format: LitStr,
        fields: Vec<(Member, &'a Type)>,
    },
    /// The whole value.
    Whole,
}

pub struct Function {
    pub path: Expr,
    pub fallible: bool,
}

pub struct DefaultValue {
    pub key: Span,
    pub value: Expr,
}

pub struct Region<'a> {
    /// The key, where a missing feature is reported.
    pub key: Span,
    pub value: RegionValue<'a>,
}

pub enum RegionValue<'a> {
    Literal(LitStr),
    Field(Member, &'a Type),
}

impl Feeder<'_> {
    /// Returns whether the field itself is moved out of the value, if the value is given by value.
    pub fn moves(&self) -> bool {
        matches!(self.made_from, MadeFrom::Field { .. })
            && self.function.is_none()
            && self.region.is_none()
    }
}
