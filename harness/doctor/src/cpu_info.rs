//! `/proc/cpuinfo`.

use std::collections::BTreeSet;

/// What `/proc/cpuinfo` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CpuInfo {
    /// The first model name; empty if there is none.
    pub model: String,
    /// Logical CPUs.
    pub logical: u32,
    /// Different pairs of package and core; `None` where they are not told.
    pub physical_cores: Option<u32>,
}

impl CpuInfo {
    pub fn parse(text: &str) -> Self {
        let logical = fields(text, "processor").count();
        let packages = fields(text, "physical id");
        let cores: BTreeSet<_> = packages.zip(fields(text, "core id")).collect();
        let is_told = !cores.is_empty() && fields(text, "core id").count() == logical;
        Self {
            model: fields(text, "model name").next().unwrap_or_default().to_owned(),
            logical: u32::try_from(logical).unwrap_or(u32::MAX),
            physical_cores: u32::try_from(cores.len()).ok().filter(|_| is_told),
        }
    }

    /// Whether there are more logical CPUs than cores.
    pub fn smt(&self) -> Option<bool> {
        Some(self.logical > self.physical_cores?)
    }
}

fn fields<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let (field, value) = line.split_once(':')?;
        (field.trim() == name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_THREADS_ON_ONE_CORE: &str = "processor\t: 0\nmodel name\t: Some CPU @ 2GHz\nphysical id\t: 0\ncore id\t\t: 0\n\n\
         processor\t: 1\nmodel name\t: Some CPU @ 2GHz\nphysical id\t: 0\ncore id\t\t: 0\n";

    #[test]
    fn cores_are_counted_once_for_all_of_their_threads() {
        let cpus = CpuInfo::parse(TWO_THREADS_ON_ONE_CORE);
        assert_eq!(cpus.model, "Some CPU @ 2GHz");
        assert_eq!(
            (cpus.logical, cpus.physical_cores, cpus.smt()),
            (2, Some(1), Some(true))
        );
    }

    #[test]
    fn what_an_architecture_does_not_tell_is_unknown() {
        let arm = CpuInfo::parse("processor : 0\nBogoMIPS : 50.00\n\nprocessor : 1\n");
        assert_eq!((arm.logical, arm.physical_cores, arm.smt()), (2, None, None));
        assert_eq!(CpuInfo::parse(""), CpuInfo::default());
    }
}
