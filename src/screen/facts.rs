//! What answers need to know of a party beside its analyzed names, read from the index when it is first needed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::Result;
use crate::index::Index;
use crate::party::{CountryCode, CountryRole, DateKind, Party, PartyId, PartyKind};
use crate::score::{Attributes, Number};

/// What a hit shows of its party and what attributes compare.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: PartyId,
    pub(super) caption: String,
    pub(super) kind: PartyKind,
    pub(super) names: Vec<String>,
    pub(super) list: String,
    pub(super) programs: Vec<String>,
    pub(super) attributes: Attributes,
}

impl From<Party> for Facts {
    fn from(party: Party) -> Self {
        let attributes = attributes(&party);
        Self {
            caption: party.caption().to_owned(),
            kind: party.kind,
            attributes,
            names: party.names.into_iter().map(|name| name.full).collect(),
            list: party.listing.list,
            programs: party.listing.programs,
            id: party.id,
        }
    }
}

/// What is known of a party beside its names.
pub(super) fn attributes(party: &Party) -> Attributes {
    let dates = |kinds: &[DateKind]| {
        party.dates.iter().filter(|event| kinds.contains(&event.kind)).map(|event| event.date).collect()
    };
    let (countries, surroundings) = ties(party);
    let own: Vec<_> = [&countries[..], &surroundings].concat();
    let numbers = party.identifiers.iter().filter_map(|identifier| Number::of(identifier, &own)).collect();
    Attributes {
        kind: Some(party.kind),
        births: dates(&[DateKind::Birth]),
        foundations: dates(&[DateKind::Foundation, DateKind::Construction]),
        countries,
        surroundings,
        gender: party.gender,
        numbers,
    }
}

/// Countries to which a party belongs, and those in which it is or was.
fn ties(party: &Party) -> (Vec<CountryCode>, Vec<CountryCode>) {
    let (mut countries, mut surroundings) = (Vec::new(), Vec::new());
    for link in &party.countries {
        let of = match link.role {
            CountryRole::Nationality | CountryRole::Citizenship | CountryRole::Jurisdiction | CountryRole::Flag => {
                &mut countries
            }
            CountryRole::Residence | CountryRole::FormerFlag => &mut surroundings,
        };
        of.extend(link.country.code);
    }
    let places = party.places.iter().map(|place| &place.country);
    let elsewhere = places.chain(party.addresses.iter().map(|address| &address.country));
    surroundings.extend(elsewhere.filter_map(|country| country.as_ref()?.code));
    surroundings.retain(|country| !countries.contains(country));
    for countries in [&mut countries, &mut surroundings] {
        countries.sort_unstable();
        countries.dedup();
    }
    (countries, surroundings)
}

/// All countries of a party.
pub(super) fn countries(party: &Party) -> Vec<CountryCode> {
    let (countries, surroundings) = ties(party);
    [countries, surroundings].concat()
}

/// Most parties whose facts are remembered, about a kilobyte each: those that are hit again and again are far fewer.
const MAX_REMEMBERED: usize = 1 << 14;

/// Facts of the parties that were asked for last, each at the place that its ordinal gives it.
#[derive(Debug)]
pub(super) struct FactsTable {
    parties: Vec<Slot>,
}

/// The ordinal and the facts of the party that was asked for last.
type Slot = Mutex<Option<(u32, Arc<Facts>)>>;

impl FactsTable {
    pub(super) fn new(parties: usize) -> Self {
        Self { parties: (0..parties.clamp(1, MAX_REMEMBERED)).map(|_| Mutex::default()).collect() }
    }

    pub(super) fn get(&self, ordinal: u32, index: &Index) -> Result<Arc<Facts>> {
        let slot = &self.parties[ordinal as usize % self.parties.len()];
        let lock = || slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, facts)) = lock().as_ref().filter(|&&(other, _)| other == ordinal) {
            return Ok(Arc::clone(facts));
        }
        // Read without the lock: whoever asks for the same party meanwhile reads it, too.
        let facts = Arc::new(Facts::from(index.party_at(ordinal)?));
        *lock() = Some((ordinal, Arc::clone(&facts)));
        Ok(facts)
    }
}
