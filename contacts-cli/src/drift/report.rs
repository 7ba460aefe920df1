//! The report on a service that differs from its document.

use std::fmt::Write as _;

use serde::Serialize;

/// One way in which the service differs from the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    /// The operation that was called.
    pub(crate) operation: String,
    /// The path of the property, such as `address.zip` or `tags[]`; empty for the answer as a whole.
    pub(crate) property: String,
    #[serde(rename = "problem")]
    pub(crate) deviation: Deviation,
    /// How many values differ.
    pub(crate) count: u64,
    pub(crate) of: u64,
    pub(crate) message: String,
    /// The place in the document that says otherwise, or that should say more.
    pub(crate) place: String,
    /// The component in which a property is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) component: Option<String>,
    /// What to put under `properties` there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) yaml: Option<String>,
}

/// In what way something differs, in the order in which the report says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deviation {
    Undocumented,
    NeverSent,
    Missing,
    Null,
    Kind,
    Rule,
    Status,
}

impl Deviation {
    const ALL: [(Deviation, &'static str); 7] = [
        (Deviation::Undocumented, "Sent, and not in the document:"),
        (Deviation::NeverSent, "In the document, and never sent:"),
        (Deviation::Missing, "Required, and not always sent:"),
        (
            Deviation::Null,
            "Null, where the document does not allow it:",
        ),
        (Deviation::Kind, "Of another kind than the document says:"),
        (Deviation::Rule, "Values that the document forbids:"),
        (
            Deviation::Status,
            "Answers that the document does not have:",
        ),
    ];
}

/// The whole outcome; serialised, it is what `-o json` prints.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(crate) struct Report {
    pub(crate) document: String,
    /// How many contacts were looked at.
    pub(crate) contacts: u64,
    pub(crate) findings: Vec<Finding>,
}

impl Report {
    /// Adds findings, except those that another operation with the same schema already had.
    pub(crate) fn add(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            let is_known = self.findings.iter().any(|it| {
                it.place == finding.place
                    && it.property == finding.property
                    && it.deviation == finding.deviation
                    && it.operation != finding.operation
            });
            if !is_known {
                self.findings.push(finding);
            }
        }
    }

    /// Returns the report for people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (deviation, heading) in Deviation::ALL {
            let findings = self.findings.iter().filter(|it| it.deviation == deviation);
            for (at, finding) in findings.enumerate() {
                if at == 0 {
                    let _ = writeln!(text, "{heading}");
                }
                let Finding {
                    operation,
                    message,
                    place,
                    ..
                } = finding;
                let _ = writeln!(text, "  {operation}: {message} ({place})");
                if let Some(yaml) = &finding.yaml {
                    let of = finding.component.as_deref().unwrap_or("the schema");
                    let _ = writeln!(text, "    put under `properties` of {of}, at {place}:");
                    yaml.lines().for_each(|line| {
                        let _ = writeln!(text, "      {line}");
                    });
                }
            }
            if !text.is_empty() && !text.ends_with("\n\n") {
                text.push('\n');
            }
        }
        let document = &self.document;
        let (contacts, are) = match self.contacts {
            1 => ("1 contact".to_owned(), "is"),
            several => (format!("{several} contacts"), "are"),
        };
        let _ = match self.findings.len() {
            0 => writeln!(text, "{contacts} {are} as {document} says"),
            1 => writeln!(text, "{contacts}, 1 difference from {document}"),
            several => writeln!(text, "{contacts}, {several} differences from {document}"),
        };
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(operation: &str, property: &str, deviation: Deviation) -> Finding {
        Finding {
            operation: operation.to_owned(),
            property: property.to_owned(),
            deviation,
            count: 3,
            of: 9,
            message: format!("`{property}` is odd"),
            place: "api.yaml:7".to_owned(),
            component: None,
            yaml: None,
        }
    }

    #[test]
    fn what_two_operations_have_in_common_is_said_once() {
        let mut report = Report {
            document: "api.yaml".to_owned(),
            contacts: 9,
            findings: Vec::new(),
        };
        assert_eq!(report.text(), "9 contacts are as api.yaml says\n");
        report.add(vec![finding("list", "a", Deviation::Rule)]);
        report.add(vec![
            finding("get", "a", Deviation::Rule),
            finding("get", "a", Deviation::Undocumented),
        ]);
        report.findings[1].yaml = Some("a:\n  type: string\n".to_owned());
        assert_eq!(
            report.text(),
            "Sent, and not in the document:\n  get: `a` is odd (api.yaml:7)\n    \
             put under `properties` of the schema, at api.yaml:7:\n      a:\n        type: string\n\n\
             Values that the document forbids:\n  list: `a` is odd (api.yaml:7)\n\n\
             9 contacts, 2 differences from api.yaml\n"
        );
    }
}
