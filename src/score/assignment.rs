//! The best one-to-one assignment of tokens.

use crate::name::{Joined, Similarity, tokens_of};

/// One possible pair: some tokens of the query and some of the listed name, one of them a single token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Tokens of the query, one bit each.
    pub(super) query: u64,
    /// Tokens of the listed name, one bit each.
    pub(super) listed: u64,
    /// What the pair adds to the sum of both coverages.
    pub(super) gain: f32,
    pub(super) similarity: Similarity,
}

/// Memory reused from one comparison to the next. One for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) edges: Vec<Edge>,
    /// The joined words of one side.
    pub(super) joined: Vec<Joined>,
    chosen: Vec<u16>,
    best: Vec<u16>,
}

/// Steps after which the search settles for the best found so far. Names whose tokens are all alike ("Ali Ali Ali Ali") have
/// many assignments of nearly the same value; ordinary ones need fewer than ten steps.
const MAX_STEPS: u32 = 400;

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.edges.clear();
    }

    /// Keeps of the edges those of the best assignment, in an order that depends on nothing but the edges.
    pub(super) fn assign(&mut self) {
        if !self.has_conflict() {
            return;
        }
        self.edges.sort_unstable_by(|a, b| {
            b.gain.total_cmp(&a.gain).then(a.query.cmp(&b.query)).then(a.listed.cmp(&b.listed))
        });
        self.chosen.clear();
        self.best.clear();
        let mut most = [0.0_f32; 64];
        for edge in &self.edges {
            tokens_of(edge.query).for_each(|token| most[token] = most[token].max(edge.gain));
        }
        let left = most.iter().sum();
        let mut search = Search {
            edges: &self.edges,
            most: &most,
            chosen: &mut self.chosen,
            best: &mut self.best,
            best_gain: -1.0,
            steps: 0,
        };
        search.descend(0, 0, 0, 0.0, left);
        for (to, &from) in self.best.iter().enumerate() {
            // The chosen indices ascend, so no edge is overwritten before it is moved.
            self.edges[to] = self.edges[usize::from(from)];
        }
        self.edges.truncate(self.best.len());
    }

    /// Whether some token has several edges.
    pub(super) fn has_conflict(&self) -> bool {
        let (mut query, mut listed) = (0, 0);
        self.edges.iter().any(|edge| {
            let conflict = edge.query & query != 0 || edge.listed & listed != 0;
            query |= edge.query;
            listed |= edge.listed;
            conflict
        })
    }
}

/// Depth first, taking an edge before leaving it: the first leaf is the greedy assignment.
struct Search<'a> {
    edges: &'a [Edge],
    /// The most that each token of the query can gain.
    most: &'a [f32; 64],
    chosen: &'a mut Vec<u16>,
    best: &'a mut Vec<u16>,
    best_gain: f32,
    steps: u32,
}

impl Search<'_> {
    /// `left` is the most that the tokens of the query that are not yet assigned can gain: what this branch may still add.
    fn descend(&mut self, at: usize, query: u64, listed: u64, gain: f32, left: f32) {
        self.steps += 1;
        if gain > self.best_gain {
            self.best_gain = gain;
            self.best.clone_from(self.chosen);
        }
        if gain + left <= self.best_gain || self.steps > MAX_STEPS {
            return;
        }
        // Edges that can not be taken any more are passed over at no cost: the first leaf is reached whatever their number.
        let fits = |edge: &Edge| edge.query & query == 0 && edge.listed & listed == 0;
        let Some(at) = (at..self.edges.len()).find(|&at| fits(&self.edges[at])) else { return };
        let edge = self.edges[at];
        let taken: f32 = tokens_of(edge.query).map(|token| self.most[token]).sum();
        self.chosen.push(at as u16);
        self.descend(at + 1, query | edge.query, listed | edge.listed, gain + edge.gain, left - taken);
        self.chosen.pop();
        self.descend(at + 1, query, listed, gain, left);
    }
}
