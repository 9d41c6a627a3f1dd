//! The advice: sentences from figures, and only from them.

use streamgauge_record::{Distribution, Record, Run, Setting};
use streamgauge_render::{Summary, guidance};

use crate::records;

const EARLY: &str = "If answers must come early, ";
const CHEAP: &str = "If CPU time is what you pay for, ";
const COMPLETE: &str = "If answers must be complete, ";

/// All sentences.
fn sentences(record: &Record) -> Vec<String> {
    let parts = guidance(&Summary::new(record).unwrap());
    parts.into_iter().flat_map(|part| part.sentences).collect()
}

/// What follows this beginning.
fn said(record: &Record, beginning: &str) -> String {
    let all = sentences(record);
    let found = all.iter().find_map(|sentence| sentence.strip_prefix(beginning));
    found
        .unwrap_or_else(|| panic!("nothing begins with `{beginning}`: {all:?}"))
        .to_owned()
}

fn has(record: &Record, part: &str) -> bool {
    sentences(record).iter().any(|sentence| sentence.contains(part))
}

/// Every latency of a run, one per mille more in each repeat.
fn set_latency(run: &mut Run, ns: u64) {
    let mut histogram = Distribution::histogram(1 << 40);
    histogram.saturating_record_n(ns + ns / 1_000 * u64::from(run.repeat), 20_000);
    for latency in run.latency.values_mut() {
        *latency = Distribution::from_histogram(&histogram, 0, 0);
    }
}

/// How many events the first answers of a run lack.
fn set_missing(run: &mut Run, missing: u64) {
    if let Some(completeness) = &mut run.lateness.completeness {
        completeness.included_first = completeness.truth - missing;
    }
}

/// A record of so many repeats with the latencies that `ns` gives to arm and query, milliseconds.
pub fn with_latencies(repeats: u32, ms: impl Fn(&str, &str) -> u64) -> Record {
    let mut record = records::repeated(repeats);
    for run in &mut record.runs {
        let ns = ms(&run.arm, &run.query.name) * 1_000_000;
        set_latency(run, ns);
    }
    record
}

pub fn usual(arm: &str, _: &str) -> u64 {
    match arm {
        "event-at-a-time" => 2,
        "micro-batch 250ms" => 500,
        _ => 2_000,
    }
}

#[test]
fn an_arm_that_is_ahead_everywhere_is_advised_with_the_distance_to_the_next() {
    let record = with_latencies(8, usual);
    assert_eq!(
        said(&record, EARLY),
        "choose event-at-a-time: it has the lowest latency on all 4 queries (the next takes 250 times as long). Latency is \
         the headline latency's p99."
    );
}

#[test]
fn where_queries_differ_the_advice_does() {
    let record = with_latencies(8, |arm, query| {
        if query == "user-session" && arm == "micro-batch 250ms" {
            1
        } else {
            usual(arm, query)
        }
    });
    let text = said(&record, EARLY);
    assert!(
        text.starts_with(
            "choose by the query: event-at-a-time on movie-tumbling, rating-sliding and movie-running (the next takes 250 \
             times as long); micro-batch 250ms on user-session (the next takes 2.00 times as long)."
        ),
        "{text}"
    );
}

#[test]
fn arms_that_are_the_same_leave_nothing_to_choose() {
    let record = with_latencies(8, |_, _| 40);
    let text = said(&record, EARLY);
    assert!(
        text.starts_with(
            "there is nothing to choose: micro-batch 1s, micro-batch 250ms and event-at-a-time are the same on all 4 queries."
        ),
        "{text}"
    );
}

#[test]
fn the_best_two_are_not_ranked_if_they_could_be_one() {
    let record = with_latencies(8, |arm, _| if arm == "event-at-a-time" { 900 } else { 40 });
    let text = said(&record, EARLY);
    assert!(
        text.starts_with(
            "choose micro-batch 1s or micro-batch 250ms: they cannot be told apart on all 4 queries (the next takes at least \
             22.5 times as long)."
        ),
        "{text}"
    );
}

