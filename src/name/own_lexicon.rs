//! A user's own lexicon: files of words that are added to the compiled-in ones, without building the program again.
//!
//! What is read is put into the form of the compiled-in files, folded and checked, so that an index can keep it as text and whoever opens
//! the index has it at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use rustc_hash::FxHashMap;

use super::analyze::fold_word;
use super::lexicon::{
    ABBREVIATIONS, CHINESE_SURNAMES, COUNTRIES, EQUIVALENTS, FREQUENT, HANJA, KOREAN, KOREAN_SURNAMES, LEGAL_FORMS,
    LETTERS, NUMBERS, PARTICLES, SIMPLIFIED, SOUTHERN, TITLES, TRANSLATIONS, digest_of,
};
use crate::limits::{MAX_LEXICON_BYTES, MAX_PROBLEMS};
use crate::party::Origin;
use crate::text::{self, Romanization, Script};
use crate::{Error, Result};

/// Most words of one group, as given. The spellings of one name in all scripts are at most some fifty; what is larger is no name but a
/// class of names, and would make everybody in it alike.
const MAX_GROUP: usize = 64;

/// Most groups that one word may stand in. Short syllables stand in a hundred (`yi`, `yu`): a word that may be almost any other says
/// nothing about any of them.
const MAX_GROUPS_OF_WORD: u32 = 24;

/// A user's own lexicon, in the form of the files in `index/lexicons/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnLexicon {
    /// Lines of each file, each a folded entry, a tab and a value, or a group of words with tabs between.
    files: BTreeMap<String, String>,
}

/// What was read of a user's lexicon.
#[derive(Debug, Default)]
pub struct LexiconReading {
    /// What can be used of it.
    pub lexicon: OwnLexicon,
    /// What can not be read as it should, and what was done about it.
    pub problems: Vec<LexiconProblem>,
    /// What was left out because it can not be used, summed up.
    pub notes: Vec<String>,
}

/// Something in a lexicon that can not be read as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconProblem {
    /// File and line.
    pub origin: Origin,
    /// What is wrong and what was done about it.
    pub message: String,
}

impl fmt::Display for LexiconProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

impl OwnLexicon {
    /// Reads the files of a directory, in the order of their names:
    ///
    /// - files under the names of those in `index/lexicons/`, in their format: an entry, a tab and a value on each line, or a group of
    ///   words with tabs between; `#` starts a comment. Countries, translations, Chinese surnames and the tables of scripts can not
    ///   be added to;
    /// - files that end in `.txt` or `.txt.gz`, with a group of equivalent words on each line: `form, form, form => name of the group`.
    ///
    /// A group is of single words: forms of several are left out and counted. A word in another script brings its Latin forms along.
    ///
    /// # Errors
    ///
    /// Where the directory or a file can not be read, where a file is larger than [`MAX_LEXICON_BYTES`], and where no file is one of a
    /// lexicon. A line that can not be used is a problem, and the others count.
    pub fn read(directory: &Path) -> Result<LexiconReading> {
        let failed = |error| Error::read(directory, error);
        let mut files = BTreeSet::new();
        for entry in fs::read_dir(directory).map_err(failed)? {
            files.insert(entry.map_err(failed)?.path());
        }
        let mut reader = Reader::default();
        let mut is_lexicon = false;
        let mut left = MAX_LEXICON_BYTES;
        for path in &files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let Some(format) = Format::of(&name).filter(|_| path.is_file()) else {
                reader.problem(&name, 0, "no file of a lexicon, left out");
                continue;
            };
            is_lexicon = true;
            let content = bytes(path, left)?;
            left -= content.len() as u64;
            reader.read(&name, format, &content);
        }
        if !is_lexicon {
            return Err(Error::input(format!(
                "`{}` holds no file of a lexicon; give files such as `{EQUIVALENTS}`, `{LEGAL_FORMS}` or `names.txt`",
                directory.display(),
            )));
        }
        Ok(reader.finish())
    }

    /// A lexicon of files that [`OwnLexicon::files`] gave.
    pub(crate) fn of_files(files: BTreeMap<String, String>) -> Self {
        Self { files }
    }

    /// Its files by name, as an index keeps them.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, content)| (name.as_str(), content.as_str()))
    }

    /// One of its files.
    pub(super) fn file(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// Number of entries and groups.
    pub fn len(&self) -> usize {
        self.files.values().map(|content| content.lines().count()).sum()
    }

    /// Whether it adds nothing.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// SHA-256 over it, in hexadecimal. Comments, the order of lines and what was left out do not count.
    pub fn digest(&self) -> String {
        digest_of(self.files())
    }
}

