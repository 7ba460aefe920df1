//! Says where the table is that the derive checks against: made here with the feature `generate`, else in
//! the package.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use contacts_openapi::generated;

fn main() -> ExitCode {
    #[cfg(feature = "generate")]
    let taken = generated::anew(generated::write_table);
    #[cfg(not(feature = "generate"))]
    let taken = generated::table();
    generated::tell(taken)
}
