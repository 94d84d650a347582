//! Puts each article together: its story, the outlet that runs it, date, credit and furniture.
//! Every article is a function of seed and role alone, so any order and any thread may ask for it.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::forms::Form;
use super::lexicon::Lexicon;
use super::outlets::Outlet;
use super::plan::Role;
use super::render::{self, Breaks};
use super::revise::Revision;
use super::rng::Rng;
use super::spin;
use super::story::{Draft, Topic, Writer};

/// 1 January 2024 in seconds since 1970; stories come out in the year from then on.
const FIRST_SECOND: i64 = 1_704_067_200;
const MINUTES_A_YEAR: usize = 366 * 24 * 60;

/// Sixteen steps of the length of stories in words, alike likely: the spread of news.
const LENGTHS: [usize; 17] =
    [135, 175, 205, 235, 260, 285, 310, 335, 360, 385, 415, 450, 490, 540, 610, 740, 1100];

const FOOTER: &str = "All [texts|reports], [pictures|images] and [data|tables] on these pages are [protected|covered] by \
    [copyright|the rights of their authors]. They may be [read and printed|used] for [private purposes|personal use] only; \
    any [further use|other use], in print or online, [requires|needs] the [written consent|permission] of the publisher. \
    We [use|store] small files on your device to [measure|count] visits and to [improve|shape] our offer, as our \
    [privacy notice|statement on data] [explains in full|sets out]. Questions [reach|find] our [readers' desk|service team] by letter \
    or [telephone|form], on working days [from nine to five|during office hours], and are [answered|dealt with] within a week.";

/// What an article of a role is made of, besides its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    outlet: usize,
    /// Seconds since 1970.
    published: i64,
    /// The agency that the story comes from.
    agency: Option<usize>,
    pub(super) breaks: Breaks,
    furnished: bool,
}

/// Reused space for drafts.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    base: Draft,
    pub(super) draft: Draft,
    headline: Draft,
}

/// Headline, text, and where the article stood when.
#[derive(Debug)]
pub(super) struct Composed {
    pub(super) outlet: &'static str,
    pub(super) title: String,
    pub(super) published: String,
    pub(super) address: String,
    pub(super) text: String,
}

/// What all members of one story have in common.
struct Frame {
    rng: Rng,
    topic: Topic,
    num_words: usize,
    first_outlet: usize,
    /// Steps from member to member through the outlets; prime to their number.
    stride: usize,
    published: i64,
}

/// Everything that articles are composed from.
#[derive(Debug)]
pub(super) struct Composer {
    seed: u64,
    heavy_edits: bool,
    lexicon: Lexicon,
    outlets: Vec<Outlet>,
    footer: Option<String>,
}

impl Composer {
    pub(super) fn new(seed: u64, heavy_edits: bool, footer: bool) -> Self {
        let footer = footer.then(|| spin::choose(FOOTER, &mut Rng::new(seed, 0x666f_6f74, 0)));
        Self { seed, heavy_edits, lexicon: Lexicon::new(), outlets: Outlet::all(), footer }
    }

    /// The random streams of a role: one of its story, and one of the member for each purpose.
    fn stream(role: Role) -> (u64, u64) {
        let (kind, unit, member) = match role {
            Role::Copy { unit, member } => (1_u64, unit, member),
            Role::Speech { unit, member } => (2, unit, member),
            Role::Single { unit } => (3, unit, 0),
            Role::Form { unit, member } => (4, unit, member),
            Role::Identical { member } => (5, 0, member),
            Role::Near { member } => (6, 0, member),
        };
        ((kind << 32) | u64::from(unit), u64::from(member))
    }

    fn frame(&self, role: Role) -> Frame {
        let mut rng = Rng::new(self.seed, Self::stream(role).0, 0);
        let topic = Topic::new(&self.lexicon, &mut rng);
        let step = rng.below(LENGTHS.len() - 1);
        let num_words = match role {
            Role::Identical { .. } | Role::Near { .. } => 420,
            _ => rng.between(LENGTHS[step], LENGTHS[step + 1]),
        };
        let first_outlet = if matches!(role, Role::Copy { .. }) && rng.chance(550) {
            rng.below(Outlet::NUM_AGENCIES)
        } else {
            rng.between(Outlet::NUM_AGENCIES, self.outlets.len() - 1)
        };
        let stride = rng.pick(&[7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]);
        let published = FIRST_SECOND + 60 * i64::from(rng.below(MINUTES_A_YEAR) as u32);
        Frame { rng, topic, num_words, first_outlet, stride, published }
    }

