//! The identity of a stream of arrivals.

use sha2::{Digest, Sha256};
use streamgauge_model::Arrival;

/// SHA-256 over arrivals: for each, little endian and in this order, seq (u64), time (i64), value (i64),
/// user (u32), movie (u32), due (u64), late (u8).
///
/// Two runs may only be compared if the fingerprints of their arrivals are equal.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint {
    hash: Sha256,
}

impl Fingerprint {
    /// Bytes per arrival.
    const WIDTH: usize = 41;

    /// The fingerprint of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds arrivals. How they are cut into calls does not matter.
    pub fn update(&mut self, arrivals: &[Arrival]) {
        // One call into the hash for many arrivals: it works on 64 bytes at a time.
        let mut bytes = [0u8; Self::WIDTH * 64];
        for chunk in arrivals.chunks(64) {
            for (arrival, field) in chunk.iter().zip(bytes.chunks_exact_mut(Self::WIDTH)) {
                encode(arrival, field);
            }
            self.hash.update(&bytes[..chunk.len() * Self::WIDTH]);
        }
    }

    /// The digest, 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        use std::fmt::Write as _;
        let digest = self.hash.finalize();
        digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn encode(arrival: &Arrival, to: &mut [u8]) {
    let event = &arrival.event;
    to[..8].copy_from_slice(&event.seq.to_le_bytes());
    to[8..16].copy_from_slice(&event.time.millis().to_le_bytes());
    to[16..24].copy_from_slice(&event.value.to_le_bytes());
    to[24..28].copy_from_slice(&event.user.to_le_bytes());
    to[28..32].copy_from_slice(&event.movie.to_le_bytes());
    to[32..40].copy_from_slice(&arrival.due_ns.to_le_bytes());
    to[40] = u8::from(arrival.is_late);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_the_fingerprint_of_nothing() {
        assert_eq!(
            Fingerprint::new().finish(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn cuts_do_not_matter_and_fields_do() {
        let arrivals: Vec<Arrival> = (0..200)
            .map(|i| Arrival {
                due_ns: i * 7,
                ..Arrival::default()
            })
            .collect();
        let whole = |arrivals: &[Arrival]| {
            let mut print = Fingerprint::new();
            print.update(arrivals);
            print.finish()
        };
        let mut cut = Fingerprint::new();
        arrivals.chunks(3).for_each(|part| cut.update(part));
        assert_eq!(cut.finish(), whole(&arrivals));
        let mut changed = arrivals.clone();
        changed[199].is_late = true;
        assert_ne!(whole(&changed), whole(&arrivals));
    }
}
