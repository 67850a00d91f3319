//! The sanctions list of Switzerland's SECO: `swiss-sanctions-list` with `sanctions-program`, `target` and `place`.
//!
//! The file holds history. Each change of a target is a `modification`, with copies of what was added and removed; a target whose
//! latest change is `de-listed` is no longer listed, and is left out and counted. A target refers to its measures, and its
//! addresses to places, by number; places stand at the end of the file.
//!
//! - A name is a run of parts in an order of their own. Each part may have variants by language and script; those of one
//!   language and script make up names of their own, in which a part without such a variant stays as it is.
//! - A target has one main identity and perhaps others, whose names are aliases of the party.
//! - `low` quality makes a name weak, and is a remark on anything else.
//!
//! Left out is what only the issuer's record keeping needs: versions of programs, numbers of details, the history itself.
//!
//! Read by its published structure, without a real file at hand.

use rustc_hash::{FxHashMap, FxHashSet};

use super::budget::Budget;
use super::file::File;
use super::names::{is_native, language_tag, set_script};
use super::xml::{self, Element, Record};
use super::{Problem, Problems, dates, references};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, DatePoint,
    Identifier, IdentifierKind, Link, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Numbering, Origin,
    PartialDate, Party, PartyId, PartyKind, Place,
};

/// Most names that the variants of one name in one language and script make up together. Parts with more variants than that are
/// varied one at a time, so that each spelling is in some name.
const MAX_SPELLINGS: usize = 64;

/// Most names that one name makes in all its languages and scripts, which are a handful. Each name holds all its parts, so that
/// those of one hostile record would take thousands of times its size.
const MAX_NAMES: usize = 256;

/// What `other-information` may begin with, before a colon.
const LABELS: [(&str, Info); 30] = [
    ("IMO number", Info::Id(IdentifierKind::Imo)),
    ("IMO", Info::Id(IdentifierKind::Imo)),
    ("MMSI", Info::Id(IdentifierKind::Mmsi)),
    ("Call sign", Info::Id(IdentifierKind::CallSign)),
    ("Registration number", Info::Id(IdentifierKind::Registration)),
    ("State registration number", Info::Id(IdentifierKind::Registration)),
    ("Business registration number", Info::Id(IdentifierKind::Registration)),
    ("OGRN", Info::Id(IdentifierKind::Registration)),
    ("Tax identification number", Info::Id(IdentifierKind::TaxId)),
    ("Taxpayer identification number", Info::Id(IdentifierKind::TaxId)),
    ("Tax registration number", Info::Id(IdentifierKind::TaxId)),
    ("INN", Info::Id(IdentifierKind::TaxId)),
    ("National identification number", Info::Id(IdentifierKind::NationalId)),
    ("National ID number", Info::Id(IdentifierKind::NationalId)),
    ("Passport number", Info::Id(IdentifierKind::Passport)),
    ("SWIFT/BIC", Info::Id(IdentifierKind::Bic)),
    ("Website", Info::Contact(ContactKind::Website)),
    ("Email", Info::Contact(ContactKind::Email)),
    ("E-mail", Info::Contact(ContactKind::Email)),
    ("Email address", Info::Contact(ContactKind::Email)),
    ("E-mail address", Info::Contact(ContactKind::Email)),
    ("Tel.", Info::Contact(ContactKind::Phone)),
    ("Telephone", Info::Contact(ContactKind::Phone)),
    ("Phone", Info::Contact(ContactKind::Phone)),
    ("Phone number", Info::Contact(ContactKind::Phone)),
    ("Fax", Info::Contact(ContactKind::Fax)),
    ("Date of registration", Info::Founded),
    ("Function", Info::Title),
    ("Position", Info::Title),
    ("Rank", Info::Title),
];

/// What such a text says.
#[derive(Clone, Copy)]
enum Info {
    Id(IdentifierKind),
    Contact(ContactKind),
    Founded,
    Title,
}

/// Reads every target that is listed, and the day of the list; counts those that are no longer listed.
pub(super) fn read(
    list: &str,
    file: &File,
    delisted: &mut u64,
    problems: &mut Problems,
) -> (Vec<Party>, Option<String>) {
    read_within(Budget::default(), list, file, delisted, problems)
}

fn read_within(
    budget: Budget,
    list: &str,
    file: &File,
    delisted: &mut u64,
    problems: &mut Problems,
) -> (Vec<Party>, Option<String>) {
    let mut reader = Reader { list, budget, ..Reader::default() };
    xml::read(file, &["sanctions-program", "place"], &["target"], problems, |record, problems| {
        reader.read(record, problems);
    });
    reader.join(problems);
    std::mem::take(&mut reader.budget).report(problems);
    *delisted = reader.delisted.len() as u64;
    (reader.parties, reader.date)
}

/// What a program says of the targets under one of its sets of measures.
#[derive(Default)]
struct Measures {
    program: String,
    law: Option<String>,
    set: Option<String>,
    origin: Option<String>,
}

/// A place, and how else it is written.
struct Location {
    location: String,
    area: String,
    country: Option<Country>,
    variants: Vec<String>,
}

impl Measures {
    fn size(&self) -> usize {
        let texts = [&self.law, &self.set, &self.origin];
        self.program.len() + texts.into_iter().flatten().map(String::len).sum::<usize>() + size_of::<Note>()
    }
}

impl Location {
    fn size(&self) -> usize {
        let country = self.country.as_ref().map_or(0, |country| country.name.len());
        let variants = self.variants.iter().map(String::len).sum::<usize>();
        self.location.len() + self.area.len() + country + variants + size_of::<Place>()
    }

    fn text(&self) -> String {
        join([&self.location, &self.area, self.country.as_ref().map_or("", |country| &country.name)])
    }
}

/// What a place belongs to, until the places are known.
enum Part {
    Birth,
    /// An address or a document by its number in the party.
    Address(usize),
    Document(usize),
}

struct Located {
    party: usize,
    part: Part,
    place: String,
    origin: Origin,
}

/// What is read so far.
#[derive(Default)]
struct Reader<'a> {
    list: &'a str,
    date: Option<String>,
    measures: FxHashMap<String, Measures>,
    places: FxHashMap<String, Location>,
    parties: Vec<Party>,
    located: Vec<Located>,
    /// The names of targets that are no longer listed, by number.
    delisted: FxHashMap<String, String>,
    budget: Budget,
}

