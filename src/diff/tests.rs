//! Comparing a few invented parties.

use super::*;
use crate::party::*;

fn jane() -> Party {
    let at = |record| Origin::new("own.csv", record, "field");
    let mut party = Party::new("own", "7", PartyKind::Person);
    party.names = vec![Name::new("DOE, Jane", NameKind::Primary, at(1)), Name::new("J", NameKind::WeakAlias, at(2))];
    party.dates.push(DateEvent { kind: DateKind::Birth, date: "1970".parse().unwrap(), origin: at(1) });
    party.countries.push(CountryLink {
        role: CountryRole::Nationality,
        country: Country::named("Iran"),
        origin: at(1),
    });
    party.identifiers.push(Identifier::new(IdentifierKind::Passport, "A1", at(1)));
    party.links.push(Link { relation: "r".into(), name: "n".into(), party: None, origin: at(1) });
    party.notes.push(Note { kind: NoteKind::Title, text: "Director".into(), origin: at(1) });
    party.listing.programs = vec!["IRAN".into(), "IFSR".into()];
    party
}

/// The changes of one party, shown `field: -removed +added`.
fn shown(old: &Party, new: &Party) -> Vec<String> {
    let diff = compare([old], [new]);
    let fields = diff.changes.iter().flat_map(|change| {
        assert_eq!(change.change, ChangeKind::Changed);
        &change.fields
    });
    let values =
        |sign: &str, values: &[Value]| values.iter().map(|value| format!(" {sign}{value}")).collect::<String>();
    fields
        .map(|change| format!("{}:{}{}", change.field, values("-", &change.removed), values("+", &change.added)))
        .collect()
}

#[test]
fn every_field_is_compared_by_its_values() {
    type Edit = fn(&mut Party);
    for (case, edit, want) in [
        ("nothing", (|_| {}) as Edit, &[][..]),
        ("another place in another file", |party| party.names[0].origin = Origin::new("x", 9, "y"), &[]),
        ("another order", |party| party.names.swap(0, 1), &[]),
        ("order of programs", |party| party.listing.programs.reverse(), &[]),
        ("type", |party| party.kind = PartyKind::Other, &[r#"type: -"person" +"other""#]),
        (
            "kind of a name",
            |party| party.names[1].kind = NameKind::StrongAlias,
            &[r#"names: -{"full":"J","kind":"weak_alias"} +{"full":"J","kind":"strong_alias"}"#],
        ),
        (
            "a value twice",
            |party| party.names.push(party.names[1].clone()),
            &[r#"names: +{"full":"J","kind":"weak_alias"}"#],
        ),
        (
            "date",
            |party| party.dates[0].date = "1970~".parse().unwrap(),
            &[r#"dates: -{"date":"1970","kind":"birth"} +{"date":"1970~","kind":"birth"}"#],
        ),
        (
            "country gone",
            |party| party.countries.clear(),
            &[r#"countries: -{"country":{"code":"IR","name":"Iran"},"role":"nationality"}"#],
        ),
        ("gender", |party| party.gender = Some(Gender::Female), &[r#"gender: +"female""#]),
        (
            "remark on a number",
            |party| party.identifiers[0].remark = "lost".into(),
            &[r#"identifiers: -{"kind":"passport","number":"A1"} +{"kind":"passport","number":"A1","remark":"lost"}"#],
        ),
        (
            "address",
            |party| party.addresses.push(Address { city: "C".into(), ..Address::default() }),
            &[r#"addresses: +{"city":"C"}"#],
        ),
        (
            "link resolved",
            |party| party.links[0].party = Some("own:8".into()),
            &[r#"links: -{"name":"n","relation":"r"} +{"name":"n","party":"own:8","relation":"r"}"#],
        ),
        (
            "note",
            |party| party.notes[0].text.push('!'),
            &[r#"notes: -{"kind":"title","text":"Director"} +{"kind":"title","text":"Director!"}"#],
        ),
        ("program", |party| party.listing.programs[1] = "NPWMD".into(), &[r#"programs: -"IFSR" +"NPWMD""#]),
        ("day of listing", |party| party.listing.listed_on = Some("2020".parse().unwrap()), &[r#"listed_on: +"2020""#]),
        (
            "ship",
            |party| party.vessel = Some(Vessel { owner: Some("O".into()), ..Vessel::default() }),
            &[r#"owner: +"O""#],
        ),
        (
            "two fields, by name",
            |party| (party.gender, party.dates) = (Some(Gender::Male), Vec::new()),
            &[r#"dates: -{"date":"1970","kind":"birth"}"#, r#"gender: +"male""#],
        ),
    ] {
        let (old, mut new) = (jane(), jane());
        edit(&mut new);
        assert_eq!(shown(&old, &new), want, "{case}");
        let back: Vec<String> = shown(&new, &old);
        assert_eq!(back.len(), want.len(), "{case}: what was added one way was removed the other");
    }
}

#[test]
fn parties_come_and_go_in_the_order_of_their_ids() {
    let party = |id: &str, reference: &str| {
        let mut party = Party::new("own", id, PartyKind::Person);
        party.listing.reference = reference.into();
        party
    };
    let old = [party("1", "a"), party("3", "c"), party("2", "b"), party("9", "")];
    let new = [party("4", "c"), party("1", "a"), party("0", "z"), party("8", "")];
    let diff = compare(&old, &new);
    let changes: Vec<(&str, &str, Option<&str>)> = diff
        .changes
        .iter()
        .map(|change| (change.change.as_str(), change.party.as_str(), change.counterpart.as_ref().map(PartyId::as_str)))
        .collect();
    let want = [
        ("added", "own:0", None),
        ("removed", "own:2", None),
        ("removed", "own:3", Some("own:4")),
        ("added", "own:4", Some("own:3")),
        ("added", "own:8", None),
        ("removed", "own:9", None),
    ];
    assert_eq!(changes, want);
    let counts = [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed].map(|kind| diff.count(kind));
    assert_eq!((counts, diff.unchanged), ([3, 3, 0], 1));
}
