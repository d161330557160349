//! The natural order of a list of texts: numbers and dates by value, other texts by alphabet.

use rust_decimal::Decimal;

use super::fold::{Folding, Ignored};
use super::{PartialDate, number};

/// Sorts a list by the text of each entry: by value if all are numbers or all are dates, else by
/// alphabet without regard to case and accents.
pub fn sort<T>(list: &mut [T], text: impl Fn(&T) -> &str) {
    let number = |entry: &T| plain_number(text(entry));
    let date = |entry: &T| PartialDate::from_iso(text(entry).trim());
    if list.iter().all(|entry| number(entry).is_some()) {
        return list.sort_by_cached_key(number);
    }
    if list.iter().all(|entry| date(entry).is_some()) {
        return list.sort_by_cached_key(date);
    }
    let folding = Folding::new([Ignored::Case, Ignored::Accents], "en");
    list.sort_by_cached_key(|entry| (folding.fold(text(entry)), text(entry).to_owned()));
}

fn plain_number(text: &str) -> Option<Decimal> {
    number::read(text, "en")
        .filter(|written| written.rest.is_empty())
        .map(|written| written.value)
}

#[cfg(test)]
mod tests {
    fn sorted(mut list: Vec<&'static str>) -> Vec<&'static str> {
        super::sort(&mut list, |text| text);
        list
    }

    #[test]
    fn numbers_and_dates_go_by_value_and_texts_by_alphabet() {
        assert_eq!(sorted(vec!["1,000", "9", "-3"]), ["-3", "9", "1,000"]);
        assert_eq!(
            sorted(vec!["1961-07-11", "1961-07", "1950"]),
            ["1950", "1961-07", "1961-07-11"]
        );
        assert_eq!(
            sorted(vec!["Zürich", "östlich", "Oslo"]),
            ["Oslo", "östlich", "Zürich"]
        );
        assert_eq!(sorted(vec!["10", "9", "none"]), ["10", "9", "none"]);
    }
}
