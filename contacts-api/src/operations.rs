//! What the transport has to know of each operation; the table is generated from the document.

use reqwest::StatusCode;

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// The first documented status of success, if this one is not documented.
pub(crate) fn first_success(operation: &str, status: StatusCode) -> Option<StatusCode> {
    let (_, documented) = SUCCESS.iter().find(|(id, _)| *id == operation)?;
    if documented.contains(&status.as_u16()) {
        return None;
    }
    StatusCode::from_u16(*documented.first()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undocumented_success_counts_as_the_documented_one() {
        assert_eq!(
            first_success("delete_contact", StatusCode::NO_CONTENT),
            Some(StatusCode::OK)
        );
        assert_eq!(first_success("delete_contact", StatusCode::OK), None);
        assert_eq!(first_success("no_such_operation", StatusCode::OK), None);
    }
}
