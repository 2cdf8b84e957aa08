//! What lies in a folder, as far as it says something about settings.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ignore::WalkBuilder;
use scruple::rule::Market;
use scruple_documents::Kind;

/// More files than this tell nothing new.
const MOST_FILES: usize = 20_000;
/// Of so many files the beginning is read, so many bytes of each.
const MOST_READ: usize = 500;
const BEGINNING: u64 = 16 << 10;

/// Endings of templates, and what they are read as.
const TEMPLATES: [(&str, &str); 16] = [
    ("njk", "html"),
    ("liquid", "html"),
    ("hbs", "html"),
    ("handlebars", "html"),
    ("mustache", "html"),
    ("twig", "html"),
    ("j2", "html"),
    ("jinja", "html"),
    ("ejs", "html"),
    ("erb", "html"),
    ("php", "html"),
    ("vue", "html"),
    ("astro", "html"),
    ("mdoc", "markdown"),
    ("mdwn", "markdown"),
    ("rmd", "markdown"),
];
/// Exports of content management systems by words near their beginning.
const EXPORTS: [(&str, &str); 5] = [
    ("xmlns:wp=", "WordPress"),
    ("\"ghost\"", "Ghost"),
    ("contentful", "Contentful"),
    ("_sys_", "Sanity or Strapi"),
    ("shopify", "Shopify"),
];
/// Folders that hold what others made.
const FOREIGN: [&str; 6] = ["node_modules", "vendor", "_site", "dist", "target", "bower_components"];
/// Folders that hold articles rather than offers.
const ARTICLES: [(&str, &str); 8] = [
    ("blog", "editorial"),
    ("posts", "editorial"),
    ("_posts", "editorial"),
    ("articles", "editorial"),
    ("guides", "editorial"),
    ("library", "editorial"),
    ("news", "news"),
    ("press", "news"),
];

/// What speaks for a market: endings of hosts, languages, currencies and authorities.
const HINTS: [(Market, &[&str]); 5] = [
    (Market::Us, &["US$", "USD", "$1", "$2", "$3", "$4", "en-US", "en_US", "FDA", ".gov/"]),
    (
        Market::Eu,
        &[
            "€", "EUR", "EFSA", ".eu/", ".de/", ".fr/", ".it/", ".es/", ".nl/", ".ie/", ".at/", ".be/",
            ".pl/", "en-IE", ".eu\"", ".de\"", ".ie\"", ".eu\n", ".de\n", ".ie\n",
        ],
    ),
    (Market::Uk, &["£", "GBP", ".co.uk", "en-GB", "en_GB", "MHRA", ".nhs.uk"]),
    (Market::Ca, &["CA$", "C$", "CAD", ".ca/", ".ca\"", ".ca\n", "en-CA", "en_CA", "Health Canada"]),
    (Market::Au, &["A$", "AU$", "AUD", ".com.au", "en-AU", "en_AU", "TGA"]),
];

/// What lies in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Files by ending, of documents.
    pub(super) documents: BTreeMap<String, usize>,
    /// Files by ending, of templates, and what they are read as.
    pub(super) templates: BTreeMap<String, (usize, &'static str)>,
    /// Exports of content management systems: the path and the system.
    pub(super) exports: BTreeMap<String, &'static str>,
    /// By market, what speaks for it, and in how many files.
    pub(super) markets: BTreeMap<Market, BTreeMap<&'static str, usize>>,
    /// Markdown files with front matter, and of these the ones that speak of their class or market.
    pub(super) front_matter: usize,
    pub(super) declared: usize,
    /// Folders of articles, from the folder on, with the class they may have.
    pub(super) articles: BTreeMap<String, &'static str>,
    /// Folders that others made and no ignore file leaves out.
    pub(super) foreign: Vec<String>,
    /// Ignore files.
    pub(super) ignores: Vec<String>,
    /// Folders of rule packs.
    pub(super) packs: Vec<String>,
    /// How many files were looked into.
    pub(super) read: usize,
}

/// Looks at what lies in a folder. What cannot be read is passed over.
#[must_use]
pub fn look(folder: &Path) -> Seen {
    let mut seen = Seen::default();
    for name in [".gitignore", ".ignore", ".scrupleignore", ".prettierignore", ".valeignore", ".eslintignore"]
    {
        if folder.join(name).is_file() {
            seen.ignores.push(name.to_owned());
        }
    }
    let mut walk = WalkBuilder::new(folder);
    walk.require_git(false).add_custom_ignore_filename(".scrupleignore");
    walk.sort_by_file_name(Ord::cmp);
    for entry in walk.build().flatten().take(MOST_FILES) {
        let path = entry.path();
        let Ok(inside) = path.strip_prefix(folder) else { continue };
        let inside = inside.to_string_lossy().replace('\\', "/");
        match entry.file_type() {
            Some(kind) if kind.is_dir() => seen.folder(&inside),
            Some(kind) if kind.is_file() => seen.file(path, &inside),
            _ => {}
        }
    }
    seen
}

