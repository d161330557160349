//! `turn.mark`: the bank's credit, which no script changes, and points that a script changes step by
//! step, each with its reason.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString};

use super::{Outcome, fail, number, text_or_unit};
use crate::item::{Part, Step, StepAction};
use crate::modes::api::{Api, Type};
use crate::modes::said::bounded;
use crate::modes::values;
use crate::quiz::Turn;
use crate::text::number_for_people;

/// More steps than anybody reads.
const MOST_STEPS: u32 = 100;

/// More points than anything is worth, either way.
pub const MOST_POINTS: f64 = 1e9;

/// A mark: where it began, and the steps since.
#[derive(Clone)]
pub struct Mark {
    turn: Option<Rc<Turn>>,
    credit: f64,
    points: f64,
    out_of: f64,
    steps: Option<Rc<Link>>,
}

/// A step, and those before it; shared between marks that begin alike.
#[derive(Clone)]
struct Link {
    step: Step,
    count: u32,
    before: Option<Rc<Link>>,
}

impl Mark {
    /// The mark of a turn of this quiz.
    pub fn of(turn: Rc<Turn>) -> Self {
        Self {
            credit: turn.mark.judgement.credit.value(),
            points: turn.mark.points,
            out_of: turn.mark.out_of,
            turn: Some(turn),
            steps: None,
        }
    }

    /// What was earned in an earlier quiz.
    pub fn earned(credit: f64, points: f64, out_of: f64) -> Self {
        Self {
            turn: None,
            credit,
            points,
            out_of,
            steps: None,
        }
    }

    /// Whether it was built on this turn's mark.
    pub fn is_of(&self, turn: &Rc<Turn>) -> bool {
        self.turn.as_ref().is_some_and(|own| Rc::ptr_eq(own, turn))
    }

    /// The points.
    pub fn points(&self) -> f64 {
        self.points
    }

    /// What could be earned.
    pub fn out_of(&self) -> f64 {
        self.out_of
    }

    /// The steps, first one first.
    pub fn into_steps(self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut next = self.steps;
        while let Some(link) = next {
            let link = Rc::unwrap_or_clone(link);
            steps.push(link.step);
            next = link.before;
        }
        steps.reverse();
        steps
    }

    fn step(mut self, action: StepAction, why: &str) -> Outcome<Self> {
        let count = self.steps.as_ref().map_or(0, |link| link.count) + 1;
        if count > MOST_STEPS {
            return fail(format!("a mark takes at most {MOST_STEPS} steps"));
        }
        match action {
            StepAction::Set(x) => self.points = x,
            StepAction::Add(x) => self.points += x,
            StepAction::Times(x) => self.points *= x,
            StepAction::OutOf(x) => self.out_of = x,
            StepAction::Note => {}
        }
        if self.points.abs() > MOST_POINTS {
            return fail(format!(
                "{:e} points are too many: they lie between -1e9 and 1e9",
                self.points
            ));
        }
        // adding 0.0 turns a negative zero into zero
        self.points += 0.0;
        let step = Step {
            action,
            why: bounded(why),
            points: self.points,
        };
        let before = self.steps.take();
        self.steps = Some(Rc::new(Link {
            step,
            count,
            before,
        }));
        Ok(self)
    }

    fn parts(&self) -> Array {
        let Some(turn) = &self.turn else {
            return Array::new();
        };
        (0..turn.mark.judgement.parts.len())
            .map(|place| Dynamic::from(PartHandle(turn.clone(), place)))
            .collect()
    }
}

/// A part of a mark.
#[derive(Clone)]
struct PartHandle(Rc<Turn>, usize);

impl PartHandle {
    fn get(&self) -> Option<&Part> {
        self.0.mark.judgement.parts.get(self.1)
    }
}

/// A sane number from a script, or an error that says what came instead.
fn points(value: &Dynamic) -> Outcome<f64> {
    match number(value) {
        Some(points) if points.abs() <= MOST_POINTS => Ok(points),
        Some(points) if points.is_finite() => fail(format!(
            "points lie between -1e9 and 1e9, and this is {points:e}"
        )),
        _ => fail(format!(
            "points must be a number, and this is {}",
            values::describe(value)
        )),
    }
}

