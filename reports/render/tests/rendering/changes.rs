//! Two records, compared.

use insta::assert_snapshot;
use streamgauge_record::{BaselineEntry, Change, ChangeVerdict, Changes, Record, Setting};
use streamgauge_render::{
    Summary, change_markdown, change_terminal, changes, other_build, other_machine, terminal, unlike,
};

use crate::{compared, records};

fn between(base: &Record, new: &Record) -> Changes {
    changes(("main", base), ("runs/new", new)).unwrap()
}

fn verdict(changes: &Changes, arm: &str, query: &str, metric: &str) -> ChangeVerdict {
    let of = |change: &&Change| change.arm == arm && change.query == query && change.metric == metric;
    let found = changes.changes.iter().find(of);
    found
        .unwrap_or_else(|| panic!("no {metric} of {arm} on {query}"))
        .verdict
}

#[test]
fn changes_at_a_terminal() {
    let changes = between(&compared::base(), &compared::new());
    assert_snapshot!(change_terminal(&changes, false, false, 100));
}

#[test]
fn changes_at_a_terminal_of_eighty_columns() {
    let changes = between(&compared::base(), &compared::new());
    assert_snapshot!(change_terminal(&changes, true, false, 80));
}

#[test]
fn changes_with_all_rows() {
    let changes = between(&compared::base(), &compared::new());
    assert_snapshot!(change_terminal(&changes, true, false, 100));
}

#[test]
fn changes_as_markdown() {
    let changes = between(&compared::base(), &compared::new());
    assert_snapshot!(change_markdown(&changes, false));
}

#[test]
fn changes_of_few_repeats() {
    let [base, new] = [compared::base(), compared::new()].map(|record| compared::few(&record, 3));
    assert_snapshot!(change_terminal(&between(&base, &new), false, false, 100));
}

#[test]
fn changes_on_a_virtual_clock() {
    let [base, new] = [compared::base(), compared::new()].map(|record| compared::simulated(&record));
    assert_snapshot!(change_terminal(&between(&base, &new), false, false, 100));
}

#[test]
fn a_record_compared_with_itself_is_the_same_everywhere() {
    for record in [
        records::sample(),
        records::with_a_void_run(),
        records::with_an_update_mode_arm(),
        records::censored(),
        records::not_countable(),
        records::simulated(),
        records::sessions(),
        compared::base(),
        compared::new(),
    ] {
        let changes = between(&record, &record);
        assert!(unlike(&record, &record).is_empty() && other_machine(&record, &record).is_none());
        let all = changes.changes.len() + changes.answers.len();
        assert_eq!(changes.count(&[ChangeVerdict::Identical]), all);
        assert!(all > 10 && changes.notes.contains(&"both are the same record".to_owned()));
        assert!(change_terminal(&changes, false, false, 100).contains("0 worse · 0 better"));
    }
}

#[test]
fn what_was_changed_is_found_and_nothing_else() {
    let changes = between(&compared::base(), &compared::new());
    let of = |arm: &str, query: &str, metric: &str| verdict(&changes, arm, query, metric);
    let (films, sessions) = ("movie-tumbling", "user-session");
    for percentile in ["p50", "p90", "p99"] {
        let metric = format!("from_trigger {percentile}");
        assert_eq!(of("event-at-a-time", films, &metric), ChangeVerdict::Worse);
        assert_eq!(of("event-at-a-time", sessions, &metric), ChangeVerdict::Same);
    }
    assert_eq!(
        of("event-at-a-time", sessions, "cpu_per_event"),
        ChangeVerdict::Better
    );
    assert_eq!(
        of("micro-batch 1s", films, "late_drop_rate"),
        ChangeVerdict::Worse
    );
    assert_eq!(
        of("micro-batch 1s", sessions, "peak_memory"),
        ChangeVerdict::Undecided
    );
    assert_eq!(
        of("micro-batch 1s", sessions, "late_drop_rate"),
        ChangeVerdict::Identical
    );
    assert_eq!(
        changes.count(&[ChangeVerdict::Worse]),
        5,
        "with the answers of micro-batch on films"
    );
    assert_eq!(changes.count(&[ChangeVerdict::Better]), 1);
}

#[test]
fn the_other_way_round_worse_is_better() {
    let changes = between(&compared::new(), &compared::base());
    assert_eq!(changes.count(&[ChangeVerdict::Better]), 4);
    let answers = 1;
    assert_eq!(changes.count(&[ChangeVerdict::Worse]), 1 + answers);
}

