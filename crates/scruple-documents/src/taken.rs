//! Text taken out of a file whose bytes are none of it.

use scruple::finding::{Finding, Location};
use scruple::source::Part;

use crate::error::Trouble;

/// The text, what its parts are, and where they stood.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    pub text: String,
    pub parts: Vec<Part>,
    /// From which byte of the text on what holds.
    pub places: Vec<(usize, Location)>,
    /// Parts of the file that could not be read.
    pub troubles: Vec<Trouble>,
}

impl Taken {
    /// Notes that what comes next stands at a place.
    pub(crate) fn place(&mut self, location: Location) {
        let at = self.text.len();
        match self.places.last_mut() {
            Some((last, known)) if *last == at => *known = location,
            _ => self.places.push((at, location)),
        }
    }

    /// Adds the location to a finding, and takes away the fixes, for which the file has no bytes.
    pub(crate) fn locate(&self, finding: &mut Finding) {
        let index = self.places.partition_point(|(at, _)| *at <= finding.start.byte);
        let known = index.checked_sub(1).and_then(|index| self.places.get(index));
        let location = known.map_or_else(Location::default, |(_, location)| location.clone());
        finding.location = Some(Location { extracted: true, ..location });
        finding.fixes.clear();
    }
}
