//! Thresholds with measured rates.

use std::fmt;
use std::str::FromStr;

use super::{DEFAULT_THRESHOLD, Settings};

/// From which score on a party is a match, and from which it is shown at all. Scores are the same under each; `docs/calibration.md`
/// says what each finds and how often it is wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Few false alarms: names that agree in nearly everything, or resemble and are confirmed.
    Strict,
    /// What is to be reviewed.
    #[default]
    Default,
    /// For investigations: whatever may be meant, and what comes close to it.
    Broad,
}

impl Preset {
    /// All of them, from the one that shows least.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Default, Self::Broad];

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Default => "default",
            Self::Broad => "broad",
        }
    }

    /// The score from which a hit is a match.
    pub fn threshold(self) -> f64 {
        match self {
            Self::Strict => 0.85,
            Self::Default => DEFAULT_THRESHOLD,
            Self::Broad => 0.55,
        }
    }

    /// The score from which a party is a hit.
    pub fn cutoff(self) -> f64 {
        match self {
            Self::Strict | Self::Default => self.threshold(),
            Self::Broad => 0.45,
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let preset = Self::ALL.into_iter().find(|preset| preset.as_str() == word);
        preset.ok_or_else(|| format!("unknown preset `{word}`; use strict, default or broad"))
    }
}

impl Settings {
    /// The settings of a preset, all else as by default.
    ///
    /// ```
    /// use namesieve::screen::{Preset, Settings};
    ///
    /// assert_eq!(Settings::preset(Preset::Default), Settings::default());
    /// assert!(Settings::preset(Preset::Broad).threshold < Settings::preset(Preset::Strict).threshold);
    /// ```
    pub fn preset(preset: Preset) -> Self {
        Self { threshold: preset.threshold(), cutoff: preset.cutoff(), ..Self::default() }
    }
}
