//! Senzing's generic entity specification, one JSON record a line.
//!
//! A record is attributes, alone or grouped in lists of features (`FEATURES`, or `NAMES`, `ADDRESSES`, ...); the attributes of a
//! group belong together, and the record itself is read as one more group. Pointers to other records become links. What
//! has no place is kept as a remark, `ATTRIBUTE: value`.
//!
//! Dates with slashes are month first where that can be told (`3/31/1954`); otherwise only the year is certain.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::budget::Budget;
use super::file::{File, lines};
use super::names::{is_native, listed_name};
use super::{Problem, Problems, dates, references};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryLink, CountryRole, DateEvent, DateKind, DatePoint, Identifier,
    IdentifierKind, Link, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Origin, PartialDate, Party, PartyId,
    PartyKind, Place,
};

/// Kinds of numbers by the attribute without `_NUMBER`; `_TYPE`, `_COUNTRY`, `_STATE` and `_DOMAIN` say more of each.
const IDENTIFIERS: [(&str, IdentifierKind); 14] = [
    ("PASSPORT", IdentifierKind::Passport),
    ("DRIVERS_LICENSE", IdentifierKind::DriversLicense),
    ("SSN", IdentifierKind::NationalId),
    ("NATIONAL_ID", IdentifierKind::NationalId),
    ("TAX_ID", IdentifierKind::TaxId),
    ("LEI", IdentifierKind::Lei),
    ("DUNS", IdentifierKind::Duns),
    ("NPI", IdentifierKind::Registration),
    ("IMO", IdentifierKind::Imo),
    ("MMSI", IdentifierKind::Mmsi),
    ("CALL_SIGN", IdentifierKind::CallSign),
    ("OTHER_ID", IdentifierKind::Other),
    ("TRUSTED_ID", IdentifierKind::Other),
    ("ACCOUNT", IdentifierKind::Other),
];

const COUNTRIES: [(&str, CountryRole); 5] = [
    ("NATIONALITY", CountryRole::Nationality),
    ("CITIZENSHIP", CountryRole::Citizenship),
    ("COUNTRY_OF_ASSOCIATION", CountryRole::Residence),
    ("REGISTRATION_COUNTRY", CountryRole::Jurisdiction),
    ("VESSEL_FLAG", CountryRole::Flag),
];

const DATES: [(&str, DateKind); 3] = [
    ("DATE_OF_BIRTH", DateKind::Birth),
    ("DATE_OF_DEATH", DateKind::Death),
    ("REGISTRATION_DATE", DateKind::Foundation),
];

const CONTACTS: [(&str, ContactKind); 3] = [
    ("EMAIL_ADDRESS", ContactKind::Email),
    ("PHONE_NUMBER", ContactKind::Phone),
    ("WEBSITE_ADDRESS", ContactKind::Website),
];

/// How a data source of OpenSanctions begins; the ids of any other are its own, whatever they look like.
const OPENSANCTIONS: [&str; 3] = ["OS_", "OPENSANCTIONS", "OPEN_SANCTIONS"];

/// Whether an object with these keys is a record.
pub(super) fn is_line(has: impl Fn(&str) -> bool) -> bool {
    has("DATA_SOURCE") && has("RECORD_ID")
}

