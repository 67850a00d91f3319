//! What the letters of other scripts stand for in Latin letters: the cost of reading one word as another.
//!
//! A word of another script is a sequence of *units*: letters, jamo of Hangul, initials and finals of Pinyin. The table
//! `index/lexicons/letters.tsv` tells at what cost a group of one or two units stands for a group of up to four Latin letters; the cost
//! of two words is that of the cheapest sequence of groups that covers both. [`NativeWord::cost`] is the definition;
//! [`super::LetterSearch`] finds all of many words that one word may stand for, in either direction.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_script::Script as UnicodeScript;

use super::normalize::of_one_shape;
use super::romanize::{ascii, pinyin};
use super::script::unicode_script;

/// Most units or letters of a word that is compared; no transcribed name in use comes near.
pub const MAX_LETTERS: usize = 29;

/// [`MAX_LETTERS`], the marks of beginning and end, and the place before them.
pub(super) const WIDTH: usize = 32;

/// The most that one side of a group has.
pub(super) const MAX_UNITS: usize = 2;
pub(super) const MAX_GROUP: usize = 4;

/// What a unit or a letter costs, in hundredths, that nothing on the other side stands for, and a pair that the table does not
/// have. Between 4 and 7 these hardly matter for the ranking of words.
pub(super) const SKIPPED: i16 = 600;
pub(super) const UNKNOWN: i16 = 700;

/// More than any cost, and so little that the sum of two is still a number.
pub(super) const NEVER: i16 = i16::MAX / 2;

/// Marks of the beginning and the end of a word: letters stand for other sounds there.
pub(super) const BEGIN: u8 = b'^';
pub(super) const END: u8 = b'$';

pub(super) fn is_mark(unit: u8) -> bool {
    matches!(unit, BEGIN | END)
}

/// The rows of the table for one script. Units are numbered from 1 by the order of the table; the marks stand for themselves.
#[derive(Debug, Default)]
pub(super) struct System {
    numbers: FxHashMap<&'static str, u8>,
    /// Cost of a unit at which words agree by chance.
    chance: u32,
    /// What each group of units stands for, and each group of letters.
    by_units: FxHashMap<Group, Vec<Reading>>,
    pub(super) by_letters: FxHashMap<Group, Vec<(Group, i16)>>,
    /// What it costs to pass over each letter.
    pub(super) passed_over: Vec<i16>,
}

/// Letters that a group of units stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) letters: Group,
    /// Those of them that are no marks.
    set: LetterSet,
    pub(super) cost: i16,
}

impl Reading {
    /// The letters, the first at the front.
    fn letters(&self) -> impl Iterator<Item = u8> {
        self.letters.to_be_bytes().into_iter().filter(|letter| *letter != 0)
    }
}

/// Which of the letters `a` to `z` a word has, one bit each.
type LetterSet = u32;

/// The letters of a word.
fn letter_set(word: &[u8]) -> LetterSet {
    word.iter().filter(|letter| letter.is_ascii_lowercase()).fold(0, |set, letter| set | 1 << (letter - b'a'))
}

/// Up to four letters or units in one number, the last in the lowest byte; 0 for none.
pub(super) type Group = u32;

pub(super) fn group(parts: &[u8]) -> Group {
    parts.iter().fold(0, |group, &part| group << 8 | u32::from(part))
}

fn group_len(group: Group) -> usize {
    (32 - group.leading_zeros() as usize).div_ceil(8)
}

