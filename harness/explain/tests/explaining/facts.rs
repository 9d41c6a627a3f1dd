//! The facts of an explanation are the engines' outputs.

use streamgauge_explain::{BatchSize, Content, Explanation, Moment, Sketch, explain, json, markdown, text};
use streamgauge_model::{EventTime, Watermark};
use streamgauge_operators::Lateness;
use streamgauge_replay::{
    Case, EngineKind, Line, Outcome, OutputMode, Row, Step, StepLine, WindowShape, drive,
};

use crate::{cases, sketch};

fn lines(case: &Case) -> Option<Vec<Line>> {
    match drive(case) {
        Outcome::Lines(lines) if !matches!(lines.first(), Some(Line::Refused { .. })) => Some(lines),
        _ => None,
    }
}

/// The micro-batches of an explanation are those that the replay prints.
fn assert_batches(case: &Case, lines: &[Line], explanation: &Explanation) {
    let batches = explanation.batches.as_ref().unwrap();
    assert_eq!(batches.len(), lines.len(), "{}", case.name);
    let mut before = 0;
    for (batch, line) in batches.iter().zip(lines) {
        assert_eq!(&Line::Batch(batch.line.clone()), line, "{}", case.name);
        // Late rows are judged by the watermark with which the batch before evicted.
        if let Some(judge) = batch.judge {
            let of_the_batch_before = Watermark::before(EventTime::from_millis(before));
            assert_eq!(judge, Lateness::new(of_the_batch_before, 0), "{}", case.name);
        }
        before = batch.line.watermark_ms;
        let late = batch.events.iter().filter(|event| event.late).count() as u64;
        assert_eq!(late, batch.line.late_events, "{}", case.name);
        for event in batch.events.iter().filter(|event| !event.verdicts.is_empty()) {
            let refused = event.verdicts.iter().all(|verdict| verdict.refused);
            assert_eq!(refused, event.late, "{}", case.name);
        }
        let duplicates = batch
            .events
            .iter()
            .filter(|event| event.duplicate_of.is_some())
            .count() as u64;
        assert_eq!(
            duplicates,
            batch.line.duplicate_rows.unwrap_or(0),
            "{}",
            case.name
        );
        if case.query.output_mode == Some(OutputMode::Update) && case.query.deduplicate.is_none() {
            assert_eq!(
                batch.removed.len() as u64,
                batch.line.removed_rows,
                "{}",
                case.name
            );
        }
        let counted = case.query.deduplicate.is_none() && !case.query.aggregates.is_empty();
        if counted {
            assert_eq!(
                batch.contents.len() as u64,
                batch.line.state_rows,
                "{}",
                case.name
            );
        }
    }
}

/// The moments of an explanation add up to the steps that the replay prints.
fn assert_moments(case: &Case, lines: &[Line], explanation: &Explanation) {
    let mut moments = explanation.moments.as_ref().unwrap().iter();
    for (step, line) in case.steps.iter().zip(lines) {
        let Line::Step(line) = line else {
            panic!("{}: {line:?}", case.name);
        };
        let count = match step {
            Step::Batch(events) => events.len(),
            _ => 1,
        };
        let of_step: Vec<&Moment> = moments.by_ref().take(count).collect();
        if of_step.is_empty() {
            continue;
        }
        assert_step(case, line, &of_step);
    }
    assert_eq!(moments.next().map(|moment| moment.cause), None, "{}", case.name);
}

fn assert_step(case: &Case, line: &StepLine, moments: &[&Moment]) {
    let name = format!("{} step {}", case.name, line.step);
    assert_eq!(
        moments.last().map(|moment| moment.watermark_after),
        Some(line.watermark_ms),
        "{name}"
    );
    let mut rows: Vec<Row> = moments.iter().flat_map(|moment| moment.rows.clone()).collect();
    let mut expected = line.results.clone();
    let order = |row: &Row| format!("{row:?}");
    rows.sort_by_key(order);
    expected.sort_by_key(order);
    assert_eq!(rows, expected, "{name}");
    let late: Vec<u64> = moments
        .iter()
        .filter(|moment| moment.sent_aside)
        .filter_map(|moment| moment.event().map(|event| event.seq))
        .collect();
    assert_eq!(late, line.late, "{name}");
    let dropped = moments.iter().filter(|moment| moment.dropped).count() as u64;
    assert_eq!(dropped, line.dropped, "{name}");
}

/// The explanation of a case states what its replay prints, and can be written in every format.
fn assert_true(case: &Case) {
    let explanation = explain(case, None);
    for width in [60, 100] {
        assert!(!text(&explanation, width, true).is_empty());
    }
    assert!(!markdown(&explanation).is_empty());
    for line in json(&explanation).unwrap().lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["engine"].is_string(), "{line}");
    }
    let Some(lines) = lines(case) else { return };
    match case.engine {
        EngineKind::MicroBatch => assert_batches(case, &lines, &explanation),
        EngineKind::EventAtATime => assert_moments(case, &lines, &explanation),
    }
}

