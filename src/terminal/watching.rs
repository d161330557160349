//! Scripts that change while a quiz goes on. The driver of a quiz asks a [`Watch`] between two
//! questions; what is new takes over, or it is told in full why it can't.

use crate::quiz::{Half, KeptFile, Mode};

/// What knows whether the scripts of a quiz have changed.
pub trait Watch {
    /// The scripts that are new since the last call; those that can't be read or do not compile too.
    fn new_scripts(&mut self) -> Vec<NewScript>;

    /// The quiz goes on with the last new script of this half.
    fn taken_over(&mut self, half: Half);
}

/// A script that is another now than the one that the quiz goes on with.
pub struct NewScript {
    /// Which of the quiz's modes it is.
    pub half: Half,
    /// Its file's name as shown to people.
    pub name: String,
    /// Its texts.
    pub files: Vec<KeptFile>,
    /// The mode, or everything that is wrong with it.
    pub mode: Result<Box<dyn Mode>, String>,
}
