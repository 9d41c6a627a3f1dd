//! Which sessions merge.

use serde::Deserialize;
use streamgauge_model::Window;
use streamgauge_operators::MergingWindowSet;

type Span = (i64, i64);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what a fact says about itself is for people")]
struct Fact<S, E> {
    name: String,
    kind: String,
    source_test: String,
    source_file: String,
    window: SessionText,
    allowed_lateness: Option<i64>,
    steps: Vec<S>,
    expected: Expected<E>,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "the windows of these facts are given, not made of events"
)]
enum SessionText {
    Session { gap: i64 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected<E> {
    emitted: Vec<E>,
    late: Vec<()>,
    dropped: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Addition {
    AddWindow(Span),
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    after_step: usize,
    result: Span,
    merged_from: Vec<Span>,
}

fn window((start, end): Span) -> Window {
    Window::new(start, end)
}

fn span(window: Window) -> Span {
    (window.start.millis(), window.end.millis())
}

#[test]
fn a_session_is_added_to_those_that_it_touches_and_its_state_stays_where_it_was() {
    for fact in streamgauge_facts::read::<Fact<Addition, Added>>("flink-merging-window-set") {
        let mut set = MergingWindowSet::default();
        let mut added = Vec::new();
        for (after_step, Addition::AddWindow(candidate)) in fact.steps.into_iter().enumerate() {
            let (result, merge) = set.add(window(candidate));
            let merged = merge.map_or(Vec::new(), |merge| merge.merged);
            added.push(Added {
                after_step,
                result: span(result),
                merged_from: merged.into_iter().map(span).collect(),
            });
        }
        assert_eq!(added, fact.expected.emitted, "{}", fact.name);
        assert!(fact.expected.late.is_empty() && fact.expected.dropped == 0);
        let state = |at: Span| set.state_window(window(at)).map(span);
        assert_eq!(state((0, 6)), Some((0, 4)), "the window that was first");
        assert_eq!(state((10, 15)), Some((11, 14)));
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Together {
    Windows(Vec<Span>),
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Merged {
    after_step: usize,
    merged: Vec<Span>,
}

#[test]
fn windows_that_touch_are_one_session() {
    for fact in streamgauge_facts::read::<Fact<Together, Merged>>("flink-session-merge") {
        let mut emitted = Vec::new();
        for (after_step, Together::Windows(windows)) in fact.steps.into_iter().enumerate() {
            let mut set = MergingWindowSet::default();
            for candidate in windows {
                set.add(window(candidate));
            }
            let merged = set.iter().map(|(session, _)| span(session)).collect();
            emitted.push(Merged { after_step, merged });
        }
        assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
        assert!(
            fact.expected.late.is_empty() && fact.expected.dropped == 0,
            "{}",
            fact.name
        );
    }
}

#[test]
fn a_bridge_moves_all_state_to_one_place() {
    let mut set = MergingWindowSet::default();
    for candidate in [(0, 3), (10, 13), (20, 23)] {
        assert_eq!(set.add(window(candidate)), (window(candidate), None));
    }
    let (session, merge) = set.add(window((3, 20)));
    let merge = merge.expect("three sessions merge");
    assert_eq!(span(session), (0, 23));
    assert_eq!(merge.merged.len(), 3);
    assert_eq!(span(merge.state_window), (0, 3));
    let moved: Vec<_> = merge.merged_state_windows.into_iter().map(span).collect();
    assert_eq!(moved, [(10, 13), (20, 23)]);
    set.retire(session);
    assert!(set.is_empty());
}
