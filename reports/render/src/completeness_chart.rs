//! What the answers lack.

use crate::bars::{Bar, BarGroup, Bars};
use crate::canvas::{Key, draw};
use crate::palette::{self, TEXT};
use crate::throughput_chart::whisker;
use crate::{ArmSummary, Chart, DataTable, Figure, QuerySummary, RenderError, Summary, Unit};

/// The share of the truth that is missing from the answers: what is left of completeness, which is always nearly one.
pub(crate) struct CompletenessChart<'a> {
    queries: Vec<&'a QuerySummary>,
}

impl<'a> CompletenessChart<'a> {
    /// `None` without windows.
    pub(crate) fn new(summary: &'a Summary) -> Option<Self> {
        let windowed = |query: &&QuerySummary| {
            query
                .arms
                .iter()
                .any(|arm| arm.figure("missing").value().is_some())
        };
        let queries: Vec<_> = summary.queries.iter().filter(windowed).collect();
        (!queries.is_empty()).then_some(Self { queries })
    }

    fn rows(&self) -> impl Iterator<Item = (&str, &ArmSummary, Figure, Figure)> {
        self.queries.iter().flat_map(|query| {
            let row = |arm| {
                (
                    query.name.as_str(),
                    arm,
                    ArmSummary::figure(arm, "missing"),
                    arm.figure("missing_last"),
                )
            };
            query.arms.iter().map(row)
        })
    }

    /// Whether later panes repaired anything; only then is there a second figure to show.
    fn is_repaired(&self) -> bool {
        self.rows()
            .any(|(_, _, first, last)| first.value() != last.value())
    }

    fn bars(&self) -> Bars {
        let repaired = self.is_repaired();
        let of_arm = |(place, arm): (usize, &ArmSummary)| {
            let figure = arm.figure("missing");
            Bar {
                label: arm.arm.clone(),
                parts: vec![(figure.value().unwrap_or(0.0), palette::arm(place))],
                whisker: whisker(&figure),
                tick: arm.figure("missing_last").value().filter(|_| repaired),
                text: figure.text(Unit::Share),
            }
        };
        let groups = self.queries.iter().map(|query| BarGroup {
            name: query.name.clone(),
            bars: query.arms.iter().enumerate().map(of_arm).collect(),
        });
        let legend = if repaired {
            vec![(Key::Tick(TEXT), "after the last emission".into())]
        } else {
            vec![]
        };
        Bars {
            groups: groups.collect(),
            unit: Unit::Share,
            legend,
        }
    }
}

impl Chart for CompletenessChart<'_> {
    fn id(&self) -> String {
        "completeness".into()
    }

    fn title(&self) -> String {
        "Completeness: what the answers lack".into()
    }

    fn caption(&self) -> String {
        "Share of the events of all due windows that the first emission of each window lacks; medians over valid runs, \
         lines from the least to the greatest."
            .into()
    }

    fn in_words(&self) -> String {
        let text = |(query, arm, first, _): (&str, &ArmSummary, Figure, Figure)| {
            format!("{query}, {}: {} missing.", arm.arm, first.text(Unit::Share))
        };
        self.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let head = [
            "query",
            "arm",
            "missing at first",
            "range",
            "missing at last",
            "complete",
            "valid runs",
        ];
        let row = |(query, arm, first, last): (&str, &ArmSummary, Figure, Figure)| {
            vec![
                query.to_string(),
                arm.arm.clone(),
                first.text(Unit::Share),
                first.spread_text(Unit::Share),
                last.text(Unit::Share),
                arm.figure("completeness").text(Unit::Completeness),
                arm.valid.to_string(),
            ]
        };
        DataTable {
            head: head.map(Into::into).into(),
            rows: self.rows().map(row).collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        let bars = self.bars();
        draw(self, bars.height(), |canvas| bars.paint(canvas))
    }
}
