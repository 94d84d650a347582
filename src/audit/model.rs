//! What an audit says, as plain data: the part of the schema `wirecopy.audit/1` that is computed here.

use serde::Serialize;

/// What a word of an article is, as far as the collection tells. Every own word is exactly one.
///
/// In the order of precedence: where a word can be several, the first holds. The last,
/// [`WordClass::Unmatched`], is what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// Copy of an agency that the article credits.
    AgencyCredited,
    /// Copy of an agency that the article does not credit.
    AgencyUncredited,
    /// Shared with an earlier article of the same source or owner.
    #[serde(rename = "self")]
    SelfReuse,
    /// Shared with an earlier article of another outlet, which it names.
    OutletCredited,
    /// Shared with an earlier article of another outlet, which it does not name.
    OutletUncredited,
    /// Shared with others, and nothing says who had it from whom.
    Unresolved,
    /// Shared with others, which all ran it later.
    First,
    /// Shared with no other outlet and no earlier own article of the collection.
    Unmatched,
}

/// Number of classes.
pub(super) const NUM_CLASSES: usize = 8;

impl WordClass {
    /// All of them, in the order of precedence.
    pub const ALL: [Self; NUM_CLASSES] = [
        Self::AgencyCredited,
        Self::AgencyUncredited,
        Self::SelfReuse,
        Self::OutletCredited,
        Self::OutletUncredited,
        Self::Unresolved,
        Self::First,
        Self::Unmatched,
    ];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgencyCredited => "agency_credited",
            Self::AgencyUncredited => "agency_uncredited",
            Self::SelfReuse => "self",
            Self::OutletCredited => "outlet_credited",
            Self::OutletUncredited => "outlet_uncredited",
            Self::Unresolved => "unresolved",
            Self::First => "first",
            Self::Unmatched => "unmatched",
        }
    }

    /// Whether the words come from an agency or another outlet.
    pub const fn is_derived(self) -> bool {
        self.is_uncredited() || matches!(self, Self::AgencyCredited | Self::OutletCredited)
    }

    /// Whether they do, and the article does not say so.
    pub const fn is_uncredited(self) -> bool {
        matches!(self, Self::AgencyUncredited | Self::OutletUncredited)
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// A share with the integers that it is made of and its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Ratio {
    /// What is counted.
    pub numerator: u64,
    /// Out of so many.
    pub denominator: u64,
    /// Articles (for [`SourceAudit::first_publisher`] clusters) that the denominator is of.
    pub n: u64,
    /// `numerator / denominator`; `null` where the denominator is 0.
    pub share: Option<f64>,
    /// Lower end of the interval; `null` with fewer than two clusters or unclustered articles.
    /// Samples in which the denominator is 0 do not count.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// Shares of own words. The numerators add up to the denominator, which is the same in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// See [`WordClass::Unmatched`].
    pub unmatched: Ratio,
    /// See [`WordClass::First`].
    pub first: Ratio,
    /// See [`WordClass::AgencyCredited`].
    pub agency_credited: Ratio,
    /// See [`WordClass::AgencyUncredited`].
    pub agency_uncredited: Ratio,
    /// See [`WordClass::OutletCredited`].
    pub outlet_credited: Ratio,
    /// See [`WordClass::OutletUncredited`].
    pub outlet_uncredited: Ratio,
    /// See [`WordClass::SelfReuse`].
    #[serde(rename = "self")]
    pub self_reuse: Ratio,
    /// See [`WordClass::Unresolved`].
    pub unresolved: Ratio,
}

impl Shares {
    /// The share of one class.
    pub const fn of(&self, class: WordClass) -> &Ratio {
        match class {
            WordClass::AgencyCredited => &self.agency_credited,
            WordClass::AgencyUncredited => &self.agency_uncredited,
            WordClass::SelfReuse => &self.self_reuse,
            WordClass::OutletCredited => &self.outlet_credited,
            WordClass::OutletUncredited => &self.outlet_uncredited,
            WordClass::Unresolved => &self.unresolved,
            WordClass::First => &self.first,
            WordClass::Unmatched => &self.unmatched,
        }
    }
}

