//! How the values of a group are folded. All arithmetic is exact.

use std::fmt::Debug;

use streamgauge_model::{Aggregate, Comparison, Digest, Event, Query, Values};

use crate::user_set::UserSet;

/// Folds events into an accumulator. Merging two accumulators of disjoint sets of events equals folding all of
/// their events into one, in any order.
pub trait Aggregator: Clone + Send + Sync + 'static {
    /// What is kept per group.
    type Acc: Clone + Debug + Send + Sync + 'static;

    /// The accumulator of no events.
    fn empty(&self) -> Self::Acc;

    /// Adds one event.
    fn add(&self, acc: &mut Self::Acc, event: &Event);

    /// Adds the events of another accumulator.
    fn merge(&self, acc: &mut Self::Acc, other: Self::Acc);

    /// Whether accumulators hold memory beyond their own size.
    fn holds_memory(&self) -> bool {
        false
    }

    /// Bytes of memory that an accumulator holds beyond its own size.
    fn bytes(&self, acc: &Self::Acc) -> u64 {
        let _ = acc;
        0
    }

    /// The aggregates.
    fn values(&self, acc: &Self::Acc) -> Values;
}

/// Count, sum and mean: three additions and an exclusive or per event.
#[derive(Clone, Copy, Debug)]
pub struct Tally;

/// The accumulator of [`Tally`].
#[derive(Clone, Copy, Debug, Default)]
pub struct TallyAcc {
    pub(crate) digest: Digest,
    pub(crate) sum: i64,
}

impl Aggregator for Tally {
    type Acc = TallyAcc;

    #[inline]
    fn empty(&self) -> TallyAcc {
        TallyAcc::default()
    }

    #[inline]
    fn add(&self, acc: &mut TallyAcc, event: &Event) {
        acc.digest.add(event);
        acc.sum = acc.sum.wrapping_add(event.value);
    }

    #[inline]
    fn merge(&self, acc: &mut TallyAcc, other: TallyAcc) {
        acc.digest.merge(&other.digest);
        acc.sum = acc.sum.wrapping_add(other.sum);
    }

    #[inline]
    fn values(&self, acc: &TallyAcc) -> Values {
        Values {
            digest: acc.digest,
            sum: acc.sum,
            ..Values::default()
        }
    }
}

/// Count, sum and mean of a query that keeps no digest: two additions per event, and half the memory of [`Tally`].
#[derive(Clone, Copy, Debug)]
pub struct BareTally;

/// The accumulator of [`BareTally`].
#[derive(Clone, Copy, Debug, Default)]
pub struct BareTallyAcc {
    pub(crate) count: u64,
    pub(crate) sum: i64,
}

impl Aggregator for BareTally {
    type Acc = BareTallyAcc;

    #[inline]
    fn empty(&self) -> BareTallyAcc {
        BareTallyAcc::default()
    }

    #[inline]
    fn add(&self, acc: &mut BareTallyAcc, event: &Event) {
        acc.count += 1;
        acc.sum = acc.sum.wrapping_add(event.value);
    }

    #[inline]
    fn merge(&self, acc: &mut BareTallyAcc, BareTallyAcc { count, sum }: BareTallyAcc) {
        acc.count += count;
        acc.sum = acc.sum.wrapping_add(sum);
    }

    #[inline]
    fn values(&self, acc: &BareTallyAcc) -> Values {
        Values {
            digest: Digest::of_count(acc.count),
            sum: acc.sum,
            ..Values::default()
        }
    }
}

/// Every aggregate there is; the costly ones, the digest among them, only as far as the query asks for them.
#[derive(Clone, Copy, Debug)]
pub struct Full {
    digest: bool,
    distinct_users: bool,
    extremes: bool,
    condition: Option<Comparison>,
}

impl Full {
    /// The aggregator for the aggregates of `query`.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            digest: query.digest,
            distinct_users: query.aggregates.contains(&Aggregate::DistinctUsers),
            extremes: query
                .aggregates
                .iter()
                .any(|a| matches!(a, Aggregate::Min | Aggregate::Max)),
            condition: query.aggregates.iter().find_map(|a| a.condition()),
        }
    }

    /// Whether the smallest or greatest value is asked for.
    pub(crate) const fn has_extremes(&self) -> bool {
        self.extremes
    }

    /// Whether `query` asks for more than [`Tally`] computes.
    #[must_use]
    pub fn is_needed(query: &Query) -> bool {
        let plain = |a: &Aggregate| matches!(a, Aggregate::Count | Aggregate::Sum | Aggregate::Mean);
        !query.aggregates.iter().all(plain)
    }
}

/// The accumulator of [`Full`].
#[derive(Clone, Debug)]
pub struct FullAcc {
    tally: TallyAcc,
    pub(crate) min: i64,
    pub(crate) max: i64,
    count_if: u64,
    sum_if: i64,
    pub(crate) users: UserSet,
}

impl FullAcc {
    /// Adds what can be taken back: tally and conditional aggregates.
    pub(crate) fn add_plain(&mut self, other: &Self) {
        Tally.merge(&mut self.tally, other.tally);
        self.count_if += other.count_if;
        self.sum_if = self.sum_if.wrapping_add(other.sum_if);
    }

    /// Takes back what [`FullAcc::add_plain`] has added.
    pub(crate) const fn subtract_plain(&mut self, other: &Self) {
        self.tally.digest.subtract(&other.tally.digest);
        self.tally.sum = self.tally.sum.wrapping_sub(other.tally.sum);
        self.count_if -= other.count_if;
        self.sum_if = self.sum_if.wrapping_sub(other.sum_if);
    }
}

