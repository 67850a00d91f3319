//! The US Consolidated Screening List as CSV: one row for each entry of thirteen lists of three departments.
//!
//! The name of the underlying list stands among the programs, since entries of Commerce and State have no other. The same
//! entity may stand on several of them under one `_id`; so an id here is the underlying list's abbreviation and that:
//! `us-csl:sdn-21944`. The list has no word for weak aliases: all are read as strong, which loses no hit.
//!
//! `ids` holds what OFAC's legacy files have in their remarks, turned around: `[country, ][[expiry, ]issue, ]value, label`.
//! It is turned back and read as there. `source_information_url`, a page about the underlying list, is of no party and left out. Where one date of two stands, nothing tells which it is.

use super::file::File;
use super::names::listed_name;
use super::ofac_csv::resolve_links;
use super::table::{Row, Table};
use super::{Problems, dates, ofac_remarks, references};
use crate::party::{
    Address, Country, CountryCode, CountryLink, CountryRole, DateEvent, DateKind, Identifier, IdentifierKind, NameKind,
    NoteKind, Numbering, Party, PartyKind, Place, Vessel,
};

/// What tells this list from others.
pub(super) const REQUIRED: [&str; 3] = ["source", "name", "source_list_url"];

/// How the names of OFAC's lists end.
const TREASURY: &str = "Treasury Department";

const COLUMNS: &[&str] = &[
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "ids",
    "source_information_url",
];

/// Reads every row as a party.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> Vec<Party> {
    let table = Table::new(file, &REQUIRED, COLUMNS, problems);
    let (mut rows, mut parties) = (table.rows(false), Vec::new());
    while let Some(row) = rows.next(problems) {
        parties.push(party(&row, list, problems));
    }
    resolve_links(&mut parties);
    parties
}

fn party(row: &Row<'_>, list: &str, problems: &mut Problems) -> Party {
    let source = row.get("source").unwrap_or_default();
    let abbreviation = source.split(['(', ')']).nth(1).unwrap_or("list").to_lowercase();
    let id = row.get("_id").or(row.get("entity_number")).unwrap_or_else(|| {
        problems.push(row.problem("_id", "no id"));
        "none"
    });
    // Bureaus that do not tell persons from companies leave the type empty.
    let kind = row.get("type").map_or(PartyKind::Other, |word| {
        word.parse().unwrap_or_else(|message: String| {
            problems.push(row.problem("type", message));
            PartyKind::Other
        })
    });
    let mut party = Party::new(list, &format!("{abbreviation}-{id}"), kind);
    id.clone_into(&mut party.listing.reference);
    match row.get("name") {
        Some(name) => party.names.push(listed_name(name, NameKind::Primary, kind, row.origin("name"))),
        None => problems.push(row.problem("name", "no name, the rest of the row is kept")),
    }
    let aliases = row.all("alt_names", ';');
    party.names.extend(aliases.map(|name| listed_name(name, NameKind::StrongAlias, kind, row.origin("alt_names"))));
    read_listing(row, &mut party, problems);
    if let Some(number) = row.get("entity_number") {
        let label = "entity_number".to_owned();
        let origin = row.origin("entity_number");
        // Of the issuers of the underlying lists, the Treasury numbers its entries: with the numbers of OFAC.
        if source.ends_with(TREASURY) {
            references::add(&mut party, Numbering::Ofac, number, true, &origin);
        }
        party.identifiers.push(Identifier { label, ..Identifier::new(IdentifierKind::Other, number, origin) });
    }
    for (column, role) in [
        ("nationalities", CountryRole::Nationality),
        ("citizenships", CountryRole::Citizenship),
        ("vessel_flag", CountryRole::Flag),
    ] {
        let link = |name| CountryLink { role, country: Country::named(name), origin: row.origin(column) };
        party.countries.extend(row.all(column, ';').map(link));
    }
    for text in row.all("dates_of_birth", ';') {
        match dates::parse(text) {
            Some(date) => {
                let origin = row.origin("dates_of_birth");
                party.dates.push(DateEvent { kind: DateKind::Birth, date, origin });
            }
            None => {
                problems.push(row.problem("dates_of_birth", format!("`{text}` is no date, kept as a remark")));
                party.notes.push(row.note("dates_of_birth", NoteKind::Remark, format!("dates_of_birth: {text}")));
            }
        }
    }
    party.places.extend(row.all("places_of_birth", ';').map(|text| Place {
        kind: DateKind::Birth,
        text: text.to_owned(),
        country: country_at_end(text).map(|(_, country)| country),
        origin: row.origin("places_of_birth"),
    }));
    party.addresses.extend(row.all("addresses", ';').map(|text| address(row, text)));
    read_vessel(row, &mut party, problems);
    for id in row.all("ids", ';') {
        let (segment, date) = turned_back(id);
        let known = party.identifiers.len();
        ofac_remarks::read_segment(&segment, &row.origin("ids"), &mut party, problems);
        let Some(date) = date else { continue };
        match party.identifiers[known..].last_mut() {
            Some(found) => {
                let separator = if found.remark.is_empty() { "" } else { "; " };
                found.remark.push_str(&format!("{separator}issued or expires {date}"));
            }
            None => party.notes.push(row.note("ids", NoteKind::Remark, id)),
        }
    }
    read_remarks(row, &mut party, problems);
    party.notes.extend(row.rest());
    party.names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
    party
}

