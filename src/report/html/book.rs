//! What all screens look things up in, and how they word what they show.

use std::borrow::Cow;
use std::io;

use super::super::audit::model::AuditReport;
use super::super::figures::{date, grouped, percent};
use super::super::lookup;
use super::super::model::{ArticleEntry, Certainty, ClusterEntry, CreditEntry, ScanReport};
use crate::cluster::{OriginKind, OriginRule};
use crate::news::CreditRole;
use crate::news::furniture::Reason;
use crate::passage::PairKind;
use crate::read::Texts;

/// A report on its way to pages.
pub(super) struct Book<'r> {
    pub(super) report: &'r ScanReport,
    /// What an audit of it found, if there was one.
    pub(super) audit: Option<&'r AuditReport>,
    texts: &'r Texts,
    layout: Layout,
    /// For each article the clusters that it is in. Its text stands under the first: once on a page.
    clusters: Vec<Vec<usize>>,
    /// Clusters that have a screen, from the first on.
    shown: usize,
}

/// Where screens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// All in one file.
    OneFile,
    /// Each cluster in a file of its own.
    Pages,
}

impl<'r> Book<'r> {
    pub(super) fn new(report: &'r ScanReport, texts: &'r Texts, layout: Layout) -> Self {
        let mut clusters = vec![Vec::new(); report.articles.len()];
        for (number, cluster) in report.clusters.iter().enumerate() {
            for member in &cluster.members {
                if let Some((place, _)) = lookup::article(report, &member.id)
                    && let Some(of_article) = clusters.get_mut(place)
                {
                    of_article.push(number);
                }
            }
        }
        Self { report, audit: None, texts, layout, clusters, shown: report.clusters.len() }
    }

    pub(super) fn with_audit(self, audit: &'r AuditReport) -> Self {
        Self { audit: Some(audit), ..self }
    }

    /// The same with screens of the first clusters alone, for want of room.
    pub(super) fn with_shown(self, shown: usize) -> Self {
        Self { shown, ..self }
    }

    /// The clusters that have a screen.
    pub(super) fn shown(&self) -> &'r [ClusterEntry] {
        self.report.clusters.get(..self.shown).unwrap_or(&self.report.clusters)
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// An article by its id, with its place.
    pub(super) fn article(&self, id: &str) -> Option<(usize, &'r ArticleEntry)> {
        lookup::article(self.report, id)
    }

    /// The text of an article, which may have to be read again.
    pub(super) fn text(&self, place: usize) -> io::Result<Cow<'r, str>> {
        self.texts.text(place).map_err(io::Error::other)
    }

    /// Whether the text of an article stands under this cluster.
    pub(super) fn is_home(&self, place: usize, cluster: usize) -> bool {
        match self.layout {
            Layout::OneFile => self.home(place) == Some(cluster),
            Layout::Pages => true,
        }
    }

    pub(super) fn home(&self, place: usize) -> Option<usize> {
        self.clusters.get(place)?.first().copied().filter(|&cluster| cluster < self.shown)
    }

    /// Places of the clusters that an article is in.
    pub(super) fn clusters_of(&self, place: usize) -> &[usize] {
        self.clusters.get(place).map_or(&[], |clusters| clusters.as_slice())
    }

    /// The text of the article of that id, empty if there is none.
    pub(super) fn text_of(&self, id: &str) -> io::Result<Cow<'r, str>> {
        lookup::text(self.report, self.texts, id)
    }

    /// Where the text of an article stands, if it is on a page.
    pub(super) fn text_href(&self, place: usize) -> Option<String> {
        let home = self.report.clusters.get(self.home(place)?)?;
        Some(format!("{}#t{place}", self.page(home)))
    }

    /// Where two articles stand side by side with their passages, if any page can show them.
    pub(super) fn compare_href(&self, a: usize, b: usize) -> Option<String> {
        let (of_a, of_b) = (self.clusters.get(a)?, self.clusters.get(b)?);
        let (id_a, id_b) = (&self.report.articles.get(a)?.id, &self.report.articles.get(b)?.id);
        lookup::pair(self.report, id_a, id_b)?;
        let cluster = of_a
            .iter()
            .filter(|&&cluster| cluster < self.shown && of_b.contains(&cluster))
            .filter_map(|&cluster| self.report.clusters.get(cluster))
            .find(|cluster| {
                let has_anchor = cluster.anchor == *id_a || cluster.anchor == *id_b;
                has_anchor || are_compared_beside_anchor(cluster)
            })?;
        Some(format!("{}#compare/{}/{a}/{b}", self.page(cluster), cluster.id))
    }

    /// The file that a cluster stands in, seen from the main page.
    pub(super) fn page(&self, cluster: &ClusterEntry) -> String {
        match self.layout {
            Layout::OneFile => String::new(),
            Layout::Pages => format!("{}.html", cluster.id),
        }
    }

    /// Address of the screen of the cluster at a place, if it has one.
    pub(super) fn href(&self, number: usize) -> Option<String> {
        let cluster = self.shown().get(number)?;
        Some(match self.layout {
            Layout::OneFile => format!("#{}", cluster.id),
            Layout::Pages => self.page(cluster),
        })
    }

    pub(super) fn card(&self, id: &str) -> Card {
        let found = self.article(id);
        let entry = found.map(|(_, entry)| entry);
        let title = entry.and_then(|entry| entry.title.clone()).filter(|title| !title.is_empty());
        Card {
            place: found.map_or(0, |(place, _)| place),
            has_title: title.is_some(),
            title: title.unwrap_or_else(|| id.to_owned()),
            id: id.to_owned(),
            source: entry.and_then(|entry| entry.source.clone()),
            date: entry.and_then(|entry| entry.published.as_ref()).map(date),
            link: entry.and_then(|entry| link(entry.url.as_deref()?)).map(str::to_owned),
            words: entry.map_or(0, |entry| entry.words),
            credits: entry.map_or_else(Vec::new, credits_of_text),
        }
    }
}

