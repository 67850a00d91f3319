//! Which listings are of one party, by the rule that the doc of [`index`](super) gives.
//!
//! By its first sentence, sets of listings grow from the numbers that they have. By the second, quotations lead from one set to another; a
//! number that is no listing's own is a set by itself. By the third, what quotations bring together is looked at as a whole. In all this,
//! what is [`Known`] of a set decides. So the groups depend on the set of parties alone, not on the order of lists.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;

use super::names::forms;
use super::schema::GROUP;
use crate::name::{Lexicon, TokenKind};
use crate::party::{Numbering, Party, PartyKind};

/// For each party the lowest place of a listing of the same party; `None` where it has but one listing.
///
/// *Cost*: grows with the number of references.
pub(super) fn group(parties: &[Party]) -> Vec<Option<u32>> {
    let mut sets = Sets::of(parties.len());
    let mut numbers: FxHashMap<(Numbering, &str), u32> = FxHashMap::default();
    let mut quotations = Vec::new();
    for (party, at) in parties.iter().zip(0..) {
        for reference in &party.references {
            let key = (reference.numbering, reference.number.as_str());
            let number = *numbers.entry(key).or_insert_with(|| sets.add());
            if reference.own {
                sets.join(at, number);
            } else {
                quotations.push((at, number));
            }
        }
    }
    let quotations: BTreeSet<(u32, u32)> =
        quotations.into_iter().map(|(party, number)| sorted(sets.find(party), sets.find(number))).collect();
    let known = known(parties, &numbers, &quotations, &mut sets);
    let quotations = credible(&known, quotations, parties.len() as u32);
    for (one, other) in consistent(&known, quotations, &sets) {
        sets.join(one, other);
    }

    let groups: Vec<u32> = (0..parties.len() as u32).map(|party| sets.find(party)).collect();
    let mut sizes = vec![0_u32; parties.len()];
    groups.iter().for_each(|&group| sizes[group as usize] += 1);
    groups.into_iter().map(|group| (sizes[group as usize] > 1).then_some(group)).collect()
}

fn sorted(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Disjoint sets; each is known by its lowest element.
#[derive(Clone)]
struct Sets(Vec<u32>);

impl Sets {
    /// So many sets of one element.
    fn of(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// Adds a set of one element.
    fn add(&mut self) -> u32 {
        let new = self.0.len() as u32;
        self.0.push(new);
        new
    }

    fn find(&mut self, mut element: u32) -> u32 {
        while self.0[element as usize] != element {
            let parent = self.0[element as usize];
            self.0[element as usize] = self.0[parent as usize];
            element = parent;
        }
        element
    }

    fn join(&mut self, a: u32, b: u32) {
        let (low, high) = sorted(self.find(a), self.find(b));
        self.0[high as usize] = low;
    }
}

/// Within which two entries are two parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Realm<'a> {
    List(&'a str),
    Numbering(Numbering),
}

/// Letters that names must have in common, in whole words, lest a quotation be wrong: `Li Yi` has four of them, `Ri` alone two.
const COMMON_LETTERS: usize = 3;

/// What is known of listings that are of one party by their own numbers, or of a number that is no listing's own.
#[derive(Debug, Default)]
struct Known<'a> {
    realms: BTreeSet<Realm<'a>>,
    is_person: bool,
    is_thing: bool,
    /// The words of names in Latin letters, as they sound, and how many letters they have.
    words: BTreeMap<String, usize>,
}

impl<'a> Known<'a> {
    fn add(&mut self, party: &'a Party) {
        self.realms.insert(Realm::List(&party.listing.list));
        self.is_person |= party.kind == PartyKind::Person;
        self.is_thing |= !matches!(party.kind, PartyKind::Person | PartyKind::Other);
        let tokens = party
            .names
            .iter()
            .flat_map(|name| forms(name, party.kind, Lexicon::compiled_in()))
            .flat_map(|form| form.tokens);
        for word in tokens.filter(|token| token.kind == TokenKind::Word && token.text.is_ascii()) {
            let letters = self.words.entry(word.sound).or_default();
            *letters = word.text.len().max(*letters);
        }
    }

    /// Whether something tells the two apart.
    fn contradicts(&self, other: &Self) -> bool {
        !self.realms.is_disjoint(&other.realms) || self.is_person && other.is_thing || self.is_thing && other.is_person
    }

    /// Whether a quotation can be right that makes the two one.
    fn can_be(&self, other: &Self) -> bool {
        let shared = self.words.iter().filter_map(|(word, letters)| Some(letters.min(other.words.get(word)?)));
        let common: usize = shared.sum();
        let are_comparable = !self.words.is_empty() && !other.words.is_empty();
        !self.contradicts(other) && (common >= COMMON_LETTERS || !are_comparable)
    }
}

/// What is known of both ends of each quotation.
fn known<'a>(
    parties: &'a [Party],
    numbers: &FxHashMap<(Numbering, &str), u32>,
    quotations: &BTreeSet<(u32, u32)>,
    sets: &mut Sets,
) -> BTreeMap<u32, Known<'a>> {
    let mut known: BTreeMap<u32, Known<'a>> =
        quotations.iter().flat_map(|&(one, other)| [one, other]).map(|end| (end, Known::default())).collect();
    for (party, at) in parties.iter().zip(0..) {
        if let Some(known) = known.get_mut(&sets.find(at)) {
            known.add(party);
        }
    }
    for (&(numbering, _), &number) in numbers {
        if let Some(known) = known.get_mut(&sets.find(number)) {
            known.realms.insert(Realm::Numbering(numbering));
        }
    }
    known
}

