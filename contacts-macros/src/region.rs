//! The regions that a number can be read in: the list is the document crate's.

use crate::table::REGIONS;

/// Is it what `region = "…"` can name: two capital letters of ISO 3166-1?
pub fn is_known(region: &str) -> bool {
    REGIONS.binary_search(&region).is_ok()
}

/// The region that the writer of an unknown one most likely meant.
pub fn meant(region: &str) -> Option<&'static str> {
    let capitals = region.trim().to_uppercase();
    let code = match capitals.as_str() {
        "UK" => "GB",
        "EL" => "GR",
        other => other,
    };
    let index = REGIONS.binary_search(&code).ok()?;
    Some(REGIONS[index])
}
