//! The lists of the United Kingdom as CSV: OFSI's ConList, in its forms before and since 2022, and the UK Sanctions List of FCDO.
//! [`uk_xml`](super::uk_xml) makes such rows of the XML form of the latter.
//!
//! Each begins with a line that holds its date. A party has one row for each combination of its names, dates of birth and
//! addresses, so the rows of a group are one party, in which each value stands once. `Name 6` is the surname, or the whole
//! name of an organization or ship. The ConList is in windows-1252, later copies in UTF-8.
//!
//! Dates are `28/10/1956`, `00/00/1956`, and literally `dd/mm/1956`. Passports and national numbers are prose: the first word
//! with digits is taken for the number, and the whole is kept beside it.
//!
//! The ConList was checked against real files in both forms; the UK Sanctions List is read by its published columns, without
//! a real file at hand. Its tonnage, which it does not define, is taken for gross tonnage.

use rustc_hash::FxHashMap;

use super::file::File;
use super::names::{language_tag, set_script};
use super::phrase::{enumerated, strip_prefix_ignoring_case, trailing_parentheses};
use super::table::{Row, Table, header_line};
use super::{Problem, Problems, dates, references};
use crate::party::{
    Address, Contact, ContactKind, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, DatePoint,
    Identifier, IdentifierKind, Link, Name, NameKind, NamePart, NamePartKind, Note, NoteKind, Numbering, Origin,
    PartialDate, Party, PartyKind, Place, Vessel,
};

/// What tells the ConList from others.
pub(super) const CONLIST: [&str; 3] = ["Name 6", "Group ID", "Regime"];

/// What tells the UK Sanctions List from others.
pub(super) const SANCTIONS_LIST: [&str; 3] = ["Name 6", "Unique ID", "Regime Name"];

/// The parts of a name in the order in which it is spoken.
const NAMES: [&str; 6] = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"];

/// The columns that are read, of either list.
pub(super) const COLUMNS: &[&str] = &[
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name 6",
    "Title",
    "Name Non-Latin Script",
    "Non-Latin Script Type",
    "Non-Latin Script Language",
    "DOB",
    "D.O.B",
    "Town of Birth",
    "Country of Birth",
    "Nationality",
    "Nationality(/ies)",
    "Passport Number",
    "Passport Details",
    "Passport additional information",
    "NI Number",
    "National Identification Number",
    "NI Details",
    "National Identifier number",
    "National Identifier additional information",
    "Position",
    "Address 1",
    "Address 2",
    "Address 3",
    "Address 4",
    "Address 5",
    "Address 6",
    "Post/Zip Code",
    "Country",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Address Country",
    "Other Information",
    "UK Statement of Reasons",
    "Group Type",
    "Designation Type",
    "Designation Source",
    "Type of entity",
    "Alias Type",
    "Name type",
    "Alias Quality",
    "Alias strength",
    "Regime",
    "Regime Name",
    "Listed On",
    "UK Sanctions List Date Designated",
    "Date Designated",
    "Last Updated",
    "Group ID",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Sanctions Imposed",
    "Phone number",
    "Website",
    "Email address",
    "Gender",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year Built",
    "Hull identification number (HIN)",
];

/// The day that the list gives for itself, `YYYY-MM-DD`.
pub(super) fn date(file: &File) -> Option<String> {
    header_line(file, &CONLIST).or(header_line(file, &SANCTIONS_LIST))?;
    let text = file.head().split(|&byte| byte == b'\n').next()?;
    let text = String::from_utf8_lossy(text);
    let words = text.split([',', ' ', '"', '\r']).filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    let day = words.filter_map(|word| read_date(word).or_else(|| dates::parse(&word.replace('-', " ")))).next()?;
    (day.first() == day.last()).then(|| day.first().to_string())
}

/// Most rows of one party; the largest group of the ConList has 243. What has more is no id, and the rest begins another party.
const MAX_ROWS: usize = 1_000;

/// Reads each group of rows as a party.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> Vec<Party> {
    let (required, id) = if header_line(file, &SANCTIONS_LIST).is_some() {
        (&SANCTIONS_LIST, "Unique ID")
    } else {
        (&CONLIST, "Group ID")
    };
    let table = Table::new(file, required, COLUMNS, problems);
    let mut groups: Vec<Vec<Row<'_>>> = Vec::new();
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut rows = table.rows(true);
    while let Some(row) = rows.next(problems) {
        let Some(id) = row.get(id).map(str::to_owned) else {
            problems.push(row.problem(id, "no id, read as a party of its own"));
            groups.push(vec![row]);
            continue;
        };
        match by_id.get(&id) {
            Some(&at) if groups[at].len() < MAX_ROWS => groups[at].push(row),
            _ => {
                by_id.insert(id, groups.len());
                groups.push(vec![row]);
            }
        }
    }
    let groups = groups.iter().filter_map(|rows| Some((rows.first()?, rows)));
    groups.map(|(first, rows)| Group { rows, id: first.get(id) }.party(list, first, problems)).collect()
}