/// The content of a file, unpacked, of `most` bytes at the most.
fn bytes(path: &Path, most: u64) -> Result<Vec<u8>> {
    let failed = |error| Error::read(path, error);
    let file = BufReader::new(File::open(path).map_err(failed)?);
    let is_packed = path.extension().is_some_and(|extension| extension == "gz");
    let source: Box<dyn Read> = if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let path = path.display();
        return Err(Error::input(format!(
            "with `{path}` the lexicon has more than {MAX_LEXICON_BYTES} bytes; it is of words"
        )));
    }
    Ok(bytes)
}

/// What stands on the lines of a file.
#[derive(Debug, Clone, Copy)]
enum Format {
    /// An entry of one word or more and its class, in the file of this name.
    Classes(&'static str),
    /// A word, and what `is_value` takes.
    Values(&'static str, fn(&str) -> bool),
    /// Words with tabs between.
    Group,
    /// A surname and its spellings.
    Surname,
    /// `form, form => name`.
    NamedGroup,
    /// What can not be added to.
    Fixed,
}

impl Format {
    fn of(file: &str) -> Option<Self> {
        let is_digits = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let is_class = |value: &str| matches!(value, "1" | "2" | "3");
        Some(match file {
            LEGAL_FORMS => Self::Classes(LEGAL_FORMS),
            TITLES => Self::Classes(TITLES),
            PARTICLES => Self::Classes(PARTICLES),
            ABBREVIATIONS => Self::Classes(ABBREVIATIONS),
            NUMBERS => Self::Values(NUMBERS, is_digits),
            FREQUENT => Self::Values(FREQUENT, is_class),
            EQUIVALENTS => Self::Group,
            KOREAN_SURNAMES => Self::Surname,
            CHINESE_SURNAMES | COUNTRIES | HANJA | KOREAN | LETTERS | SIMPLIFIED | SOUTHERN | TRANSLATIONS => {
                Self::Fixed
            }
            _ if file.ends_with(".txt") || file.ends_with(".txt.gz") => Self::NamedGroup,
            _ => return None,
        })
    }
}

#[derive(Default)]
struct Reader {
    files: BTreeMap<String, BTreeMap<String, String>>,
    /// Groups as given, each of distinct words.
    groups: Vec<Vec<String>>,
    problems: Vec<LexiconProblem>,
    more_problems: usize,
    /// Forms of several words, and single letters: no words that a group is of.
    not_words: usize,
}

impl Reader {
    fn problem(&mut self, file: &str, line: u64, message: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(LexiconProblem { origin: Origin::new(file, line, ""), message: message.into() });
        } else {
            self.more_problems += 1;
        }
    }

    fn read(&mut self, file: &str, format: Format, bytes: &[u8]) {
        if matches!(format, Format::Fixed) {
            return self.problem(file, 0, "is compiled in and can not be added to, left out");
        }
        for (line, number) in bytes.split(|&byte| byte == b'\n').zip(1..) {
            let line = String::from_utf8_lossy(line);
            if line.contains('\u{fffd}') {
                self.problem(file, number, "not UTF-8, left out");
                continue;
            }
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(message) = self.line(format, line) {
                self.problem(file, number, message);
            }
        }
    }

    fn line(&mut self, format: Format, line: &str) -> Result<(), String> {
        let entry = || {
            let (entry, value) = line.split_once('\t').ok_or("no tab between an entry and its value, left out")?;
            let words = words(entry).map(|(_, folded)| folded).collect::<Vec<_>>().join(" ");
            if words.is_empty() { Err("an entry without a letter, left out") } else { Ok((words, value.trim())) }
        };
        match format {
            Format::Classes(file) => {
                let (entry, class) = entry()?;
                let class = words(class).map(|(_, folded)| folded).collect::<Vec<_>>().join(" ");
                if class.is_empty() {
                    return Err("an entry without a class, left out".to_owned());
                }
                self.files.entry(file.to_owned()).or_default().insert(entry, class);
            }
            Format::Values(file, is_value) => {
                let (entry, value) = entry()?;
                if !is_value(value) {
                    return Err(format!("value `{value}` is not one of `{file}`, left out"));
                }
                self.files.entry(file.to_owned()).or_default().insert(entry, value.to_owned());
            }
            Format::Group => self.group(line.split('\t'))?,
            Format::Surname => {
                let (surname, spellings) = line.split_once('\t').ok_or("no tab after the surname, left out")?;
                self.group(spellings.split(' ').chain([surname]))?;
            }
            Format::NamedGroup => {
                let (forms, _) = line.rsplit_once("=>").ok_or("no `=>` after the words of a group, left out")?;
                self.group(forms.split(','))?;
            }
            Format::Fixed => {}
        }
        Ok(())
    }

    fn group<'a>(&mut self, forms: impl Iterator<Item = &'a str>) -> Result<(), String> {
        let mut group = BTreeSet::new();
        let mut latin = BTreeSet::new();
        for form in forms {
            let words: Vec<(String, String)> = words(form).collect();
            match words.as_slice() {
                [] => {}
                [(word, folded)] if is_word(folded) => {
                    latin.extend(latin_forms(word));
                    group.insert(folded.clone());
                }
                // Chinese characters are words each; a name that is put into Chinese takes several, written together.
                words if words.len() > 1 && words.iter().all(|(word, _)| Script::of_word(word) == Script::Han) => {
                    group.insert(words.iter().map(|(_, folded)| folded.as_str()).collect());
                }
                _ => self.not_words += 1,
            }
        }
        if group.len() > MAX_GROUP {
            return Err(format!("a group of {} words, left out: more than {MAX_GROUP} are not one name", group.len()));
        }
        group.append(&mut latin);
        if group.len() > 1 {
            self.groups.push(group.into_iter().collect());
        }
        Ok(())
    }

