use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::{Effect, FailureMode, Fault, When};

/// All faults, and how many requests each operation had.
#[derive(Debug)]
pub(crate) struct FaultSchedule {
    seed: u64,
    counted: RwLock<Arc<[CountedFault]>>,
}

/// A fault, and how many requests it has seen.
#[derive(Debug)]
struct CountedFault {
    fault: Fault,
    /// How many requests it has seen: chance depends only on this count and the seed, and not on
    /// the order in which threads get here.
    seen: AtomicU64,
}

/// What happens to one request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Decision {
    pub(crate) latency: Duration,
    pub(crate) failure: Option<FailureMode>,
    /// The faults that happen to it, as they are written.
    pub(crate) faults: Vec<String>,
}

impl FaultSchedule {
    pub(crate) fn new(seed: u64, faults: Vec<Fault>) -> Self {
        let schedule = FaultSchedule {
            seed,
            counted: RwLock::default(),
        };
        schedule.set(faults);
        schedule
    }

    /// Replaces all faults; they count requests from the first again.
    pub(crate) fn set(&self, faults: Vec<Fault>) {
        let counted = faults
            .into_iter()
            .map(|fault| CountedFault {
                fault,
                seen: AtomicU64::new(0),
            })
            .collect();
        *self.counted.write().expect("no holder panics") = counted;
    }

    pub(crate) fn faults(&self) -> Vec<Fault> {
        self.counted().iter().map(|it| it.fault.clone()).collect()
    }

    fn counted(&self) -> Arc<[CountedFault]> {
        self.counted.read().expect("no holder panics").clone()
    }

    /// Decides for the next request of an operation: times add up, the first failure wins.
    pub(crate) fn decide(&self, operation: &str) -> Decision {
        let mut decision = Decision::default();
        for (index, counted) in self.counted().iter().enumerate() {
            let other = counted.fault.operation.as_deref();
            if other.is_some_and(|it| it != operation) {
                continue;
            }
            let count = counted.seen.fetch_add(1, Ordering::Relaxed) + 1;
            let mut chance = self.chance(index as u64, count);
            if !happens(&counted.fault.when, count, &mut chance) {
                continue;
            }
            match &counted.fault.effect {
                Effect::Latency(time) => {
                    let spread = time.end().saturating_sub(*time.start());
                    let time = time.start().saturating_add(spread.mul_f64(chance.f64()));
                    decision.latency = decision.latency.saturating_add(time);
                }
                Effect::Fail(failure) => {
                    if decision.failure.is_some() {
                        continue;
                    }
                    decision.failure = Some(failure.clone());
                }
            }
            decision.faults.push(counted.fault.to_string());
        }
        decision
    }

    fn chance(&self, counted: u64, count: u64) -> fastrand::Rng {
        // They are mixed one after the other: if they were combined first, one seed's third request would be
        // another's second.
        let mixed = mix(mix(mix(self.seed) ^ counted) ^ count);
        fastrand::Rng::with_seed(mixed)
    }
}

/// Returns a number that looks unlike those of its neighbours.
fn mix(number: u64) -> u64 {
    let mut rng = fastrand::Rng::with_seed(number);
    // The first outputs of neighbouring seeds are similar.
    rng.u64(..);
    rng.u64(..)
}

