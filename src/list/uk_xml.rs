//! The UK Sanctions List of FCDO as XML: `Designations` with `Designation`.
//!
//! It holds what the CSV form holds, with each value once in an element of its own, so each group of elements is read as a row
//! of that form; [`uk`](super::uk) says what the values mean. The indicators repeat `SanctionsImposed`, and count where that is
//! missing.
//!
//! Read by its published structure, without a real file at hand.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Problems;
use super::file::File;
use super::table::key;
use super::uk::{COLUMNS, Cells, Group, read_date};
use super::xml::{self, Element, Record};
use crate::party::{Note, NoteKind, Origin, Party};

/// Elements whose names are not those of their columns.
const OTHERWISE: [(&str, &str); 10] = [
    ("IndividualEntityShip", "Designation Type"),
    ("BusinessRegistrationNumber", "Business registration number (s)"),
    ("Subsidiary", "Subsidiaries"),
    ("CurrentOwnerOperator", "Current owner/operator (s)"),
    ("PreviousOwnerOperator", "Previous owner/operator (s)"),
    ("CurrentBelievedFlag", "Current believed flag of ship"),
    ("PreviousFlag", "Previous flags"),
    ("HullIdentificationNumber", "Hull identification number (HIN)"),
    ("HullIDNumber", "Hull identification number (HIN)"),
    ("HIN", "Hull identification number (HIN)"),
];

/// Reads every designation, and the day the list was made.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let (mut parties, mut date) = (Vec::new(), None);
    xml::read(file, &["DateGenerated"], &["Designation"], problems, |record, problems| {
        if record.number > 0 {
            let mut rows = vec![Fields::new(record)];
            add_rows(&record.element, record, &mut rows);
            let id = record.element.text_of("UniqueID");
            if id.is_none() {
                problems.push(record.problem("UniqueID", "no id, the record's number stands in for it"));
            }
            parties.push(Group { rows: &rows, id }.party(list, &rows[0], problems));
        } else if let Some(made) = record.element.text().and_then(read_date) {
            date = (made.first() == made.last()).then(|| made.to_string());
        }
    });
    (parties, date)
}

/// Elements that stand together, as a row.
struct Fields<'a> {
    record: &'a Record<'a>,
    cells: Vec<(&'static str, String)>,
    /// Elements that are no column, with their texts.
    rest: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    fn new(record: &'a Record<'a>) -> Self {
        Self { record, cells: Vec::new(), rest: Vec::new() }
    }
}

impl Cells for Fields<'_> {
    fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(known, _)| *known == column).map(|(_, text)| text.as_str())
    }

    fn origin(&self, column: &str) -> Origin {
        self.record.origin(column)
    }

    fn rest(&self) -> Vec<Note> {
        let note = |(name, text): &(&str, &str)| self.record.note(name, NoteKind::Remark, format!("{name}: {text}"));
        self.rest.iter().map(note).collect()
    }
}

/// Adds the texts within an element to the last row; one whose column is taken, or that stands deeper, begins another.
fn add_rows<'a>(element: &'a Element<'a>, record: &'a Record<'a>, rows: &mut Vec<Fields<'a>>) {
    for child in element.children.iter().filter(|child| child.children.is_empty()) {
        let Some(text) = child.text() else { continue };
        let mut cell = BY_ELEMENT.get(&key(child.name)).map(|column| (*column, text.to_owned()));
        if element.name == "SanctionsImposedIndicators" {
            if text != "true" || record.element.text_of("SanctionsImposed").is_some() {
                continue;
            }
            cell = Some(("Sanctions Imposed", spaced(child.name)));
        }
        let Some((column, text)) = cell else {
            rows.last_mut().expect("the first row is there").rest.push((child.name, text));
            continue;
        };
        if rows.last().is_none_or(|row| row.get(column).is_some()) {
            rows.push(Fields::new(record));
        }
        rows.last_mut().expect("a row was just added").cells.push((column, text));
    }
    for child in element.children.iter().filter(|child| !child.children.is_empty()) {
        rows.push(Fields::new(record));
        add_rows(child, record, rows);
    }
}

/// The columns of the CSV form by the keys of the elements that stand for them.
static BY_ELEMENT: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let columns = COLUMNS.iter().map(|column| (*column, *column));
    columns.chain(OTHERWISE).map(|(name, column)| (key(name), column)).collect()
});

