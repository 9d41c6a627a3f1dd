//! What there is to know about engines.

use crate::catalogue::Text;

/// Name, summary and description of every engine.
pub(crate) const ENGINES: [Text; 3] = [
    (
        "micro-batch",
        "batches formed by a trigger, as in Spark Structured Streaming",
        MICRO_BATCH,
    ),
    (
        "event-at-a-time",
        "one event at a time with in-band watermarks, as in Flink",
        EVENT_AT_A_TIME,
    ),
    ("null", "does nothing: what the harness itself costs", NULL),
];

const MICRO_BATCH: &str = "\
Events wait in the source until a trigger forms a batch of them. The watermark is computed at the end of a batch and \
used by the next one, so a window's result may wait for one trigger more.

  trigger=back-to-back    the next batch as soon as the last one is done (default)
  trigger=1s              at multiples of an interval
  trigger=available-now   all that the source holds at the end of its schedule, in batches of max-events, then the end
  trigger=once            the same in a single batch, whatever max-events says
  max-events=N            at most so many events per batch
  mode=append|update|complete   which rows leave; by default append, and update where there is no window
  workers=N               parallel tasks per stage, with a shuffle between stages (default 1)
  no-data-batches=on|off  whether a batch without data runs when the watermark moved (default on)
  label=TEXT              how it is called in tables

The triggers available-now and once take at once what waits when the source has come to the end of its schedule. They \
are meant for --arrivals saturated, where everything waits from the start; with other arrivals their latency is mostly \
the time until that end.

Example: --engine micro-batch:trigger=500ms,workers=2
Example: --engine micro-batch:trigger=available-now,max-events=10k --arrivals saturated --warm-up 0s";

const EVENT_AT_A_TIME: &str = "\
Each event goes through the operators as it comes; watermarks flow with the events and close windows at once.

  watermark=per-event     a watermark after every event that moves it (default)
  watermark=200ms         at intervals (Flink's default is 200 ms)
  late-output=on|off      late events go to a side output instead of being dropped (default off)
  workers=N               parallel window tasks behind a keyed exchange (default 1)
  buffer-timeout=100ms    how long a record may wait in a buffer of the exchange (default 0s; Flink's is 100 ms)
  idle=5s                 a silent split stops holding the watermark back (default: never)
  label=TEXT              how it is called in tables

Example: --engine event-at-a-time:watermark=200ms,buffer-timeout=100ms";

const NULL: &str = "Passes every event on and answers nothing. No figure below its own can be told from it.";
