//! The remarks of OFAC's legacy files, which hold in one text whatever has no column.
//!
//! Remarks are segments between semicolons with a stop at the end. Each begins with a label (`DOB`, `Passport`, `Linked To:`)
//! and perhaps `alt.` before it; weak aliases stand between single quotes (`a.k.a. 'HESA'`). What has no label known here,
//! or does not read as its label says, is kept as a remark, in full.

use super::names::listed_name;
use super::ofac_labels::{Field, labelled};
use super::phrase::strip_prefix_ignoring_case;
use super::{Problem, Problems, dates, ofac_identifiers};
use crate::limits::MAX_NAME_BYTES;
use crate::party::{
    self, ContactKind, Country, CountryCode, CountryLink, DateEvent, DateKind, Identifier, IdentifierKind, NameKind,
    NoteKind, Origin, Party, PartyKind, Place,
};

/// Most titles of a party that its remarks are compared with; they come first, and no party has a dozen.
const MAX_TITLES: usize = 100;

/// Reads remarks into a party. `origin` tells where the text at a byte position stands.
pub(super) fn read<'a>(text: &str, origin: impl Fn(usize) -> &'a Origin, party: &mut Party, problems: &mut Problems) {
    let (text, is_stopped) = match text.trim_end().strip_suffix('.') {
        Some(text) => (text, true),
        None => (text.trim_end(), false),
    };
    for (at, segment) in segments(text) {
        // The stop at the end of `S.A.` is the name's own, and is written once.
        let is_abbreviated = is_stopped && at + segment.len() == text.len() && ends_with_abbreviation(segment);
        let with_stop;
        let segment = if is_abbreviated {
            with_stop = format!("{segment}.");
            &with_stop
        } else {
            segment
        };
        read_segment(segment, origin(at), party, problems);
    }
}

/// Reads one segment into a party; what has no type is kept as a remark.
pub(super) fn read_segment(segment: &str, origin: &Origin, party: &mut Party, problems: &mut Problems) {
    let mut reader = Reader { party, problems, origin };
    if reader.read(segment).is_none() {
        reader.note(NoteKind::Remark, segment);
    }
}

/// The segments with the position of each. A semicolon within the quotes of an alias does not end it.
fn segments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        while start < text.len() {
            let rest = &text[start..];
            let blanks = rest.len() - rest.trim_start().len();
            let body = &rest[blanks..];
            let end = quoted_end(body).or_else(|| body.find(';')).unwrap_or(body.len());
            let at = start + blanks;
            start = at + end + 1;
            let segment = body[..end].trim_end();
            if !segment.is_empty() {
                return Some((at, segment));
            }
        }
        None
    })
}

/// Where a segment ends that begins with a quoted alias: at the first semicolon after the closing quote. A quote that closes only
/// after another label was never closed, and counts as a letter.
fn quoted_end(body: &str) -> Option<usize> {
    let Some((_, Field::Name(_), value)) = labelled(body) else { return None };
    let quoted = value.strip_prefix('\'')?;
    let closes = |at: usize| {
        let after = &quoted[at + 1..];
        after.is_empty() || after.starts_with([';', ',']) || after.starts_with(" (")
    };
    let near = quoted.match_indices('\'').map(|(at, _)| at).take_while(|at| *at <= MAX_NAME_BYTES);
    let close = near.into_iter().find(|at| closes(*at))?;
    if quoted[..close].split(';').skip(1).any(|part| labelled(part.trim_start()).is_some()) {
        return None;
    }
    let rest = &quoted[close..];
    Some(body.len() - rest.len() + rest.find(';').unwrap_or(rest.len()))
}

fn ends_with_abbreviation(segment: &str) -> bool {
    let word = segment.rsplit([' ', ',']).next().unwrap_or_default();
    let has_only_initials = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    has_only_initials && word.contains(|c: char| c.is_uppercase())
}

/// Reads one segment into the party.
struct Reader<'a> {
    party: &'a mut Party,
    problems: &'a mut Problems,
    origin: &'a Origin,
}

