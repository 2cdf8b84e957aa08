//! What is authorised is silent, what comes near it is led back to it, and nothing else is let through.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::Linter;
use crate::finding::{Finding, Fix, Severity};
use crate::rule::pack::PackFile;
use crate::rule::{Market, Packs};
use crate::source::Format;

fn files(folder: &Path, out: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(PackFile { path: path.display().to_string(), text: fs::read_to_string(&path).unwrap() });
        }
    }
}

/// Made once: reading the packs takes most of the time.
static PACKS: LazyLock<Packs> = LazyLock::new(|| {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/core"), &mut all);
    Packs::default().extend(&all).unwrap()
});
static US: LazyLock<Linter> = LazyLock::new(|| linter(Market::Us));
static EU: LazyLock<Linter> = LazyLock::new(|| linter(Market::Eu));

fn linter(market: Market) -> Linter {
    Linter::builder().packs(PACKS.clone()).market(market).build().unwrap()
}

/// Findings on what a sentence claims of the body.
fn claims(linter: &Linter, text: &str) -> Vec<Finding> {
    let mut found = linter.check(text, Format::Plain).findings;
    found.retain(|finding| {
        matches!(finding.category.as_str(), "disease" | "structure-function") || finding.code == "MC905"
    });
    found
}

fn apply(source: &str, fix: &Fix) -> String {
    let mut out = source.to_owned();
    for edit in fix.edits.iter().rev() {
        out.replace_range(edit.start..edit.end, &edit.text);
    }
    out
}

fn wording(finding: &Finding) -> Vec<&Fix> {
    finding
        .fixes
        .iter()
        .filter(|fix| fix.title.contains("wording") || fix.title.contains("qualifying"))
        .collect()
}

const EUROPEAN: &[&str] = &[
    "Zinc contributes to normal cognitive function.",
    "Our capsules provide zinc, which contributes to normal cognitive function.",
    "Vitamin A contributes to the maintenance of normal vision.",
    "Vitamins C and E contribute to the protection of cells from oxidative stress.",
    "Vitamin D and zinc help maintain normal immune function.",
    "Magnesium contributes to a reduction of tiredness and fatigue, normal energy-yielding metabolism and normal muscle function.",
    "Magnesium contributes to normal psychological and muscle function.",
    "Potassium contributes to the maintenance of normal blood pressure.",
    "Consumption of pectins with a meal contributes to the reduction of the blood glucose rise after that meal.",
    "250 mg of DHA contributes to maintenance of normal brain function.",
];

#[test]
fn authorised_functions_are_silent_everywhere() {
    for linter in [&*US, &*EU] {
        for text in EUROPEAN {
            assert_eq!(claims(linter, text), [], "{text}");
        }
    }
}

#[test]
fn a_list_goes_on_from_its_lead_in() {
    let text = "Magnesium contributes to:\n\n- normal muscle function\n- normal energy-yielding metabolism\n- better sleep\n";
    let found = EU.check(text, Format::Markdown).findings;
    let words: Vec<&str> =
        found.iter().filter(|finding| finding.code == "MC114").map(|finding| finding.text.as_str()).collect();
    assert_eq!(words, ["better sleep"]);
}

#[test]
fn what_is_not_authorised_is_found() {
    for (text, code) in [
        ("Our ashwagandha contributes to normal cognitive function.", "MC114"),
        ("Vitamin C contributes to normal cognitive function.", "MC114"),
        ("Our ashwagandha and zinc contribute to normal cognitive function.", "MC114"),
        ("Zinc with ashwagandha contributes to normal cognitive function.", "MC114"),
        ("Zinc powerfully contributes to normal cognitive function.", "MC114"),
        ("Zinc boosts cognitive function.", "MC114"),
        ("Vitamin C contributes to normal immune function and cures colds.", "MC101"),
        ("Vitamin C contributes to normal immune function and prevents the flu.", "MC103"),
        ("Zinc contributes to normal cognitive function and treats dementia.", "MC102"),
    ] {
        let found = claims(&EU, text);
        assert!(found.iter().any(|finding| finding.code == code), "{text}: {found:?}");
    }
}

