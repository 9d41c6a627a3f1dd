//! What a history keeps of a record.

use streamgauge_record::{HistoryArm, HistoryFigure, HistoryRecord, Machine, Record, RecordError, fnv1a};

use crate::flat_figure::{FlatFigure, flat_figures};
use crate::{ArmSummary, QuerySummary, RenderError, Summary};

/// What a history keeps of a record that is added to it at an instant (RFC 3339, UTC): of each arm on each query the
/// percentiles of the headline latency and the metrics of every table, as medians over the valid runs.
///
/// # Errors
/// If a histogram of a valid run cannot be read.
pub fn history_record(record: &Record, added: &str) -> Result<HistoryRecord, RenderError> {
    let summary = Summary::new(record)?;
    let mut arms = Vec::new();
    for query in &summary.queries {
        for arm in query.arms.iter().filter(|arm| arm.valid + arm.void > 0) {
            arms.push(history_arm(record, query, arm)?);
        }
    }
    Ok(HistoryRecord {
        id: record.id.clone(),
        created: record.created.clone(),
        added: added.to_owned(),
        tool: record.tool.clone(),
        machine: Machine {
            probe: None,
            ..record.machine.clone()
        },
        clock: record.plan.clock,
        subject: summary.subject,
        fingerprint: record.scenario.fingerprint.clone(),
        complete: record.complete,
        arms,
    })
}

fn history_arm(record: &Record, query: &QuerySummary, arm: &ArmSummary) -> Result<HistoryArm, RenderError> {
    let figures = flat_figures(query, arm).into_iter();
    Ok(HistoryArm {
        query: query.name.clone(),
        arm: arm.arm.clone(),
        settings: settings_hash(record, query, arm)?,
        headline: arm.headline.to_owned(),
        valid_runs: number(arm.valid),
        void_runs: number(arm.void),
        figures: figures
            .map(|figure| (figure.metric.clone(), kept(&figure)))
            .collect(),
    })
}

fn kept(figure: &FlatFigure) -> HistoryFigure {
    HistoryFigure {
        unit: figure.unit.key().to_owned(),
        median: figure.spread.median,
        runs: number(figure.spread.runs()),
        least: figure.spread.min,
        greatest: figure.spread.max,
    }
}

/// Over everything but the arrivals that was asked for: figures under other settings answer another question.
fn settings_hash(record: &Record, query: &QuerySummary, arm: &ArmSummary) -> Result<String, RenderError> {
    let plan = &record.plan;
    let all = (
        (&arm.engine, &arm.settings, &query.settings),
        (plan.warm_up_ns, plan.measured_ns, &plan.disturbances),
        record.scenario.time_scale,
    );
    let text = serde_json::to_vec(&all).map_err(RecordError::Unserialisable)?;
    Ok(format!("{:016x}", fnv1a(&text)))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
