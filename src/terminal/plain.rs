//! The same quiz as plain lines: for pipes, files of answers, `--plain`, TERM=dumb and screen
//! readers. Nothing is redrawn and everything is said in words. At a terminal what can't be read is
//! asked again; a pipe is paper: one line, one answer.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::item::{Response, Shape, typed};
use crate::quiz::{Feedback, Given};

use super::feedback;
use super::lines::{Got, Lines};
use super::listing;
use super::look::{Line, Look, Role};
use super::view::{OutcomeView, QuestionView, TurnView};
use super::wrap::wrap;
use super::{AfterQuiz, Chosen, Desk, FrontEnd, Leave, Onward, Reply, result, words};

/// Plain lines.
pub struct Plain<W> {
    out: W,
    lines: Lines,
    look: Look,
    width: usize,
    /// Whether a person sits there, who can be asked again.
    interactive: bool,
    /// The number of the question that was put last.
    put: Option<u32>,
}

/// What a line says while a question stands.
enum Said {
    Skip,
    Hint,
    Flag,
    Quit,
    Answer(String),
}

impl<W: Write> Plain<W> {
    /// Plain lines to `out`, answers from `lines`. Lines are wrapped at `width` columns if there is
    /// one. `interactive` says that a person reads and types.
    pub fn new(out: W, lines: Lines, look: Look, width: Option<usize>, interactive: bool) -> Self {
        Self {
            out,
            lines,
            look,
            width: width.unwrap_or_else(|| columns(interactive)).max(20),
            interactive,
            put: None,
        }
    }

    fn print(&mut self, lines: &[Line]) -> io::Result<()> {
        for line in lines {
            writeln!(self.out, "{}", self.look.render(line).trim_end())?;
        }
        Ok(())
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let lines = wrap(&Line::text(text), self.width);
        self.print(&lines)
    }

    /// Waits for a line behind a prompt.
    fn listen(&mut self, deadline: Option<Instant>) -> io::Result<Got> {
        if self.interactive {
            write!(self.out, "> ")?;
        }
        self.out.flush()?;
        let got = self.lines.next(deadline);
        if self.interactive && !matches!(got, Got::Line(_)) {
            // no enter has ended the prompt's line
            writeln!(self.out)?;
        }
        Ok(got)
    }

    fn put(&mut self, view: &QuestionView<'_>) -> io::Result<()> {
        let prompt = &view.asked.prompt;
        let mut head = listing::place(view);
        if let Some((points, of)) = view.score() {
            head = head.with(format!(" · {}", words::points(points, of)), Role::Faint);
        }
        let mut lines = wrap(&head, self.width);
        lines.push(Line::empty());
        lines.extend(listing::preamble(view, self.width));
        lines.extend(listing::lead(prompt, self.width));
        lines.extend(listing::options(&prompt.shape, self.width));
        self.print(&lines)?;
        for hint in view.hints {
            self.say(&format!("Hint: {hint}"))?;
        }
        self.put = Some(view.asked.n);
        Ok(())
    }

    /// The other side of a card, after the learner has thought. Paper shows it at once.
    fn turn_card(&mut self, back: &str, deadline: Option<Instant>) -> io::Result<Option<Got>> {
        if self.interactive {
            self.say("Think of the answer, then press enter to see it.")?;
            match self.listen(deadline)? {
                Got::Line(line) if line.trim() == ":quit" => {
                    return Ok(Some(Got::Leave(Leave::Wanted)));
                }
                Got::Line(_) => {}
                other => return Ok(Some(other)),
            }
        }
        self.say(back)?;
        Ok(None)
    }

    fn usage(&mut self, view: &QuestionView<'_>) -> io::Result<()> {
        let mut usage = typed::usage(&view.asked.prompt.shape);
        if self.interactive {
            let mut commands = Vec::new();
            if !view.rules.no_skip {
                commands.push("enter alone skips");
            }
            if view.hints_left > 0 {
                commands.push("? hint");
            }
            commands.extend([":flag", ":quit"]);
            usage = format!("{usage} ({})", commands.join(", "));
        }
        self.say(&usage)
    }

