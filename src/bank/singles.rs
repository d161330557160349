//! The tables that a file has at most one of, `[bank]`, `[defaults]` and `[mode]`, and what stands
//! before all tables: the number of the format.

use crate::kinds::Defaults;
use crate::text::fold::Ignored;
use crate::text::{Problem, Problems, Span, Spanned, Table, Value, setting};

use super::cut::{Pieces, Section};
use super::entities::values;
use super::files::Files;
use super::known::check_id;
use super::parse::Parsed;
use super::question::{Standards, difficulty, points};
use super::{Bank, ModeChoice, SettingPlace};

/// The format's number that this version reads.
pub const FORMAT: i64 = 1;

/// The tables that a file has at most one of.
#[derive(Default)]
pub struct Singles<'t> {
    bank: Option<Table<'t>>,
    defaults: Option<Table<'t>>,
    mode: Option<Table<'t>>,
    /// Whether the parser could not read one of the pieces.
    pub broken: bool,
}

impl<'t> Singles<'t> {
    /// Reads them, and the head with the format's number. Gives nothing if the file is not to be
    /// read any further.
    pub fn read(
        text: &'t str,
        pieces: &Pieces,
        file: u16,
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut singles = Self::default();
        for (n, piece) in pieces.pieces.iter().enumerate() {
            if piece.section.is_some_and(Section::repeats) {
                continue;
            }
            let parsed = Parsed::new(text, piece, file, problems);
            singles.broken |= parsed.broken;
            if piece.section.is_none() && !head(&parsed, n == 0, file, problems) {
                return None;
            }
            for (section, table) in parsed.tables(|section| !section.repeats(), problems) {
                let place = match section {
                    Section::Bank => &mut singles.bank,
                    Section::Defaults => &mut singles.defaults,
                    _ => &mut singles.mode,
                };
                match place {
                    Some(first) => problems.push(
                        Problem::at(table.span, format!("[{}] stands twice", section.name()))
                            .hint("put both together")
                            .related(first.span, "first here"),
                    ),
                    None => *place = Some(table),
                }
            }
        }
        Some(singles)
    }

    /// Takes the tables of a bank's own file into the bank. Gives what it includes.
    pub fn own(
        &mut self,
        bank: &mut Bank,
        files: &dyn Files,
        problems: &mut Problems,
    ) -> Vec<Spanned<String>> {
        "en".clone_into(&mut bank.language);
        if let Some(table) = self.mode.take() {
            bank.mode = mode(table, files, problems);
        }
        let Some(mut table) = self.bank.take() else {
            return Vec::new();
        };
        table.what = "`[bank]`".to_owned();
        if let Some(id) = table.text("id", problems) {
            check_id(&id, problems);
            bank.id = id.value;
        }
        let mut text = |name| table.text(name, problems).map(|t| t.value);
        bank.title = text("title").unwrap_or_default();
        bank.description = text("description").unwrap_or_default();
        bank.license = text("license");
        bank.version = text("version");
        if let Some(language) = text("language") {
            bank.language = language;
        }
        bank.authors = values(&table.texts("authors", problems));
        let includes = table.texts("include", problems);
        table.finish(problems);
        includes
    }

    /// Takes the tables of an included file: its `[bank]` may only include, and it has no `[mode]`.
    pub fn included(&mut self, problems: &mut Problems) -> Vec<Spanned<String>> {
        if let Some(table) = self.mode.take() {
            problems.push(
                Problem::at(
                    table.span,
                    "an included file can't say how the bank is played",
                )
                .hint("move [mode] to the bank that includes this file"),
            );
        }
        let Some(mut table) = self.bank.take() else {
            return Vec::new();
        };
        let includes = table.texts("include", problems);
        for (name, _) in table.rest() {
            problems.push(
                Problem::at(
                    name.span,
                    format!("an included file's [bank] can't say `{}`", name.value),
                )
                .hint("it may hold only `include`; the rest is for the bank that includes it"),
            );
        }
        includes
    }

    /// What the file says to its questions.
    pub fn standards(self, language: &str, problems: &mut Problems) -> Standards {
        standards(self.defaults, language, problems)
    }
}