/// The quotations that can be right and, at either end, are the only ones to lead into a list or a numbering. Ends from
/// `first_number` on are numbers that are no listing's own.
fn credible(known: &BTreeMap<u32, Known<'_>>, quotations: BTreeSet<(u32, u32)>, first_number: u32) -> Vec<(u32, u32)> {
    let mut quotations: Vec<(u32, u32)> = quotations.into_iter().collect();
    quotations.retain(|(one, other)| known[one].can_be(&known[other]));

    let mut leading: FxHashMap<(u32, Realm<'_>), u32> = FxHashMap::default();
    for (from, to) in quotations.iter().flat_map(|&(one, other)| [(one, other), (other, one)]) {
        for &realm in &known[&to].realms {
            *leading.entry((from, realm)).or_default() += 1;
        }
    }
    let is_only = |from: u32, to: u32| known[&to].realms.iter().all(|&realm| leading[&(from, realm)] == 1);
    quotations.retain(|&(one, other)| is_only(one, other) && is_only(other, one));

    // Where nobody has the number, those who quote it are compared with each other.
    let mut quoting: BTreeMap<u32, Vec<&Known<'_>>> = BTreeMap::new();
    for (one, number) in quotations.iter().filter(|(_, number)| *number >= first_number) {
        quoting.entry(*number).or_default().push(&known[one]);
    }
    quoting.retain(|_, all| all.iter().enumerate().any(|(at, one)| all[..at].iter().any(|other| !one.can_be(other))));
    quotations.retain(|(_, number)| !quoting.contains_key(number));
    quotations
}

/// The quotations by which, all together, nothing comes together that is told apart.
fn consistent(known: &BTreeMap<u32, Known<'_>>, mut quotations: Vec<(u32, u32)>, sets: &Sets) -> Vec<(u32, u32)> {
    let mut joined = sets.clone();
    quotations.iter().for_each(|&(one, other)| joined.join(one, other));
    // What is known of all that came together; `None` where it contradicts itself.
    let mut together: FxHashMap<u32, Option<Known<'_>>> = FxHashMap::default();
    for (&end, known) in known {
        let found = together.entry(joined.find(end)).or_insert_with(|| Some(Known::default()));
        *found = found.take().filter(|found| !found.contradicts(known)).map(|mut found| {
            found.realms.extend(&known.realms);
            found.is_person |= known.is_person;
            found.is_thing |= known.is_thing;
            found
        });
    }
    quotations.retain(|&(one, _)| together[&joined.find(one)].is_some());
    quotations
}

/// The groups of an open index.
pub(crate) struct Groups {
    /// The group of each party by its ordinal; absent where every party has but one listing.
    column: Option<Column<u64>>,
    /// The group and the ordinal of each party that shares one, sorted.
    members: Vec<(u32, u32)>,
}

impl Groups {
    /// Reads the column of groups.
    pub(super) fn load(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().column_opt::<u64>(GROUP)?;
        let groups = column
            .iter()
            .flat_map(|column| (0..segment.max_doc()).filter_map(|party| Some((column.first(party)? as u32, party))));
        let mut members: Vec<(u32, u32)> = groups.collect();
        members.sort_unstable();
        Ok(Self { column, members })
    }

    /// The group of a party; `None` where it has but one listing.
    pub(crate) fn of(&self, party: u32) -> Option<u32> {
        Some(self.column.as_ref()?.first(party)? as u32)
    }

    /// The ordinals of the other listings of the same party, ascending.
    pub(crate) fn others(&self, party: u32) -> impl Iterator<Item = u32> {
        let group = self.of(party);
        let start = group.map_or(self.members.len(), |group| self.members.partition_point(|&(other, _)| other < group));
        let members = self.members[start..].iter().take_while(move |&&(other, _)| Some(other) == group);
        members.map(|&(_, other)| other).filter(move |&other| other != party)
    }

    /// Number of parties with several listings.
    pub(super) fn count(&self) -> usize {
        self.members.chunk_by(|a, b| a.0 == b.0).count()
    }

    /// Puts what is ranked so that the listings of a party stand together, where the first of them stands, in their order. All else
    /// keeps its order.
    pub(crate) fn bring_together<T>(&self, ranked: &mut Vec<T>, party: impl Fn(&T) -> u32) {
        if self.members.is_empty() || ranked.len() < 2 {
            return;
        }
        let mut first: FxHashMap<u32, usize> = FxHashMap::default();
        let placed = std::mem::take(ranked).into_iter().enumerate();
        let mut placed: Vec<(usize, T)> = placed
            .map(|(at, item)| (self.of(party(&item)).map_or(at, |group| *first.entry(group).or_insert(at)), item))
            .collect();
        placed.sort_by_key(|&(at, _)| at);
        ranked.extend(placed.into_iter().map(|(_, item)| item));
    }
}

/// The lists that a party is on: that of one listing, then those of the others, each once.
pub(crate) fn all_lists<'a>(own: &'a str, others: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut lists: Vec<&str> = vec![own];
    for list in others {
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    lists.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::party::{Name, NameKind, Origin, Reference};

    /// `list:id`, a letter for the kind, and numbers, those of its own after `=`; names stand after `|`.
    fn party(text: &str) -> Party {
        let mut parts = text.split(" | ");
        let mut words = parts.next().expect("an id").split(' ');
        let (list, id) = words.next().and_then(|id| id.split_once(':')).expect("an id");
        let kind = match words.next() {
            Some("p") => PartyKind::Person,
            Some("o") => PartyKind::Organization,
            Some("v") => PartyKind::Vessel,
            _ => PartyKind::Other,
        };
        let mut party = Party::new(list, id, kind);
        party.references = words.map(reference).collect();
        party.names = parts.map(|name| Name::new(name, NameKind::Primary, Origin::default())).collect();
        party
    }

    fn reference(word: &str) -> Reference {
        let (numbering, number) = word.trim_start_matches('=').split_once(':').expect("a number");
        let numbering = match numbering {
            "ofac" => Numbering::Ofac,
            "un" => Numbering::Un,
            "eu" => Numbering::Eu,
            "uk" => Numbering::Uk,
            "ofsi" => Numbering::Ofsi,
            "os" => Numbering::OpenSanctions,
            _ => panic!("{numbering}"),
        };
        Reference { numbering, number: number.to_owned(), own: word.starts_with('='), origin: Origin::default() }
    }

    /// The ids of the parties of each group.
    fn groups(parties: &[Party]) -> BTreeSet<Vec<&str>> {
        let mut groups: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for (party, group) in parties.iter().zip(group(parties)) {
            if let Some(group) = group {
                groups.entry(group).or_default().push(party.id.as_str());
            }
        }
        groups.values_mut().for_each(|group| group.sort_unstable());
        groups.into_values().collect()
    }

    #[test]
    fn listings_are_tied_by_numbers() {
        for (case, parties, want) in [
            ("nothing", &[][..], &[][..]),
            ("no numbers", &["a:1 p", "b:1 p"], &[]),
            ("one number of both", &["a:1 p =ofac:36", "b:1 p =ofac:36", "c:1 p =ofac:37"], &["a:1 b:1"]),
            ("one number in two numberings", &["a:1 p =ofac:36", "b:1 p =ofsi:36"], &[]),
            ("a list that says one thing twice", &["a:1 p =ofac:36", "a:2 p =ofac:36"], &["a:1 a:2"]),
            ("kinds that lists disagree on", &["a:1 p =ofac:36", "b:1 o =ofac:36"], &["a:1 b:1"]),
            (
                "two found to be one",
                &["a:1 p =ofac:36", "a:2 p =ofac:37", "b:1 p =os:Q1 =ofac:36 =ofac:37"],
                &["a:1 a:2 b:1"],
            ),
            ("a number quoted", &["a:1 p =un:1", "b:1 p un:1"], &["a:1 b:1"]),
            ("a number quoted twice", &["a:1 p =un:1", "b:1 p un:1", "c:1 p un:1"], &["a:1 b:1 c:1"]),
            ("a number that is not there", &["b:1 p un:1", "c:1 p un:1", "d:1 p un:2"], &["b:1 c:1"]),
            ("quoted by two of a list", &["a:1 p =un:1", "b:1 p un:1", "b:2 p un:1", "c:1 p un:1"], &["a:1 c:1"]),
            ("quoted by two of a list, not there", &["b:1 p un:1", "b:2 p un:1", "c:1 p"], &[]),
            ("quoting two", &["a:1 p =un:1", "a:2 p =un:2", "b:1 p un:1 un:2", "c:1 p un:2"], &["a:2 c:1"]),
            ("quoting two, one not there", &["a:1 p =un:1", "b:1 p un:1 un:2"], &[]),
            ("quoting one's own list", &["a:1 p =un:1 un:2", "a:2 p =un:2"], &[]),
            ("quoting oneself", &["a:1 p =un:1 un:1", "b:1 p un:1"], &["a:1 b:1"]),
            ("a person of an organization", &["a:1 o =un:1", "b:1 p un:1", "b:2 o un:1"], &["a:1 b:2"]),
            ("a person of a ship", &["a:1 v =un:1", "b:1 p un:1"], &[]),
            ("a ship of an organization", &["a:1 o =un:1", "b:1 v un:1"], &["a:1 b:1"]),
            ("of a kind that is not known", &["a:1 o =un:1", "b:1 x un:1"], &["a:1 b:1"]),
            ("a person and an organization, not there", &["b:1 p un:1", "c:1 o un:1"], &[]),
            ("a person and an organization, one unknown between", &["a:1 x =un:1", "b:1 p un:1", "c:1 o un:1"], &[]),
            ("one name", &["a:1 p =un:1 | DOE, Jane", "b:1 p un:1 | Jane Doe"], &["a:1 b:1"]),
            ("one word", &["a:1 p =un:1 | DOE, Jane", "b:1 p un:1 | J. DOE"], &["a:1 b:1"]),
            (
                "one word of two that sound alike",
                &["a:1 p =un:1 | Mohammed", "b:1 p un:1 | MOHAMED Aziz"],
                &["a:1 b:1"],
            ),
            ("one of several names", &["a:1 o =un:1 | ACE | BEE", "b:1 o un:1 | CEE | BEE"], &["a:1 b:1"]),
            ("short words", &["a:1 p =un:1 | LI, Yi", "b:1 p un:1 | Yi Li"], &["a:1 b:1"]),
            ("one short word", &["a:1 p =un:1 | RI CHUN SONG", "b:1 p un:1 | Ri Pyong Chul"], &[]),
            ("another script", &["a:1 p =un:1 | Путин", "b:1 p un:1 | PUTIN"], &["a:1 b:1"]),
            ("a script without vowels", &["a:1 p =un:1 | محمد", "b:1 p un:1 | MUHAMMAD"], &["a:1 b:1"]),
            (
                "a wrong number",
                &["a:1 p =un:1 | Jane Doe", "b:1 p un:1 | Richard Roe", "b:2 p un:1 | Jane Doe"],
                &["a:1 b:2"],
            ),
            (
                "numbers changed for each other",
                &[
                    "a:1 p =un:1 | Jane Doe",
                    "a:2 p =un:2 | Richard Roe",
                    "b:1 p un:2 | Jane Doe",
                    "b:2 p un:1 | Richard Roe",
                ],
                &[],
            ),
            ("a wrong number that is not there", &["a:1 p un:1 | Jane Doe", "b:1 p un:1 | Richard Roe"], &[]),
            (
                "a wrong number of two that is not there",
                &["a:1 p un:1 | Doe", "b:1 p un:1 | Roe", "c:1 p un:1 | Doe"],
                &[],
            ),
            (
                "names that a list knows to be of one",
                &["a:1 p =ofac:1 | Jane Doe", "b:1 p =ofac:1 | Richard Roe"],
                &["a:1 b:1"],
            ),
            (
                "names that others know to be of one",
                &["a:1 p =un:1 | Ace | Bee", "b:1 p un:1 | Ace", "c:1 p un:1 | Bee"],
                &["a:1 b:1 c:1"],
            ),
            ("names alone", &["a:1 p =ofac:1 | Jane Doe", "b:1 p =un:1 | Jane Doe"], &[]),
            (
                "one quotation after another",
                &["a:1 p =un:1", "b:1 p =uk:1 un:1 ofsi:5", "c:1 p =ofsi:5", "d:1 p uk:1"],
                &["a:1 b:1 c:1 d:1"],
            ),
            (
                "a chain from one entry of a list to another",
                &["a:1 p =un:1", "a:2 p =un:2", "b:1 p =uk:1 un:1 ofsi:5", "c:1 p =ofsi:5 un:2"],
                &[],
            ),
            (
                "a chain from one number to another, the list not there",
                &["b:1 p =uk:1 un:1 ofsi:5", "c:1 p =ofsi:5 un:2"],
                &[],
            ),
            (
                "a chain leaves own numbers be",
                &["a:1 p =un:1", "a:2 p =un:2", "b:1 p un:1 ofsi:5", "c:1 p =ofsi:5 un:2", "d:1 p =ofsi:5"],
                &["c:1 d:1"],
            ),
            (
                "a chain between what was found to be one",
                &["a:1 p =un:1", "a:2 p =un:2", "b:1 p un:1 ofsi:5", "c:1 p =ofsi:5 un:2", "d:1 p =os:Q1 =un:1 =un:2"],
                &["a:1 a:2 b:1 c:1 d:1"],
            ),
            (
                "two of a list that were found to be one",
                &["a:1 p =un:1", "b:1 p =eu:1 un:1", "b:2 p =eu:2 un:1", "c:1 p =os:Q1 =eu:1 =eu:2"],
                &["a:1 b:1 b:2 c:1"],
            ),
            (
                "two that were found to be two",
                &["a:1 p =un:1", "b:1 p =eu:1 un:1", "c:1 p =os:Q1 =eu:1", "c:2 p =os:Q2 =un:1"],
                &["a:1 c:2", "b:1 c:1"],
            ),
        ] {
            let want: BTreeSet<Vec<&str>> = want.iter().map(|group| group.split(' ').collect()).collect();
            let mut parties: Vec<Party> = parties.iter().map(|text| party(text)).collect();
            for turn in 0..parties.len().max(1) * 2 {
                assert_eq!(groups(&parties), want, "{case}, in order {turn}");
                if let [_, rest @ ..] = &mut parties[..] {
                    rest.reverse();
                    parties.rotate_left(turn % 2);
                }
            }
        }
    }

    fn any_party() -> impl Strategy<Value = (usize, usize, Vec<Reference>)> {
        let words = ["=ofac", "=un", "un", "=os", "=eu", "eu", "uk", "=uk", "ofsi"];
        let references = vec((select(words.to_vec()), 0..3), 0..4);
        (0..3_usize, 0..6_usize, references).prop_map(|(list, kind, references)| {
            let references = references.into_iter().map(|(word, number)| reference(&format!("{word}:{number}")));
            (list, kind, references.collect())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            // The gate asks the same questions every time.
            rng_seed: RngSeed::Fixed(20_261_120),
            ..ProptestConfig::default()
        })]

        #[test]
        fn quotations_never_bring_together_what_a_list_tells_apart(listings in vec(any_party(), 0..12)) {
            let parties: Vec<Party> = listings.into_iter().enumerate().map(|(at, (list, kind, references))| {
                let kind = PartyKind::ALL.get(kind).copied().unwrap_or(PartyKind::Person);
                Party { references, ..Party::new(["a", "b", "c"][list], &at.to_string(), kind) }
            }).collect();
            let found = group(&parties);
            // The groups without any quotation.
            let own: Vec<Party> = parties.iter().cloned().map(|mut party| {
                party.references.retain(|reference| reference.own);
                party
            }).collect();
            let own = group(&own);
            let numbers = |party: &Party| -> BTreeSet<Numbering> {
                party.references.iter().filter(|reference| reference.own).map(|reference| reference.numbering).collect()
            };
            for (one, a) in parties.iter().enumerate() {
                for (other, b) in parties.iter().enumerate().skip(one + 1) {
                    let are_one = |groups: &[Option<u32>]| groups[one].is_some() && groups[one] == groups[other];
                    prop_assert!(!are_one(&own) || are_one(&found), "{} and {}", a.id, b.id);
                    if are_one(&found) && !are_one(&own) {
                        prop_assert!(a.listing.list != b.listing.list, "{} and {}", a.id, b.id);
                        prop_assert!(numbers(a).is_disjoint(&numbers(b)), "{} and {}", a.id, b.id);
                    }
                }
            }
            let mut turned = parties.clone();
            turned.reverse();
            prop_assert_eq!(groups(&turned), groups(&parties));
        }
    }

    #[test]
    fn what_is_ranked_is_brought_together() {
        let parties = ["a:1 p", "a:2 p =un:2", "a:3 p =un:3", "b:2 p un:2", "b:3 p un:3", "c:3 p un:3"].map(party);
        let index = crate::index::Index::in_memory(Vec::new(), parties.to_vec()).unwrap();
        let others = |ordinal: u32| index.groups().others(ordinal).collect::<Vec<_>>();
        assert_eq!([0, 1, 2, 3, 4, 5].map(others), [vec![], vec![3], vec![4, 5], vec![1], vec![2, 5], vec![2, 4]]);
        assert_eq!(index.listed_more_than_once(), 2);
        for (ranked, want) in [
            (vec![], vec![]),
            (vec![3], vec![3]),
            (vec![0, 3, 5], vec![0, 3, 5]),
            (vec![5, 0, 3, 2, 1, 4], vec![5, 2, 4, 0, 3, 1]),
        ] {
            let mut found = ranked.clone();
            index.groups().bring_together(&mut found, |&ordinal| ordinal);
            assert_eq!(found, want, "{ranked:?}");
        }
        let listings = index.other_listings(&"c:3".into()).unwrap();
        assert_eq!(listings.iter().map(|party| party.id.as_str()).collect::<Vec<_>>(), ["a:3", "b:3"]);
        assert_eq!(index.other_listings(&"c:4".into()).unwrap(), []);
    }
}
