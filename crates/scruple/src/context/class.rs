//! What kind of document a text is, from cues counted over the whole of it. The same words are a red flag on a
//! product page and education in an encyclopedia.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::cue::Cue;

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DocumentClass {
    /// Nothing says what it is: judged as if it sold something.
    #[default]
    Unclassified,
    /// Sells a product.
    Product,
    /// Promotes a clinic or practitioner.
    Clinic,
    /// Health information with nothing to sell.
    Editorial,
    /// News.
    News,
    /// Research literature.
    Literature,
    /// Hardly speaks of health.
    General,
    /// The leaflet of a medicine.
    Leaflet,
    /// A regulator's letter or text.
    Regulator,
}

impl DocumentClass {
    /// The kinds that a document can be said to be, in the order of every listing.
    pub const NAMED: [Self; 8] = [
        Self::Product,
        Self::Clinic,
        Self::Editorial,
        Self::News,
        Self::Literature,
        Self::General,
        Self::Leaflet,
        Self::Regulator,
    ];

    /// The word used in outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unclassified => "unclassified",
            Self::Product => "product",
            Self::Clinic => "clinic",
            Self::Editorial => "editorial",
            Self::News => "news",
            Self::Literature => "literature",
            Self::General => "general",
            Self::Leaflet => "leaflet",
            Self::Regulator => "regulator",
        }
    }

    /// Whether the document informs rather than sells.
    #[must_use]
    pub fn is_sober(self) -> bool {
        !matches!(self, Self::Unclassified | Self::Product | Self::Clinic)
    }
}

impl fmt::Display for DocumentClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no kind of document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown class \"{0}\"; write one of product, clinic, editorial, news, literature, general, leaflet, regulator"
)]
pub struct UnknownClass(pub String);

impl FromStr for DocumentClass {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::NAMED
            .into_iter()
            .find(|class| class.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownClass(text.to_owned()))
    }
}

/// Where a cue stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// Tells its words from others.
    pub mark: u64,
    pub segment: u32,
    /// Bytes of the segment's text.
    pub start: u32,
    pub end: u32,
}

/// Most places that are remembered of a sort of cue: more than are shown, as some lie within others.
const MOST_SEEN: usize = 8;

/// The places of the first cues of a sort, each with other words.
#[derive(Debug, Clone, Default)]
struct Places(Vec<Seen>);

impl Places {
    fn add(&mut self, seen: Seen) {
        if self.0.len() < MOST_SEEN && self.0.iter().all(|known| known.mark != seen.mark) {
            self.0.push(seen);
        }
    }
}

/// Cues of document classes, counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// By class, in the order of [`SOBER`], then promotion and clinic: hits of its cues.
    counts: [Count; 7],
    /// Sentences whose subject is the seller or a trademark.
    pub own_voice: u32,
    /// Claims of benefit for a normal function, in the voice of whoever recommends: what sellers and guides write.
    pub benefits: u32,
    /// Words of health in the sentences that were looked at.
    pub health: u32,
    measured: Count,
    /// In the order of `counts`.
    places: [Places; 7],
    measured_places: Places,
    own_voice_places: Places,
    benefit_places: Places,
}

/// Fewer words of health than this in a thousand, and a text is about something else.
const HEALTH_PER_THOUSAND: f64 = 4.0;

/// So many benefits, this many in a thousand words, and the text recommends.
const MANY_BENEFITS: u32 = 8;
const DENSE_BENEFITS: f64 = 6.0;

/// A text that sells something says so within as many words.
const LONG_ENOUGH: usize = 60;

/// Points of a single cue, measured language included.
const ONE_STRAY_CUE: f64 = 1.3;

/// Fewer points than this are one cue of the news, however often it stands there.
const ONE_NEWS_CUE: f64 = 2.0;

/// A text of so many words says itself whether it offers something.
const LONG_FOR_A_SNIPPET: usize = 150;

