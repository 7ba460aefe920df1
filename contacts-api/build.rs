//! Says where the code of the document's client is that is compiled: made here with the feature
//! `generate`, else in the package.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use contacts_openapi::generated;

fn main() -> ExitCode {
    #[cfg(feature = "generate")]
    let taken = generated::anew(contacts_codegen::write_client);
    #[cfg(not(feature = "generate"))]
    let taken = generated::client();
    generated::tell(taken)
}
