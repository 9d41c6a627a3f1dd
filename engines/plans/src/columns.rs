//! Which columns each operator of a plan puts out, and which of them carry a watermark.

use streamgauge_model::MAX_WINDOWS_PER_EVENT;

use crate::{Aggregate, Expr, Field, JoinKind, Kind, Plan, Refusal, RefusalKind, Schema, WindowSpan};

/// The name of the column that a session aggregation adds.
pub(crate) const SESSION: &str = "session_window";

impl Plan {
    /// The columns of its rows.
    ///
    /// # Errors
    /// A name, a kind or a span in it is wrong.
    pub fn schema(&self) -> Result<Schema, Refusal> {
        match self {
            Self::Source { fields, .. } => Schema::new(fields.clone()),
            Self::Watermark {
                input,
                column,
                delay_ms,
            } => watermark(&input.schema()?, column, *delay_ms),
            Self::Filter { input, condition } => {
                let schema = input.schema()?;
                condition.bind(&schema).map(|_| schema)
            }
            Self::Project { input, columns } => project(&input.schema()?, columns),
            Self::Window {
                input,
                time,
                name,
                span,
            } => window(&input.schema()?, time, name, *span),
            Self::Aggregate {
                input,
                keys,
                aggregates,
            } => {
                let schema = input.schema()?;
                let keys = schema.pick(&schema.indices(keys)?);
                grouped(&schema, keys, aggregates)
            }
            Self::SessionAggregate {
                input,
                time,
                gap,
                keys,
                aggregates,
            } => sessions(&input.schema()?, time, gap, keys, aggregates),
            Self::Deduplicate { input, columns }
            | Self::DeduplicateWithinWatermark { input, columns }
            | Self::Sort { input, columns } => {
                let schema = input.schema()?;
                schema.indices(columns).map(|_| schema)
            }
            Self::Join {
                left,
                right,
                kind,
                on,
            } => {
                let both = both(&left.schema()?, &right.schema()?)?;
                on.bind(&both)?;
                joined(left.schema()?, both, *kind)
            }
            Self::JoinStatic {
                input,
                table,
                kind,
                on,
            } => {
                let both = both(&input.schema()?, table.schema())?;
                on.bind(&both)?;
                joined(input.schema()?, both, *kind)
            }
            Self::Union { left, right } => union(left.schema()?, &right.schema()?),
            Self::Limit { input, .. } | Self::NotOnStreams { input, .. } => input.schema(),
            Self::GroupState {
                input, keys, fields, ..
            }
            | Self::TransformWithState {
                input, keys, fields, ..
            } => {
                input.schema()?.indices(keys)?;
                Schema::new(fields.clone())
            }
        }
    }
}

/// The columns of two sides next to each other.
pub(crate) fn both(left: &Schema, right: &Schema) -> Result<Schema, Refusal> {
    Schema::new([left.fields(), right.fields()].concat())
}

fn joined(left: Schema, both: Schema, kind: JoinKind) -> Result<Schema, Refusal> {
    Ok(if kind == JoinKind::LeftSemi { left } else { both })
}

fn watermark(schema: &Schema, column: &str, delay_ms: i64) -> Result<Schema, Refusal> {
    let index = schema.index(column)?;
    expect(schema, index, &[Kind::Time])?;
    if delay_ms < 0 {
        return Err(Refusal::new(
            RefusalKind::NegativeDelay,
            format!("the delay of the watermark on {column}, {delay_ms} ms, should not be negative."),
        ));
    }
    let mut fields = schema.fields().to_vec();
    fields[index].delay_ms = Some(delay_ms);
    Schema::new(fields)
}

fn project(schema: &Schema, columns: &[(String, Expr)]) -> Result<Schema, Refusal> {
    let fields = columns.iter().map(|(name, value)| {
        Ok(Field {
            name: name.clone(),
            kind: value.bind(schema)?.kind.unwrap_or(Kind::Int),
            delay_ms: value.delay_ms(schema),
        })
    });
    Schema::new(fields.collect::<Result<_, Refusal>>()?)
}

fn window(schema: &Schema, time: &str, name: &str, span: WindowSpan) -> Result<Schema, Refusal> {
    let index = schema.index(time)?;
    expect(schema, index, &[Kind::Time, Kind::Window])?;
    let WindowSpan {
        size_ms,
        slide_ms,
        offset_ms,
    } = span;
    let fits = size_ms > 0 && slide_ms > 0 && slide_ms <= size_ms;
    if !fits || offset_ms.unsigned_abs() >= slide_ms.unsigned_abs() {
        return Err(Refusal::new(
            RefusalKind::WindowSpan,
            format!(
                "windows of {size_ms} ms every {slide_ms} ms with an offset of {offset_ms} ms cannot be made"
            ),
        ));
    }
    if size_ms / slide_ms > MAX_WINDOWS_PER_EVENT {
        return Err(Refusal::new(
            RefusalKind::WindowSpan,
            format!(
                "windows of {size_ms} ms every {slide_ms} ms put a row into more than {MAX_WINDOWS_PER_EVENT} of them"
            ),
        ));
    }
    let mut fields = schema.fields().to_vec();
    fields.push(Field {
        name: name.to_owned(),
        kind: Kind::Window,
        delay_ms: schema.fields()[index].delay_ms,
    });
    Schema::new(fields)
}

fn grouped(
    schema: &Schema,
    mut fields: Vec<Field>,
    aggregates: &[(String, Aggregate)],
) -> Result<Schema, Refusal> {
    for (name, aggregate) in aggregates {
        if let Aggregate::Sum(column) = aggregate {
            expect(schema, schema.index(column)?, &[Kind::Int])?;
        }
        fields.push(Field::new(name, Kind::Int));
    }
    Schema::new(fields)
}

fn sessions(
    schema: &Schema,
    time: &str,
    gap: &Expr,
    keys: &[String],
    aggregates: &[(String, Aggregate)],
) -> Result<Schema, Refusal> {
    let index = schema.index(time)?;
    expect(schema, index, &[Kind::Time])?;
    gap.bind_as(Kind::Int, schema)?;
    let mut fields = vec![Field {
        name: SESSION.to_owned(),
        kind: Kind::Window,
        delay_ms: schema.fields()[index].delay_ms,
    }];
    fields.extend(schema.pick(&schema.indices(keys)?));
    grouped(schema, fields, aggregates)
}

/// The columns of a union are those of its left side, the event times among them too.
fn union(left: Schema, right: &Schema) -> Result<Schema, Refusal> {
    let same = |(a, b): (&Field, &Field)| a.name == b.name && a.kind == b.kind;
    let pairs = left.fields().iter().zip(right.fields());
    if left.fields().len() == right.fields().len() && pairs.into_iter().all(same) {
        return Ok(left);
    }
    Err(Refusal::new(
        RefusalKind::WrongType,
        "the two sides of a union differ in their columns",
    ))
}

fn expect(schema: &Schema, index: usize, kinds: &[Kind]) -> Result<(), Refusal> {
    let field = &schema.fields()[index];
    if kinds.contains(&field.kind) {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::WrongType,
        format!("{} is {}; {} is needed", field.name, field.kind, kinds[0]),
    ))
}
