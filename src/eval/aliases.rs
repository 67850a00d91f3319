//! Leave one name out: does a party come back by a name that it is not listed under?

use std::num::NonZeroUsize;

use serde::Serialize;

use super::{Negatives, Provenance, Recall, Sought, Wanted, on_each};
use crate::limits::MAX_NAME_BYTES;
use crate::party::Name;
use crate::screen::{Query, Screener, Session};
use crate::{Error, Result};

/// What leaving one name out after the other found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AliasesReport {
    /// What it was measured with.
    pub provenance: Provenance,
    /// Parties of which a name was left out.
    pub parties: usize,
    /// Names left out.
    pub names: usize,
    /// Of these, how many came back.
    #[serde(flatten)]
    pub recall: Recall,
}

/// Leaves each name of two or more words out in turn, of each party that has another, and screens it against the party's other
/// names. The score is the one that screening would give the party, had it not that name: the best of its other names with the
/// factors of their kinds. Nothing but the name is known of the query, not even whether it is a person's.
///
/// Words are as rare as in the whole index, the name left out included: that is one more for a word that several names hold.
/// A name in a script without blanks counts as two words from two characters on.
///
/// # Errors
///
/// Where no name can be left out, a threshold is not a score, there are too many threads, or the index can not be read.
///
/// *Cost*: each name is compared with those of its own party alone. *Threads*: the report does not depend on their number.
pub fn aliases(
    screener: &Screener,
    negatives: Option<&Negatives>,
    wanted: &Wanted,
    threads: NonZeroUsize,
) -> Result<(AliasesReport, Vec<Sought>)> {
    wanted.check()?;
    let ordinals: Vec<u32> = (0..screener.index().len() as u32).collect();
    let of_parties =
        on_each(&ordinals, threads, |&ordinal, session: &mut Session| of_party(screener, ordinal, session))?;
    let parties = of_parties.iter().filter(|held_out| !held_out.is_empty()).count();
    let (sought, places): (Vec<Sought>, Vec<usize>) = of_parties.into_iter().flatten().unzip();
    if sought.is_empty() {
        return Err(Error::input(
            "no party has a name of two or more words besides another name; nothing can be left out",
        ));
    }
    let mut session = Session::default();
    let explain = |at: usize| {
        let Sought { name, party, .. } = &sought[at];
        Ok(screener.explain_without(&Query::named(name), party, places[at], &mut session)?.sentence)
    };
    let recall = Recall::new(&sought, negatives, wanted, explain)?;
    Ok((AliasesReport { provenance: Provenance::of(screener), parties, names: sought.len(), recall }, sought))
}

/// The names of a party that can be left out, each with its place.
fn of_party(screener: &Screener, ordinal: u32, session: &mut Session) -> Result<Vec<(Sought, usize)>> {
    let party = screener.index().party_at(ordinal)?;
    let mut held_out = Vec::new();
    if party.names.len() < 2 {
        return Ok(held_out);
    }
    for (at, name) in party.names.iter().enumerate().filter(|(_, name)| has_words(name)) {
        let explanation = screener.explain_without(&Query::named(&name.full), &party.id, at, session)?;
        let nearest = explanation.name.map(|name| name.listed);
        let another = || party.names.iter().zip(0..).find(|&(_, other)| other != at).map(|(name, _)| name.full.clone());
        held_out.push((
            Sought {
                party: party.id.clone(),
                listed: nearest.or_else(another).unwrap_or_default(),
                name: name.full.clone(),
                groups: vec![
                    ("type", party.kind.to_string()),
                    ("kind", name.kind.to_string()),
                    ("script", name.script.clone().unwrap_or_else(|| "Latn".to_owned())),
                ],
                score: explanation.score,
            },
            at,
        ));
    }
    Ok(held_out)
}

/// Scripts that write no blanks between words, by their ISO 15924 codes.
const WITHOUT_BLANKS: [&str; 7] = ["Hani", "Jpan", "Hang", "Thai", "Mymr", "Khmr", "Laoo"];

/// Whether a name has two or more words, and is short enough to be screened.
pub(super) fn has_words(name: &Name) -> bool {
    let words = name.full.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let has_letters = || name.full.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let without_blanks = name.script.as_deref().is_some_and(|script| WITHOUT_BLANKS.contains(&script));
    name.full.len() <= MAX_NAME_BYTES && (words >= 2 || without_blanks && has_letters())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::list;
    use crate::screen::Settings;

    /// Leaving a name out in place against an index that never had it: the same score, but for words of which there is one fewer.
    #[test]
    fn left_out_is_as_never_listed() {
        let parties = list::sample().parties;
        let screener = |parties| Screener::new(Index::in_memory(Vec::new(), parties).unwrap()).unwrap();
        let whole = screener(parties.clone());
        let mut session = Session::default();
        let mut compared = 0;
        for at in (0..parties.len()).step_by(9).filter(|&at| parties[at].names.len() > 1) {
            let mut without = parties.clone();
            let name = without[at].names.remove(1).full;
            let party = &without[at].id.clone();
            let never = screener(without);
            let query = Query::named(&name);
            let left_out = whole.explain_without(&query, party, 1, &mut session).unwrap().score;
            let want = never.explain(&query, party, &mut session).unwrap().score;
            assert!((left_out - want).abs() < 0.02, "{name}: {left_out} left out, {want} never listed");
            if left_out >= 0.6 {
                let settings = Settings { cutoff: 0.5, ..Settings::default() };
                let hits = never.screen(&query, &settings, &mut session).unwrap().hits;
                let hit = hits.iter().find(|hit| hit.party == *party).expect("a score of 0.6 is a hit at 0.5");
                assert_eq!(hit.score, want, "{name}");
            }
            compared += 1;
        }
        assert!(compared > 5, "{compared}");
    }

    #[test]
    fn words_are_counted() {
        for (name, want) in [
            ("Jane Doe", true),
            ("Jane", false),
            ("Jane -", false),
            ("習近平", true),
            ("習", false),
            ("김정은", true),
            ("Путин", false),
        ] {
            let name = Name::new(name, crate::party::NameKind::Primary, Default::default());
            assert_eq!(has_words(&name), want, "{}", name.full);
        }
    }
}