/// The systems of the table by name. Each has fewer than 90 units, so that no number is that of a mark.
static SYSTEMS: LazyLock<Vec<(&'static str, System)>> = LazyLock::new(|| {
    let mut systems: Vec<(&str, System)> = Vec::new();
    let rows = include_str!("../../index/lexicons/letters.tsv").lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [script, units, readings] = cells[..] else { panic!("letters.tsv: three cells a row") };
        if systems.last().is_none_or(|(name, _)| *name != script) {
            systems.push((script, System::default()));
        }
        let system = &mut systems.last_mut().expect("one was pushed").1;
        if units == "=" {
            system.chance = readings.parse().expect("letters.tsv: a cost in hundredths");
            continue;
        }
        let units = units.split(' ').filter(|unit| *unit != "-").map(|unit| system.number(unit)).collect::<Vec<u8>>();
        for reading in readings.split(' ') {
            let (letters, cost) = reading.split_once(':').expect("letters.tsv: letters and a cost");
            let letters = group(letters.trim_start_matches('-').as_bytes());
            let cost = cost.parse().expect("letters.tsv: a cost in hundredths");
            let set = letter_set(&letters.to_be_bytes());
            system.by_units.entry(group(&units)).or_default().push(Reading { letters, set, cost });
            system.by_letters.entry(letters).or_default().push((group(&units), cost));
        }
    }
    for (_, system) in &mut systems {
        let letters = system.by_units.get(&0).into_iter().flatten().map(|reading| (reading.letters, reading.cost));
        system.passed_over = passed_over(letters);
    }
    systems
});

impl System {
    fn number(&mut self, unit: &'static str) -> u8 {
        match unit {
            "^" => BEGIN,
            "$" => END,
            _ => {
                let mut next = self.numbers.len() as u8 + 1;
                next += u8::from(next >= END) + u8::from(next + 1 >= BEGIN);
                *self.numbers.entry(unit).or_insert(next)
            }
        }
    }
}

/// What it costs to pass over each part of a word, by the groups that may stand for nothing.
pub(super) fn passed_over(groups: impl Iterator<Item = (Group, i16)>) -> Vec<i16> {
    let mut costs = vec![SKIPPED; 128];
    for (part, cost) in groups {
        // A group of two is never passed over as one.
        if let Some(known) = costs.get_mut(part as usize) {
            *known = cost.min(SKIPPED);
        }
    }
    costs
}

/// A word of another script, taken apart into units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NativeWord {
    system: u8,
    /// Between the marks.
    pub(super) units: Vec<u8>,
}

impl NativeWord {
    /// Takes a word apart; `None` where it is Latin, too long, or has no unit that the table knows.
    pub fn new(word: &str) -> Option<Self> {
        if word.is_ascii() {
            return None;
        }
        let name = system_of(word)?;
        let at = SYSTEMS.iter().position(|(system, _)| *system == name)?;
        let system = &SYSTEMS[at].1;
        let mut units = vec![BEGIN];
        let mut push = |unit: &str| units.extend(system.numbers.get(unit));
        let mut buffer = [0; 4];
        match name {
            "han" => {
                for (initial, last) in word.chars().filter_map(pinyin_parts) {
                    push(&initial);
                    push(&last);
                }
            }
            "hangul" => word.nfd().for_each(|c| push(c.encode_utf8(&mut buffer))),
            "kana" => word.nfc().for_each(|c| push(katakana(c).encode_utf8(&mut buffer))),
            "arabic" => word.nfc().for_each(|c| push(arabic(of_one_shape(c)).encode_utf8(&mut buffer))),
            "other" => ascii(word).chars().for_each(|c| push(c.encode_utf8(&mut buffer))),
            _ => word.nfc().for_each(|c| push(c.encode_utf8(&mut buffer))),
        }
        units.push(END);
        (3..=MAX_LETTERS + 2).contains(&units.len()).then_some(Self { system: at as u8, units })
    }

