//! A share on the command line.

/// Parses a number above 0 and up to 1.
pub(super) fn parse_share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if share > 0.0 && share <= 1.0 {
        Ok(share)
    } else {
        Err("not above 0 and at most 1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_above_0_and_at_most_1_is_a_share() {
        assert_eq!(parse_share("1"), Ok(1.0));
        assert_eq!(parse_share(".7"), Ok(0.7));
        for bad in ["0", "-0.1", "1.1", "NaN", "inf", "", "80%"] {
            assert!(parse_share(bad).is_err(), "{bad}");
        }
    }
}
