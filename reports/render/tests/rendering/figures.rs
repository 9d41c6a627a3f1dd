//! What the figures are made of.

use streamgauge_record::{Distribution, Record, Stopping, StoppingLook, StoppingPair, StoppingReason};
use streamgauge_render::{Agreement, Figure, Summary, charts, csv, jsonl, markdown, page, terminal};

use crate::records;

fn summary(record: &Record) -> Summary {
    Summary::new(record).unwrap()
}

fn all_texts(record: &Record) -> Vec<String> {
    let summary = summary(record);
    let mut texts = vec![markdown(&summary), page(record).unwrap()];
    texts.extend([40, 80, 200].map(|width| terminal(&summary, false, width)));
    for chart in charts(&summary) {
        texts.extend([
            chart.svg().unwrap(),
            chart.description(),
            format!("{:?}", chart.table()),
        ]);
    }
    texts
}

#[test]
fn percentiles_are_those_of_all_samples_together_and_no_average() {
    let mut record = records::single_arm();
    record.plan.queries.truncate(1);
    let query = record.plan.queries[0].clone();
    record.runs.retain(|run| run.query.name == query);
    for (run, (value, count)) in record
        .runs
        .iter_mut()
        .zip([(1_000_000_u64, 9_000_u64), (100_000_000, 2_000)])
    {
        let mut histogram = Distribution::histogram(1 << 40);
        histogram.record_n(value, count).unwrap();
        let _ = run.latency.insert(
            "from_trigger".into(),
            Distribution::from_histogram(&histogram, 0, 0),
        );
    }
    let rows = summary(&record).queries[0].rows();
    let value = |label: &str| {
        rows.iter().find(|row| row.label == label).unwrap().figures[0]
            .value()
            .unwrap()
    };
    let near = |value: f64, expected: f64| (value / expected - 1.0).abs() < 0.001;
    // The average of the two medians would be 50 ms; 9 000 of 11 000 samples are 1 ms.
    assert!(near(value("p50"), 1e6), "{}", value("p50"));
    assert!(near(value("p90"), 1e8), "{}", value("p90"));
}

#[test]
fn void_runs_enter_no_figure_and_are_listed_with_their_reason() {
    let record = records::with_a_void_run();
    let void = &record.runs[0];
    let mut without = record.clone();
    without.runs.remove(0);
    let (with, without) = (summary(&record), summary(&without));
    for (query, other) in with.queries.iter().zip(&without.queries) {
        assert_eq!(query.rows(), other.rows());
        assert_eq!(query.agreement, other.agreement);
    }
    let (pictures, others) = (charts(&with), charts(&without));
    for (chart, other) in pictures.iter().zip(&others) {
        assert_eq!(chart.table(), other.table());
        assert_eq!(chart.svg().unwrap(), other.svg().unwrap());
    }
    assert_eq!(with.void_runs.len(), 1);
    for text in [
        markdown(&with),
        terminal(&with, false, 200),
        page(&record).unwrap(),
    ] {
        assert!(text.contains("the source fell behind: p99.9 slip 41 ms"));
        assert!(text.contains(&format!("{} on {}, repeat 1", void.arm, void.query.name)));
        assert!(
            !text.contains("777 s") && !text.contains("7.77 /s"),
            "a void run is not slow"
        );
    }
}

#[test]
fn a_percentile_without_ten_samples_beyond_it_is_not_printed() {
    let summary = summary(&records::sample());
    let sliding = summary
        .queries
        .iter()
        .find(|query| query.name == "rating-sliding")
        .unwrap();
    for figure in sliding.percentile_row(0.99).figures {
        assert_eq!(
            figure,
            Figure::TooFew {
                samples: 620,
                needed: 1_000
            }
        );
    }
    assert!(sliding.rows().iter().all(|row| row.label != "p99.9"));
    let chart = charts(&summary)
        .into_iter()
        .find(|chart| chart.id() == "spectrum-rating-sliding")
        .unwrap();
    let row = chart
        .table()
        .rows
        .into_iter()
        .find(|row| row[0] == "p99")
        .unwrap();
    assert_eq!(row[1..], ["n<1000", "n<1000", "n<1000"]);
}

#[test]
fn results_that_never_came_lie_beyond_every_recorded_one() {
    let summary = summary(&records::censored());
    for query in &summary.queries[..1] {
        for figure in query.percentile_row(0.99).figures {
            assert!(matches!(figure, Figure::Beyond { bound: Some(_) }), "{figure:?}");
        }
        let text = terminal(&summary, false, 200);
        assert!(text.contains("> 2.05 s") && text.contains("due and not arrived"));
    }
}

#[test]
fn every_arm_is_compared_with_the_first_event_at_a_time_arm() {
    let summary = summary(&records::sample());
    let query = &summary.queries[0];
    assert_eq!(query.reference_arm(), "event-at-a-time");
    let row = query.percentile_row(0.5);
    let value = |arm: usize| row.figures[arm].value().unwrap();
    let Figure::Known {
        ratio: Some(ratio), ..
    } = &row.figures[0]
    else {
        panic!("no ratio")
    };
    assert_eq!(ratio.value, value(0) / value(2));
    assert_eq!(ratio.interval, None, "two repeats give no interval");
    assert!(matches!(&row.figures[2], Figure::Known { ratio: None, .. }));
}

