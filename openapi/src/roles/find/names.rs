//! The names by which a role is recognised if nothing else says it.

use crate::names::snake;
use crate::schema::Member;

pub(super) const NUMBER: [&str; 10] = [
    "number",
    "phone_number",
    "phone",
    "msisdn",
    "telephone",
    "telephone_number",
    "phone_no",
    "tel",
    "mobile",
    "mobile_number",
];
pub(super) const NAME: [&str; 6] = [
    "name",
    "full_name",
    "display_name",
    "contact_name",
    "title",
    "label",
];
pub(super) const EMAIL: [&str; 4] = ["email", "email_address", "e_mail", "mail"];
pub(super) const FORMATTED: [&str; 6] = [
    "number_formatted",
    "formatted_number",
    "number_national",
    "number_display",
    "phone_formatted",
    "phone_number_formatted",
];
pub(super) const LIMIT: [&str; 9] = [
    "limit",
    "per_page",
    "page_size",
    "max_results",
    "count",
    "size",
    "take",
    "first",
    "page_limit",
];
pub(super) const TOTAL: [&str; 7] = [
    "total",
    "total_count",
    "total_items",
    "total_results",
    "total_records",
    "total_elements",
    "count",
];
pub(super) const MORE: [&str; 4] = ["has_more", "has_next", "has_next_page", "more"];
pub(super) const OFFSET: [&str; 3] = ["offset", "skip", "start"];
pub(super) const PAGE: [&str; 3] = ["page", "page_number", "page_no"];

pub(super) const ID: [&str; 6] = ["id", "contact_id", "uuid", "guid", "x_id", "key"];

/// Returns the member with the first of these names that any member has, in any case style.
pub(super) fn by_name<'m>(
    members: impl Iterator<Item = &'m Member>,
    names: &[&str],
) -> Option<&'m Member> {
    let members: Vec<&Member> = members.collect();
    let mut names = names.iter();
    names.find_map(|name| members.iter().copied().find(|it| snake(&it.name) == *name))
}

/// Returns whether the page includes the id that a parameter with this name takes as a cursor; `None` if it
/// does not take one.
pub(super) fn goes_on_from(name: &str) -> Option<bool> {
    match snake(name).as_str() {
        "id_gt_or_eq"
        | "id_gte"
        | "id_from"
        | "from_id"
        | "min_id"
        | "start_id"
        | "since_id_inclusive"
        | "id_ge"
        | "starting_from"
        | "id_greater_or_equal"
        | "id_min" => Some(true),
        "id_gt" | "after" | "after_id" | "starting_after" | "since_id" | "id_after" | "last_id"
        | "id_greater_than" => Some(false),
        _ => None,
    }
}
