//! The columns of a row, and which of them carry a watermark.

use crate::{Kind, Refusal, RefusalKind, Row, Value};

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// The delay, in milliseconds, of the watermark that is defined on this column or on the column that it
    /// was made from; `None`: the column is no event time (Spark's `EventTimeWatermark.delayKey`).
    pub delay_ms: Option<i64>,
}

impl Field {
    /// A column without watermark.
    #[must_use]
    pub fn new(name: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            delay_ms: None,
        }
    }
}

/// The columns of a row, in order; their names differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    fields: Vec<Field>,
}

impl Schema {
    /// The columns `fields`.
    ///
    /// # Errors
    /// Two of them have one name.
    pub fn new(fields: Vec<Field>) -> Result<Self, Refusal> {
        for (index, field) in fields.iter().enumerate() {
            if fields[..index].iter().any(|before| before.name == field.name) {
                return Err(Refusal::new(
                    RefusalKind::AmbiguousColumn,
                    format!("two columns are called {}", field.name),
                ));
            }
        }
        Ok(Self { fields })
    }

    /// The columns, in order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Where the column `name` is.
    ///
    /// # Errors
    /// There is none.
    pub fn index(&self, name: &str) -> Result<usize, Refusal> {
        self.position(name).ok_or_else(|| {
            let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
            Refusal::new(
                RefusalKind::UnknownColumn,
                format!("there is no column {name} among {}", names.join(", ")),
            )
        })
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    pub(crate) fn indices(&self, names: &[String]) -> Result<Vec<usize>, Refusal> {
        names.iter().map(|name| self.index(name)).collect()
    }

    /// The event-time column, if there is one.
    ///
    /// # Errors
    /// There are several, so that a stateful operator could not tell which one makes a row late (Spark's
    /// `WatermarkSupport.findEventTimeColumn`).
    pub fn event_time(&self) -> Result<Option<usize>, Refusal> {
        let of_time: Vec<usize> = (0..self.fields.len())
            .filter(|&index| self.fields[index].delay_ms.is_some())
            .collect();
        if let [first, second, ..] = of_time[..] {
            return Err(Refusal::new(
                RefusalKind::SeveralEventTimes,
                format!(
                    "More than one event time columns are available. {} and {} both carry a watermark",
                    self.fields[first].name, self.fields[second].name
                ),
            ));
        }
        Ok(of_time.first().copied())
    }

    /// Checks that `rows` have these columns, each with a value of its kind or null.
    ///
    /// # Errors
    /// Names the first row that has not.
    pub fn admit(&self, rows: &[Row]) -> Result<(), Refusal> {
        let fits = |(field, value): (&Field, &Value)| value.kind().is_none_or(|kind| kind == field.kind);
        let is_of = |row: &&Row| row.len() == self.fields.len() && self.fields.iter().zip(*row).all(fits);
        match rows.iter().find(|row| !is_of(row)) {
            None => Ok(()),
            Some(row) => {
                let columns: Vec<String> = self
                    .fields
                    .iter()
                    .map(|field| format!("{}: {}", field.name, field.kind))
                    .collect();
                Err(Refusal::new(
                    RefusalKind::WrongType,
                    format!("the row {row:?} is none of ({})", columns.join(", ")),
                ))
            }
        }
    }

    /// The columns at `indices`, in that order.
    pub(crate) fn pick(&self, indices: &[usize]) -> Vec<Field> {
        indices.iter().map(|&index| self.fields[index].clone()).collect()
    }
}