#[test]
fn american_claims_hold_in_america_and_as_a_whole() {
    let whole = "Adequate calcium and vitamin D, as part of a well-balanced diet, may reduce the risk of osteoporosis.";
    let flagged =
        |linter: &Linter, text: &str| claims(linter, text).iter().any(|f| f.severity > Severity::Info);
    assert!(!flagged(&US, whole));
    assert!(flagged(&EU, whole));
    for text in [
        // Without the diet, with another substance, with another disease, without "may".
        "Our calcium may reduce the risk of osteoporosis.",
        "Our magnesium, as part of a well-balanced diet, may reduce the risk of osteoporosis.",
        "Our calcium, as part of a well-balanced diet, may reduce the risk of osteoporosis and arthritis.",
        "Our calcium, as part of a well-balanced diet, reduces the risk of osteoporosis.",
    ] {
        assert!(flagged(&US, text), "{text}");
    }
    let psyllium = "Psyllium, as part of a diet low in saturated fat and cholesterol, may reduce the risk of heart disease.";
    assert!(!flagged(&US, psyllium));
}

#[test]
fn a_risk_factor_must_be_named() {
    let claim = "Our calcium helps to reduce the loss of bone mineral in post-menopausal women and prevents fractures.";
    assert!(!claims(&EU, claim).is_empty());
    let risk = "High cholesterol is a risk factor in the development of coronary heart disease.";
    assert_eq!(claims(&EU, &format!("Plant sterols have been shown to lower blood cholesterol. {risk}")), []);
}

#[test]
fn a_qualified_claim_needs_its_qualifying_language() {
    let bare = "Our magnesium may reduce the risk of high blood pressure.";
    let found = claims(&US, bare);
    let finding = found.iter().find(|finding| finding.message.contains("qualifying language")).unwrap();
    let fixed = apply(bare, wording(finding)[0]);
    assert_eq!(
        fixed,
        "Our magnesium may reduce the risk of high blood pressure. However, FDA has concluded that the evidence is inconsistent and inconclusive."
    );
    assert_eq!(claims(&US, &fixed), []);
}

#[test]
fn an_amount_can_contradict_the_condition() {
    let found = claims(&EU, "100 mg of DHA contributes to maintenance of normal brain function.");
    let finding = found.first().unwrap();
    assert!(finding.message.contains("does not meet its condition: 250 mg"), "{finding:?}");
    assert_eq!(finding.severity, Severity::Warning);
    let found = claims(
        &EU,
        "Our melatonin drops (0.5 mg melatonin) help to reduce the time it takes to fall asleep.",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        claims(&EU, "1 mg of melatonin contributes to the reduction of time taken to fall asleep."),
        []
    );
    let found = claims(&EU, "Zinc (5 % NRV) contributes to normal cognitive function.");
    assert!(found.first().unwrap().message.contains("source of the nutrient"), "{found:?}");
}

#[test]
fn accepted_american_functions_are_information() {
    for text in [
        "Our capsules are for mild memory problems associated with aging.",
        "Our cream is for noncystic acne.",
        "Our tablets are for mild mood changes, cramps, and edema associated with the menstrual cycle.",
    ] {
        assert!(claims(&US, text).iter().all(|finding| finding.severity == Severity::Info), "{text}");
    }
    assert!(claims(&US, "Our cream is for cystic acne.").iter().any(|f| f.severity > Severity::Info));
}

#[test]
fn near_misses_get_the_authorised_wording() {
    for (text, fixed) in [
        ("Vitamin C boosts immunity.", "Vitamin C contributes to the normal function of the immune system."),
        ("Magnesium fights fatigue.", "Magnesium contributes to the reduction of tiredness and fatigue."),
        (
            "Our magnesium capsules fight fatigue.",
            "Our magnesium contributes to the reduction of tiredness and fatigue.",
        ),
        (
            "Zinc boosts testosterone levels by 30%.",
            "Zinc contributes to the maintenance of normal testosterone levels in the blood.",
        ),
        ("Vitamin A improves eyesight.", "Vitamin A contributes to the maintenance of normal vision."),
        (
            "Boost immunity with vitamin C.",
            "Vitamin C contributes to the normal function of the immune system.",
        ),
        (
            "Take zinc to boost immunity.",
            "Take zinc to contribute to the normal function of the immune system.",
        ),
        (
            "Calcium prevents osteoporosis.",
            "Calcium helps to reduce the loss of bone mineral in post-menopausal women. Low bone mineral density is a risk factor in the development of osteoporotic bone fractures.",
        ),
    ] {
        let found = claims(&EU, text);
        let first = found.iter().flat_map(wording).next().unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!(apply(text, first), fixed);
    }
    for text in [
        "Our ashwagandha boosts immunity.",
        "Vitamin C improves sleep.",
        "Our zinc and ginseng boost immunity.",
    ] {
        assert!(claims(&EU, text).iter().all(|finding| wording(finding).is_empty()), "{text}");
    }
}

