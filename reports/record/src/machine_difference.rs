//! Whether two records were made by the same build on the same machine.

use crate::{Machine, Tool};

impl Tool {
    /// In what `other` is another build, in words; `None` if it is the same.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        first_different([
            ("version", self.version.clone(), other.version.clone()),
            ("commit", known(&self.commit), known(&other.commit)),
            ("compiler", self.rustc.clone(), other.rustc.clone()),
            ("build profile", self.profile.clone(), other.profile.clone()),
        ])
    }
}

impl Machine {
    /// In what `other` is another machine, in words; `None` if figures of both may stand side by side. What varies on
    /// one machine, such as its noise, does not count.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (then, now) = (self.identity(), other.identity());
        let fields = then.into_iter().zip(now);
        first_different(fields.map(|((name, then), (_, now))| (name, then, now)))
    }

    /// What makes a machine another one: names and values.
    pub(crate) fn identity(&self) -> [(&'static str, String); 7] {
        let limit = self
            .cpu_limit
            .map_or_else(|| "none".to_owned(), |cores| cores.to_string());
        [
            ("system", self.os.clone()),
            ("architecture", self.arch.clone()),
            ("processor", self.cpu.clone()),
            ("number of processors", self.cores.to_string()),
            ("CPU limit", limit),
            ("memory in bytes", self.memory_bytes.to_string()),
            ("frequency governor", known(&self.governor)),
        ]
    }
}

fn known(text: &Option<String>) -> String {
    text.clone().unwrap_or_else(|| "unknown".to_owned())
}

fn first_different<'a>(fields: impl IntoIterator<Item = (&'a str, String, String)>) -> Option<String> {
    let mut fields = fields.into_iter();
    let (name, then, now) = fields.find(|(_, then, now)| then != now)?;
    Some(format!("its {name} is {now}, then it was {then}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_with_both_values() {
        let machine = Machine::default();
        assert_eq!(machine.difference(&machine), None);
        let other = Machine {
            cores: 4,
            ..machine.clone()
        };
        let told = machine.difference(&other).unwrap();
        assert_eq!(told, "its number of processors is 4, then it was 0");
    }

    #[test]
    fn another_commit_is_another_build() {
        let tool = Tool::default();
        let other = Tool {
            commit: Some("abc".to_owned()),
            ..tool.clone()
        };
        assert_eq!(tool.difference(&tool), None);
        assert!(
            tool.difference(&other)
                .unwrap()
                .contains("commit is abc, then it was unknown")
        );
    }
}
