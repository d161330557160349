//! The store's promises: what was recorded is there, whole and in order, whatever happens to the
//! program, the disk, the bank or the clock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use demarche::bank::Bank;
use demarche::item::{Credit, Judgement, Mark, Prompt, Response, Shape};
use demarche::quiz::{Asked, Ended, Event, Limits, Marked, Moment, Outcome, Snapshot, Tally, Turn};
use demarche::store::{Beginning, History, KeptMode, Regrade, SittingId, Store, StoreError, When};
use demarche::text::SourceFile;
use rusqlite::Connection;

mod support;

/// 20 June 2024, 10:00 in UTC.
const NOW: i64 = 1_718_877_600_000;

/// A folder with a store in it.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/demarche/demarche.db")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.path().with_file_name(name)
    }

    fn store(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }

    /// The file as any other program would see it.
    fn raw(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }
}

/// So many seconds after [`NOW`], where clocks are two hours ahead of UTC.
fn at(seconds: i64) -> Moment {
    Moment {
        at: NOW + seconds * 1000,
        offset: 120,
        elapsed: seconds as f64,
    }
}

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        text: text.into(),
    }
}

fn beginning(learner: &str) -> Beginning {
    Beginning {
        learner: learner.to_owned(),
        bank: "pact-2024".to_owned(),
        bank_title: "The pact of 2024".to_owned(),
        bank_version: Some("1.2".to_owned()),
        files: vec![
            file("quizzes/pact-2024.toml", "format = 1\n"),
            file("quizzes/knowledge.toml", "# 東京\n"),
        ],
        score: KeptMode {
            name: "streak".to_owned(),
            files: vec![file("scripts/streak.rhai", "const PARAMS = #{};")],
        },
        select: None,
        settings: serde_json::json!({"bonus": 0.1, "steps": [1, 2.5]}),
        seed: u64::MAX - 1,
        limits: Limits {
            turns: Some(12),
            time: None,
        },
        questions: Some(vec!["where".to_owned(), "when".to_owned()]),
    }
}

fn prompt() -> Prompt {
    let options = ["Moscow", "Pyongyang", "Vladivostok", "Beijing"];
    Prompt {
        stimulus: None,
        stem: "Where?".to_owned(),
        shape: Shape::PickOne {
            options: options.map(String::from).into(),
        },
    }
}

fn started() -> Event {
    Event::Started {
        snapshot: Snapshot::default(),
    }
}

fn asked(n: u32, question: &str) -> Event {
    Event::Asked(Box::new(Asked {
        n,
        question: question.to_owned(),
        hash: "h1".to_owned(),
        prompt: prompt(),
        reason: None,
        time_limit: None,
        queue: None,
        length: None,
        failures: Vec::new(),
        snapshot: Snapshot::default(),
    }))
}

fn turn(n: u32, question: &str, credit: f64, now: Moment) -> Turn {
    Turn {
        tried: Vec::new(),
        n,
        question: question.to_owned(),
        hash: "h1".to_owned(),
        prompt: prompt(),
        reason: Some("weakest".to_owned()),
        response: Some(Response::One("Pyongyang".to_owned())),
        mark: Mark::built_in(Judgement::of(Credit::new(credit).unwrap()), 2.0),
        seconds: 3.5,
        hints_used: 1,
        confidence: None,
        skipped: false,
        timed_out: false,
        flagged: false,
        graded: true,
        at: now.at,
        offset: now.offset,
        feedback: Vec::new(),
        failures: Vec::new(),
    }
}

fn answered(turn: Turn) -> Event {
    Event::Answered {
        turn: Box::new(turn),
        snapshot: Snapshot::default(),
        stop: None,
    }
}

fn ended() -> Event {
    Event::Ended {
        outcome: Box::new(Outcome {
            ended: Ended::Exhausted,
            total: Tally::default(),
            answered: 1,
            skipped: 0,
            hints_used: 0,
            flagged: 0,
            seconds: 9.25,
            by_topic: Vec::new(),
            by_kind: Vec::new(),
            review: Vec::new(),
            finish: demarche::quiz::Finish::default(),
            failures: Vec::new(),
        }),
    }
}

/// Answers `where` with these credits, a second apart; ends the quiz if asked to.
fn play(store: &Store, beginning: &Beginning, begun: i64, credits: &[f64], end: bool) -> SittingId {
    let id = store.begin(beginning, &[started()], at(begun)).unwrap();
    for (n, credit) in (1u32..).zip(credits) {
        answer(store, id, n, *credit, at(begun + i64::from(n))).unwrap();
    }
    if end {
        store.record(id, &[ended()], at(begun + 100)).unwrap();
    }
    id
}

fn answer(
    store: &Store,
    id: SittingId,
    n: u32,
    credit: f64,
    now: Moment,
) -> Result<(), StoreError> {
    store.record(id, &[asked(n, "where")], now)?;
    store.record(id, &[answered(turn(n, "where", credit, now))], now)
}

fn all() -> History {
    History {
        with_empty: true,
        ..History::default()
    }
}

// ---- recording and loading

#[test]
fn a_quiz_is_loaded_as_it_was_begun_and_recorded() {
    let home = Home::new();
    let mut begun = beginning("Ana");
    begun.select = Some(KeptMode {
        name: "shuffled".to_owned(),
        files: vec![file("a", "// a"), file("b", "// b")],
    });
    let events = vec![started(), asked(1, "where"), Event::HintShown];
    let later = vec![answered(turn(1, "where", 0.5, at(4))), ended()];
    let id = {
        let store = home.store();
        let id = store.begin(&begun, &events, at(0)).unwrap();
        store.record(id, &later, at(4)).unwrap();
        id
    };
    let stored = home.store().load(id).unwrap();
    assert_eq!(stored.id, id);
    assert_eq!(stored.beginning, begun);
    assert_eq!(stored.events, [events, later].concat());
    assert_eq!(
        stored.begun,
        When {
            at: NOW,
            offset: 120
        }
    );
    assert!(stored.ended);
}

