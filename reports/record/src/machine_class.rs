//! Machines whose figures may share a series.

use crate::{Machine, fnv1a};

/// Letters of the processor's name in the name of a class.
const LONGEST: usize = 32;

impl Machine {
    /// The name of all machines that do not differ from this one ([`Machine::difference`]): architecture, processor and
    /// CPUs for people, and a hash of everything that counts. Fit for a file name, such as
    /// `x86-64-intel-xeon-8259cl-2-cpus-9f3a1c22`.
    #[must_use]
    pub fn class(&self) -> String {
        let identity = self
            .identity()
            .map(|(name, value)| format!("{name}={value}\n"))
            .concat();
        let hash = fnv1a(identity.as_bytes());
        let cpu = slug(&self.cpu.replace("(R)", "").replace("(TM)", ""));
        let cpu: String = cpu.chars().take(LONGEST).collect();
        let words = [slug(&self.arch), cpu.trim_matches('-').to_owned()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let plural = if self.cores == 1 { "" } else { "s" };
        format!(
            "{}-{}-cpu{plural}-{:08x}",
            words.join("-"),
            self.cores,
            hash >> 32
        )
    }
}

/// Small letters, digits and single dashes.
fn slug(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        Machine {
            arch: "x86_64".into(),
            cpu: "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz".into(),
            cores: 2,
            ..Machine::default()
        }
    }

    #[test]
    fn a_class_is_named_so_that_people_know_it() {
        let name = machine().class();
        assert!(
            name.starts_with("x86-64-intel-xeon-platinum-8259cl-cpu-2-2-cpus-"),
            "{name}"
        );
        let odd = Machine {
            cpu: "../µ/..".into(),
            cores: 1,
            ..machine()
        };
        assert!(odd.class().starts_with("x86-64-1-cpu-"), "{}", odd.class());
        assert!(!Machine::default().class().contains("--"));
    }

    #[test]
    fn machines_share_a_class_if_and_only_if_they_do_not_differ() {
        let one = machine();
        let noisy = Machine {
            virtualisation: Some("KVM".into()),
            ..one.clone()
        };
        assert_eq!((one.difference(&noisy), one.class()), (None, noisy.class()));
        for other in [
            Machine {
                os: "Linux 7".into(),
                ..one.clone()
            },
            Machine {
                cpu_limit: Some(1.5),
                ..one.clone()
            },
            Machine {
                memory_bytes: 1,
                ..one.clone()
            },
            Machine {
                governor: Some("performance".into()),
                ..one.clone()
            },
        ] {
            assert!(one.difference(&other).is_some());
            assert_ne!(one.class(), other.class());
        }
    }
}
