use std::fmt;
use std::str::FromStr;

use super::{Effect, FailureMode, Fault, When};
use crate::time::{self, Time};

/// Why a text is not a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a fault: {reason}")]
pub struct FaultError {
    text: String,
    reason: String,
}

impl FaultError {
    pub(crate) fn new(text: impl Into<String>, reason: impl Into<String>) -> Self {
        FaultError {
            text: text.into(),
            reason: reason.into(),
        }
    }
}

const EFFECTS: &str = "latency=TIME, latency=TIME..TIME, a status such as 503, 503=RETRY_AFTER, \
                       html-503, reset-before, reset-after, truncate, stall; a time is such as 250ms, \
                       1.5s or 2m, and at most a year";
const TIMES: &str = "a share such as 10%, requests such as 3 or 1..5 or 2,4, or every/5";

impl FromStr for Fault {
    type Err = FaultError;

    /// Reads `OPERATION:EFFECT@WHEN`: `*:503@10%`, `create_contact:reset-after@3`, `*:latency=50ms..2s`.
    ///
    /// Without `@WHEN` it happens at every request; without `OPERATION:`, at every operation.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let fail = |reason: String| FaultError::new(text, reason);
        let (operation, rest) = match text.split_once(':') {
            Some(("*" | "", rest)) => (None, rest),
            Some((operation, rest)) => (Some(operation.to_owned()), rest),
            None => (None, text),
        };
        let (effect, when) = match rest.split_once('@') {
            Some((effect, when)) => {
                let when = read_when(when)
                    .ok_or_else(|| fail(format!("`{when}` is not a when: write {TIMES}")))?;
                (effect, when)
            }
            None => (rest, When::Always),
        };
        let effect = read_effect(effect).ok_or_else(|| {
            fail(format!(
                "`{effect}` is not an effect: write one of {EFFECTS}"
            ))
        })?;
        Ok(Fault {
            operation,
            effect,
            when,
        })
    }
}

fn read_effect(text: &str) -> Option<Effect> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let failure = match (name, value) {
        ("latency", Some(value)) => {
            let (least, most) = value.split_once("..").unwrap_or((value, value));
            let (least, most) = (time::parse(least)?, time::parse(most)?);
            return (least <= most).then_some(Effect::Latency(least..=most));
        }
        ("reset-before", None) => FailureMode::ResetBefore,
        ("reset-after", None) => FailureMode::ResetAfter,
        ("truncate", None) => FailureMode::Truncate,
        ("stall", None) => FailureMode::Stall,
        (name, value) => {
            let (html, status) = match name.strip_prefix("html-") {
                Some(status) => (true, status),
                None => (false, name),
            };
            let status = status.parse().ok().filter(|it| (400..600).contains(it))?;
            let retry_after = match value {
                Some(value) => Some(time::parse(value)?),
                None => None,
            };
            FailureMode::Status {
                status,
                retry_after,
                html,
            }
        }
    };
    Some(Effect::Fail(failure))
}

fn read_when(text: &str) -> Option<When> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent: f64 = percent.trim().parse().ok()?;
        return (0.0..=100.0)
            .contains(&percent)
            .then_some(When::Rate(percent / 100.0));
    }
    if let Some(step) = text.strip_prefix("every/") {
        let step = step.parse().ok().filter(|it| *it > 0)?;
        return Some(When::Every(step));
    }
    let ranges: Option<Vec<_>> = text
        .split(',')
        .map(|range| {
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            let first = first.trim().parse().ok()?;
            let last = last.trim().parse().ok()?;
            (1 <= first && first <= last).then_some(first..=last)
        })
        .collect();
    Some(When::Requests(ranges?))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.operation.as_deref().unwrap_or("*"))?;
        match &self.effect {
            Effect::Latency(time) if time.start() == time.end() => {
                write!(f, "latency={}", Time(*time.start()))?;
            }
            Effect::Latency(time) => {
                write!(f, "latency={}..{}", Time(*time.start()), Time(*time.end()))?;
            }
            Effect::Fail(FailureMode::Status {
                status,
                retry_after,
                html,
            }) => {
                write!(f, "{}{status}", if *html { "html-" } else { "" })?;
                if let Some(time) = retry_after {
                    write!(f, "={}", Time(*time))?;
                }
            }
            Effect::Fail(FailureMode::ResetBefore) => f.write_str("reset-before")?,
            Effect::Fail(FailureMode::ResetAfter) => f.write_str("reset-after")?,
            Effect::Fail(FailureMode::Truncate) => f.write_str("truncate")?,
            Effect::Fail(FailureMode::Stall) => f.write_str("stall")?,
        }
        match &self.when {
            When::Always => Ok(()),
            When::Rate(rate) => write!(f, "@{}%", rate * 100.0),
            When::Every(step) => write!(f, "@every/{step}"),
            When::Requests(ranges) => {
                for (index, range) in ranges.iter().enumerate() {
                    f.write_str(if index == 0 { "@" } else { "," })?;
                    write!(f, "{}", range.start())?;
                    if range.start() != range.end() {
                        write!(f, "..{}", range.end())?;
                    }
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "*:latency=50ms",
            "*:latency=50ms..1500ms@every/5",
            "create_contact:reset-after@3",
            "create_contact:reset-before@1..4,9",
            "*:429=2000ms@10%",
            "list_contacts:html-502@0.5%",
            "get_contact:truncate",
            "get_contact:stall@2",
            "*:500",
        ] {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(fault.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_fault_says_what_is() {
        for (text, reason) in [
            ("*:explode", "`explode` is not an effect"),
            ("*:200", "`200` is not an effect"),
            ("*:latency=2s..1s", "`latency=2s..1s` is not an effect"),
            ("*:latency=1e18s", "at most a year"),
            ("*:429=99999999m", "at most a year"),
            ("*:500@200%", "`200%` is not a when"),
            ("*:500@0", "`0` is not a when"),
            ("*:500@5..2", "`5..2` is not a when"),
            ("*:500@every/0", "`every/0` is not a when"),
            ("", "`` is not an effect"),
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
