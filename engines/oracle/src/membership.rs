//! Which events make the difference between two digests.

use std::collections::HashMap;

use streamgauge_model::{Digest, Event};

/// Events by which a set differs from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Expected and not found.
    pub(crate) lost: Vec<u64>,
    /// Found and not expected, or found once more than expected.
    pub(crate) extra: Vec<u64>,
}

/// Which of the candidates (numbers of events) turn the expected set into the one found, if one or two events do; a
/// greater difference has too many explanations. The hashes have 64 bits, so that a wrong explanation does not occur.
pub(crate) fn difference(candidates: &[u64], expected: Digest, found: Digest) -> Option<Difference> {
    let hashes: HashMap<u64, u64> = candidates.iter().map(|seq| (identity(*seq), *seq)).collect();
    let gained = Change {
        sum: found.hash_sum.wrapping_sub(expected.hash_sum),
        xor: found.hash_xor ^ expected.hash_xor,
    };
    let missed = Change {
        sum: gained.sum.wrapping_neg(),
        ..gained
    };
    let more = i128::from(found.count) - i128::from(expected.count);
    let (lost, extra) = match more {
        1 => (vec![], vec![gained.one(&hashes)?]),
        -1 => (vec![missed.one(&hashes)?], vec![]),
        2 => (vec![], gained.two(&hashes, candidates)?),
        -2 => (missed.two(&hashes, candidates)?, vec![]),
        0 => gained.swapped(&hashes, candidates)?,
        _ => return None,
    };
    Some(Difference { lost, extra })
}

fn identity(seq: u64) -> u64 {
    Event {
        seq,
        ..Event::default()
    }
    .identity()
}

/// What some events change in the hashes of a set.
#[derive(Clone, Copy)]
struct Change {
    sum: u64,
    xor: u64,
}

impl Change {
    fn one(self, hashes: &HashMap<u64, u64>) -> Option<u64> {
        hashes.get(&self.sum).filter(|_| self.sum == self.xor).copied()
    }

    fn two(self, hashes: &HashMap<u64, u64>, candidates: &[u64]) -> Option<Vec<u64>> {
        candidates.iter().find_map(|first| {
            let own = identity(*first);
            let other = self.sum.wrapping_sub(own);
            let second = hashes.get(&other).filter(|_| own ^ other == self.xor)?;
            Some(vec![*first, *second])
        })
    }

    /// One event went and another came.
    fn swapped(self, hashes: &HashMap<u64, u64>, candidates: &[u64]) -> Option<(Vec<u64>, Vec<u64>)> {
        candidates.iter().find_map(|lost| {
            let own = identity(*lost);
            let came = self.sum.wrapping_add(own);
            let extra = hashes.get(&came).filter(|_| own ^ came == self.xor)?;
            (extra != lost).then(|| (vec![*lost], vec![*extra]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seqs: &[u64]) -> Digest {
        let mut digest = Digest::default();
        for seq in seqs {
            digest.add(&Event {
                seq: *seq,
                ..Event::default()
            });
        }
        digest
    }

    #[test]
    fn one_or_two_events_are_found_by_their_hashes() {
        let candidates: Vec<u64> = (0..100).collect();
        let expected = [3, 50, 70];
        let cases: [(&[u64], &[u64], &[u64]); 7] = [
            (&[3, 50, 70, 9], &[], &[9]),
            (&[3, 70], &[50], &[]),
            (&[3, 50, 9], &[70], &[9]),
            (&[70], &[3, 50], &[]),
            (&[3, 50, 70, 8, 9], &[], &[8, 9]),
            (&[3, 50, 70, 70], &[], &[70]),
            (&[3, 50, 70, 9, 9], &[], &[9, 9]),
        ];
        for (found, lost, extra) in cases {
            let difference = difference(&candidates, of(&expected), of(found));
            let expected = Difference {
                lost: lost.to_vec(),
                extra: extra.to_vec(),
            };
            assert_eq!(difference, Some(expected), "{found:?}");
        }
    }

    #[test]
    fn what_no_candidates_explain_stays_unexplained() {
        let candidates: Vec<u64> = (0..10).collect();
        assert_eq!(difference(&candidates, of(&[1, 2]), of(&[1, 2, 77])), None);
        assert_eq!(difference(&candidates, of(&[1, 2]), of(&[3, 4])), None);
        assert_eq!(difference(&candidates, of(&[]), of(&[1, 2, 3])), None);
        assert_eq!(difference(&candidates, of(&[1]), of(&[1])), None, "there is none");
    }
}
