//! The numbers of a record that has several.

use super::mapper::Mapper;
use super::numbers::{FeedsNumbers, FromPhone, Region};
use super::{MappingError, MappingErrors};

/// The distinct phone numbers of a record, in the order in which they came.
#[derive(Debug)]
pub struct Collected<P> {
    mapper: Mapper,
    numbers: Vec<P>,
}

impl<P: FromPhone + Clone + PartialEq> Collected<P> {
    /// Begins with no numbers.
    #[inline]
    pub const fn new(table: &'static str) -> Self {
        Collected {
            mapper: Mapper::new(table),
            numbers: Vec::new(),
        }
    }

    /// Takes all numbers of the feeder at `order`, and returns whether there was any, valid or not.
    pub fn each<S: FeedsNumbers + ?Sized>(
        &mut self,
        order: usize,
        source: &S,
        region: Region<'_>,
    ) -> bool {
        let mut any = false;
        source.each_number(&mut |index, written| {
            any |= !matches!(written, Ok(None));
            let read = match written {
                Ok(None) => return,
                Ok(Some(written)) => written.read::<P>(region),
                Err(refused) => Err(refused),
            };
            match read {
                Ok(number) if self.numbers.contains(&number) => {}
                Ok(number) => self.numbers.push(number),
                Err(refused) => {
                    let feeder = self.mapper.feeders.get(order);
                    let property = feeder.map_or("", |it| it.property);
                    self.mapper.push(Some(order), property, index, refused);
                }
            }
        });
        any
    }

    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn feeders(&self) -> &'static str {
        self.mapper.feeders.table()
    }

    /// Returns one of the numbers, for a draft.
    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn first(&self) -> Option<P> {
        self.numbers.first().cloned()
    }

    /// Returns the numbers and the payload made with one of them, if nothing was wrong.
    #[allow(dead_code, reason = "a document may have no number")]
    pub(super) fn finish<T>(
        mut self,
        property: &'static str,
        payload: Result<T, MappingErrors>,
    ) -> Result<(T, Vec<P>), MappingErrors> {
        let errors = &mut self.mapper.errors;
        if errors.is_empty() && self.numbers.is_empty() {
            errors.push(MappingError::new(
                "",
                property,
                None,
                "is needed, and no field of the record has one".to_owned(),
            ));
        }
        match payload {
            Ok(payload) if errors.is_empty() => return Ok((payload, self.numbers)),
            Ok(_) => {}
            // The error that the draft has no number, and why, is there already.
            Err(other) => errors.extend(other.into_iter().filter(|it| it.property() != property)),
        }
        Err(self.mapper.fail())
    }
}
