//! Reading dates as people write them: `19 June 2024`, `June 19, 2024`, `2024-06-19`, `19/6/2024`,
//! `19. Juni 2024`, `June 2024`, `2024`. No missing part is ever filled in; digits that can be read
//! two ways are handed back as two. The kind `date` decides between them.

use std::sync::LazyLock;

use super::PartialDate;
use super::fold::{Folding, Ignored};

/// What a text says as a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One date.
    One(PartialDate),
    /// Two, of which the first reads the day first: `11/7/1961`.
    Two(PartialDate, PartialDate),
    /// None, and why.
    None(NoDate),
}

/// Why a text says no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDate {
    /// It is no date at all.
    #[error("that is no date")]
    NotADate,
    /// The month has no such day, or the year no such month.
    #[error("there is no such day")]
    NoSuchDay,
    /// The year is left out, or has two digits only.
    #[error("the year is missing, or has not all its digits")]
    NoYear,
}

/// Reads a date in a person's spelling.
pub fn read(text: &str) -> Reading {
    // a longer text is no date, whatever it holds
    if text.len() > 100 {
        return Reading::None(NoDate::NotADate);
    }
    match parts(text) {
        Some(parts) => parts.reading(),
        None => Reading::None(NoDate::NotADate),
    }
}

/// The numbers of a date in the order written, the month's name if there is one, and the sign
/// between the numbers.
struct Parts {
    numbers: Vec<Digits>,
    month: Option<u8>,
    dotted: bool,
}

#[derive(Clone, Copy)]
struct Digits {
    value: i16,
    length: usize,
}

impl Parts {
    fn reading(&self) -> Reading {
        match (self.month, self.numbers.as_slice()) {
            (Some(month), [year]) => whole(*year, Some(month), None),
            (Some(month), [a, b]) if a.is_year() && !b.is_year() => {
                whole(*a, Some(month), Some(*b))
            }
            (Some(month), [a, b]) => whole(*b, Some(month), Some(*a)),
            (None, [year]) if year.length == 8 => Reading::None(NoDate::NotADate),
            (None, [year]) if year.length <= 4 => whole(*year, None, None),
            (None, [a, b]) if a.is_year() => one(a.value, b.part(), None),
            (None, [a, b]) if b.is_year() => one(b.value, a.part(), None),
            (None, [year, month, day]) if year.is_year() => {
                one(year.value, month.part(), day.part())
            }
            (None, [a, b, year]) if year.is_year() => self.day_and_month(*a, *b, year.value),
            (None, [_, _] | [_, _, _]) => Reading::None(NoDate::NoYear),
            _ => Reading::None(NoDate::NotADate),
        }
    }

    fn day_and_month(&self, a: Digits, b: Digits, year: i16) -> Reading {
        let day_first = valid(year, b.part(), a.part());
        let month_first = valid(year, a.part(), b.part());
        match (day_first, month_first) {
            (Some(date), None) | (None, Some(date)) => Reading::One(date),
            // with points the day stands first wherever dates are written so
            (Some(date), Some(other)) if self.dotted || date == other => Reading::One(date),
            (Some(date), Some(other)) => Reading::Two(date, other),
            (None, None) => Reading::None(NoDate::NoSuchDay),
        }
    }
}

impl Digits {
    fn is_year(self) -> bool {
        self.length == 3 || self.length == 4
    }

    fn part(self) -> Option<u8> {
        // a number that is no part of any date must not be taken for one left out
        Some(u8::try_from(self.value).unwrap_or(u8::MAX))
    }
}

fn whole(year: Digits, month: Option<u8>, day: Option<Digits>) -> Reading {
    if !year.is_year() {
        return Reading::None(NoDate::NoYear);
    }
    one(year.value, month, day.and_then(Digits::part))
}

fn one(year: i16, month: Option<u8>, day: Option<u8>) -> Reading {
    match valid(year, month, day) {
        Some(date) => Reading::One(date),
        None => Reading::None(NoDate::NoSuchDay),
    }
}

fn valid(year: i16, month: Option<u8>, day: Option<u8>) -> Option<PartialDate> {
    if day == Some(0) {
        return None;
    }
    PartialDate::new(year, month, day)
}

/// Takes a text apart; nothing if it holds what no date holds.
fn parts(text: &str) -> Option<Parts> {
    let folded = FOLDING.fold(text);
    let mut parts = Parts {
        numbers: Vec::new(),
        month: None,
        dotted: folded.contains('.') && !folded.contains(['/', '-']),
    };
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let alike = |c: char| match first {
            first if first.is_ascii_digit() => c.is_ascii_digit(),
            first if first.is_alphabetic() => c.is_alphabetic(),
            first => c == first,
        };
        let end = rest.find(|c| !alike(c)).unwrap_or(rest.len());
        let (token, after) = rest.split_at_checked(end)?;
        rest = after;
        if first.is_ascii_digit() {
            let value = token.parse::<i16>().ok()?;
            parts.numbers.push(Digits {
                value,
                length: token.len(),
            });
        } else if first.is_alphabetic() {
            let after_number = !parts.numbers.is_empty();
            match month_named(token) {
                Some(month) if parts.month.is_none() => parts.month = Some(month),
                Some(_) => return None,
                None if NOISE.contains(&token) || day_of_the_week(token) => {}
                None if after_number && ORDINALS.contains(&token) => {}
                None => return None,
            }
        } else if !matches!(token, " " | "," | "." | "/" | "-" | "'" | "?" | "!" | "~") {
            return None;
        }
    }
    Some(parts)
}

static FOLDING: LazyLock<Folding> =
    LazyLock::new(|| Folding::new([Ignored::Case, Ignored::Accents], "en"));

