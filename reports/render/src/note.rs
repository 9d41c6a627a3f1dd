//! What is said below a query's table.

use crate::query::plural;
use crate::recovery::recovery_notes;
use crate::{ArmSummary, QuerySummary};

impl QuerySummary {
    /// What `×` stands for, and what has none; `None` with nothing to compare.
    #[must_use]
    pub fn ratio_note(&self) -> Option<String> {
        let note = format!(
            "× is this arm ÷ {0}, of shares this arm − {0} in percentage points (pp){1}",
            self.reference_arm(),
            self.verdict_legend()
        );
        match (self.arms.len(), self.headline()) {
            (0 | 1, _) => None,
            (_, Some(_)) => Some(note),
            (_, None) => Some(format!(
                "{note}; {} are different latencies and not compared",
                self.headlines().join(" and ")
            )),
        }
    }

    /// All that is said below a table: the samples, the differences, and what the runs have to say of themselves.
    #[must_use]
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = self.sample_notes().into_iter();
        notes
            .chain(self.verdict_notes())
            .chain(self.cost.iter().cloned())
            .chain(self.run_notes())
            .collect()
    }

    /// How many runs and samples stand behind each arm's figures, one line for each arm.
    #[must_use]
    pub fn sample_notes(&self) -> Vec<String> {
        self.arms.iter().map(|arm| self.sample_note(arm)).collect()
    }

    fn sample_note(&self, arm: &ArmSummary) -> String {
        let mut note = format!("{}: {}", arm.arm, plural(arm.valid, "valid run"));
        if self.simulated && arm.valid > 1 {
            note.push_str(", one is counted");
        }
        if arm.void > 0 {
            note.push_str(&format!(", {} void", arm.void));
        }
        if let Some(latency) = arm.headline_latency() {
            let merged = &latency.merged;
            note.push_str(&format!(", n = {} {}", merged.samples, arm.headline));
            if merged.censored > 0 {
                note.push_str(&format!(", {} due and not arrived", merged.censored));
            }
            if merged.negative > 0 {
                note.push_str(&format!(", {} below zero (clock errors)", merged.negative));
            }
        }
        note
    }

    /// What valid runs have to say of themselves, such as why a figure is absent: each thing once, with its arms.
    #[must_use]
    pub fn run_notes(&self) -> Vec<String> {
        let mut notes: Vec<RunNote<'_>> = Vec::new();
        for arm in &self.arms {
            for reason in arm.runs.iter().flat_map(|run| &run.status.reasons) {
                match notes.iter_mut().find(|note| note.is_like(reason)) {
                    Some(note) => note.add(&arm.arm, reason),
                    None => notes.push(RunNote::new(&arm.arm, reason)),
                }
            }
        }
        let notes = notes.iter().map(|note| note.text(self.arms.len()));
        notes.chain(recovery_notes(self)).collect()
    }
}

/// A note that several runs may have made, up to the numbers in it.
struct RunNote<'a> {
    reason: &'a str,
    arms: Vec<&'a str>,
    numbers_differ: bool,
}

impl<'a> RunNote<'a> {
    fn new(arm: &'a str, reason: &'a str) -> Self {
        Self {
            reason,
            arms: vec![arm],
            numbers_differ: false,
        }
    }

    fn is_like(&self, reason: &str) -> bool {
        let letters = |text: &str| text.replace(|letter: char| letter.is_ascii_digit() || letter == '.', "");
        letters(self.reason) == letters(reason)
    }

    fn add(&mut self, arm: &'a str, reason: &str) {
        self.numbers_differ |= self.reason != reason;
        if !self.arms.contains(&arm) {
            self.arms.push(arm);
        }
    }

    /// The arms are named unless it is all of several.
    fn text(&self, all_arms: usize) -> String {
        let arms = if self.arms.len() == all_arms && all_arms > 1 {
            "all arms".into()
        } else {
            self.arms.join(", ")
        };
        let numbers = if self.numbers_differ {
            " (numbers of one run)"
        } else {
            ""
        };
        format!("note: {arms}: {}{numbers}", self.reason)
    }
}
