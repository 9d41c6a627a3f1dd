//! Joins on intervals against the definition: all pairs whose distance satisfies the bounds.

use streamgauge_model::{EventTime, Watermark};
use streamgauge_sql::{IntervalJoin, JoinType};

use crate::random;

/// A row: its key, and its time.
type Row = (usize, i64);

/// An answer: a left row, a right row.
type Pair = (Option<Row>, Option<Row>);

#[derive(Clone, Debug)]
struct Input {
    rows: Vec<(bool, Row)>,
    lower: i64,
    upper: i64,
    min_cleanup: i64,
    /// No row is older than its newest predecessor by more than this.
    disorder: i64,
}

impl Input {
    fn new(numbers: &mut impl Iterator<Item = usize>) -> Self {
        let mut next = |limit: i64| numbers.next().map_or(0, |number| number as i64 % limit);
        let (lower, disorder) = (next(13) - 6, next(6));
        let (upper, min_cleanup) = (lower + next(9), next(4) * 3);
        // Times well behind the epoch: before it, the operator's clock stands still.
        let mut newest = 100;
        let rows = (0..14).map(|_| {
            newest += next(4);
            (next(2) == 0, (next(2) as usize, newest - next(disorder + 1)))
        });
        Self {
            rows: rows.collect(),
            lower,
            upper,
            min_cleanup,
            disorder,
        }
    }

    fn by_operator(&self, join: JoinType) -> Vec<Pair> {
        let mut operator =
            IntervalJoin::new(join, self.lower, self.upper, self.min_cleanup).expect("a legal join");
        let (mut newest, mut pairs) = (i64::MIN, Vec::new());
        for (is_left, row) in &self.rows {
            let time = EventTime::from_millis(row.1);
            let mut out =
                |joined: streamgauge_sql::Joined<usize, Row, Row>| pairs.push((joined.left, joined.right));
            if *is_left {
                operator.on_left(&row.0, time, *row, &mut out);
            } else {
                operator.on_right(&row.0, time, *row, &mut out);
            }
            newest = newest.max(row.1);
            let watermark = EventTime::from_millis(newest - self.disorder - 1);
            operator.on_watermark(Watermark::at(watermark), &mut out);
        }
        operator.on_watermark(Watermark::END, &mut |joined| {
            pairs.push((joined.left, joined.right));
        });
        pairs.sort_unstable();
        pairs
    }

    fn by_definition(&self, join: JoinType) -> Vec<Pair> {
        let side = |left| self.rows.iter().filter(move |row| row.0 == left).map(|row| row.1);
        let fits = |left: &Row, right: &Row| {
            left.0 == right.0 && (self.lower..=self.upper).contains(&(left.1 - right.1))
        };
        let mut pairs: Vec<Pair> = Vec::new();
        for left in side(true) {
            let partners = side(false).filter(|right| fits(&left, right));
            pairs.extend(partners.map(|right| (Some(left), Some(right))));
            if matches!(join, JoinType::Left | JoinType::Full)
                && !side(false).any(|right| fits(&left, &right))
            {
                pairs.push((Some(left), None));
            }
        }
        for right in side(false) {
            if matches!(join, JoinType::Right | JoinType::Full) && !side(true).any(|left| fits(&left, &right))
            {
                pairs.push((None, Some(right)));
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

#[test]
fn without_late_rows_all_pairs_meet_and_those_left_over_leave_alone_however_lazily_state_is_cleaned() {
    let mut numbers = random(3);
    for _ in 0..5_000 {
        let input = Input::new(&mut numbers);
        for join in [JoinType::Inner, JoinType::Left, JoinType::Right, JoinType::Full] {
            assert_eq!(
                input.by_operator(join),
                input.by_definition(join),
                "{join:?} {input:?}"
            );
        }
    }
}

#[test]
fn the_ends_of_time_stop_nothing() {
    let mut operator = IntervalJoin::new(JoinType::Full, i64::MIN, i64::MAX, i64::MAX).expect("a legal join");
    let mut rows = 0;
    for t in [i64::MIN, -1, 0, i64::MAX] {
        operator.on_left(&'k', EventTime::from_millis(t), t, &mut |_| rows += 1);
        operator.on_right(&'k', EventTime::from_millis(t), t, &mut |_| rows += 1);
        operator.on_watermark(Watermark::at(EventTime::from_millis(t)), &mut |_| rows += 1);
    }
    assert_eq!(operator.on_watermark(Watermark::END, &mut |_| {}).millis(), 0);
    assert!(rows > 0);
}

#[test]
fn joins_that_sql_does_not_know_are_refused() {
    let refused = |join, lower, upper| IntervalJoin::<(), (), ()>::new(join, lower, upper, 0).err();
    let why = refused(JoinType::Semi, 0, 1).expect("a refusal");
    assert!(why.contains("inner, left, right or full"), "{why}");
    let why = refused(JoinType::Inner, 2, 1).expect("a refusal");
    assert!(why.contains("at least 2 ms and at most 1 ms"), "{why}");
}
