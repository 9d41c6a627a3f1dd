//! stub
use crate::{Scenario, WorkloadError, ratings::Ratings};
pub(crate) fn open(_: &Scenario) -> Result<Ratings, WorkloadError> {
    Err(WorkloadError::option("scenario", "file", "is not built yet"))
}
