//! The output for people: excerpt, reason, law and what to write instead.

use annotate_snippets::{AnnotationKind, Level, Message, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use scruple::finding::{Finding, Reference, Safety, Severity};

use super::excerpt::excerpt;
use super::{Checked, Ended, Printer};
use crate::review;
use crate::statistics::{Tally, count};
use crate::terminal::printable;

/// Columns of running text.
const WRAP: usize = 96;

/// Related places that are listed.
const RELATED: usize = 5;

/// The output for people.
pub struct Text {
    renderer: Renderer,
    colored: bool,
    quiet: bool,
}

impl Text {
    /// With or without colours and the closing line.
    pub fn new(colored: bool, quiet: bool) -> Self {
        let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
        // Excerpts are cut already.
        Self { renderer: renderer.term_width(4096), colored, quiet }
    }
}

impl Printer for Text {
    fn file(&self, file: Checked<'_>, out: &mut Vec<u8>) {
        let path = printable(file.path);
        for finding in &file.findings {
            out.extend_from_slice(self.render(&path, &file.decoded.text, finding).as_bytes());
            out.extend_from_slice(b"\n\n");
        }
        // The same words are graver in a shop than in an encyclopedia: the reader should see what they were taken for.
        if !self.quiet && !file.findings.is_empty() {
            out.extend_from_slice(printable(&format!("{path}: {}", file.class.reading())).as_bytes());
            out.extend_from_slice(b"\n\n");
        }
    }

    fn end(&self, ended: &Ended<'_>) -> String {
        if self.quiet { String::new() } else { summary(ended.tally) }
    }

    fn open_ended(&self) -> bool {
        true
    }
}

/// The colour of a severity.
pub fn severity_style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightBlue,
    };
    color.on_default().bold()
}

impl Text {
    fn render(&self, path: &str, source: &str, finding: &Finding) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let (line, column) = (finding.start.line, finding.start.column);
        let excerpt = excerpt(source, finding.start.byte, finding.end.byte);
        let last = line + excerpt.text.matches('\n').count();
        let marks = excerpt.marks.into_iter().map(|mark| AnnotationKind::Primary.span(mark));
        let group = level
            .with_name(format!("{}[{}] {}", finding.severity, finding.code, finding.rule))
            .primary_title(printable(&finding.message))
            .element(Snippet::source(excerpt.text).line_start(line).fold(false).annotations(marks))
            .elements(notes(path, finding));
        let mut text = self.renderer.render(&[group]);
        // The renderer would count the column in the excerpt, whose lines may be cut; the place is put in here.
        let style = if self.colored { AnsiColor::BrightBlue.on_default().bold() } else { Style::new() };
        let location = finding.location.as_ref().map(|location| format!(" ({location})")).unwrap_or_default();
        let location = printable(&location);
        let indent = last.to_string().len();
        let place = format!("{:indent$}{style}-->{style:#} {path}:{line}:{column}{location}\n", "");
        let below = text.find('\n').map_or(text.len(), |at| at + 1);
        text.insert_str(below, &place);
        text
    }
}

/// Everything below the excerpt.
fn notes(path: &str, finding: &Finding) -> Vec<Message<'static>> {
    let mut notes = Vec::new();
    let mut add = |name: String, text: &str| {
        if !text.trim().is_empty() {
            let indent = name.chars().count();
            notes.push(
                Level::NOTE.with_name(name).message(wrap(&printable(text), WRAP.saturating_sub(indent))),
            );
        }
    };
    add("why".to_owned(), &finding.why);
    for (name, titles) in law(&finding.references) {
        add(name, &titles);
    }
    add("instead".to_owned(), &finding.help);
    for fix in &finding.fixes {
        match fix.safety {
            Safety::Safe => add("fix".to_owned(), &fix.title),
            Safety::Unsafe => add("fix (changes the meaning)".to_owned(), &fix.title),
        }
    }
    for note in &finding.notes {
        add("note".to_owned(), note);
    }
    for related in finding.related.iter().take(RELATED) {
        let (line, column) = (related.start.line, related.start.column);
        add("see".to_owned(), &format!("{path}:{line}:{column}: {}", related.message));
    }
    if finding.related.len() > RELATED {
        add("see".to_owned(), &format!("and {} more", count(finding.related.len() - RELATED, "place")));
    }
    notes
}

/// The references by market, as `law (us)` and the titles.
pub fn law(references: &[Reference]) -> Vec<(String, String)> {
    let mut law: Vec<(String, String)> = Vec::new();
    for reference in references {
        let name = reference.market.map_or_else(|| "policy".to_owned(), |market| format!("law ({market})"));
        match law.iter_mut().find(|(known, _)| *known == name) {
            Some((_, titles)) => {
                titles.push_str("; ");
                titles.push_str(&reference.title);
            }
            None => law.push((name, reference.title.to_string())),
        }
    }
    law
}

