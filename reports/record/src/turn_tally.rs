//! What became of the turns of one build.

use std::collections::BTreeMap;

use crate::{Block, Side};

/// What became of the turns of one build, and of the tries that they took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnTally {
    /// Turns; one that was made again is still one.
    pub turns: usize,
    /// Turns whose last try counts.
    pub answered: usize,
    /// Turns whose last try failed by the build's own fault.
    pub failed: usize,
    /// Tries.
    pub tries: usize,
    /// Tries that do not count.
    pub void_tries: usize,
    /// Tries that failed by the build's own fault.
    pub failed_tries: usize,
    /// Why most of the void tries do not count, and how many of them; reasons that differ in figures alone are one.
    pub reason: Option<(String, usize)>,
}

impl TurnTally {
    /// Counts the turns of a side. Tries of one turn follow each other.
    #[must_use]
    pub fn of(blocks: &[Block], side: Side) -> Self {
        let tries: Vec<&Block> = blocks.iter().filter(|block| block.side == side).collect();
        let mut turns = tries.chunk_by(|one, next| one.pair == next.pair);
        let last = |turn: &[&Block], is: fn(&Block) -> bool| turn.last().is_some_and(|block| is(block));
        let mut tally = turns.by_ref().fold(Self::default(), |tally, turn| Self {
            turns: tally.turns + 1,
            answered: tally.answered + usize::from(last(turn, |block| block.void.is_none())),
            failed: tally.failed + usize::from(last(turn, |block| block.failed)),
            ..tally
        });
        tally.tries = tries.len();
        tally.void_tries = tries.iter().filter(|block| block.void.is_some()).count();
        tally.failed_tries = tries.iter().filter(|block| block.failed).count();
        tally.reason = commonest(tries.iter().filter_map(|block| block.void.as_deref()));
        tally
    }

    /// Whether more than half of the turns answered.
    #[must_use]
    pub const fn mostly_answers(&self) -> bool {
        2 * self.answered > self.turns
    }

    /// Whether more than half of the turns failed by the build's own fault.
    #[must_use]
    pub const fn mostly_fails(&self) -> bool {
        2 * self.failed > self.turns
    }
}

/// The commonest reason, as it was first told; of reasons as common as each other, the first in the alphabet.
fn commonest<'a>(reasons: impl Iterator<Item = &'a str>) -> Option<(String, usize)> {
    let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for reason in reasons {
        let without_figures = reason.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        counts.entry(without_figures).or_insert((0, reason)).0 += 1;
    }
    let most = counts.into_values().rev().max_by_key(|(count, _)| *count)?;
    Some((most.1.to_owned(), most.0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn block(pair: u32, side: Side, void: Option<&str>, failed: bool) -> Block {
        Block {
            pair,
            side,
            control_ns: 1.0,
            void: void.map(str::to_owned),
            failed,
            wrong_answer: false,
            figures: BTreeMap::new(),
        }
    }

    #[test]
    fn a_turn_is_what_its_last_try_came_to_and_reasons_are_counted_without_their_figures() {
        let head = |pair, void, failed| block(pair, Side::Head, void, failed);
        let blocks = [
            head(0, Some("behind by 3 ms"), false),
            head(0, Some("it crashed"), true),
            block(0, Side::Base, None, false),
            head(0, None, false),
            head(1, Some("behind by 4 ms"), false),
            head(1, Some("behind by 5 ms"), false),
            head(2, Some("it crashed"), true),
        ];
        let tally = TurnTally::of(&blocks, Side::Head);
        let expected = TurnTally {
            turns: 3,
            answered: 1,
            failed: 1,
            tries: 6,
            void_tries: 5,
            failed_tries: 2,
            reason: Some(("behind by 3 ms".to_owned(), 3)),
        };
        assert_eq!(tally, expected);
        assert!(!tally.mostly_answers() && !tally.mostly_fails());
        let base = TurnTally::of(&blocks, Side::Base);
        assert!(base.mostly_answers() && base.reason.is_none());
    }
}
