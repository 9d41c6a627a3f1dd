//! The events that a partial match has taken.

use std::sync::Arc;

use crate::found::Taken;

/// A list of taken events, newest first, that shares its older part with the chains it branched from (the purpose of
/// Flink's `SharedBuffer`).
#[derive(Debug)]
pub(crate) struct Chain<E> {
    newest: Option<Arc<Link<E>>>,
}

#[derive(Debug)]
struct Link<E> {
    taken: Taken<E>,
    /// The number of the event in the order of processing.
    number: u64,
    older: Chain<E>,
}

impl<E> Chain<E> {
    pub(crate) const EMPTY: Self = Self { newest: None };

    /// This chain and one more event.
    pub(crate) fn and(&self, taken: Taken<E>, number: u64) -> Self {
        let older = self.clone();
        Self {
            newest: Some(Arc::new(Link { taken, number, older })),
        }
    }

    /// The number of the newest event.
    pub(crate) fn last_number(&self) -> Option<u64> {
        self.newest.as_ref().map(|link| link.number)
    }

    /// The numbers of the events of one stage, newest first.
    pub(crate) fn numbers_of(&self, stage: usize) -> impl Iterator<Item = u64> {
        self.links()
            .filter(move |link| link.taken.stage == stage)
            .map(|link| link.number)
    }

    /// The events, oldest first.
    pub(crate) fn to_vec(&self) -> Vec<Taken<E>>
    where
        E: Clone,
    {
        let mut taken: Vec<_> = self.links().map(|link| link.taken.clone()).collect();
        taken.reverse();
        taken
    }

    fn links(&self) -> impl Iterator<Item = &Link<E>> {
        std::iter::successors(self.newest.as_deref(), |link| link.older.newest.as_deref())
    }
}

impl<E> Clone for Chain<E> {
    fn clone(&self) -> Self {
        Self {
            newest: self.newest.clone(),
        }
    }
}

/// Link by link: dropping a long chain recursively would overflow the stack.
impl<E> Drop for Chain<E> {
    fn drop(&mut self) {
        let mut rest = self.newest.take();
        while let Some(mut link) = rest.and_then(Arc::into_inner) {
            rest = link.older.newest.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(numbers: std::ops::Range<u64>) -> Chain<u64> {
        let taken = |number: u64| Taken {
            stage: (number % 2) as usize,
            event: number * 10,
        };
        numbers.fold(Chain::EMPTY, |chain, number| chain.and(taken(number), number))
    }

    #[test]
    fn branches_share_what_came_before() {
        let trunk = chain(0..3);
        let branch = trunk.and(Taken { stage: 0, event: 99 }, 7);
        let events = |chain: &Chain<u64>| -> Vec<u64> { chain.to_vec().iter().map(|t| t.event).collect() };
        assert_eq!(events(&trunk), [0, 10, 20]);
        assert_eq!(events(&branch), [0, 10, 20, 99]);
        assert_eq!(branch.numbers_of(0).collect::<Vec<_>>(), [7, 2, 0]);
        assert_eq!(branch.last_number(), Some(7));
    }

    #[test]
    fn a_chain_of_a_million_events_can_be_dropped() {
        drop(chain(0..1_000_000));
    }
}
