//! Which lists there are, and where.

use crate::{Error, Result};

const OFAC: &str = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/";

/// The word for a list, its name, and the address of its file.
///
/// Of OFAC's forms it is ENHANCED XML: it has the names in their own scripts, which the legacy CSV files and `sdnList` lack, and
/// parts of names and ties to parties by id; in all else they agree, which tests compare. It says its own day, and it is one file,
/// where the four of the CSV may be fetched in the middle of their publication.
const OFFICIAL: [(&str, &str, &str, &str); 8] = [
    ("ofac-sdn", "ofac-sdn", OFAC, "SDN_ENHANCED.XML"),
    ("ofac-cons", "ofac-cons", OFAC, "CONS_ENHANCED.XML"),
    ("un", "un-sc", "https://scsanctions.un.org/resources/xml/en/", "consolidated.xml"),
    (
        "eu",
        "eu-fsf",
        "https://webgate.ec.europa.eu/fsd/fsf/public/files/",
        "xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw",
    ),
    ("uk", "uk-sl", "https://sanctionslist.fcdo.gov.uk/docs/", "UK-Sanctions-List.csv"),
    (
        "ch",
        "ch-seco",
        "https://www.sesam.search.admin.ch/sesam-search-web/pages/",
        "downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction",
    ),
    (
        "ca",
        "ca-sema",
        "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/",
        "sanctions/sema-lmes.xml",
    ),
    ("us-csl", "us-csl", "https://data.trade.gov/downloadable_consolidated_screening_list/v1/", "consolidated.csv"),
];

/// What stands before the name of a dataset of OpenSanctions.
const OPENSANCTIONS: &str = "opensanctions:";

/// A list and the addresses of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub(super) list: String,
    pub(super) addresses: Vec<String>,
    pub(super) official: bool,
}

impl Source {
    /// The words for the official lists, each with the name that [`list::read`](crate::list::read) gives the list.
    pub fn words() -> impl Iterator<Item = (&'static str, &'static str)> {
        OFFICIAL.iter().map(|&(word, name, ..)| (word, name))
    }

    /// An official list, by its word or its name, or a dataset of OpenSanctions, `opensanctions:<dataset>`; `None` for any other word.
    pub fn official(word: &str) -> Option<Self> {
        let source = |list: &str, address| Self { list: list.to_owned(), addresses: vec![address], official: true };
        if let Some(dataset) = word.strip_prefix(OPENSANCTIONS) {
            let list = Self::list_name(word).ok()?;
            let address = format!("https://data.opensanctions.org/datasets/latest/{dataset}/entities.ftm.json");
            return Some(source(&list, address));
        }
        let (_, name, folder, file) = OFFICIAL.iter().find(|(known, name, ..)| word == *known || word == *name)?;
        Some(source(name, format!("{folder}{file}")))
    }

    /// A list of whatever name, from addresses of the caller's choice, in the order in which they are fetched.
    ///
    /// # Errors
    ///
    /// Where the name is none, see [`list_name`](Self::list_name); where there is no address, where one does not begin with
    /// `https://` or `http://`, and where two end in the same name of a file.
    pub fn new(word: &str, addresses: Vec<String>) -> Result<Self> {
        let source = Self { list: Self::list_name(word)?, addresses, official: false };
        if source.addresses.is_empty() {
            return Err(Error::input(format!("no address is given for the list `{word}`")));
        }
        for (at, address) in source.addresses.iter().enumerate() {
            if !["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) {
                return Err(Error::input(format!("`{address}` is no address; it begins with https:// or http://")));
            }
            // It would stand in messages, in the store and in the index.
            if address.split('/').nth(2).is_some_and(|host| host.contains('@')) {
                return Err(Error::input("an address with a user or a password in it is not taken"));
            }
            let file = source.file_name(address);
            if let Some(other) = source.addresses[..at].iter().find(|other| source.file_name(other) == file) {
                return Err(Error::input(format!("`{other}` and `{address}` are both files named `{file}`")));
            }
        }
        Ok(source)
    }

