//! Answers that are accepted beside the key: which of them can never count, since another one takes
//! all that they would. What one answer takes of another is told by the kinds, which call this.

use crate::item::Credit;
use crate::text::{Problem, Problems, Span, Table, Value};

/// An answer as written, in the order in which answers of equal credit win; the key is the first.
pub(super) struct Accepted<A> {
    /// Where it is written. What a template fills in for one placeholder has one place.
    pub place: Span,
    /// Whether it is an entry of `accept`, not the key or what stands beside it in a blank.
    pub entry: bool,
    /// What it takes, and what that earns.
    pub answer: A,
}

/// Takes `accept`, whose entries stand behind the right answers, and warns of those that can never
/// count. Gives all of them in their order.
pub(super) fn with_entries<A>(
    rights: impl Iterator<Item = (Span, A)>,
    table: &mut Table<'_>,
    read: impl Fn(Value<'_>, &mut Problems) -> Option<A>,
    credit: impl Fn(&A) -> Credit,
    takes_all_of: impl Fn(&A, &A) -> bool,
    problems: &mut Problems,
) -> Vec<A> {
    let accepted = |entry| {
        move |(place, answer)| Accepted {
            place,
            entry,
            answer,
        }
    };
    let mut answers: Vec<Accepted<A>> = rights.map(accepted(false)).collect();
    for value in table.list("accept", problems) {
        let place = value.span;
        let answer = read(value, problems).map(|answer| (place, answer));
        answers.extend(answer.map(accepted(true)));
    }
    warn_idle(&answers, credit, takes_all_of, problems);
    answers
        .into_iter()
        .map(|accepted| accepted.answer)
        .collect()
}

/// Warns of each answer for which there is another that takes all that it would and wins over it:
/// with more credit, or with as much and standing before it.
pub(super) fn warn_idle<A>(
    answers: &[Accepted<A>],
    credit: impl Fn(&A) -> Credit,
    takes_all_of: impl Fn(&A, &A) -> bool,
    problems: &mut Problems,
) {
    let credit_of = |at: usize| answers.get(at).map(|a| credit(&a.answer));
    let winner = |at: usize, idle: &Accepted<A>| {
        answers.iter().enumerate().find(|(other, winner)| {
            let wins = credit_of(*other) > credit_of(at)
                || (credit_of(*other) == credit_of(at) && *other < at);
            wins && takes_all_of(&winner.answer, &idle.answer)
        })
    };
    let winners: Vec<Option<Span>> = answers
        .iter()
        .enumerate()
        .map(|(at, answer)| winner(at, answer).map(|(_, winner)| winner.place))
        .collect();
    // of what stands for several answers, none may count
    let counts = |place: Span| {
        let mut here = answers.iter().zip(&winners);
        here.any(|(other, winner)| other.entry && other.place == place && winner.is_none())
    };
    for (answer, winner) in answers.iter().zip(&winners) {
        let Some(winner) = winner else { continue };
        if answer.entry && counts(answer.place) {
            continue;
        }
        problems.push(
            Problem::warning(answer.place, "this accepted answer can never count")
                .hint("leave it out: of all answers that fit, the one with the best credit counts, of equal ones the first")
                .related(*winner, "this one takes all that it would")
                .only_if_of_all(),
        );
    }
}
