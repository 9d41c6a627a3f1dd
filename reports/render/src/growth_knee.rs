//! Where a curve has a knee, and what is known of the place.

use streamgauge_record::{Cache, GrowthAxis};

use crate::cache_text::{cache_text, caches_text};
use crate::growth_axis::{value_text, words};
use crate::growth_summary::GrowthPlace;
use crate::growth_table::times;
use crate::{GrowthCurves, GrowthLine, GrowthSummary, Unit};

/// By how much the cost of an event must grow from one point to the next to be a knee.
const KNEE: f64 = 1.5;
/// From this many trials on, least and greatest count as a spread.
const ENOUGH_TRIALS: usize = 3;
/// How far growths may lie apart that are called alike.
const ALIKE: f64 = 1.25;
/// The share of events that open an entry from which on it is worth saying.
const MANY_NEW: f64 = 0.1;

/// What an axis does to the cost of an event, in a sentence over all engines.
pub(crate) fn verdict(curves: &GrowthCurves) -> String {
    let lines: Vec<String> = curves.lines.iter().filter_map(ends).collect();
    let with = words(curves.axis).with;
    let Some((low, high)) = range(curves) else {
        return format!("No cost is known for more than one value of {with}.");
    };
    format!(
        "Over {with}, {low} to {high}, an event costs {}.",
        lines.join("; ")
    )
}

/// What there is to say of each engine's curve: its knees with what is known of their places, or that it has none.
pub(crate) fn remarks(curves: &GrowthCurves, summary: &GrowthSummary) -> Vec<String> {
    let of_line = |line: &GrowthLine| -> Vec<String> {
        let knees = steps(line).filter(|(from, to)| is_knee(from, to));
        let told = knees.map(|(from, to)| knee(curves.axis, &line.label, from, to, summary));
        let told: Vec<String> = told.collect();
        let rest = without_knee(line, told.is_empty());
        told.into_iter().chain(rest).collect()
    };
    curves.lines.iter().flat_map(of_line).collect()
}

/// The cost of an event at both ends of a line.
fn ends(line: &GrowthLine) -> Option<String> {
    let (first, last) = (line.places.first()?, line.places.last()?);
    let ratio = last.relative?;
    Some(format!(
        "{} {} at first and {} at last ({})",
        line.label,
        first.cost.text(Unit::Nanoseconds),
        last.cost.text(Unit::Nanoseconds),
        times(ratio)
    ))
}

fn range(curves: &GrowthCurves) -> Option<(String, String)> {
    let line = curves.lines.iter().find(|line| line.places.len() > 1)?;
    ends(line)?;
    let (first, last) = (line.places.first()?, line.places.last()?);
    let text = |place: &GrowthPlace| value_text(curves.axis, place.value);
    Some((text(first), text(last)))
}

/// Each point with the next.
fn steps(line: &GrowthLine) -> impl Iterator<Item = (&GrowthPlace, &GrowthPlace)> {
    line.places.windows(2).map(|pair| (&pair[0], &pair[1]))
}

/// Whether the cost of an event grows by more than half, and every trial after costs more than every one before.
fn is_knee(from: &GrowthPlace, to: &GrowthPlace) -> bool {
    let Some((before, after)) = from.spread().zip(to.spread()) else {
        return false;
    };
    let enough = before.runs().min(after.runs()) >= ENOUGH_TRIALS;
    enough && after.median > KNEE * before.median && after.min > before.max
}

/// That there is no knee, or that not all steps can be judged; nothing where there is no step to have one.
fn without_knee(line: &GrowthLine, is_smooth: bool) -> Option<String> {
    let runs = |place: &GrowthPlace| place.spread().map_or(0, crate::Spread::runs);
    let is_judged = |(from, to): (&GrowthPlace, &GrowthPlace)| runs(from).min(runs(to)) >= ENOUGH_TRIALS;
    let label = &line.label;
    if !steps(line).all(is_judged) {
        return Some(format!(
            "{label} has too few valid trials to tell a knee from the spread everywhere; it takes {ENOUGH_TRIALS} of each \
             point"
        ));
    }
    (is_smooth && line.places.len() > 1).then(|| {
        format!(
            "{label} has no knee: nowhere does the cost of an event grow by more than half from one value to the next, \
             beyond the spread"
        )
    })
}

