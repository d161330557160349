//! Reading numbers as people write them: `260,000`, `260 000`, `2.6e5`, `−5`, `2½`, `$5`, `5 km`.
//! Values are decimals, exact as written. What follows the number (a unit, a multiplier) is handed
//! on in words; the kind `number` knows what it may be.

use rust_decimal::Decimal;

use super::decimal::build;
use super::language::decimal_comma;
use super::number_signs::{
    is_currency, is_separator, is_slash, plain_sign, superscript, vulgar_fraction,
};

/// A number as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its value; one beyond the largest decimal is the largest.
    pub value: Decimal,
    /// Whether a comma or point was read one way though it might mean another.
    pub one_way: bool,
    /// What stands after the number, trimmed: `km`, `million people`, or nothing. The sign of a
    /// currency before the number is put behind it.
    pub rest: String,
    /// Whether the rest follows without a space: `5km`.
    pub attached: bool,
}

/// Reads a number in a person's spelling. A single comma or point before exactly three digits is
/// read as the language has it; nothing is ever dropped. Nothing if the text begins with no number.
pub fn read(text: &str, language: &str) -> Option<Written> {
    let signs: Vec<char> = text.trim().chars().map(plain_sign).collect();
    let mut cursor = Cursor { rest: &signs };
    let mut currency = cursor.take_if(is_currency);
    let negative = cursor.sign();
    currency = currency.or_else(|| cursor.take_if(is_currency));
    cursor.skip_spaces();
    let (value, one_way) = cursor.number(negative, language)?;
    let attached = cursor.peek().is_some_and(|c| c != ' ');
    let after: String = cursor.rest.iter().collect();
    let rest = match currency {
        Some(sign) => format!("{} {sign}", after.trim()),
        None => after,
    };
    Some(Written {
        value,
        one_way,
        rest: rest.trim().to_owned(),
        attached,
    })
}

/// What is left to read.
struct Cursor<'s> {
    rest: &'s [char],
}

impl<'s> Cursor<'s> {
    fn peek(&self) -> Option<char> {
        self.rest.first().copied()
    }

    fn peek_at(&self, at: usize) -> Option<char> {
        self.rest.get(at).copied()
    }

    fn skip(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or(&[]);
    }

    fn take_if(&mut self, test: impl Fn(char) -> bool) -> Option<char> {
        let taken = self.peek().filter(|&c| test(c))?;
        self.skip(1);
        Some(taken)
    }

    fn skip_spaces(&mut self) {
        while self.take_if(|c| c == ' ').is_some() {}
    }

    /// A plus or minus, perhaps parted from the number. Whether it was a minus.
    fn sign(&mut self) -> bool {
        let negative = self.take_if(|c| matches!(c, '-' | '+')) == Some('-');
        self.skip_spaces();
        negative
    }

    fn digits_at(&self, at: usize) -> String {
        let digits = self.rest.iter().skip(at);
        digits.take_while(|c| c.is_ascii_digit()).collect()
    }

    fn digits(&mut self) -> String {
        let digits = self.digits_at(0);
        self.skip(digits.len());
        digits
    }

    fn number(&mut self, negative: bool, language: &str) -> Option<(Decimal, bool)> {
        let signed = |value: Decimal| if negative { -value } else { value };
        if let Some(part) = self.vulgar() {
            return Some((signed(part), false));
        }
        let runs = self.runs()?;
        if let Some(fraction) = self.fraction(&runs) {
            return Some((signed(fraction?), false));
        }
        let figures = interpret(&runs, language)?;
        let exponent = self.exponent();
        let value = build(negative, &figures.whole, &figures.fraction, exponent).value;
        Some((value, figures.one_way))
    }

