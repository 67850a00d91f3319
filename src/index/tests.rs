//! What an index promises on disk.

use std::fs;
use std::path::Path;

use super::{FORMAT, Index, ListFacts, ListProblem, MAX_LISTED_PROBLEMS, build, build_with, own_lexicon};
use crate::ErrorKind;
use crate::name::OwnLexicon;
use crate::party::*;

fn party(reference: &str, name: &str) -> Party {
    let mut party = Party::new("own", reference, PartyKind::Person);
    party.names.push(Name::new(name, NameKind::Primary, Origin::new("own.csv", 3, "name")));
    party
}

/// A party with a value in every field.
fn whole_party() -> Party {
    let origin = || Origin::new("own.csv", 1, "field");
    let country = Country::named("Korea, North");
    let mut name = Name::new("KIM, Jong Un", NameKind::Primary, origin());
    name.parts.push(NamePart { kind: NamePartKind::Family, text: "KIM".into() });
    let mut native = Name::new("김정은", NameKind::Native, origin());
    native.language = Some("ko".into());
    Party {
        names: vec![name, native],
        dates: vec![DateEvent { kind: DateKind::Birth, date: "1983~/1984~".parse().unwrap(), origin: origin() }],
        places: vec![Place {
            kind: DateKind::Birth,
            text: "Wonsan".into(),
            country: Some(country.clone()),
            origin: origin(),
        }],
        countries: vec![CountryLink { role: CountryRole::Nationality, country: country.clone(), origin: origin() }],
        gender: Some(Gender::Male),
        identifiers: vec![Identifier {
            kind: IdentifierKind::Passport,
            label: "Passport".into(),
            number: "PS 654-32".into(),
            scheme: Some("x".into()),
            country: Some(country.clone()),
            issued_on: Some("2014-03".parse().unwrap()),
            expires_on: Some("2019-03-01".parse().unwrap()),
            remark: "stolen".into(),
            origin: origin(),
        }],
        addresses: vec![Address {
            street: "1 Main St".into(),
            city: "Pyongyang".into(),
            country: Some(country),
            remark: "undetermined".into(),
            origin: origin(),
        }],
        contacts: vec![Contact { kind: ContactKind::Email, value: "a@b.kp".into(), origin: origin() }],
        vessel: Some(Vessel {
            vessel_type: Some("Tanker".into()),
            deadweight_tons: Some(1),
            gross_register_tons: Some(2),
            owner: Some("Owner".into()),
        }),
        aircraft: Some(Aircraft {
            model: Some("A320".into()),
            manufacturer: Some("Airbus".into()),
            operator: Some("Operator".into()),
        }),
        listing: Listing {
            list: "own".into(),
            reference: "1".into(),
            programs: vec!["DPRK3".into()],
            legal_basis: vec!["E.O. 13722".into()],
            listed_on: Some("2016-07-06".parse().unwrap()),
            amended_on: Some("2017".parse().unwrap()),
            source: Some("https://example.org".into()),
        },
        references: vec![Reference { numbering: Numbering::Un, number: "KPi.001".into(), own: true, origin: origin() }],
        links: vec![Link {
            relation: "Linked To".into(),
            name: "OFFICE 39".into(),
            party: Some("own:2".into()),
            origin: origin(),
        }],
        notes: vec![Note { kind: NoteKind::Title, text: "Chairman \"x\"\n\u{202e}é".into(), origin: origin() }],
        ..Party::new("own", "1", PartyKind::Other)
    }
}

fn list(problems: usize) -> ListFacts {
    ListFacts {
        name: "own".into(),
        source: "lists/own.csv".into(),
        format: "csv".into(),
        date: Some("2024-05-01".into()),
        date_source: Some("list".into()),
        digest: "00".into(),
        counts: Counts::of(&[whole_party()]),
        delisted: 0,
        problems: (0..problems as u64)
            .map(|n| ListProblem { origin: Origin::new("own.csv", n, "name"), message: "empty".into() })
            .collect(),
    }
}