    /// The name of the list that a word stands for: that of the official list or of the dataset, else the word itself.
    ///
    /// # Errors
    ///
    /// Where the word is none of an official list and has something else than the letters a to z, digits and hyphens between them:
    /// a list's name stands in its parties' ids and is that of a folder.
    pub fn list_name(word: &str) -> Result<String> {
        if let Some((_, name, ..)) = OFFICIAL.iter().find(|(known, ..)| word == *known) {
            return Ok((*name).to_owned());
        }
        let name = word.strip_prefix(OPENSANCTIONS).map_or(word.to_owned(), |dataset| {
            // Names of datasets are written with underscores; some are those of the lists that they were made of.
            let name = dataset.replace('_', "-");
            if Self::words().any(|(_, official)| official == name) { format!("opensanctions-{name}") } else { name }
        });
        let is_word = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !name.split('-').all(is_word) {
            let words = Self::words().map(|(word, _)| word).collect::<Vec<_>>().join(", ");
            return Err(Error::input(format!(
                "`{word}` is no name of a list; use {words}, {OPENSANCTIONS}DATASET, or for a list of your own a to z, digits and \
                 hyphens"
            )));
        }
        Ok(name)
    }

    /// The list's name.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// Where its files are.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Whether these are the addresses of the publisher, as this library knows them.
    pub fn is_official(&self) -> bool {
        self.official
    }

    /// The name under which the file at an address is kept: its own, which tells the files of OFAC apart, as far as it has one.
    pub(super) fn file_name(&self, address: &str) -> String {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let last = path.splitn(4, '/').nth(3).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if last.contains('.')
            && last.len() <= 100
            && last.starts_with(|c: char| c.is_ascii_alphanumeric())
            && last.chars().all(is_plain)
        {
            last.to_owned()
        } else {
            self.list.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_lists() {
        for (word, list, address) in [
            ("un", "un-sc", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),
            ("un-sc", "un-sc", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"),
            (
                "opensanctions:us_ofac_sdn",
                "us-ofac-sdn",
                "https://data.opensanctions.org/datasets/latest/us_ofac_sdn/entities.ftm.json",
            ),
            (
                "opensanctions:eu_fsf",
                "opensanctions-eu-fsf",
                "https://data.opensanctions.org/datasets/latest/eu_fsf/entities.ftm.json",
            ),
        ] {
            let source = Source::official(word).expect(word);
            assert_eq!((source.list(), source.addresses()), (list, &[address.to_owned()][..]), "{word}");
        }
        for word in ["mine", "", "UN", "opensanctions:", "opensanctions:../x", "opensanctions:a/b"] {
            assert_eq!(Source::official(word), None, "{word}");
        }
        for (word, _) in Source::words() {
            let source = Source::official(word).expect(word);
            let own = Source::new(word, source.addresses.clone()).expect(word);
            assert_eq!(own, Source { official: false, ..source });
        }
    }

    #[test]
    fn names_and_addresses_that_can_not_be_are_refused() {
        for (case, word, addresses) in [
            ("a folder above", "..", &["https://a/b"][..]),
            ("a path", "a/b", &["https://a/b"]),
            ("capitals", "Mine", &["https://a/b"]),
            ("a hyphen at the end", "mine-", &["https://a/b"]),
            ("no address", "mine", &[]),
            ("a file", "mine", &["own.csv"]),
            ("another scheme", "mine", &["ftp://a/b"]),
            ("the same name twice", "mine", &["https://a/b.csv", "https://c/b.csv"]),
        ] {
            let addresses = addresses.iter().map(ToString::to_string).collect();
            assert!(Source::new(word, addresses).is_err(), "{case}");
        }
    }

    #[test]
    fn files_keep_their_names() {
        let source = Source::new("mine", vec!["https://a".to_owned()]).expect("a source");
        for (address, want) in [
            ("https://a/exports/SDN.CSV", "SDN.CSV"),
            ("https://a/b.xml?token=c/d.e", "b.xml"),
            ("https://a/files/content?token=x", "mine"),
            ("https://a.example", "mine"),
            ("https://a/", "mine"),
            ("https://a/.hidden", "mine"),
            ("https://a/..", "mine"),
            ("https://a/b%2Fc.csv", "mine"),
        ] {
            assert_eq!(source.file_name(address), want, "{address}");
        }
    }
}
