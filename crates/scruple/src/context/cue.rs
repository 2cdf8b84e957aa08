//! The lexicons that the code asks for by name. A pack may leave any of them out; its cue is then never seen.

use crate::rule::compiled::{LexiconId, Packs};
use crate::scan::{Hit, Hits};

macro_rules! cues {
    ($($variant:ident = $name:literal,)*) => {
        /// A lexicon that means something to the code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub(crate) enum Cue {
            $($variant,)*
        }

        const NAMES: &[&str] = &[$($name,)*];
        const ALL: &[Cue] = &[$(Cue::$variant,)*];
    };
}

cues! {
    // Guards.
    Negation = "negation",
    Uncertainty = "uncertainty",
    Hedge = "hedge",
    Attribution = "attribution",
    DisclaimerWords = "disclaimer-words",
    CautionWords = "caution-words",
    Softener = "softener",
    ListJoiner = "list-joiner",
    ClauseBreak = "clause-break",
    Pronoun = "pronoun",
    Affirmative = "affirmative",
    // Subjects and objects.
    ProductSubject = "product-subject",
    ProductNoun = "product-noun",
    Ingredient = "ingredient",
    FoodRemedy = "food-remedy",
    ServiceNoun = "service-noun",
    Drug = "drug",
    DrugGeneric = "drug-generic",
    Therapy = "therapy",
    PersonSubject = "person-subject",
    ConditionSubject = "condition-subject",
    LifestyleSubject = "lifestyle-subject",
    ResearchSubject = "research-subject",
    Animal = "animal",
    HealthTopic = "health-topic",
    Disease = "disease",
    Serious = "serious",
    Symptom = "symptom",
    LayComplaint = "lay-complaint",
    Marker = "marker",
    // Document classes.
    ClassPromotion = "class-promotion",
    ClassClinic = "class-clinic",
    ClassEditorial = "class-editorial",
    ClassMeasured = "class-measured",
    ClassNews = "class-news",
    ClassLiterature = "class-literature",
    ClassLeaflet = "class-leaflet",
    ClassRegulator = "class-regulator",
    // Requirements.
    DsheaEvaluated = "dshea-evaluated",
    DsheaIntended = "dshea-intended",
    DsheaNear = "dshea-near",
    NoticeHeading = "notice-heading",
    AdviceNotice = "advice-notice",
    ConsultNotice = "consult-notice",
    CautionPregnancy = "caution-pregnancy",
    CautionChild = "caution-child",
    CautionMedicine = "caution-medicine",
    CautionDisease = "caution-disease",
    CautionAllergy = "caution-allergy",
    CautionStop = "caution-stop",
    CautionReach = "caution-reach",
    Typicality = "typicality",
    WeakTypicality = "typicality-weak",
    MaterialConnection = "material-connection",
    Affiliate = "affiliate-cue",
    ProductSign = "product-cue",
    CallToAction = "cta",
    Endorsement = "endorsement-cue",
    Conventional = "conventional-cue",
    // Doses.
    DosePopulation = "dose-qual-population",
    DoseMaximum = "dose-qual-maximum",
    DoseDuration = "dose-qual-duration",
    DoseConsult = "dose-qual-consult",
    DoseContra = "dose-qual-contra",
    DoseBasis = "dose-qual-basis",
    DoseSource = "dose-qual-source",
    DoseLabel = "dose-qual-label",
    DoseReference = "dose-reference",
    DoseStudy = "dose-study",
    DoseFrequency = "dose-frequency",
    DoseWord = "dose-word",
    DoseTake = "dose-take",
    Child = "child",
    Pregnancy = "pregnancy",
    OlderAdult = "older-adult",
    Student = "student",
    Recipe = "recipe",
}

impl Cue {
    /// Whether the cue speaks for a document that informs rather than sells.
    pub(crate) fn is_sober(self) -> bool {
        let n = self as usize;
        (Self::ClassEditorial as usize..=Self::ClassRegulator as usize).contains(&n)
    }

    /// Whether the cue matters for the whole document, so that every sentence with one is looked at.
    pub(crate) fn is_signal(self) -> bool {
        let n = self as usize;
        (Self::ClassPromotion as usize..=Self::Conventional as usize).contains(&n)
    }
}

/// The numbers of the cues' lexicons in a set of packs.
#[derive(Debug, Clone)]
pub(crate) struct Cues {
    ids: Vec<LexiconId>,
    /// By lexicon: the signal it is.
    signals: Vec<Option<Cue>>,
}

impl Cues {
    pub(crate) fn new(packs: &Packs) -> Self {
        let ids: Vec<LexiconId> =
            NAMES.iter().map(|name| packs.lexicon(name).unwrap_or(LexiconId::MAX)).collect();
        let mut signals = vec![None; packs.lexicons.len()];
        for cue in ALL.iter().filter(|cue| cue.is_signal()) {
            if let Some(slot) = signals.get_mut(ids[*cue as usize] as usize) {
                *slot = Some(*cue);
            }
        }
        Self { ids, signals }
    }

    /// The lexicons of all cues.
    pub(crate) fn all(&self) -> &[LexiconId] {
        &self.ids
    }

    /// The lexicons of signals.
    pub(crate) fn counted(&self) -> Vec<LexiconId> {
        ALL.iter().filter(|cue| cue.is_signal()).map(|cue| self.id(*cue)).collect()
    }

    /// The lexicons that are counted beside signals, or tell how they are meant, though no sentence is looked at for
    /// them. What is counted must not depend on whether a pattern has a chance in the sentence.
    pub(crate) fn beside(&self) -> [LexiconId; 6] {
        [
            Cue::ProductSubject,
            Cue::HealthTopic,
            Cue::Disease,
            Cue::Ingredient,
            Cue::CautionWords,
            Cue::DisclaimerWords,
        ]
        .map(|cue| self.id(cue))
    }

    pub(crate) fn id(&self, cue: Cue) -> LexiconId {
        self.ids[cue as usize]
    }

    pub(crate) fn signal(&self, lexicon: LexiconId) -> Option<Cue> {
        self.signals.get(lexicon as usize).copied().flatten()
    }

    /// The hits of a cue in a sentence.
    pub(crate) fn of<'h>(&self, hits: &'h Hits, cue: Cue) -> &'h [Hit] {
        hits.of(self.id(cue))
    }

    pub(crate) fn has(&self, hits: &Hits, cue: Cue) -> bool {
        hits.has(self.id(cue))
    }
}
