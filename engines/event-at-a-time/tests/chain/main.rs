//! The event-at-a-time engine, driven by hand on a made-up clock.

use streamgauge_event_at_a_time::{Chain, OperatorTask, Source, WatermarkGenerator, with_engine};
use streamgauge_model::{
    Aggregate, Cadence, Engine, EngineVisitor, Event, EventAtATimeRules, EventTime, Firing, Input, KeyBy,
    Output, ProcessingTime, Query, ResultRow, SourceId, Step, Taken, Task, TimeDomain, Watermark,
    WatermarkRule, WindowSpec,
};
use streamgauge_operators::{AlignedWindows, Gate, NoKey, Tally, Tumbling};

fn query(window: WindowSpec) -> Query {
    Query {
        name: "test".to_owned(),
        filter: None,
        key: KeyBy::User,
        window,
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 10_000 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

const TUMBLING: WindowSpec = WindowSpec::Tumbling {
    size_ms: 15_000,
    offset_ms: 0,
};

fn event(seq: u64, time: i64) -> Event {
    Event {
        seq,
        time: EventTime::from_millis(time),
        value: 2,
        user: 1,
        movie: 1,
    }
}

/// Everything an engine said, in words.
#[derive(Default)]
struct Log(Vec<String>);

impl Output for Log {
    fn result(&mut self, row: &ResultRow) {
        self.0.push(format!(
            "[{}, {}) {}",
            row.window.start.millis(),
            row.window.end.millis(),
            row.values.digest.count
        ));
    }

    fn pass(&mut self, event: &Event) {
        self.0.push(format!("pass {}", event.seq));
    }

    fn late(&mut self, event: &Event) {
        self.0.push(format!("late {}", event.seq));
    }

    fn dropped(&mut self, events: u64) {
        self.0.push(format!("dropped {events}"));
    }

    fn filtered(&mut self, _events: u64) {}

    fn step(&mut self, step: Step) {
        if let Step::Watermark {
            watermark,
            after_events,
            ..
        } = step
        {
            self.0
                .push(format!("watermark {} after {after_events}", watermark.millis()));
        }
    }
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Event>,
    lent: Vec<Event>,
}

impl Input for Queue {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let count = self.waiting.len().min(limit);
        self.lent = self.waiting.drain(..count).collect();
        (!self.lent.is_empty()).then_some(Taken {
            source: SourceId(0),
            events: &self.lent,
        })
    }

    fn is_finished(&self) -> bool {
        self.waiting.is_empty()
    }
}

type Drive = Box<dyn FnMut(i64, &mut Queue, &mut Log)>;

struct Boxed;

impl EngineVisitor for Boxed {
    type Out = Drive;

    fn engine<E: Engine + Send + 'static>(self, mut engine: E) -> Drive {
        Box::new(move |millis, queue, log| {
            engine.step(ProcessingTime::from_millis(millis), queue, log);
        })
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        mut source: S,
        mut windows: Vec<T>,
    ) -> Drive {
        Box::new(move |millis, queue, log| {
            let now = ProcessingTime::from_millis(millis);
            // What the source says is heard again from its receivers.
            source.step(now, queue, &mut Log::default());
            while windows.iter().any(Task::has_input) {
                for window in &mut windows {
                    window.step(now, log);
                }
                source.step(now, queue, &mut Log::default());
            }
        })
    }
}

fn drive(query: &Query, rules: &EventAtATimeRules, steps: &[(i64, &[i64])]) -> Vec<String> {
    let mut engine =
        with_engine(query, rules, 1, ProcessingTime::from_millis(0), Boxed).expect("the query is legal");
    let (mut queue, mut log, mut seq) = (Queue::default(), Log::default(), 0);
    for (now, times) in steps {
        for &time in *times {
            queue.waiting.push(event(seq, time));
            seq += 1;
        }
        engine(*now, &mut queue, &mut log);
    }
    log.0
}

/// The example of the course notes, in seconds after 14:00:00, with a bound of 10 s.
#[test]
fn the_record_leaves_before_the_watermark_it_causes_and_late_is_a_matter_of_windows() {
    let rules = EventAtATimeRules {
        late_output: true,
        ..EventAtATimeRules::new(Cadence::PerEvent)
    };
    let log = drive(
        &query(TUMBLING),
        &rules,
        &[(0, &[1_000, 26_000, 2_000, 16_000, 25_000])],
    );
    let expected = [
        "watermark -9001 after 1",
        "watermark 15999 after 2",
        "[0, 15000) 1",
        "late 2",
    ];
    assert_eq!(log, expected);
}