impl Seen {
    fn folder(&mut self, inside: &str) {
        let name = inside.rsplit('/').next().unwrap_or(inside);
        if self.is_foreign(inside) {
            return;
        }
        if FOREIGN.contains(&name) {
            self.foreign.push(inside.to_owned());
        } else if let Some((_, class)) = ARTICLES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) {
            self.articles.insert(inside.to_owned(), class);
        }
    }

    /// Whether a path lies in a folder that others made.
    fn is_foreign(&self, inside: &str) -> bool {
        self.foreign
            .iter()
            .any(|folder| inside.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    fn file(&mut self, path: &Path, inside: &str) {
        if self.is_foreign(inside) {
            return;
        }
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        // What a search takes; exports are taken only where somebody names fields of theirs.
        let beside = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        if Kind::from_ending(&ending).is_some_and(|kind| !kind.is_export()) && !beside {
            *self.documents.entry(ending.clone()).or_default() += 1;
        } else if let Some((_, format)) = TEMPLATES.iter().find(|(known, _)| *known == ending) {
            self.templates.entry(ending.clone()).or_insert((0, format)).0 += 1;
        } else if !matches!(ending.as_str(), "json" | "xml" | "csv" | "yaml" | "yml" | "toml" | "") {
            return;
        }
        if self.read >= MOST_READ {
            return;
        }
        let Some(text) = beginning(path) else { return };
        self.read += 1;
        match ending.as_str() {
            "json" | "xml" | "csv" => self.export(inside, &text),
            "yaml" | "yml" if text.lines().any(|line| line.starts_with("- code:")) => {
                let folder = inside.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned();
                if !self.packs.contains(&folder) {
                    self.packs.push(folder);
                }
            }
            _ => {}
        }
        if text.starts_with("---\n") || text.starts_with("---\r\n") || text.starts_with("+++") {
            self.front_matter += 1;
            self.declared += usize::from(text.lines().any(|line| {
                line.starts_with("scruple:") || line.starts_with("[scruple]") || line.starts_with("scruple =")
            }));
        }
        for (market, hints) in HINTS {
            for hint in hints.iter().filter(|hint| stands(&text, hint)) {
                *self
                    .markets
                    .entry(market)
                    .or_default()
                    .entry(hint.trim_end_matches(['/', '"', '\n']))
                    .or_default() += 1;
            }
        }
    }

    fn export(&mut self, inside: &str, text: &str) {
        let lower = text.to_lowercase();
        if let Some((_, system)) = EXPORTS.iter().find(|(sign, _)| lower.contains(sign)) {
            self.exports.insert(inside.to_owned(), system);
        }
    }

    /// Markets that something in the folder speaks for, in the order of every listing; a stray sign in a hundred files is
    /// none.
    pub(super) fn likely_markets(&self) -> Vec<(Market, Vec<&'static str>)> {
        let enough = (self.read / 50).max(1);
        let mut likely = Vec::new();
        for market in Market::ALL {
            let Some(hints) = self.markets.get(&market) else { continue };
            let mut strong: Vec<(&usize, &&'static str)> = hints
                .iter()
                .filter(|(_, count)| **count >= enough)
                .map(|(hint, count)| (count, hint))
                .collect();
            strong.sort_by(|a, b| b.0.cmp(a.0).then(a.1.cmp(b.1)));
            if !strong.is_empty() {
                likely.push((market, strong.into_iter().take(3).map(|(_, hint)| *hint).collect()));
            }
        }
        likely
    }

    /// What was seen, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let files: usize =
            self.documents.values().chain(self.templates.values().map(|(count, _)| count)).sum();
        let markets: Vec<&str> = self.likely_markets().iter().map(|(market, _)| market.as_str()).collect();
        let markets = if markets.is_empty() {
            "us (nothing in the folder says)".to_owned()
        } else {
            markets.join(", ")
        };
        let noun = if files == 1 { "document" } else { "documents" };
        format!("{files} {noun}; markets: {markets}.")
    }
}

/// Whether a sign stands in a text, not as a part of a longer word.
fn stands(text: &str, hint: &str) -> bool {
    let letters = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(hint).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + hint.len()..).and_then(|rest| rest.chars().next());
        let opens = hint.starts_with(char::is_alphanumeric);
        let closes = hint.ends_with(char::is_alphabetic);
        !(opens && letters(before) || closes && letters(after) || hint.starts_with('$') && letters(before))
    })
}

/// The first part of a file, if it is text.
fn beginning(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    if bytes.contains(&0) { None } else { Some(String::from_utf8_lossy(&bytes).into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_whole_words() {
        assert!(stands("only £12", "£") && stands("https://calm.de/", ".de/") && stands("EUR 5", "EUR"));
        assert!(!stands("EUROPE", "EUR") && !stands("TGAX", "TGA") && !stands("A$1", "$1"));
    }
}
