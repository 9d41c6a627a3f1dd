//! stub
use crate::{Scenario, WorkloadError, ratings::Ratings};
pub(crate) fn open(_: &Scenario) -> Result<Ratings, WorkloadError> {
    Err(WorkloadError::option("scenario", "movielens", "is not built yet"))
}
