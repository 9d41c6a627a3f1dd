//! Keys that are texts in a fact are numbers in the model.

/// Numbers for texts, in order of first appearance.
#[derive(Debug, Default)]
pub struct NamedKeys(Vec<String>);

impl NamedKeys {
    /// The number that stands for `name`.
    pub fn id(&mut self, name: &str) -> u32 {
        let at = self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        at as u32
    }

    /// The text that `id` stands for.
    pub fn name(&self, id: u32) -> &str {
        &self.0[id as usize]
    }
}
