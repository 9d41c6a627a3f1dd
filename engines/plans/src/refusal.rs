//! Why a plan is refused, and what would be legal.

/// A plan that must not run: what kind of fault, why, and what is legal instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of fault.
    pub kind: RefusalKind,
    /// Why, about this plan.
    pub reason: String,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: reason.into(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.reason, self.kind.legal())
    }
}

impl std::error::Error for Refusal {}

/// The kinds of faults. Those of output modes and operators are the rows of Spark's
/// `UnsupportedOperationChecker`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// A column that is not there.
    UnknownColumn,
    /// Two columns of one name.
    AmbiguousColumn,
    /// A value of the wrong kind.
    WrongType,
    /// A source that is not there.
    UnknownSource,
    /// A watermark delay below zero.
    NegativeDelay,
    /// A window whose size, slide or offset cannot be.
    WindowSpan,
    /// Complete mode without an aggregation.
    CompleteWithoutAggregation,
    /// Append mode with an aggregation that no watermark ever completes.
    AppendAggregationWithoutWatermark,
    /// Session windows in update mode.
    SessionUpdate,
    /// Session windows without a grouping key.
    SessionWithoutKey,
    /// A sink that cannot take back what it was given.
    SinkMode,
    /// A stream-stream join in another mode than append.
    JoinMode,
    /// An outer join whose rows could never be known to be without a match.
    OuterJoinWithoutWatermark,
    /// A stream-stream join without an equality.
    JoinWithoutEquality,
    /// An outer join that preserves the static side.
    StaticSidePreserved,
    /// A stateful operator behind one that may emit late rows.
    LateRowsDownstream,
    /// A distinct aggregate.
    DistinctAggregate,
    /// An operation that has no meaning on a stream.
    NotOnStreams,
    /// A limit in update mode.
    LimitUpdate,
    /// A sort of anything but a complete aggregation.
    Sort,
    /// `mapGroupsWithState` in a query that it does not fit.
    MapGroups,
    /// `flatMapGroupsWithState` in a query that it does not fit.
    FlatMapGroups,
    /// `transformWithState` in a query that it does not fit.
    TransformWithState,
    /// An event-time timeout or timer without a watermark.
    TimeoutWithoutWatermark,
    /// Deduplication within the watermark without a watermark.
    DeduplicationWithoutWatermark,
    /// A watermark on top of another.
    WatermarkRedefined,
    /// Several event-time columns into one stateful operator.
    SeveralEventTimes,
}

impl RefusalKind {
    /// The name of Spark's error condition; `None` for faults of names, types and spans, which are found
    /// before a plan is looked at as a stream.
    #[must_use]
    pub const fn condition(self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownColumn
            | Self::AmbiguousColumn
            | Self::WrongType
            | Self::WindowSpan
            | Self::UnknownSource
            | Self::NegativeDelay => return None,
            Self::CompleteWithoutAggregation
            | Self::AppendAggregationWithoutWatermark
            | Self::SessionUpdate => "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
            Self::SinkMode => "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE",
            Self::SessionWithoutKey => "_LEGACY_ERROR_TEMP_3068",
            Self::WatermarkRedefined => "_LEGACY_ERROR_TEMP_3076",
            Self::SeveralEventTimes => "_LEGACY_ERROR_TEMP_3077",
            Self::JoinWithoutEquality => "_LEGACY_ERROR_TEMP_1181",
            Self::JoinMode
            | Self::OuterJoinWithoutWatermark
            | Self::StaticSidePreserved
            | Self::LateRowsDownstream
            | Self::DistinctAggregate
            | Self::NotOnStreams
            | Self::LimitUpdate
            | Self::Sort
            | Self::MapGroups
            | Self::FlatMapGroups
            | Self::TransformWithState
            | Self::TimeoutWithoutWatermark
            | Self::DeduplicationWithoutWatermark => "_LEGACY_ERROR_TEMP_3102",
        })
    }

    /// The SQL state of the condition, where it has one.
    #[must_use]
    pub const fn sql_state(self) -> Option<&'static str> {
        match self {
            Self::CompleteWithoutAggregation
            | Self::AppendAggregationWithoutWatermark
            | Self::SessionUpdate
            | Self::SinkMode => Some("42KDE"),
            _ => None,
        }
    }

    /// What is legal instead.
    #[must_use]
    pub const fn legal(self) -> &'static str {
        match self {
            Self::UnknownColumn => "use one of these columns",
            Self::AmbiguousColumn => "rename one of them with a projection",
            Self::WrongType => "use values of one kind in each column",
            Self::UnknownSource => "give the query a source of that number",
            Self::NegativeDelay => "use 0 ms or more",
            Self::WindowSpan => {
                "use a positive size, a positive slide of at most the size, and an offset shorter than the slide"
            }
            Self::CompleteWithoutAggregation => "use append or update, or aggregate",
            Self::AppendAggregationWithoutWatermark => {
                "group by a column with a watermark or by a window of it, or use update or complete"
            }
            Self::SessionUpdate => "use append or complete",
            Self::SessionWithoutKey => "group by a further column besides the session",
            Self::SinkMode => "use append, or a sink that can replace rows",
            Self::JoinMode => "use append",
            Self::OuterJoinWithoutWatermark => {
                "put a watermark column among the equalities, or a watermark on the side that may be null and a range \
                 condition that bounds the other from below; or use an inner join"
            }
            Self::JoinWithoutEquality => "add an equality between the two sides",
            Self::StaticSidePreserved => {
                "use an inner join, or an outer join that preserves the streaming side"
            }
            Self::LateRowsDownstream => {
                "use append, and no event-time timeout before another stateful operator"
            }
            Self::DistinctAggregate => "use approx_count_distinct or collect_set",
            Self::NotOnStreams => "do it where the data is at rest, behind the sink",
            Self::LimitUpdate => "use append or complete",
            Self::Sort => "sort an aggregation in complete mode",
            Self::MapGroups => "use update mode and no aggregation",
            Self::FlatMapGroups => {
                "give it the output mode of the query; with an aggregation, use append and put it first"
            }
            Self::TransformWithState => {
                "give it the output mode of the query; with an aggregation, use append"
            }
            Self::TimeoutWithoutWatermark => "define a watermark, or use processing time",
            Self::DeduplicationWithoutWatermark => "define a watermark, or deduplicate without a bound",
            Self::WatermarkRedefined => "define one watermark on each path from a source",
            Self::SeveralEventTimes => "keep one of them with a projection",
        }
    }
}
