//! What pools narrow by, of all questions of a bank, one list a property: a query reads some hundred
//! kilobytes in order and neither a question nor a text. Made once a bank, when a pool is first
//! narrowed.

use std::collections::HashMap;

use super::Bank;

/// The properties of a bank's questions by which pools are narrowed.
#[derive(Debug, Default)]
pub struct Columns {
    /// Topics; the label of a topic is its place in `Bank::topics`.
    pub topics: Labels,
    /// Tags.
    pub tags: Labels,
    /// Entities.
    pub about: Labels,
    /// Kinds, by name.
    pub kinds: Labels,
    /// Difficulties, 1 to 5.
    pub difficulties: Vec<u8>,
}

/// Labels of questions, each a number that stands for a text.
#[derive(Debug, Default)]
pub struct Labels {
    numbers: HashMap<String, u32>,
    /// Where the labels of each question end in `all`.
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Columns {
    /// The columns of a bank.
    pub fn of(bank: &Bank) -> Self {
        let mut columns = Self::default();
        for topic in &bank.topics {
            columns.topics.number(&topic.id);
        }
        for question in &bank.questions {
            columns.topics.push(&question.topics);
            columns.tags.push(&question.tags);
            columns.about.push(&question.about);
            columns.kinds.push(&[question.kind.name()]);
            columns.difficulties.push(question.difficulty);
        }
        columns
    }
}

impl Labels {
    /// The number of a text, if any question has it, or any topic is called so.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// How many different ones there are.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// The labels of the question at a place.
    pub fn of(&self, place: u32) -> &[u32] {
        let place = place as usize;
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let start = place.checked_sub(1).map_or(0, end);
        self.all.get(start..end(place)).unwrap_or_default()
    }

    /// The number of a text, a new one if it has none yet.
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.find(text) {
            return number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// Adds the labels of the next question.
    fn push(&mut self, texts: &[impl AsRef<str>]) {
        for text in texts {
            let number = self.number(text.as_ref());
            self.all.push(number);
        }
        self.ends
            .push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }
}
