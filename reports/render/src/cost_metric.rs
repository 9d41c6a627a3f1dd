//! What a run took of the machine, as metrics.

use streamgauge_record::{Allocated, Role, Run, ThreadGroup};

use crate::{Group, Metric, Unit};

/// What stands on the page and in files.
pub(crate) static COST: [Metric; 8] = [
    CORE_SECONDS,
    STEADY_STATE,
    STATE_PER_ENTRY,
    STEADY_MEMORY,
    MEMORY_GROWTH,
    ALLOCATIONS,
    ALLOCATED_BYTES,
    SWITCHES,
];

/// Core-seconds per million events.
const CORE_SECONDS: Metric = Metric {
    key: "core_time_per_million",
    label: "core time, 1 M",
    group: Group::Cost,
    unit: Unit::Nanoseconds,
    definition: "CPU time of the engine's threads for a million events: core-seconds per million events.",
    of: |run| Some(as_float(run.usage.engine_cpu_ns?) * 1e6 / taken(run)?),
};

/// Most bytes of state.
pub(crate) const PEAK_STATE: Metric = Metric {
    key: "peak_state_bytes",
    label: "state peak",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Most bytes of keyed state seen at once in ten looks a second, by the operators' own account: tables, windows and timers, with \
                 the room that they keep for more.",
    of: |run| Some(as_float(run.usage.state.as_ref()?.peak_bytes)),
};

/// Bytes of state in the measured phase.
const STEADY_STATE: Metric = Metric {
    key: "steady_state_bytes",
    label: "state steady",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Median of the bytes of keyed state in the measured phase.",
    of: |run| Some(as_float(run.usage.state.as_ref()?.steady_bytes)),
};

/// Bytes of an entry of state.
const STATE_PER_ENTRY: Metric = Metric {
    key: "state_bytes_per_entry",
    label: "state/entry",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Bytes of keyed state ÷ its entries (groups, sessions), when it was largest.",
    of: |run| run.usage.state.as_ref()?.bytes_per_entry,
};

/// Resident memory in the measured phase.
const STEADY_MEMORY: Metric = Metric {
    key: "steady_memory",
    label: "memory steady",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Median of the resident memory of the whole process in the measured phase, events and recorder included.",
    of: |run| Some(as_float(run.usage.memory.as_ref()?.steady_bytes)),
};

/// Resident memory that came with the run.
const MEMORY_GROWTH: Metric = Metric {
    key: "memory_growth",
    label: "memory growth",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Peak of the resident memory − that right before the run, when the harness has touched its buffers: what \
                 the engine and the recorder's growth took, at most.",
    of: |run| {
        let usage = &run.usage;
        Some(as_float(
            usage.peak_memory_bytes?.saturating_sub(usage.start_memory_bytes?),
        ))
    },
};

/// Allocations per event.
const ALLOCATIONS: Metric = Metric {
    key: "allocations_per_event",
    label: "allocs/event",
    group: Group::Cost,
    unit: Unit::Count,
    definition: "Requests of the engine's threads to the allocator ÷ events taken, from the beginning of the measured phase \
                 on, growth of the recorder included. Only of builds that count them.",
    of: |run| Some(as_float(allocated(run)?.allocations) / measured_taken(run)?),
};

/// Bytes allocated per event.
const ALLOCATED_BYTES: Metric = Metric {
    key: "allocated_bytes_per_event",
    label: "alloc'd/event",
    group: Group::Cost,
    unit: Unit::Bytes,
    definition: "Bytes that the engine's threads asked the allocator for ÷ events taken, as `allocs/event`.",
    of: |run| Some(as_float(allocated(run)?.allocated_bytes) / measured_taken(run)?),
};

/// Context switches.
const SWITCHES: Metric = Metric {
    key: "involuntary_switches",
    label: "CPU taken away",
    group: Group::Cost,
    unit: Unit::Count,
    definition: "How often the CPU was taken from a thread of the engine (involuntary context switches): 0 where it had \
                 its cores to itself.",
    of: |run| {
        let threads = || engine(run);
        threads().next()?;
        threads()
            .map(|group| group.involuntary_switches)
            .sum::<Option<u64>>()
            .map(as_float)
    },
};

fn engine(run: &Run) -> impl Iterator<Item = &ThreadGroup> {
    run.usage
        .threads
        .iter()
        .filter(|group| group.role == Role::Engine)
}

/// What the engine's threads asked for; `None` unless all of them were counted.
fn allocated(run: &Run) -> Option<Allocated> {
    let all: Vec<Allocated> = engine(run).map(|group| group.allocated).collect::<Option<_>>()?;
    let sum = |a: Allocated, b: Allocated| Allocated {
        allocations: a.allocations + b.allocations,
        allocated_bytes: a.allocated_bytes + b.allocated_bytes,
    };
    all.into_iter().reduce(sum)
}

fn taken(run: &Run) -> Option<f64> {
    Some(as_float(run.ledger.taken)).filter(|taken| *taken > 0.0)
}

fn measured_taken(run: &Run) -> Option<f64> {
    Some(as_float(run.usage.measured_taken?)).filter(|taken| *taken > 0.0)
}

#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}
