//! Records through time: series, breaks, pictures.

use insta::assert_snapshot;
use streamgauge_record::{Annotation, Clock, HistoryFigure, HistoryFile, HistoryRecord, Run};
use streamgauge_render::{
    HistoryChoice, HistorySeries, Shown, Summary, Unit, history_changes, history_changes_json,
    history_changes_terminal, history_chart, history_csv, history_json, history_markdown, history_record,
    history_records, history_records_json, history_records_terminal, history_series, history_terminal,
    report, table_csv, table_markdown, unexplained_changes,
};

use crate::{raw, records};

const ARM: &str = "event-at-a-time";

/// One arm on one query, its figures this many times those of the sample.
fn record(number: usize, times: f64) -> HistoryRecord {
    let mut record = history_record(&records::sample(), "2026-10-01T00:00:00Z").unwrap();
    record.id = format!("record-{number:02}");
    record.created = Some(format!("2026-09-{:02}T10:15:02Z", number + 1));
    record.tool.commit = Some(format!("{:07x}", 0xa11_0c00 + number));
    record
        .arms
        .retain(|arm| arm.arm == ARM && arm.query == "movie-tumbling");
    for figure in record.arms.iter_mut().flat_map(|arm| arm.figures.values_mut()) {
        figure.median *= times;
        figure.least *= times;
        figure.greatest *= times;
    }
    record
}

fn file(records: Vec<HistoryRecord>) -> HistoryFile {
    HistoryFile {
        path: "x86-64-cpu-2-cpus-0badcafe.jsonl".into(),
        records,
        ..HistoryFile::default()
    }
}

/// Six records, six that take an eighth longer and came with another compiler, the first of them annotated.
fn stepped() -> HistoryFile {
    let wave = |number: usize| 1.0 + [0.0, 0.01, -0.01][number % 3];
    let mut records: Vec<HistoryRecord> = (0..12)
        .map(|number| record(number, wave(number) * if number < 6 { 1.0 } else { 1.125 }))
        .collect();
    for record in &mut records[6..] {
        record.tool.rustc = "rustc 1.96.0".into();
    }
    HistoryFile {
        annotations: vec![Annotation {
            target: "a110c06".into(),
            text: "larger buffers | on purpose".into(),
            created: "2026-10-02T00:00:00Z".into(),
        }],
        ..file(records)
    }
}

fn choice(metrics: &[&str]) -> HistoryChoice {
    HistoryChoice {
        metrics: metrics.iter().map(|metric| (*metric).to_owned()).collect(),
        ..HistoryChoice::default()
    }
}

fn series(file: &HistoryFile, metrics: &[&str]) -> Vec<HistorySeries> {
    history_series(std::slice::from_ref(file), &choice(metrics))
}

/// Two figures whose level changed.
pub fn changed() -> Vec<HistorySeries> {
    series(&stepped(), &["p50", "p99"])
}

#[test]
fn a_history_keeps_the_medians_of_the_table() {
    let record = records::with_a_void_run();
    let summary = Summary::new(&record).unwrap();
    let kept = history_record(&record, "2026-10-01T00:00:00Z").unwrap();
    assert_eq!(kept.arms.len(), 12);
    assert!(
        kept.machine.probe.is_none(),
        "what varies from minute to minute is not kept"
    );
    for arm in &kept.arms {
        let query = summary
            .queries
            .iter()
            .find(|query| query.name == arm.query)
            .unwrap();
        let found = query.arms.iter().find(|other| other.arm == arm.arm).unwrap();
        assert_eq!(
            (arm.valid_runs as usize, arm.void_runs as usize),
            (found.valid, found.void)
        );
        let completed = &arm.figures["completed"];
        assert_eq!(Some(completed.median), found.figure("completed").value());
        let spread = found.headline_latency().unwrap().spread(0.5).unwrap();
        let latency = &arm.figures[&format!("{}_p50", arm.headline)];
        assert_eq!(
            (latency.median, latency.least, latency.greatest),
            (spread.median, spread.min, spread.max)
        );
        assert_eq!(latency.runs as usize, spread.runs());
    }
}

#[test]
fn a_break_stands_in_the_table_where_the_level_changes() {
    assert_snapshot!(history_terminal(&series(&stepped(), &["p99", "completed"]), 0.05));
}

#[test]
fn markdown_keeps_the_breaks() {
    assert_snapshot!(history_markdown(&series(&stepped(), &["p99"]), 0.05));
}

#[test]
fn a_row_of_csv_holds_what_the_table_rounds() {
    let mut file = stepped();
    file.records.truncate(2);
    assert_snapshot!(history_csv(&series(&file, &["p99", "late_drop_rate"])).unwrap());
}

