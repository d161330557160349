//! The quiz as JSON lines, for programs: each line is an object whose `type` is `question`, `turn`,
//! `result` or `note`. Answers are lines: as typed in plain mode, or JSON. docs/json.md has the
//! schema.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::item::{Response, Shape, typed};
use crate::quiz::{Feedback, Given, Tried};

use super::lines::{Got, Lines};
use super::listing;
use super::view::{Length, OutcomeView, QuestionView, TurnView};
use super::{AfterQuiz, Chosen, Desk, FrontEnd, Leave, Onward, Reply, words};

/// JSON lines.
pub struct JsonLines<W> {
    out: W,
    lines: Lines,
    /// Why the last answer could not be read; it goes into its turn.
    unread: Option<String>,
}

impl<W: Write> JsonLines<W> {
    /// JSON lines to `out`, answers from `lines`.
    pub fn new(out: W, lines: Lines) -> Self {
        Self {
            out,
            lines,
            unread: None,
        }
    }

    fn write(&mut self, value: &Value) -> io::Result<()> {
        writeln!(self.out, "{value}")?;
        self.out.flush()
    }

    fn given(&mut self, shape: &Shape, line: String) -> Given {
        let read = Answer::in_line(shape, &line);
        self.unread = read.as_ref().err().cloned();
        read.unwrap_or_else(|_| Answer::of(Some(Response::Written(line))))
            .0
    }
}

impl<W: Write> FrontEnd for JsonLines<W> {
    fn ask(&mut self, view: &QuestionView<'_>, desk: &mut dyn Desk) -> io::Result<Reply> {
        self.write(&question(view))?;
        let shown = desk.elapsed();
        loop {
            let line = match self.lines.next(None) {
                Got::Line(line) => line,
                Got::TimeUp => continue,
                Got::Leave(leave) => return Ok(Reply::Leave(leave)),
            };
            match line.trim() {
                "?" => {
                    let hint = desk.hint();
                    let text = hint.map_or(words::no_hint(view).to_owned(), |hint| {
                        format!("Hint: {hint}")
                    });
                    self.note(&text)?;
                }
                ":flag" => {
                    desk.flag();
                }
                ":quit" => return Ok(Reply::Leave(Leave::Wanted)),
                _ => {
                    let mut given = self.given(&view.asked.prompt.shape, line);
                    if given.seconds == 0.0 {
                        given.seconds = (desk.elapsed() - shown).max(0.0);
                    }
                    return Ok(Reply::Given(given));
                }
            }
        }
    }

    fn show_turn(&mut self, view: &TurnView<'_>, _: &mut dyn Desk) -> io::Result<Onward> {
        let error = self.unread.take();
        let full = view.rules.feedback == Feedback::AtOnce;
        let line = if full {
            turn(view, error.as_deref())
        } else {
            without_marks(view, error.as_deref())
        };
        self.write(&line)?;
        Ok(Onward::Next)
    }

    fn show_outcome(&mut self, view: &OutcomeView<'_>) -> io::Result<AfterQuiz> {
        if view.rules.feedback == Feedback::AtTheEnd {
            for shown in &view.turns {
                self.write(&turn(shown, None))?;
            }
        }
        self.write(&result(view))?;
        Ok(AfterQuiz::Leave(Leave::Wanted))
    }

    fn has_left_over(&mut self) -> bool {
        self.lines.has_left_over()
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        self.write(&json!({ "type": "note", "text": text }))
    }

    fn offer(&mut self, labels: &[&str]) -> io::Result<Chosen> {
        let options: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
        self.write(&json!({ "type": "choose", "text": words::OFFER, "options": options }))?;
        let shape = Shape::PickOne { options };
        loop {
            let line = match self.lines.next(None) {
                Got::Line(line) => line,
                Got::TimeUp => continue,
                Got::Leave(leave) => return Ok(Chosen::Leave(leave)),
            };
            if line.trim() == ":quit" {
                return Ok(Chosen::Leave(Leave::Wanted));
            }
            let picked = match Answer::in_line(&shape, &line) {
                Ok(Answer(Given {
                    response: Some(Response::One(label)),
                    ..
                })) => labels.iter().position(|option| **option == label),
                _ => None,
            };
            match picked {
                Some(choice) => return Ok(Chosen::Option(choice)),
                None => self.note(&typed::usage(&shape))?,
            }
        }
    }

