//! Writes keys so that people can read them off a screen.

/// `JBSW Y3DP`: in groups of four.
pub(crate) fn in_fours(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / 4);
    for (position, character) in text.chars().filter(|character| !character.is_whitespace()).enumerate() {
        if position > 0 && position.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(in_fours("JBSWY3DPEH"), "JBSW Y3DP EH");
    }
}
