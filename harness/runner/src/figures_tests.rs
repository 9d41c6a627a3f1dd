//! Every figure on the example that can be computed by hand.

use streamgauge_model::{TimeDomain, Window};
use streamgauge_oracle::{Contribution, Violation, ViolationKind};
use streamgauge_record::Slot;

use crate::MeasuredPhase;
use crate::hand_example::{Example, arrivals, counts, row, tumbling, values};
use crate::{EngineChoice, TaskObserved, Verdict};

#[test]
fn a_window_has_four_delays_from_one_instant() {
    let run = Example::windows().run();
    assert!(run.status.valid, "{:?}", run.status.reasons);
    assert_eq!(values(&run, "from_trigger"), [50], "350 - T, T = 300");
    assert_eq!(values(&run, "from_end"), [150], "350 - phi(10 ms) = 350 - 200");
    assert_eq!(values(&run, "policy"), [100], "300 - 200");
    assert_eq!(values(&run, "from_last"), [150], "350 - due of event 1");
    assert_eq!(
        values(&run, "first_result"),
        [50, 50],
        "once for each of two events"
    );
    assert_eq!(
        values(&run, "event_total"),
        [60, 150, 250],
        "460 - 400, 350 - 200, 350 - 100"
    );
    assert_eq!(values(&run, "update"), [60], "460 - due of the late event");
    assert_eq!(values(&run, "slip"), [1, 2, 3, 4]);
    assert_eq!(values(&run, "queue"), [9, 18, 27, 36]);
    assert!(
        !run.latency.contains_key("total"),
        "events of windows wait for their window"
    );
    assert_eq!((run.repeat, run.slot, run.arm.as_str()), (2, 5, "arm"));
}

#[test]
fn a_window_belongs_to_the_phase_of_its_trigger_and_an_event_to_that_of_its_due_instant() {
    let mut example = Example::windows();
    example.phase = MeasuredPhase {
        warm_up_ns: 300,
        measured_ns: 100,
    };
    let run = example.run();
    assert_eq!(values(&run, "from_trigger"), [50], "triggered at 300");
    assert_eq!(values(&run, "slip"), [3], "event 2 alone is due in [300, 400)");
    assert!(!run.latency.contains_key("update"), "its cause is due at 400");
    example.phase = MeasuredPhase {
        warm_up_ns: 301,
        measured_ns: 600,
    };
    assert!(!example.run().latency.contains_key("from_trigger"));
}

#[test]
fn a_window_that_only_late_events_made_counts_as_an_update() {
    let late = Contribution {
        newest_seq: 3,
        first_for: 1,
        new_events: 1,
    };
    let mut example = Example::new(tumbling(), &[(460, row(Window::new(0, 10), 0, 1), late)]);
    // Events 0 and 1 are of another film.
    let mut arrivals = arrivals().to_vec();
    arrivals[0].event.movie = 8;
    arrivals[1].event.movie = 8;
    example.observed.arrivals = arrivals.into();
    let run = example.run();
    assert_eq!(values(&run, "update"), [60]);
    assert!(
        !run.latency.contains_key("from_trigger"),
        "the group was not there at T"
    );
}

#[test]
fn a_window_of_processing_time_is_complete_when_it_ends() {
    let mut example = Example::windows();
    example.query.time = TimeDomain::Processing;
    example.query.watermark = None;
    // The schedule starts 5 ms after the epoch, so the window [0, 5 ms + 0) ends at its start.
    let contribution = Contribution {
        newest_seq: 0,
        first_for: 1,
        new_events: 1,
    };
    let rows = [(120, row(Window::new(0, 5), 0, 1), contribution)];
    let spoilt = Example::new(example.query.clone(), &rows);
    let run = spoilt.run();
    assert_eq!(values(&run, "from_trigger"), [120], "120 ns after 5 ms");
    assert_eq!(values(&run, "from_end"), [120]);
    assert_eq!(values(&run, "policy"), [0]);
    assert_eq!(values(&run, "event_total"), [20], "120 - 100");
}

#[test]
fn a_total_is_slip_and_queue_and_process() {
    let run = Example::running().run();
    assert_eq!(
        values(&run, "total"),
        [35, 50, 150],
        "335 - 300, 250 - 200, 250 - 100"
    );
    assert_eq!(values(&run, "process"), [5, 30, 140]);
    assert_eq!(
        counts(&run.latency["total"]),
        (3, 0, 1),
        "event 3 has no result: greater than all"
    );
    assert_eq!(counts(&run.latency["process"]), (3, 0, 1));
    let sum = |name| values(&run, name)[..].iter().sum::<u64>();
    // Event 3 has slip and queue, but no result.
    assert_eq!(sum("slip") + sum("queue") + sum("process") - 40, sum("total"));
}