    /// A stream of the member for a purpose: 1 its words, 2 its setting, 3 its headline.
    fn member_rng(&self, role: Role, purpose: u64) -> Rng {
        let (stream, member) = Self::stream(role);
        Rng::new(self.seed, stream | (purpose << 40), member + 1)
    }

    /// Writes the words of the article to `scratch.draft` and says where and when it ran. Words
    /// that come from a story that others hold too keep their origin. Forms have no draft.
    pub(super) fn draft(&self, role: Role, scratch: &mut Scratch) -> Setting {
        let frame = self.frame(role);
        self.draft_of(role, &frame, scratch);
        self.setting(role, &frame, &scratch.draft)
    }

    fn draft_of(&self, role: Role, frame: &Frame, scratch: &mut Scratch) {
        let Scratch { base, draft, .. } = scratch;
        let mut rng = frame.rng.clone();
        let mut member_rng = self.member_rng(role, 1);
        let mut writer = Writer::new(&self.lexicon, &frame.topic);
        draft.clear();
        let revision = match role {
            Role::Single { .. } => {
                writer.story(frame.num_words, &mut rng, draft);
                return;
            }
            Role::Form { .. } => return,
            Role::Speech { .. } => {
                self.speech(frame, scratch, &mut member_rng);
                return;
            }
            Role::Copy { member: 0, .. } | Role::Near { member: 0 } | Role::Identical { .. } => {
                None
            }
            Role::Copy { unit, .. } if self.heavy_edits => {
                Some(Revision::heavy(self.seed ^ u64::from(unit), &mut member_rng))
            }
            Role::Copy { .. } => Some(Revision::light(&mut member_rng)),
            Role::Near { .. } => Some(Revision::near(&mut member_rng)),
        };
        base.clear();
        writer.story(frame.num_words, &mut rng, base);
        base.number_origins();
        match revision {
            None => std::mem::swap(base, draft),
            Some(revision) => {
                let mut writer = Writer::new(&self.lexicon, &frame.topic);
                revision.apply(base, &mut writer, &mut member_rng, draft);
            }
        }
    }

    /// A story of its own about a speech: paragraphs in own words, and some of the quotations.
    fn speech(&self, frame: &Frame, scratch: &mut Scratch, member_rng: &mut Rng) {
        let Scratch { base, draft, headline } = scratch;
        let mut rng = frame.rng.clone();
        base.clear();
        let mut writer = Writer::new(&self.lexicon, &frame.topic);
        let num_quotations = rng.between(2, 4);
        for _ in 0..num_quotations {
            writer.quotation(&mut rng, base);
            base.end_sentence(true);
        }
        base.number_origins();
        let mut writer = Writer::new(&self.lexicon, &frame.topic);
        let own = headline;
        own.clear();
        writer.story(member_rng.between(150, 500), member_rng, own);
        // The first quotation is the one that everybody has.
        let mut due: Vec<usize> = (0..num_quotations)
            .filter(|&quotation| quotation == 0 || member_rng.chance(500))
            .collect();
        for index in 0..own.sentences.len() {
            let opens = own.sentences[index].opens_paragraph;
            if index > 0 && opens && member_rng.chance(600) && !due.is_empty() {
                push_quotation(base, due.remove(0), &mut writer, member_rng, draft);
            }
            draft.append(own, index, opens);
        }
        for quotation in due {
            push_quotation(base, quotation, &mut writer, member_rng, draft);
        }
    }

