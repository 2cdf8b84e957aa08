//! English inflection for `word+` in packs: the regular forms of a verb or noun, over-generating where spelling
//! alone cannot tell (a form that no one writes never matches).

#[cfg(feature = "packs")]
use crate::scan::token::term_words;

/// Inflected spellings one term may have.
#[cfg(feature = "packs")]
const MOST_SPELLINGS: usize = 64;

/// The spellings of a term of a lexicon, each as its folded words. A term with `=` is for the caller.
#[cfg(feature = "packs")]
pub(crate) fn spellings(term: &str) -> Vec<Vec<String>> {
    let mut spellings: Vec<Vec<String>> = vec![Vec::new()];
    for piece in term.split_whitespace() {
        let endings = match piece.strip_suffix('+') {
            Some(stem) => {
                // Only the last part of a compound is inflected: side-effect+.
                let mut parts = term_words(stem);
                let last = parts.pop().unwrap_or_default();
                forms(&last)
                    .into_iter()
                    .map(|form| parts.iter().cloned().chain([form]).collect::<Vec<_>>())
                    .collect()
            }
            None => vec![term_words(piece)],
        };
        let mut longer = Vec::with_capacity(spellings.len() * endings.len());
        for spelling in &spellings {
            longer.extend(endings.iter().map(|ending| [spelling.as_slice(), ending].concat()));
        }
        longer.truncate(MOST_SPELLINGS);
        spellings = longer;
    }
    spellings
}

/// The word itself and its regular inflected forms, without duplicates.
#[must_use]
pub(crate) fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    let mut add = |form: String| {
        if !forms.contains(&form) {
            forms.push(form);
        }
    };
    let bytes = word.as_bytes();
    let Some(&last) = bytes.last() else { return forms };
    if !last.is_ascii_alphabetic() {
        return forms;
    }
    let before = bytes.len().checked_sub(2).map_or(b' ', |i| bytes[i]);
    let stem = &word[..word.len() - 1];
    match last {
        b'y' if !is_vowel(before) => {
            add(format!("{stem}ies"));
            add(format!("{stem}ied"));
            add(format!("{word}ing"));
        }
        b'e' => {
            add(format!("{word}s"));
            add(format!("{word}d"));
            if before == b'i' {
                // die, lie: dying, lying.
                add(format!("{}ying", &word[..word.len() - 2]));
            } else if matches!(before, b'e' | b'o' | b'y') {
                add(format!("{word}ing"));
            } else {
                add(format!("{stem}ing"));
            }
        }
        b's' | b'x' | b'z' => {
            add(format!("{word}es"));
            add(format!("{word}ed"));
            add(format!("{word}ing"));
            if word.ends_with("sis") {
                add(format!("{}es", &word[..word.len() - 2]));
            }
        }
        b'h' if matches!(before, b'c' | b's') => {
            add(format!("{word}es"));
            add(format!("{word}ed"));
            add(format!("{word}ing"));
        }
        b'o' => {
            add(format!("{word}s"));
            add(format!("{word}es"));
            add(format!("{word}ed"));
            add(format!("{word}ing"));
        }
        _ => {
            add(format!("{word}s"));
            add(format!("{word}ed"));
            add(format!("{word}ing"));
            if doubles(bytes) {
                let letter = last as char;
                add(format!("{word}{letter}ed"));
                add(format!("{word}{letter}ing"));
            }
        }
    }
    forms
}

/// Whether the last consonant may double before -ed and -ing: consonant, single vowel, consonant.
fn doubles(word: &[u8]) -> bool {
    let [.., first, vowel, last] = word else { return false };
    !is_vowel(*last) && !matches!(last, b'w' | b'x' | b'y') && is_vowel(*vowel) && !is_vowel(*first)
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn regular_forms_follow_the_spelling() {
        assert_eq!(forms("cure"), ["cure", "cures", "cured", "curing"]);
        assert_eq!(forms("remedy"), ["remedy", "remedies", "remedied", "remedying"]);
        assert!(forms("stop").contains(&"stopped".to_owned()));
        assert!(forms("crush").contains(&"crushes".to_owned()));
        assert!(forms("diagnosis").contains(&"diagnoses".to_owned()));
        assert_eq!(forms("19"), ["19"]);
        assert_eq!(forms(""), [""]);
    }
}
