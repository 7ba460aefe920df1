use std::sync::{Mutex, MutexGuard, PoisonError};

/// A budget of retries: a token bucket that successes fill.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of a retry.
    tokens: Mutex<u32>,
    most: u32,
}

impl Budget {
    const RETRY: u32 = 10;
    const SUCCESS: u32 = 1;

    pub(super) fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(Self::RETRY);
        Budget {
            tokens: Mutex::new(most),
            most,
        }
    }

    /// Takes one retry, if there is one.
    pub(super) fn take(&self) -> bool {
        let mut tokens = self.lock();
        match tokens.checked_sub(Self::RETRY) {
            Some(left) => {
                *tokens = left;
                true
            }
            None => false,
        }
    }

    pub(super) fn success(&self) {
        let mut tokens = self.lock();
        *tokens = tokens.saturating_add(Self::SUCCESS).min(self.most);
    }

    fn lock(&self) -> MutexGuard<'_, u32> {
        // A panic while the lock was held cannot leave a broken number behind.
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_by_retries_and_filled_by_successes() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..10).for_each(|_| budget.success());
        assert!(budget.take() && !budget.take());
        (0..1000).for_each(|_| budget.success());
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
