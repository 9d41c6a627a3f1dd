//! The first lines of a page: who wins where and by how much, and whether that is proven.

use streamgauge_record::Record;
use streamgauge_render::page;

use crate::guidance::{usual, with_latencies};
use crate::records;

/// The lines of the strip, and the tiles.
fn head(record: &Record) -> (Vec<String>, String) {
    let page = page(record).unwrap();
    let head = page.split_once("</header>").unwrap().0;
    let lines = head.split("<p class=\"verdict\">").skip(1);
    let lines = lines.map(|line| line.split_once("</p>").unwrap().0.to_owned());
    let tiles = head.split("<ul class=\"tiles\">").nth(1).unwrap_or_default();
    (lines.collect(), tiles.split("<nav").next().unwrap().to_owned())
}

#[test]
fn the_first_line_names_the_winner_where_and_by_how_much() {
    let (lines, tiles) = head(&with_latencies(8, usual));
    assert_eq!(
        lines[0],
        "Soonest (p99): event-at-a-time on all 4 queries (the next takes 250 times as long)."
    );
    assert!(lines[1].starts_with("Most complete: "), "{lines:?}");
    assert!(
        lines[2].starts_with("Least CPU time for each event: "),
        "{lines:?}"
    );
    assert!(tiles.contains("of event-at-a-time: higher"), "{tiles}");
}

#[test]
fn few_repeats_win_without_proof() {
    let (lines, tiles) = head(&with_latencies(3, usual));
    assert!(
        lines[0].contains("event-at-a-time on all 4 queries, without proof"),
        "{lines:?}"
    );
    assert!(
        lines.last().unwrap().starts_with("No lead is proven"),
        "{lines:?}"
    );
    assert!(tiles.contains("×250 of event-at-a-time, not proven"), "{tiles}");
}

#[test]
fn nobody_wins_where_nothing_can_be_told() {
    let (lines, _) = head(&with_latencies(1, usual));
    assert_eq!(
        lines[0],
        "Soonest (p99): micro-batch 1s, micro-batch 250ms and event-at-a-time cannot be told apart on all 4 queries."
    );
    let (lines, _) = head(&with_latencies(8, |_, _| 40));
    assert!(lines[0].contains("are the same on all 4 queries"), "{lines:?}");
}

#[test]
fn void_runs_are_counted_in_plain_words() {
    let mut record = with_latencies(3, usual);
    record.runs[0].status.valid = false;
    assert!(
        head(&record)
            .0
            .last()
            .unwrap()
            .ends_with("1 run is void and enters no figure.")
    );
    record.runs[1].status.valid = false;
    assert!(
        head(&record)
            .0
            .last()
            .unwrap()
            .ends_with("2 runs are void and enter no figure.")
    );
    let mut none = records::all_void();
    for run in &mut none.runs {
        run.status.wrong_answer = false;
    }
    assert_eq!(head(&none).0.len(), 1);
}

#[test]
fn wrong_answers_come_before_everything_else() {
    let mut record = with_latencies(8, usual);
    let wrong = "event-at-a-time";
    for run in record.runs.iter_mut().filter(|run| run.arm == wrong) {
        run.status.valid = false;
        run.status.wrong_answer = true;
    }
    let runs = record.runs.iter().filter(|run| run.arm == wrong).count();
    let (verdicts, head) = head(&record);
    assert_eq!(
        verdicts[0],
        format!("event-at-a-time gave wrong answers in {runs} runs.")
    );
    assert!(verdicts.len() > 1, "the others are still ranked: {verdicts:?}");
    assert!(
        head.contains("no valid run, movie-tumbling") && !head.contains("too few results"),
        "{head}"
    );
    for run in &mut record.runs {
        run.status.valid = false;
    }
    let (verdicts, _) = self::head(&record);
    assert!(
        verdicts[0].starts_with("event-at-a-time gave wrong answers")
            && verdicts[1].starts_with("No figures: "),
        "{verdicts:?}"
    );
}
