//! Makes questions from the entities: one for each that meets a template's condition and has all the
//! values that its texts ask for. A made question has a stable id and is read like a written one.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::text::table::Filled;
use crate::text::{Problem, Problems, Span, Spanned, Table};

use super::conditions::{Condition, Conditions, Fault};
use super::draw::{Asked, Draw, NoDraw, entity_kind};
use super::fill::{self, Path, Roots};
use super::question::{self, Standards, Surroundings};
use super::scope::{EntityKind, Scope};
use super::{Bank, Question, fold_name};

/// How many questions one template may make, and over how many pairs it may go.
const MOST_MADE: usize = 20_000;
const MOST_PAIRS: usize = 500_000;

/// What became of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The template's id.
    pub template: String,
    /// How many questions it made.
    pub made: usize,
    /// How many entities it passed over, by reason.
    pub passed_over: BTreeMap<String, usize>,
}

/// What a template is read and filled against.
pub struct Workshop<'a> {
    /// The bank with its entities.
    pub bank: &'a Bank,
    /// What questions are read against.
    pub around: &'a Surroundings<'a>,
    /// What compiles conditions.
    pub conditions: &'a dyn Conditions,
    /// The file of the template, and what it says to its questions.
    pub file: &'a str,
    /// The file's `[defaults]`.
    pub standards: &'a Standards,
}

/// Makes the questions of a template whose id is taken already.
pub fn expand(
    id: &Spanned<String>,
    table: Table<'_>,
    shop: &Workshop<'_>,
    problems: &mut Problems,
) -> (Vec<Question>, Expansion) {
    let mut expansion = Expansion {
        template: id.value.clone(),
        made: 0,
        passed_over: BTreeMap::new(),
    };
    let before = problems.refuses();
    let Some(template) = Template::read(id, table, shop, problems) else {
        return (Vec::new(), expansion);
    };
    let mut run = Run {
        template: &template,
        shop,
        told: Problems::new(),
        expansion: &mut expansion,
        questions: Vec::new(),
    };
    run.all();
    let Run {
        told, questions, ..
    } = run;
    expansion.made = questions.len();
    problems.extend_once(told);
    if questions.is_empty() && problems.refuses() == before {
        let reasons: Vec<String> = expansion
            .passed_over
            .iter()
            .map(|(reason, count)| format!("{reason} ({count})"))
            .collect();
        problems.push(
            Problem::at(
                id.span,
                format!("template `{}` makes no question", id.value),
            )
            .hint(match reasons.as_slice() {
                [] => format!("the bank has no {}", template.of.name()),
                reasons => format!("passed over: {}", reasons.join("; ")),
            }),
        );
    }
    (questions, expansion)
}

struct Template<'t> {
    id: Spanned<String>,
    of: EntityKind,
    pair: bool,
    condition: Option<(Box<dyn Condition>, Span)>,
    draw: Option<Draw>,
    /// The question's fields, with placeholders.
    table: Table<'t>,
    stem: Option<String>,
    key: Vec<String>,
    parties_in_key: Vec<&'static str>,
    parties_in_stem: Vec<&'static str>,
}

/// The names of entities in templates over pairs.
const PAIR: [&str; 2] = ["a", "b"];

