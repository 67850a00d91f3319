//! Records of a list of one's own: cells found by the name of their column, whatever file they come from.
//!
//! The columns are described at [`Format::Csv`](super::Format::Csv).

use std::borrow::Cow;

use super::file::File;
use super::mapping::Mapping;
use super::names::{is_native, listed_name};
use super::phrase::{alternatives, trailing_parentheses};
use super::table::key;
use super::{Problem, Problems, dates};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, Identifier,
    IdentifierKind, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Origin, PartialDate, Party, PartyKind,
    Place, Standard,
};

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Column {
    Id,
    Type,
    Name(NameKind),
    /// A part of the primary name; without a whole one, the parts make it up.
    NamePart(NamePartKind),
    Date(DateKind),
    BirthPlace,
    Country(CountryRole),
    Gender,
    /// `KIND:NUMBER`, or a number alone.
    AnyIdentifier,
    Identifier(IdentifierKind),
    Address,
    Contact(ContactKind),
    Program,
    Note(NoteKind),
    LegalBasis,
    ListedOn,
    Unknown,
    /// Not to be read.
    LeftOut,
}

impl Column {
    /// Whether it holds primary names, or parts of them.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Name(NameKind::Primary) | Self::NamePart(_))
    }
}

/// The column that a header names.
pub(super) fn column(header: &str) -> Column {
    use Column::*;
    let key = key(header);
    match key.as_str() {
        "id" | "partyid" | "entityid" | "uid" | "ref" | "reference" => Id,
        "type" | "schema" | "kind" | "entitytype" | "partytype" => Type,
        "name" | "fullname" | "primaryname" | "caption" => Name(NameKind::Primary),
        "alias" | "aliases" | "aka" | "altnames" | "strongalias" => Name(NameKind::StrongAlias),
        "weakalias" | "weakaka" | "lowqualityalias" => Name(NameKind::WeakAlias),
        "formername" | "previousname" | "fka" => Name(NameKind::Former),
        "nativename" | "originalscriptname" | "nameoriginalscript" => Name(NameKind::Native),
        "firstname" | "givenname" | "forename" => NamePart(NamePartKind::Given),
        "middlename" | "patronymic" => NamePart(NamePartKind::Middle),
        "lastname" | "surname" | "familyname" => NamePart(NamePartKind::Family),
        "birthdate" | "dob" | "dateofbirth" => Date(DateKind::Birth),
        "deathdate" | "dateofdeath" => Date(DateKind::Death),
        "incorporationdate" | "foundationdate" | "established" => Date(DateKind::Foundation),
        "birthplace" | "pob" | "placeofbirth" => BirthPlace,
        "country" | "countries" | "residence" => Country(CountryRole::Residence),
        "nationality" => Country(CountryRole::Nationality),
        "citizenship" => Country(CountryRole::Citizenship),
        "jurisdiction" => Country(CountryRole::Jurisdiction),
        "flag" => Country(CountryRole::Flag),
        "gender" | "sex" => Gender,
        "identifier" | "identifiers" | "idnumber" | "ids" => AnyIdentifier,
        "address" | "addresses" => Address,
        "email" => Contact(ContactKind::Email),
        "phone" | "telephone" => Contact(ContactKind::Phone),
        "fax" => Contact(ContactKind::Fax),
        "website" | "url" => Contact(ContactKind::Website),
        "program" | "programs" | "programkey" => Program,
        "title" | "position" => Note(NoteKind::Title),
        "reason" | "reasons" => Note(NoteKind::Reason),
        "restriction" | "measure" | "measures" => Note(NoteKind::Restriction),
        "legalbasis" | "regulation" | "celex" | "amendedcelex" | "amendmentcelex" => LegalBasis,
        "remark" | "remarks" | "note" | "notes" | "comment" => Note(NoteKind::Remark),
        "listedon" | "listingdate" | "datelisted" | "startdate" => ListedOn,
        _ => identifier_kind(&key).map_or(Unknown, Identifier),
    }
}

/// The kind that a word names: one of [`IdentifierKind::as_str`], also with `number`, `no` or `code` after it, that of a public
/// [`Standard`] (`iban`, `snils`), or a currency.
fn identifier_kind(word: &str) -> Option<IdentifierKind> {
    use IdentifierKind::*;
    const KINDS: [IdentifierKind; 15] = [
        Passport,
        NationalId,
        TaxId,
        DriversLicense,
        Registration,
        Imo,
        Mmsi,
        CallSign,
        TailNumber,
        ConstructionNumber,
        Transponder,
        Lei,
        Bic,
        Duns,
        CryptoAddress,
    ];
    let word = key(word);
    let bare = ["number", "code", "no"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
    match bare {
        "tax" | "vat" | "inn" | "kpp" => Some(TaxId),
        "ogrn" | "okpo" => Some(Registration),
        "swift" | "swiftbic" => Some(Bic),
        "crypto" | "wallet" => Some(CryptoAddress),
        "xbt" | "btc" | "eth" | "usdt" => Some(CryptoAddress),
        _ => {
            let own = KINDS.into_iter().find(|kind| [word.as_str(), bare].contains(&key(kind.as_str()).as_str()));
            own.or_else(|| Standard::named(bare).map(|standard| standard.kinds[0]))
        }
    }
}

/// One cell that has a value.
pub(super) struct Cell<'a> {
    pub(super) header: &'a str,
    pub(super) column: Column,
    /// All of it.
    pub(super) text: Cow<'a, str>,
    /// The values in it.
    pub(super) values: Vec<Cow<'a, str>>,
}

