//! The document that a scan ends in, schema `wirecopy.scan/1`. Plain data: the pipeline fills it,
//! the writers beside this file show it, and neither of them computes anything from it.

use serde::Serialize;

pub use crate::cluster::{
    Carried, Certainty, Origin, OriginAlternative, OriginConfidence, OriginKind, OriginRule,
};
use crate::news::furniture::{Masked, Reason};
use crate::news::{Credit, CreditRole};
use crate::passage::{PairKind, Passage, SentencePair};
pub use crate::quotes::{Change, Form};
use crate::span::Span;

/// Name and version of the JSON schema.
pub const SCAN_SCHEMA: &str = "wirecopy.scan/1";

/// Everything that a scan found. Every array is sorted; the same input gives the same bytes for
/// any thread count and any order of arguments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanReport {
    /// Always [`SCAN_SCHEMA`].
    pub schema: &'static str,
    /// What was run, on how much, and where limits cut in.
    pub run: Run,
    /// All articles, by id.
    pub articles: Vec<ArticleEntry>,
    /// Verified pairs, by `(a, b)`.
    pub pairs: Vec<PairEntry>,
    /// Clusters, largest first.
    pub clusters: Vec<ClusterEntry>,
    /// Quotations that stand in two articles or more, those of most articles first; `null` in
    /// near-duplicate mode and without news.
    pub quotes: Option<Vec<QuoteEntry>>,
    /// Sources that articles name, most shared words first.
    pub sources: Vec<SourceEntry>,
    /// Input that was skipped, by path and record: the first
    /// [`MAX_KEPT_REJECTS`](crate::read::MAX_KEPT_REJECTS) of it.
    pub rejects: Vec<RejectEntry>,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Version of wirecopy.
    pub version: &'static str,
    /// The subcommand, `scan`.
    pub command: &'static str,
    /// Parameters that decide the result; threads, memory and output paths are left out.
    pub parameters: Parameters,
    /// Identifies parameters and hash version, 16 hexadecimal digits.
    pub config_digest: String,
    /// How much was read and found.
    pub counts: Counts,
    /// What was masked, by reason, without those that did not occur; `null` in near-duplicate mode.
    pub furniture: Option<Vec<FurnitureCount>>,
    /// How much of the text stands in more than one article.
    pub overlap: OverlapFigures,
    /// Where a limit changed what was done.
    pub limits_hit: LimitsHit,
}

/// Parameters of a scan, as resolved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameters {
    /// `passages` or `near_duplicates`.
    pub mode: &'static str,
    /// Words of a shingle.
    pub shingle_len: u32,
    /// Shared runs of so many words always make a candidate pair; `null` in near-duplicate mode.
    pub min_run: Option<u32>,
    /// Words from which a passage counts; `null` in near-duplicate mode.
    pub min_passage_words: Option<u32>,
    /// The same inside quotation marks; `null` in near-duplicate mode.
    pub min_quoted_passage_words: Option<u32>,
    /// Whether credits, speakers and quotes are looked for; `null` in near-duplicate mode, which
    /// never does.
    pub news: Option<bool>,
    /// Whether retellings are looked for; `null` in near-duplicate mode, which never does.
    pub rewritten: Option<bool>,
    /// Whether articles about one event are looked for; `null` in near-duplicate mode.
    pub related: Option<bool>,
    /// Articles on one fingerprint up to which all pairs are taken.
    pub max_group: u32,
    /// Least resemblance; `null` but in near-duplicate mode.
    pub threshold: Option<f64>,
    /// Banding; `null` but in near-duplicate mode.
    pub banding: Option<BandingEntry>,
}

/// Banding of near-duplicate mode.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BandingEntry {
    /// Signature slots.
    pub signature_len: u32,
    /// Bands.
    pub num_bands: u32,
    /// Slots of a band.
    pub rows_per_band: u32,
    /// Chance that a pair exactly at the threshold becomes a candidate.
    pub promised_recall: f64,
}

