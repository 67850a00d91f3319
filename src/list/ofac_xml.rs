//! The `sdnList` XML of OFAC: `SDN.XML` and `CONSOLIDATED.XML`, which hold what the legacy CSV files hold, under the same ids.
//!
//! The category says which names are weak. The header's `Record_Count` is checked. Which of the two lists a file is, it does not
//! say: the list whose entries are, by the greater part, under programs of the non-SDN lists is `ofac-cons`.
//!
//! Source: OFAC's schema `xml.xsd` and the files themselves.

use super::file::File;
use super::names::listed_name;
use super::ofac_fields::{Row, call_sign, name_kind, read_remarks};
use super::ofac_remarks::country_of_place;
use super::xml::{self, Element, Record};
use super::{Problem, Problems, dates, ofac_csv};
use crate::party::{
    Address, Country, CountryLink, CountryRole, DateEvent, DateKind, NameKind, NoteKind, Party, PartyKind, Place,
    Vessel,
};

/// Programs under which parties of the non-SDN lists stand, and few of the SDN list (3 % in 2026).
const NON_SDN: [&str; 6] = ["NS-PLC", "561-Related", "CMIC-EO13959", "FSE-IR", "FSE-SY", "UKRAINE-EO13662"];

/// The name of the list that a file holds, by the programs of its first entries.
pub(super) fn list_name(file: &File) -> &'static str {
    let text = String::from_utf8_lossy(file.head());
    let programs = text.split("<program>").skip(1);
    let (mut of_cons, mut all) = (0, 0);
    for program in programs.filter_map(|rest| rest.split('<').next()) {
        all += 1;
        of_cons += usize::from(NON_SDN.contains(&program.trim()));
    }
    if of_cons * 2 > all { "ofac-cons" } else { "ofac-sdn" }
}

/// Reads every entry, and the day of publication; `declared` becomes the list's own number of them.
pub(super) fn read(
    list: &str,
    file: &File,
    declared: &mut Option<u64>,
    problems: &mut Problems,
) -> (Vec<Party>, Option<String>) {
    let (mut parties, mut date, mut count) = (Vec::new(), None, None);
    // `publshInformation` is OFAC's own spelling.
    xml::read(file, &["publshInformation"], &["sdnEntry"], problems, |record, problems| {
        if record.number > 0 {
            parties.push(party(list, record, problems));
        } else {
            let header = &record.element;
            date = header.text_of("Publish_Date").and_then(american_date).or(date.take());
            count = header.text_of("Record_Count").map(str::to_owned).or(count.take());
        }
    });
    *declared = count.as_ref().and_then(|count| count.parse().ok());
    if let Some(count) = count.filter(|count| *count != parties.len().to_string()) {
        let message = format!("the list says that it has {count} records, and has {}", parties.len());
        problems.push(file.problem(0, "Record_Count", message));
    }
    parties.iter_mut().for_each(ofac_csv::put_weak_names_last);
    ofac_csv::resolve_links(&mut parties);
    (parties, date)
}

/// `03/28/2025` as `2025-03-28`.
fn american_date(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    dates::parse(&date).map(|date| date.to_string())
}

fn party(list: &str, record: &Record<'_>, problems: &mut Problems) -> Party {
    let root = &record.element;
    let kind = match root.text_of("sdnType").map(str::parse) {
        Some(Ok(kind)) => kind,
        Some(Err(message)) => {
            problems.push(record.problem("sdnType", message));
            PartyKind::Other
        }
        None => PartyKind::Organization,
    };
    let reference = root.text_of("uid").map(str::to_owned).unwrap_or_else(|| {
        problems.push(record.problem("uid", "no number, the record's stands in for it"));
        format!("record-{}", record.number)
    });
    let mut party = Party::new(list, &reference, kind);
    match full_name(root) {
        Some(name) => party.names.push(listed_name(&name, NameKind::Primary, kind, record.origin("lastName"))),
        None => problems.push(record.problem("lastName", "no name")),
    }
    for field in root.children.iter().filter(|field| !field.is_empty()) {
        read_field(field, record, &mut party, problems);
    }
    party
}

/// `LAST, First`, as the legacy files write names.
fn full_name(element: &Element<'_>) -> Option<String> {
    match (element.text_of("lastName"), element.text_of("firstName")) {
        (Some(last), Some(first)) => Some(format!("{last}, {first}")),
        (last, first) => last.or(first).map(str::to_owned),
    }
}