/// Whether a page has the pairs among the members of a cluster, too: of larger ones it has those with
/// the anchor, since all pairs of a thousand members are half a million.
pub(super) fn are_compared_beside_anchor(cluster: &ClusterEntry) -> bool {
    cluster.members.len() <= 60
}

/// An article as it is named.
pub(super) struct Card {
    pub(super) place: usize,
    /// Its headline, else its id.
    pub(super) title: String,
    pub(super) has_title: bool,
    pub(super) id: String,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
    pub(super) link: Option<String>,
    pub(super) words: u32,
    /// What it credits as the origin of its text, in words.
    pub(super) credits: Vec<String>,
}

impl Card {
    /// Source, else the id: what a narrow column calls it.
    pub(super) fn name(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.id)
    }
}

/// The credits that say something of the text, each once.
fn credits_of_text(entry: &ArticleEntry) -> Vec<String> {
    let is_of_text =
        |credit: &&CreditEntry| matches!(credit.role, CreditRole::Whole | CreditRole::Contribution);
    let credits = entry.credits.iter().flatten().filter(is_of_text);
    let mut words: Vec<String> = credits.map(credit_words).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A credit as the reader meets it.
pub(super) fn credit_words(credit: &CreditEntry) -> String {
    let agency = credit.agency;
    match credit.role {
        CreditRole::Whole => format!("credits {agency}"),
        CreditRole::Contribution => format!("credits {agency} in part"),
        CreditRole::InBody => format!("names {agency}"),
        CreditRole::Photo => format!("photo by {agency}"),
    }
}

/// The address if a page may lead to it: `http` or `https`, without anything that could hide where
/// it leads.
pub(super) fn link(url: &str) -> Option<&str> {
    let scheme = url.split_once("://")?.0;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_clean =
        url.chars().all(|c| c.is_ascii_graphic() || (c.is_alphanumeric() && !c.is_ascii()));
    (is_web && is_clean).then_some(url)
}

/// `83 %`, held together.
pub(super) fn share(share: f64) -> String {
    percent(share).trim_start().replace(' ', "\u{a0}")
}

/// `1 article`, `12,345 articles`, held together.
pub(super) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{}\u{a0}{noun}{plural}", grouped(number))
}

/// `1 day`, `13 hours`: as coarse as reads well.
pub(super) fn duration(seconds: i64) -> String {
    const HOUR: i64 = 3_600;
    const DAY: i64 = 24 * HOUR;
    let number = |amount: i64| u64::try_from(amount).unwrap_or_default();
    match seconds {
        ..1 => "same time".to_owned(),
        1..7_200 => counted(number((seconds + 59) / 60), "minute"),
        seconds if seconds < 2 * DAY && seconds % DAY != 0 => {
            counted(number((seconds + HOUR / 2) / HOUR), "hour")
        }
        seconds => counted(number((seconds + DAY / 2) / DAY), "day"),
    }
}

/// A kind as the reader meets it.
pub(super) struct KindShown {
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
}

