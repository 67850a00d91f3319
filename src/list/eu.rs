//! The consolidated list of the European Union, as its Financial Sanctions Files export it in XML 1.1: `export` with
//! `sanctionEntity`.
//!
//! A name is weak where `strong` is false, or where its remark says that it is of low quality. The primary name is the first
//! strong one in Latin script that is in no language or in English; others may be its copies in the languages of the Union.
//! Several titles or functions in one attribute read `(a) ... (b) ...`. Every regulation that the entry or one of its details
//! rests on is part of the legal basis, with the day of its publication. What is the same for all (`regulationLanguage`) or for
//! the issuer's record keeping (`logicalId`) is left out.
//!
//! Source: the schema of the export and files of 2020 and 2021.

use super::file::File;
use super::names::is_native;
use super::xml::{self, Element, Record};
use super::{Problems, dates, references};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, DatePoint,
    Identifier, IdentifierKind, Name, NameKind, NamePart, NamePartKind, NoteKind, Numbering, PartialDate, Party,
    PartyKind, Place,
};

/// Languages of the Union that are written in another script than Latin: a name in one of them is a translation, not native.
const TRANSLATED: [&str; 2] = ["bg", "el"];

/// Reads every entity, and the day of the export.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let (mut parties, mut date) = (Vec::new(), None);
    xml::read(file, &[], &["sanctionEntity"], problems, |record, problems| {
        if record.number > 0 {
            parties.push(party(list, record, problems));
        } else if let Some(made) = record.element.attribute("generationDate") {
            date = made.get(..10).and_then(dates::parse).map(|day| day.to_string());
        }
    });
    (parties, date)
}

fn party(list: &str, record: &Record<'_>, problems: &mut Problems) -> Party {
    let root = &record.element;
    let subject = root.child("subjectType");
    let kind = match subject.and_then(|subject| subject.attribute("code").or(subject.attribute("classificationCode"))) {
        Some("person" | "P") => PartyKind::Person,
        Some("enterprise" | "E") => PartyKind::Organization,
        word => {
            let word = word.unwrap_or_default();
            problems.push(record.problem("subjectType", format!("unknown type of party `{word}`")));
            PartyKind::Other
        }
    };
    let reference = root.attribute("euReferenceNumber").or(root.attribute("logicalId"));
    let reference = reference.map(str::to_owned).unwrap_or_else(|| {
        problems.push(record.problem("euReferenceNumber", "no reference, the record's number stands in for it"));
        format!("record-{}", record.number)
    });
    let mut reader = Reader { party: Party::new(list, &reference, kind), record, problems };
    reader.read_head();
    for field in root.children.iter().filter(|field| !field.is_empty()) {
        reader.read(field);
    }
    let mut party = reader.party;
    put_primary_first(&mut party.names);
    if party.names.is_empty() {
        problems.push(record.problem("nameAlias", "no name"));
    }
    party
}

fn put_primary_first(names: &mut [Name]) {
    let is_strong = |name: &Name| name.kind == NameKind::StrongAlias;
    let is_plain = |name: &Name| name.language.as_deref().is_none_or(|language| language == "en");
    let best = names.iter().position(|name| is_strong(name) && is_plain(name) && !is_native(&name.full));
    if let Some(at) = best.or_else(|| names.iter().position(is_strong)).or((!names.is_empty()).then_some(0)) {
        // One that is the only name of its party is its primary name, even where it is weak by itself.
        names[at].kind = NameKind::Primary;
        names[..=at].rotate_right(1);
    }
    names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
}

