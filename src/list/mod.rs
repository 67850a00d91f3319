//! From the bytes of a list to parties and problems.
//!
//! A reader keeps everything its list says: what has a type goes into its place in [`Party`], the rest into
//! [`Note`](crate::party::Note)s in the issuer's words, each with its [`Origin`](crate::party::Origin). What can not be read as it should is a
//! [`Problem`] beside the parties, never a party lost in silence, and never a panic, whatever the bytes.
//!
//! Readers interpret the format alone: they do not normalize, compare or merge names. Formats are told by content, those in XML by
//! their root element; file names only help to find the files that go with another (`alt.csv` of `sdn.csv`).
//!
//! Whether a list that was read may take the place of the one before is for [`Bounds`] to say.
//!
//! *Cost*: files are read in pieces, so that memory is taken by the parties alone, and by what few readers keep beside them to join
//! what belongs together. 64,000 records of OFAC (4.7 MB) take well under a third of a second on one core.
//!
//! ```
//! let sample = namesieve::list::sample();
//! assert!(sample.problems.is_empty());
//! assert_eq!(sample.list.name, "sample");
//! ```

mod budget;
mod ca;
mod csv;
#[cfg(test)]
mod damaged_tests;
mod dates;
mod detect;
mod eu;
mod file;
mod ftm;
mod integrity;
mod jsonl;
mod mapping;
mod names;
mod ofac_advanced;
mod ofac_csv;
mod ofac_enhanced;
mod ofac_fields;
mod ofac_identifiers;
mod ofac_labels;
mod ofac_remarks;
mod ofac_xml;
mod opensanctions_csv;
mod outlet;
mod own;
mod phrase;
mod problems;
#[cfg(test)]
mod real_lists;
mod records;
mod references;
mod seco;
mod senzing;
mod table;
#[cfg(test)]
mod tests;
mod uk;
mod uk_xml;
mod un;
mod us_csl;
mod xml;
#[cfg(test)]
mod xml_tests;

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub use integrity::{Bounds, Breach, Floor};
pub use mapping::Mapping;
pub use problems::Problem;

use crate::party::{Party, PartyId};
use crate::{Error, Result};
use file::File;
use outlet::{Outlet, Passed};
use problems::Problems;