/// `AssetFreeze` as `Asset freeze`.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_uppercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};

    /// Invented parties as a file of either form.
    const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Designations><DateGenerated>11/09/2025</DateGenerated>\
        <Designation><LastUpdated>14/04/2026</LastUpdated><DateDesignated>25/01/2001</DateDesignated><UniqueID>AFG0001</UniqueID>\
        <OFSIGroupID>7172</OFSIGroupID><UNReferenceNumber>TAi.001</UNReferenceNumber>\
        <Names><Name><Name1>Jane</Name1><Name2>Ann</Name2><Name6>DOE</Name6><NameType>Primary Name</NameType></Name>\
        <Name><Name1>Jayne</Name1><Name6>DOE</Name6><NameType>Primary name variation</NameType></Name>\
        <Name><Name6>The Boss</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>\
        <NonLatinNames><NonLatinName><NameNonLatinScript>Джейн Доу</NameNonLatinScript><NonLatinScriptType>Cyrillic</NonLatinScriptType>\
        <NonLatinScriptLanguage>Russian</NonLatinScriptLanguage></NonLatinName></NonLatinNames>\
        <Titles><Title>Dr</Title><Title>Colonel</Title></Titles><RegimeName>The Invented Regulations 2020</RegimeName>\
        <IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UN</DesignationSource>\
        <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>\
        <SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze><ArmsEmbargo>false</ArmsEmbargo></SanctionsImposedIndicators>\
        <OtherInformation>Daughter of ROE. UN Ref TAi.001.</OtherInformation><UKStatementofReasons>A &amp;amp; B</UKStatementofReasons>\
        <Addresses><Address><AddressLine1>1 Main St</AddressLine1><AddressLine6>Minsk</AddressLine6><AddressPostalCode>123</AddressPostalCode>\
        <AddressCountry>Belarus</AddressCountry></Address><Address><AddressCountry>Cyprus</AddressCountry></Address></Addresses>\
        <PhoneNumbers><PhoneNumber>+93 20 1</PhoneNumber></PhoneNumbers><EmailAddresses><EmailAddress>a@x.example; b@x.example</EmailAddress></EmailAddresses>\
        <IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB><DOB>01/03/1958</DOB></DOBs>\
        <PassportDetails><Passport><PassportNumber>P04581926</PassportNumber><PassportAdditionalInformation>Belarus passport</PassportAdditionalInformation></Passport>\
        <Passport><PassportAdditionalInformation>seized, no 77123</PassportAdditionalInformation></Passport></PassportDetails>\
        <Nationalities><Nationality>Belarus</Nationality></Nationalities>\
        <NationalIdentifierDetails><NationalIdentifier><NationalIdentifierNumber>12345</NationalIdentifierNumber></NationalIdentifier></NationalIdentifierDetails>\
        <Positions><Position>Director</Position></Positions><Genders><Gender>Female</Gender></Genders>\
        <BirthDetails><Location><TownOfBirth>Minsk</TownOfBirth><CountryOfBirth>Belarus</CountryOfBirth></Location>\
        <Location><TownOfBirth>Brest</TownOfBirth><CountryOfBirth>Belarus</CountryOfBirth></Location></BirthDetails></Individual></IndividualDetails></Designation>\
        <Designation><UniqueID>RUS0001</UniqueID><Names><Name><Name6>ACE LLC</Name6><NameType>Primary Name</NameType></Name></Names>\
        <RegimeName>The Invented Regulations 2020</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip>\
        <Websites><Website>http://x.example</Website></Websites><EntityDetails><Entity>\
        <TypeOfEntities><TypeOfEntity>Bank</TypeOfEntity></TypeOfEntities><ParentCompanies><ParentCompany>BEE</ParentCompany></ParentCompanies>\
        <Subsidiaries><Subsidiary>CEE</Subsidiary></Subsidiaries><BusinessRegistrationNumbers>\
        <BusinessRegistrationNumber>OGRN: 1230000000456 INN: 7700000123</BusinessRegistrationNumber></BusinessRegistrationNumbers></Entity></EntityDetails></Designation>\
        <Designation><UniqueID>DPR0001</UniqueID><Names><Name><Name6>EVER SAIL</Name6><NameType>Primary name</NameType></Name></Names>\
        <RegimeName>The Other Regulations 2019</RegimeName><IndividualEntityShip>Ship</IndividualEntityShip><ShipDetails><Ship>\
        <IMONumbers><IMONumber>IMO9187629</IMONumber></IMONumbers><CurrentOwnerOperators><CurrentOwnerOperator>ACE LLC</CurrentOwnerOperator></CurrentOwnerOperators>\
        <PreviousOwnerOperators><PreviousOwnerOperator>BEE</PreviousOwnerOperator></PreviousOwnerOperators>\
        <CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Malta</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>\
        <PreviousFlags><PreviousFlag>Panama</PreviousFlag><PreviousFlag>Liberia</PreviousFlag></PreviousFlags>\
        <TypeOfShipDetails><TypeOfShip>Tanker</TypeOfShip></TypeOfShipDetails><TonnageOfShipDetails><TonnageOfShip>7078</TonnageOfShip></TonnageOfShipDetails>\
        <LengthOfShipDetails><LengthOfShip>200</LengthOfShip></LengthOfShipDetails><YearsBuilt><YearBuilt>2011</YearBuilt></YearsBuilt></Ship></ShipDetails></Designation></Designations>";

    const HEADER: &str = "Last Updated,Date Designated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,\
        Name non-latin script,Non-latin script type,Non-latin script language,Title,Regime Name,Designation Type,Designation source,\
        Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,Address Line 6,Address Postal Code,Address Country,Phone number,\
        Email address,Website,D.O.B,Passport number,Passport additional information,Nationality(/ies),National Identifier number,Position,Gender,\
        Town of birth,Country of birth,Type of entity,Parent company,Subsidiaries,Business registration number (s),IMO number,\
        Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,Type of ship,Tonnage of ship,\
        Length of ship,Year Built";

    fn read_xml(text: &str) -> Reading {
        read_bytes("uk-sl", "f", Format::UkSlXml, text.as_bytes())
    }

    /// A file in the CSV form: a line for each of `rows`, which name the columns that they fill.
    fn csv(rows: &[&[(&str, &str)]]) -> String {
        let columns: Vec<&str> = HEADER.split(',').collect();
        let mut text = format!("Report Date: 11-Sep-2025\n{HEADER}\n");
        for row in rows {
            assert!(row.iter().all(|(name, _)| columns.contains(name)), "{row:?}");
            let cell = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
            text += &columns.iter().map(|column| format!("\"{}\"", cell(column))).collect::<Vec<_>>().join(",");
            text.push('\n');
        }
        text
    }

    #[test]
    fn both_forms_give_the_same_parties() {
        let jane: &[(&str, &str)] = &[
            ("Last Updated", "14/04/2026"),
            ("Date Designated", "25/01/2001"),
            ("Unique ID", "AFG0001"),
            ("OFSI Group ID", "7172"),
            ("UN Reference Number", "TAi.001"),
            ("Name 6", "DOE"),
            ("Name 1", "Jane"),
            ("Name 2", "Ann"),
            ("Name type", "Primary Name"),
            ("Name non-latin script", "Джейн Доу"),
            ("Non-latin script type", "Cyrillic"),
            ("Non-latin script language", "Russian"),
            ("Title", "(1) Dr (2) Colonel"),
            ("Regime Name", "The Invented Regulations 2020"),
            ("Designation Type", "Individual"),
            ("Designation source", "UN"),
            ("Sanctions Imposed", "Asset freeze|Travel Ban"),
            ("Other Information", "Daughter of ROE. UN Ref TAi.001."),
            ("UK Statement of Reasons", "A &amp; B"),
            ("Address Line 1", "1 Main St"),
            ("Address Line 6", "Minsk"),
            ("Address Postal Code", "123"),
            ("Address Country", "Belarus"),
            ("Phone number", "+93 20 1"),
            ("Email address", "a@x.example; b@x.example"),
            ("D.O.B", "dd/mm/1945"),
            ("Passport number", "P04581926"),
            ("Passport additional information", "Belarus passport"),
            ("Nationality(/ies)", "Belarus"),
            ("National Identifier number", "12345"),
            ("Position", "Director"),
            ("Gender", "Female"),
            ("Town of birth", "Minsk"),
            ("Country of birth", "Belarus"),
        ];
        let more: &[(&str, &str)] = &[
            ("Unique ID", "AFG0001"),
            ("Name 6", "DOE"),
            ("Name 1", "Jayne"),
            ("Name type", "Primary name variation"),
            ("Address Country", "Cyprus"),
            ("D.O.B", "01/03/1958"),
            ("Passport additional information", "seized, no 77123"),
            ("Town of birth", "Brest"),
            ("Country of birth", "Belarus"),
        ];
        let weak: &[(&str, &str)] = &[
            ("Unique ID", "AFG0001"),
            ("Name 6", "The Boss"),
            ("Name type", "ALias"),
            ("Alias strength", "Low quality a.k.a"),
        ];
        let company: &[(&str, &str)] = &[
            ("Unique ID", "RUS0001"),
            ("Name 6", "ACE LLC"),
            ("Name type", "Primary Name"),
            ("Regime Name", "The Invented Regulations 2020"),
            ("Designation Type", "Entity"),
            ("Website", "http://x.example"),
            ("Type of entity", "Bank"),
            ("Parent company", "BEE"),
            ("Subsidiaries", "CEE"),
            ("Business registration number (s)", "OGRN: 1230000000456\nINN: 7700000123"),
        ];
        let ship: &[(&str, &str)] = &[
            ("Unique ID", "DPR0001"),
            ("Name 6", "EVER SAIL"),
            ("Name type", "Primary name"),
            ("Regime Name", "The Other Regulations 2019"),
            ("Designation Type", "Ship"),
            ("IMO number", "IMO9187629"),
            ("Current owner/operator (s)", "ACE LLC"),
            ("Previous owner/operator (s)", "BEE"),
            ("Current believed flag of ship", "Malta"),
            ("Previous flags", "(1) Panama (2) Liberia"),
            ("Type of ship", "Tanker"),
            ("Tonnage of ship", "7078"),
            ("Length of ship", "200"),
            ("Year Built", "2011"),
        ];
        let csv = read_bytes("uk-sl", "f", Format::UkSl, csv(&[jane, more, weak, company, ship]).as_bytes());
        let xml = read_xml(XML);
        assert_eq!((&xml.problems, &csv.problems), (&vec![], &vec![]));
        assert_eq!((xml.list.date.as_deref(), &xml.list.date), (Some("2025-09-11"), &csv.list.date));
        assert_eq!((xml.parties.len(), csv.parties.len()), (3, 3));
        for (left, right) in xml.parties.iter().zip(&csv.parties) {
            assert_eq!(without_origins(left), without_origins(right));
        }

        // What the forms agree in is what they say.
        let [jane, company, ship] = &xml.parties[..] else { panic!("three parties") };
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(
            names,
            ["primary Jane Ann DOE", "strong_alias Jayne DOE", "native Джейн Доу", "weak_alias The Boss"]
        );
        let places: Vec<&str> = jane.places.iter().map(|place| place.text.as_str()).collect();
        assert_eq!(places, ["Minsk, Belarus", "Brest, Belarus"]);
        let identifiers = |party: &Party| -> Vec<String> {
            party.identifiers.iter().map(|id| format!("{} {} {} {}", id.kind, id.label, id.number, id.remark)).collect()
        };
        assert_eq!(
            identifiers(jane),
            [
                "passport Passport Number P04581926 Belarus passport",
                "passport Passport additional information 77123 seized, no 77123",
                "national_id National Identifier number 12345 ",
                "other OFSI Group ID 7172 ",
                "other UN Reference Number TAi.001 ",
                "other UN Ref TAi.001 ",
            ]
        );
        assert_eq!(identifiers(company), ["registration OGRN 1230000000456 ", "tax_id INN 7700000123 "]);
        assert_eq!(identifiers(ship), ["imo IMO number IMO9187629 "]);
        assert_eq!((ship.countries.len(), ship.links.len(), company.links.len(), jane.contacts.len()), (3, 2, 2, 3));
    }

    /// A party as text, without the places where its values were read.
    fn without_origins(party: &Party) -> String {
        fn strip(value: &mut serde_json::Value) {
            match value {
                serde_json::Value::Object(fields) => {
                    fields.remove("origin");
                    fields.values_mut().for_each(strip);
                }
                serde_json::Value::Array(values) => values.iter_mut().for_each(strip),
                _ => {}
            }
        }
        let mut value = serde_json::to_value(party).expect("every party is written");
        strip(&mut value);
        format!("{value:#}")
    }

    #[test]
    fn what_is_not_known_is_kept() {
        for (case, from, to, problem, note) in [
            ("element", "<Genders>", "<Moods><Mood>grim</Mood></Moods><Genders>", "", "Mood: grim"),
            (
                "no id",
                "<UniqueID>AFG0001</UniqueID>",
                "",
                "f:1:UniqueID: no id, the record's number stands in for it",
                "Asset freeze",
            ),
            ("indicator alone", "<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>", "", "", "Asset freeze"),
            ("date", "dd/mm/1945", "19yy", "f:1:D.O.B: `19yy` is not understood, kept as a remark", "D.O.B: 19yy"),
        ] {
            assert!(XML.contains(from), "{case}");
            let reading = read_xml(&XML.replace(from, to));
            let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems, Vec::from_iter([problem].into_iter().filter(|problem| !problem.is_empty())), "{case}");
            assert!(reading.parties[0].notes.iter().any(|found| found.text == note), "{case}");
        }
    }
}