/// One record of a file.
pub(super) struct Record<'a> {
    pub(super) file: &'a File,
    pub(super) number: u64,
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) mapping: &'a Mapping,
}

impl Record<'_> {
    /// The party of this record; `reference` is its id where the record gives none. `None` where no cell has a value.
    pub(super) fn party(&self, list: &str, reference: &str, problems: &mut Problems) -> Option<Party> {
        self.cells.first()?;
        let reference = self.cell(Column::Id).map_or(reference, |cell| &cell.text);
        let mut party = Party::new(list, reference, self.kind(problems));
        for cell in &self.cells {
            self.read(cell, &mut party, problems);
        }
        party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        let whole = party.names.first_mut().filter(|name| name.kind == NameKind::Primary);
        match (whole, self.name_of_parts()) {
            (None, Some(name)) => party.names.insert(0, name),
            (None, None) => {
                problems.push(self.file.problem(self.number, "name", "no name, the rest of the record is kept"));
            }
            (Some(whole), Some(name)) if name.parts.iter().all(|part| whole.full.contains(&part.text)) => {
                whole.parts = name.parts;
            }
            // Parts of another name than the whole one.
            (Some(_), Some(_)) => {
                let parts = self.cells.iter().filter(|cell| matches!(cell.column, Column::NamePart(_)));
                party.notes.extend(parts.map(|cell| self.remark(cell, &cell.text)));
            }
            (Some(_), None) => {}
        }
        Some(party)
    }

    /// The first cell of a column.
    fn cell(&self, column: Column) -> Option<&Cell<'_>> {
        self.cells.iter().find(|cell| cell.column == column)
    }

    /// Names are read by what the party is, so this is known before any other cell is read.
    fn kind(&self, problems: &mut Problems) -> PartyKind {
        let Some(cell) = self.cell(Column::Type) else { return PartyKind::Other };
        let known = self.mapping.kind(&cell.text).map_or_else(|| cell.text.parse(), Ok);
        known.unwrap_or_else(|message: String| {
            problems.push(Problem { origin: self.origin(cell), message });
            PartyKind::Other
        })
    }

    /// A name out of its parts, in the order in which they are spoken.
    fn name_of_parts(&self) -> Option<Name> {
        let mut parts = Vec::new();
        for kind in [NamePartKind::Given, NamePartKind::Middle, NamePartKind::Family] {
            let cells = self.cells.iter().filter(|cell| cell.column == Column::NamePart(kind));
            parts.extend(cells.map(|cell| (cell, NamePart { kind, text: cell.text.clone().into_owned() })));
        }
        let (last, _) = parts.last()?;
        let full = parts.iter().map(|(_, part)| part.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut name = Name::new(&full, NameKind::Primary, self.origin(last));
        name.parts = parts.into_iter().map(|(_, part)| part).collect();
        Some(name)
    }

    fn read(&self, cell: &Cell<'_>, party: &mut Party, problems: &mut Problems) {
        let Cell { header, column, ref text, .. } = *cell;
        let origin = || self.origin(cell);
        let values = cell.values.iter().map(|value| &**value);
        let mut keep = |party: &mut Party, value: &str, message: String| {
            problems.push(Problem { origin: origin(), message: format!("{message}; kept as a remark") });
            party.notes.push(self.remark(cell, value));
        };
        match column {
            // Of two columns for what a party has once, the first counts.
            Column::Id | Column::Type if !self.cell(column).is_some_and(|first| std::ptr::eq(first, cell)) => {
                party.notes.push(self.remark(cell, text));
            }
            Column::Id => {}
            // A type that no kind stands for is kept in the list's own word.
            Column::Type if party.kind == PartyKind::Other => party.notes.push(self.remark(cell, text)),
            Column::Type => {}
            // Put together when all are known.
            Column::NamePart(_) => {}
            Column::Name(kind) => {
                for (count, name) in values.flat_map(by_script).enumerate() {
                    let kind = if kind == NameKind::Primary && count > 0 { NameKind::StrongAlias } else { kind };
                    let is_native = kind == NameKind::StrongAlias && is_native(name);
                    let kind = if is_native { NameKind::Native } else { kind };
                    party.names.push(listed_name(name, kind, party.kind, origin()));
                }
            }
            Column::Date(kind) => {
                for value in values.flat_map(alternatives) {
                    match (self.date(value), self.leading_date(value)) {
                        (Some(date), _) => party.dates.push(DateEvent { kind, date, origin: origin() }),
                        (None, Some(date)) => {
                            party.dates.push(DateEvent { kind, date, origin: origin() });
                            party.notes.push(self.remark(cell, value));
                        }
                        (None, None) => keep(party, value, no_date(value)),
                    }
                }
            }
            Column::BirthPlace => party.places.extend(values.map(|place| Place {
                kind: DateKind::Birth,
                text: place.to_owned(),
                country: CountryCode::find(place).map(|_| Country::named(place)),
                origin: origin(),
            })),
            Column::Country(role) => party.countries.extend(values.map(|name| CountryLink {
                role,
                country: Country::named(name),
                origin: origin(),
            })),
            Column::Gender => match text.trim_end_matches('.').parse() {
                Ok(gender) => party.gender = Some(gender),
                Err(message) => keep(party, text, message),
            },
            Column::AnyIdentifier => party.identifiers.extend(values.map(|value| {
                let kind_and_number = value.split_once(':');
                match kind_and_number.and_then(|(word, number)| Some((word, number, identifier_kind(word)?))) {
                    Some((word, number, kind)) => self.identifier(kind, word, number.trim(), cell),
                    None => self.identifier(IdentifierKind::Other, header, value, cell),
                }
            })),
            Column::Identifier(kind) => {
                party.identifiers.extend(values.map(|number| self.identifier(kind, header, number, cell)));
            }
            Column::Address => party.addresses.extend(values.map(|street| Address {
                street: street.to_owned(),
                origin: origin(),
                ..Address::default()
            })),
            Column::Contact(kind) => {
                party.contacts.extend(values.map(|value| Contact { kind, value: value.to_owned(), origin: origin() }));
            }
            Column::LegalBasis => party.listing.legal_basis.extend(values.map(str::to_owned)),
            Column::Program => party.listing.programs.extend(values.map(str::to_owned)),
            Column::Note(NoteKind::Title) => {
                party.notes.extend(values.map(|title| self.note(cell, NoteKind::Title, title)))
            }
            // Prose has semicolons of its own.
            Column::Note(kind) => party.notes.push(self.note(cell, kind, text)),
            Column::ListedOn => match self.date(text) {
                Some(date) => party.listing.listed_on = Some(date),
                None => keep(party, text, no_date(text)),
            },
            Column::LeftOut => {}
            Column::Unknown => party.notes.push(self.remark(cell, text)),
        }
    }

    /// A number, perhaps with its country, or another qualifier, in parentheses.
    fn identifier(&self, kind: IdentifierKind, label: &str, value: &str, cell: &Cell<'_>) -> Identifier {
        let (number, inner) = trailing_parentheses(value).unwrap_or((value, ""));
        let country = CountryCode::find(inner).map(|_| Country::named(inner));
        let remark = if country.is_none() { inner.to_owned() } else { String::new() };
        Identifier {
            label: label.trim().to_owned(),
            country,
            remark,
            ..Identifier::new(kind, number, self.origin(cell))
        }
    }

    fn date(&self, text: &str) -> Option<PartialDate> {
        dates::parse_in(text, self.mapping.date_order())
    }

    /// The date that a text begins with, of our calendar: `2.7.1990 (registered 30.7.2002)`.
    fn leading_date(&self, text: &str) -> Option<PartialDate> {
        let (first, rest) = text.split_once(' ')?;
        if rest.to_lowercase().contains("hijri") { None } else { self.date(first.trim_end_matches(',')) }
    }

    /// A value that has no place of its own, with its column.
    fn remark(&self, cell: &Cell<'_>, value: &str) -> Note {
        let text = if cell.header.is_empty() { value.to_owned() } else { format!("{}: {value}", cell.header) };
        self.note(cell, NoteKind::Remark, &text)
    }

    fn note(&self, cell: &Cell<'_>, kind: NoteKind, text: &str) -> Note {
        Note { kind, text: text.to_owned(), origin: self.origin(cell) }
    }

    fn origin(&self, cell: &Cell<'_>) -> Origin {
        self.file.origin(self.number, cell.header)
    }
}

/// A Latin name and one in another script in parentheses after it: `Ivan DOE (Иван ДОУ)`.
fn by_script(name: &str) -> impl Iterator<Item = &str> {
    let split = trailing_parentheses(name).filter(|(before, inner)| !is_native(before) && is_native(inner));
    let (first, second) = split.map_or((name, None), |(before, inner)| (before, Some(inner)));
    std::iter::once(first).chain(second)
}

fn no_date(value: &str) -> String {
    format!("`{value}` is not a date; use YYYY, YYYY-MM, YYYY-MM-DD, YYYY~ or YYYY/YYYY")
}
