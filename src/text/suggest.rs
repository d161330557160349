//! "Did you mean": the known word nearest to what was typed.

/// The known word nearest to `word`, if one is near enough to be meant: at most a third of its
/// letters apart (Damerau–Levenshtein, case ignored), and at least one letter is shared. Else the
/// only one that begins so.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    let known: Vec<&str> = known.into_iter().collect();
    by_distance(&typed, &known).or_else(|| by_beginning(&typed, &known))
}

fn by_distance<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    let length = typed.chars().count();
    let allowed = (length / 3).max(1);
    known
        .iter()
        // as many letters more or fewer are as far apart at the least, and quicker to count
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|&candidate| {
            (
                strsim::damerau_levenshtein(typed, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, candidate)| {
            distance <= allowed && distance < candidate.chars().count().max(2)
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

fn by_beginning<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    const LEAST: usize = 3;
    let begins = |candidate: &&&str| candidate.to_lowercase().starts_with(typed);
    let mut fitting = known.iter().filter(begins);
    match (fitting.next(), fitting.next()) {
        (Some(&only), None) if typed.chars().count() >= LEAST => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_swapped_letter_is_found() {
        assert_eq!(nearest("anwser", ["answer", "accept"]), Some("answer"));
        assert_eq!(nearest("dat", ["date", "text"]), Some("date"));
        assert_eq!(nearest("tow", ["one", "two"]), Some("two"));
    }

    #[test]
    fn the_only_word_that_begins_so_is_found() {
        assert_eq!(nearest("pact", ["pact-2024", "primer"]), Some("pact-2024"));
        assert_eq!(nearest("pact", ["pact-2024", "pact-2025"]), None);
        assert_eq!(nearest("p", ["pact-2024"]), None);
    }

    #[test]
    fn nothing_near_is_nothing() {
        assert_eq!(nearest("zebra", ["answer", "accept"]), None);
        assert_eq!(nearest("", ["answer"]), None);
    }
}