/// What the evidence speaks for, and how strongly.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Judgement {
    pub class: DocumentClass,
    /// The evidence is far beyond what is needed.
    pub strong: bool,
    /// Nothing speaks for a text that informs, or more speaks for one that sells: a product page, or a text of which
    /// the class cannot be told. Not a clinic's page, for clinics may say what they treat.
    pub promotes: bool,
}

#[derive(Debug, Clone, Default)]
struct Count {
    hits: u32,
    /// The marks of the different words hit, as many as make a difference. They are compared one by one: a filter whose
    /// bits collide would let the numbers of words, and so any new rule, move the class of a text.
    different: Vec<u64>,
}

/// Different cues of a class that are told apart; no class needs more.
const MOST_DIFFERENT: usize = 64;

const CLASSES: [(Cue, DocumentClass); 7] = [
    (Cue::ClassEditorial, DocumentClass::Editorial),
    (Cue::ClassNews, DocumentClass::News),
    (Cue::ClassLiterature, DocumentClass::Literature),
    (Cue::ClassLeaflet, DocumentClass::Leaflet),
    (Cue::ClassRegulator, DocumentClass::Regulator),
    (Cue::ClassPromotion, DocumentClass::Product),
    (Cue::ClassClinic, DocumentClass::Clinic),
];

