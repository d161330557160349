//! The signs that numbers are written with, in their many forms.

/// The plain sign for one of its many forms: digits of all scripts, minus signs, spaces, marks.
pub(super) fn plain_sign(c: char) -> char {
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

pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ',' | '.' | ' ' | '\'' | '_')
}

pub(super) fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\u{2044}' | '\u{2215}')
}

pub(super) fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¥' | '\u{20A0}'..='\u{20C0}')
}

pub(super) fn superscript(c: char) -> Option<char> {
    let digit = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c)?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
}

pub(super) fn vulgar_fraction(c: char) -> Option<(u8, u8)> {
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
