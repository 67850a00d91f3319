//! Which of the parties that should come back do, at each of several thresholds, in groups.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::{FalseAlarm, Negatives, Rate};
use crate::party::PartyId;
use crate::screen::Settings;
use crate::{Error, Result};

/// The lowest threshold of a curve, unless a lower one is asked for: below it everything is like everything.
const FLOOR: f64 = 0.5;

/// Thresholds of a curve lie this many steps apart, a step being 0.01.
const CURVE_STEP: usize = 1;

/// What is asked of a measurement of recall.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Thresholds to measure at.
    pub thresholds: Vec<f64>,
    /// Shares of the negatives that may be alerted, over 0 and below 1: recall is also measured where no more are.
    pub alerted: Vec<f64>,
    /// How many misses of each group, and how many false alarms, are shown.
    pub worst: usize,
}

impl Wanted {
    /// Checks that there is a threshold and that each is a score.
    pub(super) fn check(&self) -> Result<()> {
        if self.thresholds.is_empty() {
            return Err(Error::input("no threshold to measure at"));
        }
        for &threshold in &self.thresholds {
            Settings { threshold, cutoff: threshold, ..Settings::default() }.check()?;
        }
        match self.alerted.iter().find(|&&share| !(share > 0.0 && share < 1.0)) {
            Some(share) => Err(Error::input(format!("`{share}` is no share of names; give a number between 0 and 1"))),
            None => Ok(()),
        }
    }

    /// The score below which nothing has to be told apart.
    pub fn floor(&self) -> f64 {
        self.thresholds.iter().copied().fold(FLOOR, f64::min)
    }
}

/// A name whose party should come back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sought {
    /// The party.
    pub party: PartyId,
    /// Its name, as the list has it.
    pub listed: String,
    /// The name that was screened.
    pub name: String,
    /// What groups it belongs to: the property and its value. All have the same properties in the same order.
    pub groups: Vec<(&'static str, String)>,
    /// With what score the party comes back.
    pub score: f64,
}

/// A threshold, and how many of those who expect nobody are alerted there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// The share of negatives that may be alerted, where that gave the threshold; none where the threshold was asked for.
    pub at_most_alerted: Option<f64>,
    /// The threshold; none where no threshold lets so few through.
    pub threshold: Option<f64>,
    /// Negatives that are alerted, where there are negatives.
    pub alerted: Option<Rate>,
}

/// What was found of the names of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The property; empty for the group of all.
    pub by: &'static str,
    /// Its value.
    pub value: String,
    /// The share that came back, at each of the points.
    pub recall: Vec<Rate>,
    /// The same at each threshold of the curve.
    pub curve: Vec<f64>,
}

/// A name whose party did not come back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Miss {
    /// The name, its party and with what score that comes back all the same.
    #[serde(flatten)]
    pub sought: Sought,
    /// Why the score is what it is.
    pub sentence: String,
}

/// Recall at several thresholds, in groups, beside what else is alerted there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recall {
    /// Names that expect nobody; 0 where none were given.
    pub negatives: usize,
    /// Negatives that could not be screened.
    pub negatives_skipped: usize,
    /// Where recall is measured.
    pub points: Vec<Point>,
    /// All names first; then each property in turn, its largest group first.
    pub groups: Vec<Group>,
    /// Thresholds of the curves.
    pub thresholds: Vec<f64>,
    /// Share of negatives alerted at each of these; empty without negatives.
    pub alerted: Vec<f64>,
    /// The lowest scores of each group of the first property, below the highest threshold asked for.
    pub misses: Vec<Miss>,
    /// The highest scores of negatives.
    pub false_alarms: Vec<FalseAlarm>,
}

