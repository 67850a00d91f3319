//! Why somebody is no hit, as data and as one sentence.

use serde::{Deserialize, Serialize};

use crate::party::NameKind;

/// Why a party is no hit: at which step it was lost, and what would have made it one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Miss {
    /// The score from which it would be one.
    pub cutoff: f64,
    /// What its score lacks.
    pub missing: f64,
    /// The step after which the score was below the cutoff for good.
    pub lost_at: Step,
    /// The score after each step.
    pub steps: Vec<StepScore>,
    /// Each of the party's names, with the score it has by itself, best first.
    pub names: Vec<ListedNameScore>,
    /// What, had it been otherwise, would have raised the score, and how far: what makes a hit first.
    pub changes: Vec<Change>,
    /// All of it in one sentence.
    pub sentence: String,
}

/// A step on the way from two names to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// No name has a word in common.
    Words,
    /// How much of both names is matched, and whether what is left contradicts.
    NameScore,
    /// What kind of name it is: weak, or in transcription.
    NameKind,
    /// What is known beside the name.
    Attributes,
}

impl Step {
    fn as_str(self) -> &'static str {
        match self {
            Self::Words => "no word of a name agrees",
            Self::NameScore => "too little of the names agrees",
            Self::NameKind => "the names agree, but the listed one is weak or in transcription",
            Self::Attributes => "the names agree, but something beside them contradicts",
        }
    }
}

/// The score after a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StepScore {
    /// The step.
    pub step: Step,
    /// 0 to 1.
    pub score: f64,
}

/// One of a party's names, and what it scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedNameScore {
    /// As written.
    pub name: String,
    /// How the list presents it.
    pub kind: NameKind,
    /// 0 to 1, the kind of name counted in, all else left out.
    pub score: f64,
}

/// Something that could have been otherwise, and the score that the party would have then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What, in words.
    pub what: String,
    /// 0 to 1.
    pub score: f64,
    /// Whether that makes a hit.
    pub is_hit: bool,
}

impl Miss {
    /// Puts together what was found out. The scores after the steps end with the party's own, which is below the cutoff.
    pub fn new(cutoff: f64, steps: Vec<StepScore>, names: Vec<ListedNameScore>, changes: Vec<Change>) -> Self {
        let score = steps.last().map_or(0.0, |step| step.score);
        // The last step before which it still was a hit; where it never was one, the first.
        let reached = steps.iter().rposition(|step| step.score >= cutoff);
        let lost_at = steps.get(reached.map_or(0, |at| at + 1)).map_or(Step::Words, |step| step.step);
        // Of those that make a hit, the smallest change first, as they were found; of the others, what raises it most.
        let (mut makes, mut raises): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| change.is_hit);
        raises.sort_by(|a, b| b.score.total_cmp(&a.score));
        makes.append(&mut raises);
        let changes = makes;
        let missing = ((cutoff - score) * 10_000.0).round() / 10_000.0;
        let mut sentence = format!("{}: {score:.2} is {missing:.2} below {cutoff:.2}", lost_at.as_str());
        match changes.first() {
            Some(Change { what, score, is_hit: true }) => sentence += &format!("; {what} it would score {score:.2}"),
            Some(Change { what, score, .. }) => {
                sentence += &format!("; even {what} it would score no more than {score:.2}")
            }
            None => {}
        }
        Self { cutoff, missing, lost_at, steps, names, changes, sentence }
    }
}
