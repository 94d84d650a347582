//! Classes to groups around a fullest form.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::align::{Alignment, Run, align, longest, matched, range_b};
use super::candidates::candidates;
use super::index::{QuoteIndex, Record};
use super::variant::{Change, Form, Worded, compare};
use crate::error::Error;
use crate::news::Speaker;
use crate::span::Span;
use crate::text::Tokens;

/// Words from which a quotation without a speaker counts; a shorter one may be a title or a motto.
const MIN_WORDS_WITHOUT_SPEAKER: u32 = 7;

/// Different names that are counted for one quotation, those that are met first.
const MAX_NAMES: usize = 32;

/// What a scan has to say of quotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteGroups {
    /// Quotations of two articles or more: those of most articles first, then the longest, then by
    /// the place of the fullest form.
    pub groups: Vec<QuoteGroup>,
    /// Different quotations that were not compared with all that they share words with, or not to
    /// the end: where more than `max_group` have the same words, each is compared with the longest
    /// alone; with more than 16 none is; and what has no words in order that stand once is aligned
    /// up to some 1,000 words.
    pub capped: u64,
}

/// Variants of one quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteGroup {
    /// Whom most members name; `None` if none names anybody.
    pub speaker: Option<Speaker>,
    /// Words of the fullest form.
    pub words: u32,
    /// Place of the fullest form among the members.
    pub fullest: u32,
    /// Members, by article and place.
    pub members: Vec<QuoteMember>,
}

/// A quotation of a group, as one article has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteMember {
    /// Article, by rank.
    pub article: u32,
    /// Stretches that are quoted, in bytes, ascending.
    pub parts: Vec<Span>,
    /// Whether its end is certain.
    pub is_closed: bool,
    /// Whom this article names.
    pub speaker: Option<Speaker>,
    /// How it stands to the fullest form.
    pub form: Form,
    /// The words that differ, in text order.
    pub changed: Vec<Change>,
}

/// A class beside a longer one.
struct Verified {
    longer: u32,
    runs: Vec<Run>,
}

/// A text by the rank of its article.
type TextOf<'t> = dyn Fn(u32) -> Result<Cow<'t, str>, Error> + Sync + 't;

impl QuoteIndex {
    /// The quotations that stand in two articles or more, with their variants.
    ///
    /// `rank` names the articles anew, in an order that does not depend on that in which they were
    /// added; `text` gives a text by rank, and is asked only for quotations that have variants. What
    /// `is_furniture` says of a part of a quotation, by rank, leaves it out.
    ///
    /// # Errors
    /// Those of `text`.
    pub fn group(
        mut self,
        rank: &[u32],
        max_group: u32,
        text: &TextOf<'_>,
        is_furniture: &(dyn Fn(u32, Span) -> bool + Sync),
    ) -> Result<QuoteGroups, Error> {
        let mut records = std::mem::take(&mut self.records);
        for record in &mut records {
            record.article = rank.get(record.article as usize).copied().unwrap_or(record.article);
        }
        records.retain(|record| {
            !self.parts(record).iter().any(|&part| is_furniture(record.article, part))
        });
        let start = |record: &Record| self.parts(record).first().map_or(0, |part| part.start);
        records.par_sort_unstable_by_key(|record| (record.class, record.article, start(record)));
        let mut of_class = vec![0..0; self.classes.len()];
        let mut at = 0;
        for same in records.chunk_by(|x, y| x.class == y.class) {
            let end = at + same.len();
            if let Some(range) = same.first().and_then(|r| of_class.get_mut(r.class as usize)) {
                *range = at..end;
            }
            at = end;
        }
        let grouping = Grouping { index: &self, records, of_class, text };
        grouping.run(max_group)
    }
}

struct Grouping<'q, 't> {
    index: &'q QuoteIndex,
    /// By class, article and place.
    records: Vec<Record>,
    of_class: Vec<Range<usize>>,
    text: &'q TextOf<'t>,
}

/// Classes around the longest of them.
struct Star {
    /// Place of the anchor in the order of classes.
    anchor: u32,
    /// Place, equal runs, and whether only a part of the class belongs here.
    members: Vec<(u32, Vec<Run>, bool)>,
}

