//! Switches for what nobody outside knows about the real service.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::time::{self, Time};

/// How the emulator behaves where the API's documentation is silent.
///
/// Every field is one unknown; [`Behaviour::default`] has the choices of this project's document.
/// As text, such as in a flag, a switch is `name=value`, see [`Behaviour::set`].
///
/// ```
/// # use contacts_emulator::Behaviour;
/// let mut behaviour = Behaviour::default();
/// behaviour.set("unique-numbers=true")?;
/// assert!(behaviour.unique_numbers);
/// # Ok::<(), contacts_emulator::UnknownSwitch>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
pub struct Behaviour {
    /// Whether a number that another contact has is refused with 422. Default: no.
    pub unique_numbers: bool,
    /// Which of several contacts with a number is found. Default: the one with the lowest id.
    pub by_number: ByNumber,
    /// What is answered for a number that no contact has. Default: 404.
    pub missing_number: MissingNumber,
    /// What `null` does to a nullable property in an update. Default: it clears it.
    pub null: Null,
    /// How a property without a value is shown. Default: as `null`.
    pub unset: Unset,
    /// What an error's body looks like. Default: as documented.
    pub error_body: ErrorBody,
    /// What is answered when a contact to delete does not exist. Default: 404.
    pub delete_missing: DeleteMissing,
    /// Whether a successful delete is answered with 204, whatever the document says. Default: no.
    pub delete_no_content: bool,
    /// Whether a limit above the documented maximum is taken as the maximum, instead of being
    /// refused with 400. Default: no.
    pub clamp_limit: bool,
    /// Whether tokens are also taken from `?access_token=` and from Basic credentials. Default:
    /// yes, as the service is known to do.
    pub other_credentials: bool,
    /// What a property that the document does not have does when it is sent. Default: nothing.
    pub unknown_properties: Unknown,
    /// How many requests a company may send in what time; further ones are answered with 429 and
    /// `Retry-After`. Default: any number.
    pub rate_limit: Option<RateLimit>,
}

/// Which of several contacts with the same number is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByNumber {
    /// The one that was created first.
    Lowest,
    /// The one that was created last.
    Highest,
}

/// The answer for a number that no contact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingNumber {
    /// 404, as documented.
    NotFound,
    /// 200 with `null` in the envelope.
    NullContact,
}

/// What `null` does in an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// The property has no value afterwards.
    Clears,
    /// The property keeps its value.
    Ignored,
    /// 422.
    Refused,
}

/// How a property without a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unset {
    /// As `null`.
    Null,
    /// Not at all.
    Omitted,
}

/// The form of an error's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorBody {
    /// As documented.
    Documented,
    /// An HTML page, as proxies send it; 401 stays as documented, since the real one has been seen.
    Html,
    /// No body; 401 stays as documented, since the real one has been seen.
    Empty,
}

/// The answer when a contact to delete does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteMissing {
    /// 404, as documented.
    NotFound,
    /// As if it had existed.
    Success,
}

/// What a property that the document does not have does when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing.
    Ignored,
    /// The request is refused with 422: this finds misspelt properties.
    Refused,
}

/// A number of requests in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests.
    pub requests: u32,
    /// The time.
    pub per: Duration,
}

impl Default for Behaviour {
    fn default() -> Self {
        Behaviour {
            unique_numbers: false,
            by_number: ByNumber::Lowest,
            missing_number: MissingNumber::NotFound,
            null: Null::Clears,
            unset: Unset::Null,
            error_body: ErrorBody::Documented,
            delete_missing: DeleteMissing::NotFound,
            delete_no_content: false,
            clamp_limit: false,
            other_credentials: true,
            unknown_properties: Unknown::Ignored,
            rate_limit: None,
        }
    }
}

/// A switch that does not exist, or not with that value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownSwitch {
    /// There is no switch of that name.
    #[error("there is no switch `{name}`: the switches are {}", SWITCHES.map(|it| it.name).join(", "))]
    Name {
        /// The name that was given.
        name: String,
    },
    /// The switch has no such value.
    #[error("the switch `{name}` cannot be `{value}`: write {values}")]
    Value {
        /// The switch.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// The values that it may have.
        values: &'static str,
    },
}

/// A switch as text.
struct Switch {
    name: &'static str,
    /// The values that it may have, for people.
    values: &'static str,
    get: fn(&Behaviour) -> String,
    /// Sets the value; `None` if the switch cannot have it.
    set: fn(&mut Behaviour, &str) -> Option<()>,
}

/// Writes a switch with a few values: the field, and the word for each value.
macro_rules! switch {
    ($name:literal, $field:ident, $values:literal, { $($word:literal => $value:expr),+ $(,)? }) => {
        Switch {
            name: $name,
            values: $values,
            get: |it| match it.$field {
                $(value if value == $value => $word,)+
                _ => "",
            }
            .to_owned(),
            set: |it, word| {
                it.$field = match word {
                    $($word => $value,)+
                    _ => return None,
                };
                Some(())
            },
        }
    };
    ($name:literal, $field:ident) => {
        switch!($name, $field, "true or false", { "true" => true, "false" => false })
    };
}

