//! The events of each key, cut where windows begin and end.

use std::collections::HashMap;

use streamgauge_model::{Key, ResultRow, Window};

/// The events of each key in stretches of event time: between two bounds of result rows no row begins or ends, so that
/// a row holds of each stretch either nothing or all that had arrived.
pub(crate) struct WindowLanes {
    lanes: HashMap<Key, Lane>,
}

/// One key: the bounds in order of time, and what lies between each two of them.
#[derive(Default)]
struct Lane {
    bounds: Vec<i64>,
    stretches: Vec<Stretch>,
}

/// The numbers of the events between two bounds, in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    seqs: Vec<usize>,
    /// How many of them some row has covered.
    covered: usize,
}

impl WindowLanes {
    /// Without events yet, for these rows.
    pub(crate) fn of_rows<'a>(rows: impl Iterator<Item = &'a ResultRow>) -> Self {
        let mut lanes: HashMap<Key, Lane> = HashMap::new();
        for row in rows {
            let lane = lanes.entry(row.key).or_default();
            lane.bounds
                .extend([row.window.start.millis(), row.window.end.millis()]);
        }
        for lane in lanes.values_mut() {
            lane.bounds.sort_unstable();
            lane.bounds.dedup();
            let stretches = lane.bounds.len().saturating_sub(1);
            lane.stretches.resize_with(stretches, Stretch::default);
        }
        Self { lanes }
    }

    /// Adds the next event in order of arrival, unless it lies outside of all rows.
    pub(crate) fn add(&mut self, key: Key, time: i64, seq: usize) {
        let Some(lane) = self.lanes.get_mut(&key) else {
            return;
        };
        let begun = lane.bounds.partition_point(|bound| *bound <= time);
        if let Some(stretch) = begun.checked_sub(1).and_then(|at| lane.stretches.get_mut(at)) {
            stretch.seqs.push(seq);
        }
    }

    /// The stretches of one of the rows.
    pub(crate) fn of(&mut self, key: Key, window: Window) -> &mut [Stretch] {
        let Some(lane) = self.lanes.get_mut(&key) else {
            return &mut [];
        };
        let before = |time: i64| lane.bounds.partition_point(|bound| *bound < time);
        let stretches = before(window.start.millis())..before(window.end.millis());
        lane.stretches.get_mut(stretches).unwrap_or_default()
    }
}

impl Stretch {
    /// How many of the events, in order of arrival, satisfy a condition that none does after one without it.
    pub(crate) fn leading(&self, holds: impl Fn(usize) -> bool) -> usize {
        self.seqs.partition_point(|seq| holds(*seq))
    }

    /// A row covers so many of the events; returns those that none had covered.
    pub(crate) fn cover(&mut self, events: usize) -> &[usize] {
        let new = self.covered.min(events)..events;
        self.covered = self.covered.max(events);
        &self.seqs[new]
    }

    /// The events from one place to another in order of arrival; none if that lies before.
    pub(crate) fn events(&self, from: usize, to: usize) -> &[usize] {
        self.seqs.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Values, Watermark};

    use super::*;

    fn row(key: u32, start: i64, end: i64) -> ResultRow {
        ResultRow {
            key: Key(key),
            window: Window::new(start, end),
            pane: 0,
            rank: 0,
            watermark: Watermark::NONE,
            values: Values::default(),
        }
    }

    #[test]
    fn rows_hold_whole_stretches() {
        let rows = [row(1, 0, 10), row(1, 5, 15), row(2, 0, 10)];
        let mut lanes = WindowLanes::of_rows(rows.iter());
        for (seq, time) in [7, 3, 12, -1, 15, 5].into_iter().enumerate() {
            lanes.add(Key(1), time, seq);
        }
        let mut held = |row: &ResultRow| -> Vec<Vec<usize>> {
            let stretches = lanes.of(row.key, row.window);
            stretches.iter().map(|stretch| stretch.seqs.clone()).collect()
        };
        assert_eq!(held(&rows[0]), [vec![1], vec![0, 5]]);
        assert_eq!(held(&rows[1]), [vec![0, 5], vec![2]]);
        assert_eq!(held(&rows[2]), [Vec::<usize>::new()]);
        assert!(lanes.of(Key(3), Window::new(0, 10)).is_empty());
    }

    #[test]
    fn an_event_is_new_once() {
        let mut stretch = Stretch {
            seqs: vec![2, 4, 7, 9],
            covered: 0,
        };
        assert_eq!(stretch.leading(|seq| seq <= 4), 2);
        assert_eq!(stretch.cover(2), [2, 4]);
        assert_eq!(stretch.cover(1), [0; 0]);
        assert_eq!(stretch.cover(4), [7, 9]);
        assert_eq!(stretch.events(1, 3), [4, 7]);
        assert_eq!(stretch.events(3, 2), [0; 0]);
    }
}
