//! Random numbers for tests.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Noise from a seed.
pub(crate) struct Noise(ChaCha8Rng);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Normal, of mean 0 and deviation 1.
    pub(crate) fn normal(&mut self) -> f64 {
        crate::normal::draw(&mut self.0)
    }

    /// Stationary, each value like the one before to the share `alike`.
    pub(crate) fn autoregressive(&mut self, alike: f64, count: usize) -> Vec<f64> {
        let mut last = self.normal();
        let mut next = || {
            let value = last;
            last = alike * last + (1.0 - alike * alike).sqrt() * self.normal();
            value
        };
        (0..count).map(|_| next()).collect()
    }
}
