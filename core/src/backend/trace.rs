//! A request's place in a trace (W3C Trace Context).

/// A request's place in a trace (W3C Trace Context).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The same for everything that belongs to one action; never all zero.
    pub trace_id: [u8; 16],
    /// This request's own; never all zero.
    pub span_id: [u8; 8],
}