/// A number for the words of a cue, to tell them from other words: the same in every build, whatever the packs.
pub(crate) fn mark(words: &str) -> u64 {
    words.bytes().fold(0xcbf2_9ce4_8422_2325, |mark, byte| {
        (mark ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    }) >> 32
}

impl Evidence {
    /// Counts a cue.
    pub(crate) fn add(&mut self, cue: Cue, seen: Seen) {
        if cue == Cue::ClassMeasured {
            self.measured.add(seen.mark);
            self.measured_places.add(seen);
        }
        if let Some(i) = CLASSES.iter().position(|(known, _)| *known == cue) {
            self.counts[i].add(seen.mark);
            self.places[i].add(seen);
        }
    }

    /// Counts a sentence in the voice of a seller.
    pub(crate) fn add_own_voice(&mut self, seen: Seen) {
        self.own_voice += 1;
        self.own_voice_places.add(seen);
    }

    /// Counts a claim of benefit.
    pub(crate) fn add_benefit(&mut self, seen: Seen) {
        self.benefits += 1;
        self.benefit_places.add(seen);
    }

    /// The cues that speak most for a class, the weightiest sort first.
    pub(crate) fn because(&self, class: DocumentClass) -> Vec<Seen> {
        let own = |i: usize| &self.places[i];
        let lists: &[&Places] = match class {
            DocumentClass::Unclassified | DocumentClass::General => &[],
            DocumentClass::Product => &[own(5), &self.own_voice_places, &self.benefit_places],
            DocumentClass::Clinic => &[own(6)],
            DocumentClass::Editorial => &[own(0), &self.measured_places],
            DocumentClass::News => &[own(1)],
            DocumentClass::Literature => &[own(2)],
            DocumentClass::Leaflet => &[own(3)],
            DocumentClass::Regulator => &[own(4)],
        };
        lists.iter().flat_map(|places| &places.0).copied().collect()
    }

    /// Points for a class: different cues count fully, repetitions little.
    fn points(&self, i: usize) -> f64 {
        self.counts[i].points()
    }

    /// Points for benefits: the first few count, then how dense they stand.
    fn benefit_points(&self, words: usize) -> f64 {
        let density = f64::from(self.benefits) * 1000.0 / words.max(300) as f64;
        f64::from(self.benefits.min(4)) * 0.5 + density.min(16.0) * 0.3
    }

    /// Whether a text of so many words is long enough to show what it is, and yet holds no word of a seller's.
    pub(crate) fn sells_nothing(&self, words: usize) -> bool {
        let sellers = [Cue::ClassPromotion, Cue::ClassClinic];
        let spoken =
            |cue| CLASSES.iter().zip(&self.counts).any(|(known, count)| known.0 == cue && count.hits > 0);
        words >= LONG_ENOUGH && self.own_voice == 0 && self.benefits == 0 && !sellers.into_iter().any(spoken)
    }

    /// The class that was set, or else the one the evidence speaks for, in a text of so many words that names
    /// substances so many times.
    pub(crate) fn judge_as(&self, set: Option<DocumentClass>, words: usize, substances: usize) -> Judgement {
        let inferred = self.judge(words, substances);
        match set {
            Some(class) => Judgement {
                class,
                strong: inferred.strong && inferred.class == class,
                promotes: match class {
                    DocumentClass::Product => true,
                    DocumentClass::Unclassified => inferred.promotes,
                    _ => false,
                },
            },
            None => inferred,
        }
    }

    /// The class the evidence speaks for.
    fn judge(&self, words: usize, substances: usize) -> Judgement {
        if words >= 80 && f64::from(self.health) * 1000.0 < words as f64 * HEALTH_PER_THOUSAND {
            return Judgement { class: DocumentClass::General, strong: true, promotes: false };
        }
        // A long text gathers stray cues; what is needed grows slowly with its length.
        let need = 2.4 + (words as f64 / 300.0).min(3.0) * 0.5;
        let promotion = self.points(5) + f64::from(self.own_voice.min(6)) * 0.5 + self.benefit_points(words);
        let clinic = self.points(6);
        let sells = promotion + clinic >= 2.0;
        let measured = self.measured.points();
        let (sober, points) = (0..5)
            .map(|i| {
                // Measured language speaks for whatever informs; alone it speaks for an editorial text.
                let own = self.points(i);
                // One word of the news ("Friday") does not make news of a page that sells.
                let stray = CLASSES[i].1 == DocumentClass::News && own < ONE_NEWS_CUE && sells;
                let most = if stray { own } else { 2.5 + own };
                (CLASSES[i].1, if own > 0.0 || i == 0 { own + (measured * 1.2).min(most) } else { 0.0 })
            })
            .fold((DocumentClass::Unclassified, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        // A guide that recommends in every other paragraph sells something, whatever it cites.
        let density = f64::from(self.benefits) * 1000.0 / words.max(1) as f64;
        let recommends = self.benefits >= MANY_BENEFITS && density >= DENSE_BENEFITS;
        let official = matches!(sober, DocumentClass::Leaflet | DocumentClass::Regulator);
        let class = if recommends && !official && clinic < 2.0 {
            DocumentClass::Product
        } else if points >= need && points >= (promotion + clinic) * 1.1 {
            sober
        } else if clinic >= 2.0 && clinic >= self.points(5) {
            DocumentClass::Clinic
        } else if promotion >= 2.0 {
            DocumentClass::Product
        } else {
            DocumentClass::Unclassified
        };
        Judgement {
            class,
            strong: class.is_sober() && points >= need * 2.0 && points >= (promotion + clinic) * 3.0,
            promotes: match class {
                DocumentClass::Product => true,
                DocumentClass::Unclassified => {
                    let informs = points.max(measured * 1.2);
                    // One stray word ("he said", "severity") does not make a text inform that speaks of a substance
                    // one can buy.
                    let stray = if self.own_voice > 0 || substances > 0 { ONE_STRAY_CUE } else { 0.0 };
                    // A long text in which nothing is offered is a story or a report.
                    let offers = promotion > 0.0 || words < LONG_FOR_A_SNIPPET;
                    offers && informs <= stray || promotion > informs
                }
                _ => false,
            },
        }
    }
}

impl Count {
    fn add(&mut self, mark: u64) {
        self.hits += 1;
        if self.different.len() < MOST_DIFFERENT && !self.different.contains(&mark) {
            self.different.push(mark);
        }
    }

    fn points(&self) -> f64 {
        let different = self.different.len() as f64;
        different + (f64::from(self.hits) - different).max(0.0).ln_1p() * 0.5
    }
}
