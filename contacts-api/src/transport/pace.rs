use std::num::NonZeroU32;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until, timeout_at};

/// A request that is late by no more than this was woken late, and the next one does not wait longer for
/// that: timers count whole milliseconds, so that half of a thousand turns in a second would be lost.
const LATE: Duration = Duration::from_millis(10);

/// The client's own rate limit, shared by its clones.
///
/// Requests are spread evenly, not sent all at the beginning of each second, which services count as a burst.
pub(super) struct Pace {
    gap: Duration,
    /// When the next request may go. The lock is fair, so turns come in the order in which they
    /// were asked for; a caller that gives up while waiting takes no turn.
    next: Mutex<Instant>,
}

/// The deadline comes before the turn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLate;

impl Pace {
    pub(super) fn new(requests_per_second: NonZeroU32) -> Self {
        Pace {
            gap: Duration::from_secs(1) / requests_per_second.get(),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a turn.
    ///
    /// Fails as soon as it is known that the turn would come after the deadline: nothing may be sent then.
    pub(super) async fn turn(&self, deadline: Instant) -> Result<(), TooLate> {
        let next = timeout_at(deadline, self.next.lock()).await;
        let mut next = next.map_err(|_| TooLate)?;
        let now = Instant::now();
        let is_late = now.saturating_duration_since(*next) <= LATE;
        let turn = if is_late { *next } else { now };
        if turn >= deadline {
            return Err(TooLate);
        }
        sleep_until(turn).await;
        *next = turn + self.gap;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(per_second: u32) -> Pace {
        Pace::new(NonZeroU32::new(per_second).unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_evenly_spread_and_in_order() {
        let pace = pace(10);
        let begin = Instant::now();
        let deadline = begin + Duration::from_secs(60);
        let order = std::sync::Mutex::new(Vec::new());
        let turns = (0..20).map(|it| {
            let (pace, order) = (&pace, &order);
            async move {
                pace.turn(deadline).await.unwrap();
                order.lock().unwrap().push(it);
            }
        });
        futures_util::future::join_all(turns).await;
        assert_eq!(order.into_inner().unwrap(), (0..20).collect::<Vec<_>>());
        let elapsed = begin.elapsed();
        assert!(
            (1_900..=1_910).contains(&elapsed.as_millis()),
            "{elapsed:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_go_in_a_second_as_are_allowed_however_coarse_the_clock_is() {
        for per_second in [7, 300, 1_000, 3_000] {
            let pace = pace(per_second);
            let begin = Instant::now();
            let deadline = begin + Duration::from_secs(60);
            let second = Duration::from_secs(1);
            let mut turns = 0;
            while begin.elapsed() < 10 * second {
                pace.turn(deadline).await.unwrap();
                // Each is woken late, as on a busy machine.
                tokio::time::advance(Duration::from_micros(300)).await;
                turns += 1;
            }
            let wanted = per_second * 10;
            let off = wanted.abs_diff(turns);
            assert!(off <= wanted / 50 + 1, "{turns} of {wanted}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_pause_nothing_is_made_up_for() {
        let pace = pace(100);
        let deadline = Instant::now() + Duration::from_secs(60);
        pace.turn(deadline).await.unwrap();
        tokio::time::advance(Duration::from_secs(10)).await;
        let begin = Instant::now();
        for _ in 0..101 {
            pace.turn(deadline).await.unwrap();
        }
        assert!(begin.elapsed() >= Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_too_late_is_told_and_takes_no_turn() {
        let pace = pace(1);
        let now = Instant::now();
        let at = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(pace.turn(at(60)).await, Ok(()));
        let early = pace.turn(now + Duration::from_millis(500));
        assert_eq!(early.await, Err(TooLate));
        // At once, and not at its deadline.
        assert_eq!(Instant::now(), now);
        // One that is dropped while it waits takes no turn either.
        let dropped = timeout_at(now + Duration::from_millis(100), pace.turn(at(60)));
        assert!(dropped.await.is_err());
        assert_eq!(pace.turn(at(60)).await, Ok(()));
        assert!(now.elapsed() < Duration::from_millis(1_010));
    }
}
