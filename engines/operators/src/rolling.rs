//! Aggregates of a window that moves over slices.

use std::collections::VecDeque;
use std::fmt::Debug;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;
use streamgauge_model::Values;

use crate::{Aggregator, BareTally, BareTallyAcc, Full, FullAcc, Tally, TallyAcc};

/// Keeps the aggregates of a window while slices enter it at its end and leave it at its beginning, at a cost that does
/// not depend on the number of slices in it: what can be taken back is (counts, sums, digests; users by the number of
/// slices that know them), and for extremes those values are queued that may still become the greatest or smallest.
pub trait Rolls: Aggregator {
    /// The aggregates of the slices in a window.
    type Rolling: Clone + Debug + Send + Sync + 'static;

    /// No slice.
    fn rolling(&self) -> Self::Rolling;

    /// A slice enters. It may be one between others.
    fn enter(&self, rolling: &mut Self::Rolling, slice: i64, part: &Self::Acc);

    /// The first slice leaves.
    fn leave(&self, rolling: &mut Self::Rolling, slice: i64, part: &Self::Acc);

    /// More events come to `part`, the slice `slice`, which has entered.
    fn grow(&self, rolling: &mut Self::Rolling, slice: i64, part: &mut Self::Acc, more: Self::Acc);

    /// The aggregates.
    fn rolled(&self, rolling: &Self::Rolling) -> Values;

    /// Bytes of memory that the aggregates hold beyond their own size.
    fn rolling_bytes(&self, rolling: &Self::Rolling) -> u64 {
        let _ = rolling;
        0
    }
}

impl Rolls for Tally {
    type Rolling = TallyAcc;

    #[inline]
    fn rolling(&self) -> TallyAcc {
        self.empty()
    }

    #[inline]
    fn enter(&self, rolling: &mut TallyAcc, _slice: i64, part: &TallyAcc) {
        self.merge(rolling, *part);
    }

    #[inline]
    fn leave(&self, rolling: &mut TallyAcc, _slice: i64, part: &TallyAcc) {
        rolling.digest.subtract(&part.digest);
        rolling.sum = rolling.sum.wrapping_sub(part.sum);
    }

    #[inline]
    fn grow(&self, rolling: &mut TallyAcc, _slice: i64, part: &mut TallyAcc, more: TallyAcc) {
        self.merge(rolling, more);
        self.merge(part, more);
    }

    #[inline]
    fn rolled(&self, rolling: &TallyAcc) -> Values {
        self.values(rolling)
    }
}

impl Rolls for BareTally {
    type Rolling = BareTallyAcc;

    #[inline]
    fn rolling(&self) -> BareTallyAcc {
        self.empty()
    }

    #[inline]
    fn enter(&self, rolling: &mut BareTallyAcc, _slice: i64, part: &BareTallyAcc) {
        self.merge(rolling, *part);
    }

    #[inline]
    fn leave(&self, rolling: &mut BareTallyAcc, _slice: i64, part: &BareTallyAcc) {
        rolling.count -= part.count;
        rolling.sum = rolling.sum.wrapping_sub(part.sum);
    }

    #[inline]
    fn grow(&self, rolling: &mut BareTallyAcc, _slice: i64, part: &mut BareTallyAcc, more: BareTallyAcc) {
        self.merge(rolling, more);
        self.merge(part, more);
    }

    #[inline]
    fn rolled(&self, rolling: &BareTallyAcc) -> Values {
        self.values(rolling)
    }
}

/// The aggregates of [`Full`] over slices.
#[derive(Clone, Debug)]
pub struct FullRolling {
    /// All that can be taken back; its extremes and users mean nothing.
    plain: FullAcc,
    smallest: Smallest,
    /// Of the complements, which are in the opposite order.
    greatest: Smallest,
    /// How many slices know a user.
    users: HashMap<u32, u32, FxBuildHasher>,
}

