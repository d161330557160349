//! Scripts that change while a quiz goes on. The driver of a quiz asks a [`Watch`] between two
//! questions; what is new takes over, or it is told in full why it can't.

use super::session::Break;
use super::{FrontEnd, Onward, Session};
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

impl Session<'_> {
    /// Takes over scripts that have changed, between two questions; until all that is new is told.
    pub(super) fn look_after_scripts(&mut self, front: &mut dyn FrontEnd) -> Result<(), Break> {
        while self.sitting.is_between_questions() {
            let watch = self.watch.as_mut();
            let scripts = watch.map_or_else(Vec::new, |watch| watch.new_scripts());
            if scripts.is_empty() {
                break;
            }
            for script in scripts {
                self.take_over(front, script)?;
            }
        }
        Ok(())
    }

    fn take_over(&mut self, front: &mut dyn FrontEnd, script: NewScript) -> Result<(), Break> {
        let NewScript {
            half,
            name,
            files,
            mode,
        } = script;
        let now = self.clock.now();
        let taken = mode.and_then(|mode| {
            let taken = self.sitting.reload(half, mode, files, now);
            taken.map_err(|refused| refused.to_string())
        });
        let Err(why) = taken else {
            self.keep(front)?;
            self.failures_told.clear();
            if let Some(watch) = &mut self.watch {
                watch.taken_over(half);
            }
            return Ok(front.note(&format!("Reloaded {name}."))?);
        };
        let why = why.trim_end();
        let text = format!(
            "{name} has changed and is not taken over:\n\n{why}\n\nThe quiz goes on with the script as it was."
        );
        report(front, &text)
    }
}

/// Shows a text whose lines stay as they are, and waits until it is read.
pub(super) fn report(front: &mut dyn FrontEnd, text: &str) -> Result<(), Break> {
    match front.report(text)? {
        Onward::Next => Ok(()),
        Onward::Leave(leave) => Err(Break::Left(leave)),
    }
}