    fn finish(mut self) -> LexiconReading {
        let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
        for word in self.groups.iter().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        let is_used = |word: &&String| counts[word.as_str()] <= MAX_GROUPS_OF_WORD;
        let lines = self.groups.iter().filter_map(|group| {
            let words: Vec<&str> = group.iter().filter(is_used).map(String::as_str).collect();
            (words.len() > 1).then(|| words.join("\t"))
        });
        let lines: BTreeSet<String> = lines.collect();
        let everywhere = counts.values().filter(|&&count| count > MAX_GROUPS_OF_WORD).count();

        let mut notes = Vec::new();
        let mut note = |count: usize, what: &str| {
            if count > 0 {
                notes.push(format!("{count} {what}"));
            }
        };
        note(self.not_words, "forms of groups are several words or a single letter, left out");
        note(
            everywhere,
            &format!("words are in more than {MAX_GROUPS_OF_WORD} groups, so they tell nothing: left out"),
        );
        if self.more_problems > 0 {
            let message = format!("{} further problems, not shown", self.more_problems);
            self.problems.push(LexiconProblem { origin: Origin::default(), message });
        }
        let text = |entries: BTreeMap<String, String>| -> String {
            entries.iter().map(|(entry, value)| format!("{entry}\t{value}\n")).collect()
        };
        let mut files: BTreeMap<String, String> =
            self.files.into_iter().map(|(file, entries)| (file, text(entries))).collect();
        if !lines.is_empty() {
            files.insert(EQUIVALENTS.to_owned(), lines.iter().flat_map(|line| [line, "\n"]).collect());
        }
        LexiconReading { lexicon: OwnLexicon { files }, problems: self.problems, notes }
    }
}

/// The words of an entry as the analyzer has them: as romanization takes them, and folded.
fn words(entry: &str) -> impl Iterator<Item = (String, String)> {
    let words = text::words(&text::fold_case(entry)).into_iter().map(|word| text::unmix(&word).into_owned());
    let words = words.filter(|word| word.contains(char::is_alphanumeric));
    words.map(|word| {
        let folded = fold_word(&word);
        (word, folded)
    })
}

/// Whether a group may hold a folded word: a single letter is an initial, unless it is a syllable.
fn is_word(folded: &str) -> bool {
    folded.chars().nth(1).is_some() || matches!(Script::of_word(folded), Script::Han | Script::Hangul)
}

