//! When and as what something is done: the clocks and the new id that come from the edge.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use protocol::BootId;
use rules::FactId;

/// A new fact's id and the clocks as they stood when its cause was noticed.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// The id of the fact that may come of it.
    pub id: FactId,
    /// The wall clock, milliseconds since 1970-01-01 UTC.
    pub wall: i64,
    /// Milliseconds since the machine started.
    pub mono: u64,
    /// Which start.
    pub boot: BootId,
}

impl Stamp {
    /// The present moment and a new id.
    pub fn now() -> Stamp {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64);
        let (mono, boot) = since_start();
        Stamp {
            id: new_id(),
            wall,
            mono,
            boot,
        }
    }

    /// The wall clock as an instant.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from_millisecond(self.wall).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The same moment with another id, for a second fact of one use case.
    pub fn next(&self) -> Stamp {
        Stamp {
            id: new_id(),
            ..*self
        }
    }
}

fn new_id() -> FactId {
    FactId(*uuid::Uuid::now_v7().as_bytes())
}

#[cfg(target_os = "linux")]
fn since_start() -> (u64, BootId) {
    static BOOT: OnceLock<Option<BootId>> = OnceLock::new();
    let boot = BOOT.get_or_init(|| {
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        text.trim().parse::<FactId>().ok().map(|id| BootId(id.0))
    });
    let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    match boot {
        Some(boot) => (
            since.tv_sec as u64 * 1000 + since.tv_nsec as u64 / 1_000_000,
            *boot,
        ),
        None => since_launch(),
    }
}

#[cfg(not(target_os = "linux"))]
fn since_start() -> (u64, BootId) {
    since_launch()
}

/// Where the machine does not tell its start, this program's own start stands for it.
fn since_launch() -> (u64, BootId) {
    static LAUNCH: OnceLock<(Instant, BootId)> = OnceLock::new();
    let (launch, boot) = LAUNCH.get_or_init(|| (Instant::now(), BootId(new_id().0)));
    (launch.elapsed().as_millis() as u64, *boot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monotonic_clock_does_not_go_back_and_ids_differ() {
        let (first, second) = (Stamp::now(), Stamp::now());
        assert!(second.mono >= first.mono);
        assert_eq!(first.boot, second.boot);
        assert_ne!(first.id, second.id);
    }
}
