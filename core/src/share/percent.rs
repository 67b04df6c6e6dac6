//! Percent-encoding (RFC 3986 §2.1), by hand: a URL crate would cost more than all of this module.

/// Every byte but the unreserved ones as `%XX`, as `encodeURIComponent` does and a little stricter.
pub(super) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |nibble: u8| char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
}

/// Undoes it; a `%` that is no escape stays, bytes that are not UTF-8 become U+FFFD, `+` stays `+`.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, tail @ ..]) => {
                nibble(*high).zip(nibble(*low)).map(|(high, low)| (high << 4 | low, tail))
            }
            _ => None,
        };
        let (byte, tail) = escaped.unwrap_or((*first, after));
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected texts are what `encodeURIComponent` gives, but for `!'()*`, which it leaves.
    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = String::new();
        encode("双11 & a-b_c.d~e/f?g=h+i!", &mut out);
        assert_eq!(out, "%E5%8F%8C11%20%26%20a-b_c.d~e%2Ff%3Fg%3Dh%2Bi%21");
        assert_eq!(decode(&out), "双11 & a-b_c.d~e/f?g=h+i!");
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        for text in ["%", "%4", "%zz", "100%", "a+b"] {
            assert_eq!(decode(text), text);
        }
        assert_eq!(decode("%7E%e5%8f%8C%41"), "~双A");
        assert_eq!(decode("%FF"), "\u{fffd}");
    }
}
