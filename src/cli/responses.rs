//! A file of responses, marked on all cores: JSON lines in, JSON lines out, in the same order and in
//! constant memory. `mark` calls it; what a line earns is said by [`Marker`].

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::bank::Bank;
use crate::item::{Credit, Part, Response, Step, typed};
use crate::quiz::{Given, Marker, Turn};
use crate::text::counted;

use super::mark::no_question;
use super::{Error, Output, Result};

/// So many bytes are read, and their lines marked, at a time.
const CHUNK: usize = 4 << 20;
/// So many lines of a chunk are one piece of work for a core.
const SHARE: usize = 256;
/// A longer line is not read.
const LONGEST: usize = 1 << 20;

thread_local! {
    /// Each thread's own marker: a script is bound to the thread that compiled it.
    static MARKER: RefCell<Option<Marker>> = const { RefCell::new(None) };
}

/// Marks every line of a file (`-` is standard input) and writes a line for each. Lines that can't
/// be read become notes with their number, and the exit code is 1 then.
///
/// # Errors
/// The file can't be opened or read, a mode does not compile, or the output can't be written.
pub fn mark(
    file: &Path,
    bank: &Bank,
    marker: impl Fn() -> Result<Marker> + Sync,
    output: &mut Output,
) -> Result {
    let unreadable = |error| {
        Error::Failed(format!(
            "can't read the responses in {}: {error}",
            file.display()
        ))
    };
    let input: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(std::fs::File::open(file).map_err(unreadable)?),
    };
    let mut lines = Lines::of(input);
    let pool = pool()?;
    let mut unread = 0;
    loop {
        let chunk = lines.chunk().map_err(unreadable)?;
        if chunk.is_empty() {
            break;
        }
        let marked: Result<Vec<Marked>> = pool.install(|| {
            let shares = chunk.par_chunks(SHARE);
            shares
                .map(|share| mark_share(share, bank, &marker))
                .collect()
        });
        for share in marked? {
            unread += share.unread;
            output.out.write_all(&share.text)?;
        }
        output.out.flush()?;
    }
    if unread == 0 {
        return Ok(());
    }
    let (line, lines) = ("line could not be read", "lines could not be read");
    output.tell(&format!(
        "{}; each is a note.",
        counted(f64::from(unread), line, lines)
    ));
    Err(Error::Said(1))
}

/// Threads on which scripts may run.
fn pool() -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .stack_size(crate::modes::STACK)
        .build()
        .map_err(|error| Error::Failed(format!("can't start threads: {error}")))
}

/// Lines marked: their output, and how many could not be read.
struct Marked {
    text: Vec<u8>,
    unread: u32,
}

fn mark_share(
    lines: &[Line],
    bank: &Bank,
    marker: &(impl Fn() -> Result<Marker> + Sync),
) -> Result<Marked> {
    MARKER.with_borrow_mut(|own| {
        if own.is_none() {
            *own = Some(marker()?);
        }
        let mut marked = Marked {
            text: Vec::with_capacity(lines.len() * 256),
            unread: 0,
        };
        let Some(marker) = own else { return Ok(marked) };
        for line in lines {
            let written = match mark_line(line, bank, marker) {
                Ok(answer) => serde_json::to_writer(&mut marked.text, &answer),
                Err(why) => {
                    marked.unread += 1;
                    serde_json::to_writer(&mut marked.text, &Note::of(line.number, &why))
                }
            };
            written.map_err(std::io::Error::from)?;
            marked.text.push(b'\n');
        }
        Ok(marked)
    })
}

/// Marks one line, or says why it can't be read. A response that can't be read is a turn with an
/// error.
fn mark_line(line: &Line, bank: &Bank, marker: &mut Marker) -> std::result::Result<Answer, String> {
    let text = line.text.as_ref().map_err(|why| (*why).to_owned())?;
    let asked = asked(text)?;
    let unknown = || no_question(bank, &asked.question);
    let place = bank.index_of(&asked.question).ok_or_else(unknown)?;
    let shape = &marker.prompt(place).ok_or_else(unknown)?.shape;
    let (response, error) = match typed::read_json(shape, &asked.response) {
        Ok(response) => (response, None),
        Err(why) => {
            let written = asked.response.as_str().map(str::to_owned);
            let written = written.unwrap_or_else(|| asked.response.to_string());
            (Some(Response::Written(written)), Some(why))
        }
    };
    let given = Given {
        response,
        seconds: asked.seconds,
        ..Given::default()
    };
    let learner = asked.learner.as_deref().unwrap_or("");
    let turn = marker.mark(place, given, learner).ok_or_else(unknown)?;
    let key = bank
        .question(&asked.question)
        .map(|question| question.kind.key().to_json());
    Ok(Answer::of(turn, key, error, asked.learner))
}

