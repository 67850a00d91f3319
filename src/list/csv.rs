//! A list of one's own as CSV with a header.

use std::borrow::Cow;

use csv::StringRecord;

use super::Problems;
use super::file::File;
use super::mapping::Mapping;
use super::outlet::Outlet;
use super::own::{Cell, Column, Record};
use super::records::{Records, Shape, lines_as_records};

/// Whether a file begins with a header that has a column of names.
pub(super) fn has_header(file: &File) -> bool {
    has_names(&Mapping::default(), &header(file, delimiter(file)))
}

fn has_names(mapping: &Mapping, headers: &StringRecord) -> bool {
    headers.iter().any(|header| mapping.column(header).is_name())
}

fn header(file: &File, delimiter: u8) -> StringRecord {
    lines_as_records(file, delimiter).next().unwrap_or_default()
}

/// Reads every row as a party.
pub(super) fn read(list: &str, file: &File, mapping: &Mapping, problems: &mut Problems, outlet: &mut Outlet<'_>) {
    let delimiter = mapping.delimiter().unwrap_or_else(|| delimiter(file));
    let shape = Shape { columns: header(file, delimiter).len(), delimiter, ..Shape::default() };
    let mut records = Records::new(file, shape);
    let headers = records.next(problems).map(|(_, headers)| headers).unwrap_or_default();
    if !has_names(mapping, &headers) {
        problems.push(file.problem(1, "", "no column `name` in the header, no row read"));
        return;
    }
    mapping.report_absent(headers.iter(), file, problems);
    let columns: Vec<Column> = headers.iter().map(|header| mapping.column(header)).collect();
    while let Some((number, values)) = records.next(problems) {
        let cells = values.iter().enumerate().filter_map(|(field, text)| {
            let (header, column) = match columns.get(field) {
                Some(column) => (&headers[field], *column),
                None => ("", Column::Unknown),
            };
            let text = text.trim();
            (!text.is_empty()).then(|| Cell { header, column, text: Cow::from(text), values: mapping.values(text) })
        });
        let record = Record { file, number, cells: mapping.complete(cells), mapping };
        if let Some(party) = record.party(list, &(number - 1).to_string(), problems) {
            outlet.put(party, problems);
        }
    }
}

/// Spreadsheets in countries with a decimal comma write semicolons, some programs tabs: whichever the header has most of.
fn delimiter(file: &File) -> u8 {
    let header = file.head().trim_ascii_start().split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    // Of equals the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use crate::list::{Format, Reading, read_bytes};
    use crate::party::{Country, CountryRole, IdentifierKind, NoteKind, PartyKind};

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
    fn a_number_may_say_which_public_standard_it_follows() {
        let reading = read(
            "id,name,identifier\n1,A,iban:DE89370400440532013000; snils:112-233-445 95; XBT:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa; \
             lei:5493001KJTIIGC8Y1R12; what:9\n",
        );
        let kinds: Vec<IdentifierKind> = reading.parties[0].identifiers.iter().map(|found| found.kind).collect();
        assert_eq!(kinds[2..], [IdentifierKind::CryptoAddress, IdentifierKind::Lei, IdentifierKind::Other]);
        assert_eq!(reading.parties[0].identifiers[0].number, "DE89370400440532013000");
        assert_eq!(reading.parties[0].identifiers[1].number, "112-233-445 95");
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
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems.len(), usize::from(problem.is_some()), "{case}: {problems:?}");
            if let Some(problem) = problem {
                assert!(problems[0].starts_with(problem), "{case}: {}", problems[0]);
            }
        }
        assert_eq!(read("id,name,dob\n7,A,soon\n").parties[0].notes[0].text, "dob: soon");
        assert_eq!(read("id,ref,name\n7,8,A\n").parties[0].notes[0].text, "ref: 8", "a second id");
        assert_eq!(
            read("name,surname\nJane Doe,Roe\n").parties[0].notes[0].text,
            "surname: Roe",
            "another name's part"
        );
        assert_eq!(read("name,surname\nJane Doe,Doe\n").parties[0].names[0].parts[0].text, "Doe", "a part of the name");
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
