//! The text of a case file.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::Path;

use crate::CaseError;

/// A case is written by people, or cut from a recording: a file that is longer is something else.
const MAX_BYTES: u64 = 256 << 20;

/// The text of a regular file. Others are not opened: a pipe would wait for somebody to write into it.
pub fn text(file: &Path) -> Result<String, CaseError> {
    let unreadable = |cause: io::Error| CaseError::whole(file, format!("cannot be read: {cause}"));
    let kind = fs::metadata(file).map_err(unreadable)?.file_type();
    if !kind.is_file() {
        return Err(CaseError::whole(file, format!("is {}, not a file", noun(kind))));
    }
    let bytes = read_at_most(file, MAX_BYTES).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("is longer than {} MiB; expected a case", MAX_BYTES >> 20);
        return Err(CaseError::whole(file, message));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        not_text(file, error.as_bytes(), valid)
    })
}

/// One byte more than `limit` tells that there are more.
fn read_at_most(file: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first `valid` bytes are text.
fn not_text(file: &Path, bytes: &[u8], valid: usize) -> CaseError {
    let before = std::str::from_utf8(&bytes[..valid]).unwrap_or_default();
    let message = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        "is text in UTF-16, or no text; expected a case in UTF-8".to_owned()
    } else {
        let byte = bytes.get(valid).copied().unwrap_or_default();
        format!("found a byte that is not UTF-8 text, {byte:#04x}; expected a case")
    };
    CaseError::at_byte(file, before, message)
}

#[cfg(unix)]
fn noun(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "a directory"
    }
}

#[cfg(not(unix))]
fn noun(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "a directory"
    } else {
        "something else"
    }
}
