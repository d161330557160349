//! What is told of quizzes that are marked again: a table of what changes with the reasons, the
//! totals, and what keeps its marks; or JSON lines. `regrade` calls it.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use crate::item::Response;
use crate::quiz::{Basis, Outcome, Remarked};
use crate::store::SittingId;
use crate::terminal;
use crate::text::{counted, number_for_people};

use super::regrade::Again;
use super::{Output, Result, table};

/// Longer responses are cut in the table.
const LONGEST: usize = 40;

/// What was found so far.
pub struct Remarks {
    json: bool,
    applied: bool,
    rows: Vec<Vec<String>>,
    quizzes: Vec<Vec<String>>,
    /// How many answers, and how many of them change.
    answers: [usize; 2],
    /// How many answers change only in what is said of them.
    in_words: usize,
    /// How many quizzes there are.
    seen: usize,
    /// Whether anything changes.
    differ: bool,
    /// Points before, points now, and what could be earned before and now.
    points: [f64; 4],
    /// What keeps its marks and why, and how many answers that are.
    kept: BTreeMap<String, usize>,
    /// Scripts that failed, in full.
    reports: Vec<String>,
    failed: Vec<(SittingId, String)>,
}

impl Remarks {
    /// Nothing yet.
    pub fn new(json: bool, applied: bool) -> Self {
        Self {
            json,
            applied,
            rows: Vec::new(),
            quizzes: Vec::new(),
            answers: [0; 2],
            in_words: 0,
            seen: 0,
            differ: false,
            points: [0.0; 4],
            kept: BTreeMap::new(),
            reports: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Takes note of a quiz.
    ///
    /// # Errors
    /// The output can't be written.
    pub fn quiz(&mut self, again: &Again, output: &mut Output) -> Result {
        let turns = &again.regraded.turns;
        let changed: Vec<&Remarked> = turns.iter().filter(|turn| turn.differs()).collect();
        let before = totals(turns.iter().map(|t| (t.turn.graded, &t.turn.mark)));
        let now = totals(turns.iter().map(|t| (t.now.graded, &t.now.mark)));
        self.seen += 1;
        self.answers[0] += turns.len();
        let counts: Vec<&Remarked> = changed.iter().copied().filter(|t| counts(t)).collect();
        self.answers[1] += counts.len();
        self.in_words += changed.len() - counts.len();
        for (sum, part) in self
            .points
            .iter_mut()
            .zip([before.0, now.0, before.1, now.1])
        {
            *sum += part;
        }
        let kept: Vec<String> = turns.iter().filter_map(|turn| kept(again, turn)).collect();
        if self.json {
            for turn in &changed {
                writeln!(output.out, "{}", mark_in_json(again, turn))?;
            }
            let line = quiz_in_json(again, changed.len(), before, now, &kept, self.applied);
            writeln!(output.out, "{line}")?;
            return Ok(());
        }
        let (id, learner) = (again.stored.id.short(), &again.stored.beginning.learner);
        for turn in &counts {
            self.rows.push(vec![
                id.clone(),
                learner.clone(),
                turn.turn.question.clone(),
                in_short(turn.turn.response.as_ref()),
                step(
                    turn.turn.mark.judgement.credit.value(),
                    turn.now.mark.judgement.credit.value(),
                ),
                step(turn.turn.mark.points, turn.now.mark.points),
                reasons(again, turn).join("; "),
            ]);
        }
        if again.differs() {
            self.differ = true;
            self.quizzes.push(vec![
                id,
                learner.clone(),
                again.stored.beginning.bank.clone(),
                format!("{} of {}", counts.len(), turns.len()),
                format!("{} of {}", step(before.0, now.0), step(before.1, now.1)),
                grades(again),
            ]);
        }
        for what in kept {
            *self.kept.entry(what).or_default() += 1;
        }
        for failure in turns.iter().filter_map(|turn| turn.failed.as_ref()) {
            if !self.reports.contains(&failure.report) {
                self.reports.push(failure.report.clone());
            }
        }
        Ok(())
    }

    /// Takes note of a quiz that can't be marked again.
    pub fn failed(&mut self, id: SittingId, why: &str) {
        self.failed.push((id, why.to_owned()));
    }

    /// Whether some quiz can't be marked again.
    pub fn has_failures(&self) -> bool {
        !self.failed.is_empty()
    }

    /// Tells what was found. `way_back` names the quiz behind `regrade --undo`.
    ///
    /// # Errors
    /// The output can't be written.
    pub fn finish(&mut self, way_back: &str, output: &mut Output) -> Result {
        for (id, why) in &self.failed {
            let text = format!("Quiz {} is not marked again: {why}", id.short());
            match self.json {
                true => writeln!(
                    output.out,
                    "{}",
                    json!({ "type": "note", "quiz": id.to_string(), "text": text })
                )?,
                false => output.tell(&text),
            }
        }
        if self.json {
            return Ok(());
        }
        if !self.rows.is_empty() {
            let titles = [
                "quiz", "learner", "question", "response", ">credit", ">points", "why",
            ];
            let rows = std::mem::take(&mut self.rows);
            table::write_fitting(output, &titles, rows, &["learner", "response"])?;
            writeln!(output.out)?;
        }
        if !self.quizzes.is_empty() {
            let titles = ["quiz", "learner", "bank", ">answers", ">points", "grade"];
            let rows = std::mem::take(&mut self.quizzes);
            table::write_fitting(output, &titles, rows, &["grade", "bank"])?;
            writeln!(output.out)?;
        }
        let [answers, changed] = self.answers;
        let [before, now, of_before, of_now] = self.points;
        let verb = if changed == 1 { "changes" } else { "change" };
        writeln!(
            output.out,
            "{changed} of {} in {} {verb}: {} of {} points.",
            counted(answers as f64, "answer", "answers"),
            counted(self.seen as f64, "quiz", "quizzes"),
            step(before, now),
            step(of_before, of_now),
        )?;
        if self.in_words > 0 {
            let (one, more) = ("answer changes", "answers change");
            let answers = counted(self.in_words as f64, one, more);
            writeln!(output.out, "{answers} only in what is said of them.")?;
        }
        for (what, answers) in &self.kept {
            let answers = counted(*answers as f64, "answer keeps its", "answers keep their");
            let what = what.replace("{}", &answers);
            writeln!(output.out, "{}", crate::text::harmless(&what))?;
        }
        for report in &self.reports {
            writeln!(output.out, "\n{}", crate::text::harmless(report.trim_end()))?;
        }
        match (self.differ, self.applied) {
            (false, _) => {}
            (_, false) => output.tell("Nothing is changed yet; --apply keeps the new marks."),
            (_, true) => output.tell(&format!(
                "The new marks are kept, and the former ones too: demarche regrade --undo {way_back}"
            )),
        }
        Ok(())
    }
}

/// Whether credit or points change, and not only what is said of them.
fn counts(turn: &Remarked) -> bool {
    let (before, now) = (&turn.turn.mark, &turn.now.mark);
    before.judgement.credit != now.judgement.credit
        || before.points != now.points
        || before.out_of != now.out_of
        || turn.turn.graded != turn.now.graded
}

/// Points earned and points that could be, over graded turns.
fn totals<'a>(marks: impl Iterator<Item = (bool, &'a crate::item::Mark)>) -> (f64, f64) {
    marks
        .filter(|(graded, _)| *graded)
        .fold((0.0, 0.0), |(points, of), (_, mark)| {
            (points + mark.points, of + mark.out_of)
        })
}

