//! Lists by number, laid out one after the other.

/// Lists by number, all in one place: a start makes thousands of short lists, which cost more each in memory of their own
/// than all that stands in them.
#[derive(Debug, Clone)]
pub(crate) struct Groups<T> {
    items: Vec<T>,
    /// By number: range of `items`.
    ranges: Vec<(u32, u32)>,
}

impl<T: Copy> Groups<T> {
    /// `count` lists: of each number what stands with it, in the same order. Numbers from `count` on are left out.
    pub(crate) fn new(count: usize, numbered: &[(u32, T)]) -> Self {
        let mut ranges = vec![(0u32, 0u32); count];
        for (number, _) in numbered {
            if let Some(range) = ranges.get_mut(*number as usize) {
                range.1 += 1;
            }
        }
        let mut end = 0;
        for range in &mut ranges {
            let start = end;
            end += range.1;
            *range = (start, start);
        }
        // What stands there does not matter: every place is written to.
        let mut items = numbered.first().map_or_else(Vec::new, |&(_, any)| vec![any; end as usize]);
        for &(number, item) in numbered {
            let Some(range) = ranges.get_mut(number as usize) else { continue };
            if let Some(place) = items.get_mut(range.1 as usize) {
                *place = item;
            }
            range.1 += 1;
        }
        Self { items, ranges }
    }

    /// The list of a number, which must be among those that were counted.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> &[T] {
        let (start, end) = self.ranges[number];
        &self.items[start as usize..end as usize]
    }

    /// All lists one after the other, and the range of each.
    pub(crate) fn into_parts(self) -> (Vec<T>, Vec<(u32, u32)>) {
        (self.items, self.ranges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_order_and_are_found_by_number() {
        let groups = Groups::new(4, &[(2, 'a'), (0, 'b'), (2, 'c'), (7, 'd'), (3, 'e')]);
        assert_eq!(
            (0..4).map(|number| groups.get(number)).collect::<Vec<_>>(),
            [&['b'][..], &[], &['a', 'c'], &['e']]
        );
        assert_eq!(Groups::<char>::new(2, &[]).get(1), []);
    }
}
