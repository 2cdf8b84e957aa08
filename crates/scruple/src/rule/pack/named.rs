//! Packs with a name, and rules that build on those of others.

use super::compile::Compiler;
use super::line_of;
use super::raw::NameFile;
use super::{PackError, PackFile, Problem};
use crate::rule::{PackInfo, fits};

/// The folder that holds the pack: that of the file with the shortest way to it.
pub(super) fn folder_of(files: &[PackFile]) -> String {
    let parts = |file: &PackFile| file.path.split(['/', '\\']).map(str::to_owned).collect::<Vec<_>>();
    let shortest = files.iter().map(parts).min_by_key(Vec::len).unwrap_or_default();
    shortest.iter().rev().nth(1).cloned().unwrap_or_default()
}

impl Compiler {
    /// Gives the pack the name in its file.
    pub(super) fn name(&mut self, file: &PackFile) {
        let Some(NameFile { pack }) = self.parse::<NameFile>(file) else { return };
        if self.packs.named.iter().any(|known| known.name == pack.name) {
            self.error(file, "name:", Problem::TakenPack(pack.name));
            return;
        }
        self.pack.clone_from(&pack.name);
        self.as_of.clone_from(&pack.as_of);
        self.markets.clone_from(&pack.markets);
        self.packs.named.push(PackInfo {
            name: pack.name,
            title: pack.title,
            summary: pack.summary,
            markets: pack.markets,
            as_of: pack.as_of,
        });
    }

    /// What rules follow must be there.
    pub(super) fn follows(&mut self, first: usize, files: &[PackFile]) {
        let rules = &self.packs.rules;
        for rule in &rules[first..] {
            for given in &rule.follows {
                if !rules.iter().any(|other| other.info.code != rule.info.code && fits(&other.info, given)) {
                    let line = files
                        .iter()
                        .find(|file| file.path == rule.file)
                        .and_then(|file| {
                            let start = file.text.find(&format!("code: {}", rule.info.code))?;
                            Some(line_of(&file.text, start, "follows:"))
                        })
                        .unwrap_or(rule.line);
                    self.errors.push(PackError {
                        path: rule.file.clone(),
                        line,
                        problem: Problem::FollowsNothing {
                            code: rule.info.code.to_string(),
                            given: given.clone(),
                        },
                    });
                }
            }
        }
    }
}