/// The format of a list file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// The legacy CSV files of OFAC: `sdn.csv` or `cons_prim.csv` with those that go with it.
    OfacCsv,
    /// A list of one's own: CSV with a header.
    ///
    /// Columns are found by name; case, blanks, hyphens and underscores do not count, and a [`Mapping`] gives others. Only `name` must be
    /// there:
    ///
    /// | column | also called |
    /// |---|---|
    /// | `id` | `party_id`, `entity_id`, `uid`, `ref`, `reference`; without one, the row's number, from 1 |
    /// | `name` | `full_name`, `primary_name`, `caption` |
    /// | `first_name`, `middle_name`, `last_name` | `given_name`, `patronymic`, `surname` and the like; without `name` they make it up |
    /// | `type` | `schema`, `kind`, `entity_type`, `party_type` |
    /// | `alias` | `aliases`, `aka`, `alt_names`, `strong_alias` |
    /// | `weak_alias` | `weak_aka`, `low_quality_alias` |
    /// | `former_name` | `previous_name`, `fka` |
    /// | `native_name` | `original_script_name`, `name_original_script` |
    /// | `birth_date` | `dob`, `date_of_birth`; `death_date` and `incorporation_date` (`foundation_date`, `established`) likewise |
    /// | `birth_place` | `pob`, `place_of_birth` |
    /// | `country` | `countries`, `residence`; `nationality`, `citizenship`, `jurisdiction` and `flag` likewise |
    /// | `gender` | `sex` |
    /// | `identifier` | `identifiers`, `id_number`, `ids`; `KIND:NUMBER`, where `KIND` is a word of [`IdentifierKind::as_str`] |
    /// | `passport`, `national_id`, `tax_id`, ... | each such word, also with `number`, `no` or `code` after it |
    /// | `address` | `addresses` |
    /// | `email`, `phone`, `fax`, `website` | `telephone`, `url` |
    /// | `program` | `programs`, `program_key` |
    /// | `reason` | `reasons`; `title` (`position`), `remarks` (`remark`, `notes`, `note`, `comment`) likewise |
    /// | `legal_basis` | `regulation`, `celex`, `amended_celex`, `amendment_celex` |
    /// | `restriction` | `measure`, `measures` |
    /// | `listed_on` | `listing_date`, `date_listed`, `start_date` |
    ///
    /// Several values in a cell are separated by `;`. Dates are `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, `YYYY~` (circa) or `YYYY/YYYY`
    /// (a range), also `28 Jul 1963` and `28.7.1963`, and what follows a date in its cell is kept beside it. Aliases in another
    /// script than Latin are native names, also those in parentheses after a Latin one: `Ivan DOE (Иван ДОУ)`. Any other column is kept as a remark, `column: value`.
    ///
    /// [`IdentifierKind::as_str`]: crate::party::IdentifierKind::as_str
    Csv,
    /// Parties as this library writes them, or a list of one's own as flat objects with the columns of [`Format::Csv`] as keys: one
    /// JSON object a line.
    Jsonl,
    /// The consolidated list of the UN Security Council: `CONSOLIDATED_LIST`.
    UnXml,
    /// The `sdnList` XML of OFAC: `SDN.XML` and `CONSOLIDATED.XML`.
    OfacXml,
    /// The ENHANCED XML of OFAC, `sanctionsData`, of either list.
    OfacEnhancedXml,
    /// The ADVANCED XML of OFAC, `Sanctions`, of either list.
    OfacAdvancedXml,
    /// The list of the European Union, as its Financial Sanctions Files export it in XML 1.1.
    EuXml,
    /// The sanctions list of Switzerland's SECO in XML, `swiss-sanctions-list`, without those who are no longer listed.
    SecoXml,
    /// The consolidated Canadian autonomous sanctions list (SEMA) in XML.
    CaXml,
    /// The US Consolidated Screening List as CSV, of the International Trade Administration.
    UsCsl,
    /// FollowTheMoney entities or a delta of them, one JSON object a line, of OpenSanctions and others.
    Ftm,
    /// The ConList of the United Kingdom's OFSI as CSV, in its forms before and since 2022; retired in January 2026.
    UkConlist,
    /// The UK Sanctions List of FCDO as CSV.
    UkSl,
    /// The UK Sanctions List of FCDO as XML, `Designations`.
    UkSlXml,
    /// OpenSanctions' `targets.simple.csv`; [`Format::Ftm`] has more of the same parties.
    OpensanctionsCsv,
    /// Records in Senzing's generic entity specification, one JSON object a line.
    Senzing,
}

impl Format {
    /// Every format, in the order of the type.
    pub const ALL: [Self; 17] = [
        Self::OfacCsv,
        Self::Csv,
        Self::Jsonl,
        Self::UnXml,
        Self::OfacXml,
        Self::OfacEnhancedXml,
        Self::OfacAdvancedXml,
        Self::EuXml,
        Self::SecoXml,
        Self::CaXml,
        Self::UsCsl,
        Self::Ftm,
        Self::UkConlist,
        Self::UkSl,
        Self::UkSlXml,
        Self::OpensanctionsCsv,
        Self::Senzing,
    ];

    /// The word for it on the command line and in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OfacCsv => "ofac-csv",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::UnXml => "un-xml",
            Self::OfacXml => "ofac-xml",
            Self::OfacEnhancedXml => "ofac-enhanced-xml",
            Self::OfacAdvancedXml => "ofac-advanced-xml",
            Self::EuXml => "eu-xml",
            Self::SecoXml => "seco-xml",
            Self::CaXml => "ca-xml",
            Self::UsCsl => "us-csl",
            Self::Ftm => "ftm",
            Self::UkConlist => "uk-conlist",
            Self::UkSl => "uk-sl",
            Self::UkSlXml => "uk-sl-xml",
            Self::OpensanctionsCsv => "opensanctions-csv",
            Self::Senzing => "senzing",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(word));
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            Error::input(format!("unknown list format `{word}`; use one of {words}"))
        })
    }
}

