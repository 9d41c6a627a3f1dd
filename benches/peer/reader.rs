//! What of a batch travels between workers.

use std::marker::PhantomData;

use streamgauge_model::Event;
use timely::ExchangeData;

use crate::dense_keys::DenseKeys;
use crate::keying::Keying;
use crate::tally::Tally;

/// Time in milliseconds, value, key, and what the tally needs to know an event by. A tuple, because the exchange wants what
/// can be serialised, although within one process nothing is.
pub(crate) type Rating<T> = (i64, i64, u32, <T as Tally>::Mark);

/// When a pane begins, a key, and the tally of its events of one batch in that pane.
pub(crate) type Partial<T> = (i64, u32, T);

/// What travels, and where it belongs.
pub(crate) trait Item: ExchangeData + Copy {
    /// The key that owns it.
    fn key(&self) -> u32;
}

impl<M: ExchangeData + Copy> Item for (i64, i64, u32, M) {
    #[inline]
    fn key(&self) -> u32 {
        self.2
    }
}

impl<T: ExchangeData + Copy> Item for (i64, u32, T) {
    #[inline]
    fn key(&self) -> u32 {
        self.1
    }
}

/// Makes items of the events of a batch.
pub(crate) trait Reader<I> {
    /// Those of a batch.
    fn read(&mut self, batch: &[Event]) -> Vec<I>;
}

/// An item for each event.
pub(crate) struct Each<K, T>(PhantomData<(K, T)>);

impl<K, T> Each<K, T> {
    /// By the key that `K` gives it, for a tally `T`.
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<K: Keying, T: Tally> Reader<Rating<T>> for Each<K, T> {
    fn read(&mut self, batch: &[Event]) -> Vec<Rating<T>> {
        let rating = |event: &Event| (event.time.millis(), event.value, K::of(event), T::mark(event));
        batch.iter().map(rating).collect()
    }
}

/// An item for each key and pane: what the events of a batch add up to before they travel.
pub(crate) struct Combined<K, T> {
    slide_ms: i64,
    keys: DenseKeys,
    /// When each pane begins, and a tally for each key.
    panes: Vec<(i64, Vec<T>)>,
    spare: Vec<Vec<T>>,
    key: PhantomData<K>,
}

impl<K: Keying, T: Tally> Combined<K, T> {
    /// Panes of `slide_ms` milliseconds.
    pub(crate) const fn new(slide_ms: i64) -> Self {
        Self {
            slide_ms,
            keys: DenseKeys::new(),
            panes: Vec::new(),
            spare: Vec::new(),
            key: PhantomData,
        }
    }

    /// The pane that holds `time_ms`. There are few in a batch, and neighbours share one.
    #[inline]
    fn pane(&mut self, time_ms: i64) -> &mut Vec<T> {
        let slide_ms = self.slide_ms;
        let holds = |begin_ms: i64| begin_ms <= time_ms && time_ms - begin_ms < slide_ms;
        let at = match self.panes.iter().rposition(|(begin_ms, _)| holds(*begin_ms)) {
            Some(at) => at,
            None => {
                let begin_ms = time_ms.div_euclid(slide_ms) * slide_ms;
                self.panes.push((begin_ms, self.spare.pop().unwrap_or_default()));
                self.panes.len() - 1
            }
        };
        &mut self.panes[at].1
    }
}

impl<K: Keying, T: Tally> Reader<Partial<T>> for Combined<K, T> {
    fn read(&mut self, batch: &[Event]) -> Vec<Partial<T>> {
        for event in batch {
            let number = self.keys.number(K::of(event));
            let pane = self.pane(event.time.millis());
            if number >= pane.len() {
                pane.resize(number + 1, T::default());
            }
            pane[number].add(event.value, T::mark(event));
        }
        let mut partials = Vec::new();
        for (begin_ms, mut tallies) in self.panes.drain(..) {
            let filled = self
                .keys
                .keys()
                .iter()
                .zip(&tallies)
                .filter(|(_, tally)| tally.count() > 0);
            partials.extend(filled.map(|(key, tally)| (begin_ms, *key, *tally)));
            tallies.clear();
            self.spare.push(tallies);
        }
        partials
    }
}
