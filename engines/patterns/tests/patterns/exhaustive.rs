//! The automaton against the definition, on all short words.

use std::collections::BTreeMap;

use streamgauge_patterns::{AfterMatch, Contiguity, Pattern, Quantifier, Repetition};

use crate::definition::{Part, by_definition};
use crate::words::{Findings, Letter, built, letters};

fn pattern_of(parts: &[Part], within: Option<i64>) -> Pattern<Letter> {
    let names = ["p", "q", "r", "s"];
    let pattern = Pattern::new(parts.iter().zip(names).map(|(part, name)| part.stage(name)));
    match within {
        Some(millis) => pattern.within(millis),
        None => pattern,
    }
}

fn run(parts: &[Part], within: Option<i64>, word: &[Letter]) -> Vec<Vec<usize>> {
    let mut matches = Findings::of(&built(pattern_of(parts, within)), word, Some(i64::MAX)).matches;
    matches.sort();
    matches
}

/// All words of up to `length` letters a, b and c, at one letter per millisecond, and some of them with a pause.
fn words(length: usize) -> Vec<Vec<Letter>> {
    let mut words = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let to = words.len();
        for at in from..to {
            for letter in ["a", "b", "c"] {
                words.push(words[at].clone() + letter);
            }
        }
        from = to;
    }
    let four = words.iter().filter(|word| word.len() == 4);
    let paused =
        four.flat_map(|word| [" ", "  "].map(|pause| format!("{}{pause}{}", &word[..2], &word[2..])));
    let paused: Vec<String> = paused.collect();
    words.iter().chain(&paused).map(|word| letters(word)).collect()
}

/// Compares the automaton of each pattern with the definition on each word, and returns how many matches there were by
/// number of events.
fn compare(patterns: &[Vec<Part>], limits: &[Option<i64>], words: &[Vec<Letter>]) -> BTreeMap<usize, usize> {
    let mut sizes = BTreeMap::new();
    for parts in patterns {
        for &within in limits {
            for word in words {
                let expected = by_definition(parts, within, word);
                let spelt: String = word.iter().map(|letter| letter.letter).collect();
                assert_eq!(
                    run(parts, within, word),
                    expected,
                    "{parts:?} within {within:?} on {spelt}"
                );
                for found in expected {
                    *sizes.entry(found.len()).or_default() += 1;
                }
            }
        }
    }
    sizes
}

const ORDERS: [Contiguity; 3] = [
    Contiguity::Next,
    Contiguity::FollowedBy,
    Contiguity::FollowedByAny,
];

#[test]
fn single_events_in_every_contiguity() {
    let mut patterns = Vec::new();
    for second in ORDERS {
        for letters in ["a", "b", "ab", "abc"] {
            let two = [Part::once(Contiguity::Begin, "a"), Part::once(second, letters)];
            patterns.push(two.to_vec());
            for third in ORDERS {
                for last in ["a", "b", "bc"] {
                    patterns.push([&two[..], &[Part::once(third, last)]].concat());
                }
            }
        }
    }
    let sizes = compare(&patterns, &[None, Some(1), Some(2), Some(3)], &words(5));
    assert!(sizes[&2] > 1000 && sizes[&3] > 1000, "{sizes:?}");
}

#[test]
fn loops_in_every_repetition() {
    let mut patterns = Vec::new();
    for quantifier in [
        Quantifier::Times(1),
        Quantifier::Times(2),
        Quantifier::Times(3),
        Quantifier::OneOrMore,
    ] {
        for repetition in [
            Repetition::Relaxed,
            Repetition::Consecutive,
            Repetition::Combinations,
        ] {
            let many = |contiguity, letters| Part {
                quantifier,
                repetition,
                ..Part::once(contiguity, letters)
            };
            patterns.push(vec![many(Contiguity::Begin, "ab")]);
            for order in ORDERS {
                let first = Part::once(Contiguity::Begin, "a");
                patterns.push(vec![first, many(order, "b")]);
                patterns.push(vec![
                    first,
                    many(order, "bc"),
                    Part::once(Contiguity::FollowedBy, "c"),
                ]);
                patterns.push(vec![many(Contiguity::Begin, "a"), Part::once(order, "ab")]);
                patterns.push(vec![many(Contiguity::Begin, "a"), many(order, "b")]);
            }
        }
    }
    let sizes = compare(&patterns, &[None, Some(3)], &words(5));
    assert!(sizes.contains_key(&1) && sizes.contains_key(&5), "{sizes:?}");
}

