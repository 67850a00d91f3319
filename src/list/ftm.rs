//! FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them; whole files and deltas.
//!
//! Entities of the schemas in [`kind_of`] become parties. All others hang on these by id: sanctions, documents and addresses
//! go into their places in the party, ties between two entities become a link at either end. What has no place is kept as
//! remark, `property: value`; entities that hang on no party of the file are counted in a problem.
//!
//! The caption is the primary name. Other values of `name` and of `alias` are strong aliases, or native names where they are
//! in another script than Latin; `weakAlias` and `abbreviation` are weak in every script, `previousName` is former. Name
//! parts hang on entities, not on names; a name has those that make it up whole.
//!
//! A delta holds operations, `{"op":"ADD|MOD|DEL","entity":{...}}`, with the whole entity for all but `DEL`. They are applied in
//! order, to what stood before them in this file and in those before it. Without `op`, lines with one id are fragments of one
//! entity, whose values are joined.
//!
//! Source: the FollowTheMoney model, <https://followthemoney.tech/explorer/>.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde_json::Value;

use super::budget::Budget;
use super::file::{File, lines};
use super::names::{is_native, listed_name};
use super::phrase::unique;
use super::{Problem, Problems, references};
use crate::party::{
    Address, Aircraft, Contact, ContactKind, Country, CountryLink, CountryRole, DateEvent, DateKind, Identifier,
    IdentifierKind, Link, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Numbering, Origin, PartialDate,
    Party, PartyId, PartyKind, Place, Vessel,
};

/// Schemas of ties, each with the properties that hold its two ends.
const TIES: &[(&str, &str, &str)] = &[
    ("Associate", "person", "associate"),
    ("ContractAward", "contract", "supplier"),
    ("Debt", "debtor", "creditor"),
    ("Directorship", "director", "organization"),
    ("Employment", "employer", "employee"),
    ("Family", "person", "relative"),
    ("Membership", "member", "organization"),
    ("Occupancy", "holder", "post"),
    ("Ownership", "owner", "asset"),
    ("Payment", "payer", "beneficiary"),
    ("Representation", "agent", "client"),
    ("Similar", "candidate", "match"),
    ("Succession", "predecessor", "successor"),
    ("UnknownLink", "subject", "object"),
];

/// What a party of a schema is; `None` where its entities are no parties.
pub(super) fn kind_of(schema: &str) -> Option<PartyKind> {
    Some(match schema {
        "Person" => PartyKind::Person,
        "Company" | "Organization" | "PublicBody" => PartyKind::Organization,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        // A legal entity is a person or an organization, nobody knows which.
        "LegalEntity" | "Vehicle" | "CryptoWallet" | "Security" | "Asset" => PartyKind::Other,
        _ => return None,
    })
}

/// A line of a delta.
#[derive(Deserialize)]
struct Operation {
    op: Op,
    entity: RawEntity,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum Op {
    Add,
    Mod,
    Del,
}

#[derive(Deserialize)]
struct RawEntity {
    id: String,
    #[serde(default)]
    schema: String,
    caption: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    referents: Vec<String>,
    /// `datasets`, `target`, `first_seen` and whatever else there may be.
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// An entity with where it was read.
struct Entity {
    id: String,
    schema: String,
    caption: Option<String>,
    properties: BTreeMap<String, Vec<String>>,
    referents: Vec<String>,
    rest: BTreeMap<String, Value>,
    file: String,
    record: u64,
    /// Whether it is made of fragments, whose values may be the same.
    is_joined: bool,
}

/// Whether an object with these keys is an entity or an operation on one.
pub(super) fn is_line(has: impl Fn(&str) -> bool) -> bool {
    has("op") && has("entity") || has("schema") && has("properties")
}

/// Reads the entities that remain after all lines of all files, in order.
pub(super) fn read(list: &str, files: &[&File], problems: &mut Problems) -> Vec<Party> {
    let mut entities = Entities::default();
    for file in files {
        entities.read(file, problems);
    }
    Graph::new(list, entities.in_order()).parties(Budget::default(), problems)
}

/// Entities in the order in which they came.
#[derive(Default)]
struct Entities {
    entities: Vec<Option<Entity>>,
    by_id: FxHashMap<String, usize>,
}

impl Entities {
    fn read(&mut self, file: &File, problems: &mut Problems) {
        let mut absent = Vec::new();
        for line in lines(file) {
            let number = line.number;
            let Some(line) = file.json(&line, problems) else { continue };
            let operation = serde_json::from_str(&line).map(|Operation { op, entity }| (Some(op), entity));
            let (op, raw) = match operation.or_else(|_| serde_json::from_str(&line).map(|entity| (None, entity))) {
                Ok(read) => read,
                Err(error) => {
                    problems.breaks_off |= error.is_eof();
                    problems.push(file.problem(number, "", format!("not an entity, left out: {error}")));
                    continue;
                }
            };
            if op == Some(Op::Del) {
                match self.by_id.remove(&raw.id) {
                    Some(at) => self.entities[at] = None,
                    None => absent.push((number, raw.id)),
                }
                continue;
            }
            let entity = Entity::new(raw, file, number, problems);
            match (self.by_id.get(&entity.id), op) {
                (Some(&at), Some(_)) => self.entities[at] = Some(entity),
                (Some(&at), None) => self.join(at, entity, file, problems),
                (None, _) => {
                    self.by_id.insert(entity.id.clone(), self.entities.len());
                    self.entities.push(Some(entity));
                }
            }
        }
        if let Some((number, id)) = absent.first() {
            let message = format!("{} entities to delete are not there to be deleted, first `{id}`", absent.len());
            problems.push(file.problem(*number, "op", message));
        }
    }

