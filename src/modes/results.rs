//! What hooks give back, read and checked; a wrong type is an error that names what came and what may.

use std::rc::Rc;

use rhai::{Array, Dynamic, Map};

use super::handles::{Choice, MOST_POINTS, Mark, Question};
use super::said::{bounded, one_line};
use super::values::describe;
use crate::item::{Step, StepAction};
use crate::quiz::{Action, Bar, Finish, Pick, Pool, Scored, Selection, Turn};

/// More lines at the end, and more bars, than anybody reads.
const MOST_LINES: usize = 100;

/// More choices than anybody reads.
const MOST_ACTIONS: usize = 26;

/// More bytes than the value of an action needs.
const MOST_OF_A_VALUE: usize = 64 * 1024;

/// A wrong result: what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What came back.
    pub message: String,
    /// What may.
    pub hint: String,
}

fn wrong<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong {
        message: bounded(&message.into()),
        hint: hint.into(),
    })
}

/// What `score` gave for a turn.
pub fn scored(value: Dynamic, turn: &Rc<Turn>) -> Result<Scored, Wrong> {
    const MAY: &str = "score gives a number, or a mark built from turn.mark";
    let number = value
        .as_float()
        .or_else(|_| value.as_int().map(|whole| whole as f64));
    if let Ok(points) = number {
        if !points.is_finite() {
            return wrong(
                format!("score gave a result that is {}", describe(&value)),
                MAY,
            );
        }
        if points.abs() > MOST_POINTS {
            return wrong(
                format!("score gave {points:e} points"),
                "points lie between -1e9 and 1e9",
            );
        }
        let changed = points != turn.mark.points;
        let step = Step {
            action: StepAction::Set(points),
            why: String::new(),
            points,
        };
        return Ok(Scored {
            points,
            out_of: turn.mark.out_of,
            steps: changed.then_some(step).into_iter().collect(),
        });
    }
    match value.try_cast_result::<Mark>() {
        Ok(mark) if mark.is_of(turn) => Ok(Scored {
            points: mark.points(),
            out_of: mark.out_of(),
            steps: mark.into_steps(),
        }),
        Ok(_) => wrong("score gave the mark of another turn", MAY),
        Err(other) => wrong(format!("score gave {}", describe(&other)), MAY),
    }
}

/// What `select` gave.
pub fn selection(value: Dynamic) -> Result<Selection, Wrong> {
    if value.is_unit() {
        return Ok(Selection::End);
    }
    if !value.is_array() {
        return pick(value).map(|pick| Selection::Ask(vec![pick]));
    }
    let list = value.into_array().unwrap_or_default();
    if list.is_empty() {
        return Ok(Selection::End);
    }
    list.into_iter()
        .map(pick)
        .collect::<Result<_, _>>()
        .map(Selection::Ask)
}

fn pick(value: Dynamic) -> Result<Pick, Wrong> {
    const MAY: &str = "select gives a question, its id, `question.because(\"why\")`, an array of these, or () to end the quiz";
    if let Some(pool) = value.read_lock::<Pool>() {
        return wrong(
            format!("select gave a pool of {}", pool.len()),
            "did you mean `.first()`, `.random()` or `.to_array()`?",
        );
    }
    if let Ok(id) = value.as_immutable_string_ref() {
        return Ok(Pick {
            question: bounded(&id),
            reason: None,
        });
    }
    if let Some(question) = value.read_lock::<Question>() {
        return Ok(Pick {
            question: question.id().to_owned(),
            reason: None,
        });
    }
    match value.read_lock::<Choice>() {
        Some(choice) => Ok(Pick {
            question: choice.question.id().to_owned(),
            reason: Some(one_line(&choice.reason)),
        }),
        None => wrong(format!("select gave {}", describe(&value)), MAY),
    }
}

/// What `stop` gave.
pub fn stop(value: Dynamic) -> Result<bool, Wrong> {
    match value.as_bool() {
        Ok(stop) => Ok(stop),
        // an `if` without `else` gives nothing
        Err(_) if value.is_unit() => Ok(false),
        Err(_) => wrong(
            format!("stop gave {}", describe(&value)),
            "stop gives true to end the quiz, false to go on",
        ),
    }
}

