//! Sizes as people write them.

/// Reads `8388608`, `8M`, `8MiB`: a number of bytes, of KiB, MiB or GiB.
pub(super) fn parse_bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match &text[digits.len()..] {
        "" | "B" => 0,
        "K" | "KiB" => 10,
        "M" | "MiB" => 20,
        "G" | "GiB" => 30,
        _ => return Err("write it as 8388608, 8192K or 8M".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|error| format!("{error}"))?;
    number.checked_mul(1 << shift).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_unit() {
        assert_eq!(parse_bytes("0"), Ok(0));
        assert_eq!(parse_bytes("8388608"), parse_bytes("8M"));
        assert_eq!(parse_bytes("3KiB"), Ok(3072));
        assert_eq!(parse_bytes("1G"), Ok(1 << 30));
        for bad in ["", "M", "8X", "-1", "1.5M", "99999999999G", "8 M", "１"] {
            assert!(parse_bytes(bad).is_err(), "{bad}");
        }
    }
}
