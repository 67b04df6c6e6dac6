//! What an effect was handed out for.

#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// The first look at the store.
    BootKeys,
}
