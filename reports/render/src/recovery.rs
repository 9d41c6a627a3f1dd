//! How the arms got over what disturbed them.

use streamgauge_record::{Disturbance, DisturbanceKind, Recovery, RecoveryVerdict, Run};

use crate::explanation::Explanation;
use crate::listing::listed;
use crate::query::plural;
use crate::{ArmSummary, DataTable, QuerySummary, Spread, Summary, Unit};

/// `stall, 2 s to 2.5 s`.
pub(crate) fn disturbance_text(it: &Disturbance) -> String {
    format!(
        "{}, {} to {}",
        kind(it.kind),
        duration(it.start_ns),
        duration(it.end_ns)
    )
}

const fn kind(kind: DisturbanceKind) -> &'static str {
    match kind {
        DisturbanceKind::Burst => "burst",
        DisturbanceKind::Silence => "silent source",
        DisturbanceKind::Stall => "stall",
    }
}

/// From the end of the last disturbance that took longest; absent if there was none, or one was never caught up with.
pub(crate) fn catch_up(run: &Run) -> Option<f64> {
    let each: Option<Vec<u64>> = run.recoveries.iter().map(|it| it.catch_up_ns).collect();
    each?.into_iter().max().map(as_float)
}

/// Over all disturbances of a run.
pub(crate) fn excess(run: &Run) -> Option<f64> {
    let each: Option<Vec<f64>> = run.recoveries.iter().map(|it| it.excess_ns_s).collect();
    each.filter(|each| !each.is_empty()).map(|each| each.iter().sum())
}

/// The greatest of all disturbances of a run.
pub(crate) fn peak_backlog(run: &Run) -> Option<f64> {
    run.recoveries
        .iter()
        .map(|it| it.peak_backlog)
        .max()
        .map(as_float)
}

/// One line for each arm and disturbance that it did not get over, or of which nothing can be said.
pub(crate) fn recovery_notes(query: &QuerySummary) -> Vec<String> {
    let rows = query
        .arms
        .iter()
        .flat_map(|arm| places(arm).map(move |place| (arm, place)));
    let note = |(arm, place): (&ArmSummary, usize)| {
        let seen = Seen::of(arm, place)?;
        (seen.caught.is_none() || seen.never + seen.unknown > 0).then(|| {
            format!(
                "{}: {}: {}",
                arm.arm,
                disturbance_text(&seen.disturbance),
                seen.verdict()
            )
        })
    };
    rows.filter_map(note).collect()
}

/// What came of each disturbance of an arm, in words.
pub(crate) fn outcomes(arm: &ArmSummary) -> Vec<String> {
    let seen = places(arm).filter_map(|place| Seen::of(arm, place));
    seen.map(|seen| {
        format!(
            "{}: {}; at most {} events waited",
            disturbance_text(&seen.disturbance),
            seen.verdict(),
            ranged(seen.backlog.as_ref(), Unit::Count)
        )
    })
    .collect()
}

/// Who did not get over a disturbance in some run before its end, in a sentence of advice.
pub(crate) fn never_caught_up(summary: &Summary) -> Option<String> {
    let never = |arm: &ArmSummary| {
        places(arm)
            .filter_map(|place| Seen::of(arm, place))
            .any(|seen| seen.never > 0)
    };
    let arms = summary
        .queries
        .iter()
        .flat_map(|query| query.arms.iter().map(move |arm| (query, arm)));
    let named: Vec<String> = arms
        .filter(|(_, arm)| never(arm))
        .map(|(query, arm)| format!("{} on {}", arm.arm, query.name))
        .collect();
    (!named.is_empty()).then(|| {
        format!(
            "Beware of a disturbance with {}: it was not caught up with before the end of some run.",
            listed(&named)
        )
    })
}

