//! What a segment stands under: its heading and the segment that leads in to its list or table.

use super::{Segment, SegmentKind};

/// Fills in `heading` and `lead` of all segments.
///
/// The lead of a list is the paragraph or heading directly before it, of a list inside an item that item. The
/// lead of a table is what stands directly before the table.
pub(super) fn link(segments: &mut [Segment<'_>]) {
    // Running headers; the first of them is known by the others that refer to it.
    let mut headers: Vec<u32> = segments.iter().filter_map(|segment| segment.repeat_of).collect();
    headers.sort_unstable();
    headers.dedup();
    let mut heading = None;
    // The segment read last, apart from alternative texts, page headers and notes, which stand beside the text.
    let mut previous: Option<(u32, SegmentKind)> = None;
    // The lead of the list at each depth, and of the table.
    let mut leads: Vec<Option<u32>> = Vec::new();
    let mut table_lead = None;
    for (index, segment) in segments.iter_mut().enumerate() {
        let Ok(index) = u32::try_from(index) else { return };
        segment.heading = heading;
        match segment.kind {
            SegmentKind::ListItem(depth) => {
                let depth = usize::from(depth.max(1));
                match previous {
                    Some((_, SegmentKind::ListItem(_))) => {}
                    Some((before, SegmentKind::Paragraph | SegmentKind::Heading(_))) => {
                        leads.clear();
                        leads.push(Some(before));
                    }
                    _ => {
                        leads.clear();
                        leads.push(None);
                    }
                }
                leads.truncate(depth);
                while leads.len() < depth {
                    let parent = match previous {
                        Some((before, SegmentKind::ListItem(_))) => Some(before),
                        _ => leads.last().copied().flatten(),
                    };
                    leads.push(parent);
                }
                segment.lead = leads.last().copied().flatten();
            }
            SegmentKind::TableCell { .. } => {
                match previous {
                    Some((_, SegmentKind::TableCell { .. })) => {}
                    before => table_lead = before.map(|(index, _)| index),
                }
                segment.lead = table_lead;
            }
            SegmentKind::Heading(_) => heading = Some(index),
            SegmentKind::Alt => continue,
            _ => {}
        }
        let header = segment.repeat_of.is_some() || headers.binary_search(&index).is_ok();
        // A note on an item of a list, as below an entry of a bibliography, does not end the list.
        let note = matches!(previous, Some((_, SegmentKind::ListItem(_))))
            && segment.kind == SegmentKind::Paragraph
            && segment.text.starts_with(['–', '—', '-', '→']);
        if !header && !note {
            previous = Some((index, segment.kind));
        }
    }
}