/// What a list says of itself and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// The name under which its parties' ids stand, for example `ofac-sdn`.
    pub name: String,
    /// The path it was read from, as given, and those of its deltas, with `+` between them; of a list that was fetched, its addresses.
    pub source: String,
    /// Its format.
    pub format: Format,
    /// The date the list gives for itself, else the newest modification day of its files (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// Which of the two it is.
    pub date_source: Option<DateSource>,
    /// SHA-256 over its files in the order of their names, in hexadecimal.
    pub digest: String,
    /// How many records the list says that it has, where it says so.
    pub declared_records: Option<u64>,
    /// How many parties it still has that are no longer listed, and were left out.
    pub delisted: u64,
    /// Whether a file of it ends in the middle of something, as a download does that broke off.
    pub breaks_off: bool,
}

/// What a list's date is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// The list says it.
    List,
    /// The last change of a file, which may be nothing but the day of a download or of a copy.
    File,
}

impl DateSource {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::File => "file",
        }
    }
}

/// A list, read: reading itself fails only where nothing could be read at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Which list.
    pub list: ListInfo,
    /// Its parties, in the order of the file, each with an id of its own.
    pub parties: Vec<Party>,
    /// What could not be read as it should.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Gives the list another name, under which the ids of its parties then stand.
    ///
    /// Two states of a list of one's own have the names of their files; to be compared they need one name.
    pub fn rename(&mut self, name: &str) {
        let old = std::mem::replace(&mut self.list.name, name.to_owned());
        let prefix = format!("{old}:");
        for party in &mut self.parties {
            if party.listing.list == old {
                name.clone_into(&mut party.listing.list);
            }
            let links = party.links.iter_mut().filter_map(|link| link.party.as_mut());
            for id in std::iter::once(&mut party.id).chain(links) {
                if let Some(reference) = id.as_str().strip_prefix(&prefix) {
                    *id = PartyId::new(name, reference);
                }
            }
        }
    }
}

/// Reads a list from a file or folder; the format is detected from the content where it is not given.
///
/// A list of one's own whose columns are called otherwise is read through its [`Mapping`], which is given as `path` instead.
///
/// A folder holds either the files of OFAC (`sdn.csv` or `cons_prim.csv` and those that go with it, in any case of letters)
/// or one file of another format. A file may be packed with gzip or Zstandard; a zip archive is read as the folder it was made of; `-`
/// is stdin, of which a copy is made on disk, as of any pipe.
///
/// The list's name is `ofac-sdn`, `ofac-cons`, `un-sc`, `eu-fsf`, `ch-seco`, `ca-sema`, `us-csl`, `uk-conlist` or `uk-sl` where the format is that of one list, and else
/// comes from the file's name: `do-not-hire` of `Do not hire.csv`. Files of OpenSanctions are named for what they hold
/// (`entities.ftm.json`), so their list is named for the rest of the name, or for the folder: `us-ofac-sdn` of
/// `us_ofac_sdn/entities.ftm.json`.
///
/// # Errors
///
/// Where the path can not be read, is a device or over [`MAX_LIST_BYTES`](crate::limits::MAX_LIST_BYTES), or no reader knows the
/// format. Also where what was read is not worth having, since it would take the place of a better index: no party at all, or
/// more than half of the records of one of its files spoiled. A record is spoiled by a problem with the whole of it, such as a
/// wrong number of columns or a line that can not be taken apart, not by one with a field or with the encoding.
pub fn read(path: &Path, format: Option<Format>) -> Result<Reading> {
    read_found(detect::find(path, format)?, path.display().to_string())
}

/// As [`read`], without holding the parties: each is given to `keep` as soon as it is read.
///
/// *Memory*: of CSV and JSON lines of one's own, some twenty bytes for each party, however many there are. Other formats are read whole
/// first: their lists are short, or speak of one party in several places.
///
/// # Errors
///
/// As [`read`], and the first that `keep` returns. What was kept by then is then of no use.
pub fn read_each(
    path: &Path,
    format: Option<Format>,
    mut keep: impl FnMut(Party) -> Result<()>,
) -> Result<(ListInfo, Vec<Problem>)> {
    let found = detect::find(path, format)?;
    read_worth(found, path.display().to_string(), &mut keep)
}

/// Reads a list of one's own as a mapping says.
///
/// # Errors
///
/// As [`read`], of the mapping's file, and where that is neither CSV nor JSON lines.
pub fn read_mapped(mapping: Mapping) -> Result<Reading> {
    let source = mapping.file().display().to_string();
    read_found(detect::find_mapped(mapping, None)?, source)
}

