//! The scene of a question: the form of its shape, and around it hints, skipping, doubts, flags, time
//! and leaving.

use crate::item::{Response, Shape};
use crate::kinds::Doubt;
use crate::quiz::Given;
use crate::text::clock;

use super::decode::Key;
use super::look::{Line, Role};
use super::prompts::{Filled, Flow, Form, PickOne, form};
use super::scene::{Scene, Then};
use super::screen::{Head, KeyHint, Page};
use super::view::{Length, QuestionView};
use super::wrap::{hang, wrap};
use super::{Desk, Leave, Reply, listing, words};

/// A question being answered.
pub struct Asking<'a> {
    view: &'a QuestionView<'a>,
    desk: &'a mut dyn Desk,
    form: Box<dyn Form>,
    stage: Stage,
    hints: Vec<String>,
    hints_left: usize,
    flagged: bool,
    message: Option<String>,
    /// What another press of the same key will do.
    armed: Armed,
    /// The response that was doubted; sent again it is meant.
    doubted: Option<Response>,
    /// Seconds of the quiz when the question was shown, and when its time is up.
    shown: f64,
    ends: Option<f64>,
}

/// What the keys are for.
enum Stage {
    /// The form.
    Filling,
    /// One of the readings of what was written.
    Choosing {
        readings: Vec<String>,
        list: PickOne,
    },
    /// How sure the learner is of a response.
    Confidence(Response),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Armed {
    Nothing,
    Skip,
    Send,
    Stop,
}

impl<'a> Asking<'a> {
    /// The question as shown now.
    pub fn new(view: &'a QuestionView<'a>, desk: &'a mut dyn Desk) -> Self {
        let shown = desk.elapsed();
        let own = view.time_left().map(|left| shown + left);
        let ends = [own, view.quiz_ends].into_iter().flatten().reduce(f64::min);
        Self {
            form: form(&view.asked.prompt.shape),
            stage: Stage::Filling,
            hints: view.hints.to_vec(),
            hints_left: view.hints_left,
            flagged: view.flagged,
            message: None,
            armed: Armed::Nothing,
            doubted: None,
            shown,
            ends,
            view,
            desk,
        }
    }

    fn say(&mut self, text: impl Into<String>) -> Then<Reply> {
        self.message = Some(text.into());
        Then::Stay
    }

    fn given(&self, given: Given) -> Then<Reply> {
        let seconds = (self.desk.elapsed() - self.shown).max(0.0);
        Then::End(Reply::Given(Given { seconds, ..given }))
    }

    fn hint(&mut self) -> Then<Reply> {
        match self.desk.hint() {
            Some(hint) => {
                self.hints.push(hint);
                self.hints_left = self.hints_left.saturating_sub(1);
                match &self.view.rules.hint_note {
                    Some(note) => self.say(note.clone()),
                    None => Then::Stay,
                }
            }
            None => self.say(words::no_hint(self.view)),
        }
    }

    fn flag(&mut self) -> Then<Reply> {
        match self.desk.flag() {
            Some(on) => {
                self.flagged = on;
                self.say(words::flagged(on))
            }
            None => Then::Stay,
        }
    }

    /// Esc: a learner who hit it by mistake loses nothing.
    fn escape(&mut self, armed: Armed) -> Then<Reply> {
        if armed == Armed::Stop {
            return Then::End(Reply::Leave(Leave::Wanted));
        }
        self.armed = Armed::Stop;
        self.say("Stop here? Esc again stops.")
    }

    /// Enter in the form: what is empty or unfinished is sent at the second press.
    fn send(&mut self, armed: Armed) -> Then<Reply> {
        match self.form.filled() {
            Filled::Nothing if self.view.rules.no_skip => {
                self.say("This question can't be skipped.")
            }
            Filled::Nothing if armed == Armed::Skip => self.given(Given::default()),
            Filled::Nothing => {
                self.armed = Armed::Skip;
                self.say("No answer yet. Enter again skips.")
            }
            Filled::Partly(so_far) if armed != Armed::Send => {
                self.armed = Armed::Send;
                self.say(format!("{so_far}. Enter again sends it so."))
            }
            Filled::Partly(_) | Filled::Wholly => {
                let response = self.form.response();
                self.submit(response)
            }
        }
    }

