//! Late events and what the answers lack, as the runs counted them.

use streamgauge_record::{Clock, Completeness, Record, Run};
use streamgauge_render::Unit;

use crate::{raw, records};

/// Late events of a run by fate, and all its events. What the reference calls late and does not drop is what it is
/// called late for without being wrongly kept or rightly dropped.
fn fates(run: &Run) -> [u64; 5] {
    let (classes, events) = (&run.lateness.classes, &run.lateness.events);
    let refused = events.wrong_keep + events.true_drop;
    [
        classes.watermark_late - refused,
        events.wrong_keep,
        run.ledger.dropped,
        run.ledger.side_output,
        classes.events,
    ]
}

fn assert_every_fate_is_right(record: &Record) {
    let row = |(query, arm): &(String, String)| {
        let runs = raw::counted(record, query, arm);
        let sum = |fate: usize| runs.iter().map(|run| fates(run)[fate]).sum::<u64>();
        (0..5).map(sum).collect::<Vec<u64>>()
    };
    let all: Vec<_> = raw::places(record)
        .into_iter()
        .map(|place| (row(&place), place))
        .collect();
    let is_late = |query: &str| {
        let late = all.iter().filter(|(_, place)| place.0 == query);
        late.flat_map(|(counts, _)| &counts[..4]).any(|count| *count > 0)
    };
    let expected: Vec<Vec<String>> = all
        .iter()
        .filter(|(_, (query, _))| is_late(query))
        .map(|(counts, (query, arm))| {
            let counts = counts.iter().map(u64::to_string);
            [query.clone(), arm.clone()].into_iter().chain(counts).collect()
        })
        .collect();
    assert_eq!(raw::table(record, "late").rows, expected);
}

/// Drops that went aside instead, another number in each run.
fn with_a_side_output() -> Record {
    let mut record = records::sample();
    for (number, run) in (1..).zip(&mut record.runs) {
        let aside = run.ledger.dropped.min(number);
        run.ledger.dropped -= aside;
        run.ledger.side_output += aside;
    }
    record
}

#[test]
fn every_late_event_is_counted_by_its_fate() {
    for record in [
        records::sample(),
        records::with_a_void_run(),
        records::sessions(),
        records::simulated(),
        with_a_side_output(),
    ] {
        assert_every_fate_is_right(&record);
    }
}

fn truth(run: &Run) -> &Completeness {
    run.lateness.completeness.as_ref().unwrap()
}

/// The share that is not in the emission.
fn lacks(run: &Run, is_last: bool) -> f64 {
    let of = truth(run);
    let included = if is_last {
        of.included_last
    } else {
        of.included_first
    };
    raw::float(of.truth - included) / raw::float(of.truth)
}

/// Whether rows of windows leave at each change.
fn is_by_change(run: &Run) -> bool {
    let settings = &run.engine.settings;
    settings
        .iter()
        .any(|setting| setting.name == "output_mode" && setting.value != "append")
}

fn losses(record: &Record, query: &str, arm: &str) -> Vec<String> {
    let runs = raw::counted(record, query, arm);
    let is_last = is_by_change(runs[0]);
    let of = |is_last: bool| -> Vec<f64> { runs.iter().map(|run| lacks(run, is_last)).collect() };
    let shown = of(is_last);
    let mut cells = vec![
        query.to_owned(),
        arm.to_owned(),
        Unit::Share.text(raw::middle(&shown)),
        raw::ends(&shown, Unit::Share),
        Unit::Share.text(raw::middle(&of(true))),
        rounded_down(1.0 - raw::middle(&shown)),
        if is_last { "last" } else { "first" }.to_owned(),
        raw::valid(record, query, arm).len().to_string(),
    ];
    if record.plan.clock == Clock::Simulated {
        cells.remove(3);
    }
    cells
}

/// Percent with one decimal that is never more than the share.
fn rounded_down(share: f64) -> String {
    let nearest = format!("{:.1}", 100.0 * share);
    let percent: f64 = nearest.parse().unwrap();
    if percent / 100.0 > share {
        format!("{:.1} %", percent - 0.1)
    } else {
        format!("{nearest} %")
    }
}

/// In every run another part is missing at first, and some of it is repaired.
fn repaired() -> Record {
    let mut record = records::repeated(9);
    for (number, run) in (1..).zip(&mut record.runs) {
        if let Some(completeness) = &mut run.lateness.completeness {
            completeness.included_first -= 3 * number;
            completeness.included_last -= number;
        }
    }
    record
}

#[test]
fn every_answer_lacks_what_its_runs_counted() {
    for record in [
        records::sample(),
        records::with_a_void_run(),
        records::with_an_update_mode_arm(),
        records::simulated(),
        repaired(),
    ] {
        let is_windowed = |(query, arm): &(String, String)| {
            let run = raw::valid(&record, query, arm)[0];
            run.lateness.completeness.is_some()
        };
        let places = raw::places(&record).into_iter().filter(is_windowed);
        let expected: Vec<Vec<String>> = places.map(|(query, arm)| losses(&record, &query, &arm)).collect();
        assert_eq!(raw::table(&record, "completeness").rows, expected);
    }
}