impl<'t> Template<'t> {
    fn read(
        id: &Spanned<String>,
        mut table: Table<'t>,
        shop: &Workshop<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let over = table.required_text("for", problems);
        let of = table.text("of", problems);
        let pair = over.as_ref().is_some_and(|over| over.value == "pair");
        let kind = match (over, of) {
            (Some(over), None) if pair => {
                problems.push(
                    Problem::at(over.span, "a template over pairs must say of what")
                        .hint("write of = \"treaty\""),
                );
                None
            }
            (Some(over), Some(of)) if !pair => {
                problems.push(
                    Problem::at(of.span, "`of` belongs to for = \"pair\"")
                        .hint("leave it out, or go over pairs"),
                );
                for_kind(&over, problems)
            }
            (Some(_), Some(of)) => entity_kind(&of.value, of.span, problems),
            (Some(over), None) => for_kind(&over, problems),
            (None, _) => None,
        };
        let condition = compile(&mut table, shop, problems);
        // what could still be checked needs to know the roots
        let of = kind?;
        let roots = roots(pair, of);
        let texts = table.all_texts();
        for (_, text) in &texts {
            fill::check(text, &roots, problems);
        }
        let of_field = |names: &[&str]| {
            let fields = texts
                .iter()
                .filter(|(field, _)| names.contains(&field.as_str()));
            fields
                .map(|(_, text)| text.value.clone())
                .collect::<Vec<_>>()
        };
        let key = of_field(&["answer", "answers"]);
        let stem = of_field(&["prompt", "text", "front"]).join("\n");
        let parties = |texts: &[String]| -> Vec<&'static str> {
            let all = roots.iter().map(|(name, _)| *name);
            all.filter(|name| {
                texts
                    .iter()
                    .any(|text| fill::asks_for_parties(text, &roots).contains(name))
            })
            .collect()
        };
        let parties_in_key = parties(&key);
        let parties_in_stem = parties(std::slice::from_ref(&stem));
        let shown = key
            .iter()
            .find_map(|text| Path::alone(text, &roots)?.last(&roots));
        let draw = draw(&mut table, shown, &roots, shop, problems);
        Some(Self {
            id: id.clone(),
            of,
            pair,
            condition,
            draw,
            stem: Some(stem).filter(|stem| !stem.is_empty()),
            key,
            parties_in_key,
            parties_in_stem,
            table,
        })
    }

    fn roots(&self) -> Vec<(&'static str, EntityKind)> {
        roots(self.pair, self.of)
    }

    /// The entities that it goes over, each set under its names; pairs once, in the order of their
    /// ids.
    fn scopes<'b>(&self, bank: &'b Bank) -> Result<Vec<Scope<'b>>, usize> {
        let mut entities = self.of.all(bank);
        if !self.pair {
            let one = |entity| Scope::new([(self.of.name(), entity)]);
            return Ok(entities.into_iter().map(one).collect());
        }
        let pairs = entities.len() * entities.len().saturating_sub(1) / 2;
        if pairs > MOST_PAIRS {
            return Err(pairs);
        }
        entities.sort_by_key(|entity| entity.id());
        let mut scopes = Vec::with_capacity(pairs);
        for (n, a) in entities.iter().enumerate() {
            for b in entities.iter().skip(n + 1) {
                scopes.push(Scope::new(PAIR.into_iter().zip([*a, *b])));
            }
        }
        Ok(scopes)
    }

    fn question_id(&self, scope: &Scope<'_>) -> String {
        let entities: Vec<&str> = scope.roots().map(|(_, entity)| entity.id()).collect();
        format!("{}:{}", self.id.value, entities.join("+"))
    }
}

fn for_kind(over: &Spanned<String>, problems: &mut Problems) -> Option<EntityKind> {
    let mut own = Problems::new();
    let kind = entity_kind(&over.value, over.span, &mut own);
    if kind.is_none() {
        problems.push(
            Problem::at(
                over.span,
                format!("a template can't go over `{}`", over.value),
            )
            .did_you_mean(&over.value, ["treaty", "actor", "position", "pair"])
            .hint_if_none(|| "write treaty, actor, position or pair".to_owned()),
        );
    }
    kind
}

fn roots(pair: bool, of: EntityKind) -> Vec<(&'static str, EntityKind)> {
    if pair {
        PAIR.into_iter().map(|name| (name, of)).collect()
    } else {
        vec![(of.name(), of)]
    }
}

/// Takes and compiles `where`.
fn compile(
    table: &mut Table<'_>,
    shop: &Workshop<'_>,
    problems: &mut Problems,
) -> Option<(Box<dyn Condition>, Span)> {
    let source = table.text("where", problems)?;
    match shop.conditions.compile(&source.value) {
        Ok(condition) => Some((condition, source.span)),
        Err(fault) => {
            problems.push(faulty(&fault, source.span));
            None
        }
    }
}

