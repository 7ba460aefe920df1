//! Makes the transport one hook, `exec`, which does what `Client::exchange` does, by way of a response. The
//! hooks before and after it do nothing and are not called. `ClientHooks` is implemented here, so that a
//! second implementation, which would expect `pre` or `post` to be called, does not compile.

use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, File, Stmt, parse_quote};

use super::Context;

pub(super) fn apply(file: &mut File, _: &Context<'_>) -> usize {
    let mut visitor = NoCalls(0);
    visitor.visit_file_mut(file);
    file.items.push(parse_quote! {
        /// A second implementation, to have `pre` or `post` called, would not compile: do what it
        /// should do in `Client::exchange`, through which every operation goes.
        impl ClientHooks<crate::Inner> for Client {
            async fn exec(
                &self,
                request: ::reqwest::Request,
                info: &OperationInfo,
            ) -> ::reqwest::Result<::reqwest::Response> {
                self.response(request, info).await
            }
        }
    });
    visitor.0
}

struct NoCalls(usize);

impl VisitMut for NoCalls {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|statement| {
            let is_hook =
                matches!(statement, Stmt::Expr(Expr::Try(tried), Some(_)) if is_hook(&tried.expr));
            self.0 += usize::from(is_hook);
            !is_hook
        });
        visit_mut::visit_block_mut(self, block);
    }
}

fn is_hook(expr: &Expr) -> bool {
    let Expr::Await(waiting) = expr else {
        return false;
    };
    matches!(&*waiting.base, Expr::MethodCall(call) if call.method == "pre" || call.method == "post")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_before_and_after_go_and_nothing_else() {
        let mut file: File = parse_quote! {
            async fn send() {
                client.pre(&mut request, &info).await?;
                let result = client.exec(request, &info).await;
                client.post(&result, &info).await?;
                client.other().await?;
            }
        };
        let mut visitor = NoCalls(0);
        visitor.visit_file_mut(&mut file);
        assert_eq!(visitor.0, 2);
        let wanted: File = parse_quote! {
            async fn send() {
                let result = client.exec(request, &info).await;
                client.other().await?;
            }
        };
        assert_eq!(file, wanted);
    }
}
