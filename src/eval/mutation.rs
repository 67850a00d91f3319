//! Listed names as careless hands write them.

use super::random::Random;
use crate::screen::Screener;
use crate::{Error, Result};

/// What is done to a name.
#[derive(Debug, Clone, Copy)]
enum Mutation {
    Edit,
    SwapOrder,
    DropToken,
    MergeTokens,
    SplitToken,
    DoubleLetter,
    Transliterate,
    Case,
}

impl Mutation {
    const ALL: [Self; 8] = [
        Self::Edit,
        Self::SwapOrder,
        Self::DropToken,
        Self::MergeTokens,
        Self::SplitToken,
        Self::DoubleLetter,
        Self::Transliterate,
        Self::Case,
    ];
}

/// Spellings that transcriptions take for one another.
const TRANSLITERATIONS: [(&str, &str); 20] = [
    ("kh", "h"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ks", "x"),
    ("ph", "f"),
    ("sch", "sh"),
    ("dj", "j"),
    ("zh", "j"),
    ("ck", "k"),
    ("ya", "ia"),
    ("yu", "iu"),
    ("ae", "e"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "y"),
    ("o", "u"),
    ("e", "i"),
];

/// Names of an index's parties, each changed in one way or in several: one edit, two edits, order, a token dropped, merged or split, a letter
/// doubled, another transcription, another case. The same index, count and seed give the same names.
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
    let mut names = Vec::with_capacity(count);
    while names.len() < count {
        let party = index.party_at(random.below(index.len()) as u32)?;
        if let Some(name) = random.pick(&party.names) {
            names.push(mutate(&name.full, &mut random));
        }
    }
    Ok(names)
}

fn mutate(name: &str, random: &mut Random) -> String {
    let mut tokens: Vec<String> = name.split_whitespace().map(ToOwned::to_owned).collect();
    // Two names in three get one change, the others two or three: a real record rarely has more.
    let changes = [1, 1, 1, 1, 2, 3][random.below(6)];
    for _ in 0..changes {
        apply(Mutation::ALL[random.below(Mutation::ALL.len())], &mut tokens, random);
    }
    tokens.join(" ")
}

fn apply(mutation: Mutation, tokens: &mut Vec<String>, random: &mut Random) {
    if tokens.is_empty() {
        return;
    }
    let at = random.below(tokens.len());
    match mutation {
        Mutation::Edit => tokens[at] = edit(&tokens[at], random),
        Mutation::SwapOrder => {
            let other = random.below(tokens.len());
            tokens.swap(at, other);
        }
        // A name of one token would be gone.
        Mutation::DropToken if tokens.len() > 1 => drop(tokens.remove(at)),
        Mutation::MergeTokens if at + 1 < tokens.len() => {
            let next = tokens.remove(at + 1);
            tokens[at].push_str(&next);
        }
        Mutation::SplitToken => {
            let mut left: Vec<char> = tokens[at].chars().collect();
            if left.len() > 1 {
                let right = left.split_off(1 + random.below(left.len() - 1));
                tokens[at] = left.into_iter().collect();
                tokens.insert(at + 1, right.into_iter().collect());
            }
        }
        Mutation::DoubleLetter => {
            let mut letters: Vec<char> = tokens[at].chars().collect();
            let letter = random.below(letters.len());
            letters.insert(letter, letters[letter]);
            tokens[at] = letters.into_iter().collect();
        }
        Mutation::Transliterate => tokens[at] = transliterate(&tokens[at], random),
        Mutation::Case => {
            let upper = random.below(2) == 0;
            tokens[at] = if upper { tokens[at].to_uppercase() } else { tokens[at].to_lowercase() };
        }
        Mutation::DropToken | Mutation::MergeTokens => {}
    }
}

/// Inserts, deletes or replaces a letter, or exchanges two neighbors. What comes in is a letter of the token or one of `a` to
/// `z`, so that other scripts stay themselves half of the time.
fn edit(token: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    let at = random.below(letters.len());
    let new = if random.below(2) == 0 {
        letters[random.below(letters.len())]
    } else {
        char::from(b'a' + random.below(26) as u8)
    };
    match random.below(4) {
        0 => letters.insert(at, new),
        1 if letters.len() > 1 => drop(letters.remove(at)),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = new,
    }
    letters.into_iter().collect()
}

fn transliterate(token: &str, random: &mut Random) -> String {
    let lower = token.to_lowercase();
    let both = TRANSLITERATIONS.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]);
    let possible: Vec<(&str, &str)> = both.filter(|(from, _)| lower.contains(from)).collect();
    match random.pick(&possible) {
        Some((from, to)) => lower.replacen(from, to, 1),
        None => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_takes_every_name() {
        let mut random = Random::new(1);
        for name in ["", "a", "a b", "Путин", "김정은", "AL-ZARQAWI, Abu Mus'ab"] {
            for mutation in Mutation::ALL {
                for _ in 0..50 {
                    let mut tokens: Vec<String> = name.split_whitespace().map(ToOwned::to_owned).collect();
                    apply(mutation, &mut tokens, &mut random);
                    assert_eq!(tokens.is_empty(), name.is_empty(), "{mutation:?} of `{name}`");
                }
            }
        }
    }
}