/// `0 → 1`, or one number where both are the same to a reader.
fn step(before: f64, now: f64) -> String {
    let (before, now) = (number_for_people(before), number_for_people(now));
    match before == now {
        true => now,
        false => format!("{before} → {now}"),
    }
}

fn in_short(response: Option<&Response>) -> String {
    let words = response.map_or_else(|| "(nothing)".to_owned(), Response::in_words);
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    }
}

/// The grade before and now, where a mode gives one.
fn grades(again: &Again) -> String {
    let grade = |outcome: Option<&Outcome>| outcome.and_then(|o| o.finish.grade.clone());
    let before = grade(again.stored.outcome());
    let now = grade(again.regraded.outcome.as_deref());
    match (before, now) {
        (Some(before), Some(now)) if before == now => now,
        (None, None) => String::new(),
        (before, now) => format!(
            "{} → {}",
            before.as_deref().unwrap_or("-"),
            now.as_deref().unwrap_or("-")
        ),
    }
}

/// Why a turn is marked otherwise.
fn reasons(again: &Again, turn: &Remarked) -> Vec<String> {
    let (before, now) = (&turn.turn.mark, &turn.now.mark);
    let credit = before.judgement.credit != now.judgement.credit;
    let mut reasons = Vec::new();
    match &turn.basis {
        Basis::Void(why) => reasons.push(format!("void: {why}")),
        Basis::Changed => reasons.push("the question asks something else now".to_owned()),
        Basis::Mended if credit => reasons.push("the bank marks it otherwise now".to_owned()),
        Basis::Unchanged if credit => reasons.push("marked by the unchanged question".to_owned()),
        _ => {}
    }
    if turn.turn.graded != turn.now.graded {
        let counts = if turn.now.graded {
            "counts now"
        } else {
            "counts no more"
        };
        reasons.push(counts.to_owned());
    }
    if before.out_of != now.out_of {
        reasons.push(format!("out of {}", step(before.out_of, now.out_of)));
    }
    if before.steps != now.steps {
        let steps = now.steps.iter().map(terminal::step_in_words);
        reasons.extend(steps);
    }
    if reasons.is_empty() && before.points != now.points {
        reasons.push(format!(
            "the mode {} scores it so",
            again.scoring.score.name
        ));
    }
    if reasons.is_empty() {
        reasons.push("other words".to_owned());
    }
    reasons
}

