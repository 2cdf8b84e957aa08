//! The linters that the settings ask for, and what is said of their rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use scruple::rule::{Market, RuleInfo};
use scruple::source::Format;
use scruple::{Linter, Memo, Report};
use scruple_config::approved::{self, Registers};
use scruple_config::words::Text;
use scruple_config::{Layer, Linters, Origin, Pack, Resolver, Settings as Heeded, SettingsError, Sourced};

use crate::Clock;
use crate::lint::Linted;
use crate::lsp::Uri;
use crate::packs;
use crate::settings::Settings;
use crate::shared::lock;

/// Where the pages of the rules stand.
const PAGES: &str = "https://github.com/scruple-lint/scruple/blob/main/rules/docs";

/// By document: the last settings that could be heeded. It outlives the engine, for the engine is made anew when
/// settings change.
pub(crate) type Good = Arc<Mutex<HashMap<PathBuf, Arc<Heeded>>>>;

/// The settings of the editor and of the files beside the documents, and linters for them.
#[derive(Debug)]
pub(crate) struct Engine {
    resolver: Resolver,
    linters: Linters,
    good: Good,
    /// Where documents without a path are taken to lie.
    root: PathBuf,
    registers: Registers,
    clock: Clock,
    rules: HashMap<String, Card>,
    /// Longer documents are read up to this many bytes.
    pub limit: usize,
}

/// What applies to a document.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    settings: Arc<Heeded>,
    linter: Arc<Linter>,
}

impl Applied {
    /// The markets whose law is cited.
    pub(crate) fn markets(&self) -> Vec<Market> {
        let markets: Vec<Market> = self.settings.markets.iter().map(|market| market.value).collect();
        if markets.is_empty() { vec![Market::default()] } else { markets }
    }

    /// The amount of a nutrient at a byte of the text, and the levels it is measured by.
    pub(crate) fn dose_at(&self, text: &str, format: Format, byte: usize) -> Option<scruple::Dose> {
        self.linter.dose_at(text, self.format(format), byte)
    }

    /// Lints a text; with the memo of the lint before it reads only what changed since.
    pub(crate) fn check(&self, text: &str, format: Format, memo: &mut Memo) -> Report {
        #[cfg(test)]
        assert!(!text.contains(FAULT), "a fault that a test asked for");
        self.linter.check_again(text, self.format(format), &self.settings.options(), memo)
    }

    /// The registers of approved claims that the settings name.
    pub(crate) fn registers(&self) -> Vec<PathBuf> {
        self.settings.approved.iter().map(|path| path.value.clone()).collect()
    }

    /// The settings file that holds.
    pub(crate) fn settings_file(&self) -> Option<&Path> {
        self.settings.config.as_deref()
    }

    /// The mark-up that a document was read as.
    pub(crate) fn format_of(&self, linted: &Linted) -> Option<Format> {
        linted.format().map(|format| self.format(format))
    }

    /// The mark-up that settings say, or else that of the editor.
    fn format(&self, of_editor: Format) -> Format {
        self.settings.format.as_ref().map_or(of_editor, |format| format.value)
    }
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
    /// Builds what was asked for. The settings of the editor hold where no settings file says otherwise.
    pub(crate) fn build(
        settings: &Settings,
        root: Option<&Path>,
        good: Good,
        clock: Clock,
    ) -> Result<Self, String> {
        let root = root.map_or_else(|| std::env::current_dir().unwrap_or_default(), Path::to_owned);
        let resolver = Resolver::over(&root, layer(settings));
        let linters = Linters::default();
        // Most documents lie where this one would; what is wrong with a settings file is told with its documents.
        let probe = resolver.settings(&root.join("x")).unwrap_or_else(|_| resolver.bare());
        let built = linters.get(&probe);
        let of_editor = matches!(&built, Err(error) if !is_in_file(error));
        if let (Err(error), true) = (&built, of_editor) {
            return Err(error.to_string());
        }
        let mut rules = HashMap::new();
        learn(&mut rules, scruple_rules::with_packs().unwrap_or_default().rules(), true);
        if let Ok(linter) = &built {
            learn(&mut rules, linter.rules(), false);
        }
        let own: Vec<RuleInfo> = built.iter().flat_map(|linter| linter.rules().cloned()).collect();
        let registers = Registers::new(move || {
            let packs = scruple_rules::with_packs().unwrap_or_default();
            own.iter().chain(packs.rules()).cloned().collect()
        });
        Ok(Self { resolver, linters, good, root, registers, clock, rules, limit: settings.limit })
    }

