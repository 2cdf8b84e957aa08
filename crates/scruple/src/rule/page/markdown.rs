//! Pages as Markdown, as CommonMark and GitHub read it.

use std::fmt::Write;

use super::words::market;
use super::{Block, Example, Law, Page};

/// The first line of everything that is generated, by which it is known again.
pub(super) const MADE: &str =
    "<!-- Made by `scruple rules docs` from the rules themselves: change the rule, not this page. -->";

/// The page of a rule. Writing to memory cannot fail.
pub(super) fn page(page: &Page) -> String {
    let mut out = format!("{MADE}\n\n# {} {}\n\n{}\n\n", page.code, page.name, sentence(&page.summary));
    for (i, fact) in page.facts.iter().enumerate() {
        let _ = writeln!(out, "{}{}: {}", if i == 0 { "" } else { "· " }, fact.label, escape(&fact.value));
    }
    for section in &page.sections {
        let _ = writeln!(out, "\n## {}", section.title);
        for block in &section.blocks {
            out.push('\n');
            self::block(block, &mut out);
        }
    }
    out.push_str("\n[All rules](README.md)\n");
    out
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Text(text) => {
            let _ = writeln!(out, "{}", escape(text.trim()));
        }
        Block::List(items) => {
            for item in items {
                let _ = writeln!(out, "- {}", escape(item));
            }
        }
        Block::Patterns(patterns) => {
            for pattern in patterns {
                let _ = writeln!(out, "- `{pattern}`");
            }
        }
        Block::Law(law) => {
            for Law { market: of, titles } in law {
                let titles: Vec<String> = titles.iter().map(|title| escape(title)).collect();
                let name = of.map_or("everywhere", market);
                let _ = writeln!(out, "- {name}: {}", titles.join("; "));
            }
        }
        Block::Examples(examples) => {
            for (i, example) in examples.iter().enumerate() {
                if i > 0 {
                    out.push('\n');
                }
                self::example(example, out);
            }
        }
    }
}

/// An example in a line is quoted, with its words marked; one with a shape of its own is fenced.
fn example(example: &Example, out: &mut String) {
    let Example { before, marked, after, format } = example;
    let whole = format!("{before}{marked}{after}");
    if *format == "plain" && !whole.trim().contains('\n') {
        let marked =
            if marked.is_empty() { String::new() } else { format!("<mark>{}</mark>", escape(marked)) };
        let line = format!("{}{marked}{}", escape(before), escape(after));
        let _ = writeln!(out, "> {}", opening(line.trim()));
        return;
    }
    let fence = if whole.contains("```") { "````" } else { "```" };
    let language = if *format == "plain" { "text" } else { format };
    let _ = writeln!(out, "{fence}{language}\n{}\n{fence}", whole.trim_end());
    if !marked.is_empty() {
        let words = marked.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "\nReported: <mark>{}</mark>", escape(&words));
    }
}

/// Plain words that Markdown leaves as they are, on one line.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A line whose first characters start no list, heading or quotation.
fn opening(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match line.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits,
        Some(b'-' | b'+' | b'#' | b'=') if digits == 0 => 0,
        _ => return line.to_owned(),
    };
    format!("{}\\{}", &line[..at], &line[at..])
}

/// A summary is written without its full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = escape(text.trim());
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        assert_eq!(escape("5*3 [a](b) <b> $4 | x_y"), "5\\*3 \\[a\\](b) \\<b\\> \\$4 \\| x\\_y");
        assert_eq!(opening("1. First"), "1\\. First");
        assert_eq!(opening("- x"), "\\- x");
        assert_eq!(opening("30 mg"), "30 mg");
    }

    #[test]
    fn an_example_shows_what_is_reported() {
        let mut out = String::new();
        let parts = |before: &str, marked: &str, after: &str, format| Example {
            before: before.to_owned(),
            marked: marked.to_owned(),
            after: after.to_owned(),
            format,
        };
        example(&parts("It ", "cures *all*", ".", "plain"), &mut out);
        assert_eq!(out, "> It <mark>cures \\*all\\*</mark>.\n");
        out.clear();
        example(&parts("# Tea\n\nIt ", "cures all", ".\n", "markdown"), &mut out);
        assert_eq!(out, "```markdown\n# Tea\n\nIt cures all.\n```\n\nReported: <mark>cures all</mark>\n");
    }
}
