//! Profiles by name.

use clap::ValueEnum;
use streamgauge_record::Profile;

/// How thoroughly it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// A first look; its figures are indicative
    Quick,
    /// Enough repeats for intervals
    Standard,
    /// Long enough for steady state and rare events
    Thorough,
}

impl ProfileName {
    pub(crate) const fn profile(self) -> Profile {
        match self {
            Self::Quick => Profile::Quick,
            Self::Standard => Profile::Standard,
            Self::Thorough => Profile::Thorough,
        }
    }
}
