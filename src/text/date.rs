//! Dates as people know them: a day, a month or only a year.

use std::fmt;

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
                (Some(m), d) => jiff::civil::Date::new(
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
