//! Which files make up a list, and in which format they are.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::{self, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use ::csv::StringRecord;
use jiff::{Timestamp, tz::TimeZone};
use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use tempfile::TempDir;
use zip::ZipArchive;
use zip::result::ZipError;

use super::file::{File, lines, read_some};
use super::mapping::Mapping;
use super::records::lines_as_records;
use super::{
    Companions, Files, Format, csv, ftm, ofac_advanced, ofac_enhanced, ofac_xml, opensanctions_csv, senzing, table, uk,
    us_csl, xml,
};
use crate::limits::{MAX_ARCHIVED_FILES, MAX_LIST_BYTES};
use crate::{Error, Result};

/// A format is told by the first lines, more than one of them since one may be defective.
const LINES_LOOKED_AT: usize = 5;

/// How much is copied at a time.
const PIECE: usize = 256 << 10;

/// The list that was found at a path.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) format: Format,
    /// The newest modification day of its files.
    pub(super) date: Option<String>,
    pub(super) files: Files,
}

/// Finds the files of the list at `path`, which may be an archive, `-` for stdin, or the mapping of a list of one's own.
pub(super) fn find(path: &Path, format: Option<Format>) -> Result<Found> {
    let file = File::at(path);
    let Some(mapping) = path.is_file().then(|| Mapping::of_file(path, &file)).transpose()?.flatten() else {
        return find_list(path, format, false);
    };
    let mut found = find_mapped(mapping, format)?;
    found.files.mapping_file = Some(file);
    Ok(found)
}

/// Finds the file that a mapping is for.
pub(super) fn find_mapped(mapping: Mapping, format: Option<Format>) -> Result<Found> {
    let mut found = find_list(mapping.file(), format, true)?;
    if !matches!(found.format, Format::Csv | Format::Jsonl) {
        let (path, format) = (mapping.file().display(), found.format);
        return Err(Error::input(format!(
            "a mapping is of columns, which `{path}`, in format `{format}`, does not have"
        )));
    }
    if let Some(name) = mapping.name() {
        name.clone_into(&mut found.name);
    }
    found.files.mapping = mapping;
    Ok(found)
}

