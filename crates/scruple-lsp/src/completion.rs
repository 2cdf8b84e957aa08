//! Disclaimers and cautions to insert, and comments that set findings aside.

use scruple::rule::Market;
use scruple::source::Format;

use crate::comment::{self, Around, Site};
use crate::features::Features;
use crate::lsp::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat, Position,
    TextEdit,
};

/// A text to insert. `${1:words}` are to be replaced by the writer.
struct Wording {
    label: &'static str,
    detail: &'static str,
    /// The markets that ask for it; none for what can be said anywhere.
    markets: &'static [Market],
    text: &'static str,
}

/// The first letters of these words bring the list up.
const WORDS: [&str; 4] = ["disclaimer", "disclosure", "caution", "these statements"];

/// The first letters of these bring up the comments that set findings aside.
const SUPPRESSIONS: [&str; 3] = ["scruple-ignore", "ignore", "suppress"];

/// Those comments: how far they reach, and what stands in them.
const COMMENTS: [(&str, &str); 4] = [
    ("suppress: on this line", "scruple-ignore ${1:RULE}: ${2:reason}"),
    ("suppress: on the next line", "scruple-ignore-next-line ${1:RULE}: ${2:reason}"),
    ("suppress: from here on", "scruple-ignore-start ${1:RULE}: ${2:reason}"),
    ("suppress: in the whole file", "scruple-ignore-file ${1:RULE}: ${2:reason}"),
];

const WORDINGS: [Wording; 9] = [
    Wording {
        label: "disclaimer: FDA statement, several claims",
        detail: "21 CFR 101.93(c)",
        markets: &[Market::Us],
        text: "*These statements have not been evaluated by the Food and Drug Administration. This product is not intended to diagnose, treat, cure, or prevent any disease.",
    },
    Wording {
        label: "disclaimer: FDA statement, one claim",
        detail: "21 CFR 101.93(c)",
        markets: &[Market::Us],
        text: "*This statement has not been evaluated by the Food and Drug Administration. This product is not intended to diagnose, treat, cure, or prevent any disease.",
    },
    Wording {
        label: "disclaimer: not medical advice",
        detail: "for guides and articles",
        markets: &[],
        text: "This page is general information, not medical advice. If you have symptoms or take medicines, speak with a clinician.",
    },
    Wording {
        label: "disclaimer: results of most people",
        detail: "beside a testimonial; the figures must be yours",
        markets: &[],
        text: "Most people who ${1:used it for three months} ${2:saw no change}; ${3:12 of 100} ${4:slept longer}.",
    },
    Wording {
        label: "disclosure: paid links",
        detail: "beside the links, before they are read",
        markets: &[],
        text: "We earn a commission if you buy through the links on this page.",
    },
    Wording {
        label: "disclosure: sponsor",
        detail: "before the endorsement",
        markets: &[],
        text: "Advertisement. ${1:The maker} paid for this ${2:review} and sent the product for free.",
    },
    Wording {
        label: "caution: ask before use",
        detail: "beside a dose",
        markets: &[],
        text: "Ask a doctor or pharmacist before use if you are pregnant or breastfeeding, have ${1:kidney disease} or take ${2:medicines}.",
    },
    Wording {
        label: "caution: dose and variety",
        detail: "Directive 2002/46/EC Art. 6(3)",
        markets: &[Market::Eu, Market::Uk],
        text: "Do not exceed the stated daily dose. Food supplements should not be used as a substitute for a varied diet. Keep out of the reach of young children.",
    },
    Wording {
        label: "caution: diet and lifestyle",
        detail: "Regulation (EC) 1924/2006 Art. 10(2)",
        markets: &[Market::Eu, Market::Uk],
        text: "A varied and balanced diet and a healthy lifestyle are important. ${1:The effect} is obtained with a daily intake of ${2:amount}.",
    },
];

