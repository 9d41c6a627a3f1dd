//! Latency over load, up to the knee.

use streamgauge_record::{Search, SearchRecord, Trial, TrialPhase, TrialVerdict};

use crate::axis::Axis;
use crate::canvas::{Canvas, Key, Side, WIDTH, draw, legend_height};
use crate::chart::slug;
use crate::palette::{self, GRID, MUTED};
use crate::query::percentile_name;
use crate::{Chart, DataTable, RenderError, Unit, headline};

const HEIGHT: f64 = 360.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 16.0;
/// The percentile drawn: the highest of these that every trial supports.
const PERCENTILES: [f64; 3] = [0.99, 0.9, 0.5];

/// A percentile of the headline latency over the offered rate, one line for each engine, its marks hollow where the
/// checks were not met, with an upright line at the sustainable rate.
struct KneeChart<'a> {
    query: &'a str,
    quantile: f64,
    arms: Vec<Line<'a>>,
}

struct Line<'a> {
    place: usize,
    search: &'a Search,
    /// Rate, latency, whether the checks were met.
    points: Vec<(f64, f64, bool)>,
}

/// One chart for each query of a search whose curves were measured.
#[must_use]
pub fn search_charts(record: &SearchRecord) -> Vec<Box<dyn Chart + '_>> {
    let mut queries: Vec<&str> = Vec::new();
    for search in &record.searches {
        if !queries.contains(&search.query.name.as_str()) {
            queries.push(&search.query.name);
        }
    }
    let charts = queries
        .into_iter()
        .filter_map(|query| KneeChart::new(record, query));
    charts
        .map(|chart| Box::new(chart) as Box<dyn Chart + '_>)
        .collect()
}

impl<'a> KneeChart<'a> {
    fn new(record: &'a SearchRecord, query: &'a str) -> Option<Self> {
        let searches: Vec<&Search> = record
            .searches
            .iter()
            .filter(|search| search.query.name == query)
            .collect();
        let arms_at = |quantile: f64| -> Vec<Line<'a>> {
            let line = |(place, search): (usize, &&'a Search)| Line {
                place,
                search,
                points: points(search, quantile),
            };
            searches.iter().enumerate().map(line).collect()
        };
        let measured: usize = searches.iter().map(|search| curve(search).count()).sum();
        let drawn = |arms: &[Line<'_>]| arms.iter().map(|arm| arm.points.len()).sum::<usize>();
        let complete = PERCENTILES
            .into_iter()
            .find(|quantile| drawn(&arms_at(*quantile)) == measured);
        let quantile = complete.unwrap_or(PERCENTILES[PERCENTILES.len() - 1]);
        let arms: Vec<Line<'a>> = arms_at(quantile)
            .into_iter()
            .filter(|arm| !arm.points.is_empty())
            .collect();
        (!arms.is_empty()).then_some(Self {
            query,
            quantile,
            arms,
        })
    }

    fn legend(&self) -> Vec<(Key, String)> {
        let name = |line: &Line<'_>| (Key::Arm(line.place), line.search.arm.clone());
        self.arms.iter().map(name).collect()
    }

