//! The consolidated list of the United Nations Security Council: `CONSOLIDATED_LIST` with `INDIVIDUAL` and `ENTITY`.
//!
//! `QUALITY` says how good an alias is: `Low` makes it weak, `Good` and nothing make it strong, `f.k.a.` makes it a former name.
//! One field may hold several names (`a; b`). Many elements are empty placeholders, which say nothing. Left out is what only the
//! issuer's own record keeping needs: `VERSIONNUM`, `LIST_TYPE` (always `UN List`), and sort keys.
//!
//! A party's id is its `DATAID`, by which the UN itself tells its records apart; its reference is the `REFERENCE_NUMBER` of the
//! committee, by which people quote it. The two mostly go together, but an entry that was drawn up anew keeps its reference and gets
//! another `DATAID`: between April and November 2025 that happened to six entries on Haiti (`HTi.002` to `HTi.007`). Such a record is
//! another one of the list, by the list's own count, and what was decided on the old one is to be looked at again.
//!
//! Source: the schema `sc-sanctions.xsd` and the files of 2024 and 2025.

use super::file::File;
use super::names::listed_names;
use super::phrase::strip_prefix_ignoring_case;
use super::xml::{self, Element, Record};
use super::{Problems, dates, references};
use crate::party::{
    Address, Country, CountryLink, CountryRole, DateEvent, DateKind, DatePoint, Identifier, IdentifierKind, Name,
    NameKind, NoteKind, Numbering, PartialDate, Party, PartyKind, Place,
};

const RECORDS: [&str; 2] = ["INDIVIDUAL", "ENTITY"];
const NAME_PARTS: [&str; 4] = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
const RECORD_KEEPING: [&str; 4] = ["VERSIONNUM", "LIST_TYPE", "SORT_KEY", "SORT_KEY_LAST_MOD"];

/// Most words of a date in a remark: `between 1 Jan. 1960 and 2 Feb. 1961` is the longest that reads.
const DATE_WORDS: usize = 8;

/// Reads every individual and entity, and the day the list was made.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let (mut parties, mut date) = (Vec::new(), None);
    xml::read(file, &[], &RECORDS, problems, |record, problems| {
        if record.number > 0 {
            parties.push(party(list, record, problems));
        } else if let Some(made) = record.element.attribute("dateGenerated") {
            date = day(made).map(|day| day.to_string());
        }
    });
    (parties, date)
}

fn party(list: &str, record: &Record<'_>, problems: &mut Problems) -> Party {
    let root = &record.element;
    let kind = if root.name == "ENTITY" { PartyKind::Organization } else { PartyKind::Person };
    let reference = root.text_of("REFERENCE_NUMBER");
    if reference.is_none() {
        problems.push(record.problem("REFERENCE_NUMBER", "no reference"));
    }
    let id = root.text_of("DATAID").map(str::to_owned).unwrap_or_else(|| {
        problems.push(record.problem("DATAID", "no id, the reference or the record's number stands in for it"));
        reference.map_or_else(|| format!("record-{}", record.number), str::to_owned)
    });
    let mut party = Party::new(list, &id, kind);
    reference.unwrap_or_default().clone_into(&mut party.listing.reference);
    let mut reader = Reader { party, record, problems };
    reader.read_name();
    // What an alias says of birth is added where the party's own fields do not say it.
    let is_alias = |field: &&Element<'_>| field.name.ends_with("_ALIAS");
    let fields = root.children.iter().filter(|field| !field.is_empty());
    fields.clone().filter(|field| !is_alias(field)).for_each(|field| reader.read(field));
    fields.filter(is_alias).for_each(|field| reader.read_alias(field));
    let mut party = reader.party;
    party.names.sort_by_key(|name| match name.kind {
        NameKind::Primary => 0,
        kind => 1 + u8::from(kind.is_weak()),
    });
    party
}

