//! Bytes as hexadecimal digits.

/// Two lower-case digits a byte.
pub(crate) fn lower(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_byte_is_two_digits() {
        assert_eq!(super::lower(&[0, 1, 0x0f, 0x10, 0xa5, 0xff]), "00010f10a5ff");
        assert_eq!(super::lower(b"helloworld"), "68656c6c6f776f726c64"); // TOP's own example
    }
}
