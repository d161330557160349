//! A view over the questions of a quiz: an eager list of places, narrowed, ordered and drawn from
//! natively. Nothing is copied but the list of places; no query calls a script (the host does that
//! and hands in what the script said).

use std::collections::HashMap;
use std::rc::Rc;

use super::{Asks, Quiz};
use crate::bank::{Labels, Question};

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

    /// Those that a test keeps, by place. Each place is written down and then kept or written over,
    /// since a branch that nobody can foretell would cost more.
    pub fn keep(&self, mut test: impl FnMut(u32) -> bool) -> Self {
        let mut kept = vec![0; self.places.len()];
        let mut n = 0;
        for &place in self.places.iter() {
            if let Some(slot) = kept.get_mut(n) {
                *slot = place;
            }
            n += usize::from(test(place));
        }
        kept.truncate(n);
        self.with(kept)
    }

    /// Those that a test of how they were asked keeps.
    fn keep_asked(&self, test: impl Fn(Asks) -> bool) -> Self {
        let asked = self.quiz.asked.borrow();
        self.keep(|place| asked.get(place as usize).is_some_and(|asks| test(*asks)))
    }

    /// Those that carry one of these labels.
    fn keep_labelled(&self, labels: &Labels, wanted: &[u32]) -> Self {
        match wanted {
            [] => self.with([]),
            [one] => self.keep(|place| labels.of(place).contains(one)),
            several => self.keep(|place| labels.of(place).iter().any(|own| several.contains(own))),
        }
    }

    /// Those not yet asked in this quiz.
    pub fn left(&self) -> Self {
        self.keep_asked(|asks| asks.times == 0)
    }

    /// Those asked in this quiz.
    pub fn asked(&self) -> Self {
        self.keep_asked(|asks| asks.times > 0)
    }

    /// Those that this learner was never asked, in this quiz or before.
    pub fn never_asked(&self) -> Self {
        self.keep_asked(|asks| asks.times == 0 && asks.before == 0)
    }

    /// Those whose last answer in this quiz earned less than full credit.
    pub fn missed(&self) -> Self {
        self.keep_asked(|asks| asks.missed)
    }

    /// Those of a topic.
    pub fn topic(&self, id: &str) -> Self {
        let topics = &self.quiz.bank.columns().topics;
        self.keep_labelled(topics, topics.find(id).as_slice())
    }

    /// Those with a tag.
    pub fn tag(&self, tag: &str) -> Self {
        let tags = &self.quiz.bank.columns().tags;
        self.keep_labelled(tags, tags.find(tag).as_slice())
    }

    /// Those about any of these entities.
    pub fn about(&self, ids: &[impl AsRef<str>]) -> Self {
        let about = &self.quiz.bank.columns().about;
        let wanted = ids.iter().filter_map(|id| about.find(id.as_ref()));
        self.keep_labelled(about, &wanted.collect::<Vec<_>>())
    }

    /// Those of a kind.
    pub fn kind(&self, name: &str) -> Self {
        let kinds = &self.quiz.bank.columns().kinds;
        self.keep_labelled(kinds, kinds.find(name).as_slice())
    }

    /// Those of a difficulty from `low` to `high`, both inside.
    pub fn difficulty(&self, low: f64, high: f64) -> Self {
        let difficulties = &self.quiz.bank.columns().difficulties;
        self.keep(|place| {
            let difficulty = difficulties.get(place as usize);
            difficulty.is_some_and(|difficulty| (low..=high).contains(&f64::from(*difficulty)))
        })
    }

    /// Those whose topics' requirements are all mastered ([`Quiz::ready`]); those without a topic too.
    pub fn ready(&self) -> Self {
        let ready = self.quiz.ready();
        let topics = &self.quiz.bank.columns().topics;
        self.keep(|place| {
            let mut own = topics.of(place).iter();
            own.all(|topic| ready.get(*topic as usize) != Some(&false))
        })
    }

    /// Those of topics that are behind their share of the turns so far. Without `shares` a topic's
    /// share is that of its questions in the quiz; shares need not sum to 1. Questions without a topic
    /// are a topic of their own. If no topic is behind, or none of those behind has a question here,
    /// nothing is narrowed.
    pub fn balanced(&self, shares: Option<&HashMap<String, f64>>) -> Self {
        let quiz = &self.quiz;
        let topics = &quiz.bank.columns().topics;
        let wanted = match shares {
            None => quiz.questions_by_topic().to_vec(),
            Some(shares) => {
                let mut wanted = vec![0.0; topics.count() + 1];
                for (id, share) in shares {
                    let entry = topics
                        .find(id)
                        .and_then(|topic| wanted.get_mut(topic as usize));
                    entry.into_iter().for_each(|entry| *entry = *share);
                }
                wanted
            }
        };
        let turns = quiz.turns();
        let places = turns
            .iter()
            .filter_map(|turn| quiz.bank.index_of(&turn.question));
        let asked = counts_by_topic(topics, places);
        drop(turns);
        let (all_wanted, all_asked) = (wanted.iter().sum::<f64>(), asked.iter().sum::<f64>());
        let shares = wanted.iter().map(|share| share / all_wanted);
        let behind: Vec<bool> = shares
            .zip(&asked)
            .map(|(share, had)| share > 0.0 && *had < share * all_asked.max(1.0))
            .collect();
        let narrowed = self
            .keep(|place| entries_of(topics, place).any(|entry| behind.get(entry) == Some(&true)));
        if narrowed.is_empty() {
            self.clone()
        } else {
            narrowed
        }
    }

    /// The places of the topics that they have, ascending.
    pub fn topics(&self) -> Vec<u32> {
        let topics = &self.quiz.bank.columns().topics;
        let counts = counts_by_topic(topics, self.places.iter().copied());
        let had = (0u32..).zip(&counts).take(topics.count());
        had.filter(|(_, count)| **count > 0.0)
            .map(|(topic, _)| topic)
            .collect()
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
        let difficulties = &self.quiz.bank.columns().difficulties;
        let gap = |place: u32| {
            let own = difficulties.get(place as usize)?;
            Some((f64::from(*own) - difficulty).abs())
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

/// Where a question counts in a list by topic: at each of its topics, or after the last of all.
fn entries_of(topics: &Labels, place: u32) -> impl Iterator<Item = usize> {
    let own = topics.of(place);
    let none = own.is_empty().then_some(topics.count());
    own.iter().map(|topic| *topic as usize).chain(none)
}

/// How many of these questions each topic has, those without any last.
pub(super) fn counts_by_topic(topics: &Labels, places: impl Iterator<Item = u32>) -> Vec<f64> {
    let mut counts = vec![0.0; topics.count() + 1];
    for entry in places.flat_map(|place| entries_of(topics, place)) {
        if let Some(count) = counts.get_mut(entry) {
            *count += 1.0;
        }
    }
    counts
}