    /// Adds a fragment to the entity it belongs to.
    fn join(&mut self, at: usize, fragment: Entity, file: &File, problems: &mut Problems) {
        let Some(entity) = &mut self.entities[at] else { return };
        if entity.schema != fragment.schema {
            let message =
                format!("`{}` is a {} and a {}, read as the first", entity.id, entity.schema, fragment.schema);
            problems.push(file.problem(fragment.record, "schema", message));
        }
        for (property, values) in fragment.properties {
            entity.properties.entry(property).or_default().extend(values);
        }
        entity.referents.extend(fragment.referents);
        entity.is_joined = true;
        for (key, value) in fragment.rest {
            entity.rest.entry(key).or_insert(value);
        }
        entity.caption = entity.caption.take().or(fragment.caption);
    }

    fn in_order(self) -> Vec<Entity> {
        let mut entities: Vec<Entity> = self.entities.into_iter().flatten().collect();
        for entity in entities.iter_mut().filter(|entity| entity.is_joined) {
            entity.properties.values_mut().for_each(unique);
            unique(&mut entity.referents);
        }
        entities
    }
}

impl Entity {
    fn new(raw: RawEntity, file: &File, record: u64, problems: &mut Problems) -> Self {
        let mut text = |property: &str, value: Value| match value {
            Value::String(text) => Some(text),
            Value::Null => None,
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            Value::Array(_) | Value::Object(_) => {
                problems.push(file.problem(record, property, "a value that is no text, kept as JSON"));
                Some(value.to_string())
            }
        };
        let mut properties = BTreeMap::new();
        for (property, values) in raw.properties {
            let values = values.into_iter().filter_map(|value| text(&property, value));
            let values: Vec<String> = values.filter(|value| !value.trim().is_empty()).collect();
            properties.insert(property, values);
        }
        let RawEntity { id, schema, caption, referents, rest, .. } = raw;
        let caption = caption.filter(|caption| !caption.trim().is_empty());
        Self { id, schema, caption, properties, referents, rest, file: file.name.clone(), record, is_joined: false }
    }

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        size_of::<Address>() + self.properties.values().flatten().map(String::len).sum::<usize>()
    }

    fn all(&self, property: &str) -> &[String] {
        self.properties.get(property).map_or(&[], Vec::as_slice)
    }

    fn first(&self, property: &str) -> Option<&str> {
        self.all(property).first().map(String::as_str)
    }

    fn dates(&self, property: &str) -> impl Iterator<Item = PartialDate> {
        self.all(property).iter().filter_map(|value| date(value))
    }

    fn origin(&self, property: &str) -> Origin {
        Origin::new(self.file.as_str(), self.record, property.replace(':', " "))
    }

    /// Name or caption, for showing.
    fn label(&self) -> &str {
        self.caption.as_deref().or(self.first("name")).unwrap_or(&self.id)
    }

    /// What an entity says beside the properties that have found a place, in one line.
    fn remainder(&self, placed: &[&str]) -> String {
        let rest = self
            .properties
            .iter()
            .filter(|(property, values)| !values.is_empty() && !placed.contains(&property.as_str()));
        rest.map(|(property, values)| format!("{property}: {}", values.join(", "))).collect::<Vec<_>>().join("; ")
    }
}

/// A date, its time of day left out.
fn date(text: &str) -> Option<PartialDate> {
    text.split('T').next()?.parse().ok()
}

/// All entities, with what hangs on what.
struct Graph<'a> {
    list: &'a str,
    entities: Vec<Entity>,
    by_id: FxHashMap<String, usize>,
    /// For each party those that hang on it, in the order of the file.
    hanging: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn new(list: &'a str, entities: Vec<Entity>) -> Self {
        let by_id = entities.iter().enumerate().map(|(at, entity)| (entity.id.clone(), at)).collect();
        let mut graph = Self { list, entities, by_id, hanging: FxHashMap::default() };
        for at in 0..graph.entities.len() {
            for end in graph.ends(&graph.entities[at]) {
                let hanging = graph.hanging.entry(end).or_default();
                if hanging.last() != Some(&at) {
                    hanging.push(at);
                }
            }
        }
        graph
    }

    fn parties(&self, mut budget: Budget, problems: &mut Problems) -> Vec<Party> {
        let mut used = vec![false; self.entities.len()];
        let mut absent = Vec::new();
        let mut parties = Vec::new();
        for (at, entity) in self.entities.iter().enumerate() {
            if let Some(kind) = self.party_kind(entity) {
                used[at] = true;
                let party = Party::new(self.list, &entity.id, kind);
                let placed = Vec::new();
                let (used, absent, budget) = (&mut used, &mut absent, &mut budget);
                let programs = FxHashSet::default();
                let reader = Reader { graph: self, entity, party, programs, placed, used, absent, budget, problems };
                parties.push(reader.read(self.hanging.get(&at).map_or(&[], Vec::as_slice)));
            }
        }
        budget.report(problems);
        if let Some((id, origin)) = absent.first().cloned() {
            let message = format!("{} addresses are named but not there, first `{id}`; kept as remarks", absent.len());
            problems.push(Problem { origin, message });
        }
        let mut left_out: BTreeMap<&str, (u64, &Entity)> = BTreeMap::new();
        for (entity, _) in self.entities.iter().zip(used).filter(|(_, used)| !used) {
            left_out.entry(&entity.schema).or_insert((0, entity)).0 += 1;
        }
        for (schema, (count, first)) in left_out {
            let message =
                format!("{count} of schema `{schema}` belong to no party here, left out; first `{}`", first.id);
            problems.push(Problem { origin: first.origin("schema"), message });
        }
        parties
    }