fn read_listing(row: &Row<'_>, party: &mut Party, problems: &mut Problems) {
    let programs = row.all("programs", ';').chain(row.get("source"));
    party.listing.programs = programs.map(str::to_owned).collect();
    party.listing.legal_basis = row.get("federal_register_notice").map(str::to_owned).into_iter().collect();
    party.listing.source = row.get("source_list_url").map(str::to_owned);
    if let Some(text) = row.get("start_date") {
        party.listing.listed_on = dates::parse(text);
        if party.listing.listed_on.is_none() {
            problems.push(row.problem("start_date", format!("`{text}` is no date, kept as a remark")));
            party.notes.extend(row.remark("start_date"));
        }
    }
    party.notes.extend(row.all("title", ';').map(|title| row.note("title", NoteKind::Title, title)));
    for column in ["end_date", "standard_order", "license_requirement", "license_policy"] {
        let text = row.get(column).map(|value| format!("{column}: {value}"));
        party.notes.extend(text.map(|text| row.note(column, NoteKind::Restriction, text)));
    }
}

fn read_vessel(row: &Row<'_>, party: &mut Party, problems: &mut Problems) {
    if let Some(sign) = row.get("call_sign") {
        party.identifiers.push(Identifier {
            label: "call_sign".to_owned(),
            ..Identifier::new(IdentifierKind::CallSign, sign, row.origin("call_sign"))
        });
    }
    let mut tons = |column: &str| {
        let written = row.get(column)?;
        let number = written.replace(',', "").parse().ok();
        if number.is_none() {
            problems.push(row.problem(column, format!("`{written}` is no tonnage, kept as a remark")));
            party.notes.extend(row.remark(column));
        }
        number
    };
    let vessel = Vessel {
        // What OFAC's own files call tonnage, and is deadweight, is called gross tonnage here.
        deadweight_tons: tons("gross_tonnage"),
        gross_register_tons: tons("gross_registered_tonnage"),
        vessel_type: row.get("vessel_type").map(str::to_owned),
        owner: row.get("vessel_owner").map(str::to_owned),
    };
    if vessel != Vessel::default() {
        party.vessel = Some(vessel);
    }
}

/// Remarks are prose, with OFAC's links at their end: `prose; (Linked To: A; Linked To: B)`.
fn read_remarks(row: &Row<'_>, party: &mut Party, problems: &mut Problems) {
    let Some(text) = row.get("remarks") else { return };
    let links = text.find("(Linked To:").and_then(|at| Some((at, text[at + 1..].strip_suffix(')')?)));
    let prose = links.map_or(text, |(at, _)| text[..at].trim_end_matches([';', ' ']));
    if !prose.is_empty() {
        party.notes.push(row.note("remarks", NoteKind::Remark, prose));
    }
    if let Some((_, links)) = links {
        let origin = row.origin("remarks");
        ofac_remarks::read(links, |_| &origin, party, problems);
    }
}

/// Street and city, and the code of a country after the last comma.
fn address(row: &Row<'_>, text: &str) -> Address {
    let origin = row.origin("addresses");
    match country_at_end(text) {
        Some((street, country)) => {
            Address { street: street.to_owned(), country: Some(country), origin, ..Address::default() }
        }
        None => Address { street: text.to_owned(), origin, ..Address::default() },
    }
}

/// What stands before the country at the end of a text, and the country.
fn country_at_end(text: &str) -> Option<(&str, Country)> {
    let (before, last) = text.rsplit_once(',').unwrap_or(("", text));
    CountryCode::find(last.trim()).map(|_| (before.trim_end(), Country::named(last.trim())))
}