/// Reads one record into a party.
struct Reader<'a> {
    party: Party,
    record: &'a Record<'a>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    /// What stands in the attributes of the entity itself.
    fn read_head(&mut self) {
        let root = &self.record.element;
        let origin = |field| self.record.origin(field);
        if let Some(number) = root.attribute("unitedNationId") {
            let mut found = Identifier::new(IdentifierKind::Other, number, origin("unitedNationId"));
            (found.label, found.scheme) = ("unitedNationId".to_owned(), Some("un-sc".to_owned()));
            self.party.identifiers.push(found);
            references::quote(&mut self.party, Numbering::Un, number, &origin("unitedNationId"));
        }
        if let Some(reasons) = root.attribute("designationDetails") {
            self.party.notes.push(self.record.note("designationDetails", NoteKind::Reason, reasons));
        }
        self.party.listing.listed_on = root.attribute("designationDate").and_then(dates::parse);
    }

    fn read(&mut self, field: &Element<'_>) {
        for regulation in field.children.iter().filter(|child| child.name == "regulationSummary") {
            self.add_legal_basis(regulation);
        }
        match field.name {
            "subjectType" => {}
            "remark" => {
                let text = field.text().unwrap_or_default();
                self.party.notes.push(self.record.note(field.name, NoteKind::Remark, text));
            }
            "regulation" => self.read_regulation(field),
            "nameAlias" => self.read_name(field),
            "citizenship" => {
                let country = country(field);
                let role = CountryRole::Citizenship;
                let origin = self.record.origin(field.name);
                self.party.countries.extend(country.map(|country| CountryLink { role, country, origin }));
                self.add_remarks(field, field.attribute("region").unwrap_or_default());
            }
            "birthdate" => self.read_birth(field),
            "address" => self.read_address(field),
            "identification" => self.read_identification(field),
            _ => self.party.notes.extend(self.record.remark(field)),
        }
    }

    /// Keeps the remarks on a detail together with what they are about.
    fn add_remarks(&mut self, field: &Element<'_>, about: &str) {
        for remark in field.texts_of("remark") {
            let text = if about.is_empty() { remark.to_owned() } else { format!("{about}: {remark}") };
            self.party.notes.push(self.record.note(field.name, NoteKind::Remark, text));
        }
    }

    fn add_legal_basis(&mut self, regulation: &Element<'_>) {
        let title = regulation.attribute("numberTitle").map(|title| match regulation.attribute("publicationDate") {
            Some(day) => format!("{title}, {day}"),
            None => title.to_owned(),
        });
        let known = &mut self.party.listing.legal_basis;
        known.extend(title.filter(|title| !known.contains(title)).into_iter().collect::<Vec<_>>());
    }

    fn read_regulation(&mut self, field: &Element<'_>) {
        self.add_legal_basis(field);
        let listing = &mut self.party.listing;
        for program in field.attribute("programme").into_iter() {
            if listing.programs.iter().all(|known| known != program) {
                listing.programs.push(program.to_owned());
            }
        }
        if listing.source.is_none() {
            listing.source = field.text_of("publicationUrl").map(str::to_owned);
        }
        let Some(day) = field.attribute("publicationDate").and_then(dates::parse) else { return };
        // An act that amends or replaces another one says when the entry changed, not when it began.
        if field.attribute("regulationType") == Some("regulation") {
            listing.listed_on = listing.listed_on.or(Some(day));
        } else {
            listing.amended_on = listing.amended_on.into_iter().chain([day]).max_by_key(PartialDate::first);
        }
    }

    fn read_name(&mut self, field: &Element<'_>) {
        let parts = [
            (NamePartKind::Given, "firstName"),
            (NamePartKind::Middle, "middleName"),
            (NamePartKind::Family, "lastName"),
        ];
        let parts: Vec<NamePart> = parts
            .into_iter()
            .filter_map(|(kind, part)| Some(NamePart { kind, text: field.attribute(part)?.to_owned() }))
            .collect();
        let joined = || parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ");
        let full = field.attribute("wholeName").map_or_else(joined, str::to_owned);
        let titles = [("title", field.attribute("title")), ("function", field.attribute("function"))];
        for (name, text) in titles.into_iter().filter_map(|(name, text)| Some((name, text?))) {
            for title in enumerated(text) {
                let is_known = |note: &&crate::party::Note| note.kind == NoteKind::Title && note.text == title;
                if self.party.notes.iter().find(is_known).is_none() {
                    self.party.notes.push(self.record.note(name, NoteKind::Title, title));
                }
            }
        }
        match field.attribute("gender").map(str::parse) {
            Some(Ok(gender)) => self.party.gender = self.party.gender.or(Some(gender)),
            Some(Err(_)) => self.party.notes.extend(
                field
                    .attribute("gender")
                    .map(|word| self.record.note("gender", NoteKind::Remark, format!("gender: {word}"))),
            ),
            None => {}
        }
        self.add_remarks(field, &full);
        if full.is_empty() {
            if !parts.is_empty() || field.attribute("strong").is_some() {
                self.problems.push(self.record.problem("wholeName", "no name"));
            }
            return;
        }
        let language = field.attribute("nameLanguage").map(str::to_lowercase);
        let is_translated = language.as_deref().is_some_and(|language| TRANSLATED.contains(&language));
        let kind = if field.attribute("strong") == Some("false") || field.texts_of("remark").any(says_low_quality) {
            NameKind::WeakAlias
        } else if is_native(&full) && !is_translated {
            NameKind::Native
        } else {
            NameKind::StrongAlias
        };
        self.party.names.push(Name { parts, language, ..Name::new(full, kind, self.record.origin("nameAlias")) });
    }

    fn read_birth(&mut self, field: &Element<'_>) {
        let number = |name: &str| field.attribute(name).and_then(|text| text.parse::<i16>().ok());
        let day = || {
            let (month, day) = (number("monthOfYear"), number("dayOfMonth"));
            let (month, day) = (month.and_then(|n| u8::try_from(n).ok()), day.and_then(|n| u8::try_from(n).ok()));
            DatePoint::of_parts(number("year")?, month, day)
        };
        let range = || {
            let ends =
                number("yearRangeFrom").and_then(DatePoint::year).zip(number("yearRangeTo").and_then(DatePoint::year));
            ends.map(|(from, to)| PartialDate::range(from, to))
        };
        let is_gregorian = field.attribute("calendarType").is_none_or(|calendar| calendar == "GREGORIAN");
        let exact = field.attribute("birthdate").and_then(|text| text.parse::<PartialDate>().ok());
        let date = exact.or_else(|| day().map(PartialDate::point)).or_else(range).filter(|_| is_gregorian);
        let origin = self.record.origin(field.name);
        let written =
            ["birthdate", "year", "monthOfYear", "dayOfMonth", "yearRangeFrom", "yearRangeTo", "calendarType"];
        match date {
            Some(mut date) => {
                date.circa = field.attribute("circa") == Some("true");
                self.party.dates.push(DateEvent { kind: DateKind::Birth, date, origin: origin.clone() });
            }
            None if written[..6].iter().any(|name| field.attribute(name).is_some()) => {
                let parts = written.iter().filter_map(|name| Some(format!("{name}: {}", field.attribute(name)?)));
                let text = parts.collect::<Vec<_>>().join("; ");
                self.problems.push(self.record.problem(field.name, format!("no date, kept as a remark: {text}")));
                self.party.notes.push(self.record.note(field.name, NoteKind::Remark, text));
            }
            None => {}
        }
        let parts = ["place", "city", "zipCode", "region"].iter().filter_map(|part| field.attribute(part));
        let country = country(field);
        let parts = parts.filter(|part| *part != "-").chain(country.as_ref().map(|country| country.name.as_str()));
        let text = parts.collect::<Vec<_>>().join(", ");
        let is_known = self.party.places.iter().any(|known| known.text == text);
        if !text.is_empty() && !is_known {
            self.party.places.push(Place { kind: DateKind::Birth, text, country, origin });
        }
        self.add_remarks(field, "");
    }

    fn read_address(&mut self, field: &Element<'_>) {
        let join = |parts: &[&str]| {
            let parts = parts.iter().filter_map(|part| field.attribute(part)).filter(|part| *part != "-");
            parts.collect::<Vec<_>>().join(", ")
        };
        let at_listing = (field.attribute("asAtListingTime") == Some("true")).then(|| "as at listing time".to_owned());
        let box_number = field.attribute("poBox").map(|number| format!("PO box {number}"));
        let street = [join(&["street"]), box_number.unwrap_or_default(), join(&["place"])];
        let address = Address {
            street: street.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            city: join(&["zipCode", "city", "region"]),
            country: country(field),
            remark: field.texts_of("remark").map(str::to_owned).chain(at_listing).collect::<Vec<_>>().join("; "),
            origin: self.record.origin(field.name),
        };
        let is_placeless = address.street.is_empty() && address.city.is_empty() && address.country.is_none();
        if is_placeless {
            self.add_remarks(field, "");
        } else {
            self.party.addresses.push(address);
        }
        for contact in field.children.iter().filter(|child| child.name == "contactInfo") {
            let Some(value) = contact.attribute("value") else { continue };
            let kind = match contact.attribute("key").unwrap_or_default().to_ascii_lowercase().as_str() {
                "email" => ContactKind::Email,
                "phone" | "tel" | "telephone" | "mobile" => ContactKind::Phone,
                "fax" => ContactKind::Fax,
                "web" | "website" | "url" => ContactKind::Website,
                _ => {
                    self.party.notes.extend(self.record.remark(contact));
                    continue;
                }
            };
            self.party.contacts.push(Contact {
                kind,
                value: value.to_owned(),
                origin: self.record.origin("contactInfo"),
            });
        }
    }

    fn read_identification(&mut self, field: &Element<'_>) {
        let Some(number) = field.attribute("number").or(field.attribute("latinNumber")) else {
            self.party.notes.extend(self.record.remark(field));
            return;
        };
        let code = field.attribute("identificationTypeCode").unwrap_or_default();
        let label = field.attribute("identificationTypeDescription").unwrap_or(code);
        let mut found = Identifier::new(identifier_kind(code, label), number, self.record.origin(field.name));
        found.label = label.to_owned();
        found.country = country(field);
        let mut remarks = Vec::new();
        let mut date = |name: &str| {
            let written = field.attribute(name)?;
            let date = dates::parse(written);
            if date.is_none() {
                remarks.push(format!("{name}: {written}"));
            }
            date
        };
        found.issued_on = date("issueDate").or_else(|| date("issuedDate")).or_else(|| date("validFrom"));
        found.expires_on = date("validTo");
        let flags = [
            ("diplomatic", "diplomatic"),
            ("knownExpired", "known to be expired"),
            ("knownFalse", "known to be false"),
            ("reportedLost", "reported lost"),
            ("revokedByIssuer", "revoked by the issuer"),
        ];
        let flags = flags.into_iter().filter(|(flag, _)| field.attribute(flag) == Some("true"));
        remarks.extend(flags.map(|(_, words)| words.to_owned()));
        let latin = field.attribute("latinNumber").filter(|latin| *latin != number);
        let more = [
            ("in Latin letters", latin),
            ("issued by", field.attribute("issuedBy")),
            ("in", field.attribute("region")),
            ("in the name of", field.attribute("nameOnDocument")),
        ];
        remarks.extend(more.into_iter().filter_map(|(words, text)| Some(format!("{words} {}", text?))));
        remarks.extend(field.texts_of("remark").map(str::to_owned));
        found.remark = remarks.join("; ");
        self.party.identifiers.push(found);
    }
}

