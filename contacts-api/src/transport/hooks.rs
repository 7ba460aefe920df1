//! What callers want to do with each attempt.

use std::sync::Arc;

use reqwest::Request;

use super::attempt::Attempt;

type Before = dyn Fn(&mut Request, &Attempt<'_>) + Send + Sync;
type After = dyn Fn(&Attempt<'_>) + Send + Sync;

/// What is called before and after each attempt, in the order in which it was given.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Arc<Before>>,
    after: Vec<Arc<After>>,
}

impl Hooks {
    pub(crate) fn add_before(
        &mut self,
        hook: impl Fn(&mut Request, &Attempt<'_>) + Send + Sync + 'static,
    ) {
        self.before.push(Arc::new(hook));
    }

    pub(crate) fn add_after(&mut self, hook: impl Fn(&Attempt<'_>) + Send + Sync + 'static) {
        self.after.push(Arc::new(hook));
    }

    pub(super) fn before(&self, request: &mut Request, attempt: &Attempt<'_>) {
        for hook in &self.before {
            hook(request, attempt);
        }
    }

    pub(super) fn after(&self, attempt: &Attempt<'_>) {
        for hook in &self.after {
            hook(attempt);
        }
    }

    pub(super) fn has_before(&self) -> bool {
        !self.before.is_empty()
    }

    pub(super) fn has_after(&self) -> bool {
        !self.after.is_empty()
    }
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hooks")
            .field("before", &self.before.len())
            .field("after", &self.after.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_shown_by_their_number() {
        let mut hooks = Hooks::default();
        hooks.add_before(|_, _| {});
        hooks.add_before(|_, _| {});
        hooks.add_after(|_| {});
        assert_eq!(format!("{hooks:?}"), "Hooks { before: 2, after: 1 }");
    }
}
