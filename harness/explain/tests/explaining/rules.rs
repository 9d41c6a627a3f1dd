//! What the words say follows from what the engines did, also far from the built-in examples.

use streamgauge_explain::{BatchSize, Sketch, explain, json, text};
use streamgauge_replay::{BatchTrigger, Case, OutputMode, WindowShape};

use crate::{case, sketch, told};

const TUMBLING: WindowShape = WindowShape::Tumbling {
    size_ms: 5_000,
    offset_ms: 0,
};

fn assert_says(told: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
}

fn assert_does_not_say(told: &str, words: &[&str]) {
    for word in words {
        assert!(!told.contains(word), "{word}\n{told}");
    }
}

#[test]
fn a_micro_batch_watermark_begins_at_the_epoch() {
    let old = Sketch {
        window: TUMBLING,
        delay_ms: 0,
        ..sketch("-7776000000 -7775000000")
    }
    .case();
    let told = told(&old);
    assert_says(
        &told,
        &[
            "judged by the watermark 1970-01-01 00:00:00",
            "it ends at 00:00:05, not after 1970-01-01 00:00:00.",
            "refused in batch 0, judged by 1970-01-01 00:00:00.",
            "taken event by event, before there was a watermark",
        ],
    );
    assert_does_not_say(&told, &["judged by none yet", "that is called none yet"]);
    let lines = json(&explain(&old, None)).unwrap();
    assert!(lines.contains(r#""judged_by_ms":0,"#), "{lines}");
    let today = crate::told(&sketch("14:00:01").case());
    assert_says(
        &today,
        &["begins at 1970, before all of these events: that is called none yet"],
    );
}

#[test]
fn the_event_that_closed_a_window_is_named_for_each_window() {
    let told = told(
        &Sketch {
            window: WindowShape::Sliding {
                size_ms: 15_000,
                slide_ms: 5_000,
                offset_ms: 0,
            },
            delay_ms: 0,
            ..sketch("14:00:12 14:00:35 14:00:07 14:00:14")
        }
        .case(),
    );
    assert_says(
        &told,
        &[
            "In the same batch came event 1, which closed [13:59:55, 14:00:10) event by event, and event 2, which \
           closed [14:00:00, 14:00:15) and [14:00:05, 14:00:20) event by event.",
        ],
    );
}

#[test]
fn with_lateness_it_is_the_event_that_made_the_window_refuse() {
    let told = told(
        &Sketch {
            window: TUMBLING,
            delay_ms: 2_000,
            lateness_ms: 7_000,
            batch: BatchSize::All,
            ..sketch("14:00:12 14:00:23 14:00:34 14:00:12")
        }
        .case(),
    );
    assert_says(
        &told,
        &["Event 3, which ended its lateness event by event, came in the same batch."],
    );
}

#[test]
fn how_it_works_is_told_for_the_mode_and_the_trigger_at_hand() {
    let legend = |change: fn(&mut Case)| {
        let mut case = case("agg-append-basic");
        change(&mut case);
        told(&case)
    };
    assert_says(
        &legend(|_| ()),
        &[
            "the next batch closes windows by it, and the one after judges late events by it. The next batch runs \
             even without data.",
        ],
    );
    let complete = legend(|case| case.query.output_mode = Some(OutputMode::Complete));
    assert_says(
        &complete,
        &["Every batch hands out all groups and removes none; no batch runs without data. Nothing is late."],
    );
    assert_does_not_say(
        &complete,
        &[
            "closes a window",
            "A window is over when the watermark reaches its end.",
        ],
    );
    for (change, says) in [
        (
            (|case| case.trigger = Some(BatchTrigger::Once {})) as fn(&mut Case),
            "No batch runs without data.",
        ),
        (
            |case| case.no_data_batches = Some(false),
            "No batch runs without data.",
        ),
        (
            |case| case.trigger = Some(BatchTrigger::AvailableNow {}),
            "Only behind the last data, batches run without any.",
        ),
        (
            |case| case.query.output_mode = Some(OutputMode::Update),
            "the next batch removes windows by it",
        ),
    ] {
        assert_says(&legend(change), &[says]);
    }
    let session = case("restart-session-complete-late");
    assert_says(
        &told(&session),
        &["the second batch from there judges late events by it."],
    );
}

#[test]
fn what_was_late_names_all_that_was_dropped() {
    assert_says(
        &told(&case("dedup-update-between-watermarks")),
        &["event 5, 00:00:04, value 1: late, dropped"],
    );
    assert_says(
        &told(&case("slide_larger_than_size_gap_element_late")),
        &[
            "In no window, and LATE: the watermark has reached its time, 00:00:01.500.",
            "late, and in no window, sent to the late output",
        ],
    );
    let gaps = Sketch {
        window: WindowShape::Sliding {
            size_ms: 2_000,
            slide_ms: 6_000,
            offset_ms: 0,
        },
        delay_ms: 0,
        ..sketch("14:00:04 14:00:09 14:00:04")
    };
    assert_says(
        &told(&gaps.case()),
        &[
            "in no window: lost without a trace",
            "event 3, 14:00:04: late, and in no window, dropped",
        ],
    );
}

#[test]
fn triggers_and_what_drives_a_case_are_named() {
    let jump = told(&case("continuous-jump"));
    assert_says(
        &jump,
        &[
            "trigger windows answer at every 3 s of event time that the watermark passes, and at the end of a window",
            "its trigger fires at every 3 s of event time that the watermark passes",
        ],
    );
    assert_does_not_say(&jump, &["reached its last instant"]);
    for (name, says) in [
        ("global-purging-end-of-stream", "every answer empties the window"),
        ("count-sliding", "trigger windows answer after every"),
        ("processing-last-instant", "the clock has reached"),
        (
            "dedup-update-between-watermarks",
            "the first event of each time and value",
        ),
        (
            "dedup-within-available-now",
            "as many as the data at hand takes (available-now)",
        ),
        ("dedup-update-between-watermarks", "none without data"),
        ("sources-max-restart", "the greatest of them counts (policy max)"),
        (
            "sources-share-a-watermark",
            "event 2: 00:00:00.005, key 1, source 1",
        ),
    ] {
        assert_says(&told(&case(name)), &[says]);
    }
}

#[test]
fn without_state_nothing_is_late() {
    let told = told(&case("watermark-policy-min"));
    assert_says(
        &told,
        &[
            "10 s in source 0 and 15 s in source 1; the least of them counts (policy min)",
            "00:00:20#0 00:00:30#1",
            "no state: nothing is late",
        ],
    );
    assert_does_not_say(&told, &["in this mode"]);
}

#[test]
fn only_sessions_join() {
    let told = told(&sketch("9223372036854775807 0").case());
    assert_does_not_say(&told, &["joins"]);
}

#[test]
fn what_acts_on_a_terminal_is_not_let_through() {
    let mut case = sketch("14:00").case();
    case.name = format!("\u{1b}[2J{}", "x".repeat(10_000));
    case.note = Some("\u{7}bell".to_owned());
    let shown = text(&explain(&case, None), 80, false);
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}