    pub(super) fn system(&self) -> &'static System {
        &SYSTEMS[usize::from(self.system)].1
    }

    /// Every group of the table that the word has at a place: its units and what they stand for.
    fn groups_at(&self, at: usize) -> impl Iterator<Item = (&[u8], &'static Reading)> {
        let ends = at + 1..=self.units.len().min(at + MAX_UNITS);
        let groups = ends.map(move |end| &self.units[at..end]);
        groups.flat_map(|units| {
            let readings = self.system().by_units.get(&group(units));
            readings.into_iter().flatten().map(move |reading| (units, reading))
        })
    }

    /// Every group of the table that the word has, with its place.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, &[u8], &'static Reading)> {
        (0..self.units.len()).flat_map(|at| self.groups_at(at).map(move |(units, reading)| (at, units, reading)))
    }

    /// Whether its script writes syllables, of which there are fewer than sounds that they stand for: Chinese and Korean.
    pub fn is_of_syllables(&self) -> bool {
        matches!(SYSTEMS[usize::from(self.system)].0, "han" | "hangul")
    }

    /// The cost, in hundredths, at which one of two thousand other words is no dearer, the longer words having the higher one.
    pub fn chance(&self) -> u32 {
        (self.units.len() as u32 - 2) * self.system().chance
    }

    /// What it costs to read the word as a Latin one in lower-case ASCII, in hundredths of a natural logarithm; `None` where that is
    /// too long.
    ///
    /// *Cost*: some microseconds. Allocates only for the marks.
    pub fn cost(&self, letters: &str) -> Option<u32> {
        let letters = marked(letters)?;
        let passed_over = &self.system().passed_over;
        let places = Places::new(&letters);
        let mut table = [[NEVER; WIDTH]; WIDTH];
        table[0][0] = 0;
        for at in 0..=self.units.len() {
            let (row, next) = table[at..].split_at_mut(1);
            let row = &mut row[0];
            for (to, letter) in (1..).zip(&letters) {
                row[to] = row[to].min(row[to - 1] + passed_over[usize::from(*letter)]);
            }
            if let Some(next) = next.first_mut() {
                next.iter_mut().zip(&*row).for_each(|(to, cost)| *to = (*to).min(cost + SKIPPED));
                next[1..].iter_mut().zip(&*row).for_each(|(to, cost)| *to = (*to).min(cost + UNKNOWN));
            }
            self.groups_at(at).for_each(|(units, reading)| {
                let mut here = places.of(reading);
                while here != 0 {
                    let place = here.trailing_zeros() as usize;
                    here &= here - 1;
                    let to = &mut next[units.len() - 1][place + group_len(reading.letters)];
                    *to = (*to).min(row[place] + reading.cost);
                }
            });
        }
        Some(u32::from(table[self.units.len()][letters.len()].unsigned_abs()))
    }
}

/// Where each letter of a word stands.
struct Places {
    /// One bit a place.
    of: [u32; 128],
    all: u32,
    set: LetterSet,
}

impl Places {
    /// Of a word in ASCII with its marks.
    fn new(letters: &[u8]) -> Self {
        let mut of = [0; 128];
        letters.iter().enumerate().for_each(|(at, &letter)| of[usize::from(letter)] |= 1 << at);
        Self { of, all: ((1_u64 << (letters.len() + 1)) - 1) as u32, set: letter_set(letters) }
    }

    /// Where the letters of a reading begin.
    fn of(&self, reading: &Reading) -> u32 {
        if reading.set & !self.set != 0 {
            return 0;
        }
        (0..).zip(reading.letters()).fold(self.all, |here, (at, part)| here & self.of[usize::from(part)] >> at)
    }
}

/// A Latin word between its marks.
pub(super) fn marked(letters: &str) -> Option<Vec<u8>> {
    let fits = letters.is_ascii() && (1..=MAX_LETTERS).contains(&letters.len());
    fits.then(|| [&[BEGIN], letters.as_bytes(), &[END]].concat())
}

/// The system of the first letter.
fn system_of(word: &str) -> Option<&'static str> {
    word.chars().find_map(|c| match unicode_script(c) {
        UnicodeScript::Common | UnicodeScript::Inherited | UnicodeScript::Unknown | UnicodeScript::Latin => None,
        UnicodeScript::Arabic => Some("arabic"),
        UnicodeScript::Cyrillic => Some("cyrillic"),
        UnicodeScript::Greek => Some("greek"),
        UnicodeScript::Han => Some("han"),
        UnicodeScript::Hangul => Some("hangul"),
        UnicodeScript::Hebrew => Some("hebrew"),
        UnicodeScript::Hiragana | UnicodeScript::Katakana => Some("kana"),
        _ => Some("other"),
    })
}

