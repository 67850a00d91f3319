//! Which of the parties that should come back do, at each of several thresholds, in groups.

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Serialize, Serializer};

use super::{FalseAlarm, Negatives, Rate};
use crate::party::PartyId;
use crate::screen::Settings;
use crate::{Error, Result};

/// The lowest threshold of a curve, unless a lower one is asked for: below it everything is like everything.
const FLOOR: f64 = 0.5;

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
    /// The name of its that should bring it up, as the list has it: the one that was changed, or the nearest of the others.
    pub listed: String,
    /// The name that was screened.
    pub name: String,
    /// What groups it belongs to: the property and its value. All have the same properties in the same order.
    #[serde(serialize_with = "as_object")]
    pub groups: Vec<(&'static str, String)>,
    /// With what score the party comes back.
    pub score: f64,
}

fn as_object<S: Serializer>(groups: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(groups.iter().map(|(by, value)| (by, value)))
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
        let first = (wanted.floor() * 100.0).ceil() as u32;
        let thresholds: Vec<f64> = (first..=100).map(|hundredths| f64::from(hundredths) / 100.0).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recall_of_groups() {
        let sought = |kind: &str, name: &str, score: f64| Sought {
            party: "list:1".into(),
            listed: "x".to_owned(),
            name: name.to_owned(),
            groups: vec![("type", kind.to_owned()), ("script", "Latn".to_owned())],
            score,
        };
        let all = [
            sought("vessel", "a", 0.7),
            sought("person", "b", 0.9),
            sought("person", "c", 0.3),
            sought("person", "d", 0.69),
        ];
        let wanted = Wanted { thresholds: vec![0.4, 0.7], alerted: vec![0.01], worst: 1 };
        let recall = Recall::new(&all, None, &wanted, |at| Ok(format!("because of {at}"))).unwrap();
        let groups: Vec<(&str, &str, Vec<usize>)> = recall
            .groups
            .iter()
            .map(|group| (group.by, group.value.as_str(), group.recall.iter().map(|rate| rate.count).collect()))
            .collect();
        assert_eq!(
            groups,
            [
                ("", "all", vec![3, 2]),
                ("type", "person", vec![2, 1]),
                ("type", "vessel", vec![1, 1]),
                ("script", "Latn", vec![3, 2]),
            ]
        );
        // Without negatives there is no threshold that follows from them, and the curve begins where it was asked for.
        assert_eq!((recall.points.len(), recall.thresholds[0], recall.thresholds.len()), (2, 0.4, 61));
        assert_eq!((recall.groups[0].curve[30], recall.groups[0].curve[60]), (0.5, 0.0));
        let misses: Vec<(&str, &str)> =
            recall.misses.iter().map(|miss| (miss.sought.name.as_str(), miss.sentence.as_str())).collect();
        assert_eq!(misses, [("c", "because of 2")]);
    }

    #[test]
    fn what_can_not_be_asked() {
        for (case, thresholds, alerted, want) in [
            ("nothing", vec![], vec![], false),
            ("a threshold", vec![0.7], vec![], true),
            ("no score", vec![0.7, 1.1], vec![], false),
            ("everybody", vec![0.7], vec![1.0], false),
            ("some", vec![0.7], vec![0.01, 0.5], true),
        ] {
            assert_eq!(Wanted { thresholds, alerted, worst: 0 }.check().is_ok(), want, "{case}");
        }
    }
}
