//! The event-at-a-time engine with a watermark that is one event behind.

use streamgauge_event_at_a_time::{Chain, OperatorTask, Source, WatermarkGenerator};
use streamgauge_model::{Event, EventAtATimeRules, EventTime, ProcessingTime, Query, Rules, Watermark};
use streamgauge_operators::{EventOperator, EventVisitor, select_for_events};

use crate::drive::{Pace, play_engine};
use crate::settings::per_event;
use crate::stream::Stream;
use crate::trial::Run;

/// Says after each event what could be said before it.
#[derive(Clone)]
struct OneBehind {
    delay_ms: i64,
    newest: Option<i64>,
    before: Option<i64>,
}

impl WatermarkGenerator for OneBehind {
    fn on_event(&mut self, event: &Event) -> bool {
        self.before = self.newest;
        self.newest = self.newest.max(Some(event.time.millis()));
        false
    }

    fn current(&self) -> Watermark {
        let behind = |newest: i64| Watermark::before(EventTime::from_millis(newest - self.delay_ms));
        self.before.map_or(Watermark::NONE, behind)
    }
}

/// What the event-at-a-time engine does under such a generator.
pub fn one_behind(query: &Query, stream: &Stream) -> Run {
    let Rules::EventAtATime(rules) = per_event(false) else {
        unreachable!("these are its rules");
    };
    let visitor = Build {
        query,
        rules: &rules,
        stream,
    };
    select_for_events(query, visitor).expect("the query is valid")
}

struct Build<'a> {
    query: &'a Query,
    rules: &'a EventAtATimeRules,
    stream: &'a Stream,
}

impl EventVisitor for Build<'_> {
    type Out = Run;

    fn visit<Op: EventOperator>(self, operator: Op) -> Run {
        let generator = OneBehind {
            delay_ms: self.query.watermark.map_or(0, |rule| rule.delay_ms),
            newest: None,
            before: None,
        };
        let start = ProcessingTime::default();
        let source = Source::new(self.query, self.rules, 1, start, Some(generator));
        let task = OperatorTask::new(operator, self.query.time, false);
        let trace = play_engine(Chain::new(source, task), Pace::IDLE, self.stream);
        Run { tasks: vec![trace] }
    }
}
