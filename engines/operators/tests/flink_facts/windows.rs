//! The window operator with every kind of window, trigger and evictor.

use streamgauge_model::{
    Aggregate, Event, EventTime, Evictor, Firing, KeyBy, Output, Query, ResultRow, Step as EngineStep,
    TimeDomain, Watermark, Window, WindowSpec, WindowTrigger,
};
use streamgauge_operators::{
    ByMovie, Contents, EventOperator, Eviction, Fate, Gate, Global, QueryTrigger, Sessions, Tally, Trigger,
    TriggerContext, TriggerResult, TriggeredWindows, Tumbling, Windowing,
};

use crate::named_keys::NamedKeys;
use crate::window_fact::{
    Delta, Emitted, EventText, EvictorText, Gap, Step, Time, TriggerText, WindowFact, WindowText,
};

#[test]
fn the_window_operator_does_what_flinks_does() {
    let facts = streamgauge_facts::read::<WindowFact>("flink-datastream-window");
    assert_eq!(facts.len(), 8);
    for fact in &facts {
        assert_eq!(fact.kind, "datastream_window", "{}", fact.name);
        let mut keys = NamedKeys::default();
        match &fact.window {
            WindowText::Tumbling { size, offset, time } => {
                let windows = Tumbling {
                    size: *size,
                    offset: *offset,
                };
                with_trigger(fact, windows, *time, &mut keys);
            }
            WindowText::SessionPoint {
                gap,
                point_when_value,
                time,
            } => {
                let (gap, point) = (*gap, *point_when_value);
                let windows = Sessions(move |event: &Event| if event.value == point { 0 } else { gap });
                with_trigger(fact, windows, *time, &mut keys);
            }
            WindowText::SessionDynamic { time, gap_rule } => {
                let rules: Vec<_> = gap_rule.iter().map(|(key, gap)| (keys.id(key), *gap)).collect();
                let windows = Sessions(move |event: &Event| gap(&rules, event));
                with_trigger(fact, windows, *time, &mut keys);
            }
            WindowText::Global {} => with_trigger(fact, Global, Time::Event, &mut keys),
        }
    }
}

fn gap(rules: &[(u32, Gap)], event: &Event) -> i64 {
    let of_key = rules.iter().find(|(key, _)| *key == event.movie);
    match of_key.expect("a rule for every key").1 {
        Gap::Always(gap) => gap,
        Gap::ByValue { of_ten, otherwise } => {
            if event.value == 10 {
                of_ten
            } else {
                otherwise
            }
        }
    }
}

fn with_trigger(fact: &WindowFact, windows: impl Windowing, time: Time, keys: &mut NamedKeys) {
    let on = |trigger| QueryTrigger::new(&query(trigger));
    match &fact.trigger {
        TriggerText::EventTime {} => check(fact, windows, time, on(WindowTrigger::EventTime), keys),
        TriggerText::ProcessingTime {} => check(fact, windows, time, on(WindowTrigger::ProcessingTime), keys),
        TriggerText::Count { n } => check(fact, windows, time, on(WindowTrigger::Count { count: *n }), keys),
        TriggerText::EventTimeAccumGc { fires_and_purges_at } => {
            assert_eq!(
                fires_and_purges_at,
                &["max_timestamp", "max_timestamp+allowed_lateness"]
            );
            check(fact, windows, time, AtEndAndCleanup(fact.allowed_lateness), keys);
        }
    }
}

