//! The consolidated Canadian autonomous sanctions list (SEMA and JVCFOR): `data-set` with `record`.
//!
//! A record with a last or given name is a person, one with an IMO number a ship, any other an organization. It has no id of its
//! own: regulations, schedule and item make one, `ca-sema:belarus/1-part-1/2`. Aliases stand in one field, with no rule for what
//! separates them: `;` always does, `or` and ` / ` between two names, a comma where no legal form and no small letter follows it,
//! a language before a colon (`Russian: ...`). Where more than `;` was needed, the field is kept as a remark too.
//!
//! Source: the file itself.

use super::file::File;
use super::names::is_native;
use super::xml::{self, Record};
use super::{Problems, dates};
use crate::party::{
    DateEvent, DateKind, Identifier, IdentifierKind, Name, NameKind, NamePart, NamePartKind, NoteKind, Origin, Party,
    PartyKind,
};

/// Fields that are read below.
const FIELDS: [&str; 11] = [
    "Country",
    "LastName",
    "GivenName",
    "EntityOrShip",
    "TitleOrShip",
    "ShipIMONumber",
    "Aliases",
    "DateOfBirthOrShipBuildDate",
    "Schedule",
    "Item",
    "DateOfListing",
];

/// Languages that label names, with their BCP 47 codes.
const LANGUAGES: [(&str, &str); 6] = [
    ("Arabic", "ar"),
    ("Belarusian", "be"),
    ("Belarussian", "be"),
    ("Persian", "fa"),
    ("Russian", "ru"),
    ("Ukrainian", "uk"),
];

/// Words after a comma that belong to the name before it.
const LEGAL_FORMS: [&str; 22] = [
    "ao", "ag", "co", "corp", "gmbh", "inc", "jsc", "llc", "limited", "ltd", "oao", "ojsc", "ooo", "pao", "pjsc",
    "plc", "sa", "sarl", "ао", "зао", "оао", "ооо",
];

/// Reads every record. The list gives no date of its own.
pub(super) fn read(list: &str, file: &File, problems: &mut Problems) -> (Vec<Party>, Option<String>) {
    let mut parties = Vec::new();
    xml::read(file, &[], &["record"], problems, |record, problems| {
        if record.number > 0 {
            parties.push(party(list, record, problems));
        }
    });
    (parties, None)
}

/// A name in English and in French, with a slash between; a slash beside a single word is part of a name.
fn languages(full: &str) -> Vec<&str> {
    let names: Vec<&str> = full.split('/').map(str::trim).collect();
    if names.iter().all(|name| name.contains(' ')) { names } else { vec![full] }
}

