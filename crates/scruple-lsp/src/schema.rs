//! What a JSON Schema says of the keys and words of a file that is being written.

use serde_json::Value;

/// A schema that is published with the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    root: &'static Value,
}

/// What a schema says of a value.
pub(crate) fn description(of: &Value) -> &str {
    of["description"].as_str().unwrap_or_default()
}

impl Schema {
    pub(crate) fn of(root: &'static Value) -> Self {
        Self { root }
    }

    /// What a reference stands for.
    fn resolved(self, of: &'static Value) -> &'static Value {
        let name = of["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        name.map_or(of, |name| &self.root["definitions"][name])
    }

    /// The schemas that a value may have, references and choices followed, also those of the entries of a list.
    pub(crate) fn choices(self, of: &'static Value) -> Vec<&'static Value> {
        let mut out = Vec::new();
        self.gather(of, &mut out, 0);
        out
    }

    fn gather(self, of: &'static Value, out: &mut Vec<&'static Value>, depth: usize) {
        let of = self.resolved(of);
        if depth > 8 || out.iter().any(|known| std::ptr::eq(*known, of)) {
            return;
        }
        out.push(of);
        for list in ["anyOf", "oneOf", "allOf"] {
            for choice in of[list].as_array().into_iter().flatten() {
                self.gather(choice, out, depth + 1);
            }
        }
        if of["items"].is_object() {
            self.gather(&of["items"], out, depth + 1);
        }
    }

    /// The keys of the map that these keys lead to; a map whose keys are names takes any.
    pub(crate) fn keys(self, path: &[&str]) -> Vec<(&'static str, &'static Value)> {
        let mut at = self.choices(self.root);
        for part in path {
            let inner = |of: &&'static Value| match (&of["properties"][part], &of["additionalProperties"]) {
                (own, _) if own.is_object() => Some(own),
                (_, any) if any.is_object() => Some(any),
                _ => None,
            };
            at = at.iter().filter_map(inner).flat_map(|of| self.choices(of)).collect();
        }
        let all = at.into_iter().filter_map(|of| of["properties"].as_object());
        all.flatten().map(|(key, value)| (key.as_str(), value)).collect()
    }

    /// The words that a value can be, with what they mean.
    pub(crate) fn words(self, of: &'static Value) -> Vec<(&'static str, &'static str)> {
        let mut words = Vec::new();
        for of in self.choices(of) {
            if let Some(word) = of["const"].as_str() {
                words.push((word, description(of)));
            }
            for word in of["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                words.push((word, description(of)));
            }
        }
        words
    }
}
