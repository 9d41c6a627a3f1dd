//! What can go wrong while rendering.

use streamgauge_record::RecordError;
use thiserror::Error;

/// What can go wrong while rendering.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The record is damaged.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A value has no JSON form.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// CSV could not be written.
    #[error("cannot write CSV: {0}")]
    Csv(String),
    /// A format of another tool could not be written.
    #[error("cannot export: {0}")]
    Export(String),
    /// A chart could not be drawn.
    #[error("cannot draw {chart}: {cause}")]
    Chart {
        /// Title of the chart.
        chart: String,
        /// What the drawing library said.
        cause: String,
    },
    /// The page could not be filled in.
    #[error("cannot make the page: {0}")]
    Page(String),
    /// An SVG could not be turned into a PNG.
    #[error("cannot turn the chart into a PNG: {0}")]
    Png(String),
}

impl From<askama::Error> for RenderError {
    fn from(error: askama::Error) -> Self {
        Self::Page(error.to_string())
    }
}