impl Reader<'_> {
    /// `None` where the segment has no type.
    fn read(&mut self, segment: &str) -> Option<()> {
        let text = strip_prefix_ignoring_case(segment, "alt. ").unwrap_or(segment).trim_start();
        if let Some((label, field, value)) = labelled(text) {
            return self.read_field(field, label, value, segment);
        }
        let mut notes = self.party.notes.iter().take(MAX_TITLES);
        if notes.any(|note| note.kind == NoteKind::Title && note.text == segment) {
            // Said in the column of titles already.
            return Some(());
        }
        if let Some(found) = ofac_identifiers::read_unknown(text, self.party.kind, self.origin) {
            self.party.identifiers.push(found);
            return Some(());
        }
        self.read_bare_contact(text)
    }

    fn read_field(&mut self, field: Field, label: &str, value: &str, segment: &str) -> Option<()> {
        let origin = self.origin.clone();
        let party = &mut *self.party;
        match field {
            Field::Name(kind) => return self.read_names(kind, value, segment),
            Field::Date(kind) => {
                let Some(date) = dates::parse(value) else {
                    let message = format!("`{value}` is no date, kept as a remark");
                    self.problems.push(Problem { origin, message });
                    return None;
                };
                party.dates.push(DateEvent { kind, date, origin });
            }
            Field::BirthPlace => {
                let country = country_of_place(value);
                party.places.push(Place { kind: DateKind::Birth, text: value.to_owned(), country, origin });
            }
            Field::Country(_) if value.is_empty() || value == "None Identified" => return None,
            Field::Country(role) => party.countries.push(CountryLink { role, country: Country::named(value), origin }),
            Field::Gender => match (party.gender, value.parse()) {
                (None, Ok(gender)) => party.gender = Some(gender),
                (Some(known), Ok(gender)) if known == gender => {}
                _ => return None,
            },
            Field::Identifier(kind) => self.read_identifier(kind, label, value)?,
            Field::OwnNumber if party.kind == PartyKind::Person => {
                self.read_identifier(IdentifierKind::NationalId, label, value)?
            }
            Field::OwnNumber => self.read_identifier(IdentifierKind::Registration, label, value)?,
            Field::Crypto => {
                let (currency, address) = value.trim_start_matches(['-', ' ']).split_once(' ')?;
                let mut found = Identifier::new(IdentifierKind::CryptoAddress, address.trim(), origin);
                (found.label, found.scheme) = (label.to_owned(), Some(currency.to_owned()));
                party.identifiers.push(found);
            }
            Field::Contact(kind) => return self.read_contact(kind, value),
            Field::VesselType => {
                if put(&mut party.vessel.get_or_insert_default().vessel_type, value).is_none() {
                    self.note(NoteKind::Description, segment);
                }
            }
            Field::AircraftModel => put(&mut party.aircraft.get_or_insert_default().model, value)?,
            Field::AircraftManufacturer => put(&mut party.aircraft.get_or_insert_default().manufacturer, value)?,
            Field::AircraftOperator => put(&mut party.aircraft.get_or_insert_default().operator, value)?,
            Field::Link => {
                party.links.push(party::Link {
                    relation: label.to_owned(),
                    name: value.to_owned(),
                    party: None,
                    origin,
                });
            }
            // `Position also referred to as ...` is no position.
            Field::Position if !value.starts_with(char::is_uppercase) => return None,
            Field::Position => self.note(NoteKind::Title, value),
            Field::ListingDate => {
                // Which restriction the date belongs to stands in parentheses, so the text stays beside the date.
                let date = value.rsplit(')').next().map(|date| date.trim_start_matches([':', ' ']));
                party.listing.listed_on = party.listing.listed_on.or_else(|| dates::parse(date?));
                self.note(NoteKind::Restriction, segment);
            }
            Field::Note(kind) => {
                for law in laws(segment) {
                    if !party.listing.legal_basis.contains(&law) {
                        party.listing.legal_basis.push(law);
                    }
                }
                self.note(kind, segment);
            }
        }
        Some(())
    }

    /// A name between quotes, perhaps with further names or words after it; without quotes, all that follows.
    fn read_names(&mut self, mut kind: NameKind, mut value: &str, segment: &str) -> Option<()> {
        loop {
            let Some(quoted) = value.trim().strip_prefix('\'') else {
                return self.add_name(kind, value);
            };
            let (name, rest) = split_quoted(quoted).unwrap_or_else(|| {
                let message = format!("a quote that never closes: {segment}");
                self.problems.push(Problem { origin: self.origin.clone(), message });
                (quoted, "")
            });
            self.add_name(kind, name)?;
            let rest = rest.trim_start_matches([',', ' ', '.']);
            let rest = rest.strip_prefix("and ").unwrap_or(rest);
            match labelled(rest) {
                Some((_, Field::Name(next), after)) => (kind, value) = (next, after),
                _ if rest.is_empty() => return Some(()),
                // What follows may have a type; words about the name mean nothing without it.
                _ => {
                    if self.read(rest).is_none() {
                        self.note(NoteKind::Remark, segment);
                    }
                    return Some(());
                }
            }
        }
    }

    fn add_name(&mut self, kind: NameKind, name: &str) -> Option<()> {
        // Quotes within the quotes: `a.k.a. ''NAME''`.
        let name = name.trim();
        let name = name.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')).unwrap_or(name);
        if name.is_empty() {
            return None;
        }
        self.party.names.push(listed_name(name, kind, self.party.kind, self.origin.clone()));
        Some(())
    }

    fn read_identifier(&mut self, kind: IdentifierKind, label: &str, value: &str) -> Option<()> {
        let found = ofac_identifiers::read(kind, label, value, self.party.kind, self.origin)?;
        self.party.identifiers.push(found);
        Some(())
    }

    /// Telephone numbers have blanks in them, addresses on the internet end at one.
    fn read_contact(&mut self, kind: ContactKind, value: &str) -> Option<()> {
        let value = value.trim();
        let (value, rest) = match kind {
            ContactKind::Email | ContactKind::Website => value.split_once(' ').unwrap_or((value, "")),
            ContactKind::Phone | ContactKind::Fax => (value, ""),
        };
        let value = value.trim_end_matches(['.', ',']);
        if value.is_empty() {
            return None;
        }
        self.party.contacts.push(party::Contact { kind, value: value.to_owned(), origin: self.origin.clone() });
        let rest = rest.trim();
        if !rest.is_empty() && !matches!(rest, "(website)" | "(email)" | "(email).") {
            self.note(NoteKind::Remark, rest);
        }
        Some(())
    }

    /// An address on the internet without a label.
    fn read_bare_contact(&mut self, text: &str) -> Option<()> {
        let word = text.split(' ').next()?;
        if word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.") {
            self.read_contact(ContactKind::Website, text)
        } else if word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) {
            self.read_contact(ContactKind::Email, text)
        } else {
            None
        }
    }

    fn note(&mut self, kind: NoteKind, text: &str) {
        self.party.notes.push(party::Note { kind, text: text.to_owned(), origin: self.origin.clone() });
    }
}

