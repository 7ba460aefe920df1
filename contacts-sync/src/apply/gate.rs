use std::cell::Cell;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// The longest wait where the service says nothing of it.
const LONGEST: Duration = Duration::from_secs(60);
/// How often somebody who waits looks whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Makes all wait when the service asks one of them to: it counts the requests of all.
#[derive(Debug, Default)]
pub(super) struct Gate {
    opens: Cell<Option<Instant>>,
}

impl Gate {
    /// Waits until it is open; false if there is a reason to stop instead.
    pub(super) async fn pass(&self, stop: &dyn Fn() -> bool) -> bool {
        while let Some(opens) = self.opens.get() {
            let left = opens.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.opens.set(None);
                break;
            }
            if stop() {
                return false;
            }
            sleep(left.min(LOOK)).await;
        }
        true
    }

    /// Closes it for as long as the service says, else longer with each round; returns for how long.
    pub(super) fn close(&self, told: Option<Duration>, round: u32) -> Duration {
        let wait = told.unwrap_or_else(|| {
            let wait = Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(round.min(10)));
            wait.min(LONGEST)
        });
        // Not all at the same moment.
        let wait = wait + Duration::from_millis(fastrand::u64(0..100));
        let opens = Instant::now() + wait.min(LONGEST * 60);
        if self.opens.get().is_none_or(|it| it < opens) {
            self.opens.set(Some(opens));
        }
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn all_wait_as_long_as_one_was_told_to() {
        let gate = Gate::default();
        let begin = Instant::now();
        assert!(gate.pass(&|| false).await);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        gate.close(Some(Duration::from_secs(3)), 0);
        gate.close(Some(Duration::from_secs(1)), 0);
        assert!(gate.pass(&|| false).await);
        assert!(begin.elapsed() >= Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_stops_when_asked_to() {
        let gate = Gate::default();
        gate.close(Some(Duration::from_secs(1_000)), 0);
        let begin = Instant::now();
        assert!(
            !gate
                .pass(&|| begin.elapsed() > Duration::from_secs(2))
                .await
        );
        assert!(begin.elapsed() < Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_wait_that_comes_later_counts() {
        let gate = Gate::default();
        let begin = Instant::now();
        gate.close(Some(Duration::from_secs(1)), 0);
        gate.close(Some(Duration::from_secs(3)), 0);
        assert!(gate.pass(&|| false).await);
        assert!(begin.elapsed() >= Duration::from_secs(3));
    }

    #[test]
    fn without_a_word_each_round_waits_longer_up_to_a_minute() {
        let gate = Gate::default();
        let waits: Vec<_> = (0..12)
            .map(|round| gate.close(None, round).as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
    }
}
