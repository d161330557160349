//! A response that is wrong, the counterpart of [`Kind::key`]: what learners give who are played by
//! the tests of a mode or by a simulation. People never meet it.

use super::{Arrangement, Kind, Knowledge};
use crate::item::{Expects, Piece, Rating, Response, Shape};

impl Kind {
    /// A response in the question's own shape that earns as little as any that is easily found;
    /// where everything is right, as with a pattern that takes any text, it earns the full credit.
    pub fn miss(&self, knowledge: &dyn Knowledge) -> Response {
        let candidates = candidates(&self.shape(&mut Arrangement::as_written()), &self.key());
        let earns = |response: &Response| self.mark(response, knowledge).credit.value();
        candidates
            .into_iter()
            .min_by(|a, b| earns(a).total_cmp(&earns(b)))
            .unwrap_or_else(|| self.key())
    }
}

/// What may be wrong, likely candidates first.
fn candidates(shape: &Shape, key: &Response) -> Vec<Response> {
    match (shape, key) {
        (Shape::PickOne { options }, _) => options.iter().cloned().map(Response::One).collect(),
        (Shape::PickMany { options }, Response::Many(right)) => {
            let others = options.iter().filter(|option| !right.contains(option));
            let others: Vec<String> = others.cloned().collect();
            let alone = options.iter().map(|option| vec![option.clone()]);
            let lists = std::iter::once(others).chain(alone);
            lists
                .filter(|list| !list.is_empty())
                .map(Response::Many)
                .collect()
        }
        (Shape::Write { expects, .. }, _) => {
            let texts = off(*expects).into_iter().map(str::to_owned);
            texts.map(Response::Written).collect()
        }
        (Shape::FillBlanks { .. }, Response::Blanks(right)) => {
            let blanks = shape.blanks().zip(right);
            vec![Response::Blanks(
                blanks.map(|(blank, right)| filled(blank, right)).collect(),
            )]
        }
        (Shape::Order { .. }, Response::Order(right)) => {
            let mut turned = right.clone();
            turned.rotate_left(usize::from(right.len() > 1));
            let reversed = right.iter().rev().cloned().collect();
            vec![Response::Order(turned), Response::Order(reversed)]
        }
        (Shape::PairUp { rights, .. }, Response::Pairs(pairs)) => {
            vec![Response::Pairs(moved_on(pairs, rights))]
        }
        (Shape::Group { groups, .. }, Response::Groups(pairs)) => {
            vec![Response::Groups(moved_on(pairs, groups))]
        }
        (Shape::Rate { .. }, _) => vec![Response::Rated(Rating::Again)],
        _ => Vec::new(),
    }
}

/// What nobody's key is: several, since a key may take nearly anything.
fn off(expects: Expects) -> [&'static str; 2] {
    match expects {
        Expects::Text => ["something else", "zzz"],
        Expects::Number => ["-98765432.1", "98765432.1"],
        Expects::Day => ["2 January 1001", "3 February 2999"],
        Expects::Month => ["January 1001", "February 2999"],
        Expects::Year => ["1001", "2999"],
    }
}

/// A blank, filled with what is not right.
fn filled(blank: &Piece, right: &str) -> String {
    let Piece::Blank {
        options, expects, ..
    } = blank
    else {
        return String::new();
    };
    let other = options.iter().find(|option| *option != right);
    let [text, _] = off(*expects);
    other.cloned().unwrap_or_else(|| text.to_owned())
}

/// Each left with the right after its own.
fn moved_on(pairs: &[(String, String)], rights: &[String]) -> Vec<(String, String)> {
    let next = |right: &String| {
        let own = rights.iter().position(|other| other == right).unwrap_or(0);
        let next = rights.get(own + 1).or(rights.first());
        next.unwrap_or(right).clone()
    };
    pairs
        .iter()
        .map(|(left, right)| (left.clone(), next(right)))
        .collect()
}