/// Reads one record into a party.
struct Reader<'a> {
    party: Party,
    record: &'a Record<'a>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    /// The name in its parts, of which nobody can tell which is the family's.
    fn read_name(&mut self) {
        let parts: Vec<&str> = NAME_PARTS.iter().filter_map(|part| self.record.element.text_of(part)).collect();
        let full = parts.join(" ");
        let names = match self.party.kind {
            PartyKind::Person => vec![full.as_str()],
            _ => listed_names(&full),
        };
        let kinds = std::iter::once(NameKind::Primary).chain(std::iter::repeat(NameKind::StrongAlias));
        for (name, kind) in names.into_iter().zip(kinds).filter(|(name, _)| !name.is_empty()) {
            self.party.names.push(Name::new(name, kind, self.record.origin("FIRST_NAME")));
        }
        if self.party.names.is_empty() {
            self.problems.push(self.record.problem("FIRST_NAME", "no name"));
        }
    }

    fn read(&mut self, field: &Element<'_>) {
        let origin = self.record.origin(field.name);
        let party = &mut self.party;
        match field.name {
            "REFERENCE_NUMBER" => {}
            "DATAID" => references::add(party, Numbering::UnRecord, field.text().unwrap_or_default(), true, &origin),
            name if NAME_PARTS.contains(&name) || RECORD_KEEPING.contains(&name) => {}
            "NAME_ORIGINAL_SCRIPT" => {
                party.names.extend(field.text().map(|name| Name::new(name, NameKind::Native, origin)));
            }
            "UN_LIST_TYPE" => party.listing.programs.extend(field.text().map(str::to_owned)),
            "LISTED_ON" => {
                if let Some(day) = self.day(field) {
                    self.party.listing.listed_on = Some(day);
                }
            }
            "LAST_DAY_UPDATED" => {
                let days = field.children.iter().filter(|value| !value.is_empty()).filter_map(|value| self.day(value));
                self.party.listing.amended_on = days.max_by_key(PartialDate::first);
            }
            "GENDER" => match field.text().map(str::parse) {
                Some(Ok(gender)) => party.gender = Some(gender),
                _ => self.keep(field),
            },
            "COMMENTS1" => {
                let text = field.text().unwrap_or_default();
                if text.contains("INTERPOL") {
                    let link = text.split(' ').find_map(|word| word.find("https://").map(|at| &word[at..]));
                    party.listing.source = link.map(|link| link.trim_end_matches(['.', ',']).to_owned());
                }
                party.notes.push(self.record.note(field.name, NoteKind::Description, text));
            }
            "DESIGNATION" | "TITLE" => {
                let titles = field.texts_of("VALUE");
                party.notes.extend(titles.map(|title| self.record.note(field.name, NoteKind::Title, title)));
            }
            "NATIONALITY" | "NATIONALITY2" => {
                for name in field.texts_of("VALUE").chain(field.text()) {
                    let country = Country::named(name);
                    let role = CountryRole::Nationality;
                    party.countries.push(CountryLink { role, country, origin: origin.clone() });
                }
            }
            "INDIVIDUAL_DATE_OF_BIRTH" => self.read_birth(field),
            "INDIVIDUAL_PLACE_OF_BIRTH" => {
                let note = field.text_of("NOTE").map(|note| format!("({})", strip_parentheses(note)));
                let parts = ["STREET", "CITY", "STATE_PROVINCE", "COUNTRY"].into_iter();
                let text = parts.filter_map(|part| field.text_of(part)).collect::<Vec<_>>().join(", ");
                let text = [text].into_iter().chain(note).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
                let country = field.text_of("COUNTRY").map(Country::named);
                party.places.push(Place { kind: DateKind::Birth, text, country, origin });
            }
            "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS" => {
                let city = ["CITY", "STATE_PROVINCE", "ZIP_CODE"].into_iter().filter_map(|part| field.text_of(part));
                party.addresses.push(Address {
                    street: field.text_of("STREET").unwrap_or_default().to_owned(),
                    city: city.collect::<Vec<_>>().join(", "),
                    country: field.text_of("COUNTRY").map(Country::named),
                    remark: field.text_of("NOTE").unwrap_or_default().to_owned(),
                    origin,
                });
            }
            "INDIVIDUAL_DOCUMENT" => self.read_document(field),
            _ => self.keep(field),
        }
    }

    /// Keeps as a remark what has no place of its own.
    fn keep(&mut self, field: &Element<'_>) {
        self.party.notes.extend(self.record.remark(field));
    }

    /// The day in a field; what is none is a problem, and kept.
    fn day(&mut self, field: &Element<'_>) -> Option<PartialDate> {
        let text = field.text()?;
        let day = day(text);
        if day.is_none() {
            self.problems.push(self.record.problem(field.name, format!("`{text}` is no date, kept as a remark")));
            self.keep(field);
        }
        day
    }

    fn read_alias(&mut self, field: &Element<'_>) {
        let kind = match field.text_of("QUALITY").map(str::to_ascii_lowercase).as_deref() {
            None | Some("good" | "a.k.a." | "n.k.a.") => NameKind::StrongAlias,
            Some("low") => NameKind::WeakAlias,
            Some("f.k.a.") => NameKind::Former,
            Some(word) => {
                let message = format!("unknown quality `{word}`, read as another name");
                self.problems.push(self.record.problem("QUALITY", message));
                NameKind::StrongAlias
            }
        };
        let names = field.text_of("ALIAS_NAME").unwrap_or_default();
        let origin = self.record.origin("ALIAS_NAME");
        let listed = listed_names(names).into_iter();
        self.party.names.extend(listed.map(|name| Name::new(name, kind, origin.clone())));

        // What the list says of a name, it says of the party under that name.
        let mut said = Vec::new();
        for detail in field.children.iter().filter(|child| !matches!(child.name, "QUALITY" | "ALIAS_NAME")) {
            let Some(text) = detail.text() else { continue };
            match detail.name {
                "NOTE" => said.push(text.to_owned()),
                name => said.push(format!("{name}: {text}")),
            }
        }
        if let Some(date) = field.text_of("DATE_OF_BIRTH").and_then(day) {
            self.add_birth(date, "DATE_OF_BIRTH");
        }
        let place = ["CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"].into_iter().filter_map(|part| field.text_of(part));
        let text = place.collect::<Vec<_>>().join(", ");
        if !text.is_empty() && self.party.places.iter().all(|known| known.text != text) {
            let country = field.text_of("COUNTRY_OF_BIRTH").map(Country::named);
            let origin = self.record.origin("CITY_OF_BIRTH");
            self.party.places.push(Place { kind: DateKind::Birth, text, country, origin });
        }
        if !said.is_empty() {
            let said = said.join("; ");
            let text = if names.is_empty() { said } else { format!("{names}: {said}") };
            self.party.notes.push(self.record.note(field.name, NoteKind::Remark, text));
        }
    }

    /// Adds a birth date that another name came with, unless it is known.
    fn add_birth(&mut self, date: PartialDate, field: &str) {
        if self.party.dates.iter().all(|known| known.date != date) {
            let origin = self.record.origin(field);
            self.party.dates.push(DateEvent { kind: DateKind::Birth, date, origin });
        }
    }

    fn read_birth(&mut self, field: &Element<'_>) {
        let note = field.text_of("NOTE").unwrap_or_default();
        let point = |name: &str| field.text_of(name).and_then(|text| text.parse::<DatePoint>().ok());
        let year = field.text_of("YEAR").unwrap_or_default();
        let between = point("FROM_YEAR").zip(point("TO_YEAR")).map(|(from, to)| PartialDate::range(from, to));
        let exact = field.text_of("DATE").and_then(day).or_else(|| point("YEAR").map(PartialDate::point));
        // The month may stand beside the year: `1958`, `Sep.`.
        let month = (!year.is_empty() && !note.is_empty()).then(|| dates::parse(&format!("{note} {year}"))).flatten();
        let in_note = || dates::parse(note).filter(|_| field.text_of("DATE").is_none() && year.is_empty());
        let Some(mut date) = between.or(month).or(exact).or_else(in_note) else {
            let written = field.flatten();
            if written != format!("TYPE_OF_DATE: {}", field.text_of("TYPE_OF_DATE").unwrap_or_default()) {
                self.problems.push(self.record.problem(field.name, format!("no date, kept as a remark: {written}")));
                self.keep(field);
            }
            return;
        };
        let is_about = note.eq_ignore_ascii_case("approximately");
        date.circa |= is_about || field.text_of("TYPE_OF_DATE") == Some("APPROXIMATELY");
        let origin = self.record.origin(field.name);
        self.party.dates.push(DateEvent { kind: DateKind::Birth, date, origin });
        if !note.is_empty() && !is_about && month.is_none() && (between.is_some() || exact.is_some()) {
            self.keep(field);
        }
    }

    fn read_document(&mut self, field: &Element<'_>) {
        let (kind, more) = (field.text_of("TYPE_OF_DOCUMENT"), field.text_of("TYPE_OF_DOCUMENT2"));
        let label = [kind, more].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let in_label = || more?.rsplit(' ').next().filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
        let Some(number) = field.text_of("NUMBER").or_else(in_label) else {
            self.keep(field);
            return;
        };
        let mut found = Identifier::new(
            document_kind(more.or(kind).unwrap_or_default(), kind),
            number,
            self.record.origin("NUMBER"),
        );
        found.label = label;
        let (issuer, place) = (field.text_of("ISSUING_COUNTRY"), field.text_of("COUNTRY_OF_ISSUE"));
        found.country = issuer.or(place).map(Country::named);
        let note = field.text_of("NOTE").unwrap_or_default();
        found.issued_on = match field.child("DATE_OF_ISSUE").filter(|date| !date.is_empty()) {
            Some(date) => self.day(date),
            None => date_after(note, &["issued on", "issued", "date of issue:"]),
        };
        let ends =
            ["expiration date:", "expiration date", "expires on", "expires", "expired on", "expired", "valid until"];
        found.expires_on = date_after(note, &ends);
        let city = field.text_of("CITY_OF_ISSUE").map(|city| format!("issued in {city}"));
        let place = place
            .filter(|place| issuer.is_some_and(|issuer| issuer != *place))
            .map(|place| format!("issued in {place}"));
        let note = (!note.is_empty()).then(|| note.to_owned());
        found.remark = city.into_iter().chain(place).chain(note).collect::<Vec<_>>().join("; ");
        self.party.identifiers.push(found);
    }
}