/// Breaks running text into lines of at most `room` characters where words allow.
pub fn wrap(text: &str, room: usize) -> String {
    let (mut wrapped, mut used) = (String::with_capacity(text.len() + 8), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 {
            let breaks = used + 1 + length > room;
            wrapped.push(if breaks { '\n' } else { ' ' });
            used = if breaks { 0 } else { used + 1 };
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}

/// The closing line.
fn summary(tally: &Tally) -> String {
    let [info, warning, error] = tally.severities;
    let mut parts = Vec::new();
    for (number, name) in [(error, "error"), (warning, "warning")] {
        if number > 0 {
            parts.push(count(number, name));
        }
    }
    if info > 0 {
        parts.push(format!("{info} info"));
    }
    let files = count(tally.files, "file");
    let unread = if tally.failed > 0 {
        format!(" {} could not be checked.", count(tally.failed, "path"))
    } else {
        String::new()
    };
    let mut known = String::new();
    if tally.answered > 0 {
        let is = if tally.answered == 1 { "is" } else { "are" };
        known = format!("{} {is} answered for: set aside or approved.\n", count(tally.answered, "red flag"));
    }
    known.push_str(&tally.baseline.as_ref().map(review::summary).unwrap_or_default());
    let line = if parts.is_empty() {
        let new = if tally.baseline.is_some() { "new " } else { "" };
        format!("No {new}red flags in {files}.{unread}\n")
    } else {
        let place = if tally.files == 1 { files } else { format!("{} of {files}", tally.flagged) };
        format!("Found {} in {place}.{unread}\n", parts.join(", "))
    };
    line + &known
}

#[cfg(test)]
mod tests {
    use scruple::finding::{Class, Confidence, Fix, Position, Related, Scope};
    use scruple::rule::Market;

    use super::*;

    #[test]
    fn the_closing_line_names_what_there_is() {
        let tally = Tally { files: 5, flagged: 2, severities: [1, 2, 3], ..Tally::default() };
        assert_eq!(summary(&tally), "Found 3 errors, 2 warnings, 1 info in 2 of 5 files.\n");
        let tally = Tally { files: 1, failed: 1, ..Tally::default() };
        assert_eq!(summary(&tally), "No red flags in 1 file. 1 path could not be checked.\n");
        let tally = Tally { files: 1, answered: 2, ..Tally::default() };
        let answered = "No red flags in 1 file.\n2 red flags are answered for: set aside or approved.\n";
        assert_eq!(summary(&tally), answered);
    }

    fn place(byte: usize, line: usize, column: usize) -> Position {
        Position { byte, line, column }
    }

    fn finding(start: Position, end: Position) -> Finding {
        Finding {
            code: "MC101".into(),
            rule: "cure-claim".into(),
            category: "disease".into(),
            severity: Severity::Warning,
            confidence: Confidence::High,
            scope: Scope::Span,
            message: "a red flag".to_owned(),
            why: "Because.".into(),
            help: "".into(),
            text: "can cure".to_owned(),
            start,
            end,
            references: [].into(),
            fixes: Vec::new(),
            related: Vec::new(),
            class: Class::default(),
            notes: Vec::new(),
            also: Vec::new(),
            fingerprint: None,
            location: None,
            baseline: None,
        }
    }

    #[test]
    fn any_place_in_any_text_can_be_drawn() {
        let long = "e\u{301}".repeat(70) + &"漢\t".repeat(60) + "👩‍👩‍👧\r\r\n\n\u{2028}x\u{ad}\u{202e}";
        for colored in [false, true] {
            let text = Text::new(colored, false);
            for source in ["", "\n", "\r\n", "\t", "\r", "\u{feff}", "a\0\u{1b}[1m", &long] {
                for start in 0..=source.len() {
                    for length in [0, 1, 7, 90, 400] {
                        let finding = finding(place(start, 99, 1), place(start + length, 99, 1));
                        assert!(text.render("a.md", source, &finding).contains("a.md:99:1"));
                    }
                }
            }
        }
    }

    #[test]
    fn the_arrow_stands_above_the_bar() {
        let source = "\n".repeat(8) + "It can\ncure cancer.";
        let finding = finding(place(11, 9, 4), place(19, 10, 5));
        let expected = "\
warning[MC101] cure-claim: a red flag
  --> a.md:9:4
   |
 9 | It can
   |    ^^^
10 | cure cancer.
   | ^^^^
   |
   = why: Because.";
        assert_eq!(Text::new(false, false).render("a.md", &source, &finding), expected);
    }

    #[test]
    fn fixes_notes_and_other_places_are_told() {
        let (start, end) = (place(0, 1, 1), place(4, 1, 5));
        let related = Related { message: "again".to_owned(), start, end };
        let fix = |title: &str, safety| Fix { title: title.to_owned(), safety, edits: Vec::new() };
        let reference = |market, title: &str| Reference { market, title: title.into(), url: None };
        let finding = Finding {
            references: [
                reference(Some(Market::Us), "one"),
                reference(None, "three"),
                reference(Some(Market::Us), "two"),
            ]
            .into(),
            fixes: vec![fix("Add it", Safety::Safe), fix("Drop it", Safety::Unsafe)],
            related: vec![related; 7],
            notes: vec!["lowered:\tit is a question".to_owned()],
            ..finding(start, end)
        };
        let text = Text::new(false, false).render("a.md", "cure", &finding);
        let place = "  = see: a.md:1:1: again\n".repeat(5);
        let expected = format!(
            "  = why: Because.\n  = law (us): one; two\n  = policy: three\n  = fix: Add it\n  \
             = fix (changes the meaning): Drop it\n  = note: lowered: it is a question\n{place}  = see: and 2 places more"
        );
        assert!(text.ends_with(&expected), "{text}");
    }

    #[test]
    fn text_is_wrapped_at_words() {
        assert_eq!(wrap("one two  three", 7), "one two\nthree");
        assert_eq!(wrap("unbreakable word", 4), "unbreakable\nword");
    }
}