/// Values of one party that stand together, by the names of the columns of the CSV form.
pub(super) trait Cells {
    /// A value without blanks around it; `None` where there is none.
    fn get(&self, column: &str) -> Option<&str>;

    fn origin(&self, column: &str) -> Origin;

    /// What stands there beside the known columns.
    fn rest(&self) -> Vec<Note>;

    fn problem(&self, column: &str, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(column), message: message.into() }
    }

    fn note(&self, column: &str, kind: NoteKind, text: impl Into<String>) -> Note {
        Note { kind, text: text.into(), origin: self.origin(column) }
    }

    /// A value as a remark, `column: value`.
    fn remark(&self, column: &str) -> Option<Note> {
        Some(self.note(column, NoteKind::Remark, format!("{column}: {}", self.get(column)?)))
    }
}

impl Cells for Row<'_> {
    fn get(&self, column: &str) -> Option<&str> {
        self.get(column)
    }

    fn origin(&self, column: &str) -> Origin {
        self.origin(column)
    }

    fn rest(&self) -> Vec<Note> {
        self.rest().collect()
    }
}

/// A value with the row and the column that it stands in.
type Value<'a, R> = (&'a R, &'static str, &'a str);

/// The rows of one party.
pub(super) struct Group<'a, R> {
    pub(super) rows: &'a [R],
    pub(super) id: Option<&'a str>,
}

impl<'a, R: Cells> Group<'a, R> {
    pub(super) fn party(&self, list: &str, first: &R, problems: &mut Problems) -> Party {
        let row_id = format!("row-{}", first.origin("").record);
        let kind = first.get("Group Type").or(first.get("Designation Type")).map_or(Ok(PartyKind::Other), str::parse);
        let kind = kind.unwrap_or_else(|message: String| {
            problems.push(first.problem("Group Type", message));
            PartyKind::Other
        });
        let mut party = Party::new(list, self.id.unwrap_or(&row_id), kind);
        self.names(&mut party, problems);
        self.dates(&mut party, problems);
        self.places(&mut party);
        self.countries(&mut party);
        self.identifiers(&mut party);
        self.addresses(&mut party);
        self.listing(&mut party, problems);
        self.vessel(&mut party);
        self.notes(&mut party, problems);
        party
    }

