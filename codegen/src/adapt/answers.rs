//! The generated code sends through a hook that has to return a response, looks at its status and
//! reads it. Here it sends through `Client::exchange`, which reads the answer once and tells a success
//! from all else: the bytes of an answer are looked at in one place, a tenth of a call is saved, and
//! every error is the one that the crate has.

use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMatch, File, Ident, ItemMod, Pat, Stmt, parse_quote};

use super::Context;
use super::syntax::{call_of, is_named};

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

    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let Some(reader) = block.stmts.last().and_then(reader) else {
            return;
        };
        block.stmts.pop();
        block
            .stmts
            .retain(|it| !binds(it, "result") && !binds(it, "response"));
        let sent: Expr = parse_quote!(client.#reader(request, &info).await);
        block.stmts.push(Stmt::Expr(sent, None));
        self.0 += 1;
    }
}

/// Which method of the client reads the answer that is looked at here.
fn reader(statement: &Stmt) -> Option<Ident> {
    let Stmt::Expr(Expr::Match(looked), None) = statement else {
        return None;
    };
    let looks_at_a_status =
        matches!(&*looked.expr, Expr::MethodCall(call) if call.method == "as_u16");
    if !looks_at_a_status {
        return None;
    }
    success(looked)
}

fn success(looked: &ExprMatch) -> Option<Ident> {
    looked.arms.iter().find_map(|arm| match inside(&arm.body) {
        Expr::Await(waiting) => {
            call_of(&waiting.base, &["ResponseValue", "from_response"])?;
            Some(parse_quote!(typed))
        }
        body => {
            let value = call_of(body, &["Ok"])?;
            if call_of(value, &["ResponseValue", "empty"]).is_some() {
                return Some(parse_quote!(empty));
            }
            call_of(value, &["ResponseValue", "stream"])?;
            Some(parse_quote!(bytes))
        }
    })
}

/// What a block comes to that does nothing else.
fn inside(expr: &Expr) -> &Expr {
    match expr {
        Expr::Block(it) if it.label.is_none() => match &it.block.stmts[..] {
            [Stmt::Expr(only, None)] => inside(only),
            _ => expr,
        },
        _ => expr,
    }
}

fn binds(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::Local(local) => match &local.pat {
            Pat::Type(typed) => is_named(&typed.pat, name),
            pat => is_named(pat, name),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_at_a_response_leaves_it_to_the_client() {
        for (read, wanted) in [
            (
                parse_quote!(ResponseValue::from_response(response).await),
                "typed",
            ),
            (parse_quote!(Ok(ResponseValue::empty(response))), "empty"),
            (parse_quote!(Ok(ResponseValue::stream(response))), "bytes"),
        ] {
            let read: Expr = read;
            let mut block: Block = parse_quote!({
                let info = OperationInfo { operation_id: "x" };
                let result = client.exec(request, &info).await;
                let response = result?;
                match response.status().as_u16() {
                    404 => Err(Error::ErrorResponse(ResponseValue::from_response(response).await?)),
                    200 => { #read }
                    _ => Err(Error::UnexpectedResponse(response)),
                }
            });
            let mut visitor = Once(0);
            visitor.visit_block_mut(&mut block);
            assert_eq!(visitor.0, 1);
            let reader = Ident::new(wanted, proc_macro2::Span::call_site());
            let wanted: Block = parse_quote!({
                let info = OperationInfo { operation_id: "x" };
                client.#reader(request, &info).await
            });
            assert_eq!(block, wanted);
        }
    }
}