/// The Latin forms of a word in another script, as far as they are one word with its vowels.
fn latin_forms(word: &str) -> impl Iterator<Item = String> {
    let forms = text::romanize(word).into_iter().filter(|(scheme, _)| *scheme != Romanization::Consonants);
    forms.map(|(_, form)| form).filter(|form| !form.contains(' ') && form.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &[u8])]) -> Result<LexiconReading> {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(directory.path().join(name), content).unwrap();
        }
        OwnLexicon::read(directory.path())
    }

    fn packed(text: &str) -> Vec<u8> {
        use std::io::Write as _;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn what_is_given_is_kept_as_the_compiled_in_files_are() {
        for (case, file, line, kept) in [
            ("a legal form", LEGAL_FORMS, "S.P.R.L.\tllc", Some((LEGAL_FORMS, "sprl\tllc\n"))),
            ("a title of two words", TITLES, "Wing  Commander\tMilitary", Some((TITLES, "wing commander\tmilitary\n"))),
            ("a number", NUMBERS, "zwölf\t12", Some((NUMBERS, "zwolf\t12\n"))),
            ("no number", NUMBERS, "zwölf\ttwelve", None),
            ("a frequent word", FREQUENT, "Acme\t2", Some((FREQUENT, "acme\t2\n"))),
            ("no class of frequency", FREQUENT, "Acme\t9", None),
            ("no value", FREQUENT, "Acme", None),
            ("no entry", TITLES, "!\tmilitary", None),
            ("a group", EQUIVALENTS, "José\tPepe", Some((EQUIVALENTS, "jose\tpepe\n"))),
            ("a surname", KOREAN_SURNAMES, "맹\tmaeng maing", Some((EQUIVALENTS, "maeng\tmaing\t맹\n"))),
            ("a named group", "n.txt", "ragıp, Рагип => Q1", Some((EQUIVALENTS, "ragip\tрагип\n"))),
            ("Latin forms come along", "n.txt", "elias, ильяш => Q1", Some((EQUIVALENTS, "elias\tilyash\tильяш\n"))),
            ("but none without vowels", "n.txt", "elias, אליאש => Q1", Some((EQUIVALENTS, "elias\tאליאש\n"))),
            ("Chinese characters together", "n.txt", "alvin, 阿尔文 => Q1", Some((EQUIVALENTS, "alvin\t阿尔文\n"))),
            ("a name without a group", "n.txt", "jose, pepe", None),
            ("countries", COUNTRIES, "Ruritania\tRU", None),
            ("another file", "README.md", "words", None),
        ] {
            let other = ("equivalents.tsv", &b"x1\tx2\n"[..]);
            let files = if file == EQUIVALENTS { vec![] } else { vec![other] };
            let reading = read(&[files, vec![(file, line.as_bytes())]].concat()).unwrap();
            let kept_at = |name| reading.lexicon.file(name).unwrap_or_default();
            match kept {
                Some((name, content)) => {
                    assert!(kept_at(name).contains(content), "{case}: {:?}", reading.lexicon);
                    assert!(reading.problems.is_empty(), "{case}: {:?}", reading.problems);
                }
                None => {
                    assert_eq!(reading.problems.len(), 1, "{case}");
                    assert_eq!(reading.problems[0].origin.file, file, "{case}");
                }
            }
        }
    }

    #[test]
    fn what_would_make_everybody_alike_is_left_out() {
        let many: Vec<String> = (0..=MAX_GROUP).map(|n| format!("name{n}")).collect();
        let large = read(&[("n.txt", format!("{} => Q1\njo, joe => Q2", many.join(", ")).as_bytes())]).unwrap();
        assert_eq!(large.problems[0].origin, Origin::new("n.txt", 1, ""));
        assert_eq!(large.lexicon.file(EQUIVALENTS), Some("jo\tjoe\n"));

        let everywhere: String = (0..=MAX_GROUPS_OF_WORD).map(|n| format!("yi, one{n}, two{n} => Q{n}\n")).collect();
        let everywhere = read(&[("n.txt.gz", &packed(&everywhere))]).unwrap();
        assert!(!everywhere.lexicon.file(EQUIVALENTS).unwrap().contains("yi"));
        assert_eq!((everywhere.lexicon.len(), everywhere.notes.len()), (MAX_GROUPS_OF_WORD as usize + 1, 1));

        let words = read(&[("n.txt", "a, van dyck, jo, joe, 张 => Q1".as_bytes())]).unwrap();
        assert_eq!(words.lexicon.file(EQUIVALENTS), Some("jo\tjoe\tzhang\t张\n"));
        assert_eq!(words.notes, ["2 forms of groups are several words or a single letter, left out"]);
    }

    #[test]
    fn a_bad_file_is_an_error_or_a_problem() {
        assert!(read(&[]).is_err(), "no file");
        assert!(read(&[("notes.md", b"words")]).is_err(), "no file of a lexicon");
        assert!(read(&[("n.txt.gz", b"not packed")]).is_err(), "not packed");
        let reading = read(&[("n.txt", b"jo, joe => 1\n\xff\xfe => 2\n")]).unwrap();
        assert_eq!(reading.problems[0].to_string(), "n.txt:2: not UTF-8, left out");
        assert_eq!(reading.lexicon.len(), 1);
    }

    #[test]
    fn the_digest_is_of_what_is_kept() {
        let digest = |text: &str| read(&[("n.txt", text.as_bytes())]).unwrap().lexicon.digest();
        assert_eq!(digest("jo, joe => 1\nal, alan => 2"), digest("# ours\nAlan, Al => 2\nJoe, Jo => 1"));
        assert_ne!(digest("jo, joe => 1"), digest("jo, jane => 1"));
    }
}
