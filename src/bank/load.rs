//! Loads a bank: gathers its files, reads the entities, then the questions on all cores, then makes
//! questions from templates. Everything that is wrong is collected.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::text::{Problem, Problems, Sources, Span, Spanned, Table};

use super::conditions::Conditions;
use super::cut::{Piece, Section};
use super::entities;
use super::expand::{Expansion, expand};
use super::files::Files;
use super::giveaway;
use super::graph;
use super::include::{Document, Gathered, gather};
use super::known::{self, Known, declared_twice};
use super::parse::Parsed;
use super::question::{self, Surroundings};
use super::template::Workshop;
use super::{Bank, Question, fold_name};

/// From how many pieces on all cores are used, and how many a core takes at a time.
const MANY: usize = 1000;
const AT_A_TIME: usize = 256;

/// A bank as far as it could be read, with everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The bank. Whole and checked unless `problems` refuse it.
    pub bank: Arc<Bank>,
    /// Its files; the first is the bank itself.
    pub files: Sources,
    /// What is wrong, in the order of the places.
    pub problems: Problems,
    /// What else there is to say, in lines for people.
    pub notes: Vec<String>,
    /// What became of the templates, in the order written.
    pub expansions: Vec<Expansion>,
}

/// Loads the bank whose own file has that name. `id` is its id if the file gives none.
pub fn load(files: &dyn Files, name: &str, id: &str, conditions: &dyn Conditions) -> Loaded {
    let (loaded, doubtful) = attempt(files, name, id, conditions, false);
    if doubtful {
        // a text that was never closed hides what follows: read again, distrusting long texts
        attempt(files, name, id, conditions, true).0
    } else {
        loaded
    }
}

/// Loads a bank again from its files as they were loaded before: for a quiz that goes on.
pub fn reload(sources: &Sources, id: &str, conditions: &dyn Conditions) -> Option<Loaded> {
    let (held, name) = super::files::Held::again(sources)?;
    Some(load(&held, &name, id, conditions))
}

/// Loads once. Tells also whether a broken file holds a text that was probably never closed.
fn attempt(
    files: &dyn Files,
    name: &str,
    id: &str,
    conditions: &dyn Conditions,
    distrust: bool,
) -> (Loaded, bool) {
    let mut problems = Problems::new();
    let Gathered {
        mut documents,
        sources,
        mut bank,
    } = gather(files, name, distrust, &mut problems);
    if bank.id.is_empty() {
        id.clone_into(&mut bank.id);
    }
    if bank.title.is_empty() {
        bank.title.clone_from(&bank.id);
    }
    let known = read_entities(&mut documents, &mut bank, &mut problems);
    bank.names = names(&bank);
    let around = Surroundings::new(&known, &bank, files);
    let read = read_questions(&documents, &around, &mut problems);
    check_ids(&read, &mut problems);
    let doubtful = documents
        .iter()
        .enumerate()
        .any(|(n, document)| document.pieces.doubtful && is_broken(n, document, &read));
    let mut questions = Vec::with_capacity(read.iter().map(Vec::len).sum());
    let mut expansions = Vec::new();
    for item in read.into_iter().flatten() {
        match (item.made, item.id) {
            (Made::Question(question), _) => questions.extend(question),
            (Made::Template(table), Some(id)) => {
                let Some(document) = documents.get(item.document) else {
                    continue;
                };
                let shop = Workshop {
                    bank: &bank,
                    around: &around,
                    conditions,
                    file: &document.name,
                    standards: &document.standards,
                };
                let (made, expansion) = expand(&id, *table, &shop, &mut problems);
                questions.extend(made);
                expansions.push(expansion);
            }
            (Made::Template(_), None) => {}
        }
    }
    bank.questions = questions;
    bank.question_ids = (0..)
        .zip(&bank.questions)
        .map(|(n, question)| (question.id.clone(), n))
        .collect();
    if expansions.is_empty() && problems.is_empty() && holds_nothing(&bank) {
        problems.push(nothing());
    }
    problems.sort();
    let loaded = Loaded {
        bank: Arc::new(bank),
        files: sources,
        problems,
        notes: Vec::new(),
        expansions,
    };
    (loaded, doubtful)
}

