//! Against the definition: all tuples of places are tried, and the rules are read off them. Shares no code with the
//! automaton.

use std::collections::BTreeMap;

use streamgauge_patterns::{Contiguity, Pattern, Quantifier, Repetition, Stage};

use crate::words::{Findings, Letter, any_of, built, letters};

/// A stage in words.
#[derive(Clone, Copy, Debug)]
struct Part {
    contiguity: Contiguity,
    letters: &'static str,
    quantifier: Quantifier,
    repetition: Repetition,
}

impl Part {
    const fn once(contiguity: Contiguity, letters: &'static str) -> Self {
        Self {
            contiguity,
            letters,
            quantifier: Quantifier::Once,
            repetition: Repetition::Relaxed,
        }
    }

    fn stage(self, name: &str) -> Stage<Letter> {
        let stage = Stage::new(name, self.contiguity, any_of(self.letters));
        let stage = match self.quantifier {
            Quantifier::Once => return stage,
            Quantifier::Times(n) => stage.times(n),
            Quantifier::OneOrMore => stage.one_or_more(),
        };
        match self.repetition {
            Repetition::Relaxed => stage,
            Repetition::Consecutive => stage.consecutive(),
            Repetition::Combinations => stage.allow_combinations(),
        }
    }

    fn takes(self, letter: Letter) -> bool {
        self.letters.contains(letter.letter)
    }

    fn count_is_right(self, count: usize) -> bool {
        match self.quantifier {
            Quantifier::Once => count == 1,
            Quantifier::Times(n) => count == n as usize,
            Quantifier::OneOrMore => count >= 1,
        }
    }
}

fn run(parts: &[Part], within: Option<i64>, word: &[Letter]) -> Vec<Vec<usize>> {
    let names = ["p", "q", "r", "s"];
    let pattern = Pattern::new(parts.iter().zip(names).map(|(part, name)| part.stage(name)));
    let pattern = match within {
        Some(millis) => pattern.within(millis),
        None => pattern,
    };
    let mut matches = Findings::of(&built(pattern), word, Some(i64::MAX)).matches;
    matches.sort();
    matches
}

/// All matches by definition: each way to give each taking stage some places, in order.
fn by_definition(parts: &[Part], within: Option<i64>, word: &[Letter]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for subset in 1_u32..1 << word.len() {
        let places: Vec<usize> = (0..word.len()).filter(|place| subset >> place & 1 == 1).collect();
        let span = word[places[places.len() - 1]].at - word[places[0]].at;
        if within.is_some_and(|within| span >= within) {
            continue;
        }
        let taking = parts.iter().filter(|part| !part.contiguity.forbids()).count();
        for counts in splits(places.len(), taking) {
            if is_match(parts, within, word, &places, &counts) {
                found.push(places.clone());
            }
        }
    }
    found.sort();
    found
}

/// All ways to write `total` as a sum of `parts` positive numbers.
fn splits(total: usize, parts: usize) -> Vec<Vec<usize>> {
    if parts == 0 {
        return if total == 0 { vec![Vec::new()] } else { Vec::new() };
    }
    let mut all = Vec::new();
    for first in 1..=total {
        for mut rest in splits(total - first, parts - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}

fn is_match(
    parts: &[Part],
    within: Option<i64>,
    word: &[Letter],
    places: &[usize],
    counts: &[usize],
) -> bool {
    let mut rest = places;
    let mut counts = counts.iter();
    // Where the stage before began and ended, and after which of its events the next stage might have begun.
    let mut before: Option<(usize, usize)> = None;
    let mut last_chances: &[usize] = &[];
    let mut forbidding: Vec<Part> = Vec::new();
    for &part in parts {
        if part.contiguity.forbids() {
            forbidding.push(part);
            continue;
        }
        let Some(&count) = counts.next() else { return false };
        let (own, others) = rest.split_at(count);
        rest = others;
        let (first, last) = (own[0], own[count - 1]);
        let taken = own.iter().all(|place| part.takes(word[*place]));
        if !part.count_is_right(count) || !taken || !inside_is_right(part, word, own) {
            return false;
        }
        if let Some((began, ended)) = before {
            let passed_over = &word[ended + 1..first];
            let contiguous = match part.contiguity {
                Contiguity::Next => passed_over.is_empty(),
                Contiguity::FollowedBy => !passed_over.iter().any(|letter| part.takes(*letter)),
                _ => true,
            };
            let allowed = forbidding.iter().all(|not| match not.contiguity {
                Contiguity::NotNext => last_chances.iter().all(|place| !not.takes(word[place + 1])),
                _ => !word[began + 1..first].iter().any(|letter| not.takes(*letter)),
            });
            if !contiguous || !allowed {
                return false;
            }
        }
        before = Some((first, last));
        last_chances = match part.quantifier {
            Quantifier::OneOrMore => own,
            Quantifier::Once | Quantifier::Times(_) => &own[count - 1..],
        };
        forbidding.clear();
    }
    before.is_some_and(|(began, _)| end_is_right(&forbidding, within, word, places[0], began, last_chances))
}

/// A pattern that ends in prohibitions: the next event must have come, and none may come in time.
fn end_is_right(
    forbidding: &[Part],
    within: Option<i64>,
    word: &[Letter],
    start: usize,
    began: usize,
    last_chances: &[usize],
) -> bool {
    let in_time = |letter: &Letter| within.is_none_or(|within| letter.at - word[start].at < within);
    forbidding.iter().all(|not| match not.contiguity {
        Contiguity::NotNext => last_chances.iter().all(|place| {
            let next = word.get(place + 1);
            next.is_some_and(|next| in_time(next) && !not.takes(*next))
        }),
        _ => !word[began + 1..]
            .iter()
            .any(|letter| in_time(letter) && not.takes(*letter)),
    })
}

fn inside_is_right(part: Part, word: &[Letter], own: &[usize]) -> bool {
    own.windows(2).all(|pair| {
        let passed_over = &word[pair[0] + 1..pair[1]];
        match part.repetition {
            Repetition::Relaxed => !passed_over.iter().any(|letter| part.takes(*letter)),
            Repetition::Consecutive => passed_over.is_empty(),
            Repetition::Combinations => true,
        }
    })
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
    let paused = words.iter().filter(|word| word.len() == 4).map(|word| {
        let (before, after) = word.split_at(2);
        format!("{before}  {after}")
    });
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
                contiguity,
                letters,
                quantifier,
                repetition,
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
