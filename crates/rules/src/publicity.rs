//! Publicity (公示): until when minutes are in it.

use jiff::Timestamp;

use crate::policy::Policy;
use crate::setting::Setting;

/// When minutes that stand from `stands_at` are final, if nobody disputes them: at 00:00 after the last day of
/// publicity, the civil date they stand from being the first day; at once where there is none.
pub(crate) fn final_from(
    setting: &Setting<'_>,
    policy: &Policy,
    stands_at: Timestamp,
) -> Timestamp {
    match policy.publicity_days {
        0 => stands_at,
        days => setting.midnight_after(stands_at, days),
    }
}
