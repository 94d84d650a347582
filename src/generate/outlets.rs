//! The invented outlets: names, house styles and site furniture. Never holds a real outlet's name
//! or text.

use super::rng::Rng;
use super::spin;

/// An outlet with its house style and the furniture of its site.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) name: &'static str,
    /// The name in lower case without spaces, for addresses.
    pub(super) slug: String,
    /// Minutes east of UTC.
    pub(super) offset_minutes: i32,
    pub(super) quotes: (&'static str, &'static str),
    pub(super) dash: &'static str,
    pub(super) apostrophe: &'static str,
    pub(super) title_case: bool,
    /// Initials that others credit, if the outlet is an agency.
    pub(super) initials: Option<&'static str>,
    /// Lines above the story.
    pub(super) menu: Vec<String>,
    /// A line between two paragraphs.
    pub(super) between: Option<String>,
    /// A sentence or two at the end of a line of the story itself.
    pub(super) inside: Option<String>,
    /// Lines below the story.
    pub(super) below: Vec<String>,
    /// The line above links to other stories.
    pub(super) related: Option<String>,
}

/// Agencies first.
const NAMES: &str = "Corvane Press Agency|Allied News Bureau|Meridian Wire|Norland Telegraph Agency|\
The Halwick Courier|Daily Brindle|Ostermere Gazette|The Kestleton Post|Calder Valley News|\
The Penhaven Mail|Radio Varnholm|Marlow Bay Times|The Evening Lantern|Stavport Herald|\
Northfold Chronicle|The Linden Observer|Tarnbridge Today|Channel Eleven Corrin|The Quarrel Review|\
Westmark Tribune|The Saltgate Echo|Harrowmere Star|The Drayminster Standard|Fennick Weekly|\
Upper Ivel Argus|The Brackford Bulletin|Coldcombe Advertiser|The Rushby Sentinel|Orrin Business Daily|\
The Sedgeley Record|Vellmar Online|The Larkstead Press|Elmhurst Examiner|The Gorsefield Register|\
Metro Aldermouth|The Whitcombe Dispatch|Port Corwen Journal|Highdale Mercury|The Wychwold Leader|\
Birchmoor Express|The Netherton Packet|Island Voice|The Cranley Globe|Fairhaven Free Press|\
The Stonebury World|East Marl Reporter|The Millgate Citizen|Ravenscar Nation|The Oakmouth Inquirer|\
Langfield Live|The Thornley Messenger|Ashbourne Vale News|The Wintersea Pilot|Copperfield Ledger|\
The Hazelport Monitor|Southern Plain Dealer|The Glenmarch Union|Redwater Daily News|\
The Ferncliff Banner|Kelder Public Radio";

const INITIALS: [&str; 4] = ["CPA", "ANB", "Meridian", "NTA"];

/// Quotation marks of outlets that set type; the others type what is on the keyboard.
const QUOTES: [(&str, &str); 6] = [
    ("\u{201c}", "\u{201d}"),
    ("\u{201c}", "\u{201d}"),
    ("\u{201c}", "\u{201d}"),
    ("\u{201e}", "\u{201c}"),
    ("\u{ab}", "\u{bb}"),
    ("\u{ab}\u{a0}", "\u{a0}\u{bb}"),
];

const DASHES: [&str; 3] = [" \u{2013} ", " \u{2014} ", "\u{2014}"];

const MENUS: [&str; 5] = [
    "Home [News|Latest|Headlines] [Politics|Local|Region] [Business|Money] Sport [Culture|Arts] Opinion",
    "[Menu|Sections|Skip to content]\n[Sign in|Log in|My account] [Subscribe|Become a member]",
    "{name} > [News|National|World] > [Story|Article|Report]\n[Listen to this article|Read aloud]",
    "[Weather|Traffic] [Jobs|Homes] [Obituaries|Notices] [Puzzles|Crosswords] [Archive|E-paper]",
    "[By our staff|Staff report|From our newsroom]\n[Share|Save|Print|Comment]",
];

// Sites buy their systems from the same makers, yet each words its own: the outlet's name or a draw
// stands in every few words, so that hardly two outlets share a run of twelve.
const SUBSCRIBE: [&str; 5] = [
    "[Enjoy|Get] unlimited [access to|reading of] {name} [on every device|at home and away]. \
     [Subscribe today|Join us now] and [read|have] {name} [from only|for just] [one|two|three] [crowns|marks] \
     [a week|a month]; at {name} you may [cancel any time|leave when you like].",
    "[Sign up to|Register for] the [free|daily|evening] [newsletter|briefing] of {name} [and get|to receive] \
     from {name} the [stories|headlines] that [matter|count], [in your inbox|on your phone] [every morning|each day].",
    "[You have read|This is] [your last|one of your] free [article|story] at {name} [this month|for now]. \
     [Support|Back] [local|independent] [journalism|reporting] and [become a member of|subscribe to] {name} [today|now].",
    "[Do you know more|Have you got a story]? [Write|Send a message] to {name}, \
     [in confidence|by letter or online]; [we at|the desk of] {name} [read|look at] every [line|message].",
    "[Follow|Find] {name} on [all channels|the usual networks] [for updates|to stay informed]; \
     the [app|new app] of {name} is [free of charge|yours at no cost].",
];

