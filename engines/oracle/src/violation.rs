//! What is wrong with a run.

use std::fmt;

/// How many violations a judgement spells out; the rest are counted.
pub const MAX_VIOLATIONS: usize = 20;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What sort of thing.
    pub kind: ViolationKind,
    /// A sentence that names key and window, or batch, or event, and what was expected and found.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.message)
    }
}

/// The sorts of violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ViolationKind {
    /// The evidence itself is not well-formed: marks, event numbers or steps that contradict each other.
    MalformedTrace,
    /// The query has no definite answer, so that there is nothing to judge by.
    Undefined,
    /// Batches are not numbered 0, 1, 2 ...
    BatchNumber,
    /// The batches do not cover exactly the events taken.
    BatchCoverage,
    /// A batch holds more events than the limit, or there are more batches than the trigger allows.
    BatchLimit,
    /// A batch started before its trigger was due.
    TriggerEarly,
    /// A batch without data ran although it was not allowed or the watermark had not moved.
    NoDataBatch,
    /// A figure of the progress report of a batch is wrong.
    BatchFigure,
    /// A clock or a watermark went back.
    WentBack,
    /// A watermark is greater than its rule allows: data may be lost.
    WatermarkAhead,
    /// A watermark is smaller than its rule demands: results come too late.
    WatermarkBehind,
    /// A periodic watermark came although no tick lay between it and the one before.
    WatermarkEarly,
    /// An event came out of the exchange never, twice, out of order, or at the wrong task.
    Exchange,
    /// A row is missing.
    MissingRow,
    /// A row that the definition does not know.
    SpuriousRow,
    /// A row left twice.
    DuplicateRow,
    /// A row is right but left in the wrong step.
    MisplacedRow,
    /// A row covers other events than it should, or its aggregates are wrong.
    WrongValue,
    /// A row has the wrong pane number.
    WrongPane,
    /// A row has the wrong rank.
    WrongRank,
    /// A row names another watermark than the operator had.
    WrongRowWatermark,
    /// The events that passed are not the ones that should, or not in order.
    WrongPass,
    /// The late side output does not hold exactly the events refused, in order.
    WrongLate,
    /// The count of dropped events is wrong.
    WrongDropCount,
    /// The count of filtered events is wrong.
    WrongFilterCount,
    /// The fates of the events do not add up to the events taken.
    Conservation,
}

impl ViolationKind {
    /// A short name for reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MalformedTrace => "malformed trace",
            Self::Undefined => "undefined",
            Self::BatchNumber => "batch number",
            Self::BatchCoverage => "batch coverage",
            Self::BatchLimit => "batch limit",
            Self::TriggerEarly => "trigger early",
            Self::NoDataBatch => "batch without data",
            Self::BatchFigure => "batch figure",
            Self::WentBack => "went back",
            Self::WatermarkAhead => "watermark ahead",
            Self::WatermarkBehind => "watermark behind",
            Self::WatermarkEarly => "watermark early",
            Self::Exchange => "exchange",
            Self::MissingRow => "missing row",
            Self::SpuriousRow => "spurious row",
            Self::DuplicateRow => "duplicate row",
            Self::MisplacedRow => "misplaced row",
            Self::WrongValue => "wrong value",
            Self::WrongPane => "wrong pane",
            Self::WrongRank => "wrong rank",
            Self::WrongRowWatermark => "wrong watermark in row",
            Self::WrongPass => "wrong pass",
            Self::WrongLate => "wrong side output",
            Self::WrongDropCount => "wrong drop count",
            Self::WrongFilterCount => "wrong filter count",
            Self::Conservation => "conservation",
        }
    }
}
