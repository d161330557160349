//! Tick all that apply: `answers` and `distractors`, with one of three rules of credit.

use super::options::{ChoiceOption, Options};
use super::{Arrangement, Behaviour, Defaults, Doubt, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Part, Response, Shape};
use crate::text::{Problem, Problems, Table};

/// A question with a list of options to tick. At least one is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    options: Options,
    rule: Rule,
}

/// How ticks become credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Full, if exactly the right ones are ticked.
    AllOrNothing,
    /// The share of options rightly ticked or rightly left.
    PerOption,
    /// Right ticks less wrong ticks, divided by the number of right options; not below 0.
    RightMinusWrong,
}

const RULES: [(&str, Rule); 3] = [
    ("all-or-nothing", Rule::AllOrNothing),
    ("per-option", Rule::PerOption),
    ("right-minus-wrong", Rule::RightMinusWrong),
];

const TICKED: &str = "ticked";
const LEFT: &str = "not ticked";

impl Behaviour for Choices {
    const NAME: &'static str = "choices";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let rule = fields::rule(table, &RULES, Rule::AllOrNothing, problems);
        let shuffle = fields::shuffle(table, defaults, problems);
        Options::warn_no_order(shuffle, "answers and distractors", problems);
        let place = table.name_span("answers").unwrap_or(table.span);
        let before = problems.len();
        let mut options =
            ChoiceOption::read_list(table, "answers", "an answer", Some(Credit::FULL), problems);
        if options.is_empty() && problems.len() == before {
            problems.push(
                Problem::at(place, format!("{} has no right answer", table.what))
                    .hint("list the right options: answers = [\"…\", \"…\"]"),
            );
        }
        let right = options.len();
        options.extend(ChoiceOption::read_list(
            table,
            "distractors",
            "a distractor",
            Some(Credit::NONE),
            problems,
        ));
        if options.len() == right && right > 0 {
            problems.push(
                Problem::warning(
                    place,
                    "every option is right, so ticking all is never wrong",
                )
                .hint("add `distractors`"),
            );
        }
        let options = Options::new(options, false, shuffle.0, problems);
        (right > 0).then_some((stem?, Self { options, rule }))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        Shape::PickMany {
            options: self.options.shown(arrangement),
        }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        let Response::Many(ticks) = response else {
            return Judgement::of(Credit::NONE);
        };
        if ticks.is_empty() {
            return Judgement::of(Credit::NONE);
        }
        let mut count = Count::default();
        let mut parts = Vec::with_capacity(self.options.len());
        let mut feedback = Vec::new();
        for option in self.options.iter() {
            let ticked = ticks.contains(&option.text);
            count.add(ticked, option.is_key());
            parts.push(Part {
                text: option.text.clone(),
                given: Some(if ticked { TICKED } else { LEFT }.to_owned()),
                key: if option.is_key() { TICKED } else { LEFT }.to_owned(),
                credit: Credit::whether(ticked == option.is_key()),
            });
            if ticked {
                feedback.extend(option.feedback.clone());
            }
        }
        count.foreign = ticks
            .iter()
            .filter(|tick| self.options.find(tick).is_none())
            .count();
        Judgement {
            parts,
            feedback,
            ..Judgement::of(count.credit(self.rule))
        }
    }

    fn doubt(&self, response: &Response, _: &dyn Knowledge) -> Option<Doubt> {
        matches!(response, Response::Many(ticks) if ticks.is_empty()).then(|| Doubt {
            question: "Nothing is ticked: pass the question over?".to_owned(),
            readings: Vec::new(),
        })
    }

    fn key(&self) -> Response {
        let right = self.options.iter().filter(|option| option.is_key());
        Response::Many(right.map(|option| option.text.clone()).collect())
    }

    fn guess(&self) -> f64 {
        // every list but the empty one, which is a skip
        let lists = 2f64.powi(i32::try_from(self.options.len()).unwrap_or(i32::MAX)) - 1.0;
        1.0 / lists.max(1.0)
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        self.options.fingerprint(content);
        content.text(fields::name_of(&RULES, self.rule));
    }
}

/// How many options were ticked and left, rightly and wrongly.
#[derive(Default)]
struct Count {
    right_ticks: usize,
    wrong_ticks: usize,
    rightly_left: usize,
    wrongly_left: usize,
    /// Ticks of what is no option.
    foreign: usize,
}

impl Count {
    fn add(&mut self, ticked: bool, key: bool) {
        let which = match (ticked, key) {
            (true, true) => &mut self.right_ticks,
            (true, false) => &mut self.wrong_ticks,
            (false, false) => &mut self.rightly_left,
            (false, true) => &mut self.wrongly_left,
        };
        *which += 1;
    }

    fn credit(&self, rule: Rule) -> Credit {
        let wrong = self.wrong_ticks + self.foreign;
        let keys = self.right_ticks + self.wrongly_left;
        match rule {
            Rule::AllOrNothing => Credit::whether(wrong + self.wrongly_left == 0),
            Rule::PerOption => Credit::share(
                self.right_ticks + self.rightly_left,
                keys + self.rightly_left + wrong,
            ),
            Rule::RightMinusWrong => Credit::share(self.right_ticks.saturating_sub(wrong), keys),
        }
    }
}