const COMMENTS: [&str; 4] = [
    "[Comments|Readers' comments] at {name} are [open|welcome] [for registered readers|for members]. \
     At {name}, [keep it civil|stay polite] and [stay on the subject|keep to the topic]; {name} [allows|has] [no advertising|no links to shops], and \
     [moderators|the editors] of {name} [may shorten|may remove] [posts|entries] and [close|may end] a [debate|discussion] \
     at {name} [after|within] [two|three|five] days.",
    "[Please read|Mind] the [house rules|guidelines] of {name} [before you post|when you write]: [personal attacks|insults] \
     and [false claims|rumours] [are deleted|will be taken down] by {name}, [as is|and so is] [offensive language|abuse]. \
     {name} [is not responsible|takes no responsibility] for what [readers|users] of {name} [write|publish] [here|below].",
    "[To comment|To take part], [log in|sign in] with your {name} account. [Views|Opinions] at {name} \
     [remain|are] those of [their authors|the writers]. [Report|Flag] [a breach|any breach] to {name} [with the button|by the link] \
     [beside the post|under each entry].",
    "[Letters|Replies] to {name} [should be brief|may have two hundred words] [and signed|with full name and town]. \
     {name} [may edit them|can cut them] [for length|for clarity]. [Anonymous letters|Copies of letters] to {name} \
     [are not printed|find no space].",
];

const RELATED: [&str; 5] =
    ["Related stories", "Read more", "More from {name}", "You may also like", "Most read today"];

const BETWEEN: [&str; 5] = [
    "[Advertisement|Advertising]",
    "[Story|Article] continues [below|after the advertisement]",
    "[Read also|See also|More]: [our live page|the day in pictures|all reports from the region]",
    "[Photo|Picture|Image]: [archive|handout|staff] / {name}",
    "[Get|Receive] the [day's|week's] [top stories|best reads] of {name} [by mail|in your inbox]",
];

const INSIDE: [&str; 4] = [
    "[Read more|More on this]: [what we know so far|the story in brief|our full coverage].",
    "[Share this article|Share on all networks] [Copy link|Send by mail].",
    "[Sign up here|Register now] for the {name} [newsletter|news alert].",
    "[Article continues|The text goes on] after [this message|the advertisement].",
];

impl Outlet {
    /// The outlets, agencies first; the same for every seed, as outlets stay while stories come.
    pub(super) fn all() -> Vec<Self> {
        NAMES.split('|').zip(0..).map(|(name, index)| Self::new(name, index)).collect()
    }

    /// How many of the first outlets are agencies.
    pub(super) const NUM_AGENCIES: usize = INITIALS.len();

    fn new(name: &'static str, index: usize) -> Self {
        let mut rng = Rng::new(0, 0x6f75, index as u64);
        let initials = INITIALS.get(index).copied();
        let furnished = initials.is_none();
        let mut some = |per_mille, texts: &[&str]| {
            (rng.chance(per_mille) && furnished).then(|| {
                let chosen = spin::choose(rng.pick(texts), &mut rng);
                let mut text = String::new();
                spin::fill(&chosen, &mut text, |_, out| out.push_str(name));
                text
            })
        };
        let menu = some(550, &MENUS).into_iter().collect();
        let below = [some(600, &SUBSCRIBE), some(350, &COMMENTS)].into_iter().flatten().collect();
        let related = some(450, &RELATED);
        let between = some(400, &BETWEEN);
        let inside = some(180, &INSIDE);
        let slug = name.chars().filter(char::is_ascii_alphabetic).collect::<String>();
        let sets_type = rng.chance(650);
        let (quotes, dash) = (rng.pick(&QUOTES), rng.pick(&DASHES));
        Self {
            name,
            slug: slug.to_ascii_lowercase(),
            offset_minutes: rng.pick(&[0, 0, 60, 60, 60, 120, 120, 180, -300, -480, 330]),
            quotes: if sets_type { quotes } else { ("\"", "\"") },
            dash: if sets_type { dash } else { " - " },
            apostrophe: if sets_type { "\u{2019}" } else { "'" },
            title_case: rng.chance(400),
            initials,
            menu,
            between,
            inside,
            below,
            related,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_many_and_furniture_is_their_own() {
        let outlets = Outlet::all();
        assert_eq!(outlets.len(), 60);
        for (index, outlet) in outlets.iter().enumerate() {
            assert!(outlets[..index].iter().all(|other| other.slug != outlet.slug), "{outlet:?}");
            let lines = outlet.menu.iter().chain(&outlet.below).chain(&outlet.inside);
            for line in lines.chain(&outlet.between).chain(&outlet.related) {
                assert!(!line.contains(['[', ']', '{', '}', '|']), "{line}");
            }
        }
        assert!(outlets.iter().any(|outlet| outlet.inside.is_some()));
        assert!(outlets.iter().all(|o| o.initials.is_none() || o.below.is_empty()));
    }
}