impl Reader<'_> {
    fn read(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let element = &record.element;
        match element.name {
            "target" => self.read_target(element, record, problems),
            "sanctions-program" => self.read_program(element),
            "place" => {
                if let Some(id) = element.attribute("ssid") {
                    self.places.insert(id.to_owned(), location(element));
                }
            }
            _ => {
                self.date = element.attribute("date").and_then(dates::parse).map(|day| day.to_string());
                if let Some(kind) = element.attribute("list-type").filter(|kind| *kind != "whole-list") {
                    let message = format!("a list of type `{kind}`, not the whole list; get that");
                    problems.push(record.problem("list-type", message));
                }
            }
        }
    }

    fn read_program(&mut self, program: &Element<'_>) {
        let key = in_english(program, "program-key", None).unwrap_or_default();
        let (law, origin) = (in_english(program, "program-name", None), program.text_of("origin"));
        for set in program.children.iter().filter(|child| child.name == "sanctions-set") {
            let Some(id) = set.attribute("ssid") else { continue };
            let measures = Measures {
                program: key.to_owned(),
                law: law.map(str::to_owned),
                set: in_english(program, "sanctions-set", Some(id)).map(str::to_owned),
                origin: origin.map(str::to_owned),
            };
            self.measures.insert(id.to_owned(), measures);
        }
    }

    fn read_target(&mut self, target: &Element<'_>, record: &Record<'_>, problems: &mut Problems) {
        let body = target.children.iter().find(|child| matches!(child.name, "individual" | "entity" | "object"));
        let reference = target.attribute("ssid").map(str::to_owned).unwrap_or_else(|| {
            problems.push(record.problem("ssid", "no number, the record's stands in for it"));
            format!("record-{}", record.number)
        });
        let (is_listed, listed_on, amended_on) = history(target);
        // A target that follows a history cut short looks as if it were part of it.
        for stray in strays(target, &reference) {
            let message = "not closed before the next target, which is read by itself";
            problems.push(record.problem("modification", message));
            self.read_target(stray, record, problems);
        }
        let kind = match body.map(|body| (body.name, body.attribute("object-type"))) {
            Some(("individual", _)) => PartyKind::Person,
            Some(("entity", _)) => PartyKind::Organization,
            Some((_, word)) => word.map_or(PartyKind::Other, |word| word.parse().unwrap_or(PartyKind::Other)),
            None => {
                problems.push(record.problem("individual", "neither individual, entity nor object"));
                PartyKind::Other
            }
        };
        let party = Party::new(self.list, &reference, kind);
        let at = self.parties.len();
        let mut reader = TargetReader { party, at, record, problems, located: Vec::new(), budget: &mut self.budget };
        body.into_iter().for_each(|body| reader.read_body(body));
        if !is_listed {
            self.delisted.insert(reference, reader.party.caption().to_owned());
            return;
        }
        reader.party.listing.listed_on = listed_on;
        reader.party.listing.amended_on = amended_on;
        reader.read_measures(target, &self.measures);
        for child in target.children.iter().filter(|child| !child.is_empty()) {
            match child.name {
                "individual" | "entity" | "object" | "modification" | "sanctions-set-id" => {}
                "foreign-identifier" => {
                    let number = child.text().unwrap_or_default();
                    let found = Identifier::new(IdentifierKind::Other, number, record.origin(child.name));
                    reader.party.identifiers.push(Identifier { label: child.name.to_owned(), ..found });
                    references::quote(&mut reader.party, Numbering::Un, number, &record.origin(child.name));
                }
                "generic-attribute" => {
                    let (name, value) = (child.attribute("name").unwrap_or(child.name), child.text());
                    let text = format!("{name}: {}", value.unwrap_or_default());
                    reader.note(child.name, NoteKind::Remark, &text);
                }
                _ => reader.party.notes.extend(record.remark(child)),
            }
        }
        let TargetReader { mut party, problems, mut located, .. } = reader;
        if party.names.is_empty() {
            problems.push(record.problem("name", "no name"));
        }
        party.names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
        self.parties.push(party);
        self.located.append(&mut located);
    }

    /// Joins the parties with their places and with each other.
    fn join(&mut self, problems: &mut Problems) {
        for Located { party, part, place, origin } in std::mem::take(&mut self.located) {
            let Some(place) = self.places.get(&place) else {
                let message = format!("place `{place}` is not in the file, left out");
                problems.push(Problem { origin, message });
                continue;
            };
            if !self.budget.takes(place.size(), &origin) {
                continue;
            }
            let party = &mut self.parties[party];
            match part {
                Part::Birth => party.places.push(Place {
                    kind: DateKind::Birth,
                    text: place.text(),
                    country: place.country.clone(),
                    origin: origin.clone(),
                }),
                Part::Address(at) => {
                    let address = &mut party.addresses[at];
                    address.city = join([&address.city, &place.location, &place.area]);
                    address.country.clone_from(&place.country);
                }
                Part::Document(at) => {
                    let remark = &mut party.identifiers[at].remark;
                    let more = if remark.is_empty() { "" } else { "; " };
                    *remark = format!("{remark}{more}issued in {}", place.text());
                }
            }
            if !place.variants.is_empty() {
                let text = format!("{}: also {}", place.text(), place.variants.join(", "));
                if party.notes.iter().all(|note| note.text != text) {
                    party.notes.push(Note { kind: NoteKind::Remark, text, origin });
                }
            }
        }
        let captions: FxHashMap<PartyId, String> =
            self.parties.iter().map(|party| (party.id.clone(), party.caption().to_owned())).collect();
        for link in self.parties.iter_mut().flat_map(|party| &mut party.links) {
            let id = PartyId::new(self.list, &link.name);
            let (caption, party) = match (captions.get(&id), self.delisted.get(&link.name)) {
                (Some(caption), _) => (caption, Some(id)),
                (None, Some(caption)) => (caption, None),
                (None, None) => {
                    let message = format!("target `{}` is not in the file, the link keeps its number", link.name);
                    problems.push(Problem { origin: link.origin.clone(), message });
                    continue;
                }
            };
            link.party = party;
            if self.budget.takes(caption.len(), &link.origin) {
                link.name.clone_from(caption);
            }
        }
    }
}

