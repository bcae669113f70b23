//! Lower-case hexadecimal, the only spelling the wire knows.

const BAD: u8 = 0xff;

const VALUES: [u8; 256] = {
    let mut table = [BAD; 256];
    let mut value = 0;
    while value < 16 {
        table[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    table
};

/// Decodes exactly `2 * N` lower-case digits.
#[inline]
pub(crate) fn decode<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    let mut seen = 0;
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        seen |= high | low;
        *byte = (high << 4) | (low & 0xf);
    }
    // A good digit is below 16; a bad one sets the high bits.
    (seen < 16).then_some(bytes)
}

/// Decodes the 36 characters of a hyphenated lower-case UUID.
#[inline]
pub(crate) fn decode_uuid(text: &[u8]) -> Option<[u8; 16]> {
    let text: &[u8; 36] = text.try_into().ok()?;
    if text[8] != b'-' || text[13] != b'-' || text[18] != b'-' || text[23] != b'-' {
        return None;
    }
    let mut digits = [0; 32];
    digits[..8].copy_from_slice(&text[..8]);
    digits[8..12].copy_from_slice(&text[9..13]);
    digits[12..16].copy_from_slice(&text[14..18]);
    digits[16..20].copy_from_slice(&text[19..23]);
    digits[20..].copy_from_slice(&text[24..]);
    decode(&digits)
}

/// Encodes as lower-case digits.
pub(crate) fn encode<'a>(bytes: &[u8], buffer: &'a mut [u8]) -> &'a str {
    for (pair, byte) in buffer.chunks_exact_mut(2).zip(bytes) {
        pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
        pair[1] = b"0123456789abcdef"[usize::from(byte & 0xf)];
    }
    std::str::from_utf8(buffer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_of_the_right_length_is_read() {
        assert_eq!(decode::<2>(b"00ff"), Some([0, 255]));
        for bad in ["00fF", "00f", "00ff0", "00g0", "0x00", ""] {
            assert_eq!(decode::<2>(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn a_uuid_has_its_hyphens_where_they_belong() {
        assert!(decode_uuid(b"0190b5a0-0000-7000-8000-000000000001").is_some());
        assert!(decode_uuid(b"0190b5a00-000-7000-8000-000000000001").is_none());
        assert!(decode_uuid(b"0190B5A0-0000-7000-8000-000000000001").is_none());
    }

    #[test]
    fn encoding_is_the_inverse() {
        let mut buffer = [0; 8];
        assert_eq!(encode(&[0xde, 0xad, 0xbe, 0xef], &mut buffer), "deadbeef");
    }
}
