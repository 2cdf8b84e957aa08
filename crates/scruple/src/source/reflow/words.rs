//! What the ends and the starts of lines say about the sentence between them.

use std::collections::HashMap;

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 12] =
    ["vs.", "e.g.", "i.e.", "Dr.", "Prof.", "Mr.", "Mrs.", "Ms.", "approx.", "al.", "cf.", "Fig."];

/// Words after which no paragraph ends.
const OPEN: [&str; 22] = [
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "from", "at", "as", "is",
    "are", "that", "than", "&", "its", "their",
];

/// Whether a sentence ends with the line.
pub(super) fn ends(text: &str) -> bool {
    let word = text.rsplit(' ').next().unwrap_or_default().trim_start_matches('(');
    crate::source::line::ends_sentence(text) && !ABBREVIATIONS.contains(&word)
}

/// Whether the line cannot be the end of anything: it ends in a comma, an opening mark or a word such as "the".
pub(super) fn hangs(text: &str) -> bool {
    text.ends_with([',', '(', '[', '“', '+', '=', '/', '–', '—', '-', '&', '\u{ad}'])
        || text.rsplit(' ').next().is_some_and(|word| OPEN.contains(&word))
        || text.rsplit(' ').next().is_some_and(|word| ABBREVIATIONS.contains(&word.trim_start_matches('(')))
}

/// Whether the line goes on with the year and the volume of a journal, such as `2015;95(1):1–46.`
pub(super) fn opens_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().take(4).filter(|byte| byte.is_ascii_digit()).count() == 4 && bytes.get(4) == Some(&b';')
}

/// Whether the text is an entry of a bibliography: it holds `2015;95` or a DOI.
pub(super) fn is_entry(text: &str) -> bool {
    text.match_indices(';').any(|(at, _)| {
        let year = at.checked_sub(4).and_then(|from| text.get(from..));
        year.is_some_and(|year| opens_year(year) && year.as_bytes().get(5).is_some_and(u8::is_ascii_digit))
    }) || text.contains("doi.org/")
        || text.contains("doi:")
}

/// Whether the line starts with a Roman numeral or a letter that numbers a heading: `IV Sleep`, `B. Calm`.
pub(super) fn is_numbered(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(' ') else { return false };
    if !rest.trim_start().starts_with(char::is_uppercase) {
        return false;
    }
    let bare = number.trim_end_matches(['.', ')', ':']);
    let roman =
        bare.len() <= 5 && !bare.is_empty() && bare.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    let letter = bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_uppercase()) && bare != number;
    // "I" and "A" are words, too; with a capital behind them only in headings.
    roman || letter
}

/// Whether the line starts with a label, such as "Conclusion:" or "In short:".
pub(super) fn is_labelled(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(label, _)| label.len() <= 30 && label.split(' ').count() <= 3)
}

/// Whether no space stands between the line and the next: behind a hyphen, a slash or the dash of a range.
pub(super) fn binds(before: &str, next: &str) -> bool {
    let mut chars = before.chars().rev();
    let (last, second) = (chars.next(), chars.next());
    let attached = second.is_some_and(char::is_alphanumeric);
    match last {
        Some('-' | '‐' | '‑' | '/') => attached && next.starts_with(char::is_alphanumeric),
        Some('–') => attached && next.starts_with(|char: char| char.is_ascii_digit()),
        _ => false,
    }
}

/// The words of the text and how often they stand in it, counted when first asked for.
pub(super) struct Words<'a> {
    source: &'a str,
    counts: Option<HashMap<String, usize>>,
}

impl<'a> Words<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, counts: None }
    }

    /// Whether the hyphen at the end of a line divides a word, so that it goes when the lines are joined.
    ///
    /// The text itself is the dictionary. The hyphen goes if the joined word stands elsewhere, or if neither of its
    /// parts does. It stays where both may be words, as in "stress-related", and where that is written elsewhere.
    pub(super) fn divides(&mut self, before: &str, next: &str) -> bool {
        let Some(stem) = before.strip_suffix(['-', '‐']) else { return false };
        let stem = stem.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
        let end = next.find(|char: char| !char.is_alphanumeric()).unwrap_or(next.len());
        let end = next.get(..end).unwrap_or_default();
        if stem.is_empty() || !end.starts_with(char::is_lowercase) || !stem.ends_with(char::is_alphabetic) {
            return false;
        }
        let source = self.source;
        let counts = self.counts.get_or_insert_with(|| {
            let mut counts = HashMap::new();
            for word in source.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()) {
                *counts.entry(word.to_lowercase()).or_insert(0) += 1;
            }
            counts
        });
        let count = |word: &str| counts.get(&word.to_lowercase()).copied().unwrap_or_default();
        // Both parts were counted once where they stand.
        count(&format!("{stem}{end}")) > 0 || (count(stem) <= 1 && count(end) <= 1)
    }
}