impl Recall {
    /// Measures. `explain` says why a sought name, by its place, has the score it has.
    pub(super) fn new(
        sought: &[Sought],
        negatives: Option<&Negatives>,
        wanted: &Wanted,
        mut explain: impl FnMut(usize) -> Result<String>,
    ) -> Result<Self> {
        let alerted = |threshold: Option<f64>| Some(negatives?.alerted(threshold?));
        let asked = wanted.thresholds.iter().map(|&threshold| (None, Some(threshold)));
        let shares = wanted.alerted.iter().filter_map(|&share| Some((Some(share), negatives?.threshold_for(share))));
        let points: Vec<Point> = asked
            .chain(shares)
            .map(|(at_most_alerted, threshold)| Point { at_most_alerted, threshold, alerted: alerted(threshold) })
            .collect();
        let first = (wanted.floor() * 100.0).ceil() as usize;
        let thresholds: Vec<f64> =
            (first..=100).step_by(CURVE_STEP).map(|hundredths| hundredths as f64 / 100.0).collect();
        let groups = groups(sought);

        let mut misses = Vec::new();
        let highest = wanted.thresholds.iter().copied().fold(0.0, f64::max);
        let first_property = groups.iter().filter(|group| group.property == 1);
        for group in first_property {
            let mut missed: Vec<usize> =
                group.members.iter().copied().filter(|&at| sought[at].score < highest).collect();
            missed.sort_by(|&a, &b| sought[a].score.total_cmp(&sought[b].score));
            for at in missed.into_iter().take(wanted.worst) {
                misses.push(Miss { sought: sought[at].clone(), sentence: explain(at)? });
            }
        }
        let measured = groups.into_iter().map(|group| {
            let mut scores: Vec<f64> = group.members.iter().map(|&at| sought[at].score).collect();
            scores.sort_unstable_by(|a, b| b.total_cmp(a));
            let found = |threshold: f64| scores.partition_point(|&score| score >= threshold);
            Group {
                by: group.by,
                value: group.value.to_owned(),
                recall: points.iter().map(|point| Rate::new(point.threshold.map_or(0, found), scores.len())).collect(),
                curve: thresholds.iter().map(|&threshold| Rate::new(found(threshold), scores.len()).rate).collect(),
            }
        });
        Ok(Self {
            negatives: negatives.map_or(0, Negatives::len),
            negatives_skipped: negatives.map_or(0, Negatives::skipped),
            groups: measured.collect(),
            alerted: negatives
                .map_or(Vec::new(), |negatives| thresholds.iter().map(|&at| negatives.alerted(at).rate).collect()),
            misses,
            false_alarms: negatives.map_or(Vec::new(), |negatives| negatives.worst().to_vec()),
            points,
            thresholds,
        })
    }
}

/// Names that share a property, by their places.
struct Members<'a> {
    /// 0 for all, 1 for the first property.
    property: usize,
    by: &'static str,
    value: &'a str,
    members: Vec<usize>,
}

fn groups(sought: &[Sought]) -> Vec<Members<'_>> {
    let mut groups = vec![Members { property: 0, by: "", value: "all", members: (0..sought.len()).collect() }];
    let mut places: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (at, one) in sought.iter().enumerate() {
        for (property, (by, value)) in (1..).zip(&one.groups) {
            let place = *places.entry((property, value)).or_insert_with(|| {
                groups.push(Members { property, by, value, members: Vec::new() });
                groups.len() - 1
            });
            groups[place].members.push(at);
        }
    }
    // Equals stay in the order in which they came up.
    groups.sort_by(|a, b| a.property.cmp(&b.property).then(b.members.len().cmp(&a.members.len())));
    groups
}

/// Writes names with their scores as CSV: the party, the listed name, the name screened, the properties, the score.
///
/// # Errors
///
/// Where writing fails.
pub fn write_sought(sought: &[Sought], output: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    let properties = sought.first().map_or(&[][..], |first| &first.groups).iter().map(|&(by, _)| by);
    writer.write_record(["party", "listed", "name"].into_iter().chain(properties).chain(["score"]))?;
    for one in sought {
        let values = one.groups.iter().map(|(_, value)| value.as_str());
        let score = one.score.to_string();
        writer.write_record(
            [one.party.as_str(), &one.listed, &one.name].into_iter().chain(values).chain([score.as_str()]),
        )?;
    }
    writer.flush()
}
