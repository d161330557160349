//! How a question of kind `script` is made: its script with the libraries, its settings, and the
//! fields that the bank gives. Loading a bank gathers and checks recipes; `variants` follows them.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::decode::decode;
use super::files::{Files, beside};
use super::generators::{Generator, Generators};
use super::include::{Document, MOST_FILES};
use super::question::Standards;
use super::{Bank, Fingerprint, Kind};
use crate::text::{Problem, Problems, SourceFile, Sources, Span, Table};

/// Bytes of a script above which it is not even kept: none is read that is nearly so long.
const LONGEST: usize = 1 << 20;

/// How many questions of a bank scripts may make: a quiz begins only when all are made.
const MOST_MADE: usize = 500;

/// How one question is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The place of the question in `Bank::questions`.
    pub question: u32,
    /// Where the bank names the script.
    pub span: Span,
    /// What the bank gives for what the script leaves out.
    pub given: toml::Table,
    /// The name of the file that holds the question.
    pub document: String,
    /// What that file says to its questions.
    pub standards: Standards,
    /// The script.
    pub script: SourceFile,
    /// What the script imports, by name, in the order in which it was found.
    libraries: Vec<(String, SourceFile)>,
    /// The numbers of script and libraries among the bank's files.
    numbers: Vec<u16>,
    params: Map<String, Value>,
}

impl Recipe {
    /// Compiles the script again, from the texts that were kept.
    pub fn compile(&self, generators: &dyn Generators) -> Option<Box<dyn Generator>> {
        let mut library = |name: &str| {
            let mut known = self.libraries.iter();
            let found = known.find(|(import, _)| import == name);
            let file = found.map(|(_, file)| file.clone());
            file.ok_or_else(|| "it was not kept".to_owned())
        };
        let told = &mut Problems::new();
        generators.compile(&self.script, &self.params, &mut library, told)
    }

    /// The script's files, as its own problems point into them.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::new();
        let libraries = self.libraries.iter().map(|(_, file)| file);
        for file in std::iter::once(&self.script).chain(libraries) {
            sources.add(file.name.clone(), file.text.clone());
        }
        sources
    }

    /// A place in the script's files as one of the bank's.
    pub fn place(&self, span: Span) -> Span {
        place(span, &self.numbers)
    }
}

/// A question of kind `script`, read but for its script.
pub struct Ordered<'t> {
    /// Its place in `Bank::questions`.
    pub question: u32,
    /// Its table, of which only the id is taken.
    pub table: Table<'t>,
    /// The file that holds it.
    pub document: &'t Document,
}

/// Gathers and compiles the scripts of a bank's questions. The bank gets the recipes of those that
/// can be made, and its questions their content hashes.
pub fn gather(
    ordered: Vec<Ordered<'_>>,
    bank: &mut Bank,
    shelf: &mut Shelf<'_>,
    generators: &dyn Generators,
    problems: &mut Problems,
) {
    if let Some(order) = ordered.get(MOST_MADE) {
        let message = format!("a bank can't have more than {MOST_MADE} questions made by scripts");
        problems.push(
            Problem::at(order.table.span, message)
                .hint("let one script draw among several things, or write a template"),
        );
    }
    for order in ordered.into_iter().take(MOST_MADE) {
        let Some(recipe) = shelf.recipe(order, bank, generators, problems) else {
            continue;
        };
        let stimulus = bank
            .questions
            .get(recipe.question as usize)
            .and_then(|question| bank.stimulus_of(question))
            .map(|stimulus| stimulus.text.clone());
        if let Some(question) = bank.questions.get_mut(recipe.question as usize) {
            question.hash = hash(&question.kind, stimulus.as_deref(), &recipe);
        }
        bank.recipes.push(recipe);
    }
}

/// The content hash of a made question: all variants are one question to the statistics.
fn hash(kind: &Kind, stimulus: Option<&str>, recipe: &Recipe) -> String {
    let mut content = Fingerprint::new();
    content.text(stimulus.unwrap_or(""));
    kind.fingerprint(&mut content);
    for file in recipe.sources().iter() {
        content.text(&file.text);
    }
    content.finish()
}

