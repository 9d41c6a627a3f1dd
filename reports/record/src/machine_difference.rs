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

    /// In what `other` was made so differently that its speed says nothing beside this one's, in words. What one of them
    /// does not know does not count.
    #[must_use]
    pub fn making_difference(&self, other: &Self) -> Option<String> {
        let both =
            |name, then: &Option<String>, now: &Option<String>| Some((name, then.clone()?, now.clone()?));
        let profile = ("build profile", self.profile.clone(), other.profile.clone());
        let further = [
            both("optimisation level", &self.opt_level, &other.opt_level),
            both("allocator", &self.allocator, &other.allocator),
        ];
        first_different(std::iter::once(profile).chain(further.into_iter().flatten()))
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
    fn builds_are_made_differently_by_what_both_know() {
        let release = Tool {
            profile: "release".to_owned(),
            allocator: Some("system".to_owned()),
            ..Tool::default()
        };
        let other = |profile: &str, allocator: Option<&str>| Tool {
            profile: profile.to_owned(),
            allocator: allocator.map(str::to_owned),
            commit: Some("abc".to_owned()),
            ..Tool::default()
        };
        for (other, says) in [
            (other("release", Some("system")), None),
            (other("release", None), None),
            (
                other("debug", None),
                Some("its build profile is debug, then it was release"),
            ),
            (
                other("release", Some("system, counting")),
                Some("its allocator is system, counting, then it was system"),
            ),
        ] {
            assert_eq!(release.making_difference(&other).as_deref(), says);
        }
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