    fn choose(&mut self, text: &str, _: &[&str]) -> io::Result<Chosen> {
        self.note(text)?;
        Ok(Chosen::Leave(Leave::EndOfInput))
    }
}

/// A question as a JSON object.
pub fn question(view: &QuestionView<'_>) -> Value {
    let prompt = &view.asked.prompt;
    let text = if prompt.stem.is_empty() {
        listing::blanks_in_one_line(&prompt.shape)
    } else {
        prompt.stem.clone()
    };
    let of = match view.length {
        Length::Exactly(of) => Some(of),
        Length::AtMost(_) | Length::Open => None,
    };
    let mut object = object(json!({
        "type": "question",
        "quiz": view.quiz,
        "n": view.asked.n,
        "of": of,
        "id": view.asked.question,
        "kind": view.kind,
        "prompt": text,
        "stimulus": prompt.stimulus,
    }));
    // the shape's name and its options, under the names that the shape gives them
    object.extend(object_of(&prompt.shape));
    object.extend(self::object(json!({
        "topics": view.topics,
        "points": view.worth,
        "graded": view.graded,
        "difficulty": view.difficulty,
        "hints": view.hints_left,
        "time_limit": view.time_left(),
        "tried": view.tried.iter().map(try_in_json).collect::<Vec<_>>(),
        "tries_left": view.tries_left(),
        "valid_as_of": view.valid_as_of.map(|date| date.to_string()),
        "media": view.media.map(|media| json!({ "path": media.path, "alt": media.alt })),
        "reason": view.asked.reason,
    })));
    Value::Object(object)
}

fn try_in_json(tried: &Tried) -> Value {
    json!({
        "response": tried.response.to_json(),
        "credit": tried.judgement.credit,
        "feedback": tried.judgement.feedback,
        "seconds": tried.seconds,
    })
}

/// A turn as a JSON object; `error` says why the answer could not be read.
pub fn turn(view: &TurnView<'_>, error: Option<&str>) -> Value {
    let turn = view.turn;
    let judgement = &turn.mark.judgement;
    let failed = turn.failures.first();
    let failed = failed.map(|f| format!("`{}` of {} failed: {}", f.hook, f.mode, f.in_words(1000)));
    let error = error.map(str::to_owned).or(failed);
    json!({
        "type": "turn",
        "quiz": view.quiz,
        "n": turn.n,
        "question": turn.question,
        "response": turn.response.as_ref().map(Response::to_json),
        "tried": turn.tried.iter().map(try_in_json).collect::<Vec<_>>(),
        "credit": judgement.credit,
        "points": turn.mark.points,
        "max_points": turn.mark.out_of,
        "right": turn.right(),
        "key": view.key.as_ref().map(Response::to_json),
        "parts": judgement.parts,
        "notes": judgement.notes,
        "feedback": judgement.feedback.iter().chain(&turn.feedback).collect::<Vec<_>>(),
        "explanation": view.explanation,
        "sources": view.sources,
        "steps": turn.mark.steps,
        "reason": turn.reason,
        "graded": turn.graded,
        "skipped": turn.skipped,
        "timed_out": turn.timed_out,
        "flagged": turn.flagged,
        "hints_used": turn.hints_used,
        "confidence": turn.confidence,
        "seconds": turn.seconds,
        "error": error,
    })
}

/// A result as a JSON object.
pub fn result(view: &OutcomeView<'_>) -> Value {
    let outcome = view.outcome;
    json!({
        "type": "result",
        "quiz": view.quiz,
        "bank": view.bank,
        "score": view.score,
        "select": view.select,
        "seed": view.seed,
        "ended": outcome.ended,
        "points": outcome.total.points,
        "max_points": outcome.total.max_points,
        "credit": outcome.share(),
        "grade": outcome.finish.grade,
        "passed": outcome.finish.passed,
        "answered": outcome.answered,
        "skipped": outcome.skipped,
        "hints_used": outcome.hints_used,
        "flagged": outcome.flagged,
        "seconds": outcome.seconds,
        "topics": outcome.by_topic,
        "kinds": outcome.by_kind,
        "review": outcome.review,
        "lines": outcome.finish.lines,
    })
}

