//! The shipped banks: every fact of the source article is asked, and the rules of item writing that
//! can be counted are kept (Haladyna, Downing and Rodriguez 2002).

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use demarche::bank::{Bank, Library, Question};
use demarche::item::{Chance, Response, Shape};
use demarche::kinds::{Arrangement, Kind};
use demarche::modes::conditions::RhaiConditions;
use demarche::text::render::render;
use support::shipped;

/// The numbered claims of the source article.
fn facts() -> Vec<String> {
    (1..=70).map(|n| format!("F{n:03}")).collect()
}

/// Each shipped bank with the least number of its written questions.
const BANKS: [(&str, usize); 6] = [
    ("actors", 60),
    ("pact-2024", 100),
    ("positions", 60),
    ("primer", 12),
    ("timeline", 25),
    ("treaties", 80),
];

/// The shipped banks, with a variant of each question that a script makes; opened once, as some tests
/// go through all pairs of questions.
fn banks() -> &'static [Arc<Bank>] {
    static OPENED: LazyLock<Vec<Arc<Bank>>> = LazyLock::new(|| {
        let names = BANKS.iter().map(|(name, _)| name);
        names.map(|name| with_variants(&shipped(name), 1)).collect()
    });
    &OPENED
}

fn with_variants(bank: &Arc<Bank>, seed: u64) -> Arc<Bank> {
    let made = bank.with_variants(seed, &RhaiConditions::new());
    assert!(made.left_out.is_empty(), "{:?}", made.left_out);
    made.bank
}

/// All but the primer, which is made to be easy.
fn courses() -> impl Iterator<Item = &'static Arc<Bank>> {
    banks().iter().filter(|bank| bank.id != "primer")
}

fn written(bank: &Bank) -> impl Iterator<Item = &Question> {
    bank.questions
        .iter()
        .filter(|question| question.template.is_none())
}

fn options(question: &Question) -> Vec<String> {
    options_arranged(question, &mut Arrangement::as_written())
}

fn options_arranged(question: &Question, arrangement: &mut Arrangement<'_>) -> Vec<String> {
    match question.kind.shape(arrangement) {
        Shape::PickOne { options } | Shape::PickMany { options } => options,
        _ => Vec::new(),
    }
}

#[test]
fn every_fact_is_asked_and_cited() {
    let bank = shipped("pact-2024");
    let cited: BTreeSet<&str> = written(&bank)
        .flat_map(|question| &question.sources)
        .filter(|citation| citation.source == "article")
        .filter_map(|citation| citation.locator.as_deref())
        .collect();
    let missing: Vec<_> = facts()
        .into_iter()
        .filter(|fact| !cited.contains(fact.as_str()))
        .collect();
    assert!(missing.is_empty(), "not asked: {missing:?}");
    let unknown: Vec<_> = cited
        .iter()
        .filter(|fact| !facts().iter().any(|f| f == *fact))
        .collect();
    assert!(unknown.is_empty(), "no such facts: {unknown:?}");
}

