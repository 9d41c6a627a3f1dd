//! Finds the columns of an expression, checks its kinds, and makes it computable.

use std::rc::Rc;

use streamgauge_model::Window;

use crate::{Expr, Kind, Refusal, RefusalKind, Schema, Timestamp, Value};

/// An expression that knows where its columns are.
#[derive(Clone)]
pub(crate) struct Bound {
    pub(crate) kind: Option<Kind>,
    pub(crate) evaluate: Evaluate,
}

pub(crate) type Evaluate = Rc<dyn Fn(&[Value]) -> Value>;

impl Expr {
    /// Finds its columns in `schema` and checks its kinds.
    pub(crate) fn bind(&self, schema: &Schema) -> Result<Bound, Refusal> {
        match self {
            Self::Column(name) => {
                let index = schema.index(name)?;
                Ok(Bound {
                    kind: Some(schema.fields()[index].kind),
                    evaluate: Rc::new(move |row| row[index].clone()),
                })
            }
            Self::Literal(value) => {
                let value = value.clone();
                Ok(Bound {
                    kind: value.kind(),
                    evaluate: Rc::new(move |_| value.clone()),
                })
            }
            Self::Plus(a, b) => numbers(a, b, schema, |a, b| Some(a.saturating_add(b))),
            Self::Times(a, b) => numbers(a, b, schema, |a, b| Some(a.saturating_mul(b))),
            Self::Remainder(a, b) => numbers(a, b, schema, remainder),
            Self::Moved(time, millis) => {
                let millis = *millis;
                convert(time, Kind::Time, Kind::Time, schema, move |value| match value {
                    Value::Time(time) => Value::Time(time.saturating_add_millis(millis)),
                    _ => Value::Null,
                })
            }
            Self::WindowStart(window) => {
                of_window(window, schema, |w| Timestamp::from_millis(w.start.millis()))
            }
            Self::WindowEnd(window) => of_window(window, schema, |w| Timestamp::from_millis(w.end.millis())),
            Self::WindowTime(window) => of_window(window, schema, Timestamp::last_inside),
            Self::If(condition, then, otherwise) => {
                let (condition, then) = (condition.bind(schema)?, then.bind(schema)?);
                let otherwise = match then.kind {
                    Some(kind) => Bound {
                        kind: Some(kind),
                        evaluate: otherwise.bind_as(kind, schema)?,
                    },
                    None => otherwise.bind(schema)?,
                };
                let (kind, yes, no) = (otherwise.kind, then.evaluate, otherwise.evaluate);
                Ok(Bound {
                    kind,
                    evaluate: Rc::new(move |row| if condition(row) { yes(row) } else { no(row) }),
                })
            }
        }
    }

    /// Binds it as a value of `kind`.
    pub(crate) fn bind_as(&self, kind: Kind, schema: &Schema) -> Result<Evaluate, Refusal> {
        let bound = self.bind(schema)?;
        match bound.kind {
            Some(other) if other != kind => Err(Refusal::new(
                RefusalKind::WrongType,
                format!("{self:?} is {other} where {kind} is needed"),
            )),
            _ => Ok(bound.evaluate),
        }
    }
}

/// Spark's `%`: it truncates towards zero, and dividing by zero gives null.
const fn remainder(dividend: i64, divisor: i64) -> Option<i64> {
    if divisor == 0 {
        None
    } else {
        Some(dividend.wrapping_rem(divisor))
    }
}

fn numbers(
    a: &Expr,
    b: &Expr,
    schema: &Schema,
    of: impl Fn(i64, i64) -> Option<i64> + 'static,
) -> Result<Bound, Refusal> {
    let (a, b) = (a.bind_as(Kind::Int, schema)?, b.bind_as(Kind::Int, schema)?);
    Ok(Bound {
        kind: Some(Kind::Int),
        evaluate: Rc::new(move |row| match (a(row), b(row)) {
            (Value::Int(a), Value::Int(b)) => of(a, b).map_or(Value::Null, Value::Int),
            _ => Value::Null,
        }),
    })
}

fn convert(
    from: &Expr,
    kind: Kind,
    into: Kind,
    schema: &Schema,
    of: impl Fn(Value) -> Value + 'static,
) -> Result<Bound, Refusal> {
    let from = from.bind_as(kind, schema)?;
    Ok(Bound {
        kind: Some(into),
        evaluate: Rc::new(move |row| of(from(row))),
    })
}

fn of_window(
    window: &Expr,
    schema: &Schema,
    of: impl Fn(Window) -> Timestamp + 'static,
) -> Result<Bound, Refusal> {
    convert(
        window,
        Kind::Window,
        Kind::Time,
        schema,
        move |value| match value {
            Value::Window(window) => Value::Time(of(window)),
            _ => Value::Null,
        },
    )
}