fn knee(
    axis: GrowthAxis,
    label: &str,
    from: &GrowthPlace,
    to: &GrowthPlace,
    summary: &GrowthSummary,
) -> String {
    let value = |place: &GrowthPlace| value_text(axis, place.value);
    let grown = growth(&from.cost, &to.cost).unwrap_or(1.0);
    let mut facts = vec![format!(
        "{label} has a knee between {} and {} ({}): the cost of an event grows {}, from {} to {}",
        value(from),
        value(to),
        words(axis).name,
        times(grown),
        from.cost.text(Unit::Nanoseconds),
        to.cost.text(Unit::Nanoseconds),
    )];
    facts.extend(in_proportion(axis, from, to, grown));
    facts.extend(results(from, to));
    facts.extend(new_entries(axis, to));
    facts.extend(state(from, to, &summary.caches));
    if axis == GrowthAxis::Workers && to.value > f64::from(summary.cores) {
        facts.push(format!(
            "these are more workers than the {} usable cores",
            summary.cores
        ));
    }
    facts.join("; ")
}

/// Whether the cost grows as fast as what grows: that is the work itself, not where it lies in memory.
fn in_proportion(axis: GrowthAxis, from: &GrowthPlace, to: &GrowthPlace, grown: f64) -> Option<String> {
    let value = (from.value > 0.0).then(|| to.value / from.value)?;
    let alike = (value / ALIKE..=value * ALIKE).contains(&grown);
    alike.then(|| {
        format!(
            "that is as fast as {} itself ({})",
            words(axis).with,
            times(value)
        )
    })
}

/// Whether more rows leave for each event.
fn results(from: &GrowthPlace, to: &GrowthPlace) -> Option<String> {
    let grown = growth(&from.results_per_event, &to.results_per_event).filter(|grown| *grown > KNEE)?;
    let text = |place: &GrowthPlace| place.results_per_event.text(Unit::Count);
    Some(format!(
        "rows per event grow {}, from {} to {}",
        times(grown),
        text(from),
        text(to)
    ))
}

/// How many events found no entry for their key, where entries stay for ever.
fn new_entries(axis: GrowthAxis, to: &GrowthPlace) -> Option<String> {
    let share = to.entries.value()? / to.events.value()?;
    let worth_saying = axis == GrowthAxis::Keys && share >= MANY_NEW;
    worth_saying.then(|| {
        format!(
            "{} of the events of a trial open a new entry",
            Unit::Share.text(share)
        )
    })
}

/// How state compares with the caches: a fact about the place, no proof of a cause.
#[allow(clippy::cast_precision_loss)]
fn state(from: &GrowthPlace, to: &GrowthPlace, caches: &[Cache]) -> Option<String> {
    let (before, after) = (from.bytes.value()?, to.bytes.value()?);
    let grows = format!("its state goes from {} to {}", bytes(before), bytes(after));
    let Some(known) = caches_text(caches) else {
        return Some(format!("{grows}; the caches of this machine are not known"));
    };
    let is_passed = |cache: &&Cache| (before..after).contains(&(cache.bytes as f64));
    let passed: Vec<String> = caches.iter().filter(is_passed).map(cache_text).collect();
    Some(if passed.is_empty() {
        format!("{grows} and passes the size of no cache ({known})")
    } else {
        format!(
            "{grows} and outgrows {}, which says where the knee is and not yet why",
            passed.join(" and ")
        )
    })
}

fn bytes(value: f64) -> String {
    Unit::Bytes.text(value)
}

fn growth(from: &crate::Figure, to: &crate::Figure) -> Option<f64> {
    let (from, to) = (from.value()?, to.value()?);
    (from > 0.0).then(|| to / from)
}
