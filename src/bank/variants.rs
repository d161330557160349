//! Variants of the questions of kind `script`: each made from a seed by the question's script, and
//! read like a question of the bank. A quiz takes one variant of each; `check` tries several.

use std::collections::HashSet;
use std::sync::Arc;

use toml::de::DeTable;

use super::files::Held;
use super::generators::{Failed, Generator, Generators};
use super::known::Known;
use super::question::{self, Surroundings};
use super::recipe::Recipe;
use super::scope::EntityKind;
use super::{Bank, Question};
use crate::item::Chance;
use crate::kinds::Behaviour;
use crate::text::table::Origin;
use crate::text::{Problem, Problems, Span, Table};

/// A bank in which each question that a script makes is one variant of it.
#[derive(Debug)]
pub struct Variants {
    /// The bank.
    pub bank: Arc<Bank>,
    /// The questions that could not be made and are left out, each with the reason, in one line.
    pub left_out: Vec<String>,
}

/// What came of making a question several times.
#[derive(Debug)]
pub struct Trial {
    /// The question's id.
    pub question: String,
    /// The script's name as shown to people.
    pub script: String,
    /// The variants that could be made, each with its seed.
    pub variants: Vec<(u64, Question)>,
    /// What was wrong, each thing once, where the bank names the script.
    pub problems: Problems,
}

impl Bank {
    /// The bank of a quiz with this seed: in place of each question of kind `script` stands its
    /// variant, with the question's own id and content hash. The same seed gives the same bank.
    pub fn with_variants(self: &Arc<Self>, seed: u64, generators: &dyn Generators) -> Variants {
        let mut left_out = Vec::new();
        if self.recipes.is_empty() {
            let bank = self.clone();
            return Variants { bank, left_out };
        }
        let known = Known::of(self);
        let files = Held::default();
        let around = Surroundings::new(&known, self, &files);
        let mut bank = Self::clone(self);
        let mut without = HashSet::new();
        let mut endless: Vec<&Recipe> = Vec::new();
        for recipe in &self.recipes {
            let Some(place) = bank.questions.get_mut(recipe.question as usize) else {
                continue;
            };
            // a script that ran into a bound is not run again: a quiz begins soon or not at all
            let stopped = endless.iter().any(|other| other.script == recipe.script);
            let made = match Maker::new(self, recipe, &around, generators) {
                Some(mut maker) if !stopped => maker.make(seed),
                Some(_) => Err(Failure::stopped_before()),
                None => Err(Failure::of(Problem::without_place("it does not compile"))),
            };
            match made {
                Ok((question, _)) => *place = question,
                Err(failure) => {
                    if failure.endless {
                        endless.push(recipe);
                    }
                    left_out.push(failure.in_one_line(&place.id, recipe));
                    without.insert(recipe.question);
                }
            }
        }
        let mut place = 0u32..;
        bank.questions
            .retain(|_| place.next().is_none_or(|place| !without.contains(&place)));
        bank.recipes.clear();
        bank.index();
        Variants {
            bank: Arc::new(bank),
            left_out,
        }
    }

    /// Makes so many variants of each question of kind `script`, from the seeds 1, 2 and so on.
    pub fn try_variants(self: &Arc<Self>, seeds: u64, generators: &dyn Generators) -> Vec<Trial> {
        let known = Known::of(self);
        let files = Held::default();
        let around = Surroundings::new(&known, self, &files);
        let makers = self.recipes.iter();
        let makers = makers.filter_map(|recipe| Maker::new(self, recipe, &around, generators));
        makers.map(|mut maker| maker.try_seeds(1..=seeds)).collect()
    }
}

/// Makes the variants of one question.
struct Maker<'a> {
    bank: &'a Arc<Bank>,
    recipe: &'a Recipe,
    around: &'a Surroundings<'a>,
    own: &'a Question,
    generator: Box<dyn Generator>,
}

/// Why a question could not be made.
struct Failure {
    /// What is wrong, each at its place in the script's files.
    problems: Vec<Problem>,
    endless: bool,
}

impl<'a> Maker<'a> {
    fn new(
        bank: &'a Arc<Bank>,
        recipe: &'a Recipe,
        around: &'a Surroundings<'a>,
        generators: &dyn Generators,
    ) -> Option<Self> {
        Some(Self {
            bank,
            recipe,
            around,
            own: bank.questions.get(recipe.question as usize)?,
            generator: recipe.compile(generators)?,
        })
    }

    fn try_seeds(&mut self, seeds: impl Iterator<Item = u64>) -> Trial {
        let mut trial = Trial {
            question: self.own.id.clone(),
            script: self.recipe.script.name.clone(),
            variants: Vec::new(),
            problems: Problems::new(),
        };
        let mut told: Vec<Problem> = Vec::new();
        for seed in seeds {
            let (problems, endless) = match self.make(seed) {
                Ok((question, warnings)) => {
                    trial.variants.push((seed, question));
                    (warnings, false)
                }
                Err(failure) => (failure.problems, failure.endless),
            };
            for problem in problems {
                if !told.contains(&problem) {
                    trial.problems.push(self.in_bank(&problem, seed));
                    told.push(problem);
                }
            }
            if endless {
                break;
            }
        }
        trial
    }

    /// A problem of the script as one of the bank.
    fn in_bank(&self, problem: &Problem, seed: u64) -> Problem {
        let place = problem.place.unwrap_or_else(|| self.generator.place());
        Problem {
            place: Some(self.recipe.span),
            related: vec![(
                self.recipe.place(place),
                format!("here, with the seed {seed}"),
            )],
            ..problem.clone()
        }
    }