const SWITCHES: [Switch; 12] = [
    switch!("unique-numbers", unique_numbers),
    switch!("by-number", by_number, "lowest or highest", {
        "lowest" => ByNumber::Lowest,
        "highest" => ByNumber::Highest,
    }),
    switch!("missing-number", missing_number, "404 or null", {
        "404" => MissingNumber::NotFound,
        "null" => MissingNumber::NullContact,
    }),
    switch!("null", null, "clears, ignored or refused", {
        "clears" => Null::Clears,
        "ignored" => Null::Ignored,
        "refused" => Null::Refused,
    }),
    switch!("unset", unset, "null or omitted", {
        "null" => Unset::Null,
        "omitted" => Unset::Omitted,
    }),
    switch!("error-body", error_body, "documented, html or empty", {
        "documented" => ErrorBody::Documented,
        "html" => ErrorBody::Html,
        "empty" => ErrorBody::Empty,
    }),
    switch!("delete-missing", delete_missing, "404 or success", {
        "404" => DeleteMissing::NotFound,
        "success" => DeleteMissing::Success,
    }),
    switch!("delete-no-content", delete_no_content),
    switch!("clamp-limit", clamp_limit),
    switch!("other-credentials", other_credentials),
    switch!("unknown-properties", unknown_properties, "ignored or refused", {
        "ignored" => Unknown::Ignored,
        "refused" => Unknown::Refused,
    }),
    Switch {
        name: "rate-limit",
        values: "none, or requests/time such as 10/1s",
        get: |it| match it.rate_limit {
            None => "none".to_owned(),
            Some(limit) => limit.to_string(),
        },
        set: |it, value| {
            it.rate_limit = match value {
                "none" => None,
                limit => Some(limit.parse().ok()?),
            };
            Some(())
        },
    },
];

impl Behaviour {
    /// Returns the names of all switches, and the values that each may have.
    pub fn switches() -> impl Iterator<Item = (&'static str, &'static str)> {
        SWITCHES.iter().map(|it| (it.name, it.values))
    }

    /// Sets one switch, written `name=value`.
    ///
    /// # Errors
    ///
    /// If there is no such switch, or no such value; the error lists those that exist.
    pub fn set(&mut self, switch: &str) -> Result<(), UnknownSwitch> {
        let (name, value) = switch.split_once('=').unwrap_or((switch, "true"));
        let (name, value) = (name.trim(), value.trim());
        let Some(switch) = SWITCHES.iter().find(|it| it.name == name) else {
            return Err(UnknownSwitch::Name {
                name: name.to_owned(),
            });
        };
        (switch.set)(self, value).ok_or_else(|| UnknownSwitch::Value {
            name: switch.name,
            value: value.to_owned(),
            values: switch.values,
        })
    }

    /// Returns all switches as they are set, each written as [`Behaviour::set`] reads it.
    pub fn settings(&self) -> impl Iterator<Item = String> + '_ {
        SWITCHES
            .iter()
            .map(|it| format!("{}={}", it.name, (it.get)(self)))
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.requests, Time(self.per))
    }
}

impl FromStr for RateLimit {
    type Err = String;

    /// Reads `REQUESTS/TIME`, such as `10/1s`.
    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (requests, per) = text.split_once('/')?;
            let limit = RateLimit {
                requests: requests.trim().parse().ok()?,
                per: time::parse(per.trim())?,
            };
            (limit.requests > 0 && !limit.per.is_zero()).then_some(limit)
        };
        read().ok_or_else(|| {
            format!("`{text}` is not a rate: write requests and a time, such as `10/1s`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_reads_what_it_shows() {
        let mut behaviour = Behaviour::default();
        for setting in ["rate-limit=10/250ms", "null=refused", "clamp-limit"] {
            behaviour.set(setting).unwrap();
        }
        let mut again = Behaviour::default();
        for setting in behaviour.settings() {
            again.set(&setting).unwrap();
        }
        assert_eq!(again, behaviour);
        assert_ne!(again, Behaviour::default());
    }

    #[test]
    fn what_is_no_switch_says_what_is() {
        let mut behaviour = Behaviour::default();
        let error = behaviour.set("colour=red").unwrap_err().to_string();
        assert!(
            error.starts_with("there is no switch `colour`: the switches are unique-numbers, ")
        );
        let error = behaviour.set("null=red").unwrap_err().to_string();
        assert_eq!(
            error,
            "the switch `null` cannot be `red`: write clears, ignored or refused"
        );
        for rate in ["0/1s", "1/0s", "1", "x/1s"] {
            assert!(
                behaviour.set(&format!("rate-limit={rate}")).is_err(),
                "{rate}"
            );
        }
        assert_eq!(behaviour, Behaviour::default());
    }
}