pub(super) const fn kind(kind: Option<PairKind>) -> KindShown {
    let (class, name, meaning) = match kind {
        Some(PairKind::Reprint) => ("reprint", "reprint", "nearly the whole text is the same"),
        Some(PairKind::Abridgement) => {
            ("abridgement", "abridgement", "one text is a shorter form of the other")
        }
        Some(PairKind::Partial) => ("partial", "partial", "a part of the text is the same"),
        Some(PairKind::QuotesOnly) => {
            ("quotes", "quotes only", "separate reports with the same quotations")
        }
        Some(PairKind::Template) => {
            ("template", "template", "a form or site text, no copied story")
        }
        Some(PairKind::Rewritten) => {
            ("rewritten", "rewritten", "the same story in other words, an estimate")
        }
        Some(PairKind::SameEvent) => ("same-event", "same event", "the same event, an estimate"),
        None => ("near", "near duplicates", "whole articles resemble each other"),
    };
    KindShown { class, name, meaning }
}

/// Why something is furniture, as the reader meets it.
pub(super) struct ReasonShown {
    /// Stands beside the text.
    pub(super) label: &'static str,
    pub(super) meaning: &'static str,
}

pub(super) const fn reason_words(reason: Reason) -> ReasonShown {
    let (label, meaning) = match reason {
        Reason::RecurringLine => {
            ("recurring line", "the same line stands under different stories of this source")
        }
        Reason::RecurringEdited => {
            ("recurring line, edited", "the same with other numbers, or with a word changed")
        }
        Reason::SubscriptionOffer => {
            ("subscription offer", "an offer of a subscription, a newsletter or notifications")
        }
        Reason::CommentRules => ("comment rules", "rules and forms for comments of readers"),
        Reason::LoginForm => ("login form", "a form for logging in, registration or passwords"),
        Reason::RelatedLinks => ("related links", "links to other articles, with their headings"),
        Reason::DonationLine => ("call for donations", "a call for donations"),
        Reason::ShareButtons => ("share buttons", "buttons that share the page"),
        Reason::PrivacyNotice => ("privacy notice", "a notice of privacy or cookies"),
        Reason::Advertisement => ("advertisement", "a mark of advertising"),
        Reason::LegalNotice => ("legal notice", "rights, terms and disclaimers of the site"),
        Reason::Navigation => ("menu of the site", "menus and other links of the site"),
    };
    ReasonShown { label, meaning }
}

/// Where the text of a cluster comes from, as far as its members tell.
pub(super) struct OriginShown {
    /// Before the name, or all that is known.
    pub(super) words: &'static str,
    /// The agency or outlet.
    pub(super) name: Option<String>,
    /// The rule that decided.
    pub(super) why: &'static str,
}

/// The origin of a cluster in words; `None` where nothing tells, or nobody looked.
pub(super) fn origin(cluster: &ClusterEntry) -> Option<OriginShown> {
    let origin = cluster.origin.as_ref()?;
    let words = match origin.kind {
        OriginKind::Agency => "agency",
        OriginKind::Outlet => "outlet",
        OriginKind::PressRelease => "press release",
        OriginKind::UnseenCommonSource => "not in this collection",
        OriginKind::Unknown => return None,
    };
    let why = match origin.rule {
        OriginRule::AgencyArticle => "its own article is among the members",
        OriginRule::AgencyCredit => "members credit it",
        OriginRule::NamedOutlet => "members name it",
        OriginRule::PressReleaseCue => "a member says so",
        OriginRule::SameTime => "several ran it first, at the same time",
        OriginRule::SurelyFirst => "it surely ran the text first",
        OriginRule::CreditsDiffer => "members credit different agencies",
        OriginRule::Speech => "what is shared is speech",
        OriginRule::NoEvidence => "nothing else tells",
    };
    Some(OriginShown { words, name: origin.id.clone(), why })
}

/// What is known of who was first, before the names.
pub(super) fn first_seen_words(cluster: &ClusterEntry) -> &'static str {
    match cluster.first_seen.certainty {
        _ if cluster.first_seen.ids.is_empty() => "unknown, no article is dated",
        Certainty::Sure => "",
        Certainty::Tie => "on the same date",
        Certainty::Undetermined => "the dates leave open which",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_led_to() {
        for url in ["http://a.example/x?y=1", "HTTPS://пример.example/ä"] {
            assert_eq!(link(url), Some(url));
        }
        for url in [
            "javascript:alert(1)",
            "java\nscript://x",
            "data:text/html,x",
            "ftp://x",
            "//x",
            "x",
            "",
            "https://a b",
            "https://a\u{202e}b",
            " https://a",
        ] {
            assert_eq!(link(url), None, "{url}");
        }
    }

    #[test]
    fn durations_are_as_coarse_as_reads_well() {
        let shown = [0, 61, 7_300, 86_400, 100_000, 200_000].map(duration);
        let expected = ["same time", "2 minutes", "2 hours", "1 day", "28 hours", "2 days"];
        assert_eq!(
            shown,
            expected.map(|text| text.replace(' ', "\u{a0}").replace("same\u{a0}", "same "))
        );
    }
}