/// The scripts of a bank's folder, each read once.
pub struct Shelf<'a> {
    files: &'a dyn Files,
    /// All files of the bank; scripts join them, so that they are kept with a quiz.
    sources: &'a mut Sources,
    /// By name in the folder, the number of a script.
    read: HashMap<String, u16>,
}

impl<'a> Shelf<'a> {
    /// Nothing read yet.
    pub fn new(files: &'a dyn Files, sources: &'a mut Sources) -> Self {
        Self {
            files,
            sources,
            read: HashMap::new(),
        }
    }

    fn recipe(
        &mut self,
        order: Ordered<'_>,
        bank: &Bank,
        generators: &dyn Generators,
        problems: &mut Problems,
    ) -> Option<Recipe> {
        let Ordered {
            question,
            mut table,
            document,
        } = order;
        let Kind::Script(asked) = &bank.questions.get(question as usize)?.kind else {
            return None;
        };
        // what is wrong with the fields was told when the question was read
        let span = table.text("script", &mut Problems::new())?.span;
        let settings = table.value("params").map_or(span, |params| params.span);
        let path = beside(&document.name, &asked.path);
        let (name, number) = match self.read(&path, problems) {
            Ok(read) => read,
            Err(why) => {
                problems.push(
                    Problem::at(span, format!("no script `{}`: {why}", asked.path)).hint(
                        "the path starts from this file's folder and stays inside the bank's",
                    ),
                );
                return None;
            }
        };
        let script = self.sources.get(number)?.clone();
        let (mut libraries, mut numbers) = (Vec::new(), vec![number]);
        let mut told = Problems::new();
        let mut unread = Problems::new();
        let mut library = |import: &str| {
            let path = beside(&name, &format!("{import}.rhai"));
            let (_, number) = self.read(&path, &mut unread)?;
            let file = self.sources.get(number).cloned().ok_or("it is gone")?;
            libraries.push((import.to_owned(), file.clone()));
            numbers.push(number);
            Ok(file)
        };
        let compiled = generators.compile(&script, &asked.params, &mut library, &mut told);
        problems.extend_once(unread);
        problems.extend_once(placed(told, &numbers, settings));
        compiled?;
        Some(Recipe {
            question,
            span,
            given: given(&table),
            document: document.name.clone(),
            standards: document.standards.clone(),
            script,
            libraries,
            numbers,
            params: asked.params.clone(),
        })
    }

    /// Reads a script, unless it was read before: its name in the folder, and its number.
    fn read(&mut self, path: &str, problems: &mut Problems) -> Result<(String, u16), String> {
        let name = self.files.locate(path).map_err(|why| why.to_string())?;
        if let Some(&number) = self.read.get(&name) {
            return Ok((name, number));
        }
        let bytes = self.files.read(&name).map_err(|why| why.to_string())?;
        if bytes.len() > LONGEST {
            return Err(format!(
                "it has {} KiB, which is no script",
                bytes.len() >> 10
            ));
        }
        let count = self.sources.iter().count();
        if count >= MOST_FILES {
            return Err(format!("a bank can't have more than {MOST_FILES} files"));
        }
        let number = u16::try_from(count).unwrap_or(u16::MAX);
        let text: Arc<str> = decode(bytes, number, problems).into();
        self.sources.add(self.files.title(&name), text);
        self.read.insert(name.clone(), number);
        Ok((name, number))
    }
}

/// The fields of the bank that hold where the script leaves them out: not the question's identity.
fn given(table: &Table<'_>) -> toml::Table {
    let mut given = table.given();
    for own in ["kind", "renamed_from"] {
        given.remove(own);
    }
    given
}

/// Problems of a script as those of a bank: its files as numbered there; those without a place are of
/// the settings.
fn placed(told: Problems, numbers: &[u16], settings: Span) -> Problems {
    let mut problems = Problems::new();
    for problem in &told {
        let related = problem.related.iter();
        let related = related.map(|(span, remark)| (place(*span, numbers), remark.clone()));
        problems.push(Problem {
            place: Some(problem.place.map_or(settings, |span| place(span, numbers))),
            related: related.collect(),
            ..problem.clone()
        });
    }
    problems
}

fn place(span: Span, numbers: &[u16]) -> Span {
    let number = numbers.get(usize::from(span.file)).copied();
    Span {
        file: number.unwrap_or(span.file),
        ..span
    }
}
