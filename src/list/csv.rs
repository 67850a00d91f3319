//! A list of one's own: CSV with a header, columns found by name, several values in a cell separated by `;`.
//!
//! The columns are described at [`Format::Csv`](super::Format::Csv).

use csv::StringRecord;

use super::file::File;
use super::names::{is_native, listed_name};
use super::phrase::{alternatives, trailing_parentheses};
use super::records::{Records, Shape, lines_as_records};
use super::{Problem, dates};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, Identifier,
    IdentifierKind, NameKind, Note, NoteKind, Origin, PartialDate, Party, PartyKind, Place,
};

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Id,
    Type,
    Name(NameKind),
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
}

/// Whether a file begins with a header that has the one column that must be there.
pub(super) fn has_header(file: &File) -> bool {
    header(file).iter().any(|header| column(header) == Column::Name(NameKind::Primary))
}

fn header(file: &File) -> StringRecord {
    lines_as_records(file, delimiter(file)).next().unwrap_or_default()
}

/// Reads every row as a party.
pub(super) fn read(list: &str, file: &File, problems: &mut Vec<Problem>) -> Vec<Party> {
    let delimiter = delimiter(file);
    let shape = Shape { columns: header(file).len(), delimiter, ..Shape::default() };
    let mut records = Records::new(file, shape);
    if !has_header(file) {
        problems.push(file.problem(1, "", "no column `name` in the header, no row read"));
        return Vec::new();
    }
    let headers = records.next(problems).map(|(_, headers)| headers).unwrap_or_default();
    let columns: Vec<Column> = headers.iter().map(column).collect();
    let mut parties = Vec::new();
    while let Some((number, values)) = records.next(problems) {
        let row = Row { file, headers: &headers, columns: &columns, number, values };
        parties.extend(row.party(list, problems));
    }
    parties
}

/// Spreadsheets in countries with a decimal comma write semicolons, some programs tabs: whichever the header has most of.
fn delimiter(file: &File) -> u8 {
    let header = file.head().trim_ascii_start().split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    // Of equals the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// Letters and digits in lower case: `weakAlias`, `Weak Alias` and `weak_alias` are one.
fn key(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn column(header: &str) -> Column {
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

/// The kind that a word names: one of [`IdentifierKind::as_str`], also with `number`, `no` or `code` after it.
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
        _ => KINDS.into_iter().find(|kind| [word.as_str(), bare].contains(&key(kind.as_str()).as_str())),
    }
}

/// One row of the file.
struct Row<'a> {
    file: &'a File,
    headers: &'a StringRecord,
    columns: &'a [Column],
    number: u64,
    values: StringRecord,
}

