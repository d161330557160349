//! How many slips of the keyboard part two texts: Damerau–Levenshtein over grapheme clusters, and
//! what is never a slip. It knows no entity and no credit; the kind `text` does.

use unicode_segmentation::UnicodeSegmentation;

/// Words with so many letters or fewer are never forgiven a typo.
const SHORT_WORD: usize = 3;

/// How many typos part what was `given` from the `key`, if it is at most so many and each can be
/// forgiven: digits stand as they are, and so do words of three letters or fewer, unless only spaces
/// were left out or put in.
pub fn typos_between(key: &str, given: &str, at_most: usize) -> Option<usize> {
    if !may_have_typos(key) && key != given {
        return None;
    }
    let key_clusters: Vec<&str> = key.graphemes(true).collect();
    let longest = key_clusters.len() + at_most;
    let given_clusters: Vec<&str> = given.graphemes(true).take(longest + 1).collect();
    if given_clusters.len() > longest {
        return None;
    }
    let (key_digits, key_parts) = parted_at_digits(&key_clusters);
    let (given_digits, given_parts) = parted_at_digits(&given_clusters);
    if key_digits != given_digits {
        return None;
    }
    let mut typos = 0;
    for (key_part, given_part) in key_parts.iter().zip(&given_parts) {
        typos += distance_within(key_part, given_part, at_most - typos)?;
    }
    let only_spaces = || bare(key).eq(bare(given));
    (keeps_short_words(key, given) || only_spaces()).then_some(typos)
}

/// A text without its spaces.
fn bare(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// Whether there is anything in the text that may be mistyped: a word of four letters or more.
pub fn may_have_typos(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| letters(word) > SHORT_WORD)
}

/// The Damerau–Levenshtein distance of two sequences if it is at most `max`: the least number of
/// insertions, deletions, replacements and swaps of neighbours that make one of the other.
///
/// The recurrence is that of Lowrance and Wagner (1975), in which a swap may have edits between its
/// two parts, so that it is a metric; only the diagonal band that can hold a distance of `max` is
/// computed, so long texts cost time and memory in proportion to their length.
pub fn distance_within(a: &[&str], b: &[&str], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max {
        return None;
    }
    let mut band = Band::new(a.len(), max);
    for i in 0..=a.len() {
        for j in i.saturating_sub(max)..=(i + max).min(b.len()) {
            let distance = match (i, j) {
                (0, j) => j,
                (i, 0) => i,
                (i, j) => band.step(a, b, i, j),
            };
            band.set(i, j, distance);
        }
    }
    Some(band.get(a.len(), b.len())).filter(|&distance| distance <= max)
}

/// The cells of the matrix around its diagonal; those outside are further than any distance asked.
struct Band {
    cells: Vec<usize>,
    max: usize,
}

impl Band {
    fn new(rows: usize, max: usize) -> Self {
        let cells = (rows + 1) * (2 * max + 1);
        Self {
            cells: vec![max + 1; cells],
            max,
        }
    }

    fn place(&self, i: usize, j: usize) -> Option<usize> {
        let column = (j + self.max).checked_sub(i)?;
        (column <= 2 * self.max).then_some(i * (2 * self.max + 1) + column)
    }

    fn get(&self, i: usize, j: usize) -> usize {
        let cell = self.place(i, j).and_then(|at| self.cells.get(at));
        cell.copied().unwrap_or(self.max + 1)
    }

    fn set(&mut self, i: usize, j: usize, distance: usize) {
        if let Some(cell) = self.place(i, j).and_then(|at| self.cells.get_mut(at)) {
            *cell = distance;
        }
    }

    /// The distance of the first `i` of `a` and the first `j` of `b`, from those of shorter ones.
    fn step(&self, a: &[&str], b: &[&str], i: usize, j: usize) -> usize {
        let (last_a, last_b) = (a.get(i - 1), b.get(j - 1));
        let replaced = self.get(i - 1, j - 1) + usize::from(last_a != last_b);
        let dropped = self.get(i - 1, j) + 1;
        let added = self.get(i, j - 1) + 1;
        let plain = replaced.min(dropped).min(added);
        // the last places before where each one's last cluster stands in the other
        let reach = self.max + 1;
        let before = |list: &[&str], end: usize, wanted: Option<&&str>| {
            (end.saturating_sub(reach)..end)
                .rev()
                .find(|&at| list.get(at) == wanted)
        };
        match (before(a, i - 1, last_b), before(b, j - 1, last_a)) {
            (Some(k), Some(l)) => plain.min(self.get(k, l) + (i - k - 2) + 1 + (j - l - 2)),
            _ => plain,
        }
    }
}

