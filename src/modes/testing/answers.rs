//! What the learner of a test answers: words ("right wrong:3 skip"), maps, or whatever a closure says
//! to each question.

use rhai::{Dynamic, FnPtr, Map, NativeCallContext};

use super::Failed;
use super::fields::Fields;
use crate::modes::calls::Closure;
use crate::modes::handles::{Outcome, Question};
use crate::modes::values::describe;

/// More answers than any test needs, repetitions counted.
const MOST: usize = 10_000;

/// One answer.
#[derive(Clone)]
pub struct Answer {
    /// What is answered.
    pub what: What,
    /// How sure the learner is, 1 to 3.
    pub confidence: Option<u8>,
    /// Seconds until the answer.
    pub seconds: Option<f64>,
    /// Hints looked at before it.
    pub hints: u32,
    /// Whether the question is flagged.
    pub flag: bool,
    /// Whether it was filled in, and not sent, when the time ran out.
    pub late: bool,
}

/// What is answered.
#[derive(Clone)]
pub enum What {
    /// What earns the full credit.
    Right,
    /// What earns as little as can be.
    Wrong,
    /// Nothing: passed over.
    Skip,
    /// Nothing: the time ran out.
    Late,
    /// The learner leaves the quiz.
    Leave,
    /// This response: a text, an array of texts, or a map of left to right.
    Give(Dynamic),
    /// The label of an action that the mode offers.
    Choose(String),
}

impl From<What> for Answer {
    fn from(what: What) -> Self {
        Self {
            what,
            confidence: None,
            seconds: None,
            hints: 0,
            flag: false,
            late: false,
        }
    }
}

/// Where the answers come from.
pub enum Answers<'a> {
    /// A list, of which each is used once.
    Listed(std::vec::IntoIter<Answer>),
    /// A closure that is handed each question.
    Learner(&'a NativeCallContext<'a>, FnPtr),
}

impl<'a> Answers<'a> {
    /// Reads what `play` was handed.
    pub fn read(value: &Dynamic, context: &'a NativeCallContext<'a>) -> Outcome<Self> {
        if let Some(closure) = value.read_lock::<FnPtr>() {
            return Ok(Self::Learner(context, closure.clone()));
        }
        let mut answers = Vec::new();
        if let Ok(text) = value.as_immutable_string_ref() {
            return Self::of_words(&text);
        } else if let Ok(list) = value.as_array_ref() {
            for value in list.iter() {
                match value.as_immutable_string_ref() {
                    Ok(word) => add(&word, &mut answers)?,
                    Err(_) => answers.push(answer(value)?),
                }
            }
        } else {
            let given = describe(value);
            return Failed::because(format!(
                "answers are words, an array or a closure, and not {given}"
            ))
            .throw();
        }
        Ok(Self::Listed(answers.into_iter()))
    }

    /// Those of a line of words.
    pub fn of_words(text: &str) -> Outcome<Self> {
        let mut answers = Vec::new();
        for word in words(text) {
            add(&word, &mut answers)?;
        }
        Ok(Self::Listed(answers.into_iter()))
    }

    /// None.
    pub fn none() -> Self {
        Self::Listed(Vec::new().into_iter())
    }

    /// What is answered to a question; nothing if there are no more answers.
    pub fn for_question(&mut self, question: Question) -> Outcome<Option<Answer>> {
        match self {
            Self::Listed(answers) => Ok(answers.next()),
            Self::Learner(context, closure) => {
                let said = Closure::new(context, closure, 1).call([Dynamic::from(question)])?;
                answer(&said).map(Some)
            }
        }
    }

    /// Which of the actions is taken, as a place in the list: the one that the next answer names, or
    /// else the first.
    pub fn among_actions(&mut self, labels: &[&str]) -> usize {
        let Self::Listed(answers) = self else {
            return 0;
        };
        let named = |answer: &Answer| match &answer.what {
            What::Choose(label) => labels.iter().position(|own| own == label),
            _ => None,
        };
        match answers.as_slice().first().and_then(named) {
            Some(choice) => {
                answers.next();
                choice
            }
            None => 0,
        }
    }
}

