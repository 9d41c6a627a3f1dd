//! What is asked of streams: a tree of operators.

use std::collections::BTreeSet;

use streamgauge_model::OutputMode;

use crate::{
    Aggregate, BatchOperation, Condition, Expr, Field, GroupFlavour, GroupFunction, JoinKind, Processor,
    StaticTable, TimeMode, Timeout, WindowSpan,
};

/// A plan: an operator over the plans of its inputs. Grown from [`Plan::source`] (`builder.rs`); nothing is
/// checked before a query is made of it.
#[derive(Clone, Debug)]
pub enum Plan {
    /// The rows of a source. The same source may stand in a plan several times; it is read for each (F7).
    Source {
        /// Its number.
        source: usize,
        /// Its columns.
        fields: Vec<Field>,
    },
    /// Defines a watermark on a column (Spark's `withWatermark`).
    Watermark {
        /// Where rows come from.
        input: Box<Self>,
        /// A timestamp.
        column: String,
        /// How far the watermark stays behind the greatest timestamp, in milliseconds.
        delay_ms: i64,
    },
    /// Keeps the rows for which a condition holds.
    Filter {
        /// Where rows come from.
        input: Box<Self>,
        /// What must hold.
        condition: Condition,
    },
    /// Computes new columns.
    Project {
        /// Where rows come from.
        input: Box<Self>,
        /// Their names and values.
        columns: Vec<(String, Expr)>,
    },
    /// Adds a column with the window of each row; a row of several windows is multiplied. A row without time
    /// is left out.
    Window {
        /// Where rows come from.
        input: Box<Self>,
        /// A timestamp, or a window, whose time is then its last instant.
        time: String,
        /// The name of the new column.
        name: String,
        /// How time is cut.
        span: WindowSpan,
    },
    /// Groups rows by keys.
    Aggregate {
        /// Where rows come from.
        input: Box<Self>,
        /// The grouping columns; none: one group.
        keys: Vec<String>,
        /// Names of the results and how they are computed.
        aggregates: Vec<(String, Aggregate)>,
    },
    /// Groups rows by keys and sessions; adds the column `session_window` in front.
    SessionAggregate {
        /// Where rows come from.
        input: Box<Self>,
        /// A timestamp.
        time: String,
        /// Milliseconds of silence that end the session of a row. Rows without gap, or with one of 0 or less,
        /// are left out.
        gap: Expr,
        /// The grouping columns besides the session.
        keys: Vec<String>,
        /// Names of the results and how they are computed.
        aggregates: Vec<(String, Aggregate)>,
    },
    /// Lets the first row of each combination of values pass (Spark's `dropDuplicates`).
    Deduplicate {
        /// Where rows come from.
        input: Box<Self>,
        /// The columns that make a row a duplicate.
        columns: Vec<String>,
    },
    /// The same, but forgets a combination when the watermark passes the time of its first row by the delay
    /// (Spark's `dropDuplicatesWithinWatermark`).
    DeduplicateWithinWatermark {
        /// Where rows come from.
        input: Box<Self>,
        /// The columns that make a row a duplicate.
        columns: Vec<String>,
    },
    /// Joins two streams.
    Join {
        /// The left stream.
        left: Box<Self>,
        /// The right stream.
        right: Box<Self>,
        /// Which rows come out.
        kind: JoinKind,
        /// What makes a pair.
        on: Condition,
    },
    /// Joins a stream with a table that is read again for every batch (F6).
    JoinStatic {
        /// The stream; it is the left side.
        input: Box<Self>,
        /// The table; it is the right side.
        table: StaticTable,
        /// Which rows come out.
        kind: JoinKind,
        /// What makes a pair.
        on: Condition,
    },
    /// The rows of two streams of the same columns.
    Union {
        /// The one.
        left: Box<Self>,
        /// The other.
        right: Box<Self>,
    },
    /// The first rows of the query's whole life.
    Limit {
        /// Where rows come from.
        input: Box<Self>,
        /// How many.
        rows: u64,
    },
    /// Orders the rows of each batch.
    Sort {
        /// Where rows come from.
        input: Box<Self>,
        /// By these columns, ascending.
        columns: Vec<String>,
    },
    /// Calls a function with the rows of each group and its state.
    GroupState {
        /// Where rows come from.
        input: Box<Self>,
        /// The grouping columns.
        keys: Vec<String>,
        /// The columns that the function returns.
        fields: Vec<Field>,
        /// How often and in which mode it returns rows.
        flavour: GroupFlavour,
        /// Which clock ends the waiting of groups.
        timeout: Timeout,
        /// The function.
        function: GroupFunction,
    },
    /// Runs a stateful processor over the rows and timers of each key (Spark's `transformWithState`).
    TransformWithState {
        /// Where rows come from.
        input: Box<Self>,
        /// The grouping columns.
        keys: Vec<String>,
        /// The columns that the processor returns.
        fields: Vec<Field>,
        /// The output mode that it states for itself.
        mode: OutputMode,
        /// Which clock timers go by.
        time_mode: TimeMode,
        /// The processor.
        processor: Processor,
    },
    /// Something that no stream can do. It is in the plan so that it is refused by its name.
    NotOnStreams {
        /// Where rows would come from.
        input: Box<Self>,
        /// What is asked.
        operation: BatchOperation,
    },
}

impl Plan {
    /// The plans that its rows come from.
    #[must_use]
    pub fn inputs(&self) -> Vec<&Self> {
        match self {
            Self::Source { .. } => Vec::new(),
            Self::Join { left, right, .. } | Self::Union { left, right } => vec![left, right],
            Self::Watermark { input, .. }
            | Self::Filter { input, .. }
            | Self::Project { input, .. }
            | Self::Window { input, .. }
            | Self::Aggregate { input, .. }
            | Self::SessionAggregate { input, .. }
            | Self::Deduplicate { input, .. }
            | Self::DeduplicateWithinWatermark { input, .. }
            | Self::JoinStatic { input, .. }
            | Self::Limit { input, .. }
            | Self::Sort { input, .. }
            | Self::GroupState { input, .. }
            | Self::TransformWithState { input, .. }
            | Self::NotOnStreams { input, .. } => vec![input],
        }
    }

    /// This plan and all below it, from the sink down, left before right.
    pub(crate) fn walk(&self) -> Vec<&Self> {
        let mut all = vec![self];
        all.extend(self.inputs().into_iter().flat_map(Self::walk));
        all
    }

    /// Whether it aggregates.
    pub(crate) const fn is_aggregation(&self) -> bool {
        matches!(self, Self::Aggregate { .. } | Self::SessionAggregate { .. })
    }

    /// The numbers of the sources that it reads.
    pub(crate) fn sources(&self) -> BTreeSet<usize> {
        self.walk()
            .into_iter()
            .filter_map(|plan| match plan {
                Self::Source { source, .. } => Some(*source),
                _ => None,
            })
            .collect()
    }
}
