//! The legacy CSV files of OFAC, joined: the primary file with alternative names, addresses and overflowing remarks.
//!
//! No file has a header; a record is one line; `-0- ` as a whole field says that there is no value; the end of a file is marked
//! by a byte 0x1A. Remarks are cut at 1,000 characters, in the middle of a word, and go on in the comments file.
//!
//! Source: OFAC's data specification (`dat_spec.txt`) and the files themselves.

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::file::File;
use super::records::{Records, Shape};
use super::{Companions, Problem, Problems, names::listed_name, ofac_remarks};
use crate::party::{
    Address, Country, CountryLink, CountryRole, Identifier, IdentifierKind, NameKind, Note, NoteKind, Origin, Party,
    PartyId, PartyKind, Vessel,
};

const PRIMARY: [&str; 12] = [
    "ent_num",
    "SDN_Name",
    "SDN_Type",
    "Program",
    "Title",
    "Call_Sign",
    "Vess_type",
    "Tonnage",
    "GRT",
    "Vess_flag",
    "Vess_owner",
    "Remarks",
];
const ALT: [&str; 5] = ["ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks"];
const ADD: [&str; 6] = ["ent_num", "add_num", "address", "city_state_zip", "country", "add_remarks"];
const COMMENTS: [&str; 2] = ["ent_num", "Remarks"];

/// Length at which OFAC cuts remarks, in characters.
const REMARKS_CUT: usize = 1_000;

/// How much of a record without a party a problem shows, in characters; the rest is found by its number.
const ORPHAN_EXCERPT: usize = 80;

/// Reads the parties of the primary file, whole.
pub(super) fn read(list: &str, primary: &File, with: &Companions, problems: &mut Problems) -> Vec<Party> {
    let mut parties = Vec::new();
    let mut remarks = Vec::new();
    let mut by_number: FxHashMap<String, usize> = FxHashMap::default();
    each_row(Some(primary), &PRIMARY, problems, |row, problems| {
        let (party, text) = row.party(list, problems);
        by_number.entry(party.listing.reference.clone()).or_insert(parties.len());
        parties.push(party);
        remarks.push(Remarks {
            head: text,
            head_origin: row.origin(11),
            tail: String::new(),
            tail_origin: Origin::default(),
        });
    });

    // Comments belong to the remarks, so they come before the remarks are read; a list without long remarks has no comments file.
    each_row(with.comments.as_ref(), &COMMENTS, problems, |row, problems| match row.party_index(&by_number) {
        Some(at) => remarks[at].overflow(&row, problems),
        None => problems.push(row.orphan()),
    });
    for (party, remarks) in parties.iter_mut().zip(&remarks) {
        remarks.read_into(party, problems);
    }

    let companions = [(&with.alt, "alternative names"), (&with.add, "addresses"), (&with.comments, "remarks")];
    for (file, role) in companions {
        match file {
            None if role == "remarks" => {}
            None => problems.push(primary.problem(0, "", format!("no file of {role} beside it, read without"))),
            // What a download that failed leaves behind.
            Some(file) if file.is_empty() => {
                problems.push(file.problem(0, "", format!("no {role} in it, read without")))
            }
            Some(_) => {}
        }
    }
    each_row(with.alt.as_ref(), &ALT, problems, |row, problems| match row.party_index(&by_number) {
        Some(at) => row.add_name(&mut parties[at], problems),
        None => problems.push(row.orphan()),
    });
    each_row(with.add.as_ref(), &ADD, problems, |row, problems| match row.party_index(&by_number) {
        Some(at) => row.add_address(&mut parties[at]),
        None => problems.push(row.orphan()),
    });
    for party in &mut parties {
        put_weak_names_last(party);
    }
    resolve_links(&mut parties);
    parties
}

/// One record of one of the files.
struct Row<'a> {
    file: &'a File,
    fields: &'static [&'static str],
    number: u64,
    values: StringRecord,
}

