//! What kind of document a text is, from cues counted over the whole of it. The same words are a red flag on a
//! product page and education in an encyclopedia.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::cue::Cue;

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
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
}

/// Fewer words of health than this in a thousand, and a text is about something else.
const HEALTH_PER_THOUSAND: f64 = 4.0;

/// So many benefits, this many in a thousand words, and the text recommends.
const MANY_BENEFITS: u32 = 8;
const DENSE_BENEFITS: f64 = 6.0;

/// Points of a single cue, measured language included.
const ONE_STRAY_CUE: f64 = 1.3;

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

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    hits: u32,
    /// A small Bloom filter over the words hit: how many different ones.
    different: u128,
}

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
    /// Counts a cue; `mark` tells its words from others.
    pub(crate) fn add(&mut self, cue: Cue, mark: u64) {
        if cue == Cue::ClassMeasured {
            self.measured.hits += 1;
            self.measured.different |= 1u128 << (mark % 128);
        }
        if let Some(i) = CLASSES.iter().position(|(known, _)| *known == cue) {
            self.counts[i].hits += 1;
            self.counts[i].different |= 1u128 << (mark % 128);
        }
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

    /// The class the evidence speaks for, in a text of so many words that names substances so many times.
    pub(crate) fn judge(&self, words: usize, substances: usize) -> Judgement {
        if words >= 80 && f64::from(self.health) * 1000.0 < words as f64 * HEALTH_PER_THOUSAND {
            return Judgement { class: DocumentClass::General, strong: true, promotes: false };
        }
        // A long text gathers stray cues; what is needed grows slowly with its length.
        let need = 2.4 + (words as f64 / 300.0).min(3.0) * 0.5;
        let promotion = self.points(5) + f64::from(self.own_voice.min(6)) * 0.5 + self.benefit_points(words);
        let clinic = self.points(6);
        let measured = self.measured.points();
        let (sober, points) = (0..5)
            .map(|i| {
                // Measured language speaks for whatever informs; alone it speaks for an editorial text.
                let own = self.points(i);
                (CLASSES[i].1, if own > 0.0 || i == 0 { own + (measured * 1.2).min(2.5 + own) } else { 0.0 })
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
    fn points(self) -> f64 {
        let different = f64::from(self.different.count_ones());
        different + (f64::from(self.hits) - different).max(0.0).ln_1p() * 0.5
    }
}