#[test]
fn with_fewer_than_eight_repeats_only_what_is_equal_is_judged() {
    let [base, new] = [compared::base(), compared::new()].map(|record| compared::few(&record, 7));
    let changes = between(&base, &new);
    let judged = |change: &&Change| {
        !matches!(
            change.verdict,
            ChangeVerdict::Identical | ChangeVerdict::Undecided
        )
    };
    assert_eq!(changes.changes.iter().filter(judged).count(), 0);
    assert!(change_terminal(&changes, false, false, 100).contains("? needs 8 repeats"));
}

#[test]
fn unlike_records_say_in_what() {
    type Edit = fn(&mut Record);
    let edits: [(Edit, &str); 9] = [
        (|record| record.scenario.seed = 8, "the seed: 7 in base, 8 in new"),
        (
            |record| record.scenario.name = "file".into(),
            "the scenario: ratings in base, file in new",
        ),
        (
            |record| record.scenario.rate_per_s = 2e4,
            "the rate: 10.0 k/s in base, 20.0 k/s in new",
        ),
        (
            |record| record.scenario.time_scale = 1.0,
            "the time scale: 20 in base, 1 in new",
        ),
        (
            |record| record.scenario.fingerprint = "00".into(),
            "the fingerprint of the events: 7f3a9c52e1b8 in base, 00 in new",
        ),
        (
            |record| record.plan.measured_ns /= 2,
            "the measured phase: 20.0 s in base, 10.0 s in new",
        ),
        (
            |record| record.plan.clock = streamgauge_record::Clock::Simulated,
            "simulated on a virtual clock in new",
        ),
        (
            |record| {
                record
                    .runs
                    .iter_mut()
                    .for_each(|run| run.query.settings[0].value = "1s".into());
            },
            "movie-tumbling: watermark delay: 30s in base, 1s in new",
        ),
        (
            |record| record.runs.clear(),
            "no arm answered the same query in both",
        ),
    ];
    for (edit, says) in edits {
        let (base, mut new) = (compared::base(), compared::base());
        edit(&mut new);
        let reasons = unlike(&base, &new);
        assert!(
            reasons.iter().any(|reason| reason.contains(says)),
            "{says}: {reasons:?}"
        );
    }
}

#[test]
fn what_differs_is_said_once() {
    let (mut base, mut new) = (compared::base(), compared::base());
    let seed = |record: &mut Record, seed: u64| {
        record.scenario.seed = seed;
        record.scenario.fingerprint = format!("{seed}");
        let setting = |name: &str, value: String| Setting {
            name: name.into(),
            value,
        };
        record.scenario.parameters = vec![
            setting("seed", seed.to_string()),
            setting("rate_per_s", (seed * 1000).to_string()),
            setting("time scale", seed.to_string()),
            setting("users", (100 * seed).to_string()),
        ];
    };
    seed(&mut base, 7);
    seed(&mut new, 8);
    assert_eq!(
        unlike(&base, &new),
        ["the seed: 7 in base, 8 in new", "users: 700 in base, 800 in new"]
    );
}

#[test]
fn figures_of_another_machine_are_shown_and_not_judged() {
    let (base, mut new) = (compared::base(), compared::new());
    new.machine.cores = 64;
    assert!(
        other_machine(&base, &new)
            .unwrap()
            .contains("number of processors is 64")
    );
    let changes = between(&base, &new);
    for change in &changes.changes {
        let of_the_machine = !["late_drop_rate", "completeness", "peak_state", "peak_state_bytes"]
            .contains(&change.metric.as_str());
        let not_judged = change.verdict == ChangeVerdict::NotComparable;
        assert_eq!(not_judged, of_the_machine, "{change:?}");
    }
    assert!(changes.notes.iter().any(|note| note.contains("another machine")));
    assert_eq!(changes.count(&[ChangeVerdict::Worse]), 2, "drops and answers");
}