fn read_entities(documents: &mut [Document], bank: &mut Bank, problems: &mut Problems) -> Known {
    let wanted = |section: Section| {
        section.repeats() && !matches!(section, Section::Question | Section::Template)
    };
    let mut known = Known::default();
    let mut tables = Vec::new();
    for document in documents.iter_mut() {
        let file = document.file;
        for piece in document
            .pieces
            .pieces
            .iter()
            .filter(|p| may_hold(p, wanted))
        {
            // the head was parsed, and its mistakes told, when the files were gathered
            let heard = &mut Problems::new();
            let told = if piece.section.is_none() {
                heard
            } else {
                &mut *problems
            };
            let parsed = Parsed::new(&document.text, piece, file, told);
            let broken = parsed.broken;
            document.broken |= broken;
            for (section, mut table) in parsed.tables(wanted, problems) {
                let quiet = &mut Problems::new();
                let id = known::id(&mut table, if broken { quiet } else { &mut *problems });
                if let Some(id) = &id {
                    entities::declare(section, id, &mut known, problems);
                }
                if !broken {
                    tables.push((section, id, table));
                }
            }
        }
    }
    let mut requirements = entities::Requirements::new();
    for (section, id, table) in tables {
        let id = id.map(|id| id.value).unwrap_or_default();
        entities::read(
            section,
            id,
            table,
            bank,
            &known,
            &mut requirements,
            problems,
        );
    }
    graph::check(&requirements, problems);
    known
}

/// Whether a piece may hold tables of the wanted sections: its own, or any before the first header.
fn may_hold(piece: &Piece, wanted: impl Fn(Section) -> bool) -> bool {
    piece.section.is_none_or(wanted)
}

/// A question or template, read as far as possible.
struct Item<'t> {
    id: Option<Spanned<String>>,
    /// The place of its file among the documents.
    document: usize,
    broken: bool,
    made: Made<'t>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are questions, and boxing each costs a copy of the bank"
)]
enum Made<'t> {
    Question(Option<Question>),
    Template(Box<Table<'t>>),
}

/// Reads the questions, on all cores if there are many, and finds the templates; in the order
/// written.
fn read_questions<'t>(
    documents: &'t [Document],
    around: &Surroundings<'_>,
    problems: &mut Problems,
) -> Vec<Vec<Item<'t>>> {
    let pieces: Vec<(usize, &Document, &Piece)> = documents
        .iter()
        .enumerate()
        .flat_map(|(n, document)| {
            let pieces = document.pieces.pieces.iter();
            pieces.map(move |piece| (n, document, piece))
        })
        .filter(|(_, _, piece)| may_hold(piece, asks))
        .collect();
    let read = |pieces: &[(usize, &'t Document, &Piece)]| {
        let mut items = Vec::with_capacity(pieces.len());
        let mut problems = Problems::new();
        for (n, document, piece) in pieces {
            read_piece(*n, document, piece, around, &mut items, &mut problems);
        }
        (items, problems)
    };
    let (items, told): (Vec<_>, Vec<_>) = if pieces.len() < MANY {
        [read(&pieces)].into_iter().unzip()
    } else {
        pieces.par_chunks(AT_A_TIME).map(read).unzip()
    };
    for part in told {
        problems.extend(part);
    }
    items
}

/// Reads a question that is written out, and warns if it says its own answer.
fn read_written(
    id: String,
    table: Table<'_>,
    document: &Document,
    around: &Surroundings<'_>,
    problems: &mut Problems,
) -> Option<Question> {
    let key = table
        .name_span("answer")
        .or_else(|| table.name_span("choices"));
    let place = key.unwrap_or(table.span);
    let (file, standards) = (&document.name, &document.standards);
    let question = question::read(id, table, file, standards, around, problems)?;
    if let Some(found) = giveaway::find(&question, &around.bank.language) {
        problems.push(giveaway::written(&found, place));
    }
    Some(question)
}

