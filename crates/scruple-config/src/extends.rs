//! Files that extend others.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::File;
use crate::error::Mistake;
use crate::packs::reason;
use crate::read;
use crate::source::{Origin, Place, Sourced, shown};

/// What came of reading a file and all it extends.
pub(crate) struct Extended {
    /// What they say, as far as it can be read.
    pub file: File,
    /// Which files they are, the file itself first.
    pub sources: Vec<PathBuf>,
    /// What is wrong with them.
    pub mistakes: Vec<Mistake>,
}

/// Reads a file and all it extends.
pub(crate) fn read(path: &Path) -> Extended {
    reading(path, Reading::default())
}

/// The same for a file that an editor has open: its text, not what stands on disk.
pub(crate) fn read_open(path: &Path, text: &str) -> Extended {
    reading(path, Reading { open: Some((path.to_owned(), text.to_owned())), ..Reading::default() })
}

fn reading(path: &Path, mut reading: Reading) -> Extended {
    let origin = Origin::Config(Place::whole(path));
    let file = reading.file(&Sourced::new(path.to_owned(), origin), true);
    Extended { file, sources: reading.sources, mistakes: reading.mistakes }
}

#[derive(Default)]
struct Reading {
    /// The files that lead to the one that is read.
    chain: Vec<PathBuf>,
    sources: Vec<PathBuf>,
    mistakes: Vec<Mistake>,
    /// A file whose text is known.
    open: Option<(PathBuf, String)>,
}

impl Reading {
    fn file(&mut self, path: &Sourced<PathBuf>, first: bool) -> File {
        let open = self.open.as_ref().filter(|(known, _)| *known == path.value).map(|(_, text)| text.clone());
        let text = match open.map_or_else(|| text_of(path, first), Ok) {
            Ok(text) => text,
            Err(error) => {
                let why = reason(&error);
                let message = if first { why } else { format!("cannot extend \"{}\": {why}", shown(path)) };
                self.mistakes.push(Mistake::new(&path.origin, message));
                return File { doubtful: true, ..File::default() };
            }
        };
        if !self.sources.contains(path) {
            self.sources.push(path.value.clone());
        }
        let (file, mistakes) = read::file(path, &text);
        for mistake in mistakes {
            // A file that is extended on two ways is told of once.
            if !self.mistakes.contains(&mistake) {
                self.mistakes.push(mistake);
            }
        }
        self.chain.push(path.value.clone());
        let mut below = File::default();
        for base in &file.extends {
            if let Some(at) = self.chain.iter().position(|known| *known == base.value) {
                let circle: Vec<String> =
                    self.chain[at..].iter().chain([&base.value]).map(|path| shown(path)).collect();
                let message = format!("extends in a circle: {}; take one of them out", circle.join(" -> "));
                self.mistakes.push(Mistake::new(&base.origin, message));
                continue;
            }
            let base = self.file(base, false);
            below = base.over(below);
        }
        self.chain.pop();
        file.over(below)
    }
}

/// The text of a file. A file that is named may be a pipe; one that is extended would be waited for without end.
fn text_of(path: &Path, first: bool) -> io::Result<String> {
    if !first && fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return Err(io::Error::other("is no file"));
    }
    fs::read_to_string(path)
}
