//! A quiz that was taken, shown again from what is stored of it: as lines for people or JSON lines
//! for programs, in the words and shapes that the front ends use. `history` prints them.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::bank::Bank;
use crate::item::Mark;
use crate::quiz::{Asked, Ended, Event, Learner, Moment, Outcome, Pending, Quiz, Rules, Turn};
use crate::store::{StoredSitting, Summary};
use crate::text::clock;

use super::look::{Line, Role};
use super::view::{Length, OutcomeView, QuestionView, TurnView};
use super::wrap::{hang, wrap};
use super::{feedback, json, listing, result, words};

/// A stored quiz and the bank that it was about.
pub struct Review<'a> {
    stored: &'a StoredSitting,
    summary: &'a Summary,
    id: String,
    quiz: Rc<Quiz>,
    rounds: Vec<Round<'a>>,
}

/// A question and what was answered; nothing where the quiz was left at it.
struct Round<'a> {
    asked: &'a Asked,
    turn: Option<Turn>,
    /// The first mark, where another is in force.
    was: Option<Mark>,
}

impl<'a> Review<'a> {
    /// A quiz with its bank as it was then; what an empty bank can't tell is left out.
    pub fn new(stored: &'a StoredSitting, summary: &'a Summary, bank: Arc<Bank>) -> Self {
        let mut turns = stored.turns().into_iter().zip(stored.first_turns());
        let mut rounds: Vec<Round<'a>> = Vec::new();
        for event in &stored.events {
            match (event, rounds.last_mut()) {
                (Event::Asked(asked), _) => rounds.push(Round {
                    asked,
                    turn: None,
                    was: None,
                }),
                (Event::Answered { .. }, Some(round)) => {
                    if let Some((turn, first)) = turns.next() {
                        round.was = (first.mark != turn.mark).then_some(first.mark);
                        round.turn = Some(turn);
                    }
                }
                _ => {}
            }
        }
        let beginning = &stored.beginning;
        Self {
            stored,
            summary,
            id: stored.id.to_string(),
            quiz: Quiz::new(
                bank,
                Vec::new(),
                Learner::default(),
                beginning.seed,
                beginning.limits,
                Moment::default(),
            ),
            rounds,
        }
    }

    /// The whole quiz in lines of a width; `named` names it behind `demarche resume`.
    pub fn lines(&self, named: &str, width: usize) -> Vec<Line> {
        let mut lines = self.head(width);
        self.each(|question, turn, was| {
            lines.push(Line::empty());
            lines.extend(question_in_lines(question, width));
            match turn {
                Some(turn) => lines.extend(turn_in_lines(turn, was, width)),
                None => lines.push(Line::of("Not answered yet.", Role::Faint)),
            }
        });
        lines.push(Line::empty());
        lines.extend(self.foot(named, width));
        lines
    }

    /// The whole quiz as JSON objects: question, turn and so on, and the result if it is over.
    pub fn json(&self) -> Vec<Value> {
        let mut values = Vec::new();
        self.each(|question, turn, was| {
            let hints_left = question.hints.len() + question.hints_left;
            values.push(json::question(&QuestionView {
                hints_left,
                ..question.clone()
            }));
            let mut turn = turn.map(|turn| json::turn(turn, None));
            if let (Some(Value::Object(turn)), Some(was)) = (&mut turn, was) {
                let was = json!({
                    "credit": was.judgement.credit,
                    "points": was.points,
                    "max_points": was.out_of,
                });
                turn.insert("was".to_owned(), was);
            }
            values.extend(turn);
        });
        if let Some(outcome) = &self.summary.outcome {
            values.push(Self::summary(self.summary, outcome));
        }
        values
    }

    /// The result so far of a quiz that is still open.
    pub fn so_far(&self) -> Outcome {
        let turns = self.rounds.iter().filter_map(|round| round.turn.clone());
        let turns: Vec<Rc<Turn>> = turns.map(Rc::new).collect();
        let seconds = self.summary.seconds;
        Outcome::over(&self.quiz.bank, &turns, seconds, Ended::ByLearner)
    }

    /// A quiz in one line, as a JSON object of type `result`: who took it and when stand beside the
    /// result, and `ended` is null while it is open.
    pub fn summary(summary: &Summary, outcome: &Outcome) -> Value {
        let id = summary.id.to_string();
        let view = OutcomeView {
            quiz: &id,
            kept_as: None,
            bank: &summary.bank,
            title: &summary.bank_title,
            score: &summary.score,
            select: summary.select.as_ref().unwrap_or(&summary.score),
            seed: summary.seed,
            outcome,
            turns: Vec::new(),
            last_time: None,
            length: Length::Open,
            rules: &Rules::default(),
        };
        let Value::Object(mut object) = json::result(&view) else {
            return Value::Null;
        };
        if summary.open() {
            object.insert("ended".to_owned(), Value::Null);
        }
        object.extend(Map::from_iter([
            ("learner".to_owned(), json!(summary.learner)),
            ("title".to_owned(), json!(summary.bank_title)),
            ("begun".to_owned(), json!(summary.begun.rfc_3339())),
            ("open".to_owned(), json!(summary.open())),
            (
                "marked".to_owned(),
                json!(summary.marked.map(|when| when.rfc_3339())),
            ),
        ]));
        Value::Object(object)
    }

