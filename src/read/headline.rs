//! The title of a plain text: its first heading-like line.
//!
//! A simple rule, right for most saved pages and silent rather than wrong for others: within the
//! first lines, the first that stands alone (or opens the text) and looks like a headline. It does
//! not tell a site's slogan or a photo caption that stands alone from a headline.

/// Lines that are not blank among which a heading is looked for.
const MAX_LINES: usize = 12;

const MIN_WORDS: usize = 3;
const MAX_CHARS: usize = 200;

/// The first heading-like line of `text`, trimmed.
pub(super) fn find_headline(text: &str) -> Option<&str> {
    let mut before_is_blank = true;
    let mut lines = text.lines().map(str::trim).peekable();
    let mut seen = 0;
    while let Some(line) = lines.next() {
        if line.is_empty() {
            before_is_blank = true;
            continue;
        }
        let opens = seen == 0;
        seen += 1;
        let after_is_blank = lines.peek().is_none_or(|next| next.is_empty());
        if ((before_is_blank && after_is_blank) || opens) && is_heading(line) {
            return Some(line);
        }
        if seen == MAX_LINES {
            return None;
        }
        before_is_blank = false;
    }
    None
}

fn is_heading(line: &str) -> bool {
    let chars = line.chars().count();
    // A credit, a menu item or an advertisement is set off by a sign.
    if chars > MAX_CHARS || line.starts_with(['-', '–', '—', '*', '©', '|', '#', '[', '<', '•'])
    {
        return false;
    }
    let unspaced = line.chars().filter(|&c| is_unspaced(c)).count();
    if line.split_whitespace().count() < MIN_WORDS && unspaced < 2 * MIN_WORDS {
        return false;
    }
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let digits = line.chars().filter(|c| c.is_numeric()).count();
    // Dates, times and prices: few letters, many figures.
    letters * 2 >= chars && digits * 5 <= chars && !ends_sentence(line)
}

/// Whether the line ends as running text does. A final `U.S.` is no end.
fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '»', ')']);
    let abbreviated = line
        .split_whitespace()
        .next_back()
        .and_then(|word| word.strip_suffix('.'))
        .is_some_and(|word| word.contains('.'));
    line.ends_with(['.', ',', ';', ':', '…', '。', '।', '۔', '؛', '،']) && !abbreviated
}

/// Whether the character belongs to a script that is written without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_stands_alone_or_opens_the_text() {
        let story = "The harbour board has rejected the plan, its chair said on Monday.";
        for (text, expected) in [
            (format!("Harbour board rejects plan\n\n{story}"), Some("Harbour board rejects plan")),
            (
                format!("Harbour board rejects plan\nBy A. Writer\n\n{story}"),
                Some("Harbour board rejects plan"),
            ),
            (
                format!("The Daily\n\n  Harbour board rejects plan?\n\n{story}"),
                Some("Harbour board rejects plan?"),
            ),
            (
                format!(
                    " date 2021-05-23 Register\n22:25 GMT\nListen Live\n  Search\n  A ship in port\n\n  ‘Not now’: Harbour plan fails\n\n  {story}"
                ),
                Some("‘Not now’: Harbour plan fails"),
            ),
            (format!("- Advertisement -\n\nImage\n\n{story}\n\n{story}"), None),
            (format!("港湾委員会、計画を否決\n\n{story}"), Some("港湾委員会、計画を否決")),
            (
                format!("Harbour plan splits the U.S.\n\n{story}"),
                Some("Harbour plan splits the U.S."),
            ),
            (story.to_owned(), None),
            (String::new(), None),
            ("a b c d ".repeat(100), None),
        ] {
            assert_eq!(find_headline(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_heading_far_down_is_not_looked_for() {
        let text = format!("{}Harbour board rejects plan\n\n", "Menu\n\n".repeat(MAX_LINES));
        assert_eq!(find_headline(&text), None);
    }
}
