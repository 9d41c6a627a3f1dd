//! Whether batches were formed as the micro-batch engine declares.

use streamgauge_model::{MicroBatchRules, OutputMode, Query, Trigger};

use crate::ViolationKind;
use crate::batch::Batch;
use crate::batch_watermark::BatchWatermark;
use crate::report::Report;

/// Checks numbers, coverage, limit, trigger and batches without data.
pub(crate) fn check_batches(
    query: &Query,
    rules: &MicroBatchRules,
    batches: &[Batch],
    events: usize,
    report: &mut Report,
) {
    for (index, batch) in batches.iter().enumerate() {
        check_number(index as u64, batch, report);
        check_limit(rules, batch, report);
        if let Some(before) = index.checked_sub(1).and_then(|at| batches.get(at)) {
            check_trigger(rules, before, batch, report);
        }
    }
    let covered = batches.last().map_or(0, |last| last.events.end);
    if covered != events {
        report.add(ViolationKind::BatchCoverage, || {
            format!("{events} events were taken, the batches hold {covered}")
        });
    }
    if rules.trigger == Trigger::Once && batches.len() > 1 {
        report.add(ViolationKind::BatchLimit, || {
            format!("the trigger allows one batch, {} ran", batches.len())
        });
    }
    check_no_data(query, rules, batches, report);
}

fn check_number(number: u64, batch: &Batch, report: &mut Report) {
    let progress = &batch.progress;
    if batch.id != number || progress.batch_id != number || batch.no_data != progress.no_data {
        report.add(ViolationKind::BatchNumber, || {
            format!(
                "batch {number} started as {} (no data: {}) and ended as {} (no data: {})",
                batch.id, batch.no_data, progress.batch_id, progress.no_data
            )
        });
    }
}

fn check_limit(rules: &MicroBatchRules, batch: &Batch, report: &mut Report) {
    let rows = batch.progress.input_rows;
    if let Some(limit) = rules.max_events_per_trigger
        && rules.trigger != Trigger::Once
        && rows > limit
    {
        report.add(ViolationKind::BatchLimit, || {
            format!("batch {} holds {rows} events, the limit is {limit}", batch.id)
        });
    }
}

/// Spark's `ProcessingTime` trigger: the next multiple of the interval since the Unix epoch after the start of the
/// batch before, or later if that batch overran.
fn check_trigger(rules: &MicroBatchRules, before: &Batch, batch: &Batch, report: &mut Report) {
    if batch.now < before.now {
        report.add(ViolationKind::WentBack, || {
            format!("batch {} started before batch {}", batch.id, before.id)
        });
    }
    let Trigger::Interval { millis } = rules.trigger else {
        return;
    };
    let interval = millis.saturating_mul(1_000_000).max(1);
    let due = before
        .now
        .nanos()
        .div_euclid(interval)
        .saturating_add(1)
        .saturating_mul(interval);
    if batch.now.nanos() < due {
        report.add(ViolationKind::TriggerEarly, || {
            format!(
                "batch {} started at {} ns, due at {due} ns",
                batch.id,
                batch.now.nanos()
            )
        });
    }
}

/// Spark's batches without data: allowed by the setting, only for aggregates and deduplication with a watermark, never in complete
/// mode or with a trigger for a single batch, and only if the watermark has moved since the last batch ran.
fn check_no_data(query: &Query, rules: &MicroBatchRules, batches: &[Batch], report: &mut Report) {
    let possible = rules.no_data_batches
        && rules.trigger != Trigger::Once
        && rules.output_mode != OutputMode::Complete
        && (!query.aggregates.is_empty() || query.deduplicate.is_some())
        && BatchWatermark::has_rule(query);
    for (index, batch) in batches.iter().enumerate().filter(|(_, batch)| batch.no_data) {
        let moved = index.checked_sub(1).is_some_and(|before| {
            batches[before].progress.watermark_ms < batches[before].progress.next_watermark_ms
        });
        if !possible || !moved || batch.progress.input_rows > 0 {
            report.add(ViolationKind::NoDataBatch, || {
                format!(
                    "batch {}: allowed {possible}, watermark moved {moved}, events {}",
                    batch.id, batch.progress.input_rows
                )
            });
        }
    }
}
