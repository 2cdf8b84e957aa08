//! Days of the calendar, without a clock: whoever knows what day it is says so.

use std::fmt;
use std::str::FromStr;

/// A day, ordered as time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no date; write year, month and day, such as 2027-03-31")]
pub struct NoDate(pub String);

impl Date {
    /// A day that exists.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// The day that is `days` after 1970-01-01, for a front end with a clock.
    ///
    /// ```
    /// use scruple_config::date::Date;
    ///
    /// assert_eq!(Date::from_unix_days(20_778).to_string(), "2026-11-21");
    /// ```
    #[must_use]
    pub fn from_unix_days(days: u32) -> Self {
        let leap =
            |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let mut rest = days;
        let mut year = 1970;
        while rest >= 365 + u32::from(leap(year)) {
            rest -= 365 + u32::from(leap(year));
            year += 1;
        }
        let lengths = [31, 28 + u32::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut month = 1;
        for length in lengths {
            if rest < length {
                break;
            }
            rest -= length;
            month += 1;
        }
        // Until the year 65535 all of them fit.
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month,
            day: u8::try_from(rest).unwrap_or(0) + 1,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts.as_slice() {
            [year, month, day] if [year.len(), month.len(), day.len()] == [4, 2, 2] => {
                let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
                let read = (year.parse().ok(), month.parse().ok(), day.parse().ok());
                match read {
                    (Some(year), Some(month), Some(day)) if digits => Self::new(year, month, day),
                    _ => None,
                }
            }
            _ => None,
        };
        date.ok_or_else(|| NoDate(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist() {
        for day in ["2024-02-29", "2000-02-29", "1999-12-31", "2026-11-21"] {
            assert_eq!(day.parse::<Date>().unwrap().to_string(), day);
        }
        for none in [
            "2023-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-01-01",
            "2026-1-1",
            "soon",
            "+026-01-01",
            "",
        ] {
            assert!(none.parse::<Date>().is_err(), "{none}");
        }
        assert!("2026-09-30".parse::<Date>().unwrap() < "2026-10-01".parse().unwrap());
    }

    #[test]
    fn days_since_1970() {
        for (days, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (20_453, "2025-12-31"),
        ] {
            assert_eq!(Date::from_unix_days(days).to_string(), date);
        }
    }
}
