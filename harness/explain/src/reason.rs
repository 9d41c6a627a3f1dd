//! Why windows refuse an event, in words.

use streamgauge_model::Window;
use streamgauge_operators::Lateness;

use crate::dial::Dial;
use crate::timeline::{BatchEvent, Verdict};
use crate::words::list;

/// The watermark of a batch, as Spark writes it: 1 ms more than the operators' own.
pub const fn batch_judge_ms(judge: &Lateness) -> i64 {
    judge.watermark().millis().saturating_add(1)
}

/// Why an event that was handled alone is late for some of its windows, and not for the others.
pub fn of_event(verdicts: &[Verdict], judge: &Lateness, session: bool, dial: &Dial) -> String {
    if session {
        return of_lone_session(verdicts, judge, dial);
    }
    let (refused, taken) = parted(verdicts);
    let instants = |windows: &[Window]| -> Vec<String> {
        windows
            .iter()
            .map(|window| dial.at(judge.expiry(*window)))
            .collect()
    };
    let (whose, instant) = if refused.len() == 1 {
        ("its", "last instant")
    } else {
        ("their", "last instants")
    };
    let kept = refused
        .iter()
        .any(|window| judge.expiry(*window) > window.last_instant().millis());
    let lateness = if kept { " plus the lateness" } else { "" };
    let mut text = format!(
        "{}: the watermark has reached {whose} {instant}{lateness}, {}.",
        late_for(refused.len(), verdicts.len()),
        list(&instants(&refused))
    );
    let (over, open): (Vec<Window>, Vec<Window>) =
        taken.into_iter().partition(|window| judge.completes(*window));
    if !open.is_empty() {
        let are = if open.len() == 1 { "is" } else { "are" };
        let ahead: Vec<String> = open
            .iter()
            .map(|window| dial.at(window.last_instant().millis()))
            .collect();
        text.push_str(&format!(
            " Not for {}: {} {are} still ahead.",
            the_other(open.len()),
            list(&ahead)
        ));
    }
    if !over.is_empty() {
        let until = list(&instants(&over));
        text.push_str(&format!(
            " Not for {}: over, but kept until {until}.",
            the_other(over.len())
        ));
    }
    text
}

fn of_lone_session(verdicts: &[Verdict], judge: &Lateness, dial: &Dial) -> String {
    let ends = verdicts
        .iter()
        .map(|verdict| dial.at(judge.expiry(verdict.window)));
    format!(
        "LATE: the watermark has reached {}, the last instant of its own session, and it touches no session that is \
         alive.",
        list(&ends.collect::<Vec<_>>())
    )
}

/// Why an event of a batch is late for some of its windows, and not for the others.
pub fn of_batch(event: &BatchEvent, judge: &Lateness, session: bool, dial: &Dial) -> String {
    let verdicts = &event.verdicts;
    let (refused, taken) = parted(verdicts);
    let ends = |windows: &[Window]| -> Vec<String> {
        windows
            .iter()
            .map(|window| dial.at(window.end.millis()))
            .collect()
    };
    let limit = dial.at(batch_judge_ms(judge));
    if session {
        let touches = if event.touches {
            "; the session that it touches does not save it"
        } else {
            ""
        };
        return format!(
            "LATE: its own session ends at {}, not after {limit}{touches}.",
            list(&ends(&refused))
        );
    }
    let (it, ends_at) = if refused.len() == 1 {
        ("it", "ends")
    } else {
        ("they", "end")
    };
    let mut text = format!(
        "{}: {it} {ends_at} at {}, not after {limit}.",
        late_for(refused.len(), verdicts.len()),
        list(&ends(&refused))
    );
    if !taken.is_empty() {
        let (it, ends_at) = if taken.len() == 1 {
            ("it", "ends")
        } else {
            ("they", "end")
        };
        let later = list(&ends(&taken));
        text.push_str(&format!(
            " Not for {}: {it} {ends_at} later, at {later}.",
            the_other(taken.len())
        ));
    }
    text
}

fn parted(verdicts: &[Verdict]) -> (Vec<Window>, Vec<Window>) {
    let (refused, taken): (Vec<&Verdict>, Vec<&Verdict>) =
        verdicts.iter().partition(|verdict| verdict.refused);
    let windows = |verdicts: Vec<&Verdict>| -> Vec<Window> {
        let mut windows: Vec<Window> = verdicts.into_iter().map(|verdict| verdict.window).collect();
        windows.sort_unstable();
        windows
    };
    (windows(refused), windows(taken))
}

fn late_for(refused: usize, all: usize) -> String {
    match (refused, all) {
        (1, 1) => "LATE for its window".to_owned(),
        _ if refused == all => format!("LATE for all {all} windows"),
        _ => format!("LATE for {refused} of {all} windows"),
    }
}

const fn the_other(count: usize) -> &'static str {
    if count == 1 { "the other" } else { "the others" }
}
