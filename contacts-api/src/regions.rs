//! The regions in which a national number can be read; the table is in the crate
//! `contacts-openapi`.

include!(concat!(env!("CONTACTS_GENERATED"), "/regions.rs"));

/// Returns whether `code` names a region of [`REGIONS`], in either case.
///
/// ```
/// use contacts_api::is_region;
///
/// assert!(is_region("DK") && is_region("dk"));
/// assert!(!is_region("UK"), "the United Kingdom is GB");
/// ```
#[must_use]
pub fn is_region(code: &str) -> bool {
    code.len() == 2
        && REGIONS
            .binary_search_by(|region| {
                let upper = code.bytes().map(|byte| byte.to_ascii_uppercase());
                region.bytes().cmp(upper)
            })
            .is_ok()
}
