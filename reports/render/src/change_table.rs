//! The cells of a table of changes, the same for terminal and Markdown.

use streamgauge_record::{
    AnswerChange, Change, ChangeFigure, ChangeScale, ChangeVerdict, Changes, MeanChange,
};

use crate::quantity::{plain, three};
use crate::query::plural;
use crate::{Unit, metrics};

/// Heads of the columns behind the name.
pub(crate) const HEADS: [&str; 5] = ["base", "new", "change", "99 % interval", "verdict"];

/// Growth from which on a multiple is easier to read than percents.
const MULTIPLE: f64 = 10.0;
/// A relative change too small to be seen.
const NOTHING: &str = "0.0 %";

/// Base, new, change, interval and verdict.
pub(crate) fn cells(change: &Change) -> [String; 5] {
    let unit = unit(change);
    [
        figure_text(&change.base, unit),
        figure_text(&change.new, unit),
        change_text(change, unit),
        interval_text(change, unit),
        verdict_text(change),
    ]
}

/// Whether a row may be folded away: nothing changed, as far as can be told.
pub(crate) const fn is_unchanged(verdict: ChangeVerdict) -> bool {
    matches!(verdict, ChangeVerdict::Identical | ChangeVerdict::Same)
}

/// `1 worse · 1 better · 1 undecided · 21 unchanged`: figures, and before them answers that differ; not comparable are also
/// arms on queries that the new record has no valid run of. Of what there is none only worse and better are said.
pub(crate) fn counts(changes: &Changes) -> Vec<String> {
    use ChangeVerdict::{Better, Identical, NotComparable, Same, Undecided, Worse};
    let of = |verdicts: &[ChangeVerdict]| {
        let all = changes.changes.iter();
        all.filter(|change| verdicts.contains(&change.verdict)).count()
    };
    let answers = changes.answers.iter().filter(|answer| answer.verdict == Worse);
    let answers = answers.count();
    let counted = [
        ("worse", of(&[Worse]), true),
        ("better", of(&[Better]), true),
        ("undecided", of(&[Undecided]), false),
        ("not comparable", changes.count(&[NotComparable]), false),
        ("unchanged", of(&[Identical, Same]), false),
    ];
    let shown = counted
        .into_iter()
        .filter(|(_, count, always)| *always || *count > 0);
    let figures = shown.map(|(word, count, _)| format!("{count} {word}"));
    let answers = (answers > 0).then(|| plural(answers, "different answer"));
    answers.into_iter().chain(figures).collect()
}

/// What the answers of all arms come to, the gravest first: a sign and a sentence.
pub(crate) fn answer_lines(changes: &Changes) -> Vec<(&'static str, String)> {
    let of = |verdict| {
        let answers = changes.answers.iter();
        answers.filter(move |answer| answer.verdict == verdict)
    };
    let name = |answer: &AnswerChange| format!("{} on {}", answer.arm, answer.query);
    let differ = of(ChangeVerdict::Worse).map(|answer| {
        let text = "base and new answer differently on the same events";
        ("✗", format!("{}: {text}", name(answer)))
    });
    let (set, vary): (Vec<&AnswerChange>, Vec<&AnswerChange>) =
        of(ChangeVerdict::Undecided).partition(|answer| answer.base_answers == 1 && answer.new_answers == 1);
    let list = |why: &str, answers: &[&AnswerChange]| {
        let names: Vec<String> = answers.iter().map(|answer| name(answer)).collect();
        (!names.is_empty()).then(|| ("?", format!("{why}: {}", names.join(", "))))
    };
    let lost: Vec<&AnswerChange> = changes.lost().collect();
    let mut lines: Vec<_> = differ.collect();
    lines.extend(list("not comparable, new has no valid run", &lost));
    lines.extend(list("answers differ, as the arm's settings do", &set));
    lines.extend(list(
        "answers vary from run to run, each judged right by itself",
        &vary,
    ));
    let (same, all) = (of(ChangeVerdict::Identical).count(), changes.answers.len());
    lines.push((
        "=",
        format!("{same} of {all} arms on queries give the same answers"),
    ));
    lines
}

/// `geometric mean, latency p99` and its change, of each metric that has one; without `all` only where it can be seen.
pub(crate) fn mean_cells(changes: &Changes, all: bool) -> Vec<(String, String)> {
    let cells = |mean: &MeanChange| {
        let label = format!("geometric mean, {} (of {})", mean.label, mean.over);
        (label, relative(mean.change))
    };
    let seen = changes.means.iter().map(cells);
    seen.filter(|(_, change)| all || change != NOTHING).collect()
}

