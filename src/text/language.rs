//! What a language decides when numbers and dates are read. Languages are named by tags such as
//! "en", "de-AT"; one that is not known here decides as English does.

/// The language without script and region: `de` of `de-AT`.
pub fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// Whether numbers are written with a decimal comma (and a point between thousands).
pub fn decimal_comma(language: &str) -> bool {
    const COMMA: [&str; 33] = [
        "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr",
        "hu", "id", "is", "it", "kk", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl",
        "sr", "sv", "uk",
    ];
    const COMMA_TOO: [&str; 5] = ["nn", "no", "tr", "vi", "az"];
    let point_by_region = matches!(language, "es-MX" | "de-CH" | "de-LI" | "it-CH");
    let name = primary(language);
    !point_by_region && (COMMA.contains(&name) || COMMA_TOO.contains(&name))
}

/// Which part of a date in digits comes first, where the year is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 11/7 is 11 July.
    DayFirst,
    /// 11/7 is 7 November.
    MonthFirst,
    /// Both are written.
    Undecided,
}

/// How a language writes dates in digits, where the year is last.
pub fn date_order(language: &str) -> DateOrder {
    match language {
        "en-US" => DateOrder::MonthFirst,
        "en-GB" | "en-AU" | "en-NZ" | "en-IE" | "en-IN" => DateOrder::DayFirst,
        _ => match primary(language) {
            "en" | "zh" | "ja" | "ko" | "" => DateOrder::Undecided,
            _ => DateOrder::DayFirst,
        },
    }
}
