//! What OFAC's XML formats give apart and its remarks give in one text: typed properties, identifiers with their country and
//! validity, and all that the same tables of identifiers hold besides (`Gender`, `Website`, `Secondary sanctions risk:`).

use super::ofac_labels::{Field, labelled};
use super::phrase::trailing_parentheses;
use super::{Problem, Problems, dates, ofac_identifiers, ofac_remarks};
use crate::party::{
    Address, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, Identifier, IdentifierKind, NameKind,
    NamePartKind, Note, NoteKind, Origin, PartialDate, Party, PartyKind, Place,
};

/// A typed property of a party.
#[derive(Default)]
pub(super) struct Feature<'a> {
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    /// The date, where the value does not say it.
    pub(super) date: Option<PartialDate>,
    pub(super) comment: Option<&'a str>,
    pub(super) reliability: Option<&'a str>,
}

impl Feature<'_> {
    /// Reads the property into a party: those that every party may have by their labels, any other as a [`Row`].
    pub(super) fn read(&self, party: &mut Party, origin: &Origin, problems: &mut Problems) {
        let Self { label, value, mut comment, .. } = *self;
        match label {
            "Birthdate" => match dates::parse(value).or(self.date) {
                Some(date) => {
                    party.dates.push(DateEvent { kind: DateKind::Birth, date, origin: origin.clone() });
                }
                None => self.keep("date", party, origin, problems),
            },
            "Place of Birth" => {
                let (text, country) = (value.to_owned(), ofac_remarks::country_of_place(value));
                party.places.push(Place { kind: DateKind::Birth, text, country, origin: origin.clone() });
            }
            "Nationality Country" | "Citizenship Country" | "Vessel Flag" => {
                let role = match label {
                    "Nationality Country" => CountryRole::Nationality,
                    "Citizenship Country" => CountryRole::Citizenship,
                    _ => CountryRole::Flag,
                };
                party.countries.push(CountryLink { role, country: Country::named(value), origin: origin.clone() });
            }
            "Title" => {
                let title = |text: &str| note(NoteKind::Title, text.trim().to_owned(), origin);
                party.notes.extend(value.split("; ").map(title));
            }
            "Vessel Call Sign" => party.identifiers.push(call_sign(value, origin.clone())),
            "Vessel Owner" => match &mut party.vessel.get_or_insert_default().owner {
                place @ None => *place = Some(value.to_owned()),
                Some(_) => party.notes.push(note(NoteKind::Remark, format!("{label} {value}"), origin)),
            },
            "Vessel Tonnage" | "Vessel Gross Registered Tonnage" => match value.replace(',', "").parse() {
                Ok(tons) => {
                    let vessel = party.vessel.get_or_insert_default();
                    let place = match label {
                        "Vessel Tonnage" => &mut vessel.deadweight_tons,
                        _ => &mut vessel.gross_register_tons,
                    };
                    match place {
                        None => *place = Some(tons),
                        Some(known) if *known == tons => {}
                        Some(_) => party.notes.push(note(NoteKind::Remark, format!("{label} {value}"), origin)),
                    }
                }
                Err(_) => self.keep("tonnage", party, origin, problems),
            },
            _ => Row { label, value, remark: comment.take(), ..Row::default() }.read(party, origin, problems),
        }
        let reliability = self.reliability.filter(|word| !matches!(*word, "Confirmed" | "Unknown"));
        for more in comment.map(str::to_owned).into_iter().chain(reliability.map(|word| format!("reliability {word}")))
        {
            party.notes.push(note(NoteKind::Remark, format!("{label} {value}: {more}"), origin));
        }
    }

    /// A value that does not read as it should, as a problem and a remark.
    fn keep(&self, what: &str, party: &mut Party, origin: &Origin, problems: &mut Problems) {
        let message = format!("`{}` is no {what}, kept as a remark", self.value);
        problems.push(Problem { origin: origin.clone(), message });
        party.notes.push(note(NoteKind::Remark, format!("{} {}", self.label, self.value), origin));
    }
}

fn note(kind: NoteKind, text: String, origin: &Origin) -> Note {
    Note { kind, text, origin: origin.clone() }
}

/// What a name is by the marks that OFAC gives it.
pub(super) fn name_kind(is_primary: bool, is_former: bool, is_weak: bool) -> NameKind {
    match (is_primary, is_former, is_weak) {
        (true, ..) => NameKind::Primary,
        (_, false, false) => NameKind::StrongAlias,
        (_, false, true) => NameKind::WeakAlias,
        (_, true, false) => NameKind::Former,
        (_, true, true) => NameKind::WeakFormer,
    }
}

