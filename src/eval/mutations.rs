//! Do parties come back by their names when these are misspelt?

use std::num::NonZeroUsize;

use serde::Serialize;

use super::aliases::has_words;
use super::mutation::{Mutation, in_order};
use super::random::Random;
use super::{Negatives, Provenance, Recall, STEP, Sought, Wanted, on_each};
use crate::party::Name;
use crate::screen::{Query, Screener, Session, Settings};
use crate::{Error, Result};

/// How often a name is drawn for each one that is wanted, before a class has to do with fewer.
const MAX_DRAWS: usize = 200;

/// What screening changed names found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MutationsReport {
    /// What it was measured with.
    pub provenance: Provenance,
    /// Decided which names were changed and how.
    pub seed: u64,
    /// Names wanted of each class.
    pub per_class: usize,
    /// Names changed and screened.
    pub names: usize,
    /// How many came back.
    #[serde(flatten)]
    pub recall: Recall,
}

/// Draws parties, every one as likely, and of each one name of two or more words that its list does not call weak; changes it;
/// screens what comes of it against the whole index; and looks with what score the party is among the hits. A hit on another
/// listing of the party counts as well. A change that leaves the name what it was, but for case, is drawn again.
///
/// Each class draws numbers of its own, so that more names of one change nothing in the others and begin with the same ones.
///
/// # Errors
///
/// Where no name can be changed, a threshold is not a score, there are too many threads, or the index can not be read.
///
/// *Threads*: the report does not depend on their number.
pub fn mutations(
    screener: &Screener,
    per_class: usize,
    seed: u64,
    negatives: Option<&Negatives>,
    wanted: &Wanted,
    threads: NonZeroUsize,
) -> Result<(MutationsReport, Vec<Sought>)> {
    wanted.check()?;
    let mut drawn = Vec::new();
    for (class, mutation) in (1..).zip(Mutation::ALL) {
        drawn.extend(draw(
            screener,
            mutation,
            per_class,
            &mut Random::new(seed.wrapping_mul(1_000_003).wrapping_add(class)),
        )?);
    }
    if drawn.is_empty() {
        return Err(Error::input("no listed name of two or more words that can be changed"));
    }
    let floor = wanted.floor();
    let scores = on_each(&drawn, threads, |sought, session: &mut Session| score(screener, sought, floor, session))?;
    let sought: Vec<Sought> = drawn.into_iter().zip(scores).map(|(sought, score)| Sought { score, ..sought }).collect();
    let mut session = Session::default();
    let explain = |at: usize| {
        let Sought { name, party, .. } = &sought[at];
        Ok(screener.explain(&Query::named(name), party, &mut session)?.sentence)
    };
    let recall = Recall::new(&sought, negatives, wanted, explain)?;
    Ok((MutationsReport { provenance: Provenance::of(screener), seed, per_class, names: sought.len(), recall }, sought))
}

fn draw(screener: &Screener, mutation: Mutation, count: usize, random: &mut Random) -> Result<Vec<Sought>> {
    let index = screener.index();
    let mut drawn = Vec::new();
    if index.is_empty() {
        return Ok(drawn);
    }
    for _ in 0..count.saturating_mul(MAX_DRAWS) {
        if drawn.len() == count {
            break;
        }
        let party = index.party_at(random.below(index.len()) as u32)?;
        let names: Vec<&Name> = party.names.iter().filter(|name| !name.kind.is_weak() && has_words(name)).collect();
        let Some(name) = random.pick(&names) else { continue };
        let Some(changed) = mutation.of(&in_order(name, party.kind), party.kind, random) else { continue };
        drawn.push(Sought {
            party: party.id.clone(),
            listed: name.full.clone(),
            name: changed,
            groups: vec![
                ("class", mutation.as_str().to_owned()),
                ("type", party.kind.to_string()),
                ("script", name.script.clone().unwrap_or_else(|| "Latn".to_owned())),
            ],
            score: 0.0,
        });
    }
    Ok(drawn)
}

/// The score of the party among the hits. Where it is no hit, the score that it has all the same, which is below the floor.
fn score(screener: &Screener, sought: &Sought, floor: f64, session: &mut Session) -> Result<f64> {
    let settings = Settings { cutoff: floor, threshold: floor, ..Settings::default() };
    let query = Query::named(&sought.name);
    let answer = screener.screen(&query, &settings, session)?;
    let hit = answer.hits.iter().filter(|hit| hit.party == sought.party || hit.same_as.contains(&sought.party));
    match hit.map(|hit| hit.score).max_by(f64::total_cmp) {
        Some(score) => Ok(score),
        None => Ok(screener.explain(&query, &sought.party, session)?.score.min(floor - STEP)),
    }
}