    /// Runs of digits, each with the sign before it.
    fn runs(&mut self) -> Option<Vec<(char, String)>> {
        let mut runs = Vec::new();
        let first = self.digits();
        if first.is_empty() && !matches!(self.peek(), Some('.' | ',')) {
            return None;
        }
        runs.push((' ', first));
        while let Some(between) = self.peek().filter(|&c| is_separator(c)) {
            let next = self.digits_at(1);
            let fits = match between {
                ' ' => next.len() == 3 && runs.iter().all(|(sign, _)| *sign == ' '),
                _ => !next.is_empty(),
            };
            if !fits {
                break;
            }
            self.skip(1 + next.len());
            runs.push((between, next));
        }
        if let [(_, only)] = runs.as_slice()
            && only.is_empty()
        {
            return None;
        }
        // "5." is five at the end of a sentence
        if self.peek() == Some('.') && self.peek_at(1).is_none_or(|c| c == ' ') {
            self.skip(1);
        }
        Some(runs)
    }

    /// `½` alone.
    fn vulgar(&mut self) -> Option<Decimal> {
        let (numerator, denominator) = self.peek().and_then(vulgar_fraction)?;
        self.skip(1);
        Decimal::from(numerator).checked_div(Decimal::from(denominator))
    }

    /// The rest of `2½`, `2 ½`, `1/2` or `2 1/2`, if there is any; within it nothing if it can't be
    /// (a division by zero).
    fn fraction(&mut self, runs: &[(char, String)]) -> Option<Option<Decimal>> {
        let [(_, whole)] = runs else { return None };
        let whole = build(false, whole, "", 0).value;
        let gap = usize::from(self.peek() == Some(' '));
        if self.peek_at(gap).and_then(vulgar_fraction).is_some() {
            self.skip(gap);
            return Some(self.vulgar().and_then(|part| whole.checked_add(part)));
        }
        if self.peek().is_some_and(is_slash) {
            let below = self.digits_at(1);
            if below.is_empty() {
                return None;
            }
            self.skip(1 + below.len());
            return Some(whole.checked_div(build(false, &below, "", 0).value));
        }
        let above = if gap == 1 {
            self.digits_at(1)
        } else {
            String::new()
        };
        let slash = 1 + above.len();
        if above.is_empty() || !self.peek_at(slash).is_some_and(is_slash) {
            return None;
        }
        let below = self.digits_at(slash + 1);
        if below.is_empty() {
            return None;
        }
        self.skip(slash + 1 + below.len());
        let part = build(false, &above, "", 0)
            .value
            .checked_div(build(false, &below, "", 0).value);
        Some(part.and_then(|part| whole.checked_add(part)))
    }

    /// The exponent of `2.6e5`, `2.6 × 10^5` or `2.6·10⁵`; 0 if there is none.
    fn exponent(&mut self) -> i32 {
        self.letter_exponent()
            .or_else(|| self.power_of_ten())
            .unwrap_or(0)
    }

    fn letter_exponent(&mut self) -> Option<i32> {
        self.peek().filter(|c| matches!(c, 'e' | 'E'))?;
        let sign = usize::from(matches!(self.peek_at(1), Some('-' | '+')));
        let digits = self.digits_at(1 + sign);
        let end = 1 + sign + digits.len();
        if digits.is_empty() || self.peek_at(end).is_some_and(char::is_alphabetic) {
            return None;
        }
        let negative = self.peek_at(1) == Some('-');
        self.skip(end);
        Some(exponent_of(&digits, negative))
    }

    fn power_of_ten(&mut self) -> Option<i32> {
        let mut ahead = Cursor { rest: self.rest };
        ahead.skip_spaces();
        ahead.take_if(|c| matches!(c, '×' | 'x' | '*' | '·'))?;
        ahead.skip_spaces();
        ahead.take_if(|c| c == '1')?;
        ahead.take_if(|c| c == '0')?;
        let (digits, negative) = if ahead.take_if(|c| c == '^').is_some() {
            let negative = ahead.sign();
            (ahead.digits(), negative)
        } else {
            let negative = ahead.take_if(|c| c == '⁻').is_some();
            let raised = ahead.rest.iter().map_while(|&c| superscript(c));
            let digits: String = raised.collect();
            ahead.skip(digits.len());
            (digits, negative)
        };
        if digits.is_empty() {
            return None;
        }
        self.rest = ahead.rest;
        Some(exponent_of(&digits, negative))
    }
}