    fn hint(&mut self, view: &QuestionView<'_>, desk: &mut dyn Desk) -> io::Result<()> {
        match desk.hint() {
            Some(hint) => {
                let cost = view.rules.hint_note.as_deref();
                let cost = cost.map(|note| format!(" ({note})")).unwrap_or_default();
                self.say(&format!("Hint: {hint}{cost}"))
            }
            None => self.say(words::no_hint(view)),
        }
    }

    fn flag(&mut self, desk: &mut dyn Desk) -> io::Result<()> {
        match desk.flag() {
            Some(true) => self.say("Flagged."),
            Some(false) => self.say("No longer flagged."),
            None => Ok(()),
        }
    }

    /// Why a line can't be taken as it stands, if somebody can be asked again.
    fn objection(&self, answer: &Result<Response, String>, desk: &mut dyn Desk) -> Option<String> {
        if !self.interactive {
            return None;
        }
        let doubt = match answer {
            Err(message) => return Some(sentence(message)),
            Ok(response) => desk.doubt(response)?,
        };
        let readings = doubt.readings.join("”, “");
        Some(match readings.as_str() {
            "" => doubt.question,
            _ => format!("{} Type “{readings}”.", doubt.question),
        })
    }

    /// How sure the learner is, where the mode wants to know and somebody can be asked.
    fn confidence(&mut self, view: &QuestionView<'_>) -> io::Result<Option<u8>> {
        if !view.rules.ask_confidence || !self.interactive {
            return Ok(None);
        }
        self.say("How sure are you? 1 a guess, 2 fairly sure, 3 sure.")?;
        loop {
            match self.listen(None)? {
                Got::Line(line) => match line.trim().parse() {
                    Ok(sure @ 1..=3) => return Ok(Some(sure)),
                    _ if line.trim().is_empty() => return Ok(None),
                    _ => self.say("Type 1, 2 or 3.")?,
                },
                // the answer stands; leaving is noticed at the next question
                _ => return Ok(None),
            }
        }
    }

    /// Takes lines until the question is answered, skipped or left.
    fn take(
        &mut self,
        view: &QuestionView<'_>,
        desk: &mut dyn Desk,
        deadline: Option<Instant>,
    ) -> io::Result<Result<Given, Leave>> {
        let shape = &view.asked.prompt.shape;
        let mut objected = None;
        loop {
            let line = match self.listen(deadline)? {
                Got::Line(line) => line,
                Got::TimeUp => {
                    self.say("Time is up.")?;
                    return Ok(Ok(Given {
                        timed_out: true,
                        ..Given::default()
                    }));
                }
                Got::Leave(leave) => return Ok(Err(leave)),
            };
            match Said::in_line(line) {
                Said::Quit => return Ok(Err(Leave::Wanted)),
                Said::Hint => self.hint(view, desk)?,
                Said::Flag => self.flag(desk)?,
                Said::Skip if view.rules.no_skip && self.interactive => {
                    self.say("This question can't be skipped.")?;
                }
                Said::Skip => return Ok(Ok(Given::default())),
                Said::Answer(line) => {
                    let answer = typed::read(shape, &line);
                    // who types the same again means it
                    let meant = answer.is_ok() && objected.as_ref() == Some(&line);
                    match self.objection(&answer, desk).filter(|_| !meant) {
                        Some(objection) => {
                            self.say(&objection)?;
                            objected = Some(line);
                        }
                        None => {
                            if let Err(message) = &answer {
                                // paper is not asked again, but it is told why it earns nothing
                                self.say(&format!("Not read: {}", sentence(message)))?;
                            }
                            let response = answer.unwrap_or(Response::Written(line));
                            let confidence = self.confidence(view)?;
                            return Ok(Ok(Given {
                                response: Some(response),
                                confidence,
                                ..Given::default()
                            }));
                        }
                    }
                }
            }
        }
    }

