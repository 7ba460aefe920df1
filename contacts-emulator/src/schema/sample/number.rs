use serde_json::{Number, Value};

use super::super::{Bound, Schema};

/// Returns the number nearest to zero within the bounds.
pub(super) fn nearest_to_zero(parts: &[&Schema], is_whole: bool) -> Option<Value> {
    let bound = |limit: &Bound| Some((limit.value.as_f64()?, limit.exclusive));
    let lows = parts.iter().filter_map(|it| it.minimum.as_ref());
    let low = lows.filter_map(bound).max_by(|a, b| a.0.total_cmp(&b.0));
    let highs = parts.iter().filter_map(|it| it.maximum.as_ref());
    let high = highs.filter_map(bound).min_by(|a, b| a.0.total_cmp(&b.0));
    let step = parts.iter().find_map(|it| it.multiple_of);
    let step = step.or(is_whole.then_some(1.0));
    let above = |(low, exclusive): (f64, bool)| match step {
        Some(step) => {
            let multiple = (low / step).ceil() * step;
            if exclusive && multiple <= low {
                multiple + step
            } else {
                multiple
            }
        }
        None if exclusive => match high {
            Some((high, _)) => low + (high - low) / 2.0,
            None => low + 1.0,
        },
        None => low,
    };
    let below = |(high, exclusive): (f64, bool)| match step {
        Some(step) => {
            let multiple = (high / step).floor() * step;
            if exclusive && multiple >= high {
                multiple - step
            } else {
                multiple
            }
        }
        None if exclusive => high - 1.0,
        None => high,
    };
    let is_above = |it: (f64, bool)| it.0 > 0.0 || (it.0 == 0.0 && it.1);
    let is_below = |it: (f64, bool)| it.0 < 0.0 || (it.0 == 0.0 && it.1);
    let value = match (low, high) {
        (Some(low), _) if is_above(low) => above(low),
        (_, Some(high)) if is_below(high) => below(high),
        _ => 0.0,
    };
    if is_whole || value.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a bound that is greater is cut to the greatest"
        )]
        let chosen = value as i128;
        return Number::from_i128(chosen).map(Value::Number);
    }
    Number::from_f64(value).map(Value::Number)
}