/// Reads the object of a line, or says which of its fields is not as it must be.
fn asked(text: &str) -> std::result::Result<Asked, String> {
    const FORM: &str = "write {\"question\": \"…\", \"response\": \"…\"}";
    let value = serde_json::from_str(text).map_err(|_| format!("it is no JSON; {FORM}"))?;
    let Value::Object(mut fields) = value else {
        return Err(format!("it is no object; {FORM}"));
    };
    let question = match fields.remove("question") {
        Some(Value::String(id)) => id,
        Some(_) => return Err("`question` must be the id of a question, as a text".to_owned()),
        None => return Err(format!("it has no `question`; {FORM}")),
    };
    let response = fields
        .remove("response")
        .ok_or("it has no `response`; write null for a question that was skipped")?;
    let seconds = match fields.remove("seconds") {
        None | Some(Value::Null) => 0.0,
        Some(seconds) => seconds
            .as_f64()
            .filter(|seconds| *seconds >= 0.0)
            .ok_or("`seconds` must be a number that is not below 0")?,
    };
    let learner = match fields.remove("learner") {
        None | Some(Value::Null) => None,
        Some(Value::String(learner)) => Some(learner),
        Some(_) => return Err("`learner` must be a text".to_owned()),
    };
    Ok(Asked {
        question,
        response,
        seconds,
        learner,
    })
}

/// A line of input.
struct Line {
    number: u64,
    /// The text, or why there is none.
    text: std::result::Result<String, &'static str>,
}

/// A file's lines, read in chunks.
struct Lines<R> {
    input: BufReader<R>,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn of(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(CHUNK, input),
            number: 0,
        }
    }

    /// The lines that are there; none at the end. Who writes them one by one need not wait for
    /// others to be marked with them. Empty lines are passed over, and only counted.
    fn chunk(&mut self) -> std::io::Result<Vec<Line>> {
        let mut chunk = Vec::new();
        while chunk.is_empty() || self.input.buffer().contains(&b'\n') {
            let Some(line) = self.line()? else { break };
            if !line.text.as_ref().is_ok_and(|text| text.trim().is_empty()) {
                chunk.push(line);
            }
        }
        Ok(chunk)
    }

    fn line(&mut self) -> std::io::Result<Option<Line>> {
        let mut text = Vec::new();
        let limit = LONGEST as u64 + 1;
        let read = self
            .input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut text)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let text = if text.len() > LONGEST {
            self.input.skip_until(b'\n')?;
            Err("the line is longer than a mebibyte")
        } else {
            String::from_utf8(text).map_err(|_| "the line is not UTF-8")
        };
        Ok(Some(Line {
            number: self.number,
            text: text.map(without_mark),
        }))
    }
}

/// A text without the byte-order mark that some programs put first.
fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// A response as it comes in.
struct Asked {
    question: String,
    response: Value,
    seconds: f64,
    learner: Option<String>,
}

/// A marked response as it goes out; docs/json.md describes it as a `turn`.
#[derive(Serialize)]
struct Answer {
    r#type: &'static str,
    question: String,
    learner: Option<String>,
    response: Option<Value>,
    credit: Credit,
    points: f64,
    max_points: f64,
    right: bool,
    key: Option<Value>,
    parts: Vec<Part>,
    notes: Vec<String>,
    feedback: Vec<String>,
    steps: Vec<Step>,
    graded: bool,
    skipped: bool,
    seconds: f64,
    error: Option<String>,
}

impl Answer {
    fn of(turn: Turn, key: Option<Value>, error: Option<String>, learner: Option<String>) -> Self {
        let right = turn.right();
        let failure = turn.failures.into_iter().next();
        let judgement = turn.mark.judgement;
        Self {
            r#type: "turn",
            question: turn.question,
            learner,
            response: turn.response.as_ref().map(Response::to_json),
            credit: judgement.credit,
            points: turn.mark.points,
            max_points: turn.mark.out_of,
            right,
            key,
            parts: judgement.parts,
            notes: judgement.notes,
            feedback: judgement.feedback,
            steps: turn.mark.steps,
            graded: turn.graded,
            skipped: turn.skipped,
            seconds: turn.seconds,
            error: error.or_else(|| failure.map(|f| format!("{} failed: {}", f.hook, f.message))),
        }
    }
}

/// A line that could not be read.
#[derive(Serialize)]
struct Note {
    r#type: &'static str,
    line: u64,
    text: String,
}

impl Note {
    fn of(line: u64, why: &str) -> Self {
        Self {
            r#type: "note",
            line,
            text: format!("line {line}: {why}"),
        }
    }
}
