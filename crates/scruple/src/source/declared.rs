//! What a document says of itself: `scruple:` in the front matter of a Markdown file, `<meta name="scruple:class">` in
//! HTML. Read as it stands; what the words mean is known further up.
//!
//! Front matter is read line by line, as it is for its title: a template or a half-written line in it must not cost
//! the settings, and the library can be built without a reader of YAML.

use std::ops::Range;

/// A setting, such as the class of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Its name; empty where there is no name.
    pub key: String,
    /// Its values, each with its bytes in the source.
    pub values: Vec<(String, Range<usize>)>,
    /// The bytes of the whole setting in the source.
    pub range: Range<usize>,
}

/// The name under which settings stand.
const NAME: &str = "scruple";

/// The settings in the lines of front matter, which stand at `base` in the source:
/// `scruple: {class: editorial, market: [eu, uk]}`, or one setting on each indented line below `scruple:`. In TOML it
/// is a table of that name.
pub(super) fn front_matter(text: &str, base: usize, toml: bool) -> Vec<Setting> {
    let sign = if toml { '=' } else { ':' };
    let mut settings: Vec<Setting> = Vec::new();
    let mut inside = false;
    let mut at = base;
    for raw in text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        let line = without_comment(raw);
        let body = line.trim();
        if body.is_empty() {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        if toml && body.starts_with('[') {
            inside = body.trim_matches(['[', ']']).trim() == NAME;
            continue;
        }
        if inside && (toml || indented) {
            let offset = start + (line.len() - line.trim_start().len());
            match body.strip_prefix("- ") {
                Some(item) => {
                    if let Some(setting) = settings.last_mut() {
                        setting.values.extend(values(item, offset + 2));
                        setting.range.end = offset + body.len();
                    }
                }
                None => settings.push(setting(body, offset, sign)),
            }
            continue;
        }
        inside = false;
        let Some((key, value)) = line.split_once(sign) else { continue };
        if indented || unquoted(key) != NAME {
            continue;
        }
        let offset = start + key.len() + 1 + (value.len() - value.trim_start().len());
        let value = value.trim();
        match value.strip_prefix('{') {
            Some(flow) => settings.extend(in_braces(flow, offset + 1, sign)),
            None if value.is_empty() => inside = !toml,
            // "scruple: editorial": a value without a name.
            None => settings.push(Setting {
                key: String::new(),
                values: values(value, offset),
                range: offset..offset + value.len(),
            }),
        }
    }
    settings
}

/// The setting of a `<meta>`, whose content stands at `base` in the source.
pub(super) fn meta(key: String, content: &str, base: usize) -> Setting {
    Setting { key, values: values(content, base), range: base..base + content.len() }
}

/// "class: editorial"
fn setting(text: &str, base: usize, sign: char) -> Setting {
    let range = base..base + text.len();
    match text.split_once(sign) {
        Some((key, value)) => {
            Setting { key: unquoted(key).to_owned(), values: values(value, base + key.len() + 1), range }
        }
        None => Setting { key: unquoted(text).to_owned(), values: Vec::new(), range },
    }
}

/// "class: editorial, market: [eu, uk]}"
fn in_braces(text: &str, base: usize, sign: char) -> Vec<Setting> {
    let text = text.split('}').next().unwrap_or(text);
    let mut settings = Vec::new();
    let mut depth = 0usize;
    let mut from = 0;
    let ends = text.char_indices().filter(|(_, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ',' && depth == 0
    });
    let ends: Vec<usize> = ends.map(|(at, _)| at).chain([text.len()]).collect();
    for end in ends {
        let part = text.get(from..end).unwrap_or_default();
        if !part.trim().is_empty() {
            let offset = base + from + (part.len() - part.trim_start().len());
            settings.push(setting(part.trim(), offset, sign));
        }
        from = end + 1;
    }
    settings
}

/// "editorial", "[eu, uk]", "eu, uk"
fn values(text: &str, base: usize) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    for part in text.split(',') {
        let skipped = part.len() - part.trim_start_matches(is_dress).len();
        let value = part.trim_matches(is_dress);
        if !value.is_empty() {
            let start = base + from + skipped;
            found.push((value.to_owned(), start..start + value.len()));
        }
        from += part.len() + 1;
    }
    found
}

/// What stands around a value.
fn is_dress(c: char) -> bool {
    c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'')
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// A line without its end and without a comment.
fn without_comment(line: &str) -> &str {
    let line = if line.trim_start().starts_with('#') { "" } else { line };
    line.find(" #").map_or(line, |at| line.get(..at).unwrap_or(line)).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, toml: bool) -> Vec<(String, Vec<String>)> {
        let settings = front_matter(text, 0, toml);
        for setting in &settings {
            for (value, range) in &setting.values {
                assert_eq!(&text[range.clone()], value);
            }
            assert!(text.get(setting.range.clone()).is_some());
        }
        settings
            .into_iter()
            .map(|setting| (setting.key, setting.values.into_iter().map(|(value, _)| value).collect()))
            .collect()
    }

    fn both() -> Vec<(String, Vec<String>)> {
        let strings = |all: &[&str]| all.iter().map(|&value| value.to_owned()).collect();
        vec![("class".to_owned(), strings(&["editorial"])), ("market".to_owned(), strings(&["eu", "uk"]))]
    }

    #[test]
    fn every_way_of_writing_it() {
        for yaml in [
            "scruple: {class: editorial, market: [eu, uk]}\n",
            "title: a\r\nscruple: { class: 'editorial', market: [ \"eu\", uk ] } # why\r\n",
            "scruple:\n  class: editorial # so\n\n  # more\n  market: eu, uk\ntags: x\n",
            "scruple:\n  class: editorial\n  market:\n    - eu\n    - uk\nclass: no\n",
            "\"scruple\":\n\tclass: \"editorial\"\n\tmarket: [eu, uk]",
        ] {
            assert_eq!(read(yaml, false), both(), "{yaml}");
        }
        for toml in [
            "title = \"a\"\n[scruple]\nclass = \"editorial\"\nmarket = [\"eu\", \"uk\"]\n[more]\nclass = \"b\"",
            "scruple = {class = \"editorial\", market = [\"eu\", \"uk\"]}",
        ] {
            assert_eq!(read(toml, true), both(), "{toml}");
        }
    }

    #[test]
    fn what_is_none() {
        for yaml in
            ["title: scruple\n", "a:\n  scruple: {class: news}\n", "scruple:\n", "# scruple: {class: news}"]
        {
            assert!(read(yaml, false).is_empty(), "{yaml}");
        }
        assert_eq!(read("scruple: news", false), [(String::new(), vec!["news".to_owned()])]);
        assert_eq!(read("scruple: {class", false), [("class".to_owned(), Vec::new())]);
    }
}