/// What a document is, by the list's words for it; `general` is its type, which is a passport or not.
fn document_kind(label: &str, general: Option<&str>) -> IdentifierKind {
    let label = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["passport", "passeport", "pasaporte"]) {
        IdentifierKind::Passport
    } else if has(&["driver"]) {
        IdentifierKind::DriversLicense
    } else if has(&["fiscal", "tax"]) {
        IdentifierKind::TaxId
    } else if has(&["ration", "birth", "student", "voter", "certificate", "serviceman", "other"]) {
        IdentifierKind::Other
    } else {
        match general {
            Some(general) if general != label => document_kind(&general.to_lowercase(), None),
            _ => IdentifierKind::NationalId,
        }
    }
}

/// The day that a text begins with; some have an offset from UTC or a time after it.
fn day(text: &str) -> Option<PartialDate> {
    text.parse().ok().or_else(|| text.get(..10)?.parse().ok())
}

/// The date after one of some words, in any case.
fn date_after(text: &str, words: &[&str]) -> Option<PartialDate> {
    let starts = words.iter().flat_map(|word| {
        text.char_indices().filter_map(|(at, _)| strip_prefix_ignoring_case(&text[at..], word)).take(2)
    });
    starts.into_iter().find_map(|rest| {
        let ends = rest.match_indices([' ', ';', ')']).map(|(at, _)| at).chain([rest.len()]);
        let prefixes: Vec<&str> = ends.take(DATE_WORDS).map(|end| &rest[..end]).collect();
        prefixes.into_iter().rev().find_map(|prefix| dates::parse(prefix.trim().trim_end_matches([',', '.'])))
    })
}