/// Reads one target into a party.
struct TargetReader<'a> {
    party: Party,
    /// The place of the party among all.
    at: usize,
    record: &'a Record<'a>,
    problems: &'a mut Problems,
    located: Vec<Located>,
    budget: &'a mut Budget,
}

impl TargetReader<'_> {
    fn note(&mut self, field: &str, kind: NoteKind, text: &str) {
        self.party.notes.push(self.record.note(field, kind, text));
    }

    /// Keeps that a detail is of low quality.
    fn note_quality(&mut self, field: &Element<'_>, about: &str) {
        if let Some(quality) = field.attribute("quality").filter(|quality| *quality != "good") {
            self.note(field.name, NoteKind::Remark, &format!("{about}: quality {quality}"));
        }
    }

    fn locate(&mut self, part: Part, field: &Element<'_>) {
        if let Some(place) = field.attribute("place-id") {
            let (place, origin) = (place.to_owned(), self.record.origin(field.name));
            self.located.push(Located { party: self.at, part, place, origin });
        }
    }

    fn read_measures(&mut self, target: &Element<'_>, known: &FxHashMap<String, Measures>) {
        for id in target.texts_of("sanctions-set-id").chain(target.attribute("sanctions-set-id")) {
            let Some(measures) = known.get(id) else {
                let message = format!("measures `{id}` are not in the file");
                self.problems.push(self.record.problem("sanctions-set-id", message));
                continue;
            };
            if !self.budget.takes(measures.size(), &self.record.origin("sanctions-set-id")) {
                continue;
            }
            let listing = &mut self.party.listing;
            for (place, value) in
                [(&mut listing.programs, Some(&measures.program)), (&mut listing.legal_basis, measures.law.as_ref())]
            {
                place.extend(value.filter(|value| !value.is_empty() && !place.contains(value)).cloned());
            }
            if let Some(set) = &measures.set {
                self.note("sanctions-set", NoteKind::Restriction, set);
            }
            let origin = measures.origin.as_ref().map(|origin| format!("origin of the measures: {origin}"));
            let is_new = |text: &String| self.party.notes.iter().all(|note| note.text != *text);
            if let Some(text) = origin.filter(is_new) {
                self.note("origin", NoteKind::Remark, &text);
            }
        }
    }

    fn read_body(&mut self, body: &Element<'_>) {
        match body.attribute("sex").map(str::parse) {
            Some(Ok(gender)) => self.party.gender = Some(gender),
            Some(Err(message)) => self.problems.push(self.record.problem("sex", message)),
            None => {}
        }
        if let Some(word) = body.attribute("object-type").filter(|_| self.party.kind == PartyKind::Other) {
            self.note("object-type", NoteKind::Description, word);
        }
        for child in body.children.iter().filter(|child| !child.is_empty()) {
            let text = child.text().unwrap_or_default();
            match child.name {
                "identity" => {
                    let is_main = child.attribute("main") != Some("false");
                    child.children.iter().filter(|field| !field.is_empty()).for_each(|field| self.read(field, is_main));
                }
                "justification" => self.note(child.name, NoteKind::Reason, text),
                "other-information" => {
                    if self.read_information(text).is_none() {
                        self.note(child.name, NoteKind::Description, text);
                    }
                }
                "relation" => {
                    let relation = child.attribute("relation-type").unwrap_or(child.name).to_owned();
                    // The number stands in for the name until the other target is known.
                    let name = child.attribute("target-id").unwrap_or_default().to_owned();
                    if let Some(remark) = child.text_of("remark") {
                        self.note(child.name, NoteKind::Remark, &format!("{relation} {name}: {remark}"));
                    }
                    let origin = self.record.origin(child.name);
                    self.party.links.push(Link { relation, name, party: None, origin });
                }
                _ => self.party.notes.extend(self.record.remark(child)),
            }
        }
    }

    fn read(&mut self, field: &Element<'_>, is_main: bool) {
        match field.name {
            "name" => self.read_name(field, is_main),
            "day-month-year" => self.read_date(field),
            "nationality" => {
                for country in field.children.iter().filter(|child| child.name == "country") {
                    let origin = self.record.origin(field.name);
                    let links = country_of(country).map(|country| CountryLink {
                        role: CountryRole::Nationality,
                        country,
                        origin,
                    });
                    self.party.countries.extend(links);
                }
                self.note_quality(field, "nationality");
            }
            "place-of-birth" => {
                self.locate(Part::Birth, field);
                self.note_quality(field, "place of birth");
            }
            "address" => self.read_address(field),
            "identification-document" => self.read_document(field),
            _ => self.party.notes.extend(self.record.remark(field)),
        }
    }

    fn read_name(&mut self, field: &Element<'_>, is_main: bool) {
        let mut parts: Vec<&Element<'_>> = field.children.iter().filter(|child| child.name == "name-part").collect();
        parts.sort_by_key(|part| part.attribute("order").and_then(|order| order.parse::<u32>().ok()));
        let (titles, parts): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.attribute("name-part-type") == Some("title"));
        for title in titles.iter().filter_map(|part| said(part.text_of("value")?)) {
            let is_known = |note: &Note| note.kind == NoteKind::Title && note.text == title;
            if !self.party.notes.iter().any(is_known) {
                self.note("name-part", NoteKind::Title, title);
            }
        }
        let is_weak = field.attribute("quality") == Some("low");
        let has_primary = self.party.names.iter().any(|name| name.kind == NameKind::Primary);
        let kind = match (field.attribute("name-type").unwrap_or_default(), is_weak) {
            ("primary-name", _) if is_main && !has_primary => NameKind::Primary,
            ("formerly-known-as", false) => NameKind::Former,
            ("formerly-known-as", true) => NameKind::WeakFormer,
            ("primary-name" | "alias", false) => NameKind::StrongAlias,
            ("primary-name" | "alias", true) => NameKind::WeakAlias,
            (word, _) => {
                let message = format!("unknown type of name `{word}`, read as another name");
                self.problems.push(self.record.problem("name-type", message));
                NameKind::StrongAlias
            }
        };
        // As written, and in each language and script of the variants.
        let mut keys = vec![None];
        for variant in parts.iter().flat_map(|part| &part.children).filter(|child| child.name == "spelling-variant") {
            let key = Some((variant.attribute("lang"), variant.attribute("script")));
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let (mut left, mut used) = (MAX_NAMES, FxHashSet::default());
        for key in keys {
            if left == 0 {
                break;
            }
            let kind = if key.is_some() && kind == NameKind::Primary { NameKind::StrongAlias } else { kind };
            let (language, script) = key.unwrap_or((field.attribute("lang"), None));
            let options: Vec<(Option<NamePartKind>, Vec<&str>)> =
                parts.iter().map(|part| (part_kind(part), spellings(part, key))).collect();
            let names = combined(&options, left);
            left -= names.len();
            for chosen in names {
                let bytes: usize = chosen.iter().map(|(_, text)| text.len() + size_of::<NamePart>()).sum();
                if used.is_empty() || self.budget.takes(bytes, &self.record.origin("spelling-variant")) {
                    used.extend(chosen.iter().map(|(_, text)| *text));
                    self.add_name(&chosen, kind, language, script);
                }
            }
        }
        let variants = parts.iter().flat_map(|part| part.texts_of("spelling-variant")).filter_map(said);
        let rest: Vec<&str> = variants.filter(|text| used.insert(*text)).collect();
        if !rest.is_empty() {
            let message = format!("{} spellings that are in no name, kept as one remark", rest.len());
            self.problems.push(self.record.problem("spelling-variant", message));
            self.note("spelling-variant", NoteKind::Remark, &format!("also spelled {}", rest.join(", ")));
        }
    }

    fn add_name(
        &mut self,
        parts: &[(Option<NamePartKind>, &str)],
        kind: NameKind,
        language: Option<&str>,
        script: Option<&str>,
    ) {
        let full = parts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ");
        if full.is_empty() || self.party.names.iter().any(|name| name.full == full) {
            return;
        }
        let is_alias = kind == NameKind::StrongAlias;
        let kind = if is_alias && is_native(&full) { NameKind::Native } else { kind };
        let mut name = Name::new(full, kind, self.record.origin("name"));
        let part =
            |(kind, text): &(Option<NamePartKind>, &str)| Some(NamePart { kind: (*kind)?, text: (*text).into() });
        name.parts = parts.iter().filter_map(part).collect();
        name.language = language.and_then(language_tag).map(str::to_owned);
        let unknown = [
            language.filter(|_| name.language.is_none()).map(|word| format!("language {word}")),
            script.filter(|word| !set_script(&mut name, word)).map(|word| format!("script {word}")),
        ];
        for word in unknown.into_iter().flatten() {
            self.note("name", NoteKind::Remark, &format!("{}: {word}", name.full));
        }
        self.party.names.push(name);
    }

    fn read_date(&mut self, field: &Element<'_>) {
        let number = |name: &str| field.attribute(name)?.parse::<u8>().ok().filter(|number| *number > 0);
        let year = field.attribute("year").and_then(|year| year.parse().ok());
        let point = year.and_then(|year| DatePoint::of_parts(year, number("month"), number("day")));
        let calendar = field.attribute("calendar").unwrap_or("Gregorian");
        let kind = match self.party.kind {
            PartyKind::Person => DateKind::Birth,
            PartyKind::Vessel | PartyKind::Aircraft => DateKind::Construction,
            _ => DateKind::Foundation,
        };
        match point.filter(|_| calendar.eq_ignore_ascii_case("Gregorian")) {
            Some(point) => {
                let (date, origin) = (PartialDate::point(point), self.record.origin(field.name));
                self.party.dates.push(DateEvent { kind, date, origin });
                self.note_quality(field, &date.to_string());
            }
            None => {
                let parts = ["day", "month", "year", "calendar"].into_iter();
                let parts = parts.filter_map(|name| Some(format!("{name}: {}", field.attribute(name)?)));
                let text = parts.collect::<Vec<_>>().join("; ");
                self.problems.push(self.record.problem(field.name, format!("no date, kept as a remark: {text}")));
                self.note(field.name, NoteKind::Remark, &text);
            }
        }
    }

    fn read_address(&mut self, field: &Element<'_>) {
        let care_of = field.text_of("c-o").map(|name| format!("c/o {name}")).unwrap_or_default();
        let number = field.text_of("p-o-box").map(|number| format!("PO box {number}")).unwrap_or_default();
        let quality = field.attribute("quality").filter(|quality| *quality != "good");
        let quality = quality.map(|quality| format!("quality {quality}")).unwrap_or_default();
        let is_past = field.attribute("current") == Some("false");
        let remarks: Vec<&str> = field.texts_of("remark").chain(field.texts_of("remarks")).collect();
        self.locate(Part::Address(self.party.addresses.len()), field);
        self.party.addresses.push(Address {
            street: join([&care_of, field.text_of("address-details").unwrap_or_default(), &number]),
            city: field.text_of("zip-code").unwrap_or_default().to_owned(),
            country: None,
            remark: join([&remarks.join("; "), if is_past { "not current" } else { "" }, &quality]),
            origin: self.record.origin(field.name),
        });
    }

    fn read_document(&mut self, field: &Element<'_>) {
        let label = field.attribute("document-type").unwrap_or("document");
        let Some(number) = field.text_of("number").and_then(said) else {
            self.party.notes.extend(self.record.remark(field));
            return;
        };
        let kind = match label {
            "passport" | "diplomatic-passport" | "travel-document" => IdentifierKind::Passport,
            "id-card" | "residence-permit" | "resident-permit" => IdentifierKind::NationalId,
            "driving-license" | "driving-permit" => IdentifierKind::DriversLicense,
            _ => IdentifierKind::Other,
        };
        let mut found = Identifier::new(kind, number, self.record.origin(field.name));
        found.label = label.to_owned();
        found.country = field.child("issuer").and_then(country_of);
        let mut remarks: Vec<String> = field.texts_of("remark").map(str::to_owned).collect();
        let mut date = |name: &str| {
            let written = field.text_of(name)?;
            let date = dates::parse(written);
            if date.is_none() {
                remarks.push(format!("{name}: {written}"));
            }
            date
        };
        (found.issued_on, found.expires_on) = (date("date-of-issue"), date("expiry-date"));
        found.remark = remarks.join("; ");
        if let Some(place) = field.child("place-of-issue") {
            self.locate(Part::Document(self.party.identifiers.len()), place);
        }
        let about = format!("{label} {number}");
        self.party.identifiers.push(found);
        self.note_quality(field, &about);
    }

    /// Reads a text that begins with a label; `None` where there is none, or what follows is no value of its kind.
    fn read_information(&mut self, text: &str) -> Option<()> {
        let (label, value) = text.split_once(':')?;
        let (label, value) = (label.trim(), value.trim().trim_end_matches('.'));
        let (_, info) = LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(label))?;
        let origin = self.record.origin("other-information");
        let is_word = !value.is_empty() && !value.contains(char::is_whitespace);
        let has_digit = value.contains(|c: char| c.is_ascii_digit());
        match *info {
            Info::Id(kind) if is_word && (has_digit || kind == IdentifierKind::Bic) => {
                let found = Identifier::new(kind, value, origin);
                self.party.identifiers.push(Identifier { label: label.to_owned(), ..found });
            }
            Info::Contact(kind) => {
                let is_one = match kind {
                    ContactKind::Email => is_word && value.contains('@'),
                    ContactKind::Website => is_word && value.contains('.'),
                    ContactKind::Phone | ContactKind::Fax => {
                        has_digit && value.chars().all(|c| c.is_ascii_digit() || " +-()/".contains(c))
                    }
                };
                let value = is_one.then(|| value.to_owned())?;
                self.party.contacts.push(Contact { kind, value, origin });
            }
            Info::Founded => {
                let (kind, date) = (DateKind::Foundation, dates::parse(value)?);
                self.party.dates.push(DateEvent { kind, date, origin });
            }
            Info::Title if !value.is_empty() => self.note("other-information", NoteKind::Title, value),
            Info::Id(_) | Info::Title => return None,
        }
        Some(())
    }
}

