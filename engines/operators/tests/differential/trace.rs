//! What an operator did at every step.

use streamgauge_model::{Event, Output, ResultRow, Step, Watermark};
use streamgauge_operators::{EventOperator, Fate};

#[derive(Clone, Copy, Debug)]
pub enum Action {
    Event(Event),
    /// Ignored if it is not above the last.
    Watermark(Watermark),
    /// Snapshot, discard, restore: the watermark is lost.
    Restore,
}

#[derive(Debug, Default, PartialEq)]
pub struct Trace {
    pub steps: Vec<Did>,
}

/// What happened at one step, without an order, and how much state there is afterwards.
#[derive(Debug, PartialEq)]
pub struct Did {
    rows: Vec<String>,
    fate: Option<Fate>,
    entries: u64,
    groups: Vec<String>,
}

impl Trace {
    pub fn of<Op: EventOperator>(mut operator: Op, actions: &[Action]) -> Self {
        let mut watermark = Watermark::NONE;
        let mut trace = Self::default();
        for action in actions {
            let mut out = Rows::default();
            let mut fate = None;
            match action {
                Action::Event(event) => {
                    fate = Some(operator.on_event(event, event.time, watermark, &mut out));
                }
                Action::Watermark(next) if *next > watermark => {
                    watermark = *next;
                    operator.advance(watermark, &mut out);
                }
                Action::Watermark(_) => {}
                Action::Restore => {
                    operator = operator.clone();
                    watermark = Watermark::NONE;
                }
            }
            out.0.sort();
            trace.steps.push(Did {
                rows: out.0,
                fate,
                entries: operator.entries(),
                groups: groups(&operator),
            });
        }
        trace
    }
}

fn groups<Op: EventOperator>(operator: &Op) -> Vec<String> {
    let mut groups = Vec::new();
    operator.groups(&mut |group| groups.push(format!("{group:?}")));
    groups.sort();
    groups
}

#[derive(Default)]
struct Rows(Vec<String>);

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