/// How much was read and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Files read.
    pub files: u64,
    /// Files that were not read, and are no bad input: in folders those of other types, tables
    /// without a column for the text, and links; anywhere, files that were reached before.
    pub files_passed_over: u64,
    /// Files read whose path does not match `--path-pattern`, or has no date where the pattern has
    /// one.
    pub unmatched_paths: u64,
    /// Articles.
    pub articles: u64,
    /// Different sources that the articles name.
    pub sources: u64,
    /// Articles shorter than a shingle.
    pub too_short: u64,
    /// Articles whose id had been given before, kept with `#2`, `#3`, ...
    pub repeated_ids: u64,
    /// Articles decoded from another encoding than UTF-8.
    pub transcoded: u64,
    /// Articles in which what could not be decoded was replaced by U+FFFD.
    pub mended: u64,
    /// Articles with a date that could not be read.
    pub unreadable_dates: u64,
    /// Records or files skipped as bad input.
    pub rejects: u64,
    /// The same by reason, those that occurred.
    pub rejects_by_reason: Vec<ReasonCount>,
    /// Bytes of article text.
    pub text_bytes: u64,
    /// Tokens of article text.
    pub words: u64,
    /// Pairs proposed by an index, and copies in a large group with the anchor of their cluster.
    pub candidate_pairs: u64,
    /// Pairs verified.
    pub verified_pairs: u64,
    /// Pairs of the kind `rewritten`, which are estimated; `null` where they are not looked for.
    pub rewritten_pairs: Option<u64>,
    /// Pairs of the kind `same_event`, which are estimated; `null` where they are not looked for.
    pub same_event_pairs: Option<u64>,
    /// Passages of the verified pairs.
    pub passages: u64,
    /// Clusters.
    pub clusters: u64,
    /// Articles in at least one cluster.
    pub clustered_articles: u64,
    /// Verified pairs whose articles are together in no cluster.
    pub pairs_outside_clusters: u64,
}

/// How much of the text stands in more than one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OverlapFigures {
    /// Words outside furniture, of all articles; `null` in near-duplicate mode.
    pub own_words: Option<u64>,
    /// Those of them that lie in a passage of a copied pair (`reprint`, `abridgement`, `partial`),
    /// on both of its sides; `null` in near-duplicate mode.
    pub shared_words: Option<u64>,
    /// `shared_words / own_words`, 0 without words; `null` in near-duplicate mode.
    pub shared_share: Option<f64>,
    /// Articles by their highest containment, see [`ArticleEntry::highest_containment`]: first
    /// those at exactly 0, then twenty steps of 0.05, the last with 1.
    pub by_highest_containment: Vec<ContainmentStep>,
}

/// Articles whose highest containment lies in one step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ContainmentStep {
    /// Least containment of the step.
    pub from: f64,
    /// Where the next step begins; 0 for the first step, and 1 belongs to the last.
    pub to: f64,
    /// Articles.
    pub articles: u64,
}

/// What one source ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceEntry {
    /// Outlet.
    pub source: String,
    /// Its articles.
    pub articles: u64,
    /// Those of them in at least one cluster.
    pub clustered_articles: u64,
    /// Their words outside furniture; `null` in near-duplicate mode.
    pub own_words: Option<u64>,
    /// Those of them in passages of copied pairs; `null` in near-duplicate mode.
    pub shared_words: Option<u64>,
    /// `shared_words / own_words`, 0 without words; `null` in near-duplicate mode.
    pub shared_share: Option<f64>,
}

/// Records or files skipped for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonCount {
    /// Reason, one of a closed list.
    pub reason: String,
    /// Records or files.
    pub count: u64,
}

