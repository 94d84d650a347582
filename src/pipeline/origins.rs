//! Where each cluster comes from: what the rules of `cluster` need, gathered.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::document::Found;
use super::load::Collection;
use super::union_find::UnionFind;
use crate::article::Article;
use crate::cluster::{
    Cluster, EdgeKind, FirstSeen, Interval, Origin, OriginMember, OriginSigns, first_seen,
    origin_by_agency, origin_by_text, origin_of_speech,
};
use crate::error::Error;
use crate::news::{CreditRole, OutletNames, canonical_agency, is_press_release};
use crate::passage::PairKind;
use crate::text::Tokens;

/// What is said of one cluster.
pub(super) struct ClusterOrigin {
    pub(super) origin: Origin,
    /// Groups of members that have nothing from one another, see [`num_independent`].
    pub(super) independent: u32,
}

/// The origins of all clusters; `None` where credits were not looked for.
///
/// # Errors
/// Those of reading a text again.
pub(super) fn of_clusters(
    collection: &Collection,
    found: &Found,
) -> Result<Option<Vec<ClusterOrigin>>, Error> {
    if collection.credits.is_none() || found.masks.is_none() {
        return Ok(None);
    }
    let sources = Sources::of(&collection.articles);
    let members: Vec<Vec<OriginMember<'_>>> = found
        .clusters
        .iter()
        .map(|cluster| cluster.members.iter().map(|&at| sources.member(collection, at)).collect())
        .collect();
    // By the rules that need no text; `None` where the texts have to say it.
    let without_text: Vec<(FirstSeen, Option<Origin>)> = found
        .clusters
        .par_iter()
        .zip(&members)
        .map(|(cluster, members)| {
            let first = first_seen(&dates(cluster, &collection.articles));
            let origin = if cluster.kind == Some(PairKind::QuotesOnly) {
                Some(origin_of_speech())
            } else {
                origin_by_agency(members, &first)
            };
            (first, origin)
        })
        .collect();
    let open = found.clusters.iter().zip(&without_text).filter(|(_, (_, origin))| origin.is_none());
    let signs = sources.signs(collection, open.map(|(cluster, _)| cluster))?;
    let origins = (found.clusters.par_iter().zip(&members).zip(without_text))
        .map(|((cluster, members), (first, origin))| {
            let origin = origin.unwrap_or_else(|| {
                let of = |member: &u32| signs.get(member).cloned().unwrap_or_default();
                let signs: Vec<OriginSigns<'_>> = cluster.members.iter().map(of).collect();
                origin_by_text(members, &signs, &first)
            });
            ClusterOrigin { origin, independent: num_independent(cluster, members, found) }
        })
        .collect();
    Ok(Some(origins))
}

/// When the members of a cluster were published.
pub(super) fn dates(cluster: &Cluster, articles: &[Article]) -> Vec<(u32, Option<Interval>)> {
    let date = |at: u32| {
        let published = articles[at as usize].published.as_ref();
        published.map(|published| (published.earliest, published.latest))
    };
    cluster.members.iter().map(|&member| (member, date(member))).collect()
}

/// The sources of the collection, with what they go by.
struct Sources<'c> {
    /// Sources in the order of their names, with the agency that each is.
    known: Vec<(&'c str, Option<&'static str>)>,
    names: OutletNames,
}

impl<'c> Sources<'c> {
    fn of(articles: &'c [Article]) -> Self {
        let mut hosts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for article in articles {
            if let Some(source) = article.source.as_deref() {
                hosts.entry(source).or_default().extend(article.url.as_deref());
            }
        }
        let names =
            outlet_names(hosts.iter().map(|(source, urls)| (*source, urls.iter().copied())));
        let known = hosts.into_keys().map(|source| (source, canonical_agency(source))).collect();
        Self { known, names }
    }

    fn number(&self, source: &str) -> Option<usize> {
        self.known.binary_search_by_key(&source, |known| known.0).ok()
    }

