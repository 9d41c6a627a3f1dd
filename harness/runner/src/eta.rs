//! How long a comparison still takes.

use std::collections::BTreeMap;
use std::time::Instant;

/// One piece of work: what it is of, and how long it was estimated to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Position of the arm.
    pub(crate) arm: usize,
    /// Position of the query.
    pub(crate) query: usize,
    /// Wall nanoseconds.
    pub(crate) estimate_ns: u64,
}

/// The time left, from estimates and from what has been seen: a piece takes what others of its arm and query took; else
/// what its estimate says, corrected by how wrong those of its arm were; else by how wrong all were.
#[derive(Clone, Debug)]
pub(crate) struct Eta {
    pieces: Vec<Piece>,
    spent_ns: Vec<u64>,
    spoilt: usize,
    spare: usize,
    since: Instant,
}

/// Pieces that were seen: how many, how long they took, and how long they were estimated to take.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    count: f64,
    spent_ns: f64,
    estimated_ns: f64,
}

impl Eta {
    /// Of these pieces, of which at most `spare` may be tried again.
    pub(crate) fn new(pieces: Vec<Piece>, spare: usize) -> Self {
        Self {
            pieces,
            spent_ns: Vec::new(),
            spoilt: 0,
            spare,
            since: Instant::now(),
        }
    }

    /// The piece whose turn it was is done; what came between it and the one before it counts as its own.
    pub(crate) fn finish(&mut self, is_spoilt: bool) {
        let spent = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.since = Instant::now();
        self.finish_after(spent, is_spoilt);
    }

    fn finish_after(&mut self, spent_ns: u64, is_spoilt: bool) {
        self.spent_ns.push(spent_ns);
        self.spoilt += usize::from(is_spoilt);
    }

    /// What is left, wall nanoseconds.
    pub(crate) fn left_ns(&self) -> u64 {
        let done = self.spent_ns.len().min(self.pieces.len());
        let mut kinds: BTreeMap<(usize, usize), Seen> = BTreeMap::new();
        let mut arms: BTreeMap<usize, Seen> = BTreeMap::new();
        let mut all = Seen::default();
        for (piece, spent) in self.pieces.iter().zip(&self.spent_ns) {
            kinds
                .entry((piece.arm, piece.query))
                .or_default()
                .add(piece, *spent);
            arms.entry(piece.arm).or_default().add(piece, *spent);
            all.add(piece, *spent);
        }
        let expected = |piece: &Piece| match kinds.get(&(piece.arm, piece.query)) {
            Some(kind) => kind.spent_ns / kind.count,
            None => piece.estimate_ns as f64 * arms.get(&piece.arm).unwrap_or(&all).correction(),
        };
        let pieces: f64 = self.pieces[done..].iter().map(expected).sum();
        (pieces + self.retries_ns(done, all)) as u64
    }

    /// What trying again will take, if what is left is spoilt as often as what is done.
    fn retries_ns(&self, done: usize, all: Seen) -> f64 {
        if done == 0 {
            return 0.0;
        }
        let spoilt = self.spoilt as f64 * self.pieces.len() as f64 / done as f64;
        spoilt.min(self.spare as f64) * all.spent_ns / all.count
    }
}

impl Seen {
    fn add(&mut self, piece: &Piece, spent_ns: u64) {
        self.count += 1.0;
        self.spent_ns += spent_ns as f64;
        self.estimated_ns += piece.estimate_ns as f64;
    }

    fn correction(self) -> f64 {
        if self.estimated_ns > 0.0 {
            self.spent_ns / self.estimated_ns
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn pieces(kinds: &[(usize, usize)], estimate_ns: u64) -> Vec<Piece> {
        let piece = |(arm, query): &(usize, usize)| Piece {
            arm: *arm,
            query: *query,
            estimate_ns,
        };
        kinds.iter().map(piece).collect()
    }

    #[test]
    fn before_anything_was_seen_the_estimates_count() {
        assert_eq!(Eta::new(pieces(&[(0, 0), (1, 0)], 100), 1).left_ns(), 200);
    }

    #[test]
    fn a_kind_takes_what_it_took_and_an_arm_corrects_its_own_estimates() {
        let mut eta = Eta::new(pieces(&[(0, 0), (1, 0), (0, 0), (0, 1), (1, 1), (2, 0)], 100), 0);
        eta.finish_after(150, false);
        eta.finish_after(50, false);
        // The kind took 150; arm 0 took 1.5 and arm 1 took 0.5 of its estimates; both together 1.0.
        assert_eq!(eta.left_ns(), 150 + 150 + 50 + 100);
    }

    #[test]
    fn what_was_spoilt_will_be_tried_again_as_far_as_that_is_allowed() {
        let mut eta = Eta::new(pieces(&[(0, 0); 4], 100), 1);
        eta.finish_after(100, true);
        assert_eq!(eta.left_ns(), 400);
        (0..3).for_each(|_| eta.finish_after(100, false));
        assert_eq!(eta.left_ns(), 100);
    }

    #[test]
    fn nothing_is_left_in_the_end_and_extremes_do_not_overflow() {
        let mut eta = Eta::new(pieces(&[(0, 0); 2], u64::MAX), 5);
        assert_eq!(eta.left_ns(), u64::MAX);
        (0..3).for_each(|_| eta.finish_after(0, false));
        assert_eq!(eta.left_ns(), 0);
    }

    /// The slots of `compare` as it is without flags, on two busy cores: position of the arm (0: a trigger of 1 s) and wall
    /// milliseconds (`wall_ns` of the record), in the order of the plan: 3 repeats of 4 queries.
    const RECORDED: [(usize, u64); 36] = [
        (2, 2613),
        (1, 2950),
        (0, 4784),
        (1, 2998),
        (0, 4812),
        (2, 2984),
        (0, 4400),
        (2, 3382),
        (1, 3520),
        (2, 2780),
        (1, 3035),
        (0, 3347),
        (1, 2756),
        (0, 4050),
        (2, 2564),
        (0, 4143),
        (2, 2766),
        (1, 2824),
        (2, 3387),
        (1, 3942),
        (0, 5268),
        (1, 2709),
        (0, 2864),
        (2, 2541),
        (0, 4135),
        (2, 2673),
        (1, 2939),
        (2, 2636),
        (1, 2849),
        (0, 4766),
        (1, 3370),
        (0, 4676),
        (2, 3567),
        (0, 3079),
        (2, 2736),
        (1, 2690),
    ];

    #[test]
    fn after_the_first_quarter_the_time_left_is_right_within_a_fifth() {
        let kinds: Vec<(usize, usize)> = RECORDED
            .iter()
            .enumerate()
            .map(|(slot, (arm, _))| (*arm, slot % 12 / 3))
            .collect();
        let mut eta = Eta::new(pieces(&kinds, 2_500 * MS), 3);
        for (done, (_, ms)) in RECORDED.iter().enumerate() {
            let left: u64 = RECORDED[done..].iter().map(|(_, ms)| ms * MS).sum();
            let ratio = eta.left_ns() as f64 / left as f64;
            assert!(done < 9 || (0.8..=1.2).contains(&ratio), "{ratio} after {done}");
            eta.finish_after(ms * MS, false);
        }
    }
}
