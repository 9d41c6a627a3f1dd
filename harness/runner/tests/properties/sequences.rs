//! Every sequence there is.

use crate::stream::{Stream, events_at};

/// So many instants.
pub const INSTANTS: i64 = 6;

/// At most so many events.
pub const LENGTH: u32 = 5;

/// How many sequences of 1 to [`LENGTH`] instants there are.
pub const SEQUENCES: u64 = 6 + 36 + 216 + 1_296 + 7_776;

/// Calls `see` with every sequence of 1 to `length` of the instants `first`, `first` + 1 ..., and its number.
pub fn each_sequence(first: i64, length: u32, mut see: impl FnMut(u64, &[i64])) {
    let mut number = 0;
    for length in 1..=length {
        for code in 0..INSTANTS.pow(length) {
            let digit = |place| first + code / INSTANTS.pow(place) % INSTANTS;
            let times: Vec<i64> = (0..length).map(digit).collect();
            see(number, &times);
            number += 1;
        }
    }
}

/// Every sequence of up to five events on six instants from `first` on, in one of the ways of cutting it, which changes
/// from sequence to sequence and with `turn`, and of two movies in turns that change as well.
pub fn each_stream(first: i64, turn: u64, mut see: impl FnMut(&Stream)) {
    each_sequence(first, LENGTH, |number, times| {
        let mixed = (number + turn).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        see(&Stream::cut(events_at(times, mixed >> 40), mixed >> 32));
    });
}

/// Every sequence of up to `length` events on six instants from `first` on, in every way of cutting it.
pub fn each_cutting(first: i64, length: u32, mut see: impl FnMut(&Stream)) {
    each_sequence(first, length, |number, times| {
        for mask in 0..1_u64 << (times.len() - 1) {
            see(&Stream::cut(events_at(times, number), mask));
        }
    });
}

#[test]
fn every_sequence_comes_once() {
    let mut seen = std::collections::BTreeSet::new();
    each_sequence(-2, LENGTH, |number, times| {
        assert!(times.iter().all(|t| (-2..4).contains(t)));
        assert_eq!(number, seen.len() as u64);
        assert!(seen.insert(times.to_vec()));
    });
    assert_eq!(seen.len() as u64, SEQUENCES);
}

#[test]
fn every_way_of_cutting_comes_once() {
    let mut seen = std::collections::BTreeSet::new();
    each_cutting(0, 3, |stream| {
        let times: Vec<_> = stream.events.iter().map(|event| event.time.millis()).collect();
        assert_eq!(stream.portions().map(<[_]>::len).sum::<usize>(), times.len());
        assert!(seen.insert((times, stream.ends.clone())));
    });
    assert_eq!(seen.len(), 6 + 36 * 2 + 216 * 4);
}
