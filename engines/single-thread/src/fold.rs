//! What is kept of the events of a group.

use streamgauge_model::{Aggregate, Comparison, Digest, Event, Query, Values};

use crate::users::Users;

/// Folds events into an accumulator.
pub(crate) trait Fold: Copy {
    /// What is kept per group.
    type Acc;

    /// Whether events that were added can be taken back.
    const TAKES_BACK: bool = false;

    /// That of no events.
    fn empty(self) -> Self::Acc;

    /// Adds an event.
    fn add(self, acc: &mut Self::Acc, event: &Event);

    /// Adds the events of another.
    fn merge(self, acc: &mut Self::Acc, other: &Self::Acc);

    /// Takes the events of another, which are among those that were added, back; nothing happens where that is impossible.
    fn take_back(self, _acc: &mut Self::Acc, _other: &Self::Acc) {}

    /// The aggregates.
    fn values(self, acc: &Self::Acc) -> Values;
}

/// Count, sum and mean, and which events they are.
#[derive(Clone, Copy)]
pub(crate) struct Tally {
    keeps_digest: bool,
}

impl Tally {
    /// As far as `query` asks for it.
    pub(crate) const fn of(query: &Query) -> Self {
        Self {
            keeps_digest: query.digest,
        }
    }
}

/// See [`Tally`].
#[derive(Clone, Copy, Default)]
pub(crate) struct TallyAcc {
    digest: Digest,
    sum: i64,
}

impl Fold for Tally {
    type Acc = TallyAcc;

    const TAKES_BACK: bool = true;

    #[inline]
    fn empty(self) -> TallyAcc {
        TallyAcc::default()
    }

    #[inline]
    fn add(self, acc: &mut TallyAcc, event: &Event) {
        if self.keeps_digest {
            acc.digest.add(event);
        } else {
            acc.digest.count += 1;
        }
        acc.sum = acc.sum.wrapping_add(event.value);
    }

    #[inline]
    fn merge(self, acc: &mut TallyAcc, other: &TallyAcc) {
        acc.digest.merge(&other.digest);
        acc.sum = acc.sum.wrapping_add(other.sum);
    }

    #[inline]
    fn take_back(self, acc: &mut TallyAcc, other: &TallyAcc) {
        acc.digest.subtract(&other.digest);
        acc.sum = acc.sum.wrapping_sub(other.sum);
    }

    #[inline]
    fn values(self, acc: &TallyAcc) -> Values {
        Values {
            digest: acc.digest,
            sum: acc.sum,
            ..Values::default()
        }
    }
}

/// Smallest and greatest value, and what satisfies a condition, besides [`Tally`].
#[derive(Clone, Copy)]
pub(crate) struct Extremes {
    tally: Tally,
    gives_extremes: bool,
    /// A value satisfies the condition if it is less than this, or, where negated, if it is not.
    limit: i64,
    is_negated: bool,
}

/// See [`Extremes`].
#[derive(Clone, Copy)]
pub(crate) struct ExtremesAcc {
    tally: TallyAcc,
    min: i64,
    max: i64,
    count_if: u64,
    sum_if: i64,
}

impl Extremes {
    /// As far as `query` asks for them.
    pub(crate) fn of(query: &Query) -> Self {
        let condition = query
            .aggregates
            .iter()
            .find_map(|aggregate| aggregate.condition());
        let (limit, is_negated) = match condition {
            Some(Comparison::Below(limit)) => (limit, false),
            Some(Comparison::AtLeast(limit)) => (limit, true),
            // No value is less.
            None => (i64::MIN, false),
        };
        Self {
            tally: Tally::of(query),
            gives_extremes: query
                .aggregates
                .iter()
                .any(|aggregate| matches!(aggregate, Aggregate::Min | Aggregate::Max)),
            limit,
            is_negated,
        }
    }
}

impl Fold for Extremes {
    type Acc = ExtremesAcc;

    #[inline]
    fn empty(self) -> ExtremesAcc {
        ExtremesAcc {
            tally: TallyAcc::default(),
            min: i64::MAX,
            max: i64::MIN,
            count_if: 0,
            sum_if: 0,
        }
    }

    #[inline]
    fn add(self, acc: &mut ExtremesAcc, event: &Event) {
        self.tally.add(&mut acc.tally, event);
        acc.min = acc.min.min(event.value);
        acc.max = acc.max.max(event.value);
        // Without a branch: which values satisfy a condition is not to be foretold.
        let holds = (event.value < self.limit) != self.is_negated;
        acc.count_if += u64::from(holds);
        acc.sum_if = acc
            .sum_if
            .wrapping_add(i64::from(holds).wrapping_mul(event.value));
    }

    fn merge(self, acc: &mut ExtremesAcc, other: &ExtremesAcc) {
        self.tally.merge(&mut acc.tally, &other.tally);
        acc.min = acc.min.min(other.min);
        acc.max = acc.max.max(other.max);
        acc.count_if += other.count_if;
        acc.sum_if = acc.sum_if.wrapping_add(other.sum_if);
    }

    fn values(self, acc: &ExtremesAcc) -> Values {
        let (min, max) = if self.gives_extremes {
            (acc.min, acc.max)
        } else {
            (0, 0)
        };
        Values {
            min,
            max,
            count_if: acc.count_if,
            sum_if: acc.sum_if,
            ..self.tally.values(&acc.tally)
        }
    }
}

/// The number of different users, exactly, besides [`Extremes`].
#[derive(Clone, Copy)]
pub(crate) struct Distinct(pub(crate) Extremes);

/// See [`Distinct`].
pub(crate) struct DistinctAcc {
    extremes: ExtremesAcc,
    users: Users,
}

impl Fold for Distinct {
    type Acc = DistinctAcc;

    fn empty(self) -> DistinctAcc {
        DistinctAcc {
            extremes: self.0.empty(),
            users: Users::default(),
        }
    }

    #[inline]
    fn add(self, acc: &mut DistinctAcc, event: &Event) {
        self.0.add(&mut acc.extremes, event);
        acc.users.add(event.user);
    }

    fn merge(self, acc: &mut DistinctAcc, other: &DistinctAcc) {
        self.0.merge(&mut acc.extremes, &other.extremes);
        acc.users.merge(&other.users);
    }

    fn values(self, acc: &DistinctAcc) -> Values {
        Values {
            distinct_users: acc.users.count(),
            ..self.0.values(&acc.extremes)
        }
    }
}
