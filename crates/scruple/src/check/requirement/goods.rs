//! Whether a text puts a product up for sale: by what sellers write around their claims, or by the brand that an
//! author's line shares with the product.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::words::{Cutter, Lookup};
use super::{Asking, Place, Telling, View};
use crate::context::{Cue, DocumentClass};

/// What a supplement comes as.
pub(super) const FORMS: [&str; 34] = [
    "capsule",
    "capsules",
    "tablet",
    "tablets",
    "softgel",
    "softgels",
    "gummy",
    "gummies",
    "caplet",
    "caplets",
    "pill",
    "pills",
    "sachet",
    "sachets",
    "lozenge",
    "lozenges",
    "powder",
    "syrup",
    "tincture",
    "drops",
    "elixir",
    "tonic",
    "churna",
    "churn",
    "juice",
    "bundle",
    "combo",
    "extract",
    "formula",
    "complex",
    "supplement",
    "supplements",
    "booster",
    "mix",
];
/// What is counted on a pack, and how many of it are no dose any more.
pub(super) const COUNTED: [&str; 18] = [
    "capsules", "tablets", "softgels", "gummies", "caplets", "pills", "sachets", "lozenges", "servings",
    "count", "vcaps", "ct", "caps", "tabs", "chews", "teabags", "patches", "vegcaps",
];
const PACK: u32 = 20;
/// What is done to people.
pub(super) const SERVICES: [&str; 21] = [
    "treatment",
    "treatments",
    "session",
    "sessions",
    "procedure",
    "procedures",
    "injection",
    "injections",
    "infusion",
    "infusions",
    "appointment",
    "appointments",
    "consultation",
    "consultations",
    "clinic",
    "clinics",
    "downtime",
    "microneedling",
    "injectable",
    "injectables",
    "patients",
];
const MANY_SERVICES: usize = 4;
/// A longer first line is a sentence or a headline, not the name of a product.
const LONGEST_NAME: usize = 6;
/// A product page is short; a longer text has to say by other signs that it sells.
const PAGE: usize = 450;
/// Lines that name an author are this short.
const BYLINE: usize = 20;
/// Most names that are looked for.
const MOST_NAMES: usize = 12;
/// So many sentences that give the brand a product, and the text is about that product.
const BRANDED: usize = 3;
/// What stands where a brand gives a dose, in words behind it.
const NEAR: usize = 8;

/// What the words of a segment say of what is offered, once somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Goods {
    offered: OnceLock<Offers>,
    /// Whether the size of a pack stands in it.
    pack: OnceLock<bool>,
}

/// How often a segment speaks of what is offered.
#[derive(Debug, Clone, Copy, Default)]
struct Offers {
    /// Words of what is done to people.
    services: usize,
    /// Words of what is taken by people.
    forms: usize,
}

