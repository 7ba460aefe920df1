//! Of the output, what a failure is told with.

#[path = "../../../contacts-cli/src/output/color.rs"]
pub(crate) mod color;