    fn setting(&self, role: Role, frame: &Frame, draft: &Draft) -> Setting {
        let mut rng = self.member_rng(role, 2);
        let member = Self::stream(role).1 as usize;
        let in_turn = (frame.first_outlet + member * frame.stride) % self.outlets.len();
        let outlet = match role {
            // An outlet sometimes runs its own story again, mended.
            Role::Copy { member, .. } if member > 0 && rng.chance(20) => frame.first_outlet,
            // A form is printed by one outlet, or by three.
            Role::Form { unit, member } if unit % 2 == 1 => {
                (frame.first_outlet + (member as usize % 3) * frame.stride) % self.outlets.len()
            }
            Role::Form { .. } => frame.first_outlet,
            _ => in_turn,
        };
        let minutes = match role {
            Role::Form { .. } => 24 * 60 * member,
            _ if member == 0 => 0,
            _ => match rng.below(100) {
                0..50 => rng.between(2, 180),
                50..85 => rng.between(180, 24 * 60),
                _ => rng.between(24 * 60, 5 * 24 * 60),
            },
        };
        let copied = matches!(role, Role::Copy { .. });
        Setting {
            outlet,
            published: frame.published + 60 * i64::from(minutes as u32),
            agency: (copied && frame.first_outlet < Outlet::NUM_AGENCIES)
                .then_some(frame.first_outlet),
            breaks: self.breaks(role, outlet, draft, &mut rng),
            furnished: !matches!(role, Role::Identical { .. }),
        }
    }

    fn breaks(&self, role: Role, outlet: usize, draft: &Draft, rng: &mut Rng) -> Breaks {
        let ends: Vec<u32> =
            draft.paragraph_starts().iter().skip(2).map(|&start| start as u32 - 1).collect();
        if ends.len() < 2 || matches!(role, Role::Identical { .. }) {
            return Breaks::default();
        }
        let outlet = &self.outlets[outlet];
        Breaks {
            between: outlet.between.is_some().then(|| rng.pick(&ends)),
            inside: outlet.inside.is_some().then(|| rng.pick(&ends)),
        }
    }

    /// The whole article; `id` stands in its address.
    pub(super) fn article(&self, role: Role, id: &str, scratch: &mut Scratch) -> Composed {
        let frame = self.frame(role);
        self.draft_of(role, &frame, scratch);
        let setting = self.setting(role, &frame, &scratch.draft);
        let outlet = &self.outlets[setting.outlet];
        let mut rng = self.member_rng(role, 3);
        let mut title = String::new();
        let mut text = String::with_capacity(4096);
        if setting.furnished {
            push_lines(&outlet.menu, &mut text);
        }
        if let Role::Form { unit, .. } = role {
            let form = Form::new(unit as usize, &mut frame.rng.clone());
            let (headline, lines) = form.fill(&self.lexicon, &mut self.member_rng(role, 1));
            title = headline;
            push_form(&lines, outlet, &mut rng, &mut text);
        } else {
            self.headline(role, &frame, &mut rng, scratch, &mut title);
            self.push_story(&setting, &frame, &scratch.draft, &mut rng, &mut text);
        }
        if setting.furnished {
            for line in &outlet.below {
                text.push('\n');
                text.push_str(line);
            }
            if let Some(related) = &outlet.related {
                text.push('\n');
                text.push_str(related);
                for _ in 0..3 {
                    let topic = Topic::new(&self.lexicon, &mut rng);
                    text.push('\n');
                    self.push_headline(&topic, outlet, &mut rng, &mut scratch.headline, &mut text);
                }
            }
        }
        if let Some(footer) = &self.footer {
            text.push('\n');
            text.push_str(footer);
        }
        let (published, day) = date(setting.published, outlet.offset_minutes);
        let address = format!("https://{}.example/{day}/{id}", outlet.slug);
        Composed { outlet: outlet.name, title, published, address, text }
    }

    /// A copy keeps the story's headline, or has its own.
    fn headline(
        &self,
        role: Role,
        frame: &Frame,
        rng: &mut Rng,
        scratch: &mut Scratch,
        title: &mut String,
    ) {
        let own = match role {
            Role::Copy { member, .. } => member > 0 && rng.chance(650),
            Role::Near { .. } | Role::Speech { .. } => true,
            Role::Single { .. } | Role::Form { .. } | Role::Identical { .. } => false,
        };
        let mut story_rng = Rng::new(self.seed, Self::stream(role).0, u64::MAX);
        let rng = if own { rng } else { &mut story_rng };
        // Identical copies look alike in all outlets.
        let outlet = match role {
            Role::Identical { .. } => frame.first_outlet,
            _ => self.setting(role, frame, &scratch.draft).outlet,
        };
        let outlet = &self.outlets[outlet];
        self.push_headline(&frame.topic, outlet, rng, &mut scratch.headline, title);
    }