fn asks(section: Section) -> bool {
    matches!(section, Section::Question | Section::Template)
}

fn read_piece<'t>(
    n: usize,
    document: &'t Document,
    piece: &Piece,
    around: &Surroundings<'_>,
    items: &mut Vec<Item<'t>>,
    problems: &mut Problems,
) {
    // the mistakes of the head were told when the files were gathered
    let quiet = &mut Problems::new();
    let told = match piece.section {
        Some(_) => &mut *problems,
        None => &mut *quiet,
    };
    let mut parsed = Parsed::new(&document.text, piece, document.file, told);
    let broken = std::mem::take(&mut parsed.broken);
    let before = items.len();
    for (section, mut table) in parsed.tables(asks, problems) {
        let told = if broken { &mut *quiet } else { &mut *problems };
        let id = known::id(&mut table, told);
        let made = match section {
            Section::Template if !broken => Made::Template(Box::new(table)),
            Section::Question if !broken => {
                let id = id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
                Made::Question(read_written(id, table, document, around, problems))
            }
            _ => Made::Question(None),
        };
        items.push(Item {
            id,
            document: n,
            broken,
            made,
        });
    }
    if items.len() == before && broken {
        items.push(Item {
            id: None,
            document: n,
            broken,
            made: Made::Question(None),
        });
    }
}

fn is_broken(n: usize, document: &Document, items: &[Vec<Item<'_>>]) -> bool {
    document.broken
        || items
            .iter()
            .flatten()
            .any(|item| item.broken && item.document == n)
}

/// Checks that ids differ, and that a former id is not in use.
fn check_ids(items: &[Vec<Item<'_>>], problems: &mut Problems) {
    let count = items.iter().map(Vec::len).sum();
    let mut ids: HashMap<&str, Span> = HashMap::with_capacity(count);
    for id in items.iter().flatten().filter_map(|item| item.id.as_ref()) {
        if let Some(&first) = ids.get(id.value.as_str()) {
            problems.push(declared_twice("question", &id.value, id.span, first));
        } else {
            ids.insert(&id.value, id.span);
        }
    }
    for item in items.iter().flatten() {
        let (Some(id), Made::Question(Some(question))) = (&item.id, &item.made) else {
            continue;
        };
        if let Some(former) = &question.renamed_from
            && let Some(&place) = ids.get(former.as_str())
        {
            problems.push(
                Problem::at(
                    id.span,
                    format!(
                        "`{}` says that it was once `{former}`, which is in use",
                        id.value
                    ),
                )
                .hint("leave out `renamed_from`, or rename the other question")
                .related(place, "in use here"),
            );
        }
    }
}

/// Whether there is nothing in a bank to ask, nor anything that another bank might include.
fn holds_nothing(bank: &Bank) -> bool {
    bank.questions.is_empty()
        && bank.topics.is_empty()
        && bank.sources.is_empty()
        && bank.actors.is_empty()
        && bank.treaties.is_empty()
        && bank.positions.is_empty()
        && bank.stimuli.is_empty()
}

/// The note on a bank that holds nothing; it points at the first byte of its own file.
fn nothing() -> Problem {
    let start = Span {
        file: 0,
        start: 0,
        end: 0,
    };
    Problem::note(start, "this bank holds nothing yet").hint("begin a question with [[question]]")
}

/// By folded name or alias, the entity's id; the first entity keeps a name that two have.
fn names(bank: &Bank) -> HashMap<String, String> {
    let actors = bank.actors.iter().flat_map(|actor| {
        let names = std::iter::once(&actor.name).chain(&actor.aliases);
        names.map(|name| (fold_name(name), actor.id.clone()))
    });
    let treaties = bank.treaties.iter().flat_map(|treaty| {
        let names = [&treaty.name, &treaty.short_name].into_iter();
        names
            .chain(&treaty.aliases)
            .map(|name| (fold_name(name), treaty.id.clone()))
    });
    let mut by_name = HashMap::new();
    for (name, id) in actors.chain(treaties) {
        by_name.entry(name).or_insert(id);
    }
    by_name
}
