//! The documents that are linted from end to end, and the linter for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use scruple::source::{Format, decode};
use scruple::{Linter, Report};

/// A document.
#[derive(Debug)]
pub struct Document {
    /// File name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Document {
    /// Lints it with the core pack.
    #[must_use]
    pub fn lint(&self) -> Report {
        linter().check(&self.text, Format::from_path(&self.name))
    }
}

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_path_buf()
}

/// The core pack with every rule on, for the United States.
pub fn linter() -> &'static Linter {
    static LINTER: OnceLock<Linter> = OnceLock::new();
    LINTER.get_or_init(|| {
        let packs = scruple_rules::core().expect("the core pack is compiled in");
        Linter::builder().packs(packs).build().expect("the core pack is sound")
    })
}

/// The documents in `tests/documents`, by name.
#[must_use]
pub fn ours() -> Vec<Document> {
    let documents = read(&root().join("tests/documents"));
    assert!(!documents.is_empty(), "tests/documents is empty");
    documents
}

/// The sober pages in `tests/ledger`, by name: nothing should fire on them.
#[must_use]
pub fn ledger() -> Vec<Document> {
    read(&root().join("tests/ledger"))
}

/// The documents in `tests/coverage`, by name: what rules need that no other document shows.
#[must_use]
pub fn coverage() -> Vec<Document> {
    read(&root().join("tests/coverage"))
}

/// The four real documents, where they are: in the folder that `SCRUPLE_SEEDS` names, or beside the repository.
/// Where they are not, says so for all to see.
#[must_use]
pub fn real() -> Option<Vec<Document>> {
    let folder =
        std::env::var_os("SCRUPLE_SEEDS").map_or_else(|| root().join("../shared/seeds"), PathBuf::from);
    if folder.is_dir() {
        return Some(read(&folder));
    }
    say(&format!(
        "\n*** SKIPPED: the real documents are not at {}; set SCRUPLE_SEEDS to their folder ***\n",
        folder.display()
    ));
    None
}

/// Writes past the test runner, which swallows what passing tests print.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn read(folder: &Path) -> Vec<Document> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut documents: Vec<Document> = entries
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let decoded =
                decode::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Document { name, text: decoded.text.into_owned() }
        })
        .collect();
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    documents
}
