//! A machine in a line.

use crate::{Machine, Probe, Steadiness};

impl Machine {
    /// The machine in a line, without its name for the line: `x86-64, 2 CPUs, virtual machine, governor unknown · noise
    /// ±1.9 % (moderate)`.
    #[must_use]
    pub fn line(&self) -> String {
        let plural = if self.cores == 1 { "" } else { "s" };
        let mut parts = vec![self.arch.replace('_', "-"), format!("{} CPU{plural}", self.cores)];
        if let Some(kind) = &self.virtualisation {
            parts.push(if kind == "none" { "no hypervisor" } else { kind }.to_owned());
        }
        if let Some(limit) = self.cpu_limit {
            parts.push(format!("limited to {limit} CPUs"));
        }
        parts.push(format!(
            "governor {}",
            self.governor.as_deref().unwrap_or("unknown")
        ));
        let noise = self
            .probe
            .as_ref()
            .map(|probe| format!(" · {}", probe.noise_text()));
        parts.join(", ") + &noise.unwrap_or_default()
    }
}

impl Probe {
    /// The noise and what it makes of the machine: `noise ±1.9 % (moderate)`.
    #[must_use]
    pub fn noise_text(&self) -> String {
        format!(
            "noise ±{:.1} % ({})",
            self.noise_share * 100.0,
            self.steadiness.name()
        )
    }
}

impl Steadiness {
    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Moderate => "moderate",
            Self::Noisy => "noisy",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_described_as_far_as_it_is_known() {
        let mut machine = Machine {
            arch: "x86_64".into(),
            cores: 2,
            virtualisation: Some("KVM".into()),
            ..Machine::default()
        };
        assert_eq!(machine.line(), "x86-64, 2 CPUs, KVM, governor unknown");
        machine.cores = 1;
        machine.virtualisation = None;
        machine.cpu_limit = Some(0.5);
        machine.governor = Some("performance".into());
        machine.probe = Some(Probe {
            noise_share: 0.019,
            ..Probe::default()
        });
        assert_eq!(
            machine.line(),
            "x86-64, 1 CPU, limited to 0.5 CPUs, governor performance · noise ±1.9 % (moderate)"
        );
    }
}
