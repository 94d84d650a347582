//! Form stories: recurring features whose text is the same but for names and numbers. They are no
//! copies of each other, and finding them alike is a false alarm.

use super::lexicon::{Class, Lexicon};
use super::rng::Rng;
use super::spin;
use super::story::Topic;

/// Headline and text of each form. The last six hold no number.
const FORMS: [(&str, &str); 14] = [
    (
        "{org} [reports|posts] results for the quarter",
        "[{org} reported|{org} said on {weekday} it had] [net income|a profit] of {money} million [in|for] the [third|second|first] quarter.\n\
         [On a per share basis|Per share], the company based in {place} [said it had net income of|earned] {dec} crowns. [Earnings|Results], adjusted for one time [gains|costs], came to {dec} crowns a share.\n\
         The results [beat|exceeded|missed] the expectations of analysts. The average estimate of {small} analysts surveyed [by the bureau|for this report] was for earnings of {dec} crowns a share.\n\
         The {noun} company posted revenue of {money} million in the period, [also topping|against] forecasts of {money} million. \
         [In the final minutes of trading on {weekday}|At the close on {weekday}], the shares hit {dec} crowns. [A year ago|A year before], they were trading at {dec}.\n\
         [This report was produced by a program from data supplied by the exchange.|This story was generated from exchange data without an editor.]",
    ),
    (
        "Weather for {place} on {weekday}",
        "[Forecast|Outlook] for {place} and the [surrounding districts|country around]: {adj} in the morning with [temperatures|values] around {small} degrees, [rising|climbing] to {small} degrees in the afternoon.\n\
         The [chance|risk] of rain is {int} percent. Winds from the [west|north|south] at {small} to {small} kilometres an hour, with gusts of up to {int} near the coast.\n\
         [Sunrise|The sun rises] at {small} past five, [sunset|it sets] at {small} to nine. [Water temperature|The water] at {place2}: {small} degrees. Pollen count: {adj}.\n\
         [The outlook|The trend] for the coming days: [changeable|unsettled] with {small} hours of sun on {weekday2} and [showers|rain] towards the evening. Drivers are [asked|advised] to watch for [fog|mist] on low ground and near rivers.",
    ),
    (
        "{place} court list for {weekday}",
        "The following [cases|matters] are listed [for hearing|to be heard] at {place} district court on {weekday}. [All|Those] named are [presumed innocent|not guilty] unless and until [proved otherwise|convicted].\n\
         {person}, {age}, of {place2}, charged with [driving without a licence|theft from a shop|damage to property], room {small}, case number {int}.\n\
         {person}, {age}, of {place}, charged with [failing to stop after a collision|disorderly conduct|a breach of bail], room {small}, case number {int}.\n\
         {person}, {age}, no fixed address, charged with [entering a building without permission|handling stolen goods], room {small}, case number {int}.\n\
         [Hearings|Sessions] begin at ten unless [stated otherwise|the court directs otherwise]. The list is [subject to change|provisional]; [enquiries|questions] should be [addressed|sent] to the registry of the court, not to this newspaper.",
    ),
    (
        "{place} {small} {place2} {small}",
        "[{place} beat {place2}|{place} overcame {place2}] by {small} to {small} on {weekday} [in front of|before] {int} spectators at the {noun} ground.\n\
         {sur} opened the [scoring|account] in minute {small} [after a pass|from a cross] by {sur}, before {sur} [levelled|drew level] {small} minutes later. {sur} [restored the lead|put the home side ahead again] shortly before the break.\n\
         [After the interval|In the second half] the visitors had {int} percent of the ball and {small} attempts, but [found no way past|could not beat] {sur} in goal. {sur} was [booked|cautioned] for a foul on {sur} in minute {int}.\n\
         {place} [move up|climb] to place {small} with {int} points; {place2} [stay|remain] in place {small} with {int}. [Next|On the next match day], {place} travel to {place3}, while {place2} [host|are at home to] {org}.",
    ),
    (
        "Exchange closes at {int} points",
        "The main index of the {place} exchange [closed|ended the day] at {int} points on {weekday}, a change of {dec} percent [from the day before|against the previous close].\n\
         [Turnover|Volume] came to {money} million crowns. [Among the gainers|On the winning side] were {org}, which added {dec} percent to {dec}, and {place2} {noun} shares, up {dec} percent. [Among the losers|On the losing side], {place3} {noun} fell by {dec} percent to {dec}.\n\
         The crown [traded|stood] at {dec} to the mark. The yield on government bonds with a term of {small} years was {dec} percent. Oil [cost|was quoted at] {dec} a barrel, copper {int} a tonne.\n\
         [Prices|Quotations] are [delayed|supplied with a delay] by {small} minutes and [carry no guarantee|come without warranty]. [This is no advice to buy or sell.|Nothing in this report is investment advice.]",
    ),
    (
        "Winning numbers drawn on {weekday}",
        "The [winning|lucky] numbers [drawn|in the draw] on {weekday} in {place} are: {small}, {small}, {small}, {small} and {small}. The [bonus|extra] number is {small}.\n\
         [Nobody|One ticket|No ticket] matched all numbers; the [jackpot|top prize] for the next draw is [estimated|put] at {money} million crowns. {int} players [had|matched] four numbers and [win|receive] {int} crowns each; {int} matched three.\n\
         Tickets [must be presented|have to be shown] within {int} days at an [authorised|official] counter. The [odds|chances] of winning the top prize are one in {int} thousand. [Players|Those who play] should set a limit and [keep to it|stay within it].",
    ),
    (
        "Tremor felt near {place}",
        "[An earthquake|A tremor] of magnitude {dec} was [recorded|registered] {int} kilometres [north|south|east] of {place} on {weekday}, the seismic service of the {place2} institute [said|reported].\n\
         The [quake|tremor] struck at a depth of {int} kilometres at {small} minutes past [nine|four|six]. There were no [immediate|first] reports of [damage|injuries] or of [casualties|broken lines]. \
         [In the past ten days|Over the last ten days], {small} tremors of magnitude {dec} or more were [centred|measured] nearby.\n\
         [This post was written by an algorithm.|A program wrote this post from the service's feed.] It may be [updated|corrected] when a seismologist has [reviewed|looked at] the data.",
    ),
    (
        "House sales in {place} this week",
        "[Property transfers|House sales] [entered|registered] in {place} in the week to {weekday}: [Mill Lane|Church Road|Station Street] {int}, {person} to {person}, {int} crowns; \
         [Harbour Way|Park Row|High Street] {int}, {person} to {org}, {int} crowns; [Orchard Close|Bridge Street|Long Acre] {int}, estate of {person} to {person}, {int} crowns.\n\
         The [average|mean] price of {small} transfers was {int} crowns, {dec} percent [above|below] the week before. [Names|Entries] are taken from the public register as filed; [corrections|changes] should be [requested|asked for] at the land office of the {place2} district and not from the [editor|newsroom].",
    ),
    (
        "{adj} day ahead for {place} commuters",
        "[Passengers|Commuters] between {place} and {place2} are asked to [allow extra time|plan ahead] on {weekday} [because of|owing to] engineering work at {place3} junction.\n\
         Trains will [be replaced by buses|run to a reduced timetable] until the [evening|end of service], and tickets will be accepted on [local|all] routes [without extra charge|at no extra cost]. [Bicycles cannot be carried on the replacement buses.|There is no room for bicycles on the buses.]\n\
         {person} of {org} [apologised|said sorry] for the [inconvenience|disruption] and thanked travellers for their [patience|understanding]. [Up to date information|The latest information] is [shown|given] at every station, on the departure boards and by the help points on each platform.",
    ),
    (
        "{person}, of {place}",
        "{person}, of {place}, [died|passed away] [peacefully|quietly] at home on {weekday} [after a short illness|surrounded by family].\n\
         Born in {place2}, [the deceased|our friend] worked for many years at {org} and was a [loyal|faithful] member of the {place} {noun} club. [Beloved|Dear] spouse of {given}, parent of {given} and {given}, and grandparent of {given}.\n\
         The [service|funeral] will be held in the chapel at {place3}, [to be followed|followed] by a [gathering|reception] in the parish rooms. [Family flowers only|No flowers by request]; donations, if desired, to the {place} hospice. \
         The family [wishes to thank|thanks] the nurses and [doctors|staff] of the ward for their [kindness and care|devoted care].",
    ),
    (
        "Your stars: [the week|the days] ahead",
        "[Ram|Crab|Archer]: a {adj} offer from {given} [comes|arrives] when you [least expect it|have stopped waiting]. [Trust|Follow] your {noun}, and do not [let others|allow anyone to] rush you into a {adj} decision before {weekday}.\n\
         [Bull|Scales|Fishes]: [money|work] matters [ease|settle], and a {noun} that seemed {adj} turns in your favour. An [old friend|acquaintance] in {place} [writes|calls] with [good|surprising] news; [answer|reply] with an open heart.\n\
         [Twins|Virgin|Goat]: [keep|hold] your plans to yourself until {weekday2}. Somebody {adj} [watches|has noticed] how you [deal|cope] with the {noun}, and [praise|reward] is closer than you think. [Rest well|Take time for yourself] in the evenings.",
    ),
    (
        "Church and club notices for {place}",
        "The {place} [gardening|walking|chess] club [meets|will meet] on {weekday} evening in the {noun} hall, when {person} will [speak|give a talk] about the {noun} of {place2}. [Guests|Visitors] are [always|very] welcome, and [refreshments|tea and cakes] will be served.\n\
         The choir of {place3} [invites|calls] all who [like|love] to sing to an open rehearsal on {weekday2}. [No experience is needed|Beginners are welcome]; [music|scores] will be [provided|lent].\n\
         [A collection|The collection] of [warm clothes|books|toys] for the {org} appeal will be [held|taken] after the morning service. [Volunteers|Helpers] should [give their names|speak] to {person}. \
         Notices for the next [issue|edition] should [reach|be with] the editor by noon on the day before publication.",
    ),
    (
        "Pet of the week: {given} from {place}",
        "[Could you|Can you] give {given} a home? This {adj} [dog|cat|rabbit] [came|was brought] to the {place} shelter [as a stray|when the owner moved away] and has [since|quickly] won the hearts of the [whole team|volunteers].\n\
         {given} [likes|loves] [long walks|a warm lap|company], gets on [well|happily] with [older children|other animals] and is [clean|quiet] in the house. [A garden|A family with time] would be ideal, and [somebody|an owner] with a {adj} hand is [needed|wanted].\n\
         [Those|People] who would like to meet {given} should [call|contact] {person} at the shelter in {place2} and [ask for|arrange] a visit. [All animals are examined and vaccinated before they leave.|Every animal has seen the doctor before it leaves.]",
    ),
    (
        "Appeal after incident in {place}",
        "Police are [appealing|asking] for witnesses [after|following] an incident in {place} on {weekday}.\n\
         It [happened|took place] near the {noun} in the {adj} part of the town. [A man|A woman|A teenager] was [taken to hospital|treated at the scene] and [has since been discharged|is recovering at home].\n\
         [Officers|Detectives] would like to [speak|talk] to anybody who was in the area at the time or who has [film|pictures] from a [camera in a car|camera at the door]. [Information|Details] can be [given|passed on] to {person} at {place2} station or, [without giving a name|anonymously], to the [witness line|charity line]. \
         [Enquiries are continuing.|The investigation goes on.]",
    ),
];

