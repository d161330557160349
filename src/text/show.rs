//! How numbers, times and texts are shown to people: one way for each.

/// A number with at most two decimals and no trailing zeros: `1`, `0.86`, `-0.5`.
pub fn number_for_people(value: f64) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let rounded = (value * 100.0).round() / 100.0 + 0.0;
    let text = format!("{rounded:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `n` and the word for it: `1 point`, `2 points`, `0.5 points`.
pub fn counted(value: f64, one: &str, many: &str) -> String {
    let number = number_for_people(value);
    let word = if number == "1" { one } else { many };
    format!("{number} {word}")
}

/// A length of time as `0:41`, `12:05` or `1:02:03`.
pub fn clock(seconds: f64) -> String {
    let whole = if seconds.is_finite() && seconds > 0.0 {
        seconds as u64
    } else {
        0
    };
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// The text made harmless for a terminal: control characters become visible signs (␛ for escape,
/// � for those without a sign) and bidirectional overrides become �. A line feed stays, a tab
/// becomes spaces. Everything that comes from a bank, a script, a response or a file passes here
/// once before it is shown.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    let dangerous = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(dangerous) {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => out.push_str("    "),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' => out.push('\n'),
            '\u{7F}' => out.push('␡'),
            c if (c as u32) < 0x20 => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('�')),
            c if dangerous(c) => out.push('�'),
            c => out.push(c),
        }
    }
    std::borrow::Cow::Owned(out)
}

/// The first few of several ids: "`a`, `b`, `c` and 4 more".
pub fn few_of(ids: &[String]) -> String {
    const FEW: usize = 3;
    let mut parts: Vec<String> = ids.iter().take(FEW).map(|id| format!("`{id}`")).collect();
    if ids.len() > FEW {
        parts.push(format!("{} more", ids.len() - FEW));
    }
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, firsts)) => format!("{} and {last}", firsts.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number_for_people(6.0 / 7.0 * 7.0), "6");
        assert_eq!(number_for_people(6.0 / 7.0), "0.86");
        assert_eq!(number_for_people(-0.001), "0");
        assert_eq!(number_for_people(100.0), "100");
    }

    #[test]
    fn control_characters_are_shown_and_never_obeyed() {
        assert_eq!(harmless("\u{1b}[2Jx\u{7}\u{9b}y\rz\r\nw"), "␛[2Jx␇�y␍z\nw");
        assert_eq!(harmless("\u{202E}abc"), "�abc");
        assert_eq!(harmless("Kraków 東京"), "Kraków 東京");
    }

    #[test]
    fn times_are_clocks() {
        assert_eq!(clock(41.9), "0:41");
        assert_eq!(clock(3723.0), "1:02:03");
    }
}
