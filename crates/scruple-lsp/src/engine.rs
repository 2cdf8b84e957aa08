//! The linter as the settings ask for it, and what is said of its rules.

use std::collections::HashMap;
use std::path::Path;

use scruple::rule::{Market, Packs};
use scruple::source::Format;
use scruple::{Linter, LinterBuilder, Memo, Options, Report};

use crate::lsp::Uri;
use crate::packs;
use crate::settings::Settings;

/// Where the pages of the rules stand.
const PAGES: &str = "https://github.com/scruple-lint/scruple/blob/main/rules/docs";

/// A linter, ready.
#[derive(Debug)]
pub(crate) struct Engine {
    linter: Linter,
    rules: HashMap<String, Card>,
    pub markets: Vec<Market>,
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
    /// Builds what was asked for.
    pub(crate) fn build(settings: &Settings) -> Result<Self, String> {
        // A name wins: a folder that is called the same is written `./eu`.
        let within = |name: &&String| scruple_rules::NAMES.contains(&name.to_ascii_lowercase().as_str());
        let (named, folders): (Vec<&String>, Vec<&String>) = settings.packs.iter().partition(within);
        // Most need the core pack alone, which is ready sooner. Rules may be asked for that belong to another one.
        let bare = named.is_empty() && settings.select.is_empty() && settings.ignore.is_empty();
        let own = if bare { scruple_rules::core() } else { scruple_rules::with_packs() };
        let own = own.map_err(|error| error.to_string())?;
        let mut rules = HashMap::new();
        learn(&mut rules, &own, true);
        let known = own.named().count();
        let mut packs = own;
        for folder in folders {
            let files = packs::read_folder(Path::new(folder))?;
            packs = packs.extend(&files).map_err(|errors| errors.to_string())?;
        }
        learn(&mut rules, &packs, false);
        let on_disk: Vec<String> = packs.named().skip(known).map(|pack| pack.name.clone()).collect();
        let named = named.into_iter().map(|name| name.to_ascii_lowercase()).chain(on_disk);
        let mut builder = named
            .fold(Linter::builder().packs(packs), LinterBuilder::enable_pack)
            .select(settings.select.iter().cloned())
            .ignore(settings.ignore.iter().cloned());
        for market in &settings.markets {
            builder = builder.market(*market);
        }
        let linter = builder.build().map_err(|error| error.to_string())?;
        let markets =
            if settings.markets.is_empty() { vec![Market::default()] } else { settings.markets.clone() };
        Ok(Self { linter, rules, markets, limit: settings.limit })
    }

    /// Lints a text; with the memo of the lint before it reads only what changed since.
    pub(crate) fn check(&self, text: &str, format: Format, memo: &mut Memo) -> Report {
        #[cfg(test)]
        assert!(!text.contains(FAULT), "a fault that a test asked for");
        self.linter.check_again(text, format, &Options::default(), memo)
    }

    /// The amount of a nutrient at a byte of the text, and the levels it is measured by.
    pub(crate) fn dose_at(&self, text: &str, format: Format, byte: usize) -> Option<scruple::Dose> {
        self.linter.dose_at(text, format, byte)
    }

    /// What is said of the rule with that code.
    pub(crate) fn rule(&self, code: &str) -> Option<&Card> {
        self.rules.get(code)
    }
}

/// A text that holds this makes the linter of the unit tests fail.
#[cfg(test)]
pub(crate) const FAULT: &str = "[[fault]]";

fn learn(rules: &mut HashMap<String, Card>, packs: &Packs, paged: bool) {
    for info in packs.rules() {
        rules.entry(info.code.clone()).or_insert_with(|| Card {
            name: info.name.clone(),
            summary: info.summary.clone(),
            page: if paged { format!("{PAGES}/{}.md", info.code).parse().ok() } else { None },
        });
    }
}