    /// Calls back with each question and what was answered, as the front ends see them, and with the
    /// first mark where another is in force.
    fn each(&self, mut show: impl FnMut(&QuestionView<'_>, Option<&TurnView<'_>>, Option<&Mark>)) {
        let rules = Rules::default();
        let (mut points, mut max_points) = (0.0, 0.0);
        for Round { asked, turn, was } in &self.rounds {
            let pending = Pending {
                hints_used: turn.as_ref().map_or(0, |turn| turn.hints_used),
                flagged: turn.as_ref().is_some_and(|turn| turn.flagged),
                ..Pending::new((*asked).clone())
            };
            let mut question = QuestionView::of(&self.id, &self.quiz, &pending, &rules, &[]);
            question.length = self.length(asked);
            (question.points, question.max_points) = (points, max_points);
            let turn = turn.as_ref().map(|turn| {
                if turn.graded {
                    points += turn.mark.points;
                    max_points += turn.mark.out_of;
                }
                let mode = &self.summary.score;
                let mut view = TurnView::of(&self.id, &self.quiz, turn, &rules, &[], mode);
                view.length = question.length;
                (view.points, view.max_points) = (points, max_points);
                view
            });
            show(&question, turn.as_ref(), was.as_ref());
        }
    }

    fn length(&self, asked: &Asked) -> Length {
        match (asked.length, self.quiz.limits.turns) {
            (Some(length), _) => Length::Exactly(length),
            (None, Some(limit)) => Length::AtMost(limit),
            (None, None) => Length::Open,
        }
    }

    fn head(&self, width: usize) -> Vec<Line> {
        let summary = self.summary;
        let title = match summary.bank_title.as_str() {
            "" => &summary.bank,
            title => title,
        };
        let mode = match &summary.select {
            Some(select) => format!("{} and {select}", summary.score),
            None => summary.score.clone(),
        };
        let about = format!(
            "Quiz {} of {}, begun {}; mode {mode}, seed {}",
            summary.id.short(),
            summary.learner,
            summary.begun.to_the_minute(),
            summary.seed
        );
        let mut lines = wrap(&Line::of(title, Role::Strong), width);
        lines.extend(wrap(&Line::of(about, Role::Faint), width));
        for again in self.stored.in_force() {
            let script = again.script();
            let script = script.as_deref().and_then(|hash| hash.get(..8));
            let script = script.map(|hash| format!(", script {hash}"));
            let text = format!(
                "Marked again {} by {}, with the mode {}{}",
                again.when.to_the_minute(),
                again.by,
                again.score.name,
                script.unwrap_or_default()
            );
            lines.extend(wrap(&Line::of(text, Role::Faint), width));
        }
        lines
    }

    fn foot(&self, named: &str, width: usize) -> Vec<Line> {
        let summary = self.summary;
        let Some(outcome) = &summary.outcome else {
            let text = format!(
                "Open: {} answered, {} so far. Go on with: demarche resume {named}",
                summary.answered(),
                words::points(summary.points, summary.max_points),
            );
            return wrap(&Line::of(text, Role::Strong), width);
        };
        let turns = self.rounds.iter().filter_map(|round| round.turn.as_ref());
        let (rules, mode) = (Rules::default(), &summary.score);
        let turns = turns.map(|turn| TurnView::of(&self.id, &self.quiz, turn, &rules, &[], mode));
        let view = OutcomeView {
            quiz: &self.id,
            kept_as: None,
            bank: &summary.bank,
            title: &summary.bank_title,
            score: mode,
            select: summary.select.as_ref().unwrap_or(mode),
            seed: self.stored.beginning.seed,
            outcome,
            turns: turns.collect(),
            last_time: None,
            length: Length::Open,
            rules: &rules,
        };
        result::tables(&view, false, width)
    }
}

/// The question as it was shown, with the hints that were.
fn question_in_lines(view: &QuestionView<'_>, width: usize) -> Vec<Line> {
    let prompt = &view.asked.prompt;
    let mut lines = wrap(&listing::place(view), width);
    lines.extend(listing::preamble(view, width));
    lines.extend(listing::lead(prompt, width));
    lines.extend(listing::options(&prompt.shape, width));
    for hint in view.hints {
        lines.extend(hang(
            &Line::of("Hint: ", Role::Faint),
            &Line::text(hint),
            width,
        ));
    }
    lines
}

/// What was answered and earned, and how it came about.
fn turn_in_lines(view: &TurnView<'_>, was: Option<&Mark>, width: usize) -> Vec<Line> {
    let turn = view.turn;
    let mut took = vec![clock(turn.seconds)];
    if turn.hints_used > 0 {
        took.push(words::count(turn.hints_used, "hint", "hints"));
    }
    if let Some(sure) = turn.confidence {
        took.push(format!("sure: {sure} of 3"));
    }
    if turn.flagged {
        took.push("flagged".to_owned());
    }
    let mut rows = feedback::rows(view, false);
    if let Some(was) = was {
        let text = format!(
            "credit {}, {}",
            was.judgement.credit,
            words::points(was.points, was.out_of)
        );
        rows.push(("First marked".to_owned(), Line::text(text)));
    }
    rows.push(("Took".to_owned(), Line::text(took.join(", "))));
    if let Some(reason) = &turn.reason {
        rows.push(("Why this".to_owned(), Line::text(reason)));
    }
    for failure in &turn.failures {
        let text = format!("{} failed in `{}`:", failure.mode, failure.hook);
        rows.push(("Script".to_owned(), Line::text(text)));
    }
    let mut lines = wrap(&feedback::verdict(view), width);
    lines.extend(feedback::labelled(&rows, width));
    // as the author needs it: the line underlined
    for failure in &turn.failures {
        lines.extend(
            failure
                .report
                .trim_end()
                .lines()
                .map(|line| Line::text(format!("    {line}"))),
        );
    }
    lines
}