/// Words that may stand in a date and say nothing, folded.
const NOISE: [&str; 32] = [
    "year",
    "about",
    "around",
    "approximately",
    "approx",
    "circa",
    "ca",
    "c",
    "of",
    "the",
    "on",
    "in",
    "ad",
    "ce",
    "de",
    "del",
    "le",
    "el",
    "la",
    "du",
    "am",
    "der",
    "den",
    "im",
    "anno",
    "г",
    "года",
    "году",
    "год",
    "年",
    "月",
    "日",
];

/// What may follow the number of a day, folded; Korean has words for year, month and day too.
const ORDINALS: [&str; 10] = ["st", "nd", "rd", "th", "er", "re", "º", "년", "월", "일"];

/// The month that a folded word names: a name, or its beginning of three letters or more where that
/// is the same month in all the languages known here.
fn month_named(word: &str) -> Option<u8> {
    static FOLDED: LazyLock<Vec<(String, u8)>> = LazyLock::new(|| {
        let numbered = NAMES.iter().flat_map(|names| names.split(' ').zip(1..));
        numbered
            .map(|(name, month)| (FOLDING.fold(name), month))
            .collect()
    });
    if let Some((_, month)) = FOLDED.iter().find(|(name, _)| name == word) {
        return Some(*month);
    }
    if word.chars().count() < 3 {
        return None;
    }
    let mut months = FOLDED
        .iter()
        .filter(|(name, _)| name.starts_with(word))
        .map(|(_, month)| *month);
    let first = months.next()?;
    months.all(|month| month == first).then_some(first)
}

/// The months in English, German (twice), French, Spanish, Russian (twice), Italian and Portuguese.
const NAMES: [&str; 9] = [
    "January February March April May June July August September October November December",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Jänner Feber Mrz April Mai Juno Julei August September Oktober November Dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
];

fn day_of_the_week(word: &str) -> bool {
    const DAYS: [&str; 14] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ];
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        match read(text) {
            Reading::One(date) => date.to_string(),
            Reading::Two(a, b) => format!("{a} or {b}"),
            Reading::None(why) => why.to_string(),
        }
    }

    #[test]
    fn a_day_is_read_in_many_spellings() {
        for text in [
            "19 June 2024",
            "19th June 2024",
            "the 19th of June, 2024",
            "June 19, 2024",
            "Jun 19 2024",
            "Wednesday, 19 June 2024",
            "2024-06-19",
            "2024/6/19",
            "2024 June 19",
            "19/6/2024",
            "6/19/2024",
            "19-06-2024",
            "19.6.2024",
            "19. Juni 2024",
            "le 19 juin 2024",
            "19 de junio de 2024",
            "19 июня 2024 г.",
            "2024年6月19日",
            "2024년 6월 19일",
            "19jun2024",
        ] {
            assert_eq!(said(text), "2024-06-19", "{text}");
        }
        assert_eq!(said("1er juillet 1961"), "1961-07-01");
        assert_eq!(said("3 Sept 1961"), "1961-09-03");
        assert_eq!(said("3. März 1961"), "1961-03-03");
    }

    #[test]
    fn less_than_a_day_stays_less() {
        for text in [
            "June 2024",
            "2024-06",
            "6/2024",
            "06.2024",
            "Juni 2024",
            "2024 June",
        ] {
            assert_eq!(said(text), "2024-06", "{text}");
        }
        assert_eq!(said("2024"), "2024");
        for text in [
            "in 1961",
            "the year 1961",
            "c. 1961",
            "about 1961",
            "~1961",
            "1961?",
        ] {
            assert_eq!(said(text), "1961", "{text}");
        }
        assert_eq!(said("476"), "0476");
    }

    #[test]
    fn digits_with_two_readings_are_two() {
        assert_eq!(said("11/7/1961"), "1961-07-11 or 1961-11-07");
        assert_eq!(said("11-07-1961"), "1961-07-11 or 1961-11-07");
        assert_eq!(
            said("11.7.1961"),
            "1961-07-11",
            "points are written where the day is first"
        );
        assert_eq!(said("7/7/1961"), "1961-07-07");
    }

    #[test]
    fn what_is_no_date_is_said_to_be_none() {
        assert_eq!(said("31 June 2024"), "there is no such day");
        assert_eq!(said("30 February 2024"), "there is no such day");
        assert_eq!(said("2024-13-01"), "there is no such day");
        assert_eq!(said("0/5/2024"), "there is no such day");
        assert_eq!(
            said("19 June"),
            "the year is missing, or has not all its digits"
        );
        for text in ["19/6/24", "45", "'45", "5"] {
            assert_eq!(
                said(text),
                "the year is missing, or has not all its digits",
                "{text}"
            );
        }
        for text in [
            "",
            "soon",
            "before 1961",
            "after 1961",
            "19 Juny Jane 2024",
            "20240619",
            "12345",
            "jui 2024",
            "1+1",
            "th",
        ] {
            assert_eq!(said(text), "that is no date", "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_date_is_read_from_all_its_spellings(year in 1000i16..=9999, month in 1u8..=12, day in 1u8..=31) {
            let Some(date) = PartialDate::new(year, Some(month), Some(day)) else { return Ok(()) };
            let name = super::super::date::MONTHS[usize::from(month) - 1];
            let short = &name[..3];
            for text in [
                date.to_string(),
                date.in_words(),
                format!("{name} {day}, {year}"),
                format!("{day}. {short} {year}"),
                format!("{year}/{month}/{day}"),
                format!("{day}.{month}.{year}"),
            ] {
                prop_assert_eq!(read(&text), Reading::One(date));
            }
        }

        #[test]
        fn nothing_makes_reading_panic(text in "[0-9/.\\- ,a-z]{0,20}|\\PC{0,20}") {
            let _ = read(&text);
        }
    }
}
