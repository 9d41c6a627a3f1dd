//! What is illegal is refused before anything is measured.

use crate::comparison::{Comparison, is_refusal};
use crate::{RunError, Setup, run_simulated};

impl Comparison<'_> {
    /// Lets every engine start on every query without an event.
    pub(crate) fn rehearse(&self) -> Result<(), RunError> {
        for query in &self.plan.queries {
            for arm in &self.plan.arms {
                let setup = Setup {
                    drain_ns: 0,
                    ..self.setup(query, &self.engine(arm, query), Vec::new().into())
                };
                match run_simulated(&setup) {
                    Err(error) if is_refusal(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
