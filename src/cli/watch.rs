//! Looks after the scripts of a running quiz: whether they are others on disk than those that it goes
//! on with. `play --watch` hands it to the session.

use serde_json::{Map, Value, json};

use crate::modes::{Program, Script, Settings};
use crate::quiz::{Half, KeptFile};
use crate::store::{Beginning, KeptMode};
use crate::terminal::{NewScript, Watch};
use crate::text::SourceFile;

use super::{Globals, kept};

/// The scripts of a quiz, and how they were found.
pub struct Scripts {
    halves: Vec<Watched>,
    globals: Globals,
}

struct Watched {
    half: Half,
    /// As it is in the quiz.
    kept: KeptMode,
    /// Those that someone chose.
    settings: Map<String, Value>,
    /// What was last seen on disk, so that the same is told once.
    seen: Seen,
}

#[derive(PartialEq)]
enum Seen {
    Files(Vec<SourceFile>),
    Unreadable(String),
}

impl Scripts {
    /// Those that a quiz is begun or gone on with.
    pub fn of(beginning: &Beginning, globals: &Globals) -> Self {
        let watched = |half, kept: &KeptMode, settings: &str| Watched {
            half,
            kept: kept.clone(),
            settings: kept::chosen_settings(kept, beginning.settings.get(settings)),
            seen: Seen::Files(kept.files.clone()),
        };
        let score = watched(Half::Score, &beginning.score, "score");
        let select = beginning.select.as_ref();
        let select = select.map(|kept| watched(Half::Select, kept, "select"));
        Self {
            // the built-in mode has no script
            halves: std::iter::once(score)
                .chain(select)
                .filter(|watched| !watched.kept.files.is_empty())
                .collect(),
            globals: globals.clone(),
        }
    }

    /// Puts the scripts that the quiz went on with in their places, for the next one.
    pub fn update(&self, beginning: &mut Beginning) {
        for watched in &self.halves {
            let settings = match (watched.half, &mut beginning.select) {
                (Half::Select, Some(select)) => {
                    *select = watched.kept.clone();
                    "select"
                }
                _ => {
                    beginning.score = watched.kept.clone();
                    "score"
                }
            };
            if let Some(all) = beginning.settings.as_object_mut() {
                all.insert(settings.to_owned(), json!(watched.settings));
            }
        }
    }
}

impl Watch for Scripts {
    fn new_scripts(&mut self) -> Vec<NewScript> {
        let globals = &self.globals;
        self.halves
            .iter_mut()
            .filter_map(|watched| watched.look(globals))
            .collect()
    }

    fn taken_over(&mut self, half: Half) {
        for watched in self.halves.iter_mut().filter(|own| own.half == half) {
            if let Seen::Files(files) = &watched.seen {
                watched.kept.files.clone_from(files);
            }
        }
    }
}

impl Watched {
    /// What is new on disk since it was last looked at.
    fn look(&mut self, globals: &Globals) -> Option<NewScript> {
        let found = kept::on_disk(&self.kept, globals);
        let seen = match &found {
            Ok(program) => Seen::Files(kept::keep(program).files),
            Err(error) => Seen::Unreadable(error.to_string()),
        };
        if seen == self.seen {
            return None;
        }
        self.seen = seen;
        let files = match &self.seen {
            // what was written is what the quiz goes on with already
            Seen::Files(files) if *files == self.kept.files => return None,
            Seen::Files(files) => files.iter().map(kept_file).collect(),
            Seen::Unreadable(_) => Vec::new(),
        };
        Some(NewScript {
            half: self.half,
            name: self.shown(),
            files,
            mode: found
                .map_err(|error| error.to_string())
                .and_then(|program| self.compile(&program)),
        })
    }

    fn compile(&self, program: &Program) -> Result<Box<dyn crate::quiz::Mode>, String> {
        match Script::compile(program, &Settings::of(&self.settings)) {
            Ok(script) => Ok(Box::new(script)),
            Err(report) => Err(report.in_words()),
        }
    }

    /// The file's name as people know it.
    fn shown(&self) -> String {
        let file = self.kept.files.first();
        file.map_or_else(|| self.kept.name.clone(), |file| file.name.clone())
    }
}

fn kept_file(file: &SourceFile) -> KeptFile {
    KeptFile {
        name: file.name.clone(),
        text: file.text.as_ref().to_owned(),
    }
}
