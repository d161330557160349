//! The graph of a finished bank's topics, both ways, and an order that respects it. It is made once a
//! bank and holds places in `Bank::topics`; circles, which a bank is refused for, do it no harm.

use std::collections::HashMap;

use super::Topic;

/// Which topic requires which, and leads to which.
#[derive(Debug, Default)]
pub struct TopicGraph {
    places: HashMap<String, u32>,
    requires: Vec<Vec<u32>>,
    leads_to: Vec<Vec<u32>>,
    order: Vec<u32>,
}

impl TopicGraph {
    /// The graph of these topics. What is no topic of theirs is left out, and so is a repetition.
    pub fn of(topics: &[Topic]) -> Self {
        let places: HashMap<String, u32> = (0u32..)
            .zip(topics)
            .map(|(place, topic)| (topic.id.clone(), place))
            .collect();
        let mut requires = vec![Vec::new(); topics.len()];
        let mut leads_to = vec![Vec::new(); topics.len()];
        for ((place, topic), own) in (0u32..).zip(topics).zip(&mut requires) {
            for &required in topic.requires.iter().filter_map(|id| places.get(id)) {
                let leads: Option<&mut Vec<u32>> = leads_to.get_mut(required as usize);
                // this topic's own entry can only stand last: a repetition
                if let Some(leads) = leads.filter(|leads| leads.last() != Some(&place)) {
                    leads.push(place);
                    own.push(required);
                }
            }
        }
        let order = in_order(&requires);
        Self {
            places,
            requires,
            leads_to,
            order,
        }
    }

    /// The place of the topic of that id.
    pub fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }

    /// All topics as written, but each after what it requires.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// What should be known before a topic, as written.
    pub fn requires(&self, topic: u32) -> &[u32] {
        self.requires.get(topic as usize).map_or(&[], Vec::as_slice)
    }

    /// What names a topic as required, as written.
    pub fn leads_to(&self, topic: u32) -> &[u32] {
        self.leads_to.get(topic as usize).map_or(&[], Vec::as_slice)
    }

    /// All that lies below a topic, in the graph's order: what it requires, what that requires, and so
    /// on. The work grows with topics and requirements alone.
    pub fn requires_all(&self, topic: u32) -> Vec<u32> {
        self.reached(topic, &self.requires)
    }

    /// All that rests on a topic, in the graph's order.
    pub fn leads_to_all(&self, topic: u32) -> Vec<u32> {
        self.reached(topic, &self.leads_to)
    }

    /// What can be reached from a topic, itself left out.
    fn reached(&self, from: u32, edges: &[Vec<u32>]) -> Vec<u32> {
        let mut seen = vec![false; edges.len()];
        let mut open = vec![from];
        while let Some(topic) = open.pop() {
            for &next in edges.get(topic as usize).into_iter().flatten() {
                if let Some(seen) = seen.get_mut(next as usize).filter(|seen| !**seen) {
                    *seen = true;
                    open.push(next);
                }
            }
        }
        let reached = |&topic: &u32| topic != from && seen.get(topic as usize) == Some(&true);
        self.order.iter().copied().filter(reached).collect()
    }
}

