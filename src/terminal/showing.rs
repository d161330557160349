//! The scenes that only show: what an answer earned and why, the result, a choice that must be made.

use super::decode::Key;
use super::look::{Line, Role};
use super::prompts::{Flow, Form, PickOne};
use super::scene::{Scene, Then};
use super::screen::{Head, KeyHint, Page};
use super::view::{OutcomeView, TurnView};
use super::wrap::wrap;
use super::{
    AfterQuiz, Chosen, Desk, Leave, Onward, asking, feedback, listing, marked, result, words,
};
use crate::item::Prompt;
use crate::quiz::Feedback;
use crate::text::clock;

/// What an answer earned, and why.
pub struct ShowTurn<'a> {
    view: &'a TurnView<'a>,
    desk: &'a mut dyn Desk,
    cards: bool,
    why: bool,
    flagged: bool,
    message: Option<String>,
}

impl<'a> ShowTurn<'a> {
    /// The feedback on a turn.
    pub fn new(view: &'a TurnView<'a>, desk: &'a mut dyn Desk) -> Self {
        Self {
            view,
            desk,
            cards: false,
            why: false,
            flagged: view.turn.flagged,
            message: None,
        }
    }
}

impl Scene for ShowTurn<'_> {
    type End = Onward;

    fn page(&self, width: usize) -> Page {
        let view = self.view;
        let mut head = asking::head(
            view.turn.n,
            view.length,
            &view.topics,
            Some((view.points, view.max_points)),
        );
        head.right.push(clock(self.desk.elapsed()));
        let (mut body, verdict) = answered(view, width);
        let mut focus = verdict..body.len();
        let asked_for = body.len();
        if self.why {
            body.push(Line::empty());
            body.extend(feedback::labelled(&feedback::why(view), width));
        }
        if self.cards {
            for card in self.desk.entities() {
                body.push(Line::empty());
                body.extend(feedback::card(&card, width));
            }
        }
        if body.len() > asked_for {
            focus = asked_for + 1..body.len();
        }
        let mut keys = vec![KeyHint::needed("enter", "next")];
        if view.has_entities && !self.cards {
            keys.push(KeyHint::extra("E", "entity card"));
        }
        if !self.why {
            keys.push(KeyHint::extra("W", "why this question"));
        }
        let escape = match (self.cards, self.why) {
            (false, false) => "stop",
            (true, false) => "close the card",
            (_, true) => "close",
        };
        keys.extend([
            KeyHint::extra("F", if self.flagged { "unflag" } else { "flag" }),
            KeyHint::needed("esc", escape),
        ]);
        Page {
            head,
            body,
            focus: Some(focus),
            cursor: None,
            message: self.message.as_ref().map(Line::text),
            keys,
        }
    }

    fn key(&mut self, key: &Key) -> Then<Onward> {
        self.message = None;
        match key {
            Key::Enter | Key::Char(' ') => return Then::End(Onward::Next),
            Key::Escape if self.cards || self.why => (self.cards, self.why) = (false, false),
            Key::Escape | Key::Ctrl('d') => return Then::End(Onward::Leave(Leave::Wanted)),
            Key::Char('e' | 'E') if self.view.has_entities => self.cards = !self.cards,
            Key::Char('w' | 'W') => self.why = !self.why,
            Key::Char('f' | 'F') | Key::Ctrl('f') => {
                if let Some(on) = self.desk.flag() {
                    self.flagged = on;
                    let text = words::flagged(on);
                    self.message = Some(text.to_owned());
                }
            }
            _ => return Then::Unused,
        }
        Then::Stay
    }

    fn tell(&mut self, note: String) {
        self.message = Some(note);
    }
}

/// The question with its marks and the feedback; and the row of the verdict.
fn answered(view: &TurnView<'_>, width: usize) -> (Vec<Line>, usize) {
    let mut lines = question(&view.turn.prompt, width);
    lines.push(Line::empty());
    let marked = marked::lines(view, width);
    let has_marks = marked.is_some();
    if let Some(marked) = marked {
        lines.extend(marked);
        lines.push(Line::empty());
    }
    let verdict = lines.len();
    lines.extend(feedback::lines(view, has_marks, width));
    (lines, verdict)
}

