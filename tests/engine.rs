//! The engine's promises: order, ends, fallbacks, and that folding the events of a quiz gives the
//! same quiz and the same state of its modes as playing it again.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't be set up fails"
)]

mod support;

use std::rc::Rc;

use demarche::item::{Chance, Response, Shape};
use demarche::kinds::Arrangement;
use demarche::quiz::{
    Action, Answered, Ended, Event, Failure, Finish, Given, Learner, Limits, Mode, Moment, Pick,
    Quiz, Rules, Scored, Selection, Setup, Sitting, State, Step, Turn,
};
use proptest::prelude::*;
use support::bank;

/// A mode made for tests: draws its questions, counts right answers, fails where told.
#[derive(Default, Clone)]
struct Drawing {
    right: u64,
    asked: u64,
    fail_score: bool,
    fail_select: bool,
    unknown: bool,
    for_ever: bool,
    stop_at: Option<u64>,
    /// How many actions are offered after each turn and before the first.
    offers: usize,
    tries: Option<u32>,
    chosen: Vec<u64>,
    fail_act: bool,
}

fn failure(hook: &str) -> Failure {
    Failure {
        mode: "drawing".into(),
        hook: hook.into(),
        message: "it broke".into(),
        place: None,
        report: "it broke".into(),
        stopped: 0,
    }
}