#[test]
fn too_few_repeats_point_somewhere_and_prove_nothing() {
    let text = said(&with_latencies(3, usual), EARLY);
    assert!(
        text.starts_with("these runs point to event-at-a-time, without proof: it has the lowest"),
        "{text}"
    );
    assert!(has(
        &with_latencies(3, usual),
        "below 8 a difference cannot be told from noise"
    ));
    assert!(!has(&with_latencies(8, usual), "below 8"));
}

#[test]
fn too_few_repeats_rank_who_is_behind_in_every_run() {
    let two = |arm: &str, _: &str| if arm == "event-at-a-time" { 900 } else { 40 };
    let text = said(&with_latencies(3, two), EARLY);
    assert!(
        text.starts_with(
            "these runs point to micro-batch 1s or micro-batch 250ms, without proof: they cannot be told apart on all 4 \
             queries (the next takes at least 22.5 times as long)."
        ),
        "{text}"
    );
}

#[test]
fn too_few_repeats_point_nowhere_by_a_difference_that_does_not_matter() {
    let text = said(
        &with_latencies(3, |arm, _| if arm == "event-at-a-time" { 1_000 } else { 1_040 }),
        EARLY,
    );
    assert!(text.contains("cannot be told apart"), "{text}");
}

#[test]
fn the_percentiles_that_stand_for_latency_are_named_farthest_first() {
    let mut record = with_latencies(8, usual);
    for run in record
        .runs
        .iter_mut()
        .filter(|run| run.query.name == "rating-sliding")
    {
        let mut histogram = Distribution::histogram(1 << 40);
        histogram.saturating_record_n(1_000_000, 310);
        let few = Distribution::from_histogram(&histogram, 0, 0);
        run.latency
            .values_mut()
            .for_each(|latency| *latency = few.clone());
    }
    let text = said(&record, EARLY);
    assert!(
        text.ends_with(" Latency is the headline latency's p99, where samples are few p90."),
        "{text}"
    );
    let choice = text.find("event-at-a-time on").unwrap();
    assert!(
        choice < text.find("are the same on rating-sliding").unwrap(),
        "{text}"
    );
}

#[test]
fn a_single_repeat_points_nowhere() {
    let text = said(&with_latencies(1, usual), EARLY);
    assert!(text.contains("cannot be told apart on all 4 queries"), "{text}");
    assert!(has(
        &with_latencies(1, usual),
        "Each figure stands on 1 valid run of each arm and query"
    ));
}

#[test]
fn runs_that_overlap_are_not_told_apart() {
    let mut record = with_latencies(3, usual);
    for run in record.runs.iter_mut().filter(|run| run.repeat == 1) {
        set_latency(
            run,
            if run.arm == "event-at-a-time" {
                3_000_000_000
            } else {
                1_000_000
            },
        );
    }
    let text = said(&record, EARLY);
    assert!(text.contains("cannot be told apart"), "{text}");
}

#[test]
fn cost_and_completeness_are_judged_by_themselves() {
    let mut record = with_latencies(8, usual);
    for run in &mut record.runs {
        let cpu = if run.arm == "micro-batch 1s" {
            240_000_000
        } else {
            960_000_000
        };
        run.usage.engine_cpu_ns = Some(cpu + u64::from(run.repeat));
        let missing = if run.arm == "micro-batch 1s" {
            2_400
        } else {
            24_000
        };
        set_missing(run, missing);
    }
    assert_eq!(
        said(&record, CHEAP),
        "choose micro-batch 1s: it takes the least CPU time for each event on all 4 queries (the next takes 4.00 times as \
         much)."
    );
    let complete = said(&record, COMPLETE);
    assert!(
        complete.starts_with(
            "choose micro-batch 1s: it gives the most complete answers on movie-tumbling, rating-sliding and user-session \
             (missing 1.00 %, of the next 10.0 %). That holds at "
        ),
        "{complete}"
    );
}

#[test]
fn different_latencies_are_not_ranked() {
    let text = said(&records::with_an_update_mode_arm(), EARLY);
    assert!(!text.contains("micro-batch 250ms on movie-tumbling"), "{text}");
}

