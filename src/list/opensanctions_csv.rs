//! OpenSanctions' `targets.simple.csv`: one row for each target, with the little that fits a table.
//!
//! The values of a cell are themselves a line of CSV with semicolons, so that a value with a semicolon is quoted. The table
//! tells neither weak aliases nor the kinds of identifiers: aliases are read as strong, which loses no hit, and identifiers as
//! of no known kind, but for IMO numbers. The entities file of the same dataset has all of that; prefer it.

use super::file::File;
use super::names::{is_native, listed_name};
use super::table::{Row, Table};
use super::{Problems, dates, ftm};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryLink, CountryRole, DateEvent, DateKind, Identifier, IdentifierKind,
    NameKind, NoteKind, Party, PartyKind,
};

/// What tells this table from others.
pub(super) const REQUIRED: [&str; 6] = ["id", "schema", "name", "aliases", "birth_date", "dataset"];

const COLUMNS: &[&str] = &[
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "program_ids",
];

/// Reads every row as a party.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> Vec<Party> {
    let table = Table::new(file, &REQUIRED, COLUMNS, problems);
    let (mut rows, mut parties) = (table.rows(false), Vec::new());
    while let Some(row) = rows.next(problems) {
        parties.push(party(&row, list, problems));
    }
    parties
}

fn party(row: &Row<'_>, list: &str, problems: &mut Problems) -> Party {
    let schema = row.get("schema").unwrap_or_default();
    let kind = ftm::kind_of(schema).unwrap_or(PartyKind::Other);
    let id = row.get("id").unwrap_or_else(|| {
        problems.push(row.problem("id", "no id"));
        "none"
    });
    let mut party = Party::new(list, id, kind);
    let values = |column: &str| values(row.get(column).unwrap_or_default());
    match row.get("name") {
        Some(name) => party.names.push(listed_name(name, NameKind::Primary, kind, row.origin("name"))),
        None => problems.push(row.problem("name", "no name, the rest of the row is kept")),
    }
    for alias in values("aliases") {
        let is_latin = !is_native(&alias);
        let name_kind = if is_latin { NameKind::StrongAlias } else { NameKind::Native };
        party.names.push(listed_name(&alias, name_kind, kind, row.origin("aliases")));
    }
    for text in values("birth_date") {
        let date_kind = match kind {
            PartyKind::Person => DateKind::Birth,
            PartyKind::Vessel | PartyKind::Aircraft => DateKind::Construction,
            PartyKind::Organization | PartyKind::Other => DateKind::Foundation,
        };
        match dates::parse(&text) {
            Some(date) => party.dates.push(DateEvent { kind: date_kind, date, origin: row.origin("birth_date") }),
            None => {
                problems.push(row.problem("birth_date", format!("`{text}` is no date, kept as a remark")));
                party.notes.push(row.note("birth_date", NoteKind::Remark, format!("birth_date: {text}")));
            }
        }
    }
    party.countries.extend(values("countries").map(|name| CountryLink {
        role: CountryRole::Residence,
        country: Country::named(name),
        origin: row.origin("countries"),
    }));
    party.addresses.extend(values("addresses").map(|street| Address {
        street,
        origin: row.origin("addresses"),
        ..Address::default()
    }));
    party.identifiers.extend(values("identifiers").map(|number| {
        let is_imo = number.strip_prefix("IMO").is_some_and(|digits| digits.trim().len() == 7);
        let kind = if is_imo { IdentifierKind::Imo } else { IdentifierKind::Other };
        Identifier { label: "identifiers".to_owned(), ..Identifier::new(kind, number, row.origin("identifiers")) }
    }));
    for (column, kind) in [("phones", ContactKind::Phone), ("emails", ContactKind::Email)] {
        party.contacts.extend(values(column).map(|value| Contact { kind, value, origin: row.origin(column) }));
    }
    party.listing.programs = values("program_ids").collect();
    party.notes.extend(values("sanctions").map(|text| row.note("sanctions", NoteKind::Restriction, text)));
    if kind == PartyKind::Other {
        party.notes.extend(row.remark("schema"));
    }
    party.notes.extend(row.rest());
    party
}

/// The values of a cell.
fn values(cell: &str) -> impl Iterator<Item = String> {
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(b';').from_reader(cell.as_bytes());
    let values: Vec<String> = reader
        .into_records()
        .filter_map(Result::ok)
        .flat_map(|record| record.iter().map(|value| value.trim().to_owned()).collect::<Vec<_>>())
        .filter(|value| !value.is_empty())
        .collect();
    values.into_iter()
}

#[cfg(test)]
mod tests {
    use crate::list::{Format, read_bytes};
    use crate::party::{IdentifierKind, NameKind, PartyKind};

    const HEADER: &str = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,\
                          dataset,first_seen,last_seen,last_change\n";

    #[test]
    fn each_column_goes_to_its_place() {
        let text = format!(
            "{HEADER}\"Q1\",\"Person\",\"Jane Doe\",\"J. Doe;\"\"Doe; Jane\"\";Джейн\",1960;soon,\"ru;cy\",1 Main St,X1,\
             \"Bureau - Program\",+1,a@x.example,Some List,2023,2024,2024\n\
             Q2,Vessel,OCEAN PEARL,,1990,,,IMO1234567;9,,,,Some List,,,\n,Asset,,,,,,,,,,,,,\n"
        );
        let reading = read_bytes("l", "targets.simple.csv", Format::OpensanctionsCsv, text.as_bytes());
        let [jane, ship, asset] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary Jane Doe", "strong_alias J. Doe", "strong_alias Doe; Jane", "native Джейн"]);
        assert_eq!((jane.id.as_str(), jane.kind, jane.dates.len()), ("l:Q1", PartyKind::Person, 1));
        assert_eq!((jane.countries.len(), jane.addresses.len(), jane.contacts.len()), (2, 1, 2));
        let notes: Vec<&str> = jane.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            notes,
            [
                "birth_date: soon",
                "Bureau - Program",
                "dataset: Some List",
                "first_seen: 2023",
                "last_seen: 2024",
                "last_change: 2024"
            ]
        );
        let kinds: Vec<IdentifierKind> = ship.identifiers.iter().map(|identifier| identifier.kind).collect();
        assert_eq!(kinds, [IdentifierKind::Imo, IdentifierKind::Other]);
        assert_eq!(ship.names[0].kind, NameKind::Primary);
        assert_eq!((asset.kind, asset.names.len()), (PartyKind::Other, 0));
        assert_eq!(reading.problems.len(), 3, "{:?}", reading.problems);
    }
}
