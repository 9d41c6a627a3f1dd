//! What the answers lack.

use crate::bars::{Bar, BarGroup, Bars};
use crate::canvas::{Key, draw};
use crate::palette::{self, TEXT};
use crate::throughput_chart::whisker;
use crate::{ArmSummary, Chart, DataTable, Emission, Figure, QuerySummary, RenderError, Summary, Unit};

/// The share of the truth that is missing from the answers: what is left of completeness, which is always nearly one.
pub(crate) struct CompletenessChart<'a> {
    queries: Vec<&'a QuerySummary>,
    simulated: bool,
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
        (!queries.is_empty()).then_some(Self {
            queries,
            simulated: summary.simulated,
        })
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
                tick: last_of(arm).filter(|_| repaired),
                text: missing_text(arm, &figure),
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

/// What is missing, and of which emission if not of the first.
fn missing_text(arm: &ArmSummary, figure: &Figure) -> String {
    let text = figure.text(Unit::Share);
    match arm.emission {
        Emission::Last if figure.value().is_some() => format!("{text} at last"),
        _ => text,
    }
}

/// What is missing at last, and its text.
fn last_of(arm: &ArmSummary) -> Option<(f64, String)> {
    let last = arm.figure("missing_last");
    Some((last.value()?, last.text(Unit::Share)))
}

impl Chart for CompletenessChart<'_> {
    fn id(&self) -> String {
        "completeness".into()
    }

    fn title(&self) -> String {
        "Completeness: what the answers lack".into()
    }

    fn caption(&self) -> String {
        let mut caption =
            "Share of the events of all due windows that the first emission of each window lacks".to_string();
        if self.rows().any(|(_, arm, _, _)| arm.emission == Emission::Last) {
            caption.push_str(
                "; “at last”: the last emission, of arms that emit windows before they are complete",
            );
        }
        if self.simulated {
            caption.push('.');
        } else {
            caption.push_str("; medians over valid runs, lines from the least to the greatest.");
        }
        caption
    }

    fn in_words(&self) -> String {
        let text = |(query, arm, first, _): (&str, &ArmSummary, Figure, Figure)| {
            format!("{query}, {}: {} missing.", arm.arm, missing_text(arm, &first))
        };
        self.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let head = [
            "query",
            "arm",
            "missing",
            "range",
            "missing at last",
            "complete",
            "emission",
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
                arm.emission.word().into(),
                arm.valid.to_string(),
            ]
        };
        let mut table = DataTable {
            head: head.map(Into::into).into(),
            rows: self.rows().map(row).collect(),
        };
        if self.simulated {
            // One run has no range.
            table.remove("range");
        }
        table
    }

    fn svg(&self) -> Result<String, RenderError> {
        let bars = self.bars();
        draw(self, bars.height(), |canvas| bars.paint(canvas))
    }
}
