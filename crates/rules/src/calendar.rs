//! The organisation's calendar: civil dates and times of day as instants, and back, without ever failing.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// An instant together with what the organisation's clocks showed at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub instant: Timestamp,
    /// The civil date and time of day in the organisation's time zone.
    pub local: DateTime,
}

impl Moment {
    /// The moment of an instant in a time zone.
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        Self {
            instant,
            local: zone.to_datetime(instant),
        }
    }

    /// The time of day, `HH:MM`, with seconds where they are not nought.
    pub fn clock(&self) -> String {
        let time = self.local.time();
        match time.second() {
            0 => format!("{:02}:{:02}", time.hour(), time.minute()),
            second => format!("{:02}:{:02}:{second:02}", time.hour(), time.minute()),
        }
    }
}

/// The instant at which clocks in `zone` show this. In a gap of the clock it is as much later as the gap is wide, in a
/// repeated hour it is the first one. Beyond the ends of time it is the end.
pub(crate) fn instant(date: Date, time: Time, zone: &TimeZone) -> Timestamp {
    let extreme = if date.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    };
    zone.to_timestamp(DateTime::from_parts(date, time))
        .unwrap_or(extreme)
}

/// The instant that far after (before, if negative) `at`; beyond the ends of time it is the end.
pub(crate) fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    let extreme = if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    at.checked_add(by).unwrap_or(extreme)
}

/// The date that many days after (before, if negative) `date`; beyond the ends of time it is the end.
pub(crate) fn days_after(date: Date, days: i64) -> Date {
    // A calendar of twenty thousand years has fewer days than this.
    date.saturating_add(Span::new().days(days.clamp(-4_000_000, 4_000_000)))
}

/// That many minutes.
pub(crate) fn minutes(count: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn the_ends_of_time_are_kept_to() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(instant(Date::MAX, Time::MAX, &zone), Timestamp::MAX);
        assert_eq!(instant(Date::MIN, Time::MIN, &zone), Timestamp::MIN);
        assert_eq!(shifted(Timestamp::MAX, minutes(u32::MAX)), Timestamp::MAX);
        assert_eq!(shifted(Timestamp::MIN, -minutes(1)), Timestamp::MIN);
        assert_eq!(days_after(Date::MAX, i64::MAX), Date::MAX);
        assert_eq!(days_after(Date::MIN, i64::MIN), Date::MIN);
    }

    #[test]
    fn a_clock_is_read_with_seconds_only_where_there_are_some() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = |hour, minute, second| {
            let instant = instant(date(2019, 6, 8), time(hour, minute, second, 0), &zone);
            Moment::of(instant, &zone).clock()
        };
        assert_eq!(at(8, 41, 0), "08:41");
        assert_eq!(at(8, 41, 7), "08:41:07");
    }
}
