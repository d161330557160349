//! Reading a typed line as a response: in plain mode, `mark`, answer files and JSON.
//!
//! | shape | typed |
//! |---|---|
//! | pick one | the exact text, a letter, a number, both (`c) Russia`), or the beginning of one option only |
//! | pick many, order | the same, parted by `;`, commas or spaces; letters as one word |
//! | pair up, group | `left=right`, `1b` or `1-b`, parted by `;`, commas or spaces |
//! | blanks | parted by `\|`, or by `;` or ` / ` where that gives no more than the blanks |
//! | write | the line as it is |
//! | rate | again, hard, good, easy, or 1 to 4 |
//!
//! An empty line is a skip, which the caller handles.

use super::naming::{by_sign, parts, place, words};
use super::prompt::letter;
use super::{Piece, Rating, Response, Shape};

/// Reads one line as a response of that shape.
///
/// # Errors
/// A sentence for the person who typed it, saying what can't be read and what may be typed.
pub fn read(shape: &Shape, line: &str) -> Result<Response, String> {
    let line = line.trim();
    match shape {
        Shape::PickOne { options } => pick(options, line).map(Response::One),
        Shape::PickMany { options } => {
            let mut picked: Vec<String> = Vec::new();
            for word in words(options, line) {
                let option = pick(options, word)?;
                if !picked.contains(&option) {
                    picked.push(option);
                }
            }
            Ok(Response::Many(picked))
        }
        Shape::Write { .. } => Ok(Response::Written(line.to_owned())),
        Shape::FillBlanks { .. } => blanks(shape, line),
        Shape::Order { items } => ordered(items, words(items, line).into_iter()),
        Shape::PairUp { lefts, rights } => pairs(lefts, rights, line).map(Response::Pairs),
        Shape::Group { items, groups } => pairs(items, groups, line).map(Response::Groups),
        Shape::Rate { .. } => rating(line).map(Response::Rated),
    }
}

/// Reads the words of a command line as a response: several words are several options, blanks or
/// pairs; where one line is written, they are its words.
///
/// # Errors
/// As [`read`].
pub fn read_words(shape: &Shape, words: &[String]) -> Result<Response, String> {
    let between = match shape {
        Shape::Write { .. } | Shape::PickOne { .. } | Shape::Rate { .. } => " ",
        Shape::FillBlanks { .. } => "|",
        _ => ";",
    };
    read(shape, &words.join(between)).or_else(|unread| {
        // a text of several words may stand there without quotes
        read(shape, &words.join(" ")).map_err(|_| unread)
    })
}

/// Reads a JSON value as a response: a text as it would be typed, a list of texts, or an object of
/// left and right. Null is no response.
///
/// # Errors
/// As [`read`].
pub fn read_json(shape: &Shape, value: &serde_json::Value) -> Result<Option<Response>, String> {
    use serde_json::Value;
    let as_text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(yes) => Ok(yes.to_string()),
        Value::Null => Ok(String::new()),
        Value::Array(_) | Value::Object(_) => {
            Err("a list may hold only texts and numbers".to_owned())
        }
    };
    let response = match (shape, value) {
        (_, Value::Null) => return Ok(None),
        (Shape::FillBlanks { .. }, Value::Array(items)) => {
            let given = items.iter().map(as_text).collect::<Result<Vec<_>, _>>()?;
            fill(shape, given.iter().map(String::as_str).collect())?
        }
        (Shape::PickMany { options }, Value::Array(items)) => {
            let mut picked: Vec<String> = Vec::new();
            for item in items {
                let option = pick(options, as_text(item)?.trim())?;
                if !picked.contains(&option) {
                    picked.push(option);
                }
            }
            Response::Many(picked)
        }
        (Shape::Order { items: all }, Value::Array(items)) => {
            let given = items.iter().map(as_text).collect::<Result<Vec<_>, _>>()?;
            ordered(all, given.iter().map(String::as_str))?
        }
        (Shape::PairUp { lefts, rights }, Value::Object(map)) => {
            Response::Pairs(pairs_of_object(lefts, rights, map)?)
        }
        (Shape::Group { items, groups }, Value::Object(map)) => {
            Response::Groups(pairs_of_object(items, groups, map)?)
        }
        (_, Value::Array(_) | Value::Object(_)) => return Err(wanted_in_json(shape).to_owned()),
        (_, value) => read(shape, &as_text(value)?)?,
    };
    Ok(Some(response).filter(|response| !response.is_empty()))
}

