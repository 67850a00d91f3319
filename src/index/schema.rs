//! The fields of the `parties` index, and what of a party stands in which.
//!
//! `index/schema.json` is a snapshot of the schema, held by a test: who changes a field changes [`FORMAT`](super::FORMAT) too.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};

use super::analysis::{self, KEY, RAW, STEMS, WORDS};
use crate::party::{CountryCode, DateKind, Identifier, Name, NameKind, PartialDate, Party, PartyId};

/// The schema of the `parties` index and its fields by name.
pub(crate) static PARTIES: LazyLock<Fields> = LazyLock::new(Fields::new);

/// The field of [`Groups`](super::groups::Groups).
pub(super) const GROUP: &str = "group";

/// Handles of the fields. A document's number is the party's ordinal, so no field holds it.
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// The party's id, as it is.
    pub(crate) id: Field,
    /// Person, organization, ...: a filter and a facet, like the next three.
    pub(crate) kind: Field,
    pub(crate) list: Field,
    pub(crate) program: Field,
    /// Alpha-2 codes of every country the party is tied to or has an address in.
    pub(crate) country: Field,
    primary: Field,
    alias: Field,
    weak_alias: Field,
    native: Field,
    transliteration: Field,
    /// The consonants of the Latin words of names, for words in scripts that write nothing else.
    pub(crate) skeleton: Field,
    description: Field,
    /// The words of `description`, cut to their stems: a word finds its other forms, while phrases and prefixes go by the letter.
    pub(crate) stem: Field,
    /// Identifiers as [`Identifier::normalized`] writes them.
    pub(crate) identifier: Field,
    /// Every year in which the party may have been born.
    pub(crate) birth_year: Field,
    pub(crate) listed_year: Field,
    /// The lowest ordinal of a listing of the same party, where there are several.
    group: Field,
    /// The whole party as JSON.
    pub(crate) record: Field,
}

impl Fields {
    fn new() -> Self {
        let text = |tokenizer, option| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let words = text(WORDS, IndexRecordOption::WithFreqsAndPositions);
        let exact = |tokenizer| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
        };
        let facet = exact(KEY).set_fast(RAW);
        let year = NumericOptions::from(INDEXED).set_fast();

        let mut schema = Schema::builder();
        Self {
            id: schema.add_text_field("id", exact(RAW)),
            kind: schema.add_text_field("type", facet.clone()),
            list: schema.add_text_field("list", facet.clone()),
            program: schema.add_text_field("program", facet.clone()),
            country: schema.add_text_field("country", facet),
            primary: schema.add_text_field("primary", words.clone()),
            alias: schema.add_text_field("alias", words.clone()),
            weak_alias: schema.add_text_field("weak_alias", words.clone()),
            native: schema.add_text_field("native", words.clone()),
            transliteration: schema.add_text_field("transliteration", words.clone()),
            skeleton: schema.add_text_field("skeleton", words.clone()),
            description: schema.add_text_field("description", words),
            stem: schema.add_text_field("stem", text(STEMS, IndexRecordOption::WithFreqs)),
            identifier: schema.add_text_field("identifier", exact(RAW)),
            birth_year: schema.add_i64_field("birth_year", year.clone()),
            listed_year: schema.add_i64_field("listed_year", year),
            group: schema.add_u64_field(GROUP, FAST),
            record: schema.add_bytes_field("record", STORED),
            schema: schema.build(),
        }
    }

    /// The field in which a kind of text is searched.
    pub(crate) fn text(&self, text: Text) -> Field {
        match text {
            Text::Primary => self.primary,
            Text::Alias => self.alias,
            Text::WeakAlias => self.weak_alias,
            Text::Native => self.native,
            Text::Transliteration => self.transliteration,
            Text::Description => self.description,
        }
    }
}

/// The kinds of text that are searched by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// The primary name.
    Primary,
    /// Strong aliases and former names.
    Alias,
    /// Names that the list itself calls weak.
    WeakAlias,
    /// Names in their own script.
    Native,
    /// Names in other scripts, written in Latin letters.
    Transliteration,
    /// Notes, places, addresses, contacts, ties: all the rest that can be read.
    Description,
}

impl Text {
    pub(crate) const NAMES: [Self; 5] =
        [Self::Primary, Self::Alias, Self::WeakAlias, Self::Native, Self::Transliteration];

    /// Names as they are listed, most of them in Latin letters.
    pub(crate) const LISTED: [Self; 3] = [Self::Primary, Self::Alias, Self::WeakAlias];

    /// The word for it in queries and output.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Alias => "alias",
            Self::WeakAlias => "weak_alias",
            Self::Native => "native",
            Self::Transliteration => "transliteration",
            Self::Description => "description",
        }
    }
}