/// A turn whose marks are not shown now: an exam.
fn without_marks(view: &TurnView<'_>, error: Option<&str>) -> Value {
    let turn = view.turn;
    json!({
        "type": "turn",
        "quiz": view.quiz,
        "n": turn.n,
        "question": turn.question,
        "response": turn.response.as_ref().map(Response::to_json),
        "skipped": turn.skipped,
        "timed_out": turn.timed_out,
        "seconds": turn.seconds,
        "error": error,
    })
}

struct Answer(Given);

impl Answer {
    fn of(response: Option<Response>) -> Self {
        Self(Given {
            response,
            ..Given::default()
        })
    }

    /// A JSON value or a typed line; an empty line or null is a skip.
    fn in_line(shape: &Shape, line: &str) -> Result<Self, String> {
        let line = line.trim();
        match serde_json::from_str(line) {
            Ok(Value::Object(map)) if map.contains_key("response") => Self::in_object(shape, &map),
            Ok(Value::Object(_)) if !takes_an_object(shape) => {
                Err("the object has no `response`; write {\"response\": …}".to_owned())
            }
            Ok(value @ (Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Null)) => {
                typed::read_json(shape, &value).map(Self::of)
            }
            _ if line.is_empty() => Ok(Self::of(None)),
            _ => typed::read(shape, line).map(|response| Self::of(Some(response))),
        }
    }

    /// `{"response": …, "seconds": 4.2, "confidence": 2}`.
    fn in_object(shape: &Shape, map: &Map<String, Value>) -> Result<Self, String> {
        let response = map.get("response").unwrap_or(&Value::Null);
        let mut answer = Self::of(typed::read_json(shape, response)?);
        let seconds = map.get("seconds").and_then(Value::as_f64);
        answer.0.seconds = seconds.filter(|s| s.is_finite() && *s > 0.0).unwrap_or(0.0);
        answer.0.confidence = map
            .get("confidence")
            .and_then(Value::as_u64)
            .and_then(|sure| u8::try_from(sure).ok())
            .filter(|sure| (1..=3).contains(sure));
        Ok(answer)
    }
}

