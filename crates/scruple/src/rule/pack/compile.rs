//! From pack files to [`Packs`]: names resolved, terms cut and inflected, patterns written out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::named::folder_of;
use super::raw::{FullPattern, LexiconFile, NutrientFile, RawLexicon, RawPattern, RawRule, Requires};
use super::register::{self, RegisterFile};
use super::{PackError, PackErrors, PackFile, Problem};
use crate::finding::Reference;
use crate::rule::compiled::{AnyOf, Gap, Lexicon, LexiconId, NUMERICS, Pattern, Role, Rule, Term};
use crate::rule::pattern::{self, Element, Numeric};
use crate::rule::register::Register;
use crate::rule::select::distance;
use crate::rule::tables::Limit;
use crate::rule::terms::Terms;
use crate::rule::{Market, Packs, RuleInfo, inflect};
use crate::scan::token::term_words;

pub(super) fn compile(base: Packs, files: &[PackFile]) -> Result<Packs, PackErrors> {
    let mut compiler = Compiler::new(base);
    compiler.pack = folder_of(files);
    let mut rules = Vec::new();
    let mut lexicons: BTreeMap<String, (RawLexicon, &PackFile)> = BTreeMap::new();
    for file in files {
        let lower = file.path.to_ascii_lowercase();
        if lower.ends_with("limits.tsv") {
            compiler.limits(file);
        } else if lower.ends_with(".yaml") || lower.ends_with(".yml") {
            match head(&file.text) {
                "lexicons" => {
                    if let Some(parsed) = compiler.parse::<LexiconFile>(file) {
                        for (name, raw) in parsed.lexicons {
                            if lexicons.contains_key(&name) || compiler.packs.lexicon(&name).is_some() {
                                compiler.error(
                                    file,
                                    &format!("{name}:"),
                                    Problem::TakenLexicon(name.clone()),
                                );
                            } else {
                                lexicons.insert(name, (raw, file));
                            }
                        }
                    }
                }
                "nutrients" => {
                    if let Some(parsed) = compiler.parse::<NutrientFile>(file) {
                        compiler.packs.tables.nutrients.extend(parsed.nutrients);
                    }
                }
                "pack" => compiler.name(file),
                "authorised" => {
                    if let Some(parsed) = compiler.parse::<RegisterFile>(file) {
                        compiler.register(file, parsed.authorised);
                    }
                }
                _ => {
                    if let Some(parsed) = compiler.parse::<Vec<RawRule>>(file) {
                        rules.extend(parsed.into_iter().map(|raw| (raw, file)));
                    }
                }
            }
        }
    }
    compiler.lexicons(&lexicons);
    compiler.nutrient_lexicons();
    rules.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    let first = compiler.packs.rules.len();
    for (raw, file) in rules {
        compiler.rule(raw, file);
    }
    compiler.follows(first, files);
    compiler.finish()
}

/// The first key of a YAML map, or nothing for a list.
pub(in crate::rule) fn head(text: &str) -> &str {
    text.lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---")
        .and_then(|line| line.strip_suffix(':'))
        .unwrap_or("")
}

pub(super) struct Compiler {
    pub(super) packs: Packs,
    /// By lexicon.
    terms: Vec<Vec<Term>>,
    words: HashMap<String, u32>,
    named: HashMap<String, LexiconId>,
    /// Phrase sets that patterns share.
    phrases: HashMap<Vec<String>, LexiconId>,
    groups: u16,
    /// Name of the pack that is read, and when its policies were last read.
    pub(super) pack: String,
    pub(super) as_of: Option<String>,
    pub(super) markets: Vec<Market>,
    pub(super) errors: Vec<PackError>,
}

impl Compiler {
    fn new(mut base: Packs) -> Self {
        if base.lexicons.is_empty() {
            // The first numbers belong to the numeric classes.
            base.lexicons = (0..NUMERICS).map(|_| Lexicon { name: String::new(), common: true }).collect();
        }
        let terms = base.terms.unpack(base.lexicons.len());
        let words = base.words.iter().enumerate().map(|(i, word)| (word.to_owned(), i as u32)).collect();
        let named = base
            .lexicons
            .iter()
            .enumerate()
            .filter(|(_, lexicon)| !lexicon.name.is_empty())
            .filter_map(|(i, lexicon)| Some((lexicon.name.clone(), LexiconId::try_from(i).ok()?)))
            .collect();
        let groups = base
            .patterns
            .iter()
            .filter_map(|pattern| match pattern.role {
                Role::Question(group) | Role::Answer(group) => Some(group + 1),
                _ => None,
            })
            .max()
            .unwrap_or(0);
        Self {
            packs: base,
            terms,
            words,
            named,
            phrases: HashMap::new(),
            groups,
            pack: String::new(),
            as_of: None,
            markets: Vec::new(),
            errors: Vec::new(),
        }
    }