// case what-was-shown-is-stored
#[test]
fn the_options_as_shown_the_text_chosen_and_the_generator_are_kept() {
    let home = Home::new();
    let id = play(&home.store(), &beginning("Ana"), 0, &[1.0], false);
    let stored = home.store().load(id).unwrap();
    assert_eq!(stored.generator, "chacha8/1");
    let [turn] = stored.turns().try_into().unwrap();
    let shown = ["Moscow", "Pyongyang", "Vladivostok", "Beijing"];
    assert_eq!(
        turn.prompt.shape,
        Shape::PickOne {
            options: shown.map(String::from).into()
        }
    );
    assert_eq!(turn.response, Some(Response::One("Pyongyang".to_owned())));
}

#[test]
fn what_another_program_reads_at_once_is_all_that_was_recorded() {
    let home = Home::new();
    let store = home.store();
    let id = store.begin(&beginning("Ana"), &[started()], at(0)).unwrap();
    for n in 1..=5 {
        answer(&store, id, n, 1.0, at(1)).unwrap();
        let other = home.store();
        assert_eq!(other.summary(id).unwrap().turns, n);
    }
}

#[test]
fn a_call_is_recorded_whole_or_not_at_all() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], false);
    let twice = [asked(2, "where"), answered(turn(1, "where", 1.0, at(9)))];
    assert!(
        store.record(id, &twice, at(9)).is_err(),
        "turn 1 is there already"
    );
    assert_eq!(home.store().load(id).unwrap().events.len(), 3);
    answer(&store, id, 2, 1.0, at(10)).unwrap();
}

#[test]
fn a_file_is_kept_once_however_many_quizzes_use_it() {
    let home = Home::new();
    let store = home.store();
    for begun in 0..3 {
        play(&store, &beginning("Ana"), begun, &[1.0], true);
    }
    let count = |sql| {
        home.raw()
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(count("select count(*) from file"), 3);
    assert_eq!(count("select count(*) from sitting_file"), 9);
}

#[test]
fn a_flag_set_after_the_answer_belongs_to_it_and_one_set_before_comes_with_it() {
    let home = Home::new();
    let store = home.store();
    let flag = |on| Event::Flagged {
        question: "where".to_owned(),
        on,
    };
    let id = play(&store, &beginning("Ana"), 0, &[1.0, 1.0], false);
    store.record(id, &[flag(true)], at(8)).unwrap();
    // the same question again: this flag is the pending question's
    store
        .record(id, &[asked(3, "where"), flag(false)], at(9))
        .unwrap();
    let flags: Vec<bool> = store
        .load(id)
        .unwrap()
        .turns()
        .iter()
        .map(|t| t.flagged)
        .collect();
    assert_eq!(flags, [false, true]);
    let rows = "select group_concat(flagged, ' ' order by n) from answer";
    let rows: String = home.raw().query_row(rows, [], |row| row.get(0)).unwrap();
    assert_eq!(rows, "0 1");
}

#[test]
fn a_quiz_that_went_on_elsewhere_is_not_mixed_up() {
    let home = Home::new();
    let (here, there) = (home.store(), home.store());
    let id = play(&here, &beginning("Ana"), 0, &[1.0], false);
    there.load(id).unwrap();
    answer(&there, id, 2, 1.0, at(5)).unwrap();
    let refused = answer(&here, id, 2, 0.0, at(6));
    assert!(
        matches!(refused, Err(StoreError::Elsewhere { .. })),
        "{refused:?}"
    );
    assert_eq!(here.load(id).unwrap().turns().len(), 2);
    answer(&here, id, 3, 1.0, at(7)).unwrap();
}

#[test]
fn a_store_in_memory_leaves_nothing_and_does_the_same() {
    let store = Store::in_memory().unwrap();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], true);
    assert_eq!(store.load(id).unwrap().turns().len(), 1);
    assert_eq!(store.path(), None);
}

#[test]
fn any_events_are_loaded_as_they_were_recorded() {
    let store = Store::in_memory().unwrap();
    proptest::proptest!(|(events in arbitrary::events())| {
        let id = store.begin(&beginning("Ana"), &[], at(0)).unwrap();
        for part in events.chunks(3) {
            store.record(id, part, at(1)).unwrap();
        }
        assert_eq!(store.load(id).unwrap().events, events);
    });
}

// ---- what is open, what was last

#[test]
fn resume_goes_on_with_the_quiz_left_last_and_prefers_one_with_answers() {
    let home = Home::new();
    let store = home.store();
    let older = play(&store, &beginning("Ana"), 0, &[1.0], false);
    let newer = play(&store, &beginning("Ana"), 100, &[1.0], false);
    play(&store, &beginning("Ana"), 200, &[1.0], true);
    play(&store, &beginning("Ben"), 300, &[1.0], false);
    let empty = store
        .begin(&beginning("Ana"), &[started()], at(400))
        .unwrap();
    let open = |store: &Store| -> Vec<SittingId> {
        store
            .open_sittings("Ana")
            .unwrap()
            .iter()
            .map(|quiz| quiz.id)
            .collect()
    };
    assert_eq!(open(&store), [newer, older, empty]);
    answer(&store, older, 2, 1.0, at(500)).unwrap();
    assert_eq!(open(&store), [older, newer, empty]);
    assert_eq!(store.newest_open("Ben").unwrap().unwrap().learner, "Ben");
    assert_eq!(store.newest_open("Nobody").unwrap(), None);
}

#[test]
fn last_time_is_the_last_other_finished_quiz_on_the_bank() {
    let home = Home::new();
    let store = home.store();
    play(&store, &beginning("Ana"), 0, &[0.5, 1.0], true);
    play(&store, &beginning("Ben"), 50, &[0.0], true);
    play(&store, &beginning("Ana"), 60, &[0.0], false);
    let now = play(&store, &beginning("Ana"), 300, &[1.0], true);
    let last = store
        .last_outcome("Ana", "pact-2024", Some(now))
        .unwrap()
        .unwrap();
    assert_eq!(
        (last.points, last.max_points, last.share()),
        (3.0, 4.0, Some(0.75))
    );
    assert_eq!(
        store
            .last_outcome("Ana", "pact-2024", None)
            .unwrap()
            .unwrap()
            .id,
        now
    );
    assert_eq!(store.last_outcome("Ana", "primer", None).unwrap(), None);
}

