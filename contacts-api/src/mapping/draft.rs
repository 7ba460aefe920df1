//! A payload before it is checked: a place for each property, with what feeds it.
//!
//! Derived code fills a draft in and finishes it. What can be shared is done here, so that it is
//! not compiled again in each user's crate for each type.

/// Writes a module with a payload's draft, from what the document says of the payload.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! draft {
    (
        $module:ident: $schema:ty => $envelope:ty; $key:ident => $made:expr;
        { $($field:ident = $property:literal: $value:ty => $kind:ident,)* }
        { $($nested:tt)* }
        $(each $number:ident = $numbers:literal => $number_kind:ident)?
        $(additional $additional:ident)?
    ) => {
        #[doc(hidden)]
        #[allow(
            missing_docs, missing_debug_implementations, non_camel_case_types, non_snake_case,
            unused_imports, unused_variables, unused_mut, unreachable_patterns, dead_code
        )]
        pub mod $module {
            use crate::MappingErrors;
            use crate::mapping::{Fed, Refused};
            use crate::mapping::draft::{held, made, nested, slot};
            use crate::mapping::support::{Collected, Feed, Flattened, Mapper};

            $($nested)*

            /// What the derive makes.
            pub type Payload = $schema;
            /// The body that is sent.
            pub type Body = $envelope;

            // They have the properties' names: derived code asks whether a field's type can feed
            // them.
            $(pub type $field = $value;)*

            /// What feeds each property.
            pub struct Draft {
                $(pub $field: slot!($kind $field),)*
            }

            impl Draft {
                /// Returns the payload, if everything that feeds it is valid.
                ///
                /// # Errors
                ///
                /// Everything that is not valid.
                #[inline]
                pub fn finish(self, feeders: &'static str) -> Result<Payload, MappingErrors> {
                    // All properties are checked at once here: the match alone would check each on
                    // its own and move the valid ones out of the way.
                    if false $(| self.$field.is_err())* {
                        return Err(self.errors(feeders));
                    }
                    match self {
                        Draft { $($field: Ok($field),)* } => {
                            Ok(Payload {
                                $($field: made!($kind $field),)*
                                $($additional: None,)?
                            })
                        }
                        wrong => Err(wrong.errors(feeders)),
                    }
                }

                #[cold]
                #[inline(never)]
                fn errors(self, feeders: &'static str) -> MappingErrors {
                    let mut mapper = Mapper::new(feeders);
                    $(mapper.check($property, self.$field);)*
                    mapper.fail()
                }

                /// Returns the payload of a field that is a contact itself; what feeds this draft overrides
                /// its own values.
                ///
                /// # Errors
                ///
                /// Everything that is wrong in this draft and in that payload.
                pub fn finish_over(
                    self,
                    feeders: &'static str,
                    flattened: Flattened<'_, Payload>,
                ) -> Result<Payload, MappingErrors> {
                    let Some(payload) = flattened.payload else {
                        return self.finish(feeders);
                    };
                    let mut mapper = Mapper::new(feeders);
                    $(let $field = mapper.take($property, self.$field, flattened.skipped);)*
                    let mut payload = mapper.over(flattened.path, flattened.before, payload)?;
                    $(if let Some($field) = $field {
                        payload.$field = made!($kind $field);
                    })*
                    Ok(payload)
                }

                $(
                    /// Returns a payload for each number that was collected.
                    ///
                    /// # Errors
                    ///
                    /// Everything that is wrong with the numbers or the other properties.
                    pub fn finish_each(
                        mut self,
                        collected: Collected<$number>,
                        flattened: Option<Flattened<'_, Payload>>,
                    ) -> Result<Vec<Payload>, MappingErrors> {
                        let feeders = collected.feeders();
                        // The first number stands for all while the other properties are checked.
                        self.$number = held!($number_kind collected.first());
                        let payload = match flattened {
                            None => self.finish(feeders),
                            Some(flattened) => self.finish_over(feeders, flattened),
                        };
                        let (payload, numbers) = collected.finish($numbers, payload)?;
                        let each = numbers.into_iter().map(|number| Payload {
                            $number: made!(@value $number_kind number),
                            ..payload.clone()
                        });
                        Ok(each.collect())
                    }
                )?
            }

            /// Returns the body that is sent.
            ///
            /// # Errors
            ///
            /// Those of the payload.
            pub fn envelope(
                payload: Result<Payload, MappingErrors>,
            ) -> Result<Body, MappingErrors> {
                payload.map(|$key| $made)
            }
        }
    };
}

