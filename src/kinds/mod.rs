//! The kinds of question. Each kind is one file here: its fields, its checks, how it asks, how it
//! marks and its key in words; and one line in the register [`Kind`]. A kind knows no bank: what it
//! needs of one comes through [`Knowledge`].

use crate::item::{Chance, Judgement, Response, Shape};
use crate::text::{Problem, Problems, Span, Table};

mod accepted;
mod blank;
mod blanks;
mod card;
mod choice;
mod choices;
mod cloze;
mod date;
mod fields;
pub mod fingerprint;
mod group;
mod match_pairs;
mod miss;
mod number;
mod options;
mod order;
mod text;
mod true_false;
mod unit;

pub use card::Card;
pub use choice::Choice;
pub use choices::Choices;
pub use cloze::Cloze;
pub use date::Date;
pub use fingerprint::Fingerprint;
pub use group::Group;
pub use match_pairs::Match;
pub use number::Number;
pub use order::Order;
pub use text::Text;
pub use true_false::TrueFalse;

/// What a kind may ask of the bank when it marks.
pub trait Knowledge {
    /// The language of the bank ("en", "de"): it decides how 3,145 and 11/7/1961 are read.
    fn language(&self) -> &str;

    /// The id of the entity whose name or alias this text is (folded by case and accents), if any.
    fn entity_named(&self, text: &str) -> Option<&str>;

    /// The name of an entity, for people.
    fn name_of(&self, id: &str) -> Option<&str>;
}

/// A bank in English without entities: for questions that stand alone.
pub struct NoKnowledge;

impl Knowledge for NoKnowledge {
    fn language(&self) -> &str {
        "en"
    }
    fn entity_named(&self, _: &str) -> Option<&str> {
        None
    }
    fn name_of(&self, _: &str) -> Option<&str> {
        None
    }
}

/// What a bank's `[defaults]` say to every kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Defaults {
    /// Whether options are shuffled where the question does not say.
    pub shuffle: bool,
    /// What texts ignore where the question does not say; `None` is `["case"]`.
    pub ignore: Option<Vec<String>>,
    /// How many typos are forgiven where the question does not say.
    pub typos: u8,
    /// The credit of an answer that only a typo parts from the key.
    pub typo_credit: f64,
    /// The bank's language.
    pub language: String,
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            shuffle: true,
            ignore: None,
            typos: 0,
            typo_credit: 1.0,
            language: "en".to_owned(),
        }
    }
}

/// Why a response can't be marked as it stands: a person is asked again, paper gets a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What to ask: "11 July or 7 November 1961?".
    pub question: String,
    /// The readings to choose from, each a text that may be typed instead; may be empty.
    pub readings: Vec<String>,
}

/// How options are put in order when a question is shown.
pub struct Arrangement<'a>(Option<&'a mut Chance>);

impl<'a> Arrangement<'a> {
    /// In the bank's own order.
    pub fn as_written() -> Self {
        Self(None)
    }

    /// Shuffled, where the question allows it.
    pub fn shuffled(chance: &'a mut Chance) -> Self {
        Self(Some(chance))
    }

    /// Whether anything is shuffled at all.
    pub fn shuffles(&self) -> bool {
        self.0.is_some()
    }

    /// Shuffles the list, unless everything stays as written.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        if let Some(chance) = &mut self.0 {
            chance.shuffle(list);
        }
    }
}

/// What every kind of question does.
pub trait Behaviour: Sized {
    /// The name in the bank's `kind` field.
    const NAME: &'static str;

