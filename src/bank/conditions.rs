//! What the bank needs of scripts: to judge the `where` of a template. The script host implements
//! it; the bank knows no script.

use super::Bank;
use super::scope::Scope;

/// Compiles the conditions that templates name.
pub trait Conditions {
    /// Compiles one; says what is wrong with it.
    fn compile(&self, source: &str) -> Result<Box<dyn Condition>, Fault>;
}

/// A compiled condition.
pub trait Condition {
    /// Whether it holds for these entities of the bank; says why that can't be told.
    fn holds(&self, scope: &Scope<'_>, bank: &Bank) -> Result<bool, Fault>;
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In a sentence without a full stop.
    pub message: String,
    /// Where in the condition, in characters from 0, if that is known.
    pub at: Option<usize>,
}

/// For programs without scripts: no condition can be judged.
pub struct NoScripts;

impl Conditions for NoScripts {
    fn compile(&self, _: &str) -> Result<Box<dyn Condition>, Fault> {
        Err(Fault {
            message: "conditions can't be judged here: this program runs no scripts".to_owned(),
            at: None,
        })
    }
}