fn party(list: &str, record: &Record<'_>, problems: &mut Problems) -> Party {
    let get = |field| record.element.text_of(field);
    let (given, family) = (get("GivenName"), get("LastName"));
    let kind = match (given.or(family), get("ShipIMONumber")) {
        (Some(_), _) => PartyKind::Person,
        (None, Some(_)) => PartyKind::Vessel,
        (None, None) => PartyKind::Organization,
    };
    if get("Country").or(get("Schedule")).is_none() || get("Item").is_none() {
        problems.push(record.problem("Item", "no item of a schedule, the record's number stands in for it"));
    }
    let reference = reference(record).unwrap_or_else(|| format!("record-{}", record.number));
    let mut party = Party::new(list, &reference, kind);
    let listing = &mut party.listing;
    listing.programs.extend(get("Country").map(|country| english(country).to_owned()));
    let schedule = get("Schedule").map(|schedule| match schedule.contains("Part") && !schedule.contains(',') {
        true => schedule.to_owned(),
        false => format!("Schedule {schedule}"),
    });
    let place = get("Country")
        .map(str::to_owned)
        .into_iter()
        .chain(schedule)
        .chain(get("Item").map(|item| format!("Item {item}")));
    let place = place.collect::<Vec<_>>().join(", ");
    listing.legal_basis.extend((!place.is_empty()).then_some(place));

    if let Some(full) = get("EntityOrShip").filter(|_| kind != PartyKind::Person) {
        for (at, name) in languages(full).into_iter().enumerate() {
            let kind = if at == 0 { NameKind::Primary } else { NameKind::StrongAlias };
            party.names.push(Name::new(name, kind, record.origin("EntityOrShip")));
        }
    } else if kind == PartyKind::Person {
        let parts = [(NamePartKind::Given, given), (NamePartKind::Family, family)];
        let parts = parts.into_iter().filter_map(|(kind, text)| Some(NamePart { kind, text: text?.to_owned() }));
        let parts: Vec<NamePart> = parts.collect();
        let full = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ");
        party.names.push(Name { parts, ..Name::new(full, NameKind::Primary, record.origin("LastName")) });
        if let Some(name) = get("EntityOrShip") {
            party.names.push(Name::new(name, NameKind::StrongAlias, record.origin("EntityOrShip")));
        }
    } else {
        problems.push(record.problem("EntityOrShip", "no name"));
    }
    if let Some(field) = get("Aliases") {
        let origin = record.origin("Aliases");
        let (names, is_certain) = aliases(field, kind, &origin);
        party.names.extend(names);
        if !is_certain {
            party.notes.push(record.note("Aliases", NoteKind::Remark, format!("Aliases: {field}")));
        }
    }
    match get("TitleOrShip") {
        Some(title) if kind == PartyKind::Vessel => {
            party.vessel.get_or_insert_default().vessel_type = Some(title.to_owned());
        }
        Some(title) => party.notes.push(record.note("TitleOrShip", NoteKind::Title, title)),
        None => {}
    }
    if let Some(number) = get("ShipIMONumber") {
        let mut found = Identifier::new(IdentifierKind::Imo, number, record.origin("ShipIMONumber"));
        found.label = "ShipIMONumber".to_owned();
        party.identifiers.push(found);
    }
    read_date(record, &mut party, problems);
    if let Some(written) = get("DateOfListing") {
        party.listing.listed_on = dates::parse(written);
        if party.listing.listed_on.is_none() {
            let message = format!("`{written}` is no date, kept as a remark");
            problems.push(record.problem("DateOfListing", message));
            party.notes.push(record.note("DateOfListing", NoteKind::Remark, format!("DateOfListing: {written}")));
        }
    }
    let others = record.element.children.iter().filter(|field| !FIELDS.contains(&field.name));
    party.notes.extend(others.filter_map(|field| record.remark(field)));
    party
}

/// A date of birth, of construction or of foundation, or several with `or` between them.
fn read_date(record: &Record<'_>, party: &mut Party, problems: &mut Problems) {
    const FIELD: &str = "DateOfBirthOrShipBuildDate";
    let Some(written) = record.element.text_of(FIELD) else { return };
    let kind = match party.kind {
        PartyKind::Person => DateKind::Birth,
        PartyKind::Vessel => DateKind::Construction,
        _ => DateKind::Foundation,
    };
    let words: Vec<&str> = written.split(' ').collect();
    let values = words.split(|word| word.eq_ignore_ascii_case("or")).map(|words| words.join(" "));
    for value in values.filter(|value| !value.is_empty()) {
        match dates::parse(&value) {
            Some(date) => party.dates.push(DateEvent { kind, date, origin: record.origin(FIELD) }),
            None => {
                problems.push(record.problem(FIELD, format!("`{value}` is no date, kept as a remark")));
                party.notes.push(record.note(FIELD, NoteKind::Remark, format!("{FIELD}: {written}")));
            }
        }
    }
}

/// Regulations, schedule and item as an id.
fn reference(record: &Record<'_>) -> Option<String> {
    let get = |field| record.element.text_of(field);
    let regulations = get("Country").map(|country| {
        let name = english(country);
        // `... Regulations (JVCFOR)` has a short name of its own.
        let short = name.rsplit_once('(').map(|(_, inner)| inner.trim_end_matches(')'));
        slug(
            short
                .filter(|short| short.len() > 2 && short.bytes().all(|byte| byte.is_ascii_uppercase()))
                .unwrap_or(name),
        )
    });
    let parts = [regulations, get("Schedule").map(slug), Some(slug(get("Item")?))];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (parts.len() > 1).then(|| parts.join("/"))
}

/// The English half of `Syria / Syrie`.
fn english(text: &str) -> &str {
    text.split_once(" / ").map_or(text, |(english, _)| english).trim()
}

fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The names in a field of aliases, and whether nothing but `;` separated them.
fn aliases(field: &str, party: PartyKind, origin: &Origin) -> (Vec<Name>, bool) {
    let mut names: Vec<Name> = Vec::new();
    let mut is_certain = true;
    for piece in field.split(';') {
        for (piece, language) in labelled_by_language(piece) {
            let pieces = split_by_guess(piece, party);
            is_certain &= pieces.len() <= 1 && language.is_none();
            for name in pieces {
                let kind = if is_native(&name) { NameKind::Native } else { NameKind::StrongAlias };
                let language = language.map(str::to_owned);
                names.push(Name { language, ..Name::new(name, kind, origin.clone()) });
            }
        }
    }
    (names, is_certain)
}

