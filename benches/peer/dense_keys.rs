//! Keys as small numbers.

/// No number yet.
const UNKNOWN: u32 = u32::MAX;

/// Numbers keys from 0 in the order in which they first come. Movies and users are small numbers themselves, so that a
/// vector finds them faster than a hash.
pub(crate) struct DenseKeys {
    number: Vec<u32>,
    keys: Vec<u32>,
}

impl DenseKeys {
    /// No key yet.
    pub(crate) const fn new() -> Self {
        Self {
            number: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// The number of a key.
    #[inline]
    pub(crate) fn number(&mut self, key: u32) -> usize {
        match self.number.get(key as usize) {
            Some(&number) if number != UNKNOWN => number as usize,
            _ => self.add(key),
        }
    }

    /// All keys, by number.
    pub(crate) fn keys(&self) -> &[u32] {
        &self.keys
    }

    #[cold]
    fn add(&mut self, key: u32) -> usize {
        let at = key as usize;
        if at >= self.number.len() {
            self.number.resize(at + 1, UNKNOWN);
        }
        let number = self.keys.len();
        self.number[at] = number as u32;
        self.keys.push(key);
        number
    }
}