#[test]
fn history_tells_what_is_wanted_newest_first() {
    let home = Home::new();
    let store = home.store();
    let first = play(&store, &beginning("Ana"), 0, &[1.0, 0.0, 0.5], true);
    let second = play(&store, &beginning("Ben"), 10, &[1.0], false);
    store.begin(&beginning("Ana"), &[], at(20)).unwrap();
    let ids = |wanted: &History| -> Vec<SittingId> {
        store
            .history(wanted)
            .unwrap()
            .iter()
            .map(|quiz| quiz.id)
            .collect()
    };
    assert_eq!(ids(&History::default()), [second, first]);
    assert_eq!(ids(&all()).len(), 3);
    let ana = History {
        learner: Some("Ana".to_owned()),
        ..History::default()
    };
    assert_eq!(ids(&ana), [first]);
    assert_eq!(
        ids(&History {
            limit: Some(1),
            ..History::default()
        }),
        [second]
    );
    assert!(
        ids(&History {
            bank: Some("primer".to_owned()),
            ..all()
        })
        .is_empty()
    );
    let summary = store.summary(first).unwrap();
    assert_eq!((summary.turns, summary.right, summary.points), (3, 1, 3.0));
    assert_eq!(summary.outcome.map(|outcome| outcome.seconds), Some(9.25));
    assert_eq!(summary.last.at, at(100).at);
}

// ---- ids

#[test]
fn any_unique_ending_of_an_id_finds_the_quiz() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], true);
    let whole = id.to_string();
    assert_eq!(id.short().len(), 8);
    assert!(whole.ends_with(&id.short()));
    for ending in [
        &whole,
        &id.short(),
        &id.short().to_uppercase(),
        &whole[15..],
        &whole[35..],
    ] {
        assert_eq!(store.find(ending).unwrap(), id, "{ending}");
    }
}

#[test]
fn an_ending_of_no_quiz_or_of_many_names_those_that_may_be_meant() {
    let home = Home::new();
    let store = home.store();
    let message = |ending: &str| store.find(ending).unwrap_err().to_string();
    assert_eq!(
        message("77"),
        "no quiz has an id that ends in `77`; none is kept yet"
    );
    for begun in 0..40 {
        play(&store, &beginning("Ana"), begun, &[1.0], true);
    }
    let unknown = message("xyz");
    assert!(unknown.contains("the newest are:\n  "), "{unknown}");
    assert!(
        unknown.contains("  2024-06-20 12:00  pact-2024 (Ana)"),
        "{unknown}"
    );
    let digit = "0123456789abcdef".chars().map(String::from);
    let shared = digit
        .map(|digit| message_or_found(&store, &digit))
        .find(|m| m.contains("give more"));
    let shared = shared.unwrap();
    assert!(shared.contains("quizzes end in `"), "{shared}");
}

fn message_or_found(store: &Store, ending: &str) -> String {
    store
        .find(ending)
        .map_or_else(|error| error.to_string(), |id| id.to_string())
}

// ---- learners

#[test]
fn who_plays_is_the_one_named_or_the_only_one_or_me() {
    let home = Home::new();
    let store = home.store();
    let who = |named| store.resolve_learner(named).unwrap();
    assert_eq!(who(None), "me");
    play(&store, &beginning("Ana"), 0, &[1.0], true);
    assert_eq!(who(None), "Ana");
    assert_eq!(who(Some(" Ben ")), "Ben");
    play(&store, &beginning("Ben"), 0, &[1.0], true);
    assert_eq!(who(None), "me");
    // the same name, whichever way the accent was typed
    assert_eq!(who(Some("Zoe\u{301}")), "Zo\u{e9}");
}

#[test]
fn a_name_that_could_not_be_shown_is_refused() {
    let store = Store::in_memory().unwrap();
    for name in ["", "  ", "a\u{1b}[2J", "a\nb", &"x".repeat(65)] {
        assert!(
            matches!(
                store.resolve_learner(Some(name)),
                Err(StoreError::Learner(_))
            ),
            "{name:?}"
        );
    }
}

#[test]
fn a_renamed_learner_keeps_everything() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], true);
    play(&store, &beginning("Ben"), 0, &[1.0], true);
    store.rename_learner("Ana", "Anna").unwrap();
    assert_eq!(store.load(id).unwrap().beginning.learner, "Anna");
    let taken = store.rename_learner("Anna", "Ben").unwrap_err().to_string();
    assert!(
        taken.contains("there is a learner `Ben` already"),
        "{taken}"
    );
    let unknown = store.rename_learner("Bem", "Cy").unwrap_err().to_string();
    assert!(unknown.contains("did you mean `Ben`?"), "{unknown}");
}