impl Grouping<'_, '_> {
    fn run(&self, max_group: u32) -> Result<QuoteGroups, Error> {
        let order = self.order();
        let candidates = candidates(self.index, &order, max_group);
        let speakers: Vec<Option<&Speaker>> = order
            .par_iter()
            .map(|&class| {
                most_named(self.records(class).iter().map(|r| self.index.name(r.speaker)))
            })
            .collect();
        let verified: Vec<(Vec<Verified>, bool)> = candidates
            .of
            .par_iter()
            .enumerate()
            .map_init(Tokens::default, |tokens, (place, longer)| {
                self.verify(place, longer, &order, &speakers, tokens)
            })
            .collect::<Result<_, Error>>()?;
        let (verified, is_cut): (Vec<Vec<Verified>>, Vec<bool>) = verified.into_iter().unzip();
        let limited = candidates.is_capped.iter().zip(is_cut);
        let capped = limited.filter(|&(&is_capped, is_cut)| is_capped || is_cut).count() as u64;
        let stars = stars(verified);
        let mut groups: Vec<QuoteGroup> = stars
            .par_iter()
            .map_init(Tokens::default, |tokens, star| self.group_of(star, &order, tokens))
            .filter_map(Result::transpose)
            .collect::<Result<_, Error>>()?;
        groups.sort_by_cached_key(|group| {
            let fullest = group.members.get(group.fullest as usize);
            let place = fullest.map(|member| (member.article, member.parts.clone()));
            (Reverse(group.num_articles()), Reverse(group.words), place)
        });
        Ok(QuoteGroups { groups, capped })
    }

    fn records(&self, class: u32) -> &[Record] {
        let range = self.of_class.get(class as usize).cloned().unwrap_or(0..0);
        self.records.get(range).unwrap_or_default()
    }

    /// The classes that are not furniture alone, longest first, then by where they stand first.
    fn order(&self) -> Vec<u32> {
        let classes = 0..self.index.classes.len() as u32;
        let mut order: Vec<u32> =
            classes.filter(|&class| !self.records(class).is_empty()).collect();
        order.par_sort_by_cached_key(|&class| {
            let words = self.index.classes.get(class as usize).map_or(0, |class| class.num_tokens);
            let first = self.records(class).first();
            let place =
                first.map(|first| (first.article, self.index.parts(first).first().copied()));
            (Reverse(words), place)
        });
        order
    }

    /// What a class is a variant of, most shared first, and whether an alignment was cut.
    fn verify(
        &self,
        place: usize,
        longer: &[u32],
        order: &[u32],
        speakers: &[Option<&Speaker>],
        tokens: &mut Tokens,
    ) -> Result<(Vec<Verified>, bool), Error> {
        let (mut verified, mut is_any_cut) = (Vec::new(), false);
        if longer.is_empty() {
            return Ok((verified, is_any_cut));
        }
        let hashes = |place: usize, tokens: &mut Tokens| -> Result<Vec<u64>, Error> {
            let first = order.get(place).and_then(|&class| self.records(class).first());
            let Some(first) = first else { return Ok(Vec::new()) };
            let text = (self.text)(first.article)?;
            Ok(Worded::new(&text, self.index.parts(first), tokens).hashes)
        };
        let own = hashes(place, tokens)?;
        let speaker = speakers.get(place).copied().flatten();
        for &other in longer {
            let Alignment { runs, is_cut } = align(&hashes(other as usize, tokens)?, &own);
            is_any_cut |= is_cut;
            let of_other = speakers.get(other as usize).copied().flatten();
            let is_same = speaker.zip(of_other).map(|(x, y)| is_same_person(&x.name, &y.name));
            if is_variant(&runs, own.len(), is_same) {
                verified.push(Verified { longer: other, runs });
            }
        }
        verified.sort_by_key(|one| (Reverse(matched(&one.runs)), one.longer));
        Ok((verified, is_any_cut))
    }

    /// The group of a star; `None` if it is in one article alone.
    fn group_of(
        &self,
        star: &Star,
        order: &[u32],
        tokens: &mut Tokens,
    ) -> Result<Option<QuoteGroup>, Error> {
        let class_at = |place: u32| order.get(place as usize).copied();
        let Some(anchor) = class_at(star.anchor) else { return Ok(None) };
        let fullest = self.records(anchor);
        let Some(first) = fullest.first() else { return Ok(None) };
        let members = star.members.iter().filter_map(|(place, ..)| class_at(*place));
        let records =
            || fullest.iter().chain(members.clone().flat_map(|class| self.records(class)));
        let words = self.index.classes.get(anchor as usize).map_or(0, |class| class.num_tokens);
        let speaker = most_named(records().map(|record| self.index.name(record.speaker))).cloned();
        let is_one_article = records().all(|record| record.article == first.article);
        if is_one_article || (speaker.is_none() && words < MIN_WORDS_WITHOUT_SPEAKER) {
            return Ok(None);
        }
        let mut found: Vec<QuoteMember> =
            fullest.iter().map(|record| self.member(record, Form::Verbatim, Vec::new())).collect();
        if !star.members.is_empty() {
            let text = (self.text)(first.article)?;
            let whole = Worded::new(&text, self.index.parts(first), tokens);
            for (place, runs, is_part) in &star.members {
                for record in class_at(*place).map_or(&[][..], |class| self.records(class)) {
                    let text = (self.text)(record.article)?;
                    let worded = Worded::new(&text, self.index.parts(record), tokens);
                    let (form, changed) = compare(&whole, &worded, runs, *is_part);
                    found.push(self.member(record, form, changed));
                }
            }
        }
        let place = found.first().map(|member| (member.article, member.parts.clone()));
        found.sort_by(|x, y| (x.article, &x.parts).cmp(&(y.article, &y.parts)));
        let is_fullest = |member: &QuoteMember| {
            place.as_ref().is_some_and(|(article, parts)| {
                member.article == *article && member.parts == *parts
            })
        };
        let fullest = found.iter().position(is_fullest).unwrap_or(0) as u32;
        Ok(Some(QuoteGroup { speaker, words, fullest, members: found }))
    }