    /// What applies to a document, and what is wrong with its settings: where they cannot be heeded, the last good ones
    /// stay.
    pub(crate) fn applied(&self, path: Option<&Path>) -> (Option<Applied>, Option<Arc<SettingsError>>) {
        let path = path.map_or_else(|| self.root.join("untitled"), Path::to_owned);
        let build = |settings: Arc<Heeded>| {
            let linter = self.linters.get(&settings)?;
            Ok::<_, SettingsError>(Applied { settings, linter })
        };
        let found = self.resolver.settings(&path);
        let error = match found.and_then(|settings| build(settings).map_err(Arc::new)) {
            Ok(applied) => {
                lock(&self.good).insert(path, Arc::clone(&applied.settings));
                return (Some(applied), None);
            }
            Err(error) => error,
        };
        let good = lock(&self.good).get(&path).cloned();
        let before = good.and_then(|settings| build(settings).ok());
        let applied = before.or_else(|| build(self.resolver.bare()).ok());
        let applied = applied.or_else(|| build(Arc::new(Heeded::default())).ok());
        (applied, Some(error))
    }

    /// Whether another answer may come of a file that changed.
    pub(crate) fn depends_on(&self, path: &Path) -> bool {
        let of_pack = || {
            packs::is_pack_file(path)
                && self.linters.pack_folders().iter().any(|folder| path.starts_with(folder))
        };
        let is_register = path.file_name().is_some_and(|name| name == approved::FILE);
        self.resolver.depends_on(path) || of_pack() || is_register || self.registers.has_read(path)
    }

    /// Takes away what the registers approve, and tells of approvals that are over. A register that is broken approves
    /// nothing; what is wrong with it is given back.
    pub(crate) fn approve(
        &self,
        applied: &Applied,
        path: Option<&Path>,
        (text, format): (&str, Format),
        report: &mut Report,
    ) -> Option<String> {
        let named = applied.registers();
        let found = match path {
            _ if !named.is_empty() => self.registers.named(named.iter().map(PathBuf::as_path)),
            Some(path) => self.registers.nearest(path).map(|found| found.into_iter().collect()),
            None => Ok(Vec::new()),
        };
        match found {
            Ok(registers) if registers.is_empty() || report.findings.is_empty() => None,
            Ok(registers) => {
                let read = Text::read(text, applied.format(format));
                approved::apply(&registers, report, &applied.linter, (text, &read), (self.clock)());
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }

    /// Whether a file is linted when it is met in a folder.
    pub(crate) fn takes(&self, path: &Path, known: bool) -> bool {
        self.resolver.takes(path, known)
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

/// Whether a file is to blame.
fn is_in_file(error: &SettingsError) -> bool {
    match error {
        SettingsError::Mistakes(mistakes) => {
            mistakes.iter().any(|mistake| matches!(mistake.origin, Origin::Config(_)))
        }
        _ => false,
    }
}

/// What the editor says.
fn layer(settings: &Settings) -> Layer {
    fn all<T>(values: impl Iterator<Item = T>) -> Option<Vec<Sourced<T>>> {
        let list: Vec<Sourced<T>> = values.map(|value| Sourced::new(value, Origin::Editor)).collect();
        (!list.is_empty()).then_some(list)
    }
    // A name wins: a folder that is called the same is written `./eu`.
    let pack = |name: &String| Pack::within(name).unwrap_or_else(|| Pack::Folder(PathBuf::from(name)));
    Layer {
        packs: all(settings.packs.iter().map(pack)),
        markets: all(settings.markets.iter().copied()),
        class: settings.class.map(|class| Sourced::new(class, Origin::Editor)),
        select: all(settings.select.iter().cloned()),
        ignore: all(settings.ignore.iter().cloned()).unwrap_or_default(),
        ..Layer::default()
    }
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