fn read_field(field: &Element<'_>, record: &Record<'_>, party: &mut Party, problems: &mut Problems) {
    let items = field.children.iter().filter(|item| !item.is_empty());
    match field.name {
        "uid" | "firstName" | "lastName" | "sdnType" => {}
        "title" => {
            let titles = field.text().into_iter().flat_map(|titles| titles.split("; "));
            party.notes.extend(titles.map(|title| record.note(field.name, NoteKind::Title, title.trim())));
        }
        "remarks" => {
            read_remarks(field.text().unwrap_or_default(), party, &record.origin(field.name), problems);
        }
        "programList" => party.listing.programs.extend(field.texts_of("program").map(str::to_owned)),
        "akaList" => items.for_each(|alias| read_alias(alias, record, party, problems)),
        "idList" => {
            for id in items {
                let row = Row {
                    label: id.text_of("idType").unwrap_or_default(),
                    value: id.text_of("idNumber").unwrap_or_default(),
                    country: id.text_of("idCountry"),
                    issued: id.text_of("issueDate"),
                    expires: id.text_of("expirationDate"),
                    remark: None,
                };
                row.read(party, &record.origin("idNumber"), problems);
            }
        }
        "addressList" => party.addresses.extend(items.filter_map(|item| address(item, record))),
        "nationalityList" => add_countries(CountryRole::Nationality, field, record, party),
        "citizenshipList" => add_countries(CountryRole::Citizenship, field, record, party),
        "dateOfBirthList" => {
            for written in items.filter_map(|item| item.text_of("dateOfBirth")) {
                let origin = record.origin("dateOfBirth");
                match dates::parse(written) {
                    Some(date) => party.dates.push(DateEvent { kind: DateKind::Birth, date, origin }),
                    None => {
                        let message = format!("`{written}` is no date, kept as a remark");
                        problems.push(Problem { origin, message });
                        party.notes.push(record.note("dateOfBirth", NoteKind::Remark, format!("DOB {written}")));
                    }
                }
            }
        }
        "placeOfBirthList" => {
            let places = items.filter_map(|item| item.text_of("placeOfBirth"));
            party.places.extend(places.map(|place| Place {
                kind: DateKind::Birth,
                text: place.to_owned(),
                country: country_of_place(place),
                origin: record.origin("placeOfBirth"),
            }));
        }
        "vesselInfo" => read_vessel(field, record, party, problems),
        _ => party.notes.extend(record.remark(field)),
    }
}

fn read_alias(alias: &Element<'_>, record: &Record<'_>, party: &mut Party, problems: &mut Problems) {
    let is_former = match alias.text_of("type") {
        Some("a.k.a." | "n.k.a.") => false,
        Some("f.k.a.") => true,
        word => {
            let word = word.unwrap_or_default();
            problems.push(record.problem("type", format!("unknown type of name `{word}`, read as another name")));
            false
        }
    };
    let is_weak = match alias.text_of("category") {
        Some("weak") => true,
        Some("strong") | None => false,
        Some(word) => {
            problems.push(record.problem("category", format!("unknown category of name `{word}`, read as strong")));
            false
        }
    };
    let kind = name_kind(false, is_former, is_weak);
    match full_name(alias) {
        Some(name) => party.names.push(listed_name(&name, kind, party.kind, record.origin("lastName"))),
        None => problems.push(record.problem("lastName", "no name")),
    }
}

/// An address in the form of the legacy files; one of a country alone says where the party is, and is kept.
fn address(item: &Element<'_>, record: &Record<'_>) -> Option<Address> {
    let join = |parts: &[&str], separator| {
        parts.iter().filter_map(|part| item.text_of(part)).collect::<Vec<_>>().join(separator)
    };
    let city = [join(&["city", "stateOrProvince"], ", "), join(&["postalCode"], "")];
    let address = Address {
        street: join(&["address1", "address2", "address3"], ", "),
        city: city.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        country: item.text_of("country").map(Country::named),
        remark: join(&["region"], ""),
        origin: record.origin("address"),
    };
    let says_nothing = address.street.is_empty() && address.city.is_empty() && address.remark.is_empty();
    (!says_nothing || address.country.is_some()).then_some(address)
}

