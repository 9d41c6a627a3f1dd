//! The built-in examples, as they are shown.

use insta::assert_snapshot;
use streamgauge_explain::{EXAMPLES, Example, Explanation, explain, json, markdown, text};

fn example(name: &str) -> Explanation {
    explain(&Example::named(name).unwrap().sketch().case(), None)
}

#[test]
fn the_six_events_side_by_side() {
    assert_snapshot!(text(&example("six-events"), 100, false));
}

#[test]
fn the_six_events_one_engine_below_the_other() {
    assert_snapshot!(text(&example("six-events"), 60, false));
}

#[test]
fn the_six_events_as_markdown() {
    assert_snapshot!(markdown(&example("six-events")));
}

#[test]
fn the_six_events_as_json() {
    assert_snapshot!(json(&example("six-events")).unwrap());
}

#[test]
fn the_late_neighbour() {
    assert_snapshot!(text(&example("late-neighbour"), 100, false));
}

#[test]
fn no_line_is_wider_than_asked_for_and_colour_changes_no_word() {
    for built_in in EXAMPLES {
        let explanation = example(built_in.name);
        for width in [60, 79, 80, 81, 100, 140] {
            let plain = text(&explanation, width, false);
            for line in plain.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
            assert_eq!(uncoloured(&text(&explanation, width, true)), plain);
        }
    }
}

/// The text without what colours it, and without the spaces that colours keep at the ends of lines.
fn uncoloured(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let lines: Vec<&str> = plain.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}
