//! A value for each key.

/// Values by key. None is ever removed alone; all are forgotten at once, and the memory is kept.
pub(crate) trait Groups<A>: Default {
    /// The value of `key`, made by `make` if there is none.
    fn at(&mut self, key: u32, make: impl FnOnce() -> A) -> &mut A;

    /// The value of `key`.
    fn get(&self, key: u32) -> Option<&A>;

    /// All values, in the order in which their keys first came.
    fn each<'a>(&'a self) -> impl Iterator<Item = (u32, &'a A)>
    where
        A: 'a;

    /// Forgets all values.
    fn clear(&mut self);
}

/// The one value of a query without a key.
pub(crate) struct One<A>(Option<A>);

impl<A> Default for One<A> {
    fn default() -> Self {
        Self(None)
    }
}

impl<A> Groups<A> for One<A> {
    #[inline]
    fn at(&mut self, _key: u32, make: impl FnOnce() -> A) -> &mut A {
        self.0.get_or_insert_with(make)
    }

    fn get(&self, _key: u32) -> Option<&A> {
        self.0.as_ref()
    }

    fn each<'a>(&'a self) -> impl Iterator<Item = (u32, &'a A)>
    where
        A: 'a,
    {
        self.0.iter().map(|value| (0, value))
    }

    fn clear(&mut self) {
        self.0 = None;
    }
}