/// Which part of a name a type of parts is; names of organizations, ships and the like have none.
pub(super) fn part_kind(word: &str) -> Option<NamePartKind> {
    Some(match word {
        "Last Name" => NamePartKind::Family,
        "First Name" => NamePartKind::Given,
        "Middle Name" => NamePartKind::Middle,
        "Maiden Name" | "Matronymic" => NamePartKind::Maternal,
        "Patronymic" => NamePartKind::Patronymic,
        _ => return None,
    })
}

/// An address of its parts, which `part` gives by their types, in the form of the legacy files.
pub(super) fn address<'a>(
    part: impl Fn(&str) -> Option<&'a str>,
    country: Option<&Country>,
    origin: Origin,
) -> Address {
    let join =
        |types: &[&str], separator| types.iter().filter_map(|word| part(word)).collect::<Vec<_>>().join(separator);
    // The other formats have a region in the place of the country.
    let region = join(&["REGION"], "");
    let (country, remark) = match country {
        None if !region.is_empty() => (Some(Country::named(format!("Region: {region}"))), String::new()),
        country => (country.cloned(), region),
    };
    let city = [join(&["CITY", "STATE/PROVINCE"], ", "), join(&["POSTAL CODE"], "")];
    Address {
        street: join(&["ADDRESS1", "ADDRESS2", "ADDRESS3"], ", "),
        city: city.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        country,
        remark,
        origin,
    }
}

/// Whether an address says more than its country.
pub(super) fn has_parts(address: &Address) -> bool {
    [&address.street, &address.city, &address.remark].into_iter().any(|part| !part.is_empty())
}

/// One row of such a table.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    pub(super) country: Option<&'a str>,
    pub(super) issued: Option<&'a str>,
    pub(super) expires: Option<&'a str>,
    pub(super) remark: Option<&'a str>,
}

impl Row<'_> {
    /// Reads the row into a party: as an identifier where its label says so, else as the remarks would be read that say the same.
    pub(super) fn read(&self, party: &mut Party, origin: &Origin, problems: &mut Problems) {
        let kind = match labelled(self.label) {
            Some((_, Field::Identifier(kind), _)) => Some(kind),
            Some((_, Field::OwnNumber, _)) if party.kind == PartyKind::Person => Some(IdentifierKind::NationalId),
            Some((_, Field::OwnNumber, _)) => Some(IdentifierKind::Registration),
            Some(_) => None,
            // What is in no table but has a number, or a country that issued it, is an identifier all the same.
            None => (self.country.is_some() || self.value.bytes().any(|byte| byte.is_ascii_digit()))
                .then(|| ofac_identifiers::kind_by_words(self.label, party.kind)),
        };
        let Some(kind) = kind else {
            ofac_remarks::read_segment(&self.as_segment(), origin, party, problems);
            return;
        };
        // Some rows have their country where the legacy files have it.
        let in_value = trailing_parentheses(self.value).filter(|(_, inner)| CountryCode::find(inner).is_some());
        let (number, country) = match (self.country, in_value) {
            (None, Some((number, country))) => (number, Some(country)),
            (country, _) => (self.value, country),
        };
        let mut found = ofac_identifiers::typed(kind, self.label, number, party.kind, origin);
        found.country = country.map(Country::named);
        let mut remarks = Vec::from_iter(self.remark.map(str::to_owned));
        let validity = [("issued", self.issued), ("expires", self.expires)];
        for (word, written) in validity {
            let Some(written) = written else { continue };
            let date = dates::parse(written);
            match (date, word) {
                (Some(date), "issued") => found.issued_on = Some(date),
                (Some(date), _) => found.expires_on = Some(date),
                (None, _) => remarks.push(format!("{word} {written}")),
            }
        }
        found.remark = remarks.join("; ");
        party.identifiers.push(found);
    }

    /// The row as the remarks of the legacy files write it.
    fn as_segment(&self) -> String {
        let mut segment = format!("{} {}", self.label, self.value);
        for more in [self.country, self.remark].into_iter().flatten() {
            segment.push_str(&format!(" ({})", more.trim_matches(['(', ')'])));
        }
        segment
    }
}

/// Reads remarks of which some stand in parentheses: `HAMAS - Hebron; (Linked To: HAMAS)`.
pub(super) fn read_remarks(remarks: &str, party: &mut Party, origin: &Origin, problems: &mut Problems) {
    let bare = |segment: &str| {
        let segment = segment.trim();
        let inner = segment.strip_prefix('(').and_then(|segment| segment.strip_suffix(')'));
        inner.filter(|inner| labelled(inner).is_some()).unwrap_or(segment).to_owned()
    };
    let segments: Vec<String> = remarks.split(';').map(bare).collect();
    ofac_remarks::read(&segments.join("; "), |_| origin, party, problems);
}

/// An identifier of a ship or an aircraft that has a field of its own.
pub(super) fn call_sign(sign: &str, origin: Origin) -> Identifier {
    Identifier { label: "Call Sign".to_owned(), ..Identifier::new(IdentifierKind::CallSign, sign, origin) }
}
