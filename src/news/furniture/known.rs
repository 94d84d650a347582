//! The furniture of a collection, and how a line is found in it, the same or edited.

use std::cmp::Reverse;

use ahash::AHashMap;

use super::lines::{Line, Template, family};
use super::reason::Reason;

/// Recurring lines of one source with which any line is compared: those that recur most. Lines that
/// agree in their smallest three words are compared with all.
const MAX_TEMPLATES: usize = 64;

/// Shorter lines are versions of one only if they differ in numbers alone.
pub(super) const MIN_WORDS_OF_EDITED: u16 = 5;

/// Shorter lines are never: "Week 12" is a heading.
pub(super) const MIN_WORDS_OF_RENUMBERED: u16 = 3;

/// Where on a page a line is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Anywhere,
    Edges,
}

/// A line that is furniture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learnt {
    pub(super) source: u64,
    pub(super) template: Template,
    pub(super) place: Place,
    /// Its key, where it recurs as it is.
    pub(super) key: Option<u64>,
    pub(super) num_articles: usize,
}

/// The furniture of a collection.
#[derive(Clone, Debug, Default)]
pub struct Furniture {
    places: AHashMap<u64, Place>,
    /// By the smallest three words, within a source.
    families: AHashMap<u64, Vec<(Template, Place)>>,
    /// Those of each source that recur most.
    templates: AHashMap<u64, Vec<(Template, Place)>>,
}

impl Furniture {
    /// The order of `learnt` does not matter.
    pub(super) fn new(mut learnt: Vec<Learnt>) -> Self {
        learnt.sort_unstable_by_key(|learnt| {
            (learnt.source, Reverse(learnt.num_articles), learnt.template, learnt.place)
        });
        let mut furniture = Self::default();
        for Learnt { source, template, place, key, .. } in learnt {
            if let Some(key) = key {
                furniture.places.insert(key, place);
            }
            let push = |templates: &mut Vec<(Template, Place)>| {
                if templates.len() < MAX_TEMPLATES
                    && templates.iter().all(|(known, _)| *known != template)
                {
                    templates.push((template, place));
                }
            };
            push(furniture.families.entry(family(source, template.smallest)).or_default());
            push(furniture.templates.entry(source).or_default());
        }
        furniture
    }

    /// Whether no furniture is known.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// Where the line is furniture in that source, and why.
    pub(super) fn find(&self, source: u64, line: &Line) -> Option<(Reason, Place)> {
        if let Some(place) = self.places.get(&line.key(source)) {
            return Some((Reason::RecurringLine, *place));
        }
        let of_source = self.templates.get(&source)?;
        let of_family = self.families.get(&line.family(source));
        let place = |(template, place): &(Template, Place)| {
            if is_renumbered(line, template) {
                return Some(*place);
            }
            // In the middle of a page a version could be a sentence of the story.
            (line.words() >= MIN_WORDS_OF_EDITED && template.has_version(line))
                .then_some(Place::Edges)
        };
        let templates = of_family.into_iter().flatten().chain(of_source);
        let place = templates.filter_map(place).min()?;
        Some((Reason::RecurringEdited, place))
    }
}

pub(super) fn is_renumbered(line: &Line, template: &Template) -> bool {
    line.words() >= MIN_WORDS_OF_RENUMBERED && line.differs_in_numbers_alone(template)
}
