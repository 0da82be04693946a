//! Wrong enrolment codes: after five in a minute from one address, or many in all, a minute's pause.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use protocol::Millis;

const MINUTE_MS: i64 = 60 * 1000;
const FROM_ONE: usize = 5;
/// Beyond this many addresses are guessing together.
const FROM_ALL: usize = 50;

/// The wrong tries of the last minute; forgotten when the program ends.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<HashMap<IpAddr, Vec<i64>>>);

impl Tries {
    /// Whether this address has to wait.
    pub(crate) fn locked(&self, from: IpAddr, now: Millis) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, at| {
            at.retain(|at| now.0.saturating_sub(*at) < MINUTE_MS);
            !at.is_empty()
        });
        let all: usize = tries.values().map(Vec::len).sum();
        all >= FROM_ALL || tries.get(&from).is_some_and(|at| at.len() >= FROM_ONE)
    }

    /// Notes a wrong code. The fifth begins the pause anew for all of them.
    pub(crate) fn note(&self, from: IpAddr, now: Millis) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = tries.entry(from).or_default();
        at.push(now.0);
        if at.len() >= FROM_ONE {
            at.fill(now.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_try_within_a_minute_locks_that_address_for_a_minute() {
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let tries = Tries::default();
        for second in [0, 10, 20, 30] {
            tries.note(one, Millis(second * 1000));
        }
        assert!(!tries.locked(one, Millis(31_000)));
        tries.note(one, Millis(40_000));
        assert!(tries.locked(one, Millis(99_999)));
        assert!(!tries.locked(other, Millis(99_999)));
        assert!(!tries.locked(one, Millis(100_000)));
    }

    #[test]
    fn slow_tries_do_not_lock() {
        let one = IpAddr::from([10, 0, 0, 1]);
        let tries = Tries::default();
        for minute in 0..20 {
            let now = Millis(minute * 30_000);
            assert!(!tries.locked(one, now), "{minute}");
            tries.note(one, now);
        }
    }

    #[test]
    fn many_addresses_together_lock_everyone() {
        let tries = Tries::default();
        for host in 0..50 {
            tries.note(IpAddr::from([10, 0, 1, host]), Millis(0));
        }
        assert!(tries.locked(IpAddr::from([10, 0, 0, 1]), Millis(1)));
    }
}
