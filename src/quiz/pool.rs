//! A view over the questions of a quiz: an eager list of places, narrowed and ordered natively.
//! Nothing is copied but the list of places; no query calls a script.

use std::rc::Rc;

use super::Quiz;

/// A view over the questions of a quiz.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The quiz that it belongs to.
    pub quiz: Rc<Quiz>,
    /// The places in `bank.questions`.
    pub places: Rc<[u32]>,
}

impl Pool {
    /// All questions of the quiz.
    pub fn of(quiz: &Rc<Quiz>) -> Self {
        Self {
            quiz: quiz.clone(),
            places: quiz.questions.clone(),
        }
    }

    /// Those that a test keeps, by place.
    pub fn keep(&self, mut test: impl FnMut(u32) -> bool) -> Self {
        let places = self
            .places
            .iter()
            .copied()
            .filter(|&place| test(place))
            .collect();
        Self {
            quiz: self.quiz.clone(),
            places,
        }
    }

    /// Those not yet asked in this quiz.
    pub fn left(&self) -> Self {
        self.keep(|place| self.quiz.asks(place).times == 0)
    }

    /// The first that has not been asked in this quiz, without making a list.
    pub fn next_unasked(&self) -> Option<u32> {
        self.places
            .iter()
            .copied()
            .find(|&place| self.quiz.asks(place).times == 0)
    }

    /// The first, if there is any.
    pub fn first(&self) -> Option<u32> {
        self.places.first().copied()
    }
}
