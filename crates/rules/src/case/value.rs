//! A JSON value with the way to it, and the strict forms of what a case is made of.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use serde_json::Value;

use crate::case::Fault;
use crate::id::Id;
use crate::policy::PolicyError;

/// A path to a field and what is wrong with it.
pub(super) type Faulty = (String, Fault);

/// A value somewhere in a document; null where nothing is there.
#[derive(Clone, Copy)]
pub(super) struct Node<'v, 'p> {
    value: &'v Value,
    way: Option<(&'p Node<'v, 'p>, Step<'v>)>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Key(&'v str),
    At(usize),
}

const NULL: &Value = &Value::Null;

impl<'v, 'p> Node<'v, 'p> {
    pub fn root(value: &'v Value) -> Self {
        Self { value, way: None }
    }

    /// The field of this name; null if there is none.
    pub fn field(&'p self, key: &'v str) -> Node<'v, 'p> {
        Node {
            value: self.value.get(key).unwrap_or(NULL),
            way: Some((self, Step::Key(key))),
        }
    }

    /// The elements of a list.
    pub fn elements(&'p self) -> Result<impl Iterator<Item = Node<'v, 'p>>, Faulty> {
        let list = self
            .present()?
            .value
            .as_array()
            .ok_or_else(|| self.fault(Fault::WrongKind))?;
        let node = move |(at, value)| Node {
            value,
            way: Some((self, Step::At(at))),
        };
        Ok(list.iter().enumerate().map(node))
    }

    pub fn fault(&self, fault: Fault) -> Faulty {
        (self.path(), fault)
    }

    /// What is wrong with the profile that is written here.
    pub fn inside(&self, error: &PolicyError) -> Faulty {
        let fault = match error {
            PolicyError::Missing(_) => Fault::Missing,
            PolicyError::UnknownKey(_) => Fault::UnknownKey,
            PolicyError::OutOfBounds { .. } => Fault::OutOfBounds,
            PolicyError::Unfit { .. }
            | PolicyError::NotJson { .. }
            | PolicyError::NotAnObject
            | PolicyError::UnknownBase { .. }
            | PolicyError::NotHigher { .. } => Fault::WrongKind,
        };
        match error.key() {
            None => self.fault(fault),
            Some(key) => (format!("{}.{key}", self.path()), fault),
        }
    }

    fn path(&self) -> String {
        match self.way {
            None => "document".to_owned(),
            Some((parent, Step::At(at))) => format!("{}[{at}]", parent.path()),
            Some((parent, Step::Key(key))) if parent.way.is_none() => key.to_owned(),
            Some((parent, Step::Key(key))) => format!("{}.{key}", parent.path()),
        }
    }

    fn present(&self) -> Result<&Self, Faulty> {
        if self.value.is_null() {
            Err(self.fault(Fault::Missing))
        } else {
            Ok(self)
        }
    }

    /// This node, unless it is null or not there.
    pub fn optional(self) -> Option<Self> {
        (!self.value.is_null()).then_some(self)
    }

    pub fn object(&self) -> Result<(), Faulty> {
        match self.value.is_object() {
            true => Ok(()),
            false => Err(self.fault(Fault::WrongKind)),
        }
    }

    pub fn value(&self) -> &'v Value {
        self.value
    }

    pub fn text(&self) -> Result<&'v str, Faulty> {
        self.present()?
            .value
            .as_str()
            .ok_or_else(|| self.fault(Fault::WrongKind))
    }

    pub fn id(&self) -> Result<Id, Faulty> {
        self.text().map(Id::from)
    }

    /// A text, empty where there is none.
    pub fn text_or_empty(&self) -> Result<&'v str, Faulty> {
        self.optional().map_or(Ok(""), |node| node.text())
    }

    /// One of the words of an enumeration.
    pub fn word<T: Deserialize<'v>>(&self) -> Result<T, Faulty> {
        let text: StrDeserializer<'v, Error> = StrDeserializer::new(self.text()?);
        T::deserialize(text).map_err(|_| self.fault(Fault::UnknownWord))
    }

    /// A yes or no, no where nothing is said.
    pub fn flag(&self) -> Result<bool, Faulty> {
        match self.value {
            Value::Null => Ok(false),
            Value::Bool(flag) => Ok(*flag),
            _ => Err(self.fault(Fault::WrongKind)),
        }
    }

    pub fn number(&self) -> Result<f64, Faulty> {
        self.present()?
            .value
            .as_f64()
            .ok_or_else(|| self.fault(Fault::WrongKind))
    }

    /// A whole number that is not negative; beyond `u32` it is the greatest there is.
    pub fn count(&self) -> Result<u32, Faulty> {
        let number = self.number()?;
        if number.fract() != 0.0 || number < 0.0 {
            return Err(self.fault(Fault::WrongKind));
        }
        Ok(number as u32)
    }

    /// How many elements a list has; none where there is no list.
    pub fn length(&self) -> Result<usize, Faulty> {
        self.optional().map_or(Ok(0), |node| {
            node.value
                .as_array()
                .map(Vec::len)
                .ok_or_else(|| node.fault(Fault::WrongKind))
        })
    }

    /// Latitude and longitude.
    pub fn place(&self) -> Result<[f64; 2], Faulty> {
        let mut numbers = Vec::new();
        for element in self.elements()? {
            numbers.push(element.number()?);
        }
        numbers.try_into().map_err(|_| self.fault(Fault::WrongKind))
    }

    pub fn date(&self) -> Result<Date, Faulty> {
        date(self.text()?.as_bytes()).ok_or_else(|| self.fault(Fault::NotADate))
    }

    pub fn time_of_day(&self) -> Result<Time, Faulty> {
        let text = self.text()?.as_bytes();
        let time = match text {
            [_, _, b':', _, _] => time(digits(&text[..2]), digits(&text[3..]), Some(0)),
            _ => None,
        };
        time.ok_or_else(|| self.fault(Fault::NotATimeOfDay))
    }

    pub fn instant(&self) -> Result<Timestamp, Faulty> {
        instant(self.text()?.as_bytes()).ok_or_else(|| self.fault(Fault::NotAnInstant))
    }
}

