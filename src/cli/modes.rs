//! Modes as the commands name them: chosen by flags, by the bank, or built in; kept with a quiz and
//! compiled again from what was kept.

use std::path::{Component, Path};

use serde_json::{Map, Value};

use crate::bank::{Loaded, ModeChoice};
use crate::modes::{Found, Library, Program, Report, Script, ScriptFile, Settings};
use crate::quiz::{BuiltIn, Mode};
use crate::store::KeptMode;
use crate::text::{Problem, Problems, SourceFile, Spanned};

use super::{Error, Globals, Output, Result, quiz};

/// Which modes the command line names.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Wanted {
    /// A mode for scoring and for choosing questions
    #[arg(long, value_name = "MODE", conflicts_with_all = ["score", "select"])]
    pub mode: Option<String>,
    /// A mode for scoring only
    #[arg(long, value_name = "MODE")]
    pub score: Option<String>,
    /// A mode for choosing questions only
    #[arg(long, value_name = "MODE")]
    pub select: Option<String>,
    /// Set a parameter of a mode; may be given again (NAME=@FILE.toml reads the value from a file)
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<String>,
}

fn assignment(text: &str) -> std::result::Result<String, String> {
    match text.split_once('=') {
        Some((name, _)) if !name.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

/// The modes of a quiz, ready to be kept.
pub struct Chosen {
    /// The scoring mode; where `select` is none it does both.
    pub score: KeptMode,
    /// The selecting mode, if it is another.
    pub select: Option<KeptMode>,
    /// The settings in force of both.
    pub settings: Value,
}

/// One half of a quiz's modes: what is named, and whether the bank names it.
#[derive(Clone, PartialEq)]
struct Half {
    name: String,
    of_bank: bool,
}

/// The modes that a command loads.
pub fn library(globals: &Globals) -> Library {
    Library::new(globals.scripts.as_deref())
}

/// Chooses the modes of a quiz: a flag beats the bank, which beats the built-in mode.
///
/// # Errors
/// A mode is not found or does not compile, a setting is of no mode or of the wrong type, or a mode
/// that is to be played whole is mixed.
pub fn choose(
    wanted: &Wanted,
    loaded: &Loaded,
    globals: &Globals,
    output: &mut Output,
) -> Result<Chosen> {
    let bank = &loaded.bank.mode;
    let half = |flag: &Option<String>, of_bank: &Option<Spanned<String>>| {
        let named = flag.clone().or_else(|| wanted.mode.clone());
        let own = named.map(|name| Half {
            name,
            of_bank: false,
        });
        own.or_else(|| {
            of_bank.as_ref().map(|name| Half {
                name: name.value.clone(),
                of_bank: true,
            })
        })
    };
    let score = half(&wanted.score, &bank.score);
    let select = half(&wanted.select, &bank.select);
    if score.iter().chain(&select).any(|half| half.of_bank) {
        let reports = of_bank(loaded, globals);
        if reports.iter().any(|report| report.problems.refuse()) {
            let told = reports
                .iter()
                .map(|report| (&report.problems, &report.sources));
            return Err(quiz::refuse(told, output));
        }
    }
    let whole = score == select;
    let find = |half: Option<Half>, output: &mut Output| match half {
        Some(half) => one(&half, wanted, loaded, globals, &mut |note| {
            output.tell(note)
        })
        .map(Some),
        None => Ok(None),
    };
    let score = find(score, output)?;
    let select = if whole { None } else { find(select, output)? };
    undeclared(wanted, score.iter().chain(&select))?;
    if !whole {
        whole_only(&score)?;
        whole_only(&select)?;
        let idle = idle_scoring(&score)
            .into_iter()
            .chain(idle_selecting(&select));
        idle.for_each(|note| output.tell(&note));
    }
    let params = |script: &Option<Script>| {
        Value::Object(
            script
                .as_ref()
                .map(|script| script.params().clone())
                .unwrap_or_default(),
        )
    };
    let mut settings = Map::new();
    settings.insert("score".to_owned(), params(&score));
    settings.insert("select".to_owned(), params(&select));
    let kept =
        |script: Option<Script>| script.map_or_else(built_in, |script| kept(script.program()));
    Ok(Chosen {
        score: kept(score),
        select: if whole { None } else { Some(kept(select)) },
        settings: Value::Object(settings),
    })
}

/// Checks the modes that a bank names, and that each of its settings is one of theirs: what is wrong
/// in the bank, and then in each script.
pub fn of_bank(loaded: &Loaded, globals: &Globals) -> Vec<Report> {
    let mode = &loaded.bank.mode;
    let mut own = Problems::new();
    let mut reports = Vec::new();
    let mut scripts = Vec::new();
    let named: Vec<_> = mode.score.iter().chain(&mode.select).collect();
    for name in &named {
        match found(&name.value, true, loaded, globals) {
            Ok(found) => match Script::compile(&found.program, &Settings::none()) {
                Ok(script) => scripts.push((*name, script)),
                Err(report) => {
                    let message = format!("the mode `{}` can't be played", name.value);
                    own.push(Problem::at(name.span, message).hint("mend what is told of it"));
                    reports.push(report);
                }
            },
            // that there is no such file, the bank's own check has told
            Err(_)
                if loaded
                    .problems
                    .iter()
                    .any(|told| told.place == Some(name.span)) => {}
            Err(error) => own.push(Problem::at(name.span, error.to_string())),
        }
    }
    let whole =
        mode.score.as_ref().map(|name| &name.value) == mode.select.as_ref().map(|name| &name.value);
    for (name, _) in scripts
        .iter()
        .filter(|(_, script)| script.asks().alone && !whole)
    {
        own.push(
            Problem::at(
                name.span,
                format!("the mode `{}` is played whole", name.value),
            )
            .hint("name it as `score` and as `select`"),
        );
    }
    let complete = scripts.len() == named.len();
    let scripts: Vec<&Script> = scripts.iter().map(|(_, script)| script).collect();
    own.extend(settings(mode, &scripts, complete));
    own.sort();
    let own = Report {
        sources: loaded.files.clone(),
        problems: own,
    };
    std::iter::once(own).chain(reports).collect()
}

/// What is wrong with a bank's settings; of a name that none has only where all modes are known.
fn settings(mode: &ModeChoice, scripts: &[&Script], complete: bool) -> Problems {
    let declared: Vec<_> = scripts.iter().map(|script| script.defaults()).collect();
    let mut problems = Problems::new();
    for (name, value) in &mode.params {
        let Some(place) = mode.places.get(name) else {
            continue;
        };
        let setting = Settings::of(&Map::from_iter([(name.clone(), value.clone())]));
        if complete {
            for message in setting.undeclared(&declared) {
                problems.push(Problem::at(place.name, message));
            }
        }
        for message in declared
            .iter()
            .filter_map(|params| setting.over(params).err())
        {
            problems.push(Problem::at(place.value, message.join("; ")));
        }
    }
    problems
}

/// Finds and compiles one half, with its settings.
fn one(
    half: &Half,
    wanted: &Wanted,
    loaded: &Loaded,
    globals: &Globals,
    tell: &mut dyn FnMut(&str),
) -> Result<Script> {
    let name = &half.name;
    let found = found(name, half.of_bank, loaded, globals)?;
    if let Some(hidden) = &found.hides {
        tell(&format!(
            "Mode `{name}` of {} hides the one of {hidden}.",
            found.origin
        ));
    }
    let mut settings = match half.of_bank {
        true => Settings::of(&loaded.bank.mode.params),
        false => Settings::none(),
    };
    for assignment in &wanted.set {
        settings.set(assignment).map_err(Error::Failed)?;
    }
    Script::compile(&found.program, &settings).map_err(|report| {
        let shown = report.in_words();
        Error::Failed(format!(
            "the mode {name} can't be played:\n\n{}",
            shown.trim_end()
        ))
    })
}

/// Finds a mode; a bank names it by a path inside its folder.
fn found(name: &str, of_bank: bool, loaded: &Loaded, globals: &Globals) -> Result<Found> {
    let name = match of_bank {
        true => beside_bank(name, loaded)?,
        false => name.to_owned(),
    };
    let found = library(globals).find(&name);
    found.map_err(|error| Error::Failed(error.to_string()))
}

/// A bank's mode: a name, or a path inside the bank's folder.
fn beside_bank(name: &str, loaded: &Loaded) -> Result<String> {
    if !crate::modes::is_path(name) {
        return Ok(name.to_owned());
    }
    let within = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let folder = loaded
        .files
        .get(0)
        .and_then(|file| Path::new(&file.name).parent());
    match folder {
        Some(folder) if within => Ok(folder.join(name).display().to_string()),
        _ => Err(Error::Failed(format!(
            "the bank {} names the mode `{name}`, which is not inside its folder",
            loaded.bank.id
        ))),
    }
}

/// Refuses settings that no mode of the quiz declares.
fn undeclared<'a>(wanted: &Wanted, scripts: impl Iterator<Item = &'a Script>) -> Result {
    let mut settings = Settings::none();
    for assignment in &wanted.set {
        settings.set(assignment).map_err(Error::Failed)?;
    }
    let declared: Vec<_> = scripts.map(Script::defaults).collect();
    match settings.undeclared(&declared) {
        wrong if wrong.is_empty() => Ok(()),
        wrong => Err(Error::Failed(wrong.join("\n"))),
    }
}

/// Refuses half of a mode whose halves depend on each other.
fn whole_only(script: &Option<Script>) -> Result {
    let Some(script) = script.as_ref().filter(|script| script.asks().alone) else {
        return Ok(());
    };
    let file = script.program().files.first();
    let path = file.map(|file| file.shown.as_str());
    let path = path.filter(|path| crate::modes::is_path(path));
    let name = path.unwrap_or(script.name());
    Err(Error::Failed(format!(
        "the mode {name} is played whole: use --mode {name}"
    )))
}

/// What is to be said of a mode chosen for scoring that only chooses questions.
fn idle_scoring(script: &Option<Script>) -> Option<String> {
    let script = script.as_ref()?;
    let idle = !script.has("score") && !script.has("feedback") && script.has("select");
    idle.then(|| {
        let name = script.name();
        format!("Mode `{name}` has no `score`, so answers earn what the bank says; it is made for --select.")
    })
}

/// What is to be said of a mode chosen for selecting that only scores.
fn idle_selecting(script: &Option<Script>) -> Option<String> {
    let script = script.as_ref()?;
    let idle = !script.has("select") && (script.has("score") || script.has("feedback"));
    idle.then(|| {
        let name = script.name();
        format!("Mode `{name}` has no `select`, so questions come in the bank's order; it is made for --score.")
    })
}

/// The built-in mode, which has no script.
pub fn built_in() -> KeptMode {
    KeptMode {
        name: "built-in".to_owned(),
        files: Vec::new(),
    }
}

/// A mode as it is kept: the file's name of the mode itself, the names of import of its libraries.
fn kept(program: &Program) -> KeptMode {
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

/// The program of a kept mode; nothing of the built-in one.
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

/// Whether a mode on disk is another now than the one kept. One that is gone has not changed.
pub fn changed(now: &KeptMode, globals: &Globals) -> bool {
    let Some(own) = now.files.first() else {
        return false;
    };
    let named = if crate::modes::is_path(&own.name) {
        &own.name
    } else {
        &now.name
    };
    library(globals)
        .find(named)
        .is_ok_and(|found| self::kept(&found.program).files != now.files)
}
