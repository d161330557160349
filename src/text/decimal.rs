//! Decimals made of digits: exact where they can be, at most 28 digits, never an overflow. Numbers in
//! a bank's own spelling are read here; those of people by `number`.

use rust_decimal::Decimal;

/// Reads a number in plain decimals, as in a bank: `260000`, `-0.5`, `1e3`. Nothing if it is none,
/// or if it has more digits than a decimal holds (28).
pub fn read(text: &str) -> Option<Decimal> {
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

/// The number for people, so that it is read as itself in every language: `3.1450` where `3.145`
/// might be three thousand.
pub fn unmistakable(value: Decimal) -> String {
    let normal = value.normalize();
    let zero = if normal.scale() == 3 { "0" } else { "" };
    format!("{normal}{zero}")
}

/// A decimal made of digits, and whether it is exact.
pub(super) struct Built {
    pub value: Decimal,
    pub exact: bool,
}

/// `whole.fraction` times ten to the exponent; the largest decimal if that is larger, cut after the
/// 28th decimal if it is finer.
pub(super) fn build(negative: bool, whole: &str, fraction: &str, exponent: i32) -> Built {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_exact_or_refused() {
        assert_eq!(read("45.8").map(|d| d.to_string()).as_deref(), Some("45.8"));
        assert_eq!(read("1e3"), Some(Decimal::from(1000)));
        assert_eq!(
            read("-0.50").map(|d| d.normalize().to_string()).as_deref(),
            Some("-0.5")
        );
        for text in ["", "x", "nan", "inf", "1e99", "1.", ".5", "1e"] {
            assert_eq!(read(text).is_some(), text == "1.", "{text}");
        }
    }
}
