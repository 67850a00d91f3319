//! The ADVANCED XML of OFAC, `Sanctions`: the parties of the legacy files under the same ids, taken apart into tables.
//!
//! A file is a run of sections: tables of words (`ReferenceValueSets`), then places, documents, parties, ties between parties,
//! and the entries that put parties on a list. Everything refers to the others by number, so each kind of record is read by
//! itself, and what refers to another is joined when all are read. A party's id is its `FixedRef`, which is its number in all
//! forms of the list.
//!
//! - A name is a run of parts; it is put together as the legacy files write it, `LAST, First`. One that is not in Latin script
//!   is native. A party may have an alias in several spellings, of which one is marked as the primary Latin one.
//! - A date is a period with a span at both ends; a span of whole years or months is a date that is no more precise.
//! - A program is the comment of a measure whose type is `Program`; the other measures are restrictions.
//! - A tie is a link of both parties, on the other side with `reverse of` before its word. OFAC's own directions are inverted
//!   now and then (an owner that is `Owned or Controlled By` what it owns); they stay as they are.
//!
//! Left out is what only the issuer's record keeping needs: numbers of versions, which document proves which name.
//!
//! *Cost*: memory for the parties, and until they are joined for the places, documents and entries, which become part of them.
//!
//! Source: OFAC's schema `advanced_xml.xsd` and an excerpt of January 2021.

use std::io::{BufRead, Read};

use rustc_hash::FxHashMap;

use super::budget::Budget;
use super::file::File;
use super::names::set_script;
use super::ofac_fields::{self, Feature, Row, has_parts, name_kind, part_kind, read_remarks};
use super::phrase::unique;
use super::xml::{self, Element, Record};
use super::{Problem, Problems, dates, ofac_csv};
use crate::party::{
    Address, Country, DatePoint, Link, Listing, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Origin,
    PartialDate, Party, PartyId, PartyKind,
};

/// The tables that are needed, by the names of their rows, and the day of issue.
const HEADERS: [&str; 23] = [
    "AliasType",
    "AreaCode",
    "CalendarType",
    "Country",
    "DateOfIssue",
    "DetailReference",
    "DocNameStatus",
    "EntryEventType",
    "FeatureType",
    "IDRegDocDateType",
    "IDRegDocType",
    "LegalBasis",
    "List",
    "LocPartType",
    "NamePartType",
    "PartySubType",
    "PartyType",
    "RelationQuality",
    "RelationType",
    "Reliability",
    "SanctionsType",
    "Script",
    "Validity",
];

const RECORDS: [&str; 5] = ["Location", "IDRegDocument", "DistinctParty", "ProfileRelationship", "SanctionsEntry"];

/// Rows that are the same in every file, for one that is an excerpt without them.
const WELL_KNOWN: [(&str, &str, &str); 7] = [
    ("FeatureType", "8", "Birthdate"),
    ("FeatureType", "9", "Place of Birth"),
    ("FeatureType", "10", "Nationality Country"),
    ("FeatureType", "11", "Citizenship Country"),
    ("FeatureType", "25", LOCATION),
    ("FeatureType", "26", "Title"),
    ("Script", "215", "Latin"),
];

/// Longest tag that is looked at for the name of the list, in bytes, with the text after it.
const MAX_TAG: u64 = 4 << 10;

/// The feature that is an address.
const LOCATION: &str = "Location";

/// The word of a table for what nobody has entered.
const UNKNOWN: &str = "Unknown";

/// The name of the list that a file holds: that of its last entry, since the tables of words name all lists.
pub(super) fn list_name(file: &File) -> &'static str {
    let mut content = file.content();
    let (mut tag, mut sdn, mut last) = (Vec::new(), None, None);
    while content.by_ref().take(MAX_TAG).read_until(b'<', &mut tag).expect("content never fails") > 0 {
        let text = String::from_utf8_lossy(&tag);
        let quoted = |before: &str| Some(text.split_once(before)?.1.split('"').next().unwrap_or_default().to_owned());
        if text.contains(">SDN List<") {
            sdn = quoted("ID=\"");
        }
        last = quoted("ListID=\"").or(last);
        tag.clear();
    }
    match (sdn, last) {
        (Some(sdn), Some(last)) if sdn != last => "ofac-cons",
        _ => "ofac-sdn",
    }
}

/// Reads every party, and the day of issue.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    read_within(Budget::default(), list, file, problems)
}

fn read_within(budget: Budget, list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let mut reader = Reader { list, budget, ..Reader::default() };
    for (table, id, word) in WELL_KNOWN {
        reader.words.insert(table, id, word.to_owned());
    }
    xml::read(file, &HEADERS, &RECORDS, problems, |record, problems| reader.read(record, problems));
    reader.join(problems);
    std::mem::take(&mut reader.budget).report(problems);
    (reader.parties, reader.date)
}

/// The tables of words, each by number.
#[derive(Default)]
struct Words(FxHashMap<&'static str, FxHashMap<String, String>>);

impl Words {
    fn insert(&mut self, table: &'static str, id: &str, word: String) {
        self.0.entry(table).or_default().insert(id.to_owned(), word);
    }

    /// The word that an attribute refers to, where there is one.
    fn of(&self, table: &str, element: &Element<'_>, attribute: &str) -> Option<&str> {
        let word = self.0.get(table)?.get(element.attribute(attribute)?)?;
        (word != UNKNOWN && !word.is_empty()).then_some(word)
    }
}

/// A feature that says where, until the places are known.
struct Located {
    party: usize,
    label: String,
    location: String,
    comment: Option<String>,
    reliability: Option<String>,
    origin: Origin,
}

/// A document, until its holder is known.
struct Document {
    identity: String,
    label: String,
    number: String,
    country: Option<String>,
    place: Option<String>,
    issued: Option<String>,
    expires: Option<String>,
    remarks: Vec<String>,
    origin: Origin,
}

/// What puts a party on a list, until the party is known.
struct Entry {
    profile: String,
    listing: Listing,
    notes: Vec<Note>,
    origin: Origin,
}

/// A tie, until both parties are known.
struct Relationship {
    from: String,
    to: String,
    relation: String,
    is_symmetrical: bool,
    remark: Option<String>,
    origin: Origin,
}

/// What is read so far.
#[derive(Default)]
struct Reader<'a> {
    list: &'a str,
    date: Option<String>,
    words: Words,
    parties: Vec<Party>,
    /// Parties by the number of each of their profiles, and of each of their identities.
    profiles: FxHashMap<String, usize>,
    identities: FxHashMap<String, usize>,
    /// Places by number, once for each script that they are in.
    locations: FxHashMap<String, Vec<Address>>,
    located: Vec<Located>,
    documents: Vec<Document>,
    entries: Vec<Entry>,
    relationships: Vec<Relationship>,
    budget: Budget,
}

