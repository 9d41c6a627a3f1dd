//! How fast one thread copies memory, roughly.

use std::hint::black_box;
use std::time::Instant;

/// More than most caches hold.
const BYTES: usize = 64 << 20;
/// How often it is copied; the fastest counts.
const COPIES: usize = 5;

/// Bytes read and written per second.
pub(crate) fn memory_bytes_per_s() -> Option<f64> {
    let from = vec![1_u8; BYTES];
    let mut to = vec![2_u8; BYTES];
    let copies = (0..COPIES).map(|_| {
        let begin = Instant::now();
        to.copy_from_slice(black_box(&from));
        black_box(&mut to);
        begin.elapsed().as_secs_f64()
    });
    let fastest = copies.min_by(f64::total_cmp)?;
    (fastest > 0.0).then(|| 2.0 * BYTES as f64 / fastest)
}