/// The country of a detail; `00` and `UNKNOWN` name none.
fn country(field: &Element<'_>) -> Option<Country> {
    let code = field.attribute("countryIso2Code").filter(|code| *code != "00");
    let name = field.attribute("countryDescription").filter(|name| *name != "UNKNOWN");
    let named = Country::named(name.or(code)?);
    Some(Country { code: code.and_then(CountryCode::find).or(named.code), ..named })
}

/// Whether a remark says that a name is of low quality. Real remarks write `low`, `lo` and `Low`; `good`, `ood` and `god` are not.
fn says_low_quality(remark: &str) -> bool {
    let remark = remark.to_lowercase();
    let words: Vec<&str> = remark.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words
        .windows(2)
        .any(|pair| pair[1].starts_with("qualit") && matches!(pair[0], "low" | "lo" | "lw" | "poor" | "weak"))
}

/// The kind of a document, by the list's code for it and its words.
fn identifier_kind(code: &str, label: &str) -> IdentifierKind {
    let label = label.to_lowercase();
    match code {
        "passport" => IdentifierKind::Passport,
        "id" | "nationalid" | "ssn" | "residentperm" | "birthcert" => IdentifierKind::NationalId,
        "fiscalcode" | "tax" | "vat" => IdentifierKind::TaxId,
        "regnumber" | "tradelic" => IdentifierKind::Registration,
        "swiftbic" => IdentifierKind::Bic,
        "imo" => IdentifierKind::Imo,
        "lei" => IdentifierKind::Lei,
        "drivinglicence" | "drivinglic" => IdentifierKind::DriversLicense,
        _ if label.contains("passport") => IdentifierKind::Passport,
        _ if label.contains("driving") => IdentifierKind::DriversLicense,
        _ if label.contains("tax") || label.contains("fiscal") => IdentifierKind::TaxId,
        _ if label.contains("registration") => IdentifierKind::Registration,
        _ if label.contains("imo number") => IdentifierKind::Imo,
        _ if label.contains("national identification") => IdentifierKind::NationalId,
        _ => IdentifierKind::Other,
    }
}