/// Whether a target is still listed, and since when; when it was last amended.
fn history(target: &Element<'_>) -> (bool, Option<PartialDate>, Option<PartialDate>) {
    let mut changes: Vec<(Option<PartialDate>, &str)> = Vec::new();
    for change in target.children.iter().filter(|child| child.name == "modification") {
        let days = ["effective-date", "enactment-date", "publication-date"].into_iter();
        let day = days.filter_map(|name| change.attribute(name)).find_map(dates::parse);
        changes.push((day, change.attribute("modification-type").unwrap_or_default()));
    }
    // The file has the latest change first; where two are of one day, that counts.
    changes.reverse();
    changes.sort_by_key(|(day, _)| day.map(|day| day.first()));
    let is_listed = changes.last().is_none_or(|(_, word)| *word != "de-listed");
    let since = changes.iter().rposition(|(_, word)| *word == "de-listed").map_or(0, |at| at + 1);
    let listed_on = changes[since..].iter().find(|(_, word)| *word == "listed").and_then(|(day, _)| *day);
    let amended_on = changes.iter().rev().find(|(_, word)| *word == "amended").and_then(|(day, _)| *day);
    (is_listed, listed_on, amended_on)
}

/// Targets within the history of another that are no copies of it: they have a history of their own.
fn strays<'a>(target: &'a Element<'a>, own: &str) -> Vec<&'a Element<'a>> {
    let mut found = Vec::new();
    let mut open: Vec<&Element<'_>> = target.children.iter().filter(|child| child.name == "modification").collect();
    while let Some(element) = open.pop() {
        for child in &element.children {
            let is_target = child.name == "target" && child.attribute("ssid") != Some(own);
            if is_target && child.child("modification").is_some() { &mut found } else { &mut open }.push(child);
        }
    }
    found
}

