//! The scenes of an explanation, in order of time.

use streamgauge_replay::{CaseEvent, CaseQuery};

use crate::batch_cell::BatchWriter;
use crate::explanation::Explanation;
use crate::moment_cell::{MomentWriter, content_line};
use crate::page::{Cell, Paragraph, Scene};
use crate::timeline::{Batch, BatchEvent, Cause, Content, Moment};
use crate::words;

/// Groups of state that are shown; the others are counted.
const SHOWN: usize = 12;

/// What happens, in order of time: an event stands beside itself, a batch behind its last event.
pub fn scenes(explanation: &Explanation) -> Vec<Scene> {
    let mut story = Story::new(explanation);
    let mut scenes = Vec::new();
    let mut rest = explanation.moments.iter().flatten().peekable();
    for batch in explanation.batches.iter().flatten() {
        for event in &batch.events {
            while let Some(moment) = rest.next_if(|moment| moment.event() != Some(&event.event)) {
                scenes.push(story.moment(moment));
            }
            scenes.push(story.event(rest.next(), batch, event));
        }
        scenes.push(story.batch(batch));
    }
    scenes.extend(rest.map(|moment| story.moment(moment)));
    scenes
}

struct Story<'a> {
    explanation: &'a Explanation,
    moments: MomentWriter<'a>,
    batches: BatchWriter<'a>,
    /// What the event-at-a-time engine has in state now.
    held: &'a [Content],
    /// What was last shown of either engine's state.
    shown: (Cell, Cell),
}

impl<'a> Story<'a> {
    fn new(explanation: &'a Explanation) -> Self {
        let dial = &explanation.dial;
        Self {
            explanation,
            moments: MomentWriter {
                query: &explanation.case.query,
                dial,
            },
            batches: BatchWriter {
                query: &explanation.batch_query,
                dial,
            },
            held: &[],
            shown: (Vec::new(), Vec::new()),
        }
    }

    /// A moment of the event-at-a-time engine alone.
    fn moment(&mut self, moment: &'a Moment) -> Scene {
        let dial = &self.explanation.dial;
        let title = match &moment.cause {
            Cause::Event(event) => self.event_title(event),
            Cause::Watermark(watermark) => format!("watermark {} arrives", dial.watermark(Some(*watermark))),
            Cause::Clock(now) => format!("the clock strikes {}", dial.at(*now)),
            Cause::Restart => "restart".to_owned(),
            Cause::End => "end of the input".to_owned(),
        };
        self.held = &moment.contents;
        let restarts = moment.cause == Cause::Restart && self.explanation.batches.is_ok();
        Scene {
            title,
            events: self.moments.cell(moment),
            batches: if restarts {
                vec![Paragraph::plain("starts again from its checkpoint")]
            } else {
                Vec::new()
            },
            below: Vec::new(),
        }
    }

    /// An event in both engines.
    fn event(&mut self, moment: Option<&'a Moment>, batch: &Batch, event: &BatchEvent) -> Scene {
        self.held = moment.map_or(self.held, |moment| &moment.contents);
        Scene {
            title: format!(
                "{}, for batch {}",
                self.event_title(&event.event),
                batch.line.batch_id
            ),
            events: moment.map(|moment| self.moments.cell(moment)).unwrap_or_default(),
            batches: self.batches.event(batch, event),
            below: Vec::new(),
        }
    }

    fn event_title(&self, event: &CaseEvent) -> String {
        let (number, query) = (event.seq.saturating_add(1), &self.explanation.case.query);
        format!(
            "event {number}: {}",
            words::event(event, query, &self.explanation.dial)
        )
    }

    /// A batch runs; what is in state then is shown for both engines.
    fn batch(&mut self, batch: &Batch) -> Scene {
        let (id, no_data) = (batch.line.batch_id, batch.line.no_data);
        let mut batches = self.batches.close(batch);
        let now = self.state(&batch.contents, self.batches.query);
        batches.extend(unless_shown(&mut self.shown.1, now));
        let mut events = Vec::new();
        if !no_data && self.explanation.moments.is_ok() {
            let now = self.state(self.held, self.moments.query);
            events = unless_shown(&mut self.shown.0, now);
        }
        Scene {
            title: if no_data {
                format!("batch {id} runs without data: the watermark has moved")
            } else {
                format!("batch {id} runs")
            },
            events,
            batches,
            below: Vec::new(),
        }
    }

    fn state(&self, contents: &[Content], query: &CaseQuery) -> Cell {
        if contents.is_empty() {
            return vec![Paragraph::faint("nothing in state")];
        }
        if query.aggregates.is_empty() {
            let events = words::plural(contents.len(), "event");
            return vec![Paragraph::faint(format!("in state: {events}"))];
        }
        let mut cell = vec![Paragraph::faint("in state:")];
        let lines = contents.iter().take(SHOWN);
        cell.extend(lines.map(|content| content_line(content, query, &self.explanation.dial)));
        if let Some(more) = contents.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            cell.push(Paragraph::faint(format!("and {more} more")).indented(2, 0));
        }
        cell
    }
}

/// A state that was shown before is not shown again.
fn unless_shown(shown: &mut Cell, now: Cell) -> Cell {
    if *shown == now {
        return vec![Paragraph::faint("state as before")];
    }
    shown.clone_from(&now);
    now
}
