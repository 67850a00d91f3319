//! Lexicons: a user's own, and what the compiled-in one makes of real names.

use std::fs;

use insta::assert_snapshot;
use namesieve::name::{Lexicon, OwnLexicon, TokenKind, analyze};
use namesieve::party::PartyKind;

use crate::program::Program;
use crate::shared::shared;

#[test]
fn an_index_keeps_the_lexicon_it_was_built_with() {
    let program = Program::new();
    program.file("own.csv", "id,name,type\n1,Bogdan Ostrowski,person\n2,Volta OsK,organization\n");
    fs::create_dir(program.path("words")).unwrap();
    program.file("words/names.txt", "bodzio, bogdan, бодзо => 1\nnonsense\n");
    program.file("words/legal_forms.tsv", "OsK\tllc\n");
    let build = ["build", "--list", "own.csv", "--index", "a", "--lexicon", "words"];
    assert_snapshot!("build_with_lexicon", program.run(&build));
    assert_snapshot!("build_with_bad_lexicon", program.run(&[&build[..], &["--strict"]].concat()));
    fs::remove_dir_all(program.path("words")).unwrap();
    assert!(program.run(&["inspect", "--index", "a"]).stdout.contains("own lexicon"));
    for (case, name) in [("a word of a group", "Bodzio Ostrowski"), ("a legal form of its class", "Volta LLC")] {
        let screened = program.run(&["screen", name, "--index", "a", "--fail-on-match"]);
        assert_eq!(screened.code, Some(1), "{case}: {screened}");
    }
    assert_snapshot!("build_without_lexicon", program.run(&build[..5]));
    assert_eq!(program.run(&["screen", "Bodzio Ostrowski", "--index", "a", "--fail-on-match"]).code, Some(0));
    assert_snapshot!("no_lexicon", program.run(&build));
}

#[test]
fn half_a_million_real_name_parts_load_and_tie_names_together() {
    let Some(path) = shared("eval/person_name_parts.txt.gz") else { return };
    let directory = tempfile::tempdir().unwrap();
    fs::copy(path, directory.path().join("person_name_parts.txt.gz")).unwrap();
    let reading = OwnLexicon::read(directory.path()).unwrap();
    assert!(reading.lexicon.len() > 110_000, "{}", reading.lexicon.len());
    assert!(reading.problems.len() < 10, "{:?}", reading.problems);
    let lexicon = Lexicon::with(&reading.lexicon);
    for (a, b) in [("илеш", "illes"), ("אילש", "illes"), ("yevgeny", "jewgeni"), ("gorbachev", "gorbatjov")] {
        let token = |word| lexicon.token(TokenKind::Word, word);
        assert!(token(a).as_ref().is_equivalent(token(b).as_ref()), "{a} and {b}");
    }
}

/// A company called after a person, at the end, is not taken for a misspelt legal form.
#[test]
fn hardly_any_real_name_is_a_misspelt_legal_form() {
    for file in ["load/first_names.txt", "load/last_names.txt"] {
        let Some(path) = shared(file) else { return };
        let names = fs::read_to_string(path).unwrap();
        let (mut all, mut taken) = (0, Vec::new());
        for name in names.lines() {
            let last = |name: &str| {
                let forms = analyze(&format!("Volta {name}"), Some(PartyKind::Organization));
                forms[0].tokens.last().map(|token| (token.kind, token.text.clone()))
            };
            all += 1;
            let is_taken = last(name).is_some_and(|(kind, text)| kind == TokenKind::LegalForm && text != *name);
            taken.extend(is_taken.then_some(name));
        }
        assert!(taken.len() * 2_000 <= all, "{} of {all}: {taken:?}", taken.len());
    }
}
