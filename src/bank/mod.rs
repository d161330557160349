//! What teachers write: entities, topics, stimuli and questions, read from TOML. This module holds
//! the finished [`Bank`]; its parts read, include, check and make it.

mod conditions;
mod cut;
mod decode;
mod draw;
mod entities;
mod escapes;
mod expand;
mod files;
mod fill;
mod giveaway;
mod graph;
mod include;
mod known;
mod library;
mod load;
mod parse;
mod question;
mod scope;
mod shipped;
mod singles;
mod syntax;
mod template;

use std::collections::HashMap;

pub use conditions::{Condition, Conditions, Fault, NoScripts};
pub use expand::Expansion;
pub use files::{Files, Folder, Held, Unreadable};
pub use library::{Error, Library, Listed, Shelf};
pub use load::{Loaded, load, reload};
pub use scope::{Entity, EntityKind, Fact, FieldKind, Scope};
pub use syntax::explain;

use crate::kinds::{Fingerprint, Kind, Knowledge};
use crate::text::fold::{Folding, Ignored};
use crate::text::{PartialDate, Span, Spanned};

/// A bank, whole and checked: every reference in it resolves.
#[derive(Debug, Default)]
pub struct Bank {
    /// The id, under which learners' histories are kept.
    pub id: String,
    /// The title; the id if none is given.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The language of its texts ("en").
    pub language: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Under which terms.
    pub license: Option<String>,
    /// Which version.
    pub version: Option<String>,
    /// How it is played unless the player says otherwise.
    pub mode: ModeChoice,
    /// Topics, in the order written.
    pub topics: Vec<Topic>,
    /// Where what is said stands.
    pub sources: Vec<Source>,
    /// States, people, organisations.
    pub actors: Vec<Actor>,
    /// Treaties and other documents between actors.
    pub treaties: Vec<Treaty>,
    /// Who says what on an issue.
    pub positions: Vec<Position>,
    /// Texts that several questions share.
    pub stimuli: Vec<Stimulus>,
    /// Written questions and those that templates made, in the order written.
    pub questions: Vec<Question>,
    /// By id, the place in `questions`.
    pub(crate) question_ids: HashMap<String, u32>,
    /// By folded name or alias, the entity's id.
    pub(crate) names: HashMap<String, String>,
}

/// `[mode]`: how a bank is played unless the player says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModeChoice {
    /// A scoring mode's name or path.
    pub score: Option<Spanned<String>>,
    /// A selecting mode's name or path.
    pub select: Option<Spanned<String>>,
    /// Settings for both.
    pub params: serde_json::Map<String, serde_json::Value>,
    /// By name, where a setting stands.
    pub places: HashMap<String, SettingPlace>,
}

/// Where a bank sets a parameter of its mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SettingPlace {
    /// The name.
    pub name: Span,
    /// The value.
    pub value: Span,
}

/// A topic, and what should be known before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// The id.
    pub id: String,
    /// As shown.
    pub title: String,
    /// Ids of topics that come before it.
    pub requires: Vec<String>,
}

/// A source.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The id.
    pub id: String,
    /// As shown.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Where it can be read.
    pub url: Option<String>,
}

/// A source with the place in it: `"article#F012"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// The source's id.
    pub source: String,
    /// A page, an article, a numbered claim.
    pub locator: Option<String>,
}

/// Shown as it is written in a bank.
impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)?;
        match &self.locator {
            Some(locator) => write!(f, "#{locator}"),
            None => Ok(()),
        }
    }
}

/// A state, a person, an organisation or an institute.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The id.
    pub id: String,
    /// As shown.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// state, person, organisation or institute.
    pub kind: String,
    /// A state's capital.
    pub capital: Option<String>,
    /// An organisation's seat.
    pub seat: Option<String>,
    /// A person's office, or what a former state was.
    pub role: Option<String>,
    /// Where it stands.
    pub sources: Vec<Citation>,
}

/// A treaty or another document between actors.
#[derive(Debug, Clone, PartialEq)]
pub struct Treaty {
    /// The id.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// A short name; the full one if none is given.
    pub short_name: String,
    /// Further names.
    pub aliases: Vec<String>,
    /// "mutual defence", "arms control", …
    pub kind: String,
    /// When its text was adopted, if before it was opened for signature.
    pub adopted: Option<PartialDate>,
    /// When it was signed or issued.
    pub signed: Option<PartialDate>,
    /// Where.
    pub place: Option<String>,
    /// Since when it binds.
    pub in_force: Option<PartialDate>,
    /// When it ended.
    pub ended: Option<PartialDate>,
    /// Ids of parties.
    pub parties: Vec<String>,
    /// Whether there never were other parties.
    pub parties_complete: bool,
    /// What it provides, in sentences.
    pub provisions: Vec<String>,
    /// Where it stands.
    pub sources: Vec<Citation>,
}

