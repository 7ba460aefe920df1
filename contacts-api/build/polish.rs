use proc_macro2::TokenStream;

pub fn polish(code: TokenStream) -> Result<String, String> {
    format(code)
}

/// Generated code as people read it: errors and debuggers lead there.
pub fn format(code: TokenStream) -> Result<String, String> {
    let file = syn::parse2(code).map_err(|error| format!("the generated code does not parse: {error}"))?;
    Ok(prettyplease::unparse(&file))
}
