//! Lets generated code send through `Client::exchange`. The generator's code sends through a hook that has to
//! return a response, looks at its status and reads it. `Client::exchange` reads the answer once and
//! distinguishes a success from everything else: the bytes of an answer are read in one place, a tenth of a
//! call is saved, and every error is the crate's own.

use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMatch, File, Ident, ItemMod, Pat, Stmt, Token, parse_quote};

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

    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let Some(reader) = block.stmts.last().and_then(reader) else {
            return;
        };
        let Some(exec) = block.stmts.iter().find_map(ExecCall::of) else {
            return;
        };
        block.stmts.pop();
        block.stmts.retain(|it| !exec.is_in(it));
        let ExecCall {
            client, arguments, ..
        } = exec;
        let sent: Expr = parse_quote!(#client.#reader(#arguments).await);
        block.stmts.push(Stmt::Expr(sent, None));
        self.0 += 1;
    }
}

/// `let result = client.exec(request, &info).await;`, with whatever names: if an operation has a
/// parameter `result`, the generator calls its own variable `_result`.
struct ExecCall {
    result: Ident,
    client: Expr,
    arguments: Punctuated<Expr, Token![,]>,
}

impl ExecCall {
    fn of(statement: &Stmt) -> Option<Self> {
        let (Pat::Ident(result), Expr::Await(waiting)) = bound(statement)? else {
            return None;
        };
        let Expr::MethodCall(call) = &*waiting.base else {
            return None;
        };
        (call.method == "exec").then(|| ExecCall {
            result: result.ident.clone(),
            client: (*call.receiver).clone(),
            arguments: call.args.clone(),
        })
    }

    /// Returns whether a statement is this call, or turns its result into a response.
    fn is_in(&self, statement: &Stmt) -> bool {
        let is_response = match bound(statement) {
            Some((_, Expr::Try(tried))) => {
                matches!(&*tried.expr, Expr::Path(it) if it.path.is_ident(&self.result))
            }
            _ => false,
        };
        is_response || ExecCall::of(statement).is_some()
    }
}

/// Returns the pattern of a `let`, and the expression that it binds.
fn bound(statement: &Stmt) -> Option<(&Pat, &Expr)> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    let pat = match &local.pat {
        Pat::Type(typed) => &*typed.pat,
        pat => pat,
    };
    Some((pat, &*local.init.as_ref()?.expr))
}

/// Returns the method of the client that reads the answer of this statement.
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

/// Returns the value of a block that does nothing else.
fn inside(expr: &Expr) -> &Expr {
    match expr {
        Expr::Block(it) if it.label.is_none() => match &it.block.stmts[..] {
            [Stmt::Expr(only, None)] => inside(only),
            _ => expr,
        },
        _ => expr,
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

    #[test]
    fn a_parameter_may_have_the_name_of_a_local() {
        let mut block: Block = parse_quote!({
            let _result = client.exec(_request, &info).await;
            let _response = _result?;
            match _response.status().as_u16() {
                200 => ResponseValue::from_response(_response).await,
                _ => Err(Error::UnexpectedResponse(_response)),
            }
        });
        Once(0).visit_block_mut(&mut block);
        let wanted: Block = parse_quote!({ client.typed(_request, &info).await });
        assert_eq!(block, wanted);
    }
}