/// Writes a module with the draft of an object in a payload, whose members are fed by paths.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! nested {
    (
        $module:ident: $schema:ty => $whole:ty; $make:path;
        { $($field:ident = $property:literal: $value:ty => $kind:ident,)* }
        { $($nested:tt)* }
        $(additional $additional:ident)?
    ) => {
        pub mod $module {
            use crate::mapping::Refused;
            use crate::mapping::draft::{is_missing, nested, part};
            use crate::mapping::support::{Fed, Feed, Parts};

            $($nested)*

            type Object = $schema;

            $(pub type $field = $value;)*

            /// What feeds each member.
            pub struct Draft {
                $(pub $field: Feed<$field>,)*
            }

            impl Draft {
                /// Returns the object, if everything that feeds it is valid; absent if nothing
                /// feeds it.
                ///
                /// # Errors
                ///
                /// Everything that is not valid, each with its own path.
                pub fn finish(self) -> Feed<$whole> {
                    let is_fed = false $(|| matches!(self.$field, Ok(Fed::Value(_)) | Err(_)))*;
                    let is_cleared = false $(|| matches!(self.$field, Ok(Fed::Null)))*;
                    // Clearing members of an object that cannot be sent would clear nothing.
                    let is_missing = false $(|| is_missing!($kind self.$field))*;
                    if !is_fed && (!is_cleared || is_missing) {
                        return Ok(Fed::Absent);
                    }
                    let mut parts = Parts::default();
                    $(let $field = parts.take($property, part!($kind self.$field));)*
                    match ($($field,)*) {
                        ($(Some($field),)*) => {
                            Ok(Fed::Value($make(Object { $($field,)* $($additional: None,)? })))
                        }
                        _ => Err(Refused::several(parts)),
                    }
                }
            }
        }
    };
}

/// What a member of an object is made of.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! part {
    (required $fed:expr) => {
        $crate::mapping::support::required($fed)
    };
    (optional $fed:expr) => {
        $crate::mapping::support::optional($fed)
    };
    (nullable $fed:expr) => {
        $fed.map($crate::mapping::support::nullable)
    };
    (clearable $fed:expr) => {
        $fed.map($crate::mapping::support::clearable)
    };
}

/// Tells whether a required value is missing.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! is_missing {
    (required $fed:expr) => {
        !matches!($fed, Ok(Fed::Value(_)))
    };
    ($other:ident $fed:expr) => {
        false
    };
}

/// Stands for a payload that the document does not have.
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! absent_draft {
    ($module:ident) => {
        #[doc(hidden)]
        pub mod $module {}
    };
}

/// What a draft holds for a property: the value of the payload's field, or why there is none.
///
/// `Fed` distinguishes more than most fields can hold, and costs moves where it is not needed.
#[allow(unused_macros, reason = "the document decides what is used")]
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
#[allow(unused_macros, reason = "the document decides what is used")]
macro_rules! made {
    (nullable $fed:expr) => {
        $crate::mapping::support::nullable($fed)
    };
    (clearable $fed:expr) => {
        $crate::mapping::support::clearable($fed)
    };
    (@value required $value:expr) => {
        $value
    };
    (@value optional $value:expr) => {
        Some($value)
    };
    (@value $kind:ident $value:expr) => {
        $crate::mapping::support::$kind(Fed::Value($value))
    };
    ($other:ident $value:expr) => {
        $value
    };
}

/// What a draft holds if this value feeds the property.
#[allow(unused_macros, reason = "the document decides what is used")]
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

#[allow(unused_imports, reason = "the document decides what is used")]
pub(crate) use {absent_draft, draft, held, is_missing, made, nested, part, slot};