fn strip_parentheses(text: &str) -> &str {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};
    use crate::party::Gender;

    fn read_records(records: &str) -> Reading {
        let text = format!(
            "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2025-11-20T23:00:09.067Z\">{records}</CONSOLIDATED_LIST>"
        );
        read_bytes("un-sc", "un.xml", Format::UnXml, text.as_bytes())
    }

    const JANE: &str = "<INDIVIDUALS><INDIVIDUAL>\
        <DATAID>1</DATAID><FIRST_NAME>JANE</FIRST_NAME><SECOND_NAME>ANN </SECOND_NAME><THIRD_NAME>DOE</THIRD_NAME>\
        <UN_LIST_TYPE>Utopia</UN_LIST_TYPE><REFERENCE_NUMBER>UTi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31-04:00</LISTED_ON>\
        <GENDER>Female</GENDER><NAME_ORIGINAL_SCRIPT>Джейн</NAME_ORIGINAL_SCRIPT>\
        <COMMENTS1>Fled.\n INTERPOL notice web link:https://x.example/a.</COMMENTS1>\
        <TITLE><VALUE>Dr.</VALUE><VALUE/></TITLE><DESIGNATION><VALUE>General</VALUE></DESIGNATION>\
        <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY><LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>\
        <LAST_DAY_UPDATED><VALUE>2016-10-13</VALUE><VALUE>2020-01-02</VALUE><VALUE>2019-01-02</VALUE></LAST_DAY_UPDATED>\
        <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Eagle</ALIAS_NAME><NOTE>Call sign</NOTE></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>J. Doe; J. Dow</ALIAS_NAME><DATE_OF_BIRTH>1961</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_ADDRESS><CITY>Atown</CITY><COUNTRY>Uganda</COUNTRY><NOTE>in 2016</NOTE></INDIVIDUAL_ADDRESS>\
        <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>\
        <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1960-02-03</DATE></INDIVIDUAL_DATE_OF_BIRTH>\
        <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Btown</CITY><COUNTRY>Uganda</COUNTRY><NOTE>(now C)</NOTE></INDIVIDUAL_PLACE_OF_BIRTH>\
        <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A1</NUMBER><ISSUING_COUNTRY>Uganda</ISSUING_COUNTRY>\
        <DATE_OF_ISSUE>2001-02-03</DATE_OF_ISSUE><CITY_OF_ISSUE>Atown</CITY_OF_ISSUE><NOTE>expires on 4 May 2011, lost</NOTE></INDIVIDUAL_DOCUMENT>\
        <INDIVIDUAL_DOCUMENT/><WEIGHT>60</WEIGHT><SORT_KEY/></INDIVIDUAL></INDIVIDUALS>";

    #[test]
    fn an_individual_is_read_whole() {
        let reading = read_records(JANE);
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2025-11-20"));
        let [jane] = &reading.parties[..] else { panic!("{:?}", reading.parties) };
        assert_eq!((jane.id.as_str(), jane.kind, jane.gender), ("un-sc:1", PartyKind::Person, Some(Gender::Female)));
        assert_eq!(jane.listing.reference, "UTi.001");
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            ["primary JANE ANN DOE", "native Джейн", "strong_alias J. Doe", "strong_alias J. Dow", "weak_alias Eagle"]
        );
        assert_eq!(jane.names[4].origin.to_string(), "un.xml:1:ALIAS_NAME");
        assert_eq!(references::shown(jane), ["un_record =1", "un =UTi.001"]);
        assert_eq!(jane.references[1].origin.to_string(), "un.xml:1:REFERENCE_NUMBER");
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1960-02-03", "1961"]);
        assert_eq!((jane.places[0].text.as_str(), jane.places.len()), ("Btown, Uganda (now C)", 1));
        assert_eq!(jane.countries[0].country.code.map(|code| code.to_string()).as_deref(), Some("IR"));
        assert_eq!((jane.addresses[0].city.as_str(), jane.addresses[0].remark.as_str()), ("Atown", "in 2016"));
        assert_eq!((jane.addresses.len(), jane.identifiers.len()), (1, 1));
        let passport = &jane.identifiers[0];
        let shown = [passport.issued_on, passport.expires_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(shown, [Some("2001-02-03".to_owned()), Some("2011-05-04".to_owned())]);
        assert_eq!(passport.remark, "issued in Atown; expires on 4 May 2011, lost");
        let listing = &jane.listing;
        assert_eq!(
            (listing.programs.as_slice(), listing.source.as_deref()),
            (&["Utopia".to_owned()][..], Some("https://x.example/a"))
        );
        let days = [listing.listed_on, listing.amended_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(days, [Some("2012-12-31".to_owned()), Some("2020-01-02".to_owned())]);
        let notes: Vec<String> = jane.notes.iter().map(|note| format!("{:?} {}", note.kind, note.text)).collect();
        assert_eq!(
            notes,
            [
                "Description Fled. INTERPOL notice web link:https://x.example/a.",
                "Title Dr.",
                "Title General",
                "Remark WEIGHT: 60",
                "Remark Eagle: Call sign",
                "Remark J. Doe; J. Dow: DATE_OF_BIRTH: 1961",
            ]
        );
    }

    #[test]
    fn dates_of_birth_have_their_precision() {
        for (case, fields, want, remarks, problems) in [
            ("year", "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1960</YEAR>", "1960", 0, 0),
            ("circa", "<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1960</YEAR>", "1960~", 0, 0),
            (
                "between",
                "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR>",
                "1960/1962",
                0,
                0,
            ),
            (
                "circa between",
                "<FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR><NOTE>Approximately</NOTE>",
                "1960~/1962~",
                0,
                0,
            ),
            ("in words", "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973</NOTE>", "1973-11", 0, 0),
            ("month beside the year", "<YEAR>1958</YEAR><NOTE>Sep.</NOTE>", "1958-09", 0, 0),
            ("with a note", "<DATE>1979-03-03</DATE><NOTE>from false passport</NOTE>", "1979-03-03", 1, 0),
            ("no date", "<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><NOTE>30-35 years old</NOTE>", "", 1, 1),
            ("a type alone", "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE>", "", 0, 0),
            ("placeholder", "<TYPE_OF_DATE/>", "", 0, 0),
        ] {
            let reading = read_records(&format!(
                "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER>\
                 <INDIVIDUAL_DATE_OF_BIRTH>{fields}</INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
            ));
            let party = &reading.parties[0];
            let dates: Vec<String> = party.dates.iter().map(|event| event.date.to_string()).collect();
            assert_eq!(dates.join(" "), want, "{case}");
            assert_eq!((party.notes.len(), reading.problems.len()), (remarks, problems), "{case}");
        }
    }

    #[test]
    fn a_record_is_known_by_its_id_and_quoted_by_its_reference() {
        for (case, fields, id, reference, problems) in [
            ("both", "<DATAID>7</DATAID><REFERENCE_NUMBER>UTi.001</REFERENCE_NUMBER>", "un-sc:7", "UTi.001", 0),
            ("no id", "<DATAID/><REFERENCE_NUMBER>UTi.001</REFERENCE_NUMBER>", "un-sc:UTi.001", "UTi.001", 1),
            ("no reference", "<DATAID>7</DATAID>", "un-sc:7", "", 1),
            ("neither", "", "un-sc:record-1", "", 2),
        ] {
            let reading = read_records(&format!("<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME>{fields}</INDIVIDUAL>"));
            let party = &reading.parties[0];
            assert_eq!((party.id.as_str(), party.listing.reference.as_str()), (id, reference), "{case}");
            assert_eq!(reading.problems.len(), problems, "{case}: {:?}", reading.problems);
        }
    }

    #[test]
    fn an_entity_may_have_several_names_in_one_field() {
        let reading = read_records(
            "<ENTITIES><ENTITY><FIRST_NAME>ACE (A) ; BEE</FIRST_NAME><REFERENCE_NUMBER>UTe.001</REFERENCE_NUMBER>\
             <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>CEE</ALIAS_NAME></ENTITY_ALIAS>\
             <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>DEE (ДИ)</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES>",
        );
        let names: Vec<String> =
            reading.parties[0].names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary ACE (A)", "strong_alias BEE", "former CEE", "strong_alias DEE", "strong_alias ДИ"]);
        assert_eq!(reading.parties[0].kind, PartyKind::Organization);
        assert_eq!(references::shown(&reading.parties[0]), ["un =UTe.001"]);
    }

    #[test]
    fn documents_are_told_by_their_words() {
        use IdentifierKind::*;
        for (kind, more, want) in [
            ("Passport", "", Passport),
            ("Numéro de passeport", "", Passport),
            ("National Identification Number", "", NationalId),
            ("National Identification Number", "Italian Fiscal Code:", TaxId),
            ("National Identification Number", "Ration card no.", Other),
            ("Passport", "number:", Passport),
        ] {
            let reading = read_records(&format!(
                "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER><INDIVIDUAL_DOCUMENT>\
                 <TYPE_OF_DOCUMENT>{kind}</TYPE_OF_DOCUMENT><TYPE_OF_DOCUMENT2>{more}</TYPE_OF_DOCUMENT2><NUMBER>1</NUMBER>\
                 </INDIVIDUAL_DOCUMENT></INDIVIDUAL>"
            ));
            assert_eq!(reading.parties[0].identifiers[0].kind, want, "{kind}, {more}");
        }
    }

    #[test]
    fn a_list_that_breaks_off_anywhere_keeps_what_came_before() {
        let text = format!("<CONSOLIDATED_LIST>{JANE}{}</CONSOLIDATED_LIST>", JANE.replace("<DATAID>1<", "<DATAID>2<"));
        let whole = read_bytes("un-sc", "un.xml", Format::UnXml, text.as_bytes());
        assert_eq!((whole.parties.len(), whole.problems.len()), (2, 0));
        let first = text.find("</INDIVIDUAL>").expect("the first record ends") + "</INDIVIDUAL>".len();
        for end in (0..text.len()).step_by(7) {
            let reading = read_bytes("un-sc", "un.xml", Format::UnXml, &text.as_bytes()[..end]);
            assert!(!reading.problems.is_empty(), "{end}");
            if end >= first {
                assert_eq!(reading.parties[0], whole.parties[0], "{end}");
            }
        }
    }
}
