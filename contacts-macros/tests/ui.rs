//! What the derive says of mistakes: a file for each rule, with what the compiler shows.
//!
//! `TRYBUILD=overwrite cargo test -p contacts-macros --test ui` writes what is shown now; read the
//! change as prose before it is committed. Messages of ours are here, with what the compiler adds to
//! them; how it words its own differs from version to version, and
//! `tests/documents/programs` looks at those.
//!
//! The test stands here and not in `tests/`, since it builds a project with the dependencies of
//! the package that runs it, and these are few.
#![forbid(unsafe_code)]

#[test]
fn each_mistake_is_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