    pub(super) fn error(&mut self, file: &PackFile, near: &str, problem: Problem) {
        self.errors.push(PackError { path: file.path.clone(), line: line_of(&file.text, 0, near), problem });
    }

    pub(super) fn parse<T: serde::de::DeserializeOwned>(&mut self, file: &PackFile) -> Option<T> {
        match serde_saphyr::from_str(&file.text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let mut line =
                    error.location().map_or(0, |location| u32::try_from(location.line()).unwrap_or(0));
                // The first line names the fault; the rest is a picture of the source.
                let mut text = error.without_snippet().to_string();
                // The parser stumbles over a tab some lines before or after it, and does not say what to do.
                let tab = file.text.lines().position(|line| line.trim_start_matches(' ').starts_with('\t'));
                if let Some(tab) = tab.filter(|_| text.contains("tab") || text.contains("indent")) {
                    line = tab as u32 + 1;
                    "the line starts with a tab; indent with spaces".clone_into(&mut text);
                }
                self.errors.push(PackError { path: file.path.clone(), line, problem: Problem::Yaml(text) });
                None
            }
        }
    }

    fn limits(&mut self, file: &PackFile) {
        for (i, line) in file.text.lines().enumerate().skip(1) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let [nutrient, population, amount, unit, authority, year, note, ..] = cells.as_slice() else {
                if !line.trim().is_empty() {
                    self.errors.push(PackError {
                        path: file.path.clone(),
                        line: i as u32 + 1,
                        problem: Problem::Table(format!("{} columns where 7 are needed: nutrient, population, limit, unit, authority, year, note", cells.len())),
                    });
                }
                continue;
            };
            self.packs.tables.limits.push(Limit {
                nutrient: (*nutrient).to_owned(),
                population: (*population).to_owned(),
                amount: amount.replace(',', "").parse().ok(),
                unit: (*unit).to_owned(),
                authority: (*authority).to_owned(),
                year: (*year).to_owned(),
                note: (*note).to_owned(),
            });
        }
    }

    fn register(&mut self, file: &PackFile, added: Register) {
        let register = &mut self.packs.tables.authorised;
        register.sets.extend(added.sets);
        register.substances.extend(added.substances);
        register.claims.extend(added.claims);
        for (near, problem) in register::problems(register) {
            self.error(file, &near, problem);
        }
    }

    fn lexicons(&mut self, raw: &BTreeMap<String, (RawLexicon, &PackFile)>) {
        // Numbers first, so that references can point ahead.
        for name in raw.keys() {
            match LexiconId::try_from(self.packs.lexicons.len()) {
                Ok(id) => {
                    self.named.insert(name.clone(), id);
                    self.packs.lexicons.push(Lexicon { name: name.clone(), ..Lexicon::default() });
                    self.terms.push(Vec::new());
                }
                Err(_) => return,
            }
        }
        for (name, (lexicon, file)) in raw {
            let mut terms = BTreeSet::new();
            let mut excepts = BTreeSet::new();
            self.collect(name, raw, &mut terms, &mut excepts, &mut vec![name.clone()], file);
            let mut compiled = Vec::new();
            for (set, except) in [(&terms, false), (&excepts, true)] {
                for term in set {
                    if !self.term(term, except, &mut compiled) {
                        self.error(file, term, Problem::EmptyTerm(name.clone(), term.clone()));
                    }
                }
            }
            // Inflections of different terms meet: "heal+" and "healing".
            let mut seen = HashSet::new();
            compiled.retain(|term| seen.insert(term.clone()));
            let id = self.named.get(name).copied().unwrap_or_default();
            if let Some(slot) = self.packs.lexicons.get_mut(id as usize) {
                slot.common = lexicon.common;
            }
            if let Some(slot) = self.terms.get_mut(id as usize) {
                *slot = compiled;
            }
        }
    }

    /// The terms of a lexicon and of those it takes in.
    fn collect(
        &mut self,
        name: &str,
        raw: &BTreeMap<String, (RawLexicon, &PackFile)>,
        terms: &mut BTreeSet<String>,
        excepts: &mut BTreeSet<String>,
        path: &mut Vec<String>,
        file: &PackFile,
    ) {
        let Some((lexicon, _)) = raw.get(name) else { return };
        excepts.extend(lexicon.except.iter().cloned());
        for term in &lexicon.terms {
            let Some(inner) = term.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
                terms.insert(term.clone());
                continue;
            };
            if path.iter().any(|seen| seen == inner) {
                self.error(file, term, Problem::CircularLexicon(inner.to_owned()));
            } else if raw.contains_key(inner) {
                path.push(inner.to_owned());
                self.collect(inner, raw, terms, excepts, path, file);
                path.pop();
            } else if let Some(base) = self.packs.lexicon(inner).filter(|_| !raw.contains_key(inner)) {
                // A lexicon of a pack that is already there: its compiled terms, spelt out again.
                let spelt: Vec<(String, bool)> =
                    self.terms[base as usize].iter().map(|term| (self.spell(term), term.except)).collect();
                for (term, except) in spelt {
                    if except {
                        excepts.insert(term)
                    } else {
                        terms.insert(term)
                    };
                }
            } else {
                let nearest = self.nearest(inner);
                self.error(file, term, Problem::UnknownLexicon { name: inner.to_owned(), nearest });
            }
        }
    }

    fn spell(&self, term: &Term) -> String {
        if let Some(exact) = &term.exact {
            return format!("={exact}");
        }
        let words: Vec<&str> = term.words.iter().map(|&w| self.packs.words.get(w as usize)).collect();
        words.join(" ")
    }

    fn nearest(&self, name: &str) -> Option<String> {
        self.named
            .keys()
            // Of two as near, letters in the wrong order are likelier than letters that are missing.
            .map(|known| (distance(name, known), known.len().abs_diff(name.len()), known))
            .filter(|(distance, _, known)| *distance <= 1 + known.len() / 3)
            .min()
            .map(|(.., known)| known.clone())
    }

    /// Adds the spellings of a term; false where it holds no word.
    fn term(&mut self, term: &str, except: bool, into: &mut Vec<Term>) -> bool {
        if let Some(exact) = term.strip_prefix('=') {
            let words = term_words(exact);
            if words.is_empty() {
                return false;
            }
            let words = words.into_iter().map(|word| self.word(word)).collect();
            into.push(Term { words, exact: Some(exact.to_owned()), except });
            return true;
        }
        let spellings = inflect::spellings(term);
        let mut any = false;
        for words in spellings {
            if !words.is_empty() {
                any = true;
                let words = words.into_iter().map(|word| self.word(word)).collect();
                into.push(Term { words, exact: None, except });
            }
        }
        any
    }

    fn word(&mut self, word: String) -> u32 {
        // Text is looked up with and without the possessive ending; a pack need not care.
        let word = word.strip_suffix("'s").map_or(word.clone(), str::to_owned);
        let next = self.packs.words.len() as u32;
        *self.words.entry(word.clone()).or_insert_with(|| {
            self.packs.words.push(&word);
            next
        })
    }

    /// Lexicons for the names of nutrients, so that they are found like any other term.
    fn nutrient_lexicons(&mut self) {
        let nutrients = self.packs.tables.nutrients.clone();
        for (i, nutrient) in nutrients.iter().enumerate() {
            let name = format!("nutrient:{i}");
            if self.named.contains_key(&name) {
                continue;
            }
            let mut terms = Vec::new();
            for term in nutrient
                .names
                .iter()
                .chain(nutrient.forms.iter().flat_map(|form| form.aka.iter().chain([&form.name])))
            {
                self.term(term, false, &mut terms);
            }
            if let Ok(id) = LexiconId::try_from(self.packs.lexicons.len()) {
                self.named.insert(name.clone(), id);
                self.packs.lexicons.push(Lexicon { name, common: true });
                self.terms.push(terms);
            }
        }
    }

    fn rule(&mut self, raw: RawRule, file: &PackFile) {
        let line = line_of(&file.text, 0, &format!("code: {}", raw.code));
        let start = file.text.find(&format!("code: {}", raw.code)).unwrap_or(0);
        let at = |near: &str| line_of(&file.text, start, near);
        let mut problems: Vec<(u32, Problem)> = Vec::new();
        for known in &self.packs.rules {
            for name in [&raw.code, &raw.name] {
                if *name == known.info.code
                    || *name == known.info.name
                    || known.info.aliases.iter().any(|known| known == name)
                {
                    // Of two in one file the second one has to give way.
                    let second = file.text.rfind(&format!(": {name}")).filter(|_| known.file == file.path);
                    let place = second.map_or(line, |at| line_of(&file.text, at, name));
                    problems.push((place, Problem::Taken(name.clone())));
                }
            }
        }
        for (examples, kind) in [(&raw.examples.bad, "bad"), (&raw.examples.good, "good")] {
            if examples.is_empty() {
                problems.push((line, Problem::NoExample(raw.code.clone(), kind)));
            }
        }
        if raw.matches.is_empty() && raw.check.is_none() && raw.follows.is_empty() {
            problems.push((line, Problem::NoMatch(raw.code.clone())));
        }
        if raw.follows.is_empty() && !raw.about.is_empty() {
            problems.push((at("about:"), Problem::Idle(raw.code.clone(), "about", "follows")));
        }
        if raw.needs.is_empty() && raw.add.is_some() {
            problems.push((at("add:"), Problem::Idle(raw.code.clone(), "add", "needs")));
        }
        let rule = self.packs.rules.len() as u16;
        for written in &raw.matches {
            let (text, severity, questions) = match written {
                RawPattern::Plain(text) => (text, None, &Vec::new()),
                RawPattern::Full(FullPattern { pattern, severity, answer_to }) => {
                    (pattern, *severity, answer_to)
                }
            };
            let role = if questions.is_empty() {
                Role::Finding
            } else {
                let group = self.groups;
                self.groups += 1;
                for question in questions {
                    if let Err(problem) = self.pattern(question, rule, Role::Question(group), None, &raw.code)
                    {
                        problems.push((at(question), problem));
                    }
                }
                Role::Answer(group)
            };
            if let Err(problem) = self.pattern(text, rule, role, severity, &raw.code) {
                problems.push((at(text), problem));
            }
        }
        let excuses = raw.unless_match.iter().map(|text| (text, Role::Excuse));
        let about = raw.about.iter().map(|text| (text, Role::About));
        let needs = (0..)
            .zip(&raw.needs)
            .flat_map(|(number, need)| need.matches.iter().map(move |text| (text, Role::Need(number))));
        for (text, role) in excuses.chain(about).chain(needs) {
            if let Err(problem) = self.pattern(text, rule, role, None, &raw.code) {
                problems.push((at(text), problem));
            }
        }
        self.errors.extend(problems.into_iter().map(|(line, problem)| PackError {
            path: file.path.clone(),
            line,
            problem,
        }));
        let policy = raw.policy.iter().map(|title| {
            let as_of = self.as_of.as_ref().map(|date| format!(" (as of {date})")).unwrap_or_default();
            Reference { market: None, title: format!("{title}{as_of}").into(), url: None }
        });
        let references = raw
            .markets
            .iter()
            .flat_map(|(market, titles)| {
                titles.iter().map(|title| Reference { market: Some(*market), title: title.into(), url: None })
            })
            .chain(policy)
            .collect();
        self.packs.rules.push(Rule {
            info: RuleInfo {
                code: raw.code.into(),
                pack: self.pack.clone(),
                name: raw.name.into(),
                aliases: raw.aliases.into_iter().map(Into::into).collect(),
                category: raw.category.into(),
                severity: raw.severity,
                confidence: raw.confidence,
                status: raw.status,
                summary: raw.summary,
                message: raw.message,
                why: raw.why.into(),
                instead: raw.instead.into(),
                references,
                false_positives: raw.false_positives,
                examples_bad: raw.examples.bad,
                examples_good: raw.examples.good,
            },
            check: raw.check,
            unless: raw.unless,
            unless_match: raw.unless_match,
            place: raw.place,
            product_subject: matches!(raw.requires, Some(Requires::ProductSubject | Requires::Sold)),
            sold: raw.requires == Some(Requires::Sold),
            promotion: raw.requires == Some(Requires::Promotion),
            weigh: raw.weigh,
            yields_to: raw.yields_to.into_iter().map(Into::into).collect(),
            // What a pack of a market asks for holds where that market is meant.
            only_markets: if raw.only_markets.is_empty() { self.markets.clone() } else { raw.only_markets },
            follows: raw.follows,
            about: !raw.about.is_empty(),
            documents: raw.documents,
            needs: raw.needs.into_iter().map(|need| need.what).collect(),
            add: raw.add,
            own_match: !raw.matches.is_empty(),
            file: file.path.clone(),
            line,
        });
    }

    fn pattern(
        &mut self,
        text: &str,
        rule: u16,
        role: Role,
        severity: Option<crate::finding::Severity>,
        code: &str,
    ) -> Result<(), Problem> {
        let sequences = pattern::parse(text).map_err(|error| Problem::Pattern {
            code: code.to_owned(),
            pattern: text.to_owned(),
            error,
        })?;
        for sequence in sequences {
            let mut elements = Vec::with_capacity(sequence.elements.len());
            for element in &sequence.elements {
                elements.push(self.element(element)?);
            }
            let mut gaps = Vec::with_capacity(sequence.gaps.len());
            for gap in &sequence.gaps {
                gaps.push(Gap { least: gap.least, most: gap.most, without: self.element(&gap.without)? });
            }
            let compiled = Pattern {
                rule,
                role: role.clone(),
                severity,
                elements,
                gaps,
                at_start: sequence.at_start,
                at_end: sequence.at_end,
                not_before: self.element(&sequence.not_before)?,
                not_after: self.element(&sequence.not_after)?,
                span_first: sequence.span_first as u8,
                span_last: sequence.span_last as u8,
                tail: sequence.tail,
            };
            self.packs.patterns.push(compiled);
        }
        Ok(())
    }

    fn element(&mut self, element: &Element) -> Result<AnyOf, Problem> {
        let mut ids = Vec::new();
        for name in &element.lexicons {
            let id = self
                .named
                .get(name)
                .copied()
                .ok_or_else(|| Problem::UnknownLexicon { name: name.clone(), nearest: self.nearest(name) })?;
            ids.push(id);
        }
        for numeric in &element.numerics {
            ids.push(match numeric {
                Numeric::Number => 0,
                Numeric::Percent => 1,
                Numeric::Dose => 2,
                Numeric::Duration => 3,
                Numeric::Money => 4,
            });
        }
        if !element.phrases.is_empty() {
            let mut phrases = element.phrases.clone();
            phrases.sort_unstable();
            phrases.dedup();
            let id = match self.phrases.get(&phrases) {
                Some(&id) => id,
                None => {
                    let id = LexiconId::try_from(self.packs.lexicons.len())
                        .map_err(|_| Problem::TooMany("lexicons and phrase sets", LexiconId::MAX as usize))?;
                    let mut terms = Vec::new();
                    for phrase in &phrases {
                        if !self.term(phrase, false, &mut terms) {
                            return Err(Problem::EmptyTerm("a pattern".to_owned(), phrase.clone()));
                        }
                    }
                    self.packs.lexicons.push(Lexicon { name: String::new(), common: false });
                    self.terms.push(terms);
                    self.phrases.insert(phrases, id);
                    id
                }
            };
            ids.push(id);
        }
        Ok(ids.into())
    }

    fn finish(mut self) -> Result<Packs, PackErrors> {
        if self.errors.is_empty() {
            self.packs.rules.shrink_to_fit();
            self.packs.terms = Terms::pack(&self.terms).into();
            Ok(self.packs)
        } else {
            self.errors.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
            Err(PackErrors(self.errors))
        }
    }
}

/// Line (from 1) of the first place at or after `start` that holds `near`; that of `start` where nothing does.
pub(in crate::rule) fn line_of(text: &str, start: usize, near: &str) -> u32 {
    let at = text.get(start..).and_then(|rest| rest.find(near)).map_or(start, |offset| start + offset);
    text.get(..at).map_or(1, |before| before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1)
}