    /// Each value of a column, or of one that stands for it in the other list, once, with its row.
    fn values(&self, columns: &[&'static str]) -> Vec<Value<'a, R>> {
        let mut found: Vec<Value<'a, R>> = Vec::new();
        for row in self.rows {
            for &column in columns {
                if let Some(value) = said(row, column)
                    && !found.iter().any(|(.., known)| *known == value)
                {
                    found.push((row, column, value));
                }
            }
        }
        found
    }

    /// The values of two columns that are about one thing in each row, which may number several: `(1) Minsk (2) Brest`. One
    /// value on the right is about all on the left; where the numbers differ otherwise, each value stands alone.
    fn pairs(&self, left: &[&'static str], right: &[&'static str]) -> Vec<[Option<Value<'a, R>>; 2]> {
        let mut pairs = Vec::new();
        for row in self.rows {
            let of = |columns: &[&'static str]| -> Vec<Value<'a, R>> {
                let cells = columns.iter().filter_map(|&column| Some((column, said(row, column)?)));
                cells
                    .flat_map(|(column, text)| enumerated(text).into_iter().map(move |text| (row, column, text)))
                    .collect()
            };
            let (left, right) = (of(left), of(right));
            if right.len() == 1 && !left.is_empty() {
                pairs.extend(left.into_iter().map(|value| [Some(value), Some(right[0])]));
            } else if left.len() == right.len() {
                pairs.extend(left.into_iter().zip(right).map(|(left, right)| [Some(left), Some(right)]));
            } else {
                pairs.extend(left.into_iter().map(|value| [Some(value), None]));
                pairs.extend(right.into_iter().map(|value| [None, Some(value)]));
            }
        }
        pairs
    }

    fn names(&self, party: &mut Party, problems: &mut Problems) {
        for row in self.rows {
            let name = name(row, party.kind);
            if name.full.is_empty() {
                continue;
            }
            let word = row.get("Alias Type").or(row.get("Name type")).unwrap_or_default();
            let strength = row.get("Alias Quality").or(row.get("Alias strength")).unwrap_or_default();
            let weak = strength.to_ascii_lowercase().starts_with("low");
            let kind = match (word.to_ascii_lowercase().as_str(), weak) {
                ("prime alias" | "primary name", _) => NameKind::Primary,
                ("fka", false) => NameKind::Former,
                ("fka", true) => NameKind::WeakFormer,
                ("aka" | "alias" | "primary name variation", true) => NameKind::WeakAlias,
                ("aka" | "alias" | "primary name variation", false) => NameKind::StrongAlias,
                _ => {
                    let message = format!("unknown type of name `{word}`, read as another name");
                    problems.push(row.problem("Alias Type", message));
                    NameKind::StrongAlias
                }
            };
            let has_primary = party.names.iter().any(|name| name.kind == NameKind::Primary);
            match party.names.iter_mut().find(|known| known.full == name.full && known.kind != NameKind::Native) {
                Some(known) if kind == NameKind::Primary && !has_primary => known.kind = kind,
                Some(_) => {}
                None if kind == NameKind::Primary && has_primary => {
                    party.names.push(Name { kind: NameKind::StrongAlias, ..name });
                }
                None => party.names.push(Name { kind, ..name }),
            }
        }
        for (row, column, full) in self.values(&["Name Non-Latin Script"]) {
            let mut name = Name::new(full, NameKind::Native, row.origin(column));
            let word = row.get("Non-Latin Script Language");
            name.language = word.and_then(language_tag).map(str::to_owned);
            if name.language.is_none() {
                party.notes.extend(row.remark("Non-Latin Script Language"));
            }
            let script = row.get("Non-Latin Script Type");
            // Some rows have the language once more.
            if !script.is_none_or(|script| set_script(&mut name, script) || Some(script) == word) {
                party.notes.extend(row.remark("Non-Latin Script Type"));
            }
            party.names.push(name);
        }
        if party.names.is_empty() {
            problems.push(self.rows[0].problem("Name 6", "no name, the rest is kept"));
        }
        party.names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
    }

    fn dates(&self, party: &mut Party, problems: &mut Problems) {
        let births = self.values(&["DOB", "D.O.B"]).into_iter().map(|value| (DateKind::Birth, value));
        let built = self.values(&["Year Built"]).into_iter().map(|value| (DateKind::Construction, value));
        for (kind, (row, column, text)) in births.chain(built) {
            for text in enumerated(text) {
                match read_date(text) {
                    Some(date) => party.dates.push(DateEvent { kind, date, origin: row.origin(column) }),
                    None => keep(party, row, column, text, problems),
                }
            }
        }
    }

    fn places(&self, party: &mut Party) {
        for [town, name] in self.pairs(&["Town of Birth"], &["Country of Birth"]) {
            let Some((row, column, _)) = town.or(name) else { continue };
            let parts = [town, name].into_iter().flatten().map(|(.., text)| text);
            let text = parts.collect::<Vec<_>>().join(", ");
            if party.places.iter().all(|known| known.text != text) {
                let country = name.map(|(.., name)| country(name));
                party.places.push(Place { kind: DateKind::Birth, text, country, origin: row.origin(column) });
            }
        }
    }

    fn countries(&self, party: &mut Party) {
        for (columns, role) in [
            (&["Nationality", "Nationality(/ies)"][..], CountryRole::Nationality),
            (&["Current believed flag of ship"], CountryRole::Flag),
            (&["Previous flags"], CountryRole::FormerFlag),
        ] {
            for (row, column, text) in self.values(columns) {
                for name in enumerated(text).into_iter().flat_map(nationalities) {
                    let country = country(name);
                    if !party.countries.iter().any(|known| known.role == role && known.country == country) {
                        party.countries.push(CountryLink { role, country, origin: row.origin(column) });
                    }
                }
            }
        }
    }

    fn identifiers(&self, party: &mut Party) {
        for (columns, details, kind) in [
            (
                &["Passport Number"][..],
                &["Passport Details", "Passport additional information"][..],
                IdentifierKind::Passport,
            ),
            (
                &["National Identification Number", "National Identifier number"],
                &["NI Number", "NI Details", "National Identifier additional information"],
                IdentifierKind::NationalId,
            ),
            (&["Business registration number (s)"], &[], IdentifierKind::Registration),
            (&["IMO number"], &[], IdentifierKind::Imo),
            (&["Hull identification number (HIN)"], &[], IdentifierKind::Other),
        ] {
            // Details beside a number are about it; details alone hold it.
            for [text, detail] in self.pairs(columns, details) {
                let Some((row, column, text)) = text.or(detail) else { continue };
                let detail = detail.map(|(.., detail)| detail).filter(|detail| *detail != text);
                // Companies have several numbers in one field.
                let mut found = if kind == IdentifierKind::Registration { labelled_numbers(text) } else { Vec::new() };
                if found.is_empty() {
                    found.extend(number(text).map(|number| (column, number)));
                }
                if found.is_empty() {
                    let text = [Some(text), detail].into_iter().flatten().collect::<Vec<_>>().join("; ");
                    add_note(party, row.note(column, NoteKind::Remark, format!("{column}: {text}")));
                }
                for (label, number) in found {
                    let remarks = [Some(text).filter(|_| label == column && number != text), detail];
                    let said = remarks.into_iter().flatten();
                    let kind = if label == column { kind } else { kind_of_label(label, kind) };
                    add_identifier(
                        party,
                        Identifier {
                            label: label.to_owned(),
                            country: [Some(text), detail].into_iter().flatten().find_map(issuer_in),
                            remark: said.collect::<Vec<_>>().join("; "),
                            ..Identifier::new(kind, number, row.origin(column))
                        },
                    );
                }
            }
        }
        for (column, numbering) in [("OFSI Group ID", Numbering::Ofsi), ("UN Reference Number", Numbering::Un)] {
            for (row, column, text) in self.values(&[column]) {
                add_reference(party, row, column, column, text);
                references::quote(party, numbering, text, &row.origin(column));
            }
        }
        for (row, column, text) in self.values(&["Other Information"]) {
            for (label, numbering) in [("UN Ref", Numbering::Un), ("UK Sanctions List Ref", Numbering::Uk)] {
                for rest in after(text, label) {
                    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
                    let number = rest[..end].trim_end_matches('.');
                    if number.contains(|c: char| c.is_ascii_digit()) {
                        add_reference(party, row, column, label, number);
                    }
                    references::add(party, numbering, rest, false, &row.origin(column));
                }
            }
        }
        for (column, kind) in [
            ("Phone number", ContactKind::Phone),
            ("Email address", ContactKind::Email),
            ("Website", ContactKind::Website),
        ] {
            for (row, column, text) in self.values(&[column]) {
                let origin = || row.origin(column);
                let contact = |value: &str| Contact { kind, value: value.to_owned(), origin: origin() };
                let is_list = kind == ContactKind::Email && words(text).all(|word| word.contains('@'));
                let values = if is_list { words(text).collect() } else { enumerated(text) };
                party.contacts.extend(values.into_iter().map(contact));
            }
        }
    }

    fn addresses(&self, party: &mut Party) {
        for row in self.rows {
            let join =
                |columns: &[&str]| columns.iter().filter_map(|column| row.get(column)).collect::<Vec<_>>().join(", ");
            let line = |number: u8| [format!("Address {number}"), format!("Address Line {number}")];
            let lines: Vec<String> = (1..=5).flat_map(line).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let address = Address {
                street: join(&lines),
                city: join(&["Address 6", "Address Line 6", "Post/Zip Code", "Address Postal Code"]),
                country: row.get("Country").or(row.get("Address Country")).map(country),
                remark: String::new(),
                origin: row.origin("Address 1"),
            };
            let same = |known: &Address| Address { origin: address.origin.clone(), ..known.clone() } == address;
            let is_empty = address.street.is_empty() && address.city.is_empty() && address.country.is_none();
            if !is_empty && !party.addresses.iter().any(same) {
                party.addresses.push(address);
            }
        }
    }

    fn listing(&self, party: &mut Party, problems: &mut Problems) {
        let programs = self.values(&["Regime", "Regime Name"]);
        party.listing.programs = programs.into_iter().map(|(.., regime)| regime.to_owned()).collect();
        let mut read = |columns: &[&'static str]| {
            let mut found: Vec<PartialDate> = Vec::new();
            for (row, column, text) in self.values(columns) {
                match read_date(text) {
                    Some(date) => found.push(date),
                    None => keep(party, row, column, text, problems),
                }
            }
            found.sort_by_key(PartialDate::first);
            found
        };
        let listed = read(&["Listed On", "UK Sanctions List Date Designated", "Date Designated"]);
        let amended = read(&["Last Updated"]);
        // A party on two regimes was listed first on the earlier day.
        party.listing.listed_on = listed.first().copied();
        party.listing.amended_on = amended.last().copied();
    }

    fn vessel(&self, party: &mut Party) {
        for (columns, relation) in [
            ("Parent company", "Parent company"),
            ("Subsidiaries", "Subsidiary"),
            ("Current owner/operator (s)", "Owner or operator"),
            ("Previous owner/operator (s)", "Previous owner or operator"),
        ] {
            for (row, column, text) in self.values(&[columns]) {
                for name in enumerated(text) {
                    let (relation, name) = (relation.to_owned(), name.to_owned());
                    party.links.push(Link { relation, name, party: None, origin: row.origin(column) });
                }
            }
        }
        let owner = self.values(&["Current owner/operator (s)"]).first().map(|(.., name)| (*name).to_owned());
        let mut vessel = Vessel { owner, ..Vessel::default() };
        for (row, column, text) in self.values(&["Type of ship", "Tonnage of ship"]) {
            let tons = text.replace(',', "").parse().ok();
            match column {
                "Type of ship" if vessel.vessel_type.is_none() => vessel.vessel_type = Some(text.to_owned()),
                "Tonnage of ship" if vessel.gross_register_tons.is_none() && tons.is_some() => {
                    vessel.gross_register_tons = tons;
                }
                _ => add_note(party, row.note(column, NoteKind::Remark, format!("{column}: {text}"))),
            }
        }
        party.vessel = (vessel != Vessel::default()).then_some(vessel);
    }

    fn notes(&self, party: &mut Party, problems: &mut Problems) {
        for (column, kind) in [("Title", NoteKind::Title), ("Position", NoteKind::Title)] {
            for (row, column, text) in self.values(&[column]) {
                party.notes.extend(enumerated(text).into_iter().map(|text| row.note(column, kind, text)));
            }
        }
        for (column, kind) in
            [("UK Statement of Reasons", NoteKind::Reason), ("Other Information", NoteKind::Description)]
        {
            for (row, column, text) in self.values(&[column]) {
                party.notes.push(row.note(column, kind, unescaped(text)));
            }
        }
        for (row, column, text) in self.values(&["Sanctions Imposed"]) {
            let measures = text.split('|').map(str::trim).filter(|measure| !measure.is_empty());
            party.notes.extend(measures.map(|measure| row.note(column, NoteKind::Restriction, measure)));
        }
        for (row, column, word) in self.values(&["Gender"]) {
            match word.parse() {
                Ok(gender) => party.gender = Some(gender),
                Err(_) => keep(party, row, column, word, problems),
            }
        }
        for column in ["Designation Source", "Type of entity", "Length of ship"] {
            for (row, column, text) in self.values(&[column]) {
                party.notes.push(row.note(column, NoteKind::Remark, format!("{column}: {text}")));
            }
        }
        self.rows.iter().flat_map(R::rest).for_each(|note| add_note(party, note));
    }
}

/// A value that is one: `N/A` says that there is none.
fn said<'a>(row: &'a impl Cells, column: &str) -> Option<&'a str> {
    row.get(column).filter(|value| !value.eq_ignore_ascii_case("n/a"))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', ' ', '\n']).filter(|word| !word.is_empty())
}

/// The numbers of a text that is nothing but labels and numbers: `OGRN: 1230000000456 INN: 7700000123`.
fn labelled_numbers(text: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = words(text).map(|word| word.trim_end_matches('.')).collect();
    let mut found = Vec::new();
    for pair in words.chunks(2) {
        match *pair {
            [label, number] if label.ends_with(':') && number.contains(|c: char| c.is_ascii_digit()) => {
                found.push((label.trim_end_matches(':'), number));
            }
            _ => return Vec::new(),
        }
    }
    found
}

/// What a number is by its own label, else by its column.
fn kind_of_label(label: &str, kind: IdentifierKind) -> IdentifierKind {
    match label.to_ascii_uppercase().as_str() {
        "INN" | "TIN" | "VAT" => IdentifierKind::TaxId,
        "BIC" | "SWIFT" | "SWIFT/BIC" => IdentifierKind::Bic,
        "LEI" => IdentifierKind::Lei,
        _ => kind,
    }
}

/// Adds a number, or what is said of one that is there.
fn add_identifier(party: &mut Party, found: Identifier) {
    let is_same = |known: &&mut Identifier| (known.kind, &known.number) == (found.kind, &found.number);
    match party.identifiers.iter_mut().find(is_same) {
        Some(known) => {
            known.country = known.country.take().or(found.country);
            if !known.remark.contains(&found.remark) {
                let more = if known.remark.is_empty() { "" } else { "; " };
                known.remark = format!("{}{more}{}", known.remark, found.remark);
            }
        }
        None => party.identifiers.push(found),
    }
}

/// Adds a note whose text is not there yet.
fn add_note(party: &mut Party, note: Note) {
    if party.notes.iter().all(|known| known.text != note.text) {
        party.notes.push(note);
    }
}

/// A value that does not read as it should, as a problem and a remark.
fn keep(party: &mut Party, row: &impl Cells, column: &str, text: &str, problems: &mut Problems) {
    problems.push(row.problem(column, format!("`{text}` is not understood, kept as a remark")));
    party.notes.push(row.note(column, NoteKind::Remark, format!("{column}: {text}")));
}

/// The name of a row: given names before the surname, or the one name of what has no other.
fn name(row: &impl Cells, party: PartyKind) -> Name {
    let words: Vec<(&str, &str)> = NAMES.iter().filter_map(|column| Some((*column, row.get(column)?))).collect();
    let full = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
    let mut name = Name::new(full, NameKind::StrongAlias, row.origin("Name 6"));
    if party == PartyKind::Person && words.len() > 1 {
        let kind = |column: &str| match column {
            "Name 6" => NamePartKind::Family,
            "Name 1" => NamePartKind::Given,
            _ => NamePartKind::Middle,
        };
        let part = |&(column, word): &(&str, &str)| NamePart { kind: kind(column), text: word.to_owned() };
        name.parts = words.iter().map(part).collect();
    }
    name
}

/// `28/10/1956`, with zeros or letters for what is not known, perhaps with a time of day.
pub(super) fn read_date(text: &str) -> Option<PartialDate> {
    let day = text.split(' ').next()?;
    let mut parts = day.split('/');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return dates::parse(text);
    };
    let number = |text: &str| text.parse::<u8>().ok().filter(|number| *number > 0);
    let is_known = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_unknown = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if year.len() != 4 || ![day, month].iter().all(|part| part.len() <= 2 && (is_known(part) || is_unknown(part))) {
        return None;
    }
    DatePoint::of_parts(year.parse().ok()?, number(month), number(day)).map(PartialDate::point)
}

