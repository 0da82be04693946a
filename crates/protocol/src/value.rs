//! Small values of bodies and rows: days, times of day, instants, places.

use jiff::{Timestamp, civil};
use minicbor::{Decode, Encode};

/// A calendar day: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Day(#[n(0)] pub i32);

const FIRST_DAY: civil::Date = civil::date(1970, 1, 1);

impl From<civil::Date> for Day {
    fn from(date: civil::Date) -> Day {
        let days = date.since(FIRST_DAY).map_or(0, |span| span.get_days());
        Day(days)
    }
}

impl Day {
    /// The day as a date; `None` outside the years that dates have.
    pub fn date(self) -> Option<civil::Date> {
        FIRST_DAY
            .checked_add(jiff::Span::new().try_days(self.0).ok()?)
            .ok()
    }
}

/// A time of day: minutes since midnight, 0–1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Minute(#[n(0)] pub u16);

impl From<civil::Time> for Minute {
    fn from(time: civil::Time) -> Minute {
        Minute(time.hour() as u16 * 60 + time.minute() as u16)
    }
}

impl Minute {
    /// The time of day; `None` past 23:59.
    pub fn time(self) -> Option<civil::Time> {
        civil::Time::new((self.0 / 60) as i8, (self.0 % 60) as i8, 0, 0).ok()
    }
}

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Millis(#[n(0)] pub i64);

impl From<Timestamp> for Millis {
    fn from(at: Timestamp) -> Millis {
        Millis(at.as_millisecond())
    }
}

impl Millis {
    /// The instant; `None` outside the years that instants have.
    pub fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0).ok()
    }
}

/// A place on earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Encode, Decode)]
pub struct Place {
    /// North of the equator.
    #[n(0)]
    pub latitude: f64,
    /// East of Greenwich.
    #[n(1)]
    pub longitude: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_minutes_come_back() {
        for date in [
            civil::date(1969, 12, 31),
            civil::date(2024, 2, 29),
            civil::date(9999, 12, 31),
        ] {
            assert_eq!(Day::from(date).date(), Some(date));
        }
        assert_eq!(Day(i32::MAX).date(), None);
        assert_eq!(
            Minute::from(civil::time(23, 59, 0, 0)).time(),
            Some(civil::time(23, 59, 0, 0))
        );
        assert_eq!(Minute(1440).time(), None);
    }
}
