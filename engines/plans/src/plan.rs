//! What is asked of streams: a tree of operators, and the builder that grows it from its sources.

use std::collections::BTreeSet;

use streamgauge_model::OutputMode;

use crate::{Condition, Expr, Field, GroupFunction, StaticTable, Timeout};

/// A plan: an operator over the plans of its inputs. Grown from [`Plan::source`] by the methods below; nothing is
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
    /// Adds a column with the window of each row; a row of several windows is multiplied. A row without time is
    /// left out.
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
        /// Milliseconds of silence that end the session of a row. Rows without gap, or with one of 0 or less, are
        /// left out.
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
    /// Something that no stream can do. It is in the plan so that it is refused by its name.
    NotOnStreams {
        /// Where rows would come from.
        input: Box<Self>,
        /// What is asked.
        operation: BatchOperation,
    },
}

/// How time is cut into windows aligned to the epoch. All spans are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSpan {
    /// Length of a window.
    pub size_ms: i64,
    /// Distance between starts; the size: windows do not overlap.
    pub slide_ms: i64,
    /// Shift against the epoch.
    pub offset_ms: i64,
}

impl WindowSpan {
    /// Windows of `size_ms` that follow each other.
    #[must_use]
    pub const fn tumbling(size_ms: i64) -> Self {
        Self::sliding(size_ms, size_ms)
    }

    /// Windows of `size_ms` that start every `slide_ms`.
    #[must_use]
    pub const fn sliding(size_ms: i64, slide_ms: i64) -> Self {
        Self {
            size_ms,
            slide_ms,
            offset_ms: 0,
        }
    }
}

/// What is computed of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// Number of rows.
    Count,
    /// Sum of a column of numbers; nulls do not count, and the sum of nothing is null.
    Sum(String),
    /// Number of different values of a column. No stream can compute it (E8).
    CountDistinct(String),
}

/// Which rows a join gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Pairs.
    Inner,
    /// Pairs, and left rows without partner.
    LeftOuter,
    /// Pairs, and right rows without partner.
    RightOuter,
    /// Pairs, and rows without partner of both sides.
    FullOuter,
    /// Left rows that have a partner, once.
    LeftSemi,
}

impl std::fmt::Display for JoinKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// How often a group function returns rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupFlavour {
    /// `mapGroupsWithState`: one row for each call.
    Map,
    /// `flatMapGroupsWithState`: any number, to be read in the output mode that it states for itself.
    FlatMap(OutputMode),
}

/// What can be done with data at rest but not with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchOperation {
    /// Grouping by several sets of columns at once.
    GroupingSets,
    /// A function over neighbouring rows, such as `rank`.
    NonTimeWindow,
    /// Grouping two streams together.
    CoGroup,
    /// Rows that two streams have in common.
    Intersect,
    /// A random part of the rows.
    Sample,
    /// Skipping the first rows.
    Offset,
    /// Rows of a stream and of data at rest together.
    UnionWithBatch,
}

impl Plan {
    /// The rows of source number `source`.
    #[must_use]
    pub const fn source(source: usize, fields: Vec<Field>) -> Self {
        Self::Source { source, fields }
    }

    /// With a watermark on `column`, `delay_ms` milliseconds behind.
    #[must_use]
    pub fn watermark(self, column: &str, delay_ms: i64) -> Self {
        Self::Watermark {
            input: Box::new(self),
            column: column.to_owned(),
            delay_ms,
        }
    }

    /// Only rows for which `condition` holds.
    #[must_use]
    pub fn filter(self, condition: Condition) -> Self {
        Self::Filter {
            input: Box::new(self),
            condition,
        }
    }

    /// Only these columns, computed anew.
    #[must_use]
    pub fn project(self, columns: &[(&str, Expr)]) -> Self {
        Self::Project {
            input: Box::new(self),
            columns: columns
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    /// With a further column `name`: the window of `time`.
    #[must_use]
    pub fn window(self, time: &str, name: &str, span: WindowSpan) -> Self {
        Self::Window {
            input: Box::new(self),
            time: time.to_owned(),
            name: name.to_owned(),
            span,
        }
    }

    /// One row for each combination of `keys`.
    #[must_use]
    pub fn aggregate(self, keys: &[&str], aggregates: &[(&str, Aggregate)]) -> Self {
        Self::Aggregate {
            input: Box::new(self),
            keys: owned(keys),
            aggregates: named(aggregates),
        }
    }

    /// One row for each combination of `keys` and session of `time`.
    #[must_use]
    pub fn sessions(self, time: &str, gap: Expr, keys: &[&str], aggregates: &[(&str, Aggregate)]) -> Self {
        Self::SessionAggregate {
            input: Box::new(self),
            time: time.to_owned(),
            gap,
            keys: owned(keys),
            aggregates: named(aggregates),
        }
    }

    /// The first row of each combination of `columns`.
    #[must_use]
    pub fn deduplicate(self, columns: &[&str]) -> Self {
        Self::Deduplicate {
            input: Box::new(self),
            columns: owned(columns),
        }
    }

    /// The first row of each combination of `columns`, forgotten when the watermark allows it.
    #[must_use]
    pub fn deduplicate_within_watermark(self, columns: &[&str]) -> Self {
        Self::DeduplicateWithinWatermark {
            input: Box::new(self),
            columns: owned(columns),
        }
    }

    /// This joined with `right`.
    #[must_use]
    pub fn join(self, right: Self, kind: JoinKind, on: Condition) -> Self {
        Self::Join {
            left: Box::new(self),
            right: Box::new(right),
            kind,
            on,
        }
    }

    /// This joined with a table at rest.
    #[must_use]
    pub fn join_static(self, table: StaticTable, kind: JoinKind, on: Condition) -> Self {
        Self::JoinStatic {
            input: Box::new(self),
            table,
            kind,
            on,
        }
    }

    /// The rows of this and of `right`.
    #[must_use]
    pub fn union(self, right: Self) -> Self {
        Self::Union {
            left: Box::new(self),
            right: Box::new(right),
        }
    }

    /// The first `rows` rows.
    #[must_use]
    pub fn limit(self, rows: u64) -> Self {
        Self::Limit {
            input: Box::new(self),
            rows,
        }
    }

    /// The rows of each batch ordered by `columns`.
    #[must_use]
    pub fn sort(self, columns: &[&str]) -> Self {
        Self::Sort {
            input: Box::new(self),
            columns: owned(columns),
        }
    }

    /// What `function` makes of each group, as rows of `fields`.
    #[must_use]
    pub fn group_state(
        self,
        keys: &[&str],
        fields: Vec<Field>,
        flavour: GroupFlavour,
        timeout: Timeout,
        function: GroupFunction,
    ) -> Self {
        Self::GroupState {
            input: Box::new(self),
            keys: owned(keys),
            fields,
            flavour,
            timeout,
            function,
        }
    }

    /// Something that will be refused.
    #[must_use]
    pub fn not_on_streams(self, operation: BatchOperation) -> Self {
        Self::NotOnStreams {
            input: Box::new(self),
            operation,
        }
    }

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

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn named(aggregates: &[(&str, Aggregate)]) -> Vec<(String, Aggregate)> {
    aggregates
        .iter()
        .map(|(name, aggregate)| ((*name).to_owned(), aggregate.clone()))
        .collect()
}