/// The text of a field that stands once for each language, in English where it does; `id` tells fields of one name apart.
fn in_english<'a>(element: &'a Element<'_>, name: &str, id: Option<&str>) -> Option<&'a str> {
    let fields = || {
        let fields = element.children.iter().filter(|child| child.name == name && child.text().is_some());
        fields.filter(|child| id.is_none() || child.attribute("ssid") == id)
    };
    fields().find(|child| child.attribute("lang") == Some("eng")).or(fields().next())?.text()
}

fn location(place: &Element<'_>) -> Location {
    let variants = place.texts_of("location-variant").chain(place.texts_of("area-variant"));
    let text = |name| place.text_of(name).and_then(said).unwrap_or_default().to_owned();
    Location {
        location: text("location"),
        area: text("area"),
        country: place.child("country").and_then(country_of),
        variants: variants.map(str::to_owned).collect(),
    }
}

/// A country by its code, else by its name.
fn country_of(field: &Element<'_>) -> Option<Country> {
    let code = field.attribute("iso-code").or(field.attribute("code"));
    let named = Country::named(field.text().or(code)?);
    Some(Country { code: code.and_then(CountryCode::find).or(named.code), ..named })
}

/// A value that is more than a mark for its absence.
fn said(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

fn part_kind(part: &Element<'_>) -> Option<NamePartKind> {
    Some(match part.attribute("name-part-type")? {
        "given-name" | "further-given-name" => NamePartKind::Given,
        "family-name" => NamePartKind::Family,
        "father-name" => NamePartKind::Patronymic,
        "grand-father-name" => NamePartKind::Middle,
        "maiden-name" => NamePartKind::Maternal,
        "suffix" => NamePartKind::Suffix,
        _ => return None,
    })
}

/// How a part is spelled in a language and script; as it is written where it has no variant there.
fn spellings<'a>(part: &'a Element<'_>, key: Option<(Option<&str>, Option<&str>)>) -> Vec<&'a str> {
    let variants = part.children.iter().filter(|child| child.name == "spelling-variant" && key.is_some());
    let variants = variants.filter(|child| Some((child.attribute("lang"), child.attribute("script"))) == key);
    let variants: Vec<&str> = variants.filter_map(|child| said(child.text()?)).collect();
    if variants.is_empty() { part.text_of("value").and_then(said).into_iter().collect() } else { variants }
}

/// Every choice of one spelling for each part; of more than [`MAX_SPELLINGS`], those that differ from the first in one part. No more
/// than `most`.
fn combined<'a, K: Copy>(parts: &[(K, Vec<&'a str>)], most: usize) -> Vec<Vec<(K, &'a str)>> {
    let parts: Vec<&(K, Vec<&str>)> = parts.iter().filter(|(_, options)| !options.is_empty()).collect();
    let count = parts.iter().try_fold(1_usize, |count, (_, options)| count.checked_mul(options.len()));
    let first: Vec<(K, &str)> = parts.iter().map(|(kind, options)| (*kind, options[0])).collect();
    let mut all = vec![first.clone()];
    if count.is_some_and(|count| count <= MAX_SPELLINGS) {
        for (at, (_, options)) in parts.iter().enumerate().filter(|(_, (_, options))| options.len() > 1) {
            for chosen in std::mem::take(&mut all) {
                all.extend(options.iter().map(|option| {
                    let mut next = chosen.clone();
                    next[at].1 = option;
                    next
                }));
            }
        }
    } else {
        let others = parts
            .iter()
            .enumerate()
            .flat_map(|(at, (_, options))| options[1..].iter().map(move |option| (at, *option)));
        all.extend(others.take(most.saturating_sub(1)).map(|(at, option)| {
            let mut next = first.clone();
            next[at].1 = option;
            next
        }));
    }
    all.truncate(most);
    all
}

