//! What answers need to know of a party beside its analyzed names, read from the index when it is first needed.

use std::sync::OnceLock;

use crate::Result;
use crate::index::Index;
use crate::party::{DateKind, Party, PartyId, PartyKind};
use crate::score::Attributes;

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
        let mut countries: Vec<_> = party.countries.iter().filter_map(|link| link.country.code).collect();
        countries.extend(party.addresses.iter().filter_map(|address| address.country.as_ref()?.code));
        countries.sort_unstable();
        countries.dedup();
        let births = party.dates.iter().filter(|event| event.kind == DateKind::Birth).map(|event| event.date).collect();
        Self {
            caption: party.caption().to_owned(),
            kind: party.kind,
            attributes: Attributes { kind: Some(party.kind), births, countries, gender: party.gender },
            names: party.names.into_iter().map(|name| name.full).collect(),
            list: party.listing.list,
            programs: party.listing.programs,
            id: party.id,
        }
    }
}

/// Facts by ordinal, each read once.
#[derive(Debug)]
pub(super) struct FactsTable {
    parties: Vec<OnceLock<Box<Facts>>>,
}

impl FactsTable {
    pub(super) fn new(parties: usize) -> Self {
        Self { parties: (0..parties).map(|_| OnceLock::new()).collect() }
    }

    pub(super) fn get(&self, ordinal: u32, index: &Index) -> Result<&Facts> {
        let slot = &self.parties[ordinal as usize];
        if let Some(facts) = slot.get() {
            return Ok(facts);
        }
        let facts = Facts::from(index.party_at(ordinal)?);
        Ok(slot.get_or_init(|| Box::new(facts)))
    }
}
