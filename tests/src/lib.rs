//! Tests over the whole of Scruple.
