//! What a stored quiz is marked again by: the bank as it is now, the scoring mode and its settings.
//! `regrade` calls it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::bank::{Bank, Library};
use crate::modes::Settings;
use crate::quiz::Half;
use crate::store::{Beginning, KeptMode, StoredSitting, files_hash};
use crate::text::{SourceFile, Sources};

use super::modes::{self, Wanted};
use super::{Error, Globals, Output, Result, bank, kept};

/// A bank with its files.
pub struct Opened {
    /// The bank.
    pub bank: Arc<Bank>,
    /// Its files, the one that was opened first.
    pub files: Vec<SourceFile>,
}

/// The scoring mode to mark a quiz by.
pub struct Scoring {
    /// The mode.
    pub score: KeptMode,
    /// Its settings.
    pub settings: Value,
    /// Whether it is the one mode that does both, as the quiz was played.
    pub whole: bool,
}

/// The banks that quizzes are marked by.
pub struct Banks {
    library: Library,
    /// The one that is named on the command line.
    named: Option<Arc<Opened>>,
    /// By id and first file, those that were found.
    found: HashMap<(String, String), Option<Arc<Opened>>>,
    /// By the hash of their files, those that quizzes were begun with.
    former: HashMap<String, Option<Arc<Bank>>>,
}

impl Banks {
    /// With the bank that is named for all, if one is.
    ///
    /// # Errors
    /// It is not found, or has problems, which are shown.
    pub fn new(name: Option<&str>, globals: &Globals, output: &mut Output) -> Result<Self> {
        let open = |name| super::play::open_bank(name, globals, output);
        let named = name.map(open).transpose()?;
        Ok(Self {
            library: bank::library(globals),
            named: named.map(|loaded| Arc::new(Opened::of(&loaded))),
            found: HashMap::new(),
            former: HashMap::new(),
        })
    }

    /// The id of the bank that is named for all.
    pub fn named(&self) -> Option<&str> {
        self.named.as_ref().map(|named| named.bank.id.as_str())
    }

    /// The bank to mark a quiz by: the one that is named, else the quiz's own as it is now.
    ///
    /// # Errors
    /// It is another bank, or is not found as it is now.
    pub fn of_quiz(&mut self, stored: &StoredSitting) -> Result<Arc<Opened>> {
        let id = &stored.beginning.bank;
        if let Some(named) = &self.named {
            return match named.bank.id == *id {
                true => Ok(named.clone()),
                false => Err(Error::Failed(format!(
                    "it is a quiz on {id}, and not on {}",
                    named.bank.id
                ))),
            };
        }
        let first = stored.beginning.files.first();
        let first = first.map(|file| file.name.clone()).unwrap_or_default();
        let library = &self.library;
        let opened = self
            .found
            .entry((id.clone(), first.clone()))
            .or_insert_with(|| {
                let ways = [first.as_str(), id.as_str()];
                let loaded = ways.iter().filter_map(|way| library.open(way).ok());
                let mut own = loaded.filter(|loaded| loaded.bank.id == *id);
                own.next().map(|loaded| {
                    let refused = loaded.problems.refuse();
                    (!refused).then(|| Arc::new(Opened::of(&loaded)))
                })?
            });
        opened.clone().ok_or_else(|| {
            Error::Failed(format!(
                "its bank {id} is not found as {first}, or has problems; name it with --bank, after \
                 `demarche check`"
            ))
        })
    }

    /// The bank that a quiz was begun with; where this version can't read it, the one to mark by.
    pub fn former(&mut self, beginning: &Beginning, opened: &Opened) -> Arc<Bank> {
        if beginning.files == opened.files {
            return opened.bank.clone();
        }
        let library = &self.library;
        let key = files_hash(&beginning.files).unwrap_or_default();
        let former = self.former.entry(key).or_insert_with(|| {
            let mut files = Sources::new();
            for file in &beginning.files {
                files.add(file.name.clone(), file.text.clone());
            }
            let loaded = library.reload(&files, &beginning.bank)?;
            (!loaded.problems.refuse()).then_some(loaded.bank)
        });
        former.clone().unwrap_or_else(|| opened.bank.clone())
    }
}

impl Opened {
    fn of(loaded: &crate::bank::Loaded) -> Self {
        Self {
            bank: loaded.bank.clone(),
            files: loaded.files.iter().cloned().collect(),
        }
    }
}

/// The scoring mode to mark a quiz by: the one that is wanted, else the one whose marks are in force.
///
/// # Errors
/// It is not found, does not compile, or is played whole.
pub fn scoring(stored: &StoredSitting, wanted: &Wanted, globals: &Globals) -> Result<Scoring> {
    let (in_force, settings) = in_force(stored);
    let was_whole = stored.beginning.select.is_none();
    let Some(name) = &wanted.score else {
        let whole = was_whole && in_force.name == stored.beginning.score.name;
        return Ok(Scoring {
            score: in_force,
            settings,
            whole,
        });
    };
    let own = match crate::modes::is_path(name) {
        true => std::path::Path::new(name).file_stem(),
        false => Some(name.as_ref()),
    };
    let same = own.is_some_and(|own| own == in_force.name.as_str());
    let chosen = match same {
        true => Settings::of(&kept::chosen_settings(&in_force, Some(&settings))),
        false => Settings::none(),
    };
    let script = modes::scoring(name, chosen, wanted, globals)?;
    let whole = was_whole && same && script.name() == stored.beginning.score.name;
    if script.asks().alone && !whole {
        return Err(Error::Failed(format!(
            "the mode {name} is played whole, and marks only quizzes that were played with it"
        )));
    }
    let settings = serde_json::Value::Object(script.params().clone());
    Ok(Scoring {
        score: kept::keep(script.program()),
        settings,
        whole,
    })
}

/// The scoring mode whose marks are in force, with its settings.
fn in_force(stored: &StoredSitting) -> (KeptMode, serde_json::Value) {
    if let Some(regrade) = stored.in_force().next_back() {
        return (regrade.score.clone(), regrade.settings.clone());
    }
    let beginning = &stored.beginning;
    let settings = beginning.settings.get("score");
    kept::as_reloaded(&beginning.score, settings, Half::Score, &stored.events)
}

/// The ids that the questions of a quiz have now.
pub fn questions(stored: &StoredSitting, former: &Bank, now: &Bank) -> Vec<String> {
    let renamed = now.former_ids();
    let ids: Vec<&str> = match &stored.beginning.questions {
        Some(ids) => ids.iter().map(String::as_str).collect(),
        None => former.questions.iter().map(|q| q.id.as_str()).collect(),
    };
    ids.into_iter()
        .map(|id| renamed.get(id).copied().unwrap_or(id).to_owned())
        .collect()
}

/// What a quiz is begun with to be marked so. Where one mode scored and chose and another scores now,
/// the one goes on choosing.
pub fn as_marked(stored: &StoredSitting, scoring: &Scoring) -> Beginning {
    let begun = &stored.beginning;
    let (half, chose) = match &begun.select {
        Some(select) => (Half::Select, Some(select)),
        None => (Half::Score, (!scoring.whole).then_some(&begun.score)),
    };
    let settings = begun.settings.get(match half {
        Half::Select => "select",
        Half::Score => "score",
    });
    let chose = chose.map(|mode| kept::as_reloaded(mode, settings, half, &stored.events));
    let (select, of_select) = chose.unzip();
    Beginning {
        score: scoring.score.clone(),
        select,
        settings: serde_json::json!({ "score": scoring.settings, "select": of_select }),
        ..begun.clone()
    }
}
