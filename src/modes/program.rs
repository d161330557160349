//! A mode's source: its own file and the libraries it imports, as texts in memory. The library finds
//! it in folders; the store keeps it with a quiz; compiling needs nothing else.

use std::collections::VecDeque;
use std::sync::Arc;

use rhai::Engine;

use super::bounds::{Bounds, quietly};
use super::constants;
use super::engine::engine;
use crate::text::{Problems, SourceFile, Sources};

/// A mode's files. The first is the mode itself.
#[derive(Debug, Clone)]
pub struct Program {
    /// The name under which the mode was chosen.
    pub name: String,
    /// The mode, then the libraries in the order in which they are first named.
    pub files: Vec<ScriptFile>,
    /// Libraries that could not be had, each with the reason.
    pub missing: Vec<(String, String)>,
}

/// One file of a mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptFile {
    /// The name under which it is imported; empty for the mode itself.
    pub import: String,
    /// Its name as shown to people: a path, or `streak.rhai (shipped)`.
    pub shown: String,
    /// Its text, without a byte-order mark.
    pub text: Arc<str>,
}

impl Program {
    /// The import name of the mode among the files of its tests; no library can have it.
    pub const TESTED: &'static str = ":tested";

    /// The tests of a mode: their file, then the mode and its libraries.
    pub fn tests_of(mode: &Self, shown: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let mut tests = Self::in_file(mode.name.clone(), shown, text);
        tests.files.extend(mode.files.iter().cloned());
        if let Some(tested) = tests.files.get_mut(1) {
            Self::TESTED.clone_into(&mut tested.import);
        }
        tests
    }

    /// The mode whose tests these are.
    pub fn tested(&self) -> Option<Self> {
        let mut files: Vec<ScriptFile> = self.files.iter().skip(1).cloned().collect();
        let mode = files
            .first_mut()
            .filter(|file| file.import == Self::TESTED)?;
        mode.import.clear();
        Some(Self {
            files,
            ..self.clone()
        })
    }

    /// A mode of one file without libraries.
    pub fn of(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        let shown = format!("{name}.rhai");
        Self::in_file(name, shown, text)
    }

    /// The same, with the file's name as shown to people.
    pub fn in_file(
        name: impl Into<String>,
        shown: impl Into<String>,
        text: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            name: name.into(),
            files: vec![ScriptFile {
                import: String::new(),
                shown: shown.into(),
                text: text.into(),
            }],
            missing: Vec::new(),
        }
    }

    /// The program of a kept quiz, from the files that [`Self::sources`] gave.
    pub fn again(name: impl Into<String>, kept: &[SourceFile]) -> Option<Self> {
        let (first, libraries) = kept.split_first()?;
        let mut libraries = libraries.iter();
        let program = Self::in_file(name, first.name.clone(), first.text.clone());
        // the libraries were kept in the order in which they are named
        Some(program.gather(|_| {
            libraries
                .next()
                .cloned()
                .ok_or_else(|| "it was not kept".to_owned())
        }))
    }

    /// With the libraries that it names, and those that they name.
    #[must_use]
    pub fn gather(mut self, mut find: impl FnMut(&str) -> Result<SourceFile, String>) -> Self {
        let bounds = Bounds::default();
        let (engine, _) = engine(&bounds);
        let texts = self.files.iter().map(|file| file.text.clone());
        let mut unread: VecDeque<Arc<str>> = texts.collect();
        while let Some(text) = unread.pop_front() {
            for import in named_imports(&engine, &text, &bounds) {
                let is_missing = self.missing.iter().any(|(name, _)| *name == import);
                if self.library_at(&import).is_some() || is_missing {
                    continue;
                }
                if self.files.len() > bounds.libraries {
                    let why = format!("a mode has at most {} libraries", bounds.libraries);
                    self.missing.push((import, why));
                    continue;
                }
                match find(&import) {
                    Ok(file) => {
                        unread.push_back(file.text.clone());
                        self.files.push(ScriptFile {
                            import,
                            shown: file.name,
                            text: file.text,
                        });
                    }
                    Err(reason) => self.missing.push((import, reason)),
                }
            }
        }
        self
    }

    /// With a library more.
    #[must_use]
    pub fn library(mut self, import: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let import = import.into();
        self.files.push(ScriptFile {
            shown: format!("{import}.rhai"),
            import,
            text: text.into(),
        });
        self
    }

    /// The files as problems point into them.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::new();
        for file in &self.files {
            sources.add(file.shown.clone(), file.text.clone());
        }
        sources
    }

    /// The place of the library with that import name in `files`.
    pub fn library_at(&self, import: &str) -> Option<usize> {
        self.files
            .iter()
            .position(|file| !file.import.is_empty() && file.import == import)
    }
}

/// The libraries that a text names; none if it can't be read, which compiling reports.
fn named_imports(engine: &Engine, text: &str, bounds: &Bounds) -> Vec<String> {
    if !text.contains("import")
        || text.len() > bounds.source
        || text.matches("=>").count() > bounds.cases
    {
        return Vec::new();
    }
    let Ok(Ok(ast)) = quietly(|| Ok(engine.compile(text))) else {
        return Vec::new();
    };
    let imports = constants::imports(0, text, &ast, &mut Problems::new());
    imports.into_iter().map(|import| import.path).collect()
}
