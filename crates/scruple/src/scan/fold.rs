//! Folding of a single word: case, accents, kinds of apostrophe, full-width forms, ligatures, and the invisible
//! characters that split words (soft hyphens, zero-width spaces).
//!
//! ASCII words never come here: their case is folded while they are hashed, see `vocabulary`.

/// Whether the character can stand inside a word without showing.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{180E}')
        || ('\u{300}'..='\u{36F}').contains(&c)
}

/// Whether the character belongs to a word.
pub(crate) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || invisible(c)
}

/// Appends the folded form of a word to `out`.
pub(crate) fn fold_word(word: &str, out: &mut String) {
    for c in word.chars() {
        match c {
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c if invisible(c) => {}
            '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' => out.push('\''),
            // Full-width forms stand at a fixed distance from their ASCII twins.
            '\u{FF01}'..='\u{FF5E}' => {
                let ascii = char::from_u32(c as u32 - 0xFEE0).unwrap_or(c);
                out.push(ascii.to_ascii_lowercase());
            }
            // The sign of the prefix micro, the Greek letter and its capital.
            '\u{B5}' | '\u{3BC}' | '\u{39C}' => out.push('µ'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            '\u{FB00}' => out.push_str("ff"),
            '\u{FB01}' => out.push_str("fi"),
            '\u{FB02}' => out.push_str("fl"),
            '\u{FB03}' => out.push_str("ffi"),
            '\u{FB04}' => out.push_str("ffl"),
            'À'..='Å' | 'à'..='å' => out.push('a'),
            'Ç' | 'ç' => out.push('c'),
            'È'..='Ë' | 'è'..='ë' => out.push('e'),
            'Ì'..='Ï' | 'ì'..='ï' => out.push('i'),
            'Ñ' | 'ñ' => out.push('n'),
            'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' => out.push('o'),
            'Ù'..='Ü' | 'ù'..='ü' => out.push('u'),
            'Ý' | 'ý' | 'ÿ' => out.push('y'),
            c => out.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_to_what_a_pack_would_write() {
        for (word, folded) in [
            ("cu\u{AD}res", "cures"),
            ("Ménière", "meniere"),
            ("ＣＵＲＥ", "cure"),
            ("don’t", "don't"),
            ("ﬁbroids", "fibroids"),
            ("μg", "µg"),
            ("Œdema", "oedema"),
        ] {
            let mut out = String::new();
            fold_word(word, &mut out);
            assert_eq!(out, folded);
        }
    }
}
