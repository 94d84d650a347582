//! Where the text of a cluster comes from, by rules in a fixed order.
//!
//! 1. A news agency's own article is in the cluster: the agency.
//! 2. Members credit one agency for all of their text: the agency.
//! 3. One outlet can have been first, and later members name it: the outlet.
//! 4. A member says of itself that it is a press release: a press release.
//! 5. Several outlets ran it first at the same time ([`SAME_TIME_SECONDS`]), and none credits anybody:
//!    a common source that is not in the collection.
//! 6. One outlet surely ran it first: the outlet, with little confidence, since a common source that
//!    is not in the collection looks the same.
//! 7. Else unknown.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::first_seen::{Certainty, FirstSeen, Interval};

/// Articles that begin to be dated so few seconds apart count as run at the same time.
///
/// Feeds and shared systems put one text on several sites within seconds or minutes; a desk that
/// takes a story from another paper needs longer. Dates to the day are a day apart or equal.
pub const SAME_TIME_SECONDS: i64 = 600;

/// Whether two dates are so near that nobody can be said to have had a text from the other.
pub fn is_same_time(x: Interval, y: Interval) -> bool {
    (x.0.as_second() - y.0.as_second()).abs() < SAME_TIME_SECONDS
}

/// What a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    /// A news agency.
    Agency,
    /// A source of the collection.
    Outlet,
    /// A press release.
    PressRelease,
    /// Something that is not in the collection.
    UnseenCommonSource,
    /// Nothing tells.
    Unknown,
}

/// The rule that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginRule {
    /// An agency's own article is in the cluster.
    AgencyArticle,
    /// Members credit one agency for all of their text.
    AgencyCredit,
    /// Members name the outlet that can have been first.
    NamedOutlet,
    /// A member says that it is a press release.
    PressReleaseCue,
    /// Several ran it first at the same time.
    SameTime,
    /// One surely ran it first.
    SurelyFirst,
    /// Members credit different agencies, none of them most.
    CreditsDiffer,
    /// What is shared is speech: who spoke is the origin.
    Speech,
    /// No other rule fits.
    NoEvidence,
}

/// How far the rule is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginConfidence {
    /// One weak sign.
    Low,
    /// One sign, or several that are not all of one mind.
    Medium,
    /// Several members say so.
    High,
}

/// Where the text of a cluster comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// What it is.
    pub kind: OriginKind,
    /// Name of the agency or outlet.
    pub id: Option<String>,
    /// The rule that decided.
    pub rule: OriginRule,
    /// How far to trust it; `None` where the kind is unknown.
    pub confidence: Option<OriginConfidence>,
    /// What else it can be.
    pub alternatives: Vec<OriginAlternative>,
}

/// Another origin that signs speak for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OriginAlternative {
    /// What it is.
    pub kind: OriginKind,
    /// Name of the agency or outlet.
    pub id: Option<String>,
}

/// A member, as far as its credits and fields tell.
#[derive(Clone, Debug, Default)]
pub struct OriginMember<'c> {
    /// Its number.
    pub article: u32,
    /// Its source.
    pub source: Option<&'c str>,
    /// When it was published.
    pub date: Option<Interval>,
    /// The agency that its source is.
    pub own_agency: Option<&'c str>,
    /// Agencies that it credits for all of its text.
    pub credits: Vec<&'c str>,
}

/// A member, as far as its text tells.
#[derive(Clone, Debug, Default)]
pub struct OriginSigns<'c> {
    /// Outlets that it names, its own left out.
    pub names: Vec<&'c str>,
    /// Whether it says of itself that it is a press release.
    pub is_release: bool,
}