/// Where a limit changed what was done. All zero: nothing was cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LimitsHit {
    /// Groups of more than `max_group` articles, whose members were linked to a representative.
    pub large_groups: u64,
    /// Pairs whose alignment was cut by its work budget; they are marked `truncated`.
    pub truncated_pairs: u64,
    /// Quotations that were compared with some of those that share words with them, not with all.
    pub capped_quotes: u64,
    /// Articles about the same as so many others that retellings of them were looked for among the
    /// nearest alone, or not at all.
    pub capped_retellings: u64,
    /// Records or files skipped as bad input that the report counts, but does not list.
    pub unlisted_rejects: u64,
}

impl LimitsHit {
    /// Whether any limit cut in.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// One article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleEntry {
    /// Unique id.
    pub id: String,
    /// Outlet.
    pub source: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Date of publication.
    pub published: Option<PublishedEntry>,
    /// Address.
    pub url: Option<String>,
    /// Where it was read from.
    pub path: String,
    /// Tokens of the text: words, or characters in scripts without spaces.
    pub words: u32,
    /// Those outside furniture; `null` in near-duplicate mode.
    pub own_words: Option<u32>,
    /// Own words that lie in a passage of a copied pair; `null` in near-duplicate mode.
    pub shared_words: Option<u32>,
    /// The highest share of its own words that one other article has too, 0 if none has any; in
    /// near-duplicate mode its highest resemblance. Pairs of the kind `template` are left out.
    pub highest_containment: f64,
    /// Agencies that the article credits, that of its byline field first, then by position; `null` in
    /// near-duplicate mode and without news analysis.
    pub credits: Option<Vec<CreditEntry>>,
    /// Furniture, ascending; `null` in near-duplicate mode.
    pub furniture: Option<Vec<FurnitureEntry>>,
    /// `ok` or `too_short`.
    pub status: ArticleStatus,
}

/// A stretch of an article that is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FurnitureEntry {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Why it is furniture.
    pub reason: Reason,
}

impl FurnitureEntry {
    /// Where it stands in the text.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

impl From<&Masked> for FurnitureEntry {
    fn from(masked: &Masked) -> Self {
        Self { start: masked.span.start, end: masked.span.end, reason: masked.reason }
    }
}

/// Furniture of one reason in all articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FurnitureCount {
    /// Why it is furniture.
    pub reason: Reason,
    /// Stretches of text.
    pub spans: u64,
    /// Their words.
    pub words: u64,
}

/// An agency that an article credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CreditEntry {
    /// Canonical name.
    pub agency: &'static str,
    /// What the credit says of the text.
    pub role: CreditRole,
    /// First byte of the agency's name in the text; `null` if the byline field names it.
    pub start: Option<u32>,
    /// One past its last byte.
    pub end: Option<u32>,
}

impl From<&Credit> for CreditEntry {
    fn from(credit: &Credit) -> Self {
        Self {
            agency: credit.agency,
            role: credit.role,
            start: credit.span.map(|span| span.start),
            end: credit.span.map(|span| span.end),
        }
    }
}

/// Whether an article could be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleStatus {
    /// Compared with all others.
    Ok,
    /// Shorter than one shingle: never a score.
    TooShort,
}

/// A date as the interval that it may lie in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedEntry {
    /// As it was written.
    pub raw: String,
    /// First instant that fits, RFC 3339 in UTC.
    pub earliest: String,
    /// Last instant that fits, RFC 3339 in UTC.
    pub latest: String,
    /// How exact the writing is.
    pub precision: crate::article::Precision,
    /// Where it was found.
    pub origin: crate::article::DateOrigin,
}

