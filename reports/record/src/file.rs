//! Records and other documents on disk.

use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{RecordError, VERSION, replace_file};

/// A kind of file of this project: JSON that begins by saying what it is.
pub trait Document: Serialize + DeserializeOwned + JsonSchema {
    /// The value of its field `schema`.
    const SCHEMA: &'static str;

    /// The document as JSON, indented, ending with a newline. The same document is always the same text.
    ///
    /// # Errors
    /// If a value has no JSON form.
    fn to_json(&self) -> Result<String, RecordError> {
        let mut text = serde_json::to_string_pretty(self).map_err(RecordError::Unserialisable)?;
        text.push('\n');
        Ok(text)
    }

    /// Writes the document; after a crash at any instant, `path` holds the old file or the new one, never a part.
    ///
    /// # Errors
    /// If the directory is missing or cannot be written to.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), RecordError> {
        let path = path.as_ref();
        let text = self.to_json()?;
        replace_file(path, text.as_bytes()).map_err(|cause| RecordError::Write {
            path: path.into(),
            cause,
        })
    }

    /// Reads a document of this or an earlier version; fields it does not know are ignored.
    ///
    /// # Errors
    /// If the file is missing, cut off, no JSON, no such document, of a newer major version, or malformed.
    fn load(path: impl AsRef<Path>) -> Result<Self, RecordError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|cause| RecordError::Read {
            path: path.into(),
            cause,
        })?;
        Self::parse(&bytes, path)
    }

    /// Reads a document from memory; `path` is named in errors.
    ///
    /// # Errors
    /// As [`Document::load`].
    fn parse(bytes: &[u8], path: &Path) -> Result<Self, RecordError> {
        let header: Header =
            serde_json::from_slice(bytes).map_err(|cause| no_header(cause, path, Self::SCHEMA))?;
        let version = header.check(path, Self::SCHEMA)?;
        serde_json::from_slice(bytes).map_err(|cause| RecordError::Malformed {
            path: path.into(),
            version,
            cause,
        })
    }

    /// The JSON Schema (2020-12) of documents of this kind, indented, ending with a newline.
    ///
    /// # Panics
    /// Never: a schema is plain JSON.
    #[must_use]
    fn json_schema_text() -> String {
        let schema = schemars::schema_for!(Self);
        let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
        text.push('\n');
        text
    }
}

/// What is looked at before anything else.
#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    schema: Option<serde_json::Value>,
    #[serde(default)]
    version: Option<serde_json::Value>,
}

impl Header {
    fn check(self, path: &Path, expected: &'static str) -> Result<String, RecordError> {
        let schema = self.schema.as_ref().and_then(|value| value.as_str());
        if schema != Some(expected) {
            let found = self.schema.map_or("missing".into(), |value| format!("`{value}`"));
            return Err(RecordError::WrongSchema {
                path: path.into(),
                found,
                expected,
            });
        }
        let version = match self.version {
            Some(serde_json::Value::String(text)) => text,
            Some(other) => other.to_string(),
            None => "missing".into(),
        };
        if major(&version) == major(VERSION) {
            Ok(version)
        } else {
            Err(RecordError::NewerVersion {
                path: path.into(),
                found: version,
            })
        }
    }
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

fn no_header(cause: serde_json::Error, path: &Path, expected: &'static str) -> RecordError {
    let path = PathBuf::from(path);
    if cause.is_eof() {
        RecordError::Truncated {
            line: cause.line(),
            path,
        }
    } else if cause.is_data() {
        RecordError::WrongSchema {
            path,
            found: "missing".into(),
            expected,
        }
    } else {
        RecordError::NotJson { path, cause }
    }
}
