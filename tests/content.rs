//! The shipped banks: every fact of the source article is asked, and the rules of item writing that
//! can be counted are kept (Haladyna, Downing and Rodriguez 2002).

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use demarche::bank::{Bank, Question};
use demarche::item::{Response, Shape};
use demarche::kinds::{Arrangement, Kind};
use support::shipped;

/// The numbered claims of the source article.
fn facts() -> Vec<String> {
    (1..=70).map(|n| format!("F{n:03}")).collect()
}

fn banks() -> Vec<Arc<Bank>> {
    vec![shipped("primer"), shipped("pact-2024")]
}

fn written(bank: &Bank) -> impl Iterator<Item = &Question> {
    bank.questions
        .iter()
        .filter(|question| question.template.is_none())
}

fn options(question: &Question) -> Vec<String> {
    match question.kind.shape(&mut Arrangement::as_written()) {
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
fn the_banks_are_as_large_and_as_varied_as_they_should_be() {
    let pact = shipped("pact-2024");
    assert!(written(&pact).count() >= 90);
    assert_eq!(written(&shipped("primer")).count(), 12);
    for bank in banks() {
        for kind in Kind::NAMES {
            let used = bank
                .questions
                .iter()
                .any(|question| question.kind.name() == *kind);
            assert!(used, "{} has no question of kind {kind}", bank.id);
        }
    }
    for difficulty in [1, 5] {
        let at = written(&pact)
            .filter(|question| question.difficulty == difficulty)
            .count();
        assert!(
            at * 10 >= written(&pact).count(),
            "only {at} of difficulty {difficulty}"
        );
    }
}

#[test]
fn every_question_explains_itself_and_names_its_source() {
    for bank in banks() {
        for question in &bank.questions {
            let name = format!("{}/{}", bank.id, question.id);
            assert!(question.explanation.is_some(), "{name} has no explanation");
            assert!(!question.sources.is_empty(), "{name} has no source");
            assert!(!question.topics.is_empty(), "{name} has no topic");
            let hinted = question.difficulty < 3 || !question.hints.is_empty();
            assert!(hinted, "{name} has no hint");
        }
    }
}

#[test]
fn every_distractor_says_why_it_is_wrong() {
    for bank in banks() {
        for question in written(&bank).filter(|q| q.kind.name().starts_with("choice")) {
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
        let four = written(&bank).filter(|q| q.kind.name() == "choice" && options(q).len() == 4);
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

#[test]
fn no_two_questions_of_a_bank_ask_the_same() {
    for bank in banks() {
        let questions: Vec<&Question> = written(&bank)
            .filter(|q| q.kind.name() != "cloze")
            .collect();
        for (at, one) in questions.iter().enumerate() {
            for other in &questions[at + 1..] {
                let near = strsim::sorensen_dice(&one.stem, &other.stem);
                assert!(
                    near < 0.93,
                    "{} and {} are near twins: {near:.2}",
                    one.id,
                    other.id
                );
            }
        }
    }
}

#[test]
fn true_and_false_are_balanced() {
    let bank = shipped("pact-2024");
    let keys: Vec<String> = written(&bank)
        .filter(|question| question.kind.name() == "true-false")
        .map(|question| question.kind.key_in_words())
        .collect();
    let true_ones = keys
        .iter()
        .filter(|key| key.eq_ignore_ascii_case("true"))
        .count();
    assert!(
        true_ones * 3 >= keys.len() && true_ones * 3 <= keys.len() * 2,
        "{keys:?}"
    );
}
