//! What the letters of other scripts stand for in Latin letters: the cost of reading one word as another.
//!
//! A word of another script is a sequence of *units*: letters, jamo of Hangul, initials and finals of Pinyin. The table
//! `index/lexicons/letters.tsv` tells at what cost a group of one or two units stands for a group of up to four Latin letters; the cost
//! of two words is that of the cheapest sequence of groups that covers both. [`NativeWord::cost`] is the definition; [`Readings`]
//! finds all of many words that one word may stand for, in either direction.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script as UnicodeScript, UnicodeScript as _};

use super::romanize::{ascii, pinyin};

/// Most units or letters of a word that is compared; no transcribed name in use comes near.
pub const MAX_LETTERS: usize = 29;

/// [`MAX_LETTERS`], the marks of beginning and end, and the place before them.
const WIDTH: usize = 32;

/// The most that one side of a group has.
const MAX_UNITS: usize = 2;
const MAX_GROUP: usize = 4;

/// What a unit or a letter costs, in hundredths, that nothing on the other side stands for, and a pair that the table does not
/// have. Between 4 and 7 these hardly matter for the ranking of words.
const SKIPPED: i16 = 600;
const UNKNOWN: i16 = 700;

/// Marks of the beginning and the end of a word: letters stand for other sounds there.
const BEGIN: u8 = b'^';
const END: u8 = b'$';

fn is_mark(unit: u8) -> bool {
    matches!(unit, BEGIN | END)
}

/// The rows of the table for one script. Units are numbered from 1 by the order of the table; the marks stand for themselves.
#[derive(Debug, Default)]
struct System {
    numbers: FxHashMap<&'static str, u8>,
    /// Cost of a unit at which words agree by chance.
    chance: u32,
    /// What each group of units stands for, and each group of letters.
    by_units: FxHashMap<Group, Vec<Reading>>,
    by_letters: FxHashMap<Group, Vec<(Group, i16)>>,
    /// What it costs to pass over each letter.
    passed_over: Vec<i16>,
}

/// Letters that a group of units stands for.
#[derive(Debug, Clone, Copy)]
struct Reading {
    letters: Group,
    /// Those of them that are no marks.
    set: LetterSet,
    cost: i16,
}

impl Reading {
    /// The letters, the first at the front.
    fn letters(&self) -> impl Iterator<Item = u8> {
        self.letters.to_be_bytes().into_iter().filter(|letter| *letter != 0)
    }

    /// What each unit of a group bears that has this reading, beside the [`PRICES`] of the letters. It may be less than nothing.
    fn share(&self, units: &[u8]) -> i16 {
        let prices = self.letters().map(|letter| PRICES[usize::from(letter)]).sum::<i16>();
        (self.cost - prices).div_euclid(units.iter().filter(|unit| !is_mark(**unit)).count().max(1) as i16)
    }
}

/// Whether a unit bears a share of what its group costs: marks do only where they stand alone.
fn bears(unit: u8, units: &[u8]) -> bool {
    !is_mark(unit) || units.iter().all(|unit| is_mark(*unit))
}

/// Which of the letters `a` to `z` a word has, one bit each.
type LetterSet = u32;

/// The letters of a word.
fn letter_set(word: &[u8]) -> LetterSet {
    word.iter().filter(|letter| letter.is_ascii_lowercase()).fold(0, |set, letter| set | 1 << (letter - b'a'))
}

/// Up to four letters or units in one number, the last in the lowest byte; 0 for none.
type Group = u32;

