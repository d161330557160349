//! `played`: what came of a quiz that a test played.

use std::rc::Rc;

use rhai::{Array, Dynamic, Map};

use crate::modes::api::{Api, Type};
use crate::modes::handles;
use crate::modes::values;
use crate::quiz::{Bar, Ended, Failure, Finish, Quiz, State};

/// What came of a quiz.
#[derive(Clone)]
pub struct Played(pub Rc<Record>);

/// All that is kept of it.
pub struct Record {
    /// The quiz as it stands at the end.
    pub quiz: Rc<Quiz>,
    /// The mode's state at the end.
    pub state: State,
    /// By offer, the labels.
    pub offered: Vec<Vec<String>>,
    /// The labels that were chosen.
    pub chosen: Vec<String>,
    /// The bars at the end.
    pub bars: Vec<Bar>,
    /// Why it is over.
    pub ended: Ended,
    /// The mode's last word.
    pub finish: Finish,
    /// The id of the question that stands unanswered.
    pub pending: Option<String>,
    /// Hooks that failed.
    pub failures: Vec<Failure>,
}

impl Record {
    /// A value of each turn.
    fn of_turns(&self, value: impl Fn(&crate::quiz::Turn) -> Dynamic) -> Array {
        self.quiz.turns().iter().map(|turn| value(turn)).collect()
    }

    fn finish(&self) -> Map {
        let Finish {
            grade,
            passed,
            lines,
        } = &self.finish;
        let grade = grade.clone().map_or(Dynamic::UNIT, Dynamic::from);
        let passed = passed.map_or(Dynamic::UNIT, Dynamic::from);
        Map::from_iter([
            ("grade".into(), grade),
            ("passed".into(), passed),
            ("lines".into(), texts(lines).into()),
        ])
    }

    fn bars(&self) -> Array {
        let bar = |bar: &Bar| {
            let credit = bar.credit.map_or(Dynamic::UNIT, Dynamic::from);
            Dynamic::from(Map::from_iter([
                ("name".into(), bar.name.clone().into()),
                ("done".into(), bar.done.into()),
                ("of".into(), bar.of.into()),
                ("credit".into(), credit),
            ]))
        };
        self.bars.iter().map(bar).collect()
    }

    fn failures(&self) -> Array {
        let failure = |failure: &Failure| {
            Dynamic::from(Map::from_iter([
                ("hook".into(), failure.hook.clone().into()),
                ("message".into(), failure.message.clone().into()),
            ]))
        };
        self.failures.iter().map(failure).collect()
    }

    fn ended_by(&self) -> &'static str {
        match self.ended {
            Ended::Exhausted => "questions",
            Ended::ByMode => "mode",
            Ended::TurnLimit => "limit",
            Ended::TimeLimit => "time",
            Ended::Endless => "endless",
            Ended::ByLearner => "learner",
        }
    }
}

fn texts(list: &[String]) -> Array {
    list.iter().map(|text| text.clone().into()).collect()
}

