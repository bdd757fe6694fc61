//! A document of ours as a page: the small part of Markdown in which the list of changes is written.
//!
//! Invariant: every character of the text is escaped; what is no mark of ours stays as it was written. Absent: links, pictures,
//! tables, numbered lists and lists in lists, which that document does not use.

use maud::{Markup, html};

use super::section::{chapter, part};

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    /// A heading with its level, 1 to 3.
    Heading(usize, String),
    /// A paragraph, its lines in one.
    Paragraph(String),
    /// The points of a list, the lines of each in one.
    List(Vec<String>),
}

/// A text in its blocks. A line that follows a point or a paragraph without an empty one between belongs to it.
fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = line.get(level..).and_then(|rest| rest.strip_prefix(' ')).filter(|_| (1..=3).contains(&level));
        if let Some(heading) = heading {
            found.push(Block::Heading(level, heading.trim().to_owned()));
            open = false;
        } else if line.is_empty() {
            open = false;
        } else if let Some(point) = line.strip_prefix("- ") {
            match found.last_mut() {
                Some(Block::List(points)) => points.push(point.to_owned()),
                _ => found.push(Block::List(vec![point.to_owned()])),
            }
            open = true;
        } else {
            let said = match found.last_mut() {
                Some(Block::List(points)) if open => points.last_mut(),
                Some(Block::Paragraph(said)) if open => Some(said),
                _ => None,
            };
            match said {
                Some(said) => *said = format!("{said} {line}"),
                None => found.push(Block::Paragraph(line.to_owned())),
            }
            open = true;
        }
    }
    found
}

/// A line with its `**heavy**` words, its `*names*` and its `` `code` ``; a mark that is never closed stays.
fn line(text: &str) -> Markup {
    let between = |mark: &str| {
        let (before, rest) = text.split_once(mark)?;
        let (inner, after) = rest.split_once(mark)?;
        (!inner.is_empty()).then_some((before, inner, after))
    };
    match (between("**"), between("`")) {
        (heavy, Some((before, inner, after))) if heavy.is_none_or(|(sooner, ..)| before.len() < sooner.len()) => {
            html! { (soft(before)) code { (inner) } (line(after)) }
        }
        (Some((before, inner, after)), _) => html! { (line(before)) b { (line(inner)) } (line(after)) },
        (None, _) => soft(text),
    }
}

/// A line without other marks, with its `*names*` of what stands on pages.
fn soft(text: &str) -> Markup {
    let named = text.split_once('*').and_then(|(before, rest)| rest.split_once('*').map(|(inner, after)| (before, inner, after)));
    match named {
        Some((before, inner, after)) if !inner.is_empty() && inner.trim() == inner => html! { (before) em { (inner) } (soft(after)) },
        Some(_) | None => html! { (text) },
    }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading(..) => html! {},
        Block::Paragraph(said) => html! { p { (line(said)) } },
        Block::List(points) => html! { ul { @for point in points { li { (line(point)) } } } },
    }
}

/// The blocks before the first heading of a level, and each such heading with what follows it.
fn under(level: usize, all: &[Block]) -> (&[Block], Vec<(&str, &[Block])>) {
    let begins = |block: &Block| matches!(block, Block::Heading(found, _) if *found == level);
    let first = all.iter().position(begins).unwrap_or(all.len());
    let (before, mut rest) = all.split_at(first);
    let mut sections = Vec::new();
    while let Some((Block::Heading(_, name), tail)) = rest.split_first() {
        let end = tail.iter().position(begins).unwrap_or(tail.len());
        let (body, next) = tail.split_at(end);
        sections.push((name.as_str(), body));
        rest = next;
    }
    (before, sections)
}

/// The whole document without its own title, which the page says: chapters, and their parts.
#[must_use]
pub fn prose(text: &str) -> Markup {
    let all = blocks(text);
    let (before, chapters) = under(2, &all);
    html! {
        div.prose.measure.stack.loose {
            @for one in before { (block(one)) }
            @for (name, body) in chapters {
                @let (before, parts) = under(3, body);
                (chapter(name, "", html! {
                    @for one in before { (block(one)) }
                    div.stack { @for (name, body) in parts { (part(name, "", html! { @for one in body { (block(one)) } })) } }
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_in_chapters_parts_and_points_of_several_lines() {
        let text = "# Title\n\nWhat changed,\nnewest first.\n\n## Unreleased\n\n### The face\n\n- **In German too**: team pages,\n  and more.\n- Next\n\nAfter it.\n";
        let heading = |level, name: &str| Block::Heading(level, name.to_owned());
        let expected = [
            heading(1, "Title"),
            Block::Paragraph("What changed, newest first.".into()),
            heading(2, "Unreleased"),
            heading(3, "The face"),
            Block::List(vec!["**In German too**: team pages, and more.".into(), "Next".into()]),
            Block::Paragraph("After it.".into()),
        ];
        assert_eq!(blocks(text), expected);
        let page = prose(text).0;
        for part in ["<h2>Unreleased</h2>", "<h3>The face</h3>", "<li><b>In German too</b>: team pages, and more.</li>", "<p>After it.</p>"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("Title"));
    }

    #[test]
    fn marks_act_only_in_pairs_and_nothing_else_acts() {
        let cases = [
            ("run `troupe op NAME --schema` now", "run <code>troupe op NAME --schema</code> now"),
            ("**`troupe simulate`** runs", "<b><code>troupe simulate</code></b> runs"),
            ("`a ** b` and **c**", "<code>a ** b</code> and <b>c</b>"),
            ("2 ** 3 and a ` alone", "2 ** 3 and a ` alone"),
            ("press *Confirm* or `*`, *then* go", "press <em>Confirm</em> or <code>*</code>, <em>then</em> go"),
            ("3 * 4 * 5", "3 * 4 * 5"),
            ("<script>&\"", "&lt;script&gt;&amp;&quot;"),
            ("`<b>`", "<code>&lt;b&gt;</code>"),
            ("#1 and -2", "#1 and -2"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text).0, expected);
        }
        assert_eq!(blocks("#1 is no heading\n-2 is no point"), [Block::Paragraph("#1 is no heading -2 is no point".into())]);
    }
}
