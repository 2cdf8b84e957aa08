//! The pass over the segments of one document: candidates for findings and the facts that document rules need.

mod again;
mod claims;
mod late;
mod patterns;
mod signals;
mod spare;

use std::sync::Arc;

pub(crate) use spare::Spare;

use super::dose;
use super::facts::{Document, Facts};
use super::lore::Lore;
use super::memo::{Key, Known, Repeated, Repeats};
use super::{Ready, Telling};
use crate::context::{Subject, subject};
use crate::rule::compiled::LexiconId;
use crate::scan::filter::{Noted, Promise};
use crate::scan::matcher::{Match, Matcher};
use crate::scan::{Hits, Sentence, Token, Tokens};
use crate::source::{Segment, SegmentKind};
use again::{Again, Pass};

/// The pass. Its buffers are reused from segment to segment.
pub(crate) struct Scanner<'r> {
    ready: &'r Ready,
    document: Document,
    /// What the segment at work holds.
    facts: Facts,
    /// What is worked out of its words; in the second pass, which keeps nothing of them, the same for all.
    lore: Arc<Lore>,
    /// What is known of segments from the lint before.
    memo: Option<&'r mut Known>,
    /// What is known of segments from other texts; used where there is no memo.
    repeats: Repeats,
    /// Sentences that were met in other texts.
    again: Again,
    /// The same for bare mentions.
    late_again: Again,
    /// Whether a pattern matched in the sentence.
    matched: bool,
    /// Whether what was found in it depends on no other sentence.
    alone: bool,
    /// Whether it depends on the subject that the segment inherits.
    leaning: bool,
    tokens: Tokens,
    hits: Hits,
    /// Hits of another sentence, such as the one before.
    other: Hits,
    matcher: Matcher,
    matches: Vec<Match>,
    /// Lexicons of the sentence that patterns wait for.
    waited: Vec<LexiconId>,
    excuses: Vec<Match>,
    /// What may match in the sentence.
    promise: Promise,
    /// By pattern: the sentence it was last tried in.
    tried: Vec<u32>,
    sentence_stamp: u32,
    /// By segment: whose claim it puts forward.
    subjects: Vec<Subject>,
    /// Whose claim the segment at work puts forward where it does not say so: that of its lead-in or heading.
    inherited: Option<Subject>,
    /// The sentence of the segment at work whose claims asked for the subject of the one before it, and that subject.
    before: Option<(u32, Subject)>,
    /// Whether the segment is an entry of a bibliography, once somebody asked.
    reference: Option<bool>,
    /// Whether `unless-match` takes nothing away.
    lenient: bool,
    /// Whether nothing but the claims is wanted.
    claims_only: bool,
}

/// A sentence at work.
struct Work<'a> {
    number: u32,
    segment: &'a Segment<'a>,
    sentence: Sentence,
    /// The words and sentences of the segment.
    tokens: &'a [Token],
    sentences: &'a [Sentence],
}

impl<'a> Work<'a> {
    /// The words of the sentence.
    fn own(&self) -> &'a [Token] {
        self.tokens.get(self.sentence.range()).unwrap_or(&[])
    }
}

/// A stamp is started anew long before it could run over.
const LAST_STAMP: u32 = u32::MAX / 2;

impl<'r> Scanner<'r> {
    pub(crate) fn new(ready: &'r Ready) -> Self {
        let mut spare = Spare::take(ready);
        spare.repeats.start(&ready.markets);
        let patterns = ready.packs.patterns.len();
        if spare.tried.len() != patterns || spare.sentence_stamp > LAST_STAMP {
            spare.tried = vec![0; patterns];
            spare.sentence_stamp = 0;
        }
        let Spare { tokens, hits, other, matcher, matches, excuses, promise, facts, .. } = spare;
        let Spare { tried, sentence_stamp, repeats, again, late_again, .. } = spare;
        Self {
            ready,
            document: Document::default(),
            facts,
            lore: Arc::default(),
            memo: None,
            repeats,
            again,
            late_again,
            matched: false,
            alone: false,
            leaning: false,
            tokens,
            hits,
            other,
            matcher,
            matches,
            waited: Vec::new(),
            excuses,
            promise,
            tried,
            sentence_stamp,
            subjects: Vec::new(),
            inherited: None,
            before: None,
            reference: None,
            lenient: false,
            claims_only: false,
        }
    }

    /// A pass in which `unless-match` takes nothing away.
    #[cfg(feature = "packs")]
    pub(crate) fn lenient(ready: &'r Ready) -> Self {
        Self { lenient: true, ..Self::new(ready) }
    }

    /// What the pass leaves behind.
    pub(crate) fn finish(mut self) -> Document {
        self.facts.clear(Vec::new());
        let spare = Spare {
            tokens: self.tokens,
            hits: self.hits,
            other: self.other,
            matcher: self.matcher,
            matches: self.matches,
            excuses: self.excuses,
            promise: self.promise,
            facts: self.facts,
            tried: self.tried,
            sentence_stamp: self.sentence_stamp,
            repeats: self.repeats,
            again: self.again,
            late_again: self.late_again,
        };
        spare.put_back(self.ready);
        self.document
    }

    /// Makes room for so many segments.
    pub(crate) fn reserve(&mut self, segments: usize) {
        self.document.reserve(segments);
        self.subjects.reserve(segments);
    }