/// Finds the files of a list; of one that is mapped, the columns tell nothing.
fn find_list(path: &Path, format: Option<Format>, is_mapped: bool) -> Result<Found> {
    let shown = path;
    let (mut path, mut copies) = place(path)?;
    if path.is_dir() && copies.is_none() {
        // The one file of a folder may be an archive.
        (path, copies) = place(&main_file(&path, shown)?)?;
    }
    let path = &if path.is_dir() { main_file(&path, shown)? } else { path };
    let (main, mut date) = opened(path)?;
    let format = match format {
        Some(Format::OfacCsv) if is_companion(&main) => return Err(not_primary(path)),
        Some(format) => format,
        None if is_mapped => {
            if is_json(&main) {
                Format::Jsonl
            } else {
                Format::Csv
            }
        }
        None => detect(shown, &main)?,
    };
    let mut companions = Companions::default();
    if format == Format::OfacCsv {
        let names = entries(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        let places =
            [(&mut companions.alt, "alt"), (&mut companions.add, "add"), (&mut companions.comments, "comments")];
        for (place, role) in places {
            if let Some(found) = companion(path, role, &names) {
                let (file, day) = opened(found)?;
                date = date.max(day);
                *place = Some(file);
            }
        }
    }
    let name = list_name(path, &main, format);
    let files = Files { companions, copies, ..Files::of(main) };
    Ok(Found { name, format, date, files })
}

/// A file that can be opened, with the day it was last modified.
fn opened(path: &Path) -> Result<(File, Option<String>)> {
    let file = fs::File::open(path).map_err(|source| Error::read(path, source))?;
    let modified = file.metadata().and_then(|data| data.modified()).ok();
    let date = modified.and_then(|time| Timestamp::try_from(time).ok());
    Ok((File::at(path), date.map(|time| time.to_zoned(TimeZone::UTC).date().to_string())))
}

/// The file or folder in which a list can be read more than once: `path` itself, or a copy of what came through a pipe or out of
/// an archive. Copies last as long as the folder they are in.
fn place(path: &Path) -> Result<(PathBuf, Option<TempDir>)> {
    let folder = || TempDir::new().map_err(|source| Error::write(env::temp_dir(), source));
    let mut found = (path.to_owned(), None);
    if path == Path::new("-") {
        let folder = folder()?;
        let copy = folder.path().join("stdin");
        copy_capped(&mut io::stdin().lock(), MAX_LIST_BYTES, path, &copy)?;
        found = (copy, Some(folder));
    } else {
        let data = fs::metadata(path).map_err(|source| Error::read(path, source))?;
        // Opening a pipe waits for who writes to it; what is no list is told before.
        if is_pipe(data.file_type()) {
            let folder = folder()?;
            let copy = folder.path().join(path.file_name().unwrap_or(OsStr::new("pipe")));
            copy_capped(&mut open(path)?, MAX_LIST_BYTES, path, &copy)?;
            found = (copy, Some(folder));
        } else if !data.is_file() && !data.is_dir() {
            return Err(Error::list(format!("`{}` is a device; give a file or a pipe", path.display())));
        } else if data.len() > MAX_LIST_BYTES {
            return Err(over_cap(path));
        }
    }
    let (file, _) = &found;
    if file.is_dir() || !is_archive(file)? {
        return Ok(found);
    }
    // The folder's name is the archive's, since some lists are named for the folder that they are in.
    let folder = folder()?;
    let copies = folder.path().join(path.file_stem().filter(|_| path != Path::new("-")).unwrap_or(OsStr::new("stdin")));
    fs::create_dir(&copies).map_err(|source| Error::write(&copies, source))?;
    unpack(file, path, &copies)?;
    Ok((copies, Some(folder)))
}

fn open(path: &Path) -> Result<fs::File> {
    fs::File::open(path).map_err(|source| Error::read(path, source))
}

fn over_cap(shown: &Path) -> Error {
    Error::list(format!("`{}` is over the cap of {MAX_LIST_BYTES} bytes for a file of a list", shown.display()))
}

/// Copies all of `input`, which `shown` names, to a new file, up to so many bytes; tells how many there were.
fn copy_capped(input: &mut dyn Read, cap: u64, shown: &Path, to: &Path) -> Result<u64> {
    let mut copy = fs::File::create_new(to).map_err(|source| Error::write(to, source))?;
    let mut piece = vec![0; PIECE];
    let mut copied = 0;
    loop {
        let got = read_some(input, &mut piece).map_err(|source| Error::read(shown, source))?;
        copy.write_all(&piece[..got]).map_err(|source| Error::write(to, source))?;
        copied += got as u64;
        match got {
            0 => return Ok(copied),
            _ if copied > cap => return Err(over_cap(shown)),
            _ => {}
        }
    }
}

fn is_archive(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    open(path)?.take(4).read_to_end(&mut start).map_err(|source| Error::read(path, source))?;
    Ok(start == *b"PK\x03\x04")
}

/// Unpacks the files of a zip archive into one folder, those of its folders too; hidden ones, and what macOS adds, are left out.
fn unpack(archive: &Path, shown: &Path, into: &Path) -> Result<()> {
    let refused = |why: String| Error::list(format!("`{}` cannot be unpacked: {why}", shown.display()));
    let broken = |error: ZipError| refused(format!("{error}; get it again"));
    let modified = fs::metadata(archive).and_then(|data| data.modified()).ok();
    let mut archive = ZipArchive::new(BufReader::new(open(archive)?)).map_err(broken)?;
    if archive.len() > MAX_ARCHIVED_FILES {
        return Err(refused(format!("it holds {} files, over the cap of {MAX_ARCHIVED_FILES}", archive.len())));
    }
    let mut unpacked = 0;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        let path = PathBuf::from(&*entry.name().map_err(broken)?);
        let is_hidden = path.components().any(|part| match part {
            Component::Normal(part) => part == "__MACOSX" || part.to_string_lossy().starts_with('.'),
            _ => false,
        });
        let Some(name) = path.file_name().filter(|_| entry.is_file() && !is_hidden) else { continue };
        let copy = into.join(name);
        if copy.exists() {
            return Err(refused(format!("it holds two files `{}`", name.display())));
        }
        unpacked += copy_capped(&mut entry, MAX_LIST_BYTES - unpacked, shown, &copy)?;
        // The list is as old as the archive, not as the copy.
        let file = fs::File::options().write(true).open(&copy);
        if let (Ok(file), Some(modified)) = (file, modified) {
            let _ = file.set_modified(modified);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_pipe(file: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    file.is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

/// The one file of a folder that a list begins with.
fn main_file(folder: &Path, shown: &Path) -> Result<PathBuf> {
    let mut files = entries(folder)?;
    let is_ofac = |path: &PathBuf| matches!(lower_name(path).as_str(), "sdn.csv" | "cons_prim.csv");
    if files.iter().any(is_ofac) {
        files.retain(is_ofac);
    }
    let orphan = files.iter().find_map(|path| Some((File::name_of(path), main_name(&lower_name(path))?)));
    let wrong = |why: String| Err(Error::list(why));
    let folder = shown.display();
    if files.len() > 1 && orphan.is_none() {
        // What is no list, a note of the publisher say, stands beside one.
        files.retain(|path| detect(path, &File::at(path)).is_ok());
    }
    match (files.as_slice(), orphan) {
        ([file], _) => Ok(file.clone()),
        ([], _) => wrong(format!("no list in folder `{folder}`")),
        (_, Some((companion, main))) => {
            wrong(format!("folder `{folder}` has `{companion}` but not `{main}`; add that file"))
        }
        _ => wrong(format!("more than one list in folder `{folder}`; give one of its files")),
    }
}

/// The files in a folder, hidden ones left out, in the order of their names.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let wrong = |source| Error::read(folder, source);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.is_file() && !lower_name(&path).starts_with('.') {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn lower_name(path: &Path) -> String {
    File::name_of(path).to_lowercase()
}

/// The file beside `main` that plays `role` for it: `alt.csv` for `sdn.csv`, `cons_alt.csv` for `cons_prim.csv`, and the like
/// with something before it in both names (`2026-06_sdn.csv`).
fn companion<'a>(main: &Path, role: &str, beside: &'a [PathBuf]) -> Option<&'a PathBuf> {
    let main = lower_name(main);
    let name = if let Some(before) = main.strip_suffix("prim.csv") {
        format!("{before}{role}.csv")
    } else {
        let before = main.strip_suffix("sdn.csv")?;
        if role == "comments" { format!("{before}sdn_comments.csv") } else { format!("{before}{role}.csv") }
    };
    beside.iter().find(|path| lower_name(path) == name)
}

/// The main file that a file with this name, in lower case, goes with.
fn main_name(companion: &str) -> Option<&'static str> {
    match companion {
        "alt.csv" | "add.csv" | "sdn_comments.csv" => Some("sdn.csv"),
        "cons_alt.csv" | "cons_add.csv" | "cons_comments.csv" => Some("cons_prim.csv"),
        _ => None,
    }
}

