//! The words of an authorised claim, for the substances of a text.

/// Stands for the names in a wording.
pub(super) const NAME: &str = "{substance}";

/// Chooses the form of `[one|many]`.
pub(super) fn choose(wording: &str, many: bool) -> String {
    let mut out = String::with_capacity(wording.len());
    let mut rest = wording;
    while let Some((head, tail)) = rest.split_once('[') {
        let (forms, after) = tail.split_once(']').unwrap_or((tail, ""));
        let (one, more) = forms.split_once('|').unwrap_or((forms, forms));
        out.push_str(head);
        out.push_str(if many { more } else { one });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// With a capital.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Names in a row: "a", "a and b", "a, b and c".
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_follow_the_number() {
        assert_eq!(choose("{substance} [is|are] needed", false), "{substance} is needed");
        assert_eq!(choose("{substance} [is|are] needed", true), "{substance} are needed");
        assert_eq!(list(&["EPA", "DHA", "zinc"]), "EPA, DHA and zinc");
        assert_eq!(capital("vitamin C"), "Vitamin C");
    }
}