/// The words of a text; what stands in single quotes is one word.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '\'' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Adds what a word says: `right`, `wrong:3` (sure of it), `right@20` (seconds), `right?1` (hints),
/// `right*5` (as often). Any other word is the label of an action.
fn add(word: &str, answers: &mut Vec<Answer>) -> Outcome<()> {
    let end = word.find([':', '@', '?', '*']).unwrap_or(word.len());
    let (name, mut rest) = word.split_at(end);
    let Some(what) = named(name) else {
        answers.push(What::Choose(word.to_owned()).into());
        return Ok(());
    };
    let mut answer = Answer::from(what);
    let mut times = 1;
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or("");
        let end = rest.find([':', '@', '?', '*']).unwrap_or(rest.len());
        let (number, further) = rest.split_at(end);
        rest = further;
        let whole = number.parse::<u32>().ok();
        let understood = match sign {
            ':' => {
                answer.confidence = whole.and_then(confidence);
                answer.confidence.is_some()
            }
            '@' => {
                let seconds = number.parse::<f64>().ok();
                answer.seconds = seconds.filter(|s| s.is_finite() && *s >= 0.0);
                answer.seconds.is_some()
            }
            '?' => {
                answer.hints = whole.unwrap_or(0);
                whole.is_some()
            }
            _ => {
                times = whole.unwrap_or(0) as usize;
                (1..=MOST).contains(&times)
            }
        };
        if !understood {
            return Failed {
                hint: Some(
                    "it is `right:3` (how sure, 1 to 3), `right@20` (seconds), `right?1` (hints), `right*5` (so often)"
                        .to_owned(),
                ),
                ..Failed::because(format!("the answer `{word}` can't be read"))
            }
            .throw();
        }
    }
    if answers.len() + times > MOST {
        return Failed::because(format!("more than {MOST} answers")).throw();
    }
    answers.extend(std::iter::repeat_n(answer, times));
    Ok(())
}

fn named(word: &str) -> Option<What> {
    Some(match word {
        "right" => What::Right,
        "wrong" => What::Wrong,
        "skip" => What::Skip,
        "late" => What::Late,
        "leave" => What::Leave,
        _ => return None,
    })
}

fn confidence(value: u32) -> Option<u8> {
    let value = u8::try_from(value).ok()?;
    (1..=3).contains(&value).then_some(value)
}

/// One answer as a closure gives it, or as it stands in an array: a word, true or false, or a map.
fn answer(value: &Dynamic) -> Outcome<Answer> {
    const MAY: &str = "an answer is a word such as \"right\", true or false, or a map such as #{ answer: \"wrong\", seconds: 20 }";
    if let Ok(right) = value.as_bool() {
        return Ok(Answer::from(if right { What::Right } else { What::Wrong }));
    }
    if let Ok(word) = value.as_immutable_string_ref() {
        let mut answers = Vec::new();
        add(&word, &mut answers)?;
        return match (answers.pop(), answers.is_empty()) {
            (Some(answer), true) => Ok(answer),
            _ => Failed::because("one answer is wanted here").throw(),
        };
    }
    match value.as_map_ref() {
        Ok(map) => of_map(&map),
        Err(_) => Failed {
            hint: Some(MAY.to_owned()),
            ..Failed::because(format!("this is no answer: {}", describe(value)))
        }
        .throw(),
    }
}

fn of_map(map: &Map) -> Outcome<Answer> {
    const FIELDS: [&str; 8] = [
        "answer",
        "give",
        "choose",
        "confidence",
        "seconds",
        "hints",
        "flag",
        "late",
    ];
    let fields = Fields::of(map, "an answer", &FIELDS)?;
    let word = fields.text("answer")?;
    let what = match (&word, fields.get("give"), fields.text("choose")?) {
        (Some(word), None, None) => named(word),
        (None, Some(response), None) => Some(What::Give(response.clone())),
        (None, None, Some(label)) => Some(What::Choose(label)),
        _ => None,
    };
    let Some(what) = what else {
        return Failed::because(
            "an answer has one of `answer` (\"right\", \"wrong\", \"skip\", \"late\", \"leave\"), `give` (what is written or picked) and `choose` (an action's label)",
        )
        .throw();
    };
    let confidence = match fields.count("confidence")? {
        None => None,
        Some(given) => match confidence(given) {
            None => return Failed::because("`confidence` is 1, 2 or 3").throw(),
            sure => sure,
        },
    };
    Ok(Answer {
        what,
        confidence,
        seconds: fields.length_of_time("seconds")?,
        hints: fields.count("hints")?.unwrap_or(0),
        flag: fields.truth("flag")?.unwrap_or(false),
        late: fields.truth("late")?.unwrap_or(false),
    })
}
