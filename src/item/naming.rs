//! Which options a typed word or line names: by text, letter, number or beginning. It knows no
//! shape and makes no response; [`super::typed`] and the forms of the full screen do.

use super::prompt::letter;

/// The place of the option that one word or one key names: by its text, its letter or number, both
/// of these, or the beginning that only it has. What is true or false is also a yes or a no.
pub fn named(options: &[String], word: &str) -> Option<usize> {
    place(options, word, true)
}

/// The place of the option that a word names; by letter only where options have letters.
pub fn place(options: &[String], word: &str, lettered: bool) -> Option<usize> {
    let word = word.trim();
    let exact = options.iter().position(|option| option.trim() == word);
    let by_text = exact.or_else(|| options.iter().position(|option| same(option.trim(), word)));
    by_text
        .or_else(|| by_sign(options.len(), word, lettered))
        .or_else(|| by_sign_and_text(options, word, lettered))
        .or_else(|| by_beginning(options, word))
        .or_else(|| by_yes_or_no(options, word))
}

/// The place that a letter or a number names.
pub fn by_sign(count: usize, word: &str, lettered: bool) -> Option<usize> {
    let bare = word.strip_suffix([')', '.']).unwrap_or(word);
    if let Ok(number) = bare.parse::<usize>() {
        return number.checked_sub(1).filter(|&at| at < count);
    }
    let lower = bare.to_lowercase();
    (lettered && lower.len() <= 2)
        .then(|| (0..count).find(|&at| letter(at) == lower))
        .flatten()
}

/// The words of a line, each of which names an option: parted by `;`, else in the first way in which
/// all of them do: as one, by commas, by spaces, letter by letter.
pub fn words<'a>(options: &[String], line: &'a str) -> Vec<&'a str> {
    if line.contains(';') {
        return parts(line, ';').collect();
    }
    if line.is_empty() {
        return Vec::new();
    }
    if place(options, line, true).is_some() {
        return vec![line];
    }
    let by_commas = named_parts(options, line, |c| c == ',');
    let parted = by_commas.or_else(|| named_parts(options, line, char::is_whitespace));
    let by_letters = || {
        let letters = line
            .char_indices()
            .map(|(at, c)| line.get(at..at + c.len_utf8()));
        let letters = letters.collect::<Option<Vec<_>>>()?;
        let named = |letter: &&str| by_sign(options.len(), letter, true).is_some();
        letters.iter().all(named).then_some(letters)
    };
    parted
        .or_else(by_letters)
        .unwrap_or_else(|| parts(line, ',').collect())
}

/// The parts of a line that are parted by a sign, without empty ones.
pub fn parts(line: &str, by: char) -> impl Iterator<Item = &str> {
    line.split(by)
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// The parts of a line between certain signs, if each names an option; where an option's text
/// has such signs, the longest that is its text is one part.
fn named_parts<'a>(
    options: &[String],
    line: &'a str,
    parts: fn(char) -> bool,
) -> Option<Vec<&'a str>> {
    // where each part ends, and where the next begins
    let ends: Vec<(usize, usize)> = line
        .match_indices(parts)
        .map(|(at, sign)| (at, at + sign.len()))
        .chain([(line.len(), line.len())])
        .collect();
    let signs = options.iter().map(|option| option.matches(parts).count());
    let longest = signs.max().unwrap_or(0) + 1;
    let mut named = Vec::new();
    let (mut start, mut next) = (0, 0);
    while next < ends.len() {
        let candidates = ends.iter().enumerate().skip(next).take(longest).rev();
        let mut texts =
            candidates.filter_map(|(at, end)| Some((at, line.get(start..end.0)?.trim())));
        let (at, text) = texts.find(|(at, text)| match *at == next {
            true => text.is_empty() || place(options, text, true).is_some(),
            false => options.iter().any(|option| same(option.trim(), text)),
        })?;
        if !text.is_empty() {
            named.push(text);
        }
        start = ends.get(at)?.1;
        next = at + 1;
    }
    Some(named)
}

/// `c) Russia`, where c is Russia.
fn by_sign_and_text(options: &[String], word: &str, lettered: bool) -> Option<usize> {
    let (sign, text) = word.split_once([')', '.', ':', ' '])?;
    let at = by_sign(options.len(), sign, lettered)?;
    let option = options.get(at)?;
    same(option.trim(), text.trim()).then_some(at)
}

fn by_beginning(options: &[String], word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let begins = |option: &String| option.to_lowercase().starts_with(&word);
    let mut fitting = options
        .iter()
        .enumerate()
        .filter(|(_, option)| begins(option));
    match (fitting.next(), fitting.next()) {
        (Some((at, _)), None) if !word.is_empty() => Some(at),
        _ => None,
    }
}

/// Who is asked whether something is true may say yes or no.
fn by_yes_or_no(options: &[String], word: &str) -> Option<usize> {
    let texts: Vec<&str> = options.iter().map(String::as_str).collect();
    match (texts.as_slice(), word.to_lowercase().as_str()) {
        (["True", "False"], "y" | "yes") => Some(0),
        (["True", "False"], "n" | "no") => Some(1),
        _ => None,
    }
}

fn same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}