/// One form as its outlets print it: a drawn wording that waits for names and numbers.
pub(super) struct Form {
    title: String,
    text: String,
}

impl Form {
    /// The wording of form number `instance`.
    pub(super) fn new(instance: usize, rng: &mut Rng) -> Self {
        let (title, text) = FORMS[instance % FORMS.len()];
        Self { title: spin::choose(title, rng), text: spin::choose(text, rng) }
    }

    /// Fills the form: headline and text, paragraphs a line each.
    pub(super) fn fill(&self, lexicon: &Lexicon, rng: &mut Rng) -> (String, String) {
        let topic = Topic::new(lexicon, rng);
        let (mut title, mut text) = (String::new(), String::with_capacity(1400));
        spin::fill(&self.title, &mut title, |slot, out| write(slot, lexicon, &topic, rng, out));
        spin::fill(&self.text, &mut text, |slot, out| write(slot, lexicon, &topic, rng, out));
        for out in [&mut title, &mut text] {
            if let Some(first) = out.get_mut(..1) {
                first.make_ascii_uppercase();
            }
        }
        (title, text)
    }
}

fn write(slot: &str, lexicon: &Lexicon, topic: &Topic, rng: &mut Rng, out: &mut String) {
    let mut word = |class, out: &mut String| out.push_str(lexicon.word(lexicon.draw(class, rng)));
    match slot {
        "place" => out.push_str(lexicon.word(topic.place(0))),
        "place2" => out.push_str(lexicon.word(topic.place(1))),
        "place3" => out.push_str(lexicon.word(topic.place(2))),
        "org" => {
            let (place, tail) = topic.main_organisation();
            out.push_str(lexicon.word(place));
            out.push(' ');
            out.push_str(lexicon.word(tail));
        }
        "weekday" => out.push_str(lexicon.word(topic.weekday())),
        "weekday2" => word(Class::Weekday, out),
        "person" => {
            word(Class::Given, out);
            out.push(' ');
            word(Class::Surname, out);
        }
        "given" => word(Class::Given, out),
        "sur" => word(Class::Surname, out),
        "noun" => word(Class::Noun, out),
        "adj" => word(Class::Adjective, out),
        "small" => out.push_str(&rng.between(2, 40).to_string()),
        "age" => out.push_str(&rng.between(18, 80).to_string()),
        "int" => out.push_str(&rng.between(18, 999).to_string()),
        "dec" | "money" => {
            out.push_str(&rng.between(0, 99).to_string());
            out.push('.');
            out.push_str(&rng.between(1, 99).to_string());
        }
        other => out.push_str(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_known_and_filled() {
        let lexicon = Lexicon::new();
        for instance in 0..FORMS.len() {
            let form = Form::new(instance, &mut Rng::new(4, instance as u64, 0));
            let mut slots = Vec::new();
            spin::fill(&form.text, &mut String::new(), |slot, _| slots.push(slot.to_owned()));
            spin::fill(&form.title, &mut String::new(), |slot, _| slots.push(slot.to_owned()));
            for slot in slots {
                let mut out = String::new();
                let mut rng = Rng::new(1, 1, 1);
                let topic = Topic::new(&lexicon, &mut rng);
                write(&slot, &lexicon, &topic, &mut rng, &mut out);
                assert_ne!(out, slot, "form {instance}");
            }
            let (_, text) = form.fill(&lexicon, &mut Rng::new(5, 5, 5));
            assert!(!text.contains(['[', ']', '{', '}', '|']), "{text}");
            assert!((60..220).contains(&text.split_whitespace().count()), "{text}");
        }
    }

    #[test]
    fn some_forms_hold_no_number() {
        let lexicon = Lexicon::new();
        let without = (0..FORMS.len()).filter(|&instance| {
            let form = Form::new(instance, &mut Rng::new(4, instance as u64, 0));
            let (_, text) = form.fill(&lexicon, &mut Rng::new(5, 5, 5));
            !text.contains(|c: char| c.is_ascii_digit())
        });
        assert_eq!(without.count(), 6);
    }
}