fn query(trigger: WindowTrigger) -> Query {
    Query {
        name: "fact".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Global,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Sum],
        alert: None,
        top: None,
        watermark: None,
        allowed_lateness_ms: 0,
        firing: Firing::on(trigger),
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// Fires and purges at the end of a window, and once more when it is cleaned up.
#[derive(Clone, Debug)]
struct AtEndAndCleanup(i64);

impl Trigger for AtEndAndCleanup {
    type State = ();

    fn on_event(&self, (): &mut (), _at: EventTime, context: &mut TriggerContext<'_>) -> TriggerResult {
        context.set_timer(TimeDomain::Event, context.last_instant);
        context.set_timer(TimeDomain::Event, context.last_instant.saturating_add(self.0));
        TriggerResult::CONTINUE
    }

    fn on_timer(
        &self,
        (): &mut (),
        time: TimeDomain,
        _at: EventTime,
        _context: &mut TriggerContext<'_>,
    ) -> TriggerResult {
        TriggerResult::fire_if(time == TimeDomain::Event).purging()
    }

    fn on_merge(&self, _merged: &[()], _context: &mut TriggerContext<'_>) {}

    fn clear(&self, (): &(), _context: &mut TriggerContext<'_>) {}
}

/// What left in one step, and what was refused.
#[derive(Default)]
struct Emissions(Vec<ResultRow>);

impl Output for Emissions {
    fn result(&mut self, row: &ResultRow) {
        self.0.push(*row);
    }
    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: EngineStep) {}
}

fn check<W: Windowing, T: Trigger>(
    fact: &WindowFact,
    windows: W,
    time: Time,
    trigger: T,
    keys: &mut NamedKeys,
) {
    let time = match time {
        Time::Event => TimeDomain::Event,
        Time::Processing => TimeDomain::Processing,
    };
    let contents = Contents::new(Tally, fact.evictor.as_ref().map(eviction));
    let gate = Gate::new(&query(WindowTrigger::AtEnd));
    let mut op = TriggeredWindows::<ByMovie, _, _, _>::new(
        windows,
        time,
        contents,
        trigger,
        gate,
        fact.allowed_lateness,
    );
    let mut watermark = Watermark::NONE;
    let (mut emitted, mut late) = (Vec::new(), Vec::new());
    op.on_clock(
        EventTime::from_millis(0),
        None,
        watermark,
        &mut Emissions::default(),
    );
    for (index, step) in fact.steps.iter().enumerate() {
        let mut out = Emissions::default();
        match step {
            Step::Event(text) => {
                let event = event(text, index, keys);
                let fate = op.on_event(&event, event.time, watermark, &mut out);
                if fate == Fate::Late {
                    late.push(text);
                }
            }
            Step::Watermark(millis) => {
                watermark = Watermark::at(EventTime::from_millis(*millis));
                op.advance(watermark, &mut out);
            }
            Step::ProcessingTime(millis) => {
                let clock = EventTime::from_millis(*millis);
                op.on_clock(clock, Some(clock), watermark, &mut out);
            }
            Step::SnapshotRestore(restores) => {
                assert!(restores, "{}", fact.name);
                op = op.clone();
                watermark = Watermark::NONE;
            }
        }
        emitted.extend(out.0.iter().map(|row| emission(index, row, keys)));
    }
    compare(fact, emitted, &late);
}

fn eviction(text: &EvictorText) -> Eviction {
    match *text {
        EvictorText::Count { n } => Eviction::before(Evictor::Count { count: n }),
        EvictorText::Time { ms, after: false } => Eviction::before(Evictor::Time { window_ms: ms }),
        EvictorText::Time { ms, after: true } => Eviction::after(Evictor::Time { window_ms: ms }),
        EvictorText::Delta {
            threshold,
            delta: Delta::LastMinusElement,
        } => Eviction::before(Evictor::Delta { threshold }),
    }
}

fn event(text: &EventText, seq: usize, keys: &mut NamedKeys) -> Event {
    Event {
        time: text.ts.map_or(EventTime::MIN, EventTime::from_millis),
        seq: seq as u64,
        value: text.value,
        user: 0,
        movie: keys.id(&text.key),
    }
}

fn emission(after_step: usize, row: &ResultRow, keys: &NamedKeys) -> Emitted {
    let endless = row.window == Window::ALL;
    let bound = |t: EventTime| (!endless).then_some(t.millis());
    Emitted {
        after_step,
        key: keys.name(row.key.0).to_owned(),
        value: row.values.sum,
        window_start: bound(row.window.start),
        window_end: bound(row.window.end),
        ts: if endless {
            i64::MAX
        } else {
            row.window.last_instant().millis()
        },
    }
}

/// The rows of a step have no order. A late event goes to the side output or is counted.
fn compare(fact: &WindowFact, mut emitted: Vec<Emitted>, late: &[&EventText]) {
    let mut expected = fact.expected.emitted.clone();
    emitted.sort();
    expected.sort();
    assert_eq!(emitted, expected, "{}", fact.name);
    let texts = |events: &[&EventText]| {
        let text = |e: &&EventText| (e.key.clone(), e.ts, e.value);
        events.iter().map(text).collect::<Vec<_>>()
    };
    let aside: Vec<_> = fact.expected.late.iter().collect();
    if fact.late_output {
        assert_eq!(texts(late), texts(&aside), "{}", fact.name);
    } else {
        assert_eq!(late.len() as u64, fact.expected.dropped, "{}", fact.name);
    }
}
