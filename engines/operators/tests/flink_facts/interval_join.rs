//! The interval join of data streams.

use serde::Deserialize;
use streamgauge_model::{Event, EventTime, Key, Watermark};
use streamgauge_operators::{Bound, IntervalJoin, JoinedPair, Side};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what a fact says about itself is for people")]
struct Fact {
    name: String,
    kind: String,
    source_test: String,
    source_file: String,
    window: Interval,
    allowed_lateness: Option<i64>,
    late_output: bool,
    steps: Vec<Step>,
    expected: Expected,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Interval {
    IntervalJoin {
        lower: i64,
        lower_inclusive: bool,
        upper: i64,
        upper_inclusive: bool,
    },
}

#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Step {
    Event { event: Arriving },
    Watermark { watermark: i64, side: SideText },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arriving {
    key: KeyText,
    side: SideText,
    ts: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyText {
    K,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SideText {
    Left,
    Right,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<Emitted>,
    late: Vec<LateText>,
    dropped: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
struct Emitted {
    after_step: usize,
    left_ts: i64,
    right_ts: i64,
    ts: i64,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LateText {
    side: SideText,
    ts: i64,
}

fn at(millis: i64) -> Event {
    Event {
        time: EventTime::from_millis(millis),
        ..Event::default()
    }
}

const fn side(text: SideText) -> Side {
    match text {
        SideText::Left => Side::Left,
        SideText::Right => Side::Right,
    }
}

fn join(interval: &Interval) -> IntervalJoin {
    let Interval::IntervalJoin {
        lower,
        lower_inclusive,
        upper,
        upper_inclusive,
    } = *interval;
    let bound = |millis, inclusive| {
        if inclusive {
            Bound::Inclusive(millis)
        } else {
            Bound::Exclusive(millis)
        }
    };
    IntervalJoin::new(bound(lower, lower_inclusive), bound(upper, upper_inclusive))
}

#[test]
fn the_interval_join_does_what_flinks_does() {
    let facts = streamgauge_facts::read::<Fact>("flink-interval-join");
    assert_eq!(facts.len(), 6);
    for fact in facts {
        let mut join = join(&fact.window);
        let mut inputs = [i64::MIN; 2];
        let (mut emitted, mut late) = (Vec::new(), Vec::new());
        for (after_step, step) in fact.steps.iter().enumerate() {
            match step {
                Step::Event { event } => {
                    let KeyText::K = event.key;
                    let emit = |pair: JoinedPair| {
                        emitted.push(Emitted {
                            after_step,
                            left_ts: pair.left.time.millis(),
                            right_ts: pair.right.time.millis(),
                            ts: pair.time().millis(),
                        });
                    };
                    if !join.on_event(side(event.side), Key(0), &at(event.ts), emit) {
                        late.push(LateText {
                            side: event.side,
                            ts: event.ts,
                        });
                    }
                }
                Step::Watermark { watermark, side } => {
                    inputs[*side as usize] = *watermark;
                    let both = inputs[0].min(inputs[1]);
                    join.advance(Watermark::at(EventTime::from_millis(both)));
                }
            }
        }
        let mut expected = fact.expected.emitted.clone();
        expected.sort();
        emitted.sort();
        assert_eq!(emitted, expected, "{}", fact.name);
        if fact.late_output {
            assert_eq!(late, fact.expected.late, "{}", fact.name);
        }
        assert_eq!(fact.expected.dropped, 0, "{}: the join counts nothing", fact.name);
    }
}

#[test]
fn an_event_waits_until_no_partner_can_come_and_at_least_for_its_own_time() {
    // Partners of a left event lie 1 to 3 behind it, those of a right event 1 to 3 before.
    let mut join = IntervalJoin::new(Bound::Inclusive(1), Bound::Inclusive(3));
    let watermark = |millis| Watermark::at(EventTime::from_millis(millis));
    for side in [Side::Left, Side::Right] {
        assert!(join.on_event(side, Key(0), &at(10), |pair| panic!("{pair:?}")));
    }
    join.advance(watermark(9));
    assert_eq!(join.entries(), 2);
    join.advance(watermark(10));
    assert_eq!(join.entries(), 1, "the right event has had its last partner");
    join.advance(watermark(12));
    assert_eq!(join.entries(), 1);
    join.advance(watermark(13));
    assert_eq!(join.entries(), 0);
}

#[test]
fn after_a_restore_nothing_is_late_until_the_next_watermark() {
    let mut join = IntervalJoin::new(Bound::Inclusive(0), Bound::Inclusive(0));
    join.advance(Watermark::END);
    assert!(!join.on_event(Side::Left, Key(0), &at(5), |_| ()));
    let mut join = join.restored();
    assert!(join.on_event(Side::Left, Key(0), &at(5), |_| ()));
    let mut pairs = 0;
    assert!(join.on_event(Side::Right, Key(0), &at(5), |_| pairs += 1));
    assert!(join.on_event(Side::Right, Key(1), &at(5), |_| pairs += 1));
    assert_eq!(pairs, 1, "keys are apart");
}

#[test]
fn bounds_and_times_at_the_ends_of_their_range_do_not_overflow() {
    for (lower, upper) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MIN, i64::MIN)] {
        let mut join = IntervalJoin::new(Bound::Exclusive(lower), Bound::Exclusive(upper));
        for time in [i64::MIN, 0, i64::MAX] {
            for side in [Side::Left, Side::Right] {
                join.on_event(side, Key(0), &at(time), |_| ());
            }
        }
        join.advance(Watermark::END);
        assert_eq!(join.entries(), 0);
    }
}