/// `MX, 2016-04-01, 2010-04-01, G02447186, Passport` as `Passport G02447186 (MX) issued 2010-04-01 expires 2016-04-01`; of
/// one date alone nothing tells which of the two it is.
fn turned_back(id: &str) -> (String, Option<&str>) {
    let Some((mut value, label)) = id.rsplit_once(", ") else { return (id.to_owned(), None) };
    let mut country = String::new();
    if let Some((code, rest)) = value.split_once(", ").filter(|(code, _)| code.len() == 2)
        && CountryCode::find(code).is_some()
    {
        (country, value) = (format!(" ({code})"), rest);
    }
    let mut found = Vec::new();
    while let Some((date, rest)) = value.split_once(", ").filter(|(date, _)| date.len() == 10 && found.len() < 2)
        && dates::parse(date).is_some()
    {
        found.push(date);
        value = rest;
    }
    let segment = format!("{label} {value}{country}");
    match *found {
        [expires, issued] => (format!("{segment} issued {issued} expires {expires}"), None),
        _ => (segment, found.first().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, read_bytes};

    #[test]
    fn each_column_goes_to_its_place() {
        let header = COLUMNS.join(",");
        let row = |cells: &[(&str, &str)]| {
            let cell = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
            COLUMNS.iter().map(|column| format!("\"{}\"", cell(column))).collect::<Vec<_>>().join(",")
        };
        let jane = row(&[
            ("_id", "7"),
            ("source", "Specially Designated Nationals (SDN) - Treasury Department"),
            ("entity_number", "7"),
            ("type", "Individual"),
            ("programs", "IRAN; IFSR"),
            ("name", "DOE, Jane"),
            ("title", "Colonel; Director"),
            ("addresses", "1 Main St, Tehran, IR; Somewhere"),
            ("alt_names", "ROE, Jane; POE"),
            ("citizenships", "IR"),
            ("nationalities", "IR; SY"),
            ("dates_of_birth", "1960-03-04; 1961; 1962 to 1963"),
            ("places_of_birth", "Shiraz, Iran"),
            (
                "ids",
                "Female, Gender; IR, 2016-04-01, 2010-04-01, G1234567, Passport; KP, 2017-02-21, 47, Passport; \
                     12Qt, Digital Currency Address - XBT; CO, 79, Cedula No.; Subject to Secondary Sanctions, Additional Sanctions Information -",
            ),
            ("remarks", "wife of somebody; (Linked To: ACE TRADING; Linked To: OTHER)"),
        ]);
        let ship = row(&[
            ("_id", "8"),
            ("source", "Specially Designated Nationals (SDN) - Treasury Department"),
            ("type", "Vessel"),
            ("name", "EVER SAIL"),
            ("call_sign", "ABC1"),
            ("vessel_type", "Tug"),
            ("gross_tonnage", "318,000"),
            ("vessel_flag", "Malta"),
            ("ids", "IMO 1234567, Vessel Registration Identification; Panama, Former Vessel Flag"),
        ]);
        let company = row(&[
            ("_id", "abc"),
            ("source", "Entity List (EL) - Bureau of Industry and Security"),
            ("entity_number", "9"),
            ("name", "ACE TRADING"),
            ("federal_register_notice", "84 FR 1"),
            ("start_date", "2019-08-14"),
            ("license_policy", "Presumption of denial"),
            ("source_list_url", "https://x.example/el"),
        ]);
        let reading = read_bytes("us-csl", "c.csv", Format::UsCsl, [header, jane, ship, company].join("\n").as_bytes());
        assert_eq!(reading.problems, []);
        let [jane, ship, company] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };

        assert_eq!((jane.id.as_str(), jane.listing.reference.as_str()), ("us-csl:sdn-7", "7"));
        assert_eq!(jane.names.len(), 3);
        assert_eq!(references::shown(jane), ["ofac =7", "us_csl =7"]);
        assert_eq!(jane.listing.programs[..2], ["IRAN", "IFSR"]);
        assert_eq!(jane.dates.len(), 3);
        assert_eq!(jane.countries.len(), 3);
        let identifiers: Vec<String> =
            jane.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.number, id.remark)).collect();
        assert_eq!(
            identifiers,
            [
                "other 7 ",
                "passport G1234567 ",
                "passport 47 issued or expires 2017-02-21",
                "crypto_address 12Qt ",
                "national_id 79 "
            ]
        );
        let passport = &jane.identifiers[1];
        assert_eq!(passport.country, Some(Country::named("IR")));
        let validity = [passport.issued_on, passport.expires_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(validity, [Some("2010-04-01".to_owned()), Some("2016-04-01".to_owned())]);
        assert_eq!((jane.addresses[0].street.as_str(), &jane.addresses[1].country), ("1 Main St, Tehran", &None));
        assert_eq!(jane.links[0].party.as_ref(), Some(&company.id));
        let notes: Vec<&str> = jane.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            notes,
            [
                "Colonel",
                "Director",
                "Additional Sanctions Information - Subject to Secondary Sanctions",
                "wife of somebody"
            ]
        );

        assert_eq!(ship.vessel.as_ref().and_then(|vessel| vessel.deadweight_tons), Some(318_000));
        let kinds: Vec<IdentifierKind> = ship.identifiers.iter().map(|identifier| identifier.kind).collect();
        assert_eq!(kinds, [IdentifierKind::CallSign, IdentifierKind::Imo]);
        assert_eq!(ship.countries.len(), 2);

        assert_eq!((company.id.as_str(), company.kind), ("us-csl:el-abc", PartyKind::Other));
        assert_eq!(references::shown(company), ["us_csl =abc"], "`entity_number` of another issuer is not OFAC's");
        assert_eq!(company.listing.legal_basis, ["84 FR 1"]);
        assert_eq!(company.notes[0].text, "license_policy: Presumption of denial");
    }
}
