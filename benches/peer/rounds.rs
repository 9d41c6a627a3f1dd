//! Measuring in turns.

use streamgauge_benches::Sink;

use crate::answer::assert_sums;
use crate::case::Case;
use crate::subject::Subject;

/// How often each is measured.
pub(crate) const ROUNDS: usize = 9;

/// Workers of each.
pub(crate) const WORKERS: [u32; 3] = [1, 2, 4];

/// Events per second of one subject, round by round.
pub(crate) struct Rates {
    /// Who.
    pub subject: Subject,
    /// One for each round.
    pub per_s: Vec<f64>,
}

/// Measures all subjects, round by round, each round beginning with another. A first round only warms up.
///
/// # Panics
/// If the rows of one do not add up to those of the single thread.
pub(crate) fn measure(case: &Case) -> Vec<Rates> {
    let mut all: Vec<Rates> = subjects(case)
        .into_iter()
        .map(|subject| Rates {
            subject,
            per_s: Vec::new(),
        })
        .collect();
    let expected = sums(&Subject::SingleThread.run(case).outs);
    let events = case.events.len() as f64;
    for round in 0..=ROUNDS {
        all.rotate_left(1);
        for rates in &mut all {
            let timed = rates.subject.run(case);
            assert_sums(case, rates.subject, sums(&timed.outs), expected);
            if round > 0 {
                rates.per_s.push(events / timed.elapsed.as_secs_f64());
            }
        }
    }
    all.sort_by_key(|rates| (rates.subject.name(), rates.subject.workers()));
    all
}

fn subjects(case: &Case) -> Vec<Subject> {
    let parallel = WORKERS.iter().flat_map(|&workers| {
        [
            Subject::Timely(workers),
            Subject::Combining(workers),
            Subject::EventAtATime(workers),
            Subject::MicroBatch(workers),
        ]
    });
    std::iter::once(Subject::SingleThread)
        .chain(parallel)
        .filter(|subject| case.combines() || !matches!(subject, Subject::Combining(_)))
        .collect()
}

fn sums(parts: &[Sink]) -> Sink {
    parts.iter().fold(Sink::default(), |all, part| Sink {
        rows: all.rows + part.rows,
        sum: all.sum.wrapping_add(part.sum),
    })
}
