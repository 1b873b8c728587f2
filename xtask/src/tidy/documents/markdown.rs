//! The parts of Markdown that the link check needs: targets of links and pictures, and anchors of headings.

/// Targets of links and pictures with their line numbers, except in code.
pub(super) fn targets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    prose(text).flat_map(|(number, line)| {
        // Every second piece between backticks is code.
        let pieces = line.split('`').step_by(2);
        pieces.flat_map(in_prose).map(move |target| (number, target))
    })
}

/// The anchors of the headings: lower case, spaces as dashes, no punctuation.
pub(super) fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = prose(text).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

/// Lines outside fenced code, counted from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((at + 1, line))
    })
}

/// `](target)`, `](target "title")`, `src="target"`, `srcset="target"`, and `[name]: target`.
fn in_prose(piece: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (open, close) in [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')] {
        let after = piece.match_indices(open).filter_map(|(at, _)| piece.get(at + open.len()..));
        found.extend(after.filter_map(|rest| rest.split([close, ' ']).next()));
    }
    if piece.starts_with('[') {
        found.extend(piece.split_once("]: ").map(|(_, target)| target.trim()));
    }
    found.retain(|target| !target.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        targets(text).map(|(_, target)| target).collect()
    }

    #[test]
    fn targets_are_found_wherever_they_stand() {
        assert_eq!(found("see [a](a.md) and ![b](b.png \"title\")"), ["a.md", "b.png"]);
        assert_eq!(found("[![badge](c.svg)](d.md)"), ["c.svg", "d.md"]);
        assert_eq!(found("<source srcset=\"e.png\"><img src=\"f.png\">"), ["f.png", "e.png"]);
        assert_eq!(found("[name]: g.md"), ["g.md"]);
    }

    #[test]
    fn code_has_no_links() {
        assert_eq!(found("`v[i](x)` and\n```text\n[a](a.md)\n```\n[b](b.md)"), ["b.md"]);
    }

    #[test]
    fn a_heading_becomes_an_anchor() {
        let anchors: Vec<String> = anchors("# One, `two` & three\n```sh\n# no heading\n```\n## R7_gate").collect();
        assert_eq!(anchors, ["one-two--three", "r7_gate"]);
    }
}