#[test]
fn figures_of_a_build_made_differently_are_shown_and_not_judged() {
    let (base, mut new) = (compared::base(), compared::new());
    new.tool.profile = "debug".into();
    new.tool.lto = Some("off".into());
    assert_eq!(
        other_build(&base, &new).unwrap(),
        "its build profile is debug, then it was release"
    );
    let changes = between(&base, &new);
    let judged = |metric: &str| verdict(&changes, "event-at-a-time", "movie-tumbling", metric);
    for metric in ["from_trigger p50", "cpu_per_event", "peak_memory"] {
        assert_eq!(judged(metric), ChangeVerdict::NotComparable, "{metric}");
    }
    assert_eq!(changes.count(&[ChangeVerdict::Worse]), 2, "drops and answers");
    let about = |word: &str| changes.notes.iter().filter(|note| note.contains(word)).count();
    assert_eq!(
        (about("build profile"), about("link-time optimisation")),
        (1, 1),
        "{:?}",
        changes.notes
    );
    let [base, new] = [&base, &new].map(compared::simulated);
    assert_eq!(
        other_build(&base, &new),
        None,
        "on a virtual clock processing costs no time"
    );
}

#[test]
fn what_a_baseline_keeps_says_the_same_as_the_record() {
    for record in [
        compared::base(),
        records::sample(),
        records::sessions(),
        records::with_an_update_mode_arm(),
    ] {
        let kept = BaselineEntry::new(record.clone(), "2026-09-01T10:15:02Z".into(), None).record;
        assert!(
            kept.runs
                .iter()
                .all(|run| run.series.is_none() && run.batches.is_empty())
        );
        let text = |record: &Record| terminal(&Summary::new(record).unwrap(), false, 100);
        assert_eq!(text(&kept), text(&record));
        let new = compared::new();
        let figures = |base: &Record| between(base, &new).changes;
        assert_eq!(figures(&kept), figures(&record));
    }
}

#[test]
fn what_only_one_record_has_is_named() {
    let (base, mut new) = (compared::base(), compared::new());
    new.runs.retain(|run| run.arm != "micro-batch 1s");
    let changes = between(&base, &new);
    assert_eq!((changes.only_in_base.len(), changes.only_in_new.len()), (2, 0));
    let text = change_terminal(&changes, false, false, 100);
    assert!(
        text.contains(
            "only in base, not compared: micro-batch 1s on movie-tumbling, micro-batch 1s on user-session"
        ),
        "{text}"
    );
    assert!(change_markdown(&changes, false).contains("only in base, not compared"));
    assert_eq!(changes.lost().count(), 2);
    assert!(text.contains(" · 2 not comparable · "), "{text}");
    assert_eq!(between(&new, &base).lost().count(), 0);
}

#[test]
fn another_setting_under_the_same_name_is_said_and_compared() {
    let (base, mut new) = (compared::base(), compared::new());
    for run in new.runs.iter_mut().filter(|run| run.arm == "micro-batch 1s") {
        run.engine.settings[0].value = "2s".into();
    }
    let changes = between(&base, &new);
    let note = "micro-batch 1s is set differently: trigger: 1s in base, 2s in new";
    assert!(
        changes.notes.iter().any(|said| said == note),
        "{:?}",
        changes.notes
    );
    let films = &changes.answers[0];
    assert_eq!(
        (films.arm.as_str(), films.verdict),
        ("micro-batch 1s", ChangeVerdict::Undecided)
    );
}

#[test]
fn colour_is_given_to_what_was_decided_and_changes_no_word() {
    let changes = between(&compared::base(), &compared::new());
    let (plain, coloured) = (
        change_terminal(&changes, true, false, 100),
        change_terminal(&changes, true, true, 100),
    );
    assert!(!plain.contains('\x1b') && coloured.contains('\x1b'));
    let mut stripped = String::new();
    for (place, part) in coloured.split("\x1b[").enumerate() {
        stripped.push_str(if place == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn wrong_answers_of_the_new_record_are_worse_and_have_no_figures() {
    let (base, mut new) = (compared::base(), compared::base());
    for run in &mut new.runs {
        (run.status.valid, run.status.wrong_answer) = (false, true);
    }
    let changes = between(&base, &new);
    assert_eq!(
        (changes.changes.len(), changes.count(&[ChangeVerdict::Worse])),
        (0, 4)
    );
    let note = "32 runs of new gave wrong answers and are void";
    assert!(
        changes.notes.iter().any(|said| said == note),
        "{:?}",
        changes.notes
    );
    let back = between(&new, &base);
    assert_eq!((back.changes.len(), back.answers.len()), (0, 0));
}

#[test]
fn names_from_outside_do_not_become_markup() {
    let record = records::hostile();
    let text = change_markdown(&between(&record, &record), true);
    assert!(!text.contains("<script>"), "{text}");
}