/// The name of the official list in a format that only one list has, else one made of the file's name.
fn list_name(path: &Path, file: &File, format: Format) -> String {
    match format {
        Format::OfacCsv => ofac_name(path).to_owned(),
        Format::UnXml => "un-sc".to_owned(),
        Format::OfacXml => ofac_xml::list_name(file).to_owned(),
        Format::OfacEnhancedXml => ofac_enhanced::list_name(file).to_owned(),
        Format::OfacAdvancedXml => ofac_advanced::list_name(file).to_owned(),
        Format::EuXml => "eu-fsf".to_owned(),
        Format::SecoXml => "ch-seco".to_owned(),
        Format::CaXml => "ca-sema".to_owned(),
        Format::UkSlXml => Format::UkSl.to_string(),
        Format::UsCsl | Format::UkConlist | Format::UkSl => format.to_string(),
        Format::Ftm | Format::OpensanctionsCsv | Format::Senzing => dataset(path),
        Format::Csv | Format::Jsonl => slug(path),
    }
}

/// OFAC publishes two lists in the same form; only the names of the files tell them apart.
fn ofac_name(main: &Path) -> &'static str {
    if lower_name(main).ends_with("prim.csv") { "ofac-cons" } else { "ofac-sdn" }
}

/// A file's name without its extension, in lower case, with hyphens for whatever is neither an ASCII letter nor a digit.
fn slug(path: &Path) -> String {
    let is_packing = |extension: &OsStr| ["gz", "zst"].iter().any(|packing| extension.eq_ignore_ascii_case(packing));
    let packed = path.extension().is_some_and(is_packing);
    let path = if packed { &path.with_extension("") } else { path };
    let stem = path.file_stem().unwrap_or(OsStr::new("")).to_string_lossy().to_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "list".to_owned() } else { words.join("-") }
}

