//! What authors of modes can rely on: hooks, state, settings, imports, checks, and the shipped modes.

mod support;

use support::play::quiz;

#[test]
fn a_streak_pays_a_little_more() {
    let played = quiz()
        .mode(
            "const PARAMS = #{ bonus: 0.1, cap: 2.0 };
             fn start(quiz) { #{ streak: 0 } }
             fn score(turn) {
                 if !turn.right || this.streak == 0 { return turn.mark; }
                 turn.mark.add(min(this.streak * PARAMS.bonus, PARAMS.cap), `${this.streak + 1} in a row`)
             }
             fn answered(turn) { this.streak = if turn.right { this.streak + 1 } else { 0 }; }",
        )
        .answers(["yes", "yes", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.points, [1.0, 1.1, 1.2]);
    assert_eq!(played.reasons(2), ["3 in a row"]);
    assert_eq!(played.state, serde_json::json!({ "streak": 3 }));
}

#[test]
fn a_selection_takes_from_the_pool() {
    let played = quiz()
        .mode("fn select(quiz) { quiz.pool.left().nearest(3)?.because(`nearest`) }")
        .answers(["yes", "no", "yes"])
        .play();
    assert!(played.failures.is_empty(), "{:#?}", played.failures);
    assert_eq!(played.asked, ["q3", "q2", "q1"]);
}