/// Hands over the records of a file; none where it is absent.
fn each_row(
    file: Option<&File>,
    fields: &'static [&'static str],
    problems: &mut Problems,
    mut each: impl FnMut(Row<'_>, &mut Problems),
) {
    let Some(file) = file else { return };
    let shape = Shape { columns: fields.len(), delimiter: b',', numbered: true, ..Shape::default() };
    let mut records = Records::new(file, shape);
    let mut broken_off = None;
    while let Some((number, values)) = records.next(problems) {
        let row = Row { file, fields, number, values };
        // A download that broke off ends within a field; `-0` is what then remains of the null.
        let is_cut = row.values.iter().next_back() == Some("-0");
        broken_off = is_cut.then(|| row.problem(row.values.len() - 1, "the file breaks off within this field"));
        each(row, problems);
    }
    problems.breaks_off |= broken_off.is_some();
    problems.extend(broken_off);
}

impl Row<'_> {
    /// The value of a field, without blanks around it; `None` for null.
    fn get(&self, field: usize) -> Option<&str> {
        let value = self.values.get(field)?.trim();
        (!matches!(value, "" | "-0-" | "-0")).then_some(value)
    }

    fn text(&self, field: usize) -> String {
        self.get(field).unwrap_or_default().to_owned()
    }

    fn origin(&self, field: usize) -> Origin {
        self.file.origin(self.number, self.fields.get(field).copied().unwrap_or_default())
    }

    fn problem(&self, field: usize, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(field), message: message.into() }
    }

    fn note(&self, field: usize, kind: NoteKind, text: impl Into<String>) -> Note {
        Note { kind, text: text.into(), origin: self.origin(field) }
    }

    fn party_index(&self, by_number: &FxHashMap<String, usize>) -> Option<usize> {
        by_number.get(self.get(0)?).copied()
    }

    fn orphan(&self) -> Problem {
        let values = self.values.iter().skip(1).collect::<Vec<_>>().join(", ");
        let start: String = values.chars().take(ORPHAN_EXCERPT).collect();
        let more = if start.len() < values.len() { "..." } else { "" };
        self.problem(0, format!("no party `{}` in the list, left out: {start}{more}", self.text(0)))
    }

    /// The values after the last column, which have no name.
    fn surplus(&self) -> impl Iterator<Item = Note> {
        let surplus = (self.fields.len()..self.values.len()).filter_map(|field| Some((field, self.get(field)?)));
        surplus.map(|(field, text)| self.note(field, NoteKind::Remark, text))
    }

    /// The party of a primary record, with its remarks apart, untrimmed.
    fn party(&self, list: &str, problems: &mut Problems) -> (Party, String) {
        let kind = match self.get(2) {
            None => PartyKind::Organization,
            Some(word) => word.parse().unwrap_or_else(|message: String| {
                problems.push(self.problem(2, message));
                PartyKind::Other
            }),
        };
        let reference = match self.get(0) {
            Some(number) => number.to_owned(),
            None => {
                problems.push(self.problem(0, "no number, the record's stands in for it"));
                format!("record-{}", self.number)
            }
        };
        let mut party = Party::new(list, &reference, kind);
        match self.get(1) {
            Some(name) => party.names.push(listed_name(name, NameKind::Primary, kind, self.origin(1))),
            None => problems.push(self.problem(1, "no name")),
        }
        let programs = self.get(3).into_iter().flat_map(|programs| programs.split("] ["));
        party.listing.programs = programs.map(|program| program.trim_matches(['[', ']', ' ']).to_owned()).collect();
        let titles = self.get(4).into_iter().flat_map(|titles| titles.split("; "));
        party.notes.extend(titles.map(|title| self.note(4, NoteKind::Title, title.trim())));
        self.add_vessel(&mut party, problems);
        party.notes.extend(self.surplus());
        let remarks = self.values.get(11).filter(|_| self.get(11).is_some()).unwrap_or_default();
        (party, remarks.to_owned())
    }

    fn add_vessel(&self, party: &mut Party, problems: &mut Problems) {
        if let Some(sign) = self.get(5) {
            let label = "Call Sign".to_owned();
            party
                .identifiers
                .push(Identifier { label, ..Identifier::new(IdentifierKind::CallSign, sign, self.origin(5)) });
        }
        if let Some(flag) = self.get(9) {
            party.countries.push(CountryLink {
                role: CountryRole::Flag,
                country: Country::named(flag),
                origin: self.origin(9),
            });
        }
        let mut tons = |field: usize| {
            let written = self.get(field)?;
            let number = written.replace(',', "").parse().ok();
            if number.is_none() {
                problems.push(self.problem(field, format!("`{written}` is no tonnage, kept as a remark")));
                party.notes.push(self.note(field, NoteKind::Remark, format!("{}: {written}", self.fields[field])));
            }
            number
        };
        let vessel = Vessel {
            deadweight_tons: tons(7),
            gross_register_tons: tons(8),
            vessel_type: self.get(6).map(str::to_owned),
            owner: self.get(10).map(str::to_owned),
        };
        if vessel != Vessel::default() {
            party.vessel = Some(vessel);
        }
    }

    fn add_name(&self, party: &mut Party, problems: &mut Problems) {
        let kind = match self.get(2) {
            Some("aka" | "nka") => NameKind::StrongAlias,
            Some("fka") => NameKind::Former,
            word => {
                let word = word.unwrap_or_default();
                problems.push(self.problem(2, format!("unknown type of name `{word}`, read as another name")));
                NameKind::StrongAlias
            }
        };
        match self.get(3) {
            Some(name) => {
                party.names.push(listed_name(name, kind, party.kind, self.origin(3)));
                if let Some(remark) = self.get(4) {
                    party.notes.push(self.note(4, NoteKind::Remark, format!("{name}: {remark}")));
                }
            }
            None => problems.push(self.problem(3, "no name")),
        }
        party.notes.extend(self.surplus());
    }

    /// Adds an address; OFAC gives a party of unknown address a record of nulls, which says nothing.
    fn add_address(&self, party: &mut Party) {
        if (2..6).any(|field| self.get(field).is_some()) {
            party.addresses.push(Address {
                street: self.text(2),
                city: self.text(3),
                country: self.get(4).map(Country::named),
                remark: self.text(5),
                origin: self.origin(2),
            });
        }
        party.notes.extend(self.surplus());
    }
}