impl Mode for Drawing {
    fn name(&self) -> &str {
        "drawing"
    }
    fn may_stop(&self) -> bool {
        self.stop_at.is_some()
    }
    fn select(&mut self, quiz: &Rc<Quiz>) -> Result<Selection, Failure> {
        if self.fail_select {
            return Err(failure("select"));
        }
        self.asked += 1;
        let left: Vec<u32> = quiz
            .questions
            .iter()
            .copied()
            .filter(|&place| self.for_ever || quiz.asks(place).times == 0)
            .collect();
        let Some(at) = quiz.draw(|chance| chance.index(left.len())) else {
            return Ok(Selection::End);
        };
        let question = if self.unknown {
            "q-1".into()
        } else {
            quiz.question(left[at]).unwrap().id.clone()
        };
        Ok(Selection::Ask(vec![Pick {
            question,
            reason: Some("drawn".into()),
        }]))
    }
    fn score(&mut self, _: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<Option<Scored>, Failure> {
        if self.fail_score {
            return Err(failure("score"));
        }
        let points = turn.mark.points + self.right as f64;
        Ok(Some(Scored {
            points,
            out_of: turn.mark.out_of,
            steps: vec![],
        }))
    }
    fn answered(&mut self, _: &Rc<Quiz>, turn: &Rc<Turn>) -> Result<(), Failure> {
        self.right += u64::from(turn.right());
        Ok(())
    }
    fn stop(&mut self, quiz: &Rc<Quiz>) -> Result<bool, Failure> {
        Ok(self.stop_at.is_some_and(|at| u64::from(quiz.count()) >= at))
    }
    fn actions(&mut self, quiz: &Rc<Quiz>) -> Result<Vec<Action>, Failure> {
        let action = |n| Action {
            label: format!("choice {n}"),
            then: Some("choose".into()),
            value: Some(serde_json::json!(n)),
        };
        quiz.draw(|chance| chance.index(3));
        Ok((0..self.offers).map(action).collect())
    }
    fn act(&mut self, quiz: &Rc<Quiz>, action: &Action) -> Result<(), Failure> {
        if self.fail_act {
            return Err(failure("choose"));
        }
        let drawn = quiz.draw(|chance| chance.index(1000)).unwrap();
        let chosen = action.value.as_ref().and_then(State::as_u64).unwrap();
        self.chosen.extend([chosen, drawn as u64]);
        Ok(())
    }
    fn finish(&mut self, _: &Rc<Quiz>) -> Result<Finish, Failure> {
        Ok(Finish {
            grade: Some(format!("{} right", self.right)),
            ..Finish::default()
        })
    }
    fn rules(&self) -> Rules {
        Rules {
            tries: self.tries,
            ..Rules::default()
        }
    }
    fn state(&self) -> State {
        serde_json::json!([self.right, self.asked, self.chosen])
    }
    fn restore(&mut self, state: &State) {
        self.right = state[0].as_u64().unwrap();
        self.asked = state[1].as_u64().unwrap();
        let chosen = state[2].as_array().unwrap();
        self.chosen = chosen.iter().map(|n| n.as_u64().unwrap()).collect();
    }
}

fn questions(n: usize) -> String {
    let one = |i: usize| {
        format!(
            "[[question]]\nid = \"q{i}\"\nkind = \"choice\"\nprompt = \"Question {i}?\"\n\
             answer = \"yes {i}\"\ndistractors = [\"no {i}\", \"perhaps {i}\"]\nhints = [\"vague\", \"clear\"]\n"
        )
    };
    format!("format = 1\n{}", (0..n).map(one).collect::<String>())
}

fn setup(n: usize, seed: u64, mode: Drawing) -> Setup {
    let bank = bank(&questions(n));
    Setup {
        questions: (0..bank.questions.len() as u32).collect(),
        bank,
        learner: Learner::new("me", vec![]),
        seed,
        limits: Limits::default(),
        score: Box::new(mode),
        select: None,
        now: at(0.0),
    }
}

fn at(elapsed: f64) -> Moment {
    Moment {
        at: 1_700_000_000_000 + (elapsed * 1000.0) as i64,
        offset: 60,
        elapsed,
    }
}

/// What a learner of a test does with a question.
#[derive(Debug, Clone, Copy)]
enum Move {
    Right,
    Wrong,
    Skip,
    TimeOut,
    HintThenRight,
    FlagThenWrong,
}

fn moves() -> impl Strategy<Value = Move> {
    use Move::*;
    prop::sample::select(vec![
        Right,
        Wrong,
        Skip,
        TimeOut,
        HintThenRight,
        FlagThenWrong,
    ])
}

/// Answers the pending question.
fn play_one(sitting: &mut Sitting, act: Move, elapsed: f64) -> Answered {
    let n = sitting
        .pending()
        .unwrap()
        .asked
        .question
        .trim_start_matches('q')
        .to_owned();
    let one = |word: &str| Some(Response::One(format!("{word} {n}")));
    let given = match act {
        Move::Right => Given {
            response: one("yes"),
            ..Given::default()
        },
        Move::Wrong => Given {
            response: one("no"),
            ..Given::default()
        },
        Move::Skip => Given::default(),
        Move::TimeOut => Given {
            timed_out: true,
            ..Given::default()
        },
        Move::HintThenRight => {
            sitting.hint();
            Given {
                response: one("yes"),
                ..Given::default()
            }
        }
        Move::FlagThenWrong => {
            sitting.flag();
            Given {
                response: one("no"),
                ..Given::default()
            }
        }
    };
    sitting
        .answer(
            Given {
                seconds: 1.5,
                ..given
            },
            at(elapsed),
        )
        .unwrap()
}

/// Does what is next, and says whether there was anything.
fn step(sitting: &mut Sitting, i: usize, act: Move) -> bool {
    let now = at(2.0 * i as f64);
    match sitting.next(now) {
        Step::Done(_) => return false,
        Step::Ask(_) => drop(play_one(sitting, act, now.elapsed + 1.5)),
        Step::Choose(actions) => drop(sitting.act(i % actions.len(), now)),
    }
    true
}

/// Plays the moves and gives all events.
fn play(mut sitting: Sitting, moves: &[Move]) -> (Sitting, Vec<Event>) {
    let mut events = sitting.take_events();
    for (i, act) in moves.iter().enumerate() {
        if !step(&mut sitting, i, *act) {
            break;
        }
        events.extend(sitting.take_events());
    }
    let end = at(2.0 * moves.len() as f64);
    let _ = sitting.next(end);
    events.extend(sitting.take_events());
    (sitting, events)
}

proptest! {
    #[test]
    fn folding_the_events_gives_the_same_quiz_and_the_same_state(
        n in 1usize..8,
        seed in any::<u64>(),
        acts in prop::collection::vec(moves(), 0..12),
        cut in any::<prop::sample::Index>(),
        offers in 0usize..3,
        tries in prop::option::of(1u32..4),
    ) {
        let mode = Drawing { offers, tries, ..Drawing::default() };
        let (played, events) = play(Sitting::begin(setup(n, seed, mode.clone())).unwrap(), &acts);
        // a power cut after any event: fold what is there, go on with the same moves
        let kept = events[..=cut.index(events.len())].to_vec();
        let json = serde_json::to_string(&kept).unwrap();
        let kept: Vec<Event> = serde_json::from_str(&json).unwrap();
        let moved = |e: &&Event| {
            matches!(e, Event::Answered { .. } | Event::Tried { .. } | Event::Acted { .. })
        };
        let moves_kept = kept.iter().filter(moved).count();
        let mid_question =
            matches!(kept.last(), Some(Event::HintShown | Event::Flagged { .. }));
        let resumed = Sitting::resume(setup(n, seed, mode), kept.clone()).unwrap();
        let mut sitting = resumed;
        let mut after = Vec::new();
        for (i, act) in acts.iter().enumerate().skip(moves_kept) {
            // a hint or a flag that was kept is not given twice
            let act = match (i == moves_kept && mid_question, *act) {
                (true, Move::HintThenRight) => Move::Right,
                (true, Move::FlagThenWrong) => Move::Wrong,
                (_, act) => act,
            };
            if !step(&mut sitting, i, act) { break; }
            after.extend(sitting.take_events());
        }
        let _ = sitting.next(at(2.0 * acts.len() as f64));
        after.extend(sitting.take_events());
        let all: Vec<Event> = kept.into_iter().chain(after).collect();
        prop_assert_eq!(&all, &events);
        prop_assert_eq!(sitting.so_far(), played.so_far());
    }

    #[test]
    fn the_same_seed_answers_and_times_give_the_same_quiz(
        n in 1usize..8,
        seed in any::<u64>(),
        acts in prop::collection::vec(moves(), 0..12),
    ) {
        let run = || play(Sitting::begin(setup(n, seed, Drawing::default())).unwrap(), &acts).1;
        prop_assert_eq!(run(), run());
    }
}

#[test]
fn without_a_mode_the_banks_order_is_asked_and_credit_times_points_earned() {
    let mut setup = setup(3, 1, Drawing::default());
    setup.score = Box::new(demarche::quiz::BuiltIn);
    let (sitting, _) = play(
        Sitting::begin(setup).unwrap(),
        &[Move::Right, Move::Wrong, Move::Right, Move::Right],
    );
    let asked: Vec<String> = sitting
        .quiz()
        .turns()
        .iter()
        .map(|t| t.question.clone())
        .collect();
    assert_eq!(asked, ["q0", "q1", "q2"]);
    let outcome = sitting.outcome().unwrap();
    assert_eq!(outcome.ended, Ended::Exhausted);
    assert_eq!((outcome.total.points, outcome.total.max_points), (2.0, 3.0));
    assert_eq!(outcome.review, ["q1"]);
    assert_eq!(sitting.quiz().length(), Some(3));
}

#[test]
fn a_failing_score_keeps_the_answer_with_its_built_in_mark() {
    let mode = Drawing {
        fail_score: true,
        ..Drawing::default()
    };
    let (sitting, _) = play(Sitting::begin(setup(1, 1, mode)).unwrap(), &[Move::Right]);
    let turn = sitting.quiz().last().unwrap();
    assert_eq!((turn.mark.points, turn.failures.len()), (1.0, 1));
    assert_eq!(turn.failures[0].hook, "score");
}

#[test]
fn a_failing_select_goes_on_in_the_banks_order() {
    let mode = Drawing {
        fail_select: true,
        ..Drawing::default()
    };
    let (sitting, _) = play(
        Sitting::begin(setup(3, 9, mode)).unwrap(),
        &[Move::Right; 5],
    );
    let turns = sitting.quiz().turns();
    let asked: Vec<&str> = turns.iter().map(|t| t.question.as_str()).collect();
    assert_eq!(asked, ["q0", "q1", "q2"]);
    assert!(turns.iter().all(|t| t.failures[0].hook == "select"));
}

// case a-choice-that-does-not-exist
#[test]
fn a_question_that_does_not_exist_is_a_failure_with_the_nearest_name() {
    let mode = Drawing {
        unknown: true,
        ..Drawing::default()
    };
    let (sitting, _) = play(Sitting::begin(setup(2, 9, mode)).unwrap(), &[Move::Right]);
    let turn = sitting.quiz().last().unwrap();
    assert!(
        turn.failures[0]
            .message
            .contains("no question `q-1`, did you mean `q")
    );
}

// case a-choice-that-does-not-exist
#[test]
fn a_select_that_never_ends_is_ended_after_as_many_turns_as_there_are_questions() {
    let mode = Drawing {
        for_ever: true,
        ..Drawing::default()
    };
    let (sitting, _) = play(
        Sitting::begin(setup(3, 9, mode.clone())).unwrap(),
        &[Move::Right; 9],
    );
    assert_eq!(sitting.quiz().count(), 3);
    assert_eq!(sitting.outcome().unwrap().ended, Ended::Endless);

    let with_stop = Drawing {
        stop_at: Some(7),
        ..mode
    };
    let (sitting, _) = play(
        Sitting::begin(setup(3, 9, with_stop)).unwrap(),
        &[Move::Right; 9],
    );
    assert_eq!(sitting.quiz().count(), 7);
    assert_eq!(sitting.outcome().unwrap().ended, Ended::ByMode);
}

#[test]
fn a_learner_chooses_what_the_mode_offers_and_a_single_action_is_taken_without_asking() {
    let offering = |offers| Drawing {
        offers,
        ..Drawing::default()
    };
    let mut sitting = Sitting::begin(setup(2, 1, offering(2))).unwrap();
    let Step::Choose(actions) = sitting.next(at(0.0)) else {
        panic!("nothing to choose from");
    };
    assert_eq!(actions[1].label, "choice 1");
    assert!(matches!(sitting.next(at(0.5)), Step::Choose(again) if again == actions));
    assert_eq!(sitting.act(7, at(1.0)), [], "there is no such choice");
    assert!(matches!(sitting.next(at(1.0)), Step::Choose(_)));
    sitting.act(1, at(1.0));
    assert!(matches!(sitting.next(at(1.0)), Step::Ask(_)));
    let events = sitting.take_events();
    let label = |event: &Event| match event {
        Event::Acted { label, .. } => Some(label.clone()),
        _ => None,
    };
    assert_eq!(events.iter().find_map(label).unwrap(), "choice 1");

    let (sitting, events) = play(
        Sitting::begin(setup(2, 1, offering(1))).unwrap(),
        &[Move::Right; 5],
    );
    assert_eq!(sitting.quiz().count(), 2);
    assert!(!events.iter().any(|e| matches!(e, Event::Offered { .. })));
    let Some(Event::Answered { snapshot, .. }) =
        events.iter().rfind(|e| matches!(e, Event::Answered { .. }))
    else {
        panic!("no turn");
    };
    assert_eq!(
        snapshot.score[2].as_array().unwrap().len(),
        4,
        "taken twice"
    );
}

#[test]
fn an_action_that_fails_is_noted_and_the_quiz_goes_on() {
    for offers in [1, 2] {
        let mode = Drawing {
            offers,
            fail_act: true,
            ..Drawing::default()
        };
        let (sitting, events) = play(
            Sitting::begin(setup(1, 1, mode)).unwrap(),
            &[Move::Right; 3],
        );
        assert_eq!(sitting.quiz().count(), 1);
        let failed = |event: &Event| match event {
            Event::Acted { failures, .. } => failures.len(),
            Event::Asked(asked) => asked.failures.len(),
            _ => 0,
        };
        assert!(events.iter().map(failed).sum::<usize>() >= 1);
    }
}

#[test]
fn a_question_may_be_tried_again_as_often_as_the_mode_allows() {
    let setup = || {
        let mode = Drawing {
            tries: Some(3),
            ..Drawing::default()
        };
        setup(1, 1, mode)
    };
    let mut sitting = Sitting::begin(setup()).unwrap();
    let _ = sitting.next(at(0.0));
    assert_eq!(play_one(&mut sitting, Move::Wrong, 1.5), Answered::Again(2));
    assert_eq!(play_one(&mut sitting, Move::Wrong, 3.0), Answered::Again(1));
    assert_eq!(sitting.pending().unwrap().tried.len(), 2);
    let Answered::Turn(turn) = play_one(&mut sitting, Move::Right, 4.5) else {
        panic!("there were three tries");
    };
    assert!(turn.right());
    assert_eq!((turn.tried.len(), turn.seconds), (2, 4.5));

    let mut sitting = Sitting::begin(setup()).unwrap();
    let _ = sitting.next(at(0.0));
    play_one(&mut sitting, Move::Wrong, 1.5);
    let Answered::Turn(turn) = play_one(&mut sitting, Move::Skip, 3.0) else {
        panic!("who gives up is done");
    };
    assert!(!turn.skipped, "the last try is what counts");
    assert_eq!((turn.tries(), turn.seconds), (1, 3.0));
}

#[test]
fn limits_end_a_quiz() {
    let mut turns = setup(5, 1, Drawing::default());
    turns.limits.turns = Some(2);
    let (sitting, _) = play(Sitting::begin(turns).unwrap(), &[Move::Right; 5]);
    assert_eq!(sitting.outcome().unwrap().ended, Ended::TurnLimit);
    assert_eq!(sitting.quiz().count(), 2);

    let mut time = setup(5, 1, Drawing::default());
    time.limits.time = Some(3.0);
    let (sitting, _) = play(Sitting::begin(time).unwrap(), &[Move::Right; 5]);
    assert_eq!(sitting.outcome().unwrap().ended, Ended::TimeLimit);
    assert_eq!(sitting.quiz().count(), 2);
}

// case a-skip-costs-nothing
#[test]
fn a_skip_and_a_time_out_earn_nothing_and_say_which_they_were() {
    let mut setup = setup(2, 1, Drawing::default());
    setup.score = Box::new(demarche::quiz::BuiltIn);
    let (sitting, _) = play(Sitting::begin(setup).unwrap(), &[Move::Skip, Move::TimeOut]);
    let turns = sitting.quiz().turns();
    assert!(turns[0].skipped && !turns[0].timed_out && !turns[1].skipped && turns[1].timed_out);
    assert!(turns.iter().all(|t| t.mark.points == 0.0));
    assert_eq!(sitting.outcome().unwrap().skipped, 2);
}

#[test]
fn hints_and_flags_are_counted() {
    let (sitting, events) = play(
        Sitting::begin(setup(2, 1, Drawing::default())).unwrap(),
        &[Move::HintThenRight, Move::FlagThenWrong],
    );
    let outcome = sitting.outcome().unwrap();
    assert_eq!((outcome.hints_used, outcome.flagged), (1, 1));
    assert!(events.contains(&Event::HintShown));
}

// case none-of-the-above-stays-last
#[test]
fn none_of_the_above_stays_last_and_the_others_take_every_order() {
    let bank = bank(
        r#"
format = 1
[[question]]
id = "who"
kind = "choice"
prompt = "Who signed?"
answer = "None of the above"
distractors = ["China", "Japan", "Mongolia"]
[[question]]
id = "letters"
kind = "choice"
prompt = "Which are states?"
answer = "Both A and B"
distractors = ["China", "Japan", "Only C"]
"#,
    );
    let orders = |id: &str| -> std::collections::BTreeSet<Vec<String>> {
        let question = bank.question(id).unwrap();
        (0..1000)
            .map(|seed| {
                let mut chance = Chance::new(seed);
                match question.kind.shape(&mut Arrangement::shuffled(&mut chance)) {
                    Shape::PickOne { options } => options,
                    other => panic!("{other:?}"),
                }
            })
            .collect()
    };
    let who = orders("who");
    assert!(
        who.iter()
            .all(|order| order.last().unwrap() == "None of the above")
    );
    assert_eq!(who.len(), 6);
    assert_eq!(
        orders("letters").len(),
        1,
        "options that name others by letter stay where they are"
    );
}
