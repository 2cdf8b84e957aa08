//! The pieces of MDX that are not Markdown: statements, expressions, tags.

use super::super::element::{Role, role};

/// A tag or an expression that is longer is none.
pub(super) const LONGEST: usize = 20_000;

/// A tag of JSX.
pub(super) struct Tag {
    /// Its bytes.
    pub(super) len: usize,
    /// Whether it belongs to a component or holds expressions, which HTML does not know.
    pub(super) component: bool,
    /// Whether it is an element of HTML that parts the text.
    pub(super) block: bool,
    /// Whether it is an end tag.
    pub(super) end: bool,
    /// Whether it has no content: `<Video />`.
    pub(super) empty: bool,
}

/// The bytes of the front matter at the start of the source; 0 where there is none.
pub(super) fn front_matter(source: &str) -> usize {
    let mark = source.len() - source.trim_start_matches('\u{feff}').len();
    let mut at = mark;
    for line in source.get(mark..).unwrap_or_default().split_inclusive('\n') {
        let fence = line.trim_end() == "---";
        if at == mark && !fence {
            return 0;
        }
        at += line.len();
        if fence && at > mark + line.len() {
            return at;
        }
    }
    0
}

/// The bytes of the first line with its ending.
pub(super) fn line_len(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

/// The bytes of white space at the start of a line.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether nothing but white space follows on the line.
pub(super) fn ends_line(rest: &str) -> bool {
    rest.get(..line_len(rest)).unwrap_or(rest).trim().is_empty()
}

/// The bytes of `import` and `export` at the start of a block: up to a blank line on which no brace is open.
pub(super) fn statement(rest: &str) -> Option<usize> {
    let word = rest.strip_prefix("import").or_else(|| rest.strip_prefix("export"))?;
    // In prose, "export" may open a sentence.
    let known = word.trim_start_matches(' ').starts_with(['{', '*', '"', '\''])
        || ["const ", "let ", "var ", "function ", "async ", "class ", "default ", "type ", "interface "]
            .iter()
            .any(|next| word.trim_start().starts_with(next))
        || rest
            .get(..line_len(rest))
            .is_some_and(|line| line.contains(" from \"") || line.contains(" from '"));
    if !known || !word.starts_with([' ', '{', '*', '"', '\'']) {
        return None;
    }
    let (mut at, mut depth) = (0, 0_i64);
    while at < rest.len() && at < LONGEST {
        let tail = rest.get(at..).unwrap_or_default();
        let line = tail.get(..line_len(tail)).unwrap_or(tail);
        if line.trim().is_empty() && depth <= 0 {
            break;
        }
        for byte in line.bytes() {
            depth += match byte {
                b'{' | b'(' | b'[' => 1,
                b'}' | b')' | b']' => -1,
                _ => 0,
            };
        }
        at += line.len();
    }
    Some(at)
}

/// The bytes of the fenced code that starts with this line.
pub(super) fn fenced(rest: &str) -> Option<usize> {
    let line = rest.get(..line_len(rest))?.trim_start();
    let mark = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let len = line.bytes().take_while(|byte| *byte == mark).count();
    if len < 3 || (mark == b'`' && line.get(len..)?.contains('`')) {
        return None;
    }
    let mut at = line_len(rest);
    while at < rest.len() {
        let tail = rest.get(at..)?;
        let text = tail.get(..line_len(tail)).unwrap_or(tail);
        at += text.len();
        let closes = text.trim();
        if closes.len() >= len && closes.bytes().all(|byte| byte == mark) {
            break;
        }
    }
    Some(at)
}

/// The bytes of the code in a line that starts here, or of its mark where nothing closes it.
pub(super) fn code(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let len = bytes.iter().take_while(|byte| **byte == b'`').count();
    let mut at = len;
    while let Some(found) = rest.get(at..).and_then(|rest| rest.find('`')) {
        let start = at + found;
        if rest.get(at..start).is_some_and(|text| text.contains("\n\n") || text.contains("\n\r\n"))
            || start > LONGEST
        {
            break;
        }
        let run = bytes.iter().skip(start).take_while(|byte| **byte == b'`').count();
        at = start + run;
        if run == len {
            return at;
        }
    }
    len
}

/// The bytes of the expression in braces that starts here; none where no brace closes it.
pub(super) fn braces(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at).filter(|_| at < LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' | b'\'' | b'`' => {
                // An apostrophe in a comment opens no string.
                if let Some(len) = string(bytes.get(at..)?) {
                    at += len;
                    continue;
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += rest.get(at..)?.find("*/")? + 2;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The bytes of a string in quotes; none where it does not end on its line, unless it is a template.
fn string(bytes: &[u8]) -> Option<usize> {
    let quote = bytes.first()?;
    let mut at = 1;
    while let Some(byte) = bytes.get(at).filter(|_| at < LONGEST) {
        match byte {
            b'\\' => at += 1,
            b'\n' if *quote != b'`' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The tag that starts here.
pub(super) fn tag(rest: &str) -> Option<Tag> {
    let inside = rest.strip_prefix('<')?;
    let (end, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let len =
        inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.:$".contains(byte)).count();
    let name = inside.get(..len)?;
    let opens = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    // `<>` and `</>` hold fragments together; `<https://…>` is no tag.
    let fragment = name.is_empty() && inside.starts_with('>');
    if !(opens || fragment) || name.contains(':') {
        return None;
    }
    let bytes = rest.as_bytes();
    let mut at = 1 + usize::from(end) + len;
    let mut expressions = false;
    while let Some(byte) = bytes.get(at).filter(|_| at < LONGEST) {
        match byte {
            b'>' => {
                let upper = name.starts_with(|c: char| c.is_ascii_uppercase())
                    || name.contains('.')
                    || name.is_empty();
                let block = !matches!(
                    role(name.to_ascii_lowercase().as_bytes()),
                    Role::Inline
                        | Role::Break
                        | Role::SkipInline(_)
                        | Role::Skip(_)
                        | Role::Meta
                        | Role::Title
                );
                let empty = !end && bytes.get(at - 1) == Some(&b'/');
                return Some(Tag { len: at + 1, component: upper || expressions, block, end, empty });
            }
            b'{' => {
                expressions = true;
                at += braces(rest.get(at..)?)?;
                continue;
            }
            b'"' | b'\'' => {
                let quote = char::from(*byte);
                at += rest.get(at + 1..)?.find(quote)? + 2;
                continue;
            }
            b'<' => return None,
            _ => {}
        }
        at += 1;
    }
    None
}
