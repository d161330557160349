//! A mode's source: its own file and the libraries it imports, as texts in memory. The library finds
//! it in folders; the store keeps it with a quiz; compiling needs nothing else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::Sources;

/// A mode's files. The first is the mode itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The name under which the mode was chosen.
    pub name: String,
    /// The mode, then the libraries.
    pub files: Vec<ScriptFile>,
}

/// One file of a mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptFile {
    /// The name under which it is imported; empty for the mode itself.
    pub import: String,
    /// Its name as shown to people: a path, or `streak.rhai (shipped)`.
    pub shown: String,
    /// Its text, without a byte-order mark.
    pub text: Arc<str>,
}

impl Program {
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
        }
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
        self.files.iter().position(|file| !file.import.is_empty() && file.import == import)
    }
}