#[test]
fn an_index_keeps_every_field() {
    let parties = vec![party("3", "C"), whole_party(), party("2", "B")];
    let directory = tempfile::tempdir().unwrap();
    let manifest = build(directory.path(), vec![list(MAX_LISTED_PROBLEMS + 5)], parties.clone()).unwrap();
    let opened = Index::open(directory.path()).unwrap();
    assert_eq!(opened.manifest(), &manifest);
    for index in [opened, Index::in_memory(vec![list(0)], parties.clone()).unwrap()] {
        assert_eq!(index.len(), 3);
        for party in &parties {
            assert_eq!(index.party(&party.id).unwrap().as_ref(), Some(party));
        }
        assert_eq!(index.party(&"own:none".into()).unwrap(), None);
        let ids: Vec<_> = (0..3).map(|ordinal| index.party_at(ordinal).unwrap().id.to_string()).collect();
        assert_eq!(ids, ["own:1", "own:2", "own:3"], "ordinals are ranks of ids");
        assert_eq!(index.party_at(3).unwrap_err().kind(), ErrorKind::Index);
        assert_eq!((index.manifest().parties, index.manifest().names), (3, 4));
        assert_eq!(index.manifest().lists[0].facts.counts.names.len(), 2);
    }
    assert_eq!(manifest.lists[0].problem_count, MAX_LISTED_PROBLEMS as u64 + 5);
    assert_eq!(manifest.lists[0].facts.problems.len(), MAX_LISTED_PROBLEMS);
}

#[test]
fn an_index_may_be_empty() {
    let directory = tempfile::tempdir().unwrap();
    build(directory.path(), Vec::new(), Vec::new()).unwrap();
    let index = Index::open(directory.path()).unwrap();
    assert!(index.is_empty());
    assert_eq!(index.party(&"own:1".into()).unwrap(), None);
    assert!(index.party_at(0).is_err());
}

/// Paths of all files under a directory.
fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn opening_refuses_what_it_can_not_trust() {
    let built = || {
        let directory = tempfile::tempdir().unwrap();
        let parties = vec![whole_party(), party("2", "B")];
        build_with(directory.path(), vec![list(0)], parties, Some(&own_lexicon_of("bodzio, bogdan => 1"))).unwrap();
        directory
    };
    let change = |directory: &Path, from: &str, to: &str| {
        let path = directory.join("manifest.json");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).unwrap();
    };
    let refused = |case: &str, directory: &Path, message: &str| {
        let error = Index::open(directory).expect_err(case);
        assert_eq!(error.kind(), ErrorKind::Index, "{case}");
        assert!(error.to_string().contains(message), "{case}: {error}");
        assert!(error.to_string().contains("run `namesieve build"), "{case}: {error}");
    };

    let format = format!("\"format\": {FORMAT}");
    let engine = format!("\"engine\": \"{}\"", env!("CARGO_PKG_VERSION"));
    for (case, from, to, message) in [
        ("another format", format.as_str(), "\"format\": 999", "has format 999"),
        ("another format, all else changed", &format, "\"format\": 999, \"x\":", "damaged"),
        ("another version", &engine, "\"engine\": \"0.0.0\"", "another version"),
        ("another lexicon", "\"lexicons\": \"", "\"lexicons\": \"0", "another lexicon"),
        ("another count", "\"parties\": 2", "\"parties\": 3", "number of parties"),
        ("no count", "\"parties\": 2", "\"parties\": \"two\"", "damaged"),
        ("no such generation", "\"generation\": \"g-1\"", "\"generation\": \"g-2\"", "damaged"),
    ] {
        let directory = built();
        change(directory.path(), from, to);
        refused(case, directory.path(), message);
    }

    let directory = built();
    refused("no directory", &directory.path().join("none"), "no index at");
    refused("a file", &directory.path().join("manifest.json"), "no index at");
    for garbage in ["", "{", "[]", "null", "\u{0}\u{1}", "{\"format\": -1}"] {
        fs::write(directory.path().join("manifest.json"), garbage).unwrap();
        refused("garbage manifest", directory.path(), "damaged");
    }

    // Each file in turn: gone, cut off at several lengths, and of the right length but wrong.
    let sample = built();
    let names: Vec<_> =
        files(&sample.path().join("g-1")).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    for at in 0..names.len() {
        let damage = |how: &dyn Fn(&Path, Vec<u8>)| {
            let directory = built();
            let path = files(&directory.path().join("g-1"))[at].clone();
            how(&path, fs::read(&path).unwrap());
            refused(&path.display().to_string(), directory.path(), "damaged");
        };
        damage(&|path, _| fs::remove_file(path).unwrap());
        damage(&|path, bytes| fs::write(path, &bytes[..bytes.len() - 1]).unwrap());
        damage(&|path, bytes| fs::write(path, &bytes[..bytes.len() / 2]).unwrap());
        damage(&|path, _| fs::write(path, "").unwrap());
        damage(&|path, bytes| fs::write(path, vec![0xa5; bytes.len()]).unwrap());
    }
}

