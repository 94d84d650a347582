//! Written texts with alternatives `[one|two]` and slots `{place}`: what furniture and forms are
//! made of. Alternatives do not nest.

use super::rng::Rng;

/// Draws every `[one|two|three]` of `text`; slots are left as they are.
pub(super) fn choose(text: &str, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (choices, after) = after.split_once(']').unwrap_or((after, ""));
        let choices: Vec<&str> = choices.split('|').collect();
        out.push_str(rng.pick(&choices));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Appends `text` to `out`, with each `{slot}` written by `fill`.
pub(super) fn fill(text: &str, out: &mut String, mut fill: impl FnMut(&str, &mut String)) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        fill(slot, out);
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_drawn_and_slots_filled() {
        let mut rng = Rng::new(1, 1, 1);
        let mut seen = [false; 2];
        for _ in 0..50 {
            match choose("a [b|c] {d}", &mut rng).as_str() {
                "a b {d}" => seen[0] = true,
                "a c {d}" => seen[1] = true,
                other => panic!("{other}"),
            }
        }
        assert_eq!(seen, [true; 2]);
        let mut out = String::from(">");
        fill("x {y} z{w}", &mut out, |slot, out| out.push_str(&slot.to_uppercase()));
        assert_eq!(out, ">x Y zW");
    }
}