/// Fills a place that is still free; a second value has none.
fn put(place: &mut Option<String>, value: &str) -> Option<()> {
    match place {
        Some(known) => (known == value).then_some(()),
        None => {
            *place = Some(value.to_owned());
            Some(())
        }
    }
}

/// Splits what follows an opening quote into the name and what comes after its closing quote. Names have apostrophes of their
/// own, so a quote closes only at the end, or before what no name goes on with.
fn split_quoted(quoted: &str) -> Option<(&str, &str)> {
    let begins_name = |rest: &str| {
        let rest = rest.trim_start_matches([',', ' ']);
        matches!(labelled(rest.strip_prefix("and ").unwrap_or(rest)), Some((_, Field::Name(_), _)))
    };
    let close = quoted.match_indices('\'').map(|(at, _)| at);
    if let Some(close) = close.clone().find(|at| begins_name(&quoted[at + 1..])) {
        return Some((&quoted[..close], &quoted[close + 1..]));
    }
    if let Some(name) = quoted.strip_suffix('\'') {
        return Some((name, ""));
    }
    let last = close.rev().find(|at| quoted[at + 1..].starts_with([' ', ',', '.']))?;
    Some((&quoted[..last], &quoted[last + 1..]))
}

/// The country of a place written from small to large: what follows the last comma or parenthesis, or stands within the last
/// one, or after the comma before where the country's name has one (`Korea, North`).
pub(super) fn country_of_place(place: &str) -> Option<Country> {
    let place = place.trim_end_matches('.');
    let last = place.rfind([',', ')']).map_or(place, |at| &place[at + 1..]);
    let last_two = place.rmatch_indices(',').nth(1).map_or(place, |(at, _)| &place[at + 1..]);
    let inner = place.trim_end_matches(')').rsplit(['(', ',']).next().unwrap_or_default();
    let names = [last_two, last, inner].into_iter().map(str::trim);
    // Other short words after a comma are a state or a province rather than a country's code.
    let mut names = names.filter(|name| name.len() > 3 || matches!(*name, "UK" | "USA" | "UAE" | "DRC"));
    names.find(|name| CountryCode::find(name).is_some()).map(Country::named)
}