impl Row<'_> {
    /// The party of this row; `None` where no cell has a value.
    fn party(&self, list: &str, problems: &mut Vec<Problem>) -> Option<Party> {
        let mut cells = self.values.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).peekable();
        cells.peek()?;
        let reference = self.cell(Column::Id).map_or_else(|| (self.number - 1).to_string(), |(_, id)| id.to_owned());
        let mut party = Party::new(list, &reference, self.kind(problems));
        for (field, cell) in cells {
            match self.columns.get(field) {
                Some(column) => self.read(*column, field, cell.trim(), &mut party, problems),
                None => party.notes.push(self.note(field, NoteKind::Remark, cell.trim())),
            }
        }
        if self.cell(Column::Name(NameKind::Primary)).is_none() {
            problems.push(self.file.problem(self.number, "name", "no name, the rest of the row is kept"));
        }
        party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        Some(party)
    }

    /// The first cell of a column that has a value.
    fn cell(&self, column: Column) -> Option<(usize, &str)> {
        let fields = self.columns.iter().enumerate().filter(|(_, other)| **other == column);
        fields.filter_map(|(field, _)| Some((field, self.values.get(field)?.trim()))).find(|(_, cell)| !cell.is_empty())
    }

    /// Names are read by what the party is, so this is known before any other cell is read.
    fn kind(&self, problems: &mut Vec<Problem>) -> PartyKind {
        let Some((field, word)) = self.cell(Column::Type) else { return PartyKind::Other };
        word.parse().unwrap_or_else(|message: String| {
            problems.push(Problem { origin: self.origin(field), message });
            PartyKind::Other
        })
    }

    fn read(&self, column: Column, field: usize, cell: &str, party: &mut Party, problems: &mut Vec<Problem>) {
        let origin = || self.origin(field);
        let values = cell.split(';').map(str::trim).filter(|value| !value.is_empty());
        let mut keep = |party: &mut Party, value: &str, message: String| {
            problems.push(Problem { origin: origin(), message: format!("{message}; kept as a remark") });
            party.notes.push(self.remark(field, value));
        };
        match column {
            Column::Id => {}
            // A type that no kind stands for is kept in the list's own word.
            Column::Type if party.kind == PartyKind::Other => party.notes.push(self.remark(field, cell)),
            Column::Type => {}
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
                    match (dates::parse(value), leading_date(value)) {
                        (Some(date), _) => party.dates.push(DateEvent { kind, date, origin: origin() }),
                        (None, Some(date)) => {
                            party.dates.push(DateEvent { kind, date, origin: origin() });
                            party.notes.push(self.remark(field, value));
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
            Column::Gender => match cell.trim_end_matches('.').parse() {
                Ok(gender) => party.gender = Some(gender),
                Err(message) => keep(party, cell, message),
            },
            Column::AnyIdentifier => party.identifiers.extend(values.map(|value| {
                let kind_and_number = value.split_once(':');
                match kind_and_number.and_then(|(word, number)| Some((word, number, identifier_kind(word)?))) {
                    Some((word, number, kind)) => self.identifier(kind, word, number.trim(), field),
                    None => self.identifier(IdentifierKind::Other, &self.headers[field], value, field),
                }
            })),
            Column::Identifier(kind) => {
                party
                    .identifiers
                    .extend(values.map(|number| self.identifier(kind, &self.headers[field], number, field)));
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
                party.notes.extend(values.map(|title| self.note(field, NoteKind::Title, title)))
            }
            // Prose has semicolons of its own.
            Column::Note(kind) => party.notes.push(self.note(field, kind, cell)),
            Column::ListedOn => match dates::parse(cell) {
                Some(date) => party.listing.listed_on = Some(date),
                None => keep(party, cell, no_date(cell)),
            },
            Column::Unknown => party.notes.push(self.remark(field, cell)),
        }
    }

    /// A number, perhaps with its country, or another qualifier, in parentheses.
    fn identifier(&self, kind: IdentifierKind, label: &str, value: &str, field: usize) -> Identifier {
        let (number, inner) = trailing_parentheses(value).unwrap_or((value, ""));
        let country = CountryCode::find(inner).map(|_| Country::named(inner));
        let remark = if country.is_none() { inner.to_owned() } else { String::new() };
        Identifier {
            label: label.trim().to_owned(),
            country,
            remark,
            ..Identifier::new(kind, number, self.origin(field))
        }
    }

    /// A value that has no place of its own, with its column.
    fn remark(&self, field: usize, value: &str) -> Note {
        self.note(field, NoteKind::Remark, &format!("{}: {value}", &self.headers[field]))
    }

    fn note(&self, field: usize, kind: NoteKind, text: &str) -> Note {
        Note { kind, text: text.to_owned(), origin: self.origin(field) }
    }

    fn origin(&self, field: usize) -> Origin {
        // A colon separates the parts of an origin as it is written.
        self.file.origin(self.number, &self.headers.get(field).unwrap_or_default().replace(':', " "))
    }
}

/// A Latin name and one in another script in parentheses after it: `Ivan DOE (Иван ДОУ)`.
fn by_script(name: &str) -> impl Iterator<Item = &str> {
    let split = trailing_parentheses(name).filter(|(before, inner)| !is_native(before) && is_native(inner));
    let (first, second) = split.map_or((name, None), |(before, inner)| (before, Some(inner)));
    std::iter::once(first).chain(second)
}

/// The date that a text begins with, of our calendar: `2.7.1990 (registered 30.7.2002)`.
fn leading_date(text: &str) -> Option<PartialDate> {
    let (first, rest) = text.split_once(' ')?;
    if rest.to_lowercase().contains("hijri") { None } else { dates::parse(first.trim_end_matches(',')) }
}

fn no_date(value: &str) -> String {
    format!("`{value}` is not a date; use YYYY, YYYY-MM, YYYY-MM-DD, YYYY~ or YYYY/YYYY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};

    fn read(text: &str) -> Reading {
        read_bytes("own", "own.csv", Format::Csv, text.as_bytes())
    }

    #[test]
    fn each_column_goes_to_its_place() {
        let reading = read(
            "ID,Full Name,type,alias,weakAlias,Previous-Name,native_name,dob,birth_place,nationality,flag,sex,identifier,taxNumber,address,\
             e-mail,programs,position,reason,listed_on,Color\n\
             c-1,\"Doe, Jane\",individual,A; B,W,P,Джейн,\"1960-03-04; 1.2.1961 or 1962\",Cuba,Iran,Malta,F,passport:X1 (Iran); IMO: 7; q:9; 5,T1,\
             \"S 1; S 2\",j@x.example,P1; P2,Boss; Owner,r; s,2024-05-06,red\n",
        );
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let party = &reading.parties[0];
        assert_eq!((party.id.as_str(), party.kind), ("own:c-1", PartyKind::Person));
        let names: Vec<String> = party.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            ["primary Doe, Jane", "strong_alias A", "strong_alias B", "weak_alias W", "former P", "native Джейн"]
        );
        assert_eq!(party.names[0].origin.to_string(), "own.csv:2:Full Name");
        let dates: Vec<String> = party.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1960-03-04", "1961-02-01", "1962"]);
        assert_eq!(party.places[0].country, Some(Country::named("Cuba")));
        let roles: Vec<CountryRole> = party.countries.iter().map(|link| link.role).collect();
        assert_eq!(roles, [CountryRole::Nationality, CountryRole::Flag]);
        assert_eq!(party.gender, Some(crate::party::Gender::Female));
        let identifiers: Vec<String> =
            party.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.label, id.number)).collect();
        assert_eq!(
            identifiers,
            ["passport passport X1", "imo IMO 7", "other identifier q:9", "other identifier 5", "tax_id taxNumber T1"]
        );
        assert_eq!(party.identifiers[0].country, Some(Country::named("Iran")));
        assert_eq!((party.addresses.len(), party.contacts.len()), (2, 1));
        assert_eq!(party.listing.programs, ["P1", "P2"]);
        assert_eq!(party.listing.listed_on.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
        let notes: Vec<(NoteKind, &str)> = party.notes.iter().map(|note| (note.kind, note.text.as_str())).collect();
        assert_eq!(
            notes,
            [
                (NoteKind::Title, "Boss"),
                (NoteKind::Title, "Owner"),
                (NoteKind::Reason, "r; s"),
                (NoteKind::Remark, "Color: red")
            ]
        );
    }

    #[test]
    fn defects_are_problems_and_keep_the_row() {
        for (case, text, id, problem) in [
            ("no id", "name\nA\n", "own:1", None),
            ("semicolons", "id;name\n7;A\n", "own:7", None),
            ("tabs", "id\tname\n7\tA\n", "own:7", None),
            ("line break in a value", "id,name\n7,\"A\nB\"\n", "own:7", None),
            ("no name", "id,name,alias\n7,,B\n", "own:7", Some("own.csv:2:name: no name")),
            ("no date", "id,name,dob\n7,A,03/04/1963\n", "own:7", Some("own.csv:2:dob: `03/04/1963` is not a date")),
            ("no gender", "id,name,gender\n7,A,x\n", "own:7", Some("own.csv:2:gender: unknown gender `x`")),
            ("no type", "id,name,type\n7,A,robot\n", "own:7", Some("own.csv:2:type: unknown type `robot`")),
            ("too few columns", "id,name,dob\n7,A\n", "own:7", Some("own.csv:2: 2 columns instead of 3")),
            ("too many columns", "id,name\n7,A,B\n", "own:7", Some("own.csv:2: 3 columns instead of 2")),
        ] {
            let reading = read(text);
            assert_eq!(reading.parties.len(), 1, "{case}");
            assert_eq!(reading.parties[0].id.as_str(), id, "{case}");
            let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
            assert_eq!(problems.len(), usize::from(problem.is_some()), "{case}: {problems:?}");
            if let Some(problem) = problem {
                assert!(problems[0].starts_with(problem), "{case}: {}", problems[0]);
            }
        }
        assert_eq!(read("id,name,dob\n7,A,soon\n").parties[0].notes[0].text, "dob: soon");
        assert_eq!(read("id,name\n7,A,B\n").parties[0].notes[0].text, "B");
    }

    #[test]
    fn columns_of_the_official_journal_go_to_their_places() {
        let reading = read(
            "celex,measure,schema,name,alias,weakAlias,birthDate,gender,kppCode\n\
             32014R0269,Asset freeze,Person,Ivan DOE,Iwan DOE (Иван ДОУ); Іван ДОУ; Ivan (nickname),Ваня,\
             2.7.1990 (registered 1991); 24.6.1402 (Hijri Calendar),male.,77\n",
        );
        let party = &reading.parties[0];
        let names: Vec<String> = party.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            [
                "primary Ivan DOE",
                "strong_alias Iwan DOE",
                "native Иван ДОУ",
                "native Іван ДОУ",
                "strong_alias Ivan (nickname)",
                "weak_alias Ваня"
            ]
        );
        assert_eq!(party.listing.legal_basis, ["32014R0269"]);
        assert_eq!(
            (party.gender, party.identifiers[0].kind),
            (Some(crate::party::Gender::Male), IdentifierKind::TaxId)
        );
        assert_eq!(party.dates[0].date.to_string(), "1990-07-02");
        let notes: Vec<(NoteKind, &str)> = party.notes.iter().map(|note| (note.kind, note.text.as_str())).collect();
        assert_eq!(
            notes,
            [
                (NoteKind::Restriction, "Asset freeze"),
                (NoteKind::Remark, "birthDate: 2.7.1990 (registered 1991)"),
                (NoteKind::Remark, "birthDate: 24.6.1402 (Hijri Calendar)")
            ]
        );
        assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    }

    #[test]
    fn a_file_without_names_is_a_problem() {
        let reading = read("id,alias\n7,A\n");
        assert_eq!((reading.parties.len(), reading.problems.len()), (0, 1));
    }
}
