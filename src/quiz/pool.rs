//! A view over the questions of a quiz: an eager list of places, narrowed, ordered and drawn from
//! natively. Nothing is copied but the list of places; no query calls a script (the host does that
//! and hands in what the script said).

use std::collections::HashMap;
use std::rc::Rc;

use super::Quiz;
use crate::bank::Question;

/// A view over the questions of a quiz. Its places are those of `bank.questions`.
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

    /// The same quiz with other places.
    pub fn with(&self, places: impl Into<Rc<[u32]>>) -> Self {
        Self {
            quiz: self.quiz.clone(),
            places: places.into(),
        }
    }

    /// Those that a test keeps, by place.
    pub fn keep(&self, mut test: impl FnMut(u32) -> bool) -> Self {
        let places = self.places.iter().copied();
        self.with(places.filter(|&place| test(place)).collect::<Vec<_>>())
    }

    /// Those that a test of the question keeps.
    fn keep_questions(&self, mut test: impl FnMut(&Question) -> bool) -> Self {
        self.keep(|place| self.quiz.question(place).is_some_and(&mut test))
    }

    /// Those not yet asked in this quiz.
    pub fn left(&self) -> Self {
        self.keep(|place| self.quiz.asks(place).times == 0)
    }

    /// Those asked in this quiz.
    pub fn asked(&self) -> Self {
        self.keep(|place| self.quiz.asks(place).times > 0)
    }

    /// Those that this learner was never asked, in this quiz or before.
    pub fn never_asked(&self) -> Self {
        self.keep(|place| self.quiz.times_asked(place) == 0)
    }

    /// Those whose last answer in this quiz earned less than full credit.
    pub fn missed(&self) -> Self {
        self.keep(|place| self.quiz.asks(place).missed)
    }

    /// Those of a topic.
    pub fn topic(&self, id: &str) -> Self {
        self.keep_questions(|question| question.topics.iter().any(|topic| topic == id))
    }

    /// Those with a tag.
    pub fn tag(&self, tag: &str) -> Self {
        self.keep_questions(|question| question.tags.iter().any(|own| own == tag))
    }

    /// Those about any of these entities.
    pub fn about(&self, ids: &[impl AsRef<str>]) -> Self {
        self.keep_questions(|question| {
            let mut about = question.about.iter();
            about.any(|own| ids.iter().any(|id| id.as_ref() == own))
        })
    }

    /// Those of a kind.
    pub fn kind(&self, name: &str) -> Self {
        self.keep_questions(|question| question.kind.name() == name)
    }

    /// Those of a difficulty from `low` to `high`, both inside.
    pub fn difficulty(&self, low: f64, high: f64) -> Self {
        self.keep_questions(|question| (low..=high).contains(&f64::from(question.difficulty)))
    }

    /// Those of topics that are behind their share of the turns so far. Without `shares` a topic's
    /// share is that of its questions in the quiz; shares need not sum to 1. If no topic is behind,
    /// or none of those behind has a question here, nothing is narrowed.
    pub fn balanced(&self, shares: Option<&HashMap<String, f64>>) -> Self {
        let quiz = &self.quiz;
        let wanted = shares.cloned().unwrap_or_else(|| {
            let all = quiz.questions.iter().filter_map(|&at| quiz.question(at));
            counts_by_topic(all)
        });
        let turns = quiz.turns();
        let asked = counts_by_topic(turns.iter().filter_map(|t| quiz.bank.question(&t.question)));
        drop(turns);
        let (all_wanted, all_asked) = (sum(&wanted), sum(&asked));
        let behind = |topic: &str| {
            let share = wanted.get(topic).copied().unwrap_or(0.0) / all_wanted;
            let had = asked.get(topic).copied().unwrap_or(0.0);
            share > 0.0 && had < share * all_asked.max(1.0)
        };
        let narrowed = self.keep_questions(|question| topics_of(question).any(behind));
        if narrowed.is_empty() {
            self.clone()
        } else {
            narrowed
        }
    }

    /// In another order, every order as likely as the other.
    pub fn shuffle(&self) -> Self {
        let mut places = self.places.to_vec();
        self.quiz.draw(|chance| chance.shuffle(&mut places));
        self.with(places)
    }

    /// The first `n`.
    pub fn take(&self, n: usize) -> Self {
        self.with(self.places.iter().copied().take(n).collect::<Vec<_>>())
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

    /// One at random.
    pub fn random(&self) -> Option<u32> {
        let at = self.quiz.draw(|chance| chance.index(self.places.len()))?;
        self.places.get(at).copied()
    }

    /// One at random, each as likely as its weight; the weights stand in the order of the places and
    /// are not negative. None if all are 0.
    pub fn weighted(&self, weights: &[f64]) -> Option<u32> {
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let mut rest = self.quiz.draw(|chance| chance.float()) * total;
        let weighted = self.places.iter().zip(weights);
        let mut last = None;
        for (&place, &weight) in weighted.filter(|&(_, &weight)| weight > 0.0) {
            if rest < weight {
                return Some(place);
            }
            rest -= weight;
            last = Some(place);
        }
        // rounding may leave a little over
        last
    }

    /// The one whose difficulty is nearest to this, 1 to 5; ties at random.
    pub fn nearest(&self, difficulty: f64) -> Option<u32> {
        let gap = |place: u32| {
            let question = self.quiz.question(place)?;
            Some((f64::from(question.difficulty) - difficulty).abs())
        };
        let least = self
            .places
            .iter()
            .filter_map(|&place| gap(place))
            .min_by(f64::total_cmp)?;
        self.keep(|place| gap(place) == Some(least)).random()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.places
            .iter()
            .filter_map(|&place| self.quiz.question(place))
    }
}

/// A question's topics; questions without any are a topic of their own, "".
fn topics_of(question: &Question) -> impl Iterator<Item = &str> {
    let none = question.topics.is_empty().then_some("");
    question.topics.iter().map(String::as_str).chain(none)
}

fn counts_by_topic<'a>(questions: impl Iterator<Item = &'a Question>) -> HashMap<String, f64> {
    let mut counts = HashMap::new();
    for question in questions {
        for topic in topics_of(question) {
            match counts.get_mut(topic) {
                Some(count) => *count += 1.0,
                None => {
                    counts.insert(topic.to_owned(), 1.0);
                }
            }
        }
    }
    counts
}

/// Summed in the order of names, so that the result does not depend on the map's order.
fn sum(counts: &HashMap<String, f64>) -> f64 {
    let mut ordered: Vec<_> = counts.iter().collect();
    ordered.sort_by_key(|&(name, _)| name);
    ordered.into_iter().map(|(_, count)| count).sum()
}