impl Reader<'_> {
    fn read(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let element = &record.element;
        match element.name {
            "Location" => self.read_location(record),
            "IDRegDocument" => self.read_document(record),
            "DistinctParty" => self.read_party(record, problems),
            "ProfileRelationship" => self.read_relationship(record),
            "SanctionsEntry" => self.read_entry(record),
            "Sanctions" => {
                if let Some(base) = element.attribute("DeltaBaseVersion") {
                    let message = format!("only what changed since version `{base}`, not a whole list; get that");
                    problems.push(record.problem("DeltaBaseVersion", message));
                }
            }
            "DateOfIssue" => {
                self.date = point(element).filter(|day| day.first() == day.last()).map(|day| day.to_string());
            }
            table => {
                let (Some(table), Some(id)) =
                    (HEADERS.into_iter().find(|known| *known == table), element.attribute("ID"))
                else {
                    return;
                };
                let word = element.text().unwrap_or_default();
                // What a type of parties does not say, the more general one does.
                match (table, element.attribute("PartyTypeID")) {
                    ("PartySubType", Some(general)) if word == UNKNOWN => {
                        self.words.insert("general type", id, general.to_owned());
                    }
                    _ => self.words.insert(table, id, element.attribute("Description").unwrap_or(word).to_owned()),
                }
                if table == "RelationType" && element.attribute("Symmetrical") == Some("true") {
                    self.words.insert("symmetrical", id, String::from("true"));
                }
            }
        }
    }

    /// A place, whose parts may be in several scripts: the comment on a part that is not the primary one says which.
    fn read_location(&mut self, record: &Record<'_>) {
        let element = &record.element;
        let mut scripts: Vec<&str> = vec![""];
        let mut parts: Vec<(&str, &str, &str)> = Vec::new();
        for part in element.children.iter().filter(|child| child.name == "LocationPart") {
            let kind = self.words.of("LocPartType", part, "LocPartTypeID").unwrap_or(UNKNOWN);
            for value in &part.children {
                let comment = value.text_of("Comment").unwrap_or("other");
                let script = if value.attribute("Primary") == Some("false") { comment } else { "" };
                if !scripts.contains(&script) {
                    scripts.push(script);
                }
                parts.extend(value.text_of("Value").map(|text| (script, kind, text)));
            }
        }
        let named = |child: &str, table: &str, attribute: &str| {
            let child = element.children.iter().filter(|found| found.name == child);
            child.filter_map(|found| self.words.of(table, found, attribute)).next()
        };
        let country = named("LocationCountry", "Country", "CountryID")
            .or(named("LocationAreaCode", "AreaCode", "AreaCodeID"))
            .or(parts.iter().find(|(_, kind, _)| *kind == UNKNOWN).map(|(.., text)| *text))
            // As the other formats have it, `undetermined` stands for a country only beside a city.
            .filter(|country| *country != "undetermined" || !parts.is_empty())
            .map(Country::named);
        let address = |script: &&str| {
            let part =
                |kind: &str| parts.iter().find(|(of, known, _)| of == script && *known == kind).map(|part| part.2);
            ofac_fields::address(part, country.as_ref(), record.origin("Location"))
        };
        let mut addresses: Vec<Address> = scripts.iter().map(address).filter(has_parts).collect();
        if addresses.is_empty() && country.is_some() {
            addresses.push(address(&""));
        }
        if let (Some(comment), Some(first)) = (element.text_of("Comment"), addresses.first_mut()) {
            first.remark = [first.remark.as_str(), comment].join(" ").trim().to_owned();
        }
        if let Some(id) = element.attribute("ID") {
            self.locations.insert(id.to_owned(), addresses);
        }
    }

    fn read_document(&mut self, record: &Record<'_>) {
        let element = &record.element;
        // The first date of issue and of expiry that can be read; all others are remarks.
        let (mut issued, mut expires, mut others) = (None, None, Vec::new());
        for field in element.children.iter().filter(|child| child.name == "DocumentDate" && !child.is_empty()) {
            let kind = self.words.of("IDRegDocDateType", field, "IDRegDocDateTypeID").unwrap_or(field.name);
            let period = field.child("DatePeriod");
            let date = period.and_then(|period| self.period(period)).map(|date| date.to_string());
            match (kind, date) {
                ("Issue Date", Some(date)) if issued.is_none() => issued = Some(date),
                ("Expiration Date", Some(date)) if expires.is_none() => expires = Some(date),
                (kind, Some(date)) => others.push(format!("{kind} {date}")),
                (_, None) if period.is_none_or(|period| period.children.is_empty()) => {}
                (kind, None) => others.push(format!("{kind} {}", field.flatten())),
            }
        }
        let validity = self.words.of("Validity", element, "ValidityID").filter(|word| *word != "Valid");
        let remarks = ["IssuingAuthority", "Comment"].into_iter().filter_map(|field| element.text_of(field));
        let text = |attribute| element.attribute(attribute).map(str::to_owned);
        self.documents.push(Document {
            identity: text("IdentityID").unwrap_or_default(),
            label: self.words.of("IDRegDocType", element, "IDRegDocTypeID").unwrap_or("document").to_owned(),
            number: element.text_of("IDRegistrationNo").unwrap_or_default().to_owned(),
            country: self.words.of("Country", element, "IssuedBy-CountryID").map(str::to_owned),
            place: text("IssuedIn-LocationID"),
            issued,
            expires,
            remarks: remarks.map(str::to_owned).chain(validity.map(str::to_lowercase)).chain(others).collect(),
            origin: record.origin("IDRegistrationNo"),
        });
    }

    /// The time that a period means: from the first day that its start may be to the last that its end may be.
    fn period(&self, period: &Element<'_>) -> Option<PartialDate> {
        if self.words.of("CalendarType", period, "CalendarTypeID").is_some_and(|word| word != "Gregorian") {
            return None;
        }
        let at = |end: &str, side: &str| point(period.child(end)?.child(side)?);
        let from = [("Start", "From"), ("Start", "To"), ("End", "From"), ("End", "To")];
        let first = from.into_iter().find_map(|(end, side)| at(end, side))?;
        let last = from.into_iter().rev().find_map(|(end, side)| at(end, side))?;
        let circa = period.children.iter().any(|end| end.attribute("Approximate") == Some("true"));
        Some(PartialDate { circa, ..dates::span(first, last) })
    }

    fn read_party(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let element = &record.element;
        let profiles = || element.children.iter().filter(|child| child.name == "Profile");
        let kind = profiles().find_map(|profile| {
            let own = self.words.of("PartySubType", profile, "PartySubTypeID");
            let general = || {
                let general = self.words.of("general type", profile, "PartySubTypeID")?;
                Some(self.words.0.get("PartyType")?.get(general)?.as_str())
            };
            own.or_else(general)
        });
        let kind = kind.map_or(Err("no type".to_owned()), str::parse).unwrap_or_else(|message| {
            problems.push(record.problem("PartySubTypeID", message));
            PartyKind::Other
        });
        let profile_id = || profiles().find_map(|profile| profile.attribute("ID"));
        let reference = element.attribute("FixedRef").or_else(profile_id).map(str::to_owned).unwrap_or_else(|| {
            problems.push(record.problem("FixedRef", "no number, the record's stands in for it"));
            format!("record-{}", record.number)
        });
        let mut party = Party::new(self.list, &reference, kind);
        for child in element.children.iter().filter(|child| !child.is_empty()) {
            match child.name {
                "Comment" => {
                    read_remarks(child.text().unwrap_or_default(), &mut party, &record.origin("Comment"), problems);
                }
                "Profile" => self.read_profile(child, &mut party, record, problems),
                _ => party.notes.extend(record.remark(child)),
            }
        }
        if party.names.is_empty() {
            problems.push(record.problem("DocumentedName", "no name"));
        }
        self.parties.push(party);
    }

    fn read_profile(&mut self, profile: &Element<'_>, party: &mut Party, record: &Record<'_>, problems: &mut Problems) {
        if let Some(id) = profile.attribute("ID") {
            self.profiles.entry(id.to_owned()).or_insert(self.parties.len());
        }
        for child in profile.children.iter().filter(|child| !child.is_empty()) {
            match child.name {
                "Comment" => {
                    read_remarks(child.text().unwrap_or_default(), party, &record.origin("Comment"), problems);
                }
                "Identity" => {
                    if let Some(id) = child.attribute("ID") {
                        self.identities.entry(id.to_owned()).or_insert(self.parties.len());
                    }
                    self.read_identity(child, party, record, problems);
                }
                "Feature" => self.read_feature(child, party, record, problems),
                "SanctionsEntryReference" => {}
                _ => party.notes.extend(record.remark(child)),
            }
        }
    }

    fn read_identity(&self, identity: &Element<'_>, party: &mut Party, record: &Record<'_>, problems: &mut Problems) {
        // Which part of a name each part is, stands beside the names.
        let mut groups: FxHashMap<&str, &str> = FxHashMap::default();
        for group in identity.child("NamePartGroups").into_iter().flat_map(|all| &all.children) {
            for part in &group.children {
                let kind = self.words.of("NamePartType", part, "NamePartTypeID");
                groups.extend(part.attribute("ID").zip(kind));
            }
        }
        for child in identity.children.iter().filter(|child| !child.is_empty()) {
            match child.name {
                "Alias" => self.read_alias(child, identity, &groups, party, record, problems),
                "NamePartGroups" | "IDRegDocumentReference" => {}
                _ => party.notes.extend(record.remark(child)),
            }
        }
    }

    fn read_alias(
        &self,
        alias: &Element<'_>,
        identity: &Element<'_>,
        groups: &FxHashMap<&str, &str>,
        party: &mut Party,
        record: &Record<'_>,
        problems: &mut Problems,
    ) {
        let is = |element: &Element<'_>, attribute| element.attribute(attribute) == Some("true");
        let is_former = match self.words.of("AliasType", alias, "AliasTypeID") {
            Some("F.K.A.") => true,
            Some("A.K.A." | "N.K.A." | "Name") => false,
            word => {
                let word = word.or(alias.attribute("AliasTypeID")).unwrap_or_default();
                let message = format!("unknown type of name `{word}`, read as another name");
                problems.push(record.problem("AliasTypeID", message));
                false
            }
        };
        let is_primary = is(alias, "Primary") && identity.attribute("Primary") != Some("false");
        for (place, documented) in alias.children.iter().filter(|child| child.name == "DocumentedName").enumerate() {
            let Some(mut name) = name(documented, groups, record.origin("DocumentedName")) else {
                problems.push(record.problem("DocumentedName", "no name"));
                continue;
            };
            let values = documented.children.iter().filter_map(|part| part.child("NamePartValue"));
            let script = values.clone().find_map(|value| self.words.of("Script", value, "ScriptID"));
            // The other spellings of a primary name are other names.
            let is_first = place == 0 || party.names.iter().all(|name| name.kind != NameKind::Primary);
            name.kind = match script.filter(|script| *script != "Latin") {
                Some(_) => NameKind::Native,
                None => name_kind(is_primary && is_first, is_former, is(alias, "LowQuality")),
            };
            let script =
                script.filter(|script| !set_script(&mut name, script)).map(|script| format!("script {script}"));
            let status = self.words.of("DocNameStatus", documented, "DocNameStatusID");
            let status = status.filter(|word| !matches!(*word, "Primary Latin" | "Others")).map(str::to_owned);
            let marks = [
                is(identity, "False").then(|| "of a false identity".to_owned()),
                values.clone().any(|value| is(value, "Acronym")).then(|| "acronym".to_owned()),
            ];
            let more = documented.children.iter().chain(alias.children.iter().filter(|_| place == 0));
            let more = more.filter(|child| {
                !matches!(child.name, "DocumentedName" | "DocumentedNamePart" | "IDRegDocumentReference")
            });
            let more = more.filter(|child| !child.is_empty()).map(|child| match child.name {
                "DocumentedNameCountry" => self.words.of("Country", child, "CountryID").unwrap_or_default().to_owned(),
                _ => child.flatten(),
            });
            for text in marks.into_iter().flatten().chain(script).chain(status).chain(more) {
                party.notes.push(record.note("DocumentedName", NoteKind::Remark, format!("{}: {text}", name.full)));
            }
            party.names.push(name);
        }
    }

    fn read_feature(&mut self, feature: &Element<'_>, party: &mut Party, record: &Record<'_>, problems: &mut Problems) {
        let Some(label) = self.words.of("FeatureType", feature, "FeatureTypeID") else {
            let message =
                format!("unknown type `{}`, kept as a remark", feature.attribute("FeatureTypeID").unwrap_or(""));
            problems.push(record.problem("FeatureTypeID", message));
            party.notes.extend(record.remark(feature));
            return;
        };
        for version in feature.children.iter().filter(|child| child.name == "FeatureVersion") {
            let comment = version.text_of("Comment");
            let reliability = self.words.of("Reliability", version, "ReliabilityID");
            let (mut values, mut is_located) = (Vec::new(), false);
            for child in &version.children {
                match child.name {
                    "VersionDetail" => {
                        let word = self.words.of("DetailReference", child, "DetailReferenceID");
                        values.extend(word.or(child.text()).map(str::to_owned));
                    }
                    "DatePeriod" if child.children.is_empty() => {}
                    "DatePeriod" => values.push(match self.period(child) {
                        Some(date) => date.to_string(),
                        None => child.flatten(),
                    }),
                    "VersionLocation" => {
                        is_located = true;
                        self.located.push(Located {
                            party: self.parties.len(),
                            label: label.to_owned(),
                            location: child.attribute("LocationID").unwrap_or_default().to_owned(),
                            comment: comment.map(str::to_owned),
                            reliability: reliability.map(str::to_owned),
                            origin: record.origin("VersionLocation"),
                        });
                    }
                    _ => {}
                }
            }
            for value in &values {
                let feature = Feature { label, value, comment, reliability, date: None };
                feature.read(party, &record.origin("FeatureVersion"), problems);
            }
            if let (true, false, Some(comment)) = (values.is_empty(), is_located, comment) {
                party.notes.push(record.note("Feature", NoteKind::Remark, format!("{label} {comment}")));
            }
        }
    }

    fn read_relationship(&mut self, record: &Record<'_>) {
        let element = &record.element;
        let mut relation = self.words.of("RelationType", element, "RelationTypeID").unwrap_or("related to").to_owned();
        if element.attribute("Former") == Some("true") {
            relation.push_str(" (former)");
        }
        let quality = self.words.of("RelationQuality", element, "RelationQualityID").filter(|word| *word != "High");
        let more: Vec<&str> = element.text_of("Comment").into_iter().chain(quality).collect();
        let text = |attribute| element.attribute(attribute).unwrap_or_default().to_owned();
        self.relationships.push(Relationship {
            from: text("From-ProfileID"),
            to: text("To-ProfileID"),
            relation,
            is_symmetrical: self.words.of("symmetrical", element, "RelationTypeID").is_some(),
            remark: (!more.is_empty()).then(|| more.join("; ")),
            origin: record.origin("ProfileRelationship"),
        });
    }

    fn read_entry(&mut self, record: &Record<'_>) {
        let element = &record.element;
        let (mut listing, mut notes) = (Listing::default(), Vec::new());
        let list = self.words.of("List", element, "ListID");
        // Every party of a file is on the one that the file is of.
        if let Some(name) = list.filter(|name| !matches!(*name, "SDN List" | "Consolidated List")) {
            notes.push(record.note("ListID", NoteKind::Remark, name));
        }
        for child in element.children.iter().filter(|child| !child.is_empty()) {
            let comment = child.text_of("Comment");
            match child.name {
                "EntryEvent" => {
                    let kind = self.words.of("EntryEventType", child, "EntryEventTypeID").unwrap_or("Created");
                    let date = child.child("Date").and_then(point).map(PartialDate::point);
                    let law = self.words.of("LegalBasis", child, "LegalBasisID");
                    listing.legal_basis.extend(law.map(str::to_owned));
                    let said = match (kind, date) {
                        ("Created", date) => {
                            let days = listing.listed_on.into_iter().chain(date);
                            listing.listed_on = days.min_by_key(PartialDate::first);
                            None
                        }
                        (kind, Some(date)) => Some(format!("{kind} {date}")),
                        (kind, None) => Some(kind.to_owned()),
                    };
                    for text in said.into_iter().chain(comment.map(str::to_owned)) {
                        notes.push(record.note(child.name, NoteKind::Remark, text));
                    }
                }
                "SanctionsMeasure" => match (self.words.of("SanctionsType", child, "SanctionsTypeID"), comment) {
                    (Some("Program") | None, Some(program)) => listing.programs.push(program.to_owned()),
                    (Some("Program") | None, None) => {}
                    (Some(measure), comment) => {
                        let text = [Some(measure), comment].into_iter().flatten().collect::<Vec<_>>().join(": ");
                        notes.push(record.note(child.name, NoteKind::Restriction, text));
                    }
                },
                "ProfileRelationshipReference" => {}
                _ => notes.extend(record.remark(child)),
            }
        }
        let profile = element.attribute("ProfileID").unwrap_or_default().to_owned();
        self.entries.push(Entry { profile, listing, notes, origin: record.origin("SanctionsEntry") });
    }

    /// Joins what was read apart. What refers to nothing in the file is a problem.
    fn join(&mut self, problems: &mut Problems) {
        let orphan =
            |origin: Origin, what: String| Problem { origin, message: format!("{what} is not in the file, left out") };
        for located in std::mem::take(&mut self.located) {
            let Some(addresses) = self.locations.get(&located.location) else {
                problems
                    .push(orphan(located.origin, format!("location `{}` of a {}", located.location, located.label)));
                continue;
            };
            if !self.budget.takes(addresses.iter().map(size).sum(), &located.origin) {
                continue;
            }
            let party = &mut self.parties[located.party];
            if located.label == LOCATION {
                party.addresses.extend(addresses.iter().cloned().map(|mut address| {
                    let more = [address.remark.as_str(), located.comment.as_deref().unwrap_or_default()];
                    address.remark = more.join(" ").trim().to_owned();
                    Address { origin: located.origin.clone(), ..address }
                }));
            } else if let Some(address) = addresses.first() {
                let feature = Feature {
                    label: &located.label,
                    value: &place_text(address),
                    date: None,
                    comment: located.comment.as_deref(),
                    reliability: located.reliability.as_deref(),
                };
                feature.read(party, &located.origin, problems);
            }
        }
        for document in std::mem::take(&mut self.documents) {
            let Some(&holder) = self.identities.get(&document.identity) else {
                let Document { identity, label, number, origin, .. } = document;
                problems.push(orphan(origin, format!("identity `{identity}`, holder of {label} `{number}`,")));
                continue;
            };
            let place = document.place.and_then(|id| {
                let Some(addresses) = self.locations.get(&id) else {
                    let origin = Origin { field: "IssuedIn-LocationID".to_owned(), ..document.origin.clone() };
                    problems
                        .push(orphan(origin, format!("location `{id}` of {} `{}`", document.label, document.number)));
                    return None;
                };
                addresses.first().filter(|place| self.budget.takes(size(place), &document.origin)).map(place_text)
            });
            let place = place.filter(|place| Some(place) != document.country.as_ref());
            let place = place.map(|place| format!("issued in {place}"));
            let remark = document.remarks.into_iter().chain(place).collect::<Vec<_>>().join("; ");
            let row = Row {
                label: &document.label,
                value: &document.number,
                country: document.country.as_deref(),
                issued: document.issued.as_deref(),
                expires: document.expires.as_deref(),
                remark: (!remark.is_empty()).then_some(&remark),
            };
            row.read(&mut self.parties[holder], &document.origin, problems);
        }
        for entry in std::mem::take(&mut self.entries) {
            let Some(&party) = self.profiles.get(&entry.profile) else {
                problems.push(orphan(entry.origin, format!("profile `{}` of an entry", entry.profile)));
                continue;
            };
            let Party { listing, notes, .. } = &mut self.parties[party];
            let days = listing.listed_on.into_iter().chain(entry.listing.listed_on);
            listing.listed_on = days.min_by_key(PartialDate::first);
            listing.programs.extend(entry.listing.programs);
            listing.legal_basis.extend(entry.listing.legal_basis);
            notes.extend(entry.notes);
        }
        for party in &mut self.parties {
            unique(&mut party.listing.programs);
            unique(&mut party.listing.legal_basis);
        }
        self.parties.iter_mut().for_each(ofac_csv::put_weak_names_last);
        ofac_csv::resolve_links(&mut self.parties);
        for tie in std::mem::take(&mut self.relationships) {
            let ends = [&tie.from, &tie.to].map(|profile| self.profiles.get(profile).copied());
            let [Some(from), Some(to)] = ends else {
                problems.push(orphan(tie.origin, format!("an end of `{}` {} `{}`", tie.from, tie.relation, tie.to)));
                continue;
            };
            let reverse =
                if tie.is_symmetrical { tie.relation.clone() } else { format!("reverse of {}", tie.relation) };
            for (party, other, relation) in [(from, to, tie.relation), (to, from, reverse)] {
                let (name, id): (String, PartyId) =
                    (self.parties[other].caption().to_owned(), self.parties[other].id.clone());
                if !self.budget.takes(name.len(), &tie.origin) {
                    continue;
                }
                let party = &mut self.parties[party];
                if let Some(remark) = &tie.remark {
                    let text = format!("{relation} {name}: {remark}");
                    party.notes.push(Note { kind: NoteKind::Remark, text, origin: tie.origin.clone() });
                }
                party.links.push(Link { relation, name, party: Some(id), origin: tie.origin.clone() });
            }
        }
    }
}

