//! Settings of both engines.

use streamgauge_model::{
    Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger, WindowSpec,
};

/// A batch for each portion.
pub fn batches(output_mode: OutputMode, no_data_batches: bool) -> Rules {
    Rules::MicroBatch(MicroBatchRules {
        no_data_batches,
        ..MicroBatchRules::new(Trigger::BackToBack, output_mode)
    })
}

/// A watermark after every event.
pub fn per_event(late_output: bool) -> Rules {
    Rules::EventAtATime(EventAtATimeRules {
        late_output,
        ..EventAtATimeRules::new(Cadence::PerEvent)
    })
}

/// The same on several tasks.
pub fn with_workers(rules: &Rules, workers: u32) -> Rules {
    match rules.clone() {
        Rules::MicroBatch(rules) => Rules::MicroBatch(MicroBatchRules { workers, ..rules }),
        Rules::EventAtATime(rules) => Rules::EventAtATime(EventAtATimeRules { workers, ..rules }),
    }
}

/// The output modes that an aggregate in `window` may have.
pub const fn modes(window: WindowSpec) -> &'static [OutputMode] {
    match window {
        WindowSpec::Session { .. } => &[OutputMode::Append, OutputMode::Complete],
        WindowSpec::Running | WindowSpec::Global => &[OutputMode::Update, OutputMode::Complete],
        _ => &[OutputMode::Append, OutputMode::Update, OutputMode::Complete],
    }
}
