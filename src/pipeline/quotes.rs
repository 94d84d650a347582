//! Groups of quotations to entries of the document.

use crate::article::Article;
use crate::quotes::{QuoteGroup, QuoteMember};
use crate::report::model::{QuoteEntry, QuoteMemberEntry};

/// The entry of a group; `number` counts from 1.
pub(super) fn entry(number: usize, group: QuoteGroup, articles: &[Article]) -> QuoteEntry {
    let mut sources: Vec<&str> = group
        .members
        .iter()
        .filter_map(|member| articles[member.article as usize].source.as_deref())
        .collect();
    sources.sort_unstable();
    sources.dedup();
    QuoteEntry {
        id: format!("q{number}"),
        articles: group.num_articles() as u32,
        sources: sources.len() as u32,
        words: group.words,
        fullest: group.fullest,
        role: group.speaker.as_ref().and_then(|speaker| speaker.role.clone()),
        speaker: group.speaker.map(|speaker| speaker.name),
        members: group.members.into_iter().map(|member| member_entry(member, articles)).collect(),
    }
}

fn member_entry(member: QuoteMember, articles: &[Article]) -> QuoteMemberEntry {
    QuoteMemberEntry {
        article: articles[member.article as usize].id.clone(),
        start: member.parts.first().map_or(0, |part| part.start),
        end: member.parts.last().map_or(0, |part| part.end),
        parts: member.parts,
        closed: member.is_closed,
        speaker: member.speaker.map(|speaker| speaker.name),
        form: member.form,
        changed: member.changed,
    }
}