fn group(parts: &[u8]) -> Group {
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
fn passed_over(groups: impl Iterator<Item = (Group, i16)>) -> Vec<i16> {
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
    units: Vec<u8>,
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
            "arabic" => word.nfc().for_each(|c| push(arabic(c).encode_utf8(&mut buffer))),
            "other" => ascii(word).chars().for_each(|c| push(c.encode_utf8(&mut buffer))),
            _ => word.nfc().for_each(|c| push(c.encode_utf8(&mut buffer))),
        }
        units.push(END);
        (3..=MAX_LETTERS + 2).contains(&units.len()).then_some(Self { system: at as u8, units })
    }

    fn system(&self) -> &'static System {
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
    fn groups(&self) -> impl Iterator<Item = (usize, &[u8], &'static Reading)> {
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
fn marked(letters: &str) -> Option<Vec<u8>> {
    let fits = letters.is_ascii() && (1..=MAX_LETTERS).contains(&letters.len());
    fits.then(|| [&[BEGIN], letters.as_bytes(), &[END]].concat())
}

/// The system of the first letter.
fn system_of(word: &str) -> Option<&'static str> {
    word.chars().find_map(|c| match c.script() {
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

/// The Arabic letter that a letter of Persian, Urdu, Pashto or Kurdish sounds like, where it differs in shape or in what Latin letters
/// do not tell.
fn arabic(c: char) -> char {
    match c {
        'ی' | 'ے' | 'ې' | 'ۍ' | 'ێ' => 'ي',
        'ک' => 'ك',
        'ہ' | 'ھ' | 'ە' => 'ه',
        'ٹ' | 'ټ' => 'ت',
        'ڈ' | 'ډ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' => 'ر',
        'ں' | 'ڼ' => 'ن',
        'ښ' => 'ش',
        'ګ' => 'گ',
        'ڤ' => 'ف',
        'ۆ' => 'و',
        'ڵ' => 'ل',
        'ځ' => 'ز',
        'څ' => 'س',
        _ => c,
    }
}

/// What each letter of a Latin word bears of its cost at the most, in hundredths: few letters are passed over for less.
const PRICE: i16 = 150;

/// What each letter bears: no more than it costs to pass it over, whatever the script.
static PRICES: LazyLock<[i16; 128]> = LazyLock::new(|| {
    let costs = SYSTEMS.iter().map(|(_, system)| &system.passed_over);
    let mut prices = costs.fold([PRICE; 128], |a, b| std::array::from_fn(|letter| a[letter].min(b[letter])));
    prices[usize::from(BEGIN)] = 0;
    prices[usize::from(END)] = 0;
    prices
});

/// What the letters of a Latin word tell of its cost against words of one script, before they are aligned: a bound of
/// [`NativeWord::cost`] from below.
///
/// A word is covered by groups. Let each letter of the Latin word bear a price of what its group costs, and the units of the group share
/// what remains, which may be less than nothing. A letter that nothing stands for costs its price at least, and marks bear no more than
/// nothing. So the cost is at least the sum of the prices, of what the marks bear at least, and of what each unit bears at least in a group
/// the letters of which the Latin word has side by side.
#[derive(Debug)]
pub struct LeastCost {
    /// What the letters and the marks bear.
    marks: i32,
    /// What each unit bears.
    units: Box<[i16; 256]>,
}

impl LeastCost {
    /// Of a Latin word, by words of the script of `native`; `None` where it is too long.
    pub fn of_latin(letters: &str, native: &NativeWord) -> Option<Self> {
        let letters = marked(letters)?;
        let places = Places::new(&letters);
        let mut least = Box::new([ALONE; 256]);
        (least[usize::from(BEGIN)], least[usize::from(END)]) = (0, 0);
        for (units, readings) in &native.system().by_units {
            let units = &units.to_be_bytes()[MAX_GROUP - group_len(*units)..];
            for reading in readings.iter().filter(|reading| places.of(reading) != 0) {
                let share = reading.share(units);
                for unit in units.iter().filter(|unit| bears(**unit, units)) {
                    let least = &mut least[usize::from(*unit)];
                    *least = share.min(*least);
                }
            }
        }
        let prices = letters.iter().map(|letter| PRICES[usize::from(*letter)]).sum::<i16>();
        let marks = i32::from(prices + least[usize::from(BEGIN)] + least[usize::from(END)]);
        Some(Self { marks, units: least })
    }

    /// Whether the pair with a word of these units may cost `most` at the most.
    pub fn is_within(&self, most: u32, units: &[u8]) -> bool {
        self.marks + units.iter().map(|unit| i32::from(self.units[usize::from(*unit)])).sum::<i32>() <= most as i32
    }
}

/// What a unit bears at least that is passed over or stands for a letter which the table does not have for it.
const ALONE: i16 = if SKIPPED < UNKNOWN - PRICE { SKIPPED } else { UNKNOWN - PRICE };

/// Costs are counted in steps of so many hundredths in a [`Sieve`].
const STEP: i16 = 25;

/// A [`Sieve`] counts with so many bits: enough for the costs that are asked of words of [`MAX_LETTERS`].
const BITS: usize = 10;

/// Words of a block, by 64.
const LANES: usize = 8;

/// One bit for each word of a block.
type Words = [u64; LANES];

/// Letters, marks and anything else, for numbering pairs of them.
const PARTS: usize = 29;

/// The number of a letter, or of two that stand together.
fn pair(letters: &[u8]) -> u16 {
    let number = |letter| match letter {
        BEGIN => 26,
        END => 27,
        b'a'..=b'z' => usize::from(letter - b'a'),
        _ => 28,
    };
    letters.iter().fold(0, |pair, &letter| pair * PARTS + number(letter)) as u16
        + if letters.len() == 1 { ONE } else { 0 }
}

/// Where the numbers of single letters begin.
const ONE: u16 = (PARTS * PARTS) as u16;

/// Stands for no pair.
const NO_PAIR: u16 = u16::MAX;

/// Which of many Latin words have which letters, and which letters side by side, so arranged that all words are asked at once.
#[derive(Debug, Default)]
pub struct Pairs {
    len: usize,
    /// For each block of words which have each pair and each letter.
    having: Vec<[Words; PARTS * PARTS + PARTS]>,
    /// For each block what the letters of the words bear, in steps, one bit of the number after the other.
    borne: Vec<[Words; BITS]>,
}

impl Pairs {
    /// Bytes of memory that it takes.
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&self.having[..]) + size_of_val(&self.borne[..])
    }

    /// Adds a word in ASCII, of [`MAX_LETTERS`] at the most.
    pub fn push(&mut self, word: &[u8]) {
        let (block, lane, bit) = (self.len / (64 * LANES), self.len / 64 % LANES, 1 << (self.len % 64));
        if block == self.having.len() {
            self.having.push([[0; LANES]; PARTS * PARTS + PARTS]);
            self.borne.push([[0; LANES]; BITS]);
        }
        self.len += 1;
        let word = [&[BEGIN], word, &[END]].concat();
        for letters in word.windows(2).chain(word.windows(1)) {
            self.having[block][usize::from(pair(letters))][lane] |= bit;
        }
        let borne = word.iter().map(|letter| PRICES[usize::from(*letter)]).sum::<i16>() / STEP;
        for (at, number) in self.borne[block].iter_mut().enumerate() {
            number[lane] |= if borne >> at & 1 == 1 { bit } else { 0 };
        }
    }
}

/// What [`LeastCost`] tells of one Latin word, told of all at once, against one word of another script. The letters of a group stand two
/// and two side by side in any word that has them.
#[derive(Debug)]
pub struct Sieve {
    /// Where the numbers of all words begin: one more than the room there is for steps, and they are of more than [`BITS`] bits.
    start: u32,
    /// For each unit the ways to read it from the cheapest on, those between which lies less than a step together.
    units: Vec<Vec<Rung>>,
}

/// Ways to read a unit.
#[derive(Debug)]
struct Rung {
    /// The pairs of letters that a word must have for each.
    ways: Vec<[u16; MAX_GROUP - 1]>,
    /// How many steps more the unit bears in a word that has none of these and none cheaper.
    more: u32,
}

impl Sieve {
    /// For Latin words that cost `most` at the most.
    pub fn new(word: &NativeWord, most: u32) -> Self {
        let mut ways: Vec<Vec<(i16, [u16; MAX_GROUP - 1])>> = vec![Vec::new(); word.units.len()];
        for (at, units, reading) in word.groups() {
            let letters: Vec<u8> = reading.letters().collect();
            let mut pairs = [NO_PAIR; MAX_GROUP - 1];
            letters.windows(letters.len().clamp(1, 2)).zip(&mut pairs).for_each(|(letters, to)| *to = pair(letters));
            for (at, _) in (at..).zip(units).filter(|(_, unit)| bears(**unit, units)) {
                ways[at].push((reading.share(units), pairs));
            }
        }
        let last = ways.len() - 1;
        let mut least = 0;
        let mut units = Vec::new();
        for (at, mut ways) in ways.into_iter().enumerate() {
            if at == 0 || at == last {
                least += i32::from(ways.iter().map(|&(cost, _)| cost).fold(0, i16::min));
                continue;
            }
            // To be passed over, or to stand for another letter, whatever the word has.
            ways.push((ALONE, [NO_PAIR; MAX_GROUP - 1]));
            ways.sort_unstable();
            let cheapest = ways[0].0;
            least += i32::from(cheapest);
            let mut rungs = Vec::new();
            let steps = |cost: i16| ((cost - cheapest) / STEP) as u32;
            let (mut at, mut reached) = (0, 0);
            while let Some(&(cost, _)) = ways[at..].iter().find(|(cost, _)| steps(*cost) > reached) {
                let rung = ways[at..].iter().map_while(|&(c, pairs)| (c < cost).then_some(pairs));
                let rung: Vec<_> = rung.collect();
                at += rung.len();
                if rung.iter().any(|pairs| pairs[0] == NO_PAIR) {
                    break;
                }
                rungs.push(Rung { ways: rung, more: steps(cost) - reached });
                reached = steps(cost);
            }
            units.push(rungs);
        }
        let room = (most as i32 - least).div_euclid(i32::from(STEP)).max(-1);
        if room >= 1 << BITS {
            // So much room that the prices alone never fill it: all pass.
            return Self { start: 0, units: Vec::new() };
        }
        Self { start: ((1 << BITS) - 1 - room) as u32, units }
    }

    /// The places of the words that may cost so little, in their order.
    pub fn sift(&self, pairs: &Pairs, mut found: impl FnMut(usize)) {
        if self.start >> BITS != 0 {
            return;
        }
        let vectors = pulp::Arch::new();
        for (block, (having, borne)) in pairs.having.iter().zip(&pairs.borne).enumerate() {
            let possible = vectors.dispatch(|| self.sift_block(having, borne));
            for (lane, mut words) in possible.into_iter().enumerate() {
                while words != 0 {
                    let at = (block * LANES + lane) * 64 + words.trailing_zeros() as usize;
                    words &= words - 1;
                    if at < pairs.len {
                        found(at);
                    }
                }
            }
        }
    }

    /// The words of a block that may cost so little: those whose numbers do not overflow.
    #[inline(always)]
    fn sift_block(&self, having: &[Words; PARTS * PARTS + PARTS], borne: &[Words; BITS]) -> Words {
        let mut number = *borne;
        let mut over = [0; LANES];
        add(&mut number, &mut over, self.start, [!0; LANES]);
        for rungs in &self.units {
            let mut lack = [!0; LANES];
            for rung in rungs {
                for way in &rung.ways {
                    let mut has = having[usize::from(way[0])];
                    for pair in way[1..].iter().take_while(|pair| **pair != NO_PAIR) {
                        let other = &having[usize::from(*pair)];
                        (0..LANES).for_each(|at| has[at] &= other[at]);
                    }
                    (0..LANES).for_each(|at| lack[at] &= !has[at]);
                }
                add(&mut number, &mut over, rung.more, lack);
            }
        }
        over.map(|over| !over)
    }
}

/// Adds to the numbers of some words, and notes which are too great then.
#[inline(always)]
fn add(number: &mut [Words; BITS], over: &mut Words, more: u32, words: Words) {
    for bit in (0..BITS).filter(|bit| more >> bit & 1 == 1) {
        let mut carry = words;
        for digit in &mut number[bit..] {
            for at in 0..LANES {
                (digit[at], carry[at]) = (digit[at] ^ carry[at], digit[at] & carry[at]);
            }
        }
        (0..LANES).for_each(|at| over[at] |= carry[at]);
    }
}

/// The costs of one word, prepared for many words of the other side.
///
/// *Cost*: some microseconds to prepare.
#[derive(Debug)]
pub struct Readings {
    /// Length of the prepared word, with its marks.
    len: usize,
    /// The groups of the other side, read from their ends: for each end of a group where it goes on with the part before it. The first is
    /// the empty one, to which nothing leads.
    endings: Vec<[u16; 128]>,
    /// For each of `endings`, by how much of the word it takes, the row of `rows` where it is a group, or 0.
    taking: Vec<[u16; MAX_GROUP + 1]>,
    /// What groups cost at each place of the word. The first is of none.
    rows: Vec<Row>,
    /// What it costs to pass over the unit or letter before each place.
    skipped: Row,
    /// By how much of the word a group takes, the least cost of one that ends at each place.
    cheapest: [Row; MAX_GROUP + 1],
    /// What it costs to pass over one of the other side.
    others: Vec<i16>,
    /// The most units or letters of the other side in one group.
    longest: usize,
    /// Of the words that are scanned; before each cost stand as many as a group may take, which are [`NEVER`].
    columns: Vec<[i16; MAX_GROUP + WIDTH]>,
}

/// Costs by place.
type Row = [i16; WIDTH];

/// More than any cost, and so little that the sum of two is still a number.
const NEVER: i16 = i16::MAX / 2;

impl Readings {
    /// Of a word of another script, by Latin words.
    pub fn of_native(word: &NativeWord) -> Self {
        let mut readings = Self::new(word.units.len(), MAX_GROUP, word.system().passed_over.clone());
        for (at, units, reading) in word.groups() {
            readings.add(at, units.len(), reading.letters, reading.cost);
        }
        readings
    }

    /// Of a Latin word, by words of the script of `native`; `None` where it is too long.
    pub fn of_latin(letters: &str, native: &NativeWord) -> Option<Self> {
        let letters = marked(letters)?;
        let system = native.system();
        let mut readings =
            Self::new(letters.len(), MAX_UNITS, passed_over(system.by_letters.get(&0).into_iter().flatten().copied()));
        for at in 0..letters.len() {
            for taken in 1..=MAX_GROUP.min(letters.len() - at) {
                let found = system.by_letters.get(&group(&letters[at..at + taken])).into_iter().flatten();
                found.for_each(|&(units, cost)| readings.add(at, taken, units, cost));
            }
        }
        Some(readings)
    }

    fn new(len: usize, longest: usize, others: Vec<i16>) -> Self {
        Self {
            len,
            endings: vec![[0; 128]],
            taking: vec![[0; MAX_GROUP + 1]],
            rows: vec![[NEVER; WIDTH]],
            skipped: [SKIPPED; WIDTH],
            cheapest: [[NEVER; WIDTH]; MAX_GROUP + 1],
            others,
            longest,
            columns: Vec::new(),
        }
    }

    /// The group `other` may stand for `taken` of the word from `at` on.
    fn add(&mut self, at: usize, taken: usize, other: Group, cost: i16) {
        let end = at + taken;
        self.cheapest[taken][end] = self.cheapest[taken][end].min(cost);
        if other == 0 {
            self.skipped[end] = self.skipped[end].min(cost);
            return;
        }
        let mut ending = 0;
        for part in other.to_le_bytes().into_iter().take_while(|part| *part != 0) {
            let before = usize::from(part);
            if self.endings[ending][before] == 0 {
                self.endings[ending][before] = self.endings.len() as u16;
                self.endings.push([0; 128]);
                self.taking.push([0; MAX_GROUP + 1]);
            }
            ending = usize::from(self.endings[ending][before]);
        }
        let row = &mut self.taking[ending][taken];
        if *row == 0 {
            *row = self.rows.len() as u16;
            self.rows.push([NEVER; WIDTH]);
        }
        self.rows[usize::from(*row)][end] = cost;
    }

    /// Finds among words those that cost `most` at the most, and hands on their places.
    ///
    /// `words` stand in an order in which neighbors begin alike. What two words share there is computed once, and when a beginning costs
    /// too much, all words that begin so are passed over.
    pub fn scan<'w>(&mut self, words: impl Iterator<Item = &'w [u8]>, most: u32, found: impl FnMut(usize)) {
        // Most words are short: half the width does for them.
        let vectors = pulp::Arch::new();
        if self.len < WIDTH / 2 {
            vectors.dispatch(|| self.scan_in::<{ WIDTH / 2 }>(words, most, found));
        } else {
            vectors.dispatch(|| self.scan_in::<WIDTH>(words, most, found));
        }
    }

    #[inline(always)]
    fn scan_in<'w, const W: usize>(
        &mut self,
        words: impl Iterator<Item = &'w [u8]>,
        most: u32,
        mut found: impl FnMut(usize),
    ) {
        let most = i16::try_from(most).unwrap_or(NEVER).min(NEVER - 1);
        let mut columns = std::mem::take(&mut self.columns);
        columns.resize(WIDTH + 1, [NEVER; MAX_GROUP + WIDTH]);
        columns[0] = [NEVER; MAX_GROUP + WIDTH];
        columns[0][MAX_GROUP] = 0;
        for at in 1..=self.len {
            columns[0][MAX_GROUP + at] = NEVER.min(columns[0][MAX_GROUP + at - 1] + self.skipped[at]);
        }
        let rest = self.rest::<W>();
        let mut before = vec![BEGIN];
        // For each column the least that a word costs which goes through it.
        let mut hopes = [0; WIDTH + 1];
        hopes[1] = self.step::<W>(&mut columns, &before, &rest);
        // How much of what was read begins no word that is found.
        let mut hopeless = usize::MAX;
        for (at, word) in words.enumerate() {
            let shared = before[1..].iter().zip(word).take_while(|(a, b)| a == b).count();
            if shared >= hopeless {
                continue;
            }
            hopeless = usize::MAX;
            before.truncate(shared + 1);
            for &letter in &word[before.len() - 1..] {
                before.push(letter);
                let at = before.len();
                hopes[at] = self.step::<W>(&mut columns, &before, &rest);
                if hopes[(at + 1).saturating_sub(self.longest)..=at].iter().all(|&hope| hope > most) {
                    hopeless = at - 1;
                    break;
                }
            }
            if hopeless == usize::MAX {
                before.push(END);
                self.step::<W>(&mut columns, &before, &rest);
                if columns[before.len()][MAX_GROUP + self.len] <= most {
                    found(at);
                }
                before.pop();
            }
        }
        self.columns = columns;
    }

    /// What at least it costs to read the rest of the word from each place on, whatever stands on the other side.
    fn rest<const W: usize>(&self) -> [i16; W] {
        let mut rest = [NEVER; W];
        rest[self.len] = 0;
        for from in (0..self.len).rev() {
            rest[from] = rest[from + 1] + self.skipped[from + 1];
            for taken in 1..=MAX_GROUP.min(self.len - from) {
                rest[from] = rest[from].min(self.cheapest[taken][from + taken] + rest[from + taken]);
            }
        }
        rest
    }

    /// Computes the column of the last of `read`: for each place of the word what it costs to have come so far on both sides. Returns the
    /// least of these together with the rest of the word.
    #[inline(always)]
    fn step<const W: usize>(&self, columns: &mut [[i16; MAX_GROUP + WIDTH]], read: &[u8], rest: &[i16; W]) -> i16 {
        let at = read.len();
        let (done, column) = columns.split_at_mut(at);
        let alone = self.others[usize::from(read[at - 1])];
        let mut costs = [NEVER; W];
        least(&mut costs, &done[at - 1], 0, &[alone; W]);
        least(&mut costs, &done[at - 1], 1, &[UNKNOWN; W]);
        let mut ending = 0;
        for (from, part) in done.iter().zip(read).rev() {
            ending = usize::from(self.endings[ending][usize::from(*part)]);
            if ending == 0 {
                break;
            }
            for (taken, row) in self.taking[ending].iter().enumerate().filter(|(_, row)| **row != 0) {
                least(&mut costs, from, taken, self.rows[usize::from(*row)].first_chunk().expect("half a row at most"));
            }
        }
        // Written one by one where it is read next: to gather them in vectors first would take longer.
        let (mut cost, mut hope) = (NEVER, NEVER);
        let places = costs.iter().zip(&self.skipped).zip(rest).zip(&mut column[0][MAX_GROUP..]);
        for (((least, skipped), rest), to) in places.take(self.len + 1) {
            cost = (*least).min(cost + skipped);
            *to = cost;
            hope = hope.min(cost + rest);
        }
        hope
    }
}

