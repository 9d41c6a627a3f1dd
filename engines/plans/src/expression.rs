//! Values computed from a row.

use std::collections::BTreeSet;

use crate::condition::Comparison;
use crate::{Condition, Schema, Value};

/// A value computed from a row. What has a null in it is null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// The value of the column of this name.
    Column(String),
    /// Always this value.
    Literal(Value),
    /// The sum of two numbers; stops at the ends of the range.
    Plus(Box<Self>, Box<Self>),
    /// The product of two numbers; stops at the ends of the range.
    Times(Box<Self>, Box<Self>),
    /// What a division leaves; null if the divisor is 0.
    Remainder(Box<Self>, Box<Self>),
    /// A timestamp moved by so many milliseconds.
    Moved(Box<Self>, i64),
    /// The first instant of a window.
    WindowStart(Box<Self>),
    /// The first instant after a window.
    WindowEnd(Box<Self>),
    /// The last instant inside a window; it carries the window's watermark on (Spark's `window_time`).
    WindowTime(Box<Self>),
    /// The second if the condition holds, otherwise the third.
    If(Box<Condition>, Box<Self>, Box<Self>),
}

/// The column `name`.
#[must_use]
pub fn col(name: &str) -> Expr {
    Expr::Column(name.to_owned())
}

/// The constant `value`.
#[must_use]
pub fn lit(value: impl Into<Value>) -> Expr {
    Expr::Literal(value.into())
}

impl Expr {
    /// This number plus `other`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::Plus(Box::new(self), Box::new(other))
    }

    /// This number times `other`.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::Times(Box::new(self), Box::new(other))
    }

    /// What dividing this number by `other` leaves.
    #[must_use]
    pub fn remainder(self, other: Self) -> Self {
        Self::Remainder(Box::new(self), Box::new(other))
    }

    /// This timestamp moved by `millis` milliseconds.
    #[must_use]
    pub fn moved_by(self, millis: i64) -> Self {
        Self::Moved(Box::new(self), millis)
    }

    /// The first instant of this window.
    #[must_use]
    pub fn window_start(self) -> Self {
        Self::WindowStart(Box::new(self))
    }

    /// The first instant after this window.
    #[must_use]
    pub fn window_end(self) -> Self {
        Self::WindowEnd(Box::new(self))
    }

    /// The last instant inside this window.
    #[must_use]
    pub fn window_time(self) -> Self {
        Self::WindowTime(Box::new(self))
    }

    /// `then` if `condition` holds, otherwise `otherwise`.
    #[must_use]
    pub fn when(condition: Condition, then: Self, otherwise: Self) -> Self {
        Self::If(Box::new(condition), Box::new(then), Box::new(otherwise))
    }

    /// This is equal to `other`.
    #[must_use]
    pub const fn equals(self, other: Self) -> Condition {
        Condition::Compare(self, Comparison::Equal, other)
    }

    /// This is less than `other`.
    #[must_use]
    pub const fn below(self, other: Self) -> Condition {
        Condition::Compare(self, Comparison::Less, other)
    }

    /// This is `other` or less.
    #[must_use]
    pub const fn at_most(self, other: Self) -> Condition {
        Condition::Compare(self, Comparison::AtMost, other)
    }

    /// This is greater than `other`.
    #[must_use]
    pub const fn above(self, other: Self) -> Condition {
        Condition::Compare(self, Comparison::Greater, other)
    }

    /// This is `other` or more.
    #[must_use]
    pub const fn at_least(self, other: Self) -> Condition {
        Condition::Compare(self, Comparison::AtLeast, other)
    }

    /// Names of the columns that it reads.
    pub(crate) fn columns(&self) -> BTreeSet<&str> {
        match self {
            Self::Column(name) => BTreeSet::from([name.as_str()]),
            Self::Literal(_) => BTreeSet::new(),
            Self::Plus(a, b) | Self::Times(a, b) | Self::Remainder(a, b) => &a.columns() | &b.columns(),
            Self::Moved(a, _) | Self::WindowStart(a) | Self::WindowEnd(a) | Self::WindowTime(a) => {
                a.columns()
            }
            Self::If(condition, a, b) => &(&condition.columns() | &a.columns()) | &b.columns(),
        }
    }

    /// The same with every column replaced by what `of` says.
    pub(crate) fn replaced(&self, of: &impl Fn(&str) -> Self) -> Self {
        let inner = |e: &Self| Box::new(e.replaced(of));
        match self {
            Self::Column(name) => of(name),
            Self::Literal(value) => Self::Literal(value.clone()),
            Self::Plus(a, b) => Self::Plus(inner(a), inner(b)),
            Self::Times(a, b) => Self::Times(inner(a), inner(b)),
            Self::Remainder(a, b) => Self::Remainder(inner(a), inner(b)),
            Self::Moved(a, millis) => Self::Moved(inner(a), *millis),
            Self::WindowStart(a) => Self::WindowStart(inner(a)),
            Self::WindowEnd(a) => Self::WindowEnd(inner(a)),
            Self::WindowTime(a) => Self::WindowTime(inner(a)),
            Self::If(condition, a, b) => Self::If(Box::new(condition.replaced(of)), inner(a), inner(b)),
        }
    }

    /// The delay of the watermark that the value carries on: that of a column under another name, or of a
    /// window whose `window_time` it is. Computing anything else loses it, as Spark's aliases do.
    pub(crate) fn delay_ms(&self, schema: &Schema) -> Option<i64> {
        match self {
            Self::Column(name) => schema
                .position(name)
                .and_then(|index| schema.fields()[index].delay_ms),
            Self::WindowTime(window) => window.delay_ms(schema),
            _ => None,
        }
    }
}