/// A pair: verified, or found by rare terms and `estimated`; `a` sorts before `b`. All figures
/// are exact in both cases; what an estimate says is its kind and its confidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairEntry {
    /// Id of the first article.
    pub a: String,
    /// Id of the second article.
    pub b: String,
    /// What they share; `null` in near-duplicate mode.
    pub kind: Option<PairKind>,
    /// How clear the kind is, 0 to 1: for a verified pair how far its evidence lies from the edge of
    /// the rule, see [`confidence_of`](crate::passage::confidence_of); for an estimated one see
    /// [`Retelling`](crate::passage::Retelling). No probability, and comparable within a kind alone.
    pub confidence: f64,
    /// Whether the kind is an estimate (`rewritten`, `same_event`), and the pair outside all clusters.
    pub estimated: bool,
    /// Whether both name the same source; an unknown source equals no other.
    pub same_source: bool,
    /// Shared shingles / all shingles, exact.
    pub resemblance: f64,
    /// Share of A's own words (near-duplicate mode: shingles) that lie in shared passages.
    pub containment_a_in_b: f64,
    /// Share of B's own words (near-duplicate mode: shingles) that lie in shared passages.
    pub containment_b_in_a: f64,
    /// A's own words in shared passages; `null` in near-duplicate mode.
    pub shared_words_a: Option<u32>,
    /// B's own words in shared passages; `null` in near-duplicate mode.
    pub shared_words_b: Option<u32>,
    /// Longest run of words that are the same in both; `null` in near-duplicate mode.
    pub longest_run_words: Option<u32>,
    /// Whether the work budget cut the alignment.
    pub truncated: bool,
    /// Shared passages, by position in A; `null` in near-duplicate mode.
    pub passages: Option<Vec<Passage>>,
    /// What both tell in one order in other words; `null` where that is not enough for a retelling,
    /// or was not looked for. A pair of the kinds `quotes_only` and `template` can have it, too.
    pub retelling: Option<RetellingEntry>,
}

/// Evidence that one article retells the other, or that both retell a third. Speech in quotation
/// marks and furniture are left out; words are compared without their endings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RetellingEntry {
    /// How surely, 0 to 1, from the figures below: see
    /// [`Retelling::confidence`](crate::passage::Retelling::confidence).
    pub confidence: f64,
    /// Words of the shorter article.
    pub words: u32,
    /// Those of them that paired sentences have in the same order.
    pub words_in_order: u32,
    /// Words of the shorter sentence of each pair.
    pub paired_words: u32,
    /// Rare terms of the article that has fewer.
    pub terms: u32,
    /// Those of them that the other has, too.
    pub shared_terms: u32,
    /// The most of these that both bring up in the same order.
    pub terms_in_order: u32,
    /// The rarest shared terms as A has them, at most 12.
    pub rarest: Vec<String>,
    /// Pairs of sentences, ascending in both.
    pub sentences: Vec<SentencePair>,
    /// Whether an article has more sentences, or words in one, than are compared.
    pub truncated: bool,
}

/// Articles that share copy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterEntry {
    /// `c1`, `c2`, ... in report order.
    pub id: String,
    /// The kind that holds for every member against the anchor; `null` in near-duplicate mode.
    pub kind: Option<PairKind>,
    /// Id of the member that all others are verified against.
    pub anchor: String,
    /// Members, by id, anchor included.
    pub members: Vec<MemberEntry>,
    /// Different sources that the members name.
    pub sources: u32,
    /// Where the text comes from; `null` in near-duplicate mode and without news analysis.
    pub origin: Option<Origin>,
    /// Groups of members that have nothing from one another: 1 among copies, each reporter among
    /// those that share speech; `null` in near-duplicate mode and without news analysis.
    pub independent_origins: Option<u32>,
    /// Who ran it first.
    pub first_seen: FirstSeen,
    /// When it ran; `null` where no member is dated.
    pub dated: Option<Dated>,
    /// Median over the pairs of anchor and member of the larger containment (near-duplicate mode:
    /// of the resemblance); of an even number, the lower one of the two in the middle.
    pub median_containment: f64,
    /// The weakest verified pair of anchor and member.
    pub weakest: WeakestPair,
    /// Stretches of the anchor's text that other members carry word for word, ascending; `null`
    /// in near-duplicate mode.
    pub carried: Option<Vec<Carried>>,
    /// Articles outside that share own words with a member, nearest first, at most
    /// [`MAX_NEAR_MISSES`](crate::cluster::MAX_NEAR_MISSES).
    pub near_misses: Vec<NearMiss>,
}

