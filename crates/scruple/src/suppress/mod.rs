//! Findings that a comment in the text sets aside, with a reason.
//!
//! `scruple-ignore RULES: reason` holds for the line it stands on, or, where it stands alone, for the next one;
//! `-line`, `-next-line`, `-start` … `-end` and `-file` say which. It is applied after the lint: what is set aside moves
//! from [`Report::findings`] to [`Report::answered`]. A comment that sets nothing aside, names an unknown rule, gives no
//! reason or is not understood is a finding itself. Those findings cannot be set aside.

mod directive;
mod insert;
mod target;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use memchr::memchr_iter;

pub use insert::{Suppression, suppression};

use crate::answer::{Answer, Answered};
use crate::check::{Ready, position};
use crate::finding::{Finding, Text};
use crate::linter::Report;
use crate::rule::{RuleInfo, nearest_rule, review};
use crate::source::comments::{self, Comment, Style};
use crate::source::lines::LineIndex;
use crate::source::{Format, Part};
use directive::{Directive, Reach, Read};
use target::{Target, Targets};

/// The name of the linter, as its comments begin.
const NAME: &[u8] = b"scruple";

/// The comments of a text that may be meant for the linter.
#[derive(Debug, Default)]
pub(crate) struct Comments(Vec<Comment>);

/// The text without the notes to the linter that a reader of its format would take for words (`[scruple-ignore …]` in
/// plain text); every other byte stays where it is.
#[must_use]
pub fn masked<'a>(source: &'a str, format: Format, parts: &[Part]) -> Cow<'a, str> {
    Comments::read(source, format, parts).masked(source)
}

impl Comments {
    /// Reads them. A text that does not name the linter has none, and costs one look.
    pub(crate) fn read(source: &str, format: Format, parts: &[Part]) -> Self {
        // They are looked for by the name of the linter in small letters; the bytes of others stay where they are.
        if shouts(source.as_bytes()) {
            return Self(comments::comments(&source.to_ascii_lowercase(), format, parts));
        }
        Self(comments::comments(source, format, parts))
    }

    /// The text without those that would be read as its words; every other byte stays where it is.
    pub(crate) fn masked<'a>(&self, source: &'a str) -> Cow<'a, str> {
        comments::masked(source, &self.0)
    }

    /// Sets findings aside, and reports what is wrong with the comments.
    pub(crate) fn apply(&self, ready: &Ready, source: &str, format: Format, report: &mut Report) {
        if self.0.is_empty() {
            return;
        }
        let lines = LineIndex::new(source);
        let mut pass = Pass { ready, source, lines: &lines, report, wrong: Vec::new() };
        let suppressions = pass.suppressions(&self.0, format);
        let used = pass.set_aside(&suppressions);
        pass.unused(&suppressions, &used);
        let wrong = std::mem::take(&mut pass.wrong);
        if !wrong.is_empty() {
            report.findings.extend(wrong);
            report.findings.sort_by(|a, b| {
                (a.start.byte, &a.code, a.end.byte).cmp(&(b.start.byte, &b.code, b.end.byte))
            });
        }
    }
}

/// A comment that holds.
struct Active<'c> {
    comment: &'c Comment,
    directive: Directive,
    target: Target,
}

/// The work on one text.
struct Pass<'a> {
    ready: &'a Ready,
    source: &'a str,
    lines: &'a LineIndex,
    report: &'a mut Report,
    /// Findings on the comments themselves.
    wrong: Vec<Finding>,
}

