//! Lists of any size, made up of the words of real names.
//!
//! What a list costs goes by its words: how many there are, how often each occurs, and how many names share them. Words that are
//! strung together at random tell nothing about that, and there is no public list of five million names. So made-up names are real
//! names cut in two and joined anew: each word comes as often as in the names that it is taken from, given names first and legal forms
//! last. Aliases are the name as others spell it, so that words multiply as they do on real lists.

use std::io::{self, Write};
use std::num::NonZeroU64;

use serde::Serialize;

use super::mutation::Mutation;
use super::random::Random;
use crate::limits::MAX_NAME_BYTES;
use crate::party::{CountryCode, NameKind, Party, PartyKind};

/// Real names, of which others are made.
#[derive(Debug, Default)]
pub struct Model {
    persons: Vec<Box<str>>,
    organizations: Vec<Box<str>>,
    /// Countries as often as they were given.
    countries: Vec<CountryCode>,
}

impl Model {
    /// Adds the primary name of a party, in Latin letters, and its countries.
    pub fn add_party(&mut self, party: &Party) {
        for name in party.names.iter().filter(|name| name.script.is_none() && name.kind == NameKind::Primary) {
            // "LAST, First" would be cut where it should not be.
            let spoken = name.full.split_once(", ").filter(|_| party.kind == PartyKind::Person);
            let full = spoken.map_or_else(|| name.full.clone(), |(last, first)| format!("{first} {last}"));
            self.add(&full, party.kind);
        }
        self.countries.extend(party.countries.iter().filter_map(|link| link.country.code));
    }

    /// Adds a name. It is left out where it has no letter, is overlong, or is that of a craft; who is nothing else is taken for a
    /// person.
    pub fn add(&mut self, name: &str, kind: PartyKind) {
        // What separates names in the list that is written.
        let words: Vec<&str> = name.split(|c: char| c.is_whitespace() || c == ';').collect();
        let words = words.into_iter().filter(|word| word.contains(char::is_alphanumeric)).collect::<Vec<_>>().join(" ");
        if !words.contains(char::is_alphabetic) || words.len() > MAX_NAME_BYTES / 4 {
            return;
        }
        match kind {
            PartyKind::Vessel | PartyKind::Aircraft => {}
            PartyKind::Organization => self.organizations.push(words.into()),
            PartyKind::Person | PartyKind::Other => self.persons.push(words.into()),
        }
    }