/// Depth first through what each requires, with a list in place of the call stack: a topic is put
/// down after all below it.
fn in_order(requires: &[Vec<u32>]) -> Vec<u32> {
    let mut order = Vec::with_capacity(requires.len());
    let mut met = vec![false; requires.len()];
    let mut meet = |topic: u32| {
        let fresh = met.get_mut(topic as usize).filter(|met| !**met);
        fresh.map(|met| *met = true).is_some()
    };
    let below = |topic: u32| requires.get(topic as usize).into_iter().flatten();
    for (root, _) in (0u32..).zip(requires) {
        if !meet(root) {
            continue;
        }
        let mut path = vec![(root, below(root))];
        while let Some((topic, rest)) = path.last_mut() {
            match rest.next() {
                Some(&next) if meet(next) => path.push((next, below(next))),
                Some(_) => {}
                None => {
                    order.push(*topic);
                    path.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "tests"
    )]

    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn topics(edges: &[Vec<usize>]) -> Vec<Topic> {
        let topic = |(n, requires): (usize, &Vec<usize>)| Topic {
            id: format!("t{n}"),
            title: String::new(),
            requires: requires.iter().map(|to| format!("t{to}")).collect(),
        };
        edges.iter().enumerate().map(topic).collect()
    }

    /// Graphs without circles whose topics stand in any order.
    fn acyclic() -> impl Strategy<Value = Vec<Vec<usize>>> {
        (1usize..30).prop_flat_map(|n| {
            let pairs = prop::collection::vec((0..n, 0..n), 0..60);
            let ranks = Just((0..n).collect::<Vec<_>>()).prop_shuffle();
            (pairs, ranks).prop_map(move |(pairs, ranks)| {
                let mut edges = vec![Vec::new(); n];
                for (a, b) in pairs {
                    if ranks[a] > ranks[b] {
                        edges[a].push(b);
                    }
                }
                edges
            })
        })
    }

    fn set(list: &[u32]) -> BTreeSet<u32> {
        list.iter().copied().collect()
    }

    proptest! {
        #[test]
        fn the_closure_is_what_is_required_with_the_closure_of_that(edges in acyclic()) {
            let graph = TopicGraph::of(&topics(&edges));
            for topic in 0..edges.len() as u32 {
                for (near, all) in [
                    (graph.requires(topic), graph.requires_all(topic)),
                    (graph.leads_to(topic), graph.leads_to_all(topic)),
                ] {
                    prop_assert_eq!(set(&all).len(), all.len(), "nothing twice");
                    prop_assert!(!all.contains(&topic), "nothing rests on itself");
                    prop_assert!(set(near).is_subset(&set(&all)));
                }
                let mut below = set(graph.requires(topic));
                for &near in graph.requires(topic) {
                    below.extend(graph.requires_all(near));
                }
                prop_assert_eq!(set(&graph.requires_all(topic)), below);
            }
        }

        #[test]
        fn what_lies_below_leads_up_again(edges in acyclic()) {
            let graph = TopicGraph::of(&topics(&edges));
            for a in 0..edges.len() as u32 {
                for b in 0..edges.len() as u32 {
                    prop_assert_eq!(
                        graph.requires_all(a).contains(&b),
                        graph.leads_to_all(b).contains(&a)
                    );
                }
            }
        }

        #[test]
        fn every_topic_stands_once_and_after_what_it_requires(edges in acyclic()) {
            let graph = TopicGraph::of(&topics(&edges));
            let at: HashMap<u32, usize> =
                graph.order().iter().enumerate().map(|(n, topic)| (*topic, n)).collect();
            prop_assert_eq!(at.len(), edges.len());
            prop_assert_eq!(graph.order().len(), edges.len());
            for topic in 0..edges.len() as u32 {
                let all = graph.requires_all(topic);
                prop_assert!(all.iter().all(|below| at[below] < at[&topic]));
                prop_assert!(all.is_sorted_by_key(|below| at[below]));
            }
        }

        #[test]
        fn circles_end(pairs in prop::collection::vec((0usize..8, 0usize..8), 0..40)) {
            let mut edges = vec![Vec::new(); 8];
            for (a, b) in pairs {
                edges[a].push(b);
            }
            let graph = TopicGraph::of(&topics(&edges));
            prop_assert_eq!(graph.order().len(), 8);
            for topic in 0..8 {
                prop_assert!(graph.requires_all(topic).len() < 8);
            }
        }
    }

    #[test]
    fn an_order_that_respects_the_graph_is_kept_as_written() {
        let graph = TopicGraph::of(&topics(&[vec![], vec![0], vec![], vec![2, 1]]));
        assert_eq!(graph.order(), [0, 1, 2, 3]);
    }

    #[test]
    fn a_long_chain_is_no_danger() {
        let edges: Vec<Vec<usize>> = (0usize..100_000).map(|n| vec![n + 1]).collect();
        let graph = TopicGraph::of(&topics(&edges[..99_999]));
        assert_eq!(graph.requires_all(0).len(), 99_998);
        assert_eq!(graph.order()[0], 99_998);
    }
}
