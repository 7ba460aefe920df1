//! A payload before it is known to be right: a place for each property, and what feeds it.
//!
//! Derived code fills a draft in and finishes it. What can be done once is done here, so that it is
//! not compiled in each user's crate again, once for each type.

/// Writes a module with a payload's draft, from what the document says of the payload.
macro_rules! draft {
    (
        $module:ident: $schema:ident in $envelope:ident.$key:ident
        { $($field:ident = $property:literal: $value:ty => $kind:ident,)* }
        $(each $number:ident = $numbers:literal => $number_kind:ident)?
    ) => {
        #[doc(hidden)]
        #[allow(missing_docs, missing_debug_implementations, non_camel_case_types, unused_imports)]
        pub mod $module {
            use crate::MappingErrors;
            use crate::mapping::{Fed, Refused};
            use crate::mapping::draft::{held, made, slot};
            use crate::mapping::support::{
                self, Collected, Feed, Flattened, Mapper, Sources,
            };
            use crate::types::*;

            // Named as the properties are: derived code asks whether a field's type can feed them.
            $(pub type $field = $value;)*

            /// What feeds each property.
            pub struct Draft {
                $(pub $field: slot!($kind $field),)*
            }

            impl Draft {
                /// The payload, if all that feeds it is right.
                ///
                /// # Errors
                ///
                /// All that is not.
                #[inline]
                pub fn finish(self, sources: Sources) -> Result<$schema, MappingErrors> {
                    // Asked at once: the match alone asks each property on its own, and moves what
                    // was right out of the way of the next.
                    if $(self.$field.is_err())|* {
                        return Err(self.errors(sources));
                    }
                    match self {
                        Draft { $($field: Ok($field),)* } => {
                            Ok($schema { $($field: made!($kind $field),)* })
                        }
                        wrong => Err(wrong.errors(sources)),
                    }
                }

                #[cold]
                #[inline(never)]
                fn errors(self, sources: Sources) -> MappingErrors {
                    let mut mapper = Mapper::new(sources);
                    $(mapper.check($property, self.$field);)*
                    mapper.fail()
                }

                /// The payload of a field that is one itself; what feeds this draft stands in the
                /// place of its own.
                ///
                /// # Errors
                ///
                /// All that is wrong here and there.
                pub fn finish_over(
                    self,
                    sources: Sources,
                    flattened: Flattened<'_, $schema>,
                ) -> Result<$schema, MappingErrors> {
                    let mut mapper = Mapper::new(sources);
                    $(let $field = mapper.take($property, self.$field, flattened.skipped);)*
                    let mut payload = mapper.over(flattened)?;
                    $(if let Some($field) = $field {
                        payload.$field = made!($kind $field);
                    })*
                    Ok(payload)
                }

                $(
                    /// A payload for each number that was collected.
                    ///
                    /// # Errors
                    ///
                    /// All that is wrong with the numbers and with the rest.
                    pub fn finish_each(
                        mut self,
                        collected: Collected,
                        flattened: Option<Flattened<'_, $schema>>,
                    ) -> Result<Vec<$schema>, MappingErrors> {
                        let sources = collected.sources();
                        // The first stands for all while the rest is looked at.
                        self.$number = held!($number_kind collected.first());
                        let payload = match flattened {
                            None => self.finish(sources),
                            Some(flattened) => self.finish_over(sources, flattened),
                        };
                        let (payload, numbers) = collected.finish($numbers, payload)?;
                        let each = numbers.into_iter().map(|number| $schema {
                            $number: made!(@value $number_kind number),
                            ..payload.clone()
                        });
                        Ok(each.collect())
                    }
                )?
            }

            /// What is sent.
            ///
            /// # Errors
            ///
            /// Those of the payload.
            pub fn envelope(
                payload: Result<$schema, MappingErrors>,
            ) -> Result<$envelope, MappingErrors> {
                payload.map(|$key| $envelope { $key })
            }
        }
    };
}

/// What a draft holds of a property: what makes the payload's field, or why nothing does.
///
/// `Fed` tells more than most fields can hold. Where it need not, it costs moves.
macro_rules! slot {
    (required $value:ty) => {
        Result<$value, Refused>
    };
    (optional $value:ty) => {
        Result<Option<$value>, Refused>
    };
    ($other:ident $value:ty) => {
        Feed<$value>
    };
}

/// The payload's field.
macro_rules! made {
    (nullable $fed:expr) => {
        support::nullable($fed)
    };
    (clearable $fed:expr) => {
        support::clearable($fed)
    };
    (@value required $value:expr) => {
        $value
    };
    (@value optional $value:expr) => {
        Some($value)
    };
    (@value $kind:ident $value:expr) => {
        support::$kind(Fed::Value($value))
    };
    ($other:ident $value:expr) => {
        $value
    };
}

/// What a draft holds if this value feeds the property.
macro_rules! held {
    (required $value:expr) => {
        $value.ok_or(Refused::absent())
    };
    (optional $value:expr) => {
        Ok($value)
    };
    ($other:ident $value:expr) => {
        Ok($value.map_or(Fed::Skipped, Fed::Value))
    };
}

pub(crate) use {draft, held, made, slot};