/// Splits at the languages that label names: `A, Arabic: B` is `A,` and `B` in Arabic.
fn labelled_by_language(text: &str) -> Vec<(&str, Option<&'static str>)> {
    let mut parts = Vec::new();
    let (mut start, mut current) = (0, None);
    for (colon, _) in text.match_indices(':') {
        let before = text[start..colon].trim_end();
        let found = LANGUAGES.iter().find(|(word, _)| before.ends_with(word));
        if let Some((word, code)) = found {
            parts.push((before[..before.len() - word.len()].trim(), current));
            (start, current) = (colon + 1, Some(*code));
        }
    }
    parts.push((text[start..].trim(), current));
    parts.into_iter().filter(|(part, _)| !part.is_empty()).collect()
}

/// Splits at `or`, ` / ` and commas, between the names of persons also at `and`, where what stands on both sides may be names.
fn split_by_guess(text: &str, party: PartyKind) -> Vec<String> {
    let is_person = party == PartyKind::Person;
    let mut names: Vec<String> = Vec::new();
    let pieces = text.split(" / ").flat_map(|piece| piece.split(" or "));
    for piece in pieces.flat_map(|piece| piece.split(if is_person { " and " } else { " / " })) {
        let parts = piece.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        // `Family, Given Patronymic` is one name.
        if let ([family, given], true) = (parts.as_slice(), is_person)
            && !family.contains(' ')
            && given.contains(' ')
        {
            names.push(format!("{family}, {given}"));
            continue;
        }
        for (at, part) in parts.into_iter().enumerate() {
            let part = part.strip_prefix("or ").or(part.strip_prefix("and ")).unwrap_or(part);
            match names.last_mut() {
                Some(name) if at > 0 && continues(name, part, party) => {
                    name.push_str(", ");
                    name.push_str(part);
                }
                _ => names.push(part.trim_matches([' ', '/']).to_owned()),
            }
        }
    }
    for name in &mut names {
        // Parentheses around several names.
        if name.starts_with('(') && !name.contains(')') {
            name.remove(0);
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Whether what follows a comma goes on with the name before it: a legal form, what begins with a small letter, or what closes
/// parentheses.
fn continues(name: &str, part: &str, party: PartyKind) -> bool {
    let word = part.to_lowercase();
    let is_form = LEGAL_FORMS.contains(&word.replace('.', "").as_str());
    let is_open = name.matches('(').count() > name.matches(')').count() && part.contains(')');
    is_form || is_open || party != PartyKind::Person && part.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read_bytes};

    fn read_records(records: &str) -> Reading {
        let text = format!("<?xml version=\"1.0\"?>\n<data-set>{records}</data-set>");
        read_bytes("ca-sema", "sema.xml", Format::CaXml, text.as_bytes())
    }

    #[test]
    fn records_are_read_whole() {
        let reading = read_records(
            "<record><Country>Syria / Syrie</Country><TitleOrShip>Colonel</TitleOrShip><LastName>Doe </LastName>\
             <GivenName>Jane</GivenName><Aliases>Джейн Доу; Jayne Doe</Aliases><DateOfBirthOrShipBuildDate>1960-02-03 OR 1961</DateOfBirthOrShipBuildDate>\
             <Schedule>1, Part 2</Schedule><Item>60</Item><DateOfListing>2011-12-23</DateOfListing></record>\
             <record><Country>Russia / Russie</Country><EntityOrShip>Ever Sail</EntityOrShip><TitleOrShip>Oil Tanker</TitleOrShip>\
             <ShipIMONumber>7612448</ShipIMONumber><DateOfBirthOrShipBuildDate>1980</DateOfBirthOrShipBuildDate>\
             <Schedule>1.1</Schedule><Item>1</Item><DateOfListing>2025-02-21</DateOfListing></record>\
             <record><Country>Officials Regulations (JVCFOR) / R</Country><EntityOrShip>Ace</EntityOrShip><Item>7</Item><Extra>x</Extra></record>",
        );
        assert_eq!(reading.problems, []);
        let [jane, ship, company] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };
        let ids: Vec<&str> = reading.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(ids, ["ca-sema:syria/1-part-2/60", "ca-sema:russia/1.1/1", "ca-sema:jvcfor/7"]);
        let kinds: Vec<PartyKind> = reading.parties.iter().map(|party| party.kind).collect();
        assert_eq!(kinds, [PartyKind::Person, PartyKind::Vessel, PartyKind::Organization]);

        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary Jane Doe", "native Джейн Доу", "strong_alias Jayne Doe"]);
        assert_eq!(jane.names[0].parts[1].text, "Doe");
        let dates: Vec<String> = jane.dates.iter().map(|event| event.date.to_string()).collect();
        assert_eq!(dates, ["1960-02-03", "1961"]);
        assert_eq!(
            (jane.listing.programs.as_slice(), jane.notes[0].text.as_str()),
            (&["Syria".to_owned()][..], "Colonel")
        );
        assert_eq!(jane.listing.legal_basis, ["Syria / Syrie, Schedule 1, Part 2, Item 60"]);
        assert_eq!(jane.listing.listed_on.map(|date| date.to_string()).as_deref(), Some("2011-12-23"));

        assert_eq!(ship.vessel.as_ref().and_then(|vessel| vessel.vessel_type.as_deref()), Some("Oil Tanker"));
        assert_eq!((ship.identifiers[0].kind, ship.dates[0].kind), (IdentifierKind::Imo, DateKind::Construction));
        assert_eq!(company.notes[0].text, "Extra: x");
    }

    #[test]
    fn aliases_come_apart() {
        use PartyKind::{Organization, Person};
        for (case, kind, field, want) in [
            ("one", Person, "Jane Doe", "Jane Doe"),
            ("semicolons", Organization, "Ace, LLC; ООО «Эйс»", "Ace, LLC | «ru?» ООО «Эйс»"),
            ("or", Person, "Jayne or Джейн", "Jayne | «ru?» Джейн ~"),
            ("slash", Person, "Джейн / Джен", "«ru?» Джейн | «ru?» Джен ~"),
            ("slash in a word", Organization, "A/B", "A/B"),
            ("commas", Person, "Jayne, Janie, Jane D.", "Jayne | Janie | Jane D. ~"),
            ("legal form", Organization, "Ace Trading, Ltd., Ace", "Ace Trading, Ltd. | Ace ~"),
            ("small letter", Organization, "Institute of Arts, crafts", "Institute of Arts, crafts"),
            ("languages", Person, "Jayne, Belarusian: Джэйн, Russian : Джейн", "Jayne | «be» Джэйн | «ru» Джейн ~"),
            ("family and given", Person, "Доу, Джейн Анновна", "«ru?» Доу, Джейн Анновна"),
            ("and", Person, "Jayne Doe, Jane Dow and Jean Doe", "Jayne Doe | Jane Dow | Jean Doe ~"),
            ("parentheses", Organization, "Ace Trading (AT, Ace)", "Ace Trading (AT, Ace)"),
            ("nothing", Person, " ; ", ""),
        ] {
            let (names, is_certain) = aliases(field, kind, &Origin::default());
            let shown = names.iter().map(|name| match (name.kind, &name.language) {
                (NameKind::Native, language) => format!("«{}» {}", language.as_deref().unwrap_or("ru?"), name.full),
                _ => name.full.clone(),
            });
            let mut shown = shown.collect::<Vec<_>>().join(" | ");
            shown.push_str(if is_certain { "" } else { " ~" });
            assert_eq!(shown, want, "{case}");
        }
    }

    #[test]
    fn what_does_not_read_is_a_problem() {
        for (case, record, want) in [
            ("no item", "<Country>A</Country><EntityOrShip>B</EntityOrShip>", "sema.xml:1:Item: no item"),
            ("no name", "<Country>A</Country><Item>1</Item>", "sema.xml:1:EntityOrShip: no name"),
            (
                "no date",
                "<Country>A</Country><Item>1</Item><LastName>B</LastName><DateOfBirthOrShipBuildDate>Sep-65</DateOfBirthOrShipBuildDate>",
                "sema.xml:1:DateOfBirthOrShipBuildDate: `Sep-65` is no date",
            ),
        ] {
            let problems = read_records(&format!("<record>{record}</record>")).problems;
            assert!(problems.len() == 1 && problems[0].to_string().starts_with(want), "{case}: {problems:?}");
        }
    }

    #[test]
    fn names_in_two_languages_come_apart() {
        for (full, want) in [
            ("Army Institute (AI)/Institut de l'armée", &["Army Institute (AI)", "Institut de l'armée"][..]),
            ("Trading S/A", &["Trading S/A"]),
            ("Blue Star", &["Blue Star"]),
        ] {
            assert_eq!(languages(full), want);
        }
    }
}