#[test]
fn events_that_were_never_taken_are_censored_and_the_run_is_void() {
    let mut example = Example::running();
    example.observed.taken_ns.truncate(3);
    example.observed.handed_ns.truncate(3);
    example.observed.drained = false;
    example.observed.queue_full = 8;
    example.verdict.judgement.fates.included = 3;
    assert_eq!(counts(&example.run().latency["slip"]), (3, 0, 1));
    let reason = example.reason("the engine could not keep up");
    for part in [
        "1.00 µs after the start",
        "1 of 4 events",
        "full 8 times",
        "lower --rate",
    ] {
        assert!(reason.contains(part), "{reason}");
    }
}

#[test]
fn throughput_counts_what_happened_in_the_phase() {
    let mut example = Example::windows();
    example.phase = MeasuredPhase {
        warm_up_ns: 200,
        measured_ns: 200,
    };
    let throughput = example.run().throughput;
    let per_second = |events: f64| events * 5e6;
    assert!(
        (throughput.offered_per_s - per_second(2.0)).abs() < 1.0,
        "due at 200 and 300"
    );
    assert!(
        (throughput.accepted_per_s.unwrap() - per_second(2.0)).abs() < 1.0,
        "taken at 220 and 330"
    );
    assert!(
        (throughput.completed_per_s.unwrap() - per_second(2.0)).abs() < 1.0,
        "events 0 and 1, at 350"
    );
    assert!(
        (throughput.busy_rate_per_s.unwrap() - 1e7).abs() < 1.0,
        "4 events in 400 ns"
    );
}

#[test]
fn the_ledger_names_what_does_not_balance() {
    let mut example = Example::windows();
    assert_eq!(
        (example.run().ledger.results, example.run().ledger.updates),
        (2, 1)
    );
    example.verdict.judgement.fates.included = 3;
    let reason = example.reason("the ledger does not balance");
    assert!(
        reason.contains("4 events were taken, but 3 are accounted for"),
        "{reason}"
    );
    example.verdict.judgement.fates.dropped = 1;
    let reason = example.reason("the ledger does not balance");
    assert!(
        reason.contains("the engine counts 0 events dropped, the oracle 1"),
        "{reason}"
    );
    example.observed.tasks[0].trace.dropped(1);
    assert!(example.run().status.valid);
    assert_eq!(example.run().ledger.engine_drop_counter, 1);
}

#[test]
fn wrong_answers_are_void_and_say_so() {
    let mut example = Example::windows();
    example.verdict.judgement.violation_count = 3;
    example.verdict.judgement.violations.push(Violation {
        kind: ViolationKind::MissingRow,
        message: "movie 7 in [0, 10)".to_owned(),
    });
    let run = example.run();
    assert!(run.status.wrong_answer && !run.status.valid);
    let reason = example.reason("wrong answers");
    assert!(
        reason.contains("3 violations (limit 0) in 2 results") && reason.contains("movie 7"),
        "{reason}"
    );
    assert_eq!(run.judged.examples.len(), 1);
}

#[test]
fn events_under_way_when_a_run_breaks_off_are_not_wrong() {
    let mut example = Example::windows();
    example.verdict.judgement.violation_count = 30;
    example.verdict.judgement.violations.push(Violation {
        kind: ViolationKind::Exchange,
        message: "event 3 never arrived".to_owned(),
    });
    assert!(example.run().status.wrong_answer);
    example.observed.drained = false;
    let status = example.run().status;
    assert!(!status.valid && !status.wrong_answer, "{status:?}");
}

#[test]
fn a_source_that_dawdles_voids_the_run_and_a_full_queue_does_not() {
    let mut example = Example::windows();
    example.observed.handed_ns[3] = 400 + 2_500_000;
    example.observed.taken_ns[3] = 400 + 2_500_000;
    let reason = example.reason("the source fell behind although the queue had room");
    assert!(
        reason.contains("2.50 ms") && reason.contains("limit 1.00 ms"),
        "{reason}"
    );
    example.observed.full_spans = vec![(400, 400 + 2_499_900)];
    example.observed.queue_full = 1;
    let status = example.run().status;
    assert!(status.valid, "{status:?}");
    assert!(
        status.reasons[0].contains("queue was full 1 times"),
        "a note, not a verdict: {status:?}"
    );
}

