//! Modes as quizzes keep them: the texts that they were begun with, or went on with, their settings,
//! and what became of them on disk. Choosing a mode is in [`super::modes`].

use serde_json::{Map, Value};

use crate::modes::{Program, Script, ScriptFile, Settings, is_path};
use crate::quiz::{BuiltIn, Event, Half, KeptFile, Mode};
use crate::store::KeptMode;
use crate::text::SourceFile;

use super::modes::library;
use super::{Error, Globals, Result};

/// The built-in mode, which has no script.
pub fn built_in() -> KeptMode {
    KeptMode {
        name: "built-in".to_owned(),
        files: Vec::new(),
    }
}

/// A mode as it is kept: the file's name of the mode itself, the names of import of its libraries.
pub fn keep(program: &Program) -> KeptMode {
    let name = |file: &ScriptFile| match file.import.as_str() {
        "" => file.shown.clone(),
        import => import.to_owned(),
    };
    let files = program.files.iter();
    let files = files.map(|file| SourceFile {
        name: name(file),
        text: file.text.clone(),
    });
    KeptMode {
        name: program.name.clone(),
        files: files.collect(),
    }
}

/// The program of a kept mode.
pub fn program(kept: &KeptMode) -> Option<Program> {
    let (own, libraries) = kept.files.split_first()?;
    let program = Program::in_file(&kept.name, &own.name, own.text.clone());
    Some(libraries.iter().fold(program, |program, file| {
        program.library(&file.name, file.text.clone())
    }))
}

/// Compiles a kept mode, with the settings that were in force.
///
/// # Errors
/// It does not compile.
pub fn compile(kept: &KeptMode, settings: Option<&Value>) -> Result<Box<dyn Mode>> {
    let Some(program) = program(kept) else {
        return Ok(Box::new(BuiltIn));
    };
    let settings = settings
        .and_then(Value::as_object)
        .map(Settings::of)
        .unwrap_or_default();
    match Script::compile(&program, &settings) {
        Ok(script) => Ok(Box::new(script)),
        Err(report) => Err(Error::Failed(report.in_words())),
    }
}

/// A kept mode as it is on disk now.
///
/// # Errors
/// It is gone or can't be read.
pub fn on_disk(
    kept: &KeptMode,
    globals: &Globals,
) -> std::result::Result<Program, crate::modes::Error> {
    let own = kept.files.first().map(|own| &own.name);
    let path = own.filter(|own| is_path(own));
    let found = library(globals).find(path.unwrap_or(&kept.name));
    found.map(|found| found.program)
}

/// Whether a mode on disk is another now than the one kept. One that is gone has not changed.
pub fn changed(now: &KeptMode, globals: &Globals) -> bool {
    !now.files.is_empty()
        && on_disk(now, globals).is_ok_and(|program| keep(&program).files != now.files)
}

/// A mode and its settings as a quiz went on with them: its last texts, where it was reloaded.
pub fn as_reloaded(
    kept: &KeptMode,
    settings: Option<&Value>,
    wanted: Half,
    events: &[Event],
) -> (KeptMode, Value) {
    let files = events.iter().rev().find_map(|event| match event {
        Event::Reloaded { half, files, .. } if *half == wanted => Some(files),
        _ => None,
    });
    let Some(files) = files else {
        return (kept.clone(), settings.cloned().unwrap_or_default());
    };
    let file = |file: &KeptFile| SourceFile {
        name: file.name.clone(),
        text: file.text.as_str().into(),
    };
    let reloaded = KeptMode {
        name: kept.name.clone(),
        files: files.iter().map(file).collect(),
    };
    (reloaded, Value::Object(chosen_settings(kept, settings)))
}

/// Of the settings in force of a mode, those that are not its own defaults: someone chose them, and
/// they hold for another text of the same mode too.
pub fn chosen_settings(kept: &KeptMode, settings: Option<&Value>) -> Map<String, Value> {
    let script = program(kept).and_then(|own| Script::compile(&own, &Settings::none()).ok());
    let (Some(script), Some(settings)) = (script, settings.and_then(Value::as_object)) else {
        return Map::new();
    };
    let chosen = settings
        .iter()
        .filter(|(name, value)| script.defaults().get(*name) != Some(value));
    chosen
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