    fn feedback(&mut self, view: &TurnView<'_>) -> io::Result<()> {
        let lines = feedback::lines(view, false, self.width);
        self.print(&lines)?;
        writeln!(self.out)
    }

    /// After the feedback, at a terminal: cards and reasons, until the learner goes on.
    fn linger(&mut self, view: &TurnView<'_>, desk: &mut dyn Desk) -> io::Result<Onward> {
        let card = if view.has_entities {
            ":card what it is about, "
        } else {
            ""
        };
        let usage = format!("Enter goes on; {card}:why this question, :flag, :quit.");
        self.say(&usage)?;
        loop {
            let line = match self.listen(None)? {
                Got::Line(line) => line,
                Got::TimeUp => return Ok(Onward::Next),
                Got::Leave(leave) => return Ok(Onward::Leave(leave)),
            };
            match line.trim() {
                ":quit" => return Ok(Onward::Leave(Leave::Wanted)),
                ":flag" => self.flag(desk)?,
                ":why" => {
                    let lines = feedback::labelled(&feedback::why(view), self.width);
                    self.print(&lines)?;
                }
                ":card" => {
                    for card in desk.entities() {
                        let lines = feedback::card(&card, self.width);
                        self.print(&lines)?;
                    }
                }
                "" => return Ok(Onward::Next),
                "?" => self.say(&usage)?,
                // nothing that was typed is passed over in silence
                _ => self.say(&format!("The question is over. {usage}"))?,
            }
        }
    }

    /// Takes lines until one of the options is picked.
    fn pick(&mut self, text: &str, options: &[&str]) -> io::Result<Chosen> {
        self.say(text)?;
        let texts: Vec<String> = options.iter().map(|&text| text.to_owned()).collect();
        let shape = Shape::PickOne {
            options: texts.clone(),
        };
        let lines = listing::options(&shape, self.width);
        self.print(&lines)?;
        self.say(&typed::usage(&shape))?;
        loop {
            match self.listen(None)? {
                Got::Line(line) if line.trim() == ":quit" => {
                    return Ok(Chosen::Leave(Leave::Wanted));
                }
                Got::Line(line) => match typed::read(&shape, &line) {
                    Ok(Response::One(text)) => {
                        let at = texts.iter().position(|option| *option == text);
                        return Ok(Chosen::Option(at.unwrap_or(0)));
                    }
                    _ => self.say(&typed::usage(&shape))?,
                },
                Got::TimeUp => {}
                Got::Leave(leave) => return Ok(Chosen::Leave(leave)),
            }
        }
    }

    fn all_answers(&mut self, view: &OutcomeView<'_>) -> io::Result<()> {
        for turn in &view.turns {
            let mut lines = vec![Line::of(
                words::place(turn.turn.n, turn.length),
                Role::Strong,
            )];
            lines.extend(listing::stem(&turn.turn.prompt, self.width));
            self.print(&lines)?;
            self.feedback(turn)?;
        }
        Ok(())
    }
}

impl<W: Write> FrontEnd for Plain<W> {
    fn ask(&mut self, view: &QuestionView<'_>, desk: &mut dyn Desk) -> io::Result<Reply> {
        if view.tried.is_empty() || self.put != Some(view.asked.n) {
            self.put(view)?;
        }
        for line in words::tried(view) {
            self.say(&line)?;
        }
        let shown = desk.elapsed();
        let deadline = self.interactive.then(|| deadline(view, shown)).flatten();
        let mut given = None;
        if let Shape::Rate { back } = &view.asked.prompt.shape {
            given = match self.turn_card(back, deadline)? {
                Some(Got::Leave(leave)) => return Ok(Reply::Leave(leave)),
                Some(_) => Some(Given {
                    timed_out: true,
                    ..Given::default()
                }),
                None => None,
            };
        }
        let given = match given {
            Some(given) => given,
            None => {
                self.usage(view)?;
                match self.take(view, desk, deadline)? {
                    Ok(given) => given,
                    Err(leave) => return Ok(Reply::Leave(leave)),
                }
            }
        };
        let seconds = (desk.elapsed() - shown).max(0.0);
        Ok(Reply::Given(Given { seconds, ..given }))
    }

