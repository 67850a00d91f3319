//! Listed names as careless hands write them.

use super::random::Random;
use crate::party::{Name, Party, PartyKind};
use crate::screen::Screener;
use crate::{Error, Result};

/// One way in which a name is changed. Words are what blanks separate; letters are letters of any script, digits are not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mutation {
    /// A letter put in, left out, replaced, or exchanged with the next one, in a word of three letters or more.
    OneEdit,
    /// Two of these, wherever they fall.
    TwoEdits,
    /// The name cut between two words, and the end put first.
    SwappedOrder,
    /// A word left out of three or more.
    DroppedWord,
    /// Two neighbors written as one word.
    MergedWords,
    /// A word of five letters or more written as two of two letters or more.
    SplitWord,
    /// One sound spelled another way, see [`SPELLINGS`], in one word or, as often, in two.
    OtherSpelling,
    /// The first name of a person's three or more words cut down to its first letter.
    Initial,
    /// Two different ones of [`Mutation::COMBINED`], one after the other.
    Several,
}

impl Mutation {
    pub(super) const ALL: [Self; 9] = [
        Self::OneEdit,
        Self::TwoEdits,
        Self::SwappedOrder,
        Self::DroppedWord,
        Self::MergedWords,
        Self::SplitWord,
        Self::OtherSpelling,
        Self::Initial,
        Self::Several,
    ];

    /// Those that meet in one name.
    const COMBINED: [Self; 6] =
        [Self::OneEdit, Self::SwappedOrder, Self::DroppedWord, Self::MergedWords, Self::SplitWord, Self::OtherSpelling];

    /// The word for it in output.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OneEdit => "one edit",
            Self::TwoEdits => "two edits",
            Self::SwappedOrder => "swapped order",
            Self::DroppedWord => "dropped word",
            Self::MergedWords => "merged words",
            Self::SplitWord => "split word",
            Self::OtherSpelling => "other spelling",
            Self::Initial => "initial",
            Self::Several => "several",
        }
    }

    /// The name changed, or nothing where it can not be changed so, where nothing of it would be left, or where what came of it is
    /// the name itself but for case.
    pub(super) fn of(self, name: &str, kind: PartyKind, random: &mut Random) -> Option<String> {
        let mut words: Vec<String> = name.split_whitespace().map(ToOwned::to_owned).collect();
        self.apply(&mut words, kind, random)?;
        let changed = words.join(" ");
        let same = changed.to_lowercase() == name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        (!same && changed.contains(char::is_alphanumeric)).then_some(changed)
    }

    /// Changes words in place; nothing is returned where that is not possible.
    fn apply(self, words: &mut Vec<String>, kind: PartyKind, random: &mut Random) -> Option<()> {
        match self {
            Self::OneEdit => edit(words, random)?,
            Self::TwoEdits => {
                edit(words, random)?;
                edit(words, random)?;
            }
            Self::SwappedOrder if words.len() > 1 => {
                let cut = 1 + random.below(words.len() - 1);
                words.rotate_left(cut);
            }
            Self::DroppedWord if words.len() > 2 => drop(words.remove(random.below(words.len()))),
            Self::MergedWords if words.len() > 1 => {
                let at = random.below(words.len() - 1);
                let next = words.remove(at + 1);
                words[at].push_str(&next);
            }
            Self::SplitWord => {
                let at = pick(words, |word| word.chars().filter(|c| c.is_alphabetic()).count() >= 5, random)?;
                let mut left: Vec<char> = words[at].chars().collect();
                let right = left.split_off(2 + random.below(left.len() - 3));
                words[at] = left.into_iter().collect();
                words.insert(at + 1, right.into_iter().collect());
            }
            Self::OtherSpelling => {
                let first = pick(words, |word| !spellings(word).is_empty(), random)?;
                words[first] = respell(&words[first], random)?;
                if random.below(2) == 0 {
                    let others: Vec<usize> =
                        (0..words.len()).filter(|&at| at != first && !spellings(&words[at]).is_empty()).collect();
                    if let Some(&other) = random.pick(&others) {
                        words[other] = respell(&words[other], random)?;
                    }
                }
            }
            Self::Initial if kind == PartyKind::Person && words.len() > 2 => {
                let letters = words[0].chars().filter(|c| c.is_alphabetic()).count();
                let first = words[0].chars().find(|c| c.is_alphabetic()).filter(|_| letters > 2)?;
                words[0] = first.to_string();
            }
            Self::Several => {
                let one = random.below(Self::COMBINED.len());
                let other = (one + 1 + random.below(Self::COMBINED.len() - 1)) % Self::COMBINED.len();
                Self::COMBINED[one].apply(words, kind, random)?;
                Self::COMBINED[other].apply(words, kind, random)?;
            }
            Self::SwappedOrder | Self::DroppedWord | Self::MergedWords | Self::Initial => return None,
        }
        Some(())
    }
}