#[test]
fn a_deleted_learner_takes_answers_along_and_leaves_those_of_others() {
    let home = Home::new();
    let store = home.store();
    let mut of_ana = beginning("Ana");
    of_ana.files.push(file("only-hers.toml", "secret"));
    play(&store, &of_ana, 0, &[1.0, 1.0], true);
    let of_ben = play(&store, &beginning("Ben"), 0, &[1.0], false);
    assert_eq!(store.profile("Ana").unwrap().answers, 2);
    store.delete_learner("Ana").unwrap();
    let names: Vec<String> = store
        .learners()
        .unwrap()
        .into_iter()
        .map(|p| p.name)
        .collect();
    assert_eq!(names, ["Ben"]);
    let count = |sql| {
        home.raw()
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(count("select count(*) from answer"), 1);
    assert_eq!(count("select count(*) from event"), 3);
    assert_eq!(
        count("select count(*) from file where content = 'secret'"),
        0
    );
    assert_eq!(store.load(of_ben).unwrap().beginning.files.len(), 2);
    answer(&store, of_ben, 2, 1.0, at(9)).unwrap();
}

// ---- what a learner answered before

fn bank(id: &str, questions: &str) -> Arc<Bank> {
    support::bank(&format!("format = 1\n[bank]\nid = \"{id}\"\n{questions}"))
}

fn question(id: &str, more: &str) -> String {
    format!(
        "[[question]]\nid = \"{id}\"\n{more}kind = \"choice\"\nprompt = \"Where?\"\n\
         answer = \"Pyongyang\"\ndistractors = [\"Moscow\"]\n"
    )
}

/// The learner's past as text: question and credit, oldest first.
fn past(store: &Store, learner: &str, bank: &Bank, before: Option<SittingId>) -> Vec<String> {
    let learner = store.learner(learner, bank, before).unwrap();
    let turns = learner.past().iter();
    turns
        .map(|turn| format!("{} {}", turn.question, turn.credit))
        .collect()
}

#[test]
fn a_learner_has_all_answers_on_the_bank_oldest_first() {
    let store = Store::in_memory().unwrap();
    play(&store, &beginning("Ana"), 100, &[0.5, 1.0], true);
    play(&store, &beginning("Ana"), 0, &[0.0], false);
    play(&store, &beginning("Ben"), 0, &[0.25], true);
    let mut elsewhere = beginning("Ana");
    elsewhere.bank = "primer".to_owned();
    play(&store, &elsewhere, 0, &[0.75], true);
    let bank = bank("pact-2024", &question("where", ""));
    assert_eq!(
        past(&store, "Ana", &bank, None),
        ["where 0", "where 0.5", "where 1"]
    );
    let learner = store.learner("Ana", &bank, None).unwrap();
    let last = learner.past_of("where").next_back().unwrap();
    assert_eq!((last.points, last.out_of, last.hints_used), (2.0, 2.0, 1));
    assert_eq!((last.at, last.response.as_str()), (at(102).at, "Pyongyang"));
    assert!(past(&store, "Nobody", &bank, None).is_empty());
}

#[test]
fn a_quiz_goes_on_with_the_past_that_it_began_with() {
    let store = Store::in_memory().unwrap();
    // a clock that was wrong: only the order of keeping counts
    play(&store, &beginning("Ana"), 1_000_000, &[0.25], true);
    let id = play(&store, &beginning("Ana"), 100, &[0.5], false);
    play(&store, &beginning("Ana"), 200, &[1.0], true);
    let bank = bank("pact-2024", &question("where", ""));
    assert_eq!(past(&store, "Ana", &bank, Some(id)), ["where 0.25"]);
    assert_eq!(past(&store, "Ana", &bank, None).len(), 3);
}

// case an-edited-question-keeps-its-history
#[test]
fn a_renamed_and_edited_question_keeps_its_history() {
    let store = Store::in_memory().unwrap();
    play(&store, &beginning("Ana"), 0, &[1.0; 10], true);
    let renamed = question("where-signed", "renamed_from = \"where\"\n");
    let now = bank("pact-2024", &renamed);
    let learner = store.learner("Ana", &now, None).unwrap();
    assert_eq!(learner.past_of("where-signed").count(), 10);
    let versions = |hash: &str| {
        learner
            .past()
            .iter()
            .filter(|turn| turn.hash == hash)
            .count()
    };
    let hash = &now.question("where-signed").unwrap().hash;
    assert_eq!((versions("h1"), versions(hash)), (10, 0));
}

// case an-edited-question-keeps-its-history, its last sentence
#[test]
fn a_bank_whose_id_changed_is_known_again_by_its_questions() {
    let store = Store::in_memory().unwrap();
    let new = bank("pact", &question("where", ""));
    assert_eq!(store.looks_like(&new).unwrap(), None);
    let hash = &new.question("where").unwrap().hash;
    let id = store.begin(&beginning("Ana"), &[started()], at(0)).unwrap();
    let mut known = turn(1, "where", 1.0, at(1));
    known.hash.clone_from(hash);
    store.record(id, &[answered(known)], at(1)).unwrap();
    assert_eq!(
        store.looks_like(&new).unwrap(),
        Some("pact-2024".to_owned())
    );
    let edited = bank(
        "pact",
        &question("where", "").replace("Where?", "Where, then?"),
    );
    assert_eq!(store.looks_like(&edited).unwrap(), None);
    let mut under_new_id = beginning("Ana");
    under_new_id.bank = "pact".to_owned();
    play(&store, &under_new_id, 10, &[1.0], true);
    assert_eq!(store.looks_like(&new).unwrap(), None);
}

// ---- two programs on one file

/// Plays 200 answers without a pause as another program: this test's own binary, run again.
#[test]
#[ignore = "run by the test below"]
fn play_two_hundred() {
    let Some(path) = std::env::var_os("STORE_OF_TWO") else {
        return;
    };
    let store = Store::open(Path::new(&path)).unwrap();
    play(&store, &beginning("Ana"), 0, &[1.0; 200], true);
}

// case two-terminals-one-learner
#[test]
fn two_programs_on_one_file_lose_and_mix_up_nothing() {
    let home = Home::new();
    let start = || {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "play_two_hundred"])
            .env("STORE_OF_TWO", home.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    for child in [start(), start()] {
        let output = child.wait_with_output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("database is locked"), "{said}");
    }
    let store = home.store();
    let quizzes = store.history(&all()).unwrap();
    assert_eq!(
        quizzes.iter().map(|quiz| quiz.turns).collect::<Vec<_>>(),
        [200, 200]
    );
    for quiz in quizzes {
        let turns = store.load(quiz.id).unwrap().turns();
        assert!(turns.iter().map(|turn| turn.n).eq(1..=200));
    }
}

#[test]
fn many_programs_may_make_the_same_new_store_at_once() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| play(&home.store(), &beginning("Ana"), 0, &[1.0; 5], true));
        }
    });
    assert_eq!(home.store().history(&all()).unwrap().len(), 8);
}

#[test]
fn a_write_that_waits_too_long_says_who_is_writing_and_succeeds_when_tried_again() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], false);
    let other = home.raw();
    other.execute_batch("begin immediate").unwrap();
    let busy = answer(&store, id, 2, 1.0, at(5)).unwrap_err();
    assert!(matches!(busy, StoreError::Busy { .. }) && busy.may_pass());
    assert!(
        busy.to_string()
            .starts_with("another demarche is writing to "),
        "{busy}"
    );
    // reading goes on meanwhile
    assert_eq!(store.load(id).unwrap().turns().len(), 1);
    other.execute_batch("rollback").unwrap();
    answer(&store, id, 2, 1.0, at(5)).unwrap();
    assert_eq!(store.load(id).unwrap().turns().len(), 2);
}

// ---- the disk

