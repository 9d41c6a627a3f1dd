//! Times at the ends of their range neither overflow nor stop a plan.

use streamgauge_model::OutputMode;
use streamgauge_plans::{Aggregate, JoinKind, Plan, Timestamp, Value, WindowSpan, col, lit};

use crate::driver::{Driver, stream};

fn plans() -> Vec<Plan> {
    let timed = |source| stream(source).watermark("t", i64::MAX);
    let counted = [("n", Aggregate::Count), ("sum", Aggregate::Sum("v".to_owned()))];
    let side = |source, time: &str, key: &str| {
        let moved = [(time, col("t").moved_by(i64::MAX)), (key, col("key"))];
        stream(source).project(&moved).watermark(time, 0)
    };
    let late = col("lt").at_least(col("rt").moved_by(i64::MIN));
    let on = col("lk").equals(col("rk")).and(late);
    vec![
        stream(0)
            .watermark("t", 0)
            .window("t", "w", WindowSpan::sliding(i64::MAX, i64::MAX / 10))
            .aggregate(&["w"], &counted),
        timed(0).sessions("t", lit(i64::MAX), &["key"], &counted),
        timed(0).deduplicate_within_watermark(&["key"]),
        stream(0).watermark("t", 0).deduplicate(&["t"]),
        stream(0).project(&[
            ("t", col("t")),
            ("v", col("v").times(col("v")).remainder(col("key"))),
        ]),
        side(0, "lt", "lk").join(side(0, "rt", "rk"), JoinKind::Inner, on),
    ]
}

#[test]
fn times_at_the_ends_of_their_range_are_taken() {
    let ends = [i64::MIN, -1, 0, 1, i64::MAX];
    for plan in plans() {
        let shape = format!("{plan:?}");
        let mut driver = Driver::new(plan, OutputMode::Append);
        for micros in ends {
            for key in ends {
                let time = Value::Time(Timestamp::from_micros(micros));
                driver.add(0, vec![vec![time, key.into(), key.into()]]);
            }
            let batch = driver.fire(i64::MAX);
            assert!(batch.is_some(), "{shape}");
        }
    }
}