/// The initial and the final of a character's Pinyin, marked by hyphens.
fn pinyin_parts(c: char) -> Option<(String, String)> {
    let syllable = pinyin(c)?.replace('ü', "v");
    let initial = match syllable.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => 2,
        [b'a' | b'e' | b'i' | b'o' | b'u' | b'v', ..] => 0,
        _ => 1,
    };
    let (initial, last) = syllable.split_at(initial);
    Some((format!("{initial}-"), format!("-{last}")))
}

fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        _ => c,
    }
}

/// The Arabic letter that a letter of Persian, Urdu, Pashto or Kurdish sounds like, where it differs in what Latin letters do not tell.
fn arabic(c: char) -> char {
    match c {
        'ٹ' | 'ټ' => 'ت',
        'ڈ' | 'ډ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' => 'ر',
        'ڼ' => 'ن',
        'ښ' => 'ش',
        'ڤ' => 'ف',
        'ۆ' => 'و',
        'ڵ' => 'ل',
        'ځ' => 'ز',
        'څ' => 'س',
        _ => c,
    }
}

/// What each letter of a Latin word bears of its cost at the most, in hundredths: few letters are passed over for less.
pub(super) const PRICE: i16 = 150;

/// What each letter bears: no more than it costs to pass it over, whatever the script.
pub(super) static PRICES: LazyLock<[i16; 128]> = LazyLock::new(|| {
    let costs = SYSTEMS.iter().map(|(_, system)| &system.passed_over);
    let mut prices = costs.fold([PRICE; 128], |a, b| std::array::from_fn(|letter| a[letter].min(b[letter])));
    prices[usize::from(BEGIN)] = 0;
    prices[usize::from(END)] = 0;
    prices
});

impl NativeWord {
    /// Its units between the marks.
    pub(super) fn between_marks(&self) -> &[u8] {
        &self.units[1..self.units.len() - 1]
    }

    /// Script and length: words that agree in them cost the same at [`NativeWord::chance`].
    pub fn kind(&self) -> (u8, usize) {
        (self.system, self.units.len())
    }

    /// Whether both are of one script.
    pub fn is_of_one_script(&self, other: &Self) -> bool {
        self.system == other.system
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cost_less_than_others() {
        for (case, native, right, wrong) in [
            ("Arabic p", "بوتين", "putin", "batan"),
            ("Arabic, short vowels", "محمد", "muhammad", "mahdi"),
            ("Persian letters", "پژمان", "pejman", "bagman"),
            ("Hebrew tz", "כץ", "katz", "kosh"),
            ("Cyrillic", "хрущёв", "khrushchev", "hrushka"),
            ("Ukrainian", "григорій", "hryhorii", "gregor"),
            ("Greek b", "μπερνάρ", "bernard", "mporna"),
            ("Hangul, vowel put between", "프랭크", "frank", "parang"),
            ("Chinese, syllables in one word", "马里奥", "mario", "malawi"),
            ("katakana v", "ヴィクトル", "victor", "bakuto"),
            ("hiragana as katakana", "まりお", "mario", "maria"),
            ("Georgian", "შევარდნაძე", "shevardnadze", "sheridan"),
            ("Devanagari", "मोदी", "modi", "mauda"),
        ] {
            let native = NativeWord::new(native).unwrap();
            let (right, wrong) = (native.cost(right).unwrap(), native.cost(wrong).unwrap());
            assert!(right < wrong, "{case}: {right} and {wrong}");
            assert!(right + 100 < native.chance(), "{case}: {right} against {}", native.chance());
        }
    }

    #[test]
    fn what_can_not_be_read_is_no_word() {
        for (case, word) in [("Latin", "mario"), ("nothing", ""), ("digits", "123"), ("too long", &"м".repeat(30))] {
            assert_eq!(NativeWord::new(word), None, "{case}");
        }
        let word = NativeWord::new("марио").unwrap();
        assert_eq!((word.cost(""), word.cost(&"m".repeat(30)), word.cost("марио")), (None, None, None));
    }
}
