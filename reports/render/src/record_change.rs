//! What changed from one record to another.

use streamgauge_record::{
    Change, ChangeScale, ChangeVerdict, Changes, Clock, ComparedRecord, MeanChange, Record,
};
use streamgauge_statistics::Rule;

use crate::answer_change::answer_change;
use crate::change_notes::{notes, void_notes};
use crate::change_verdict::LIMIT;
use crate::metric_change::Sides;
use crate::recorded_arms::{ArmPlace, common, only_in, places};
use crate::spread::CONFIDENCE;
use crate::summary::subject;
use crate::{ArmSummary, RenderError, other_build, other_machine};

/// What changed from `base` to `new`, each given as a name and a record. They must not be [`unlike`](crate::unlike);
/// figures of [another machine](crate::other_machine), or of a build [made differently](crate::other_build), are shown and
/// not judged.
///
/// # Errors
/// If a histogram of a valid run cannot be read.
pub fn changes(base: (&str, &Record), new: (&str, &Record)) -> Result<Changes, RenderError> {
    let heads = [base, new].map(|(name, record)| ComparedRecord::of(name, record));
    let [base_head, new_head] = heads;
    let (base, new) = (base.1, new.1);
    let simulated = base.plan.clock == Clock::Simulated;
    let rule = (!simulated).then(|| Rule::five_percent(CONFIDENCE));
    let mut all = Changes {
        subject: subject(base),
        simulated,
        confidence: rule.map(|rule| rule.confidence),
        notes: notes(base, new),
        only_in_base: only_in(base, new),
        only_in_new: only_in(new, base),
        ..Changes::between(base_head, new_head, LIMIT)
    };
    let same_conditions = other_machine(base, new).is_none() && other_build(base, new).is_none();
    let answers = places(base).into_iter();
    all.answers = answers
        .filter_map(|place| answer_change(&place, base, new))
        .collect();
    for place in common(base, new) {
        let [then, now] = [base, new].map(|record| summed_up(&place, record, simulated));
        let (then, now) = (then?, now?);
        let sides = Sides {
            query: &place.query,
            base: &then,
            new: &now,
            rule,
            same_conditions,
        };
        all.notes.extend(void_notes(&place, &then, &now));
        if then.valid > 0 && now.valid > 0 {
            all.notes.extend(sides.headlines_differ());
            all.changes.extend(sides.changes());
        }
    }
    all.means = means(&all.changes);
    Ok(all)
}

fn summed_up(place: &ArmPlace, record: &Record, simulated: bool) -> Result<ArmSummary, RenderError> {
    Ok(ArmSummary::of(&place.arm, &place.runs(record), simulated)?)
}

/// The geometric mean of the ratios of each metric, where there are at least two. Percentiles of all headline latencies
/// count as one metric.
fn means(changes: &[Change]) -> Vec<MeanChange> {
    let mut ratios: Vec<(String, Vec<f64>)> = Vec::new();
    for change in changes {
        let Some(ratio) = ratio(change) else { continue };
        let name = mean_name(change);
        match ratios.iter_mut().find(|(other, _)| *other == name) {
            Some((_, all)) => all.push(ratio),
            None => ratios.push((name, vec![ratio])),
        }
    }
    let several = ratios.into_iter().filter(|(_, all)| all.len() > 1);
    several
        .map(|(label, all)| MeanChange {
            label,
            change: geometric_mean(&all) - 1.0,
            over: u32::try_from(all.len()).unwrap_or(u32::MAX),
        })
        .collect()
}

fn ratio(change: &Change) -> Option<f64> {
    let judged = change.verdict != ChangeVerdict::NotComparable && change.scale == ChangeScale::Relative;
    change.change.map(|change| 1.0 + change).filter(|_| judged)
}

/// `latency p99` of every headline, else the metric's own name.
fn mean_name(change: &Change) -> String {
    match change.metric.rsplit_once(' ') {
        Some((_, percentile)) => format!("latency {percentile}"),
        None => change.label.clone(),
    }
}

#[allow(clippy::cast_precision_loss)]
fn geometric_mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_and_a_double_cancel() {
        assert!((geometric_mean(&[0.5, 2.0]) - 1.0).abs() < 1e-12);
        assert!((geometric_mean(&[1.1, 1.1, 1.1]) - 1.1).abs() < 1e-12);
    }
}