/// One of the words that `may` be taken.
fn pick(words: &[String], may: impl Fn(&str) -> bool, random: &mut Random) -> Option<usize> {
    let possible: Vec<usize> = (0..words.len()).filter(|&at| may(&words[at])).collect();
    random.pick(&possible).copied()
}

/// Every letter is as likely to be hit as any other. What comes in is a letter of the alphabet, or of the name where that is not
/// in Latin letters, in the case of the letter it meets.
fn edit(words: &mut [String], random: &mut Random) -> Option<()> {
    let is_long = |word: &&String| word.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let letters: Vec<char> =
        words.iter().filter(is_long).flat_map(|word| word.chars()).filter(|c| c.is_alphabetic()).collect();
    if letters.is_empty() {
        return None;
    }
    let mut hit = random.below(letters.len());
    let hit_letter = letters[hit];
    let new = if hit_letter.is_ascii() { char::from(b'a' + random.below(26) as u8) } else { *random.pick(&letters)? };
    let new = if hit_letter.is_uppercase() { new.to_uppercase().next()? } else { new };
    for word in words.iter_mut().filter(|word| is_long(&&**word)) {
        let mut characters: Vec<char> = word.chars().collect();
        let places: Vec<usize> = (0..characters.len()).filter(|&at| characters[at].is_alphabetic()).collect();
        let Some(&at) = places.get(hit) else {
            hit -= places.len();
            continue;
        };
        match random.below(4) {
            0 => characters.insert(at + random.below(2), new),
            1 => drop(characters.remove(at)),
            2 if characters.get(at + 1).is_some_and(|next| next.is_alphabetic()) => characters.swap(at, at + 1),
            _ => characters[at] = new,
        }
        *word = characters.into_iter().collect();
        return Some(());
    }
    None
}

