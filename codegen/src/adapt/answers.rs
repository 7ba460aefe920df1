//! The generated code sends through a hook that has to return a response, and reads that. Here it
//! sends through `Client::exchange`, whose answer is read already: a tenth of a call.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, ItemMod, parse_quote};

use super::Context;
use super::syntax::call_of;

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut visitor = Once(0);
    for item in &mut file.items {
        if let syn::Item::Mod(module) = item
            && module.ident == "builder"
        {
            visitor.visit_item_mod_mut(module);
        }
    }
    visitor.0
}

struct Once(usize);

impl VisitMut for Once {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Some(new) = read_once(expr) {
            *expr = new;
            self.0 += 1;
        }
    }
}

fn read_once(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::MethodCall(call) if call.method == "exec" => {
            let (client, arguments) = (&call.receiver, &call.args);
            Some(parse_quote!(#client.exchange(#arguments)))
        }
        Expr::Await(waiting) => {
            let response = call_of(&waiting.base, &["ResponseValue", "from_response"])?;
            Some(parse_quote!(#response.typed()))
        }
        Expr::Call(_) => {
            if let Some(response) = call_of(expr, &["ResponseValue", "empty"]) {
                return Some(parse_quote!(#response.empty()));
            }
            if let Some(response) = call_of(expr, &["ResponseValue", "stream"]) {
                return Some(parse_quote!(#response.bytes()));
            }
            let response = call_of(expr, &["Error", "UnexpectedResponse"])?;
            Some(parse_quote!(Error::UnexpectedResponse(#response.into_response())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_a_response_reads_the_answer() {
        let mut expr: Expr = parse_quote! {
            match client.exec(request, &info).await?.status().as_u16() {
                200 => ResponseValue::from_response(response).await,
                201 => Ok(ResponseValue::empty(response)),
                202 => Ok(ResponseValue::stream(response)),
                404 => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),
                _ => Err(Error::UnexpectedResponse(response)),
            }
        };
        let mut visitor = Once(0);
        visitor.visit_expr_mut(&mut expr);
        assert_eq!(visitor.0, 6);
        let wanted: Expr = parse_quote! {
            match client.exchange(request, &info).await?.status().as_u16() {
                200 => response.typed(),
                201 => Ok(response.empty()),
                202 => Ok(response.bytes()),
                404 => Err(Error::ErrorResponse(response.typed()?)),
                _ => Err(Error::UnexpectedResponse(response.into_response())),
            }
        };
        assert_eq!(expr, wanted);
    }
}
