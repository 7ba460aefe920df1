//! Plans against given contacts, with any document.

use contacts_api::phone_book::ContactId;
use contacts_openapi::Document;
use serde_json::{Map, Value};

use crate::entry::Entry;
use crate::layout::{Lacking, Layout};
use crate::memory::Memory;
use crate::plan::{Plan, Planner, Rules};

/// Returns the plan against contacts that are given and not read from a service: to try out rules, or to test
/// what a source becomes. `is_allowed` refuses an update that must not be sent, with the path of the wrong
/// value and the reason.
///
/// # Errors
///
/// If the document lacks what a sync needs.
///
/// ```
/// use contacts_sync::{Rules, plan_against};
///
/// let document = contacts_openapi::document();
/// let plan = plan_against(document, |_| Ok(()), [], [], Rules::default())?;
/// assert!(plan.is_empty());
/// # Ok::<(), contacts_sync::Lacking>(())
/// ```
pub fn plan_against<'d>(
    document: &'d Document,
    is_allowed: impl Fn(&Value) -> Result<(), (String, String)> + Send + Sync + 'd,
    entries: impl IntoIterator<Item = Entry>,
    contacts: impl IntoIterator<Item = (Option<ContactId>, Map<String, Value>)>,
    rules: Rules,
) -> Result<Plan, Lacking> {
    let layout = Layout::of(document, Box::new(is_allowed))?;
    let mut planner = Planner::new(&layout, rules, Memory::default());
    for entry in entries {
        planner.entry(&entry);
    }
    let mut matching = planner.matching(&std::collections::HashMap::new());
    for (id, contact) in contacts {
        matching.contact(id, contact);
    }
    Ok(matching.finish())
}
