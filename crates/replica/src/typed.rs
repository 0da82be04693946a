//! What people type into a form, read: dates and times as they write them, whole numbers, places.

use jiff::civil::{Date, Time};

use crate::project_form::FieldProblem;

/// A text without the blanks around it; nothing for an empty one.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads what was typed; what cannot be read is noted.
pub(crate) struct Typed<'a> {
    pub today: Date,
    pub problems: &'a mut Vec<FieldProblem>,
}

impl Typed<'_> {
    fn wrong<T>(&mut self, field: &'static str, zh: &str, en: &str) -> Option<T> {
        self.problems.push(FieldProblem::new(field, zh, en));
        None
    }

    pub(crate) fn needed(&mut self, field: &'static str, text: &str, (zh, en): (&str, &str)) {
        if text.trim().is_empty() {
            self.problems.push(FieldProblem::missing(field, zh, en));
        }
    }

    pub(crate) fn date(&mut self, field: &'static str, text: &str) -> Option<Date> {
        let text = filled(text)?;
        date(&text, self.today)
            .or_else(|| self.wrong(field, "日期请写作 2026-06-08", "Write dates as 2026-06-08"))
    }

    pub(crate) fn time(&mut self, field: &'static str, text: &str) -> Option<Time> {
        let text = filled(text)?;
        time(&text).or_else(|| self.wrong(field, "时间请写作 08:30", "Write times as 08:30"))
    }

    pub(crate) fn whole(&mut self, field: &'static str, text: &str) -> Option<u32> {
        let text = narrow(&filled(text)?);
        let read = text.parse().ok().filter(|number| *number <= 100_000);
        read.or_else(|| self.wrong(field, "请填写整数", "Give a whole number"))
    }

    pub(crate) fn metres(&mut self, field: &'static str, text: &str) -> Option<f64> {
        let text = narrow(&filled(text)?);
        let read = text
            .parse()
            .ok()
            .filter(|m: &f64| m.is_finite() && *m > 0.0);
        read.or_else(|| self.wrong(field, "请填写米数，如 200", "Give metres, such as 200"))
    }

    pub(crate) fn place(&mut self, field: &'static str, text: &str) -> Option<[f64; 2]> {
        let text = narrow(&filled(text)?);
        let mut numbers = text
            .split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(str::parse::<f64>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(latitude)), Some(Ok(longitude)), None)
                if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) =>
            {
                Some([latitude, longitude])
            }
            _ => self.wrong(
                field,
                "请填写纬度和经度，如 32.01, 120.86",
                "Give latitude and longitude, such as 32.01, 120.86",
            ),
        }
    }
}

/// Full-width digits and marks as people's input methods make them, narrow.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '０'..='９' | '：' | '，' | '．' | '－' | '／' => {
                char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter)
            }
            '、' => ',',
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// A date as people write it: 2026-06-08, 2026/6/8, 2026.6.8, 2026年6月8日, 20260608, 6月8日, 6-8. One without a year
/// is this year's.
fn date(text: &str, today: Date) -> Option<Date> {
    let text = narrow(text);
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i32 = text.parse().ok()?;
        return Date::new(
            (number / 10_000) as i16,
            (number / 100 % 100) as i8,
            (number % 100) as i8,
        )
        .ok();
    }
    let whole = text.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = whole
        .split(['-', '/', '.', '年', '月'])
        .map(str::trim)
        .collect();
    let year = |text: &str| (text.len() == 4).then(|| text.parse().ok()).flatten();
    match parts[..] {
        [years, month, day] => Date::new(year(years)?, month.parse().ok()?, day.parse().ok()?).ok(),
        [month, day] => Date::new(today.year(), month.parse().ok()?, day.parse().ok()?).ok(),
        _ => None,
    }
}

/// A time of day as people write it: 8:30, 08:30, 0830.
fn time(text: &str) -> Option<Time> {
    let text = narrow(text);
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        None if matches!(text.len(), 3 | 4) && text.is_ascii() => text.split_at(text.len() - 2),
        _ => return None,
    };
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let today = civil::date(2026, 1, 2);
        let wanted = civil::date(2026, 6, 8);
        for text in [
            "2026-06-08",
            "2026/6/8",
            "2026.6.8",
            "2026年6月8日",
            "20260608",
            "6月8日",
            "6-8",
            "２０２６－０６－０８",
        ] {
            assert_eq!(date(text, today), Some(wanted), "{text}");
        }
        for text in [
            "2026-13-08",
            "26-6-8",
            "2026-06",
            "明天",
            "2026-06-31",
            "",
            "6月",
        ] {
            assert_eq!(date(text, today), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for text in ["8:30", "08:30", "0830", "830", "８：３０"] {
            assert_eq!(time(text), Some(civil::time(8, 30, 0, 0)), "{text}");
        }
        for text in ["8", "25:00", "8:3", "八点半", "08:60"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