/// What JSON a shape takes, for who sent a list or an object that it can't have.
fn wanted_in_json(shape: &Shape) -> &'static str {
    match shape {
        Shape::PickOne { .. } => {
            "one option is wanted: send its text or letter, not a list or object"
        }
        Shape::Write { .. } => "one answer is wanted: send a text, not a list or object",
        Shape::Rate { .. } => "a rating is wanted: send again, hard, good or easy as a text",
        Shape::PickMany { .. } | Shape::Order { .. } | Shape::FillBlanks { .. } => {
            "several answers are wanted: send a list of texts, not an object"
        }
        Shape::PairUp { .. } | Shape::Group { .. } => {
            "pairs are wanted: send an object of left and right, as in {\"left\": \"right\"}"
        }
    }
}

/// What may be typed for a shape, in one line, for prompts in plain mode.
pub fn usage(shape: &Shape) -> String {
    let last = |n: usize| letter(n.saturating_sub(1));
    match shape {
        Shape::PickOne { options } => format!("Type a letter, a to {}.", last(options.len())),
        Shape::PickMany { options } => {
            format!(
                "Type the letters of all that apply, parted by ; (a to {}).",
                last(options.len())
            )
        }
        Shape::Write { .. } => "Type your answer.".to_owned(),
        Shape::FillBlanks { .. } => match shape.blanks().count() {
            1 => "Type what belongs in the blank.".to_owned(),
            n => format!("Type what belongs in the {n} blanks, parted by |."),
        },
        Shape::Order { items } => {
            format!(
                "Type the letters in the right order, parted by ; (a to {}).",
                last(items.len())
            )
        }
        Shape::PairUp { lefts, rights } => format!(
            "Type number and letter of each pair, parted by ; as in 1b; 2a (1 to {}, a to {}).",
            lefts.len(),
            last(rights.len())
        ),
        Shape::Group { items, groups } => format!(
            "Type number and group of each, parted by ; as in 1b; 2a (1 to {}, a to {}).",
            items.len(),
            last(groups.len())
        ),
        Shape::Rate { .. } => {
            "How well did you know it? again, hard, good or easy (1 to 4).".to_owned()
        }
    }
}

fn pick(options: &[String], word: &str) -> Result<String, String> {
    place(options, word, true)
        .and_then(|at| options.get(at))
        .cloned()
        .ok_or_else(|| {
            format!(
                "there is no option `{word}`: type a letter from a to {} or an option's text",
                letter(options.len().saturating_sub(1))
            )
        })
}

/// Each word takes one item that is not taken yet.
fn ordered<'a>(items: &[String], words: impl Iterator<Item = &'a str>) -> Result<Response, String> {
    let mut left: Vec<Option<&String>> = items.iter().map(Some).collect();
    let mut given = Vec::new();
    for word in words {
        let text = pick(items, word)?;
        let named = by_sign(items.len(), word, true)
            .filter(|&at| left.get(at).is_some_and(|l| l.is_some_and(|l| *l == text)));
        let at = named.or_else(|| {
            left.iter()
                .position(|item| item.is_some_and(|item| *item == text))
        });
        match at.and_then(|at| left.get_mut(at)).and_then(Option::take) {
            Some(item) => given.push(item.clone()),
            None => return Err(format!("`{text}` stands there twice")),
        }
    }
    Ok(Response::Order(given))
}

fn blanks(shape: &Shape, line: &str) -> Result<Response, String> {
    if shape.blanks().count() == 1 {
        return fill(shape, vec![line]);
    }
    fill(shape, blank_texts(line, shape.blanks().count()))
}