fn add_countries(role: CountryRole, field: &Element<'_>, record: &Record<'_>, party: &mut Party) {
    let names = field.children.iter().filter_map(|item| item.text_of("country"));
    let origin = record.origin(field.children.first().map_or(field.name, |item| item.name));
    party.countries.extend(names.map(|name| CountryLink {
        role,
        country: Country::named(name),
        origin: origin.clone(),
    }));
}

fn read_vessel(field: &Element<'_>, record: &Record<'_>, party: &mut Party, problems: &mut Problems) {
    let mut vessel = party.vessel.take().unwrap_or_default();
    let mut tons = |name: &str| {
        let written = field.text_of(name)?;
        let number = written.replace(',', "").parse().ok();
        if number.is_none() {
            problems.push(record.problem(name, format!("`{written}` is no tonnage, kept as a remark")));
            party.notes.push(record.note(name, NoteKind::Remark, format!("{name}: {written}")));
        }
        number
    };
    vessel.deadweight_tons = tons("tonnage");
    vessel.gross_register_tons = tons("grossRegisteredTonnage");
    vessel.vessel_type = field.text_of("vesselType").map(str::to_owned).or(vessel.vessel_type);
    vessel.owner = field.text_of("vesselOwner").map(str::to_owned);
    party.identifiers.extend(field.text_of("callSign").map(|sign| call_sign(sign, record.origin("callSign"))));
    party.countries.extend(field.text_of("vesselFlag").map(|flag| CountryLink {
        role: CountryRole::Flag,
        country: Country::named(flag),
        origin: record.origin("vesselFlag"),
    }));
    party.vessel = (vessel != Vessel::default()).then_some(vessel);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};
    use crate::party::{IdentifierKind, PartyId};

    fn read_entries(count: usize, entries: &str) -> Reading {
        let text = format!(
            "<?xml version=\"1.0\" standalone=\"yes\"?><sdnList xmlns=\"https://x.example/XML\"><publshInformation>\
             <Publish_Date>03/28/2025</Publish_Date><Record_Count>{count}</Record_Count></publshInformation>{entries}</sdnList>"
        );
        read_bytes("l", "sdn.xml", Format::OfacXml, text.as_bytes())
    }

    const JANE: &str = "<sdnEntry><uid>7</uid><firstName>Jane</firstName><lastName>DOE</lastName><title>Colonel; Director</title>\
        <sdnType>Individual</sdnType><remarks>HAMAS - Hebron; (Linked To: ACE TRADING CO.)</remarks>\
        <programList><program>IRAN</program><program>IFSR</program></programList>\
        <idList><id><uid>1</uid><idType>Passport</idType><idNumber>A 12</idNumber><idCountry>Iran</idCountry>\
        <issueDate>01 Jan 2001</issueDate><expirationDate>2011</expirationDate></id>\
        <id><uid>2</uid><idType>Gender</idType><idNumber>Female</idNumber></id>\
        <id><uid>3</uid><idType>Digital Currency Address - XBT</idType><idNumber>1aB2</idNumber></id>\
        <id><uid>4</uid><idType>Guild Card</idType><idNumber>K7</idNumber></id></idList>\
        <akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>J</lastName></aka>\
        <aka><uid>2</uid><type>f.k.a.</type><category>strong</category><lastName>ROE</lastName><firstName>Jane</firstName></aka></akaList>\
        <addressList><address><uid>1</uid><address1>1 Main St</address1><address2>Floor 2</address2><city>Atown</city>\
        <stateOrProvince>North</stateOrProvince><postalCode>123</postalCode><country>Iran</country></address></addressList>\
        <nationalityList><nationality><uid>1</uid><country>Iran</country><mainEntry>true</mainEntry></nationality></nationalityList>\
        <dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>circa 1960</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>\
        <placeOfBirthList><placeOfBirthItem><uid>1</uid><placeOfBirth>Atown, Iran</placeOfBirth></placeOfBirthItem></placeOfBirthList></sdnEntry>";

    #[test]
    fn an_entry_is_read_whole() {
        let ship = "<sdnEntry><uid>8</uid><lastName>EVER SAIL</lastName><sdnType>Vessel</sdnType><vesselInfo><callSign>ABC1</callSign>\
            <vesselType>Tug</vesselType><vesselFlag>Iran</vesselFlag><vesselOwner>ACE</vesselOwner><tonnage>318,000</tonnage>\
            <grossRegisteredTonnage>56068</grossRegisteredTonnage></vesselInfo>\
            <idList><id><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id></idList></sdnEntry>";
        let company = "<sdnEntry><uid>9</uid><lastName>ACE TRADING CO.</lastName><sdnType>Entity</sdnType></sdnEntry>";
        let reading = read_entries(3, &[JANE, ship, company].concat());
        assert_eq!(reading.problems, []);
        assert_eq!(reading.list.date.as_deref(), Some("2025-03-28"));
        let [jane, ship, company] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };

        assert_eq!((jane.id.as_str(), jane.kind), ("l:7", PartyKind::Person));
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary DOE, Jane", "former ROE, Jane", "weak_alias J"]);
        let identifiers: Vec<String> =
            jane.identifiers.iter().map(|id| format!("{} {} {}", id.kind, id.label, id.number)).collect();
        assert_eq!(
            identifiers,
            ["passport Passport A 12", "crypto_address Digital Currency Address 1aB2", "other Guild Card K7"]
        );
        let passport = &jane.identifiers[0];
        let validity = [passport.issued_on, passport.expires_on].map(|date| date.map(|date| date.to_string()));
        assert_eq!(validity, [Some("2001-01-01".to_owned()), Some("2011".to_owned())]);
        assert_eq!((jane.dates[0].date.to_string().as_str(), jane.gender.is_some()), ("1960~", true));
        assert_eq!(
            (jane.addresses[0].street.as_str(), jane.addresses[0].city.as_str()),
            ("1 Main St, Floor 2", "Atown, North 123")
        );
        assert_eq!(jane.places[0].country, Some(Country::named("Iran")));
        assert_eq!(jane.links[0].party, Some(PartyId::from("l:9")));
        let notes: Vec<&str> = jane.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(notes, ["Colonel", "Director", "HAMAS - Hebron"]);

        let vessel = ship.vessel.as_ref().expect("a vessel has vessel fields");
        assert_eq!((vessel.deadweight_tons, vessel.gross_register_tons), (Some(318_000), Some(56_068)));
        assert_eq!(
            ship.identifiers.iter().map(|id| id.kind).collect::<Vec<_>>(),
            [IdentifierKind::CallSign, IdentifierKind::Imo]
        );
        assert_eq!(company.kind, PartyKind::Organization);
    }

    #[test]
    fn what_does_not_agree_is_a_problem() {
        for (case, count, entry, want) in [
            ("count", 2, JANE.to_owned(), "sdn.xml:0:Record_Count: the list says that it has 2 records, and has 1"),
            ("type", 1, JANE.replace("Individual", "Robot"), "sdn.xml:1:sdnType: unknown type `Robot`"),
            ("kind of name", 1, JANE.replace("f.k.a.", "z.k.a."), "sdn.xml:1:type: unknown type of name `z.k.a.`"),
            ("category", 1, JANE.replace("weak", "soft"), "sdn.xml:1:category: unknown category of name `soft`"),
            (
                "birth date",
                1,
                JANE.replace("circa 1960", "31 Feb 1960"),
                "sdn.xml:1:dateOfBirth: `31 Feb 1960` is no date",
            ),
        ] {
            let reading = read_entries(count, &entry);
            assert_eq!((reading.parties.len(), reading.parties[0].names.len()), (1, 3), "{case}");
            let problems: Vec<String> = reading.problems.iter().map(Problem::to_string).collect();
            assert!(problems.len() == 1 && problems[0].starts_with(want), "{case}: {problems:?}");
        }
    }

    #[test]
    fn the_programs_tell_the_list() {
        for (programs, want) in [
            (&["CUBA", "IRAN", "UKRAINE-EO13662"][..], "ofac-sdn"),
            (&["NS-PLC", "UKRAINE-EO13662", "RUSSIA-EO14024"], "ofac-cons"),
            (&[], "ofac-sdn"),
        ] {
            let text: String = programs.iter().map(|program| format!("<program>{program}</program>")).collect();
            assert_eq!(list_name(&File::new("f", text.into_bytes())), want);
        }
    }
}
