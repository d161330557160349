//! Words and signs that multiply the number before them: thousand, million, k, bn.

use rust_decimal::Decimal;

use super::language::primary;

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
        "hundred" => Some(2),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_multiply_as_their_language_has_them() {
        let (million, rest) = multiplier("million people", "en").unwrap();
        assert_eq!((million, rest), (Decimal::from(1_000_000), "people"));
        let billion = |language| multiplier("Billion", language).unwrap().0;
        assert_eq!(billion("en"), Decimal::from(1_000_000_000u64));
        assert_eq!(billion("de"), Decimal::from(1_000_000_000_000u64));
        assert_eq!(multiplier("Mrd. Euro", "de").unwrap().1, "Euro");
    }

    #[test]
    fn units_do_not_multiply() {
        for unit in ["km", "m", "MW", "", "people"] {
            assert_eq!(multiplier(unit, "en"), None, "{unit}");
        }
    }
}