    /// A target is a party whatever its schema, so that none is lost to a new one.
    fn party_kind(&self, entity: &Entity) -> Option<PartyKind> {
        let is_target = || entity.rest.get("target") == Some(&Value::Bool(true));
        kind_of(&entity.schema).or_else(|| is_target().then_some(PartyKind::Other))
    }

    /// The entities on which one hangs.
    fn ends(&self, entity: &Entity) -> Vec<usize> {
        let find = |property: &str| entity.all(property).iter().filter_map(|id| self.by_id.get(id).copied());
        match entity.schema.as_str() {
            "Sanction" => find("entity").collect(),
            "Passport" | "Identification" => find("holder").collect(),
            schema => match tie(schema) {
                Some((_, from, to)) => find(from).chain(find(to)).collect(),
                // Addresses and positions do not know whose they are: they hang on those who name them.
                None => Vec::new(),
            },
        }
    }

    fn get(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|&at| &self.entities[at])
    }
}

fn tie(schema: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    TIES.iter().find(|(tie, ..)| *tie == schema)
}

/// Kinds of numbers by property.
const IDENTIFIERS: &[(&str, IdentifierKind)] = &[
    ("passportNumber", IdentifierKind::Passport),
    ("socialSecurityNumber", IdentifierKind::NationalId),
    ("taxNumber", IdentifierKind::TaxId),
    ("innCode", IdentifierKind::TaxId),
    ("vatCode", IdentifierKind::TaxId),
    ("kppCode", IdentifierKind::TaxId),
    ("ogrnCode", IdentifierKind::Registration),
    ("okpoCode", IdentifierKind::Registration),
    ("uscCode", IdentifierKind::Registration),
    ("npiCode", IdentifierKind::Registration),
    ("voenCode", IdentifierKind::TaxId),
    ("jibCode", IdentifierKind::Registration),
    ("irsCode", IdentifierKind::TaxId),
    ("fnsCode", IdentifierKind::Registration),
    ("cageCode", IdentifierKind::Registration),
    ("uniqueEntityId", IdentifierKind::Registration),
    ("leiCode", IdentifierKind::Lei),
    ("swiftBic", IdentifierKind::Bic),
    ("bikCode", IdentifierKind::Other),
    ("dunsCode", IdentifierKind::Duns),
    ("imoNumber", IdentifierKind::Imo),
    ("mmsi", IdentifierKind::Mmsi),
    ("callSign", IdentifierKind::CallSign),
    ("serialNumber", IdentifierKind::ConstructionNumber),
    ("icaoCode", IdentifierKind::Transponder),
    ("publicKey", IdentifierKind::CryptoAddress),
    ("crsNumber", IdentifierKind::Other),
    ("giiNumber", IdentifierKind::Other),
    ("isin", IdentifierKind::Other),
    ("isinCode", IdentifierKind::Other),
    ("permId", IdentifierKind::Other),
    ("figiCode", IdentifierKind::Other),
    ("ricCode", IdentifierKind::Other),
    ("cikCode", IdentifierKind::Other),
    ("ticker", IdentifierKind::Other),
    ("torontoNumber", IdentifierKind::Other),
    ("wikidataId", IdentifierKind::Other),
    ("opencorporatesUrl", IdentifierKind::Other),
];

const COUNTRIES: &[(&str, CountryRole)] = &[
    ("country", CountryRole::Residence),
    ("mainCountry", CountryRole::Residence),
    ("nationality", CountryRole::Nationality),
    ("citizenship", CountryRole::Citizenship),
    ("jurisdiction", CountryRole::Jurisdiction),
    ("flag", CountryRole::Flag),
    ("pastFlags", CountryRole::FormerFlag),
];

const DATES: &[(&str, DateKind)] = &[
    ("birthDate", DateKind::Birth),
    ("deathDate", DateKind::Death),
    ("incorporationDate", DateKind::Foundation),
    ("buildDate", DateKind::Construction),
];

const CONTACTS: &[(&str, ContactKind)] =
    &[("email", ContactKind::Email), ("phone", ContactKind::Phone), ("website", ContactKind::Website)];

const NOTES: &[(&str, NoteKind)] = &[
    ("title", NoteKind::Title),
    ("position", NoteKind::Title),
    ("notes", NoteKind::Description),
    ("description", NoteKind::Description),
    ("summary", NoteKind::Description),
];

/// Most parts of names that are looked for in the names of one party; what has more is not about one.
const MAX_PARTS: usize = 200;

const NAME_PARTS: &[(&str, NamePartKind)] = &[
    ("lastName", NamePartKind::Family),
    ("firstName", NamePartKind::Given),
    ("middleName", NamePartKind::Middle),
    ("secondName", NamePartKind::Middle),
    ("fatherName", NamePartKind::Patronymic),
    ("matronymic", NamePartKind::Maternal),
    ("nameSuffix", NamePartKind::Suffix),
];

/// Reads one entity, and what hangs on it, into a party.
struct Reader<'g, 'r> {
    graph: &'g Graph<'g>,
    entity: &'g Entity,
    party: Party,
    /// The programs that it has.
    programs: FxHashSet<&'g str>,
    /// Properties that have found a place.
    placed: Vec<&'static str>,
    used: &'r mut [bool],
    /// Addresses that are named but not there.
    absent: &'r mut Vec<(&'g str, Origin)>,
    budget: &'r mut Budget,
    problems: &'r mut Problems,
}