/// A user's own lexicon of groups.
fn own_lexicon_of(groups: &str) -> OwnLexicon {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("names.txt"), groups).unwrap();
    OwnLexicon::read(directory.path()).unwrap().lexicon
}

#[test]
fn an_index_answers_with_the_lexicon_it_was_built_with() {
    let own = own_lexicon_of("bodzio, bogdan, бодзо => 1\n");
    let directory = tempfile::tempdir().unwrap();
    let manifest = build_with(directory.path(), Vec::new(), vec![party("1", "Bogdan")], Some(&own)).unwrap();
    let entry = manifest.own_lexicon.as_ref().expect("the manifest has it");
    assert_eq!((entry.digest.as_str(), entry.entries), (own.digest().as_str(), 1));
    assert_eq!(own_lexicon(directory.path()).unwrap().as_ref(), Some(&own));

    // Several indexes in one process, each with its own.
    let with = Index::open(directory.path()).unwrap();
    let without = Index::in_memory(Vec::new(), vec![party("1", "Bogdan")]).unwrap();
    for (case, index, alike) in [("with", &with, true), ("without", &without, false), ("with, again", &with, true)] {
        let listed = index.listed_forms().unwrap();
        for word in ["bodzio", "бодзо", "bodzo"] {
            let token = index.lexicon().token(listed.tokens.get(0).kind, word);
            assert_eq!(token.as_ref().is_equivalent(listed.tokens.get(0)), alike, "{case}: {word}");
        }
    }

    build(directory.path(), Vec::new(), vec![party("1", "Bogdan")]).unwrap();
    assert_eq!(own_lexicon(directory.path()).unwrap(), None, "an index built without has none");
}

#[test]
fn a_rebuild_replaces_the_index_whole() {
    let directory = tempfile::tempdir().unwrap();
    build(directory.path(), Vec::new(), vec![party("1", "old"), party("2", "old")]).unwrap();
    let old = Index::open(directory.path()).unwrap();
    build(directory.path(), Vec::new(), vec![party("3", "new")]).unwrap();
    let new = Index::open(directory.path()).unwrap();
    assert_eq!((old.len(), new.len()), (2, 1));
    assert_eq!(old.party_at(1).unwrap().caption(), "old", "an open index outlives its files");
    assert_eq!(new.party_at(0).unwrap().caption(), "new");
    assert!(!directory.path().join("g-1").exists() && directory.path().join("g-2").exists());
}

