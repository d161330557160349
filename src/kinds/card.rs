//! A card: a front, a back, and the learner's own word on how well it was known.

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge};
use crate::item::{Credit, Judgement, Rating, Response, Shape};
use crate::text::{Problems, Table};

/// A card with two sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    back: String,
}

impl Behaviour for Card {
    const NAME: &'static str = "card";

    fn read(
        table: &mut Table<'_>,
        _: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let front = table.required_text("front", problems);
        let back = table.required_text("back", problems);
        Some((front?.value, Self { back: back?.value }))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::Rate {
            back: self.back.clone(),
        }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        let known = matches!(response, Response::Rated(rating) if *rating != Rating::Again);
        Judgement::of(Credit::whether(known))
    }

    fn key(&self) -> Response {
        Response::Rated(Rating::Good)
    }

    fn key_in_words(&self) -> String {
        self.back.clone()
    }

    fn guess(&self) -> f64 {
        0.0
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        content.text(&self.back);
    }
}