/// Why a turn keeps its marks, with a place for how many do.
fn kept(again: &Again, turn: &Remarked) -> Option<String> {
    let question = &turn.turn.question;
    if let Some(failure) = &turn.failed {
        let mode = &failure.mode;
        let what = failure.in_words(200);
        return Some(format!(
            "The mode {mode} failed in `score` ({what}): {{}} marks."
        ));
    }
    let bank = &again.stored.beginning.bank;
    match turn.basis {
        Basis::AsItWas => Some(format!(
            "`{question}` of {bank} asks something else by now: {{}} credit; --changed marks by the \
             bank as it is."
        )),
        Basis::Gone => Some(format!("`{question}` is no longer in {bank}: {{}} credit.")),
        _ => None,
    }
}

fn basis_in_json(basis: &Basis) -> &'static str {
    match basis {
        Basis::Unchanged => "unchanged",
        Basis::Mended => "mended",
        Basis::Changed => "changed",
        Basis::AsItWas => "as-it-was",
        Basis::Gone => "gone",
        Basis::Void(_) => "void",
    }
}

fn mark_in_json(again: &Again, turn: &Remarked) -> Value {
    let mark = |mark: &crate::item::Mark| (mark.judgement.credit, mark.points, mark.out_of);
    let (before, now) = (mark(&turn.turn.mark), mark(&turn.now.mark));
    json!({
        "type": "mark",
        "quiz": again.stored.id.to_string(),
        "learner": again.stored.beginning.learner,
        "bank": again.stored.beginning.bank,
        "n": turn.turn.n,
        "question": turn.turn.question,
        "response": turn.turn.response.as_ref().map(Response::to_json),
        "credit": now.0,
        "points": now.1,
        "max_points": now.2,
        "was": { "credit": before.0, "points": before.1, "max_points": before.2 },
        "basis": basis_in_json(&turn.basis),
        "reasons": reasons(again, turn),
    })
}

fn quiz_in_json(
    again: &Again,
    changed: usize,
    before: (f64, f64),
    now: (f64, f64),
    kept: &[String],
    applied: bool,
) -> Value {
    let script = crate::store::files_hash(&again.scoring.score.files);
    let notes = kept.iter().map(|what| what.replace("{}", "it keeps its"));
    json!({
        "type": "regrade",
        "quiz": again.stored.id.to_string(),
        "learner": again.stored.beginning.learner,
        "bank": again.stored.beginning.bank,
        "score": again.scoring.score.name,
        "script": script,
        "answers": again.regraded.turns.len(),
        "changed": changed,
        "points": now.0,
        "max_points": now.1,
        "was": { "points": before.0, "max_points": before.1 },
        "notes": notes.collect::<Vec<_>>(),
        "applied": applied && again.differs(),
    })
}