/// The origin by the first two rules, which need no text; `None` if they do not fit.
///
/// Cost: a sort of the members.
pub fn origin_by_agency(members: &[OriginMember<'_>], first: &FirstSeen) -> Option<Origin> {
    let firsts: BTreeSet<u32> = first.articles.iter().copied().collect();
    let mut own: BTreeMap<&str, bool> = BTreeMap::new();
    for member in members {
        if let Some(agency) = member.own_agency {
            *own.entry(agency).or_default() |= firsts.contains(&member.article);
        }
    }
    let mut votes: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let mut who_votes: BTreeSet<Option<&str>> = BTreeSet::new();
    for member in members.iter().filter(|member| member.own_agency.is_none()) {
        for &agency in &member.credits {
            votes.entry(agency).or_default().insert(member.source);
            who_votes.insert(member.source);
        }
    }
    let num_votes = |agency: &str| votes.get(agency).map_or(0, BTreeSet::len);
    let others = |chosen: &str| {
        let agencies: BTreeSet<&str> = own.keys().chain(votes.keys()).copied().collect();
        let others = agencies.into_iter().filter(|&agency| agency != chosen);
        others.map(|agency| alternative(OriginKind::Agency, agency)).collect()
    };
    let agency = |id: &str, rule, confidence| Origin {
        kind: OriginKind::Agency,
        id: Some(id.to_owned()),
        rule,
        confidence: Some(confidence),
        alternatives: others(id),
    };
    // Of several the one that most credit, then one that can have been first, then by name.
    let best =
        own.iter().max_by_key(|&(id, &first)| (num_votes(id), first, std::cmp::Reverse(*id)));
    if let Some((id, &can_be_first)) = best {
        let is_of_one_mind = own.len() == 1 && who_votes.len() == num_votes(id);
        let confidence = if is_of_one_mind && (can_be_first || num_votes(id) > 0) {
            OriginConfidence::High
        } else {
            OriginConfidence::Medium
        };
        return Some(agency(id, OriginRule::AgencyArticle, confidence));
    }
    let (id, supporters) =
        votes.iter().max_by_key(|(id, set)| (set.len(), std::cmp::Reverse(*id)))?;
    if 2 * supporters.len() <= who_votes.len() && votes.len() > 1 {
        return Some(Origin {
            kind: OriginKind::Unknown,
            id: None,
            rule: OriginRule::CreditsDiffer,
            confidence: None,
            alternatives: others(""),
        });
    }
    let confidence = if supporters.len() >= 2 && supporters.len() == who_votes.len() {
        OriginConfidence::High
    } else {
        OriginConfidence::Medium
    };
    Some(agency(id, OriginRule::AgencyCredit, confidence))
}

/// The origin by the other rules. `signs` are those of the members, in the same order.
///
/// Cost: a sort of the members and of the outlets that they name.
pub fn origin_by_text(
    members: &[OriginMember<'_>],
    signs: &[OriginSigns<'_>],
    first: &FirstSeen,
) -> Origin {
    let firsts: BTreeSet<u32> = first.articles.iter().copied().collect();
    let can_be_first = |member: &&OriginMember<'_>| firsts.contains(&member.article);
    let candidates: BTreeSet<&str> =
        members.iter().filter(can_be_first).filter_map(|member| member.source).collect();
    let origin = |kind, id: Option<&str>, rule, confidence, alternatives| Origin {
        kind,
        id: id.map(str::to_owned),
        rule,
        confidence: Some(confidence),
        alternatives,
    };
    let outlets = |without: Option<&str>| -> Vec<OriginAlternative> {
        let others = candidates.iter().filter(|&&source| Some(source) != without);
        others.map(|source| alternative(OriginKind::Outlet, source)).collect()
    };
    let release = OriginAlternative { kind: OriginKind::PressRelease, id: None };
    let unseen = OriginAlternative { kind: OriginKind::UnseenCommonSource, id: None };
    let releases: BTreeSet<_> = members
        .iter()
        .zip(signs)
        .filter(|(_, signs)| signs.is_release)
        .map(|(member, _)| member.source)
        .collect();

    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (member, signs) in members.iter().zip(signs) {
        let Some(source) = member.source else { continue };
        for &outlet in signs.names.iter().filter(|outlet| candidates.contains(*outlet)) {
            named.entry(outlet).or_default().insert(source);
        }
    }
    if let (1, Some((outlet, by))) = (named.len(), named.iter().next()) {
        let sources: BTreeSet<&str> = members.iter().filter_map(|member| member.source).collect();
        let is_sure = first.certainty == Certainty::Sure;
        let confidence = if is_sure && 2 * by.len() >= sources.len() - 1 {
            OriginConfidence::High
        } else {
            OriginConfidence::Medium
        };
        let mut alternatives = outlets(Some(outlet));
        alternatives.extend((!releases.is_empty()).then_some(release));
        let rule = OriginRule::NamedOutlet;
        return origin(OriginKind::Outlet, Some(outlet), rule, confidence, alternatives);
    }
    if !releases.is_empty() {
        let confidence =
            if releases.len() > 1 { OriginConfidence::High } else { OriginConfidence::Medium };
        let rule = OriginRule::PressReleaseCue;
        return origin(OriginKind::PressRelease, None, rule, confidence, outlets(None));
    }
    let first_dates = members.iter().filter(can_be_first).filter_map(|member| member.date);
    let starts: BTreeSet<i64> = first_dates.map(|date| date.0.as_second()).collect();
    let is_beside = |date: Interval| {
        let at = date.0.as_second();
        let near = at.saturating_sub(SAME_TIME_SECONDS - 1)..at.saturating_add(SAME_TIME_SECONDS);
        starts.range(near).next().is_some()
    };
    let beside: BTreeSet<&str> = members
        .iter()
        .filter(|member| member.date.is_some_and(is_beside))
        .filter_map(|member| member.source)
        .collect();
    match (first.certainty, candidates.len()) {
        (Certainty::Sure | Certainty::Tie, _) if beside.len() > 1 => origin(
            OriginKind::UnseenCommonSource,
            None,
            OriginRule::SameTime,
            OriginConfidence::Low,
            beside.iter().map(|source| alternative(OriginKind::Outlet, source)).collect(),
        ),
        (Certainty::Sure, 1) => origin(
            OriginKind::Outlet,
            candidates.first().copied(),
            OriginRule::SurelyFirst,
            OriginConfidence::Low,
            vec![unseen],
        ),
        _ => Origin {
            kind: OriginKind::Unknown,
            id: None,
            rule: OriginRule::NoEvidence,
            confidence: None,
            alternatives: outlets(None),
        },
    }
}

/// The origin of a cluster whose members share speech alone.
pub const fn origin_of_speech() -> Origin {
    Origin {
        kind: OriginKind::Unknown,
        id: None,
        rule: OriginRule::Speech,
        confidence: None,
        alternatives: Vec::new(),
    }
}

fn alternative(kind: OriginKind, id: &str) -> OriginAlternative {
    OriginAlternative { kind, id: Some(id.to_owned()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cluster::first_seen;

    fn member<'c>(article: u32, source: &'c str, credits: &[&'c str]) -> OriginMember<'c> {
        OriginMember {
            article,
            source: Some(source),
            date: Some(dated(3_600 * i64::from(article))),
            own_agency: None,
            credits: credits.to_vec(),
        }
    }

    fn dated(second: i64) -> Interval {
        let at = jiff::Timestamp::from_second(second).unwrap();
        (at, at)
    }

    fn first(articles: &[u32], certainty: Certainty) -> FirstSeen {
        FirstSeen { articles: articles.to_vec(), certainty }
    }

    fn told(origin: &Origin) -> (OriginKind, Option<&str>, OriginRule, Option<OriginConfidence>) {
        (origin.kind, origin.id.as_deref(), origin.rule, origin.confidence)
    }

    fn by_agency(
        members: &[OriginMember<'_>],
    ) -> Option<(OriginKind, Option<String>, OriginRule, Option<OriginConfidence>)> {
        let origin = origin_by_agency(members, &first(&[0], Certainty::Sure))?;
        Some((origin.kind, origin.id, origin.rule, origin.confidence))
    }

    #[test]
    fn an_agency_is_the_origin_by_its_own_article_or_by_credits() {
        use OriginConfidence::{High, Medium};
        use OriginRule::{AgencyArticle, AgencyCredit, CreditsDiffer};
        let agency = OriginMember { own_agency: Some("PA"), ..member(0, "PA Media", &[]) };
        let (x, y) = (member(1, "Echo", &["PA"]), member(2, "Herald", &[]));
        let afp = member(3, "Ledger", &["AFP"]);
        let is = |id: &str, rule, confidence| {
            Some((OriginKind::Agency, Some(id.to_owned()), rule, Some(confidence)))
        };
        assert_eq!(by_agency(&[agency.clone(), x.clone()]), is("PA", AgencyArticle, High));
        assert_eq!(by_agency(&[agency, afp.clone()]), is("PA", AgencyArticle, Medium));
        assert_eq!(by_agency(&[x.clone(), y.clone()]), is("PA", AgencyCredit, Medium));
        let both = [x.clone(), y.clone(), member(4, "Post", &["PA"])];
        assert_eq!(by_agency(&both), is("PA", AgencyCredit, High));
        assert_eq!(
            by_agency(&[x.clone(), afp]),
            Some((OriginKind::Unknown, None, CreditsDiffer, None))
        );
        assert_eq!(by_agency(&[y]), None);
        // Two articles of one outlet are one voice.
        assert_eq!(
            by_agency(&[x.clone(), OriginMember { article: 5, ..x }]),
            is("PA", AgencyCredit, Medium)
        );
    }

    #[test]
    fn an_outlet_is_the_origin_if_others_name_it() {
        let members = [member(0, "Echo", &[]), member(1, "Herald", &[]), member(2, "Post", &[])];
        let signs =
            [vec![], vec!["Echo"], vec![]].map(|names| OriginSigns { names, is_release: false });
        let sure = origin_by_text(&members, &signs, &first(&[0], Certainty::Sure));
        assert_eq!(
            told(&sure),
            (
                OriginKind::Outlet,
                Some("Echo"),
                OriginRule::NamedOutlet,
                Some(OriginConfidence::High)
            )
        );
        let open = origin_by_text(&members, &signs, &first(&[0, 1], Certainty::Tie));
        assert_eq!(open.confidence, Some(OriginConfidence::Medium));
        assert_eq!(open.alternatives, [alternative(OriginKind::Outlet, "Herald")]);
        // Who is named but cannot have been first is not the origin.
        let late = origin_by_text(&members, &signs, &first(&[2], Certainty::Sure));
        assert_eq!(late.rule, OriginRule::SurelyFirst);
    }

    #[test]
    fn the_other_rules_follow_in_their_order() {
        let members = [member(0, "Echo", &[]), member(1, "Herald", &[])];
        let plain = [OriginSigns::default(), OriginSigns::default()];
        let release = [OriginSigns { is_release: true, names: vec![] }, OriginSigns::default()];
        let rule = |signs: &[OriginSigns<'_>], first: &FirstSeen| {
            let origin = origin_by_text(&members, signs, first);
            (origin.kind, origin.rule)
        };
        let (tie, sure) = (first(&[0, 1], Certainty::Tie), first(&[0], Certainty::Sure));
        let open = first(&[0, 1], Certainty::Undetermined);
        assert_eq!(rule(&release, &tie), (OriginKind::PressRelease, OriginRule::PressReleaseCue));
        assert_eq!(rule(&plain, &tie), (OriginKind::UnseenCommonSource, OriginRule::SameTime));
        assert_eq!(rule(&plain, &sure), (OriginKind::Outlet, OriginRule::SurelyFirst));
        assert_eq!(rule(&plain, &open), (OriginKind::Unknown, OriginRule::NoEvidence));
        let mut minutes_apart = members.clone();
        minutes_apart[1].date = Some(dated(SAME_TIME_SECONDS - 1));
        let origin = origin_by_text(&minutes_apart, &plain, &sure);
        assert_eq!(origin.rule, OriginRule::SameTime);
        assert_eq!(origin.alternatives.len(), 2);
        let one_paper = [member(0, "Echo", &[]), member(1, "Echo", &[])];
        assert_eq!(origin_by_text(&one_paper, &plain, &tie).kind, OriginKind::Unknown);
    }

    /// Steps for each pair of members would be billions.
    #[test]
    fn a_story_that_everybody_ran_has_its_origin_told() {
        let sources: Vec<String> = (0..100_000).map(|n| format!("Outlet {n}")).collect();
        let members: Vec<OriginMember<'_>> = (0..)
            .zip(&sources)
            .map(|(article, source)| OriginMember {
                date: Some(dated(if article % 2 == 0 { 0 } else { 86_400 })),
                own_agency: (article % 3 == 0).then_some("PA"),
                ..member(article, source, &[])
            })
            .collect();
        let dates: Vec<_> = members.iter().map(|member| (member.article, member.date)).collect();
        let first = first_seen(&dates);
        let by_agency = origin_by_agency(&members, &first);
        assert_eq!(by_agency.and_then(|origin| origin.id).as_deref(), Some("PA"));
        let signs = vec![OriginSigns::default(); members.len()];
        let origin = origin_by_text(&members, &signs, &first);
        assert_eq!((origin.rule, origin.alternatives.len()), (OriginRule::SameTime, 50_000));
    }

    proptest! {
        #[test]
        fn what_ran_beside_the_first_is_that_of_exhaustive_comparison(
            dates in prop::collection::vec(prop::option::of(-3_i64..9), 1..9),
        ) {
            const SOURCES: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];
            let members: Vec<OriginMember<'_>> = (0..)
                .zip(SOURCES)
                .zip(&dates)
                .map(|((article, source), date)| OriginMember {
                    date: date.map(|step| dated(step * (SAME_TIME_SECONDS / 2))),
                    ..member(article, source, &[])
                })
                .collect();
            let dates: Vec<_> = members.iter().map(|member| (member.article, member.date)).collect();
            let first = first_seen(&dates);
            let is_beside = |member: &&OriginMember<'_>| {
                members.iter().any(|other| {
                    let dates = other.date.zip(member.date);
                    first.articles.contains(&other.article)
                        && dates.is_some_and(|(x, y)| is_same_time(x, y))
                })
            };
            let beside: Vec<&str> =
                members.iter().filter(is_beside).filter_map(|member| member.source).collect();
            let signs = vec![OriginSigns::default(); members.len()];
            let origin = origin_by_text(&members, &signs, &first);
            let is_open = first.certainty == Certainty::Undetermined;
            prop_assert_eq!(origin.rule == OriginRule::SameTime, beside.len() > 1 && !is_open);
            if origin.rule == OriginRule::SameTime {
                let alternatives = origin.alternatives.iter().filter_map(|one| one.id.as_deref());
                prop_assert_eq!(alternatives.collect::<Vec<_>>(), beside);
            }
        }
    }
}