    fn submit(&mut self, response: Response) -> Then<Reply> {
        if self.doubted.as_ref() != Some(&response)
            && let Some(doubt) = self.desk.doubt(&response)
        {
            self.doubted = Some(response);
            return self.doubt(doubt);
        }
        self.accept(response)
    }

    fn accept(&mut self, response: Response) -> Then<Reply> {
        self.message = None;
        if self.view.rules.ask_confidence {
            self.stage = Stage::Confidence(response);
            return Then::Stay;
        }
        self.given(Given {
            response: Some(response),
            ..Given::default()
        })
    }

    fn doubt(&mut self, doubt: Doubt) -> Then<Reply> {
        let writes = matches!(self.view.asked.prompt.shape, Shape::Write { .. });
        if writes && !doubt.readings.is_empty() {
            let list = PickOne::new(&doubt.readings);
            let readings = doubt.readings;
            self.stage = Stage::Choosing { readings, list };
            return self.say(doubt.question);
        }
        match doubt.readings.as_slice() {
            [] => self.say(doubt.question),
            readings => self.say(format!("{} ({})", doubt.question, readings.join(" / "))),
        }
    }

    fn key_in_form(&mut self, key: &Key, armed: Armed) -> Then<Reply> {
        match self.form.handle(key) {
            Flow::Taken => Then::Stay,
            Flow::Send => self.send(armed),
            Flow::Unused if *key == Key::Char('?') => self.hint(),
            Flow::Unused => Then::Unused,
        }
    }

    fn key_in_readings(&mut self, key: &Key) -> Then<Reply> {
        let Stage::Choosing { readings, list } = &mut self.stage else {
            return Then::Unused;
        };
        if list.handle(key) != Flow::Send {
            return Then::Stay;
        }
        let Some(reading) = list.picked().and_then(|at| readings.get(at)).cloned() else {
            return Then::Stay;
        };
        self.stage = Stage::Filling;
        self.accept(Response::Written(reading))
    }

    fn key_in_confidence(&mut self, key: &Key) -> Then<Reply> {
        let Stage::Confidence(response) = &self.stage else {
            return Then::Unused;
        };
        let confidence = match key {
            Key::Char('1' | 'a') => Some(1),
            Key::Char('2' | 'b') => Some(2),
            Key::Char('3' | 'c') => Some(3),
            Key::Enter => None,
            _ => return Then::Unused,
        };
        self.given(Given {
            response: Some(response.clone()),
            confidence,
            ..Given::default()
        })
    }

    /// What is filled in when the time is up, which is taken as if it had been sent.
    fn unsent(&self) -> Option<Response> {
        match (&self.stage, self.form.filled()) {
            (Stage::Confidence(response), _) => Some(response.clone()),
            (_, Filled::Nothing) => None,
            (_, Filled::Partly(_) | Filled::Wholly) => Some(self.form.response()),
        }
    }

    fn head(&self) -> Head {
        let view = self.view;
        let now = self.desk.elapsed();
        let time = match self.ends {
            // a second that has begun is still to come
            Some(ends) => format!("{} left", clock((ends - now).max(0.0).ceil())),
            None => clock(now),
        };
        let mut head = head(view.asked.n, view.length, &view.topics, view.score());
        head.right.push(time);
        head
    }

    /// Whether enter, pressed twice, passes the question over as it stands.
    fn may_skip(&self) -> bool {
        let sends = |hint: &KeyHint| hint.key == "enter" && hint.what == "send";
        let nothing = self.form.filled() == Filled::Nothing;
        nothing && !self.view.rules.no_skip && self.form.keys().iter().any(sends)
    }

