use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The creates whose outcome this client does not know, or which are under way.
///
/// Their content is not kept: a hash is enough to recognise a create. If two creates had the same hash, a
/// contact would be looked for once without need.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    hasher: RandomState,
    hashes: Mutex<HashSet<u64>>,
}

impl Unfinished {
    /// Notes a create; returns its key, and whether it was noted before.
    pub(crate) fn begin(&self, body: &[u8]) -> (u64, bool) {
        let key = self.hasher.hash_one(body);
        (key, !self.lock().insert(key))
    }

    /// Forgets a create whose outcome is known.
    pub(crate) fn end(&self, key: u64) {
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
