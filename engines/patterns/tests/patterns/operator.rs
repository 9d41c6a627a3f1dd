//! The operator around the automaton: order, lateness, keys, time.

use streamgauge_model::{Event, EventTime, Key, Watermark};
use streamgauge_patterns::{Match, Pattern, PatternOperator, PatternOutput, Stage, TimedOut};

/// Remembers all that an operator says; events by their `seq`.
#[derive(Debug, Default)]
pub struct Collector {
    pub matches: Vec<(u32, Vec<u64>, i64)>,
    pub timed_out: Vec<(u32, Vec<u64>, i64)>,
    pub late: Vec<u64>,
    pub dropped: u64,
}

impl PatternOutput for Collector {
    fn matched(&mut self, key: Key, found: Match<Event>) {
        let seqs = found.events().map(|event| event.seq).collect();
        self.matches.push((key.0, seqs, found.at.millis()));
    }

    fn timed_out(&mut self, key: Key, partial: TimedOut<Event>) {
        let seqs = partial.taken.iter().map(|taken| taken.event.seq).collect();
        self.timed_out.push((key.0, seqs, partial.at.millis()));
    }

    fn late(&mut self, event: &Event) {
        self.late.push(event.seq);
    }

    fn dropped(&mut self, events: u64) {
        self.dropped += events;
    }
}

/// An event of a user, of a value, at an instant.
pub fn event(seq: u64, user: u32, value: i64, at: i64) -> Event {
    Event {
        time: EventTime::from_millis(at),
        seq,
        value,
        user,
        movie: 0,
    }
}

/// A pattern of values 1 and 2, one straight after the other, within 10 ms; by user.
fn one_two() -> PatternOperator<impl Fn(&Event) -> Key> {
    let pattern = Pattern::new([
        Stage::begin("one", |event: &Event| event.value == 1),
        Stage::next("two", |event: &Event| event.value == 2),
    ]);
    let automaton = pattern.within(10).build().expect("a legal pattern");
    PatternOperator::new(automaton, |event: &Event| Key(event.user))
}

fn at(millis: i64) -> Watermark {
    Watermark::at(EventTime::from_millis(millis))
}

#[test]
fn events_are_processed_in_order_of_time_when_the_watermark_passes_them() {
    let mut operator = one_two();
    let mut out = Collector::default();
    operator.on_event(&event(0, 1, 2, 6), &mut out);
    operator.on_event(&event(1, 1, 1, 5), &mut out);
    operator.advance(at(5), &mut out);
    assert!(
        out.matches.is_empty(),
        "the watermark has not passed the second event"
    );
    operator.advance(at(6), &mut out);
    assert_eq!(out.matches, [(1, vec![1, 0], 6)]);
}

#[test]
fn an_event_does_not_wait_for_one_that_is_later() {
    let mut operator = one_two();
    let mut out = Collector::default();
    operator.on_event(&event(0, 1, 9, 20), &mut out);
    operator.on_event(&event(1, 1, 1, 5), &mut out);
    operator.on_event(&event(2, 1, 2, 6), &mut out);
    operator.advance(at(6), &mut out);
    assert_eq!(out.matches, [(1, vec![1, 2], 6)]);
}

#[test]
fn events_of_the_same_time_are_processed_in_order_of_arrival_or_as_told() {
    let arrivals = [event(0, 1, 2, 5), event(1, 1, 1, 5)];
    let run = |mut operator: PatternOperator<_>| {
        let mut out = Collector::default();
        for arrival in &arrivals {
            operator.on_event(arrival, &mut out);
        }
        operator.advance(at(5), &mut out);
        out.matches
    };
    assert_eq!(run(one_two()), []);
    let told = one_two().with_order_at_same_time(|a, b| a.value.cmp(&b.value));
    assert_eq!(run(told), [(1, vec![1, 0], 5)]);
}

#[test]
fn an_event_at_the_watermark_is_late() {
    for late_output in [false, true] {
        let mut operator = if late_output {
            one_two().with_late_output()
        } else {
            one_two()
        };
        let mut out = Collector::default();
        operator.advance(at(5), &mut out);
        operator.on_event(&event(0, 1, 1, 4), &mut out);
        operator.on_event(&event(1, 1, 1, 5), &mut out);
        operator.on_event(&event(2, 1, 1, 6), &mut out);
        assert_eq!(
            (out.late, out.dropped),
            if late_output { (vec![0, 1], 0) } else { (vec![], 2) }
        );
    }
}

#[test]
fn each_key_has_its_own_events() {
    let mut operator = one_two();
    let mut out = Collector::default();
    for (seq, user, value) in [(0, 1, 1), (1, 2, 1), (2, 1, 2), (3, 2, 2)] {
        operator.on_event(&event(seq, user, value, seq as i64), &mut out);
    }
    operator.advance(at(3), &mut out);
    assert_eq!(out.matches, [(1, vec![0, 2], 2), (2, vec![1, 3], 3)]);
}

#[test]
fn the_watermark_alone_ends_partial_matches_and_forgets_keys() {
    let mut operator = one_two();
    let mut out = Collector::default();
    operator.on_event(&event(0, 1, 1, 5), &mut out);
    operator.on_event(&event(1, 2, 7, 5), &mut out);
    operator.advance(at(14), &mut out);
    assert_eq!((out.timed_out.len(), operator.live_keys()), (0, 1));
    operator.advance(at(15), &mut out);
    assert_eq!(out.timed_out, [(1, vec![0], 15)]);
    assert_eq!(operator.live_keys(), 0);
}

#[test]
fn a_watermark_that_does_not_rise_changes_nothing() {
    let mut operator = one_two();
    let mut out = Collector::default();
    operator.advance(at(5), &mut out);
    operator.advance(at(3), &mut out);
    operator.on_event(&event(0, 1, 1, 4), &mut out);
    assert_eq!(out.dropped, 1);
}

#[test]
fn the_ends_of_time_are_instants_like_others() {
    let mut operator = one_two();
    let mut out = Collector::default();
    for (seq, time) in [(0, i64::MIN), (1, i64::MIN + 1), (2, -1), (3, i64::MAX)] {
        operator.on_event(&event(seq, 1, 1, time), &mut out);
    }
    assert_eq!(out.dropped, 1, "before the smallest watermark nothing can come");
    operator.advance(Watermark::END, &mut out);
    assert_eq!(out.timed_out, [(1, vec![1], i64::MIN + 11), (1, vec![2], 9)]);
    operator.on_event(&event(4, 1, 1, i64::MAX), &mut out);
    assert_eq!(out.dropped, 2);
}

#[test]
fn the_answer_does_not_depend_on_where_watermarks_lie() {
    let arrivals: Vec<Event> = (0..60_u32)
        .map(|n| event(n.into(), n % 3, i64::from(n * n % 7 % 3), i64::from(n * 7 % 61)))
        .collect();
    let run = |step: i64| {
        let mut operator = one_two();
        let mut out = Collector::default();
        for arrival in &arrivals {
            operator.on_event(arrival, &mut out);
        }
        for watermark in (0..200).step_by(step as usize) {
            operator.advance(at(watermark), &mut out);
        }
        operator.advance(Watermark::END, &mut out);
        out.matches.sort();
        out.timed_out.sort();
        (out.matches, out.timed_out)
    };
    let once = run(200);
    assert!(!once.0.is_empty() && !once.1.is_empty());
    for step in [1, 2, 3, 7, 50] {
        assert_eq!(run(step), once, "a watermark every {step} ms");
    }
}