    /// Reads the kind's own fields from a question's table (those that all questions share are
    /// taken by the bank), noting every mistake. Gives the stem too, since some kinds make it.
    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)>;

    /// How it is asked.
    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape;

    /// What a response earns. Total: any response of any shape is marked, one of a foreign shape
    /// with nothing.
    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement;

    /// Why the response should be asked again before it is marked, if it should.
    fn doubt(&self, _response: &Response, _knowledge: &dyn Knowledge) -> Option<Doubt> {
        None
    }

    /// A response that earns the full credit.
    fn key(&self) -> Response;

    /// The key as shown to people.
    fn key_in_words(&self) -> String {
        self.key().in_words()
    }

    /// The chance of earning the full credit by a blind guess.
    fn guess(&self) -> f64;

    /// The right answer that the question's own words say outright, if they do and say no wrong one
    /// beside it. Where it can't be told, nothing.
    fn said_in(&self, _words: &str, _language: &str) -> Option<String> {
        None
    }

    /// Adds options, key and credits to the content hash; feedback does not count.
    fn fingerprint(&self, content: &mut Fingerprint);
}

/// The names of kinds that the format has and this version does not yet.
pub const NOT_YET: [&str; 2] = ["essay", "script"];

macro_rules! register {
    ($($variant:ident),* $(,)?) => {
        /// A question of one of the kinds.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Kind {
            $(#[doc = concat!("See [`", stringify!($variant), "`].")] $variant($variant)),*
        }

        impl Kind {
            /// The names of all kinds, as written in a bank.
            pub const NAMES: &'static [&'static str] = &[$($variant::NAME),*];

            /// Reads the fields of the kind with that name. An unknown name is a problem at `span`.
            pub fn read(
                name: &str,
                span: Span,
                table: &mut Table<'_>,
                defaults: &Defaults,
                problems: &mut Problems,
            ) -> Option<(String, Self)> {
                match name {
                    $($variant::NAME => {
                        $variant::read(table, defaults, problems)
                            .map(|(stem, kind)| (stem, Self::$variant(kind)))
                    })*
                    _ => {
                        problems.push(unknown_kind(name, span));
                        None
                    }
                }
            }

            /// The name, as written in a bank.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $variant::NAME),* }
            }

            /// How it is asked.
            pub fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
                match self { $(Self::$variant(kind) => kind.shape(arrangement)),* }
            }

            /// What a response earns.
            pub fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
                match self { $(Self::$variant(kind) => kind.mark(response, knowledge)),* }
            }

            /// Why the response should be asked again before it is marked, if it should.
            pub fn doubt(&self, response: &Response, knowledge: &dyn Knowledge) -> Option<Doubt> {
                match self { $(Self::$variant(kind) => kind.doubt(response, knowledge)),* }
            }

            /// A response that earns the full credit.
            pub fn key(&self) -> Response {
                match self { $(Self::$variant(kind) => kind.key()),* }
            }

            /// The key as shown to people.
            pub fn key_in_words(&self) -> String {
                match self { $(Self::$variant(kind) => kind.key_in_words()),* }
            }

            /// The chance of earning the full credit by a blind guess.
            pub fn guess(&self) -> f64 {
                match self { $(Self::$variant(kind) => kind.guess()),* }
            }

            /// The right answer that the question's own words say outright, if they do.
            pub fn said_in(&self, words: &str, language: &str) -> Option<String> {
                match self { $(Self::$variant(kind) => kind.said_in(words, language)),* }
            }

            /// Adds kind, options, key and credits to the content hash.
            pub fn fingerprint(&self, content: &mut Fingerprint) {
                content.text(self.name());
                match self { $(Self::$variant(kind) => kind.fingerprint(content)),* }
            }
        }
    };
}

register!(
    Choice, Choices, TrueFalse, Text, Number, Date, Match, Order, Group, Cloze, Card,
);

fn unknown_kind(name: &str, span: Span) -> Problem {
    if NOT_YET.contains(&name) {
        return Problem::at(
            span,
            format!("questions of kind `{name}` are not played yet"),
        )
        .hint("they come in a later version; leave the question out until then");
    }
    Problem::at(span, format!("unknown kind `{name}`"))
        .did_you_mean(name, Kind::NAMES.iter().copied())
        .hint_if_none(|| format!("the kinds are {}", Kind::NAMES.join(", ")))
}