    /// Number of names that others are made of.
    pub fn len(&self) -> usize {
        self.persons.len() + self.organizations.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A party by its number: the same for the same seed, whatever other parties are made.
    fn party(&self, seed: u64, number: u64) -> MadeUp {
        let mut random = random_of(seed, number);
        // First of all, so that names can be counted without being made.
        let names = names_of(&mut random);
        let is_person = random.below(self.len()) < self.persons.len();
        let (kind, models) = match is_person {
            true => (PartyKind::Person, &self.persons),
            false => (PartyKind::Organization, &self.organizations),
        };
        let name = joined_anew(models, &mut random);
        let mut aliases: Vec<String> = Vec::new();
        while aliases.len() + 1 < names {
            aliases.push(alias(&name, &aliases, models, kind, &mut random));
        }
        let birth_date = if is_person { birth_date(&mut random) } else { String::new() };
        let country = random.pick(&self.countries).filter(|_| random.below(4) > 0).copied();
        MadeUp { number, kind, name, aliases, birth_date, country }
    }
}

/// A made-up party.
struct MadeUp {
    number: u64,
    kind: PartyKind,
    name: String,
    aliases: Vec<String>,
    /// Empty where it is not known.
    birth_date: String,
    country: Option<CountryCode>,
}

/// Numbers for one party: those of different parties and seeds have nothing in common.
fn random_of(seed: u64, number: u64) -> Random {
    Random::new(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ number.wrapping_mul(0xa24b_aed4_963e_e407))
}

/// Most names of a party.
const MAX_NAMES: usize = 24;

/// How many names a party has. Each one is followed by another in two of five cases, which is what OFAC's parties have: 1.5 names in
/// Latin letters, few of them many.
fn names_of(random: &mut Random) -> usize {
    (1..MAX_NAMES).find(|_| random.below(5) >= 2).unwrap_or(MAX_NAMES)
}

/// The first words of one name and the last ones of another.
fn joined_anew(models: &[Box<str>], random: &mut Random) -> String {
    let mut draw = || -> Vec<&str> { random.pick(models).map_or(Vec::new(), |name| name.split(' ').collect()) };
    let (first, last) = (draw(), draw());
    let start = &first[..(first.len() / 2).max(1).min(first.len())];
    [start, &last[last.len() / 2..]].concat().join(" ")
}

/// Another name: most are the same one, spelled or ordered otherwise; one in four is another one altogether.
fn alias(name: &str, known: &[String], models: &[Box<str>], kind: PartyKind, random: &mut Random) -> String {
    const CHANGES: [Mutation; 7] = [
        Mutation::OtherSpelling,
        Mutation::OtherSpelling,
        Mutation::OtherSpelling,
        Mutation::OneEdit,
        Mutation::SwappedOrder,
        Mutation::DroppedWord,
        Mutation::MergedWords,
    ];
    let change = random.pick(&CHANGES).copied().filter(|_| random.below(4) > 0);
    let changed = change.and_then(|change| change.of(name, kind, random));
    changed.filter(|changed| !known.contains(changed)).unwrap_or_else(|| joined_anew(models, random))
}

/// A birth date as lists give them: none, a day, a year, or about a year.
fn birth_date(random: &mut Random) -> String {
    let (year, month, day) = (1930 + random.below(75), 1 + random.below(12), 1 + random.below(28));
    match random.below(20) {
        0..8 => String::new(),
        8..15 => format!("{year}-{month:02}-{day:02}"),
        15..19 => year.to_string(),
        _ => format!("{year}~"),
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GenerateReport {
    /// Parties written.
    pub parties: u64,
    /// Names that they have.
    pub names: u64,
    /// Decides what they are.
    pub seed: u64,
}

/// Writes a made-up list with so many names, as [`Format::Csv`](crate::list::Format::Csv) reads it: `id,type,name,alias,birth_date,country`.
/// The same model and seed make the same list on every machine, and a shorter list is the beginning of a longer one.
///
/// *Cost*: one to two microseconds a name; nothing is kept in memory but the model.
///
/// # Errors
///
/// Where the model has no names, and where writing fails.
pub fn generate(model: &Model, names: NonZeroU64, seed: u64, output: impl Write) -> io::Result<GenerateReport> {
    check(model)?;
    let mut writer = csv::Writer::from_writer(output);
    let mut report = GenerateReport { parties: 0, names: 0, seed };
    writer.write_record(["id", "type", "name", "alias", "birth_date", "country"]).map_err(cause)?;
    while report.names < names.get() {
        let mut party = model.party(seed, report.parties);
        let left = names.get() - report.names - 1;
        party.aliases.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        report.parties += 1;
        report.names += 1 + party.aliases.len() as u64;
        let (id, aliases) = (id(party.number), party.aliases.join("; "));
        let country = party.country.map_or(String::new(), |country| country.as_str().to_owned());
        writer
            .write_record([&id, party.kind.as_str(), &party.name, &aliases, &party.birth_date, &country])
            .map_err(cause)?;
    }
    writer.flush()?;
    Ok(report)
}

/// What went wrong while writing, as it was: whoever writes to a closed pipe has to know.
fn cause(error: csv::Error) -> io::Error {
    if !error.is_io_error() {
        return error.into();
    }
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        _ => io::ErrorKind::Other.into(),
    }
}

/// One query in so many is a listed name.
const LISTED_QUERY: usize = 10;

/// Writes customers to screen against the list that [`generate`] makes of the same model, number of names and seed:
/// `id,name,type,birth_date,country,expected`. One in ten is a party of the list by a name that is changed in some way, and `expected` says
/// which; the others are made up of the same words, and expect nobody.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_queries(
    model: &Model,
    names: NonZeroU64,
    list: &str,
    queries: u64,
    seed: u64,
    output: impl Write,
) -> io::Result<()> {
    check(model)?;
    let (mut parties, mut listed) = (0, 0);
    while listed < names.get() {
        listed += names_of(&mut random_of(seed, parties)) as u64;
        parties += 1;
    }
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(["id", "name", "type", "birth_date", "country", "expected"]).map_err(cause)?;
    for number in 0..queries {
        // Parties are numbered from 0: from the other end on, nobody is listed.
        let mut query = model.party(seed, u64::MAX - number);
        let mut random = random_of(!seed, number);
        let mut expected = String::new();
        if random.below(LISTED_QUERY) == 0 {
            let wanted = random.below(parties as usize) as u64;
            query = model.party(seed, wanted);
            expected = format!("{list}:{}", id(wanted));
            let change = random.pick(&Mutation::ALL).and_then(|change| change.of(&query.name, query.kind, &mut random));
            query.name = change.unwrap_or(query.name);
        }
        let country = query.country.map_or(String::new(), |country| country.as_str().to_owned());
        let id = format!("c{number}");
        writer
            .write_record([&id, &query.name, query.kind.as_str(), &query.birth_date, &country, &expected])
            .map_err(cause)?;
    }
    writer.flush()
}

fn check(model: &Model) -> io::Result<()> {
    let empty = || io::Error::new(io::ErrorKind::InvalidInput, "no name to make others of; give a list with names");
    if model.is_empty() { Err(empty()) } else { Ok(()) }
}

/// Of one width, so that ids are in the order of the list.
fn id(number: u64) -> String {
    format!("{number:08}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{self, Format};
    use crate::party::Counts;

    fn model() -> Model {
        let mut model = Model::default();
        for name in ["Jane Ann Doe", "Richard Roe", "Kovalchuk", "Ivan; Petrov", "", "77"] {
            model.add(name, PartyKind::Person);
        }
        model.add("Acme Shipping LLC", PartyKind::Organization);
        model.add("Atlantic", PartyKind::Vessel);
        model.countries.push("CU".parse().unwrap());
        model
    }

    fn list_of(names: u64, seed: u64) -> String {
        let mut text = Vec::new();
        let report = generate(&model(), NonZeroU64::new(names).unwrap(), seed, &mut text).unwrap();
        assert_eq!(report.names, names);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_list_has_the_names_asked_for_and_is_read_without_problems() {
        assert_eq!(model().len(), 5);
        for names in [1, 2, 3, 500] {
            let reading = list::read_bytes("made-up", "made-up.csv", Format::Csv, list_of(names, 7).as_bytes());
            assert_eq!(reading.problems, []);
            assert_eq!(Counts::total(&Counts::of(&reading.parties).names), names);
        }
    }

    #[test]
    fn a_seed_makes_one_list() {
        assert_eq!(list_of(200, 1), list_of(200, 1));
        assert_ne!(list_of(200, 1), list_of(200, 2));
        // The last party of the shorter list may have fewer names.
        let (short, long) = (list_of(100, 1), list_of(200, 1));
        let whole: Vec<&str> = short.lines().rev().skip(1).collect();
        assert!(whole.into_iter().rev().eq(long.lines().take(short.lines().count() - 1)));
    }

    #[test]
    fn words_are_those_of_the_model() {
        let list = list_of(300, 3);
        let mut rows = csv::Reader::from_reader(list.as_bytes());
        for row in rows.records().map(Result::unwrap) {
            let is_person = &row[1] == "person";
            let known = if is_person { "Jane Ann Doe Richard Roe Kovalchuk Ivan Petrov" } else { "Acme Shipping LLC" };
            assert!(row[2].split(' ').all(|word| known.split(' ').any(|known| known == word)), "{}", &row[2]);
        }
    }

    #[test]
    fn queries_expect_whom_they_are_made_of() {
        let mut text = Vec::new();
        let names = NonZeroU64::new(300).unwrap();
        generate_queries(&model(), names, "made-up", 200, 1, &mut text).unwrap();
        let reading = list::read_bytes("made-up", "made-up.csv", Format::Csv, list_of(300, 1).as_bytes());
        let mut rows = csv::Reader::from_reader(text.as_slice());
        let expected: Vec<String> = rows.records().map(|row| row.unwrap()[5].to_owned()).collect();
        let wanted: Vec<&String> = expected.iter().filter(|id| !id.is_empty()).collect();
        assert_eq!(expected.len(), 200);
        assert!((5..50).contains(&wanted.len()), "{}", wanted.len());
        assert!(wanted.iter().all(|id| reading.parties.iter().any(|party| party.id.as_str() == **id)));
    }

    #[test]
    fn a_model_without_names_makes_nothing() {
        assert!(generate(&Model::default(), NonZeroU64::MIN, 1, Vec::new()).is_err());
    }
}