/// The parts of a text that reads `(a) ... (b) ...`; the whole of any other.
fn enumerated(text: &str) -> Vec<&str> {
    let is_mark = |word: &str| {
        let inner = word.strip_suffix(')').map(|word| word.trim_start_matches('('));
        inner.is_some_and(|inner| matches!(inner.as_bytes(), [b'a'..=b'z']) || matches!(inner, "ii" | "iii" | "iv"))
    };
    if !text.split(' ').next().is_some_and(is_mark) {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for word in text.split_inclusive(' ') {
        if is_mark(word.trim_end()) {
            parts.push(&text[start..at]);
            start = at + word.len();
        }
        at += word.len();
    }
    parts.push(&text[start..]);
    parts.into_iter().map(|part| part.trim_matches([' ', ',', ';'])).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};
    use crate::party::Gender;

    fn read_entity(fields: &str) -> Reading {
        let text = format!(
            "<?xml version=\"1.0\"?><export xmlns=\"http://x.example/export\" generationDate=\"2021-01-15T16:01:02.935+01:00\">\
             <sanctionEntity designationDetails=\"\" designationDate=\"2008-07-03\" unitedNationId=\"UTi.001\" \
             euReferenceNumber=\"EU.1.2\" logicalId=\"13\">{fields}</sanctionEntity></export>"
        );
        read_bytes("eu-fsf", "eu.xml", Format::EuXml, text.as_bytes())
    }

    #[test]
    fn an_entity_is_read_whole() {
        let reading = read_entity(
            "<remark>A RESOLUTION</remark>\
             <regulation regulationType=\"amendment\" publicationDate=\"2019-04-08\" numberTitle=\"2019/1 (OJ L9)\" programme=\"UTO\">\
             <publicationUrl>http://x.example/oj</publicationUrl></regulation>\
             <subjectType code=\"person\" classificationCode=\"P\"/>\
             <nameAlias firstName=\"\" wholeName=\"Jeanne Doe\" nameLanguage=\"FR\" strong=\"true\" function=\"\"/>\
             <nameAlias firstName=\"Jane\" middleName=\"Ann\" lastName=\"Doe\" wholeName=\"Jane Ann Doe\" nameLanguage=\"\" \
             strong=\"true\" gender=\"F\" title=\"Dr\" function=\"(a) Director of X; (b) Head or Chair of Y\">\
             <regulationSummary numberTitle=\"2008/7 (OJ L1)\" publicationDate=\"2008-07-17\"/></nameAlias>\
             <nameAlias wholeName=\"Джейн Доу\" nameLanguage=\"RU\" strong=\"true\"/>\
             <nameAlias wholeName=\"Τζέιν\" nameLanguage=\"EL\" strong=\"true\"/>\
             <nameAlias wholeName=\"Jay\" strong=\"false\"/>\
             <nameAlias wholeName=\"Jaye\" strong=\"true\"><remark>Lo quality alias</remark></nameAlias>\
             <nameAlias wholeName=\"Jane D.\" strong=\"true\"><remark>ood quality alias</remark></nameAlias>\
             <citizenship countryIso2Code=\"DZ\" countryDescription=\"ALGERIA\"/>\
             <citizenship countryIso2Code=\"00\" countryDescription=\"UNKNOWN\"/>\
             <birthdate circa=\"true\" calendarType=\"GREGORIAN\" city=\"Atown\" year=\"1958\" countryIso2Code=\"DZ\" countryDescription=\"ALGERIA\"/>\
             <birthdate circa=\"false\" city=\"-\" yearRangeFrom=\"1956\" yearRangeTo=\"1960\" countryIso2Code=\"00\"/>\
             <address city=\"Atown\" street=\"1 Main St\" poBox=\"7\" zipCode=\"\" asAtListingTime=\"true\" countryIso2Code=\"CS\" \
             countryDescription=\"SERBIA AND MONTENEGRO\"><remark>old</remark><contactInfo key=\"EMAIL\" value=\"a@x.example\"/></address>\
             <identification diplomatic=\"true\" knownExpired=\"false\" knownFalse=\"true\" number=\"L19\" issuedBy=\"Police\" \
             identificationTypeCode=\"passport\" identificationTypeDescription=\"National passport\" countryIso2Code=\"TN\" \
             countryDescription=\"TUNISIA\" validTo=\"2010-01-02\"/>\
             <sanction>x</sanction>",
        );
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2021-01-15"));
        let jane = &reading.parties[0];
        assert_eq!(
            (jane.id.as_str(), jane.kind, jane.gender),
            ("eu-fsf:EU.1.2", PartyKind::Person, Some(Gender::Female))
        );
        assert_eq!(references::shown(jane), ["un UTi.001", "eu =EU.1.2"]);
        let shown = |name: &Name| {
            format!(
                "{} {}{}",
                name.kind,
                name.full,
                name.language.as_ref().map_or(String::new(), |code| format!(" {code}"))
            )
        };
        assert_eq!(
            jane.names.iter().map(shown).collect::<Vec<_>>(),
            [
                "primary Jane Ann Doe",
                "strong_alias Jeanne Doe fr",
                "native Джейн Доу ru",
                "strong_alias Τζέιν el",
                "strong_alias Jane D.",
                "weak_alias Jay",
                "weak_alias Jaye",
            ]
        );
        assert_eq!(jane.names[0].parts.iter().map(|part| part.kind).collect::<Vec<_>>().len(), 3);
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1958~", "1956/1960"]);
        assert_eq!(jane.places.iter().map(|place| place.text.as_str()).collect::<Vec<_>>(), ["Atown, ALGERIA"]);
        assert_eq!(jane.countries.len(), 1);
        let address = &jane.addresses[0];
        assert_eq!(
            (address.street.as_str(), address.city.as_str(), address.remark.as_str()),
            ("1 Main St, PO box 7", "Atown", "old; as at listing time")
        );
        assert_eq!(
            address.country.as_ref().and_then(|country| country.code).map(|code| code.to_string()).as_deref(),
            Some("CS")
        );
        assert_eq!(jane.contacts[0].value, "a@x.example");
        assert_eq!(
            (jane.identifiers[0].number.as_str(), jane.identifiers[0].scheme.as_deref()),
            ("UTi.001", Some("un-sc"))
        );
        let passport = &jane.identifiers[1];
        assert_eq!(
            (passport.kind, passport.remark.as_str()),
            (IdentifierKind::Passport, "diplomatic; known to be false; issued by Police")
        );
        assert_eq!(passport.expires_on.map(|date| date.to_string()).as_deref(), Some("2010-01-02"));
        let listing = &jane.listing;
        assert_eq!(listing.programs, ["UTO"]);
        assert_eq!(listing.legal_basis, ["2019/1 (OJ L9), 2019-04-08", "2008/7 (OJ L1), 2008-07-17"]);
        let days = [listing.listed_on, listing.amended_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(days, [Some("2008-07-03".to_owned()), Some("2019-04-08".to_owned())]);
        let notes: Vec<String> = jane.notes.iter().map(|note| format!("{:?} {}", note.kind, note.text)).collect();
        assert_eq!(
            notes,
            [
                "Remark A RESOLUTION",
                "Title Dr",
                "Title Director of X",
                "Title Head or Chair of Y",
                "Remark Jaye: Lo quality alias",
                "Remark Jane D.: ood quality alias",
                "Remark sanction: x",
            ]
        );
    }

    #[test]
    fn what_does_not_read_is_a_problem() {
        for (case, fields, want) in [
            ("no type", "<nameAlias wholeName='A' strong='true'/>", "eu.xml:1:subjectType: unknown type of party ``"),
            ("no name", "<subjectType code='person'/>", "eu.xml:1:nameAlias: no name"),
            (
                "another calendar",
                "<subjectType code='person'/><nameAlias wholeName='A'/><birthdate year='1400' calendarType='ISLAMIC'/>",
                "eu.xml:1:birthdate: no date, kept as a remark: year: 1400; calendarType: ISLAMIC",
            ),
        ] {
            let problems: Vec<String> = read_entity(fields).problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems, [want], "{case}");
        }
    }

    #[test]
    fn titles_come_apart_where_they_are_enumerated() {
        for (text, want) in [
            ("(a) Head of X, (b) Chair", &["Head of X", "Chair"][..]),
            ("a) Head b) Chair", &["Head", "Chair"]),
            ("Head (a) of X", &["Head (a) of X"]),
            ("Head or Chair", &["Head or Chair"]),
        ] {
            assert_eq!(enumerated(text), want);
        }
    }
}