/// Checks what stands outside all tables: the format's number (in the first piece), and what nobody
/// knows. Whether the file is to be read any further.
fn head(parsed: &Parsed<'_>, first: bool, file: u16, problems: &mut Problems) -> bool {
    let start = Span {
        file,
        start: 0,
        end: 0,
    };
    let mut head = parsed.head(start);
    if first {
        if !head.has("format") && !parsed.broken {
            problems.push(
                Problem::at(start, "the file does not say which format it is written in")
                    .hint(format!("write format = {FORMAT} on its first line")),
            );
        }
        if let Some(format) = head.integer("format", 1..=i64::MAX, problems)
            && format.value > FORMAT
        {
            problems.push(
                Problem::at(format.span, "this bank was written for a newer demarche").hint(
                    format!("this version reads format {FORMAT}: a newer version is needed"),
                ),
            );
            return false;
        }
    }
    for (name, value) in head.rest() {
        problems.push(stranger(&name, &value));
    }
    true
}

/// The problem of a table or field at the top of a file that the format does not have.
fn stranger(name: &Spanned<String>, value: &Value<'_>) -> Problem {
    let names = Section::ALL.map(Section::name);
    let what = if value.holds_tables() {
        "table"
    } else {
        "field"
    };
    let problem = Problem::at(
        name.span,
        format!("unknown {what} `{}` at the top of the file", name.value),
    );
    if BANK_FIELDS.contains(&name.value.as_str()) {
        return problem.hint("it belongs under [bank]");
    }
    if name.value == "format" {
        return problem.hint("`format` stands once, before all tables");
    }
    problem
        .did_you_mean(&name.value, names)
        .hint_if_none(|| format!("a bank has the tables {}", names.join(", ")))
}

const BANK_FIELDS: [&str; 8] = [
    "id",
    "title",
    "description",
    "language",
    "authors",
    "license",
    "version",
    "include",
];

fn standards(table: Option<Table<'_>>, language: &str, problems: &mut Problems) -> Standards {
    let mut standards = Standards::default();
    language.clone_into(&mut standards.kinds.language);
    let Some(mut table) = table else {
        return standards;
    };
    table.what = "`[defaults]`".to_owned();
    standards.points = points(&mut table, problems);
    standards.difficulty = difficulty(&mut table, problems);
    standards.time_limit = table.seconds("time_limit", problems).map(|s| s.value);
    let kinds: &mut Defaults = &mut standards.kinds;
    if let Some(shuffle) = table.boolean("shuffle", problems) {
        kinds.shuffle = shuffle.value;
    }
    if table.has("ignore") {
        kinds.ignore = Some(ignore(&mut table, problems));
    }
    if let Some(typos) = table.integer("typos", 0..=9, problems) {
        kinds.typos = u8::try_from(typos.value).unwrap_or(0);
    }
    if let Some(credit) = table.number("typo_credit", problems) {
        if (0.0..=1.0).contains(&credit.value) {
            kinds.typo_credit = credit.value;
        } else {
            problems.push(
                Problem::at(credit.span, "`typo_credit` must be from 0 to 1")
                    .hint("1 forgives a typo wholly, 0 not at all"),
            );
        }
    }
    table.finish(problems);
    standards
}

fn ignore(table: &mut Table<'_>, problems: &mut Problems) -> Vec<String> {
    let words = table.texts("ignore", problems);
    let known = Ignored::ALL.map(Ignored::name);
    for word in &words {
        if Ignored::named(&word.value).is_none() {
            problems.push(
                Problem::at(word.span, format!("`{}` can't be ignored", word.value))
                    .did_you_mean(&word.value, known)
                    .hint_if_none(|| format!("choose from {}", known.join(", "))),
            );
        }
    }
    values(&words)
}

fn mode(mut table: Table<'_>, files: &dyn Files, problems: &mut Problems) -> ModeChoice {
    table.what = "`[mode]`".to_owned();
    let mut script = |name, problems: &mut Problems| {
        let mode = table.text(name, problems)?;
        let is_path = mode.value.contains('/') || mode.value.ends_with(".rhai");
        if is_path
            && files.holds_media()
            && let Err(why) = files.locate(&mode.value)
        {
            problems.push(
                Problem::at(mode.span, format!("no mode `{}`: {why}", mode.value))
                    .hint("name a shipped mode, or a file inside the bank's folder"),
            );
        }
        Some(mode)
    };
    let score = script("score", problems);
    let select = script("select", problems);
    let params = table
        .value("params")
        .and_then(|v| v.table("`params`", problems));
    table.finish(problems);
    let mut mode = ModeChoice {
        score,
        select,
        ..ModeChoice::default()
    };
    for (name, value) in params.into_iter().flat_map(|mut params| params.rest()) {
        let place = SettingPlace {
            name: name.span,
            value: value.span,
        };
        mode.places.insert(name.value.clone(), place);
        mode.params.insert(name.value, setting(value, problems));
    }
    mode
}