    fn member(&self, record: &Record, form: Form, changed: Vec<Change>) -> QuoteMember {
        QuoteMember {
            article: record.article,
            parts: self.index.parts(record).to_vec(),
            is_closed: record.is_closed,
            speaker: self.index.name(record.speaker).cloned(),
            form,
            changed,
        }
    }
}

impl QuoteGroup {
    /// Different articles among the members.
    pub fn num_articles(&self) -> usize {
        self.members.chunk_by(|x, y| x.article == y.article).count()
    }
}

/// Whether so many equal words make a quotation a variant of a longer one. Speakers who are known
/// to differ need nearly all of it, one who is known to be the same a third.
fn is_variant(runs: &[Run], words: usize, is_same_speaker: Option<bool>) -> bool {
    let (matched, longest) = (matched(runs), longest(runs));
    let is_part = |tenths: usize| matched * 10 >= words * tenths;
    match is_same_speaker {
        Some(true) => (is_part(3) && longest >= 7) || (is_part(6) && longest >= 4),
        Some(false) => is_part(9) && longest >= 8,
        None => (is_part(5) && longest >= 7) || (is_part(6) && longest >= 5),
    }
}

/// Each class, longest first, joins the longer one that it shares most with, if that is the fullest
/// form of its group; else it begins one of its own. What is of another quotation too joins both.
fn stars(verified: Vec<Vec<Verified>>) -> Vec<Star> {
    let mut star_of: Vec<Option<usize>> = vec![None; verified.len()];
    let mut stars: Vec<Star> = Vec::new();
    for (place, mut longer) in verified.into_iter().enumerate() {
        longer.retain(|one| star_of.get(one.longer as usize).copied().flatten().is_some());
        let mut taken: Vec<Verified> = Vec::new();
        for one in longer {
            let range = range_b(&one.runs);
            let is_apart = taken.iter().all(|other| {
                let other = range_b(&other.runs);
                other.end <= range.start || range.end <= other.start
            });
            if is_apart {
                taken.push(one);
            }
        }
        let is_part = taken.len() > 1;
        if taken.is_empty() {
            if let Some(star) = star_of.get_mut(place) {
                *star = Some(stars.len());
            }
            stars.push(Star { anchor: place as u32, members: Vec::new() });
        }
        for one in taken {
            let star = star_of.get(one.longer as usize).copied().flatten();
            if let Some(star) = star.and_then(|star| stars.get_mut(star)) {
                star.members.push((place as u32, one.runs, is_part));
            }
        }
    }
    stars
}

/// Whether two names are one person's: all words of the one are in the other, the last word among
/// them.
fn is_same_person(x: &str, y: &str) -> bool {
    let words = |name: &str| name.split(' ').map(str::to_lowercase).collect::<Vec<_>>();
    let (x, y) = (words(x), words(y));
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    short.last() == long.last() && short.iter().all(|word| long.contains(word))
}

/// Whom most name; of equals the longest name, then the first one. A surname counts for each full
/// name that it is the end of.
fn most_named<'s>(names: impl Iterator<Item = Option<&'s Speaker>>) -> Option<&'s Speaker> {
    let mut counts: Vec<(&Speaker, usize)> = Vec::new();
    for speaker in names.flatten() {
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == speaker) {
            *count += 1;
        } else if counts.len() < MAX_NAMES {
            counts.push((speaker, 1));
        }
    }
    let total = |of: &Speaker| -> usize {
        let same = counts.iter().filter(|(other, _)| is_same_person(&of.name, &other.name));
        same.map(|(_, count)| count).sum()
    };
    let ranked = counts.iter().map(|&(speaker, count)| {
        let length = speaker.name.split(' ').count();
        ((total(speaker), speaker.role.is_some(), length, count), speaker)
    });
    ranked.max_by(|x, y| x.0.cmp(&y.0).then_with(|| y.1.cmp(x.1))).map(|(_, speaker)| speaker)
}

#[cfg(test)]
mod tests;
