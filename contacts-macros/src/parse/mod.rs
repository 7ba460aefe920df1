//! The first stage: what is written in `#[contact(…)]`, with the span of everything.
//!
//! It knows the grammar, not the document: whether a property exists is for `check`.
//!
//! - `attribute` reads one attribute, and `keys` has all options.
//! - `container` reads what is above the type, `field` what is on a field, and `options` what can
//!   be on both.

mod attribute;
mod container;
mod field;
mod keys;
mod options;

use proc_macro2::Span;
use syn::{Data, DataEnum, DeriveInput, Expr, ExprLit, Fields, Lit, LitStr};

use crate::errors::{Errors, SpanRange};

pub use self::container::{Container, NonePolicy};
pub use self::field::Field;
pub use self::keys::{FIELD_KEYS, STRUCT_KEYS, elsewhere, written};
pub use self::options::{FeedOptions, RegionOption};

/// A type as it is written.
pub struct ParsedType<'a> {
    pub input: &'a DeriveInput,
    pub container: Container,
    pub body: ParsedData<'a>,
}

pub enum ParsedData<'a> {
    Struct {
        fields: Vec<Field<'a>>,
        is_tuple: bool,
    },
    Enum(&'a DataEnum),
    /// A union, with its keyword.
    Union(Span),
}

pub fn parse<'a>(errors: &mut Errors, input: &'a DeriveInput) -> ParsedType<'a> {
    let container = container::container(errors, &input.attrs);
    let body = match &input.data {
        Data::Struct(data) => ParsedData::Struct {
            fields: data
                .fields
                .iter()
                .enumerate()
                .map(|(index, field)| Field::read(errors, index, field))
                .collect(),
            is_tuple: matches!(data.fields, Fields::Unnamed(_)),
        },
        Data::Enum(data) => ParsedData::Enum(data),
        Data::Union(data) => ParsedData::Union(data.union_token.span),
    };
    ParsedType {
        input,
        container,
        body,
    }
}

/// The path of a property, such as `email` or `address.zip`, or a string with one.
#[derive(Clone)]
pub struct Name {
    pub text: String,
    pub span: SpanRange,
    /// The spans of the segments, each with the position in the text at which it begins.
    segments: Vec<(usize, Span)>,
}

impl Name {
    /// Returns the span of the segment that begins at this position in the text, or of the whole
    /// name.
    pub fn span_at(&self, begin: usize) -> SpanRange {
        let mut segments = self.segments.iter();
        segments
            .find(|(at, _)| *at == begin)
            .map_or(self.span, |(_, span)| (*span).into())
    }
}

/// Returns the text, if an expression is one.
pub fn string(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}