/// Every text of a party that is searched by words: what is indexed and what snippets are cut from.
pub(crate) fn texts(party: &Party) -> Vec<(Text, Cow<'_, str>)> {
    let mut texts: Vec<(Text, Cow<'_, str>)> = Vec::new();
    for name in &party.names {
        let kind = match name.kind {
            NameKind::Primary => Text::Primary,
            NameKind::StrongAlias | NameKind::Former => Text::Alias,
            NameKind::WeakAlias | NameKind::WeakFormer => Text::WeakAlias,
            NameKind::Native => Text::Native,
        };
        texts.push((kind, name.full.as_str().into()));
        texts.extend(transliterations(name).into_iter().map(|form| (Text::Transliteration, form.into())));
    }
    texts.extend(descriptions(party).filter(|text| !text.is_empty()).map(|text| (Text::Description, text.into())));
    texts
}

/// A name's forms in Latin letters.
fn transliterations(name: &Name) -> Vec<String> {
    analysis::romanizations(&name.full)
}

fn descriptions(party: &Party) -> impl Iterator<Item = &str> {
    let notes = party.notes.iter().map(|note| note.text.as_str());
    let places = party.places.iter().map(|place| place.text.as_str());
    let countries = party.countries.iter().map(|link| link.country.name.as_str());
    let addresses = party.addresses.iter().flat_map(|address| {
        let country = address.country.as_ref().map_or("", |country| &country.name);
        [&address.street, &address.city, country, &address.remark]
    });
    let contacts = party.contacts.iter().map(|contact| contact.value.as_str());
    let identifiers = party.identifiers.iter().flat_map(|it| [it.label.as_str(), &it.number, &it.remark]);
    let links = party.links.iter().flat_map(|link| [link.relation.as_str(), &link.name]);
    let vessel = party.vessel.iter().flat_map(|vessel| [&vessel.vessel_type, &vessel.owner]).flatten();
    let aircraft = party
        .aircraft
        .iter()
        .flat_map(|aircraft| [&aircraft.model, &aircraft.manufacturer, &aircraft.operator])
        .flatten();
    let listing = &party.listing;
    // A reference that is not the id is what people quote the party by.
    let reference = Some(&listing.reference).filter(|reference| party.id != PartyId::new(&listing.list, reference));
    notes
        .chain(places)
        .chain(countries)
        .chain(addresses)
        .chain(contacts)
        .chain(identifiers)
        .chain(links)
        .chain(vessel.chain(aircraft).chain(&listing.legal_basis).chain(reference).map(String::as_str))
}

/// The countries of a party's ties and addresses, in the order of their codes.
pub(crate) fn countries(party: &Party) -> BTreeSet<CountryCode> {
    let ties = party.countries.iter().map(|link| &link.country);
    let addresses = party.addresses.iter().filter_map(|address| address.country.as_ref());
    ties.chain(addresses).filter_map(|country| country.code).collect()
}

/// Longest range of birth years that is indexed year by year. Lists give ranges of a few years; a longer one is an error
/// of the list, and only its ends are indexed.
const MAX_BIRTH_YEARS: i64 = 50;

fn years(date: &PartialDate) -> RangeInclusive<i64> {
    i64::from(date.first().year())..=i64::from(date.last().year())
}

/// A party, the group of its listing, and itself as JSON, as a document of the `parties` index.
pub(super) fn document(party: &Party, group: Option<u32>, record: &[u8]) -> TantivyDocument {
    let fields = &*PARTIES;
    let mut document = TantivyDocument::new();
    document.add_text(fields.id, party.id.as_str());
    document.add_text(fields.kind, party.kind.as_str());
    document.add_text(fields.list, &party.listing.list);
    for program in party.listing.programs.iter().collect::<BTreeSet<_>>() {
        document.add_text(fields.program, program);
    }
    for code in countries(party) {
        document.add_text(fields.country, code.as_str());
    }
    for (kind, text) in texts(party) {
        document.add_text(fields.text(kind), &text);
        if kind == Text::Description {
            document.add_text(fields.stem, &text);
        } else if Text::LISTED.contains(&kind) {
            let skeletons: Vec<String> = analysis::skeletons(&text).into_iter().map(|(skeleton, _)| skeleton).collect();
            document.add_text(fields.skeleton, skeletons.join(" "));
        }
    }
    for number in party.identifiers.iter().map(Identifier::normalized).filter(|number| !number.is_empty()) {
        document.add_text(fields.identifier, number);
    }
    let births = party.dates.iter().filter(|event| event.kind == DateKind::Birth).map(|event| years(&event.date));
    let births: BTreeSet<i64> = births
        .flat_map(|years| {
            let short = years.end() - years.start() < MAX_BIRTH_YEARS;
            let (first, last) = (*years.start(), *years.end());
            years.filter(move |&year| short || year == first || year == last)
        })
        .collect();
    for year in births {
        document.add_i64(fields.birth_year, year);
    }
    if let Some(listed) = &party.listing.listed_on {
        document.add_i64(fields.listed_year, *years(listed).start());
    }
    if let Some(group) = group {
        document.add_u64(fields.group, group.into());
    }
    document.add_bytes(fields.record, record);
    document
}

#[cfg(test)]
mod tests {
    use super::super::names::NAMES;
    use super::*;

    /// To accept a change: `NAMESIEVE_BLESS=1 cargo test index::schema`, then raise `index::FORMAT`.
    #[test]
    fn the_schema_is_the_one_in_the_snapshot() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/index/schema.json");
        let schema =
            serde_json::json!({ "format": super::super::FORMAT, "parties": PARTIES.schema, "names": NAMES.schema });
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("NAMESIEVE_BLESS").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap();
        assert!(kept == schema, "the schema differs from index/schema.json; see the comment on this test");
    }
}