/// One sound in the spellings of several languages, and letters that one of them does not write: from, to. `^` and `$` are the
/// beginning and the end of a word.
const SPELLINGS: [(&str, &str); 58] = [
    ("kh", "h"),
    ("kh", "ch"),
    ("ou", "u"),
    ("u", "ou"),
    ("oo", "u"),
    ("u", "oo"),
    ("ee", "i"),
    ("i", "ee"),
    ("w", "v"),
    ("v", "w"),
    ("ph", "f"),
    ("f", "ph"),
    ("q", "k"),
    ("ka", "qa"),
    ("ca", "ka"),
    ("ka", "ca"),
    ("co", "ko"),
    ("ko", "co"),
    ("ck", "k"),
    ("ks", "x"),
    ("x", "ks"),
    ("dj", "j"),
    ("j", "dj"),
    ("zh", "j"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("tch", "ch"),
    ("ts", "tz"),
    ("tz", "ts"),
    ("y", "i"),
    ("ya", "ia"),
    ("ia", "ya"),
    ("yu", "iu"),
    ("iu", "yu"),
    ("iy$", "y"),
    ("ii$", "y"),
    ("ei", "ey"),
    ("ey", "ei"),
    ("ai", "ay"),
    ("ay", "ai"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("aa", "a"),
    ("ae", "e"),
    ("ah$", "a"),
    ("ia$", "iah"),
    ("eh$", "e"),
    ("ou$", "o"),
    ("ff$", "v"),
    ("ov$", "off"),
    ("ev$", "eff"),
    ("^yev", "ev"),
    ("^ye", "e"),
    ("^ie", "e"),
    ("^dzh", "j"),
    ("e", "i"),
    ("o", "u"),
];

/// The spellings that a word could have, in lower case; a consonant between two vowels may also be doubled, a double one written
/// once. A single letter is only spelled another way where it stands for a sound of its own.
fn spellings(word: &str) -> Vec<String> {
    let marked = format!("^{}$", word.to_lowercase());
    let mut spellings = Vec::new();
    if !word.is_ascii() {
        return spellings;
    }
    for (from, to) in SPELLINGS {
        // What marks begin or end is kept where it stands.
        let (begins, ends) = (from.starts_with('^'), from.ends_with('$'));
        let to = format!("{}{to}{}", if begins { "^" } else { "" }, if ends { "$" } else { "" });
        let places = marked.match_indices(from).filter(|&(at, _)| from.len() > 1 || is_alone(marked.as_bytes(), at));
        spellings.extend(places.map(|(at, _)| replaced(&marked, at..at + from.len(), &to)));
    }
    for at in 2..marked.len().saturating_sub(2) {
        let [before, letter, after] = [at - 1, at, at + 1].map(|at| marked.as_bytes()[at]);
        let is_consonant = letter.is_ascii_lowercase() && !b"aeiouyhwqjx".contains(&letter);
        if !is_consonant {
            continue;
        }
        if after == letter {
            spellings.push(replaced(&marked, at..at + 1, ""));
        } else if before != letter && b"aeiou".contains(&before) && b"aeiou".contains(&after) {
            spellings.push(replaced(&marked, at..at, &char::from(letter).to_string()));
        }
    }
    spellings
}

/// Whether a letter of a marked word belongs to a longer word, and neither to two vowels, nor to a doubled letter, nor to `dj`.
fn is_alone(marked: &[u8], at: usize) -> bool {
    let (before, letter, after) = (marked[at - 1], marked[at], marked[at + 1]);
    let is_vowel = |letter: u8| b"aeiouy".contains(&letter);
    let with = |other: u8| other == letter || is_vowel(letter) && is_vowel(other);
    let in_word = before.is_ascii_lowercase() || after.is_ascii_lowercase();
    in_word && !with(before) && !with(after) && (before, letter) != (b'd', b'j')
}

/// Without the marks.
fn replaced(marked: &str, range: std::ops::Range<usize>, by: &str) -> String {
    let text = [&marked[..range.start], by, &marked[range.end..]].concat();
    text.trim_matches(['^', '$']).to_owned()
}

/// In the case of the word: all of it, its first letter, or none.
fn respell(word: &str, random: &mut Random) -> Option<String> {
    let possible = spellings(word);
    let new = random.pick(&possible)?;
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let capital = letters.next().is_some_and(char::is_uppercase);
    Some(match (capital, letters.next().is_some_and(char::is_uppercase)) {
        (true, true) => new.to_uppercase(),
        (true, false) => new[..1].to_uppercase() + &new[1..],
        _ => new.clone(),
    })
}

/// A listed name as a customer's record has it: of a person, what `LAST, First` puts behind the comma comes first. Other commas are
/// left out.
pub(super) fn in_order(name: &Name, kind: PartyKind) -> String {
    let parts: Vec<&str> = name.full.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [last, first] if kind == PartyKind::Person => format!("{first} {last}"),
        _ => parts.join(" "),
    }
}

/// Names of an index's parties, as they are listed, each changed in one way or in several; one in ten is written in lower case
/// besides. The same index, count and seed give the same names.
///
/// # Errors
///
/// Where the index is empty while names are asked for, or can not be read.
pub fn mutated_names(screener: &Screener, count: usize, seed: u64) -> Result<Vec<String>> {
    let index = screener.index();
    if index.is_empty() && count > 0 {
        return Err(Error::input("the index holds no party, so there is no name to change"));
    }
    let mut random = Random::new(seed);
    let mut names = Vec::new();
    while names.len() < count {
        let Party { names: listed, kind, .. } = index.party_at(random.below(index.len()) as u32)?;
        let Some(name) = random.pick(&listed) else { continue };
        let mutation = Mutation::ALL[random.below(Mutation::ALL.len())];
        // A name that can not be changed so is screened as it is.
        let name = mutation.of(&name.full, kind, &mut random).unwrap_or_else(|| name.full.clone());
        names.push(if random.below(10) == 0 { name.to_lowercase() } else { name });
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_takes_every_name() {
        let mut random = Random::new(1);
        for name in ["", "a", "a b", "Путин Владимир", "김정은", "AL-ZARQAWI, Abu Mus'ab", "^ $ ^$", "İI ßß ǅ"]
        {
            for mutation in Mutation::ALL {
                for _ in 0..200 {
                    if let Some(changed) = mutation.of(name, PartyKind::Person, &mut random) {
                        let same = changed.to_lowercase() == name.to_lowercase();
                        assert!(
                            !same && changed.contains(char::is_alphanumeric),
                            "{mutation:?} of `{name}`: `{changed}`"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn mutations_are_what_their_names_say() {
        let mut random = Random::new(3);
        let mut all = |mutation: Mutation, name: &str| -> Vec<String> {
            let mut changed: Vec<String> =
                (0..500).filter_map(|_| mutation.of(name, PartyKind::Person, &mut random)).collect();
            changed.sort();
            changed.dedup();
            changed
        };
        for (mutation, name, want) in [
            (Mutation::SwappedOrder, "A B C", &["B C A", "C A B"][..]),
            (Mutation::DroppedWord, "A B C", &["A B", "A C", "B C"]),
            (Mutation::DroppedWord, "A B", &[]),
            (Mutation::MergedWords, "A B C", &["A BC", "AB C"]),
            (Mutation::MergedWords, "A", &[]),
            (Mutation::SplitWord, "Abcd EFGHI 123456", &["Abcd EF GHI 123456", "Abcd EFG HI 123456"]),
            (Mutation::Initial, "Jane Ann Doe", &["J Ann Doe"]),
            (Mutation::Initial, "Jane Doe", &[]),
            (Mutation::Initial, "Al Ann Doe", &[]),
            (Mutation::OtherSpelling, "KHB d", &["CHB d", "HB d"]),
            (Mutation::OtherSpelling, "Batah", &["Bata", "Battah"]),
            (Mutation::OtherSpelling, "A.I.R. Dj tarr", &["A.I.R. Dj tar", "A.I.R. J tar", "A.I.R. J tarr"]),
            (Mutation::OneEdit, "12345 AB", &[]),
        ] {
            assert_eq!(all(mutation, name), want, "{mutation:?} of {name}");
        }
        assert!(all(Mutation::OneEdit, "Путин").iter().all(|name| {
            name.chars().all(|c| "Путин".to_lowercase().contains(c) || "Путин".to_uppercase().contains(c))
        }));
    }

    #[test]
    fn names_in_the_order_of_records() {
        for (name, kind, want) in [
            ("SONG, Kum Hyok", PartyKind::Person, "Kum Hyok SONG"),
            ("DOE, John, Jr.", PartyKind::Person, "DOE John Jr."),
            ("ACME CO., LTD", PartyKind::Organization, "ACME CO. LTD"),
            ("Jane Doe", PartyKind::Person, "Jane Doe"),
            (",", PartyKind::Person, ""),
        ] {
            let name = Name::new(name, crate::party::NameKind::Primary, Default::default());
            assert_eq!(in_order(&name, kind), want, "{}", name.full);
        }
    }
}