#[test]
fn changes_and_records_are_tables_of_their_own() {
    let file = stepped();
    let found = series(&file, &["p50", "p99", "completed", "late_drop_rate"]);
    let changes = history_changes(&found);
    assert_snapshot!(history_changes_terminal(&found));
    assert_snapshot!("changes_as_markdown", table_markdown(&changes));
    assert_eq!(
        table_csv(&history_records(std::slice::from_ref(&file)))
            .unwrap()
            .lines()
            .count(),
        13
    );
    assert_eq!(
        table_csv(&changes).unwrap().lines().count(),
        changes.rows.len() + 1
    );
    assert_eq!(
        unexplained_changes(&found),
        0,
        "all begin with an annotated record"
    );
    let quiet = HistoryFile {
        annotations: vec![],
        ..file.clone()
    };
    assert_eq!(unexplained_changes(&series(&quiet, &["p50", "p99"])), 2);
    assert_snapshot!(
        "records_of_a_history",
        history_records_terminal(std::slice::from_ref(&file))
    );
}

#[test]
fn json_holds_everything_that_is_shown() {
    let file = stepped();
    let found = series(&file, &["p99"]);
    let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let shown = json(history_json(&found).unwrap());
    assert_eq!(shown["series"][0]["points"].as_array().unwrap().len(), 12);
    assert_eq!(shown["series"][0]["changes"][0]["index"], 6);
    let changes = json(history_changes_json(&found).unwrap());
    assert_eq!(changes["changes"][0]["meaning"], "worse");
    assert_eq!(changes["changes"][0]["first_after"]["commit"], "a110c06");
    let kept = json(history_records_json(std::slice::from_ref(&file)).unwrap());
    assert_eq!(kept["classes"][0]["records"].as_array().unwrap().len(), 12);
}

#[test]
fn figures_that_answer_another_question_share_no_series() {
    type Change = fn(&mut HistoryRecord);
    let others: [Change; 5] = [
        |record| record.clock = Clock::Simulated,
        |record| record.fingerprint = "other".into(),
        |record| record.arms[0].settings = "other".into(),
        |record| record.tool.profile = "debug".into(),
        |record| record.arms[0].headline = "total".into(),
    ];
    for (place, change) in others.into_iter().enumerate() {
        let mut records: Vec<HistoryRecord> = (0..4).map(|number| record(number, 1.0)).collect();
        records[1..3].iter_mut().for_each(change);
        let metric = if place == 4 { "p99" } else { "completed" };
        let found = series(&file(records), &[metric]);
        let lengths: Vec<usize> = found.iter().map(|series| series.points.len()).collect();
        // A headline of another name has no figure here.
        assert_eq!(lengths, if place == 4 { vec![2] } else { vec![2, 2] }, "{place}");
    }
    let two = [
        file(vec![record(0, 1.0)]),
        HistoryFile {
            path: "other.jsonl".into(),
            ..file(vec![record(1, 1.0)])
        },
    ];
    assert_eq!(
        history_series(&two, &choice(&["p99"])).len(),
        2,
        "machines of two classes"
    );
}

#[test]
fn series_of_one_name_are_told_apart() {
    let mut records: Vec<HistoryRecord> = (0..2).map(|number| record(number, 1.0)).collect();
    records[1].arms[0].settings = "feedbeef00".into();
    let text = history_terminal(&series(&file(records), &["p99"]), 0.05);
    assert!(text.contains("p99 · settings feedbeef\n"), "{text}");
    assert!(text.contains("2 of 2 series have fewer than 8 records"), "{text}");
}

#[test]
fn filters_leave_out_what_is_not_wanted_and_nothing_is_shown_twice() {
    let file = stepped();
    assert_eq!(series(&file, &["p99", "from_trigger_p99", "p99"]).len(), 1);
    let none = HistoryChoice {
        arms: vec!["micro-batch 1s".into()],
        ..choice(&["p99"])
    };
    assert!(history_series(std::slice::from_ref(&file), &none).is_empty());
    assert_eq!(history_terminal(&[], 0.05), "nothing to show\n");
}

#[test]
fn a_picture_has_words_and_a_table_with_the_same_numbers() {
    let file = stepped();
    let found = series(&file, &["p99", "completed"]);
    assert!(history_chart(&[], 0.05).is_none());
    let chart = history_chart(&found, 0.05).unwrap();
    let table = chart.table();
    assert_eq!(table.rows.len(), 24);
    for (row, point) in table.rows.iter().zip(&found[0].points) {
        assert_eq!(
            (&row[1], &row[3]),
            (&point.commit, &found[0].unit.text(point.figure.median))
        );
    }
    assert_eq!(
        table.rows.iter().filter(|row| row[7].contains("p<0.001")).count(),
        2
    );
    assert!(
        chart
            .description()
            .contains("+12.5 % p<0.001, worse with a110c06"),
        "{}",
        chart.description()
    );
    let svg = chart.svg().unwrap();
    for part in [
        "role=\"img\"",
        "<title",
        "<desc",
        "a110c06 +12.5 %",
        "var(--notice",
    ] {
        assert!(svg.contains(part), "{part}");
    }
}