// case the-disk-is-full
#[test]
fn a_full_disk_keeps_what_was_saved_and_takes_the_rest_when_there_is_room() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], false);
    store.limit_size(0).unwrap();
    let mut long = turn(2, "where", 1.0, at(5));
    long.response = Some(Response::Written("long ".repeat(10_000)));
    let events = [asked(2, "where"), answered(long)];
    let full = store.record(id, &events, at(5)).unwrap_err();
    assert!(
        matches!(full, StoreError::Full { .. }) && full.may_pass(),
        "{full:?}"
    );
    assert!(full.to_string().starts_with("the disk with "), "{full}");
    assert_eq!(home.store().load(id).unwrap().turns().len(), 1);
    store.limit_size(1 << 30).unwrap();
    store.record(id, &events, at(5)).unwrap();
    assert_eq!(home.store().load(id).unwrap().turns().len(), 2);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_deleted_or_replaced_while_open_keeps_nothing_more_and_says_so() {
    let home = Home::new();
    let store = home.store();
    let id = store.begin(&beginning("Ana"), &[started()], at(0)).unwrap();
    let events = [asked(1, "q1"), answered(turn(1, "q1", 1.0, at(1)))];
    let aside = home.beside("aside.db");
    for replaced in [false, true] {
        std::fs::rename(home.path(), &aside).unwrap();
        if replaced {
            std::fs::write(home.path(), "another file").unwrap();
        }
        assert!(store.is_gone());
        let refused = store.record(id, &events, at(1)).unwrap_err();
        assert!(matches!(refused, StoreError::Gone { .. }), "{refused:?}");
        std::fs::rename(&aside, home.path()).unwrap();
    }
    assert!(!store.is_gone());
    store.record(id, &events, at(1)).unwrap();
    assert_eq!(store.load(id).unwrap().turns().len(), 1);
}

#[cfg(unix)]
#[test]
fn answers_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let store = home.store();
    play(&store, &beginning("Ana"), 0, &[1.0], false);
    store.backup(&home.beside("copy.db")).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for name in ["demarche.db", "demarche.db-wal", "copy.db"] {
        assert_eq!(mode(&home.beside(name)), 0o600, "{name}");
    }
    assert_eq!(mode(home.path().parent().unwrap()), 0o700);
}

#[test]
fn a_path_that_can_not_be_a_file_says_so() {
    let home = Home::new();
    let folder = home.folder.path();
    let message = |path: &Path| Store::open(path).err().unwrap().to_string();
    assert!(message(folder).ends_with("it is a folder; choose another file with --store PATH"));
    std::fs::write(folder.join("file"), "").unwrap();
    let below = message(&folder.join("file/store.db"));
    assert!(below.starts_with("can't open "), "{below}");
}

// ---- files that are not as they should be

#[test]
fn what_is_no_store_is_refused_and_left_as_it_is() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().parent().unwrap()).unwrap();
    let text = "These are my notes, and they are longer than the head of a database. ".repeat(20);
    std::fs::write(home.path(), &text).unwrap();
    let refused = Store::open(&home.path()).err().unwrap();
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused:?}");
    assert_eq!(std::fs::read_to_string(home.path()).unwrap(), text);

    std::fs::remove_file(home.path()).unwrap();
    home.raw()
        .execute_batch("create table cats (name text)")
        .unwrap();
    let before = std::fs::read(home.path()).unwrap();
    let refused = Store::open(&home.path()).err().unwrap();
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused:?}");
    assert_eq!(std::fs::read(home.path()).unwrap(), before);
}

#[test]
fn a_store_of_a_newer_version_is_refused_by_its_number_and_left_as_it_is() {
    let home = Home::new();
    play(&home.store(), &beginning("Ana"), 0, &[1.0], true);
    home.raw().pragma_update(None, "user_version", 7).unwrap();
    let refused = Store::open(&home.path()).err().unwrap();
    assert!(
        matches!(
            refused,
            StoreError::Newer {
                found: 7,
                known: 2,
                ..
            }
        ),
        "{refused:?}"
    );
    assert!(
        refused
            .to_string()
            .contains("written by a newer demarche (version 7 of the file")
    );
    home.raw().pragma_update(None, "user_version", 2).unwrap();
    assert_eq!(home.store().history(&all()).unwrap().len(), 1);
}

#[test]
fn a_damaged_store_says_so_and_names_the_way_out() {
    let home = Home::new();
    let store = home.store();
    for begun in 0..20 {
        play(&store, &beginning("Ana"), begun, &[1.0; 10], true);
    }
    drop(store);
    let mut bytes = std::fs::read(home.path()).unwrap();
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0x5A;
    }
    std::fs::write(home.path(), bytes).unwrap();
    let damaged = Store::open(&home.path())
        .and_then(|store| store.history(&all()))
        .unwrap_err();
    assert!(matches!(damaged, StoreError::Damaged { .. }), "{damaged:?}");
    assert!(
        damaged
            .to_string()
            .contains("a copy made by `demarche store backup`"),
        "{damaged}"
    );
}

#[test]
fn a_record_that_can_not_be_read_is_damage_and_no_panic() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0], false);
    home.raw()
        .execute("update event set content = '{\"event\":\"flown\"}'", [])
        .unwrap();
    let damaged = store.load(id).unwrap_err();
    assert!(matches!(damaged, StoreError::Damaged { .. }), "{damaged:?}");
    assert!(damaged.to_string().contains("flown"), "{damaged}");
}

// ---- the store as a whole

#[test]
fn a_copy_holds_everything_and_replaces_nothing() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    let copy = home.beside("copy.db");
    store.backup(&copy).unwrap();
    let kept = Store::open(&copy).unwrap().load(id).unwrap();
    assert_eq!(kept, store.load(id).unwrap());
    let again = store.backup(&copy).unwrap_err();
    assert!(matches!(again, StoreError::Exists { .. }), "{again:?}");
}

#[test]
fn info_counts_and_checks() {
    let home = Home::new();
    let store = home.store();
    play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    play(&store, &beginning("Ben"), 0, &[1.0], false);
    let info = store.info(at(1000).at).unwrap();
    assert_eq!(
        (info.learners, info.quizzes, info.open, info.answers),
        (2, 2, 1, 3)
    );
    assert_eq!((info.version, info.journal.name()), (2, "wal"));
    assert_eq!((info.damage, info.future), (Vec::<String>::new(), None));
    assert!(info.bytes > 4096);
}