impl Pass<'_> {
    /// The comments that hold; the others are told of.
    fn suppressions<'c>(&mut self, comments: &'c [Comment], format: Format) -> Vec<Active<'c>> {
        let mut active: Vec<Active<'c>> = Vec::new();
        let mut open: Vec<Active<'c>> = Vec::new();
        let mut read = Vec::new();
        for comment in comments {
            let body = self.source.get(comment.body.clone()).unwrap_or_default();
            match (comment.style, directive::read(body)) {
                (Style::Stray, read) => self.stray(comment, &read, format),
                (_, Read::Nothing) => {}
                (_, Read::Malformed(why)) => self.malformed(comment, &why),
                (_, Read::Directive(directive)) => read.push((comment, directive)),
            }
        }
        let own: Vec<Range<usize>> = read.iter().map(|(comment, _)| comment.range.clone()).collect();
        for (comment, mut directive) in read {
            if directive.reach == Reach::End {
                match close(&mut open, &directive) {
                    Some(mut started) => {
                        started.target = Target::Bytes(started.comment.range.end..comment.range.start);
                        active.push(started);
                    }
                    None => {
                        self.malformed(comment, "no `scruple-ignore-start` with these rules is open here");
                    }
                }
                continue;
            }
            let known = self.known(comment, &directive);
            if known && directive.reason.is_empty() {
                self.report(review::REASONLESS, &comment.range, None);
            }
            if !known || directive.reason.is_empty() {
                // Its end is not to be blamed as well.
                if directive.reach != Reach::Start {
                    continue;
                }
                directive.reason.clear();
            }
            let target = Target::of(directive.reach, comment, &own, self.source, self.lines, format);
            let suppression = Active { comment, directive, target };
            if suppression.directive.reach == Reach::Start {
                open.push(suppression);
            } else {
                active.push(suppression);
            }
        }
        for started in open {
            self.malformed(
                started.comment,
                "it is never ended, and sets nothing aside; write `scruple-ignore-end`",
            );
        }
        active.retain(|suppression| !suppression.directive.reason.is_empty());
        active
    }

    /// Whether all of the rules are known; those that are not are told of.
    fn known(&mut self, comment: &Comment, directive: &Directive) -> bool {
        let packs = &self.ready.packs;
        let mut all = true;
        for (name, range) in &directive.rules {
            let mut meant =
                packs.rules.iter().map(|rule| &rule.info).filter(|info| info.is_meant_by(name)).peekable();
            let exists = meant.peek().is_some();
            let reviews = exists && meant.all(|info| info.category == review::CATEGORY);
            if reviews {
                let why = format!("{name} is about suppressions and approvals, and cannot be set aside");
                self.malformed(comment, &why);
                all = false;
            } else if exists || elsewhere(&packs.elsewhere, name) {
                // A rule that is off, or in a pack that is, may be set aside all the same.
            } else if packs.rules.iter().any(|rule| is_letters_of(name, &rule.info.code)) {
                let why = format!(
                    "{name} would set every rule aside that starts so; name the rules, or their families"
                );
                self.malformed(comment, &why);
                all = false;
            } else {
                let nearest = nearest_rule(name, packs.rules.iter().map(|rule| &rule.info));
                let hint = nearest.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                let range = comment.body.start + range.start..comment.body.start + range.end;
                let message = format!("\"{name}\" in this suppression is no rule, prefix or family{hint}");
                self.report(review::UNKNOWN, &range, Some(message));
                all = false;
            }
        }
        all
    }

    /// Moves what is set aside to what is answered. Which rule of which comment was of use.
    fn set_aside(&mut self, suppressions: &[Active<'_>]) -> HashSet<(usize, usize)> {
        let mut used = HashSet::new();
        let packs = &self.ready.packs;
        let targets = Targets::new(suppressions.iter().map(|suppression| &suppression.target));
        let mut answered = Vec::new();
        self.report.findings.retain(|finding| {
            let info = |code: &str| packs.rules.iter().map(|rule| &rule.info).find(|info| info.code == code);
            let Some(own) = info(&finding.code) else { return true };
            let also: Vec<&RuleInfo> = finding.also.iter().filter_map(|code| info(code)).collect();
            let mut answer = None;
            for number in targets.near(finding) {
                let Some(suppression) = suppressions.get(number) else { continue };
                if !suppression.target.holds(finding) {
                    continue;
                }
                for (which, (name, _)) in suppression.directive.rules.iter().enumerate() {
                    if own.is_meant_by(name) {
                        answer.get_or_insert(suppression);
                        used.insert((number, which));
                    } else if also.iter().any(|info| info.is_meant_by(name)) {
                        // A graver rule speaks for it in this run.
                        used.insert((number, which));
                    }
                }
            }
            let Some(suppression) = answer else { return true };
            answered.push((
                finding.clone(),
                suppression.comment.range.clone(),
                suppression.directive.reason.clone(),
            ));
            false
        });
        for (finding, range, reason) in answered {
            let (start, end) = self.place(&range);
            self.report
                .answered
                .push(Answered { finding, answer: Answer::Suppressed { reason, start, end } });
        }
        used
    }

    /// Tells of rules that a comment names and that find nothing there. Rules that are off are not judged.
    fn unused(&mut self, suppressions: &[Active<'_>], used: &HashSet<(usize, usize)>) {
        for (number, suppression) in suppressions.iter().enumerate() {
            let rules = &suppression.directive.rules;
            let idle: Vec<&(String, Range<usize>)> = rules
                .iter()
                .enumerate()
                .filter(|(which, (name, _))| !used.contains(&(number, *which)) && self.is_on(name))
                .map(|(_, rule)| rule)
                .collect();
            if idle.is_empty() {
                continue;
            }
            let near = self.near(suppression, &idle);
            if idle.len() == rules.len() {
                let message = format!("this suppression sets nothing aside{near}");
                self.report(review::UNUSED, &suppression.comment.range, Some(message));
                continue;
            }
            for (name, range) in idle {
                let base = suppression.comment.body.start;
                let message = format!("{name} finds nothing here: this part of the suppression is of no use");
                self.report(review::UNUSED, &(base + range.start..base + range.end), Some(message));
            }
        }
    }

    /// Where the finding stands that the comment may have been meant for.
    fn near(&self, suppression: &Active<'_>, idle: &[&(String, Range<usize>)]) -> String {
        let rules = &self.ready.packs.rules;
        let meant = |finding: &Finding| {
            let info = rules.iter().map(|rule| &rule.info).find(|info| info.code == finding.code);
            info.is_some_and(|info| idle.iter().any(|(name, _)| info.is_meant_by(name)))
        };
        let line = self.lines.position(self.source, suppression.comment.range.start).line;
        let near = self.report.findings.iter().filter(|finding| meant(finding));
        let near = near.min_by_key(|finding| finding.start.line.abs_diff(line));
        match near.filter(|finding| finding.start.line.abs_diff(line) <= 10) {
            Some(finding) => format!("; {} stands on line {}", finding.code, finding.start.line),
            None => String::new(),
        }
    }

    /// Whether a rule of this name was asked for.
    fn is_on(&self, name: &str) -> bool {
        let rules = self.ready.packs.rules.iter().zip(&self.ready.on);
        rules.into_iter().any(|(rule, on)| *on && rule.info.is_meant_by(name))
    }

    fn stray(&mut self, comment: &Comment, read: &Read, format: Format) {
        let Read::Directive(directive) = read else { return };
        let code = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.ends_with(|c: char| c.is_ascii_digit())
        };
        let rules = &self.ready.packs.rules;
        let names = |name: &str| code(name) || rules.iter().any(|rule| rule.info.is_meant_by(name));
        if !directive.rules.iter().any(|(name, _)| names(name)) {
            return;
        }
        let form = match format {
            Format::Plain | Format::Subtitles | Format::AsciiDoc | Format::Rst => {
                "in square brackets: [scruple-ignore MC101: reason]"
            }
            Format::Mdx => "as a comment: {/* scruple-ignore MC101: reason */}",
            Format::Markdown | Format::Html => "as a comment: <!-- scruple-ignore MC101: reason -->",
        };
        self.malformed(comment, &format!("here it is no comment; write it {form}"));
    }

    fn malformed(&mut self, comment: &Comment, why: &str) {
        let message = format!("this looks like a suppression and sets nothing aside: {why}");
        self.report(review::MALFORMED, &comment.range, Some(message));
    }

    /// Reports a comment, if the rule about it is on.
    fn report(&mut self, code: &str, range: &Range<usize>, message: Option<String>) {
        let rules = self.ready.packs.rules.iter().zip(&self.ready.on);
        let Some((rule, _)) = rules.into_iter().find(|(rule, on)| **on && rule.info.code == code) else {
            return;
        };
        let text = self.source.get(range.clone()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = message.unwrap_or_else(|| rule.info.message.clone());
        let mut finding = rule.info.finding(message, text, self.place(range), self.report.class.clone());
        self.ready.house.settle(std::slice::from_mut(&mut finding));
        self.wrong.push(finding);
    }

    fn place(&self, range: &Range<usize>) -> (crate::finding::Position, crate::finding::Position) {
        (position(self.lines, self.source, range.start), position(self.lines, self.source, range.end))
    }
}

/// Whether a text names the linter before a hyphen with capitals behind the first letter.
fn shouts(source: &[u8]) -> bool {
    memchr_iter(b'-', source).any(|at| {
        let name = at.checked_sub(NAME.len()).and_then(|start| source.get(start..at)).unwrap_or_default();
        name.eq_ignore_ascii_case(NAME) && name.get(1..) != NAME.get(1..)
    })
}

/// Whether a name is all that stands before the number in a code, as the MC of MC101.
fn is_letters_of(name: &str, code: &str) -> bool {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    !name.is_empty() && letters.len() < code.len() && letters.eq_ignore_ascii_case(name)
}

/// Whether a rule that is not loaded goes by this name.
fn elsewhere(names: &[Text], given: &str) -> bool {
    let digits = given.bytes().any(|byte| byte.is_ascii_digit());
    names.iter().any(|name| {
        name.eq_ignore_ascii_case(given)
            || (digits && name.get(..given.len()).is_some_and(|head| head.eq_ignore_ascii_case(given)))
    })
}

/// The innermost range that an end closes: of these rules, where it names any.
fn close<'c>(open: &mut Vec<Active<'c>>, end: &Directive) -> Option<Active<'c>> {
    let names = |directive: &Directive| {
        let mut names: Vec<String> =
            directive.rules.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        names
    };
    let wanted = names(end);
    let index = open.iter().rposition(|start| wanted.is_empty() || names(&start.directive) == wanted)?;
    Some(open.remove(index))
}