/// About how many bytes an address takes.
fn size(address: &Address) -> usize {
    let texts = [&address.street, &address.city, &address.remark].map(String::len);
    let country = address.country.as_ref().map_or(0, |country| country.name.len());
    size_of::<Address>() + texts.iter().sum::<usize>() + country
}

/// A place in one text.
fn place_text(address: &Address) -> String {
    let country = address.country.as_ref().map_or("", |country| &country.name);
    let parts = [address.street.as_str(), &address.city, country].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// A year with the month and day that stand beside it.
fn point(date: &Element<'_>) -> Option<DatePoint> {
    let number = |field| date.text_of(field).and_then(|text| text.parse::<u8>().ok()).filter(|number| *number > 0);
    DatePoint::of_parts(date.text_of("Year")?.parse().ok()?, number("Month"), number("Day"))
}

/// A name out of its parts, as the legacy files write it: the family name before a comma.
fn name(documented: &Element<'_>, groups: &FxHashMap<&str, &str>, origin: Origin) -> Option<Name> {
    let (mut family, mut rest, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for part in documented.children.iter().filter(|child| child.name == "DocumentedNamePart") {
        let Some(value) = part.child("NamePartValue") else { continue };
        let Some(text) = value.text() else { continue };
        let [leading, trailing] =
            ["LeadingChars", "TrailingChars"].map(|side| part.attribute(side).unwrap_or_default());
        let text = format!("{leading}{text}{trailing}");
        let kind = value.attribute("NamePartGroupID").and_then(|id| groups.get(id)).and_then(|kind| part_kind(kind));
        parts.extend(kind.map(|kind| NamePart { kind, text: text.clone() }));
        if kind == Some(NamePartKind::Family) { &mut family } else { &mut rest }.push(text);
    }
    let sides = [family.join(" "), rest.join(" ")];
    let full = sides.into_iter().filter(|side| !side.is_empty()).collect::<Vec<_>>().join(", ");
    (!full.is_empty()).then(|| Name { parts, ..Name::new(full, NameKind::StrongAlias, origin) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};
    use crate::party::{CountryRole, IdentifierKind};

    const TABLES: &str = "<ReferenceValueSets>\
        <AliasTypeValues><AliasType ID='1400'>A.K.A.</AliasType><AliasType ID='1401'>F.K.A.</AliasType>\
        <AliasType ID='1403'>Name</AliasType></AliasTypeValues>\
        <AreaCodeValues><AreaCode ID='3' CountryID='3' Description='undetermined'/></AreaCodeValues>\
        <CountryValues><Country ID='1' ISO2='IR'>Iran</Country><Country ID='2'>Cuba</Country><Country ID='3'>undetermined</Country></CountryValues>\
        <DetailReferenceValues><DetailReference ID='1'>Female</DetailReference><DetailReference ID='2'>Tug</DetailReference></DetailReferenceValues>\
        <DocNameStatusValues><DocNameStatus ID='1'>Primary Latin</DocNameStatus><DocNameStatus ID='2'>Others</DocNameStatus>\
        <DocNameStatus ID='3'>Disputed</DocNameStatus></DocNameStatusValues>\
        <EntryEventTypeValues><EntryEventType ID='1'>Created</EntryEventType><EntryEventType ID='2'>Reviewed</EntryEventType></EntryEventTypeValues>\
        <FeatureTypeValues><FeatureType ID='1'>Vessel Call Sign</FeatureType><FeatureType ID='2'>VESSEL TYPE</FeatureType>\
        <FeatureType ID='3'>Vessel Flag</FeatureType><FeatureType ID='4'>Former Vessel Flag</FeatureType><FeatureType ID='5'>Vessel Tonnage</FeatureType>\
        <FeatureType ID='8'>Birthdate</FeatureType><FeatureType ID='9'>Place of Birth</FeatureType><FeatureType ID='10'>Nationality Country</FeatureType>\
        <FeatureType ID='25'>Location</FeatureType><FeatureType ID='26'>Title</FeatureType><FeatureType ID='224'>Gender</FeatureType>\
        <FeatureType ID='344'>Digital Currency Address - XBT</FeatureType><FeatureType ID='500'>Secondary sanctions risk:</FeatureType>\
        <FeatureType ID='501'>Organization Established Date</FeatureType><FeatureType ID='502'>Website</FeatureType></FeatureTypeValues>\
        <IDRegDocDateTypeValues><IDRegDocDateType ID='1'>Issue Date</IDRegDocDateType><IDRegDocDateType ID='2'>Expiration Date</IDRegDocDateType></IDRegDocDateTypeValues>\
        <IDRegDocTypeValues><IDRegDocType ID='1571'>Passport</IDRegDocType><IDRegDocType ID='1626'>Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>\
        <LegalBasisValues><LegalBasis ID='1'>Unknown</LegalBasis><LegalBasis ID='2'>Order 7</LegalBasis></LegalBasisValues>\
        <ListValues><List ID='1550'>SDN List</List><List ID=\"9\">Consolidated List</List><List ID='8'>Other List</List></ListValues>\
        <LocPartTypeValues><LocPartType ID='1'>Unknown</LocPartType><LocPartType ID='1451'>ADDRESS1</LocPartType><LocPartType ID='1454'>CITY</LocPartType>\
        <LocPartType ID='1456'>POSTAL CODE</LocPartType></LocPartTypeValues>\
        <NamePartTypeValues><NamePartType ID='1520'>Last Name</NamePartType><NamePartType ID='1521'>First Name</NamePartType>\
        <NamePartType ID='1525'>Entity Name</NamePartType><NamePartType ID='7'>Patronymic</NamePartType></NamePartTypeValues>\
        <PartySubTypeValues><PartySubType ID='1' PartyTypeID='4'>Vessel</PartySubType><PartySubType ID='3' PartyTypeID='2'>Unknown</PartySubType>\
        <PartySubType ID='4' PartyTypeID='1'>Unknown</PartySubType></PartySubTypeValues>\
        <PartyTypeValues><PartyType ID='1'>Individual</PartyType><PartyType ID='2'>Entity</PartyType><PartyType ID='4'>Transport</PartyType></PartyTypeValues>\
        <RelationQualityValues><RelationQuality ID='1'>Unknown</RelationQuality><RelationQuality ID='2'>Low</RelationQuality></RelationQualityValues>\
        <RelationTypeValues><RelationType ID='1' Symmetrical='false'>Owned or Controlled By</RelationType>\
        <RelationType ID='2' Symmetrical='true'>Family member of</RelationType></RelationTypeValues>\
        <ReliabilityValues><Reliability ID='1'>Unknown</Reliability><Reliability ID='2'>Reported</Reliability></ReliabilityValues>\
        <SanctionsTypeValues><SanctionsType ID='1'>Program</SanctionsType><SanctionsType ID='2'>Block</SanctionsType></SanctionsTypeValues>\
        <ScriptValues><Script ID='215' ScriptCode='Latin'>Latin</Script><Script ID='220' ScriptCode='Cyrl'>Cyrillic</Script></ScriptValues>\
        <ValidityValues><Validity ID='1'>Valid</Validity><Validity ID='2'>Fraudulent</Validity></ValidityValues></ReferenceValueSets>";

    const PLACES: &str = "<Locations>\
        <Location ID='10'><LocationCountry CountryID='1' CountryRelevanceID='1'/><LocationPart LocPartTypeID='1454'>\
        <LocationPartValue Primary='true'><Comment/><Value>Atown</Value></LocationPartValue>\
        <LocationPartValue Primary='false'><Comment>Cyrillic</Comment><Value>Атаун</Value></LocationPartValue></LocationPart>\
        <LocationPart LocPartTypeID='1451'><LocationPartValue Primary='true'><Value>1 Main St</Value></LocationPartValue></LocationPart>\
        <LocationPart LocPartTypeID='1456'><LocationPartValue Primary='true'><Value>123</Value></LocationPartValue></LocationPart></Location>\
        <Location ID='11'><LocationPart LocPartTypeID='1'><LocationPartValue Primary='true'><Value>Cuba</Value></LocationPartValue></LocationPart></Location>\
        <Location ID='12'><LocationAreaCode AreaCodeID='3'/></Location></Locations>";

    const DOCUMENTS: &str = "<IDRegDocuments>\
        <IDRegDocument ID='1' IDRegDocTypeID='1571' IdentityID='70' IssuedBy-CountryID='1' ValidityID='2' IssuedIn-LocationID='11'>\
        <Comment>stolen</Comment><IDRegistrationNo>A1</IDRegistrationNo><IssuingAuthority/>\
        <DocumentDate IDRegDocDateTypeID='1'><DatePeriod><Start><From><Year>2001</Year><Month>2</Month><Day>3</Day></From></Start></DatePeriod></DocumentDate>\
        <DocumentDate IDRegDocDateTypeID='2'><DatePeriod><Start><From><Year>2011</Year><Month>1</Month><Day>1</Day></From></Start>\
        <End><To><Year>2011</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></DocumentDate></IDRegDocument>\
        <IDRegDocument ID='2' IDRegDocTypeID='1626' IdentityID='90' ValidityID='1'><IDRegistrationNo>IMO 9187629</IDRegistrationNo></IDRegDocument>\
        </IDRegDocuments>";

    fn period(approximate: bool, from: [u16; 3], to: [u16; 3]) -> String {
        let end = |name: &str, [year, month, day]: [u16; 3]| {
            let point = format!("<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>");
            format!("<{name} Approximate='{approximate}'><From>{point}</From><To>{point}</To></{name}>")
        };
        format!("<DatePeriod CalendarTypeID='1'>{}{}</DatePeriod>", end("Start", from), end("End", to))
    }

    fn feature(id: u32, content: &str) -> String {
        format!(
            "<Feature ID='1' FeatureTypeID='{id}'><FeatureVersion ID='1' ReliabilityID='1'>{content}</FeatureVersion>\
             <IdentityReference IdentityID='70' IdentityFeatureLinkTypeID='1'/></Feature>"
        )
    }

    /// A name by its status, its script and its parts, each with its group.
    type Documented<'a> = (u32, u32, &'a [(u32, &'a str)]);

    fn alias(kind: u32, marks: &str, names: &[Documented<'_>]) -> String {
        let name = |&(status, script, parts): &Documented<'_>| {
            let part = |(group, text): &(u32, &str)| {
                format!(
                    "<DocumentedNamePart><NamePartValue NamePartGroupID='{group}' ScriptID='{script}' Acronym='false'>{text}</NamePartValue></DocumentedNamePart>"
                )
            };
            format!(
                "<DocumentedName ID='1' DocNameStatusID='{status}'>{}</DocumentedName>",
                parts.iter().map(part).collect::<String>()
            )
        };
        format!(
            "<Alias FixedRef='7' AliasTypeID='{kind}' {marks}>{}</Alias>",
            names.iter().map(name).collect::<String>()
        )
    }

    fn party(number: u32, kind: u32, comment: &str, names: &str, features: &str) -> String {
        format!(
            "<DistinctParty FixedRef='{number}'><Comment>{comment}</Comment><Profile ID='{number}' PartySubTypeID='{kind}'>\
             <Identity ID='{number}0' FixedRef='{number}' Primary='true' False='false'>{names}<NamePartGroups>\
             <MasterNamePartGroup><NamePartGroup ID='1' NamePartTypeID='1520'/></MasterNamePartGroup>\
             <MasterNamePartGroup><NamePartGroup ID='2' NamePartTypeID='1521'/></MasterNamePartGroup>\
             <MasterNamePartGroup><NamePartGroup ID='3' NamePartTypeID='7'/></MasterNamePartGroup>\
             <MasterNamePartGroup><NamePartGroup ID='4' NamePartTypeID='1525'/></MasterNamePartGroup></NamePartGroups></Identity>\
             {features}</Profile></DistinctParty>"
        )
    }

    const PRIMARY: &str = "Primary='true' LowQuality='false'";
    const STRONG: &str = "Primary='false' LowQuality='false'";
    const WEAK: &str = "Primary='false' LowQuality='true'";

    fn parties() -> String {
        let names = [
            alias(1401, WEAK, &[(2, 215, &[(1, "JAY")])]),
            alias(1400, STRONG, &[(3, 215, &[(1, "ROE"), (2, "Jane")])]),
            alias(
                1403,
                PRIMARY,
                &[
                    (1, 215, &[(1, "DOE"), (2, "Jane"), (3, "Ivanovna")]),
                    (2, 220, &[(1, "ДОУ"), (2, "Джейн")]),
                    (2, 215, &[(1, "DOW"), (2, "Jane")]),
                ],
            ),
        ];
        let features = [
            feature(8, &period(true, [1962, 1, 1], [1962, 12, 31])),
            feature(8, &period(false, [1963, 7, 28], [1963, 7, 28])),
            feature(9, "<VersionDetail DetailTypeID='1432'>Atown, Iran</VersionDetail>"),
            feature(
                10,
                "<Comment>by marriage</Comment><VersionDetail DetailTypeID='1433'/><VersionLocation LocationID='11'/>",
            ),
            feature(25, "<Comment>office</Comment><VersionLocation LocationID='10'/>"),
            feature(25, "<VersionLocation LocationID='12'/>"),
            feature(26, "<VersionDetail DetailTypeID='1432'>Colonel; Director</VersionDetail>"),
            feature(224, "<VersionDetail DetailTypeID='1431' DetailReferenceID='1'/>"),
            feature(344, "<VersionDetail DetailTypeID='1432'>1aB2</VersionDetail>")
                .replace("ReliabilityID='1'", "ReliabilityID='2'"),
            feature(500, "<VersionDetail DetailTypeID='1432'>Order 7</VersionDetail>"),
        ];
        let jane = party(7, 4, "B - Hebron; (Linked To: ACE)", &names.concat(), &features.concat());
        let established = feature(501, &period(false, [1990, 10, 17], [1990, 10, 17]));
        let ace = party(8, 3, "", &alias(1403, PRIMARY, &[(1, 215, &[(4, "ACE")])]), &established);
        let features = [
            feature(1, "<VersionDetail DetailTypeID='1432'>ABC1</VersionDetail>"),
            feature(2, "<VersionDetail DetailTypeID='1431' DetailReferenceID='2'/>"),
            feature(3, "<VersionDetail DetailTypeID='1432'>Iran</VersionDetail>"),
            feature(4, "<VersionLocation LocationID='11'/>"),
            feature(5, "<VersionDetail DetailTypeID='1432'>318,000</VersionDetail>"),
            feature(5, "<VersionDetail DetailTypeID='1432'>318000</VersionDetail>"),
            feature(5, "<VersionDetail DetailTypeID='1432'>7,000</VersionDetail>"),
        ];
        let ship = party(9, 1, "", &alias(1403, PRIMARY, &[(1, 215, &[(4, "EVER SAIL")])]), &features.concat());
        format!("<DistinctParties>{jane}{ace}{ship}</DistinctParties>")
    }

    const TIES: &str = "<ProfileRelationships>\
        <ProfileRelationship ID='1' From-ProfileID='9' To-ProfileID='8' RelationTypeID='1' RelationQualityID='2' Former='true'><Comment>until 2019</Comment></ProfileRelationship>\
        <ProfileRelationship ID='2' From-ProfileID='7' To-ProfileID='8' RelationTypeID='2' RelationQualityID='1' Former='false'/></ProfileRelationships>";

    const ENTRIES: &str = "<SanctionsEntries><SanctionsEntry ID='7' ProfileID='7' ListID=\"9\">\
        <EntryEvent EntryEventTypeID='1' LegalBasisID='2'><Comment/><Date><Year>2014</Year><Month>7</Month><Day>16</Day></Date></EntryEvent>\
        <EntryEvent EntryEventTypeID='2' LegalBasisID='1'><Date><Year>2016</Year><Month>1</Month><Day>2</Day></Date></EntryEvent>\
        <SanctionsMeasure SanctionsTypeID='2'><DatePeriod/></SanctionsMeasure>\
        <SanctionsMeasure SanctionsTypeID='1'><Comment>IRAN</Comment></SanctionsMeasure>\
        <SanctionsMeasure SanctionsTypeID='1'><Comment>IFSR</Comment></SanctionsMeasure></SanctionsEntry>\
        <SanctionsEntry ID='8' ProfileID='8' ListID=\"8\"><EntryEvent EntryEventTypeID='1'><Date><Year>2020</Year></Date></EntryEvent></SanctionsEntry>\
        </SanctionsEntries>";

    fn file(sections: &[&str]) -> String {
        format!(
            "<?xml version='1.0'?><Sanctions xmlns='https://x.example/A' Version='3'><DateOfIssue CalendarTypeID='1'><Year>2026</Year>\
             <Month>5</Month><Day>21</Day></DateOfIssue>{TABLES}{}</Sanctions>",
            sections.concat()
        )
    }

    fn read(text: &str) -> Reading {
        read_bytes("l", "a.xml", Format::OfacAdvancedXml, text.as_bytes())
    }

    #[test]
    fn what_stands_apart_is_joined() {
        let reading = read(&file(&[PLACES, DOCUMENTS, &parties(), TIES, ENTRIES]));
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2026-05-21"));
        let [jane, ace, ship] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };

        assert_eq!((jane.id.as_str(), jane.kind), ("l:7", PartyKind::Person));
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            [
                "primary DOE, Jane Ivanovna",
                "strong_alias ROE, Jane",
                "native ДОУ, Джейн",
                "strong_alias DOW, Jane",
                "weak_former JAY"
            ]
        );
        assert_eq!(jane.names[0].parts[2], NamePart { kind: NamePartKind::Patronymic, text: "Ivanovna".to_owned() });
        assert_eq!(jane.names[2].script.as_deref(), Some("Cyrl"));
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1962~", "1963-07-28"]);
        assert_eq!(jane.places[0].country, Some(Country::named("Iran")));
        assert_eq!(
            (jane.countries[0].role, jane.countries[0].country.clone()),
            (CountryRole::Nationality, Country::named("Cuba"))
        );
        let addresses: Vec<[&str; 3]> =
            jane.addresses.iter().map(|at| [at.street.as_str(), at.city.as_str(), at.remark.as_str()]).collect();
        assert_eq!(addresses, [["1 Main St", "Atown 123", "office"], ["", "Атаун", "office"]]);
        let identifiers: Vec<String> =
            jane.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.number, id.remark)).collect();
        assert_eq!(identifiers, ["crypto_address 1aB2 ", "passport A1 stolen; fraudulent; issued in Cuba"]);
        assert_eq!(jane.identifiers[0].scheme.as_deref(), Some("XBT"));
        let validity = [jane.identifiers[1].issued_on, jane.identifiers[1].expires_on];
        assert_eq!(
            validity.map(|date| date.map(|date| date.to_string())),
            ["2001-02-03", "2011"].map(|date| Some(date.to_owned()))
        );
        assert_eq!((jane.gender.is_some(), jane.listing.programs.join(" ")), (true, "IRAN IFSR".to_owned()));
        assert_eq!(
            (jane.listing.legal_basis.join(" "), jane.listing.listed_on.map(|date| date.to_string())),
            ("Order 7".to_owned(), Some("2014-07-16".to_owned()))
        );
        let notes: Vec<String> = jane.notes.iter().map(|note| format!("{:?} {}", note.kind, note.text)).collect();
        assert_eq!(
            notes,
            [
                "Remark B - Hebron",
                "Remark ROE, Jane: Disputed",
                "Title Colonel",
                "Title Director",
                "Remark Digital Currency Address - XBT 1aB2: reliability Reported",
                "Restriction Secondary sanctions risk: Order 7",
                "Remark Nationality Country Cuba: by marriage",
                "Remark Reviewed 2016-01-02",
                "Restriction Block",
            ]
        );

        let links = |party: &Party| -> Vec<String> {
            let shown = |link: &Link| {
                format!("{}: {} {}", link.relation, link.name, link.party.as_ref().map_or("", PartyId::as_str))
            };
            party.links.iter().map(shown).collect()
        };
        assert_eq!(links(jane), ["Linked To: ACE l:8", "Family member of: ACE l:8"]);
        assert_eq!(
            links(ace),
            ["reverse of Owned or Controlled By (former): EVER SAIL l:9", "Family member of: DOE, Jane Ivanovna l:7"]
        );
        assert_eq!(links(ship), ["Owned or Controlled By (former): ACE l:8"]);
        assert_eq!((ace.kind, ace.dates[0].date.to_string()), (PartyKind::Organization, "1990-10-17".to_owned()));
        assert_eq!(
            ace.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(),
            ["Other List", "reverse of Owned or Controlled By (former) EVER SAIL: until 2019; Low"]
        );

        assert_eq!(ship.kind, PartyKind::Vessel);
        assert_eq!(
            ship.identifiers.iter().map(|id| id.kind).collect::<Vec<_>>(),
            [IdentifierKind::CallSign, IdentifierKind::Imo]
        );
        let vessel = ship.vessel.as_ref().expect("a vessel has vessel fields");
        assert_eq!((vessel.vessel_type.as_deref(), vessel.deadweight_tons), (Some("Tug"), Some(318_000)));
        assert_eq!(ship.notes[0].text, "Vessel Tonnage 7,000");
        let flags: Vec<(CountryRole, &str)> =
            ship.countries.iter().map(|link| (link.role, link.country.name.as_str())).collect();
        assert_eq!(flags, [(CountryRole::Flag, "Iran"), (CountryRole::FormerFlag, "Cuba")]);
    }

    #[test]
    fn the_order_of_the_sections_does_not_matter() {
        let right = read(&file(&[PLACES, DOCUMENTS, &parties(), TIES, ENTRIES]));
        let turned = read(&file(&[ENTRIES, TIES, &parties(), DOCUMENTS, PLACES]));
        assert_eq!(turned.problems, []);
        let plain = |reading: &Reading| {
            // Records are numbered in the order of the file.
            let json = serde_json::to_string(&reading.parties).expect("every party is written");
            json.split("a.xml:")
                .map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(plain(&right), plain(&turned));
    }

    #[test]
    fn what_refers_to_nothing_is_a_problem() {
        for (case, sections, want) in [
            (
                "places",
                vec![DOCUMENTS, TIES, ENTRIES],
                "a.xml:3:VersionLocation: location `11` of a Nationality Country is not in the file, left out",
            ),
            (
                "parties",
                vec![DOCUMENTS],
                "a.xml:1:IDRegistrationNo: identity `70`, holder of Passport `A1`, is not in the file, left out",
            ),
            (
                "places of documents",
                vec![DOCUMENTS],
                "a.xml:1:IssuedIn-LocationID: location `11` of Passport `A1` is not in the file, left out",
            ),
            (
                "entries' parties",
                vec![ENTRIES],
                "a.xml:1:SanctionsEntry: profile `7` of an entry is not in the file, left out",
            ),
            (
                "ends of ties",
                vec![TIES],
                "a.xml:1:ProfileRelationship: an end of `9` Owned or Controlled By (former) `8` is not in the file, left out",
            ),
        ] {
            let parties = parties();
            let mut sections = sections;
            if case.starts_with("places") {
                sections.insert(1, &parties);
            }
            let problems = read(&file(&sections)).problems;
            assert!(problems.iter().any(|problem| problem.to_string() == want), "{case}: {problems:?}");
        }
        for (case, from, to, want) in [
            (
                "feature",
                "FeatureTypeID='502'",
                "FeatureTypeID='999'",
                "a.xml:1:FeatureTypeID: unknown type `999`, kept as a remark",
            ),
            (
                "alias",
                "AliasTypeID='1403'",
                "AliasTypeID='9'",
                "a.xml:1:AliasTypeID: unknown type of name `9`, read as another name",
            ),
            ("kind", "PartySubTypeID='3'", "PartySubTypeID='9'", "a.xml:1:PartySubTypeID: no type"),
            ("number", "<DistinctParty FixedRef='8'>", "<DistinctParty>", ""),
            (
                "delta",
                "Version='3'",
                "Version='3' DeltaBaseVersion='2'",
                "a.xml:0:DeltaBaseVersion: only what changed since version `2`, not a whole list; get that",
            ),
            ("date", "<Year>1990</Year>", "<Year>in May</Year>", "a.xml:1:FeatureVersion: `"),
        ] {
            let website = feature(502, "<VersionDetail DetailTypeID='1432'>www.x.example</VersionDetail>");
            let established = feature(501, &period(false, [1990, 10, 17], [1990, 10, 17]));
            let names = alias(1403, PRIMARY, &[(1, 215, &[(4, "ACE")])]);
            let text = file(&[&party(8, 3, "", &names, &[website, established].concat())]);
            assert!(text.contains(from), "{case}");
            let reading = read(&text.replace(from, to));
            let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
            assert_eq!(problems.len(), usize::from(!want.is_empty()), "{case}: {problems:?}");
            assert!(problems.iter().all(|problem| problem.starts_with(want)), "{case}: {problems:?}");
            assert_eq!((reading.parties.len(), reading.parties[0].id.as_str()), (1, "l:8"), "{case}");
        }
    }

    #[test]
    fn dates_of_documents_are_kept() {
        let on = |year: u16, calendar: u8| {
            let point = format!("<Start><From><Year>{year}</Year></From></Start>");
            format!("<DatePeriod CalendarTypeID='{calendar}'>{point}</DatePeriod>")
        };
        let (first, second, islamic) = (on(2001, 1), on(2002, 1), on(1360, 2));
        for (case, dates, want) in [
            ("one of each", vec![(1, &first), (2, &second)], ["2001", "2002", ""]),
            ("a second date", vec![(1, &first), (1, &second)], ["2001", "", "Issue Date 2002"]),
            ("another type", vec![(3, &first)], ["", "", "Renewal Date 2001"]),
            ("an unknown type", vec![(9, &first)], ["", "", "DocumentDate 2001"]),
            (
                "another calendar, then a date",
                vec![(2, &islamic), (2, &first)],
                ["", "2001", "Expiration Date IDRegDocDateTypeID: 2; CalendarTypeID: 2; Year: 1360"],
            ),
        ] {
            let field = |(kind, period): &(u8, &String)| {
                format!("<DocumentDate IDRegDocDateTypeID='{kind}'>{period}</DocumentDate>")
            };
            let document = format!(
                "<IDRegDocument IDRegDocTypeID='1571' IdentityID='80'><IDRegistrationNo>A1</IDRegistrationNo>{}</IDRegDocument>",
                dates.iter().map(field).collect::<String>()
            );
            let tables = "<CalendarType ID='1'>Gregorian</CalendarType><CalendarType ID='2'>Islamic</CalendarType>\
                <IDRegDocDateType ID='3'>Renewal Date</IDRegDocDateType>";
            let ace = party(8, 3, "", &alias(1403, PRIMARY, &[(1, 215, &[(4, "ACE")])]), "");
            let reading = read(&file(&[tables, &document, &ace]));
            let passport = &reading.parties[0].identifiers[0];
            let shown = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
            let found = [shown(passport.issued_on), shown(passport.expires_on), passport.remark.clone()];
            assert_eq!((found, reading.problems), (want.map(str::to_owned), vec![]), "{case}");
        }
    }

    #[test]
    fn what_references_copy_has_an_end() {
        let names = alias(1403, PRIMARY, &[(1, 215, &[(4, "ACE")])]);
        let located = feature(25, &"<VersionLocation LocationID='10'/>".repeat(500));
        let text = file(&[PLACES, &party(8, 3, "", &names, &located)]);
        let mut problems = Problems::default();
        let (parties, _) = read_within(Budget::of(20_000), "l", &File::new("a.xml", text.into_bytes()), &mut problems);
        let count = parties[0].addresses.len();
        assert!((10..200).contains(&count), "{count}");
        let problems: Vec<String> = problems.finish().0.iter().map(Problem::to_string).collect();
        let left_out = 500 - count / 2;
        let want = format!(
            "a.xml:4:VersionLocation: {left_out} references would copy more than 20000 bytes in all, left out from here on"
        );
        assert_eq!(problems, [want]);
    }

    #[test]
    fn the_entries_tell_the_list() {
        let name = |text: &str| list_name(&File::new("f", text.to_owned().into_bytes()));
        let tables = TABLES.replace("ID='1550'", "ID=\"1550\"");
        for (entries, want) in
            [(ENTRIES, "ofac-cons"), ("<SanctionsEntry ProfileID=\"7\" ListID=\"1550\">", "ofac-sdn"), ("", "ofac-sdn")]
        {
            assert_eq!(name(&[&tables, entries].concat()), want, "{entries}");
        }
        assert_eq!(name(ENTRIES), "ofac-sdn");
    }
}