/// Digits before and after the decimal sign.
struct Figures {
    whole: String,
    fraction: String,
    one_way: bool,
}

/// Which of the signs between runs of digits part thousands, and which one is the decimal sign.
fn interpret(runs: &[(char, String)], language: &str) -> Option<Figures> {
    let all = |runs: &[(char, String)]| runs.iter().map(|(_, digits)| digits.as_str()).collect();
    let whole = |one_way| Figures {
        whole: all(runs),
        fraction: String::new(),
        one_way,
    };
    let ((last_sign, last), before) = runs.split_last()?;
    let signs: Vec<char> = runs.iter().skip(1).map(|(sign, _)| *sign).collect();
    let decimal = |one_way| {
        grouped(before).then(|| Figures {
            whole: all(before),
            fraction: last.clone(),
            one_way,
        })
    };
    let as_thousands = |one_way| grouped(runs).then(|| whole(one_way));
    match signs.as_slice() {
        [] => Some(whole(false)),
        [',' | '.'] => {
            let head = before.first().map_or("", |(_, digits)| digits.as_str());
            let could_group = last.len() == 3 && (1..=3).contains(&head.len());
            if !could_group || head.starts_with('0') {
                return decimal(false);
            }
            if (*last_sign == ',') == decimal_comma(language) {
                decimal(true)
            } else {
                as_thousands(true)
            }
        }
        [first, ..] if signs.iter().all(|sign| sign == first) => as_thousands(false),
        [.., _] if matches!(last_sign, ',' | '.') => {
            let once = signs.iter().filter(|sign| *sign == last_sign).count() == 1;
            if once { decimal(false) } else { None }
        }
        _ => None,
    }
}

/// Whether runs are groups of a number: three digits each after the first, of one sign; or two and
/// at last three, as in India.
fn grouped(runs: &[(char, String)]) -> bool {
    let Some(((_, first), rest)) = runs.split_first() else {
        return true;
    };
    let Some(((sign, last), middle)) = rest.split_last() else {
        return true;
    };
    let one_sign = middle.iter().all(|(other, _)| other == sign);
    let threes = middle.iter().all(|(_, digits)| digits.len() == 3);
    let lakhs = *sign == ',' && middle.iter().all(|(_, digits)| digits.len() == 2);
    let head = if lakhs && !middle.is_empty() {
        1..=2
    } else {
        1..=3
    };
    one_sign && last.len() == 3 && (threes || lakhs) && head.contains(&first.len())
}

fn exponent_of(digits: &str, negative: bool) -> i32 {
    // beyond any decimal's reach it does not matter how far
    let exponent = digits.parse::<i32>().unwrap_or(9999).min(9999);
    if negative { -exponent } else { exponent }
}

