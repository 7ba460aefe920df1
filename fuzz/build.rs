//! Says where the table is that the derive checks against, for its target.
#![forbid(unsafe_code)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../contacts-macros/generated");
    println!("cargo::rustc-env=CONTACTS_GENERATED={folder}");
}