/// What `feedback` gave.
pub fn feedback(value: Dynamic) -> Result<Option<String>, Wrong> {
    if value.is_unit() {
        return Ok(None);
    }
    match value.as_immutable_string_ref() {
        Ok(text) => Ok(Some(bounded(&text))),
        Err(_) => wrong(
            format!("feedback gave {}", describe(&value)),
            "feedback gives a line of text, or ()",
        ),
    }
}

/// What `actions` gave; `functions` are the mode's own, with the numbers of their parameters.
pub fn actions(value: Dynamic, functions: &[(String, usize)]) -> Result<Vec<Action>, Wrong> {
    const MAY: &str = "actions gives [#{ label: \"Move on\", then: \"move_on\" }], with a `value` if you like, or ()";
    if value.is_unit() {
        return Ok(Vec::new());
    }
    let described = describe(&value);
    let Ok(list) = value.into_array() else {
        return wrong(format!("actions gave {described}"), MAY);
    };
    if list.len() > MOST_ACTIONS {
        return wrong(
            format!("actions gave {} actions", list.len()),
            format!("nobody chooses from more than {MOST_ACTIONS}"),
        );
    }
    let mut actions: Vec<Action> = Vec::new();
    for value in list {
        let described = describe(&value);
        let Some(map) = value.try_cast::<Map>() else {
            return wrong(format!("actions gave a list with {described}"), MAY);
        };
        let action = action(&map, functions, MAY)?;
        if actions.iter().any(|other| other.label == action.label) {
            return wrong(
                format!("two actions are called “{}”", action.label),
                "give each a label of its own",
            );
        }
        actions.push(action);
    }
    Ok(actions)
}

fn action(map: &Map, functions: &[(String, usize)], may: &str) -> Result<Action, Wrong> {
    only(map, "an action", &["label", "then", "value"])?;
    let label = text(map, "label").map(|label| one_line(&label));
    let Some(label) = label.filter(|label| !label.is_empty()) else {
        return wrong("an action has no label", may);
    };
    let given = |field: &str| map.get(field).filter(|value| !value.is_unit());
    let value = given("value");
    if let Some(not_plain) =
        value.and_then(|value| super::values::check(value, MOST_OF_A_VALUE).err())
    {
        return wrong(
            format!("the value of “{label}” {}", not_plain.what),
            "a value is plain data: numbers, texts, true and false, dates, arrays and maps",
        );
    }
    let then = match given("then") {
        None => None,
        Some(then) => match then.as_immutable_string_ref() {
            Ok(name) => Some(name.to_string()),
            Err(_) => return wrong(format!("`then` is {}", describe(then)), may),
        },
    };
    if let Some(then) = &then {
        callable(then, &label, value.is_some(), functions)?;
    }
    Ok(Action {
        label,
        then,
        value: value.map(super::values::to_json),
    })
}

/// Whether the mode has the function that an action names.
fn callable(
    then: &str,
    label: &str,
    with_value: bool,
    functions: &[(String, usize)],
) -> Result<(), Wrong> {
    let (wanted, written) = match with_value {
        true => (2, "(quiz, value)"),
        false => (1, "(quiz)"),
    };
    let mut own = functions.iter().filter(|(name, _)| name == then);
    let mut others = own.clone();
    if own.any(|(_, parameters)| *parameters == wanted) {
        return Ok(());
    }
    let names = functions.iter().map(|(name, _)| name.as_str());
    let hint = match crate::text::suggest::nearest(then, names) {
        Some(near) if others.next().is_none() => format!("did you mean `{near}`?"),
        _ => format!("write it as `fn {then}{written}`"),
    };
    wrong(
        format!("there is no function `{then}{written}` for “{label}”"),
        hint,
    )
}