/// The stem; the text where the blanks are in it.
fn question(prompt: &Prompt, width: usize) -> Vec<Line> {
    let stem = listing::stem(prompt, width);
    if stem.is_empty() {
        let text = listing::blanks_in_one_line(&prompt.shape);
        wrap(&Line::of(text, Role::Strong), width)
    } else {
        stem
    }
}

/// The result, and on request all answers.
pub struct ShowOutcome<'a> {
    view: &'a OutcomeView<'a>,
    all: bool,
    message: Option<String>,
}

impl<'a> ShowOutcome<'a> {
    /// The result of a quiz.
    pub fn new(view: &'a OutcomeView<'a>) -> Self {
        Self {
            view,
            all: false,
            message: None,
        }
    }

    fn may_review(&self) -> bool {
        result::to_review(self.view).next().is_some()
    }

    fn may_see_all(&self) -> bool {
        self.view.rules.feedback != Feedback::Never && !self.view.turns.is_empty()
    }

    fn all_answers(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for turn in &self.view.turns {
            let place = words::place(turn.turn.n, turn.length);
            lines.push(Line::of(place, Role::Faint));
            lines.extend(answered(turn, width).0);
            lines.push(Line::empty());
        }
        lines
    }
}

impl Scene for ShowOutcome<'_> {
    type End = AfterQuiz;

    fn page(&self, width: usize) -> Page {
        let mut keys = Vec::new();
        if self.all {
            keys.extend([
                KeyHint::extra("↑↓", "scroll"),
                KeyHint::needed("D", "back to the result"),
            ]);
        } else {
            if self.may_review() {
                keys.push(KeyHint::extra("R", "review the wrong ones"));
            }
            keys.push(KeyHint::extra("A", "again"));
            if self.may_see_all() {
                keys.push(KeyHint::extra("D", "all answers"));
            }
        }
        keys.push(KeyHint::needed("enter", "leave"));
        Page {
            head: Head {
                left: result::title(self.view),
                right: vec![result::time(self.view)],
                ..Head::default()
            },
            body: if self.all {
                self.all_answers(width)
            } else {
                result::lines(self.view, true, width)
            },
            // each opens at its top, wherever the other was scrolled to
            focus: Some(0..1),
            cursor: None,
            message: self.message.as_ref().map(Line::text),
            keys,
        }
    }

    fn key(&mut self, key: &Key) -> Then<AfterQuiz> {
        self.message = None;
        match key {
            Key::Escape if self.all => self.all = false,
            Key::Enter | Key::Escape | Key::Ctrl('d') => {
                return Then::End(AfterQuiz::Leave(Leave::Wanted));
            }
            Key::Char('a' | 'A') => return Then::End(AfterQuiz::Again),
            Key::Char('r' | 'R') if self.may_review() => return Then::End(AfterQuiz::Review),
            Key::Char('d' | 'D') if self.may_see_all() => self.all = !self.all,
            _ => return Then::Unused,
        }
        Then::Stay
    }

    fn tell(&mut self, note: String) {
        self.message = Some(note);
    }
}

/// Lines that are not part of the quiz, such as a script's mistakes.
pub struct Report<'a> {
    text: &'a str,
    message: Option<String>,
}

impl<'a> Report<'a> {
    /// A text whose lines stay as they are where they fit.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            message: None,
        }
    }
}

impl Scene for Report<'_> {
    type End = Onward;

    fn page(&self, width: usize) -> Page {
        Page {
            body: wrap(&Line::text(self.text.trim_end()), width),
            message: self.message.as_ref().map(Line::text),
            keys: vec![
                KeyHint::needed("enter", "go on"),
                KeyHint::needed("esc", "stop"),
            ],
            ..Page::default()
        }
    }

    fn key(&mut self, key: &Key) -> Then<Onward> {
        match key {
            Key::Enter | Key::Char(' ') => Then::End(Onward::Next),
            Key::Escape | Key::Ctrl('d') => Then::End(Onward::Leave(Leave::Wanted)),
            _ => Then::Unused,
        }
    }

    fn tell(&mut self, note: String) {
        self.message = Some(note);
    }
}