// case a-review-from-the-future
#[test]
fn answers_from_the_future_are_named() {
    let home = Home::new();
    let store = home.store();
    play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    let future = store.info(at(1).at).unwrap().future.unwrap();
    assert_eq!(
        (future.answers, future.latest),
        (
            1,
            When {
                at: at(2).at,
                offset: 120
            }
        )
    );
}

// ---- how large it may grow

/// Prints how long a large store takes: `cargo test --release --test store million -- --ignored
/// --nocapture`.
#[test]
#[ignore = "makes a file of a gigabyte; for measuring"]
fn a_million_answers_are_quick_to_look_at() {
    let home = Home::new();
    let store = home.store();
    let timed = |what: &str, begun: std::time::Instant| {
        eprintln!("{what}: {:.1} ms", begun.elapsed().as_secs_f64() * 1000.0);
    };
    let begun = std::time::Instant::now();
    for quiz in 0..20_000 {
        let mut beginning = beginning(["Ana", "Ben", "Cy", "Dee"][quiz % 4]);
        beginning.bank = format!("bank-{}", quiz % 10);
        let now = at(quiz as i64 * 60);
        let mut events = vec![started()];
        for n in 1..=50 {
            let question = format!("question-{}", (quiz as u32 * 50 + n) % 300);
            events.push(asked(n, &question));
            events.push(answered(turn(n, &question, f64::from(n % 2), now)));
        }
        events.push(ended());
        store.begin(&beginning, &events, now).unwrap();
    }
    timed("making 1,000,000 answers in 20,000 quizzes", begun);
    drop(store);
    eprintln!(
        "file: {} MB",
        home.path().metadata().unwrap().len() / 1_000_000
    );

    let begun = std::time::Instant::now();
    let store = home.store();
    timed("open", begun);
    let begun = std::time::Instant::now();
    let last = store
        .history(&History {
            limit: Some(20),
            ..History::default()
        })
        .unwrap();
    timed("history, 20 quizzes", begun);
    let begun = std::time::Instant::now();
    store.history(&History::default()).unwrap();
    timed("history, all 20,000", begun);
    let begun = std::time::Instant::now();
    let ana = History {
        learner: Some("Ana".to_owned()),
        bank: Some("bank-0".to_owned()),
        ..History::default()
    };
    eprintln!(
        "of one learner and bank: {}",
        store.history(&ana).unwrap().len()
    );
    timed("history of one learner and bank", begun);
    let bank = bank("bank-0", &question("where", ""));
    let begun = std::time::Instant::now();
    let learner = store.learner("Ana", &bank, None).unwrap();
    timed(
        &format!("a learner's {} answers on one bank", learner.past().len()),
        begun,
    );
    let begun = std::time::Instant::now();
    store.last_outcome("Ana", "bank-0", None).unwrap().unwrap();
    timed("last time", begun);
    let begun = std::time::Instant::now();
    assert_eq!(store.newest_open("Ana").unwrap(), None);
    timed("newest open quiz", begun);
    let begun = std::time::Instant::now();
    store.find(&last[3].id.short()).unwrap();
    timed("find by ending", begun);
    let begun = std::time::Instant::now();
    store.load(last[3].id).unwrap();
    timed("load a quiz", begun);
    let begun = std::time::Instant::now();
    store.learners().unwrap();
    timed("learners", begun);
    let begun = std::time::Instant::now();
    let id = store.begin(&beginning("Ana"), &[started()], at(9)).unwrap();
    for n in 1..=1000 {
        answer(&store, id, n, 1.0, at(9)).unwrap();
    }
    timed("1,000 answers, two commits each", begun);
    let begun = std::time::Instant::now();
    store.info(NOW).unwrap();
    timed("info, with its check", begun);
    let begun = std::time::Instant::now();
    store.delete_learner("Ana").unwrap();
    timed("deleting a quarter", begun);
}

/// Events with anything in them that their types allow; the numbers of turns are distinct.
mod arbitrary {
    use demarche::item::{
        Credit, Expects, Judgement, Mark, Part, Piece, Prompt, Rating, Response, Shape, Step,
        StepAction,
    };
    use demarche::quiz::{
        Asked, Ended, Event, Failure, Finish, Outcome, Pick, Snapshot, State, Tally, Turn,
    };
    use proptest::collection::{hash_map, vec};
    use proptest::option;
    use proptest::prelude::*;