/// Whether an object may be the response itself, of left and right.
fn takes_an_object(shape: &Shape) -> bool {
    matches!(shape, Shape::PairUp { .. } | Shape::Group { .. })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn object_of(shape: &Shape) -> Map<String, Value> {
    object(serde_json::to_value(shape).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn played(posed: &Posed, input: &'static str) -> (Reply, Vec<Value>, JsonLines<Vec<u8>>) {
        let mut json = JsonLines::new(Vec::new(), Lines::of(input.as_bytes()));
        let reply = json.ask(&posed.view(), &mut posed.desk()).expect("written");
        let lines = String::from_utf8(std::mem::take(&mut json.out)).expect("text");
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"));
        (reply, lines.collect(), json)
    }

    fn keys(value: &Value) -> Vec<&str> {
        let object = value.as_object().expect("an object");
        object.keys().map(String::as_str).collect()
    }

    #[test]
    fn a_question_has_its_place_its_text_and_its_options() {
        let posed = pick_many();
        let (_, lines, _) = played(&posed, "");
        assert_eq!(
            keys(&lines[0]),
            [
                "type",
                "quiz",
                "n",
                "of",
                "id",
                "kind",
                "prompt",
                "stimulus",
                "shape",
                "options",
                "topics",
                "points",
                "graded",
                "difficulty",
                "hints",
                "time_limit",
                "tried",
                "tries_left",
                "valid_as_of",
                "media",
                "reason"
            ]
        );
        assert_eq!(lines[0]["options"], json!(["China", "Japan", "Russia"]));
        assert_eq!(lines[0]["shape"], "pick-many");
        let (_, lines, _) = played(&blanks(), "");
        assert_eq!(
            lines[0]["prompt"],
            "The pact was signed in ______ by Putin and ______."
        );
    }

    #[test]
    fn a_question_that_may_be_tried_again_says_what_was_tried() {
        let (_, lines, _) = played(&tried_once(), "");
        assert_eq!(lines[0]["tried"][0]["response"], "Article 8");
        assert_eq!(lines[0]["tries_left"], 2);
    }

    #[test]
    fn what_a_mode_offers_is_chosen_by_number_letter_or_words() {
        for line in ["2\n", "b\n", "Move on\n", "\"Move on\"\n", "7\n2\n"] {
            let mut json = JsonLines::new(Vec::new(), Lines::of(line.as_bytes()));
            let chosen = json.offer(&["Try again", "Move on"]).expect("written");
            assert_eq!(chosen, Chosen::Option(1), "{line}");
            let first = json.out.split(|byte| *byte == b'\n').next();
            let offer: Value = serde_json::from_slice(first.expect("a line")).expect("JSON");
            assert_eq!(
                offer,
                json!({ "type": "choose", "text": "What next?", "options": ["Try again", "Move on"] })
            );
        }
    }

    #[test]
    fn answers_are_typed_lines_or_json() {
        let russia_china = Response::Many(texts(&["Russia", "China"]));
        for line in [
            "Russia;China\n",
            "[\"Russia\", \"China\"]\n",
            "{\"response\": [\"Russia\", \"China\"]}\n",
            "\"c;a\"\n",
        ] {
            let (reply, _, _) = played(&pick_many(), line);
            let Reply::Given(given) = reply else {
                panic!("left at {line}");
            };
            assert_eq!(given.response.as_ref(), Some(&russia_china), "{line}");
        }
        let object =
            "{\"response\": {\"China\": \"States\"}, \"seconds\": 2.5, \"confidence\": 3}\n";
        let (reply, _, _) = played(&group(), object);
        let given = Given {
            response: Some(Response::Groups(pairs(&[("China", "States")]))),
            timed_out: false,
            confidence: Some(3),
            seconds: 2.5,
        };
        assert_eq!(reply, Reply::Given(given));
    }

    #[test]
    fn nothing_and_null_are_skips_and_numbers_are_written() {
        for line in ["\n", "null\n", "\"\"\n", "{\"response\": null}\n"] {
            let (reply, _, _) = played(&write(), line);
            assert_eq!(reply, Reply::Given(Given::default()), "{line}");
        }
        let (reply, _, _) = played(&write(), "2024\n");
        let Reply::Given(given) = reply else {
            panic!("left");
        };
        assert_eq!(given.response, Some(Response::Written("2024".into())));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_its_turn() {
        let (reply, _, mut json) = played(&pick_one(), "z\n");
        let Reply::Given(given) = reply else {
            panic!("left");
        };
        assert_eq!(given.response, Some(Response::Written("z".into())));
        let judged = wrong_article();
        json.show_turn(&judged.view(), &mut TestDesk::default())
            .expect("written");
        let turn: Value = serde_json::from_slice(&json.out).expect("JSON");
        assert!(turn["error"].as_str().is_some_and(|e| e.contains("`z`")));
        assert_eq!(turn["right"], false);
        assert_eq!(
            turn["key"],
            "Article 4, which invokes Article 51 of the UN Charter"
        );
    }

    #[test]
    fn a_number_that_cannot_be_is_null() {
        let mut judged = wrong_article();
        judged.turn.mark.points = f64::NAN;
        assert_eq!(turn(&judged.view(), None)["points"], Value::Null);
    }

    #[test]
    fn a_result_names_quiz_bank_and_modes() {
        let (outcome, turns) = (outcome(), [wrong_article()]);
        let rules = crate::quiz::Rules::default();
        let value = result(&outcome_view(&outcome, &turns, &rules));
        for key in [
            "quiz",
            "bank",
            "score",
            "select",
            "seed",
            "points",
            "max_points",
            "credit",
            "grade",
            "passed",
            "answered",
            "skipped",
            "seconds",
            "lines",
        ] {
            assert!(keys(&value).contains(&key), "{key}");
        }
    }
}
