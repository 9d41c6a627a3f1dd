//! What the words say about the six events.

use streamgauge_explain::{BatchSize, Example, Sketch, explain, text};
use streamgauge_replay::WindowShape;

fn six_events(change: impl FnOnce(&mut Sketch)) -> String {
    let mut sketch = Example::named("six-events").unwrap().sketch();
    change(&mut sketch);
    // So wide that no sentence is cut, in one column after the other.
    text(&explain(&sketch.case(), None), 140, false)
}

fn assert_says(text: &str, sentences: &[&str]) {
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "│").collect();
    let joined = words.join(" ");
    for sentence in sentences {
        assert!(
            joined.contains(sentence) || text.contains(sentence),
            "{sentence}\n{text}"
        );
    }
}

#[test]
fn the_late_event_is_late_for_some_windows_in_each_engine() {
    let text = six_events(|_| ());
    assert_says(
        &text,
        &[
            "LATE for 2 of 3 windows",
            "LATE for 1 of 3 windows",
            "13:59:55.999 is still ahead",
            "event 5, 13:59:50: refused by 2 of 3 windows",
            "Event 4, which closed it event by event, came in the same batch.",
        ],
    );
}

#[test]
fn in_windows_of_15_seconds_it_is_late_for_none() {
    let text = six_events(|sketch| {
        sketch.window = WindowShape::Tumbling {
            size_ms: 15_000,
            offset_ms: 0,
        };
    });
    assert!(!text.contains("LATE"), "{text}");
    assert_says(
        &text,
        &[
            "[13:59:45, 14:00:00) taken: count 1",
            "Both engines gave the same answers.",
        ],
    );
}

#[test]
fn in_windows_of_5_seconds_it_is_dropped() {
    let text = six_events(|sketch| {
        sketch.window = WindowShape::Tumbling {
            size_ms: 5_000,
            offset_ms: 0,
        };
        sketch.batch = BatchSize::Of(1);
    });
    assert_says(
        &text,
        &[
            "LATE for its window",
            "It is dropped, and counted as dropped.",
            "Both engines gave the same answers.",
        ],
    );
}

#[test]
fn a_batch_of_all_judges_by_no_watermark() {
    let text = six_events(|sketch| sketch.batch = BatchSize::All);
    assert_says(&text, &["because batch 0 has no watermark to judge by yet"]);
}

#[test]
fn lateness_keeps_windows_that_are_over() {
    let text = six_events(|sketch| sketch.lateness_ms = 2_000);
    assert_says(
        &text,
        &[
            "plus the lateness",
            "over, but kept until 13:59:55.999",
            "within its lateness",
        ],
    );
}
