//! What the bank needs of scripts that make questions (`kind = "script"`). The script host implements
//! it; the bank knows no script.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Bank;
use super::conditions::{Conditions, NoScripts};
use crate::text::{Problem, Problems, SourceFile, Span};

/// Compiles scripts that have a function `generate`.
pub trait Generators {
    /// Compiles a script with a question's settings, and says everything that is wrong with it.
    /// `library` finds what it imports, by name; places count the files in the order in which they
    /// were found, the script itself being 0. What is wrong with the settings has no place.
    fn compile(
        &self,
        script: &SourceFile,
        params: &Map<String, Value>,
        library: &mut dyn FnMut(&str) -> Result<SourceFile, String>,
        problems: &mut Problems,
    ) -> Option<Box<dyn Generator>>;
}

/// A compiled script that makes questions.
pub trait Generator {
    /// Makes a question: its fields as a bank gives them. The same seed makes the same.
    ///
    /// # Errors
    /// The script failed or gave something that is no question.
    fn generate(&mut self, bank: &Arc<Bank>, seed: u64) -> Result<toml::Table, Failed>;

    /// Where its function `generate` stands.
    fn place(&self) -> Span;
}

/// Why a script made no question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What went wrong, with its place in the script's files.
    pub problem: Problem,
    /// Whether a bound of time or work stopped it, which would stop it again.
    pub endless: bool,
}

/// All that a bank asks of scripts.
pub trait Scripts: Conditions + Generators {}

impl<T: Conditions + Generators> Scripts for T {}

impl Generators for NoScripts {
    fn compile(
        &self,
        _: &SourceFile,
        _: &Map<String, Value>,
        _: &mut dyn FnMut(&str) -> Result<SourceFile, String>,
        problems: &mut Problems,
    ) -> Option<Box<dyn Generator>> {
        problems.push(Problem::without_place(
            "questions can't be made here: this program runs no scripts",
        ));
        None
    }
}
