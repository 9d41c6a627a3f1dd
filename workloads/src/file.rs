//! Ratings read from files.

mod csv_events;
mod digits;
mod field;
mod inputs;
mod json_events;
mod json_plain;
mod lines;
mod movielens_line;
mod parquet_cells;
mod parquet_column;
mod parquet_columns;
mod parquet_events;
mod parquet_file;
mod reader;
mod sniff;
mod survey;

use std::path::Path;

use streamgauge_model::{Event, EventTime, Phi};

use crate::clock::Clock;
use crate::reorder::{Reorder, Source, Staged};
use crate::time_scale::nanos_per_ms;
use crate::{FileFormat, Scenario, WorkloadError};
use reader::{RatingReader, Skipped};
pub use survey::FileSurvey;

/// A rating as a file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rating {
    pub(crate) time: EventTime,
    pub(crate) user: u32,
    pub(crate) movie: u32,
    pub(crate) half_stars: u8,
    pub(crate) is_late: bool,
}

/// The stream of a valid scenario, up to the end of the file.
///
/// # Errors
/// Files that cannot be read, whose format is unknown, or that hold no rating.
pub(crate) fn open(scenario: &Scenario) -> Result<Reorder<Replay>, WorkloadError> {
    Ok(Reorder::new(Replay::new(scenario)?, scenario))
}

/// Ratings from a file at their places in the schedule.
pub(crate) struct Replay {
    rows: Rows,
    /// The first rating, which was read to know when the stream begins.
    first: Option<Rating>,
    phi: Phi,
    clock: Option<Clock>,
    due_ns: u64,
}

enum Rows {
    /// Read as they are asked for: the order of the file is the order of arrival.
    Streamed(RatingReader),
    /// Read beforehand and sorted: MovieLens sets are ordered by user.
    Sorted(std::vec::IntoIter<Rating>, Skipped),
}

impl Replay {
    fn new(scenario: &Scenario) -> Result<Self, WorkloadError> {
        let nanos_per_ms = nanos_per_ms(scenario.time_scale)?;
        let reader = RatingReader::open(&scenario.file)?;
        let mut rows = match reader.format() {
            FileFormat::JsonLines | FileFormat::Csv | FileFormat::Parquet => Rows::Streamed(reader),
            _ => Rows::sorted(reader)?,
        };
        let Some(first) = rows.next()? else {
            return Err(rows.nothing(&scenario.file.path));
        };
        Ok(Self {
            rows,
            first: Some(first),
            phi: Phi::new(first.time, nanos_per_ms),
            clock: scenario.file.by_rate.then(|| Clock::new(scenario, nanos_per_ms)),
            due_ns: 0,
        })
    }
}

impl Rows {
    fn sorted(mut reader: RatingReader) -> Result<Self, WorkloadError> {
        let mut all = Vec::new();
        while let Some(rating) = reader.next()? {
            all.push(rating);
        }
        all.sort_by_key(|rating| (rating.time, rating.user, rating.movie));
        Ok(Self::Sorted(all.into_iter(), reader.skipped().clone()))
    }

    fn next(&mut self) -> Result<Option<Rating>, WorkloadError> {
        match self {
            Self::Streamed(reader) => reader.next(),
            Self::Sorted(all, _) => Ok(all.next()),
        }
    }

    fn skipped(&self) -> &Skipped {
        match self {
            Self::Streamed(reader) => reader.skipped(),
            Self::Sorted(_, skipped) => skipped,
        }
    }

    /// Why there is no rating at all.
    fn nothing(&self, path: &Path) -> WorkloadError {
        let (path, skipped) = (path.to_owned(), self.skipped());
        match &skipped.first {
            None => WorkloadError::EmptyFile { path },
            Some(first) => WorkloadError::OnlyBadLines {
                path,
                skipped: skipped.lines,
                first: first.clone(),
            },
        }
    }
}

impl Replay {
    /// A rating at its place in the schedule.
    fn stage(&mut self, rating: Rating) -> Staged {
        self.due_ns = match &mut self.clock {
            Some(clock) => clock.next().due_ns,
            // Out of order in the file is late in the world: it comes when its neighbours come.
            None => u64::try_from(self.phi.due_ns(rating.time))
                .unwrap_or(0)
                .max(self.due_ns),
        };
        Staged {
            event: Event {
                time: rating.time,
                seq: 0,
                value: i64::from(rating.half_stars),
                user: rating.user,
                movie: rating.movie,
            },
            due_ns: self.due_ns,
            is_late: rating.is_late,
            sitting: None,
        }
    }
}

impl Source for Replay {
    fn pull(&mut self, limit: usize, mut take: impl FnMut(Staged)) -> Result<usize, WorkloadError> {
        for pulled in 0..limit {
            let rating = match self.first.take() {
                Some(first) => first,
                None => match self.rows.next()? {
                    Some(rating) => rating,
                    None => return Ok(pulled),
                },
            };
            take(self.stage(rating));
        }
        Ok(limit)
    }

    fn phi(&self) -> Phi {
        self.phi
    }

    fn skipped_lines(&self) -> u64 {
        self.rows.skipped().lines
    }
}

#[cfg(test)]
mod parquet_tests;
#[cfg(test)]
mod tests;