/// Registers `mark` and `part`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Mark;
    api.kind::<Mark>(OF);
    api.kind::<PartHandle>(Type::Part);
    api.shown(|mark: &Mark| number_for_people(mark.points));
    api.shown(|part: &PartHandle| part.get().map(|part| part.text.clone()).unwrap_or_default());
    api.property(
        OF,
        "credit",
        Type::Float,
        "The bank's judgement, -1 to 1; no script changes it.",
        "mark.credit → 0.5",
        |m: &mut Mark| m.credit,
    );
    api.property(
        OF,
        "right",
        Type::Truth,
        "Whether the credit is full.",
        "mark.right → false",
        |m: &mut Mark| m.credit >= 1.0,
    );
    api.property(
        OF,
        "points",
        Type::Float,
        "The points so far.",
        "mark.add(1, \"brave\").points → 1.5",
        |m: &mut Mark| m.points,
    );
    api.property(
        OF,
        "max_points",
        Type::Float,
        "What can be earned, so far.",
        "mark.out_of(2).max_points → 2.0",
        |m: &mut Mark| m.out_of,
    );
    api.property(
        OF,
        "parts",
        Type::ArrayOf(&Type::Part),
        "The blanks, pairs, options or items that the credit is made of.",
        "mark.parts.len() → 2",
        |m: &mut Mark| m.parts(),
    );
    api.method(
        OF,
        "set(x, why)",
        OF,
        "With x points.",
        "mark.set(0, \"too late\").points → 0.0",
        |mark: Mark, x: Dynamic, why: &str| mark.step(StepAction::Set(points(&x)?), why),
    );
    api.method(
        OF,
        "add(x, why)",
        OF,
        "With x points more, or fewer if x is negative.",
        "mark.add(0.25, \"brave\").points → 0.75",
        |mark: Mark, x: Dynamic, why: &str| mark.step(StepAction::Add(points(&x)?), why),
    );
    api.method(
        OF,
        "times(x, why)",
        OF,
        "With x times the points.",
        "mark.times(2, \"joker\").points → 1.0",
        |mark: Mark, x: Dynamic, why: &str| mark.step(StepAction::Times(points(&x)?), why),
    );
    api.method(
        OF,
        "out_of(x)",
        OF,
        "With x as what could be earned.",
        "mark.times(2, \"joker\").out_of(2).max_points → 2.0",
        |mark: Mark, x: Dynamic| match points(&x)? {
            x if x >= 0.0 => mark.step(StepAction::OutOf(x), ""),
            x => fail(format!("what can be earned must be 0 or more, not {x}")),
        },
    );
    api.method(
        OF,
        "note(why)",
        OF,
        "With a remark and the same points.",
        "mark.note(\"close\").points → 0.5",
        |mark: Mark, why: &str| mark.step(StepAction::Note, why),
    );
    const PART: Type = Type::Part;
    api.property(
        PART,
        "text",
        Type::Text,
        "What was asked: a blank, the left of a pair, an item, an option.",
        "mark.parts[0].text → \"North Korea\"",
        |p: &mut PartHandle| {
            p.get()
                .map(|part| ImmutableString::from(part.text.as_str()))
                .unwrap_or_default()
        },
    );
    api.property(
        PART,
        "given",
        Type::Any,
        "What was given, or `()`.",
        "mark.parts[1].given → \"Kim Jong Un\"",
        |p: &mut PartHandle| text_or_unit(p.get().and_then(|part| part.given.as_deref())),
    );
    api.property(
        PART,
        "key",
        Type::Text,
        "What is right.",
        "mark.parts[1].key → \"Vladimir Putin\"",
        |p: &mut PartHandle| {
            p.get()
                .map(|part| ImmutableString::from(part.key.as_str()))
                .unwrap_or_default()
        },
    );
    api.property(
        PART,
        "credit",
        Type::Float,
        "What it earned.",
        "mark.parts.map(|p| p.credit) → [1.0, 0.0]",
        |p: &mut PartHandle| p.get().map_or(0.0, |part| part.credit.value()),
    );
}