/// The digits of a text in order, and what stands between them: one stretch more than digits.
fn parted_at_digits<'t>(clusters: &[&'t str]) -> (Vec<&'t str>, Vec<Vec<&'t str>>) {
    let mut digits = Vec::new();
    let mut parts = vec![Vec::new()];
    for &cluster in clusters {
        if cluster.chars().all(char::is_numeric) {
            digits.push(cluster);
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(cluster);
        }
    }
    (digits, parts)
}

/// Whether each short word of the key stands in what was given, in the key's order.
fn keeps_short_words(key: &str, given: &str) -> bool {
    let mut given = given.split_whitespace();
    key.split_whitespace()
        .filter(|word| (1..=SHORT_WORD).contains(&letters(word)))
        .all(|short| given.any(|word| word == short))
}

fn letters(word: &str) -> usize {
    word.graphemes(true)
        .filter(|cluster| cluster.chars().any(char::is_alphabetic))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn distance(a: &str, b: &str) -> usize {
        let a: Vec<&str> = a.graphemes(true).collect();
        let b: Vec<&str> = b.graphemes(true).collect();
        distance_within(&a, &b, a.len().max(b.len())).unwrap()
    }

    #[test]
    fn each_slip_counts_one() {
        assert_eq!(distance("treaty", "treatty"), 1);
        assert_eq!(distance("treaty", "treay"), 1);
        assert_eq!(distance("treaty", "treatx"), 1);
        assert_eq!(distance("treaty", "tretay"), 1);
        assert_eq!(distance("ca", "abc"), 2);
        assert_eq!(distance("नि", "न"), 1, "a cluster is one sign");
    }

    #[test]
    fn digits_and_short_words_are_never_typos() {
        assert_eq!(typos_between("1961 treaty", "1951 treaty", 1), None);
        assert_eq!(typos_between("1961 treaty", "1961 treatty", 1), Some(1));
        assert_eq!(typos_between("1961 treaty", "1961treaty", 1), Some(1));
        assert_eq!(typos_between("1961 treaty", "11961 treaty", 1), None);
        assert_eq!(typos_between("B52 bomber", "5B2 bomber", 1), None);
        assert_eq!(typos_between("EU", "EC", 1), None);
        assert_eq!(typos_between("EU treaty", "EC treaty", 1), None);
        assert_eq!(typos_between("EU treaty", "EU traety", 1), Some(1));
    }

    #[test]
    fn a_space_may_be_missing_beside_a_short_word() {
        assert_eq!(typos_between("kim jong un", "kim jongun", 1), Some(1));
        assert_eq!(typos_between("hong kong", "hongkong", 1), Some(1));
        assert_eq!(typos_between("kim jong un", "kimjongun", 1), None);
        assert_eq!(typos_between("kim jong un", "kim jongin", 2), None);
    }

    #[test]
    fn a_very_long_text_is_refused_without_being_compared() {
        assert_eq!(typos_between("treaty", &"t".repeat(10_000_000), 2), None);
    }

    proptest! {
        #[test]
        fn the_distance_is_a_metric(a in "[abc]{0,7}", b in "[abc]{0,7}", c in "[abc]{0,7}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
            prop_assert!(distance(&a, &c) <= distance(&a, &b) + distance(&b, &c));
            prop_assert!(distance(&a, &b) >= a.len().abs_diff(b.len()));
        }

        #[test]
        fn the_band_gives_what_the_whole_matrix_gives(a in "[abc]{0,9}", b in "[abc]{0,9}", max in 0usize..6) {
            let whole = strsim::damerau_levenshtein(&a, &b);
            let (x, y): (Vec<&str>, Vec<&str>) = (a.graphemes(true).collect(), b.graphemes(true).collect());
            prop_assert_eq!(distance_within(&x, &y, max), Some(whole).filter(|&d| d <= max));
        }
    }
}