#[test]
fn a_failing_build_leaves_the_old_index() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    build(path, Vec::new(), vec![party("1", "old")]).unwrap();
    let answers = || Index::open(path).unwrap().party_at(0).unwrap().caption().to_owned();

    let error = build(path, Vec::new(), vec![party("2", "a"), party("2", "b")]).unwrap_err();
    assert_eq!((error.kind(), answers().as_str()), (ErrorKind::Input, "old"), "one id twice");

    // The last step before the swap fails, as it does on a full disk.
    fs::create_dir(path.join("manifest.json.new")).unwrap();
    let error = build(path, Vec::new(), vec![party("2", "new")]).unwrap_err();
    assert_eq!((error.kind(), answers().as_str()), (ErrorKind::Io, "old"), "the manifest can not be written");
    assert!(error.to_string().contains("the old index, if any, is untouched"), "{error}");
    assert!(std::error::Error::source(&error).is_some(), "the cause is kept");
    assert!(!path.join("g-2").exists(), "what a failed build wrote is gone");
    fs::remove_dir(path.join("manifest.json.new")).unwrap();

    // A killed build leaves a generation that no manifest names, and a draft.
    fs::create_dir_all(path.join("g-7/parties")).unwrap();
    fs::write(path.join("g-7/parties/half.store"), "half").unwrap();
    fs::write(path.join("manifest.json.new"), "{\"format\"").unwrap();
    assert_eq!(answers(), "old", "killed builds do not show");
    build(path, Vec::new(), vec![party("2", "new")]).unwrap();
    assert_eq!(answers(), "new");
    let mut left: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["build.lock", "g-8", "manifest.json"], "the next build cleans up");
}

#[test]
fn one_build_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    build(directory.path(), Vec::new(), vec![party("1", "old")]).unwrap();
    let lock = fs::File::open(directory.path().join("build.lock")).unwrap();
    lock.lock().unwrap();
    let error = build(directory.path(), Vec::new(), Vec::new()).unwrap_err();
    assert!(error.to_string().contains("another build"), "{error}");
    drop(lock);
    build(directory.path(), Vec::new(), Vec::new()).unwrap();
}

#[test]
fn a_directory_of_others_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let notes = directory.path().join("notes.txt");
    for (case, file, text) in
        [("a file", "notes.txt", "mine"), ("another's manifest", "manifest.json", "{\"name\": \"app\"}")]
    {
        fs::write(&notes, "mine").unwrap();
        fs::write(directory.path().join(file), text).unwrap();
        let error = build(directory.path(), Vec::new(), Vec::new()).expect_err(case);
        assert_eq!(error.kind(), ErrorKind::Input, "{case}");
        assert_eq!(fs::read_to_string(&notes).unwrap(), "mine", "{case}");
        assert!(!directory.path().join("build.lock").exists(), "{case}: nothing was added");
    }
    assert!(build(&notes, Vec::new(), Vec::new()).is_err(), "a file is no directory");
}

#[cfg(unix)]
#[test]
fn who_may_read_the_directory_may_read_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    build(directory.path(), Vec::new(), vec![party("1", "old")]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    for file in files(directory.path()) {
        assert_eq!(mode(&file), mode(&directory.path().join("build.lock")), "{}", file.display());
    }
}

#[test]
fn a_damaged_index_is_built_anew() {
    let directory = tempfile::tempdir().unwrap();
    build(directory.path(), Vec::new(), vec![party("1", "old")]).unwrap();
    fs::write(directory.path().join("manifest.json"), "garbage").unwrap();
    build(directory.path(), Vec::new(), vec![party("1", "new")]).unwrap();
    assert_eq!(Index::open(directory.path()).unwrap().party_at(0).unwrap().caption(), "new");
}

#[test]
fn readers_see_one_build_or_the_other() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    build(path, Vec::new(), vec![party("1", "0")]).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 1..=15 {
                build(path, Vec::new(), vec![party("1", &n.to_string())]).unwrap();
            }
        });
        let mut last = 0;
        while !writer.is_finished() {
            let index = Index::open(path).unwrap();
            let seen: u32 = index.party_at(0).unwrap().caption().parse().unwrap();
            assert!(seen >= last, "{seen} after {last}");
            last = seen;
        }
    });
}