    fn member(&self, collection: &'c Collection, at: u32) -> OriginMember<'c> {
        let source = collection.articles[at as usize].source.as_deref();
        let number = source.and_then(|source| self.number(source));
        let own_agency = number.and_then(|number| self.known[number].1);
        let credits = collection.credits.iter().flat_map(|credits| credits.of(at));
        let credits: BTreeSet<&str> = credits
            .filter(|credit| credit.role == CreditRole::Whole)
            .map(|credit| credit.agency)
            .collect();
        let published = collection.articles[at as usize].published.as_ref();
        OriginMember {
            article: at,
            source,
            date: published.map(|published| (published.earliest, published.latest)),
            own_agency,
            credits: credits.into_iter().collect(),
        }
    }

    /// What the texts of all members say, each read once: a digest is in a cluster for each story that
    /// it takes from.
    fn signs<'f>(
        &self,
        collection: &'c Collection,
        clusters: impl Iterator<Item = &'f Cluster>,
    ) -> Result<BTreeMap<u32, OriginSigns<'c>>, Error> {
        let members: BTreeSet<u32> =
            clusters.flat_map(|cluster| cluster.members.iter().copied()).collect();
        let signs_of = |tokens: &mut Tokens, at: u32| {
            let article = &collection.articles[at as usize];
            let text = collection.texts.text(at as usize)?;
            tokens.tokenize(&text);
            let mentions = self.names.mentions(&text, tokens);
            let outlets: BTreeSet<u32> = mentions.iter().map(|mention| mention.outlet).collect();
            let names = outlets
                .into_iter()
                .map(|outlet| self.known[outlet as usize].0)
                .filter(|&name| article.source.as_deref() != Some(name))
                .collect();
            Ok((at, OriginSigns { names, is_release: is_press_release(&text, tokens) }))
        };
        members.into_par_iter().map_init(Tokens::default, signs_of).collect()
    }
}

/// Names and addresses of sources, numbered in the order given. An address that two of them have
/// names neither.
pub(super) fn outlet_names<'c>(
    sources: impl Iterator<Item = (&'c str, impl Iterator<Item = &'c str>)>,
) -> OutletNames {
    let mut names = OutletNames::default();
    let mut hosts: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for (number, (source, urls)) in (0..).zip(sources) {
        names.add_name(number, source);
        for host in urls.filter_map(host) {
            let owner = hosts.entry(host).or_insert(Some(number));
            if *owner != Some(number) {
                *owner = None;
            }
        }
    }
    for (host, owner) in hosts {
        if let Some(number) = owner {
            names.add_host(number, &format!("https://{host}"));
        }
    }
    names
}

/// The host of an address in small letters, without `www.`: two spellings of one host are equal.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.trim_end_matches('.');
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| !host.is_empty())
}

/// Groups of members that are joined by copied pairs, by one source, or by one agency that they
/// credit: in a cluster of copies there is one; of those that share speech each reporter is one.
fn num_independent(cluster: &Cluster, members: &[OriginMember<'_>], found: &Found) -> u32 {
    if cluster.kind != Some(PairKind::QuotesOnly) {
        return 1;
    }
    let mut groups = UnionFind::new(members.len());
    let mut by_name: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, member) in (0..).zip(members) {
        for name in member.source.into_iter().chain(member.credits.iter().copied()) {
            let first = *by_name.entry(name).or_insert(at);
            groups.join(first, at);
        }
    }
    for (at, &member) in (0..).zip(&cluster.members) {
        let start = found.edges.partition_point(|edge| edge.a < member);
        for edge in found.edges[start..].iter().take_while(|edge| edge.a == member) {
            let is_copy = matches!(&edge.kind, EdgeKind::Passages { kind, .. } if kind.is_copied());
            if let (true, Ok(other)) = (is_copy, cluster.members.binary_search(&edge.b)) {
                groups.join(at, other as u32);
            }
        }
    }
    (0..members.len() as u32).filter(|&at| groups.root(at) == at).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sources: &[(&str, &[&str])], text: &str) -> Vec<u32> {
        let names =
            outlet_names(sources.iter().map(|&(source, urls)| (source, urls.iter().copied())));
        let mentions = names.mentions(text, &Tokens::of(text));
        mentions.iter().map(|mention| mention.outlet).collect()
    }

    #[test]
    fn an_address_names_its_source_unless_two_have_it() {
        let one: [(&str, &[&str]); 2] = [
            ("Quarrow Echo", &["http://www.echo.example/1", "https://Echo.example:443/2?x#y"]),
            ("Ostermere Herald", &["https://user@herald.example", "no address"]),
        ];
        assert_eq!(named(&one, "See echo.example and www.herald.example."), [0, 1]);
        let spellings = [
            "http://www.s.example/1",
            "https://s.example",
            "HTTP://S.EXAMPLE:80/",
            "ftp://me@s.example",
        ];
        for of_a in &spellings {
            for of_b in &spellings {
                let both: [(&str, &[&str]); 2] =
                    [("Quarrow Echo", &[of_a]), ("Ostermere Herald", &[of_b])];
                assert_eq!(named(&both, "See s.example."), [0_u32; 0], "{of_a} and {of_b}");
            }
        }
    }
}