impl FullRolling {
    fn know(&mut self, users: impl IntoIterator<Item = u32>) {
        for user in users {
            *self.users.entry(user).or_insert(0) += 1;
        }
    }
}

impl Rolls for Full {
    type Rolling = FullRolling;

    fn rolling(&self) -> FullRolling {
        FullRolling {
            plain: self.empty(),
            smallest: Smallest::default(),
            greatest: Smallest::default(),
            users: HashMap::with_hasher(FxBuildHasher),
        }
    }

    fn enter(&self, rolling: &mut FullRolling, slice: i64, part: &FullAcc) {
        rolling.plain.add_plain(part);
        if self.has_extremes() {
            rolling.smallest.enter(slice, part.min);
            rolling.greatest.enter(slice, !part.max);
        }
        rolling.know(part.users.iter());
    }

    fn leave(&self, rolling: &mut FullRolling, slice: i64, part: &FullAcc) {
        rolling.plain.subtract_plain(part);
        rolling.smallest.leave(slice);
        rolling.greatest.leave(slice);
        for user in part.users.iter() {
            if let Entry::Occupied(mut slices) = rolling.users.entry(user) {
                *slices.get_mut() -= 1;
                if *slices.get() == 0 {
                    slices.remove();
                }
            }
        }
    }

    fn grow(&self, rolling: &mut FullRolling, slice: i64, part: &mut FullAcc, more: FullAcc) {
        rolling.plain.add_plain(&more);
        if self.has_extremes() {
            rolling.smallest.enter(slice, more.min);
            rolling.greatest.enter(slice, !more.max);
        }
        rolling.know(more.users.iter().filter(|user| !part.users.contains(*user)));
        self.merge(part, more);
    }

    fn rolled(&self, rolling: &FullRolling) -> Values {
        let (smallest, greatest) = (rolling.smallest.first(), rolling.greatest.first());
        Values {
            min: smallest.unwrap_or(0),
            max: greatest.map_or(0, |complement| !complement),
            distinct_users: rolling.users.len() as u64,
            ..self.values(&rolling.plain)
        }
    }

    fn rolling_bytes(&self, rolling: &FullRolling) -> u64 {
        rolling.smallest.bytes() + rolling.greatest.bytes() + rolling.users.allocation_size() as u64
    }
}

/// The smallest value of some slices: those that no later slice undercuts, in order of slices and of values.
#[derive(Clone, Debug, Default)]
struct Smallest(VecDeque<(i64, i64)>);

impl Smallest {
    fn enter(&mut self, slice: i64, value: i64) {
        let queue = &mut self.0;
        let behind = queue.partition_point(|(at, _)| *at <= slice);
        if queue.get(behind).is_some_and(|(_, later)| *later <= value) {
            return;
        }
        let kept = queue
            .range(..behind)
            .take_while(|(_, earlier)| *earlier < value)
            .count();
        // The slice itself has a smaller value already.
        if kept == behind && kept > 0 && queue[kept - 1].0 == slice {
            return;
        }
        queue.drain(kept..behind);
        queue.insert(kept, (slice, value));
    }

    fn leave(&mut self, slice: i64) {
        while self.0.front().is_some_and(|(at, _)| *at <= slice) {
            self.0.pop_front();
        }
    }

    fn first(&self) -> Option<i64> {
        self.0.front().map(|(_, value)| *value)
    }

    fn bytes(&self) -> u64 {
        crate::memory::of_deque(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_value_is_found_whatever_comes_in_between() {
        let (mut queue, mut all) = (Smallest::default(), Vec::new());
        for step in 0..500_i64 {
            let slice = step / 4 + step * 5 % 7;
            let value = step * 37 % 23;
            queue.enter(slice, value);
            all.push((slice, value));
            if step % 3 == 0 {
                let first = step / 4;
                queue.leave(first - 1);
                all.retain(|(at, _)| *at >= first);
            }
            let expected = all.iter().map(|(_, value)| *value).min();
            assert_eq!(queue.first(), expected, "step {step}");
        }
    }
}