#[test]
fn a_source_that_left_events_behind_voids_the_run() {
    let mut example = Example::windows();
    example.observed.handed_ns.truncate(3);
    example.observed.taken_ns.truncate(3);
    let reason = example.reason("the source fell behind: ");
    assert!(reason.contains("3 of 4 events, limit 99.9 %"), "{reason}");
}

#[test]
fn results_before_their_trigger_void_the_run() {
    let mut example = Example::windows();
    example.observed.tasks[0].result_ns[0] = 299;
    assert_eq!(counts(&example.run().latency["from_trigger"]), (0, 1, 0));
    let reason = example.reason("1 results left before");
    assert!(reason.contains("(limit 0)"), "{reason}");
}

#[test]
fn instants_out_of_order_void_the_run() {
    let mut example = Example::windows();
    example.observed.taken_ns[2] = 302;
    assert!(
        example
            .reason("1 values of queue are below zero")
            .contains("limit 0")
    );
    let mut example = Example::windows();
    example.observed.clock_back_steps = 2;
    assert!(example.reason("the clock went back 2 times").contains("limit 0"));
}

#[test]
fn a_latency_beyond_the_histogram_voids_the_run() {
    let mut example = Example::windows();
    example.observed.tasks[0].result_ns[0] = 1 << 55;
    let reason = example.reason("1 values of from_trigger are beyond the range");
    assert!(reason.contains("limit 0"), "{reason}");
}

#[test]
fn an_interrupted_run_is_void_and_nothing_else_is_blamed() {
    let mut example = Example::windows();
    example.observed.interrupted = true;
    example.observed.drained = false;
    let status = example.run().status;
    assert!(!status.valid && !status.wrong_answer);
    assert_eq!(status.reasons.len(), 1);
    assert!(status.reasons[0].starts_with("interrupted"));
}

#[test]
fn without_a_digest_the_record_says_that_membership_was_not_verified() {
    let mut example = Example::windows();
    assert!(example.run().judged.membership_verified);
    example.query.digest = false;
    let run = example.run();
    assert!(!run.judged.membership_verified && run.status.valid);
    assert!(
        run.status.reasons.iter().any(|note| note.contains("--no-digest")),
        "{:?}",
        run.status
    );
    let off = run.query.settings.iter().find(|s| s.name == "membership_digest");
    assert_eq!(off.map(|setting| setting.value.as_str()), Some("off"));
}

#[test]
fn a_series_has_the_headline_of_what_left_in_each_interval() {
    let mut example = Example::windows();
    example.observed.end_ns = 30_000_000;
    example.observed.tasks[0].result_ns = vec![25_000_000, 26_000_000];
    let series = example.run().series.unwrap();
    assert_eq!((series.interval_ns, series.intervals.len()), (20_000_000, 2));
    let [first, second] = &series.intervals[..] else {
        unreachable!()
    };
    assert_eq!((first.taken, first.results, first.p50_ns), (4, 0, None));
    assert_eq!((second.taken, second.results), (0, 2));
    assert_eq!(
        (second.min_ns, second.max_ns),
        (Some(24_999_700), Some(24_999_700)),
        "the update has none"
    );
}

#[test]
fn the_null_engine_passes_everything_and_is_not_judged() {
    let mut example = Example::windows();
    example.rules = None;
    example.verdict = Verdict::default();
    let mut task = TaskObserved::default();
    for (seq, x) in (0..4).zip([120, 230, 340, 450]) {
        task.trace.pass(seq);
        task.passed_ns.push(x);
    }
    example.observed.tasks = vec![task];
    let run = example.run();
    assert!(run.status.valid, "{:?}", run.status.reasons);
    assert_eq!(values(&run, "total"), [20, 30, 40, 50]);
    assert_eq!((run.ledger.passed, run.engine.name.as_str()), (4, "null"));
}

#[test]
fn a_run_that_broke_off_is_void_with_the_message_and_has_no_figures() {
    let example = Example::windows();
    let slot = Slot {
        arm: "arm".to_owned(),
        query: "hand-made".to_owned(),
        repeat: 1,
    };
    let panic = "the engine panicked: planted".to_owned();
    let run = crate::broken_run(&example.query, &EngineChoice::Null, &slot, 3, panic.clone());
    assert_eq!((run.status.valid, run.status.reasons), (false, vec![panic]));
    assert!(run.latency.is_empty() && run.series.is_none());
    assert_eq!((run.slot, run.repeat), (3, 1));
}