/// Reads every line that is a record.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> Vec<Party> {
    let mut parties = Vec::new();
    let mut keys: FxHashMap<String, PartyId> = FxHashMap::default();
    let mut names: FxHashMap<PartyId, String> = FxHashMap::default();
    for line in lines(file) {
        let number = line.number;
        let Some(line) = file.json(&line, problems) else { continue };
        let record: Map<String, Value> = match serde_json::from_str(&line) {
            Ok(record) => record,
            Err(error) => {
                problems.breaks_off |= error.is_eof();
                problems.push(file.problem(number, "", format!("not a record, left out: {error}")));
                continue;
            }
        };
        let mut groups = groups(record);
        let mut take = |attribute: &str| groups.iter_mut().find_map(|group| group.take(attribute));
        let id = take("RECORD_ID").unwrap_or_else(|| {
            problems.push(file.problem(number, "RECORD_ID", "no id, the line's number stands in for it"));
            format!("record-{number}")
        });
        let kind = take("RECORD_TYPE").map_or(Ok(PartyKind::Other), |word| word.parse());
        let kind = kind.unwrap_or_else(|message: String| {
            problems.push(file.problem(number, "RECORD_TYPE", message));
            PartyKind::Other
        });
        let mut party = Party::new(list, &id, kind);
        party.listing.source = take("URL");
        if let Some(key) = take("REL_ANCHOR_KEY") {
            keys.insert(key, party.id.clone());
            take("REL_ANCHOR_DOMAIN");
        }
        let is_of_opensanctions = groups.iter().flat_map(|group| &group.0).any(|(attribute, value)| {
            let value = value.to_ascii_uppercase();
            attribute == "DATA_SOURCE" && OPENSANCTIONS.iter().any(|prefix| value.starts_with(prefix))
        });
        if is_of_opensanctions {
            references::add_opensanctions(&mut party, &id, &file.origin(number, "RECORD_ID"));
        }
        for group in groups {
            Reader { file, number, party: &mut party, problems }.read(group);
        }
        if party.names.is_empty() {
            problems.push(file.problem(number, "NAME_FULL", "no name, the rest of the record is kept"));
        }
        party.names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
        keys.entry(id).or_insert_with(|| party.id.clone());
        names.insert(party.id.clone(), party.caption().to_owned());
        parties.push(party);
    }
    join(&mut parties, &keys, &names, Budget::default(), problems);
    parties
}

/// Gives links the names of those that they point to.
fn join(
    parties: &mut [Party],
    keys: &FxHashMap<String, PartyId>,
    names: &FxHashMap<PartyId, String>,
    mut budget: Budget,
    problems: &mut Problems,
) {
    for link in parties.iter_mut().flat_map(|party| &mut party.links) {
        if let Some(other) = keys.get(&link.name).filter(|_| link.relation != EMPLOYER) {
            link.party = Some(other.clone());
            if budget.takes(names[other].len(), &link.origin) {
                link.name.clone_from(&names[other]);
            }
        }
    }
    budget.report(problems);
}

/// A tie by the other's name, where all others are by its key.
const EMPLOYER: &str = "EMPLOYER";

/// Attributes that belong together, as text.
struct Group(Vec<(String, String)>);

impl Group {
    /// The value of an attribute, taken out.
    fn take(&mut self, attribute: &str) -> Option<String> {
        let at = self.0.iter().position(|(key, _)| key == attribute)?;
        Some(self.0.remove(at).1)
    }

    /// The values of some attributes, taken out.
    fn take_all(&mut self, attributes: &[&str]) -> Vec<String> {
        attributes.iter().filter_map(|attribute| self.take(attribute)).collect()
    }
}

/// The groups of a record: its features, and what stands beside them.
fn groups(record: Map<String, Value>) -> Vec<Group> {
    let mut bare = Map::new();
    let mut groups = Vec::new();
    for (key, value) in record {
        match value {
            Value::Array(features) if features.iter().all(Value::is_object) => {
                let features = features.into_iter().filter_map(|feature| match feature {
                    Value::Object(feature) => Some(group(feature)),
                    _ => None,
                });
                groups.extend(features);
            }
            _ => {
                bare.insert(key, value);
            }
        }
    }
    groups.push(group(bare));
    groups
}

fn group(attributes: Map<String, Value>) -> Group {
    let text = |value: Value| match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        _ => value.to_string(),
    };
    let attributes = attributes.into_iter().map(|(key, value)| (key.to_ascii_uppercase(), text(value)));
    Group(attributes.filter(|(_, value)| !value.is_empty()).collect())
}