    /// Makes the variant of a quiz's seed, with the warnings on it.
    fn make(&mut self, seed: u64) -> Result<(Question, Vec<Problem>), Failure> {
        let mut chance = Chance::of(&format!("variant/{seed}/{}", self.own.id));
        let made = self.generator.generate(self.bank, chance.below(u64::MAX));
        let mut fields = made.map_err(Failure::from)?;
        let mut told = Problems::new();
        self.check_fields(&fields, &mut told);
        for (name, value) in &self.recipe.given {
            fields.entry(name.as_str()).or_insert_with(|| value.clone());
        }
        let text = as_written(&fields);
        let question = self.read(&text, &mut told);
        let place = self.generator.place();
        let problems = told.iter().map(|problem| quoting(problem, &text, place));
        let problems: Vec<Problem> = problems.collect();
        match question {
            Some(question) if !told.refuse() => Ok((self.as_own(question), problems)),
            _ => Err(Failure {
                problems,
                endless: false,
            }),
        }
    }

    /// Refuses what only the bank can say, and questions that would have to be made in their turn.
    fn check_fields(&self, fields: &toml::Table, told: &mut Problems) {
        let place = self.generator.place();
        for own in ["id", "renamed_from"] {
            if fields.contains_key(own) {
                told.push(
                    Problem::at(
                        place,
                        format!("`generate` can't say the question's `{own}`"),
                    )
                    .hint("the bank does; all variants are one question in a learner's history"),
                );
            }
        }
        let kind = fields.get("kind").and_then(toml::Value::as_str);
        if kind == Some(super::Script::NAME) {
            told.push(
                Problem::at(place, "`generate` can't make a question of kind `script`")
                    .hint("make one of another kind"),
            );
        }
    }

    /// Reads what was made like a question of the bank.
    fn read(&self, text: &str, told: &mut Problems) -> Option<Question> {
        if told.refuse() {
            return None;
        }
        let origin = Origin {
            file: MADE,
            base: 0,
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let why = format!("what `generate` makes is no question: {}", error.message());
                told.push(Problem::at(self.generator.place(), why));
                return None;
            }
        };
        let what = "the question that `generate` makes";
        let table = Table::new(table, origin.span(0..0), what, origin);
        let (id, recipe) = (self.own.id.clone(), self.recipe);
        question::read(
            id,
            table,
            &recipe.document,
            &recipe.standards,
            self.around,
            told,
        )
    }

    /// A made question under the identity of its own, with the sources of what it is about.
    fn as_own(&self, mut question: Question) -> Question {
        question.hash.clone_from(&self.own.hash);
        question.renamed_from.clone_from(&self.own.renamed_from);
        for kind in EntityKind::ALL {
            let entities = kind.all(self.bank).into_iter();
            for entity in entities.filter(|e| question.about.iter().any(|id| id == e.id())) {
                for source in entity.sources() {
                    if !question.sources.contains(source) {
                        question.sources.push(source.clone());
                    }
                }
            }
        }
        question
    }
}

impl Failure {
    fn of(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            endless: false,
        }
    }

    fn stopped_before() -> Self {
        let why = "its script was stopped at another question";
        Self::of(Problem::without_place(why))
    }

    fn in_one_line(&self, id: &str, recipe: &Recipe) -> String {
        let Some(problem) = self.problems.first() else {
            return format!("The question `{id}` is left out.");
        };
        let sources = recipe.sources();
        let place = problem.place.and_then(|span| {
            let (line, column) = sources.line_and_column(span.file, span.start);
            Some(format!(
                " ({}:{line}:{column})",
                sources.get(span.file)?.name
            ))
        });
        let why: Vec<&str> = problem.message.split_whitespace().collect();
        let place = place.unwrap_or_default();
        format!("The question `{id}` is left out: {}{place}.", why.join(" "))
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        Self {
            endless: failed.endless,
            ..Self::of(failed.problem)
        }
    }
}

/// The file number of what was made, which is no file.
const MADE: u16 = u16::MAX;

/// What was made as TOML, one field a line.
fn as_written(fields: &toml::Table) -> String {
    let fields = fields.iter();
    let lines = fields.map(|(name, value)| format!("{} = {value}\n", as_key(name)));
    lines.collect()
}

fn as_key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !name.is_empty() && name.chars().all(bare) {
        true => name.to_owned(),
        false => toml::Value::String(name.to_owned()).to_string(),
    }
}

/// A problem of what was made, with the line in which it stands, at the script's place.
fn quoting(problem: &Problem, text: &str, place: Span) -> Problem {
    const LONGEST: usize = 100;
    let quoted = problem
        .place
        .filter(|span| span.file == MADE && span.end > 0);
    let message = match quoted.and_then(|span| line_at(text, span.start as usize)) {
        Some(line) if line.chars().count() <= LONGEST => {
            format!("{} (made: `{line}`)", problem.message)
        }
        Some(line) => {
            let start: String = line.chars().take(LONGEST).collect();
            format!("{} (made: `{start}…`)", problem.message)
        }
        None => problem.message.clone(),
    };
    Problem {
        message,
        place: Some(place),
        related: Vec::new(),
        ..problem.clone()
    }
}

/// The line around a byte.
fn line_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    text.get(start..)?.lines().next()
}