/// A party's remarks: what stands in the primary file, and what the comments file adds.
struct Remarks {
    head: String,
    head_origin: Origin,
    tail: String,
    tail_origin: Origin,
}

impl Remarks {
    fn overflow(&mut self, row: &Row<'_>, problems: &mut Problems) {
        let text = row.values.get(1).filter(|_| row.get(1).is_some()).unwrap_or_default();
        let is_cut = self.head.chars().count() >= REMARKS_CUT;
        if !is_cut || !self.tail.is_empty() {
            problems.push(row.problem(1, "the remarks were complete without this, added to them"));
            self.tail.push_str("; ");
        }
        self.tail.push_str(text);
        self.tail_origin = row.origin(1);
    }

    fn read_into(&self, party: &mut Party, problems: &mut Problems) {
        let origin = |at: usize| if at < self.head.len() { &self.head_origin } else { &self.tail_origin };
        ofac_remarks::read(&format!("{}{}", self.head, self.tail), origin, party, problems);
    }
}

/// Orders names as a reader expects them: primary, strong, weak. Remarks, which hold the weak ones, are read before `alt.csv`.
pub(super) fn put_weak_names_last(party: &mut Party) {
    party.names.sort_by_key(|name| (name.kind != NameKind::Primary, name.kind.is_weak()));
}