/// The texts of several blanks on one line. `|` parts them in any case; who parts them by `;` or
/// ` / ` has not written more of these than there are gaps between blanks.
fn blank_texts(line: &str, count: usize) -> Vec<&str> {
    let parted = |by: &str| line.split(by).map(str::trim).collect::<Vec<_>>();
    if line.contains('|') {
        return parted("|");
    }
    let mut others = [";", " / "].into_iter().map(parted);
    let fitting = others.find(|texts| (2..=count).contains(&texts.len()));
    fitting.unwrap_or_else(|| vec![line])
}

fn fill(shape: &Shape, mut given: Vec<&str>) -> Result<Response, String> {
    let count = shape.blanks().count();
    if given.len() > count {
        return Err(format!(
            "there are {count} blanks, and {} answers",
            given.len()
        ));
    }
    given.resize(count, "");
    let filled = shape.blanks().zip(given).map(|(blank, text)| match blank {
        Piece::Blank { options, .. } if !options.is_empty() && !text.is_empty() => {
            pick(options, text)
        }
        _ => Ok(text.to_owned()),
    });
    filled.collect::<Result<_, _>>().map(Response::Blanks)
}

fn pairs(lefts: &[String], rights: &[String], line: &str) -> Result<Vec<(String, String)>, String> {
    let is_pair = |part: &&str| {
        split_pair(lefts, rights, part)
            .is_some_and(|(left, right)| pair(lefts, rights, left, right).is_ok())
    };
    let parted = [',', ' '].into_iter().find_map(|sign| {
        let parts: Vec<&str> = parts(line, sign).collect();
        parts.iter().all(is_pair).then_some(parts)
    });
    let parts = match parted {
        Some(parted) if !line.contains(';') => parted,
        _ => parts(line, ';').collect(),
    };
    let mut given: Vec<(String, String)> = Vec::new();
    for part in parts {
        let (left, right) = split_pair(lefts, rights, part)
            .ok_or_else(|| format!("`{part}` is no pair: write left=right, or 1b"))?;
        if let Some(pair) = pair(lefts, rights, left, right)? {
            given.retain(|(before, _)| *before != pair.0);
            given.push(pair);
        }
    }
    Ok(given)
}

/// Where left ends and right begins: at an `=` whose left side is one of the lefts, else after the
/// leading digits and a sign that parts them.
fn split_pair<'a>(
    lefts: &[String],
    rights: &[String],
    part: &'a str,
) -> Option<(&'a str, &'a str)> {
    let at_signs = part
        .match_indices('=')
        .filter_map(|(at, _)| part.split_at_checked(at));
    let by_sign = at_signs
        .filter(|(left, _)| place(lefts, left, false).is_some())
        .map(|(left, right)| (left.trim(), right.strip_prefix('=').unwrap_or(right).trim()))
        .next();
    by_sign.or_else(|| {
        let digits = part
            .find(|c: char| !c.is_ascii_digit())
            .filter(|&at| at > 0)?;
        let (left, right) = part.split_at_checked(digits)?;
        let right = right.trim();
        // a sign may belong to the right, as in -5
        let whole = place(rights, right, true).is_some();
        let bare = right.trim_start_matches(['=', '-', ':', '.', ')']).trim();
        Some((left, if whole { right } else { bare }))
    })
}

fn pair(
    lefts: &[String],
    rights: &[String],
    left: &str,
    right: &str,
) -> Result<Option<(String, String)>, String> {
    let left = place(lefts, left, false)
        .and_then(|at| lefts.get(at))
        .ok_or_else(|| format!("there is no `{left}` to give something to"))?;
    if matches!(right, "" | "-" | "(none)") {
        return Ok(None);
    }
    Ok(Some((left.clone(), pick(rights, right)?)))
}

fn pairs_of_object(
    lefts: &[String],
    rights: &[String],
    map: &serde_json::Map<String, serde_json::Value>,
) -> Result<Vec<(String, String)>, String> {
    let mut given = Vec::new();
    for (left, right) in map {
        let right = match right {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Null => String::new(),
            _ => return Err(format!("what belongs to `{left}` must be a text")),
        };
        given.extend(pair(lefts, rights, left, right.trim())?);
    }
    Ok(given)
}