/// A number written in ASCII digits alone.
fn digits(text: &[u8]) -> Option<i16> {
    let short = !text.is_empty() && text.len() <= 4;
    let all = text.iter().all(u8::is_ascii_digit);
    (short && all).then(|| {
        text.iter()
            .fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0'))
    })
}

fn date(text: &[u8]) -> Option<Date> {
    match text {
        [_, _, _, _, b'-', _, _, b'-', _, _] => {
            let (month, day) = (digits(&text[5..7])?, digits(&text[8..])?);
            Date::new(
                digits(&text[..4])?,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
            )
            .ok()
        }
        _ => None,
    }
}

fn time(hour: Option<i16>, minute: Option<i16>, second: Option<i16>) -> Option<Time> {
    let part = |number: Option<i16>| i8::try_from(number?).ok();
    Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
}

/// An instant as RFC 3339 writes it. One beyond the ends of time is the end.
fn instant(text: &[u8]) -> Option<Timestamp> {
    let (day, rest) = text.split_at_checked(10)?;
    let [b'T' | b't' | b' ', rest @ ..] = rest else {
        return None;
    };
    let (clock, rest) = rest.split_at_checked(8)?;
    let [_, _, b':', _, _, b':', _, _] = clock else {
        return None;
    };
    let leap = &clock[6..] == b"60";
    let second = if leap { Some(59) } else { digits(&clock[6..]) };
    let time = time(digits(&clock[..2]), digits(&clock[3..5]), second)?;
    let (nanoseconds, rest) = fraction(rest)?;
    let offset_minutes = offset(rest)?;
    let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    let since = DateTime::from_parts(date(day)?, time).duration_since(epoch)
        + SignedDuration::new(i64::from(leap), nanoseconds)
        - SignedDuration::from_mins(offset_minutes);
    let extreme = if since.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Some(Timestamp::from_duration(since).unwrap_or(extreme))
}

/// A fraction of a second in nanoseconds, digits beyond those dropped, and what comes after it.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let [b'.', rest @ ..] = text else {
        return Some((0, text));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at(length);
    let nanoseconds = (0..9).fold(0, |sum, at| {
        sum * 10 + digits.get(at).map_or(0, |digit| i32::from(digit - b'0'))
    });
    (length > 0).then_some((nanoseconds, rest))
}

/// Minutes east of Greenwich.
fn offset(text: &[u8]) -> Option<i64> {
    match text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), clock @ ..] => {
            let [_, _, b':', _, _] = clock else {
                return None;
            };
            let (hours, minutes) = (digits(&clock[..2])?, digits(&clock[3..])?);
            let east = i64::from(hours) * 60 + i64::from(minutes);
            let signed = if *sign == b'-' { -east } else { east };
            (hours < 24 && minutes < 60).then_some(signed)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_seconds_and_an_offset() {
        let read = |text: &str| instant(text.as_bytes()).map(|at| at.to_string());
        for (text, utc) in [
            ("2019-06-08T08:41:00+08:00", "2019-06-08T00:41:00Z"),
            ("2019-06-08T08:41:00Z", "2019-06-08T08:41:00Z"),
            ("2019-06-08t08:41:00.25z", "2019-06-08T08:41:00.25Z"),
            ("2019-06-08T00:41:00-05:30", "2019-06-08T06:11:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            (
                "2019-06-08T08:41:00.1234567899Z",
                "2019-06-08T08:41:00.123456789Z",
            ),
            ("9999-12-31T23:59:59Z", "9999-12-30T22:00:00.999999999Z"),
            ("0000-01-01T00:00:00+23:59", "-000001-12-31T00:01:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(utc), "{text}");
        }
        for text in [
            "",
            "2019-06-08",
            "2019-06-08T08:41:00",
            "2019-06-08T08:41+08:00",
            "2019-06-08T24:00:00+08:00",
            "2019-06-31T08:41:00+08:00",
            "2019-06-08T08:41:61+08:00",
            "2019-06-08T08:41:00.+08:00",
            "2019-06-08T08:41:00+0800",
            "2019-06-08T08:41:00+24:00",
            "2019-06-08T08:41:00+08:60",
            "2019-06-08T08:41:00+08:00[Asia/Shanghai]",
            "２０19-06-08T08:41:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn dates_and_times_of_day_have_one_form() {
        let value = |text: &str| Value::from(text);
        for text in [
            "2019-6-8",
            "2019-02-29",
            "20190608",
            "2019-06-08 ",
            "+019-06-08",
            "2019/06/08",
        ] {
            let value = value(text);
            let fault = Node::root(&value).date().unwrap_err().1;
            assert_eq!(fault, Fault::NotADate, "{text}");
        }
        for text in [
            "8:30", "08:30:00", "24:00", "08:60", "0830", "+8:30", " 8:30",
        ] {
            let value = value(text);
            let fault = Node::root(&value).time_of_day().unwrap_err().1;
            assert_eq!(fault, Fault::NotATimeOfDay, "{text}");
        }
    }
}