impl Offers {
    fn of(text: &str) -> Self {
        let mut all = Self::default();
        for word in words(text) {
            match offered(word) {
                Some(Offered::Service) => all.services += 1,
                Some(Offered::Form) => all.forms += 1,
                None => {}
            }
        }
        all
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offered {
    Service,
    Form,
}

/// Whether a word is one of [`SERVICES`] or [`FORMS`], in any case.
fn offered(word: &str) -> Option<Offered> {
    static BOTH: Lookup<{ SERVICES.len() + FORMS.len() }> = Lookup::new(&[&SERVICES, &FORMS]);
    BOTH.find(word).map(|place| if place < SERVICES.len() { Offered::Service } else { Offered::Form })
}

impl View<'_> {
    /// How often the segments whose words tell it speak of what is offered.
    fn offers(&self, telling: Telling) -> impl Iterator<Item = Offers> {
        let spoken =
            (0..self.facts.segments.len()).filter(move |&segment| self.telling(segment).has(telling));
        spoken.map(|segment| {
            let known = &self.lore(segment).more().goods.get_or_init(Goods::default).offered;
            *known.get_or_init(|| Offers::of(self.text(segment)))
        })
    }

    /// Whether the size of a pack stands in a segment.
    fn shows_pack(&self, segment: usize) -> bool {
        self.telling(segment).has(Telling::PACKED) && {
            let known = &self.lore(segment).more().goods.get_or_init(Goods::default).pack;
            *known.get_or_init(|| has_pack_size(self.text(segment)))
        }
    }

    /// Somebody offers a product here. The class alone is not enough: it is what a text without other signs gets.
    pub(super) fn sells_product(&self) -> bool {
        let offers = self.signals(Cue::CallToAction).count() + self.signals(Cue::ProductSign).count();
        let own = self.facts.document.evidence.own_voice as usize;
        let sold = self.claims.iter().chain(&self.leads).filter(|asking| asking.sold()).count();
        // On a product page the name in the title is the subject of every line.
        let open = self.claims.iter().filter(|asking| open_benefit(asking)).count();
        let short = self.words() <= PAGE;
        match self.facts.class {
            _ if self.is_clinic() => false,
            DocumentClass::Product => {
                (sold + own > 0 && offers + own >= 2)
                    || (short && sold + open > 0 && (offers + own > 0 || self.names_goods()))
                    || self.is_monograph()
            }
            DocumentClass::Unclassified => {
                (sold > 0 && offers > 0 && offers + own >= 2)
                    || (short && sold + open > 0 && self.names_goods())
            }
            _ => false,
        }
    }

    /// The title names a product, or the size of a pack stands in the text.
    pub(super) fn names_goods(&self) -> bool {
        let title = self.facts.segments.first().is_some_and(|segment| is_product_name(&segment.text));
        title || (0..self.facts.segments.len()).any(|segment| self.shows_pack(segment))
    }

    /// What is offered is done to people, not taken by them.
    pub(super) fn is_service(&self) -> bool {
        let services: usize = self.offers(Telling::SERVICE).map(|offers| offers.services).sum();
        services >= MANY_SERVICES
            && services > self.offers(Telling::GOODS).map(|offers| offers.forms).sum::<usize>()
    }

    /// A text in the dress of science whose author's line names the brand that it recommends.
    pub(super) fn is_monograph(&self) -> bool {
        self.own_brand().is_some()
    }

    /// The names in the lines of authors, a few at most.
    fn authors(&self) -> Vec<&str> {
        let bylines = self.facts.segments.iter().filter(|segment| is_byline(&segment.text));
        let mut names: Vec<&str> = Vec::new();
        for name in bylines.flat_map(|segment| capitalised(&segment.text)) {
            if names.len() < MOST_NAMES && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A name of an author's line that carries a trademark in the text.
    pub(super) fn trademark_of_author(&self) -> bool {
        self.authors().iter().any(|name| {
            let finder = Finder::new(name);
            self.facts.segments.iter().any(|segment| {
                let mut found = finder.find_iter(segment.text.as_bytes());
                found.any(|at| segment.text[at + name.len()..].starts_with(['\u{2122}', '\u{ae}']))
            })
        })
    }

    /// A name of an author's line that owns a product in the text, where it is first given one.
    pub(super) fn own_brand(&self) -> Option<&Place> {
        self.brand.get_or_init(|| self.find_brand()).as_ref()
    }

    fn find_brand(&self) -> Option<Place> {
        let names = self.authors();
        let mut first = None;
        let mut count = 0;
        if names.is_empty() {
            return None;
        }
        let finders: Vec<Finder<'_>> = names.iter().map(Finder::new).collect();
        for (number, segment) in self.facts.segments.iter().enumerate() {
            let named = finders.iter().any(|finder| finder.find(segment.text.as_bytes()).is_some());
            if !named || is_byline(&segment.text) {
                continue;
            }
            for range in branded(&segment.text, &names) {
                count += 1;
                first.get_or_insert(Place { segment: number, range });
            }
        }
        first.filter(|_| count >= BRANDED)
    }
}

/// A benefit whose subject is not plainly something else.
fn open_benefit(asking: &Asking<'_>) -> bool {
    asking.of(&["MC1"]) && asking.code != "MC104" && !asking.claim.subject.not_sold()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    static CUTTER: Cutter = Cutter::new("'-", |c| c.is_alphanumeric() || c == '\u{2019}');
    CUTTER.words(text).map(|(_, word)| word)
}

/// "Leaf Powder", "Calm Magnesium for Sleep | 60 tablets", "SteadyBean".
fn is_product_name(title: &str) -> bool {
    let title = title.trim();
    let name = title.split(['|', '–', '—', ',']).next().unwrap_or("");
    let count = words(name).count();
    if count == 0 || count > LONGEST_NAME || title.ends_with(['?', '.', ':']) {
        return false;
    }
    let form = words(name).last().is_some_and(|last| FORMS.contains(&last.to_lowercase().as_str()));
    form || words(name).any(is_coined) || has_pack_size(title)
}

/// A name with a capital inside: "SteadyBean". Scottish names and one-letter prefixes are none.
fn is_coined(word: &str) -> bool {
    let inside = word
        .char_indices()
        .zip(word.chars().skip(1))
        .find(|((_, c), next)| c.is_lowercase() && next.is_uppercase());
    let opens = word.starts_with(char::is_uppercase);
    opens && inside.is_some_and(|((at, _), _)| at >= 2) && !word.starts_with("Mac")
}

/// "60 capsules" on a pack; "2 capsules" is a dose.
fn has_pack_size(text: &str) -> bool {
    let mut number = None;
    for word in words(text) {
        let counted = number.is_some_and(|number| number >= PACK);
        if counted && COUNTED.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return true;
        }
        number = word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.parse::<u32>().ok()).flatten();
    }
    false
}

/// "Author: A. Poe & LeafLabs", "© LeafLabs".
fn is_byline(text: &str) -> bool {
    let text = text.trim_start();
    let opens = ["Author", "AUTHOR", "By ", "BY ", "Written by", "©", "Copyright"];
    opens.iter().any(|opening| text.starts_with(opening)) && words(text).take(BYLINE + 1).count() <= BYLINE
}

/// The names in an author's line.
fn capitalised(text: &str) -> impl Iterator<Item = &str> {
    const COMMON: [&str; 14] = [
        "Author",
        "Authors",
        "AUTHOR",
        "ORCID",
        "By",
        "BY",
        "Written",
        "Copyright",
        "All",
        "DOI",
        "Research",
        "Labs",
        "Institute",
        "The",
    ];
    words(text)
        .filter(|word| word.len() >= 4 && word.starts_with(char::is_uppercase) && !COMMON.contains(word))
}

/// Where one of the names stands before the name of its product or a dose: "Leaf's 240 mg", "LeafLabs CalmRoot".
fn branded(text: &str, names: &[&str]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for name in names {
        for (at, _) in text.match_indices(name) {
            let end = at + name.len();
            let tail = text.get(end..).unwrap_or("");
            let whole =
                !text[..at].ends_with(char::is_alphanumeric) && !tail.starts_with(|c: char| c.is_lowercase());
            let rest = tail.trim_start_matches(['\u{2122}', '\u{ae}']);
            let owns = ["'s ", "\u{2019}s "].iter().any(|mark| rest.starts_with(mark));
            let next = rest.trim_start().chars().next();
            // "Poe A, Roe B. ...", "Poe et al.": a reference, whose authors write of what others sell.
            let product = rest.starts_with(' ')
                && next.is_some_and(char::is_uppercase)
                && words(rest)
                    .next()
                    .is_some_and(|word| word.chars().filter(|c| c.is_lowercase()).count() >= 2);
            let dosed = rest.split_whitespace().take(NEAR).any(|word| {
                ["mg", "mcg", "\u{b5}g", "mg/day"]
                    .contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
            });
            if whole && (owns && dosed || product) {
                found.push(at..end);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_products() {
        for title in ["Leaf Powder", "SteadyBean", "Night Calm Gummies", "Calm Zinc for Sleep | 60 tablets"] {
            assert!(is_product_name(title), "{title}");
        }
        for title in [
            "Do vitamin tablets help?",
            "Doctors warn of the risks of buying cheap slimming capsules",
            "McDonald on sleep",
            "Sleep and you",
            "",
        ] {
            assert!(!is_product_name(title), "{title}");
        }
    }

    #[test]
    fn packs_are_no_doses() {
        assert!(has_pack_size("Zinc Plus | 60 capsules"));
        assert!(!has_pack_size("Take 2 capsules daily"));
        assert!(!has_pack_size("60 people took capsules"));
    }

    #[test]
    fn brands_own_products() {
        let names = ["Northleaf"];
        assert_eq!(branded("Northleaf CalmRoot holds zinc.", &names).len(), 1);
        assert_eq!(branded("Northleaf\u{2019}s dose of 20 mg is best.", &names).len(), 1);
        assert!(branded("Northleaf A, Roe B. Zinc. 2012.", &names).is_empty());
        assert!(branded("Northleaf et al. gave 20 mg.", &names).is_empty());
    }
}
