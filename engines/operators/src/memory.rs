//! How much memory collections take up.

use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::mem::size_of;

/// Room of a vector.
pub(crate) const fn of_vec<T>(values: &Vec<T>) -> u64 {
    (values.capacity() * size_of::<T>()) as u64
}

/// Room of a double-ended queue.
pub(crate) fn of_deque<T>(values: &VecDeque<T>) -> u64 {
    (values.capacity() * size_of::<T>()) as u64
}

/// Room of a heap.
pub(crate) fn of_heap<T>(values: &BinaryHeap<T>) -> u64 {
    (values.capacity() * size_of::<T>()) as u64
}

/// Entries of a tree, without the room in its nodes.
pub(crate) fn of_tree<K, V>(entries: &BTreeMap<K, V>) -> u64 {
    (entries.len() * (size_of::<K>() + size_of::<V>())) as u64
}