/// Lowers the cost of each place to that of coming from `taken` places before it, if that is less.
#[inline(always)]
fn least<const W: usize>(to: &mut [i16; W], from: &[i16; MAX_GROUP + WIDTH], taken: usize, costs: &[i16; W]) {
    let from = &from[MAX_GROUP - taken..][..W];
    for at in 0..W {
        to[at] = to[at].min(from[at] + costs[at]);
    }
}

/// The units of a word between the marks, for [`Readings::scan`].
impl AsRef<[u8]> for NativeWord {
    fn as_ref(&self) -> &[u8] {
        &self.units[1..self.units.len() - 1]
    }
}

impl NativeWord {
    /// Script and length: words that agree in them can be scanned together.
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
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

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

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

        #[test]
        fn scanning_finds_what_comparing_finds(
            natives in vec(prop_oneof!["[а-яё]{1,7}", "[א-ת]{1,7}", "[ا-ي]{1,7}", "[ァ-ヺー]{1,7}", "[가-힣]{1,3}", "[一-龥]{1,3}", "[ა-ჰ]{1,6}"], 1..12),
            mut latins in vec("[a-z]{1,9}", 1..24),
            most in 0_u32..3_000,
        ) {
            latins.sort();
            let mut natives: Vec<NativeWord> = natives.iter().filter_map(|word| NativeWord::new(word)).collect();
            natives.sort_unstable_by(|a, b| a.kind().cmp(&b.kind()).then(a.cmp(b)));
            let mut pairs = Pairs::default();
            latins.iter().for_each(|word| pairs.push(word.as_bytes()));
            for native in &natives {
                let mut found = Vec::new();
                Readings::of_native(native).scan(latins.iter().map(|word| word.as_bytes()), most, |at| found.push(at));
                let all = (0..latins.len()).filter(|&at| native.cost(&latins[at]).unwrap() <= most);
                prop_assert_eq!(found, all.collect::<Vec<_>>());
                for (at, latin) in latins.iter().enumerate() {
                    let cost = native.cost(latin).unwrap();
                    let mut is_possible = false;
                    Sieve::new(native, cost).sift(&pairs, |possible| is_possible |= possible == at);
                    prop_assert!(is_possible, "{native:?} {latin}");
                    prop_assert!(LeastCost::of_latin(latin, native).unwrap().is_within(cost, native.as_ref()), "{native:?} {latin}");
                }
            }
            for natives in natives.chunk_by(|a, b| a.kind() == b.kind()) {
                for latin in &latins {
                    let mut found = Vec::new();
                    let mut readings = Readings::of_latin(latin, &natives[0]).unwrap();
                    readings.scan(natives.iter().map(AsRef::as_ref), most, |at| found.push(at));
                    let all = (0..natives.len()).filter(|&at| natives[at].cost(latin).unwrap() <= most);
                    prop_assert_eq!(found, all.collect::<Vec<_>>());
                }
            }
        }
    }
}
