//! What became of late events.

use crate::bars::{Bar, BarGroup, Bars};
use crate::canvas::{Key, draw};
use crate::palette::{DROPPED, Ink, KEPT, LENIENT, SIDE};
use crate::{ArmSummary, Chart, DataTable, RenderError, Summary, Unit};

/// Fates of the events that were older than the reference watermark when they came.
const FATES: [(&str, Ink); 4] = [
    ("kept: a window was open", KEPT),
    ("kept, though too late for the reference", LENIENT),
    ("dropped", DROPPED),
    ("side output", SIDE),
];

/// Late events by fate, as shares of all events, over the valid runs together.
pub(crate) struct LateChart<'a> {
    summary: &'a Summary,
}

/// Counts over the valid runs of one arm.
struct Fates {
    counts: [u64; 4],
    events: u64,
}

impl Fates {
    fn of(arm: &ArmSummary) -> Self {
        let mut fates = Self {
            counts: [0; 4],
            events: 0,
        };
        for run in &arm.runs {
            let (classes, events, ledger) = (&run.lateness.classes, &run.lateness.events, &run.ledger);
            let open = classes.watermark_late.saturating_sub(classes.drop_eligible);
            let run = [open, events.wrong_keep, ledger.dropped, ledger.side_output];
            for (sum, count) in fates.counts.iter_mut().zip(run) {
                *sum += count;
            }
            fates.events += classes.events;
        }
        fates
    }

    #[allow(clippy::cast_precision_loss)]
    fn shares(&self) -> [f64; 4] {
        self.counts.map(|count| {
            if self.events == 0 {
                0.0
            } else {
                count as f64 / self.events as f64
            }
        })
    }
}

impl<'a> LateChart<'a> {
    /// `None` if nothing was late.
    pub(crate) fn new(summary: &'a Summary) -> Option<Self> {
        let chart = Self { summary };
        let some = chart
            .rows()
            .any(|(_, _, fates)| fates.counts.iter().any(|count| *count > 0));
        some.then_some(chart)
    }

    /// Queries in which something was late; a query without event time has nothing to show.
    fn rows(&self) -> impl Iterator<Item = (&str, &ArmSummary, Fates)> {
        let late = |arm: &ArmSummary| Fates::of(arm).counts.iter().any(|count| *count > 0);
        let queries = self
            .summary
            .queries
            .iter()
            .filter(move |query| query.arms.iter().any(late));
        queries.flat_map(|query| {
            query
                .arms
                .iter()
                .map(|arm| (query.name.as_str(), arm, Fates::of(arm)))
        })
    }

    fn bars(&self) -> Bars {
        let mut groups: Vec<BarGroup> = Vec::new();
        for (query, arm, fates) in self.rows() {
            if groups.last().is_none_or(|group| group.name != query) {
                groups.push(BarGroup {
                    name: query.to_string(),
                    bars: vec![],
                });
            }
            let lost = fates.shares()[2] + fates.shares()[3];
            let bar = Bar {
                label: arm.arm.clone(),
                parts: fates
                    .shares()
                    .into_iter()
                    .zip(FATES.map(|(_, ink)| ink))
                    .collect(),
                text: if arm.valid == 0 {
                    "no valid run".into()
                } else {
                    format!("{} lost", Unit::Share.text(lost))
                },
                ..Bar::default()
            };
            if let Some(group) = groups.last_mut() {
                group.bars.push(bar);
            }
        }
        let used = |fate: usize| self.rows().any(|(_, _, fates)| fates.counts[fate] > 0);
        let legend = FATES.into_iter().enumerate().filter(|(fate, _)| used(*fate));
        let legend = legend
            .map(|(_, (name, ink))| (Key::Box(ink), name.to_string()))
            .collect();
        Bars {
            groups,
            unit: Unit::Share,
            legend,
        }
    }
}

impl Chart for LateChart<'_> {
    fn id(&self) -> String {
        "late".into()
    }

    fn title(&self) -> String {
        "Late events and what became of them".into()
    }

    fn caption(&self) -> String {
        format!(
            "Events older than the reference watermark when they came, as shares of all events; of {}.",
            self.summary.counted_text()
        )
    }

    fn in_words(&self) -> String {
        let text = |(query, arm, fates): (&str, &ArmSummary, Fates)| {
            let [open, lenient, dropped, side] = fates.counts;
            format!(
                "{query}, {}: {open} kept, {lenient} kept leniently, {dropped} dropped, {side} aside.",
                arm.arm
            )
        };
        self.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let head = ["query", "arm"]
            .into_iter()
            .chain(FATES.map(|(name, _)| name))
            .chain(["all events"]);
        let row = |(query, arm, fates): (&str, &ArmSummary, Fates)| {
            let counts = fates
                .counts
                .into_iter()
                .chain([fates.events])
                .map(|count| count.to_string());
            [query.to_string(), arm.arm.clone()]
                .into_iter()
                .chain(counts)
                .collect()
        };
        DataTable {
            head: head.map(Into::into).collect(),
            rows: self.rows().map(row).collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        let bars = self.bars();
        draw(self, bars.height(), |canvas| bars.paint(canvas))
    }
}
