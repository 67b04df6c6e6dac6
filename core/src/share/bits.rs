//! A stream of bits in 5-bit symbols, lowest bit first. Fixed widths only: the same on every target.
//!
//! The loops work on 32 bits at a time: wasm2js, the JavaScript tier, has no 64-bit integers and
//! splits each step on one into several.

/// Writes fields.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    symbols: Vec<u8>,
    /// Free bits of the last symbol.
    room: u32,
}

impl BitWriter {
    /// Appends the low `bits` (at most 64) of `value`.
    pub(super) fn push(&mut self, value: u64, bits: u32) {
        self.push_word(value as u32, bits.min(32));
        self.push_word((value >> 32) as u32, bits.saturating_sub(32));
    }

    /// Appends the low `bits` (at most 32) of `value`.
    fn push_word(&mut self, mut value: u32, mut bits: u32) {
        while bits > 0 {
            if self.room == 0 {
                self.symbols.push(0);
                self.room = 5;
            }
            let taken = bits.min(self.room);
            let part = (value & ((1 << taken) - 1)) << (5 - self.room);
            if let Some(last) = self.symbols.last_mut() {
                *last |= part as u8;
            }
            value >>= taken;
            bits -= taken;
            self.room -= taken;
        }
    }

    /// Appends `value` in as many bits as fill the last symbol and no more symbols than it needs.
    pub(super) fn push_rest(&mut self, value: u64) {
        let needed = 64 - value.leading_zeros();
        self.push(value, needed.max(self.room));
    }

    /// The symbols, the last one filled up with zeros.
    pub(super) fn into_symbols(self) -> Vec<u8> {
        self.symbols
    }
}

/// Reads fields; `None` where the stream ends early.
#[derive(Debug)]
pub(super) struct BitReader<'a> {
    symbols: &'a [u8],
    at: u32,
}

impl<'a> BitReader<'a> {
    /// Starts at the first bit.
    pub(super) const fn new(symbols: &'a [u8]) -> Self {
        Self { symbols, at: 0 }
    }

    /// The next `bits` (at most 64) as an integer.
    pub(super) fn take(&mut self, bits: u32) -> Option<u64> {
        let low = self.take_word(bits.min(32))?;
        let high = self.take_word(bits.saturating_sub(32))?;
        Some(u64::from(high) << 32 | u64::from(low))
    }

    /// The next `bits` (at most 32) as an integer.
    pub(super) fn take_word(&mut self, bits: u32) -> Option<u32> {
        let mut value = 0;
        let mut have = 0;
        while have < bits {
            let symbol = u32::from(*self.symbols.get((self.at / 5) as usize)?);
            let skipped = self.at % 5;
            let taken = (5 - skipped).min(bits - have);
            value |= (symbol >> skipped & ((1 << taken) - 1)) << have;
            have += taken;
            self.at += taken;
        }
        Some(value)
    }

    /// Everything that is left as one integer; `None` where it passes 64 bits.
    pub(super) fn take_rest(&mut self) -> Option<u64> {
        let left = u32::try_from(self.symbols.len()).ok()?.checked_mul(5)?.checked_sub(self.at)?;
        let value = self.take(left.min(64))?;
        let above = self.take(left.saturating_sub(64).min(64))?;
        (above == 0 && left <= 128).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_is_in_the_low_bits_of_the_first_symbol() {
        let mut writer = BitWriter::default();
        writer.push(0b01, 2);
        writer.push(0b10110, 5);
        assert_eq!(writer.into_symbols(), [0b11001, 0b00010]);
    }

    #[test]
    fn what_was_written_is_read_and_then_there_is_no_more() {
        let fields = [(1, 2), (u64::MAX, 64), (0, 1), (1 << 47, 48), (5, 3)];
        let mut writer = BitWriter::default();
        for (value, bits) in fields {
            writer.push(value, bits);
        }
        let symbols = writer.into_symbols();
        let mut reader = BitReader::new(&symbols);
        for (value, bits) in fields {
            assert_eq!(reader.take(bits), Some(value));
        }
        assert_eq!(reader.take_rest(), Some(0));
        assert_eq!(reader.take(1), None);
    }

    #[test]
    fn the_rest_takes_no_symbol_too_many() {
        for (used, value, symbols) in [(39, 0, 8), (39, 1, 8), (39, 2, 9), (55, 0, 11), (55, 1, 12)]
        {
            let mut writer = BitWriter::default();
            writer.push(0, used);
            writer.push_rest(value);
            assert_eq!(writer.into_symbols().len(), symbols, "{used} {value}");
        }
    }

    #[test]
    fn a_rest_beyond_64_bits_is_refused() {
        let mut symbols = vec![31; 12];
        symbols.push(0b01111);
        assert_eq!(BitReader::new(&symbols).take_rest(), Some(u64::MAX));
        symbols.pop();
        symbols.push(0b11111);
        assert_eq!(BitReader::new(&symbols).take_rest(), None);
        assert_eq!(BitReader::new(&[0; 40]).take_rest(), None);
    }
}