/// By how much the median of the later half lies above that of the first one.
fn step(file: &HistoryFile, of: impl Fn(&HistoryRecord) -> &HistoryFigure) -> f64 {
    let median = |records: &[HistoryRecord]| {
        let values: Vec<f64> = records.iter().map(|record| of(record).median).collect();
        raw::middle(&values)
    };
    let (before, after) = file.records.split_at(6);
    median(after) / median(before) - 1.0
}

/// A row for each record of one figure; at the seventh, compiler and level change.
fn through_time(file: &HistoryFile, metric: &str, name: &str, unit: Unit, word: &str) -> Vec<Vec<String>> {
    let of = |record: &HistoryRecord| record.arms[0].figures[metric].clone();
    let share = Unit::Share.text(step(file, |record| &record.arms[0].figures[metric]));
    let row = |(place, record): (usize, &HistoryRecord)| {
        let figure = of(record);
        let happened = match place {
            6 => format!("compiler: 1.95.0 → rustc 1.96.0; +{share} p<0.001, {word}"),
            _ => "—".to_owned(),
        };
        vec![
            format!("movie-tumbling · event-at-a-time · {name}"),
            record
                .tool
                .commit
                .clone()
                .unwrap_or_else(|| format!("v{}", record.tool.version)),
            record.created.as_deref().unwrap_or(&record.added)[..10].to_owned(),
            unit.text(figure.median),
            unit.text(figure.least),
            unit.text(figure.greatest),
            figure.runs.to_string(),
            happened,
        ]
    };
    file.records.iter().enumerate().map(row).collect()
}

#[test]
fn every_row_of_the_picture_is_a_record_of_the_file() {
    let mut file = stepped();
    file.records[2].tool.commit = None;
    file.records[3].created = None;
    for (number, record) in (3..).zip(&mut file.records) {
        let figures = record.arms[0].figures.values_mut();
        figures.for_each(|figure| figure.runs = number);
    }
    let found = series(&file, &["p99", "completed"]);
    let shown = history_chart(&found, 0.05).unwrap().table().rows;
    let mut expected = through_time(
        &file,
        "from_trigger_p99",
        "from_trigger p99",
        Unit::Nanoseconds,
        "worse",
    );
    expected.extend(through_time(
        &file,
        "completed",
        "completed",
        Unit::PerSecond,
        "better",
    ));
    assert_eq!(shown, expected);
}

/// The figures that a history keeps, of the runs themselves.
#[test]
fn every_figure_that_is_kept_is_that_of_the_valid_runs() {
    let record = records::with_a_void_run();
    let kept = history_record(&record, "2026-10-01T00:00:00Z").unwrap();
    let places: Vec<(String, String)> = kept
        .arms
        .iter()
        .map(|arm| (arm.query.clone(), arm.arm.clone()))
        .collect();
    assert_eq!(places, raw::places(&record));
    for arm in &kept.arms {
        let runs = raw::valid(&record, &arm.query, &arm.arm);
        let completed: Vec<f64> = runs
            .iter()
            .map(|run| run.throughput.completed_per_s.unwrap())
            .collect();
        let latency = |run: &&Run| raw::headline(run).1.percentile(0.9).unwrap().value_ns.unwrap();
        let latencies: Vec<f64> = runs.iter().map(latency).map(raw::float).collect();
        assert_eq!(arm.figures["completed"], kept_of(&completed, "per_s"));
        let name = format!("{}_p90", raw::headline(runs[0]).0);
        assert_eq!(arm.figures[&name], kept_of(&latencies, "ns"));
    }
}

fn kept_of(values: &[f64], unit: &str) -> HistoryFigure {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    HistoryFigure {
        unit: unit.into(),
        median: raw::middle(values),
        runs: u32::try_from(values.len()).unwrap(),
        least: sorted[0],
        greatest: sorted[sorted.len() - 1],
    }
}

#[test]
fn a_history_stands_on_a_page_below_the_records() {
    let (sample, series) = (records::sample(), changed());
    let page = report(&[Shown::History(&series, 0.05), Shown::Record(&sample)]).unwrap();
    assert!(page.find("id=\"d1-contests\"").unwrap() < page.find("id=\"d2-charts\"").unwrap());
    assert!(page.contains("2 of 2 series changed their level") && page.contains("with a110c06"));
    for id in ["d2-h1-history", "d2-h2-history"] {
        assert!(page.contains(&format!("<figure id=\"{id}\">")), "{id}");
        assert!(
            page.contains(&format!("aria-labelledby=\"{id}-t {id}-d\"")),
            "{id}"
        );
    }
    let two = [series[0].clone(), series[0].clone()];
    let title = history_chart(&two, 0.05).unwrap().title();
    assert_eq!(title, "History: movie-tumbling · from_trigger p50");
    let calm = report(&[Shown::History(&[], 0.05)]).unwrap();
    assert!(calm.contains("No figure changed its level.") && calm.contains("history add"));
}