fn join<const N: usize>(parts: [&str; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};

    const PROGRAM: &str = "<sanctions-program ssid='20' version-date='2026-05-21' predecessor-version-date='2025-12-12'>\
        <program-key lang='ger'>Belarus (de)</program-key><program-key lang='eng'>Belarus</program-key>\
        <program-name lang='eng'>Ordinance 7</program-name><sanctions-set ssid='40' lang='ger'>Artikel 12</sanctions-set>\
        <sanctions-set ssid='40' lang='eng'>article 12</sanctions-set><sanctions-set ssid='41' lang='eng'>article 16</sanctions-set>\
        <origin>EU</origin></sanctions-program>";

    const PLACES: &str = "<place ssid='90'><location>Atown</location><location-variant variant-type='spelling'>Ataun</location-variant>\
        <area>North</area><country iso-code='IR'>Iran (Islamic Republic of)</country></place>\
        <place ssid='91'><location>-</location><country iso-code='BY'>Belarus</country></place>";

    const JANE: &str = "<individual sex='female'>\
        <identity ssid='1' main='true'><name ssid='2' name-type='primary-name' quality='good' lang='eng'>\
        <name-part ssid='3' order='2' name-part-type='given-name'><value>Jane</value>\
        <spelling-variant lang='RUS' script='LATN'>Jein</spelling-variant><spelling-variant lang='RUS' script='LATN'>Dzhein</spelling-variant>\
        <spelling-variant lang='RUS' script='CYRL'>Джейн</spelling-variant></name-part>\
        <name-part ssid='4' order='1' name-part-type='family-name'><value>Doe</value>\
        <spelling-variant lang='RUS' script='CYRL'>Доу</spelling-variant></name-part>\
        <name-part ssid='5' order='3' name-part-type='father-name'><value>Ivanovna</value></name-part>\
        <name-part ssid='6' order='4' name-part-type='title'><value>Colonel</value></name-part></name>\
        <name ssid='7' name-type='alias' quality='low' lang='eng'><name-part order='1' name-part-type='whole-name'><value>The Boss</value></name-part></name>\
        <name ssid='8' name-type='formerly-known-as' quality='good' lang='tlh'><name-part order='1' name-part-type='whole-name'><value>Jane Roe</value></name-part></name>\
        <day-month-year ssid='9' day='23' month='3' year='1980' calendar='Gregorian' quality='good'/>\
        <day-month-year ssid='10' month='4' year='1981' calendar='Gregorian' quality='low'/><day-month-year ssid='11' year='1982'/>\
        <day-month-year ssid='12' year='1360' calendar='Islamic'/>\
        <nationality ssid='13'><country iso-code='BY'>Belarus</country></nationality>\
        <place-of-birth ssid='14' place-id='90' quality='good'/>\
        <address ssid='15' place-id='90' quality='low' current='false'><c-o>ACE</c-o><address-details>1 Main St</address-details>\
        <p-o-box>7</p-o-box><zip-code>123</zip-code><remark>office</remark></address>\
        <identification-document ssid='16' document-type='passport' quality='low'><number>A1</number><issuer code='BY'>Belarus</issuer>\
        <date-of-issue>2001-02-03</date-of-issue><expiry-date>2011</expiry-date><place-of-issue place-id='91'/><remark>stolen</remark></identification-document></identity>\
        <identity ssid='17' main='false'><name ssid='18' name-type='primary-name' quality='good'><name-part order='1' name-part-type='whole-name'><value>Ann Poe</value></name-part></name></identity>\
        <justification ssid='19'>Because.</justification>\
        <relation ssid='21' target-id='8' relation-type='related-to'><remark>owner</remark></relation>\
        <relation ssid='22' target-id='9' relation-type='related-to'/>\
        <other-information ssid='23'>Function: Director of ACE</other-information>\
        <other-information ssid='24'>Registration number: not known</other-information>\
        <other-information ssid='25'>E-mail: jane@x.example</other-information></individual>";

    fn change(kind: &str, day: &str, content: &str) -> String {
        format!(
            "<modification modification-type='{kind}' enactment-date='{day}' publication-date='{day}' effective-date='{day}'>{content}</modification>"
        )
    }

    fn target(id: u32, content: &str, changes: &[String]) -> String {
        format!("<target ssid='{id}'><sanctions-set-id>40</sanctions-set-id>{content}{}</target>", changes.concat())
    }

    fn entity(name: &str) -> String {
        format!(
            "<entity><identity main='true'><name name-type='primary-name' quality='good'>\
             <name-part order='1' name-part-type='whole-name'><value>{name}</value></name-part></name></identity></entity>"
        )
    }

    fn read(content: &str) -> Reading {
        let text = format!(
            "<?xml version='1.0'?><swiss-sanctions-list list-type='whole-list' date='2026-08-27'>{PROGRAM}{content}{PLACES}</swiss-sanctions-list>"
        );
        read_bytes("ch-seco", "s.xml", Format::SecoXml, text.as_bytes())
    }

    fn names(party: &Party) -> Vec<String> {
        party.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect()
    }

    #[test]
    fn a_target_is_read_whole() {
        let changes = [change("amended", "2020-01-02", ""), change("listed", "2015-11-18", "")];
        let attributes = "<foreign-identifier>UTi.140</foreign-identifier><generic-attribute ssid='1' name='color'>red</generic-attribute>";
        let jane = target(7, &[attributes, JANE].concat(), &changes);
        let ship = target(
            8,
            "<object object-type='vessel'><identity main='true'><name name-type='primary-name' quality='good'>\
             <name-part order='1' name-part-type='whole-name'><value>Ever Sail</value></name-part></name>\
             <day-month-year year='2004'/></identity><other-information>IMO Number: 8405270.</other-information></object>",
            &changes[1..],
        );
        let gone = target(9, &entity("Gone"), &[change("de-listed", "2016-03-01", ""), changes[1].clone()]);
        let reading = read(&[jane, ship, gone].concat());
        let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
        assert_eq!(problems, ["s.xml:1:day-month-year: no date, kept as a remark: year: 1360; calendar: Islamic"]);
        assert_eq!((reading.list.date.as_deref(), reading.list.delisted), (Some("2026-08-27"), 1));
        let [jane, ship] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };

        assert_eq!((jane.id.as_str(), jane.kind, jane.gender.is_some()), ("ch-seco:7", PartyKind::Person, true));
        assert_eq!(
            names(jane),
            [
                "primary Doe Jane Ivanovna",
                "native Доу Джейн Ivanovna",
                "strong_alias Doe Jein Ivanovna",
                "strong_alias Doe Dzhein Ivanovna",
                "former Jane Roe",
                "strong_alias Ann Poe",
                "weak_alias The Boss",
            ]
        );
        let parts: Vec<(NamePartKind, &str)> =
            jane.names[1].parts.iter().map(|part| (part.kind, part.text.as_str())).collect();
        assert_eq!(
            parts,
            [(NamePartKind::Family, "Доу"), (NamePartKind::Given, "Джейн"), (NamePartKind::Patronymic, "Ivanovna")]
        );
        assert_eq!((jane.names[1].language.as_deref(), jane.names[1].script.as_deref()), (Some("ru"), Some("Cyrl")));
        assert_eq!(jane.names[0].language.as_deref(), Some("en"));
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1980-03-23", "1981-04", "1982"]);
        assert_eq!(jane.countries[0].country.code, CountryCode::find("BY"));
        assert_eq!(jane.places[0].text, "Atown, North, Iran (Islamic Republic of)");
        let address = &jane.addresses[0];
        assert_eq!(
            (address.street.as_str(), address.city.as_str()),
            ("c/o ACE, 1 Main St, PO box 7", "123, Atown, North")
        );
        assert_eq!(address.remark, "office, not current, quality low");
        assert_eq!(address.country.as_ref().and_then(|country| country.code), CountryCode::find("IR"));
        let identifiers: Vec<String> =
            jane.identifiers.iter().map(|id| format!("{} {} {} {}", id.kind, id.label, id.number, id.remark)).collect();
        assert_eq!(
            identifiers,
            ["passport passport A1 stolen; issued in Belarus", "other foreign-identifier UTi.140 "]
        );
        assert_eq!(references::shown(jane), ["un UTi.140", "seco =7"]);
        let passport = &jane.identifiers[0];
        let days = [passport.issued_on, passport.expires_on, jane.listing.listed_on, jane.listing.amended_on];
        assert_eq!(
            days.map(|day| day.map(|day| day.to_string()).unwrap_or_default()),
            ["2001-02-03", "2011", "2015-11-18", "2020-01-02"]
        );
        assert_eq!(jane.contacts[0].value, "jane@x.example");
        assert_eq!(
            (jane.listing.programs.join(" "), jane.listing.legal_basis.join(" ")),
            ("Belarus".to_owned(), "Ordinance 7".to_owned())
        );
        let links: Vec<(&str, Option<&str>)> =
            jane.links.iter().map(|link| (link.name.as_str(), link.party.as_ref().map(PartyId::as_str))).collect();
        assert_eq!(links, [("Ever Sail", Some("ch-seco:8")), ("Gone", None)]);
        let notes: Vec<String> = jane.notes.iter().map(|note| format!("{:?} {}", note.kind, note.text)).collect();
        assert_eq!(
            notes,
            [
                "Title Colonel",
                "Remark Jane Roe: language tlh",
                "Remark 1981-04: quality low",
                "Remark year: 1360; calendar: Islamic",
                "Remark passport A1: quality low",
                "Reason Because.",
                "Remark related-to 8: owner",
                "Title Director of ACE",
                "Description Registration number: not known",
                "Restriction article 12",
                "Remark origin of the measures: EU",
                "Remark color: red",
                "Remark Atown, North, Iran (Islamic Republic of): also Ataun",
            ]
        );

        assert_eq!((ship.kind, ship.identifiers[0].kind), (PartyKind::Vessel, IdentifierKind::Imo));
        assert_eq!((ship.identifiers[0].number.as_str(), ship.dates[0].kind), ("8405270", DateKind::Construction));
    }

    #[test]
    fn the_latest_change_decides() {
        let listed = |day| change("listed", day, "");
        let delisted = |day| change("de-listed", day, "");
        for (case, changes, want) in [
            ("listed", vec![listed("2015-01-01")], Some("2015-01-01")),
            ("de-listed", vec![delisted("2016-01-01"), listed("2015-01-01")], None),
            (
                "written out of order",
                vec![change("amended", "2025-06-03", ""), delisted("2025-06-20"), listed("2015-01-01")],
                None,
            ),
            (
                "de-listed and listed again",
                vec![listed("2020-01-01"), delisted("2016-01-01"), listed("2015-01-01")],
                Some("2020-01-01"),
            ),
            ("both on one day", vec![listed("2016-01-01"), delisted("2016-01-01")], Some("2016-01-01")),
            ("no date", vec![change("listed", "", "")], Some("")),
            ("nothing", vec![], Some("")),
        ] {
            let reading = read(&target(7, &entity("ACE"), &changes));
            let found = reading
                .parties
                .first()
                .map(|party| party.listing.listed_on.map(|day| day.to_string()).unwrap_or_default());
            assert_eq!(found.as_deref(), want, "{case}");
            assert_eq!((reading.list.delisted, reading.problems), (u64::from(want.is_none()), vec![]), "{case}");
        }
    }

    #[test]
    fn copies_in_the_history_are_no_targets() {
        let copy = format!(
            "<added><target ssid='7'>{}</target></added><removed><target ssid='7'>{}</target></removed>",
            entity("ACE"),
            entity("OLD")
        );
        let ace = target(7, &entity("ACE"), &[change("listed", "2015-01-01", &copy)]);
        let bee = target(8, &entity("BEE"), &[change("listed", "2015-01-01", "")]);
        let reading = read(&[ace.clone(), bee.clone()].concat());
        assert_eq!(reading.problems, []);
        assert_eq!(reading.parties.iter().map(names).collect::<Vec<_>>(), [["primary ACE"], ["primary BEE"]]);

        // Wherever the history is cut, the next target is read.
        let start = ace.find("<added>").expect("a copy is there");
        for cut in (start..ace.len()).filter(|cut| ace.is_char_boundary(*cut)) {
            let reading = read(&[&ace[..cut], &bee].concat());
            let found: Vec<_> = reading.parties.iter().flat_map(names).collect();
            for name in ["primary ACE", "primary BEE"] {
                assert!(found.iter().any(|found| found == name), "cut at {cut}, {}: {found:?}", &ace[..cut]);
            }
            assert!(!reading.problems.is_empty(), "cut at {cut}");
        }
    }

    #[test]
    fn what_refers_to_nothing_is_a_problem() {
        for (case, from, to, want) in [
            (
                "place",
                "place-id='90'",
                "place-id='99'",
                "s.xml:1:place-of-birth: place `99` is not in the file, left out",
            ),
            (
                "measures",
                "<sanctions-set-id>40<",
                "<sanctions-set-id>49<",
                "s.xml:1:sanctions-set-id: measures `49` are not in the file",
            ),
            (
                "type of name",
                "'formerly-known-as'",
                "'stage-name'",
                "s.xml:1:name-type: unknown type of name `stage-name`",
            ),
            ("target", "target-id='8'", "target-id='99'", "s.xml:1:relation: target `99` is not in the file"),
            ("number", "<target ssid='7'>", "<target>", "s.xml:1:ssid: no number"),
            ("body", "individual", "someone", "s.xml:1:individual: neither"),
        ] {
            let text = target(7, JANE, &[change("listed", "2015-01-01", "")]);
            assert!(text.contains(from), "{case}");
            let reading = read(&text.replace(from, to));
            assert_eq!(reading.parties.len(), 1, "{case}");
            let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
            assert!(problems.iter().any(|problem| problem.starts_with(want)), "{case}: {problems:?}");
        }
        let part = read_bytes(
            "l",
            "s.xml",
            Format::SecoXml,
            b"<swiss-sanctions-list list-type='changes'><target/></swiss-sanctions-list>",
        );
        assert!(part.problems.iter().any(|problem| problem.message.starts_with("a list of type `changes`")));
    }

    #[test]
    fn spellings_are_combined() {
        for (case, parts, want) in [
            ("one each", vec![vec!["a"], vec!["b"]], vec!["a b"]),
            ("some", vec![vec!["a", "A"], vec!["b"], vec!["c", "C"]], vec!["a b c", "a b C", "A b c", "A b C"]),
            ("a part without any", vec![vec![], vec!["b", "B"]], vec!["b", "B"]),
        ] {
            let parts: Vec<((), Vec<&str>)> = parts.into_iter().map(|options| ((), options)).collect();
            let found: Vec<String> = combined(&parts, MAX_NAMES)
                .iter()
                .map(|chosen| chosen.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" "))
                .collect();
            assert_eq!(found, want, "{case}");
        }
        let many: Vec<((), Vec<&str>)> = (0..12).map(|_| ((), vec!["a", "b", "c"])).collect();
        assert_eq!(combined(&many, MAX_NAMES).len(), 1 + 12 * 2);
        assert_eq!((combined(&many, 7).len(), combined(&many[..3], 7).len()), (7, 7));
    }

    #[test]
    fn spellings_without_end_are_one_remark() {
        let part = |at: usize| {
            format!(
                "<name-part order='{at}'><value>p{at}</value><spelling-variant>v{at}</spelling-variant>\
                 <spelling-variant>w{at}</spelling-variant></name-part>"
            )
        };
        let parts: String = (1..=1_000).map(part).collect();
        let text = format!("<entity><identity><name name-type='primary-name'>{parts}</name></identity></entity>");
        let reading = read(&target(7, &text, &[]));
        let [ace] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };
        assert_eq!(ace.names.len(), MAX_NAMES);
        let remark = &ace.notes[0].text;
        assert!(remark.starts_with("also spelled w255, w256, "));
        let spelled = |word: &str| {
            let has = |text: &str| text.split([' ', ',']).any(|known| known == word);
            ace.names.iter().any(|name| has(&name.full)) || has(remark)
        };
        for at in 1..=1_000 {
            assert!(["p", "v", "w"].iter().all(|kind| spelled(&format!("{kind}{at}"))), "part {at}");
        }
        let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
        assert_eq!(problems[0], "s.xml:1:spelling-variant: 746 spellings that are in no name, kept as one remark");
    }

    #[test]
    fn what_references_copy_has_an_end() {
        let text = format!(
            "<swiss-sanctions-list>{PROGRAM}{}{PLACES}</swiss-sanctions-list>",
            (1..=50).map(|number| target(number, JANE, &[])).collect::<String>()
        );
        let (file, mut delisted, mut problems) = (File::new("s.xml", text.into_bytes()), 0, Problems::default());
        let (parties, _) = read_within(Budget::of(10_000), "l", &file, &mut delisted, &mut problems);
        let full = |party: &&Party| !party.listing.programs.is_empty();
        let count = parties.iter().filter(full).count();
        assert!(parties.len() == 50 && (1..50).contains(&count), "{count} of {}", parties.len());
        let told = problems.finish().0;
        let told = told.iter().filter(|problem| problem.message.contains("would copy more than 10000 bytes")).count();
        assert_eq!(told, 1);
    }
}
