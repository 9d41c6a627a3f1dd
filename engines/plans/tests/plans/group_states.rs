//! What functions over group state may do (S1).

use streamgauge_model::OutputMode;
use streamgauge_plans::{
    Aggregate, BatchError, Expr, Field, GroupFlavour, GroupFunction, GroupStateError, Kind, Plan, Timeout,
    WindowSpan, col,
};

use crate::driver::{Driver, only, row, show, stream};

fn grouped(input: Plan, mode: OutputMode, timeout: Timeout, function: GroupFunction) -> Plan {
    let fields = vec![
        Field::new("key", Kind::Int),
        Field::new("rows", Kind::Int),
        Field::new("at", Kind::Time),
    ];
    input.group_state(&["key"], fields, GroupFlavour::FlatMap(mode), timeout, function)
}

/// How many rows came, and when: at the time of the first, or never.
fn counting(each: fn(&mut streamgauge_plans::GroupState) -> Result<(), GroupStateError>) -> GroupFunction {
    GroupFunction::new(move |key, rows, state| {
        each(state)?;
        let at = rows
            .first()
            .map_or(streamgauge_plans::Value::Null, |row| row[0].clone());
        Ok(vec![vec![key[0].clone(), (rows.len() as i64).into(), at]])
    })
}

fn failure(
    timeout: Timeout,
    each: fn(&mut streamgauge_plans::GroupState) -> Result<(), GroupStateError>,
) -> BatchError {
    let plan = grouped(
        stream(0).watermark("t", 0),
        OutputMode::Update,
        timeout,
        counting(each),
    );
    let mut driver = Driver::new(plan, OutputMode::Update);
    driver.add(0, vec![row(100, 1)]);
    let now = streamgauge_model::ProcessingTime::from_millis(5_000);
    driver.query.trigger(now).expect_err("a function that fails")
}

#[test]
fn a_timeout_must_be_of_the_operators_kind_and_lie_ahead() {
    assert_eq!(
        failure(Timeout::None, |state| state.set_timeout_duration(1)),
        BatchError::Function(GroupStateError::NoSuchTimeout("set_timeout_duration"))
    );
    assert_eq!(
        failure(Timeout::ProcessingTime, |state| state.set_timeout_timestamp(1)),
        BatchError::Function(GroupStateError::NoSuchTimeout("set_timeout_timestamp"))
    );
    let backwards = failure(Timeout::ProcessingTime, |state| state.set_timeout_duration(0));
    assert_eq!(
        backwards.to_string(),
        "a group function failed: a timeout at 5000 ms is over already; the earliest is 5001 ms"
    );
    assert_eq!(
        failure(Timeout::EventTime, |state| state.set_timeout_timestamp(-1)),
        BatchError::Function(GroupStateError::TimeoutPassed {
            asked_ms: -1,
            earliest_ms: 0
        })
    );
}

#[test]
fn a_timeout_holds_until_the_next_call_only_and_is_strict() {
    let function = GroupFunction::new(|key, rows, state| {
        if state.get().is_none() && !state.has_timed_out() {
            state.set_timeout_duration(1_000)?;
            state.update(vec![0.into()]);
        }
        let code = if state.has_timed_out() {
            -1
        } else {
            rows.len() as i64
        };
        Ok(vec![vec![
            key[0].clone(),
            code.into(),
            streamgauge_plans::Value::Null,
        ]])
    });
    let plan = grouped(stream(0), OutputMode::Update, Timeout::ProcessingTime, function);
    let mut driver = Driver::new(plan, OutputMode::Update);
    driver.add(0, vec![row(1, 1), row(1, 2)]);
    assert_eq!(driver.fire(0).map(|batch| batch.rows.len()), Some(2));
    driver.add(0, vec![row(2, 2)]);
    assert_eq!(
        driver.fire(500).map(|batch| only(&batch).updated),
        Some(1),
        "the timeout is cleared"
    );
    let on_time = driver.fire(1_000).expect("a batch on every trigger");
    assert!(on_time.no_data && on_time.rows.is_empty());
    let over = driver.fire(1_001).expect("a batch");
    assert_eq!(show(&over.rows), ["1 -1 null"], "key 2 waits for ever");
    assert_eq!(only(&over).state_rows, 2, "what is not removed stays");
}

#[test]
fn a_group_that_is_removed_with_a_timeout_keeps_its_row() {
    let function = counting(|state| {
        state.remove();
        if state.has_timed_out() {
            Ok(())
        } else {
            state.set_timeout_duration(1_000)
        }
    });
    let plan = grouped(stream(0), OutputMode::Update, Timeout::ProcessingTime, function);
    let mut driver = Driver::new(plan, OutputMode::Update);
    driver.add(0, vec![row(1, 1)]);
    let first = driver.fire(0).expect("a batch");
    assert_eq!((only(&first).state_rows, only(&first).updated), (1, 1));
    let second = driver.fire(2_000).expect("a batch");
    assert_eq!((only(&second).state_rows, only(&second).removed), (0, 1));
}

#[test]
fn rows_are_late_only_under_an_event_time_timeout() {
    for (timeout, dropped) in [(Timeout::EventTime, 1), (Timeout::None, 0)] {
        let function = counting(|_| Ok(()));
        let plan = grouped(stream(0).watermark("t", 0), OutputMode::Update, timeout, function);
        let mut driver = Driver::new(plan, OutputMode::Update);
        let batches = driver.feed(vec![row(100, 1)]);
        assert_eq!(
            batches.len() as u64,
            1 + dropped,
            "{timeout:?}: a batch without data"
        );
        driver.feed(vec![row(101, 1)]);
        assert_eq!(
            only(&driver.feed(vec![row(50, 2)])[0]).dropped,
            dropped,
            "{timeout:?}"
        );
    }
}

#[test]
fn no_watermark_holds_behind_a_function_so_that_a_new_one_may_be_defined() {
    let function = counting(|state| {
        state.update(vec![0.into()]);
        Ok(())
    });
    let input = stream(0).watermark("t", 0);
    let plan = grouped(input, OutputMode::Append, Timeout::ProcessingTime, function)
        .watermark("at", 0)
        .window("at", "w", WindowSpan::tumbling(5_000))
        .aggregate(&["w"], &[("n", Aggregate::Count)]);
    let mut driver = Driver::new(plan, OutputMode::Append);
    driver.add(0, vec![row(1, 1), row(20, 2)]);
    let first = driver.fire(0).expect("a batch");
    assert_eq!(first.next_watermark_ms, 20_000);
    let second = driver.fire(0).expect("a batch");
    assert_eq!(show(&second.rows), ["[0,5000) 1"]);
}

#[test]
fn a_function_over_rows_of_any_key_sees_them_in_order_of_arrival() {
    let function = GroupFunction::new(|_, rows, _| {
        let seconds = rows
            .iter()
            .map(|row| vec![row[1].clone(), row[2].clone(), row[0].clone()]);
        Ok(seconds.collect())
    });
    let plan = grouped(stream(0), OutputMode::Append, Timeout::None, function)
        .filter(col("rows").above(Expr::Literal(0.into())))
        .limit(3);
    let mut driver = Driver::new(plan, OutputMode::Append);
    let rows = &driver.feed(vec![row(9, 1), row(7, 2), row(3, 1), row(5, 2)])[0].rows;
    let values: Vec<_> = rows.iter().map(|row| row[1].clone()).collect();
    assert_eq!(values, [9.into(), 3.into(), 7.into()]);
}