/// What the signs mean, and how runs are paired.
pub(crate) fn legend(changes: &Changes) -> Vec<String> {
    let limit = three(changes.limit * 100.0);
    let limit = limit.trim_end_matches('0').trim_end_matches('.');
    if changes.simulated {
        return vec![format!(
            "= same: equal · ~ same: within {limit} % · simulated: every figure is exact, one run of each arm is counted, and \
             processing costs no time"
        )];
    }
    vec![
        format!(
            "= same: equal in all runs · ~ same: the interval lies within {limit} % · ? cannot tell"
        ),
        "change: new ÷ base − 1, of shares new − base in percentage points (pp); from 8 pairs on the median over pairs of \
         runs (Hodges-Lehmann), to which the interval belongs: it is not the quotient of the two medians shown, and may \
         differ from it where runs vary much"
            .to_owned(),
        "Runs are paired by repeat number. The two records were not measured side by side, so that what drifted between \
         them counts as change: `streamgauge check` compares two builds side by side"
            .to_owned(),
    ]
}

fn unit(change: &Change) -> Unit {
    let metric = metrics().find(|metric| metric.key == change.metric);
    metric.map_or(Unit::Nanoseconds, |metric| metric.unit)
}

fn figure_text(figure: &ChangeFigure, unit: Unit) -> String {
    match (figure.value, &figure.missing) {
        (Some(value), _) => unit.text(value),
        (None, Some(missing)) => missing.clone(),
        (None, None) => "—".into(),
    }
}

fn change_text(change: &Change, unit: Unit) -> String {
    let Some(by) = change.change else {
        return "—".into();
    };
    match change.scale {
        ChangeScale::Relative => relative(by),
        ChangeScale::Points => points(by) + " pp",
        ChangeScale::Absolute => signed(by, unit.text(by.abs())),
    }
}

fn interval_text(change: &Change, unit: Unit) -> String {
    use ChangeVerdict::{NotComparable, Undecided};
    let Some((low, high)) = change.low.zip(change.high) else {
        let exact = !matches!(change.verdict, Undecided | NotComparable) && change.change.is_some();
        return if exact { "exact".into() } else { String::new() };
    };
    let bound = |by: f64| match change.scale {
        ChangeScale::Relative if high < MULTIPLE - 1.0 => percent(by),
        ChangeScale::Relative => relative(by),
        ChangeScale::Points => points(by) + " pp",
        ChangeScale::Absolute => signed(by, unit.text(by.abs())),
    };
    let (low, high) = (bound(low), bound(high));
    // A common unit is named once.
    match (low.rsplit_once(' '), high.rsplit_once(' ')) {
        _ if low == high => high,
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} … {high}"),
        _ => format!("{low} … {high}"),
    }
}

fn verdict_text(change: &Change) -> String {
    let arrow = match change.change {
        Some(by) if by > 0.0 => "▲",
        Some(by) if by < 0.0 => "▼",
        _ => "✗",
    };
    match change.verdict {
        ChangeVerdict::Identical => "= same".into(),
        ChangeVerdict::Same => "~ same".into(),
        ChangeVerdict::Better => format!("{arrow} better"),
        ChangeVerdict::Worse => format!("{arrow} worse"),
        ChangeVerdict::NotComparable => "· not comparable".into(),
        ChangeVerdict::Undecided => format!("? {}", undecided(change)),
    }
}

/// What it would take to decide.
fn undecided(change: &Change) -> String {
    let noisy = change
        .floor
        .is_some_and(|floor| floor > crate::change_verdict::LIMIT);
    match (change.change, change.pairs_needed) {
        (None, _) => "one has no figure".into(),
        (Some(_), None) => "cannot tell".into(),
        (Some(_), Some(pairs)) if change.low.is_none() => format!("needs {pairs} repeats"),
        (Some(_), Some(pairs)) if noisy => format!("too noisy: needs about {} pairs", about(pairs)),
        (Some(_), Some(pairs)) => format!("needs about {} pairs", about(pairs)),
    }
}

/// At most three significant digits of a number that is no more than a guess.
fn about(pairs: u32) -> String {
    plain(f64::from(pairs))
}

/// `+11.7 %`, or `×12.3` where percents would be long.
fn relative(by: f64) -> String {
    if by >= MULTIPLE - 1.0 {
        format!("×{}", three(by + 1.0))
    } else {
        percent(by)
    }
}

fn percent(by: f64) -> String {
    let percent = by.abs() * 100.0;
    if percent < 0.05 {
        return NOTHING.into();
    }
    let digits = if percent >= 99.95 { 0 } else { 1 };
    signed(by, format!("{percent:.digits$} %"))
}

/// `−0.0140`: a share in percentage points.
pub(crate) fn points(by: f64) -> String {
    signed(by, three(by.abs() * 100.0))
}

fn signed(by: f64, text: String) -> String {
    if by > 0.0 {
        format!("+{text}")
    } else if by < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_a_sign_and_few_digits() {
        for (by, text) in [
            (0.1168, "+11.7 %"),
            (-0.009, "−0.9 %"),
            (0.0, "0.0 %"),
            (-0.000_4, "0.0 %"),
            (1.5, "+150 %"),
            (8.0, "+800 %"),
            (9.0, "×10.0"),
            (234.0, "×235"),
        ] {
            assert_eq!(relative(by), text);
        }
        assert_eq!(points(-0.000_14), "−0.0140");
        assert_eq!(points(0.0), "0");
    }
}
