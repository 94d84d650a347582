//! Why a stretch of a page is furniture: a closed list.

use serde::Serialize;

/// Why a stretch of a page is furniture.
///
/// The first two are learned over the pages of a source. The others are evidence that a page holds by
/// itself; a line without evidence of its own, between others, has the reason of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The same line recurs under different stories of the source.
    RecurringLine,
    /// The line recurs with other numbers, or with a word changed.
    RecurringEdited,
    /// An offer of a subscription, a newsletter or notifications.
    SubscriptionOffer,
    /// Rules and forms for comments of readers.
    CommentRules,
    /// A form for logging in, registration or passwords.
    LoginForm,
    /// Links to other articles, with their headings.
    RelatedLinks,
    /// A call for donations.
    DonationLine,
    /// Buttons that share the page.
    ShareButtons,
    /// A notice of privacy or cookies.
    PrivacyNotice,
    /// A mark of advertising.
    Advertisement,
    /// Rights, terms and disclaimers of the site.
    LegalNotice,
    /// Menus and other links of the site.
    Navigation,
}

impl Reason {
    /// All reasons, in the order of reports.
    pub const ALL: [Self; 12] = [
        Self::RecurringLine,
        Self::RecurringEdited,
        Self::SubscriptionOffer,
        Self::CommentRules,
        Self::LoginForm,
        Self::RelatedLinks,
        Self::DonationLine,
        Self::ShareButtons,
        Self::PrivacyNotice,
        Self::Advertisement,
        Self::LegalNotice,
        Self::Navigation,
    ];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RecurringLine => "recurring_line",
            Self::RecurringEdited => "recurring_edited",
            Self::SubscriptionOffer => "subscription_offer",
            Self::CommentRules => "comment_rules",
            Self::LoginForm => "login_form",
            Self::RelatedLinks => "related_links",
            Self::DonationLine => "donation_line",
            Self::ShareButtons => "share_buttons",
            Self::PrivacyNotice => "privacy_notice",
            Self::Advertisement => "advertisement",
            Self::LegalNotice => "legal_notice",
            Self::Navigation => "navigation",
        }
    }

    /// Whether it was learned over several pages, and not judged on the page alone.
    pub const fn is_learned(self) -> bool {
        matches!(self, Self::RecurringLine | Self::RecurringEdited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_document() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.name()));
        }
        assert_eq!(Reason::ALL.iter().filter(|reason| reason.is_learned()).count(), 2);
    }
}
