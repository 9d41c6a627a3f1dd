//! The ground truth about attacks.

use streamgauge_model::EventTime;

/// An attack that was injected into a stream: what a detector should find, and never sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attack {
    /// By which of the scenario's laws, from 0.
    pub law: usize,
    /// Whom or what it is on.
    pub target: AttackTarget,
    /// Event time of its first rating.
    pub first: EventTime,
    /// Event time of its last rating.
    pub last: EventTime,
    /// The numbers ([`streamgauge_model::Event::seq`]) of its ratings that have arrived, in order of arrival. Those
    /// that would be late beyond the end of the stream are not among them.
    pub seqs: Vec<u64>,
}

/// Whom or what an attack is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttackTarget {
    /// A film that bots rate.
    Film(u32),
    /// A user who rates without end.
    User(u32),
}