    fn keys(&self) -> Vec<KeyHint> {
        match self.stage {
            Stage::Filling => {
                let mut keys = self.form.keys();
                if self.hints_left > 0 {
                    // of more use than the keys that one can do without
                    let extra = keys.iter().position(|hint| !hint.needed);
                    keys.insert(extra.unwrap_or(keys.len()), KeyHint::extra("?", "hint"));
                }
                if self.may_skip() {
                    keys.push(KeyHint::extra("enter twice", "skip"));
                }
                keys.push(KeyHint::needed("esc", "stop"));
                let flag = if self.flagged { "unflag" } else { "flag" };
                keys.push(KeyHint::extra("ctrl-f", flag));
                keys
            }
            Stage::Choosing { .. } => {
                vec![
                    KeyHint::needed("enter", "choose"),
                    KeyHint::extra("↑↓", "move"),
                    KeyHint::needed("esc", "write again"),
                ]
            }
            Stage::Confidence(_) => {
                vec![
                    KeyHint::needed("1-3", "how sure"),
                    KeyHint::needed("enter", "pass"),
                    KeyHint::needed("esc", "change answer"),
                ]
            }
        }
    }
}

impl Scene for Asking<'_> {
    type End = Reply;

    fn page(&self, width: usize) -> Page {
        let mut body = listing::preamble(self.view, width);
        body.extend(listing::lead(&self.view.asked.prompt, width));
        if !body.is_empty() {
            body.push(Line::empty());
        }
        let tried = words::tried(self.view);
        for text in &tried {
            body.extend(hang(&Line::text("  "), &Line::text(text), width));
        }
        if !tried.is_empty() {
            body.push(Line::empty());
        }
        for hint in &self.hints {
            let label = Line::of("  Hint  ", Role::Faint);
            body.extend(hang(&label, &Line::text(hint), width));
        }
        if !self.hints.is_empty() {
            body.push(Line::empty());
        }
        let mut shown = self.form.view(width);
        let mut start = body.len();
        body.append(&mut shown.lines);
        let mut asked = |question: &str| {
            body.push(Line::empty());
            body.extend(wrap(&Line::of(question, Role::Strong), width));
            start = body.len();
        };
        match &self.stage {
            Stage::Filling => {}
            Stage::Choosing { list, .. } => {
                asked(self.message.as_deref().unwrap_or("Which of these?"));
                shown = list.view(width);
                body.append(&mut shown.lines);
            }
            Stage::Confidence(_) => {
                asked("How sure are you?");
                shown = super::prompts::View::default();
                for (sign, text) in [("1", "a guess"), ("2", "fairly sure"), ("3", "sure")] {
                    let sign = Line::of(format!("    {sign}  "), Role::Strong);
                    body.extend(hang(&sign, &Line::text(text), width));
                }
                shown.focus = Some(0..3);
            }
        }
        let message = match self.stage {
            Stage::Choosing { .. } => None,
            _ => self.message.as_ref().map(Line::text),
        };
        Page {
            head: self.head(),
            body,
            focus: shown.focus.map(|rows| rows.start + start..rows.end + start),
            cursor: shown.cursor.map(|(row, column)| (row + start, column)),
            message,
            keys: self.keys(),
        }
    }

    fn key(&mut self, key: &Key) -> Then<Reply> {
        let armed = std::mem::replace(&mut self.armed, Armed::Nothing);
        if matches!(self.stage, Stage::Filling) {
            self.message = None;
        }
        match key {
            Key::Ctrl('d') => Then::End(Reply::Leave(Leave::Wanted)),
            Key::Ctrl('f') => self.flag(),
            Key::Escape if matches!(self.stage, Stage::Filling) => self.escape(armed),
            Key::Escape => {
                self.stage = Stage::Filling;
                self.message = None;
                Then::Stay
            }
            key => match self.stage {
                Stage::Filling => self.key_in_form(key, armed),
                Stage::Choosing { .. } => self.key_in_readings(key),
                Stage::Confidence(_) => self.key_in_confidence(key),
            },
        }
    }

