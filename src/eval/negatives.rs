//! Names of people who are on no list: how many of them are alerted.

use std::num::NonZeroUsize;

use serde::Serialize;

use super::{Rate, on_each};
use crate::party::PartyId;
use crate::screen::{Query, Screener, Session, Settings};
use crate::{Error, Result};

/// Names that expect nobody, each with the best score that any party has for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Negatives {
    /// Best scores, falling; 0 where none reaches the floor.
    scores: Vec<f64>,
    skipped: usize,
    floor: f64,
    worst: Vec<FalseAlarm>,
}

/// A name that expects nobody and that a party has the highest scores for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FalseAlarm {
    /// The name as it was screened; several of one record are separated by `;`.
    pub name: String,
    /// The party that it is like.
    pub party: PartyId,
    /// That party's name that it is most like.
    pub listed: String,
    /// 0 to 1.
    pub score: f64,
    /// Why.
    pub sentence: String,
}

/// The smallest step from one score to the next.
pub(super) const STEP: f64 = 0.0001;

impl Negatives {
    /// Screens the names of `queries` and nothing else that they know, so that the names alone decide; records without a name
    /// are skipped. Scores below `floor` are taken for 0. The `worst` highest scores are explained.
    ///
    /// # Errors
    ///
    /// Where no query can be screened, there are too many threads, or the index can not be read.
    pub fn screen(
        screener: &Screener,
        queries: &[Query],
        floor: f64,
        worst: usize,
        threads: NonZeroUsize,
    ) -> Result<Self> {
        let settings = Settings { cutoff: floor, threshold: floor, limit: Some(1), ..Settings::default() };
        settings.check()?;
        let named = |query: &Query| Query { names: query.names.clone(), ..Query::default() };
        let best = on_each(queries, threads, |query, session: &mut Session| {
            match screener.screen(&named(query), &settings, session) {
                Ok(answer) => Ok(Some(answer.hits.first().map_or(0.0, |hit| hit.score))),
                Err(error) if error.is_input() => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        let mut ranked: Vec<(f64, usize)> =
            best.iter().zip(0..).filter_map(|(score, at)| Some(((*score)?, at))).collect();
        if ranked.is_empty() {
            return Err(Error::input("no name to screen among the negatives"));
        }
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let explained = Settings { explain: true, ..settings };
        let highest: Vec<usize> =
            ranked.iter().take(worst).filter(|(score, _)| *score > 0.0).map(|&(_, at)| at).collect();
        let worst = on_each(&highest, threads, |&at, session: &mut Session| {
            let answer = screener.screen(&named(&queries[at]), &explained, session)?;
            Ok(answer.hits.into_iter().next().map(|hit| FalseAlarm {
                name: queries[at].names.join("; "),
                listed: hit.matched_name.unwrap_or(hit.caption),
                party: hit.party,
                score: hit.score,
                sentence: hit.explanation.map(|explanation| explanation.sentence).unwrap_or_default(),
            }))
        })?;
        Ok(Self {
            skipped: queries.len() - ranked.len(),
            scores: ranked.into_iter().map(|(score, _)| score).collect(),
            floor,
            worst: worst.into_iter().flatten().collect(),
        })
    }

    /// How many were screened.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Never: there is one at least.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// How many could not be screened.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Those with the highest scores, highest first.
    pub fn worst(&self) -> &[FalseAlarm] {
        &self.worst
    }

    /// The share that is alerted at a threshold, which is not below the floor.
    pub fn alerted(&self, threshold: f64) -> Rate {
        Rate::new(self.scores.partition_point(|&score| score >= threshold), self.scores.len())
    }

    /// The lowest threshold, but not below the floor, at which no larger share than `share` is alerted; none where more than
    /// that have a score of 1.
    pub fn threshold_for(&self, share: f64) -> Option<f64> {
        let may_be_alerted = (share * self.scores.len() as f64) as usize;
        let Some(&first_too_many) = self.scores.get(may_be_alerted) else { return Some(self.floor) };
        let steps = (first_too_many / STEP).round() + 1.0;
        Some((steps * STEP * 10_000.0).round() / 10_000.0)
            .map(|threshold| threshold.max(self.floor))
            .filter(|&threshold| threshold <= 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_for_a_share_alerted() {
        let of = |scores: &[f64]| Negatives { scores: scores.to_vec(), skipped: 0, floor: 0.5, worst: Vec::new() };
        let ten = of(&[0.98, 0.9, 0.9, 0.8, 0.7, 0.6, 0.0, 0.0, 0.0, 0.0]);
        for (case, negatives, share, want, alerted) in [
            ("none may be", &ten, 0.0, Some(0.9801), 0),
            ("one in ten", &ten, 0.1, Some(0.9001), 1),
            ("two, were there not three of one score", &ten, 0.2, Some(0.9001), 1),
            ("three", &ten, 0.3, Some(0.8001), 3),
            ("more than reach the floor", &ten, 0.6, Some(0.5), 6),
            ("all", &ten, 1.0, Some(0.5), 6),
            ("never", &of(&[1.0, 0.2]), 0.4, None, 0),
        ] {
            assert_eq!(negatives.threshold_for(share), want, "{case}");
            assert_eq!(want.map_or(0, |threshold| negatives.alerted(threshold).count), alerted, "{case}");
        }
    }
}
