//! The linters that the settings ask for, and what is said of their rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use scruple::Report;
use scruple::rule::RuleInfo;
use scruple::source::Format;
use scruple_config::approved::{self, Register, RegisterErrors, Registers};
use scruple_config::words::Text;
use scruple_config::{Origin, SettingsError};

use crate::Clock;
use crate::heed::{self, Applied, Base, Good};
use crate::lsp::Uri;
use crate::packs;
use crate::settings::Settings;
use crate::shared::lock;

/// Where the pages of the rules stand.
const PAGES: &str = "https://github.com/scruple-lint/scruple/blob/main/rules/docs";

/// By their paths: the last registers that could be read.
type Approvals = Arc<Mutex<HashMap<Vec<PathBuf>, Vec<Arc<Register>>>>>;

/// What outlives an engine: what was good when it was last read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    good: Good,
    approvals: Approvals,
}

/// The registers of approved claims that hold for a document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Approved {
    registers: Vec<Arc<Register>>,
    /// Why they are not the ones on disk.
    pub wrong: Option<Arc<Wrong>>,
}

/// Registers that cannot be heeded.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// Where they are, or should be.
    pub files: Vec<PathBuf>,
    pub message: String,
}

/// The settings of the editor and of the files beside the documents, and linters for them.
#[derive(Debug)]
pub(crate) struct Engine {
    /// No other engine has it.
    pub number: u64,
    base: Arc<Base>,
    good: Good,
    /// Where documents without a path are taken to lie.
    root: PathBuf,
    /// The rules of the linter, those of the house among them.
    own: Vec<RuleInfo>,
    registers: Registers,
    /// The last registers that could be read, by their paths.
    approvals: Approvals,
    clock: Clock,
    rules: HashMap<String, Card>,
    /// Longer documents are read up to this many bytes.
    pub limit: usize,
}

/// What is said of a rule.
#[derive(Debug)]
pub(crate) struct Card {
    pub name: String,
    pub summary: String,
    /// Its page, for rules that have one.
    pub page: Option<Uri>,
}

impl Engine {
    /// Builds what was asked for. The settings of the editor hold where no settings file says otherwise. Where they
    /// cannot be used, those of their parts that are to blame stay as they were `before`, which is told. Gives the
    /// settings that are in force, too.
    pub(crate) fn build(
        number: u64,
        (asked, before): (&Settings, &Settings),
        root: Option<&Path>,
        kept: &Kept,
        clock: Clock,
    ) -> (Self, Settings, Option<String>) {
        let root = root.map_or_else(|| std::env::current_dir().unwrap_or_default(), Path::to_owned);
        let made = |settings: &Settings| {
            let base = Base::new(&root, settings);
            let built = base.build(base.resolver.bare());
            (Arc::new(base), built)
        };
        let (mut base, mut built) = made(asked);
        let mut in_force = asked.clone();
        let mut wrong = None;
        if let Err(error) = &built {
            wrong = Some(format!("the settings are not used: {error}"));
            for part in Settings::PARTS {
                let candidate = asked.with_part_of(before, part);
                let (other, outcome) = if candidate == *asked { continue } else { made(&candidate) };
                if outcome.is_ok() {
                    wrong = Some(format!("the settings are not used ({part} as before): {error}"));
                    (base, built, in_force) = (other, outcome, candidate);
                    break;
                }
            }
        }
        let good = kept.good.clone();
        let mut engine = Self {
            number,
            base,
            good,
            root,
            own: Vec::new(),
            registers: Registers::new(Vec::new),
            approvals: kept.approvals.clone(),
            clock,
            rules: HashMap::new(),
            limit: asked.limit,
        };
        // Most documents lie where this one would; what is wrong with a settings file is told with its documents.
        let probe = engine.applied(None).0;
        let linter = probe.or_else(|| built.ok()).map(|applied| applied.linter);
        learn(&mut engine.rules, scruple_rules::with_packs().unwrap_or_default().rules(), true);
        if let Some(linter) = &linter {
            learn(&mut engine.rules, linter.rules(), false);
        }
        let own: Vec<RuleInfo> = linter.iter().flat_map(|linter| linter.rules().cloned()).collect();
        engine.own.clone_from(&own);
        engine.registers = Registers::new(move || all_rules(&own));
        (engine, in_force, wrong)
    }

    /// What applies to a document, and what is wrong with its settings: where they cannot be heeded, the last good ones
    /// stay.
    pub(crate) fn applied(&self, path: Option<&Path>) -> (Option<Applied>, Option<Arc<SettingsError>>) {
        let path = path.map_or_else(|| self.root.join("untitled"), Path::to_owned);
        let error = match self.base.applied(&path) {
            Ok(applied) => {
                let file = applied.settings_file().map(Path::to_owned).unwrap_or_default();
                lock(&self.good).insert(file, self.base.clone());
                return (Some(applied), None);
            }
            Err(error) => error,
        };
        let file = heed::nearest(&path).unwrap_or_default();
        let good = lock(&self.good).get(&file).cloned();
        let before = good.and_then(|base| base.applied(&path).ok());
        (before.or_else(|| self.base.instead(&path)), Some(error))
    }

    /// Whether another answer may come of a file that changed.
    pub(crate) fn depends_on(&self, path: &Path) -> bool {
        self.base.depends_on(path) || self.registers.has_read(path)
    }

