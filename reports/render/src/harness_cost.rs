//! What measuring costs, in words.

use streamgauge_record::{Floor, HarnessCost, Record, Run};

use crate::{LatencySummary, Spread, Unit};

/// What the recorder may take for a result, nanoseconds.
const LIMIT_NS: f64 = 20.0;

/// Clock, recorder and the recorder's share of each arm's CPU time, as name and value; empty if they were not measured.
pub(crate) fn harness_lines(record: &Record) -> Vec<(String, String)> {
    let Some(cost) = &record.harness else {
        return Vec::new();
    };
    let mut lines = vec![
        (
            format!("clock ({}), a reading", cost.clock),
            repeats(&cost.clock_ns),
        ),
        ("recorder, a result".into(), repeats(&cost.recorder_ns)),
        ("recorder, a move of the watermark".into(), repeats(&cost.step_ns)),
    ];
    for arm in &record.plan.arms {
        let own = record.runs.iter().filter(|run| run.arm == *arm);
        if let Some(shares) = shares(own, cost) {
            lines.push((
                format!("recorder, of the CPU time of {arm}"),
                Unit::Share.range(shares.min, shares.max),
            ));
        }
    }
    lines
}

/// The same in a line, with the floor.
pub(crate) fn harness_line(
    floor: Option<&Floor>,
    cost: Option<&HarnessCost>,
    runs: &[&Run],
) -> Option<String> {
    let cost = cost?;
    let mut parts = Vec::new();
    if let Some(floor) = floor {
        let p50 = LatencySummary::floor(&floor.total, 0.5).text(Unit::Nanoseconds);
        parts.push(format!("floor p50 {p50}"));
        parts.extend(
            floor
                .capacity_per_s
                .map(|rate| format!("carries {}", Unit::PerSecond.text(rate))),
        );
        parts.extend(
            floor
                .source_cpu_share
                .map(|share| format!("source {} of a core", Unit::Share.text(share))),
        );
    }
    let recorder = Spread::over((0..).zip(cost.recorder_ns.iter().copied()))?;
    parts.push(format!(
        "recorder {} a result ({} the limit of {LIMIT_NS} ns)",
        Unit::Nanoseconds.text(recorder.median),
        if recorder.median <= LIMIT_NS {
            "within"
        } else {
            "above"
        },
    ));
    if let Some(all) = shares(runs.iter().copied(), cost) {
        parts.push(format!(
            "{} of the engines' CPU time",
            Unit::Share.range(all.min, all.max)
        ));
    }
    Some(parts.join(" · "))
}

/// What the recorder took of the CPU time of the engine, by run.
fn shares<'a>(runs: impl Iterator<Item = &'a Run>, cost: &HarnessCost) -> Option<Spread> {
    let row = Spread::over((0..).zip(cost.recorder_ns.iter().copied()))?.median;
    let step = Spread::over((0..).zip(cost.step_ns.iter().copied()))?.median;
    let valid = runs.filter(|run| run.status.valid);
    Spread::over((0..).zip(valid.filter_map(|run| share(run, row, step))))
}

#[allow(clippy::cast_precision_loss)]
fn share(run: &Run, row_ns: f64, step_ns: f64) -> Option<f64> {
    let cpu = run.usage.engine_cpu_ns.filter(|cpu| *cpu > 0)?;
    let recorded = run.recorded.rows as f64 * row_ns + run.recorded.steps as f64 * step_ns;
    Some(recorded / cpu as f64)
}

/// Median and range.
fn repeats(nanos: &[f64]) -> String {
    Spread::over((0..).zip(nanos.iter().copied())).map_or_else(
        || "—".into(),
        |spread| {
            format!(
                "{} ({}, n = {})",
                Unit::Nanoseconds.text(spread.median),
                Unit::Nanoseconds.range(spread.min, spread.max),
                spread.runs()
            )
        },
    )
}