impl<'g> Reader<'g, '_> {
    fn read(mut self, hanging: &[usize]) -> Party {
        self.names();
        self.listing();
        for &at in hanging {
            if let Some(other) = self.copy(at) {
                self.hanging(other);
            }
        }
        self.values();
        self.identifiers();
        self.addresses();
        self.craft();
        self.remainder();
        self.party
    }

    /// The values of a property, which then has a place.
    fn take(&mut self, property: &'static str) -> &'g [String] {
        self.placed.push(property);
        self.entity.all(property)
    }

    /// An entity that becomes part of the party; `None` where there is no room for one more copy of it.
    fn copy(&mut self, at: usize) -> Option<&'g Entity> {
        let other = &self.graph.entities[at];
        let is_again = std::mem::replace(&mut self.used[at], true);
        (!is_again || self.budget.takes(other.size(), &other.origin("id"))).then_some(other)
    }

    fn remark(&mut self, property: &str, text: String) {
        self.party.notes.push(Note { kind: NoteKind::Remark, text, origin: self.entity.origin(property) });
    }

    fn names(&mut self) {
        let entity = self.entity;
        let primary = entity.caption.as_deref().or(entity.first("name"));
        let mut parts: Vec<(NamePartKind, &str)> = Vec::new();
        for &(property, kind) in NAME_PARTS {
            parts.extend(self.take(property).iter().map(|part| (kind, part.as_str())));
        }
        // Longer parts first: `Jean Claude` before `Jean`.
        parts.sort_by_key(|(_, part)| std::cmp::Reverse(part.len()));
        parts.truncate(MAX_PARTS);
        let mut seen: FxHashSet<(&str, bool)> = FxHashSet::default();
        let mut add = |full: &'g str, kind: NameKind, property: &str| {
            if seen.insert((full, kind.is_weak())) {
                self.party.names.push(name(full, kind, self.party.kind, &parts, entity.origin(property)));
            }
        };
        if let Some(primary) = primary {
            let properties = ["name", "alias", "weakAlias", "previousName", "abbreviation"];
            let property =
                properties.into_iter().find(|property| entity.all(property).iter().any(|name| name == primary));
            add(primary, NameKind::Primary, property.unwrap_or("caption"));
        }
        for (property, kind) in [
            ("name", NameKind::StrongAlias),
            ("alias", NameKind::StrongAlias),
            ("previousName", NameKind::Former),
            ("weakAlias", NameKind::WeakAlias),
            ("abbreviation", NameKind::WeakAlias),
        ] {
            self.placed.push(property);
            for full in entity.all(property).iter().filter(|full| Some(full.as_str()) != primary) {
                let is_native = kind == NameKind::StrongAlias && is_native(full);
                add(full, if is_native { NameKind::Native } else { kind }, property);
            }
        }
        if self.party.names.is_empty() {
            let origin = entity.origin("name");
            self.problems.push(Problem { origin, message: format!("no name, `{}` is kept without", entity.id) });
        }
        for &(property, _) in NAME_PARTS {
            for (count, part) in entity.all(property).iter().enumerate() {
                if count >= MAX_PARTS || !self.party.names.iter().any(|name| holds(&name.full, part)) {
                    self.remark(property, format!("{property}: {part}"));
                }
            }
        }
    }

    fn listing(&mut self) {
        let entity = self.entity;
        for property in ["programId", "program"] {
            let programs = self.take(property);
            self.add_programs(programs);
        }
        self.party.listing.source = entity.first("sourceUrl").map(str::to_owned);
        self.placed.push("sourceUrl");
        for url in entity.all("sourceUrl").iter().skip(1) {
            self.remark("sourceUrl", format!("sourceUrl: {url}"));
        }
        self.party.listing.listed_on = entity.dates("createdAt").min_by_key(PartialDate::first);
        self.party.listing.amended_on = entity.dates("modifiedAt").max_by_key(PartialDate::first);
        for property in ["createdAt", "modifiedAt"] {
            // Of several dates, of as many sources, the others are kept with the remaining properties.
            if matches!(entity.all(property), [text] if date(text).is_some()) {
                self.placed.push(property);
            }
        }
    }

    fn add_programs(&mut self, programs: &'g [String]) {
        let new = programs.iter().filter(|program| self.programs.insert(program.as_str()));
        self.party.listing.programs.extend(new.cloned());
    }

    /// An entity that names this one.
    fn hanging(&mut self, other: &'g Entity) {
        match other.schema.as_str() {
            "Sanction" => self.sanction(other),
            "Passport" | "Identification" => self.document(other),
            schema => {
                if let Some(&(_, from, to)) = tie(schema) {
                    self.tie(other, from, to);
                }
            }
        }
    }

    fn sanction(&mut self, sanction: &'g Entity) {
        self.add_programs(sanction.all("programId"));
        self.add_programs(sanction.all("program"));
        for (property, kind) in [("provisions", NoteKind::Restriction), ("reason", NoteKind::Reason)] {
            let note = |text: &String| Note { kind, text: text.clone(), origin: sanction.origin(property) };
            self.party.notes.extend(sanction.all(property).iter().map(note));
        }
        let listing = &mut self.party.listing;
        let listed = sanction.dates("listingDate").next().or(sanction.dates("startDate").next());
        let earlier =
            |known: PartialDate, found: PartialDate| if found.first() < known.first() { found } else { known };
        listing.listed_on = match (listing.listed_on, listed) {
            (Some(known), Some(found)) => Some(earlier(known, found)),
            (known, found) => known.or(found),
        };
        if listing.source.is_none() {
            listing.source = sanction.first("sourceUrl").map(str::to_owned);
        }
        for number in sanction.all("unscId") {
            references::quote(&mut self.party, Numbering::Un, number, &sanction.origin("unscId"));
        }
        let rest = sanction.remainder(&["entity", "programId", "program", "provisions", "reason"]);
        let text = format!("Sanction: {rest}");
        self.party.notes.push(Note { kind: NoteKind::Remark, text, origin: sanction.origin("entity") });
    }

    fn document(&mut self, document: &'g Entity) {
        let word = document.first("type").unwrap_or(&document.schema);
        let kind = if document.schema == "Passport" { IdentifierKind::Passport } else { document_kind(word) };
        for number in document.all("number") {
            let known = Identifier::new(kind, number, document.origin("number"));
            self.party.identifiers.push(Identifier {
                label: word.to_owned(),
                country: document.first("country").map(Country::named),
                issued_on: document.dates("startDate").next(),
                expires_on: document.dates("endDate").next(),
                remark: document.remainder(&["holder", "type", "number", "country", "startDate", "endDate"]),
                ..known
            });
        }
        if document.all("number").is_empty() {
            let text = format!("{}: {}", document.schema, document.remainder(&["holder"]));
            self.party.notes.push(Note { kind: NoteKind::Remark, text, origin: document.origin("number") });
        }
    }

    /// A tie seen from this end: its word is the property that holds the other end, with what else is said of it.
    fn tie(&mut self, tie: &'g Entity, from: &str, to: &str) {
        let is_self = |id: &&String| **id != self.entity.id;
        let ends = [(from, to), (to, from)].into_iter().filter(|(own, _)| tie.all(own).contains(&self.entity.id));
        let others: Vec<(&str, &String)> =
            ends.flat_map(|(_, other)| tie.all(other).iter().filter(is_self).map(move |id| (other, id))).collect();
        let rest = tie.remainder(&[from, to]);
        for (property, id) in others {
            let label = self.graph.get(id).map_or(0, |other| other.label().len());
            if !self.budget.takes(rest.len() + label + size_of::<Link>(), &tie.origin(property)) {
                continue;
            }
            let relation = match rest.as_str() {
                "" => format!("{} {property}", tie.schema),
                rest => format!("{} {property} ({rest})", tie.schema),
            };
            let position = self.graph.get(id).filter(|other| other.schema == "Position");
            match position {
                Some(position) => {
                    self.used[self.graph.by_id[id]] = true;
                    let text = if rest.is_empty() {
                        position.label().to_owned()
                    } else {
                        format!("{} ({rest})", position.label())
                    };
                    self.party.notes.push(Note { kind: NoteKind::Title, text, origin: tie.origin(property) });
                }
                None => self.link(relation, id, tie.origin(property)),
            }
        }
    }

    fn link(&mut self, relation: String, id: &str, origin: Origin) {
        let other = self.graph.get(id);
        let party = other.filter(|other| self.graph.party_kind(other).is_some());
        self.party.links.push(Link {
            relation,
            name: other.map_or(id, Entity::label).to_owned(),
            party: party.map(|other| PartyId::new(self.graph.list, &other.id)),
            origin,
        });
    }

    /// Values that need no more than their kind.
    fn values(&mut self) {
        let entity = self.entity;
        for &(property, role) in COUNTRIES {
            for name in self.take(property) {
                let link = CountryLink { role, country: Country::named(name), origin: entity.origin(property) };
                self.party.countries.push(link);
            }
        }
        for &(property, kind) in DATES {
            for text in self.take(property) {
                match date(text) {
                    Some(date) => self.party.dates.push(DateEvent { kind, date, origin: entity.origin(property) }),
                    None => {
                        let message = format!("`{text}` is no date, kept as a remark");
                        self.problems.push(Problem { origin: entity.origin(property), message });
                        self.remark(property, format!("{property}: {text}"));
                    }
                }
            }
        }
        for (property, is_country) in [("birthPlace", false), ("birthCountry", true)] {
            for text in self.take(property) {
                let country = Country::named(text);
                let country = (is_country || country.code.is_some()).then_some(country);
                let origin = entity.origin(property);
                self.party.places.push(Place { kind: DateKind::Birth, text: text.clone(), country, origin });
            }
        }
        for &(property, kind) in CONTACTS {
            for value in self.take(property) {
                self.party.contacts.push(Contact { kind, value: value.clone(), origin: entity.origin(property) });
            }
        }
        for &(property, kind) in NOTES {
            for text in self.take(property) {
                self.party.notes.push(Note { kind, text: text.clone(), origin: entity.origin(property) });
            }
        }
        // More than one, or one that is neither, is kept with the remaining properties.
        if let [word] = entity.all("gender")
            && let Ok(gender) = word.parse()
        {
            self.party.gender = Some(gender);
            self.placed.push("gender");
        }
    }

    fn identifiers(&mut self) {
        let entity = self.entity;
        let (own, registration) = match self.party.kind {
            PartyKind::Person => (IdentifierKind::NationalId, IdentifierKind::Registration),
            PartyKind::Aircraft => (IdentifierKind::Other, IdentifierKind::TailNumber),
            _ => (IdentifierKind::Registration, IdentifierKind::Registration),
        };
        let documents: FxHashSet<(IdentifierKind, String)> =
            self.party.identifiers.iter().map(|known| (known.kind, known.normalized())).collect();
        let variable = [("idNumber", own), ("registrationNumber", registration)];
        for (property, kind) in variable.into_iter().chain(IDENTIFIERS.iter().copied()) {
            for number in self.take(property) {
                let mut found = Identifier::new(kind, number, entity.origin(property));
                // A document says more of the same number.
                if documents.contains(&(kind, found.normalized())) {
                    continue;
                }
                if kind == IdentifierKind::CryptoAddress {
                    found.scheme = entity.first("currency").map(str::to_owned);
                }
                property.clone_into(&mut found.label);
                self.party.identifiers.push(found);
            }
        }
        for id in &entity.referents {
            references::add_opensanctions(&mut self.party, id, &entity.origin("referents"));
            let found = Identifier::new(IdentifierKind::Other, id, entity.origin("referents"));
            self.party.identifiers.push(Identifier { label: "referent".to_owned(), ..found });
        }
    }

    fn addresses(&mut self) {
        let entity = self.entity;
        for id in self.take("addressEntity") {
            match self.graph.by_id.get(id) {
                Some(&at) => {
                    let address = self.copy(at).map(postal);
                    self.party.addresses.extend(address);
                }
                None => {
                    self.absent.push((id, entity.origin("addressEntity")));
                    self.remark("addressEntity", format!("addressEntity: {id}"));
                }
            }
        }
        let known = self.party.addresses.iter().flat_map(|address| [&address.street, &address.remark]);
        let mut known: FxHashSet<String> = known.cloned().collect();
        for text in self.take("address") {
            if known.insert(text.clone()) {
                let origin = entity.origin("address");
                self.party.addresses.push(Address { street: text.clone(), origin, ..Address::default() });
            }
        }
    }

    fn craft(&mut self) {
        let entity = self.entity;
        let text = |property: &str| entity.first(property).map(str::to_owned);
        let number = |property: &str| entity.first(property)?.replace(',', "").parse().ok();
        match self.party.kind {
            PartyKind::Vessel => {
                let vessel = Vessel {
                    vessel_type: text("type"),
                    deadweight_tons: number("deadweightTonnage").or(number("tonnage")),
                    gross_register_tons: number("grossRegisteredTonnage"),
                    owner: None,
                };
                self.party.vessel = (vessel != Vessel::default()).then_some(vessel);
            }
            PartyKind::Aircraft => {
                let aircraft = Aircraft { model: text("model"), manufacturer: text("manufacturer"), operator: None };
                self.party.aircraft = (aircraft != Aircraft::default()).then_some(aircraft);
            }
            _ => {}
        }
    }

    /// What has found no place: references to other entities are links, all else is a remark.
    fn remainder(&mut self) {
        let entity = self.entity;
        for (property, values) in &entity.properties {
            if self.placed.contains(&property.as_str()) {
                continue;
            }
            let (ids, texts): (Vec<&String>, Vec<&String>) =
                values.iter().partition(|value| **value != entity.id && self.graph.by_id.contains_key(*value));
            for id in ids {
                let at = self.graph.by_id[id];
                self.used[at] = true;
                let (label, origin) = (self.graph.entities[at].label(), entity.origin(property));
                if self.budget.takes(label.len() + size_of::<Link>(), &origin) {
                    self.link(property.clone(), id, origin);
                }
            }
            if !texts.is_empty() {
                let texts = texts.into_iter().map(String::as_str).collect::<Vec<_>>().join("; ");
                self.remark(property, format!("{property}: {texts}"));
            }
        }
        let rest: Vec<String> = entity
            .rest
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| format!("{key}: {}", shown(value)))
            .collect();
        if !rest.is_empty() {
            self.remark("datasets", rest.join("; "));
        }
    }
}