/// A country with the remark that may follow it, `Kenya (at time of listing)`, or with the name it has now, `Ukrainian SSR (now
/// Ukraine)`; a nationality with that word, `Iranian citizenship`.
fn country(text: &str) -> Country {
    let (before, inner) = trailing_parentheses(text).unwrap_or((text, text.trim_matches(['(', ')'])));
    let noun = before.strip_suffix(" citizenship").or(before.strip_suffix(" nationality")).unwrap_or(before);
    let now = inner.strip_prefix("now ").map(|now| now.strip_prefix("the ").unwrap_or(now));
    let names = [Some(text), now, Some(before), Some(noun)].into_iter().flatten();
    Country { code: names.into_iter().find_map(CountryCode::find), name: text.to_owned() }
}

/// The nationalities of a text that has several where each of them is one: `Syrian, Turkish`.
fn nationalities(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split(',').flat_map(|part| part.split(" and ")).map(str::trim).collect();
    let is_known = |name: &str| CountryCode::find(name).is_some();
    if !is_known(text) && parts.iter().all(|part| is_known(part)) { parts } else { vec![text] }
}

/// The first country that a text on a document names.
fn issuer_in(text: &str) -> Option<Country> {
    text.split(['(', ')', ',', ' ']).find_map(issuer)
}

