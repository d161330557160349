//! When something was, by the learner's own clock then: the offset from UTC is stored with every
//! answer, so that no day of the past moves when the clocks do.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// A point in time with the learner's offset from UTC then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// Milliseconds since 1970 in UTC.
    pub at: i64,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl When {
    /// The day that it counts for, where days start at this hour (0 to 23).
    pub fn day(self, starts_at: u8) -> Date {
        let earlier = self.at.saturating_sub(i64::from(starts_at) * 3_600_000);
        Self {
            at: earlier,
            ..self
        }
        .local()
        .date()
    }

    /// Date and time to the minute, by that clock: `2024-06-20 13:45`.
    pub fn to_the_minute(self) -> String {
        self.local().strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Date, time and offset as RFC 3339 has it: `2024-06-20T13:45:07+02:00`.
    pub fn rfc_3339(self) -> String {
        let (sign, minutes) = if self.offset < 0 {
            ('-', -i32::from(self.offset))
        } else {
            ('+', i32::from(self.offset))
        };
        let local = self.local().strftime("%Y-%m-%dT%H:%M:%S");
        format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn local(self) -> DateTime {
        let timestamp = Timestamp::from_millisecond(self.at).unwrap_or_default();
        let offset = Offset::from_seconds(i32::from(self.offset) * 60).unwrap_or(Offset::UTC);
        offset.to_datetime(timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(utc: &str, offset: i16) -> When {
        let at = utc.parse::<Timestamp>().unwrap().as_millisecond();
        When { at, offset }
    }

    // case a-day-belongs-to-its-own-clock
    #[test]
    fn a_day_belongs_to_the_clock_that_it_was_lived_by() {
        let summer = 120;
        let day = |utc| when(utc, summer).day(4).to_string();
        assert_eq!(day("2023-10-11T02:30:00Z"), "2023-10-11");
        assert_eq!(day("2023-10-11T02:00:00Z"), "2023-10-11");
        assert_eq!(day("2023-10-11T01:59:59Z"), "2023-10-10");
        assert_eq!(
            when("2023-10-11T01:59:59Z", summer).day(0).to_string(),
            "2023-10-11"
        );
    }

    #[test]
    fn times_are_shown_by_the_clock_of_then() {
        let answered = when("2024-06-20T23:30:07Z", -210);
        assert_eq!(answered.to_the_minute(), "2024-06-20 20:00");
        assert_eq!(answered.rfc_3339(), "2024-06-20T20:00:07-03:30");
    }

    #[test]
    fn times_that_no_calendar_has_do_no_harm() {
        let never = When {
            at: i64::MIN,
            offset: i16::MIN,
        };
        assert_eq!(never.day(23).to_string(), "1970-01-01");
        assert!(!never.rfc_3339().is_empty());
    }
}