#[test]
fn every_case_is_explained_as_it_is_replayed() {
    cases().iter().for_each(assert_true);
}

/// Windows, lateness, and how events are cut into batches.
fn sketches() -> Vec<Sketch> {
    let texts = [
        "14:00:01 14:00:03 14:00:02 14:00:05 13:59:50 14:00:06",
        "14:00:01@1=4 14:00:30@2=5 14:00:02@1=1 14:00:31@2=2 13:00:00@3=9 14:01:00@1=7 14:00:55@1=1",
        "0 1 -1 9223372036854775807 -9223372036854775808 5",
        "10000 5000 25000 | 10000 | 40000 1 2 3",
    ];
    let windows = [
        WindowShape::Tumbling {
            size_ms: 5_000,
            offset_ms: 0,
        },
        WindowShape::Sliding {
            size_ms: 6_000,
            slide_ms: 2_000,
            offset_ms: 0,
        },
        WindowShape::Sliding {
            size_ms: 2_000,
            slide_ms: 5_000,
            offset_ms: 0,
        },
        WindowShape::Session { gap_ms: 10_000 },
        WindowShape::None {},
    ];
    let mut all = Vec::new();
    for text in texts {
        for window in windows {
            for (delay_ms, lateness_ms) in [(10_000, 0), (0, 0), (0, 5_000), (i64::MAX, i64::MAX)] {
                for batch in [BatchSize::Of(1), BatchSize::Of(3), BatchSize::All] {
                    all.push(Sketch {
                        window,
                        delay_ms,
                        lateness_ms,
                        batch,
                        ..sketch(text)
                    });
                }
            }
        }
    }
    all
}

#[test]
fn every_sketch_is_explained_as_it_is_replayed() {
    sketches().iter().for_each(|sketch| assert_true(&sketch.case()));
}

/// The windows that took an event hold one event more than before, and those that refused it hold what they held.
#[test]
fn verdicts_are_what_became_of_the_state() {
    for sketch in sketches() {
        if matches!(sketch.window, WindowShape::Session { .. }) {
            continue;
        }
        let explanation = explain(&sketch.case(), None);
        let mut before: &[Content] = &[];
        for moment in explanation.moments.as_ref().unwrap() {
            let key = moment.event().and_then(|event| event.key);
            for verdict in &moment.verdicts {
                let held = before
                    .iter()
                    .find(|content| content.window == verdict.window && content.row.key == key)
                    .and_then(|content| content.row.count);
                let now = verdict.now.and_then(|now| now.row.count);
                let expected = (!verdict.refused).then(|| held.unwrap_or(0) + 1);
                assert_eq!(now, expected, "{sketch:?} {moment:?}");
            }
            before = &moment.contents;
        }
    }
}

/// A window refuses an event where the shared lateness test says so, and nowhere else.
#[test]
fn verdicts_are_those_of_the_shared_lateness_test() {
    for sketch in sketches() {
        if matches!(sketch.window, WindowShape::Session { .. }) {
            continue;
        }
        let explanation = explain(&sketch.case(), None);
        for moment in explanation.moments.iter().flatten() {
            let watermark = moment
                .watermark_before
                .map_or(Watermark::NONE, |ms| Watermark::at(EventTime::from_millis(ms)));
            let judge = Lateness::new(watermark, sketch.lateness_ms);
            for verdict in &moment.verdicts {
                assert_eq!(
                    verdict.refused,
                    judge.refuses(verdict.window),
                    "{sketch:?} {moment:?}"
                );
            }
        }
        let mut before = 0;
        for batch in explanation.batches.iter().flatten() {
            let judge = Lateness::new(Watermark::before(EventTime::from_millis(before)), 0);
            before = batch.line.watermark_ms;
            for verdict in batch.events.iter().flat_map(|event| &event.verdicts) {
                assert_eq!(
                    verdict.refused,
                    judge.refuses(verdict.window),
                    "{sketch:?} {batch:?}"
                );
            }
        }
    }
}

/// Where the answers differ, a reason stands behind that.
#[test]
fn answers_that_differ_have_a_reason() {
    let modes = [None, Some(OutputMode::Update), Some(OutputMode::Complete)];
    let sketched = sketches().into_iter().map(|sketch| sketch.case());
    for case in sketched.chain(cases()) {
        for mode in modes {
            let told = text(&explain(&case, mode), 140, false);
            let Some((_, differences)) = told.split_once("The answers differ:") else {
                continue;
            };
            // When an answer left is no reason for another answer.
            let reason = |line: &&str| line.starts_with("- ") && !line.starts_with("- Micro-batch gave");
            assert!(
                differences.lines().any(|line| reason(&line)),
                "{mode:?} {case:?}\n{told}"
            );
        }
    }
}