/// Finds the other party of each link, where exactly one party is listed under that name.
pub(super) fn resolve_links(parties: &mut [Party]) {
    let mut by_name: FxHashMap<String, Option<PartyId>> = FxHashMap::default();
    for party in parties.iter() {
        if let Some(name) = party.names.first().filter(|name| name.kind == NameKind::Primary) {
            by_name
                .entry(name.full.clone())
                .and_modify(|other| *other = None)
                .or_insert_with(|| Some(party.id.clone()));
        }
    }
    for link in parties.iter_mut().flat_map(|party| &mut party.links) {
        // The stop at the end of the remarks may be the last name's own, or a stop too many: `... TRADING CO.`
        let stopped = format!("{}.", link.name);
        let bare = link.name.trim_end_matches('.');
        let name = [&link.name, &stopped, bare].into_iter().find(|name| by_name.contains_key(*name));
        if let Some(name) = name.map(str::to_owned) {
            link.party.clone_from(&by_name[&name]);
            link.name = name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_files(primary: &str, alt: &str, add: &str, comments: &str) -> (Vec<Party>, Vec<String>) {
        let file = |name: &str, text: &str| File::new(name, text.as_bytes().to_vec());
        let with = Companions {
            alt: Some(file("alt.csv", alt)),
            add: Some(file("add.csv", add)),
            comments: Some(file("sdn_comments.csv", comments)),
        };
        let mut problems = Problems::default();
        let parties = read("l", &file("sdn.csv", primary), &with, &mut problems);
        let (mut problems, _) = problems.finish();
        // Files without a record are the subject of a test of their own.
        problems.retain(|problem| !problem.message.ends_with("read without"));
        (parties, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn the_files_of_a_list_are_joined() {
        let (parties, problems) = read_files(
            "7,\"DOE, Jane\",\"individual\",\"NPWMD] [IFSR\",\"Colonel; Director\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1960; a.k.a. 'J-0- '; \
             Linked To: ACE TRADING CO.\"\r\n\
             8,\"EVER SAIL\",\"vessel\",\"IRAN\",-0- ,\"ABC1\",\"Tug\",\"318,000\",\"56,068\",Iran,\"ACE TRADING CO.\",-0- \r\n\
             9,\"ACE TRADING CO.\",-0- ,\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a",
            "7,1,\"nka\",\"ROE, Jane\",\"since 2001\"\r\n7,2,\"fka\",\"POE, Jane\",-0- \r\n\x1a",
            "7,1,\"1 Main St\",\"Tehran\",\"Iran\",-0- \r\n8,2,-0- ,-0- ,-0- ,-0- \r\n\x1a",
            "",
        );
        assert_eq!(problems, [""; 0]);
        let [jane, ship, company] = &parties[..] else { panic!("{} parties", parties.len()) };

        assert_eq!((jane.id.as_str(), jane.kind), ("l:7", PartyKind::Person));
        let names: Vec<String> =
            jane.names.iter().map(|name| format!("{} {} @{}", name.kind, name.full, name.origin)).collect();
        assert_eq!(
            names,
            [
                "primary DOE, Jane @sdn.csv:1:SDN_Name",
                "strong_alias ROE, Jane @alt.csv:1:alt_name",
                "former POE, Jane @alt.csv:2:alt_name",
                "weak_alias J-0- @sdn.csv:1:Remarks",
            ]
        );
        assert_eq!(jane.names[0].parts[1].text, "Jane");
        assert_eq!(jane.listing.programs, ["NPWMD", "IFSR"]);
        let notes: Vec<(NoteKind, &str)> = jane.notes.iter().map(|note| (note.kind, note.text.as_str())).collect();
        assert_eq!(
            notes,
            [(NoteKind::Title, "Colonel"), (NoteKind::Title, "Director"), (NoteKind::Remark, "ROE, Jane: since 2001")]
        );
        assert_eq!(jane.addresses[0].country, Some(Country::named("Iran")));
        assert_eq!(
            (jane.links[0].name.as_str(), &jane.links[0].party),
            ("ACE TRADING CO.", &Some(PartyId::from("l:9")))
        );

        let vessel = ship.vessel.as_ref().expect("a vessel has vessel fields");
        assert_eq!((vessel.deadweight_tons, vessel.gross_register_tons), (Some(318_000), Some(56_068)));
        assert_eq!((vessel.vessel_type.as_deref(), vessel.owner.as_deref()), (Some("Tug"), Some("ACE TRADING CO.")));
        assert_eq!((ship.identifiers[0].kind, ship.countries[0].role), (IdentifierKind::CallSign, CountryRole::Flag));
        assert!(ship.addresses.is_empty(), "an address of nulls says nothing");
        assert_eq!(company.kind, PartyKind::Organization);
    }

    #[test]
    fn cut_remarks_go_on_in_the_comments_before_they_are_trimmed() {
        // The cut may fall on a blank, which belongs between two words.
        let head = format!("{}; POB Atown, ", "x".repeat(REMARKS_CUT - "; POB Atown, ".len()));
        assert_eq!(head.len(), REMARKS_CUT);
        let primary = format!("7,A,individual,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{head}\"\n");
        let (parties, problems) = read_files(&primary, "", "", "7,\"Iran; DOB 1960.\"\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(parties[0].places[0].text, "Atown, Iran");
        assert_eq!(parties[0].places[0].origin.file, "sdn.csv");
        assert_eq!(parties[0].dates[0].origin.to_string(), "sdn_comments.csv:1:Remarks");
    }

    #[test]
    fn defects_are_problems_and_lose_nothing_else() {
        const SOUND: &str = "7,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n";
        for (case, primary, alt, add, comments, want) in [
            ("alternative name of nobody", SOUND, "8,1,aka,B,-0- \n", "", "", "alt.csv:1:ent_num: no party `8`"),
            ("address of nobody", SOUND, "", "8,1,S,C,Iran,-0- \n", "", "add.csv:1:ent_num: no party `8`"),
            ("comment of nobody", SOUND, "", "", "8,x\n", "sdn_comments.csv:1:ent_num: no party `8`"),
            (
                "comment without a cut",
                SOUND,
                "",
                "",
                "7,DOB 1960\n",
                "sdn_comments.csv:1:Remarks: the remarks were complete",
            ),
            ("type of name", SOUND, "7,1,zka,B,-0- \n", "", "", "alt.csv:1:alt_type: unknown type of name `zka`"),
            ("columns", SOUND, "7,1,aka,B\n", "", "", "alt.csv:1: 4 columns instead of 5"),
            ("file that breaks off", SOUND, "", "7,1,S,C,Iran,-0", "", "add.csv:1:add_remarks: the file breaks off"),
            (
                "type of party",
                "7,A,robot,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
                "",
                "",
                "",
                "sdn.csv:1:SDN_Type: unknown type",
            ),
            (
                "no number",
                "-0- ,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
                "",
                "",
                "",
                "sdn.csv:1:ent_num: no number",
            ),
            (
                "no name",
                "7,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
                "",
                "",
                "",
                "sdn.csv:1:SDN_Name: no name",
            ),
            (
                "tonnage",
                "7,A,vessel,-0- ,-0- ,-0- ,-0- ,many,-0- ,-0- ,-0- ,-0- \n",
                "",
                "",
                "",
                "sdn.csv:1:Tonnage: `many`",
            ),
        ] {
            let (parties, problems) = read_files(primary, alt, add, comments);
            assert_eq!(parties.len(), 1, "{case}");
            assert_eq!(problems.len(), 1, "{case}: {problems:?}");
            assert!(problems[0].starts_with(want), "{case}: {}", problems[0]);
        }
    }

    #[test]
    fn missing_and_empty_companions_are_problems() {
        let primary = File::new("sdn.csv", b"7,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n".to_vec());
        let empty = |name: &str| Some(File::new(name, b"\r\n\x1a".to_vec()));
        let all_empty =
            Companions { alt: empty("alt.csv"), add: empty("add.csv"), comments: empty("sdn_comments.csv") };
        for (case, with, want) in [
            (
                "missing",
                Companions::default(),
                &[
                    "sdn.csv: no file of alternative names beside it, read without",
                    "sdn.csv: no file of addresses beside it, read without",
                ][..],
            ),
            (
                "empty",
                all_empty,
                &[
                    "alt.csv: no alternative names in it, read without",
                    "add.csv: no addresses in it, read without",
                    "sdn_comments.csv: no remarks in it, read without",
                ],
            ),
        ] {
            let mut problems = Problems::default();
            assert_eq!(read("l", &primary, &with, &mut problems).len(), 1, "{case}");
            let problems: Vec<String> = problems.finish().0.iter().map(Problem::to_string).collect();
            assert_eq!(problems, want, "{case}");
        }
    }

    #[test]
    fn a_link_to_a_name_of_two_parties_stays_open() {
        let row = |number: u8, name: &str, remarks: &str| {
            format!("{number},{name},-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{remarks}\"\n")
        };
        let primary =
            [row(1, "A", "Linked To: B."), row(2, "B", "Linked To: A."), row(3, "B", "Linked To: C.")].concat();
        let (parties, _) = read_files(&primary, "", "", "");
        let targets: Vec<Option<&str>> =
            parties.iter().map(|party| party.links[0].party.as_ref().map(PartyId::as_str)).collect();
        assert_eq!(targets, [None, Some("l:1"), None]);
    }
}
