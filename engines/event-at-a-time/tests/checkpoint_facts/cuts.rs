//! What a snapshot holds, whatever the order in which the channels are read.

use streamgauge_event_at_a_time::{
    Alignment, BarrierHandler, BarrierOutcome, BarrierTracker, CheckpointId, EndOfPartition,
};

const FIRST: CheckpointId = CheckpointId(1);
/// Where the barrier lies on each channel: behind so many records.
const BARRIER_AT: [usize; 3] = [2, 0, 1];
/// What a channel carries: records, its barrier, records; then it ends.
const LENGTH: usize = 4;

/// What was read from a channel when the snapshot was taken, and what was stored with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cut {
    read: usize,
    stored: usize,
}

/// Reads the channels in the order that `choices` says, passing over those that may not be read.
fn cut(handler: &mut BarrierHandler, mut choices: usize) -> [Cut; 3] {
    let (mut position, mut cuts, mut taken) = ([0; 3], [Cut::default(); 3], false);
    while position.iter().any(|&p| p < LENGTH) {
        let readable: Vec<_> = (0..3)
            .filter(|&c| position[c] < LENGTH && !handler.is_blocked(c))
            .collect();
        let channel = readable[choices % readable.len()];
        choices /= readable.len();
        let outcome = if position[channel] == BARRIER_AT[channel] {
            handler.on_barrier(channel, FIRST)
        } else {
            cuts[channel].read += usize::from(!taken);
            cuts[channel].stored += usize::from(taken && handler.is_recorded(channel));
            BarrierOutcome::default()
        };
        position[channel] += 1;
        taken |= outcome.taken == Some(FIRST);
    }
    assert!(taken);
    cuts
}

#[test]
fn an_aligned_snapshot_holds_exactly_what_came_before_the_barriers() {
    for choices in 0..3_usize.pow(10) {
        let mut handler = BarrierHandler::new(3, Alignment::Aligned, EndOfPartition::Aborts);
        let expected = BARRIER_AT.map(|read| Cut { read, stored: 0 });
        assert_eq!(cut(&mut handler, choices), expected, "order {choices}");
    }
}

#[test]
fn an_unaligned_snapshot_and_what_is_stored_with_it_hold_the_same() {
    for choices in 0..3_usize.pow(10) {
        let mut handler = BarrierHandler::new(3, Alignment::Unaligned, EndOfPartition::Aborts);
        let held = cut(&mut handler, choices).map(|cut| cut.read + cut.stored);
        assert_eq!(held, BARRIER_AT, "order {choices}");
    }
}

#[test]
fn an_unaligned_snapshot_is_taken_at_the_first_barrier() {
    let mut handler = BarrierHandler::new(2, Alignment::Unaligned, EndOfPartition::Aborts);
    assert_eq!(handler.on_barrier(1, FIRST).taken, Some(FIRST));
    assert!(handler.is_recorded(0) && !handler.is_recorded(1) && !handler.is_blocked(1));
    assert_eq!(handler.on_barrier(0, FIRST), BarrierOutcome::default());
    assert!(!handler.is_recorded(0), "all that was in flight is stored");
}

#[test]
fn older_barriers_are_ignored_and_newer_ones_give_up_what_is_under_way() {
    let mut handler = BarrierHandler::new(2, Alignment::Aligned, EndOfPartition::Aborts);
    handler.on_barrier(0, CheckpointId(2));
    assert_eq!(handler.on_barrier(1, FIRST), BarrierOutcome::default());
    assert!(!handler.is_blocked(1));
    let outcome = handler.on_barrier(1, CheckpointId(3));
    assert_eq!(outcome.aborted, [CheckpointId(2)]);
    assert_eq!(outcome.taken, None);
    assert!(handler.is_blocked(1) && !handler.is_blocked(0));
}

#[test]
fn a_barrier_of_a_checkpoint_that_was_given_up_is_not_mistaken_for_the_next() {
    let mut handler = BarrierHandler::new(3, Alignment::Aligned, EndOfPartition::Aborts);
    handler.on_barrier(0, FIRST);
    assert_eq!(handler.on_end_of_partition(2).aborted, [FIRST]);
    assert_eq!(handler.on_barrier(1, FIRST), BarrierOutcome::default());
    let second = CheckpointId(2);
    assert_eq!(
        handler.on_barrier(0, second),
        BarrierOutcome::default(),
        "channel 1 is awaited"
    );
    assert_eq!(handler.on_barrier(1, second).taken, Some(second));
}

#[test]
fn the_end_of_a_channel_counts_as_its_barrier_where_finished_tasks_are_allowed() {
    let mut handler = BarrierHandler::new(3, Alignment::Aligned, EndOfPartition::CountsAsBarrier);
    handler.on_barrier(0, FIRST);
    assert_eq!(handler.on_end_of_partition(1), BarrierOutcome::default());
    assert_eq!(handler.on_end_of_partition(2).taken, Some(FIRST));
    let second = CheckpointId(2);
    assert_eq!(
        handler.on_barrier(0, second).taken,
        Some(second),
        "only one channel lives"
    );

    let mut tracker = BarrierTracker::new(2, EndOfPartition::CountsAsBarrier);
    tracker.on_barrier(0, FIRST);
    tracker.on_barrier(0, second);
    assert_eq!(
        tracker.on_end_of_partition(1).taken,
        Some(second),
        "it subsumes the first"
    );
    let third = CheckpointId(3);
    assert_eq!(tracker.on_barrier(0, third).taken, Some(third));
}

#[test]
fn a_tracker_follows_several_checkpoints_and_the_end_of_a_channel_gives_all_of_them_up() {
    let mut tracker = BarrierTracker::new(2, EndOfPartition::Aborts);
    tracker.on_barrier(0, FIRST);
    tracker.on_barrier(0, CheckpointId(2));
    let outcome = tracker.on_end_of_partition(1);
    assert_eq!(outcome.aborted, [FIRST, CheckpointId(2)]);
    assert_eq!(
        tracker.on_barrier(0, FIRST),
        BarrierOutcome::default(),
        "given up for good"
    );
}
