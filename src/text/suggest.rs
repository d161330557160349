//! "Did you mean": the known word nearest to what was typed.

/// The known word nearest to `word`, if one is near enough to be meant: at most a third of its
/// letters apart (Damerau–Levenshtein, case ignored), and at least one letter is shared.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&typed, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, candidate)| {
            distance <= allowed && distance < candidate.chars().count().max(2)
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
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
    fn nothing_near_is_nothing() {
        assert_eq!(nearest("zebra", ["answer", "accept"]), None);
        assert_eq!(nearest("", ["answer"]), None);
    }
}