    pub fn events() -> impl Strategy<Value = Vec<Event>> {
        vec(event(), 0..8).prop_map(|mut events| {
            let mut n = 0;
            for event in &mut events {
                if let Event::Answered { turn, .. } = event {
                    n += 1;
                    turn.n = n;
                }
            }
            events
        })
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            snapshot().prop_map(|snapshot| Event::Started { snapshot }),
            asked().prop_map(|asked| Event::Asked(Box::new(asked))),
            Just(Event::HintShown),
            (any::<String>(), any::<bool>())
                .prop_map(|(question, on)| Event::Flagged { question, on }),
            (turn(), snapshot(), option::of(why_ended())).prop_map(|(turn, snapshot, stop)| {
                let turn = Box::new(turn);
                Event::Answered {
                    turn,
                    snapshot,
                    stop,
                }
            }),
            outcome().prop_map(|outcome| Event::Ended {
                outcome: Box::new(outcome)
            }),
        ]
    }

    fn number() -> impl Strategy<Value = f64> {
        use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
        NEGATIVE | NORMAL | POSITIVE | SUBNORMAL | ZERO
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        vec(any::<String>(), 0..4)
    }

    fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
        vec(any::<(String, String)>(), 0..4)
    }

    fn state() -> impl Strategy<Value = State> {
        let leaf = prop_oneof![
            Just(State::Null),
            any::<bool>().prop_map(State::from),
            any::<i64>().prop_map(State::from),
            number().prop_map(State::from),
            any::<String>().prop_map(State::from),
        ];
        leaf.prop_recursive(4, 16, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(State::from),
                hash_map(any::<String>(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    fn snapshot() -> impl Strategy<Value = Snapshot> {
        (state(), state(), any::<u64>(), number()).prop_map(|(score, select, chance, elapsed)| {
            Snapshot {
                score,
                select,
                chance,
                elapsed,
            }
        })
    }

    fn failures() -> impl Strategy<Value = Vec<Failure>> {
        let failure =
            any::<([String; 4], u32)>().prop_map(|([mode, hook, message, report], stopped)| {
                Failure {
                    place: (!hook.is_empty()).then(|| hook.as_str().into()),
                    mode,
                    hook,
                    message,
                    report,
                    stopped,
                }
            });
        vec(failure, 0..2)
    }

    fn expects() -> impl Strategy<Value = Expects> {
        use Expects::{Day, Month, Number, Text, Year};
        proptest::sample::select(vec![Text, Number, Day, Month, Year])
    }

    fn piece() -> impl Strategy<Value = Piece> {
        prop_oneof![
            any::<String>().prop_map(Piece::Text),
            (texts(), expects(), any::<Option<String>>()).prop_map(|(options, expects, hint)| {
                Piece::Blank {
                    options,
                    expects,
                    hint,
                }
            }),
        ]
    }

    fn shape() -> impl Strategy<Value = Shape> {
        prop_oneof![
            texts().prop_map(|options| Shape::PickOne { options }),
            texts().prop_map(|options| Shape::PickMany { options }),
            (expects(), any::<Option<String>>())
                .prop_map(|(expects, unit)| Shape::Write { expects, unit }),
            vec(piece(), 0..4).prop_map(|pieces| Shape::FillBlanks { pieces }),
            texts().prop_map(|items| Shape::Order { items }),
            (texts(), texts()).prop_map(|(lefts, rights)| Shape::PairUp { lefts, rights }),
            (texts(), texts()).prop_map(|(items, groups)| Shape::Group { items, groups }),
            any::<String>().prop_map(|back| Shape::Rate { back }),
        ]
    }

    fn prompt() -> impl Strategy<Value = Prompt> {
        (any::<Option<String>>(), any::<String>(), shape()).prop_map(|(stimulus, stem, shape)| {
            Prompt {
                stimulus,
                stem,
                shape,
            }
        })
    }

    fn response() -> impl Strategy<Value = Response> {
        prop_oneof![
            any::<String>().prop_map(Response::One),
            texts().prop_map(Response::Many),
            any::<String>().prop_map(Response::Written),
            texts().prop_map(Response::Blanks),
            texts().prop_map(Response::Order),
            pairs().prop_map(Response::Pairs),
            pairs().prop_map(Response::Groups),
            proptest::sample::select(Rating::ALL.to_vec()).prop_map(Response::Rated),
        ]
    }

    fn credit() -> impl Strategy<Value = Credit> {
        (-1.0..=1.0f64).prop_map(|credit| Credit::new(credit).unwrap())
    }

    fn step() -> impl Strategy<Value = Step> {
        let action = prop_oneof![
            number().prop_map(StepAction::Set),
            number().prop_map(StepAction::Add),
            number().prop_map(StepAction::Times),
            number().prop_map(StepAction::OutOf),
            Just(StepAction::Note),
        ];
        (action, any::<String>(), number()).prop_map(|(action, why, points)| Step {
            action,
            why,
            points,
        })
    }

    fn mark() -> impl Strategy<Value = Mark> {
        let part = (
            any::<String>(),
            any::<Option<String>>(),
            any::<String>(),
            credit(),
        )
            .prop_map(|(text, given, key, credit)| Part {
                text,
                given,
                key,
                credit,
            });
        let judgement = (
            credit(),
            vec(part, 0..3),
            texts(),
            texts(),
            any::<Option<String>>(),
        )
            .prop_map(|(credit, parts, notes, feedback, names)| Judgement {
                credit,
                parts,
                notes,
                feedback,
                names,
            });
        (judgement, number(), number(), vec(step(), 0..3)).prop_map(
            |(judgement, points, out_of, steps)| Mark {
                judgement,
                points,
                out_of,
                steps,
            },
        )
    }

    fn asked() -> impl Strategy<Value = Asked> {
        let pick = any::<(String, Option<String>)>()
            .prop_map(|(question, reason)| Pick { question, reason });
        let about = any::<(u32, String, String, Option<String>, Option<u32>)>();
        let rest = (
            option::of(number()),
            option::of(vec(pick, 0..3)),
            failures(),
            snapshot(),
        );
        (about, prompt(), rest).prop_map(|((n, question, hash, reason, length), prompt, rest)| {
            let (time_limit, queue, failures, snapshot) = rest;
            Asked {
                n,
                question,
                hash,
                prompt,
                reason,
                time_limit,
                queue,
                length,
                failures,
                snapshot,
            }
        })
    }

    fn turn() -> impl Strategy<Value = Turn> {
        let about = any::<(String, String, Option<String>, u32, Option<u8>)>();
        let marks = any::<(bool, bool, bool, bool, i64, i16)>();
        let said = (
            option::of(response()),
            mark(),
            number(),
            texts(),
            failures(),
        );
        (about, marks, prompt(), said).prop_map(|(about, marks, prompt, said)| {
            let (question, hash, reason, hints_used, confidence) = about;
            let (skipped, timed_out, flagged, graded, at, offset) = marks;
            let (response, mark, seconds, feedback, failures) = said;
            Turn {
                tried: Vec::new(),
                n: 0,
                question,
                hash,
                prompt,
                reason,
                response,
                mark,
                seconds,
                hints_used,
                confidence,
                skipped,
                timed_out,
                flagged,
                graded,
                at,
                offset,
                feedback,
                failures,
            }
        })
    }

    fn why_ended() -> impl Strategy<Value = Ended> {
        use Ended::{ByLearner, ByMode, Endless, Exhausted, TimeLimit, TurnLimit};
        let all = vec![Exhausted, ByMode, TurnLimit, TimeLimit, Endless, ByLearner];
        proptest::sample::select(all)
    }

    fn tally() -> impl Strategy<Value = Tally> {
        (any::<(String, u32, u32)>(), number(), number()).prop_map(
            |((name, right, turns), points, max_points)| Tally {
                name,
                points,
                max_points,
                right,
                turns,
            },
        )
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let finish = (any::<(Option<String>, Option<bool>)>(), texts()).prop_map(
            |((grade, passed), lines)| Finish {
                grade,
                passed,
                lines,
            },
        );
        let tallies = (tally(), vec(tally(), 0..3), vec(tally(), 0..3));
        let counts = any::<[u32; 4]>();
        (
            why_ended(),
            tallies,
            counts,
            number(),
            texts(),
            finish,
            failures(),
        )
            .prop_map(
                |(ended, (total, by_topic, by_kind), counts, seconds, review, finish, failures)| {
                    let [answered, skipped, hints_used, flagged] = counts;
                    Outcome {
                        ended,
                        total,
                        answered,
                        skipped,
                        hints_used,
                        flagged,
                        seconds,
                        by_topic,
                        by_kind,
                        review,
                        finish,
                        failures,
                    }
                },
            )
    }
}

#[test]
fn answers_of_version_1_were_each_given_at_the_first_try() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../src/store/schema.sql"))
        .unwrap();
    old.execute_batch(
        "insert into learner (name) values ('Ana');
         pragma application_id = 0x646D7263; pragma user_version = 1;",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    drop(store);
    let now = rusqlite::Connection::open(&path).unwrap();
    let version: i64 = now
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 2);
    now.prepare("select tries from answer").unwrap();
    now.prepare("select n from regrade_mark").unwrap();
    assert!(folder.path().join("old.db.before-v2").exists());
}

// ------------------------------------------------------------------ quizzes marked again

/// A marking that gives the second turn this credit.
fn regrade(credit: f64, script: &str) -> Regrade {
    let Event::Ended { mut outcome } = ended() else {
        unreachable!("what it is made as");
    };
    outcome.total.points = credit * 2.0;
    let marked = Marked {
        mark: Mark::built_in(Judgement::of(Credit::new(credit).unwrap()), 2.0),
        graded: true,
        feedback: vec!["marked again".to_owned()],
        failures: Vec::new(),
    };
    Regrade {
        when: When {
            at: NOW + 500_000,
            offset: 60,
        },
        by: "teacher".to_owned(),
        files: vec![file("quizzes/pact-2024.toml", "format = 1\n# mended\n")],
        score: KeptMode {
            name: "mended".to_owned(),
            files: vec![file("mended.rhai", script)],
        },
        settings: serde_json::json!({ "bonus": 2 }),
        marks: [(2, marked)].into(),
        outcome,
        undone: false,
    }
}

fn credits(store: &Store, id: SittingId) -> (Vec<f64>, f64) {
    let turns = store.load(id).unwrap().turns();
    let credits = turns.iter().map(|turn| turn.mark.judgement.credit.value());
    (credits.collect(), store.summary(id).unwrap().points)
}

#[test]
fn a_marking_is_in_force_until_it_is_taken_back_and_the_first_one_stays() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    let events = store.load(id).unwrap().events;
    for credit in [0.5, 0.75] {
        let stored = store.load(id).unwrap();
        store
            .regrade(&stored, &regrade(credit, "fn score(turn) { 1 }"))
            .unwrap();
        assert_eq!(credits(&store, id), (vec![1.0, credit], 2.0 + credit * 2.0));
    }
    // another program sees the same
    let stored = home.store().load(id).unwrap();
    assert_eq!(stored.events, events);
    assert_eq!(stored.regrades.len(), 2);
    assert_eq!(stored.regrades[1], regrade(0.75, "fn score(turn) { 1 }"));
    assert_eq!(stored.first_turns()[1].mark.points, 0.0);
    let summary = store.summary(id).unwrap();
    assert_eq!(
        (summary.score.as_str(), summary.marked),
        ("mended", Some(stored.regrades[1].when))
    );
    assert_eq!(summary.outcome.unwrap().total.points, 1.5);

    let now = When {
        at: NOW + 600_000,
        offset: 60,
    };
    assert_eq!(
        store.undo_regrade(id, now).unwrap(),
        Some(stored.regrades[1].clone())
    );
    assert_eq!(credits(&store, id), (vec![1.0, 0.5], 3.0));
    assert!(store.undo_regrade(id, now).unwrap().is_some());
    assert_eq!(credits(&store, id), (vec![1.0, 0.0], 2.0));
    assert_eq!(store.undo_regrade(id, now).unwrap(), None);
    let summary = store.summary(id).unwrap();
    assert_eq!((summary.score.as_str(), summary.marked), ("streak", None));
    assert_eq!(
        store.load(id).unwrap().regrades.len(),
        2,
        "nothing is forgotten"
    );
}

#[test]
fn a_marking_of_a_quiz_that_was_marked_again_meanwhile_is_refused_whole() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    let stored = store.load(id).unwrap();
    home.store().regrade(&stored, &regrade(0.5, "")).unwrap();
    let refused = store.regrade(&stored, &regrade(0.75, ""));
    assert!(
        matches!(refused, Err(StoreError::MarkedMeanwhile { .. })),
        "{refused:?}"
    );
    assert_eq!(credits(&store, id).0, [1.0, 0.5]);
    let rows: i64 = home
        .raw()
        .query_row("select count(*) from regrade", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn the_marks_in_force_are_the_learners_past() {
    let home = Home::new();
    let store = home.store();
    let id = play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    store
        .regrade(&store.load(id).unwrap(), &regrade(0.5, ""))
        .unwrap();
    let bank = support::bank("format = 1\n[bank]\nid = \"pact-2024\"\n");
    let learner = store.learner("Ana", &bank, None).unwrap();
    let credits: Vec<f64> = learner.past().iter().map(|past| past.credit).collect();
    assert_eq!(credits, [1.0, 0.5]);
}

#[test]
fn the_files_of_a_marking_are_kept_as_long_as_the_marking() {
    let home = Home::new();
    let store = home.store();
    let ana = play(&store, &beginning("Ana"), 0, &[1.0, 0.0], true);
    play(&store, &beginning("Ben"), 0, &[1.0], true);
    let script = "fn score(turn) { 2 }";
    store
        .regrade(&store.load(ana).unwrap(), &regrade(0.5, script))
        .unwrap();
    let kept = || -> i64 {
        let count = "select count(*) from file where content = ?1";
        home.raw()
            .query_row(count, [script], |row| row.get(0))
            .unwrap()
    };
    store.delete_learner("Ben").unwrap();
    assert_eq!(kept(), 1);
    store.delete_learner("Ana").unwrap();
    assert_eq!(kept(), 0);
}