/// A JSON value for people: texts bare, several of them with commas.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        _ => value.to_string(),
    }
}

/// A name, with those parts that together make it up whole, else those that its commas tell.
fn name(full: &str, kind: NameKind, party: PartyKind, parts: &[(NamePartKind, &str)], origin: Origin) -> Name {
    if party != PartyKind::Person {
        return Name::new(full, kind, origin);
    }
    let words = key_words(full);
    let mut taken: Vec<Option<usize>> = vec![None; words.len()];
    for (number, (_, part)) in parts.iter().enumerate() {
        let part = key_words(part);
        if let Some(at) = position(&words, &part).filter(|at| taken[*at..at + part.len()].iter().all(Option::is_none)) {
            taken[at..at + part.len()].fill(Some(number));
        }
    }
    let Some(mut numbers) = taken.into_iter().collect::<Option<Vec<usize>>>().filter(|numbers| !numbers.is_empty())
    else {
        return listed_name(full, kind, party, origin);
    };
    numbers.dedup();
    let parts = numbers.into_iter().map(|number| parts[number]);
    let parts = parts.map(|(kind, text)| NamePart { kind, text: text.to_owned() }).collect();
    Name { parts, ..Name::new(full, kind, origin) }
}

fn key_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Where some words stand one after another among others.
fn position(words: &[String], part: &[String]) -> Option<usize> {
    if part.is_empty() { None } else { words.windows(part.len()).position(|window| window == part) }
}

