//! `name:key=value,key=value`, taken apart.

use crate::suggestion::unknown;

/// A name with settings. Settings are taken one by one; what is left over at the end is an error.
pub(crate) struct KeyValues<'a> {
    pub(crate) name: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
    asked: Vec<&'static str>,
}

impl<'a> KeyValues<'a> {
    /// Splits the text.
    ///
    /// # Errors
    /// A part that is not `key=value`, and a key that occurs twice.
    pub(crate) fn parse(text: &'a str) -> Result<Self, String> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for part in rest.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part
                .split_once('=')
                .ok_or_else(|| format!("'{part}' is not a setting; write key=value"))?;
            let (key, value) = (key.trim(), value.trim());
            if pairs.iter().any(|(earlier, _)| *earlier == key) {
                return Err(format!("'{key}' is set twice"));
            }
            pairs.push((key, value));
        }
        Ok(Self {
            name: name.trim(),
            pairs,
            asked: Vec::new(),
        })
    }

    /// The value under `key`, read by `read`; `None` if it is not there.
    ///
    /// # Errors
    /// The key and what `read` says.
    pub(crate) fn take<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        self.asked.push(key);
        let Some(at) = self.pairs.iter().position(|(given, _)| *given == key) else {
            return Ok(None);
        };
        let (_, value) = self.pairs.remove(at);
        read(value)
            .map(Some)
            .map_err(|error| format!("{key}={value}: {error}"))
    }

    /// Refuses keys that nobody asked for.
    ///
    /// # Errors
    /// The first such key, and the one that may have been meant.
    pub(crate) fn finish(self) -> Result<(), String> {
        match self.pairs.first() {
            None => Ok(()),
            Some((key, _)) => Err(unknown(&format!("setting of '{}'", self.name), key, self.asked)),
        }
    }
}

/// `on` or `off`.
///
/// # Errors
/// Any other word.
pub(crate) fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("use on or off".to_owned()),
    }
}
