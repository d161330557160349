//! The graph of topics: what should be known before what. Circles are found and written out, each
//! once.

use std::collections::{HashMap, HashSet};

use crate::text::{Problem, Problems, Spanned};

/// Reports the circles among topics, given as each topic's id and what it requires.
pub fn check(topics: &[(String, Vec<Spanned<String>>)], problems: &mut Problems) {
    let edges: HashMap<&str, &[Spanned<String>]> = topics
        .iter()
        .map(|(id, requires)| (id.as_str(), requires.as_slice()))
        .collect();
    let mut done: HashSet<&str> = HashSet::new();
    for (id, _) in topics {
        walk(id, &edges, &mut done, problems);
    }
}

/// Depth first from one topic, with a list of its own in place of the call stack, so that a long
/// chain of topics is no danger. A topic that is on the path already closes a circle.
fn walk<'t>(
    from: &'t str,
    edges: &HashMap<&'t str, &'t [Spanned<String>]>,
    done: &mut HashSet<&'t str>,
    problems: &mut Problems,
) {
    let requires = |id: &str| edges.get(id).copied().unwrap_or_default().iter();
    if done.contains(from) {
        return;
    }
    // each topic on the path with the reference that led to it
    let mut path: Vec<(&str, Option<&Spanned<String>>, _)> = vec![(from, None, requires(from))];
    while let Some((topic, _, rest)) = path.last_mut() {
        let topic = *topic;
        let Some(next) = rest.next() else {
            done.insert(topic);
            path.pop();
            continue;
        };
        let place = path.iter().position(|(on_path, ..)| *on_path == next.value);
        if let Some(place) = place {
            let ring: Vec<&str> = path.iter().skip(place).map(|(id, ..)| *id).collect();
            let first = path.get(place + 1).and_then(|(_, via, _)| *via);
            problems.push(circle(&ring, first.unwrap_or(next)));
        } else if !done.contains(next.value.as_str()) {
            path.push((&next.value, Some(next), requires(&next.value)));
        }
    }
}

fn circle(ring: &[&str], reference: &Spanned<String>) -> Problem {
    if let [topic] = ring {
        return Problem::at(reference.span, format!("topic `{topic}` requires itself"))
            .hint("leave it out of its own list");
    }
    let names: Vec<&str> = ring.iter().copied().chain(ring.first().copied()).collect();
    Problem::at(
        reference.span,
        format!(
            "topics require each other in a circle: {}",
            names.join(" → ")
        ),
    )
    .hint("leave out one of these, so that there is a topic to begin with")
}
