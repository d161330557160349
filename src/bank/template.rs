//! Reads a template: over which entities it goes, on what condition, and the question's fields with
//! their placeholders, which are checked here. Making the questions is the expansion's part.

use crate::text::{Problem, Problems, Span, Spanned, Table};

use super::Bank;
use super::conditions::{Condition, Conditions, Fault};
use super::draw::{Draw, entity_kind};
use super::fill::{self, Path, Roots};
use super::question::{Standards, Surroundings};
use super::scope::{EntityKind, Scope};

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

/// How many pairs a template may go over.
const MOST_PAIRS: usize = 500_000;

/// A template.
pub struct Template<'t> {
    /// Its id.
    pub id: Spanned<String>,
    /// The kind of entities that it goes over.
    pub of: EntityKind,
    /// Whether it goes over pairs of them.
    pub pair: bool,
    /// Its `where`.
    pub condition: Option<(Box<dyn Condition>, Span)>,
    /// How its distractors are drawn, unless they are written.
    pub draw: Option<Draw>,
    /// The question's fields, with placeholders.
    pub table: Table<'t>,
    /// The text of the question, with placeholders.
    pub stem: Option<String>,
    /// The texts of the key, with placeholders.
    pub key: Vec<String>,
    /// Names of the treaties whose parties the key gives.
    pub parties_in_key: Vec<&'static str>,
    /// Names of the treaties whose parties the question names.
    pub parties_in_stem: Vec<&'static str>,
}

/// The names of entities in templates over pairs.
const PAIR: [&str; 2] = ["a", "b"];

impl<'t> Template<'t> {
    /// Reads a template whose id is taken already.
    pub fn read(
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

    /// The names under which its texts know the entities.
    pub fn roots(&self) -> Vec<(&'static str, EntityKind)> {
        roots(self.pair, self.of)
    }

    /// The entities that it goes over, each set under its names; pairs once, in the order of their
    /// ids. The error is the number of pairs, if they are too many.
    pub fn scopes<'b>(&self, bank: &'b Bank) -> Result<Vec<Scope<'b>>, usize> {
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

    /// The id of the question made for these entities.
    pub fn question_id(&self, scope: &Scope<'_>) -> String {
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

/// The problem of a condition that fails.
pub fn faulty(fault: &Fault, span: Span) -> Problem {
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
    let problem = Problem::at(place, format!("this condition fails: {}", fault.message));
    if fault.message.contains("'='") {
        return problem.hint("equal is written ==");
    }
    problem.hint_if_none(|| "a condition reads like treaty.signed.year > 1950".to_owned())
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
