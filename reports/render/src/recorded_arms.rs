//! Which arms answered which queries in a record.

use streamgauge_record::{ArmOnQuery, Record, Run};

/// An arm on a query, as a record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArmPlace {
    pub(crate) query: String,
    pub(crate) arm: String,
}

/// The arms on queries that have runs, query by query in the order of the plan, then in that of the runs.
pub(crate) fn places(record: &Record) -> Vec<ArmPlace> {
    let mut found: Vec<ArmPlace> = Vec::new();
    for run in &record.runs {
        let place = ArmPlace::of(run);
        if !found.contains(&place) {
            found.push(place);
        }
    }
    let rank = |names: &[String], name: &String| {
        let place = names.iter().position(|other| other == name);
        place.unwrap_or(usize::MAX)
    };
    found.sort_by_key(|place| {
        (
            rank(&record.plan.queries, &place.query),
            rank(&record.plan.arms, &place.arm),
        )
    });
    found
}

/// Those that both records have, in the base's order.
pub(crate) fn common(base: &Record, new: &Record) -> Vec<ArmPlace> {
    let others = places(new);
    let both = |place: &ArmPlace| others.contains(place);
    places(base).into_iter().filter(both).collect()
}

/// Those of `record` that `other` lacks.
pub(crate) fn only_in(record: &Record, other: &Record) -> Vec<ArmOnQuery> {
    let others = places(other);
    let lacking = places(record).into_iter().filter(|place| !others.contains(place));
    lacking
        .map(|ArmPlace { query, arm }| ArmOnQuery { arm, query })
        .collect()
}

impl ArmPlace {
    fn of(run: &Run) -> Self {
        Self {
            query: run.query.name.clone(),
            arm: run.arm.clone(),
        }
    }

    /// Its runs, void ones included.
    pub(crate) fn runs<'a>(&self, record: &'a Record) -> Vec<&'a Run> {
        let own = |run: &&Run| run.arm == self.arm && run.query.name == self.query;
        record.runs.iter().filter(own).collect()
    }

    /// `micro-batch 1s on movie-tumbling`.
    pub(crate) fn text(&self) -> String {
        format!("{} on {}", self.arm, self.query)
    }
}