#[test]
fn void_runs_and_missing_arms_are_said() {
    assert_eq!(
        sentences(&records::all_void())[0],
        "No run is valid, so nothing is advised."
    );
    assert!(sentences(&records::single_arm())[0].starts_with("There is one arm"));
    let mut record = records::sample();
    for run in &mut record.runs {
        run.status.valid &= !(run.arm == "micro-batch 1s" && run.query.name == "user-session");
    }
    assert!(has(
        &record,
        "Nothing is said of micro-batch 1s on user-session: no run of it is valid."
    ));
}

#[test]
fn a_simulation_says_nothing_of_cost_and_noise() {
    let record = records::simulated();
    assert!(has(&record, "On the virtual clock processing costs no time"));
    assert!(has(&record, "Simulated runs are exact"));
    assert!(!has(&record, CHEAP) && !has(&record, "without proof"));
}

#[test]
fn exact_figures_are_ranked_even_if_the_best_is_0_and_are_the_same_within_five_percent() {
    let mut record = records::simulated();
    for run in &mut record.runs {
        let ns = if run.arm == "event-at-a-time" {
            0
        } else {
            1_000_000
        };
        let mut histogram = Distribution::histogram(1 << 40);
        histogram.saturating_record_n(ns, 20_000);
        for latency in run.latency.values_mut() {
            *latency = Distribution::from_histogram(&histogram, 0, 0);
        }
    }
    let text = said(&record, EARLY);
    assert!(
        text.starts_with("choose event-at-a-time: it has the lowest latency on all 4 queries."),
        "{text}"
    );
    let small = said(&record, "If state must stay small, ");
    assert!(
        small.starts_with("there is nothing to choose:") && small.contains("are the same"),
        "{small}"
    );
}

#[test]
fn the_limits_name_machine_events_rate_and_what_was_not_measured() {
    let record = records::sample();
    for part in [
        "measured on one machine (x86-64, 4 CPUs",
        "synthetic (scenario ratings)",
        "one rate (10.0 k/s)",
        "20 times as fast as the clock",
        "checkpoints and the recovery from a failure were not measured",
    ] {
        assert!(has(&record, part), "{part}: {:?}", sentences(&record));
    }
    let mut of_a_file = record.clone();
    of_a_file.scenario.name = "file".into();
    assert!(has(&of_a_file, "those of a file"));
    let mut with_a_burst = record;
    for (name, value) in [
        ("rate_per_s", "10000"),
        ("arrival_law", "single-burst:at=5s,for=1s,factor=4"),
    ] {
        with_a_burst.scenario.parameters.push(Setting {
            name: name.into(),
            value: value.into(),
        });
    }
    with_a_burst.scenario.rate_per_s = 29_000.0;
    assert!(has(
        &with_a_burst,
        "offered at 10.0 k/s, in the burst 40.0 k/s: streamgauge search"
    ));
    let subject = Summary::new(&with_a_burst).unwrap().subject;
    assert!(
        subject.contains(" · 10.0 k/s, in the burst 40.0 k/s · ") && !subject.contains("29.0 k/s"),
        "{subject}"
    );
}

#[test]
fn the_most_complete_answers_come_with_their_delay_and_their_price() {
    let mut record = with_latencies(8, usual);
    for run in &mut record.runs {
        let missing = if run.arm == "micro-batch 1s" { 0 } else { 24_000 };
        set_missing(run, missing);
    }
    let text = said(&record, COMPLETE);
    for part in [
        "choose micro-batch 1s: it gives the most complete answers",
        "That holds at this watermark delay (30s). It costs latency: on movie-tumbling the from_trigger p99 of micro-batch 1s \
         is 2.01 s, that of event-at-a-time 2.01 ms.",
        "A longer delay buys an event-at-a-time engine the same completeness",
        "the command frontier",
        "Event time ran 20 times as fast as the clock: a second of delay is 50.0 ms of waiting here.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    record.scenario.time_scale = 1.0;
    assert!(!said(&record, COMPLETE).contains("Event time"));
    for run in &mut record.runs {
        set_missing(run, 24_000);
    }
    let text = said(&record, COMPLETE);
    assert!(!text.contains("delay"), "nothing to choose: {text}");
}