/// Reads groups into a party.
struct Reader<'a> {
    file: &'a File,
    number: u64,
    party: &'a mut Party,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read(&mut self, mut group: Group) {
        self.name(&mut group);
        self.address(&mut group);
        self.link(&mut group);
        for (attribute, kind) in DATES {
            if let Some(text) = group.take(attribute) {
                self.date(attribute, kind, &text);
            }
        }
        for (attribute, role) in COUNTRIES {
            if let Some(name) = group.take(attribute) {
                let origin = self.origin(attribute);
                self.party.countries.push(CountryLink { role, country: Country::named(name), origin });
            }
        }
        for (attribute, kind) in CONTACTS {
            if let Some(value) = group.take(attribute) {
                let is_fax = kind == ContactKind::Phone && group.0.iter().any(|(_, value)| value == "FAX");
                let kind = if is_fax { ContactKind::Fax } else { kind };
                let origin = self.origin(attribute);
                self.party.contacts.push(Contact { kind, value, origin });
            }
        }
        for (attribute, kind) in IDENTIFIERS {
            self.identifier(&mut group, attribute, kind);
        }
        if let Some(text) = group.take("PLACE_OF_BIRTH") {
            let country = Some(Country::named(&*text)).filter(|country| country.code.is_some());
            let origin = self.origin("PLACE_OF_BIRTH");
            self.party.places.push(Place { kind: DateKind::Birth, text, country, origin });
        }
        if let Some(word) = group.take("GENDER") {
            match word.parse() {
                Ok(gender) => self.party.gender = Some(gender),
                Err(message) => self.keep("GENDER", &word, message),
            }
        }
        for (attribute, value) in group.0 {
            self.remark(&attribute, &value);
        }
    }

    fn name(&mut self, group: &mut Group) {
        let mut parts = Vec::new();
        for (attribute, kind) in [
            ("NAME_PREFIX", NamePartKind::Title),
            ("NAME_FIRST", NamePartKind::Given),
            ("NAME_MIDDLE", NamePartKind::Middle),
            ("NAME_LAST", NamePartKind::Family),
            ("NAME_SUFFIX", NamePartKind::Suffix),
        ] {
            parts.extend(group.take(attribute).map(|text| NamePart { kind, text }));
        }
        let full = group.take("NAME_FULL").or_else(|| group.take("NAME_ORG")).or_else(|| {
            let words: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
            (!words.is_empty()).then(|| words.join(" "))
        });
        let Some(full) = full else { return };
        let word = group.take("NAME_TYPE").unwrap_or_default();
        let has_primary = self.party.names.iter().any(|name| name.kind == NameKind::Primary);
        let other = if is_native(&full) { NameKind::Native } else { NameKind::StrongAlias };
        let kind = match word.to_ascii_uppercase().as_str() {
            "FORMER" | "PREVIOUS" | "MAIDEN" => NameKind::Former,
            "WEAK" | "NICKNAME" | "WEAK_AKA" => NameKind::WeakAlias,
            "" | "PRIMARY" if !has_primary => NameKind::Primary,
            _ => other,
        };
        let origin = self.origin("NAME_FULL");
        let name = match parts.is_empty() {
            true => listed_name(&full, kind, self.party.kind, origin),
            false => Name { parts, ..Name::new(full, kind, origin) },
        };
        self.party.names.push(name);
    }

    fn address(&mut self, group: &mut Group) {
        let full = group.take("ADDR_FULL");
        let lines = ["ADDR_LINE1", "ADDR_LINE2", "ADDR_LINE3", "ADDR_LINE4", "ADDR_LINE5", "ADDR_LINE6"];
        let street: Vec<String> = full.into_iter().chain(group.take_all(&lines)).collect();
        let address = Address {
            street: street.join(", "),
            city: group.take_all(&["ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE"]).join(", "),
            country: group.take("ADDR_COUNTRY").map(Country::named),
            remark: group.take("ADDR_TYPE").unwrap_or_default(),
            origin: self.origin("ADDR_FULL"),
        };
        let is_empty = address.street.is_empty() && address.city.is_empty() && address.country.is_none();
        if !is_empty {
            self.party.addresses.push(address);
        } else if !address.remark.is_empty() {
            self.remark("ADDR_TYPE", &address.remark);
        }
    }

    fn link(&mut self, group: &mut Group) {
        if let Some(name) = group.take(EMPLOYER) {
            let origin = self.origin(EMPLOYER);
            self.party.links.push(Link { relation: EMPLOYER.to_owned(), name, party: None, origin });
        }
        if let Some(name) = group.take("REL_POINTER_KEY") {
            group.take("REL_POINTER_DOMAIN");
            let relation = group.take("REL_POINTER_ROLE").unwrap_or_else(|| "REL_POINTER".to_owned());
            let origin = self.origin("REL_POINTER_KEY");
            self.party.links.push(Link { relation, name, party: None, origin });
        }
    }

    fn identifier(&mut self, group: &mut Group, attribute: &str, kind: IdentifierKind) {
        let number = group.take(&format!("{attribute}_NUMBER")).or_else(|| group.take(attribute));
        let Some(number) = number else { return };
        let mut take = |what: &str| group.take(&format!("{attribute}_{what}"));
        let label = take("TYPE").unwrap_or_else(|| attribute.to_owned());
        let country = take("COUNTRY").map(Country::named);
        let scheme = take("DOMAIN");
        let remark = take("STATE").unwrap_or_default();
        let found = Identifier::new(kind, number, self.origin(attribute));
        self.party.identifiers.push(Identifier { label, country, scheme, remark, ..found });
    }

    fn date(&mut self, attribute: &str, kind: DateKind, text: &str) {
        let origin = self.origin(attribute);
        match (dates::parse(text), slashed(text)) {
            (Some(date), _) => self.party.dates.push(DateEvent { kind, date, origin }),
            (None, Some(date)) => {
                if date.first() != date.last() {
                    self.keep(
                        attribute,
                        text,
                        format!("month and day of `{text}` cannot be told apart, only the year is read"),
                    );
                }
                self.party.dates.push(DateEvent { kind, date, origin });
            }
            (None, None) => self.keep(attribute, text, format!("`{text}` is no date")),
        }
    }

    fn keep(&mut self, attribute: &str, text: &str, message: String) {
        let message = format!("{message}; kept as a remark");
        self.problems.push(Problem { origin: self.origin(attribute), message });
        self.remark(attribute, text);
    }

    fn remark(&mut self, attribute: &str, text: &str) {
        let (text, origin) = (format!("{attribute}: {text}"), self.origin(attribute));
        self.party.notes.push(Note { kind: NoteKind::Remark, text, origin });
    }

    fn origin(&self, attribute: &str) -> Origin {
        self.file.origin(self.number, &attribute.replace(':', " "))
    }
}

