//! A rule is turned off in a settings file: one entry more, and every comment stays where it is.

use toml_edit::{Array, DocumentMut, Item, TableLike, TomlError, value};

/// Why a rule cannot be added to a settings file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IgnoreError {
    /// The file is not TOML as it stands.
    #[error(transparent)]
    Toml(#[from] TomlError),
    /// `ignore` is there and is no list.
    #[error("`ignore` is not a list; write ignore = [\"{code}\"]")]
    NoList {
        /// The rule that was to be added.
        code: String,
    },
}

/// The text of a settings file with a rule added to `ignore`; the text itself where the rule is in it already.
///
/// # Errors
/// The text is no TOML, or `ignore` is no list.
///
/// ```
/// use scruple_config::with_ignored;
///
/// let text = "# Our shop.\nmarkets = [\"eu\"]\n";
/// assert_eq!(with_ignored(text, "MC114")?, "# Our shop.\nmarkets = [\"eu\"]\nignore = [\"MC114\"]\n");
/// # Ok::<(), scruple_config::IgnoreError>(())
/// ```
pub fn with_ignored(text: &str, code: &str) -> Result<String, IgnoreError> {
    let mut document: DocumentMut = text.parse()?;
    let table: &mut dyn TableLike = document.as_table_mut();
    let list = match table.get_mut("ignore") {
        None => {
            table.insert("ignore", value(Array::from_iter([code])));
            return Ok(document.to_string());
        }
        Some(Item::Value(list)) => list.as_array_mut(),
        Some(_) => None,
    };
    let list = list.ok_or_else(|| IgnoreError::NoList { code: code.to_owned() })?;
    if !list.iter().any(|known| known.as_str() == Some(code)) {
        // An entry looks like the one before it, also where each has a line of its own.
        let prefix = list.iter().last().and_then(|last| last.decor().prefix()?.as_str().map(str::to_owned));
        list.push(code);
        let many = list.len() > 1;
        if let (Some(last), Some(prefix)) = (list.iter_mut().last(), prefix.filter(|_| many)) {
            last.decor_mut().set_prefix(if prefix.is_empty() { " ".to_owned() } else { prefix });
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_more_and_nothing_else() {
        for (text, wanted) in [
            ("", "ignore = [\"MC114\"]\n"),
            ("ignore = []\n", "ignore = [\"MC114\"]\n"),
            ("ignore = [\"MC1\"] # why\n[severity]\n", "ignore = [\"MC1\", \"MC114\"] # why\n[severity]\n"),
            ("ignore = [\"MC114\"]\n", "ignore = [\"MC114\"]\n"),
            (
                "ignore = [\n  \"MC1\",\n  \"MC2\",\n]\n",
                "ignore = [\n  \"MC1\",\n  \"MC2\",\n  \"MC114\",\n]\n",
            ),
            (
                "# a\n[severity]\nMC101 = \"error\"\n",
                "ignore = [\"MC114\"]\n# a\n[severity]\nMC101 = \"error\"\n",
            ),
        ] {
            assert_eq!(with_ignored(text, "MC114").unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_heeded_is_told() {
        assert!(matches!(with_ignored("ignore = \"MC1\"\n", "MC114"), Err(IgnoreError::NoList { .. })));
        assert!(matches!(with_ignored("ignore = [\n", "MC114"), Err(IgnoreError::Toml(_))));
    }
}