    fn push_headline(
        &self,
        topic: &Topic,
        outlet: &Outlet,
        rng: &mut Rng,
        draft: &mut Draft,
        out: &mut String,
    ) {
        draft.clear();
        Writer::new(&self.lexicon, topic).headline(rng, draft);
        render::headline(draft, outlet, &self.lexicon, out);
    }

    fn push_story(
        &self,
        setting: &Setting,
        frame: &Frame,
        draft: &Draft,
        rng: &mut Rng,
        text: &mut String,
    ) {
        let style = if setting.furnished { setting.outlet } else { frame.first_outlet };
        let style = &self.outlets[style];
        let agency = setting.agency.and_then(|agency| self.outlets[agency].initials);
        let own = setting.agency == Some(setting.outlet);
        let credit = if own { 0 } else { rng.below(100) };
        if let Some(initials) = agency {
            match credit {
                0..30 => {
                    let place = self.lexicon.word(frame.topic.place(0)).to_uppercase();
                    let (_, day) = date(frame.published, 0);
                    let month = day.get(5..7).and_then(|month| month.parse::<usize>().ok());
                    let month = MONTHS[month.map_or(0, |month| month - 1) % MONTHS.len()];
                    let day = day.get(8..).unwrap_or("").trim_start_matches('0');
                    text.extend([&place, ", ", month, " ", day, " (", initials, ")", style.dash]);
                }
                30..45 => text.extend(["By ", initials, "\n"]),
                _ => {}
            }
        }
        render::story(draft, setting.breaks, style, &self.lexicon, text);
        if let Some(initials) = agency {
            match credit {
                45..55 => text.extend([" (", initials, ")"]),
                55..65 => text.extend(["\nSource: ", initials]),
                _ => {}
            }
        }
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

fn push_quotation(
    quotations: &Draft,
    index: usize,
    writer: &mut Writer<'_>,
    rng: &mut Rng,
    draft: &mut Draft,
) {
    draft.words.extend_from_slice(&quotations.words[quotations.sentence(index)]);
    writer.attribution(rng, draft);
    draft.end_sentence(true);
}

fn push_lines(lines: &[String], text: &mut String) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// Appends a form's lines, with the outlet's furniture between or inside them.
fn push_form(lines: &str, outlet: &Outlet, rng: &mut Rng, text: &mut String) {
    let last = lines.lines().count().saturating_sub(1);
    let (inside_at, between_at) = (rng.below(last), rng.below(last));
    for (index, line) in lines.lines().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(line);
        if let Some(inside) = &outlet.inside
            && index == inside_at
        {
            text.push(' ');
            text.push_str(inside);
        }
        if let Some(between) = &outlet.between
            && index == between_at
            && index < last
        {
            text.push('\n');
            text.push_str(between);
        }
    }
}

/// A date as ISO 8601 with its zone, and as `2024/05/03`.
fn date(second: i64, offset_minutes: i32) -> (String, String) {
    let offset = Offset::from_seconds(offset_minutes * 60).unwrap_or(Offset::UTC);
    let local = offset.to_datetime(Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH));
    let (year, month, day) = (local.year(), local.month(), local.day());
    let (hour, minute, second) = (local.hour(), local.minute(), local.second());
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    (
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}\
             {sign}{hours:02}:{minutes:02}"
        ),
        format!("{year:04}/{month:02}/{day:02}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_carry_their_zone() {
        let (iso, day) = date(FIRST_SECOND, -300);
        assert_eq!((iso.as_str(), day.as_str()), ("2023-12-31T19:00:00-05:00", "2023/12/31"));
        assert_eq!(date(FIRST_SECOND, 330).0, "2024-01-01T05:30:00+05:30");
        assert!(iso.parse::<Timestamp>().is_ok_and(|t| t.as_second() == FIRST_SECOND));
    }

    #[test]
    fn strides_visit_every_outlet() {
        let num_outlets = Outlet::all().len();
        for stride in [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47] {
            assert!((1..num_outlets).all(|steps| steps * stride % num_outlets != 0), "{stride}");
        }
    }
}