impl Aggregator for Full {
    type Acc = FullAcc;

    fn empty(&self) -> FullAcc {
        FullAcc {
            tally: TallyAcc::default(),
            min: i64::MAX,
            max: i64::MIN,
            count_if: 0,
            sum_if: 0,
            users: UserSet::default(),
        }
    }

    #[inline]
    fn add(&self, acc: &mut FullAcc, event: &Event) {
        if self.digest {
            Tally.add(&mut acc.tally, event);
        } else {
            acc.tally.digest.count += 1;
            acc.tally.sum = acc.tally.sum.wrapping_add(event.value);
        }
        acc.min = acc.min.min(event.value);
        acc.max = acc.max.max(event.value);
        if let Some(condition) = self.condition {
            // Without a branch: which values satisfy a condition is not to be foretold.
            let holds = condition.holds(event.value);
            acc.count_if += u64::from(holds);
            acc.sum_if = acc
                .sum_if
                .wrapping_add(i64::from(holds).wrapping_mul(event.value));
        }
        if self.distinct_users {
            acc.users.insert(event.user);
        }
    }

    fn merge(&self, acc: &mut FullAcc, other: FullAcc) {
        acc.add_plain(&other);
        acc.min = acc.min.min(other.min);
        acc.max = acc.max.max(other.max);
        acc.users.unite(other.users);
    }

    fn holds_memory(&self) -> bool {
        self.distinct_users
    }

    fn bytes(&self, acc: &FullAcc) -> u64 {
        acc.users.bytes()
    }

    fn values(&self, acc: &FullAcc) -> Values {
        let empty = acc.tally.digest.count == 0 || !self.extremes;
        Values {
            min: if empty { 0 } else { acc.min },
            max: if empty { 0 } else { acc.max },
            count_if: acc.count_if,
            sum_if: acc.sum_if,
            distinct_users: acc.users.len() as u64,
            ..Tally.values(&acc.tally)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(aggregates: Vec<Aggregate>) -> Query {
        Query {
            name: String::new(),
            filter: None,
            key: streamgauge_model::KeyBy::None,
            window: streamgauge_model::WindowSpec::Running,
            time: streamgauge_model::TimeDomain::Event,
            aggregates,
            alert: None,
            top: None,
            watermark: None,
            allowed_lateness_ms: 0,
            firing: streamgauge_model::Firing::AT_END,
            deduplicate: None,
            source_delays_ms: Vec::new(),
            digest: true,
        }
    }

    fn event(seq: u64, user: u32, value: i64) -> Event {
        Event {
            seq,
            user,
            value,
            ..Event::default()
        }
    }

    #[test]
    fn merging_parts_equals_folding_the_whole() {
        let below_two_stars = Comparison::Below(4);
        let full = Full::new(&query(vec![
            Aggregate::Min,
            Aggregate::DistinctUsers,
            Aggregate::CountIf(below_two_stars),
            Aggregate::SumIf(below_two_stars),
        ]));
        let events: Vec<_> = (0..20u32)
            .map(|i| event(u64::from(i), i % 7, i64::from(i * 3 % 10) + 1))
            .collect();
        let fold = |part: &[Event]| {
            let mut acc = full.empty();
            part.iter().for_each(|e| full.add(&mut acc, e));
            acc
        };
        let whole = full.values(&fold(&events));
        for cut in 0..events.len() {
            let mut left = fold(&events[..cut]);
            full.merge(&mut left, fold(&events[cut..]));
            assert_eq!(full.values(&left), whole, "cut at {cut}");
        }
        assert_eq!(
            (whole.digest.count, whole.distinct_users, whole.min, whole.max),
            (20, 7, 1, 10)
        );
        assert_eq!((whole.count_if, whole.sum_if), (6, 12));
    }

    #[test]
    fn without_a_digest_everything_but_the_hashes_is_the_same() {
        let with = query(vec![Aggregate::Count, Aggregate::Max]);
        let without = Query {
            digest: false,
            ..with.clone()
        };
        let events: Vec<_> = (0..9).map(|i| event(i, 1, 3)).collect();
        fn of<A: Aggregator>(aggregator: &A, events: &[Event]) -> Values {
            let (mut whole, mut rest) = (aggregator.empty(), aggregator.empty());
            let (left, right) = events.split_at(4);
            left.iter().for_each(|e| aggregator.add(&mut whole, e));
            right.iter().for_each(|e| aggregator.add(&mut rest, e));
            aggregator.merge(&mut whole, rest);
            aggregator.values(&whole)
        }
        let bare = |values: Values| Values {
            digest: Digest::of_count(9),
            ..values
        };
        let (tally, full) = (of(&Tally, &events), of(&Full::new(&with), &events));
        assert!(tally.digest.hash_sum != 0 && tally.digest == full.digest);
        assert_eq!(of(&BareTally, &events), bare(tally));
        assert_eq!(of(&Full::new(&without), &events), bare(full));
        assert!(size_of::<BareTallyAcc>() * 2 == size_of::<TallyAcc>());
    }

    #[test]
    fn what_was_not_asked_for_is_zero() {
        let full = Full::new(&query(vec![Aggregate::DistinctUsers]));
        let mut acc = full.empty();
        full.add(&mut acc, &event(0, 1, 7));
        let values = full.values(&acc);
        assert_eq!((values.min, values.max, values.count_if), (0, 0, 0));
        assert!(Full::is_needed(&query(vec![Aggregate::DistinctUsers])));
        assert!(!Full::is_needed(&query(vec![Aggregate::Count, Aggregate::Mean])));
    }
}