/// The table of the page; `None` if nothing was disturbed.
pub(crate) fn recoveries(summary: &Summary) -> Option<Explanation> {
    let arms = summary
        .queries
        .iter()
        .flat_map(|query| query.arms.iter().map(move |arm| (query, arm)));
    let rows = arms.flat_map(|(query, arm)| {
        places(arm).filter_map(move |place| Some(Seen::of(arm, place)?.row(&query.name, &arm.arm)))
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = [
        "query",
        "arm",
        "disturbance",
        "outcome",
        "excess",
        "greatest latency",
        "greatest backlog",
        "must hold for",
    ];
    (!rows.is_empty()).then(|| Explanation {
        title: "Getting over disturbances",
        text: "An arm has caught up at the first instant after a disturbance from which backlog and median latency stay \
               within what was normal in the same run before it (mean and 3 standard deviations, at least 1 ms), for as \
               long as the last column says. Excess is the area between the median over time and its baseline. A \
               micro-batch engine is looked at over whole triggers. Medians over the runs, with the least and the \
               greatest."
            .into(),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

/// One disturbance in all runs of an arm.
struct Seen {
    disturbance: Disturbance,
    caught: Option<Spread>,
    never: usize,
    unknown: usize,
    excess: Option<Spread>,
    latency: Option<Spread>,
    backlog: Option<Spread>,
    hold_ns: u64,
}

fn places(arm: &ArmSummary) -> std::ops::Range<usize> {
    0..arm.runs.first().map_or(0, |run| run.recoveries.len())
}

impl Seen {
    fn of(arm: &ArmSummary, place: usize) -> Option<Self> {
        let all = || {
            arm.runs
                .iter()
                .filter_map(|run| Some((run.repeat, run.recoveries.get(place)?)))
        };
        let count = |verdict| all().filter(|(_, it)| it.verdict == verdict).count();
        let spread = |of: fn(&Recovery) -> Option<f64>| {
            Spread::over(all().filter_map(|(repeat, it)| Some((repeat, of(it)?))))
        };
        let (_, first) = all().next()?;
        Some(Self {
            disturbance: first.disturbance,
            hold_ns: first.hold_ns,
            caught: spread(|it| it.catch_up_ns.map(as_float)),
            never: count(RecoveryVerdict::NeverCaughtUp),
            unknown: count(RecoveryVerdict::CannotJudge),
            excess: spread(|it| it.excess_ns_s),
            latency: spread(|it| it.peak_latency_ns.map(as_float)),
            backlog: spread(|it| Some(as_float(it.peak_backlog))),
        })
    }

    fn verdict(&self) -> String {
        let caught = self.caught.as_ref().map(|spread| {
            format!(
                "caught up after {}, {}",
                ranged(Some(spread), Unit::Nanoseconds),
                plural(spread.runs(), "run")
            )
        });
        let never = (self.never > 0)
            .then(|| format!("never caught up before the end, {}", plural(self.never, "run")));
        let unknown = (self.unknown > 0).then(|| {
            format!(
                "cannot be judged, too little is measured before or behind it, {}",
                plural(self.unknown, "run")
            )
        });
        let parts: Vec<String> = [caught, never, unknown].into_iter().flatten().collect();
        parts.join("; ")
    }

    fn row(&self, query: &str, arm: &str) -> Vec<String> {
        vec![
            query.into(),
            arm.into(),
            disturbance_text(&self.disturbance),
            self.verdict(),
            ranged(self.excess.as_ref(), Unit::NanosecondSeconds),
            ranged(self.latency.as_ref(), Unit::Nanoseconds),
            ranged(self.backlog.as_ref(), Unit::Count),
            duration(self.hold_ns),
        ]
    }
}

/// The median and, of several runs that differ, the least and the greatest.
fn ranged(spread: Option<&Spread>, unit: Unit) -> String {
    match spread {
        None => "—".into(),
        Some(spread) if unit.text(spread.min) == unit.text(spread.max) => unit.text(spread.median),
        Some(spread) => format!(
            "{} ({})",
            unit.text(spread.median),
            unit.range(spread.min, spread.max)
        ),
    }
}

fn duration(nanos: u64) -> String {
    Unit::Nanoseconds.tick(as_float(nanos))
}

#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}