/// A fix takes its finding away, and what it wrote is not mended again.
#[test]
fn fixes_settle_what_they_are_offered_for() {
    let plain = [
        "Vitamin C boosts immunity.",
        "Our magnesium capsules fight fatigue during busy weeks.",
        "Selenium protects against oxidative damage.",
        "Calcium prevents osteoporosis.",
        "Our calcium tablets prevent osteoporosis.",
        "Potassium lowers high blood pressure.",
        "Our plant sterols lower cholesterol.",
        "Vitamin C prevents colds.",
        "Magnesium relieves anxiety and lifts the mood.",
        "Omega-3 fish oil reduces the risk of heart disease.",
        "Our magnesium lowers blood pressure.",
        "Omega-3 fatty acids may reduce the risk of coronary heart disease!",
        "Psyllium prevents heart disease.",
        "Folic acid prevents neural tube defects.",
        "Boost immunity with vitamin C.",
    ];
    let mut offered = 0;
    for linter in [&*US, &*EU] {
        for text in plain {
            for (source, format) in [
                (text.to_owned(), Format::Plain),
                (format!("# Leaf\r\n\r\n**New**: {text}\r\n"), Format::Markdown),
                (format!("<p>{text}</p>"), Format::Html),
            ] {
                let before = linter.check(&source, format).findings;
                for finding in &before {
                    for fix in wording(finding) {
                        offered += 1;
                        let fixed = apply(&source, fix);
                        let after = linter.check(&fixed, format).findings;
                        let count = |list: &[Finding]| list.iter().filter(|f| f.code == finding.code).count();
                        assert!(count(&after) < count(&before), "{}: {fixed}\n{after:?}", finding.code);
                        let again = after.iter().filter(|f| f.code == finding.code).flat_map(wording);
                        for other in again {
                            assert_ne!(apply(&fixed, other), fixed, "{fixed}");
                            assert_ne!(other.edits, fix.edits, "{fixed}");
                        }
                    }
                }
            }
        }
    }
    assert!(offered > 60, "{offered}");
}

/// Mark-up inside the words to replace is not overwritten; around them it stays.
#[test]
fn edits_are_true_to_the_source() {
    let inside = "Vitamin C boosts <b>immun</b>ity.";
    assert!(EU.check(inside, Format::Html).findings.iter().all(|finding| wording(finding).is_empty()));
    let around = "Vitamin C **boosts immunity**.";
    let found = EU.check(around, Format::Markdown).findings;
    let fix = found.iter().flat_map(wording).next().unwrap();
    assert_eq!(apply(around, fix), "Vitamin C **contributes to the normal function of the immune system**.");
}

#[test]
fn what_is_recognised_is_known_to_the_document() {
    let text = "Zinc contributes to normal cognitive function. Our ashwagandha contributes to normal cognitive function.";
    let segments = crate::source::segments(text, Format::Plain);
    let mut scanner = crate::check::Scanner::new(&EU.ready);
    scanner.segment(0, &segments[0]);
    let mut document = scanner.finish();
    document.authorised = super::refine(&EU.ready, &segments, &mut document.claims, &document.lore);
    let known: Vec<&str> = document.authorised.iter().map(|found| &text[found.range.clone()]).collect();
    assert_eq!(known, ["Zinc contributes to normal cognitive function"]);
    let entry = &EU.ready.packs.tables.authorised.claims[document.authorised[0].entry as usize];
    assert_eq!((document.authorised[0].segment, entry.citation()), (0, "EU 432/2012"));
}