fn faulty(fault: &Fault, span: Span) -> Problem {
    // the condition stands behind its opening quote
    let place = match fault.at {
        Some(at) => {
            let start = span
                .start
                .saturating_add(1)
                .saturating_add(u32::try_from(at).unwrap_or(0));
            if start < span.end {
                Span {
                    start,
                    end: span.end.saturating_sub(1).max(start + 1),
                    ..span
                }
            } else {
                span
            }
        }
        None => span,
    };
    Problem::at(place, format!("this condition fails: {}", fault.message))
}

/// Takes `distractors` if it is a draw; a list stays a list.
fn draw(
    table: &mut Table<'_>,
    shown: Option<(EntityKind, &str)>,
    roots: &Roots,
    shop: &Workshop<'_>,
    problems: &mut Problems,
) -> Option<Draw> {
    if !table.holds_table("distractors") {
        return None;
    }
    let drawn = table
        .value("distractors")?
        .table("`distractors`", problems)?;
    let condition = |table: &mut Table<'_>, problems: &mut Problems| compile(table, shop, problems);
    Draw::read(drawn, shown, roots, condition, problems)
}

/// One expansion of a template.
struct Run<'a, 't> {
    template: &'a Template<'t>,
    shop: &'a Workshop<'a>,
    told: Problems,
    expansion: &'a mut Expansion,
    questions: Vec<Question>,
}

impl Run<'_, '_> {
    fn all(&mut self) {
        let template = self.template;
        let scopes = match template.scopes(self.shop.bank) {
            Ok(scopes) => scopes,
            Err(pairs) => {
                self.told.push(Problem::at(
                    template.id.span,
                    format!("there are {pairs} pairs to go over, more than {MOST_PAIRS}"),
                ));
                return;
            }
        };
        let keys = self.keys_by_stem(&scopes);
        let mut without_source = Vec::new();
        for scope in &scopes {
            match self.meets(scope) {
                Some(true) => {}
                Some(false) => {
                    self.pass("does not meet `where`".to_owned());
                    continue;
                }
                None => return,
            }
            if self.questions.len() >= MOST_MADE {
                self.told.push(
                    Problem::at(
                        template.id.span,
                        format!("the template makes more than {MOST_MADE} questions"),
                    )
                    .hint("narrow it by `where`"),
                );
                return;
            }
            if let Some(question) = self.one(scope, &keys) {
                if question.sources.is_empty() {
                    without_source.extend(scope.roots().map(|(_, e)| e.id().to_owned()));
                }
                self.questions.push(question);
            }
        }
        self.tell_sourceless(&without_source);
        self.tell_ambiguous(&keys);
    }

    fn pass(&mut self, reason: String) {
        *self.expansion.passed_over.entry(reason).or_default() += 1;
    }

    /// Whether the condition holds; nothing if it fails, which is told once.
    fn meets(&mut self, scope: &Scope<'_>) -> Option<bool> {
        let Some((condition, span)) = &self.template.condition else {
            return Some(true);
        };
        match condition.holds(scope, self.shop.bank) {
            Ok(holds) => Some(holds),
            Err(fault) => {
                self.told.push(faulty(&fault, *span));
                None
            }
        }
    }