/// Registers `played`.
pub fn register(api: &mut Api) {
    const OF: Type = Type::Played;
    const LISTS: Type = Type::ArrayOf(&Type::Array);
    api.kind::<Played>(OF);
    api.property(
        OF,
        "asked",
        Type::ArrayOf(&Type::Text),
        "The ids of the questions that were answered or passed over, in order.",
        "done.asked → [\"where\", \"when\", \"who\"]",
        |p: &mut Played| p.0.of_turns(|turn| turn.question.clone().into()),
    );
    api.property(
        OF,
        "next",
        Type::Any,
        "The id of the question that stands unanswered, where the answers ran out; else `()`.",
        "done.next → \"alliance\"",
        |p: &mut Played| p.0.pending.clone().map_or(Dynamic::UNIT, Dynamic::from),
    );
    api.property(
        OF,
        "points",
        Type::Float,
        "The points earned.",
        "done.points → 2.0",
        |p: &mut Played| p.0.quiz.points(),
    );
    api.property(
        OF,
        "max_points",
        Type::Float,
        "The points that could have been earned.",
        "done.max_points → 4.0",
        |p: &mut Played| p.0.quiz.max_points(),
    );
    api.property(
        OF,
        "scores",
        Type::ArrayOf(&Type::Float),
        "The points of each turn.",
        "done.scores → [1.5, 0.0, 0.5]",
        |p: &mut Played| p.0.of_turns(|turn| turn.mark.points.into()),
    );
    api.property(
        OF,
        "notes",
        LISTS,
        "For each turn the reasons of its points, those of `add`, `set` and their like.",
        "done.notes → [[\"well done\"], [], []]",
        |p: &mut Played| {
            p.0.of_turns(|turn| {
                let steps = turn.mark.steps.iter().map(|step| step.why.clone());
                texts(&steps.collect::<Vec<_>>()).into()
            })
        },
    );
    api.property(
        OF,
        "why",
        Type::Array,
        "For each turn why its question was chosen (`because`), or `()`.",
        "done.why → [\"next in the bank\", \"next in the bank\", \"next in the bank\"]",
        |p: &mut Played| {
            p.0.of_turns(|turn| turn.reason.clone().map_or(Dynamic::UNIT, Dynamic::from))
        },
    );
    api.property(
        OF,
        "said",
        Type::Array,
        "For each turn what `feedback` said, or `()`.",
        "done.said → [\"Go on like this.\", (), ()]",
        |p: &mut Played| {
            p.0.of_turns(|turn| match turn.feedback.as_slice() {
                [] => Dynamic::UNIT,
                lines => lines.join("\n").into(),
            })
        },
    );
    api.property(
        OF,
        "offered",
        LISTS,
        "The labels of the actions, for each time that there was a choice.",
        "done.offered[0] → [\"Go on\", \"Have a rest\"]",
        |p: &mut Played| -> Array {
            p.0.offered
                .iter()
                .map(|labels| texts(labels).into())
                .collect()
        },
    );
    api.property(
        OF,
        "chosen",
        Type::ArrayOf(&Type::Text),
        "The labels of the actions that were taken then.",
        "done.chosen → [\"Go on\", \"Have a rest\", \"Go on\"]",
        |p: &mut Played| texts(&p.0.chosen),
    );
    api.property(
        OF,
        "bars",
        Type::ArrayOf(&Type::Map),
        "What `progress` gives at the end: maps of name, done, of and credit.",
        "done.bars[0].name → \"Streak\"",
        |p: &mut Played| p.0.bars(),
    );
    api.property(
        OF,
        "state",
        Type::Map,
        "The mode's state at the end.",
        "done.state → #{ streak: 0 }",
        |p: &mut Played| values::from_json(&p.0.state),
    );
    api.property(
        OF,
        "finish",
        Type::Map,
        "What `finish` gave: a map of grade, passed and lines, each empty where it gave none.",
        "play(#{ questions: 1 }, \"right\").finish.lines → [\"1 answered\"]",
        |p: &mut Played| p.0.finish(),
    );
    api.property(
        OF,
        "ended_by",
        Type::Text,
        "What ended it: \"questions\" (all asked), \"mode\" (`select` or `stop`), \"limit\", \"time\", \"endless\" (as many turns as questions, and no `stop`), or \"learner\" (the answers ran out).", "done.ended_by → \"learner\"",
        |p: &mut Played| p.0.ended_by(),
    );
    api.property(
        OF,
        "failures",
        Type::ArrayOf(&Type::Map),
        "The hooks that failed, as maps of hook and message; empty unless `may_fail` is set.",
        "done.failures → []",
        |p: &mut Played| p.0.failures(),
    );
    api.property(
        OF,
        "turns",
        Type::ArrayOf(&Type::Turn),
        "The turns themselves.",
        "done.turns.map(|t| t.seconds) → [4.0, 9.0, 12.0]",
        |p: &mut Played| -> Array {
            let quiz = &p.0.quiz;
            let turns = quiz.turns();
            let turns = turns.iter().map(|turn| handles::Turn::now(quiz, turn));
            turns.map(Dynamic::from).collect()
        },
    );
    api.property(
        OF,
        "quiz",
        Type::Quiz,
        "The quiz as it stands at the end.",
        "done.quiz.count → 3",
        |p: &mut Played| p.0.quiz.clone(),
    );
}
