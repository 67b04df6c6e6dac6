//! Templates.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UrlTemplate;
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BodyTemplate;
