//! Grows plans from their sources.

use streamgauge_model::OutputMode;

use crate::{
    Aggregate, BatchOperation, Condition, Expr, Field, GroupFlavour, GroupFunction, JoinKind, Plan,
    Processor, StaticTable, TimeMode, Timeout, WindowSpan,
};

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

    /// What `processor` makes of the rows and timers of each key, as rows of `fields`.
    #[must_use]
    pub fn transform_with_state(
        self,
        keys: &[&str],
        fields: Vec<Field>,
        mode: OutputMode,
        time_mode: TimeMode,
        processor: Processor,
    ) -> Self {
        Self::TransformWithState {
            input: Box::new(self),
            keys: owned(keys),
            fields,
            mode,
            time_mode,
            processor,
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
