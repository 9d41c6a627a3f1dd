//! The same query on the other engine, or why not.

use streamgauge_explain::{Explanation, Sketch, explain};
use streamgauge_replay::{
    Case, EngineKind, OutputMode, Step, TimeOf, WatermarkSpec, WindowShape, WindowTrigger,
};

use crate::{cases, sketch};

/// Makes a legal query one that only one engine can run.
type Change = fn(&mut Case);

fn base() -> Case {
    sketch("14:00:01@1 14:00:03@1 14:00:02@1").case()
}

fn why_not_in_batches(case: &Case) -> String {
    explain(case, None).batches.unwrap_err()
}

#[test]
fn what_only_one_engine_can_do_is_said() {
    let with = |change: Change| {
        let mut case = base();
        change(&mut case);
        why_not_in_batches(&case)
    };
    let table: [(Change, &str); 5] = [
        (|case| case.query.time = TimeOf::Processing, "processing time"),
        (
            |case| case.query.window = WindowShape::Global {},
            "no global window",
        ),
        (
            |case| case.query.watermark = WatermarkSpec::Explicit {},
            "the steps say it",
        ),
        (
            |case| case.query.window_trigger = Some(WindowTrigger::Count { count: 2 }),
            "use the event-time trigger",
        ),
        (
            |case| {
                case.query.window = WindowShape::Sliding {
                    size_ms: 2,
                    slide_ms: 3,
                    offset_ms: 0,
                };
            },
            "use a slide of at most the size",
        ),
    ];
    for (change, says) in table {
        let why = with(change);
        assert!(why.contains(says), "{says}: {why}");
    }
}

#[test]
fn an_illegal_output_mode_stops_micro_batch_only() {
    let session = Sketch {
        window: WindowShape::Session { gap_ms: 1_000 },
        ..sketch("14:00:01 14:00:03")
    };
    let explanation = explain(&session.case(), Some(OutputMode::Update));
    assert!(
        explanation
            .batches
            .unwrap_err()
            .contains("use append or complete")
    );
    assert!(explanation.moments.is_ok());
}

#[test]
fn what_has_no_counterpart_is_remarked() {
    let lenient = Sketch {
        lateness_ms: 5_000,
        ..sketch("14:00:01 14:00:03")
    };
    let remarks = explain(&lenient.case(), None).remarks;
    assert!(
        remarks
            .iter()
            .any(|remark| remark.contains("no allowed lateness")),
        "{remarks:?}"
    );
    let mut ended = base();
    ended.steps.push(Step::End(streamgauge_replay::True));
    let remarks = explain(&ended, None).remarks;
    assert!(
        remarks
            .iter()
            .any(|remark| remark.contains("no end of the input")),
        "{remarks:?}"
    );
}

/// A legal query gives both engines the same events.
#[test]
fn both_engines_see_the_same_events() {
    let mut in_both = [0, 0];
    for case in cases() {
        let explanation = explain(&case, None);
        let Explanation {
            moments: Ok(moments),
            batches: Ok(batches),
            ..
        } = &explanation
        else {
            continue;
        };
        let alone: Vec<u64> = moments
            .iter()
            .filter_map(|moment| Some(moment.event()?.seq))
            .collect();
        let batched: Vec<u64> = batches
            .iter()
            .flat_map(|batch| batch.events.iter().map(|event| event.event.seq))
            .collect();
        assert_eq!(alone, batched, "{}", case.name);
        in_both[usize::from(case.engine == EngineKind::MicroBatch)] += 1;
    }
    assert!(in_both.iter().all(|count| *count > 2), "{in_both:?}");
}
