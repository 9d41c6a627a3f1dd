//! Stateful processors: variables, timers, times to live (S2, W15).

use streamgauge_model::OutputMode;
use streamgauge_plans::{
    Field, GroupStateError, Kind, Plan, Processor, Row, StateHandle, StatefulProcessor, TimeMode, Value,
};

use crate::driver::{Driver, only, row, show, stream};

fn processed(input: Plan, time_mode: TimeMode, processor: impl StatefulProcessor + 'static) -> Driver {
    let fields = vec![Field::new("key", Kind::Int), Field::new("what", Kind::Text)];
    let plan = input.transform_with_state(
        &["key"],
        fields,
        OutputMode::Update,
        time_mode,
        Processor::new(processor),
    );
    Driver::new(plan, OutputMode::Update)
}

fn says(key: &[Value], what: &str) -> Vec<Row> {
    vec![vec![key[0].clone(), what.into()]]
}

/// Sets two timers for each row, 5 s and 10 s after it, and tells when they fire.
struct Reminders;

impl StatefulProcessor for Reminders {
    fn on_rows(
        &self,
        _: &[Value],
        rows: &[Row],
        state: &mut StateHandle<'_>,
    ) -> Result<Vec<Row>, GroupStateError> {
        for row in rows {
            if let Value::Time(time) = row[0] {
                state.set_timer(time.millis() + 5_000)?;
                state.set_timer(time.millis() + 10_000)?;
            }
        }
        Ok(Vec::new())
    }

    fn on_timer(
        &self,
        key: &[Value],
        at_ms: i64,
        state: &mut StateHandle<'_>,
    ) -> Result<Vec<Row>, GroupStateError> {
        let rest = state.timers().len();
        Ok(says(key, &format!("{at_ms}, {rest} left")))
    }
}

#[test]
fn a_key_has_several_timers_and_they_fire_when_the_watermark_reaches_them() {
    let mut driver = processed(stream(0).watermark("t", 0), TimeMode::EventTime, Reminders);
    driver.feed(vec![row(10, 1)]);
    let batches = driver.feed(vec![row(15, 2)]);
    assert_eq!(show(&batches[1].rows), ["1 15000, 1 left"]);
    let batches = driver.feed(vec![row(20, 3), row(14, 9)]);
    assert_eq!(only(&batches[0]).dropped, 1);
    assert_eq!(show(&batches[1].rows), ["1 20000, 0 left", "2 20000, 1 left"]);
}

#[test]
fn timers_go_by_the_clock_of_the_trigger_and_every_trigger_runs_a_batch() {
    let mut driver = processed(stream(0), TimeMode::ProcessingTime, Reminders);
    driver.add(0, vec![row(10, 1)]);
    assert!(driver.fire(0).is_some_and(|batch| batch.rows.is_empty()));
    assert!(
        driver
            .fire(14_999)
            .is_some_and(|batch| batch.no_data && batch.rows.is_empty())
    );
    let over = driver.fire(30_000).expect("a batch");
    assert_eq!(show(&over.rows), ["1 15000, 1 left", "1 20000, 0 left"]);
}

#[test]
fn without_a_time_mode_there_are_no_timers() {
    let mut driver = processed(stream(0), TimeMode::None, Reminders);
    driver.add(0, vec![row(10, 1)]);
    let failed = driver
        .query
        .trigger(streamgauge_model::ProcessingTime::from_millis(0));
    assert!(failed.is_err_and(|error| error.to_string().contains("set_timer")));
}

/// Counts rows in a value, lists their seconds, and counts each of them in a map; the list lives for 1 s.
struct Ledger;

impl StatefulProcessor for Ledger {
    fn on_rows(
        &self,
        key: &[Value],
        rows: &[Row],
        state: &mut StateHandle<'_>,
    ) -> Result<Vec<Row>, GroupStateError> {
        let number = |value: Option<Value>| match value {
            Some(Value::Int(number)) => number,
            _ => 0,
        };
        for row in rows {
            let count = number(state.value("count")) + 1;
            state.set_value("count", count.into())?;
            state.append("recent", row[2].clone())?;
            let seen = number(state.entry("seen", &row[2])) + 1;
            state.set_entry("seen", row[2].clone(), seen.into())?;
        }
        let count = number(state.value("count"));
        if count > 3 {
            state.clear("seen");
        }
        Ok(says(
            key,
            &format!("{count} rows, {} recent", state.list("recent").len()),
        ))
    }

    fn ttl_ms(&self, variable: &str) -> Option<i64> {
        (variable == "recent").then_some(1_000)
    }
}

#[test]
fn values_lists_and_maps_are_kept_and_what_has_a_time_to_live_is_gone_after_it() {
    let mut driver = processed(stream(0), TimeMode::ProcessingTime, Ledger);
    driver.add(0, vec![row(1, 1), row(2, 1)]);
    let first = driver.fire(0).expect("a batch");
    assert_eq!(show(&first.rows), ["1 2 rows, 2 recent"]);
    assert_eq!(
        only(&first).state_rows,
        4,
        "the count, the list, two entries of the map"
    );
    driver.add(0, vec![row(1, 1)]);
    assert_eq!(
        driver.fire(999).map(|batch| show(&batch.rows)),
        Some(vec!["1 3 rows, 3 recent".to_owned()])
    );
    driver.add(0, vec![row(7, 1)]);
    let third = driver.fire(1_000).expect("a batch");
    assert_eq!(show(&third.rows), ["1 4 rows, 2 recent"], "two items are 1 s old");
    assert_eq!((only(&third).state_rows, only(&third).removed), (2, 3));
    let fourth = driver.fire(2_000).expect("a batch on every trigger");
    assert_eq!((only(&fourth).state_rows, only(&fourth).removed), (1, 1));
}

#[test]
fn a_time_to_live_needs_processing_time() {
    let mut driver = processed(stream(0).watermark("t", 0), TimeMode::EventTime, Ledger);
    driver.add(0, vec![row(10, 1)]);
    let failed = driver
        .query
        .trigger(streamgauge_model::ProcessingTime::from_millis(0));
    assert!(failed.is_err_and(|error| error.to_string().contains("time to live")));
}