fn holds(full: &str, part: &str) -> bool {
    let part = key_words(part);
    part.is_empty() || position(&key_words(full), &part).is_some()
}

fn document_kind(word: &str) -> IdentifierKind {
    let word = word.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|part| word.contains(part));
    if has(&["passport"]) {
        IdentifierKind::Passport
    } else if has(&["tax", "inn", "vat"]) {
        IdentifierKind::TaxId
    } else if has(&["driver", "driving"]) {
        IdentifierKind::DriversLicense
    } else if has(&["national", "identity", "id card", "cedula"]) {
        IdentifierKind::NationalId
    } else if has(&["regist"]) {
        IdentifierKind::Registration
    } else {
        IdentifierKind::Other
    }
}

/// An address by its parts where it has any, else as one text.
fn postal(address: &Entity) -> Address {
    const STREET: [&str; 4] = ["street", "street2", "street3", "postOfficeBox"];
    const CITY: [&str; 5] = ["postalCode", "city", "place", "region", "state"];
    let join = |properties: &[&str]| {
        let values = properties.iter().filter_map(|property| address.first(property));
        values.collect::<Vec<_>>().join(", ")
    };
    let (mut street, city) = (join(&STREET), join(&CITY));
    let full = address.first("full").unwrap_or_default();
    let mut placed = [&STREET[..], &CITY, &["country"]].concat();
    if street.is_empty() && city.is_empty() {
        full.clone_into(&mut street);
        placed.push("full");
    } else {
        // The whole may say what the parts leave out, and is kept where it does.
        let parts = key_words(&format!("{street} {city}"));
        if key_words(full).iter().all(|word| parts.contains(word)) {
            placed.push("full");
        }
    }
    Address {
        street,
        city,
        country: address.first("country").map(Country::named),
        remark: address.remainder(&placed),
        origin: address.origin("full"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes, read_with_deltas};

    const ENTITIES: &str = r#"
{"id":"jane","caption":"Jane Ann Doe","schema":"Person","referents":["x-1","ofac-36"],"datasets":["a","b"],"target":true,"properties":{"name":["Doe, Jane","Jane Ann Doe","Джейн Доу"],"alias":["J. Doe"],"weakAlias":["Джей"],"previousName":["Jane Roe"],"firstName":["Jane"],"middleName":["Ann"],"lastName":["Doe","Poe"],"birthDate":["1960-03-04","soon"],"birthPlace":["Minsk"],"nationality":["by"],"gender":["female"],"passportNumber":["AB1"],"innCode":["77"],"addressEntity":["addr","gone"],"createdAt":["2022-06-03"],"topics":["sanction"],"position":["Boss"],"holds":["wallet"]}}
{"id":"pass","schema":"Passport","properties":{"holder":["jane"],"number":["AB 1"],"country":["by"],"startDate":["2001"],"endDate":["2011-05-06"],"authority":["Ministry"]}}
{"id":"addr","schema":"Address","properties":{"full":["1 Main St, Minsk 220000"],"street":["1 Main St"],"city":["Minsk"],"country":["by"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["jane"],"unscId":["QDi.001"],"programId":["BY-1"],"program":["Belarus"],"reason":["because"],"provisions":["Asset freeze"],"startDate":["2021-01-02"],"authority":["Council"]}}
{"id":"ace","schema":"Company","properties":{"name":["ACE"],"abbreviation":["A"]}}
{"id":"own","schema":"Ownership","properties":{"owner":["jane"],"asset":["ace"],"percentage":["60"]}}
{"id":"occ","schema":"Occupancy","properties":{"holder":["jane"],"post":["pos"],"status":["current"]}}
{"id":"pos","schema":"Position","properties":{"name":["Minister"]}}
{"id":"wallet","schema":"CryptoWallet","properties":{"publicKey":["12Qt"],"currency":["XBT"],"name":["12Qt"]}}
{"id":"lost","schema":"Sanction","properties":{"entity":["nobody"]}}
{"id":"new","schema":"Spaceship","target":true,"properties":{"name":["NOSTROMO"],"crew":[7,{"a":1}]}}
nonsense
"#;

    fn read(text: &str) -> Reading {
        read_bytes("l", "e.json", Format::Ftm, text.as_bytes())
    }

    #[test]
    fn what_hangs_on_a_party_goes_to_its_place() {
        let reading = read(ENTITIES);
        let ids: Vec<&str> = reading.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(ids, ["l:jane", "l:ace", "l:wallet", "l:new"]);
        let jane = &reading.parties[0];
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            [
                "primary Jane Ann Doe",
                "strong_alias Doe, Jane",
                "native Джейн Доу",
                "strong_alias J. Doe",
                "former Jane Roe",
                "weak_alias Джей"
            ]
        );
        let parts: Vec<String> =
            jane.names[0].parts.iter().map(|part| format!("{:?} {}", part.kind, part.text)).collect();
        assert_eq!(parts, ["Given Jane", "Middle Ann", "Family Doe"]);
        assert_eq!(jane.names[0].origin.to_string(), "e.json:2:name");
        let identifiers: Vec<String> =
            jane.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.label, id.number)).collect();
        assert_eq!(
            identifiers,
            ["passport Passport AB 1", "tax_id innCode 77", "other referent x-1", "other referent ofac-36"]
        );
        assert_eq!(references::shown(jane), ["un QDi.001", "ofac =36"]);
        let passport = &jane.identifiers[0];
        assert_eq!(
            (passport.country.clone(), passport.remark.as_str()),
            (Some(Country::named("by")), "authority: Ministry")
        );
        assert_eq!(passport.expires_on.map(|date| date.to_string()).as_deref(), Some("2011-05-06"));
        let address = &jane.addresses[0];
        assert_eq!((address.city.as_str(), address.remark.as_str()), ("Minsk", "full: 1 Main St, Minsk 220000"));
        assert_eq!(jane.listing.programs, ["BY-1", "Belarus"]);
        assert_eq!(jane.listing.listed_on.map(|date| date.to_string()).as_deref(), Some("2021-01-02"));
        let links: Vec<String> = reading.parties[..2]
            .iter()
            .flat_map(|party| &party.links)
            .map(|link| {
                format!("{} -> {} {}", link.relation, link.name, link.party.as_ref().map_or("", PartyId::as_str))
            })
            .collect();
        assert_eq!(
            links,
            [
                "Ownership asset (percentage: 60) -> ACE l:ace",
                "holds -> 12Qt l:wallet",
                "Ownership owner (percentage: 60) -> Jane Ann Doe l:jane"
            ]
        );
        let notes: Vec<&str> = jane.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            notes,
            [
                "lastName: Poe",
                "Asset freeze",
                "because",
                "Sanction: authority: Council; startDate: 2021-01-02; unscId: QDi.001",
                "Minister (status: current)",
                "birthDate: soon",
                "Boss",
                "addressEntity: gone",
                "topics: sanction",
                "datasets: a, b; target: true"
            ]
        );
        let wallet = &reading.parties[2].identifiers[0];
        assert_eq!((wallet.kind, wallet.scheme.as_deref()), (IdentifierKind::CryptoAddress, Some("XBT")));
        assert_eq!(reading.parties[3].kind, PartyKind::Other);
        let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
        let starts = [
            "e.json:12:crew: a value that is no text",
            "e.json:13: not an entity, left out",
            "e.json:2:birthDate: `soon` is no date",
            "e.json:2:addressEntity: 1 addresses are named but not there",
            "e.json:11:schema: 1 of schema `Sanction` belong to no party here",
        ];
        assert_eq!(problems.len(), starts.len(), "{problems:?}");
        for (problem, start) in problems.iter().zip(starts) {
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn what_references_copy_has_an_end() {
        let address = r#"{"id":"addr","schema":"Address","properties":{"city":["Minsk"]}}"#;
        let person = |id: usize| {
            let tie =
                format!(r#"{{"id":"t{id}","schema":"Family","properties":{{"person":["p{id}"],"relative":["p0"]}}}}"#);
            format!(r#"{{"id":"p{id}","schema":"Person","properties":{{"name":["P"],"addressEntity":["addr"]}}}}"#)
                + "\n"
                + &tie
        };
        let text = (0..500).map(person).chain([address.to_owned()]).collect::<Vec<_>>().join("\n");
        let (mut entities, mut problems) = (Entities::default(), Problems::default());
        entities.read(&File::new("e.json", text.into_bytes()), &mut problems);
        let parties = Graph::new("l", entities.in_order()).parties(Budget::of(100_000), &mut problems);
        let count: usize = parties.iter().map(|party| party.addresses.len() + party.links.len()).sum();
        assert!(parties.len() == 500 && (100..1_000).contains(&count), "{count} copies");
        let problems: Vec<String> = problems.finish().0.iter().map(Problem::to_string).collect();
        // Each has an address, and all but the first a tie with it, which either end shows.
        let refused = 500 + 2 * 499 - count;
        let want = format!("{refused} references would copy more than 100000 bytes in all, left out from here on");
        assert!(problems.len() == 1 && problems[0].ends_with(&want), "{want}: {problems:?}");
    }

    #[test]
    fn fragments_of_an_entity_are_joined() {
        let reading = read(
            r#"{"id":"a","schema":"Person","properties":{"name":["A"],"country":["by"]}}
{"id":"a","schema":"Person","referents":["r"],"properties":{"name":["A","B"],"weakAlias":["C"]}}"#,
        );
        assert_eq!((reading.parties.len(), reading.problems.len()), (1, 0));
        assert_eq!((reading.parties[0].names.len(), reading.parties[0].identifiers.len()), (3, 1));
    }

    #[test]
    fn a_delta_gives_the_list_that_holds_its_result() {
        let entity = |id: &str, name: &str| {
            format!(r#"{{"id":"{id}","schema":"Person","properties":{{"name":["{name}"],"addressEntity":["addr"]}}}}"#)
        };
        let address = |city: &str| format!(r#"{{"id":"addr","schema":"Address","properties":{{"city":["{city}"]}}}}"#);
        let operation = |op: &str, entity: &str| format!(r#"{{"op":"{op}","entity":{entity}}}"#);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, lines: &[String]| std::fs::write(path(name), lines.join("\n")).unwrap();
        write("base.ftm.json", &[entity("a", "A"), entity("b", "B"), address("Oslo"), entity("c", "C")]);
        write("one.json", &[operation("MOD", &entity("c", "C2")), operation("DEL", r#"{"id":"a"}"#)]);
        write(
            "two.json",
            &[
                operation("ADD", &entity("d", "D")),
                operation("MOD", &address("Rome")),
                operation("DEL", r#"{"id":"z"}"#),
            ],
        );
        write("whole.json", &[entity("b", "B"), address("Rome"), entity("c", "C2"), entity("d", "D")]);

        let changed = read_with_deltas(&path("base.ftm.json"), &[path("one.json"), path("two.json")]).unwrap();
        let whole = crate::list::read(&path("whole.json"), None).unwrap();
        assert_eq!(changed.list.name, "base");
        assert_eq!(changed.list.source.matches(" + ").count(), 2, "{}", changed.list.source);
        let shown = |reading: &Reading| -> Vec<(String, String, Vec<Address>)> {
            let bare = |address: &Address| Address { origin: Origin::default(), ..address.clone() };
            let addresses = |party: &Party| party.addresses.iter().map(bare).collect();
            let parties = reading.parties.iter();
            parties
                .map(|party| (party.listing.reference.clone(), party.caption().to_owned(), addresses(party)))
                .collect()
        };
        assert_eq!(shown(&changed), shown(&whole));
        let problems: Vec<String> = changed.problems.iter().map(Problem::to_string).collect();
        assert_eq!(problems, ["two.json:3:op: 1 entities to delete are not there to be deleted, first `z`"]);

        write("own.csv", &["id,name".to_owned(), "1,A".to_owned()]);
        for (base, delta) in [("base.ftm.json", "own.csv"), ("own.csv", "one.json")] {
            let error = read_with_deltas(&path(base), &[path(delta)]).unwrap_err().to_string();
            assert!(
                error.ends_with("own.csv` is in format `csv`; a list and its deltas must be in format `ftm`"),
                "{error}"
            );
        }
        let all_gone = ["a", "b", "c", "addr"].map(|id| operation("DEL", &format!(r#"{{"id":"{id}"}}"#)));
        write("gone.json", &all_gone);
        let error = read_with_deltas(&path("base.ftm.json"), &[path("gone.json")]).unwrap_err();
        assert!(error.to_string().starts_with("no party in "), "{error}");
    }
}