fn rating(word: &str) -> Result<Rating, String> {
    let lower = word.to_lowercase();
    let by_number = lower.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    by_number
        .and_then(|at| Rating::ALL.get(at).copied())
        .or_else(|| {
            Rating::ALL
                .into_iter()
                .find(|rating| rating.word() == lower)
        })
        .ok_or_else(|| format!("`{word}` is no rating: type again, hard, good or easy (1 to 4)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn an_option_is_named_by_text_letter_number_or_beginning() {
        let shape = Shape::PickOne {
            options: texts(&["Moscow", "Beijing", "Pyongyang"]),
        };
        for line in ["Beijing", "beijing", "b", "B", "2", "b)", "bei"] {
            assert_eq!(
                read(&shape, line),
                Ok(Response::One("Beijing".into())),
                "{line}"
            );
        }
        assert!(read(&shape, "z").is_err());
    }

    #[test]
    fn the_text_of_an_option_beats_its_number() {
        let shape = Shape::PickOne {
            options: texts(&["3", "2", "1"]),
        };
        assert_eq!(read(&shape, "1"), Ok(Response::One("1".into())));
    }

    #[test]
    fn pairs_are_typed_with_or_without_a_sign() {
        let shape = Shape::PairUp {
            lefts: texts(&["Russia", "China"]),
            rights: texts(&["Beijing", "Moscow"]),
        };
        let both = Response::Pairs(vec![
            ("Russia".into(), "Moscow".into()),
            ("China".into(), "Beijing".into()),
        ]);
        for line in [
            "1b; 2a",
            "1=b;2=a",
            "Russia=Moscow; China = Beijing",
            "russia=b;2a",
        ] {
            assert_eq!(read(&shape, line), Ok(both.clone()), "{line}");
        }
        assert_eq!(read(&shape, "Russia=(none)"), Ok(Response::Pairs(vec![])));
        assert!(read(&shape, "Peru=Lima").is_err());
    }

    #[test]
    fn an_order_of_equal_items_uses_each_once() {
        let shape = Shape::Order {
            items: texts(&["A", "B", "A"]),
        };
        assert_eq!(
            read(&shape, "A;A;B"),
            Ok(Response::Order(texts(&["A", "A", "B"])))
        );
        assert!(read(&shape, "B;B").is_err());
        let shape = Shape::Order {
            items: texts(&["1950", "1961", "2024"]),
        };
        assert_eq!(
            read(&shape, "c a b"),
            Ok(Response::Order(texts(&["2024", "1950", "1961"])))
        );
        assert_eq!(
            read(&shape, "cab"),
            Ok(Response::Order(texts(&["2024", "1950", "1961"])))
        );
    }

    #[test]
    fn options_are_parted_in_any_usual_way() {
        let texts_of = ["China", "Japan", "Russia", "Korea, North"];
        let many = Shape::PickMany {
            options: texts(&texts_of),
        };
        let order = Shape::Order {
            items: texts(&texts_of),
        };
        let chosen = texts(&["China", "Russia", "Korea, North"]);
        for line in [
            "a;c;d",
            "a,c,d",
            "a, c, d",
            "a c d",
            "a\t c d",
            "acd",
            "ACD",
            "1 3 4",
            "a) China, c) Russia, d",
            "China, Russia, Korea, North",
            "China; Russia; Korea, North",
            "china russia korea, north",
        ] {
            assert_eq!(
                read(&many, line),
                Ok(Response::Many(chosen.clone())),
                "{line}"
            );
            assert_eq!(
                read(&order, line),
                Ok(Response::Order(chosen.clone())),
                "{line}"
            );
        }
        let one = Response::Many(texts(&["Korea, North"]));
        assert_eq!(read(&many, "Korea, North"), Ok(one));
        let unread = read(&many, "China, Rusia").unwrap_err();
        assert!(unread.contains("`Rusia`"), "{unread}");
        assert!(read(&many, "axd").is_err());
    }

    #[test]
    fn a_letter_with_its_own_text_is_read_and_with_another_is_not() {
        let shape = Shape::PickOne {
            options: texts(&["China", "Japan", "Russia"]),
        };
        for line in [
            "c) Russia",
            "c. russia",
            "C: Russia",
            "c Russia",
            "3) Russia",
        ] {
            assert_eq!(
                read(&shape, line),
                Ok(Response::One("Russia".into())),
                "{line}"
            );
        }
        assert!(read(&shape, "a) Russia").is_err());
    }

    #[test]
    fn what_is_true_or_false_is_a_yes_or_a_no() {
        let shape = Shape::PickOne {
            options: texts(&["True", "False"]),
        };
        for (line, wanted) in [
            ("t", "True"),
            ("y", "True"),
            ("Yes", "True"),
            ("F", "False"),
            ("no", "False"),
        ] {
            assert_eq!(
                read(&shape, line),
                Ok(Response::One(wanted.into())),
                "{line}"
            );
        }
    }

    #[test]
    fn pairs_are_parted_in_any_usual_way() {
        let shape = Shape::PairUp {
            lefts: texts(&["Russia", "China"]),
            rights: texts(&["Beijing", "Moscow", "-5"]),
        };
        let both = Response::Pairs(vec![
            ("Russia".into(), "Moscow".into()),
            ("China".into(), "Beijing".into()),
        ]);
        for line in [
            "1b 2a",
            "1b,2a",
            "1-b, 2-a",
            "1=b 2=a",
            "1:b;2.a",
            "1) b; 2) a",
            "1 b, 2 a",
            "Russia=Moscow, China=Beijing",
        ] {
            assert_eq!(read(&shape, line), Ok(both.clone()), "{line}");
        }
        let fifth = Response::Pairs(vec![("Russia".into(), "-5".into())]);
        assert_eq!(read(&shape, "1 -5"), Ok(fifth));
    }

    #[test]
    fn json_that_a_question_cannot_have_is_told_what_is_wanted() {
        let json = |shape: &Shape, text: &str| {
            read_json(shape, &serde_json::from_str(text).unwrap()).unwrap_err()
        };
        let one = Shape::PickOne {
            options: texts(&["Russia", "China"]),
        };
        for sent in [r#"["Russia"]"#, r#"{"a": "b"}"#] {
            assert!(
                json(&one, sent).starts_with("one option is wanted"),
                "{sent}"
            );
        }
        let pairs = Shape::PairUp {
            lefts: texts(&["Russia"]),
            rights: texts(&["Moscow"]),
        };
        assert!(json(&pairs, r#"["Moscow"]"#).starts_with("pairs are wanted"));
        assert!(json(&pairs, r#"{"Russia": 7}"#).contains("no option `7`"));
        assert!(json(&pairs, r#"{"Russia": ["Moscow"]}"#).contains("must be a text"));
    }

    #[test]
    fn blanks_that_are_left_out_are_empty() {
        let blank = |options: &[&str]| Piece::Blank {
            options: texts(options),
            expects: crate::item::Expects::Text,
            hint: None,
        };
        let shape = Shape::FillBlanks {
            pieces: vec![blank(&[]), blank(&["x", "yes"])],
        };
        assert_eq!(
            read(&shape, "treaty | b"),
            Ok(Response::Blanks(texts(&["treaty", "yes"])))
        );
        assert_eq!(
            read(&shape, "treaty"),
            Ok(Response::Blanks(texts(&["treaty", ""])))
        );
        assert!(read(&shape, "a|b|c").is_err());
        for line in ["treaty;b", "treaty ; yes", "treaty / b"] {
            assert_eq!(
                read(&shape, line),
                Ok(Response::Blanks(texts(&["treaty", "yes"]))),
                "{line}"
            );
        }
        // signs that can't part so many blanks belong to the text
        assert_eq!(
            read(&shape, "a;b;c"),
            Ok(Response::Blanks(texts(&["a;b;c", ""])))
        );
        assert_eq!(
            read(&shape, "and/or"),
            Ok(Response::Blanks(texts(&["and/or", ""])))
        );
        assert_eq!(
            read(&shape, "a;b|x"),
            Ok(Response::Blanks(texts(&["a;b", "x"])))
        );
    }
}
