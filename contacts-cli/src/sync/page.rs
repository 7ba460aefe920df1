//! The report as a web page: one file, which needs no network and loads nothing.

use std::collections::BTreeMap;
use std::time::SystemTime;

use contacts_sync::{Applied, End, Plan};
use serde_json::{Value, json};

use super::report::{Details, Report, planned};

const PAGE: &str = include_str!("page.html");

/// Returns the page: counts as a bar, changes with before and after, rejects by reason.
pub(crate) fn page(
    report: &Report,
    plan: &Plan,
    applied: Option<&Applied>,
    source: &str,
) -> String {
    let mut rejects: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    let all = report.rejects.iter().chain(&report.duplicates);
    for reject in all.chain(&report.warnings) {
        let group = rejects.entry(reject.outcome.name()).or_default();
        let rows = group.entry(&reject.reason).or_default();
        rows.push(json!({"row": reject.row, "field": reject.field, "value": reject.value}));
    }
    let details = Details::default();
    let steps = plan.steps.iter().enumerate();
    let changes = steps.filter(|(at, _)| applied.is_none_or(|it| took_place(&it.ends[*at])));
    let changes: Vec<_> = changes.map(|it| planned(it.1, &details)).collect();
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let data = json!({
        "service": report.service,
        "source": source,
        "time": time.map_or(0, |it| it.as_secs()),
        "dry_run": report.dry_run,
        "summary": report.to_string(),
        "held_back": report.held_back,
        "counts": report.counts,
        "changes": changes,
        "rejects": rejects,
    });
    // In a script a text may contain anything except what ends the script or begins a comment.
    let data = data.to_string().replace('<', "\\u003c");
    PAGE.replace("@DATA@", &data)
}

/// Returns whether a step took effect; the others are among the rejects.
fn took_place(end: &End) -> bool {
    matches!(end, End::Created(_) | End::Updated | End::Deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_data_is_read_as_a_page_and_nothing_is_loaded() {
        let plan: Plan = serde_json::from_value(json!({
            "service": "http://x", "contacts": 0, "entries": 1, "unchanged": 0, "duplicates": [], "conflicts": [],
            "orphans": 0, "held_back": null, "adopted": [], "forgotten": [], "last_id": null,
            "steps": [{"row": 2, "key": "k", "number": "1", "action": "create",
                       "contact": {"name": "</script><script>alert(1)</script><!--"}}],
        }))
        .unwrap();
        let page = page(&Report::default(), &plan, None, "customers.csv");
        assert_eq!(
            page.matches("</script>").count(),
            2,
            "those of the page itself"
        );
        assert!(
            page.contains("\\u003c/script>\\u003cscript>alert(1)"),
            "it is there as text"
        );
        for foreign in ["http:", "https:", "src=", "@import", "url("] {
            let shell = PAGE.replace("@DATA@", "");
            assert!(!shell.contains(foreign), "{foreign}");
        }
    }
}
