//! The regions that the derive accepts in `region = "…"` are those that the library reads.

#[path = "../../../../contacts-macros/src/region.rs"]
#[expect(dead_code, unreachable_pub, reason = "it is the derive's own")]
mod region;

#[test]
fn the_derive_knows_the_regions_of_the_library_and_no_others() {
    let letters = || 'A'..='Z';
    let mut known = 0;
    for (first, second) in letters().flat_map(|it| letters().map(move |other| (it, other))) {
        let code = format!("{first}{second}");
        assert_eq!(
            region::is_known(&code),
            contacts_api::is_region(&code),
            "{code}"
        );
        known += usize::from(region::is_known(&code));
    }
    assert_eq!(known, contacts_api::REGIONS.len());
    assert!(!region::is_known("dk") && !region::is_known(""));
}
