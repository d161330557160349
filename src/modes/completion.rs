//! What a line of the console may go on with: members of a handle whose type is known, functions, and
//! the names of the mode.

use super::api::{Entry, Shared, Type};

/// Where the word at the end of a line begins, in bytes, and what it may become. `names` are those of
/// the mode and of the console.
pub fn complete(line: &str, names: &[String]) -> (usize, Vec<String>) {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let start = line
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word(*c))
        .last()
        .map_or(line.len(), |(at, _)| at);
    let (before, word) = line.split_at(start);
    let api = Shared::of_this_thread();
    let mut found: Vec<String> = match before.trim_end_matches('?').strip_suffix('.') {
        Some(chain) => {
            let of = type_of(chain, &api);
            let is_member =
                |entry: &&Entry| entry.of.is_some() && of.is_none_or(|of| entry.of == Some(of));
            api.entries.iter().filter(is_member).map(written).collect()
        }
        None => {
            let functions = api.entries.iter();
            let functions = functions.filter(|entry| entry.of.is_none() && !entry.for_tests);
            functions
                .map(written)
                .chain(names.iter().cloned())
                .collect()
        }
    };
    found.retain(|candidate| candidate.starts_with(word));
    found.sort_unstable();
    found.dedup();
    (start, found)
}

/// A name as it is typed: with its bracket if it is called.
fn written(entry: &Entry) -> String {
    match entry.property || entry.signature.ends_with("()") {
        true => entry.signature.to_owned(),
        false => format!("{}(", entry.name()),
    }
}

/// The type of a chain such as `quiz.pool.left()`, if it is known.
fn type_of(chain: &str, api: &Shared) -> Option<Type> {
    let mut steps: Vec<(String, bool)> = Vec::new();
    let (mut word, mut depth, mut called) = (String::new(), 0_u32, false);
    for c in chain.chars().rev() {
        match c {
            ')' => {
                depth += 1;
                called = true;
            }
            '(' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '_' => word.push(c),
            '.' => {
                steps.push((word.chars().rev().collect(), called));
                (word, called) = (String::new(), false);
            }
            '?' => {}
            _ => break,
        }
    }
    let first: String = word.chars().rev().collect();
    let mut of = match first.as_str() {
        "quiz" => Type::Quiz,
        "pool" => Type::Pool,
        "turn" => Type::Turn,
        "question" | "q" => Type::Question,
        _ => return None,
    };
    for (name, called) in steps.iter().rev() {
        of = api.member(of, name, !called)?.gives;
    }
    of.is_handle().then_some(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_known_type_are_offered() {
        let of = |line: &str| complete(line, &["quiz".to_owned(), ":quit".to_owned()]);
        assert_eq!(
            of("quiz.pool.le"),
            (10, vec!["left()".to_owned(), "len()".to_owned()])
        );
        assert_eq!(
            of("1 + quiz.pool.topic(\"a.b\").we"),
            (27, vec!["weighted(".to_owned()])
        );
        assert_eq!(of("quiz.last?.conf"), (11, vec!["confidence".to_owned()]));
        assert_eq!(of("qu"), (0, vec!["quiz".to_owned()]));
        assert_eq!(of(":q"), (0, vec![":quit".to_owned()]));
        assert_eq!(of("x.conf").1, ["confidence"]);
        assert_eq!(of("").0, 0);
    }
}