    /// A pass that takes what is known of a segment already, and remembers what it finds for the next one.
    pub(crate) fn remembering(ready: &'r Ready, memo: Option<&'r mut Known>) -> Self {
        Self { memo, ..Self::new(ready) }
    }

    /// The same for a second pass, of which only the claims are wanted.
    pub(crate) fn for_claims(ready: &'r Ready, memo: Option<&'r mut Known>) -> Self {
        Self { claims_only: true, ..Self::remembering(ready, memo) }
    }

    /// Reads one segment. Segments must come in order.
    pub(crate) fn segment(&mut self, number: usize, segment: &Segment<'_>) {
        let asked = std::mem::take(&mut self.facts.asked);
        let read = |pass: &mut Self, segment: &Segment<'_>| {
            pass.lore = Arc::default();
            pass.read(segment);
        };
        self.look_up(number as u32, segment, asked, |repeats| &mut repeats.read, read);
    }

    /// Adds what a segment holds to the document: what is known of it, or what `read` finds.
    fn look_up(
        &mut self,
        number: u32,
        segment: &Segment<'_>,
        asked: Vec<u16>,
        repeated: impl Fn(&mut Repeats) -> &mut Repeated,
        read: impl FnOnce(&mut Self, &Segment<'_>),
    ) {
        self.inherited = self.inherited_by(segment);
        // What `unless-match` takes away elsewhere is not known here.
        let key = (!self.lenient).then(|| Key::new(segment, self.inherited, &asked));
        let known = key.as_ref().and_then(|key| match &mut self.memo {
            Some(memo) => memo.get(key, segment),
            None => repeated(&mut self.repeats).get(key, segment),
        });
        if let Some((known, lore)) = known {
            self.subjects.push(known.subject);
            self.facts.asked.clone_from(&known.asked);
            if self.claims_only {
                self.document.copy_claims(number, known);
            } else {
                self.document.absorb(number, known, lore);
            }
            return;
        }
        self.facts.clear(asked);
        self.before = None;
        read(self, segment);
        self.subjects.push(self.facts.subject);
        match (&mut self.memo, key) {
            (Some(memo), Some(key)) => memo.keep(key, segment, &self.facts, &self.lore),
            (None, Some(key)) => repeated(&mut self.repeats).keep(key, segment, &self.facts, &self.lore),
            (_, None) => {}
        }
        if self.claims_only {
            self.document.take_claims(number, &mut self.facts);
        } else {
            self.document.take(number, &mut self.facts, Arc::clone(&self.lore));
        }
    }

    /// Takes down what a segment holds. That depends on the segment, on what it inherits and on the questions asked
    /// just before it, and on nothing else: it is remembered from one lint to the next.
    fn read(&mut self, segment: &Segment<'_>) {
        let index = &self.ready.index;
        let mut tokens = std::mem::take(&mut self.tokens);
        let mut noted = Noted::default();
        tokens.cut(&segment.text, &index.vocabulary);
        self.reference = None;
        self.facts.words = tokens.tokens.len();
        let heading = is_heading(segment);
        // What others inherit from must be known even where it holds nothing to report.
        let leads = heading || segment.text.trim_end().ends_with([':', '：']);
        let known = if leads { Vec::new() } else { self.all_remembered_as(&segment.text, &tokens) };
        for i in 0..tokens.sentences.len() {
            let sentence = tokens.sentences[i];
            let question = sentence.mark == b'?';
            let own = &tokens.tokens[sentence.range()];
            // Headings, and answers to a question, are held against all patterns.
            let all = leads || !self.facts.asked.is_empty();
            let work = Work {
                number: i as u32,
                segment,
                sentence,
                tokens: &tokens.tokens,
                sentences: &tokens.sentences,
            };
            let known = if all { None } else { known.get(i).copied().flatten() };
            if let Some(known) = &known
                && let Some(told) = self.recall(Pass::First, known, &work)
            {
                noted.add(told);
                continue;
            }
            let (told, promising) = if all {
                (index.filter.noted(own), true)
            } else {
                index.filter.promising(own, question, &mut self.promise)
            };
            noted.add(told);
            if !(all || question || told.is_anchor()) {
                continue;
            }
            let before = self.so_far(told);
            if promising {
                self.hits.look(&segment.text, own, index);
                if leads {
                    self.hits.tell_rest(index);
                    let whole = subject::of_whole(own, &self.hits, &self.ready.cues);
                    let known = &mut self.facts.subject;
                    if *known == Subject::Elided || (whole.sold() && !known.sold()) {
                        *known = whole;
                    }
                }
                self.sentence(&work, tokens.trademark, all);
                let claims = &self.facts.claims[before.claims..];
                let words = (work.tokens, work.sentences);
                dose::hear(self.ready, claims, words, || self.hits.keep(), &self.lore);
            } else {
                // No pattern can match here; what speaks of the document as a whole counts all the same.
                self.hits.find_signals(&segment.text, own, index);
                self.signals(&segment.text, own, tokens.trademark);
            }
            if let Some(known) = &known {
                self.remember(Pass::First, known, before, &work);
            }
        }
        (self.facts.late, self.facts.names) = (index.filter.may_be_late(noted), noted.is_name());
        self.facts.telling = Telling::told(noted.told());
        if !self.facts.claims.is_empty() || self.facts.late {
            self.lore.keep_cut(&tokens);
        }
        self.tokens = tokens;
    }
}

fn is_heading(segment: &Segment<'_>) -> bool {
    matches!(segment.kind, SegmentKind::Heading(_) | SegmentKind::Title)
}