fn read_found(found: detect::Found, source: String) -> Result<Reading> {
    whole(|keep| read_worth(found, source, keep))
}

/// A reading of all parties that are kept.
fn whole(
    read: impl FnOnce(&mut dyn FnMut(Party) -> Result<()>) -> Result<(ListInfo, Vec<Problem>)>,
) -> Result<Reading> {
    let mut parties = Vec::new();
    let (list, problems) = read(&mut |party| {
        parties.push(party);
        Ok(())
    })?;
    Ok(Reading { list, parties, problems })
}

fn read_worth(
    found: detect::Found,
    source: String,
    keep: &mut dyn FnMut(Party) -> Result<()>,
) -> Result<(ListInfo, Vec<Problem>)> {
    let (list, problems, passed) = read_files(found.name, source, found.format, found.date, found.files, keep)?;
    check_worth(&list, &problems, &passed)?;
    Ok((list, problems))
}

/// Refuses a reading from which little can be learned about the list.
fn check_worth(ListInfo { source, format, .. }: &ListInfo, problems: &[Problem], passed: &Passed) -> Result<()> {
    if passed.parties == 0 {
        let why = problems.first().map_or("it has no records".to_owned(), Problem::to_string);
        return Err(Error::list(format!(
            "no party in `{source}` as a list in format `{format}`: {why}; get it again or give its format"
        )));
    }
    for (file, tally) in &passed.tallies {
        let Some(first) = &tally.first_to_spoil else { continue };
        let (spoiled, last) = (tally.spoiled, passed.last.get(file).copied().unwrap_or(0).max(tally.last));
        if spoiled * 2 > last {
            return Err(Error::list(format!(
                "`{source}` is damaged or no list in format `{format}`: {spoiled} of {last} records of `{file}` are spoiled ({first}); get it \
                 again or give its format"
            )));
        }
    }
    Ok(())
}

/// Reads a list of FollowTheMoney entities and applies deltas to it, in their order: the parties are those of the list that
/// holds the result in full, though each keeps the file and line that last spoke of it as origin.
///
/// The name is that of `base`, which may itself be a delta where there is nothing to begin with.
///
/// # Errors
///
/// As [`read`], of the result, and where a file is in another format.
pub fn read_with_deltas<P: AsRef<Path>>(base: &Path, deltas: &[P]) -> Result<Reading> {
    let find = |path: &Path| {
        let found = detect::find(path, None)?;
        if found.format != Format::Ftm {
            let (path, format) = (path.display(), found.format);
            let message = format!("`{path}` is in format `{format}`; a list and its deltas must be in format `ftm`");
            return Err(Error::input(message));
        }
        Ok(found)
    };
    let mut found = find(base)?;
    let mut source = base.display().to_string();
    for path in deltas.iter().map(AsRef::as_ref) {
        let delta = find(path)?;
        source += &format!(" + {}", path.display());
        found.date = found.date.max(delta.date);
        found.files.deltas.push(delta.files);
    }
    read_found(found, source)
}

/// Reads a list from memory: one file, without those that may go with it.
///
/// `name` is the list's name; `file` is the name that stands in each [`Origin`](crate::party::Origin).
pub fn read_bytes(name: &str, file: &str, format: Format, bytes: &[u8]) -> Reading {
    let files = Files::of(File::new(file, bytes.to_vec()));
    let reading = whole(|keep| {
        let (list, problems, ..) = read_files(name.to_owned(), file.to_owned(), format, None, files, keep)?;
        Ok((list, problems))
    });
    reading.expect("memory can be read")
}

/// The list built into this library: publicly designated parties, to try things with and not to be used for compliance.
pub fn sample() -> Reading {
    let bytes = include_bytes!("../../index/sample/parties.jsonl");
    read_bytes("sample", "parties.jsonl", Format::Jsonl, bytes)
}

/// A list's files.
struct Files {
    main: File,
    companions: Companions,
    /// Changes to the main file, in order.
    deltas: Vec<Files>,
    /// How its columns are called, and the file that says so.
    mapping: Mapping,
    mapping_file: Option<File>,
    /// The folder in which the files are, where they are copies.
    #[expect(dead_code, reason = "keeps the copies as long as they may be read")]
    copies: Option<TempDir>,
}

