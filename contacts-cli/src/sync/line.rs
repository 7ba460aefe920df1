//! A step of a plan as a line of a diff.

use contacts_openapi::show as shown;
use contacts_sync::{Change, Step};
use serde_json::{Map, Value};

use crate::output::visible;

/// Returns the line: `+ row 2  4571999999  name: Åse`, `~ contact 7  4571999999  name: Åse → Åsa`.
pub(super) fn line(step: &Step) -> String {
    let text = match &step.change {
        Change::Create { contact } => {
            let row = step.row.map(|it| format!("row {it}")).unwrap_or_default();
            format!(
                "+ {row}  {}  {}",
                step.number,
                properties(contact, &step.number)
            )
        }
        Change::Update { id, before, update } => {
            format!(
                "~ contact {id}  {}  {}",
                step.number,
                changes(before, update)
            )
        }
        Change::Delete { id, before } => {
            let sent: Map<String, Value> = before
                .iter()
                .filter(|(name, value)| is_sent(name) && !value.is_null())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            format!(
                "- contact {id}  {}  {}",
                step.number,
                properties(&sent, &step.number)
            )
        }
    };
    format!("  {}", visible(&text))
}

/// Returns whether a property is one that can be sent, and not one that the service derives.
fn is_sent(name: &str) -> bool {
    let create = contacts_openapi::document().roles().create.as_ref();
    create.is_some_and(|it| it.payload.properties.iter().any(|it| it.name == name))
}

/// Returns each property except the number, which comes before them.
fn properties(contact: &Map<String, Value>, number: &str) -> String {
    let mut texts = Vec::new();
    for (name, value) in contact {
        let value = shown(value);
        if value != number {
            texts.push(format!("{name}: {value}"));
        }
    }
    texts.join(", ")
}

fn changes(before: &Map<String, Value>, update: &Map<String, Value>) -> String {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(value) => shown(value),
    };
    let changes = update
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value));
    let changes = changes
        .map(|(name, value)| format!("{name}: {} → {}", text(before.get(name)), text(Some(value))));
    changes.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(change: &Value) -> Step {
        let mut step = json!({"row": 2, "key": "k", "number": "4571999999"});
        step.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        serde_json::from_value(step).unwrap()
    }

    #[test]
    fn a_step_is_a_line_that_says_what_was_and_what_will_be() {
        for (change, wanted) in [
            (
                json!({"action": "create", "contact": {"name": "Åse", "number": "4571999999"}}),
                "  + row 2  4571999999  name: Åse",
            ),
            (
                json!({"action": "update", "id": 7, "before": {"name": "Åse", "email": null},
                       "update": {"name": "Åsa", "email": "a@x.dk"}}),
                "  ~ contact 7  4571999999  name: Åse → Åsa, email: nothing → a@x.dk",
            ),
            (
                json!({"action": "delete", "id": 7, "before": {"id": 7, "name": "Å\u{202e}se", "email": null, "number_formatted": "71 99"}}),
                "  - contact 7  4571999999  name: Å\\u{202e}se",
            ),
        ] {
            assert_eq!(line(&step(&change)), wanted);
        }
    }
}