/// When the members of a cluster were published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dated {
    /// Members with a date.
    pub members: u32,
    /// First instant at which one of them can have been published, RFC 3339 in UTC.
    pub earliest: String,
    /// Last instant at which one of them can have been published, RFC 3339 in UTC.
    pub latest: String,
    /// Seconds from the beginning of the earliest date to the beginning of the latest one.
    pub span_seconds: i64,
}

/// An article just outside a cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearMiss {
    /// Id of the article outside.
    pub id: String,
    /// Id of the member that it is nearest to.
    pub member: String,
    /// What the two share; `null` in near-duplicate mode.
    pub kind: Option<PairKind>,
    /// The larger containment of the two directions (near-duplicate mode: resemblance).
    pub containment: f64,
}

/// A member of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberEntry {
    /// Article id.
    pub id: String,
    /// `anchor` or `member`.
    pub role: MemberRole,
    /// What it made of the anchor's text; `null` for the anchor and in near-duplicate mode.
    pub changes: Option<MemberChanges>,
}

/// What a member has otherwise than the anchor. It does not say who changed what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MemberChanges {
    /// The member's own words outside the passages that it shares with the anchor.
    pub added_words: u32,
    /// The anchor's own words outside these passages.
    pub cut_words: u32,
    /// Edits inside these passages.
    pub edits: u32,
    /// Those of them that add, drop or replace a word with a digit.
    pub numbers: u32,
    /// Those of them that add, drop or replace a name: a capital inside a sentence.
    pub names: u32,
    /// Those of them inside quotation marks in both.
    pub quotes: u32,
    /// Whether the headline is another; `null` where one of both has none.
    pub headline: Option<bool>,
}

/// What a member is to its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// All others are verified against it.
    Anchor,
    /// Verified against the anchor.
    Member,
}

/// Who ran it first, from date intervals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstSeen {
    /// Members that can have been first, by id; empty where no member is dated.
    pub ids: Vec<String>,
    /// How certain that is.
    pub certainty: Certainty,
}

/// The weakest verified pair of a cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeakestPair {
    /// Id of the first article.
    pub a: String,
    /// Id of the second article.
    pub b: String,
    /// The larger containment of the two directions (near-duplicate mode: resemblance).
    pub containment: f64,
}

/// One quotation in several articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuoteEntry {
    /// `q1`, `q2`, ... in report order.
    pub id: String,
    /// Whom most members name, by the fullest name; `null` if none names anybody for sure.
    pub speaker: Option<String>,
    /// What an article says the speaker is, in its own words; `null` if none does.
    pub role: Option<String>,
    /// Words of the fullest form.
    pub words: u32,
    /// Different articles among the members.
    pub articles: u32,
    /// Different sources that the members name.
    pub sources: u32,
    /// Place of the fullest form in `members`, from 0.
    pub fullest: u32,
    /// All variants, by article and position.
    pub members: Vec<QuoteMemberEntry>,
}

/// A quotation as one article has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuoteMemberEntry {
    /// Id of the article.
    pub article: String,
    /// First byte of the first part.
    pub start: u32,
    /// One past the last byte of the last part.
    pub end: u32,
    /// The stretches that are quoted, without marks: more than one where a new paragraph reopens
    /// the quotation, or the words that name the speaker stand inside it.
    pub parts: Vec<Span>,
    /// Whether a mark closes it; if not, it was cut at the end of its paragraph.
    pub closed: bool,
    /// Whom this article names; `null` where that is not sure.
    pub speaker: Option<String>,
    /// How its words stand to the fullest form.
    pub form: Form,
    /// The words that differ from the fullest form, in text order.
    pub changed: Vec<Change>,
}

/// Input that was skipped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RejectEntry {
    /// File.
    pub path: String,
    /// Record number from 1; `null` for a whole file.
    pub record: Option<u64>,
    /// First byte of the record in the decompressed file.
    pub byte: u64,
    /// Reason, one of a closed list.
    pub reason: String,
}