    fn show_turn(&mut self, view: &TurnView<'_>, desk: &mut dyn Desk) -> io::Result<Onward> {
        if view.rules.feedback != Feedback::AtOnce {
            self.say("Noted.")?;
            writeln!(self.out)?;
            return Ok(Onward::Next);
        }
        self.feedback(view)?;
        if self.interactive {
            return self.linger(view, desk);
        }
        Ok(Onward::Next)
    }

    fn show_outcome(&mut self, view: &OutcomeView<'_>) -> io::Result<AfterQuiz> {
        if view.rules.feedback == Feedback::AtTheEnd {
            self.all_answers(view)?;
        }
        let mut lines = wrap(&result::title(view), self.width);
        lines.push(Line::text(result::time(view)));
        lines.push(Line::empty());
        lines.extend(result::lines(view, false, self.width));
        self.print(&lines)?;
        if !self.interactive {
            return Ok(AfterQuiz::Leave(Leave::Wanted));
        }
        let review = result::to_review(view).next().is_some();
        let review = if review {
            ", review (the wrong ones)"
        } else {
            ""
        };
        let all = if view.rules.feedback == Feedback::Never {
            ""
        } else {
            ", all (answers)"
        };
        self.say(&format!("Enter leaves; or type again{review}{all}."))?;
        loop {
            match self.listen(None)? {
                Got::Line(line) => match line.trim().to_lowercase().as_str() {
                    "again" => return Ok(AfterQuiz::Again),
                    "review" if !review.is_empty() => return Ok(AfterQuiz::Review),
                    "all" if !all.is_empty() => self.all_answers(view)?,
                    "" | ":quit" => return Ok(AfterQuiz::Leave(Leave::Wanted)),
                    _ => self.say("Type again, review or all; or enter to leave.")?,
                },
                Got::TimeUp => {}
                Got::Leave(leave) => return Ok(AfterQuiz::Leave(leave)),
            }
        }
    }

    fn has_left_over(&mut self) -> bool {
        self.lines.has_left_over()
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        self.say(text)?;
        self.out.flush()
    }

    fn offer(&mut self, labels: &[&str]) -> io::Result<Chosen> {
        self.pick(words::OFFER, labels)
    }

    fn choose(&mut self, text: &str, options: &[&str]) -> io::Result<Chosen> {
        if !self.interactive {
            self.say(text)?;
            return Ok(Chosen::Leave(Leave::EndOfInput));
        }
        self.pick(text, options)
    }