    fn tick(&mut self) -> Then<Reply> {
        match self.ends {
            Some(ends) if self.desk.elapsed() >= ends => self.given(Given {
                timed_out: true,
                response: self.unsent(),
                ..Given::default()
            }),
            _ => Then::Stay,
        }
    }

    fn tell(&mut self, note: String) {
        self.message = Some(note);
    }
}

/// The head of a page about the question with that number; `score` is what was earned of what could
/// be, where that may be known.
pub fn head(n: u32, length: Length, topics: &[&str], score: Option<(f64, f64)>) -> Head {
    let number = crate::text::number_for_people;
    let place = match length {
        Length::Exactly(of) if of >= n => format!("{n} of {of}"),
        _ => format!("no. {n}"),
    };
    let short = match score {
        Some((points, of)) => format!("{place} · {}/{}", number(points), number(of)),
        None => place,
    };
    Head {
        left: Line::of(words::place(n, length), Role::Strong),
        topic: Line::of(topics.join(", "), Role::Faint),
        right: score
            .map(|(points, of)| words::points(points, of))
            .into_iter()
            .collect(),
        short: Line::of(short, Role::Strong),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use proptest::prelude::*;

    fn pressed(asking: &mut Asking<'_>, keys: &str) -> Then<Reply> {
        let mut then = Then::Stay;
        for c in keys.chars() {
            then = asking.key(&match c {
                '⏎' => Key::Enter,
                '⎋' => Key::Escape,
                c => Key::Char(c),
            });
        }
        then
    }

    fn given(response: Response, confidence: Option<u8>) -> Then<Reply> {
        Then::End(Reply::Given(Given {
            response: Some(response),
            confidence,
            ..Given::default()
        }))
    }

    fn message(asking: &Asking<'_>) -> String {
        let page = asking.page(78);
        let body: Vec<String> = page.body.iter().map(Line::plain).collect();
        let message = page.message.map(|line| line.plain()).unwrap_or_default();
        format!("{}\n{message}", body.join("\n"))
    }

    #[test]
    fn the_foot_names_skipping_while_nothing_is_filled_in() {
        let skips = |asking: &Asking<'_>| asking.keys().iter().any(|hint| hint.what == "skip");
        let mut posed = pick_one();
        let (view, mut desk) = (posed.view(), posed.desk());
        let mut asking = Asking::new(&view, &mut desk);
        assert!(skips(&asking));
        pressed(&mut asking, "b");
        assert!(!skips(&asking));
        // a card is opened by the first enter
        let card = rate();
        let (view, mut desk) = (card.view(), card.desk());
        let mut asking = Asking::new(&view, &mut desk);
        assert!(!skips(&asking));
        pressed(&mut asking, "⏎");
        assert!(skips(&asking));
        posed.rules.no_skip = true;
        let (view, mut desk) = (posed.view(), posed.desk());
        assert!(!skips(&Asking::new(&view, &mut desk)));
    }

    #[test]
    fn a_question_that_may_not_be_skipped_is_not() {
        let mut posed = write();
        posed.rules.no_skip = true;
        let (view, mut desk) = (posed.view(), posed.desk());
        let mut asking = Asking::new(&view, &mut desk);
        assert_eq!(pressed(&mut asking, "⏎⏎⏎"), Then::Stay);
        assert!(message(&asking).contains("can't be skipped"));
    }

    #[test]
    fn an_unfinished_answer_is_sent_at_the_second_enter() {
        let posed = pair_up();
        let (view, mut desk) = (posed.view(), posed.desk());
        let mut asking = Asking::new(&view, &mut desk);
        assert_eq!(pressed(&mut asking, "b⏎"), Then::Stay);
        assert!(message(&asking).contains("Not all are matched. Enter again sends it so."));
        let one = pairs(&[("Sino–North Korean treaty of friendship", "1961")]);
        assert_eq!(pressed(&mut asking, "⏎"), given(Response::Pairs(one), None));
    }

    #[test]
    fn a_doubt_offers_its_readings_and_who_insists_is_believed() {
        let posed = write();
        let view = posed.view();
        let mut desk = posed.desk();
        desk.doubt = Some(Doubt {
            question: "11 July or 7 November 1961?".into(),
            readings: texts(&["11 July 1961", "7 November 1961"]),
        });
        let mut asking = Asking::new(&view, &mut desk);
        assert_eq!(pressed(&mut asking, "11/7/1961⏎"), Then::Stay);
        assert!(message(&asking).contains("b  7 November 1961"));
        let november = Response::Written("7 November 1961".into());
        assert_eq!(pressed(&mut asking, "b⏎"), given(november, None));

        let mut asking = Asking::new(&view, &mut desk);
        let insisted = Response::Written("11/7/1961".into());
        assert_eq!(pressed(&mut asking, "11/7/1961⏎⎋⏎"), given(insisted, None));
    }

    #[test]
    fn a_text_with_blanks_is_shown_once() {
        let mut posed = blanks();
        posed.asked.prompt.stem = "The pact was signed in ____ by Putin and ____.".into();
        let (view, mut desk) = (posed.view(), posed.desk());
        let asking = Asking::new(&view, &mut desk);
        let shown = message(&asking);
        assert_eq!(
            shown.matches("The pact was signed in").count(),
            1,
            "{shown}"
        );
        let mut posed = posed;
        posed.asked.prompt.stem = "Fill in the blanks.".into();
        let (view, mut desk) = (posed.view(), posed.desk());
        assert!(message(&Asking::new(&view, &mut desk)).contains("Fill in the blanks."));
    }

    #[test]
    fn confidence_is_asked_before_the_key_is_shown() {
        let mut posed = pick_one();
        posed.rules.ask_confidence = true;
        let (view, mut desk) = (posed.view(), posed.desk());
        let mut asking = Asking::new(&view, &mut desk);
        assert_eq!(pressed(&mut asking, "d⏎"), Then::Stay);
        assert!(message(&asking).contains("How sure are you?"));
        let none = Response::One("None: the pact has no such clause".into());
        assert_eq!(pressed(&mut asking, "2"), given(none, Some(2)));
    }

    #[test]
    fn the_clock_of_the_quiz_ends_a_question_too() {
        let posed = write();
        let view = QuestionView {
            quiz_ends: Some(10.0),
            ..posed.view()
        };
        let mut desk = posed.desk();
        desk.elapsed = 9.5;
        let mut asking = Asking::new(&view, &mut desk);
        assert_eq!(asking.page(78).head.right, ["2 of 2 points", "0:01 left"]);
        assert_eq!(asking.tick(), Then::Stay);
        desk.elapsed = 10.0;
        let mut asking = Asking::new(&view, &mut desk);
        assert!(matches!(asking.tick(), Then::End(Reply::Given(given)) if given.timed_out));
    }

    proptest! {
        #[test]
        fn no_keys_and_no_window_panic_the_scene(
            keys in "[a-e1-4 ?⏎⎋é東]{0,12}",
            width in 1usize..100,
            height in 1usize..40,
        ) {
            for posed in every_shape() {
                let (view, mut desk) = (posed.view(), posed.desk());
                let mut asking = Asking::new(&view, &mut desk);
                pressed(&mut asking, &keys);
                let size = super::super::tty::Size { width, height };
                let page = asking.page(super::super::screen::body_width(size));
                let frame = page.compose(size, &mut super::super::screen::Scroll::default());
                prop_assert_eq!(frame.rows.len(), height);
            }
        }
    }
}
