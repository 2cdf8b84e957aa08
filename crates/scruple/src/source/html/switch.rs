//! Keeps the tokenizer from skipping the mark-up in `noscript`.

use html5gum::{Emitter, ForwardingEmitter, State};

/// The tokenizer reads what is in `noscript` as text without tags, as a browser that runs scripts does. Those who
/// read it see mark-up, so it is read as such.
pub(in crate::source) struct Switch<E> {
    inner: E,
    name: Vec<u8>,
}

impl<E> Switch<E> {
    pub(in crate::source) fn new(inner: E) -> Self {
        Self { inner, name: Vec::new() }
    }
}

impl<E: Emitter> ForwardingEmitter for Switch<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.inner
    }

    fn init_start_tag(&mut self) {
        self.name.clear();
        self.inner.init_start_tag();
    }

    fn init_end_tag(&mut self) {
        self.name.clear();
        self.inner.init_end_tag();
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
        self.inner.push_tag_name(name);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let state = self.inner.emit_current_tag();
        if self.name == b"noscript" { None } else { state }
    }
}
