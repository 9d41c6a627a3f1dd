//! What a pattern means, by definition: all tuples of places are tried, and the rules are read off them. Shares no code
//! with the automaton.

use streamgauge_patterns::{Contiguity, Quantifier, Repetition, Stage};

use crate::words::{Letter, any_of};

/// A stage in words.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub contiguity: Contiguity,
    pub letters: &'static str,
    pub quantifier: Quantifier,
    pub repetition: Repetition,
    /// The limit to the previous event.
    pub gap: Option<i64>,
}

impl Part {
    pub const fn once(contiguity: Contiguity, letters: &'static str) -> Self {
        Self {
            contiguity,
            letters,
            quantifier: Quantifier::Once,
            repetition: Repetition::Relaxed,
            gap: None,
        }
    }

    pub fn stage(self, name: &str) -> Stage<Letter> {
        let stage = Stage::new(name, self.contiguity, any_of(self.letters));
        let stage = match self.gap {
            Some(millis) => stage.within_of_previous(millis),
            None => stage,
        };
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

    /// Whether `at` is soon enough after `previous`.
    fn is_soon(self, previous: Letter, at: Letter) -> bool {
        self.gap.is_none_or(|gap| at.at - previous.at < gap)
    }

    fn count_is_right(self, count: usize) -> bool {
        match self.quantifier {
            Quantifier::Once => count == 1,
            Quantifier::Times(n) => count == n as usize,
            Quantifier::OneOrMore => count >= 1,
        }
    }
}

/// All matches by definition: each way to give each taking stage some places, in order.
pub fn by_definition(parts: &[Part], within: Option<i64>, word: &[Letter]) -> Vec<Vec<usize>> {
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
            if !contiguous || !allowed || !part.is_soon(word[ended], word[first]) {
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
        let contiguous = match part.repetition {
            Repetition::Relaxed => !passed_over.iter().any(|letter| part.takes(*letter)),
            Repetition::Consecutive => passed_over.is_empty(),
            Repetition::Combinations => true,
        };
        contiguous && part.is_soon(word[pair[0]], word[pair[1]])
    })
}