/// `3/31/1954`, where only one order gives a date or both give the same; else the year.
fn slashed(text: &str) -> Option<PartialDate> {
    let parts: Vec<i16> = text.split('/').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let &[first, second, year] = &parts[..] else { return None };
    let number = |number: i16| u8::try_from(number).ok();
    let day = |month: i16, day: i16| DatePoint::day(year, number(month)?, number(day)?);
    let point = match (day(first, second), day(second, first)) {
        _ if !(1000..=9999).contains(&year) => None,
        (Some(date), other) if other.is_none_or(|other| other == date) => Some(date),
        (None, Some(date)) => Some(date),
        (Some(_), Some(_)) => DatePoint::year(year),
        _ => None,
    };
    point.map(PartialDate::point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, read_bytes};

    #[test]
    fn features_in_either_form_go_to_their_places() {
        let text = concat!(
            r#"{"DATA_SOURCE":"W","RECORD_ID":"1","RECORD_TYPE":"PERSON","URL":"https://x.example/1","NAMES":[{"NAME_TYPE":"ALIAS","NAME_FULL":"Джейн"},"#,
            r#"{"NAME_TYPE":"PRIMARY","NAME_FULL":"Jane Doe"}],"DATES":[{"DATE_OF_BIRTH":"3/31/1954"},{"DATE_OF_DEATH":"2001"}],"#,
            r#""COUNTRIES":[{"NATIONALITY":"us"}],"IDENTIFIERS":[{"PASSPORT_NUMBER":"X1","PASSPORT_COUNTRY":"US"}],"#,
            r#""RELATIONSHIPS":[{"REL_POINTER_DOMAIN":"W","REL_POINTER_KEY":"2","REL_POINTER_ROLE":"owner"}],"RISKS":[{"TOPIC":"sanction"}]}"#,
            "\nnonsense\n",
            r#"{"DATA_SOURCE":"W","RECORD_ID":"2","FEATURES":[{"RECORD_TYPE":"ORGANIZATION"},{"NAME_ORG":"ACE"},{"ADDR_TYPE":"BUSINESS","ADDR_LINE1":"1 Main St","ADDR_CITY":"Oslo"},"#,
            r#"{"DATE_OF_BIRTH":"3/4/1954"},{"NAME_LAST":"Doe","NAME_FIRST":"J","NAME_TYPE":"AKA"}],"STATUS":"Active","AMOUNT":7}"#,
            "\n{\"DATA_SOURCE\":\"W\"}\n",
        );
        let reading = read_bytes("l", "s.jsonl", Format::Senzing, text.as_bytes());
        let [jane, ace, nobody] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary Jane Doe", "native Джейн"]);
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1954-03-31", "2001"]);
        assert_eq!((jane.links[0].relation.as_str(), jane.links[0].name.as_str()), ("owner", "ACE"));
        assert_eq!(jane.links[0].party.as_ref().map(PartyId::as_str), Some("l:2"));
        assert_eq!(jane.identifiers[0].country, Some(Country::named("US")));
        assert_eq!(jane.listing.source.as_deref(), Some("https://x.example/1"));

        assert_eq!((ace.kind, ace.names[0].full.as_str()), (PartyKind::Organization, "ACE"));
        assert_eq!((ace.names[1].full.as_str(), ace.names[1].parts.len()), ("J Doe", 2));
        assert_eq!((ace.addresses[0].street.as_str(), ace.addresses[0].remark.as_str()), ("1 Main St", "BUSINESS"));
        assert_eq!(ace.dates[0].date.to_string(), "1954");
        let notes: Vec<&str> = ace.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(notes, ["DATE_OF_BIRTH: 3/4/1954", "AMOUNT: 7", "DATA_SOURCE: W", "STATUS: Active"]);
        assert_eq!(nobody.id.as_str(), "l:record-4");
        let lines: Vec<u64> = reading.problems.iter().map(|problem| problem.origin.record).collect();
        assert_eq!(lines, [2, 3, 4, 4], "{:?}", reading.problems);
    }

    #[test]
    fn what_references_copy_has_an_end() {
        let mut parties: Vec<Party> = (0..9).map(|id| Party::new("l", &id.to_string(), PartyKind::Other)).collect();
        let id = parties[0].id.clone();
        for party in &mut parties {
            let (relation, name) = ("owner".to_owned(), "0".to_owned());
            party.links.push(Link { relation, name, party: None, origin: Origin::new("s", 1, "REL_POINTER_KEY") });
        }
        let keys = FxHashMap::from_iter([("0".to_owned(), id.clone())]);
        let names = FxHashMap::from_iter([(id.clone(), "Jane".to_owned())]);
        let mut problems = Problems::default();
        join(&mut parties, &keys, &names, Budget::of(10), &mut problems);
        let links: Vec<&Link> = parties.iter().flat_map(|party| &party.links).collect();
        assert_eq!(links.iter().filter(|link| link.name == "Jane").count(), 2);
        assert!(links.iter().all(|link| link.party.as_ref() == Some(&id)));
        let problems: Vec<String> = problems.finish().0.iter().map(Problem::to_string).collect();
        assert_eq!(
            problems,
            ["s:1:REL_POINTER_KEY: 7 references would copy more than 10 bytes in all, left out from here on"]
        );
    }

    #[test]
    fn ids_are_those_of_the_data_source() {
        for (case, source, want) in [
            ("a collection", "OS_US_CONGRESS", &["opensanctions =Q42"][..]),
            ("all of it", "OPENSANCTIONS", &["opensanctions =Q42"]),
            ("another source", "WATCHLIST", &[]),
            ("a source that begins alike", "OSLO", &[]),
        ] {
            let text = format!(r#"{{"DATA_SOURCE":"{source}","RECORD_ID":"Q42","NAME_FULL":"Jane Doe"}}"#);
            let reading = read_bytes("l", "s.jsonl", Format::Senzing, text.as_bytes());
            assert_eq!(references::shown(&reading.parties[0]), want, "{case}");
        }
    }
}