#[test]
fn eight_repeats_give_intervals() {
    let mut record = records::sample();
    let first: Vec<_> = record
        .runs
        .iter()
        .filter(|run| run.repeat == 0)
        .cloned()
        .collect();
    record.runs = (0..8)
        .flat_map(|repeat| {
            first
                .iter()
                .cloned()
                .map(move |run| streamgauge_record::Run { repeat, ..run })
        })
        .collect();
    let summary = summary(&record);
    assert!(summary.has_intervals());
    assert!(matches!(
        &summary.queries[0].percentile_row(0.5).figures[0],
        Figure::Known { ratio: Some(ratio), .. } if ratio.interval.is_some()
    ));
}

#[test]
fn a_ratio_says_in_words_what_it_may_say_and_how_small_a_difference_it_could_tell() {
    let mut record = records::sample();
    let first: Vec<_> = record
        .runs
        .iter()
        .filter(|run| run.repeat == 0)
        .cloned()
        .collect();
    record.runs.clear();
    for repeat in 0..10_u32 {
        for (place, run) in (0_u32..).zip(&first) {
            let mut run = run.clone();
            run.repeat = repeat;
            let wobble = 1.0 + f64::from((repeat * 7 + place * 3) % 11) / 500.0;
            for latency in run.latency.values_mut() {
                for percentile in &mut latency.percentiles {
                    percentile.value_ns = percentile.value_ns.map(|value| (value as f64 * wobble) as u64);
                }
            }
            record.runs.push(run);
        }
    }
    let text = terminal(&summary(&record), false, 200);
    assert!(text.contains("] higher"), "{text}");
    assert!(text.contains(" ="), "{text}");
    assert!(text.contains("A/A floor, the smallest difference"), "{text}");
    assert!(text.contains("p50 ±"), "{text}");
    assert!(!text.contains("needs 8 repeats"), "{text}");
}

#[test]
fn a_comparison_until_decided_says_how_it_ended_and_how_sure_its_intervals_are() {
    let mut record = records::sample();
    record.plan.repeats = 40;
    record.stopping = Some(Stopping {
        looks: [(8, 0.992), (40, 0.998)]
            .map(|(repeats, confidence)| StoppingLook { repeats, confidence })
            .into(),
        repeats: 8,
        reason: StoppingReason::Decided,
        pairs: vec![StoppingPair {
            query: "movie-tumbling".into(),
            arm: "micro-batch 1s".into(),
            against: "event-at-a-time".into(),
            figure: "from_trigger p99".into(),
            decided: true,
        }],
    });
    let text = terminal(&summary(&record), false, 400);
    assert!(
        text.contains("8 repeats of at most 40 made, because every difference"),
        "{text}"
    );
    assert!(text.contains("[99.2 % interval]"), "{text}");
}

#[test]
fn answers_agree_where_no_watermark_is_at_work() {
    let summary = summary(&records::sample());
    assert_eq!(summary.queries[3].agreement, Agreement::Equal { runs: 6 });
    assert_eq!(
        summary.queries[0].agreement,
        Agreement::Differ { runs: 6, answers: 3 }
    );
}

#[test]
fn whatever_a_record_lacks_there_is_something_to_read() {
    let records = [
        records::empty(),
        records::all_void(),
        records::single_arm(),
        records::simulated(),
        records::censored(),
        records::hostile(),
        records::with_an_update_mode_arm(),
        records::not_countable(),
        records::sessions(),
    ];
    for record in records {
        for text in all_texts(&record) {
            // What a page carries is packed, where any letters may meet.
            let text = text.split("<script").next().unwrap_or_default();
            assert!(!text.is_empty());
            assert!(!text.contains("NaN") && !text.contains(">inf<"));
        }
        assert!(csv(&record).unwrap().starts_with("record,query,arm"));
        assert_eq!(jsonl(&record).unwrap().lines().count(), record.runs.len() + 2);
    }
}

#[test]
fn a_simulated_record_shows_no_throughput_and_is_the_same_bytes_each_time() {
    let record = records::simulated();
    assert_eq!(all_texts(&record), all_texts(&record.clone()));
    let text = terminal(&summary(&record), false, 200);
    assert!(
        !text.contains("\nthroughput") && !text.contains("cpu per event") && text.contains("state entries")
    );
    assert!(
        charts(&summary(&record))
            .iter()
            .all(|chart| chart.id() != "throughput")
    );
}

#[test]
fn a_damaged_histogram_is_an_error() {
    let mut record = records::sample();
    record.runs[0].latency.get_mut("from_trigger").unwrap().histogram = "AAAA".into();
    assert!(
        Summary::new(&record)
            .unwrap_err()
            .to_string()
            .contains("histogram")
    );
}

#[test]
fn colour_adds_nothing_but_escapes() {
    let summary = summary(&records::sample());
    let mut plain = String::new();
    let coloured = terminal(&summary, true, 100);
    for (place, part) in coloured.split('\x1b').enumerate() {
        plain.push_str(if place == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        });
    }
    assert_ne!(coloured, plain);
    assert_eq!(plain, terminal(&summary, false, 100));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 80, 100, 120] {
        for line in terminal(&summary(&records::with_a_void_run()), false, width).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}
