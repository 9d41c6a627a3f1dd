//! What the words say follows from what the engines did, also far from the built-in examples.

use streamgauge_explain::{BatchSize, Sketch, arrivals, explain, json, text};
use streamgauge_replay::{BatchTrigger, Case, EngineKind, OutputMode, WindowShape};

use crate::{case, shown, sketch, told};

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

fn differences(case: &Case, mode: Option<OutputMode>) -> String {
    let text = shown(&explain(case, mode));
    let (_, differences) = text
        .split_once("where they differ")
        .unwrap_or_else(|| panic!("{text}"));
    differences.to_owned()
}

#[test]
fn different_answers_have_their_reason() {
    let update = Sketch {
        window: WindowShape::Tumbling {
            size_ms: 2_000,
            offset_ms: 0,
        },
        delay_ms: 5_000,
        ..sketch("19000")
    };
    let lenient = Sketch {
        window: TUMBLING,
        delay_ms: 0,
        lateness_ms: 5_000,
        ..sketch("0 6000 1000 12000 3000 11000")
    };
    let gone = Sketch {
        window: WindowShape::Session { gap_ms: 4_000 },
        batch: BatchSize::Of(2),
        ..sketch("14:00:10 14:00:23 14:00:03 14:00:01 14:00:24 14:00:14 14:00:20 14:00:25 14:00:02")
    };
    let mut unheard = Sketch {
        window: TUMBLING,
        delay_ms: 0,
        batch: BatchSize::All,
        ..sketch("14:00:01 14:00:09")
    }
    .case();
    unheard.engine = EngineKind::MicroBatch;
    unheard.query.output_mode = Some(OutputMode::Append);
    unheard.trigger = Some(BatchTrigger::Default {});
    unheard.no_data_batches = Some(false);
    unheard.query.window_trigger = None;
    unheard.query.allowed_lateness_ms = None;
    unheard.query.late_output = None;
    let table = [
        (
            update.case(),
            Some(OutputMode::Update),
            "In update mode, micro-batch gives a row per batch for every group that the batch has touched",
        ),
        (
            case("agg-no-watermark-complete"),
            None,
            "gives one when a window is over, and without a watermark none ever is.",
        ),
        (
            case("sources-share-a-watermark"),
            None,
            "gave 1 answer at the end of the input. Micro-batch knows no such end",
        ),
        (
            lenient.case(),
            None,
            "gave 1 answer at once, of windows that were over but within their lateness",
        ),
        (
            gone.case(),
            None,
            "[14:00:10, 14:00:14) of key 1 has left event by event at event 5, before event 6 came; in micro-batch it \
             is, together with event 6, part of [14:00:10, 14:00:18), which is still in state.",
        ),
        (
            unheard,
            None,
            "[14:00:00, 14:00:05) is still in state in micro-batch: the watermark has come to 14:00:09, but no batch \
             has run since.",
        ),
    ];
    for (case, mode, says) in table {
        assert_says(&differences(&case, mode), &[says]);
    }
}

#[test]
fn what_update_mode_removes_is_said() {
    let sketch = Sketch {
        window: TUMBLING,
        delay_ms: 0,
        ..sketch("14:00:01 14:00:02 14:00:09")
    };
    let text = shown(&explain(&sketch.case(), Some(OutputMode::Update)));
    assert_says(
        &text,
        &["removed, silently: [14:00:00, 14:00:05); it ends at or before 14:00:09"],
    );
}

#[test]
fn duplicates_name_the_event_that_they_repeat() {
    let told = told(&case("dedup-update-between-watermarks"));
    assert_says(
        &told,
        &[
            "The first of its kind: it passes.",
            "A duplicate of event 2: dropped.",
            "dropped: 1 late event",
            "forgotten, by this batch's watermark 00:00:04: ",
        ],
    );
    assert_does_not_say(&told, &["group that", "groups that", "late group", "all windows"]);
}

#[test]
fn sessions_without_keys_show_none() {
    let sessions = Sketch {
        window: WindowShape::Session { gap_ms: 10_000 },
        ..sketch("14:00:01 14:00:03 14:00:40 13:59:00")
    };
    let explanation = sessions.explained(None);
    let told = shown(&explanation);
    assert_says(&told, &["all are under one key.", "[14:00:01, 14:00:13) count 2"]);
    assert_does_not_say(&told, &["key 1", "@"]);
    assert_does_not_say(&json(&explanation).unwrap(), &["\"key\""]);
    let keyed = Sketch {
        arrivals: arrivals("14:00:01@1 14:00:03@1").unwrap(),
        ..sessions
    };
    assert_says(
        &shown(&keyed.explained(None)),
        &["key 1", "14:00:01@1 14:00:03@1"],
    );
}

#[test]
fn a_session_that_saves_nobody_is_named_only_where_there_is_one() {
    let session = |events: &str| {
        let sketch = Sketch {
            window: WindowShape::Session { gap_ms: 10_000 },
            batch: BatchSize::Of(1),
            ..sketch(events)
        };
        crate::told(&sketch.case())
    };
    let alone = session("14:00:40@1 13:59:40@1");
    assert_says(
        &alone,
        &["LATE: its own session ends at 13:59:50, not after 14:00:30."],
    );
    let touching = session("14:00:11@1 14:00:28@2 14:00:03@1");
    assert_says(
        &touching,
        &[
            "LATE: its own session ends at 14:00:13, not after 14:00:18; the session that it touches does not save it.",
        ],
    );
}

#[test]
fn a_remark_on_what_was_read_stands_in_the_heading() {
    let shown = text(&sketch("14").explained(None), 100, false);
    assert_says(
        &shown,
        &["14 is 14 ms after 1970 began; a time of day is written 14:00 or 14:00:01"],
    );
}

#[test]
fn windows_stand_in_one_order_in_every_format() {
    let explanation = explain(&sketch("14:00:01").case(), None);
    for line in json(&explanation).unwrap().lines() {
        let step: serde_json::Value = serde_json::from_str(line).unwrap();
        let starts: Vec<i64> = step["windows"]
            .as_array()
            .map(|windows| {
                windows
                    .iter()
                    .filter_map(|window| window["start_ms"].as_i64())
                    .collect()
            })
            .unwrap_or_default();
        assert!(starts.is_sorted(), "{starts:?}");
    }
}

#[test]
fn no_heading_is_wider_than_the_text() {
    let events = "2026-01-05T14:00:01.250@1234567=89 2027-01-05T14:00:01.250@1234567=89";
    for width in [40, 50, 60] {
        let shown = text(&sketch(events).explained(None), width, false);
        for line in shown.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}
