//! Whether a search of its folder would leave a file out.

use std::collections::HashMap;
use std::env;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use scruple_config::Resolver;

use crate::walk::wanted;

/// The names of ignore files, the one that decides first in front; the order is that of a search.
const NAMES: [&str; 3] = [".scrupleignore", ".ignore", ".gitignore"];

/// Answers for files that were not met in a search what it would have done with them.
pub struct Ignored {
    current: PathBuf,
    resolver: Arc<Resolver>,
    /// The ignore files of the folders that were looked into.
    seen: HashMap<PathBuf, [Option<Gitignore>; 3]>,
}

impl Ignored {
    /// Knows no folder yet.
    pub fn new(resolver: Arc<Resolver>) -> Self {
        Self { current: env::current_dir().unwrap_or_default(), resolver, seen: HashMap::new() }
    }

    /// Whether a search from the current folder, or from the root of its repository, would leave the file out: its
    /// ending, a hidden folder above it, an ignore file.
    pub fn leaves_out(&mut self, path: &Path) -> bool {
        let hidden = path
            .components()
            .any(|part| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")));
        !wanted(&self.resolver, path) || hidden || self.named(&lexical(&self.current.join(path)))
    }

    /// Whether an ignore file names this absolute path or a folder above it.
    fn named(&mut self, path: &Path) -> bool {
        let mut folders = Vec::new();
        for folder in path.ancestors().skip(1) {
            folders.push(folder);
            if folder.join(".git").exists() {
                break;
            }
        }
        for kind in 0..NAMES.len() {
            for folder in &folders {
                let Some(file) = &self.of(folder)[kind] else { continue };
                match file.matched_path_or_any_parents(path, false) {
                    Match::None => {}
                    decided => return decided.is_ignore(),
                }
            }
        }
        false
    }

    fn of(&mut self, folder: &Path) -> &[Option<Gitignore>; 3] {
        self.seen.entry(folder.to_owned()).or_insert_with(|| {
            NAMES.map(|name| {
                let file = folder.join(name);
                if !file.is_file() {
                    return None;
                }
                let mut builder = GitignoreBuilder::new(folder);
                // A line that is no pattern is passed over, as in a search.
                let _ = builder.add(file);
                builder.build().ok()
            })
        })
    }
}

/// The path without `.` and `..`, as it is written: the file need not be there.
pub fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
