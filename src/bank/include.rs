//! Gathers the files of a bank: the bank itself and what it includes, each once, with the tables
//! that a file has only one of: `[bank]`, `[defaults]` and `[mode]`.

use std::collections::HashSet;
use std::sync::Arc;

use crate::text::{Problem, Problems, Sources, Span, Spanned};

use super::Bank;
use super::cut::{Pieces, cut};
use super::decode::decode;
use super::escapes;
use super::files::{Files, beside};
use super::question::Standards;
use super::singles::Singles;

/// How many files a bank may have.
pub const MOST_FILES: usize = 1000;

/// A file of a bank, cut but not yet read.
pub struct Document {
    /// Its number in the sources.
    pub file: u16,
    /// Its name in the bank's folder.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
    /// Its pieces.
    pub pieces: Pieces,
    /// What its `[defaults]` say.
    pub standards: Standards,
    /// Whether the parser could not read one of its pieces.
    pub broken: bool,
}

/// The files of a bank.
pub struct Gathered {
    /// What was included stands before what includes it.
    pub documents: Vec<Document>,
    /// All texts; the bank itself is the first.
    pub sources: Sources,
    /// The bank so far: what `[bank]` and `[mode]` say.
    pub bank: Bank,
}

/// Gathers the files of the bank whose own file has that name.
pub fn gather(files: &dyn Files, name: &str, distrust: bool, problems: &mut Problems) -> Gathered {
    let mut gatherer = Gatherer {
        files,
        distrust,
        gathered: Gathered {
            documents: Vec::new(),
            sources: Sources::new(),
            bank: Bank::default(),
        },
        open: Vec::new(),
        seen: HashSet::new(),
        problems,
    };
    match files.locate(name) {
        Ok(name) => gatherer.visit(name, None),
        Err(why) => gatherer.problems.push(
            Problem::without_place(format!("can't read {}: {why}", files.title(name)))
                .hint(READABLE),
        ),
    }
    gatherer.gathered
}

/// What to do about a file that can't be read.
const READABLE: &str = "it must be a file that exists, and that you may read";

struct Gatherer<'a> {
    files: &'a dyn Files,
    distrust: bool,
    gathered: Gathered,
    /// The files being read, from the bank itself to the newest, and where each was included.
    open: Vec<(String, Option<Span>)>,
    seen: HashSet<String>,
    problems: &'a mut Problems,
}

impl Gatherer<'_> {
    fn visit(&mut self, name: String, included_at: Option<Span>) {
        let bytes = match self.files.read(&name) {
            Ok(bytes) => bytes,
            Err(why) => {
                let message = format!("can't read {}: {why}", self.files.title(&name));
                let problem = match included_at {
                    Some(span) => Problem::at(span, message),
                    None => Problem::without_place(message),
                };
                self.problems.push(problem.hint(READABLE));
                return;
            }
        };
        let file = u16::try_from(self.gathered.sources.iter().count()).unwrap_or(u16::MAX);
        let text: Arc<str> = decode(bytes, file, self.problems).into();
        self.gathered
            .sources
            .add(self.files.title(&name), Arc::clone(&text));
        self.seen.insert(name.clone());
        let pieces = cut(&text, self.distrust);
        escapes::check(&text, &pieces.escaped, file, self.problems);
        escapes::check_hidden(&text, file, self.problems);
        let mut document = Document {
            file,
            name: name.clone(),
            text: Arc::clone(&text),
            pieces,
            standards: Standards::default(),
            broken: false,
        };
        let Some(singles) = Singles::read(&text, &document.pieces, file, self.problems) else {
            return;
        };
        document.broken = singles.broken;
        let includes = self.singles(singles, &mut document);
        self.open.push((name, included_at));
        for include in includes {
            self.follow(&include);
        }
        self.open.pop();
        self.gathered.documents.push(document);
    }

    /// Reads the tables of a file that it has one of. Gives what it includes.
    fn singles(
        &mut self,
        mut singles: Singles<'_>,
        document: &mut Document,
    ) -> Vec<Spanned<String>> {
        let bank = &mut self.gathered.bank;
        let problems = &mut *self.problems;
        let includes = if self.open.is_empty() {
            singles.own(bank, self.files, problems)
        } else {
            singles.included(problems)
        };
        document.standards = singles.standards(&bank.language, problems);
        includes
    }

    fn follow(&mut self, include: &Spanned<String>) {
        let from = self.open.last().map_or("", |(name, _)| name);
        let path = &include.value;
        let name = match self.files.locate(&beside(from, path)) {
            Ok(name) => name,
            Err(why) => {
                self.problems.push(
                    Problem::at(include.span, format!("can't include `{path}`: {why}")).hint(
                        "the path starts from this file's folder and stays inside the bank's",
                    ),
                );
                return;
            }
        };
        if let Some(place) = self.open.iter().position(|(open, _)| *open == name) {
            let ring = self.open.get(place..).unwrap_or_default();
            self.problems.push(circle(ring, include.span));
        } else if !self.seen.contains(&name) {
            if self.seen.len() >= MOST_FILES {
                self.problems.push(
                    Problem::at(
                        include.span,
                        format!("a bank can't have more than {MOST_FILES} files"),
                    )
                    .hint("put several of them into one"),
                );
            } else {
                self.visit(name, Some(include.span));
            }
        }
    }
}

/// The problem of files that include each other: from the first, which the last includes again.
fn circle(ring: &[(String, Option<Span>)], again: Span) -> Problem {
    let names: Vec<&str> = ring.iter().map(|(name, _)| name.as_str()).collect();
    let message = format!(
        "files include each other: {} includes {}",
        names.join(" includes "),
        names.first().unwrap_or(&"")
    );
    let problem = Problem::at(again, message).hint("leave out this include");
    let others = ring.iter().skip(1);
    let others = others.filter_map(|(name, place)| Some((name, (*place)?)));
    others.fold(problem, |problem, (name, place)| {
        problem.related(place, format!("{name} is included here"))
    })
}