    fn close(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Said {
    fn in_line(line: String) -> Self {
        match line.trim() {
            "" => Self::Skip,
            "?" => Self::Hint,
            ":flag" => Self::Flag,
            ":quit" => Self::Quit,
            _ => Self::Answer(line),
        }
    }
}

/// How wide lines are where nobody says: a person's window, and no bound on paper.
fn columns(interactive: bool) -> usize {
    #[cfg(unix)]
    if interactive {
        return super::tty::window().width;
    }
    let _ = interactive;
    usize::MAX
}

/// When a question that was shown now runs out of time: its own limit or the quiz's end.
pub(super) fn deadline(view: &QuestionView<'_>, elapsed: f64) -> Option<Instant> {
    let of_quiz = view.quiz_ends.map(|end| (end - elapsed).max(0.0));
    let left = [view.time_left(), of_quiz]
        .into_iter()
        .flatten()
        .reduce(f64::min)?;
    let left = Duration::try_from_secs_f64(left).ok()?;
    Instant::now().checked_add(left)
}

/// A message as a sentence: with a capital and a full stop.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(char::to_uppercase).into_iter().flatten();
    let text: String = first.chain(chars).collect();
    if text.ends_with(['.', '?', '!']) {
        text
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::kinds::Doubt;

    const PAPER: bool = false;
    const PERSON: bool = true;

    fn plain(input: &'static str, interactive: bool) -> Plain<Vec<u8>> {
        let lines = Lines::of(input.as_bytes());
        Plain::new(
            Vec::new(),
            lines,
            Look { colour: false },
            Some(80),
            interactive,
        )
    }

    fn asked(
        posed: &Posed,
        desk: &mut TestDesk,
        input: &'static str,
        who: bool,
    ) -> (Reply, String) {
        let mut plain = plain(input, who);
        let reply = plain.ask(&posed.view(), desk).expect("no output fails");
        (reply, String::from_utf8(plain.out).expect("text"))
    }

    fn answered(response: Response) -> Reply {
        Reply::Given(Given {
            response: Some(response),
            ..Given::default()
        })
    }

    #[test]
    fn a_question_is_put_in_words() {
        let posed = pick_one();
        let (reply, out) = asked(&posed, &mut posed.desk(), "c\n", PAPER);
        assert_eq!(
            out,
            "\
Question 3 of 12 · The 2024 pact · 2 of 2 points

Which article obliges each side to give military help at once if the other is
attacked and put in a state of war?
    a  Article 3, on consulting where a threat of aggression arises
    b  Article 8, on strengthening the ability to defend
    c  Article 4, which invokes Article 51 of the UN Charter
    d  None: the pact has no such clause
Type a letter, a to d.
"
        );
        let article = "Article 4, which invokes Article 51 of the UN Charter";
        assert_eq!(reply, answered(Response::One(article.into())));
    }

    #[test]
    fn every_shape_is_answered_by_one_line() {
        let lines = [
            "2\n",
            "a;c\n",
            "2024\n",
            "Pyongyang|b\n",
            "c;b;a\n",
            "1b;4e\n",
            "China=States; 2b\n",
            "good\n",
        ];
        for (posed, line) in every_shape().iter().zip(lines) {
            let (reply, out) = asked(posed, &mut posed.desk(), line, PAPER);
            let Reply::Given(given) = reply else {
                panic!("left: {out}");
            };
            assert!(
                given.response.is_some_and(|response| !response.is_empty()),
                "{out}"
            );
        }
    }

    #[test]
    fn paper_is_never_asked_again_but_told_what_could_not_be_read() {
        let posed = pick_one();
        let mut desk = posed.desk();
        desk.doubt = Some(Doubt {
            question: "Which?".into(),
            readings: Vec::new(),
        });
        let (reply, out) = asked(&posed, &mut desk, "z\nb\n", PAPER);
        assert_eq!(reply, answered(Response::Written("z".into())));
        assert!(out.contains("There is no option `z`"), "{out}");
        let (reply, _) = asked(&posed, &mut desk, "\nb\n", PAPER);
        assert_eq!(reply, Reply::Given(Given::default()));
    }

    #[test]
    fn a_person_is_asked_again_and_may_insist() {
        let posed = write();
        let mut desk = posed.desk();
        desk.doubt = Some(Doubt {
            question: "11 July or 7 November 1961?".into(),
            readings: texts(&["11 July 1961", "7 November 1961"]),
        });
        let (reply, out) = asked(&posed, &mut desk, "11/7/1961\n11/7/1961\n", PERSON);
        assert!(
            out.contains("> 11 July or 7 November 1961? Type “11 July 1961”, “7 November 1961”.")
        );
        assert_eq!(reply, answered(Response::Written("11/7/1961".into())));

        let posed = pick_one();
        let (reply, out) = asked(&posed, &mut posed.desk(), "z\na\n", PERSON);
        assert!(out.contains("There is no option `z`"), "{out}");
        assert!(matches!(reply, Reply::Given(_)));
    }

    #[test]
    fn hints_flags_skips_and_quitting_are_lines() {
        let posed = write();
        let mut desk = posed.desk();
        let (reply, out) = asked(&posed, &mut desk, "?\n?\n:flag\n:quit\n", PERSON);
        assert!(out.contains("Hint: A number below 5."), "{out}");
        assert!(out.contains("There is no further hint."), "{out}");
        assert!(out.contains("Flagged."), "{out}");
        assert!(desk.flagged);
        assert_eq!(reply, Reply::Leave(Leave::Wanted));
    }

    #[test]
    fn a_question_without_hints_says_so() {
        let mut posed = write();
        posed.hints.clear();
        let (_, out) = asked(&posed, &mut posed.desk(), "?\n:quit\n", PERSON);
        assert!(out.contains("There is no hint."), "{out}");
    }

    #[test]
    fn a_further_try_says_what_was_wrong_and_how_many_are_left() {
        let posed = tried_once();
        let mut plain = plain("c\n", PERSON);
        plain.put = Some(posed.asked.n);
        let reply = plain
            .ask(&posed.view(), &mut posed.desk())
            .expect("written");
        assert!(matches!(reply, Reply::Given(_)));
        let out = String::from_utf8(plain.out).expect("text");
        assert!(
            out.starts_with(
                "Not right: Article 8. Article 8 is about measures in peace.\n2 tries left.\n"
            ),
            "{out}"
        );
        // who goes on with the quiz later reads the question too
        let (_, out) = asked(&posed, &mut posed.desk(), "c\n", PERSON);
        assert!(
            out.contains("Which article obliges") && out.contains("2 tries left."),
            "{out}"
        );
    }

    #[test]
    fn what_a_mode_offers_is_picked_on_paper_too() {
        for (input, interactive) in [("b\n", PAPER), ("z\nmove on\n", PERSON)] {
            let mut plain = plain(input, interactive);
            let chosen = plain.offer(&["Try again", "Move on"]).expect("written");
            assert_eq!(chosen, Chosen::Option(1));
            let out = String::from_utf8(plain.out).expect("text");
            assert!(out.starts_with("What next?\n"), "{out}");
        }
    }

    #[test]
    fn a_question_whose_blanks_have_hints_points_to_them() {
        let mut posed = blanks();
        posed.hints.clear();
        if let Shape::FillBlanks { pieces } = &mut posed.asked.prompt.shape {
            pieces.push(crate::item::Piece::Blank {
                options: Vec::new(),
                expects: crate::item::Expects::Text,
                hint: Some("a capital".to_owned()),
            });
        }
        let (_, out) = asked(&posed, &mut posed.desk(), "?\n:quit\n", PERSON);
        assert!(out.contains("[a capital]"), "{out}");
        assert!(
            out.contains("There is no hint but those beside the blanks."),
            "{out}"
        );
    }

    // case: the-input-ends-too-early
    #[test]
    fn the_end_of_input_leaves_and_what_was_read_counts() {
        let posed = write();
        let mut plain = plain("2024", PAPER);
        let first = plain
            .ask(&posed.view(), &mut posed.desk())
            .expect("written");
        assert_eq!(first, answered(Response::Written("2024".into())));
        for _ in 0..3 {
            let next = plain
                .ask(&posed.view(), &mut posed.desk())
                .expect("written");
            assert_eq!(next, Reply::Leave(Leave::EndOfInput));
        }
        assert!(!plain.out.contains(&0x1b));
    }

    #[test]
    fn a_card_is_turned_by_a_person_and_open_on_paper() {
        let posed = rate();
        let (reply, out) = asked(&posed, &mut posed.desk(), "\n4\n", PERSON);
        assert!(
            out.contains("press enter to see it.\n> Democratic"),
            "{out}"
        );
        assert_eq!(reply, answered(Response::Rated(crate::item::Rating::Easy)));
        let (reply, _) = asked(&posed, &mut posed.desk(), "again\n", PAPER);
        assert_eq!(reply, answered(Response::Rated(crate::item::Rating::Again)));
    }

    #[test]
    fn confidence_is_asked_where_the_mode_wants_it() {
        let mut posed = write();
        posed.rules.ask_confidence = true;
        let (reply, _) = asked(&posed, &mut posed.desk(), "2024\nvery\n3\n", PERSON);
        let Reply::Given(given) = reply else {
            panic!("left");
        };
        assert_eq!(given.confidence, Some(3));
    }

    #[test]
    fn feedback_says_what_was_wrong_and_why() {
        let judged = wrong_article();
        let mut plain = plain("", PAPER);
        let mut desk = TestDesk::default();
        plain.show_turn(&judged.view(), &mut desk).expect("written");
        assert_eq!(
            String::from_utf8(plain.out).expect("text"),
            "\
Wrong. 0 of 1 point.
  You         b  Article 8, on strengthening the ability to defend
  Answer      c  Article 4, which invokes Article 51 of the UN Charter
  Why not b   Article 8 is about joint measures in peace, not about an attack.
  Why c       Article 4 promises help \"by all means\" without delay.
  Score       streak ended at 2 (mode: streak)
  Source      Treaty text, Article 4 (article#F003)

"
        );
    }

    #[test]
    fn an_exam_does_not_tell_by_its_points_whether_the_last_answer_was_right() {
        let mut posed = write();
        let (_, out) = asked(&posed, &mut posed.desk(), ":quit\n", PERSON);
        assert!(out.contains("2 of 2 points"), "{out}");
        posed.rules.feedback = Feedback::AtTheEnd;
        let (_, out) = asked(&posed, &mut posed.desk(), ":quit\n", PERSON);
        assert!(!out.contains("points"), "{out}");
    }

    #[test]
    fn an_exam_shows_no_key() {
        let mut judged = wrong_article();
        judged.rules.feedback = Feedback::AtTheEnd;
        let mut plain = plain("", PAPER);
        let mut desk = TestDesk::default();
        plain.show_turn(&judged.view(), &mut desk).expect("written");
        assert_eq!(String::from_utf8_lossy(&plain.out), "Noted.\n\n");
    }

    #[test]
    fn the_result_is_said_in_words() {
        let (outcome, turns) = (outcome(), [wrong_article()]);
        let rules = crate::quiz::Rules::default();
        let mut plain = plain("", PAPER);
        let view = outcome_view(&outcome, &turns, &rules);
        plain.show_outcome(&view).expect("written");
        assert_eq!(
            String::from_utf8(plain.out).expect("text"),
            "\
The Russia–North Korea pact of 2024 · primer
finished in 6:12

  9.5 of 12 points   79 %   last time 71 %, 3 days ago   up 8 %-points

  By topic
    The 2024 pact: 95 %, 4 of 4 right, 3.8 of 4 points
    Treaties before it: 80 %, 3 of 4 right, 3.2 of 4 points
    What China wants: 63 %, 2 of 4 right, 2.5 of 4 points

  To review, weakest first
    q3   Which article obliges each side to give military help at once if the
         other is attacked and put in a state of war?  (you: Article 8, on
         strengthening the ability to defend)

  11 answered   2 hints used   1 skipped   1 flagged   slowest: q3, 0:05

Kept. See it again: demarche history show 7d1e4c2e   Seed 7
"
        );
    }

    // case: a-bank-cannot-drive-the-terminal
    #[test]
    fn control_sequences_of_a_bank_are_shown_and_never_obeyed() {
        let posed = Posed::new(
            "\u{1b}[2J\u{1b}[HWhere?",
            crate::item::Shape::PickOne {
                options: texts(&[
                    "\u{1b}]52;c;cm0gLXJm\u{7}Pyongyang",
                    "Beijing\rRight!",
                    "Moscow\u{9b}31m",
                ]),
            },
        );
        let (_, out) = asked(&posed, &mut posed.desk(), "a\n", PERSON);
        assert!(out.contains("␛[2J␛[HWhere?"), "{out}");
        assert!(
            !out.contains(['\u{1b}', '\u{7}', '\u{9b}', '\r']),
            "{out:?}"
        );
    }
}
