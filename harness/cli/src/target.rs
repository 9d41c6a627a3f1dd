//! Where generated events go.

use std::path::{Path, PathBuf};

use crate::defaults::EVENTS_PER_FILE;
use crate::failure::Failure;

/// Where generated events go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The standard output.
    Stdout,
    /// A file.
    File(PathBuf),
    /// A directory of numbered files.
    Directory { path: PathBuf, events_per_file: u64 },
}

impl Target {
    /// `-` is the standard output; a path that ends with a slash or names a directory, or any path if events per file
    /// are given, is a directory; all else is a file.
    ///
    /// # Errors
    /// Events per file for the standard output.
    pub(crate) fn new(out: &Path, events_per_file: Option<u64>) -> Result<Self, Failure> {
        if out.as_os_str() == "-" {
            return match events_per_file {
                None => Ok(Self::Stdout),
                Some(_) => Err(Failure::Usage(
                    "--events-per-file changes nothing on the standard output; give a directory with --out DIR/".into(),
                )),
            };
        }
        let names_directory = out.as_os_str().as_encoded_bytes().ends_with(b"/") || out.is_dir();
        if names_directory || events_per_file.is_some() {
            let events_per_file = events_per_file.unwrap_or(EVENTS_PER_FILE);
            return Ok(Self::Directory {
                path: out.to_owned(),
                events_per_file,
            });
        }
        Ok(Self::File(out.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_what_it_is() {
        let of = |out: &str, per_file| Target::new(Path::new(out), per_file).ok();
        let directory = |path: &str, events_per_file| {
            Some(Target::Directory {
                path: path.into(),
                events_per_file,
            })
        };
        assert_eq!(of("-", None), Some(Target::Stdout));
        assert_eq!(of("x.csv", None), Some(Target::File("x.csv".into())));
        assert_eq!(
            of("no-such-place/", None),
            directory("no-such-place/", EVENTS_PER_FILE)
        );
        assert_eq!(of("no-such-place", Some(5)), directory("no-such-place", 5));
        assert_eq!(of(".", None), directory(".", EVENTS_PER_FILE));
        assert_eq!(of("-", Some(5)), None);
    }
}
