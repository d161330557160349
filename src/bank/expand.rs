//! Makes the questions of a template: one for each entity, or pair of entities, that meets its
//! condition and has all the values that its texts ask for. A made question has a stable id and is
//! read like a written one.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::text::show::few_of;
use crate::text::{Filled, Problem, Problems, Spanned, Table};

use super::draw::{Asked, NoDraw};
use super::fill;
use super::giveaway;
use super::question;
use super::scope::Scope;
use super::template::{Template, Workshop, faulty};
use super::{Question, fold_name};

/// How many questions one template may make.
const MOST_MADE: usize = 20_000;

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
        met: Vec::new(),
        read: 0,
        expansion: &mut expansion,
        questions: Vec::new(),
    };
    run.all();
    run.tell_met();
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

/// One expansion of a template.
struct Run<'a, 't> {
    template: &'a Template<'t>,
    shop: &'a Workshop<'a>,
    told: Problems,
    /// What is wrong with questions as read.
    met: Vec<Met>,
    /// How many were read.
    read: usize,
    expansion: &'a mut Expansion,
    questions: Vec<Question>,
}

/// Something wrong, and the ids of the made questions that have it.
struct Met {
    problem: Problem,
    by: Vec<String>,
}

impl Run<'_, '_> {
    fn all(&mut self) {
        let template = self.template;
        let scopes = match template.scopes(self.shop.bank) {
            Ok(scopes) => scopes,
            Err(pairs) => {
                self.told.push(Problem::at(
                    template.id.span,
                    format!("there are {pairs} pairs to go over: too many"),
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
        self.tell_giveaways();
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
        self.read += 1;
        for problem in &problems {
            let same = |met: &&mut Met| {
                met.problem.place == problem.place && met.problem.message == problem.message
            };
            match self.met.iter_mut().find(same) {
                Some(met) if met.by.last() == Some(&id) => {}
                Some(met) => met.by.push(id.clone()),
                None => self.met.push(Met {
                    problem: problem.clone(),
                    by: vec![id.clone()],
                }),
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

    /// Tells what was met when questions were read, each once, with the first of them.
    fn tell_met(&mut self) {
        for Met { problem, by } in std::mem::take(&mut self.met) {
            if problem.only_if_of_all && by.len() < self.read {
                continue;
            }
            let remark = format!("met when making {}", few_of(&by));
            self.told
                .push(problem.related(self.template.id.span, remark));
        }
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

    fn tell_giveaways(&mut self) {
        let language = &self.shop.bank.language;
        let telling = |question: &&Question| giveaway::find(question, language).is_some();
        let ids = self.questions.iter().filter(telling).map(|q| q.id.clone());
        let ids: Vec<String> = ids.collect();
        if let Some(problem) = giveaway::made(&ids, self.template.id.span) {
            self.told.push(problem);
        }
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
