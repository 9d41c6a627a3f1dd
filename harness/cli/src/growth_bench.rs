//! What a point of a growth is: a plan, a description, a command line of its own.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use streamgauge_growth::{Case, Grid, Point};
use streamgauge_model::{Rules, Trigger};
use streamgauge_record::{GrowthAxis, GrowthPoint, Setting};
use streamgauge_runner::{
    Arm, ComparisonPlan, EngineChoice, engine_settings, query_settings, refuses_saturation,
};

use crate::failure::Failure;
use crate::memory;
use crate::plan::check_idle;
use crate::search::NamedEngine;

/// The points of a grid, with the engines that they are of.
#[derive(Clone, Debug)]
pub(crate) struct GrowthBench {
    grid: Grid,
    engines: Vec<NamedEngine>,
}

impl GrowthBench {
    /// Plans every point, so that what cannot be is refused before anything is run.
    ///
    /// # Errors
    /// The first engine or point that cannot be.
    pub(crate) fn new(grid: Grid, engines: Vec<NamedEngine>) -> Result<Self, Failure> {
        let sets_workers = grid.axes.iter().any(|(axis, _)| *axis == GrowthAxis::Workers);
        engines
            .iter()
            .try_for_each(|engine| check_engine(engine, sets_workers))?;
        let labels: BTreeSet<&str> = engines
            .iter()
            .map(|engine| engine.engine.arm.label.as_str())
            .collect();
        if labels.len() < engines.len() {
            return Err(Failure::Usage(
                "two engines have the same label; give each its own with label=TEXT".to_owned(),
            ));
        }
        let bench = Self { grid, engines };
        for point in bench.grid.points() {
            let plan = bench.plan(&point)?;
            check_idle(&plan)?;
            refuses_saturation(&plan).map_err(|error| bench.refused(&point, &error.to_string()))?;
            memory::check_trial(*bench.events(&point)?.end(), &plan)
                .map_err(|text| bench.refused(&point, &format!("{text}; leave it away with --values")))?;
        }
        Ok(bench)
    }

    pub(crate) const fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The engines, without what axes set.
    pub(crate) fn arms(&self) -> Vec<Arm> {
        self.engines
            .iter()
            .map(|engine| engine.engine.arm.clone())
            .collect()
    }

    /// The label of a point's engine.
    pub(crate) fn label(&self, point: &Point) -> &str {
        &self.engines[point.arm].engine.arm.label
    }

    /// The command that measures a point alone.
    pub(crate) fn argv(&self, point: &Point) -> Vec<String> {
        let said = [
            ("--axis", point.axis.name().to_owned()),
            ("--values", point.value.to_string()),
            ("--engine", self.engines[point.arm].text.clone()),
            ("--repeats", self.grid.repeats.to_string()),
            ("--seed", self.grid.seed.to_string()),
        ];
        let mut argv = vec!["streamgauge".to_owned(), "growth".to_owned()];
        argv.extend(
            said.into_iter()
                .flat_map(|(flag, value)| [flag.to_owned(), value]),
        );
        argv
    }

    pub(crate) fn plan(&self, point: &Point) -> Result<ComparisonPlan, Failure> {
        Ok(self.case(point)?.plan(&self.engines[point.arm].engine.arm))
    }

    /// How many events a trial of a point takes.
    pub(crate) fn events(&self, point: &Point) -> Result<RangeInclusive<usize>, Failure> {
        Ok(self.case(point)?.events)
    }

    /// The point as it goes into the document, without trials.
    pub(crate) fn described(&self, point: &Point) -> Result<GrowthPoint, Failure> {
        let plan = self.plan(point)?;
        let (query, arm) = (&plan.queries[0], &plan.arms[0]);
        let parameters = plan.scenario.parameters().into_iter();
        Ok(GrowthPoint {
            axis: point.axis,
            value: point.value,
            arm: arm.label.clone(),
            engine: engine_settings(&arm.engine_for(query, plan.keep_output_modes)),
            query: query_settings(query),
            scenario: parameters.map(|(name, value)| Setting { name, value }).collect(),
            argv: self.argv(point),
            trials: Vec::new(),
        })
    }

    fn case(&self, point: &Point) -> Result<Case, Failure> {
        Ok(Case::of(point.axis, point.value, self.grid.seed)?)
    }

    fn refused(&self, point: &Point, why: &str) -> Failure {
        Failure::Usage(format!(
            "--engine {}, --axis {} at {}: {why}",
            self.engines[point.arm].text,
            point.axis.name(),
            point.value
        ))
    }
}

/// What is set by the points themselves cannot be given with an engine.
fn check_engine(named: &NamedEngine, sets_workers: bool) -> Result<(), Failure> {
    let refuse = |why: &str| Err(Failure::Usage(format!("--engine {}: {why}", named.text)));
    let workers = match &named.engine.arm.engine {
        EngineChoice::Null => return refuse("it answers nothing, so that no event has a cost"),
        EngineChoice::Rules(Rules::MicroBatch(rules)) if rules.trigger != Trigger::BackToBack => {
            return refuse(
                "everything is due at once here and no trigger is waited for; leave trigger=… away",
            );
        }
        EngineChoice::Rules(Rules::MicroBatch(rules)) => rules.workers,
        EngineChoice::Rules(Rules::EventAtATime(rules)) => rules.workers,
    };
    if named.engine.mode.is_some() {
        return refuse("each query takes the output mode that suits it; leave mode=… away");
    }
    if sets_workers && workers != 1 {
        return refuse("the axis workers sets them; leave workers=… away, or name other axes with --axis");
    }
    Ok(())
}