fn happens(when: &When, count: u64, chance: &mut fastrand::Rng) -> bool {
    match when {
        When::Always => true,
        When::Rate(rate) => chance.f64() < *rate,
        When::Requests(ranges) => ranges.iter().any(|it| it.contains(&count)),
        When::Every(step) => count.is_multiple_of(*step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(schedule: &FaultSchedule, operation: &str, requests: usize) -> Vec<usize> {
        (1..=requests)
            .filter_map(|n| schedule.decide(operation).failure.map(|_| n))
            .collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_faults() {
        let schedule = |seed| FaultSchedule::new(seed, vec![Fault::status(500).rate(0.2)]);
        let first = failures(&schedule(7), "get_contact", 500);
        assert_eq!(first, failures(&schedule(7), "get_contact", 500));
        assert_ne!(first, failures(&schedule(8), "get_contact", 500));
    }

    #[test]
    fn every_seed_is_a_run_of_its_own() {
        const REQUESTS: usize = 1024;
        let run = |seed| -> Vec<bool> {
            let schedule = FaultSchedule::new(seed, vec![Fault::status(500).rate(0.5)]);
            let fails = |_| schedule.decide("x").failure.is_some();
            (0..REQUESTS).map(fails).collect()
        };
        let seeds = (0..24).chain([1 << 20, 1 << 40, 1 << 63, u64::MAX]);
        let runs: Vec<_> = seeds.map(run).collect();
        for (index, one) in runs.iter().enumerate() {
            for other in &runs[..index] {
                // Nor do two seeds give the same requests in another order.
                for flipped in [0, 1, 2, 3, 4, 8, 16, 512] {
                    let alike = (0..REQUESTS).filter(|it| one[*it] == other[*it ^ flipped]);
                    let alike = alike.count();
                    assert!(alike.abs_diff(REQUESTS / 2) < 110, "{index}: {alike} alike");
                }
            }
        }
    }

    #[test]
    fn two_faults_of_the_same_rate_happen_independently() {
        let fault = |text: &str| text.parse::<Fault>().unwrap();
        let schedule = FaultSchedule::new(3, vec![fault("*:latency=1s@50%"), fault("*:500@50%")]);
        let both = (0..1000)
            .map(|_| schedule.decide("x"))
            .filter(|it| it.latency.is_zero() != it.failure.is_some());
        assert!(both.count().abs_diff(500) < 110);
    }

    #[test]
    fn a_rate_is_kept() {
        for percent in [0, 10, 50, 90, 100_usize] {
            for seed in 0..5 {
                let fault: Fault = format!("*:500@{percent}%").parse().unwrap();
                let schedule = FaultSchedule::new(seed, vec![fault]);
                let failed = failures(&schedule, "get_contact", 10_000).len();
                assert!(
                    failed.abs_diff(percent * 100) < 300,
                    "{percent} %: {failed}"
                );
            }
        }
    }

    #[test]
    fn requests_are_counted_for_each_operation_that_a_fault_is_for() {
        let schedule = FaultSchedule::new(
            0,
            vec![
                Fault::reset_after().on("create_contact").nth(3),
                Fault::status(503).on("list_contacts").every(2),
            ],
        );
        assert_eq!(failures(&schedule, "get_contact", 9), [0_usize; 0]);
        assert_eq!(failures(&schedule, "create_contact", 9), [3]);
        assert_eq!(failures(&schedule, "list_contacts", 9), [2, 4, 6, 8]);
    }

    #[test]
    fn the_faults_that_happen_are_named_and_no_other() {
        let texts = ["*:latency=1ms", "*:503@2..3", "*:500@3", "*:429@9"];
        let schedule = FaultSchedule::new(0, texts.iter().map(|it| it.parse().unwrap()).collect());
        let happened: Vec<_> = (0..3).map(|_| schedule.decide("x").faults).collect();
        let late = "*:latency=1ms";
        // If there are two failures, the first wins and the other does not happen.
        let expected = [
            vec![late],
            vec![late, "*:503@2..3"],
            vec![late, "*:503@2..3"],
        ];
        assert_eq!(happened, expected);
    }

    #[test]
    fn latency_stays_in_its_range_and_adds_up() {
        let least = Duration::from_millis(10);
        let most = Duration::from_millis(20);
        let schedule = FaultSchedule::new(
            1,
            vec![Fault::latency(least..=most), Fault::latency(most..=most)],
        );
        let mut seen: Vec<_> = (0..100)
            .map(|_| schedule.decide("x").latency.saturating_sub(most))
            .collect();
        assert!(seen.iter().all(|it| (least..=most).contains(it)));
        seen.dedup();
        assert!(seen.len() > 90);
    }
}
