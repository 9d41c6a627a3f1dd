//! The format of a case: every field with what it holds.

use super::kind::Kind::{
    Bool, Choice, Integer, IntegerOrNull, Line, List, Name, Natural, Object, OneOf, Text, True, Word,
};
use super::kind::{self, Field, Kind, Shape, needed, optional};
use super::{EngineKind, SCHEMA, VERSION};

/// What says that a file is a case of this format.
pub const HEADER: [Field; 2] = [
    needed("schema", &Word(&[SCHEMA])),
    needed("version", &Word(&[VERSION])),
];

/// A whole case. What only one of the engines has is optional here.
pub static CASE: Kind = Object(Shape {
    noun: "a case",
    fields: &[
        HEADER[0],
        HEADER[1],
        needed("name", &Name),
        needed("origin", &Text),
        needed("engine", &Word(&["micro-batch", "event-at-a-time"])),
        needed("features", &List("names", &Name)),
        optional("note", &Text),
        needed("query", &QUERY),
        optional("trigger", &TRIGGER),
        optional("no_data_batches", &Bool),
        needed("steps", &List("steps", &STEP)),
        optional("expected", &List("lines", &Line)),
        optional("expected_error", &REFUSAL),
    ],
});

static REFUSAL: Kind = Word(&[
    "negative-watermark-delay",
    "session-update-unsupported",
    "session-without-key",
    "append-aggregation-without-watermark",
    "complete-without-aggregation",
    "deduplicate-within-watermark-without-watermark",
]);

static QUERY: Kind = Object(Shape {
    noun: "a query",
    fields: &[
        needed("key", &Word(&["none", "movie", "user", "key"])),
        needed("window", &WINDOW),
        needed("time", &Word(&["event", "processing"])),
        needed(
            "aggregates",
            &List("aggregates", &Word(&["count", "sum", "distinct_users"])),
        ),
        optional("deduplicate", &DEDUPLICATE),
        needed("watermark", &WATERMARK),
        optional("output_mode", &Word(&["append", "update", "complete"])),
        optional("allowed_lateness_ms", &Integer),
        optional("late_output", &Bool),
        optional("window_trigger", &WINDOW_TRIGGER),
    ],
});

static WINDOW: Kind = Choice(kind::Choice {
    noun: "a window",
    tag: "type",
    variants: &[
        (
            "tumbling",
            &[needed("size_ms", &Integer), needed("offset_ms", &Integer)],
        ),
        (
            "sliding",
            &[
                needed("size_ms", &Integer),
                needed("slide_ms", &Integer),
                needed("offset_ms", &Integer),
            ],
        ),
        ("session", &[needed("gap_ms", &Integer)]),
        ("global", &[]),
        ("none", &[]),
    ],
});

static DEDUPLICATE: Kind = Object(Shape {
    noun: "a deduplication",
    fields: &[
        needed("by", &List("fields", &Word(&["key", "value", "t_ms"]))),
        needed("within_watermark", &Bool),
    ],
});

static CADENCE: Kind = Word(&["per-batch", "per-event"]);

static WATERMARK: Kind = Choice(kind::Choice {
    noun: "a watermark",
    tag: "strategy",
    variants: &[
        (
            "bounded-out-of-orderness",
            &[needed("delay_ms", &Integer), needed("cadence", &CADENCE)],
        ),
        (
            "per-source",
            &[
                needed("delays_ms", &List("integers", &Integer)),
                needed("policy", &Word(&["min", "max"])),
                needed("cadence", &CADENCE),
            ],
        ),
        ("explicit", &[]),
        ("none", &[]),
    ],
});

static WINDOW_TRIGGER: Kind = Choice(kind::Choice {
    noun: "a window trigger",
    tag: "type",
    variants: &[
        ("event-time", &[]),
        ("processing-time", &[]),
        ("count", &[needed("count", &Natural(u64::MAX))]),
        ("continuous-event-time", &[needed("interval_ms", &Integer)]),
        ("end-of-stream", &[]),
        ("purging", &[needed("inner", &WINDOW_TRIGGER)]),
        ("per-event", &[]),
    ],
});

static TRIGGER: Kind = Choice(kind::Choice {
    noun: "a trigger",
    tag: "type",
    variants: &[
        ("default", &[]),
        ("available-now", &[]),
        ("once", &[]),
        ("processing-time", &[needed("interval_ms", &Integer)]),
    ],
});

static STEP: Kind = OneOf(Shape {
    noun: "a step",
    fields: &[
        optional("batch", &List("events", &EVENT)),
        optional("event", &EVENT),
        optional("watermark_ms", &Integer),
        optional("processing_time_ms", &Integer),
        optional("tick", &True),
        optional("restart", &True),
        optional("end", &True),
    ],
});

static EVENT: Kind = Object(Shape {
    noun: "an event",
    fields: &[
        needed("seq", &Natural(u64::MAX)),
        needed("t_ms", &Integer),
        optional("user_id", &Integer),
        optional("movie_id", &Integer),
        optional("half_stars", &Integer),
        optional("key", &Integer),
        optional("value", &Integer),
        optional("source", &Natural(u32::MAX as u64)),
    ],
});

/// A line that an engine prints; a case may expect some of its fields.
pub const fn line_of(engine: EngineKind) -> &'static Kind {
    match engine {
        EngineKind::MicroBatch => &BATCH_LINE,
        EngineKind::EventAtATime => &STEP_LINE,
    }
}

static BATCH_LINE: Kind = Object(Shape {
    noun: "a line of micro-batch",
    fields: &[
        optional("batch_id", &Integer),
        optional("input_step", &IntegerOrNull),
        optional("no_data", &Bool),
        optional("input_rows", &Integer),
        optional("watermark_ms", &Integer),
        optional("next_watermark_ms", &Integer),
        optional("dropped_rows", &Integer),
        optional("late_events", &Integer),
        optional("duplicate_rows", &Integer),
        optional("state_rows", &Integer),
        optional("updated_rows", &Integer),
        optional("removed_rows", &Integer),
        optional("results", &List("rows", &ROW)),
    ],
});

static STEP_LINE: Kind = Object(Shape {
    noun: "a line of event-at-a-time",
    fields: &[
        optional("step", &Integer),
        optional("watermark_ms", &IntegerOrNull),
        optional("late", &List("integers", &Integer)),
        optional("dropped", &Integer),
        optional("results", &List("rows", &ROW)),
    ],
});

static ROW: Kind = Object(Shape {
    noun: "a row",
    fields: &[
        optional("key", &Integer),
        optional("window_start_ms", &Integer),
        optional("window_end_ms", &Integer),
        optional("count", &Integer),
        optional("sum", &Integer),
        optional("distinct_users", &Integer),
        optional("value", &Integer),
        optional("t_ms", &Integer),
        optional("at_watermark_ms", &IntegerOrNull),
    ],
});
