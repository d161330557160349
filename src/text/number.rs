//! Reading numbers as people write them: `260,000`, `260 000`, `2.6e5`, `−5`, `2½`, `$5`, `5 km`.
//! Values are decimals, exact as written. What follows the number (a unit, a multiplier) is handed
//! on in words; the kind `number` knows what it may be.

use rust_decimal::Decimal;

use super::language::{decimal_comma, primary};

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

/// Reads a number in plain decimals, as in a bank: `260000`, `-0.5`, `1e3`. Nothing if it is none,
/// or if it has more digits than a decimal holds (28).
pub fn decimal(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let built = build(text.starts_with('-'), whole, fraction, exponent);
    built.exact.then_some(built.value)
}

/// The factor that a word after a number stands for, and what follows it: `million people` is a
/// million and `people`. Words differ by language: a German Billion is a million millions.
pub fn multiplier<'t>(rest: &'t str, language: &str) -> Option<(Decimal, &'t str)> {
    let end = rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end)?;
    let zeros = multiplier_zeros(word, language)?;
    let after = after.strip_prefix('.').unwrap_or(after);
    Some((Decimal::from(10u64.pow(zeros)), after.trim()))
}

fn multiplier_zeros(word: &str, language: &str) -> Option<u32> {
    // signs, with regard to case: m is no million
    match word {
        "k" | "K" => return Some(3),
        "M" | "mn" | "mln" => return Some(6),
        "bn" | "Bn" => return Some(9),
        "tn" => return Some(12),
        _ => {}
    }
    let lower = word.to_lowercase();
    let long_scale = !matches!(primary(language), "en" | "ru" | "zh" | "ja" | "ko" | "tr");
    match lower.as_str() {
        "thousand" | "tausend" | "tsd" | "mille" | "mil" | "тыс" | "тысяч" | "тысячи"
        | "тысяча" => Some(3),
        "million" | "millions" | "millionen" | "mio" | "millón" | "millones" | "млн"
        | "миллион" | "миллиона" | "миллионов" => Some(6),
        "milliard"
        | "milliards"
        | "milliarde"
        | "milliarden"
        | "mrd"
        | "млрд"
        | "миллиард"
        | "миллиарда"
        | "миллиардов" => Some(9),
        "billion" | "billions" | "billionen" => Some(if long_scale { 12 } else { 9 }),
        "trillion" | "trillions" => Some(if long_scale { 18 } else { 12 }),
        _ => None,
    }
}

/// The number for people, so that it is read as itself in every language: `3.1450` where `3.145`
/// might be three thousand.
pub fn unmistakable(value: Decimal) -> String {
    let normal = value.normalize();
    let zero = if normal.scale() == 3 { "0" } else { "" };
    format!("{normal}{zero}")
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

/// A decimal made of digits, and whether it is exact.
struct Built {
    value: Decimal,
    exact: bool,
}

/// `whole.fraction` times ten to the exponent; the largest decimal if that is larger, cut after the
/// 28th decimal if it is finer.
fn build(negative: bool, whole: &str, fraction: &str, exponent: i32) -> Built {
    let fraction = fraction.trim_end_matches('0');
    let joined = format!("{whole}{fraction}");
    let digits = joined.trim_start_matches('0');
    let scale = i64::try_from(fraction.len()).unwrap_or(i64::MAX) - i64::from(exponent);
    let signed = |value: Decimal| if negative { -value } else { value };
    let largest = Built {
        value: signed(Decimal::MAX),
        exact: false,
    };
    if digits.is_empty() {
        return Built {
            value: Decimal::ZERO,
            exact: true,
        };
    }
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if length - scale > 29 {
        return largest;
    }
    // at most 28 decimals and 28 digits: the finest ones are cut
    let cut = (scale - 28).max(length - 28).max(0).min(scale.max(0));
    let kept = usize::try_from(length - cut)
        .ok()
        .and_then(|n| digits.get(..n));
    let padded = usize::try_from((-scale).max(0)).unwrap_or(0);
    let mantissa = format!("{}{}", kept.unwrap_or(""), "0".repeat(padded));
    let scale = u32::try_from((scale - cut).max(0)).unwrap_or(0);
    if mantissa.is_empty() {
        return Built {
            value: Decimal::ZERO,
            exact: false,
        };
    }
    let value = mantissa.parse::<i128>().ok();
    match value.and_then(|n| Decimal::try_from_i128_with_scale(n, scale).ok()) {
        Some(value) => Built {
            value: signed(value),
            exact: digits
                .bytes()
                .rev()
                .take(usize::try_from(cut).unwrap_or(0))
                .all(|b| b == b'0'),
        },
        None => largest,
    }
}

fn exponent_of(digits: &str, negative: bool) -> i32 {
    // beyond any decimal's reach it does not matter how far
    let exponent = digits.parse::<i32>().unwrap_or(9999).min(9999);
    if negative { -exponent } else { exponent }
}

/// The plain sign for one of its many forms: digits of all scripts, minus signs, spaces, marks.
fn plain_sign(c: char) -> char {
    const ZEROS: [u32; 12] = [
        0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xE50, 0xED0, 0xFF10,
    ];
    match c {
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{FF0B}' => '+',
        '\u{FF0E}' | '\u{66B}' => '.',
        '\u{FF0C}' | '\u{66C}' => ',',
        '\u{2019}' | '\u{2BC}' => '\'',
        c if c.is_whitespace() => ' ',
        c => {
            let offset = ZEROS
                .iter()
                .find_map(|zero| (c as u32).checked_sub(*zero).filter(|n| *n < 10));
            offset.and_then(|n| char::from_digit(n, 10)).unwrap_or(c)
        }
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.' | ' ' | '\'' | '_')
}

fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\u{2044}' | '\u{2215}')
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¥' | '\u{20A0}'..='\u{20C0}')
}

fn superscript(c: char) -> Option<char> {
    let digit = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c)?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
}

fn vulgar_fraction(c: char) -> Option<(u8, u8)> {
    Some(match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
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
        let (million, rest) = multiplier("million people", "en").unwrap();
        assert_eq!((million, rest), (Decimal::from(1_000_000), "people"));
        assert_eq!(
            multiplier("Billion", "de").unwrap().0,
            Decimal::from(1_000_000_000_000u64)
        );
        assert_eq!(multiplier("km", "en"), None);
        assert_eq!(multiplier("m", "en"), None);
    }

    #[test]
    fn plain_decimals_are_exact_or_refused() {
        assert_eq!(
            decimal("45.8").map(|d| d.to_string()).as_deref(),
            Some("45.8")
        );
        assert_eq!(decimal("1e3"), Some(Decimal::from(1000)));
        assert_eq!(
            decimal("-0.50")
                .map(|d| d.normalize().to_string())
                .as_deref(),
            Some("-0.5")
        );
        for text in ["", "x", "nan", "inf", "1e99", "1.", ".5", "1e"] {
            assert_eq!(decimal(text).is_some(), text == "1.", "{text}");
        }
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
            let _ = decimal(&text);
        }
    }
}