    /// Whether the settings of a document changed on disk. For clients that do not watch files.
    pub(crate) fn is_outdated(&self, path: &Path) -> bool {
        self.base.is_outdated(path)
    }

    /// Whether a file is one that settings were read from, or would have been.
    pub(crate) fn looked_for(&self, path: &Path) -> bool {
        self.base.looked_for(path)
    }

    /// Whether a file is one of a pack that is linted with.
    pub(crate) fn is_of_pack(&self, path: &Path) -> bool {
        self.base.is_of_pack(path)
    }

    /// Registers that a settings file names and that are not there, each where it is named.
    pub(crate) fn missing_registers(&self, file: &Path) -> Vec<(std::ops::Range<usize>, PathBuf)> {
        let Ok(settings) = self.base.resolver.settings(&file.with_file_name("x")) else { return Vec::new() };
        let here = settings.approved.iter().filter(|named| !named.value.is_file());
        here.filter_map(|named| match &named.origin {
            Origin::Config(place) if *place.path == *file => Some((place.range.clone(), named.value.clone())),
            _ => None,
        })
        .collect()
    }

    /// Whether a file is a register of approved claims that was read.
    pub(crate) fn is_register(&self, path: &Path) -> bool {
        self.registers.has_read(path)
    }

    /// What is wrong with the text of a register of approved claims, by line from 0.
    pub(crate) fn review_register(&self, path: &Path, text: &str) -> Vec<packs::Mistake> {
        let rules = all_rules(&self.own);
        match Register::read(&path.to_string_lossy(), text, &rules) {
            Err(RegisterErrors::Wrong(errors)) => errors
                .into_iter()
                .map(|error| packs::Mistake {
                    line: u32::try_from(error.line.saturating_sub(1)).unwrap_or(u32::MAX),
                    message: error.message,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The registers of approved claims that hold for a document. Where they are broken, the last good ones stay, and
    /// what is wrong is told.
    pub(crate) fn approvals(&self, applied: &Applied, path: Option<&Path>) -> Approved {
        let named = applied.registers();
        let (key, found) = match path {
            _ if !named.is_empty() => {
                let key: Vec<PathBuf> = named.iter().map(|named| named.value.clone()).collect();
                let found = self.registers.named(key.iter().map(PathBuf::as_path));
                (key, found)
            }
            Some(path) => {
                let found = self.registers.nearest(path).map(|found| found.into_iter().collect::<Vec<_>>());
                let none = matches!(&found, Ok(list) if list.is_empty());
                let nearest = if none { None } else { approved::path_of_nearest(path) };
                (nearest.into_iter().collect(), found)
            }
            None => return Approved::default(),
        };
        match found {
            Ok(registers) => {
                if !key.is_empty() {
                    lock(&self.approvals).insert(key, registers.clone());
                }
                Approved { registers, wrong: None }
            }
            Err(error) => {
                let registers = lock(&self.approvals).get(&key).cloned().unwrap_or_default();
                Approved {
                    registers,
                    wrong: Some(Arc::new(Wrong { files: key, message: error.to_string() })),
                }
            }
        }
    }

    /// Takes away what the registers approve, and tells of approvals that are over.
    pub(crate) fn approve(
        &self,
        applied: &Applied,
        approved: &Approved,
        (text, format): (&str, Format),
        report: &mut Report,
    ) {
        // The words of a text are not read for nothing.
        let any = approved.registers.iter().any(|register| !register.entries.is_empty());
        if any && !report.findings.is_empty() {
            let read = Text::read(text, applied.format(format));
            approved::apply(&approved.registers, report, &applied.linter, (text, &read), (self.clock)());
        }
    }

    /// Whether a file is linted when it is met in a folder.
    pub(crate) fn takes(&self, path: &Path, known: bool) -> bool {
        self.base.resolver.takes(path, known)
    }

    /// Whether anything in a folder may be linted.
    pub(crate) fn enters(&self, folder: &Path) -> bool {
        self.base.resolver.enters(folder)
    }

    /// What is said of the rule with that code.
    pub(crate) fn rule(&self, code: &str) -> Option<&Card> {
        self.rules.get(code)
    }

    /// The rules, with what is said of them, by code.
    pub(crate) fn rules(&self) -> Vec<(&str, &Card)> {
        let mut rules: Vec<(&str, &Card)> =
            self.rules.iter().map(|(code, card)| (code.as_str(), card)).collect();
        rules.sort_by_key(|(code, _)| *code);
        rules
    }
}

/// A text that holds this makes the linter of the unit tests fail.
#[cfg(test)]
pub(crate) const FAULT: &str = "[[fault]]";

/// The rules that a register may name.
fn all_rules(own: &[RuleInfo]) -> Vec<RuleInfo> {
    let packs = scruple_rules::with_packs().unwrap_or_default();
    own.iter().chain(packs.rules()).cloned().collect()
}

fn learn<'a>(rules: &mut HashMap<String, Card>, known: impl Iterator<Item = &'a RuleInfo>, paged: bool) {
    for info in known {
        rules.entry(info.code.to_string()).or_insert_with(|| Card {
            name: info.name.to_string(),
            summary: info.summary.clone(),
            page: if paged { format!("{PAGES}/{}.md", info.code).parse().ok() } else { None },
        });
    }
}
