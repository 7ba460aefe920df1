//! A plan in a file, to be looked at before it is applied.

use serde::{Deserialize, Serialize};

use super::Plan;

const FORMAT: &str = "contacts-plan 1";

/// Why a file is not a plan that can be applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanFileError {
    /// It is not JSON, or not the JSON of a plan.
    #[error("it is not a plan: {0}")]
    NoPlan(#[from] serde_json::Error),
    /// It is a plan of another version.
    #[error(
        "it is a plan in the format {found:?}, and this version reads {FORMAT:?}: make it again"
    )]
    Format {
        /// The format that it names.
        found: String,
    },
}

#[derive(Serialize)]
struct Written<'p> {
    format: &'static str,
    #[serde(flatten)]
    plan: &'p Plan,
}

#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    format: String,
}

impl Plan {
    /// Returns the plan as JSON for a file. It contains people's names and numbers: keep it as safe as the
    /// phone book.
    pub fn to_json(&self) -> String {
        let written = Written {
            format: FORMAT,
            plan: self,
        };
        serde_json::to_string_pretty(&written).expect("its keys are texts")
    }

    /// Reads a plan from a file.
    ///
    /// # Errors
    ///
    /// If it is not a plan, or one of another version.
    ///
    /// ```
    /// use contacts_sync::Plan;
    ///
    /// let plan = Plan::default();
    /// assert_eq!(Plan::from_json(&plan.to_json())?, plan);
    /// assert!(Plan::from_json("{}").is_err());
    /// # Ok::<(), contacts_sync::PlanFileError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, PlanFileError> {
        let Read { format } = serde_json::from_str(text)?;
        if format != FORMAT {
            return Err(PlanFileError::Format { found: format });
        }
        Ok(serde_json::from_str(text)?)
    }
}