#[cfg(test)]
mod tests {
    use super::super::decimal::unmistakable;
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str, language: &str) -> Option<String> {
        let written = read(text, language)?;
        written
            .rest
            .is_empty()
            .then(|| written.value.normalize().to_string())
    }

    #[test]
    fn numbers_are_read_in_many_spellings() {
        for (text, expected) in [
            ("260000", "260000"),
            ("260,000", "260000"),
            ("260 000", "260000"),
            ("260\u{202F}000", "260000"),
            ("260\u{A0}000", "260000"),
            ("260'000", "260000"),
            ("260’000", "260000"),
            ("260_000", "260000"),
            ("2,60,000", "260000"),
            ("1,234,567.89", "1234567.89"),
            ("1.234.567,89", "1234567.89"),
            ("1 234 567,89", "1234567.89"),
            ("2.6e5", "260000"),
            ("2.6E+5", "260000"),
            ("2.6 × 10^5", "260000"),
            ("2,6·10⁵", "260000"),
            ("26e-1", "2.6"),
            ("−5", "-5"),
            ("–5", "-5"),
            ("\u{2012}5", "-5"),
            ("－５", "-5"),
            ("- 5", "-5"),
            ("+5", "5"),
            ("5.", "5"),
            ("05", "5"),
            (".5", "0.5"),
            (",5", "0.5"),
            ("0,125", "0.125"),
            ("½", "0.5"),
            ("2½", "2.5"),
            ("2 ½", "2.5"),
            ("-2 1/2", "-2.5"),
            ("1/4", "0.25"),
            ("٢٦٠", "260"),
        ] {
            assert_eq!(value(text, "en").as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "",
            "five",
            "(5)",
            "-",
            ".",
            ",",
            "1/0",
            "1,23,45",
            "12,34,56.7",
            "1,2,3",
            "1.2,3.4",
            "1,2345,678",
            "e5",
            "$",
        ] {
            assert_eq!(read(text, "en"), None, "{text}");
        }
        // digits that do not belong together are left over, never dropped
        assert_eq!(read("31 45", "en").unwrap().rest, "45");
        assert_eq!(read("5-6", "en").unwrap().rest, "-6");
    }

    #[test]
    fn a_single_sign_before_three_digits_follows_the_language() {
        assert_eq!(value("3,145", "en").as_deref(), Some("3145"));
        assert_eq!(value("3.145", "en").as_deref(), Some("3.145"));
        assert_eq!(value("3,145", "de").as_deref(), Some("3.145"));
        assert_eq!(value("3.145", "de-AT").as_deref(), Some("3145"));
        assert!(read("3,145", "en").unwrap().one_way);
        assert!(!read("1,5", "en").unwrap().one_way);
        assert_eq!(value("1,5", "en").as_deref(), Some("1.5"));
    }

    #[test]
    fn a_number_beyond_all_bounds_is_the_largest() {
        for text in [
            "1e999999999999",
            &"9".repeat(100_000),
            "99999999999999999999999999999999",
        ] {
            assert_eq!(read(text, "en").unwrap().value, Decimal::MAX);
        }
        assert_eq!(read("1e-99999", "en").unwrap().value, Decimal::ZERO);
        assert_eq!(
            value("0.00000000000000000000000000001", "en").as_deref(),
            Some("0")
        );
        assert!(
            value(&format!("3.{}", "1".repeat(500)), "en")
                .unwrap()
                .starts_with("3.1111")
        );
    }

    #[test]
    fn what_follows_is_handed_on() {
        let five = read("5km", "en").unwrap();
        assert_eq!((five.rest.as_str(), five.attached), ("km", true));
        let five = read("5 km", "en").unwrap();
        assert_eq!((five.rest.as_str(), five.attached), ("km", false));
        assert_eq!(read("$5", "en").unwrap().rest, "$");
        assert_eq!(read("-€5", "en").unwrap().rest, "€");
    }

    proptest! {
        #[test]
        fn every_decimal_is_read_as_itself_in_every_language(mantissa in any::<i64>(), scale in 0u32..18, german: bool) {
            let number = Decimal::new(mantissa, scale);
            let language = if german { "de" } else { "en" };
            let written = read(&unmistakable(number), language).unwrap();
            prop_assert_eq!(written.value, number);
            prop_assert!(!written.one_way);
        }

        #[test]
        fn thousands_may_be_parted(number in 0u64..1_000_000_000_000, sign in prop::sample::select(vec![",", " ", "\u{2009}", "'"])) {
            let digits = number.to_string();
            let mut parted = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    parted.push_str(sign);
                }
                parted.push(digit);
            }
            prop_assert_eq!(read(&parted, "en").unwrap().value, Decimal::from(number));
        }

        #[test]
        fn nothing_makes_reading_panic(text in "[-+0-9.,' eE/½×^⁵$a-z]{0,24}|\\PC{0,12}") {
            let _ = read(&text, "en");
            let _ = read(&text, "de");
        }
    }
}
