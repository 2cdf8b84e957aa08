//! Patterns for paths.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns, any of which may fit.
///
/// They are read like those of ignore files: one without a `/` fits a name in any folder, one that names a folder fits all
/// that lies in it, and `**` stands for any folders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globs {
    set: GlobSet,
    folders: GlobSet,
}

impl Globs {
    /// Reads patterns; the first one that cannot be read, by its number, and why.
    pub(crate) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, String)> {
        let (mut set, mut folders) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for (number, pattern) in patterns.into_iter().enumerate() {
            let fail = |error: globset::Error| (number, error.kind().to_string());
            let trimmed = pattern.trim().strip_prefix("./").unwrap_or(pattern.trim());
            let only_folder = trimmed.ends_with('/');
            let bare = trimmed.trim_end_matches('/');
            let rooted = bare.trim_start_matches('/');
            if rooted.is_empty() {
                return Err((number, "it is empty".to_owned()));
            }
            if rooted.split('/').any(|part| part == "..") {
                let why = "it fits what lies below the folder of the settings, and \"..\" leads out of there";
                return Err((number, why.to_owned()));
            }
            let anchored = if bare.contains('/') { rooted.to_owned() } else { format!("**/{rooted}") };
            let glob = |text: &str| GlobBuilder::new(text).literal_separator(true).build();
            if !only_folder {
                set.add(glob(&anchored).map_err(fail)?);
            }
            folders.add(glob(&anchored).map_err(fail)?);
            set.add(glob(&format!("{anchored}/**")).map_err(fail)?);
        }
        let fail = |error: globset::Error| (0, error.kind().to_string());
        Ok(Self { set: set.build().map_err(fail)?, folders: folders.build().map_err(fail)? })
    }

    /// Whether a file fits, by its path from the folder of the settings on, with `/` between its parts.
    pub(crate) fn fit(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether a folder fits with all that lies in it.
    pub(crate) fn fit_folder(&self, path: &str) -> bool {
        self.folders.is_match(path) || self.set.is_match(path)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, path: &str) -> bool {
        Globs::new([pattern]).unwrap().fit(path)
    }

    #[test]
    fn patterns_read_as_in_ignore_files() {
        assert!(fits("blog/**", "blog/a/b.md") && fits("blog/", "blog/a.md") && fits("blog", "blog/a.md"));
        assert!(fits("*.md", "a/b/c.md") && fits("drafts", "a/drafts/c.md"));
        assert!(fits("blog/*.md", "blog/a.md") && !fits("blog/*.md", "blog/a/b.md"));
        assert!(
            fits("/a.md", "a.md") && !fits("/blog/a.md", "x/blog/a.md") && fits("./blog/a.md", "blog/a.md")
        );
        assert!(!fits("blog/", "blog") && fits("{de,fr}/**", "de/a.md"));
    }

    #[test]
    fn patterns_that_cannot_be_read() {
        assert_eq!(Globs::new(["a", "[b"]).unwrap_err().0, 1);
        assert!(Globs::new(["/"]).is_err());
        assert!(Globs::new(["../a.md"]).is_err() && Globs::new(["a/../b/"]).is_err());
        assert!(Globs::new(["a..b.md", "..."]).is_ok());
    }
}
