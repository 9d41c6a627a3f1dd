//! The build that measures.

use streamgauge_record::Tool;

/// What stands in [`Tool::allocator`].
const ALLOCATOR: &str = if cfg!(feature = "allocations") {
    COUNTING_ALLOCATOR
} else {
    "system"
};
/// The same of a program that counts its allocations.
pub(crate) const COUNTING_ALLOCATOR: &str = "system, counting";

/// The build that measures, as far as it was told when it was built.
#[must_use]
pub fn tool() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: told(option_env!("STREAMGAUGE_COMMIT")),
        rustc: told(option_env!("STREAMGAUGE_RUSTC")).unwrap_or_else(|| "unknown".to_owned()),
        profile: if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        }
        .to_owned(),
        opt_level: told(option_env!("STREAMGAUGE_OPT_LEVEL")),
        lto: told(option_env!("STREAMGAUGE_LTO")),
        allocator: Some(ALLOCATOR.to_owned()),
    }
}

fn told(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_build_has_a_name() {
        let tool = tool();
        assert!(tool.rustc.contains("rustc") || tool.rustc == "unknown");
        assert!(tool.opt_level.is_some());
    }
}
