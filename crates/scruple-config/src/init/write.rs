//! The text of a settings file.

use std::fmt::Write;

use super::Seen;

impl Seen {
    /// A commented settings file that fits what was seen.
    #[must_use]
    pub fn settings(&self) -> String {
        let mut out = String::new();
        // Writing to memory cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# Settings of Scruple for this folder and all below, up to the next scruple.toml.")?;
        writeln!(out, "# `scruple config FILE` tells what applies to a file and from where.")?;
        writeln!(out, "# `scruple config schema` prints the JSON Schema of this file.")?;
        writeln!(out)?;
        self.markets(out)?;
        self.packs(out)?;
        writeln!(
            out,
            "# What the documents are, where their words do not say: product, clinic, editorial, news,"
        )?;
        writeln!(out, "# literature, general, leaflet, regulator.")?;
        writeln!(out, "# class = \"product\"")?;
        self.front_matter(out)?;
        writeln!(out)?;
        writeln!(out, "# From which severity on `scruple check` fails: error, warning, info, never.")?;
        writeln!(out, "fail-on = \"error\"")?;
        writeln!(out)?;
        writeln!(
            out,
            "# An old site has findings; `scruple baseline` records them, and only new ones count from then on."
        )?;
        writeln!(out, "# baseline = \"scruple-baseline.json\"")?;
        writeln!(out)?;
        writeln!(out, "# Claims that somebody approved, with who, on what evidence, and until when.")?;
        writeln!(out, "# approved = \"approved-claims.toml\"")?;
        writeln!(out)?;
        writeln!(
            out,
            "# Rules by code, prefix of a code, name or category; `scruple rules list` shows them."
        )?;
        writeln!(out, "# ignore = [\"MC112\"]")?;
        writeln!(out)?;
        writeln!(out, "# [severity]")?;
        writeln!(out, "# MC114 = \"error\"          # or warning, info, off")?;
        writeln!(out)?;
        self.files(out)?;
        writeln!(out, "[terms]")?;
        writeln!(out, "# Your products and brands: a sentence about them is your own claim.")?;
        writeln!(out, "products = []")?;
        writeln!(out, "# Names that only look like a claim, such as a brand called \"Cure\".")?;
        writeln!(out, "ignore = []")?;
        writeln!(out)?;
        writeln!(
            out,
            "# Words that your house asks for; a missing disclaimer is a finding, with a fix that adds it."
        )?;
        writeln!(out, "# [[disclaimers]]")?;
        writeln!(out, "# name = \"results\"")?;
        writeln!(out, "# text = \"Results vary from person to person.\"")?;
        writeln!(out, "# when = [\"social-proof\", \"results\"]   # rules or categories, or \"always\"")?;
        writeln!(out)?;
        self.overrides(out)
    }

    fn markets(&self, out: &mut String) -> std::fmt::Result {
        let likely = self.likely_markets();
        writeln!(
            out,
            "# Where the texts are published: us, eu, uk, ca, au. Their law is cited, their limits count."
        )?;
        for (market, hints) in &likely {
            let hints: Vec<String> = hints.iter().map(|hint| format!("\"{}\"", hint.trim())).collect();
            writeln!(out, "# {market}: seen {}", hints.join(", "))?;
        }
        let names: Vec<String> = if likely.is_empty() {
            writeln!(out, "# Nothing in the folder says, so it is the United States.")?;
            vec!["\"us\"".to_owned()]
        } else {
            likely.iter().map(|(market, _)| format!("\"{market}\"")).collect()
        };
        writeln!(out, "markets = [{}]\n", names.join(", "))
    }

    fn packs(&self, out: &mut String) -> std::fmt::Result {
        let mut names: Vec<String> =
            self.likely_markets().iter().map(|(market, _)| format!("\"{market}\"")).collect();
        writeln!(out, "# Rules that only one market or channel has ({}),", scruple_rules::NAMES.join(", "))?;
        writeln!(out, "# and folders of your own rules, written as a path: \"./house\".")?;
        let folders: Vec<String> = self.packs.iter().map(|folder| format!("\"./{folder}\"")).collect();
        for folder in &folders {
            writeln!(out, "# {folder}: holds YAML files with rules")?;
        }
        if names.is_empty() && folders.is_empty() {
            return writeln!(out, "# packs = [\"us\"]\n");
        }
        names.extend(folders);
        writeln!(out, "packs = [{}]\n", names.join(", "))
    }

    fn front_matter(&self, out: &mut String) -> std::fmt::Result {
        if self.front_matter == 0 {
            return Ok(());
        }
        let some = |count: usize| match count {
            1 => "1 file here has front matter".to_owned(),
            _ => format!("{count} files here have front matter"),
        };
        writeln!(
            out,
            "# A document can say so itself: {}, where `scruple: {{class: editorial}}` goes before.",
            some(self.front_matter)
        )?;
        if self.declared > 0 {
            writeln!(out, "# Of these {} do so already.", self.declared)?;
        }
        Ok(())
    }

    fn files(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "[files]")?;
        let kinds: Vec<String> =
            self.documents.iter().map(|(ending, count)| format!("{count} {ending}")).collect();
        if !kinds.is_empty() {
            writeln!(out, "# Seen: {}.", kinds.join(", "))?;
        }
        writeln!(out, "# Only these, when a folder is searched; patterns as in ignore files.")?;
        writeln!(out, "# include = [\"content/\"]")?;
        if self.ignores.is_empty() {
            writeln!(
                out,
                "# Not these. What .gitignore, .ignore and .scrupleignore name is left out anyway."
            )?;
        } else {
            let heeded: Vec<&str> = self.ignores.iter().map(String::as_str).collect();
            writeln!(out, "# Not these. Seen: {}; of such files .gitignore, .ignore and", heeded.join(", "))?;
            writeln!(out, "# .scrupleignore are heeded, so what they name need not stand here.")?;
        }
        if self.foreign.is_empty() {
            writeln!(out, "# exclude = [\"drafts/\"]")?;
        } else {
            let folders: Vec<String> = self.foreign.iter().map(|folder| format!("\"/{folder}/\"")).collect();
            writeln!(out, "exclude = [{}]", folders.join(", "))?;
        }
        writeln!(out, "# What other endings are read as.")?;
        if self.templates.is_empty() {
            writeln!(out, "# formats = {{ njk = \"html\" }}")?;
        } else {
            let pairs: Vec<String> = self
                .templates
                .iter()
                .map(|(ending, (_, format))| format!("{ending} = \"{format}\""))
                .collect();
            writeln!(out, "formats = {{ {} }}", pairs.join(", "))?;
        }
        for (path, system) in &self.exports {
            writeln!(out, "# {path} looks like an export of {system}.")?;
        }
        writeln!(
            out,
            "# Fields of JSON, YAML and CSV exports that hold text; such files are checked once there is one."
        )?;
        writeln!(out, "# fields = [\"title\", \"items[].body:html\"]")?;
        writeln!(out)
    }

    fn overrides(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# Settings for some of the files; of several that fit the last one counts.")?;
        if self.articles.is_empty() {
            writeln!(out, "# [[overrides]]")?;
            writeln!(out, "# files = [\"blog/**\"]")?;
            return writeln!(out, "# class = \"editorial\"");
        }
        writeln!(
            out,
            "# These folders may hold articles. Say so only where they sell nothing: articles are judged more mildly."
        )?;
        for (number, (folder, class)) in self.articles.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            writeln!(out, "# [[overrides]]")?;
            writeln!(out, "# files = [\"/{folder}/**\"]")?;
            writeln!(out, "# class = \"{class}\"")?;
        }
        Ok(())
    }
}
