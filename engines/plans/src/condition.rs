//! What a row must satisfy.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::{Expr, Refusal, RefusalKind, Schema, Value};

/// A condition on a row. A comparison with null does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Two values compare so.
    Compare(Expr, Comparison, Expr),
    /// Both hold.
    And(Box<Self>, Box<Self>),
    /// At least one holds.
    Or(Box<Self>, Box<Self>),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// They are equal.
    Equal,
    /// The first is less.
    Less,
    /// The first is less or equal.
    AtMost,
    /// The first is greater.
    Greater,
    /// The first is greater or equal.
    AtLeast,
}

impl Comparison {
    const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// A condition that knows where its columns are.
pub(crate) type Test = Rc<dyn Fn(&[Value]) -> bool>;

impl Condition {
    /// This and `other`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::And(Box::new(self), Box::new(other))
    }

    /// This or `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::Or(Box::new(self), Box::new(other))
    }

    /// The parts that must all hold.
    pub(crate) fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::And(a, b) => {
                let mut parts = a.conjuncts();
                parts.extend(b.conjuncts());
                parts
            }
            other => vec![other],
        }
    }

    /// Names of the columns that it reads.
    pub(crate) fn columns(&self) -> BTreeSet<&str> {
        match self {
            Self::Compare(a, _, b) => &a.columns() | &b.columns(),
            Self::And(a, b) | Self::Or(a, b) => &a.columns() | &b.columns(),
        }
    }

    /// Whether it reads columns of `schema` only.
    pub(crate) fn is_about(&self, schema: &Schema) -> bool {
        self.columns().iter().all(|name| schema.position(name).is_some())
    }

    /// The same with every column replaced by what `of` says.
    pub(crate) fn replaced(&self, of: &impl Fn(&str) -> Expr) -> Self {
        match self {
            Self::Compare(a, comparison, b) => Self::Compare(a.replaced(of), *comparison, b.replaced(of)),
            Self::And(a, b) => Self::And(Box::new(a.replaced(of)), Box::new(b.replaced(of))),
            Self::Or(a, b) => Self::Or(Box::new(a.replaced(of)), Box::new(b.replaced(of))),
        }
    }

    /// Finds its columns in `schema` and checks its kinds.
    pub(crate) fn bind(&self, schema: &Schema) -> Result<Test, Refusal> {
        match self {
            Self::Compare(a, comparison, b) => compare(a, *comparison, b, schema),
            Self::And(a, b) => {
                let (a, b) = (a.bind(schema)?, b.bind(schema)?);
                Ok(Rc::new(move |row| a(row) && b(row)))
            }
            Self::Or(a, b) => {
                let (a, b) = (a.bind(schema)?, b.bind(schema)?);
                Ok(Rc::new(move |row| a(row) || b(row)))
            }
        }
    }
}

fn compare(a: &Expr, comparison: Comparison, b: &Expr, schema: &Schema) -> Result<Test, Refusal> {
    let (left, right) = (a.bind(schema)?, b.bind(schema)?);
    if let (Some(one), Some(other)) = (left.kind, right.kind)
        && one != other
    {
        return Err(Refusal::new(
            RefusalKind::WrongType,
            format!("{a:?} is {one} and {b:?} is {other}: they do not compare"),
        ));
    }
    let (left, right) = (left.evaluate, right.evaluate);
    Ok(Rc::new(move |row| match (left(row), right(row)) {
        (Value::Null, _) | (_, Value::Null) => false,
        (left, right) => comparison.holds(left.cmp(&right)),
    }))
}
