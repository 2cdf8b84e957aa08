//! What the tests of settings share.
#![allow(dead_code, unreachable_pub, reason = "not every test file needs everything")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

use std::fs;
use std::path::{Path, PathBuf};

use scruple_config::{Discovery, Layer, Resolver};
use tempfile::TempDir;

/// A folder of its own, with the mark of a repository, so that nothing above it is looked at.
pub struct Folder(TempDir, PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        Self(folder, root)
    }

    /// Adds a file.
    pub fn file(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.1
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.1.join(path)
    }

    /// Finds settings in it.
    pub fn resolver(&self) -> Resolver {
        Resolver::new(&self.1, Discovery::Nearest, Layer::default())
    }
}