/// The name of a dataset of OpenSanctions, whose files are named for what they hold and stand in a folder named for it:
/// `us_ofac_sdn/entities.ftm.json`.
fn dataset(path: &Path) -> String {
    const CONTENTS: [&str; 10] =
        ["entities", "ftm", "targets", "simple", "delta", "senzing", "json", "csv", "gz", "zst"];
    let name = |part: &OsStr| {
        let slug = slug(Path::new(part));
        slug.split('-').filter(|word| !CONTENTS.contains(word)).collect::<Vec<_>>().join("-")
    };
    let folder = || path.parent().and_then(Path::file_name).map(name);
    let file = path.file_name().map(name).filter(|name| !name.is_empty());
    file.or_else(folder).filter(|name| !name.is_empty()).unwrap_or_else(|| "entities".to_owned())
}

/// Which of the formats of JSON lines.
fn detect_json(file: &File) -> Format {
    let objects = lines(file).take(LINES_LOOKED_AT);
    let objects = objects.filter_map(|line| serde_json::from_slice::<FxHashMap<String, IgnoredAny>>(&line.bytes).ok());
    let format = |object: FxHashMap<String, IgnoredAny>| {
        let has = |key: &str| object.contains_key(key);
        let is_senzing = || senzing::is_line(has).then_some(Format::Senzing);
        ftm::is_line(has).then_some(Format::Ftm).or_else(is_senzing)
    };
    objects.filter_map(format).next().unwrap_or(Format::Jsonl)
}

fn is_json(file: &File) -> bool {
    file.head().trim_ascii_start().starts_with(b"{")
}

fn detect(path: &Path, file: &File) -> Result<Format> {
    if file.head().trim_ascii().is_empty() {
        return Err(Error::list(format!("`{}` is empty", path.display())));
    }
    if is_json(file) {
        return Ok(detect_json(file));
    }
    let tables = [
        (Format::UsCsl, &us_csl::REQUIRED[..]),
        (Format::UkConlist, &uk::CONLIST),
        (Format::UkSl, &uk::SANCTIONS_LIST),
        (Format::OpensanctionsCsv, &opensanctions_csv::REQUIRED),
    ];
    if let Some((format, _)) = tables.into_iter().find(|(_, required)| table::header_line(file, required).is_some()) {
        return Ok(format);
    }
    if let Some(root) = xml::root(file) {
        return match root.as_str() {
            "CONSOLIDATED_LIST" => Ok(Format::UnXml),
            "sdnList" => Ok(Format::OfacXml),
            "sanctionsData" => Ok(Format::OfacEnhancedXml),
            "Sanctions" => Ok(Format::OfacAdvancedXml),
            "export" => Ok(Format::EuXml),
            "swiss-sanctions-list" => Ok(Format::SecoXml),
            "data-set" => Ok(Format::CaXml),
            "Designations" => Ok(Format::UkSlXml),
            _ => Err(Error::list(format!("`{}` is XML, but of no known list: `{root}`", path.display()))),
        };
    }
    if csv::has_header(file) {
        return Ok(Format::Csv);
    }
    if ofac_shapes(file).any(|shape| shape == PRIMARY_SHAPE) {
        Ok(Format::OfacCsv)
    } else if is_companion(file) {
        Err(not_primary(path))
    } else {
        let path = path.display();
        Err(Error::list(format!("`{path}` is in no known list format; a CSV list needs a header with a column `name`")))
    }
}

/// Number of columns, and how many of them are numbers before the first that is none.
type OfacShape = (usize, usize);

/// The shape of the primary file's lines.
const PRIMARY_SHAPE: OfacShape = (12, 1);

fn ofac_shapes(file: &File) -> impl Iterator<Item = OfacShape> {
    let is_number = |field: &str| !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit());
    let shape = move |record: StringRecord| (record.len(), record.iter().take_while(|field| is_number(field)).count());
    lines_as_records(file, b',').take(LINES_LOOKED_AT).map(shape)
}