/// The laws that a text names: `Executive Order 14024`, `CAATSA Section 235`.
fn laws(text: &str) -> impl Iterator<Item = String> {
    let named = ["Executive Order ", "CAATSA Section "].into_iter();
    named.flat_map(move |law| {
        text.match_indices(law).filter_map(move |(at, _)| {
            let number: String = text[at + law.len()..].chars().take_while(char::is_ascii_digit).collect();
            (!number.is_empty()).then(|| format!("{law}{number}"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(kind: PartyKind, remarks: &str) -> (Party, Vec<Problem>) {
        let mut party = Party::new("l", "1", kind);
        let mut problems = Problems::default();
        read(
            remarks,
            |_| const { &Origin { file: String::new(), record: 0, field: String::new() } },
            &mut party,
            &mut problems,
        );
        (party, problems.finish().0)
    }

    /// Everything a party was given, one word for what it is before each value.
    fn shown(party: &Party) -> Vec<String> {
        let country = |country: &Option<Country>| {
            country
                .as_ref()
                .map_or(String::new(), |country| format!(" ({})", country.code.map_or("?", |_| &country.name)))
        };
        let mut all = Vec::new();
        all.extend(party.names.iter().map(|name| format!("{}: {}", name.kind, name.full)));
        all.extend(party.dates.iter().map(|event| format!("{:?}: {}", event.kind, event.date)));
        all.extend(party.places.iter().map(|place| format!("place: {}{}", place.text, country(&place.country))));
        all.extend(party.countries.iter().map(|link| format!("{:?}: {}", link.role, link.country.name)));
        all.extend(party.gender.map(|gender| format!("{gender:?}")));
        all.extend(party.identifiers.iter().map(|id| {
            let scheme = id.scheme.as_ref().map_or(String::new(), |scheme| format!("{scheme} "));
            format!("{}: {scheme}{}{}", id.kind, id.number, country(&id.country))
        }));
        all.extend(party.contacts.iter().map(|contact| format!("{:?}: {}", contact.kind, contact.value)));
        let vessel = party.vessel.as_ref().and_then(|vessel| vessel.vessel_type.as_ref());
        all.extend(vessel.map(|text| format!("vessel type: {text}")));
        let aircraft = party.aircraft.clone().unwrap_or_default();
        all.extend(aircraft.model.map(|model| format!("model: {model}")));
        all.extend(aircraft.operator.map(|operator| format!("operator: {operator}")));
        all.extend(party.listing.legal_basis.iter().map(|law| format!("law: {law}")));
        all.extend(party.listing.listed_on.map(|date| format!("listed: {date}")));
        all.extend(party.links.iter().map(|link| format!("{}: {}", link.relation, link.name)));
        all.extend(party.notes.iter().map(|note| format!("{:?}: {}", note.kind, note.text)));
        all
    }

    #[test]
    fn each_segment_goes_to_its_place() {
        use PartyKind::{Aircraft, Organization, Person, Vessel};
        for (case, kind, remarks, want) in [
            ("birth", Person, "DOB 28 Jul 1963; alt. DOB circa 1960.", &["Birth: 1963-07-28", "Birth: 1960~"][..]),
            ("no date", Person, "DOB unknown.", &["Remark: DOB unknown"]),
            (
                "places",
                Person,
                "POB Springfield, Korea, North; alt. POB Atown (Iran); alt. POB Btown, VA.",
                &["place: Springfield, Korea, North (Korea, North)", "place: Atown (Iran) (Iran)", "place: Btown, VA"],
            ),
            (
                "countries",
                Person,
                "nationality Iran; alt. nationality Cuba; citizen possibly Palestinian;arrested 1 Apr 2002.",
                &[
                    "Nationality: Iran",
                    "Nationality: Cuba",
                    "Citizenship: possibly Palestinian",
                    "Remark: arrested 1 Apr 2002",
                ],
            ),
            ("registered where", Organization, "Nationality of Registration Cuba.", &["Jurisdiction: Cuba"]),
            ("gender", Person, "Gender Female; Gender Female.", &["Female"]),
            ("another gender", Person, "Gender Female; alt. Gender Male.", &["Female", "Remark: alt. Gender Male"]),
            ("weak names", Person, "a.k.a. 'X'; f.k.a. 'DOE, Jane'.", &["weak_alias: X", "weak_former: DOE, Jane"]),
            (
                "apostrophes",
                Person,
                "a.k.a. ''ABD AL-'IZ'; a.k.a. 'O'NEIL'S'.",
                &["weak_alias: 'ABD AL-'IZ", "weak_alias: O'NEIL'S"],
            ),
            ("quotes within quotes", Person, "a.k.a. ''ACE''.", &["weak_alias: ACE"]),
            ("semicolon within quotes", Organization, "a.k.a. 'A; B'; DOB 1960.", &["weak_alias: A; B", "Birth: 1960"]),
            ("names in one segment", Organization, "a.k.a. 'A', f.k.a. 'B'.", &["weak_alias: A", "weak_former: B"]),
            ("names joined by and", Organization, "a.k.a. 'A' and f.k.a. 'B'.", &["weak_alias: A", "weak_former: B"]),
            (
                "quotes elsewhere",
                Organization,
                "a.k.a. 'A' (in 'B'); Linked To: THE 'C'.",
                &["weak_alias: A", "Linked To: THE 'C'", "Remark: a.k.a. 'A' (in 'B')"],
            ),
            ("parentheses in the name", Organization, "a.k.a. 'ARMY' (OF 'X')'.", &["weak_alias: ARMY' (OF 'X')"]),
            ("no quotes", Organization, "a.k.a. ALPHA.", &["weak_alias: ALPHA"]),
            (
                "words after a name",
                Organization,
                "a.k.a. 'A' (in Spanish).",
                &["weak_alias: A", "Remark: a.k.a. 'A' (in Spanish)"],
            ),
            ("own number of a person", Person, "Identification Number 7 (Cuba).", &["national_id: 7 (Cuba)"]),
            ("own number of a company", Organization, "Identification Number 7 (Cuba).", &["registration: 7 (Cuba)"]),
            ("LEI", Organization, "Legal Entity Number 253400ABCDEFGHIJKL12.", &["lei: 253400ABCDEFGHIJKL12"]),
            ("no LEI", Organization, "Legal Entity Number 8516 (Cuba).", &["registration: 8516 (Cuba)"]),
            ("BIC", Organization, "SWIFT/BIC ABCDEFGH.", &["bic: ABCDEFGH"]),
            (
                "crypto",
                Person,
                "Digital Currency Address - XBT 1aB2; alt. Digital Currency Address - ETH 0xC3.",
                &["crypto_address: XBT 1aB2", "crypto_address: ETH 0xC3"],
            ),
            (
                "ship",
                Vessel,
                "Vessel Registration Identification IMO 9187629; MMSI 572469210.",
                &["imo: IMO 9187629", "mmsi: 572469210"],
            ),
            (
                "former flags",
                Vessel,
                "Former Vessel Flag Malta; alt. Former Vessel Flag None Identified.",
                &["FormerFlag: Malta", "Remark: alt. Former Vessel Flag None Identified"],
            ),
            (
                "second type",
                Vessel,
                "Vessel Type Tug; Other Vessel Type Barge.",
                &["vessel type: Tug", "Description: Other Vessel Type Barge"],
            ),
            (
                "aircraft",
                Aircraft,
                "Aircraft Manufacture Date 1992; Aircraft Model B747; Aircraft Manufacturer's Serial Number (MSN) 23; Aircraft Tail Number \
                 EP-ABC; Aircraft Operator SKY.",
                &[
                    "Construction: 1992",
                    "construction_number: 23",
                    "tail_number: EP-ABC",
                    "model: B747",
                    "operator: SKY",
                ],
            ),
            (
                "contacts",
                Organization,
                "Website www.a.example; Email Address a@a.example; Phone Number 53 212 5; Fax (98)(21); b@b.example; Email:c@c.example.",
                &[
                    "Website: www.a.example",
                    "Email: a@a.example",
                    "Phone: 53 212 5",
                    "Fax: (98)(21)",
                    "Email: b@b.example",
                    "Email: c@c.example",
                ],
            ),
            ("founded", Organization, "Organization Established Date 17 Jan 2018.", &["Foundation: 2018-01-17"]),
            (
                "restrictions",
                Organization,
                "Secondary sanctions risk: See Section 11 of Executive Order 14024.; CAATSA Section 235 Information: X.",
                &[
                    "law: Executive Order 14024",
                    "law: CAATSA Section 235",
                    "Restriction: Secondary sanctions risk: See Section 11 of Executive Order 14024.",
                    "Restriction: CAATSA Section 235 Information: X",
                ],
            ),
            (
                "listing date",
                Organization,
                "Listing Date (EO 14024 Directive 3): 24 Feb 2022.",
                &["listed: 2022-02-24", "Restriction: Listing Date (EO 14024 Directive 3): 24 Feb 2022"],
            ),
            (
                "links",
                Person,
                "Linked To: A; Linked To: ACE TRADING, S.A.",
                &["Linked To: A", "Linked To: ACE TRADING, S.A."],
            ),
            (
                "title",
                Person,
                "Title Director, A; Position also unclear.",
                &["Title: Director, A", "Remark: Position also unclear"],
            ),
            (
                "prose",
                Person,
                "Minister of Finance; Passport issued in Ulm.",
                &["Remark: Minister of Finance", "Remark: Passport issued in Ulm"],
            ),
            ("a label within a word", Person, "DOBRY Company; Faxes.", &["Remark: DOBRY Company", "Remark: Faxes"]),
            ("nothing", Person, " ;; . ", &[]),
        ] {
            let (party, _) = party(kind, remarks);
            assert_eq!(shown(&party), want, "{case}");
        }
    }

    #[test]
    fn what_reads_wrong_is_a_problem() {
        for (case, remarks, want) in [
            ("date", "DOB 31 Feb 1960.", "`31 Feb 1960` is no date"),
            ("quote", "a.k.a. 'ALPHA; DOB 1960; a.k.a. 'BETA'.", "a quote that never closes"),
        ] {
            let (_, problems) = party(PartyKind::Person, remarks);
            assert_eq!(problems.len(), 1, "{case}: {problems:?}");
            assert!(problems[0].message.contains(want), "{case}: {}", problems[0].message);
        }
        let (party, _) = party(PartyKind::Person, "a.k.a. 'ALPHA; DOB 1960; a.k.a. 'BETA'.");
        assert_eq!(shown(&party), ["weak_alias: ALPHA", "weak_alias: BETA", "Birth: 1960"]);
    }
}
