//! What a `Cargo.toml` says about dependencies.

use toml::{Table, Value};

/// A `Cargo.toml`, as far as dependencies go.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Name of the package.
    pub package: String,
    /// All its dependencies, those of particular targets included.
    pub dependencies: Vec<Dependency>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Name of the package, whatever it is renamed to.
    pub package: String,
    /// What it is for.
    pub kind: Kind,
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is part of what is shipped, or of building it.
    Shipped,
    /// Tests, examples and benches only.
    Development,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// If it is not TOML or has no package name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let package = table
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(Value::as_str);
        let package = package.ok_or("no package name")?.to_owned();
        let mut dependencies = Vec::new();
        collect(&table, &mut dependencies);
        for (_, target) in table
            .get("target")
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
        {
            target
                .as_table()
                .into_iter()
                .for_each(|target| collect(target, &mut dependencies));
        }
        Ok(Self {
            package,
            dependencies,
        })
    }
}

/// Adds the dependencies of a manifest, or of one of its targets.
fn collect(table: &Table, dependencies: &mut Vec<Dependency>) {
    for (section, kind) in [
        ("dependencies", Kind::Shipped),
        ("build-dependencies", Kind::Shipped),
        ("dev-dependencies", Kind::Development),
    ] {
        for (key, value) in table.get(section).and_then(Value::as_table).into_iter().flatten() {
            let package = value
                .get("package")
                .and_then(Value::as_str)
                .unwrap_or(key)
                .to_owned();
            dependencies.push(Dependency { package, kind });
        }
    }
}

/// The directories of the members of a workspace.
///
/// # Errors
/// If the text is not TOML or lists no members.
pub(crate) fn members(text: &str) -> Result<Vec<String>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let members = table
        .get("workspace")
        .and_then(|workspace| workspace.get("members"))
        .and_then(Value::as_array);
    let members = members.ok_or("no workspace members")?;
    Ok(members
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_and_targeted_dependencies_are_found() {
        let manifest = Manifest::parse(
            "[package]\nname = 'p'\n[dependencies]\na = { package = 'b', version = '1' }\n\
             [target.'cfg(unix)'.dev-dependencies]\nc.workspace = true\n[build-dependencies]\nd = '1'\n",
        )
        .unwrap();
        let found: Vec<_> = manifest
            .dependencies
            .iter()
            .map(|d| (d.package.as_str(), d.kind))
            .collect();
        assert_eq!(
            found,
            [
                ("b", Kind::Shipped),
                ("d", Kind::Shipped),
                ("c", Kind::Development)
            ]
        );
    }
}
