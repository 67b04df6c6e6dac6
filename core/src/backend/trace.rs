//! A request's place in a trace: W3C Trace Context's `traceparent`.
//!
//! Version 00 with the flag "sampled", as Level 1 (23 November 2021) and the Level 2 draft write it:
//! `00-<trace id, 32 hex>-<span id, 16 hex>-01`. An id of zeros is invalid there; whoever makes ids
//! (the engine) sets a bit in each.
//!
//! ```
//! use tuike_core::backend::Trace;
//!
//! let trace_id = Trace::read_id("4bf92f3577b34da6a3ce929d0e0e4736").unwrap();
//! let trace = Trace { trace_id, span_id: 0x00f0_67aa_0ba9_02b7_u64.to_be_bytes() };
//! assert_eq!(trace.header(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
//! assert_eq!(Trace::read_id("00000000000000000000000000000000"), None);
//! ```

use crate::hex;

/// A request's place in a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The same for everything that belongs to one action; never all zero.
    pub trace_id: [u8; 16],
    /// This request's own; never all zero.
    pub span_id: [u8; 8],
}

impl Trace {
    /// The value of the header `traceparent`.
    #[must_use]
    pub fn header(&self) -> String {
        ["00-", &Self::id(&self.trace_id), "-", &hex::lower(&self.span_id), "-01"].concat()
    }

    /// A trace id as it is written: 32 lower-case hex digits.
    #[must_use]
    pub fn id(trace_id: &[u8; 16]) -> String {
        hex::lower(trace_id)
    }

    /// Reads what [`Trace::id`] wrote; `None` for anything else, and for zeros, which are no id.
    #[must_use]
    pub fn read_id(text: &str) -> Option<[u8; 16]> {
        let mut id = 0_u128;
        for byte in text.bytes() {
            let digit = char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase())?;
            id = id << 4 | u128::from(digit);
        }
        (text.len() == 32 && id != 0).then_some(id.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W3C Trace Context Level 1 §3.2.2.5 and §3.2.2.3 (version 00 examples), Level 2 the same: the two
    /// trace ids and the span ids that the recommendation shows.
    #[test]
    fn headers_are_those_of_the_recommendation() {
        for (trace_id, span_id, header) in [
            (
                0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736_u128,
                0x00f0_67aa_0ba9_02b7_u64,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ),
            (
                0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c,
                0xb7ad_6b71_6920_3331,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ),
            (1, 1, "00-00000000000000000000000000000001-0000000000000001-01"),
        ] {
            let trace_id = trace_id.to_be_bytes();
            let trace = Trace { trace_id, span_id: span_id.to_be_bytes() };
            assert_eq!(trace.header(), header);
            assert_eq!(trace.header().len(), 55);
            assert_eq!(Trace::read_id(&header[3..35]), Some(trace_id));
        }
    }

    /// §3.2.2.3: all zero is invalid, and so are upper-case digits (§3.2: HEXDIGLC).
    #[test]
    fn what_is_no_trace_id_is_not_read_as_one() {
        for text in [
            "",
            "00000000000000000000000000000000",
            "4BF92F3577B34DA6A3CE929D0E0E4736",
            "4bf92f3577b34da6a3ce929d0e0e473",
            "4bf92f3577b34da6a3ce929d0e0e47361",
            "4bf92f3577b34da6a3ce929d0e0e473g",
            "+bf92f3577b34da6a3ce929d0e0e4736",
            "4bf92f35 7b34da6a3ce929d0e0e4736",
            "口bf92f3577b34da6a3ce929d0e0e4",
        ] {
            assert_eq!(Trace::read_id(text), None, "{text}");
        }
    }
}