#[test]
fn a_periodic_watermark_moves_only_at_its_ticks() {
    let rules = EventAtATimeRules::new(Cadence::FLINK_DEFAULT);
    let steps: [(i64, &[i64]); 4] = [(0, &[1_000]), (50, &[26_000, 2_000]), (199, &[]), (200, &[3_000])];
    let log = drive(&query(TUMBLING), &rules, &steps);
    // The event at 2000 comes before the tick and is kept; the one at 3000 comes after it and is not.
    assert_eq!(log, ["watermark 15999 after 3", "[0, 15000) 2", "dropped 1"]);
}

#[test]
fn a_running_aggregate_speaks_after_every_event() {
    let log = drive(
        &query(WindowSpec::Running),
        &EventAtATimeRules::new(Cadence::PerEvent),
        &[(0, &[5, 4, 5])],
    );
    let counts: Vec<_> = log
        .iter()
        .filter_map(|line| line.strip_prefix('[')?.rsplit(' ').next())
        .collect();
    assert_eq!(counts, ["1", "2", "3"]);
}

#[test]
fn behind_an_exchange_the_answer_is_the_same() {
    let times: Vec<i64> = (0..500).map(|i| i * 97 % 9_000 + i * 200).collect();
    let users = Query {
        key: KeyBy::Movie,
        ..query(TUMBLING)
    };
    let rules = |workers| EventAtATimeRules {
        workers,
        ..EventAtATimeRules::new(Cadence::PerEvent)
    };
    let answer = |workers| {
        let steps: Vec<_> = times
            .chunks(7)
            .enumerate()
            .map(|(i, chunk)| (i as i64, chunk))
            .collect();
        let mut rows: Vec<_> = drive(&users, &rules(workers), &steps)
            .into_iter()
            .filter(|line| !line.starts_with("watermark"))
            .collect();
        rows.sort_unstable();
        rows
    };
    assert!(answer(1).len() > 5);
    assert_eq!(answer(3), answer(1));
}

#[test]
fn windows_of_processing_time_close_when_the_clock_has_passed_them() {
    let processing = Query {
        time: TimeDomain::Processing,
        ..query(WindowSpec::Tumbling {
            size_ms: 100,
            offset_ms: 0,
        })
    };
    let steps: [(i64, &[i64]); 4] = [(10, &[77]), (99, &[1]), (100, &[5]), (250, &[])];
    let log = drive(
        &processing,
        &EventAtATimeRules::new(Cadence::FLINK_DEFAULT),
        &steps,
    );
    let rows: Vec<_> = log.into_iter().filter(|line| line.starts_with('[')).collect();
    assert_eq!(rows, ["[0, 100) 2", "[100, 200) 1"]);
}

/// A generator of the user's own: only events of a round ten seconds say anything about time.
#[derive(Clone, Debug)]
struct RoundTens(Watermark);

impl WatermarkGenerator for RoundTens {
    fn on_event(&mut self, event: &Event) -> bool {
        if event.time.millis() % 10_000 == 0 {
            self.0 = self.0.max(Watermark::before(event.time));
        }
        false
    }

    fn current(&self) -> Watermark {
        self.0
    }
}

#[test]
fn a_generator_of_the_users_own_drives_the_watermark() {
    let query = Query {
        key: KeyBy::None,
        ..query(WindowSpec::Tumbling {
            size_ms: 5_000,
            offset_ms: 0,
        })
    };
    let rules = EventAtATimeRules::new(Cadence::PerEvent);
    let source = Source::new(
        &query,
        &rules,
        1,
        ProcessingTime::from_millis(0),
        Some(RoundTens(Watermark::NONE)),
    );
    let windows = AlignedWindows::<NoKey, _, _>::new(
        Tumbling {
            size: 5_000,
            offset: 0,
        },
        Tally,
        Gate::new(&query),
        0,
    );
    let mut chain = Chain::new(source, OperatorTask::new(windows, TimeDomain::Event, false));
    let waiting = [4_000, 9_999, 10_000]
        .into_iter()
        .zip(0..)
        .map(|(time, seq)| event(seq, time))
        .collect();
    let (mut queue, mut log) = (
        Queue {
            waiting,
            ..Queue::default()
        },
        Log::default(),
    );
    chain.step(ProcessingTime::from_millis(0), &mut queue, &mut log);
    assert_eq!(
        log.0,
        ["watermark 9999 after 3", "[0, 5000) 1", "[5000, 10000) 1"]
    );
    assert!(chain.is_done());
}
