//! Prints how many events per second each generated scenario makes on one core:
//! `cargo run --release -p streamgauge-workloads --example generate_rate [events]`.

use std::time::Instant;

use streamgauge_workloads::{ArrivalStream as _, Length, Scenario, ScenarioKind, WorkloadError};

/// Arrivals per block: 4096 of 48 bytes stay in a second-level cache.
const BLOCK: usize = 4096;

fn main() -> Result<(), WorkloadError> {
    let events = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000_000);
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        let scenario = Scenario {
            length: Length::Events(events),
            ..Scenario::new(kind)
        };
        let opened = Instant::now();
        let mut stream = scenario.open()?;
        let started = Instant::now();
        let mut block = Vec::with_capacity(BLOCK);
        let mut made = 0u64;
        while stream.fill(&mut block, BLOCK)? > 0 {
            // The block must exist: the optimiser may not skip what nobody reads.
            made += std::hint::black_box(&block).len() as u64;
            block.clear();
        }
        let seconds = started.elapsed().as_secs_f64();
        let millions = made as f64 / seconds / 1e6;
        #[expect(clippy::print_stdout, reason = "printing is what this example is for")]
        {
            println!(
                "{kind}: {made} events, {millions:.1} M events/s (opened in {:.1} ms)",
                (started - opened).as_secs_f64() * 1e3
            );
        }
    }
    Ok(())
}