/// Articles by how much of their own text is derived from an agency or another outlet.
///
/// Source: Gaizauskas et al. 2001, "The METER corpus", whose terms these are; there the wire is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Derivation {
    /// At least 80 % of the own words.
    pub wholly: u64,
    /// Less, but some.
    pub partially: u64,
    /// None.
    pub non_derived: u64,
}

/// Quartiles of how long after the article that it is matched to a derived article ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Lag {
    /// Derived articles of which the order is sure.
    pub n: u64,
    /// Seconds from the beginning of the one date to that of the other: a quarter took less.
    pub lower_quartile_seconds: i64,
    /// Half took less.
    pub median_seconds: i64,
    /// Three quarters took less.
    pub upper_quartile_seconds: i64,
}

/// What words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeederKind {
    /// A news agency.
    Agency,
    /// Another source of the collection.
    Outlet,
}

/// Where derived words of one source come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feeder {
    /// Agency or outlet.
    pub name: String,
    /// Which of both.
    pub kind: FeederKind,
    /// Articles of the source that hold words of it.
    pub articles: u64,
    /// Own words of the source that are derived from it.
    pub words: u64,
    /// Those of them that are credited.
    pub credited_words: u64,
}

/// A passage that is derived and not credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Id of the article.
    pub article: String,
    /// First byte of the passage.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Own words of the passage that are counted as uncredited by it.
    pub words: u64,
    /// `agency_uncredited` or `outlet_uncredited`.
    pub class: WordClass,
    /// Agency or outlet that it is derived from.
    pub from: String,
    /// Id of the article that it is matched to.
    pub from_article: String,
    /// First byte there.
    pub from_start: u32,
    /// One past the last byte there.
    pub from_end: u32,
}

/// What one source ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceAudit {
    /// Outlet.
    pub source: String,
    /// Owner, as `--owners` has it.
    pub owner: Option<String>,
    /// Its articles.
    pub articles: u64,
    /// Their words outside furniture.
    pub own_words: u64,
    /// Their words in furniture, which no share counts.
    pub furniture_words: u64,
    /// What the own words are.
    pub shares: Shares,
    /// Articles by how much of them is derived.
    pub derivation: Derivation,
    /// Of the derived words those that are credited.
    pub credited: Ratio,
    /// Of the clusters of two owners or more in which it is, those that it surely ran first.
    pub first_publisher: Ratio,
    /// How long after others it ran what is derived; `null` where no order is sure.
    pub lag: Option<Lag>,
    /// Where derived words come from, most words first, at most [`MAX_FEEDERS`].
    pub feeders: Vec<Feeder>,
    /// Feeders in all.
    pub num_feeders: u64,
    /// The longest uncredited passages, at most [`MAX_EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// Uncredited passages in all.
    pub num_uncredited_passages: u64,
}

/// Feeders that are listed of one source; flows have them all.
pub const MAX_FEEDERS: usize = 10;

/// Uncredited passages that are listed of one source.
pub const MAX_EVIDENCE: usize = 10;

/// How words got from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The one had it before, or is an agency that the text comes from.
    Direct,
    /// Both have it from somewhere else, or nothing says who had it first; without a direction.
    CommonOrigin,
}

/// Words that two sources, or an agency and a source, have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    /// Where they come from; with a common origin the first of both sources by name.
    pub from: String,
    /// Whether that is an agency.
    pub from_kind: FeederKind,
    /// The source that ran them, too.
    pub to: String,
    /// Directly, or through a common origin.
    pub via: Via,
    /// Articles of `to` that hold such words.
    pub articles: u64,
    /// Own words of `to`; with a common origin each pair of articles counts on its own.
    pub words: u64,
    /// Those of them that are credited; with a common origin by both.
    pub credited_words: u64,
    /// `credited_words / words`.
    pub credited_share: f64,
    /// Articles of `to` that surely ran later than an article of `from`.
    pub lag_n: u64,
    /// The median of how much later, in seconds; `null` where none surely did.
    pub median_lag_seconds: Option<i64>,
    /// First instant at which such an article of `to` can have been published, RFC 3339 in UTC;
    /// `null` where none is dated.
    pub earliest: Option<String>,
    /// Last such instant.
    pub latest: Option<String>,
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Every source, most own words first.
    pub sources: Vec<SourceAudit>,
    /// Flows, most words first.
    pub flows: Vec<Flow>,
}