    /// For each stem as filled, the folded keys of all entities that fill it so: any of them is a
    /// right answer to it.
    fn keys_by_stem(&self, scopes: &[Scope<'_>]) -> HashMap<String, HashSet<String>> {
        let mut keys: HashMap<String, HashSet<String>> = HashMap::new();
        let Some(stem) = &self.template.stem else {
            return keys;
        };
        // among pairs no two fill a text alike, and there are many
        if self.template.pair {
            return keys;
        }
        for scope in scopes {
            if let Some(stem) = self.text(stem, scope) {
                keys.entry(stem)
                    .or_default()
                    .extend(self.keys(scope).iter().map(|k| fold_name(k)));
            }
        }
        keys
    }

    /// The texts of the key for an entity.
    fn keys(&self, scope: &Scope<'_>) -> Vec<String> {
        let roots = self.template.roots();
        let fill = |text: &String| match fill::fill(text, &roots, scope, self.shop.bank, false) {
            Ok(Filled::Same) => vec![text.clone()],
            Ok(Filled::Text(text)) => vec![text],
            Ok(Filled::Texts(texts)) => texts,
            Err(_) => Vec::new(),
        };
        self.template.key.iter().flat_map(fill).collect()
    }

    fn text(&self, text: &str, scope: &Scope<'_>) -> Option<String> {
        let roots = self.template.roots();
        match fill::fill(text, &roots, scope, self.shop.bank, false).ok()? {
            Filled::Same => Some(text.to_owned()),
            Filled::Text(text) => Some(text),
            Filled::Texts(texts) => Some(texts.join(", ")),
        }
    }

    /// Makes one question, unless something that it needs is missing.
    fn one(
        &mut self,
        scope: &Scope<'_>,
        keys_by_stem: &HashMap<String, HashSet<String>>,
    ) -> Option<Question> {
        let template = self.template;
        let id = template.question_id(scope);
        let mut missing = None;
        let roots = template.roots();
        let is_cloze = template.key.is_empty();
        let mut table = template.table.filled(&mut |field, text| {
            let escaped = is_cloze && field == "text";
            fill::fill(text, &roots, scope, self.shop.bank, escaped).unwrap_or_else(|path| {
                missing.get_or_insert(path);
                Filled::Same
            })
        });
        if let Some(path) = missing {
            self.pass(format!("has no `{path}`"));
            return None;
        }
        if let Some(draw) = &template.draw {
            let none = HashSet::new();
            let stem = template
                .stem
                .as_ref()
                .and_then(|stem| self.text(stem, scope));
            let asked = Asked {
                id: &id,
                scope,
                keys: &self.keys(scope),
                also_right: stem.and_then(|s| keys_by_stem.get(&s)).unwrap_or(&none),
                parties_in_key: &template.parties_in_key,
                parties_in_stem: &template.parties_in_stem,
            };
            match draw.draw(&asked, self.shop.bank) {
                Ok(drawn) => table.put_texts("distractors", drawn),
                Err(NoDraw::PassedOver(reason)) => {
                    self.pass(reason);
                    return None;
                }
                Err(NoDraw::Fault(fault, span)) => {
                    self.told.push(faulty(&fault, span));
                    return None;
                }
            }
        }
        self.read(id, table, scope)
    }

    fn read(&mut self, id: String, table: Table<'_>, scope: &Scope<'_>) -> Option<Question> {
        let mut problems = Problems::new();
        let shop = self.shop;
        let question = question::read(
            id.clone(),
            table,
            shop.file,
            shop.standards,
            shop.around,
            &mut problems,
        );
        let remark = format!("met when making `{id}`");
        for problem in &problems {
            let known = self
                .told
                .iter()
                .any(|told| told.place == problem.place && told.message == problem.message);
            if !known {
                let place = self.template.id.span;
                self.told
                    .push(problem.clone().related(place, remark.clone()));
            }
        }
        let mut question = question?;
        for (_, entity) in scope.roots() {
            if !question.about.iter().any(|id| id == entity.id()) {
                question.about.push(entity.id().to_owned());
            }
            for source in entity.sources() {
                if !question.sources.contains(source) {
                    question.sources.push(source.clone());
                }
            }
        }
        question.template = Some(self.template.id.value.clone());
        Some(question)
    }

    fn tell_sourceless(&mut self, entities: &[String]) {
        let Some(first) = entities.first() else {
            return;
        };
        let more = match entities.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        self.told.push(
            Problem::warning(
                self.template.id.span,
                format!("questions are made without a source: `{first}`{more} names none"),
            )
            .hint("give the entities `sources`, or the template"),
        );
    }

    /// Two made questions with one stem and different keys can't both be fair.
    fn tell_ambiguous(&mut self, keys: &HashMap<String, HashSet<String>>) {
        let doubtful = self
            .questions
            .iter()
            .find(|question| keys.get(&question.stem).is_some_and(|keys| keys.len() > 1));
        // several texts may be the key of one question
        let several = self.template.key.len() > 1 || !self.template.parties_in_key.is_empty();
        if let Some(question) = doubtful.filter(|_| !several) {
            self.told.push(
                Problem::warning(
                    self.template.id.span,
                    format!(
                        "`{}` has more than one right answer: other entities give the same question",
                        question.id
                    ),
                )
                .hint("name in the prompt what tells them apart"),
            );
        }
    }
}