impl Files {
    fn of(main: File) -> Self {
        Self {
            main,
            companions: Companions::default(),
            deltas: Vec::new(),
            mapping: Mapping::default(),
            mapping_file: None,
            copies: None,
        }
    }

    /// All of them, those of the deltas after the others.
    fn all(&self) -> Vec<&File> {
        let Companions { alt, add, comments } = &self.companions;
        let own = std::iter::once(&self.main).chain([alt, add, comments, &self.mapping_file].into_iter().flatten());
        own.chain(self.deltas.iter().map(|delta| &delta.main)).collect()
    }

    /// SHA-256 over the files as they are stored, in the order of their names, in hexadecimal.
    fn digest(&self) -> Result<String> {
        let mut files = self.all();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let mut hash = Sha256::new();
        for file in files {
            let copied = file.stored().and_then(|mut bytes| io::copy(&mut bytes, &mut hash));
            copied.map_err(|source| Error::read(&file.name, source))?;
        }
        Ok(format!("{:x}", hash.finalize()))
    }
}

/// The files that go with the main one of OFAC.
#[derive(Default)]
struct Companions {
    alt: Option<File>,
    add: Option<File>,
    comments: Option<File>,
}

fn read_files(
    name: String,
    source: String,
    format: Format,
    file_date: Option<String>,
    files: Files,
    keep: &mut dyn FnMut(Party) -> Result<()>,
) -> Result<(ListInfo, Vec<Problem>, Passed)> {
    let digest = files.digest()?;
    let mut problems = Problems::default();
    let Files { main, companions, deltas, mapping, .. } = &files;
    let (mut declared_records, mut delisted) = (None, 0);
    let mut outlet = Outlet::new(main, keep);
    let (mut parties, own_date) = match format {
        Format::OfacCsv => (ofac_csv::read(&name, main, companions, &mut problems), None),
        Format::Csv => {
            csv::read(&name, main, mapping, &mut problems, &mut outlet);
            (Vec::new(), None)
        }
        Format::Jsonl => {
            jsonl::read(&name, main, mapping, &mut problems, &mut outlet);
            (Vec::new(), None)
        }
        Format::UnXml => un::read(&name, main, &mut problems),
        Format::OfacXml => ofac_xml::read(&name, main, &mut declared_records, &mut problems),
        Format::OfacEnhancedXml => ofac_enhanced::read(&name, main, &mut problems),
        Format::OfacAdvancedXml => ofac_advanced::read(&name, main, &mut problems),
        Format::EuXml => eu::read(&name, main, &mut problems),
        Format::SecoXml => seco::read(&name, main, &mut delisted, &mut problems),
        Format::CaXml => ca::read(&name, main, &mut problems),
        Format::UsCsl => (us_csl::read(&name, main, &mut problems), None),
        Format::UkConlist | Format::UkSl => (uk::read(&name, main, &mut problems), uk::date(main)),
        Format::UkSlXml => uk_xml::read(&name, main, &mut problems),
        Format::OpensanctionsCsv => (opensanctions_csv::read(&name, main, &mut problems), None),
        Format::Senzing => (senzing::read(&name, main, &mut problems), None),
        Format::Ftm => {
            let files: Vec<&File> = std::iter::once(main).chain(deltas.iter().map(|delta| &delta.main)).collect();
            (ftm::read(&name, &files, &mut problems), None)
        }
    };
    references::add_own(format, main, &mut parties);
    parties.into_iter().for_each(|party| outlet.put(party, &mut problems));
    let mut passed = outlet.close()?;
    let mut breaks_off = problems.breaks_off;
    let (mut problems, tallies) = problems.finish();
    passed.tallies = tallies;
    let defects: Vec<Problem> = files.all().into_iter().filter_map(File::defect).collect();
    breaks_off |= !defects.is_empty();
    problems.splice(0..0, defects);
    let date_source =
        if own_date.is_some() { Some(DateSource::List) } else { file_date.as_ref().map(|_| DateSource::File) };
    let date = own_date.or(file_date);
    let list = ListInfo { name, source, format, date, date_source, digest, declared_records, delisted, breaks_off };
    Ok((list, problems, passed))
}