/// What can be inserted at a position. Nothing while other words are being written, and nothing in code.
pub(crate) fn at(
    text: &ropey::Rope,
    position: Position,
    (markets, format): (&[Market], Format),
    features: &Features,
) -> Vec<CompletionItem> {
    let end = features.encoding.char(text, position);
    let around = comment::around(text, end, format);
    if around == Around::Code {
        return Vec::new();
    }
    if let Around::Prose(site) | Around::Comment(site) = &around {
        let word = site.word.to_lowercase();
        let begun = word.chars().count() >= 3 || matches!(around, Around::Comment(_));
        if begun
            && (SUPPRESSIONS.iter().any(|keyword| keyword.starts_with(&word))
                || word.starts_with("scruple-ignore"))
        {
            return comments(text, site, &word, features);
        }
    }
    if !matches!(around, Around::Prose(_)) {
        return Vec::new();
    }
    let start = word_start(text, end);
    let word = text.slice(start..end).to_string().to_lowercase();
    let range = features.encoding.range(text, text.char_to_byte(start)..text.char_to_byte(end));
    if !(word.is_empty() || word.chars().count() >= 3 && WORDS.iter().any(|known| known.starts_with(&word))) {
        return Vec::new();
    }
    let fits = |wording: &&Wording| {
        wording.markets.is_empty() || wording.markets.iter().any(|market| markets.contains(market))
    };
    (0..)
        .zip(WORDINGS.iter().filter(fits))
        .map(|(number, wording)| item(wording, wording.text, number, &word, range, features))
        .collect()
}

/// The comments that set findings aside, with marks around them where none stand yet.
fn comments(text: &ropey::Rope, site: &Site, word: &str, features: &Features) -> Vec<CompletionItem> {
    let Site { open, close, .. } = site;
    let range = features.encoding.range(text, site.bytes.clone());
    // Another word for it brings up all of them.
    let begun = |body: &str| {
        let keyword = body.split(' ').next().unwrap_or(body);
        keyword.starts_with(word) || !word.starts_with("scruple")
    };
    (0..)
        .zip(COMMENTS.into_iter().filter(|(_, body)| begun(body)))
        .map(|(number, (label, body))| {
            let mut whole = format!("{open}{body}{close}");
            if label.ends_with("on") && !open.is_empty() {
                whole.push_str(&format!("\n\n{open}scruple-ignore-end{close}"));
            }
            let wording = Wording { label, detail: "rule and reason are asked for", markets: &[], text: "" };
            item(&wording, &whole, number, &site.begun, range, features)
        })
        .collect()
}

/// A text as an item of the list.
fn item(
    wording: &Wording,
    text: &str,
    number: usize,
    word: &str,
    range: crate::lsp::Range,
    features: &Features,
) -> CompletionItem {
    let plain = plain(text);
    let format = if features.snippets { InsertTextFormat::SNIPPET } else { InsertTextFormat::PLAIN_TEXT };
    let new_text = if features.snippets { snippet(text) } else { plain.clone() };
    CompletionItem {
        label: wording.label.to_owned(),
        kind: Some(CompletionItemKind::SNIPPET),
        detail: Some(wording.detail.to_owned()),
        documentation: Some(Documentation::String(plain)),
        sort_text: Some(format!("{number:02}")),
        // The word that was begun, so that the editor does not filter it out.
        filter_text: Some(if word.is_empty() { wording.label.to_owned() } else { word.to_owned() }),
        insert_text_format: Some(format),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        ..CompletionItem::default()
    }
}

/// Where the word that ends at a character starts.
fn word_start(text: &ropey::Rope, end: usize) -> usize {
    let mut start = end;
    let mut before = text.chars_at(end);
    while let Some(char) = before.prev() {
        if !char.is_alphanumeric() || end - start > 40 {
            break;
        }
        start -= 1;
    }
    start
}

/// A text as a snippet: what stands in it as it is must not be read as one.
fn snippet(text: &str) -> String {
    text.replace('\\', "\\\\")
}

/// A text with the words of its placeholders.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else { break };
        out.push_str(inside.split_once(':').map_or("", |(_, words)| words));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_words() {
        assert_eq!(plain("Ask ${1:a doctor} or ${2:b}."), "Ask a doctor or b.");
        assert_eq!(plain("none"), "none");
    }

    /// The words of the statutes stand in the library, too; they must not drift apart.
    #[test]
    fn the_statement_is_the_one_the_linter_knows() {
        let linter = scruple::Linter::builder().packs(scruple_rules::core().unwrap()).build().unwrap();
        let claim =
            "# Calm capsules\n\nOur magnesium capsules support restful sleep. Buy a bottle today.\n\n";
        let codes = |text: &str| {
            let report = linter.check(text, scruple::source::Format::Markdown);
            report.findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert!(codes(claim).iter().any(|code| code == "MC401"), "{:?}", codes(claim));
        let with = codes(&format!(
            "{}{}\n",
            claim.replace("sleep.", "sleep.\\*"),
            WORDINGS[1].text.replace('*', "\\*")
        ));
        assert!(!with.iter().any(|code| code == "MC401" || code == "MC402"), "{with:?}");
    }
}
