//! An output that remembers rows.

use streamgauge_model::{Event, Output, ResultRow, Step};
use streamgauge_operators::Operator;

#[derive(Debug, Default)]
pub struct Rows(pub Vec<String>);

impl Rows {
    /// The rows in an order that does not depend on how they were made; rows of rankings keep theirs by their rank.
    pub fn sorted(mut self) -> Vec<String> {
        self.0.sort();
        self.0
    }
}

impl Output for Rows {
    fn result(&mut self, row: &ResultRow) {
        self.0.push(format!("{row:?}"));
    }
    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}

pub fn groups(operator: &impl Operator) -> Vec<String> {
    let mut groups = Vec::new();
    operator.groups(&mut |group| groups.push(format!("{group:?}")));
    groups.sort();
    groups
}
