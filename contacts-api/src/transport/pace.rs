use std::num::NonZeroU32;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

/// The client's own rate limit, shared by its clones.
pub(super) struct Pace {
    limiter: RateLimiter<NotKeyed, InMemoryState, MonotonicClock>,
}

impl Pace {
    pub(super) fn new(requests_per_second: NonZeroU32) -> Self {
        // Evenly, not all at the beginning of each second: that is what services count as a burst.
        let quota = Quota::per_second(requests_per_second).allow_burst(NonZeroU32::MIN);
        Pace {
            limiter: RateLimiter::direct_with_clock(quota, MonotonicClock),
        }
    }

    /// Waits for a turn, or until the deadline, after which a request cannot be sent anyway.
    pub(super) async fn turn(&self, deadline: Instant) {
        while let Err(early) = self.limiter.check() {
            let turn = Instant::now() + early.wait_time_from(self.limiter.clock().now());
            tokio::time::sleep_until(turn.min(deadline)).await;
            if turn >= deadline {
                return;
            }
        }
    }
}
