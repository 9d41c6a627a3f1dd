//! Searches: the claim first, every trial on the page, the knee as a picture.

use insta::assert_snapshot;
use streamgauge_record::{Limit, Search, SearchRecord, TrialPhase, TrialVerdict};
use streamgauge_render::{
    SearchSummary, Unit, search_charts, search_csv, search_jsonl, search_markdown, search_page,
    search_terminal,
};

use crate::carried::carried;
use crate::raw;
use crate::records::search;

fn claim(change: impl Fn(&mut SearchRecord)) -> String {
    let mut record = search();
    change(&mut record);
    SearchSummary::all(&record)[0].claim.clone()
}

#[test]
fn at_a_terminal() {
    assert_snapshot!(search_terminal(&search(), false, 80));
}

#[test]
fn as_markdown() {
    assert_snapshot!(search_markdown(&search()));
}

#[test]
fn what_is_claimed_depends_on_what_was_the_limit() {
    assert!(
        claim(|_| {}).contains("sustains 1.84 M/s on movie-tumbling (confirmed 4 of 5; refuted at 1.90 M/s")
    );
    let generator = claim(|record| {
        let claim = &mut record.searches[0].claim;
        (claim.limit, claim.refuted_per_s, claim.untried_per_s) = (Limit::Generator, None, Some(2_000_000));
    });
    assert!(generator.contains("sustains at least 1.84 M/s"), "{generator}");
    assert!(generator.contains("not tried at 2.00 M/s"), "{generator}");
    let none = claim(|record| record.searches[0].claim.sustainable_per_s = None);
    assert!(
        none.contains("no rate is confirmed, every rate that was tried was refuted"),
        "{none}"
    );
    let stopped = claim(|record| {
        record.searches[0].claim.sustainable_per_s = None;
        record.searches[0].claim.limit = Limit::Unfinished;
    });
    assert!(
        stopped.contains("not finished; the highest rate that passed a single trial"),
        "{stopped}"
    );
}

#[test]
fn every_trial_is_on_the_page_and_in_the_lines() {
    let record = search();
    let page = search_page(&record).unwrap();
    let trials: usize = record.searches.iter().map(|search| search.trials.len()).sum();
    let summaries = SearchSummary::all(&record);
    assert_eq!(
        summaries
            .iter()
            .map(|summary| summary.trials.rows.len())
            .sum::<usize>(),
        trials
    );
    for cell in summaries
        .iter()
        .flat_map(|summary| summary.trials.rows.iter().flatten())
    {
        assert!(page.contains(&format!(">{cell}<")), "{cell}");
    }
    let jsonl = search_jsonl(&record).unwrap();
    assert_eq!(
        jsonl
            .lines()
            .filter(|line| line.contains("\"reason\":\"trial\""))
            .count(),
        trials
    );
    let checks: usize = record
        .searches
        .iter()
        .flat_map(|search| &search.trials)
        .map(|trial| trial.checks.len())
        .sum();
    assert_eq!(search_csv(&record).unwrap().lines().count(), checks + 1);
}

#[test]
fn the_page_needs_nothing_from_elsewhere_and_carries_the_record() {
    let mut record = search();
    record.scenario.name = "</script><script>alert(1)</script>".into();
    let page = search_page(&record).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    let (before, rest) = page.split_once("id=\"record\">").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    assert_eq!(carried::<SearchRecord>(&page, "record"), record);
    for forbidden in ["src=", "@import", "url(", "<link", "<iframe"] {
        assert!(
            !before.contains(forbidden) && !after.contains(forbidden),
            "{forbidden}"
        );
    }
}

#[test]
fn the_knee_has_the_numbers_of_the_curve() {
    let mut record = search();
    let charts = search_charts(&record);
    assert_eq!(charts.len(), 1, "one for each query");
    let table = charts[0].table();
    assert_eq!((table.rows.len(), table.head[2].as_str()), (14, "p99"));
    assert_eq!(table.rows.iter().filter(|row| row[3] == "not met").count(), 2);
    assert!(charts[0].svg().unwrap().contains("<title"));
    drop(charts);
    for trial in record.searches.iter_mut().flat_map(|search| &mut search.trials) {
        if trial.phase == TrialPhase::Curve {
            trial.verdict = TrialVerdict::Void;
        }
    }
    assert!(
        search_charts(&record).is_empty(),
        "void trials say nothing about an engine"
    );
}

/// A row for each trial of the curve: its rate, a percentile of its samples, whether its checks passed.
fn curve(search: &Search, share: u64) -> Vec<Vec<String>> {
    let trials = search.trials.iter();
    let of_curve =
        trials.filter(|trial| trial.phase == TrialPhase::Curve && trial.verdict != TrialVerdict::Void);
    of_curve
        .map(|trial| {
            let met = trial.checks.iter().all(|check| check.passed);
            vec![
                search.arm.clone(),
                Unit::PerSecond.text(raw::float(trial.rate_per_s)),
                raw::percentile(&[raw::headline(&trial.run).1], share),
                if met { "met" } else { "not met" }.to_owned(),
            ]
        })
        .collect()
}

#[test]
fn every_row_of_a_knee_is_what_its_trial_measured() {
    let mut record = search();
    record.searches[0].trials[12].verdict = TrialVerdict::Void;
    let shown = search_charts(&record)[0].table();
    let searches = record.searches.iter();
    let expected: Vec<Vec<String>> = searches.flat_map(|search| curve(search, 9_900)).collect();
    assert_eq!((shown.head[2].as_str(), expected.len()), ("p99", 13));
    assert_eq!(shown.rows, expected);
}