/// What an actor holds on an issue at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The id.
    pub id: String,
    /// The actor's id.
    pub actor: String,
    /// On what.
    pub issue: String,
    /// In one sentence.
    pub stance: String,
    /// When it was held.
    pub as_of: Option<PartialDate>,
    /// Whose words it rests on: an actor's id.
    pub attributed_to: Option<String>,
    /// Where it stands.
    pub sources: Vec<Citation>,
}

/// A text that several questions share.
#[derive(Debug, Clone, PartialEq)]
pub struct Stimulus {
    /// The id.
    pub id: String,
    /// The text.
    pub text: String,
}

/// A picture or recording that belongs to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// A path inside the bank's folder.
    pub path: String,
    /// The same in words, shown in a terminal.
    pub alt: String,
}

/// The parameters of an item that has been calibrated (item response theory).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Irt {
    /// Discrimination.
    pub a: f64,
    /// Difficulty.
    pub b: f64,
    /// Chance of guessing.
    pub c: f64,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The id within the bank.
    pub id: String,
    /// The question as read; for blanks the text with gaps.
    pub stem: String,
    /// Its kind with the kind's own fields.
    pub kind: Kind,
    /// Ids of topics.
    pub topics: Vec<String>,
    /// Ids of entities.
    pub about: Vec<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// 1 to 5, as the teacher guesses it.
    pub difficulty: u8,
    /// What it is worth.
    pub points: f64,
    /// Seconds allowed.
    pub time_limit: Option<f64>,
    /// From vague to clear.
    pub hints: Vec<String>,
    /// Why the key is right.
    pub explanation: Option<String>,
    /// Where it stands.
    pub sources: Vec<Citation>,
    /// The place in `Bank::stimuli`.
    pub stimulus: Option<u32>,
    /// A picture or recording.
    pub media: Option<Media>,
    /// Calibrated parameters.
    pub irt: Option<Irt>,
    /// Whether it counts; a warm-up does not.
    pub graded: bool,
    /// The date that the answer is known at, where it may age.
    pub valid_as_of: Option<PartialDate>,
    /// A former id, whose history belongs to this question.
    pub renamed_from: Option<String>,
    /// The template that made it.
    pub template: Option<String>,
    /// The content hash: changes with stem, options, key or credits, not with the explanation.
    pub hash: String,
}

impl Bank {
    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.get(*self.question_ids.get(id)? as usize)
    }

    /// The place of the question of that id in `questions`.
    pub fn index_of(&self, id: &str) -> Option<u32> {
        self.question_ids.get(id).copied()
    }

    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The source of that id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The actor of that id.
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.id == id)
    }

    /// The treaty of that id.
    pub fn treaty(&self, id: &str) -> Option<&Treaty> {
        self.treaties.iter().find(|treaty| treaty.id == id)
    }

    /// The position of that id.
    pub fn position(&self, id: &str) -> Option<&Position> {
        self.positions.iter().find(|position| position.id == id)
    }

    /// The text that a question shares with others, if any.
    pub fn stimulus_of(&self, question: &Question) -> Option<&Stimulus> {
        self.stimuli.get(question.stimulus? as usize)
    }

    /// The content hash of a question: kind, stem, stimulus, options, key and credits.
    pub fn fingerprint(question_stem: &str, kind: &Kind, stimulus: Option<&str>) -> String {
        let mut content = Fingerprint::new();
        content.text(question_stem);
        content.text(stimulus.unwrap_or(""));
        kind.fingerprint(&mut content);
        content.finish()
    }
}

impl Knowledge for Bank {
    fn language(&self) -> &str {
        &self.language
    }

    fn entity_named(&self, text: &str) -> Option<&str> {
        self.names.get(&fold_name(text)).map(String::as_str)
    }

    fn name_of(&self, id: &str) -> Option<&str> {
        self.actor(id)
            .map(|actor| actor.name.as_str())
            .or_else(|| self.treaty(id).map(|treaty| treaty.short_name.as_str()))
    }
}

/// How names of entities are compared.
fn fold_name(text: &str) -> String {
    Folding::new([Ignored::Case, Ignored::Accents], "en").fold(text)
}
