//! Finds the types of numbers and texts, with their rules for sending.

use contacts_openapi::{Format, Kind, Schema};
use serde_json::Value;

use super::{Collector, STRING};
use crate::types::{Enumeration, NumberRule, Origin, Rule, RustType, Side, TextRule, Values};

impl Collector<'_, '_> {
    pub(super) fn integer(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
    ) -> RustType {
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
        RustType::Known(match bounds {
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

    pub(super) fn number(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
    ) -> RustType {
        let constraints = &schema.constraints;
        let (min, max) = (constraints.minimum.clone(), constraints.maximum.clone());
        if side != Side::Sent {
            return RustType::Known("f64".to_owned());
        }
        if min.is_none() && max.is_none() && constraints.multiple_of.is_none() {
            // JSON has no numbers for infinity and `NaN`.
            return RustType::Known("crate::Limited<crate::AnyNumber>".to_owned());
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
        RustType::Rule(origin)
    }

    fn enumeration(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
        values: Values,
    ) -> RustType {
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
            RustType::Listed(origin)
        } else {
            RustType::Enum(origin)
        }
    }

    pub(super) fn string(
        &mut self,
        schema: &Schema,
        side: Side,
        origin: Origin,
        hint: &str,
        in_path: bool,
    ) -> RustType {
        let known = |name: &str| RustType::Known(name.to_owned());
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
                RustType::Known(format!("crate::Checked<crate::formats::{format}>"))
            }
            (None, None, true, false) => {
                let max = max.map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
                RustType::Known(format!("crate::Text<{}, {max}>", min.unwrap_or(0)))
            }
            _ => {
                // The same text may be used in a path and elsewhere.
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
                RustType::Rule(origin)
            }
        }
    }
}

/// Returns the type of a format in the client, if it is checked.
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

/// Returns the distance between the whole multiples of `step`, if it is more than 1: for 2.5 it is 5.
fn whole_step(step: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let (mut numerator, mut denominator) = (step, 1.0);
    while numerator.fract() != 0.0 && denominator < 1e9 {
        denominator *= 10.0;
        // It is rounded, so that 0.1 times 10 is exactly 1.
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
