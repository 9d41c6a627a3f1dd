//! Knees, and what is said of their places.

use streamgauge_record::{Cache, GrowthAxis};

use crate::growth_knee::remarks;
use crate::{Figure, GrowthCurves, GrowthLine, GrowthPlace, GrowthSummary, Spread};

fn known(value: f64) -> Figure {
    Figure::known(value, None)
}

/// A point whose trials cost so much.
fn place(value: f64, costs: &[f64], state: f64) -> GrowthPlace {
    GrowthPlace {
        value,
        cost: Figure::of(Spread::over((0..).zip(costs.iter().copied())).as_ref()),
        relative: None,
        events: known(1e6),
        results_per_event: known(1.0),
        entries: known(value),
        bytes: known(state),
        trials: (costs.len(), 0),
    }
}

fn said(axis: GrowthAxis, places: Vec<GrowthPlace>, caches: &[(u32, u64)]) -> Vec<String> {
    let curves = GrowthCurves {
        axis,
        lines: vec![GrowthLine {
            label: "an engine".into(),
            places,
        }],
    };
    let summary = GrowthSummary {
        id: String::new(),
        subject: String::new(),
        axes: Vec::new(),
        caches: caches
            .iter()
            .map(|(level, bytes)| Cache {
                level: *level,
                bytes: *bytes,
            })
            .collect(),
        cores: 2,
        warnings: Vec::new(),
    };
    remarks(&curves, &summary)
}

const CACHES: [(u32, u64); 2] = [(1, 48 << 10), (2, 1 << 20)];

#[test]
fn a_step_of_more_than_half_beyond_the_spread_is_a_knee() {
    let knee = |before: [f64; 3], after: [f64; 3]| {
        let all = said(
            GrowthAxis::Keys,
            vec![place(10.0, &before, 1e3), place(1e3, &after, 1e3)],
            &CACHES,
        );
        all[0].contains("has a knee between 10 and 1 k (keys)")
    };
    assert!(knee([10.0, 11.0, 12.0], [17.0, 18.0, 19.0]));
    assert!(
        !knee([10.0, 11.0, 12.0], [16.0, 16.4, 19.0]),
        "less than half more"
    );
    assert!(!knee([10.0, 11.0, 18.0], [17.0, 18.0, 19.0]), "within the spread");
    assert!(!knee([17.0, 18.0, 19.0], [10.0, 11.0, 12.0]), "a fall is none");
}

#[test]
fn what_is_known_of_the_place_is_told_and_nothing_else() {
    let costs = [[10.0; 3], [30.0; 3]];
    let at = |from: f64, to: f64, caches: &[(u32, u64)]| {
        let places = vec![place(10.0, &costs[0], from), place(1e3, &costs[1], to)];
        said(GrowthAxis::Keys, places, caches).remove(0)
    };
    let outgrown = at(100e3, 3e6, &CACHES);
    assert!(
        outgrown.contains("outgrows L2 1.00 MiB, which says where"),
        "{outgrown}"
    );
    assert!(!outgrown.contains("new entry") && !outgrown.contains("rows per event"));
    assert!(at(10e3, 3e6, &CACHES).contains("outgrows L1 48.0 KiB and L2 1.00 MiB"));
    assert!(at(2e6, 3e6, &CACHES).contains("passes the size of no cache (L1 48.0 KiB, L2 1.00 MiB)"));
    assert!(at(2e6, 3e6, &[]).contains("the caches of this machine are not known"));
}

#[test]
fn a_cost_that_grows_with_the_work_is_called_that() {
    let places = vec![place(6.0, &[10.0; 3], 1e3), place(20.0, &[33.0; 3], 1e3)];
    let said = said(GrowthAxis::Overlap, places, &CACHES).remove(0);
    assert!(
        said.contains("as fast as the number of windows of an event itself (×3.33)"),
        "{said}"
    );
}

#[test]
fn new_entries_more_rows_and_too_many_workers_are_told() {
    let mut places = vec![place(1e5, &[10.0; 3], 1e3), place(9e5, &[33.0; 3], 1e3)];
    places[1].results_per_event = known(2.0);
    let keys = said(GrowthAxis::Keys, places, &CACHES).remove(0);
    assert!(
        keys.contains("90.0 % of the events of a trial open a new entry"),
        "{keys}"
    );
    assert!(keys.contains("rows per event grow ×2.00, from 1 to 2"), "{keys}");
    let places = vec![place(2.0, &[10.0; 3], 1e3), place(4.0, &[30.0; 3], 1e3)];
    let workers = said(GrowthAxis::Workers, places, &CACHES).remove(0);
    assert!(
        workers.contains("more workers than the 2 usable cores"),
        "{workers}"
    );
}

#[test]
fn without_a_knee_that_is_said_and_with_too_few_trials_why_nothing_is() {
    let flat = vec![place(10.0, &[10.0; 3], 1e3), place(100.0, &[11.0; 3], 1e3)];
    assert!(said(GrowthAxis::Keys, flat, &CACHES)[0].contains("has no knee"));
    let few = vec![place(10.0, &[10.0; 2], 1e3), place(100.0, &[31.0; 3], 1e3)];
    assert!(said(GrowthAxis::Keys, few, &CACHES)[0].contains("too few valid trials"));
    let void = vec![place(10.0, &[10.0; 3], 1e3), place(100.0, &[], 1e3)];
    assert!(said(GrowthAxis::Keys, void, &CACHES)[0].contains("too few valid trials"));
    assert!(said(GrowthAxis::Keys, vec![place(10.0, &[10.0; 3], 1e3)], &CACHES).is_empty());
}