/// The country that a word of a document names; two letters are a series of numbers rather than a country.
fn issuer(word: &str) -> Option<Country> {
    (word.len() > 3).then(|| Country::named(word)).filter(|country| country.code.is_some())
}

/// The first word of a text with digits in it, with a series of one or two capitals before it: `H 236483`.
fn number(text: &str) -> Option<&str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':');
    let mut series = None;
    let mut start = 0;
    for word in text.split(is_end) {
        let end = start + word.len();
        // `no.A1037434` has no blank after its label.
        let label = word.char_indices().find(|(_, c)| *c == '.').map_or(0, |(dot, _)| dot + 1);
        let bare = if word[..label].contains(|c: char| c.is_ascii_digit()) { 0 } else { label };
        if word[bare..].bytes().filter(u8::is_ascii_digit).count() >= 2 {
            let start = series.unwrap_or(start + bare);
            return Some(text[start..end].trim_end_matches('.'));
        }
        let is_series = matches!(word.len(), 1 | 2) && word.bytes().all(|byte| byte.is_ascii_uppercase());
        series = is_series.then_some(start);
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// What follows a label of numbers in prose, in any case: `UN Ref QDe.004.`, `(UN Ref):QDi.263`, `UN Reference No. YEi.001`.
fn after<'a>(text: &'a str, label: &'a str) -> impl Iterator<Item = &'a str> {
    let found = text.char_indices().filter_map(move |(at, _)| strip_prefix_ignoring_case(&text[at..], label));
    found.map(|mut rest| {
        for more in ["erence", "No"] {
            rest = strip_prefix_ignoring_case(rest, more).unwrap_or(rest).trim_start_matches([' ', ')', ':', '.']);
        }
        rest
    })
}

fn add_reference(party: &mut Party, row: &impl Cells, column: &str, label: &str, number: &str) {
    let found = Identifier::new(IdentifierKind::Other, number, row.origin(column));
    if !party.identifiers.iter().any(|known| known.label == label && known.number == number) {
        party.identifiers.push(Identifier { label: label.to_owned(), ..found });
    }
}

/// A text without the entities of HTML that the list's own site leaves in it.
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, char); 6] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = rest[at + 1..].split_once(';').filter(|(entity, _)| entity.len() <= 8);
        let known = entity.and_then(|(entity, after)| {
            let number = entity.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            let named = ENTITIES.iter().find(|(name, _)| *name == entity).map(|(_, c)| *c);
            Some((named.or_else(|| char::from_u32(number?))?, after))
        });
        match known {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::references::shown as references;
    use crate::list::{Format, Reading, read_bytes};

    /// A file with a row for each of `rows`, which name the columns they fill.
    fn file(first: &str, rows: &[&[(&str, &str)]]) -> String {
        let mut columns: Vec<&str> = Vec::new();
        for (column, _) in rows.iter().flat_map(|row| row.iter()) {
            if !columns.contains(column) {
                columns.push(column);
            }
        }
        let mut text = format!("{first}\n{}\n", columns.join(","));
        for row in rows {
            let cell = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
            text += &columns.iter().map(|column| format!("\"{}\"", cell(column))).collect::<Vec<_>>().join(",");
            text.push('\n');
        }
        text
    }

    fn shown(reading: &Reading) -> Vec<Vec<String>> {
        let names = |party: &Party| party.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        reading.parties.iter().map(names).collect()
    }

    #[test]
    fn rows_of_a_group_are_one_party() {
        let common: &[(&str, &str)] = &[
            ("Name 6", "DOE"),
            ("Name 1", "Jane"),
            ("Name 2", "Ann"),
            ("Title", "(1) Dr (2) Colonel"),
            ("Name Non-Latin Script", "Джейн Доу"),
            ("Non-Latin Script Type", "Cyrillic"),
            ("Non-Latin Script Language", "russian"),
            ("DOB", "00/00/1960"),
            ("Town of Birth", "(1) Minsk (2) Brest"),
            ("Country of Birth", "(1) Belarus (2) Belarus"),
            ("Nationality", "(1) Belarus (2) Cyprus"),
            ("Passport Details", "(1) Passport no. AB 12345 (Belarus). Issued 2001 (2) unknown"),
            ("NI Number", "no 3603251"),
            ("Address 1", "1 Main St"),
            ("Address 6", "Minsk"),
            ("Country", "Belarus (at time of listing)"),
            ("Other Information", "UN Ref QDi.001. (UK Sanctions List Ref):AFG0001 Daughter of ROE."),
            ("Group Type", "Individual"),
            ("Alias Type", "Prime Alias"),
            ("Alias Quality", ""),
            ("Regime", "Belarus"),
            ("Listed On", "01/04/2016"),
            ("Last Updated", "27/04/2020"),
            ("Color", "red"),
            ("Group ID", "7"),
        ];
        let with = |changes: &[(&'static str, &'static str)]| {
            let value = |&(column, value): &(&'static str, &'static str)| {
                (column, changes.iter().find(|(name, _)| *name == column).map_or(value, |(_, value)| *value))
            };
            common.iter().map(value).collect::<Vec<_>>()
        };
        let alias = with(&[
            ("Name 6", "ROE"),
            ("Alias Type", "AKA"),
            ("DOB", "28/10/1961"),
            ("Listed On", "02/03/2015"),
            ("Name Non-Latin Script", ""),
        ]);
        let weak = with(&[
            ("Name 6", "THE BOSS"),
            ("Name 1", ""),
            ("Name 2", ""),
            ("Alias Type", "AKA"),
            ("Alias Quality", "Low"),
        ]);
        let former = with(&[("Name 6", "POE"), ("Alias Type", "FKA"), ("DOB", "soon"), ("Address 1", "2 Main St")]);
        let rows: Vec<&[(&str, &str)]> = vec![&alias, common, &weak, &former];
        let text = file("Last Updated,27/04/2020", &rows);
        let mut bytes = text.into_bytes();
        // A copy in the encoding of the publisher.
        let at = bytes.windows(3).position(|window| window == b"ROE").expect("an alias is there");
        bytes[at + 1] = 0xd6;
        let reading = read_bytes("uk-conlist", "c.csv", Format::UkConlist, &bytes);
        assert_eq!(reading.list.date.as_deref(), Some("2020-04-27"));
        assert_eq!(
            shown(&reading)[0],
            [
                "primary Jane Ann DOE",
                "strong_alias Jane Ann RÖE",
                "former Jane Ann POE",
                "native Джейн Доу",
                "weak_alias THE BOSS"
            ]
        );
        let party = &reading.parties[0];
        assert_eq!((party.id.as_str(), reading.parties.len()), ("uk-conlist:7", 1));
        let native = &party.names[3];
        assert_eq!((native.language.as_deref(), native.script.as_deref()), (Some("ru"), Some("Cyrl")));
        let dates: Vec<String> = party.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1961-10-28", "1960"]);
        let places: Vec<&str> = party.places.iter().map(|place| place.text.as_str()).collect();
        assert_eq!(places, ["Minsk, Belarus", "Brest, Belarus"]);
        let identifiers: Vec<String> =
            party.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.label, id.number)).collect();
        assert_eq!(
            identifiers,
            [
                "passport Passport Details AB 12345",
                "national_id NI Number 3603251",
                "other UN Ref QDi.001",
                "other UK Sanctions List Ref AFG0001"
            ]
        );
        assert_eq!(references(party), ["un QDi.001", "uk AFG0001", "ofsi =7"]);
        assert_eq!(party.identifiers[0].country, Some(Country::named("Belarus")));
        assert_eq!(party.addresses.len(), 2);
        assert_eq!(party.addresses[0].country.as_ref().and_then(|country| country.code), CountryCode::find("BY"));
        let days = [party.listing.listed_on, party.listing.amended_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(days, [Some("2015-03-02".to_owned()), Some("2020-04-27".to_owned())]);
        let notes: Vec<&str> = party.notes.iter().map(|note| note.text.as_str()).collect();
        assert!(notes.contains(&"Color: red") && notes.contains(&"Passport Details: unknown"), "{notes:?}");
        assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    }

    #[test]
    fn the_uk_sanctions_list_has_its_own_columns() {
        let ship: &[(&str, &str)] = &[
            ("Last Updated", "04/08/2025"),
            ("Unique ID", "RUS0001"),
            ("OFSI Group ID", "99999"),
            ("UN Reference Number", "N/A"),
            ("Name 6", "EVER SAIL"),
            ("Name type", "Primary Name"),
            ("Alias strength", ""),
            ("Regime Name", "The Invented Regulations"),
            ("Designation Type", "Ship"),
            ("Sanctions Imposed", "Asset freeze|Travel Ban"),
            ("UK Statement of Reasons", "A &amp; B&#39;s ship &c; on"),
            ("Date Designated", "24/02/2022 00:00:00"),
            ("D.O.B", ""),
            ("IMO number", "1234567"),
            ("Current owner/operator (s)", "(1) ACE (2) OTHER"),
            ("Current believed flag of ship", "Malta"),
            ("Previous flags", "(1) Panama (2) Liberia"),
            ("Type of ship", "Tanker"),
            ("Tonnage of ship", "56,068"),
            ("Year Built", "2004"),
            ("Length of ship", "200"),
        ];
        let alias: &[(&str, &str)] = &[
            ("Unique ID", "RUS0001"),
            ("Name 6", "OLD SAIL"),
            ("Name type", "Alias"),
            ("Alias strength", "Low quality a.k.a"),
            ("Regime Name", "The Invented Regulations"),
            ("Designation Type", "Ship"),
            ("D.O.B", "dd/mm/1962"),
            ("Type of ship", "Barge"),
            ("Tonnage of ship", "1,000 empty"),
        ];
        let text = file("Report Date: 11-Sep-2025", &[ship, alias]);
        let reading = read_bytes("uk-sl", "s.csv", Format::UkSl, text.as_bytes());
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2025-09-11"));
        assert_eq!(shown(&reading), [["primary EVER SAIL", "weak_alias OLD SAIL"]]);
        let party = &reading.parties[0];
        assert_eq!((party.id.as_str(), party.kind), ("uk-sl:RUS0001", PartyKind::Vessel));
        let dates: Vec<String> = party.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1962", "2004"]);
        assert_eq!((party.countries.len(), party.links.len(), party.identifiers.len()), (3, 2, 2));
        assert_eq!(references(party), ["ofsi 99999", "uk =RUS0001"]);
        assert_eq!(party.vessel.as_ref().and_then(|vessel| vessel.gross_register_tons), Some(56_068));
        let notes: Vec<&str> = party.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            notes,
            [
                "Type of ship: Barge",
                "Tonnage of ship: 1,000 empty",
                "A & B's ship &c; on",
                "Asset freeze",
                "Travel Ban",
                "Length of ship: 200"
            ]
        );
    }

    #[test]
    fn countries_are_told_by_their_nationals_and_their_old_names() {
        for (text, want) in [
            ("Russian", "RU"),
            ("Iranian", "IR"),
            ("Iranian citizenship", "IR"),
            ("Bissau-Guinean", "GW"),
            ("Kenya (at time of listing)", "KE"),
            ("Ukrainian SSR (now Ukraine)", "UA"),
            ("Yakut autonomous SSR (now Russian Federation)", "RU"),
            ("(now Belarus)", "BY"),
            ("Congolese", ""),
            ("Atlantis (now sunk)", ""),
        ] {
            let Country { code, name } = country(text);
            assert_eq!((code, name.as_str()), (CountryCode::find(want), text));
        }
        for (text, want) in [
            ("Syrian, Turkish", &["Syrian", "Turkish"][..]),
            ("Iraq and Syria", &["Iraq", "Syria"]),
            ("Trinidad and Tobago", &["Trinidad and Tobago"]),
            ("Korea, North", &["Korea, North"]),
            ("Sudanese by birth, Cuban", &["Sudanese by birth, Cuban"]),
        ] {
            assert_eq!(nationalities(text), want);
        }
    }

    #[test]
    fn numbers_are_found_after_their_label() {
        for (text, identifiers, want) in [
            ("UN Ref QE.A.4.01. Formerly listed", &["QE.A.4.01"][..], &["un QDe.004"][..]),
            ("(UN Ref):QDi.263. Leader of another (QDe.118)", &["QDi.263"], &["un QDi.263"]),
            ("UN REF:QE.A.1.01. Un Ref: QDi.2", &["QE.A.1.01", "QDi.2"], &["un QDe.001", "un QDi.002"]),
            ("UN Reference KPi.007. Head", &["KPi.007"], &["un KPi.007"]),
            ("UN Reference No: TAi.172.", &["TAi.172"], &["un TAi.172"]),
            ("UN Ref No. YEi.001", &["YEi.001"], &["un YEi.001"]),
            ("UN Ref.KPI. 076. Ri Chun Song", &[], &["un KPi.076"]),
            ("(UK Sanctions List Ref):AFG0001 (UN Ref): N/A", &["AFG0001"], &["uk AFG0001"]),
            ("UN Ref unknown é", &[], &[]),
            ("UN listing. KPi.001", &[], &[]),
            ("UN Ref", &[], &[]),
        ] {
            let row = [("Name 6", "DOE"), ("Group ID", "7"), ("Regime", "R"), ("Alias Type", "Prime Alias")];
            let row: Vec<(&str, &str)> = row.into_iter().chain([("Other Information", text)]).collect();
            let text = file("Last Updated,27/04/2020", &[&row]);
            let party = &read_bytes("uk-conlist", "c.csv", Format::UkConlist, text.as_bytes()).parties[0];
            let numbers: Vec<&str> = party.identifiers.iter().map(|id| id.number.as_str()).collect();
            assert_eq!(numbers, identifiers, "{text}");
            assert_eq!(references(party), [want, &["ofsi =7"]].concat(), "{text}");
        }
    }

    #[test]
    fn numbers_are_found_in_prose() {
        for (text, want) in [
            ("Passport No: 592667 (Qatari passport issued on 3 May 2007).", Some("592667")),
            ("Mali Passport no.A1037434. Issued: 10/8/2001", Some("A1037434")),
            ("H 236483 (Moroccan)", Some("H 236483")),
            ("3520025509842-7 (Pakistani)", Some("3520025509842-7")),
            ("unknown", None),
            ("", None),
        ] {
            assert_eq!(number(text), want, "{text}");
        }
    }
}
