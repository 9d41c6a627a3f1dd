//! How many events are asked for and done.

use crate::bars::{Bar, BarGroup, Bars};
use crate::canvas::{Key, draw};
use crate::palette::{self, TEXT};
use crate::{ArmSummary, Chart, DataTable, Figure, RenderError, Summary, Unit};

/// Which throughput.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Completed, against offered.
    Rates,
    /// The capacity estimate, with the saturated rate where it was tried.
    Capacity,
}

impl Measure {
    /// The bar, and the tick beside it.
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Rates => ("completed", "offered"),
            Self::Capacity => ("capacity_estimate", "saturated"),
        }
    }
}

/// Medians over valid runs as bars, with the least and the greatest run.
pub(crate) struct ThroughputChart<'a> {
    summary: &'a Summary,
    measure: Measure,
}

impl<'a> ThroughputChart<'a> {
    /// `None` if no run has it.
    pub(crate) fn new(summary: &'a Summary, measure: Measure) -> Option<Self> {
        let chart = Self { summary, measure };
        let some = chart.rows().any(|(_, _, figure, _)| figure.value().is_some());
        some.then_some(chart)
    }

    fn rows(&self) -> impl Iterator<Item = (&str, &ArmSummary, Figure, Figure)> {
        let (bar, tick) = self.measure.keys();
        self.summary.queries.iter().flat_map(move |query| {
            query
                .arms
                .iter()
                .map(move |arm| (query.name.as_str(), arm, arm.figure(bar), arm.figure(tick)))
        })
    }

    /// A figure, or why there is no bar.
    fn text(&self, arm: &ArmSummary, figure: &Figure) -> String {
        match figure {
            Figure::Absent if arm.valid == 0 => "no valid run".into(),
            Figure::Absent if self.measure == Measure::Rates => "not countable".into(),
            figure => figure.text(Unit::PerSecond),
        }
    }

    fn bars(&self) -> Bars {
        let (bar, tick) = self.measure.keys();
        let of_arm = |(place, arm): (usize, &ArmSummary)| {
            let figure = arm.figure(bar);
            Bar {
                label: arm.arm.clone(),
                parts: vec![(figure.value().unwrap_or(0.0), palette::arm(place))],
                whisker: whisker(&figure),
                tick: tick_of(&arm.figure(tick)),
                text: self.text(arm, &figure),
            }
        };
        let groups = self.summary.queries.iter().map(|query| BarGroup {
            name: query.name.clone(),
            bars: query.arms.iter().enumerate().map(of_arm).collect(),
        });
        let ticks = self.rows().any(|(_, _, _, tick)| tick.value().is_some());
        let legend = if ticks {
            vec![(Key::Tick(TEXT), tick.to_string())]
        } else {
            vec![]
        };
        Bars {
            groups: groups.collect(),
            unit: Unit::PerSecond,
            legend,
        }
    }
}

/// A second figure and its text, if it is known.
fn tick_of(figure: &Figure) -> Option<(f64, String)> {
    Some((figure.value()?, figure.text(Unit::PerSecond)))
}

/// Least and greatest run of a figure.
pub(crate) fn whisker(figure: &Figure) -> Option<(f64, f64)> {
    match figure {
        Figure::Known { runs: Some(runs), .. } => Some((runs.min, runs.max)),
        _ => None,
    }
}

impl Chart for ThroughputChart<'_> {
    fn id(&self) -> String {
        match self.measure {
            Measure::Rates => "throughput".into(),
            Measure::Capacity => "capacity".into(),
        }
    }

    fn title(&self) -> String {
        match self.measure {
            Measure::Rates => "Throughput: completed and offered".into(),
            Measure::Capacity => "Capacity estimate".into(),
        }
    }

    fn caption(&self) -> String {
        let what = match self.measure {
            Measure::Rates => "Events completed per second as bars, events offered as ticks below them",
            Measure::Capacity => {
                "Events per second of time at work at the offered, low load, an estimate of what the engine could carry; \
                 saturated (the ticks below the bars), everything is due at once, which differs by design"
            }
        };
        format!("{what}; medians over valid runs, lines from the least to the greatest run.")
    }

    fn in_words(&self) -> String {
        let text = |(query, arm, figure, _): (&str, &ArmSummary, Figure, Figure)| {
            format!("{query}, {}: {}.", arm.arm, self.text(arm, &figure))
        };
        self.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let (bar, tick) = self.measure.keys();
        let row = |(query, arm, figure, second): (&str, &ArmSummary, Figure, Figure)| {
            let spread = figure.spread_text(Unit::PerSecond);
            let texts = [
                self.text(arm, &figure),
                spread,
                second.text(Unit::PerSecond),
                arm.valid.to_string(),
            ];
            [query.to_string(), arm.arm.clone()]
                .into_iter()
                .chain(texts)
                .collect()
        };
        let head = [
            "query",
            "arm",
            &bar.replace('_', " "),
            "range",
            tick,
            "valid runs",
        ]
        .map(Into::into);
        DataTable {
            head: head.into(),
            rows: self.rows().map(row).collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        let bars = self.bars();
        draw(self, bars.height(), |canvas| bars.paint(canvas))
    }
}