#[test]
fn prohibitions_in_the_middle_and_at_the_end() {
    let a = Part::once(Contiguity::Begin, "a");
    let loops = Part {
        quantifier: Quantifier::OneOrMore,
        ..a
    };
    let twice = Part {
        quantifier: Quantifier::Times(2),
        ..a
    };
    let not_next = Part::once(Contiguity::NotNext, "b");
    let never = Part::once(Contiguity::NotFollowedBy, "b");
    let mut patterns = Vec::new();
    for begin in [a, loops, twice] {
        for order in ORDERS {
            let end = Part::once(order, "ac");
            patterns.push(vec![begin, not_next, end]);
            patterns.push(vec![begin, never, end]);
            // What ends a match may be what must not come before its end.
            patterns.push(vec![begin, never, Part::once(order, "bc")]);
            patterns.push(vec![begin, never, not_next, end]);
            patterns.push(vec![
                begin,
                not_next,
                Part::once(Contiguity::NotFollowedBy, "c"),
                Part::once(order, "a"),
            ]);
        }
    }
    let limited = [None, Some(2), Some(4)];
    let sizes = compare(&patterns, &limited, &words(5));
    assert!(sizes[&2] > 1000, "{sizes:?}");

    let mut ends = Vec::new();
    for begin in [a, twice, loops] {
        ends.push(vec![begin, never]);
        ends.push(vec![begin, never, Part::once(Contiguity::NotFollowedBy, "c")]);
        ends.push(vec![begin, Part::once(Contiguity::FollowedByAny, "c"), never]);
        ends.push(vec![begin, not_next]);
    }
    let sizes = compare(&ends, &[Some(1), Some(2), Some(3), Some(9)], &words(5));
    assert!(sizes[&1] > 1000, "{sizes:?}");
}

#[test]
fn limits_to_the_previous_event() {
    let mut patterns = Vec::new();
    for gap in [Some(1), Some(2), Some(3)] {
        for order in ORDERS {
            let limited = |contiguity, letters| Part {
                gap,
                ..Part::once(contiguity, letters)
            };
            let run = |contiguity, gap| Part {
                quantifier: Quantifier::OneOrMore,
                gap,
                ..Part::once(contiguity, "a")
            };
            let a = Part::once(Contiguity::Begin, "a");
            patterns.push(vec![a, limited(order, "b")]);
            patterns.push(vec![a, Part::once(order, "b"), limited(order, "ac")]);
            patterns.push(vec![run(Contiguity::Begin, gap), Part::once(order, "b")]);
            patterns.push(vec![run(Contiguity::Begin, None), limited(order, "b")]);
            patterns.push(vec![run(Contiguity::Begin, Some(2)), limited(order, "ab")]);
        }
    }
    let sizes = compare(&patterns, &[None, Some(3)], &words(5));
    assert!(sizes[&2] > 1000 && sizes[&3] > 1000, "{sizes:?}");
}

/// Which of all matches are left when each, in order of their beginnings, gives up those that begin before
/// `resume(match)`. For patterns with at most one match per beginning.
fn left_over(all: &[Vec<usize>], resume: impl Fn(&[usize]) -> usize) -> Vec<Vec<usize>> {
    let mut from = 0;
    let mut left = Vec::new();
    for found in all {
        if found[0] >= from {
            from = from.max(resume(found));
            left.push(found.clone());
        }
    }
    left
}

#[test]
fn skipping_leaves_out_what_begins_too_early() {
    let parts = [
        Part::once(Contiguity::Begin, "ab"),
        Part::once(Contiguity::FollowedBy, "bc"),
        Part::once(Contiguity::FollowedBy, "ac"),
    ];
    let second = || "q".to_owned();
    let mut skipped = 0;
    for word in words(6) {
        let all = by_definition(&parts, Some(5), &word);
        let cases: [(AfterMatch, Vec<Vec<usize>>); 4] = [
            (AfterMatch::SkipToNext, all.clone()),
            (
                AfterMatch::SkipPastLastEvent,
                left_over(&all, |found| found[2] + 1),
            ),
            (
                AfterMatch::SkipToFirst(second()),
                left_over(&all, |found| found[1]),
            ),
            (
                AfterMatch::SkipToLast(second()),
                left_over(&all, |found| found[1]),
            ),
        ];
        for (strategy, expected) in cases {
            let pattern = pattern_of(&parts, Some(5)).after_match(strategy.clone());
            let matches = Findings::of(&built(pattern), &word, Some(i64::MAX)).matches;
            assert_eq!(matches, expected, "{strategy:?} on {word:?}");
            skipped += all.len() - expected.len();
        }
    }
    assert!(skipped > 1000, "{skipped}");
}