/// What `progress` gave.
pub fn bars(value: Dynamic) -> Result<Vec<Bar>, Wrong> {
    const MAY: &str = "progress gives [#{ name: \"Topics\", done: 1, of: 3 }], with `credit` from 0 to 1 if you like";
    if value.is_unit() {
        return Ok(Vec::new());
    }
    let described = describe(&value);
    let Ok(list) = value.into_array() else {
        return wrong(format!("progress gave {described}"), MAY);
    };
    if list.len() > MOST_LINES {
        return wrong(
            format!("progress gave {} bars", list.len()),
            format!("at most {MOST_LINES} are shown"),
        );
    }
    list.into_iter()
        .map(|bar| {
            let described = describe(&bar);
            let Some(map) = bar.try_cast::<Map>() else {
                return wrong(format!("progress gave a list with {described}"), MAY);
            };
            only(&map, "a bar", &["name", "done", "of", "credit"])?;
            let number = |field: &str| sane(&map, field);
            match (text(&map, "name"), number("done"), number("of")) {
                (Some(name), Some(done), Some(of)) => Ok(Bar {
                    name: one_line(&name),
                    done,
                    of,
                    credit: number("credit"),
                }),
                _ => wrong(
                    "progress gave a bar without a name, or without sane numbers for done and of",
                    MAY,
                ),
            }
        })
        .collect()
}

/// What `finish` gave.
pub fn finish(value: Dynamic) -> Result<Finish, Wrong> {
    const MAY: &str =
        "finish gives #{ grade: \"A\", passed: true, lines: [\"…\"] }, any of them left out";
    if value.is_unit() {
        return Ok(Finish::default());
    }
    let described = describe(&value);
    let Some(map) = value.try_cast::<Map>() else {
        return wrong(format!("finish gave {described}"), MAY);
    };
    only(&map, "what finish gives", &["grade", "passed", "lines"])?;
    let lines = match map.get("lines") {
        None => Array::new(),
        Some(lines) if lines.is_string() => vec![lines.clone()],
        Some(lines) => match lines.clone().into_array() {
            Ok(lines) => lines,
            Err(_) => {
                return wrong(
                    format!("finish gave lines that are {}", describe(lines)),
                    MAY,
                );
            }
        },
    };
    let grade = match map.get("grade") {
        Some(grade) if grade.is_int() || grade.is_float() || grade.is_string() => {
            Some(one_line(&grade.to_string()))
        }
        None => None,
        Some(grade) if grade.is_unit() => None,
        Some(grade) => {
            return wrong(
                format!("finish gave a grade that is {}", describe(grade)),
                MAY,
            );
        }
    };
    let passed = match map.get("passed") {
        Some(passed) if !passed.is_unit() => match passed.as_bool() {
            Ok(passed) => Some(passed),
            Err(_) => return wrong(format!("finish gave passed as {}", describe(passed)), MAY),
        },
        _ => None,
    };
    let mut said: Vec<String> = lines
        .iter()
        .take(MOST_LINES)
        .map(|line| bounded(&line.to_string()))
        .collect();
    if lines.len() > MOST_LINES {
        said.push(format!("… (cut: {} lines)", lines.len()));
    }
    Ok(Finish {
        grade,
        passed,
        lines: said,
    })
}

/// Refuses fields that nobody reads.
///
/// # Errors
/// The first of them, with what was probably meant.
pub fn only(map: &Map, what: &str, known: &[&str]) -> Result<(), Wrong> {
    match map.keys().find(|field| !known.contains(&field.as_str())) {
        None => Ok(()),
        Some(field) => {
            let hint = crate::text::suggest::nearest(field, known.iter().copied());
            let hint = hint.map(|near| format!("did you mean `{near}`?"));
            wrong(
                format!("{what} has no `{field}`"),
                hint.unwrap_or_else(|| format!("the fields are {}", known.join(", "))),
            )
        }
    }
}

fn text(map: &Map, field: &str) -> Option<String> {
    map.get(field)?.clone().into_string().ok()
}

fn sane(map: &Map, field: &str) -> Option<f64> {
    let value = map.get(field)?;
    let number = value
        .as_float()
        .or_else(|_| value.as_int().map(|whole| whole as f64));
    number.ok().filter(|number| number.abs() <= MOST_POINTS)
}
