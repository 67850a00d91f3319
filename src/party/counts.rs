//! What some parties have, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ContactKind, CountryRole, DateKind, IdentifierKind, NameKind, NoteKind, Party, PartyKind, Precision};

/// How much of each kind of data some parties have; a kind that none of them has is left out.
///
/// The numbers tell at a glance whether a list was read as usual, and are what a new version of a list is compared by.
///
/// *Cost*: one pass over the parties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Parties.
    pub parties: BTreeMap<PartyKind, u64>,
    /// Names.
    pub names: BTreeMap<NameKind, u64>,
    /// Birth dates by precision.
    pub birth_dates: BTreeMap<Precision, u64>,
    /// Dates of death, foundation and construction.
    pub other_dates: BTreeMap<DateKind, u64>,
    /// Places of birth and foundation.
    pub places: BTreeMap<DateKind, u64>,
    /// Nationalities, flags and other ties to countries.
    pub countries: BTreeMap<CountryRole, u64>,
    /// Identifiers.
    pub identifiers: BTreeMap<IdentifierKind, u64>,
    /// E-mail addresses, telephone numbers and the like.
    pub contacts: BTreeMap<ContactKind, u64>,
    /// Titles, restrictions, remarks and other texts.
    pub notes: BTreeMap<NoteKind, u64>,
    /// Parties whose gender is known.
    pub genders: u64,
    /// Postal addresses.
    pub addresses: u64,
    /// Ties to other parties.
    pub links: u64,
    /// Those of [`links`](Self::links) whose other party is known.
    pub links_resolved: u64,
    /// Distinct sanctions programs.
    pub programs: u64,
    /// Parties that are listed under a program.
    pub parties_with_program: u64,
}

impl Counts {
    /// The sum over all kinds.
    pub fn total<K>(by_kind: &BTreeMap<K, u64>) -> u64 {
        by_kind.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Counts what `parties` have.
    pub fn of(parties: &[Party]) -> Self {
        let mut counter = Counter::default();
        parties.iter().for_each(|party| counter.add(party));
        counter.counts()
    }
}

/// Counts parties that come one by one.
#[derive(Debug, Default)]
pub struct Counter {
    counts: Counts,
    programs: BTreeSet<String>,
}

impl Counter {
    /// Counts what a party has.
    pub fn add(&mut self, party: &Party) {
        let Self { counts, programs } = self;
        count(&mut counts.parties, [party.kind]);
        count(&mut counts.names, party.names.iter().map(|name| name.kind));
        let (births, others) = party.dates.iter().partition::<Vec<_>, _>(|event| event.kind == DateKind::Birth);
        count(&mut counts.birth_dates, births.iter().map(|event| event.date.precision()));
        count(&mut counts.other_dates, others.iter().map(|event| event.kind));
        count(&mut counts.places, party.places.iter().map(|place| place.kind));
        count(&mut counts.countries, party.countries.iter().map(|link| link.role));
        count(&mut counts.identifiers, party.identifiers.iter().map(|identifier| identifier.kind));
        count(&mut counts.contacts, party.contacts.iter().map(|contact| contact.kind));
        count(&mut counts.notes, party.notes.iter().map(|note| note.kind));
        counts.genders += u64::from(party.gender.is_some());
        counts.addresses += party.addresses.len() as u64;
        counts.links += party.links.len() as u64;
        counts.links_resolved += party.links.iter().filter(|link| link.party.is_some()).count() as u64;
        for program in &party.listing.programs {
            if !programs.contains(program) {
                programs.insert(program.clone());
            }
        }
        counts.parties_with_program += u64::from(!party.listing.programs.is_empty());
    }

    /// What was counted.
    pub fn counts(self) -> Counts {
        Counts { programs: self.programs.len() as u64, ..self.counts }
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, kinds: impl IntoIterator<Item = K>) {
    for kind in kinds {
        *counts.entry(kind).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::{DateEvent, Link, Name, Origin};

    #[test]
    fn each_thing_is_counted_under_its_kind() {
        let mut party = Party::new("l", "1", PartyKind::Vessel);
        party.names = vec![
            Name::new("A", NameKind::Primary, Origin::default()),
            Name::new("B", NameKind::WeakAlias, Origin::default()),
        ];
        for (kind, date) in
            [(DateKind::Birth, "1960"), (DateKind::Birth, "1960/1961"), (DateKind::Construction, "1990")]
        {
            party.dates.push(DateEvent { kind, date: date.parse().unwrap(), origin: Origin::default() });
        }
        party.links.push(Link { relation: "r".into(), name: "n".into(), party: None, origin: Origin::default() });
        party.listing.programs = vec!["X".into(), "Y".into()];

        let counts = Counts::of(&[party.clone(), party]);
        assert_eq!(counts.parties, BTreeMap::from([(PartyKind::Vessel, 2)]));
        assert_eq!(counts.names, BTreeMap::from([(NameKind::Primary, 2), (NameKind::WeakAlias, 2)]));
        assert_eq!(counts.birth_dates, BTreeMap::from([(Precision::Year, 2), (Precision::Range, 2)]));
        assert_eq!(counts.other_dates, BTreeMap::from([(DateKind::Construction, 2)]));
        assert_eq!((counts.links, counts.links_resolved), (2, 0));
        assert_eq!((counts.programs, counts.parties_with_program), (2, 2));

        let json = serde_json::to_string(&counts).unwrap();
        assert!(json.starts_with(r#"{"parties":{"vessel":2},"names":{"primary":2,"weak_alias":2}"#), "{json}");
        assert_eq!(serde_json::from_str::<Counts>(&json).unwrap(), counts);
    }
}