/// Whether a file is one of alternative names or addresses, which have five and six columns, and not the primary file of OFAC.
fn is_companion(file: &File) -> bool {
    let shapes: Vec<OfacShape> = ofac_shapes(file).collect();
    !shapes.contains(&PRIMARY_SHAPE) && shapes.iter().any(|shape| matches!(shape, (5 | 6, 2)))
}

fn not_primary(path: &Path) -> Error {
    let main =
        main_name(&lower_name(path)).map_or("`sdn.csv` or `cons_prim.csv`".to_owned(), |main| format!("`{main}`"));
    Error::list(format!("`{}` only goes with {main}; give that file, or the folder", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        for (case, content, want) in [
            ("JSON lines", "\n {\"id\":\"a\"}", Ok(Format::Jsonl)),
            ("UN", "\u{feff}<?xml version=\"1.0\"?>\n<!-- c --><CONSOLIDATED_LIST a=\"b\">", Ok(Format::UnXml)),
            ("some XML", "<html>", Err(())),
            ("OFAC", "36,\"A\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", Ok(Format::OfacCsv)),
            (
                "OFAC, first line defective",
                "36,\"A\n173,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
                Ok(Format::OfacCsv),
            ),
            ("own list", "Id,Full Name\n1,a\n", Ok(Format::Csv)),
            ("own list, semicolons", "id;name\n1;a\n", Ok(Format::Csv)),
            ("entities", "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}", Ok(Format::Ftm)),
            ("entities, first line defective", "{\"id\"\n{\"op\":\"DEL\",\"entity\":{\"id\":\"a\"}}", Ok(Format::Ftm)),
            ("Senzing", "{\"DATA_SOURCE\":\"W\",\"RECORD_ID\":\"1\"}", Ok(Format::Senzing)),
            ("screening list", "_id,source,name,alt_names,source_list_url\n", Ok(Format::UsCsl)),
            ("ConList", "Last Updated,27/04/2020\nName 6,Regime,Group ID\n", Ok(Format::UkConlist)),
            ("UK Sanctions List", "Report Date: 1-Jan-2026\nName 6,Regime Name,Unique ID\n", Ok(Format::UkSl)),
            ("simple targets", "id,schema,name,aliases,birth_date,dataset\n", Ok(Format::OpensanctionsCsv)),
            ("alternative names alone", "36,12,\"aka\",\"A\",-0- \n", Err(())),
            ("no header", "1,a\n", Err(())),
            ("nothing", "", Err(())),
        ] {
            let found = detect(Path::new("f"), &File::new("f", content.into())).map_err(|_| ());
            assert_eq!(found, want, "{case}");
        }
    }

    #[test]
    fn companions_and_names_follow_the_main_file() {
        let folder = ["ALT.CSV", "Add.csv", "SDN_COMMENTS.CSV", "cons_alt.csv", "2026_alt.csv"].map(PathBuf::from);
        for (main, role, want) in [
            ("SDN.CSV", "alt", Some("ALT.CSV")),
            ("sdn.csv", "add", Some("Add.csv")),
            ("sdn.csv", "comments", Some("SDN_COMMENTS.CSV")),
            ("CONS_PRIM.CSV", "alt", Some("cons_alt.csv")),
            ("2026_sdn.csv", "alt", Some("2026_alt.csv")),
            ("other.csv", "alt", None),
        ] {
            let found = companion(Path::new(main), role, &folder).map(|path| File::name_of(path));
            assert_eq!(found.as_deref(), want, "{main} {role}");
        }
        assert_eq!(ofac_name(Path::new("a/Cons_Prim.csv")), "ofac-cons");
        for (path, want) in
            [("a/Do Not Hire (2026).csv", "do-not-hire-2026"), ("watch.csv.gz", "watch"), ("список.csv", "list")]
        {
            assert_eq!(slug(Path::new(path)), want);
        }
        for (path, want) in [
            ("us_ofac_sdn/entities.ftm.json", "us-ofac-sdn"),
            ("sanctions/targets.simple.csv.gz", "sanctions"),
            ("x/peps.entities.ftm.json", "peps"),
            ("entities.ftm.json", "entities"),
        ] {
            assert_eq!(dataset(Path::new(path)), want);
        }
    }
}
