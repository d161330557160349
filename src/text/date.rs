//! Dates as people know them: a day, a month or only a year.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;

/// A date with a known year and perhaps a known month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year, 1 to 9999.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, 1 to 31; never without a month.
    pub day: Option<u8>,
}

impl PartialDate {
    /// A date that exists, or nothing.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && match (month, day) {
                (None, None) => true,
                (None, Some(_)) => false,
                (Some(m), d) => Date::new(
                    year,
                    i8::try_from(m).ok()?,
                    i8::try_from(d.unwrap_or(1)).ok()?,
                )
                .is_ok(),
            };
        valid.then_some(Self { year, month, day })
    }

    /// Reads `2024`, `2024-06` or `2024-06-19`, exactly so.
    pub fn from_iso(text: &str) -> Option<Self> {
        let digits = |part: &str, n: usize| {
            (part.len() == n && part.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
            part.parse::<i16>().ok()
        };
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts
            .next()
            .map(|m| digits(m, 2))
            .map_or(Some(None), |m| m.map(Some))?;
        let day = parts
            .next()
            .map(|d| digits(d, 2))
            .map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let byte = |n: Option<i16>| n.map(u8::try_from).transpose().ok();
        Self::new(year, byte(month)?, byte(day)?)
    }

    /// The first day of the period that it names.
    pub fn first_day(self) -> Date {
        let part = |n: Option<u8>| n.and_then(|n| i8::try_from(n).ok()).unwrap_or(1);
        Date::new(self.year, part(self.month), part(self.day)).unwrap_or(Date::MIN)
    }

    /// The last day of the period that it names.
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (_, Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            (None, _) => self.first_day().last_of_year(),
        }
    }

    /// Whether every day of the other lies in this one's period.
    pub fn contains(self, other: Self) -> bool {
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }

    /// The first and the last day that are not further from it than a period; both belong to it.
    /// Years and months are those of the calendar: a year from 29 February is 28 February, a month
    /// from the end of February is the end of March for a whole month, the 28th for a day.
    pub fn band(self, within: Period) -> (Date, Date) {
        let span = within.span();
        let first = self.first_day().saturating_sub(span);
        let last = match self.day {
            Some(_) => self.last_day().saturating_add(span),
            None => {
                // from the first day after it, since months differ in length
                let day = Span::new().days(1);
                let after = self.last_day().saturating_add(day).checked_add(span);
                after.map_or(Date::MAX, |after| after.saturating_sub(day))
            }
        };
        (first, last)
    }

    /// As people write it: `19 June 2024`, `June 2024`, `2024`.
    pub fn in_words(self) -> String {
        let month = self
            .month
            .and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
        match (self.day, month) {
            (Some(day), Some(month)) => format!("{day} {month} {}", self.year),
            (None, Some(month)) => format!("{month} {}", self.year),
            _ => self.year.to_string(),
        }
    }
}

/// Shown as `2024`, `2024-06` or `2024-06-19`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// The English names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A length of time by the calendar: `1 year`, `2 months`, `3 days`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    years: u16,
    months: u16,
    days: u32,
}

impl Period {
    /// Reads `1 year`, `2 months`, `3 weeks` or `10 days`; several may be joined by a comma or "and".
    pub fn read(text: &str) -> Option<Self> {
        let mut period = Self::default();
        let words = text.replace([','], " ");
        let mut words = words
            .split_whitespace()
            .filter(|word| *word != "and")
            .peekable();
        words.peek()?;
        while let Some(number) = words.next() {
            let number = number.parse::<u16>().ok()?;
            match words.next()?.to_lowercase().as_str() {
                "year" | "years" => period.years = period.years.checked_add(number)?,
                "month" | "months" => period.months = period.months.checked_add(number)?,
                "week" | "weeks" => {
                    period.days = period.days.saturating_add(u32::from(number) * 7);
                }
                "day" | "days" => period.days = period.days.saturating_add(u32::from(number)),
                _ => return None,
            }
        }
        let sensible = period.years < 10_000 && period.days < 1_000_000;
        sensible.then_some(period)
    }

    fn span(self) -> Span {
        Span::new()
            .years(self.years)
            .months(self.months)
            .days(i64::from(self.days))
    }
}

/// Shown as `1 year`, `2 months and 3 days`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (u32::from(self.years), "year"),
            (u32::from(self.months), "month"),
            (self.days, "day"),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}{}", if *n == 1 { "" } else { "s" }))
            .collect();
        f.write_str(&said.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::from_iso(text).unwrap()
    }

    fn band(text: &str, within: &str) -> String {
        let (first, last) = date(text).band(Period::read(within).unwrap());
        format!("{first} {last}")
    }

    #[test]
    fn a_year_is_a_calendar_year_with_both_ends() {
        assert_eq!(band("2020-02-29", "1 year"), "2019-02-28 2021-02-28");
        assert_eq!(band("2019-03-10", "1 year"), "2018-03-10 2020-03-10");
        assert_eq!(band("1961", "1 year"), "1960-01-01 1962-12-31");
        assert_eq!(band("1961-02", "1 month"), "1961-01-01 1961-03-31");
        assert_eq!(band("2024-01-30", "1 month"), "2023-12-30 2024-02-29");
        assert_eq!(band("2024-01-30", "3 days"), "2024-01-27 2024-02-02");
    }

    #[test]
    fn a_band_ends_where_the_calendar_ends() {
        assert_eq!(band("9999", "9999 years"), "0000-01-01 9999-12-31");
        assert_eq!(band("0001", "9000 years"), "-008999-01-01 9001-12-31");
    }

    #[test]
    fn a_period_that_is_none_is_not_read() {
        for text in [
            "",
            "year",
            "1",
            "1 yaer",
            "-1 years",
            "1.5 years",
            "99999 years",
            "1 year 2",
        ] {
            assert_eq!(Period::read(text), None, "{text}");
        }
        assert_eq!(
            Period::read("1 year and 2 months")
                .map(|p| p.to_string())
                .as_deref(),
            Some("1 year and 2 months")
        );
    }
}