    fn axes(&self) -> (Axis, Axis) {
        let all = || self.arms.iter().flat_map(|line| &line.points);
        let right = all().map(|(rate, ..)| *rate).fold(1.0, f64::max);
        let top = legend_height(&self.legend()) + 22.0;
        let latencies = all().map(|(_, latency, _)| *latency);
        (
            Axis::linear(0.0, right * 1.05, LEFT, RIGHT),
            Axis::around(&latencies, 1.6, HEIGHT - 52.0, top),
        )
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), Box<dyn std::error::Error>> {
        canvas.legend(&self.legend())?;
        let (x, y) = self.axes();
        let (top, bottom) = (y.place(f64::MAX), y.place(0.0));
        let names: Vec<&str> = self.arms.iter().map(|line| name(line.search)).collect();
        let title = format!("{} of {}, logarithmic", percentile_name(self.quantile), names[0]);
        canvas.levels(&title, (y, Unit::Nanoseconds), (LEFT, RIGHT))?;
        for tick in x.ticks(5) {
            let at = x.place(tick);
            canvas.rule((at, top), (at, bottom), GRID, 1)?;
            canvas.text(
                &Unit::PerSecond.tick(tick),
                (at, bottom + 16.0),
                Side::Middle,
                MUTED,
            )?;
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        canvas.text(
            "offered events per second",
            (middle, bottom + 38.0),
            Side::Middle,
            MUTED,
        )?;
        self.arms.iter().try_for_each(|line| line.paint(canvas, x, y))
    }
}

impl Line<'_> {
    fn paint(&self, canvas: &Canvas<'_>, x: Axis, y: Axis) -> Result<(), Box<dyn std::error::Error>> {
        let ink = palette::arm(self.place);
        if let Some(rate) = self.search.claim.sustainable_per_s {
            let at = x.place(rate as f64);
            canvas.rule((at, y.place(f64::MAX)), (at, y.place(0.0)), ink, 2)?;
        }
        let places: Vec<(f64, f64)> = self
            .points
            .iter()
            .map(|(rate, ns, _)| (x.place(*rate), y.place(*ns)))
            .collect();
        canvas.line(&places, ink, 4)?;
        for (place, (.., met)) in places.iter().zip(&self.points) {
            if *met {
                canvas.mark(self.place, *place, 4.5)?;
            } else {
                canvas.hollow_mark(self.place, *place, 5.5)?;
            }
        }
        Ok(())
    }
}

/// The trials of the curve that say something about the engine.
fn curve(search: &Search) -> impl Iterator<Item = &Trial> {
    search
        .trials
        .iter()
        .filter(|trial| trial.phase == TrialPhase::Curve && trial.verdict != TrialVerdict::Void)
}

fn name(search: &Search) -> &'static str {
    let runs: Vec<_> = search.trials.iter().map(|trial| &trial.run).collect();
    headline(&runs)
}

fn points(search: &Search, quantile: f64) -> Vec<(f64, f64, bool)> {
    let name = name(search);
    curve(search)
        .filter_map(|trial| {
            let ns = trial.run.latency.get(name)?.percentile(quantile)?.value_ns?;
            Some((
                trial.rate_per_s as f64,
                ns as f64,
                trial.verdict == TrialVerdict::Pass,
            ))
        })
        .collect()
}

impl Chart for KneeChart<'_> {
    fn id(&self) -> String {
        format!("knee-{}", slug(self.query))
    }

    fn title(&self) -> String {
        let arms: Vec<&str> = self.arms.iter().map(|line| line.search.arm.as_str()).collect();
        format!(
            "Latency over load: {}, {} of {}",
            self.query,
            percentile_name(self.quantile),
            arms.join(", ")
        )
    }

    fn caption(&self) -> String {
        format!(
            "{} of {} over the offered rate, from 10 to 110 % of the sustainable rate, where the upright line stands. \
             Marks are hollow where the checks were not met.",
            percentile_name(self.quantile),
            name(self.arms[0].search)
        )
    }

    fn in_words(&self) -> String {
        let arm = |line: &Line<'_>| {
            let rate = line.search.claim.sustainable_per_s.unwrap_or(0);
            let ends = [line.points.first(), line.points.last()].into_iter().flatten();
            let ends: Vec<String> = ends
                .map(|(rate, ns, _)| {
                    format!(
                        "{} at {}",
                        Unit::Nanoseconds.text(*ns),
                        Unit::PerSecond.text(*rate)
                    )
                })
                .collect();
            format!(
                "{} sustains {}: {}.",
                line.search.arm,
                Unit::PerSecond.text(rate as f64),
                ends.join(", ")
            )
        };
        self.arms.iter().map(arm).collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> DataTable {
        let rows = self.arms.iter().flat_map(|line| {
            line.points.iter().map(|(rate, ns, met)| {
                vec![
                    line.search.arm.clone(),
                    Unit::PerSecond.text(*rate),
                    Unit::Nanoseconds.text(*ns),
                    if *met { "met" } else { "not met" }.to_owned(),
                ]
            })
        });
        DataTable {
            head: vec![
                "engine".to_owned(),
                "rate".to_owned(),
                percentile_name(self.quantile),
                "checks".to_owned(),
            ],
            rows: rows.collect(),
        }
    }

    fn svg(&self) -> Result<String, RenderError> {
        draw(self, HEIGHT, |canvas| self.paint(canvas))
    }
}