#[test]
#[ignore = "needs the shared fixtures"]
fn the_list_of_facts_is_that_of_the_facts_file() {
    let shared = std::env::var_os("DEMARCHE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let text = std::fs::read_to_string(shared.join("facts/article-facts.toml")).expect("the facts");
    let table: toml::Table = text.parse().expect("TOML");
    let ids = table["fact"].as_array().expect("facts").iter();
    let ids: Vec<String> = ids
        .map(|fact| fact["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids, facts());
}

#[test]
fn every_shipped_bank_is_held_to_these_rules() {
    let (listed, errors) = Library::new(None, RhaiConditions::new()).list();
    assert!(errors.is_empty(), "{errors:?}");
    let listed: Vec<&str> = listed.iter().map(|bank| bank.name.as_str()).collect();
    assert_eq!(listed, BANKS.map(|(name, _)| name));
}

#[test]
fn the_banks_are_as_large_as_they_should_be() {
    for (bank, (name, least)) in banks().iter().zip(BANKS) {
        assert!(written(bank).count() >= least, "{name} has too few");
    }
    assert_eq!(written(&shipped("primer")).count(), 12);
}

#[test]
fn the_general_banks_use_every_kind_of_question() {
    let used = |bank: &str, kind: &str| {
        let bank = shipped(bank);
        bank.questions.iter().any(|q| q.kind.name() == kind)
    };
    for kind in Kind::NAMES {
        assert!(used("primer", kind), "the primer has no {kind}");
        // a bank on one text has nothing to draw from
        let may_lack = *kind == "script";
        assert!(
            used("pact-2024", kind) || may_lack,
            "the pact has no {kind}"
        );
    }
}

#[test]
fn every_course_has_easy_and_hard_questions() {
    for bank in courses() {
        for difficulty in 1..=5 {
            let at = written(bank)
                .filter(|question| question.difficulty == difficulty)
                .count();
            let least = match difficulty {
                1 | 5 => written(bank).count().div_ceil(10),
                _ => 1,
            };
            assert!(at >= least, "{}: {at} of difficulty {difficulty}", bank.id);
        }
    }
}

#[test]
fn every_entity_is_asked_about_and_names_its_source() {
    let knowledge = shipped("pact-2024");
    let asked: BTreeSet<&str> = banks()
        .iter()
        .flat_map(|bank| &bank.questions)
        .flat_map(|question| question.about.iter().map(String::as_str))
        .collect();
    let actors = knowledge.actors.iter().map(|a| (&a.id, &a.sources));
    let treaties = knowledge.treaties.iter().map(|t| (&t.id, &t.sources));
    let positions = knowledge.positions.iter().map(|p| (&p.id, &p.sources));
    let entities: Vec<_> = actors.chain(treaties).chain(positions).collect();
    assert!(entities.len() >= 300);
    let forgotten: Vec<_> = entities
        .iter()
        .filter(|(id, _)| !asked.contains(id.as_str()))
        .map(|(id, _)| id)
        .collect();
    assert!(forgotten.is_empty(), "never asked about: {forgotten:?}");
    let bare: Vec<_> = entities
        .iter()
        .filter(|(_, sources)| sources.is_empty())
        .map(|(id, _)| id)
        .collect();
    assert!(bare.is_empty(), "without a source: {bare:?}");
}

#[test]
fn every_topic_is_asked() {
    let knowledge = shipped("pact-2024");
    let asked: BTreeSet<&str> = banks()
        .iter()
        .flat_map(|bank| &bank.questions)
        .flat_map(|question| question.topics.iter().map(String::as_str))
        .collect();
    let missing: Vec<_> = knowledge
        .topics
        .iter()
        .map(|topic| &topic.id)
        .filter(|id| !asked.contains(id.as_str()))
        .collect();
    assert!(missing.is_empty(), "no question on {missing:?}");
}

#[test]
fn check_has_nothing_to_say_of_the_shipped_banks() {
    for (name, _) in BANKS {
        let loaded = Library::new(None, RhaiConditions::new())
            .open(name)
            .expect("opened");
        let told: Vec<String> = loaded
            .problems
            .iter()
            .map(|problem| render(problem, &loaded.files, false))
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

#[test]
fn every_question_explains_itself_and_names_its_source() {
    for bank in banks() {
        for question in &bank.questions {
            explains_itself(question, &bank.id);
        }
    }
}

fn explains_itself(question: &Question, bank: &str) {
    let name = format!("{bank}/{}", question.id);
    assert!(question.explanation.is_some(), "{name} has no explanation");
    assert!(!question.sources.is_empty(), "{name} has no source");
    assert!(!question.topics.is_empty(), "{name} has no topic");
    let hinted = question.difficulty < 3 || !question.hints.is_empty();
    assert!(hinted, "{name} has no hint");
}

#[test]
fn every_variant_explains_itself_and_is_another() {
    for (name, _) in BANKS {
        let trials = shipped(name).try_variants(200, &RhaiConditions::new());
        for trial in trials {
            assert!(trial.problems.is_empty(), "{:?}", trial.problems);
            assert_eq!(trial.variants.len(), 200, "{name}/{}", trial.question);
            let mut keys = BTreeSet::new();
            for (_, question) in &trial.variants {
                explains_itself(question, name);
                keys.insert(question.kind.key_in_words());
            }
            assert!(keys.len() >= 8, "{name}/{}", trial.question);
        }
    }
}

#[test]
fn every_distractor_says_why_it_is_wrong() {
    for bank in banks() {
        for question in written(bank).filter(|q| q.kind.name().starts_with("choice")) {
            let key = question.kind.key();
            for option in options(question) {
                let right = match &key {
                    Response::One(key) => *key == option,
                    Response::Many(keys) => keys.contains(&option),
                    _ => true,
                };
                if right {
                    continue;
                }
                let response = match key {
                    Response::Many(_) => Response::Many(vec![option.clone()]),
                    _ => Response::One(option.clone()),
                };
                let judgement = question.kind.mark(&response, bank.as_ref());
                assert!(!judgement.feedback.is_empty(), "{}: {option}", question.id);
            }
        }
    }
}

#[test]
fn the_key_is_not_given_away_by_its_length() {
    for bank in banks() {
        let four = written(bank).filter(|q| q.kind.name() == "choice" && options(q).len() == 4);
        let (mut longest, mut all) = (0, 0);
        for question in four {
            let Response::One(key) = question.kind.key() else {
                continue;
            };
            let length = |text: &String| text.chars().count();
            let others = options(question)
                .into_iter()
                .filter(|option| *option != key);
            longest += usize::from(others.map(|o| length(&o)).max().unwrap_or(0) < length(&key));
            all += 1;
        }
        assert!(
            longest * 100 <= all * 35,
            "{}: the key is longest in {longest} of {all}",
            bank.id
        );
    }
}

#[test]
fn nothing_is_all_or_none_of_the_above() {
    for bank in banks() {
        for question in &bank.questions {
            for option in options(question) {
                assert!(
                    !option.to_lowercase().contains("of the above"),
                    "{}",
                    question.id
                );
            }
        }
    }
}

/// Pairs of stems this much alike (Sørensen and Dice's coefficient of their letter pairs) are read by
/// a person; from `TWINS` on they are taken to ask the same.
const NEAR: f64 = 0.85;
const TWINS: f64 = 0.93;

/// The pairs of a bank's written questions whose stems are near twins, cloze texts apart, which all
/// share their first words.
fn near_twins(bank: &Bank) -> Vec<(f64, &str, &str)> {
    let questions: Vec<&Question> = written(bank)
        .filter(|question| question.kind.name() != "cloze")
        .collect();
    let mut near = Vec::new();
    for (at, one) in questions.iter().enumerate() {
        for other in questions.iter().skip(at + 1) {
            let alike = strsim::sorensen_dice(&one.stem, &other.stem);
            if alike >= NEAR {
                near.push((alike, one.id.as_str(), other.id.as_str()));
            }
        }
    }
    near
}

#[test]
fn no_two_questions_of_a_bank_ask_the_same() {
    let twins: Vec<_> = banks()
        .iter()
        .flat_map(|bank| near_twins(bank))
        .filter(|(alike, ..)| *alike >= TWINS)
        .collect();
    assert!(twins.is_empty(), "{twins:#?}");
}

#[test]
fn near_twins_have_been_read() {
    let near: BTreeSet<String> = banks()
        .iter()
        .flat_map(|bank| {
            let pairs = near_twins(bank).into_iter();
            pairs.map(|(_, one, other)| format!("{}: {one} {other}", bank.id))
        })
        .collect();
    let read: BTreeSet<String> = include_str!("content/near_twins.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        near, read,
        "read these pairs; what is no twin goes into tests/content/near_twins.txt"
    );
}

#[test]
fn true_and_false_are_balanced() {
    for bank in courses() {
        let keys: Vec<String> = written(bank)
            .filter(|question| question.kind.name() == "true-false")
            .map(|question| question.kind.key_in_words())
            .collect();
        let true_ones = keys
            .iter()
            .filter(|key| key.eq_ignore_ascii_case("true"))
            .count();
        assert!(
            true_ones * 3 >= keys.len() && true_ones * 3 <= keys.len() * 2,
            "{}: {keys:?}",
            bank.id
        );
    }
}

#[test]
fn where_options_keep_their_order_the_keys_stand_everywhere() {
    for bank in banks() {
        let mut places = [0_usize; 6];
        for question in written(bank).filter(|q| q.kind.name() == "choice") {
            let listed = |seed| {
                options_arranged(question, &mut Arrangement::shuffled(&mut Chance::new(seed)))
            };
            if (1..6).any(|seed| listed(seed) != listed(0)) {
                continue;
            }
            if let Response::One(key) = question.kind.key() {
                let at = listed(0).iter().position(|option| *option == key);
                places[at.expect("the key is an option").min(5)] += 1;
            }
        }
        let all: usize = places.iter().sum();
        let most = places.iter().max().copied().unwrap_or(0);
        assert!(most * 2 <= all.max(5), "{}: {places:?}", bank.id);
    }
}

#[test]
fn absolute_words_give_no_distractor_away() {
    let absolute = |text: &str| {
        let words = text.to_lowercase();
        words
            .split(|c: char| !c.is_alphabetic())
            .any(|word| ["always", "never", "only", "all", "none", "every"].contains(&word))
    };
    for bank in banks() {
        let (mut keys, mut distractors) = (0, 0);
        for question in written(bank).filter(|q| q.kind.name() == "choice") {
            let Response::One(key) = question.kind.key() else {
                continue;
            };
            let (right, wrong): (Vec<_>, Vec<_>) =
                options(question).into_iter().partition(|o| *o == key);
            keys += usize::from(right.iter().any(|o| absolute(o)));
            let in_wrong = wrong.iter().filter(|o| absolute(o)).count();
            distractors += usize::from(in_wrong > 0 && !right.iter().any(|o| absolute(o)));
        }
        let choices = written(bank).filter(|q| q.kind.name() == "choice").count();
        assert!(
            distractors * 10 <= choices.max(10),
            "{}: absolute words in the distractors alone of {distractors} questions, in {keys} keys",
            bank.id
        );
    }
}

/// `| name | n |`, one line for each name that is counted, in the order given.
fn table(head: &str, rows: impl IntoIterator<Item = (String, usize)>) -> String {
    let rows = rows.into_iter().filter(|(_, count)| *count > 0);
    let rows: String = rows
        .map(|(name, count)| format!("| {name} | {count} |\n"))
        .collect();
    format!("| {head} | questions |\n|---|---|\n{rows}\n")
}

/// What docs/banks.md says of one bank.
fn section(bank: &Bank) -> String {
    let count = |fits: &dyn Fn(&Question) -> bool| {
        bank.questions
            .iter()
            .filter(|question| fits(question))
            .count()
    };
    let made = bank.questions.len() - written(bank).count();
    let kinds = Kind::NAMES
        .iter()
        .map(|kind| ((*kind).to_owned(), count(&|q| q.kind.name() == *kind)));
    let topics = bank.topics.iter().map(|topic| {
        (
            topic.title.clone(),
            count(&|q| q.topics.contains(&topic.id)),
        )
    });
    let levels = (1..=5).map(|level| (level.to_string(), count(&|q| q.difficulty == level)));
    format!(
        "## {}\n\n`demarche play {}`: {} questions, {made} of them made by templates.\n\n{}\n\n{}{}{}",
        bank.title,
        bank.id,
        bank.questions.len(),
        bank.description.trim(),
        table("kind", kinds),
        table("topic", topics),
        table("difficulty", levels),
    )
}

#[test]
fn the_page_of_banks_is_made_from_the_banks() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/banks.md");
    let head = "# The shipped banks\n\n\
        <!-- made from the banks: DEMARCHE_BLESS=1 cargo test --test content page -->\n\n\
        Their files are in `quizzes/`. `demarche bank show NAME` tells the same of any bank. A question \
        may belong to\nseveral topics.\n\n";
    let made = BANKS.map(|(name, _)| section(&shipped(name))).concat();
    let made = format!("{head}{}\n", made.trim_end());
    if std::env::var_os("DEMARCHE_BLESS").is_some() {
        std::fs::write(path, made).expect("written");
    } else {
        let written = std::fs::read_to_string(path).expect("docs/banks.md");
        assert_eq!(written, made, "docs/banks.md is stale: DEMARCHE_BLESS=1");
    }
}
