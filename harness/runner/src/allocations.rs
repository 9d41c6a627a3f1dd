//! What the calling thread asks of the allocator.

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::OnceLock;

use alloc_tracker::{Session, ThreadSpan};
use streamgauge_record::Allocated;

thread_local! {
    static COUNTING: RefCell<Option<Counting>> = const { RefCell::new(None) };
}

/// A count that has begun.
struct Counting {
    session: Session,
    span: ThreadSpan,
}

impl Counting {
    fn begin() -> Self {
        let session = Session::new();
        let span = session.operation("thread").measure_thread();
        Self { session, span }
    }

    fn end(self) -> Allocated {
        drop(self.span);
        let report = self.session.to_report();
        report
            .operations()
            .fold(Allocated::default(), |sum, (_, of)| Allocated {
                allocations: sum.allocations + of.total_allocations_count(),
                allocated_bytes: sum.allocated_bytes + of.total_bytes_allocated(),
            })
    }
}

/// Begins to count for this thread. Does nothing where the allocator does not count.
pub(crate) fn begin() {
    if is_counted() {
        COUNTING.set(Some(Counting::begin()));
    }
}

/// What was asked for since [`begin`]; `None` if that was never called or the allocator does not count.
pub(crate) fn end() -> Option<Allocated> {
    COUNTING.take().map(Counting::end)
}

/// Whether the allocator of this program counts: it must see an allocation.
fn is_counted() -> bool {
    static IS_COUNTED: OnceLock<bool> = OnceLock::new();
    *IS_COUNTED.get_or_init(|| {
        let counting = Counting::begin();
        drop(black_box(Box::new(1_u8)));
        counting.end().allocations > 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();

    #[test]
    fn a_thread_counts_its_own_allocations_and_no_others() {
        assert_eq!(end(), None, "never begun");
        begin();
        let kept: Vec<Box<u64>> = (0..100).map(Box::new).collect();
        std::thread::spawn(|| black_box(vec![0_u8; 1 << 24]))
            .join()
            .expect("a vector");
        let counted = end().expect("the allocator of this test counts");
        assert_eq!(kept.len(), 100);
        assert!((100..200).contains(&counted.allocations), "{counted:?}");
        assert!((800..100_000).contains(&counted.allocated_bytes), "{counted:?}");
    }

    #[test]
    fn work_in_place_allocates_nothing() {
        let mut sum = 0_u64;
        begin();
        (0..1000_u64).for_each(|i| sum = black_box(sum.wrapping_add(i)));
        assert!(end().is_some_and(|counted| counted.allocations <= 2), "{sum}");
    }
}
