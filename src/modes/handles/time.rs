//! Times and days: `quiz.now`, `turn.at`, `date("2024-06-19")`, and what lies between two of them.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::{Outcome, fail};
use crate::modes::api::{Api, Type};
use crate::quiz::Moment;
use crate::text::{clock, counted};

/// A point in time with the learner's offset from UTC then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Milliseconds since 1970 in UTC.
    pub at: i64,
    /// Minutes from UTC.
    pub offset: i16,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day(pub Date);

/// What lies between two times or days.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    days: i64,
    seconds: f64,
}

impl From<Moment> for Time {
    fn from(moment: Moment) -> Self {
        Self::new(moment.at, moment.offset)
    }
}

impl Time {
    /// A point in time.
    pub fn new(at: i64, offset: i16) -> Self {
        Self { at, offset }
    }

    /// Whole days of the learner's calendar from an earlier time until this one: yesterday evening
    /// is one day ago this morning.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.day_number() - earlier.day_number()
    }

    fn local_millis(self) -> i64 {
        self.at.saturating_add(i64::from(self.offset) * 60_000)
    }

    fn day_number(self) -> i64 {
        self.local_millis().div_euclid(86_400_000)
    }

    fn day(self) -> Option<Date> {
        let time = jiff::Timestamp::from_millisecond(self.local_millis()).ok()?;
        Some(Offset::UTC.to_datetime(time).date())
    }
}

impl Day {
    /// Reads `2024-06-19`.
    pub fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// Registers times, days and spans.
pub fn register(api: &mut Api) {
    time(api);
    day(api);
    span(api);
}

fn time(api: &mut Api) {
    const OF: Type = Type::Time;
    api.kind::<Time>(OF);
    api.shown(|time: &Time| {
        let minutes = time.local_millis().div_euclid(60_000).rem_euclid(1440);
        let day = time.day().map(|day| day.to_string()).unwrap_or_default();
        format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
    });
    api.property(
        OF,
        "date",
        Type::Day,
        "Its day in the learner's calendar.",
        "quiz.now.date → date(\"2026-01-01\")",
        |time: &mut Time| match time.day() {
            Some(day) => Ok(Day(day)),
            None => fail("this time lies outside of the calendar"),
        },
    );
    api.property(
        OF,
        "hour",
        Type::Whole,
        "Its hour there, 0 to 23.",
        "quiz.now.hour → 12",
        |time: &mut Time| time.local_millis().div_euclid(3_600_000).rem_euclid(24),
    );
    api.unlisted("-", |later: Time, earlier: Time| Span {
        days: later.days_since(earlier),
        seconds: later.at.saturating_sub(earlier.at) as f64 / 1000.0,
    });
    api.unlisted("==", |a: Time, b: Time| a.at == b.at);
    api.unlisted("!=", |a: Time, b: Time| a.at != b.at);
    api.unlisted("<", |a: Time, b: Time| a.at < b.at);
    api.unlisted("<=", |a: Time, b: Time| a.at <= b.at);
    api.unlisted(">", |a: Time, b: Time| a.at > b.at);
    api.unlisted(">=", |a: Time, b: Time| a.at >= b.at);
}

fn day(api: &mut Api) {
    const OF: Type = Type::Day;
    api.kind::<Day>(OF);
    api.function(
        "date(text)",
        OF,
        "A day, from a text such as \"2024-06-19\".",
        "date(\"2024-06-19\").year → 2024",
        |text: &str| match Day::read(text) {
            Some(day) => Ok(day),
            None => date_error(text),
        },
    );
    api.property(
        OF,
        "year",
        Type::Whole,
        "Its year.",
        "date(\"2024-06-19\").year → 2024",
        |day: &mut Day| i64::from(day.0.year()),
    );
    api.property(
        OF,
        "month",
        Type::Whole,
        "Its month, 1 to 12.",
        "date(\"2024-06-19\").month → 6",
        |day: &mut Day| i64::from(day.0.month()),
    );
    api.property(
        OF,
        "day",
        Type::Whole,
        "Its day of the month.",
        "date(\"2024-06-19\").day → 19",
        |day: &mut Day| i64::from(day.0.day()),
    );
    api.unlisted("-", |later: Day, earlier: Day| {
        let days = (later.0 - earlier.0).get_days();
        Span {
            days: i64::from(days),
            seconds: f64::from(days) * 86_400.0,
        }
    });
    api.shown(|day: &Day| day.0.to_string());
    api.unlisted("==", |a: Day, b: Day| a.0 == b.0);
    api.unlisted("!=", |a: Day, b: Day| a.0 != b.0);
    api.unlisted("<", |a: Day, b: Day| a.0 < b.0);
    api.unlisted("<=", |a: Day, b: Day| a.0 <= b.0);
    api.unlisted(">", |a: Day, b: Day| a.0 > b.0);
    api.unlisted(">=", |a: Day, b: Day| a.0 >= b.0);
}

fn date_error<T>(text: &str) -> Outcome<T> {
    fail(format!("`{text}` is no day; write it as \"2024-06-19\""))
}

fn span(api: &mut Api) {
    const OF: Type = Type::Span;
    api.kind::<Span>(OF);
    api.shown(|span: &Span| match span.days {
        0 => clock(span.seconds.abs()),
        days => counted(days as f64, "day", "days"),
    });
    api.property(
        OF,
        "days",
        Type::Whole,
        "Whole days of the calendar between the two.",
        "(date(\"2024-12-04\") - date(\"2024-06-19\")).days → 168",
        |span: &mut Span| span.days,
    );
    api.property(
        OF,
        "hours",
        Type::Float,
        "The hours between the two.",
        "(date(\"2024-06-20\") - date(\"2024-06-19\")).hours → 24.0",
        |span: &mut Span| span.seconds / 3600.0,
    );
    api.property(
        OF,
        "seconds",
        Type::Float,
        "The seconds between the two.",
        "(quiz.now - turn.at).seconds → 0.0",
        |span: &mut Span| span.seconds,
    );
}