/// A choice that must be made now.
pub struct Choose<'a> {
    text: &'a str,
    list: PickOne,
    message: Option<String>,
}

impl<'a> Choose<'a> {
    /// A text and the options it leaves.
    pub fn new(text: &'a str, options: &[&str]) -> Self {
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        Self {
            text,
            list: PickOne::new(&options),
            message: None,
        }
    }
}

impl Scene for Choose<'_> {
    type End = Chosen;

    fn page(&self, width: usize) -> Page {
        let mut body = wrap(&Line::of(self.text, Role::Strong), width);
        body.push(Line::empty());
        let start = body.len();
        let list = self.list.view(width);
        body.extend(list.lines);
        Page {
            body,
            focus: list.focus.map(|rows| rows.start + start..rows.end + start),
            message: self.message.as_ref().map(Line::text),
            keys: self.list.keys(),
            ..Page::default()
        }
    }

    fn key(&mut self, key: &Key) -> Then<Chosen> {
        if matches!(key, Key::Escape | Key::Ctrl('d')) {
            return Then::End(Chosen::Leave(Leave::Wanted));
        }
        match (self.list.handle(key), self.list.picked()) {
            (Flow::Send, Some(at)) => Then::End(Chosen::Option(at)),
            (Flow::Unused, _) => Then::Unused,
            _ => Then::Stay,
        }
    }

    fn tell(&mut self, note: String) {
        self.message = Some(note);
    }
}

#[cfg(test)]
mod tests {
    use super::super::screen::Scroll;
    use super::super::testing::*;
    use super::super::tty::Size;
    use super::*;

    fn foot(page: &Page) -> Vec<&str> {
        page.keys.iter().map(|hint| hint.what).collect()
    }

    #[test]
    fn all_answers_open_at_their_top() {
        let (outcome, turns) = (outcome(), [wrong_article()]);
        let rules = crate::quiz::Rules::default();
        let view = outcome_view(&outcome, &turns, &rules);
        let mut scene = ShowOutcome::new(&view);
        let size = Size {
            width: 40,
            height: 8,
        };
        let mut scroll = Scroll::default();
        scroll.line(&Key::End);
        scene.page(38).compose(size, &mut scroll);
        assert!(scroll.top > 0);
        assert_eq!(scene.key(&Key::Char('D')), Then::Stay);
        scroll.free = false;
        scene.page(38).compose(size, &mut scroll);
        assert_eq!(scroll.top, 0);
    }

    #[test]
    fn escape_closes_a_card_and_only_then_the_quiz() {
        let judged = wrong_article();
        let view = judged.view();
        let mut desk = TestDesk::default();
        let mut scene = ShowTurn::new(&view, &mut desk);
        for key in ['E', 'W'] {
            assert_eq!(scene.key(&Key::Char(key)), Then::Stay);
            assert!(foot(&scene.page(78)).last().unwrap().starts_with("close"));
            assert_eq!(scene.key(&Key::Escape), Then::Stay);
            assert_eq!(foot(&scene.page(78)).last(), Some(&"stop"));
        }
        let left = Then::End(Onward::Leave(Leave::Wanted));
        assert_eq!(scene.key(&Key::Escape), left);
    }

    #[test]
    fn the_foot_offers_to_take_a_flag_off() {
        let mut judged = wrong_article();
        judged.turn.flagged = true;
        let view = judged.view();
        let mut desk = TestDesk {
            flagged: true,
            ..TestDesk::default()
        };
        let mut scene = ShowTurn::new(&view, &mut desk);
        assert!(foot(&scene.page(78)).contains(&"unflag"));
        assert_eq!(scene.key(&Key::Char('F')), Then::Stay);
        assert!(foot(&scene.page(78)).contains(&"flag"));
    }
}
