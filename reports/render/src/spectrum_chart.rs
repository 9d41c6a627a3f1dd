//! Percentiles from the median to the far tail.

use streamgauge_record::{PERCENTILES, Percentile};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::chart::slug;
use crate::palette::{self, GRID, MUTED};
use crate::query::percentile_name;
use crate::{ArmSummary, Chart, DataTable, LatencySummary, QuerySummary, RenderError, Unit};

const HEIGHT: f64 = 360.0;
const LEFT: f64 = 76.0;
const POINTS_PER_DECADE: i32 = 24;

/// Latency over `1 / (1 - quantile)`, both logarithmic: each further nine takes the same room.
pub(crate) struct SpectrumChart<'a> {
    query: &'a QuerySummary,
    arms: Vec<Line<'a>>,
}

struct Line<'a> {
    place: usize,
    arm: &'a ArmSummary,
    latency: &'a LatencySummary,
    points: Vec<(f64, f64)>,
}

impl<'a> SpectrumChart<'a> {
    /// `None` if no arm has samples enough for a median.
    pub(crate) fn new(query: &'a QuerySummary) -> Option<Self> {
        let line = |(place, arm): (usize, &'a ArmSummary)| {
            let latency = arm.headline_latency()?;
            let points = points(latency);
            (!points.is_empty()).then_some(Line {
                place,
                arm,
                latency,
                points,
            })
        };
        let arms: Vec<_> = query.arms.iter().enumerate().filter_map(line).collect();
        (!arms.is_empty()).then_some(Self { query, arms })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        self.arms
            .iter()
            .map(|line| (Key::Arm(line.place), self.query.latency_label(line.arm)))
            .collect()
    }

    fn axes(&self) -> (Axis, Axis) {
        let all = || self.arms.iter().flat_map(|line| line.points.iter().copied());
        let right = all().map(|(x, _)| x).fold(10.0, f64::max);
        let top = legend_height(&self.legend()) + 22.0;
        let x = Axis::logarithmic(1.0, right * 1.15, LEFT, WIDTH - 16.0);
        (x, Axis::around(&all().map(|(_, y)| y), 1.6, HEIGHT - 52.0, top))
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let (x, y) = self.axes();
        let (top, bottom) = (y.place(f64::MAX), y.place(0.0));
        let name = format!("{}, logarithmic", self.query.headline().unwrap_or("latency"));
        canvas.levels(&name, (y, Unit::Nanoseconds), (LEFT, WIDTH - 16.0))?;
        if let Some(zero) = y.zero() {
            canvas.text("0", (LEFT - 8.0, zero), Side::Left, MUTED)?;
        }
        for quantile in [0.0].into_iter().chain(PERCENTILES) {
            let reach = 1.0 / (1.0 - quantile);
            if x.place(reach * 0.999) < WIDTH - 16.0 {
                let at = x.place(reach);
                canvas.rule((at, top), (at, bottom), GRID, 1)?;
                canvas.text(
                    &percentile_name(quantile),
                    (at, bottom + 16.0),
                    Side::Middle,
                    MUTED,
                )?;
            }
        }
        let middle = f64::midpoint(LEFT, WIDTH);
        canvas.text(
            "percentile of the results",
            (middle, bottom + 38.0),
            Side::Middle,
            MUTED,
        )?;
        self.arms.iter().try_for_each(|line| line.paint(canvas, x, y))
    }
}

impl Line<'_> {
    fn paint(&self, canvas: &Canvas<'_>, x: Axis, y: Axis) -> Result<(), Box<dyn std::error::Error>> {
        let points: Vec<_> = self
            .points
            .iter()
            .map(|&(reach, value)| (x.place(reach), y.place(value)))
            .collect();
        canvas.line(&points, palette::arm(self.place), 4)?;
        let marked = PERCENTILES
            .iter()
            .filter_map(|quantile| Some((*quantile, self.latency.percentile(*quantile).value()?)));
        for (quantile, value) in marked {
            canvas.mark(self.place, (x.place(1.0 / (1.0 - quantile)), y.place(value)), 4.5)?;
        }
        Ok(())
    }
}

/// The line, as far as ten samples lie beyond it and nothing is censored.
#[allow(clippy::cast_precision_loss)]
fn points(latency: &LatencySummary) -> Vec<(f64, f64)> {
    let (negative, censored) = (latency.merged.negative, latency.merged.censored);
    let all = latency.merged.population();
    let mut points = Vec::new();
    for step in 0..POINTS_PER_DECADE * 8 {
        let reach = 10_f64.powf(f64::from(step) / f64::from(POINTS_PER_DECADE));
        let quantile = 1.0 - 1.0 / reach;
        if !Percentile::is_supported(all, quantile.max(0.5)) {
            break;
        }
        let percentile = Percentile::of(&latency.histogram, negative, censored, quantile);
        match percentile.value_ns {
            Some(value) => points.push((reach, value as f64)),
            None if percentile.below_zero => {}
            None => break,
        }
    }
    points
}

impl Chart for SpectrumChart<'_> {
    fn id(&self) -> String {
        format!("spectrum-{}", slug(&self.query.name))
    }

    fn title(&self) -> String {
        format!("Latency percentiles: {}", self.query.name)
    }

    fn caption(&self) -> String {
        format!(
            "{} of {}; each further nine takes the same room. Lines end where fewer than ten samples lie beyond.",
            self.query.headline_text(),
            self.query.name
        )
    }

    fn in_words(&self) -> String {
        let arm = |line: &Line<'_>| {
            let figures = [0.5, 0.99].map(|quantile| {
                let figure = line.latency.percentile(quantile);
                format!("{} {}", percentile_name(quantile), figure.text(Unit::Nanoseconds))
            });
            format!(
                "{}: {}, n = {}.",
                self.query.latency_label(line.arm),
                figures.join(", "),
                line.latency.merged.population()
            )
        };
        self.arms.iter().map(arm).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let head = ["percentile".to_string()]
            .into_iter()
            .chain(self.arms.iter().map(|line| self.query.latency_label(line.arm)));
        let row = |quantile: &f64| {
            let figures = self
                .arms
                .iter()
                .map(|line| line.latency.percentile(*quantile).text(Unit::Nanoseconds));
            [percentile_name(*quantile)].into_iter().chain(figures).collect()
        };
        DataTable {
            head: head.collect(),
            rows: PERCENTILES.iter().map(row).collect(),
        }
    }

    fn left_out(&self) -> Option<String> {
        Some(
            "The table has the percentiles that are marked; the lines between them are drawn from the histograms, which \
             the record has."
                .into(),
        )
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, HEIGHT, |canvas| self.paint(canvas))
    }
}
