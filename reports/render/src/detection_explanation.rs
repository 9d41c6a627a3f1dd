//! Which model finds which attack, and why.

use streamgauge_record::{AttackFate, Outcome, RuleMiss};

use crate::detection_note::miss_reasons;
use crate::detection_tally::DetectionTally;
use crate::explanation::{Explanation, MICRO_BATCH};
use crate::query::plural;
use crate::{ArmSummary, DataTable, QuerySummary, Summary, Unit};

/// Attacks that are listed one by one for each query; the record has them all.
const LISTED: usize = 60;

/// Attacks by law, with the causes that the figures show.
pub(crate) fn detection(summary: &Summary) -> Option<Explanation> {
    let hunts: Vec<Hunt<'_>> = summary.queries.iter().filter_map(Hunt::of).collect();
    let first = hunts.first()?;
    let mut text = vec![
        "An attack is found if enough of it lies in one window (the query's rule), if enough of that is still there when \
         the window closes (what the engine dropped as late is not), and as soon as the engine closes it."
            .to_owned(),
    ];
    text.extend(across_borders(&hunts));
    text.extend(hunts.iter().filter_map(Hunt::lateness_sentence));
    text.extend(hunts.iter().filter_map(Hunt::delay_sentence));
    text.push(format!("Counts are of {}.", summary.counted_text()));
    let head = [
        "query",
        "attack",
        "attacks",
        "windows at most",
        "found by rule",
        "why not the others",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(first.query.arms.iter().map(|arm| arm.arm.clone()));
    Some(Explanation {
        title: "Which model finds which attack",
        text: text.join(" "),
        table: Some(DataTable {
            head: head.collect(),
            rows: hunts.iter().flat_map(Hunt::law_rows).collect(),
        }),
    })
}

/// Every attack with what each arm made of it.
pub(crate) fn every_attack(summary: &Summary) -> Option<Explanation> {
    let hunts: Vec<Hunt<'_>> = summary.queries.iter().filter_map(Hunt::of).collect();
    let first = hunts.first()?;
    let head = [
        "query",
        "attack",
        "on",
        "lasted",
        "ratings (late)",
        "windows",
        "fullest",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(first.query.arms.iter().map(|arm| arm.arm.clone()));
    Some(Explanation {
        title: "Attack by attack",
        text: format!(
            "The first {LISTED} attacks for each query, in order; the record has them all. “Fullest” is the number of the \
             target's ratings in the fullest window that holds some of the attack, if nothing were late. “after” is from \
             the instant at which the attack's first rating was due to the first alert."
        ),
        table: Some(DataTable {
            head: head.collect(),
            rows: hunts.iter().flat_map(Hunt::attack_rows).collect(),
        }),
    })
}

/// A query that looks for attacks, and what its arms found.
struct Hunt<'a> {
    query: &'a QuerySummary,
    /// The first arm that has runs: what the query's rule says is the same in all.
    rule: DetectionTally<'a>,
}

impl<'a> Hunt<'a> {
    fn of(query: &'a QuerySummary) -> Option<Self> {
        let rule = query.arms.iter().find_map(DetectionTally::of)?;
        (rule.judged() > 0).then_some(Self { query, rule })
    }

    fn arms(&self) -> impl Iterator<Item = (&'a ArmSummary, DetectionTally<'a>)> {
        self.query
            .arms
            .iter()
            .filter_map(|arm| Some((arm, DetectionTally::of(arm)?)))
    }

    /// What dropped ratings cost, if they cost anything.
    fn lateness_sentence(&self) -> Option<String> {
        let lost = |(arm, tally): (&ArmSummary, DetectionTally<'_>)| {
            let missed = tally.with(Outcome::MissedByLateness);
            (missed > 0).then(|| format!("{} {missed}", arm.arm))
        };
        let lost: Vec<String> = self.arms().filter_map(lost).collect();
        if lost.is_empty() {
            return None;
        }
        let mut sentence = format!(
            "On {}, ratings dropped as late pushed attacks below the limit that would be found if nothing were late: {}.",
            self.query.name,
            lost.join(", ")
        );
        if self.query.window == "session" && self.batches_lose_more() {
            sentence.push_str(
                " Micro-batches judge a late rating alone, before it could join its session; event at a time it joins \
                 first, and a session that is still alive saves it.",
            );
        }
        Some(sentence)
    }

    /// Whether every micro-batch arm missed more by lateness than every other arm.
    fn batches_lose_more(&self) -> bool {
        let missed = |batches: bool| {
            let of_kind = self
                .arms()
                .filter(move |(arm, _)| (arm.engine == MICRO_BATCH) == batches);
            of_kind.map(|(_, tally)| tally.with(Outcome::MissedByLateness))
        };
        match (missed(true).min(), missed(false).max()) {
            (Some(batches), Some(others)) => batches > others,
            _ => false,
        }
    }

    /// When the engines alert, once a window could be known to be complete.
    fn delay_sentence(&self) -> Option<String> {
        let waits = |(arm, tally): (&ArmSummary, DetectionTally<'_>)| {
            Some(format!("{} {}", arm.arm, tally.waits_text()?))
        };
        let waits: Vec<String> = self.arms().filter_map(waits).collect();
        (!waits.is_empty()).then(|| {
            format!(
                "On {}, the engines' own part of the wait for the first alert, from the instant at which the window could be \
                 known to be complete: {}.",
                self.query.name,
                waits.join("; ")
            )
        })
    }

    fn law_rows(&self) -> Vec<Vec<String>> {
        let row = |law: &&str| {
            let rule = self.rule.of_law(law);
            let mut row = vec![
                self.query.name.clone(),
                (*law).to_owned(),
                rule.judged().to_string(),
                rule.most_windows().to_string(),
                rule.by_rule().to_string(),
                or_dash(miss_reasons(&rule).join("; ")),
            ];
            row.extend(self.query.arms.iter().map(|arm| {
                DetectionTally::of(arm).map_or_else(|| "—".into(), |tally| found_text(&tally.of_law(law)))
            }));
            row
        };
        self.rule.laws().iter().map(row).collect()
    }

    fn attack_rows(&self) -> Vec<Vec<String>> {
        let fates: Vec<Vec<&AttackFate>> = self.query.arms.iter().map(fates).collect();
        let Some(rule) = fates.iter().find(|fates| !fates.is_empty()) else {
            return Vec::new();
        };
        let row = |(place, fate): (usize, &&AttackFate)| {
            let mut row = vec![
                self.query.name.clone(),
                fate.law.clone(),
                fate.target.to_string(),
                lasted(fate),
                format!("{} ({})", fate.ratings, fate.late_ratings),
                fate.windows.to_string(),
                fate.fullest.to_string(),
            ];
            row.extend(fates.iter().map(|fates| {
                fates
                    .get(place)
                    .map_or_else(|| "—".into(), |fate| fate_text(fate))
            }));
            row
        };
        rule.iter().enumerate().take(LISTED).map(row).collect()
    }
}

/// The attacks of an arm's first run: the same in all of them, in order.
fn fates(arm: &ArmSummary) -> Vec<&AttackFate> {
    let first = arm.runs.first().and_then(|run| run.detection.as_ref());
    first
        .into_iter()
        .flat_map(|detection| &detection.attacks)
        .collect()
}

/// Where fixed windows and sessions look for the same attacks and do not find the same: a sentence for each law.
fn across_borders(hunts: &[Hunt<'_>]) -> Vec<String> {
    let of = |session: bool| {
        hunts
            .iter()
            .filter(move |hunt| (hunt.query.window == "session") == session)
    };
    of(true)
        .flat_map(|sessions| of(false).map(move |fixed| (sessions, fixed)))
        .flat_map(|(sessions, fixed)| {
            let laws = sessions.rule.laws().into_iter();
            laws.filter_map(|law| border_sentence(sessions, fixed, law))
        })
        .collect()
}

fn border_sentence(sessions: &Hunt<'_>, fixed: &Hunt<'_>, law: &str) -> Option<String> {
    let (whole, cut) = (sessions.rule.of_law(law), fixed.rule.of_law(law));
    if whole.judged() == 0 || cut.judged() == 0 {
        return None;
    }
    let (split, too_few) = (
        cut.missed_for(RuleMiss::Split),
        whole.missed_for(RuleMiss::TooFew),
    );
    let figures = format!(
        "Of the attacks {law}, {} would find {} of {} and {} {} of {}",
        sessions.query.name,
        whole.by_rule(),
        whole.judged(),
        fixed.query.name,
        cut.by_rule(),
        cut.judged()
    );
    let mut causes = Vec::new();
    if split > whole.missed_for(RuleMiss::Split) {
        causes.push(format!(
            "a session follows its user as long as the ratings go on, while window borders split {}",
            plural(split, "attack")
        ));
    }
    if too_few > cut.missed_for(RuleMiss::TooFew) {
        causes.push(format!(
            "{too_few} have too few ratings for the higher limit of {}",
            sessions.query.name
        ));
    }
    (!causes.is_empty()).then(|| format!("{figures}: {}.", causes.join(", and ")))
}

/// `12 of 15`, and how many of the others only lateness cost.
fn found_text(tally: &DetectionTally<'_>) -> String {
    let late = tally.with(Outcome::MissedByLateness);
    let found = format!("{} of {}", tally.with(Outcome::Found), tally.judged());
    if late == 0 {
        return found;
    }
    format!("{found}, {late} lost to lateness")
}

fn fate_text(fate: &AttackFate) -> String {
    match (fate.outcome, fate.rule_miss) {
        (Outcome::Found, _) => fate
            .latency_ns
            .map_or_else(|| "found".into(), |ns| format!("after {}", nanoseconds(ns))),
        (Outcome::Open, _) => "not due by the end".into(),
        (Outcome::MissedByLateness, _) => {
            format!("late dropped: {} of {} left", fate.fullest_fired, fate.fullest)
        }
        (Outcome::MissedByRule, Some(RuleMiss::TooFew)) => "too few".into(),
        (Outcome::MissedByRule, Some(RuleMiss::Split)) => "split".into(),
        (Outcome::MissedByRule, Some(RuleMiss::Diluted)) => "diluted".into(),
        (Outcome::MissedByRule, None) => "—".into(),
    }
}

/// How long an attack went on, in event time.
fn lasted(fate: &AttackFate) -> String {
    let ms = fate.last_ms.saturating_sub(fate.first_ms);
    nanoseconds(u64::try_from(ms).unwrap_or(0).saturating_mul(1_000_000))
}

#[allow(clippy::cast_precision_loss)]
fn nanoseconds(ns: u64) -> String {
    Unit::Nanoseconds.text(ns as f64)
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".into() } else { text }
}
