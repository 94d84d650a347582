//! The clauses beside a quotation, and the person that they say is speaking.

use std::ops::Range;

use super::super::quotes::Piece;
use super::lexicon::Roles;
use super::scene::Scene;

/// Words behind a quotation among which its verb stands.
const MAX_VERB_BEHIND: usize = 12;

/// Words of the sentence before a quotation that are looked at.
const MAX_CLAUSE_BEFORE: usize = 40;

/// Words between a verb and the name behind it: where a title stands among them, and where not.
const MAX_TO_TITLED_NAME: usize = 10;
const MAX_TO_NAME: usize = 3;

/// Words of what stands between two halves of one quotation.
const MAX_BETWEEN_HALVES: usize = 20;

/// Who says one piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Index into the persons of the scene.
    pub(super) person: Option<usize>,
    /// Whether the piece goes on with the one before it, around the words that name the speaker.
    pub(super) joins: bool,
    /// Whether a clause beside the piece names somebody, known or not.
    is_own: bool,
    /// The verb of the clause.
    verb: Option<usize>,
}

/// What a clause says of who is speaking.
enum Subject {
    Person(usize),
    /// Somebody, and it is not sure who.
    Unsure,
    Nobody,
}

/// The pieces of an article, with their tokens.
pub(super) struct Clauses<'p> {
    pieces: &'p [Piece],
    ranges: &'p [Range<usize>],
}

impl<'p> Clauses<'p> {
    pub(super) const fn new(pieces: &'p [Piece], ranges: &'p [Range<usize>]) -> Self {
        Self { pieces, ranges }
    }

    /// Who says each piece.
    pub(super) fn attribute(&self, scene: &mut Scene<'_>) -> Vec<Attribution> {
        let mut attributions: Vec<Attribution> = Vec::with_capacity(self.pieces.len());
        for (at, (piece, range)) in self.pieces.iter().zip(self.ranges).enumerate() {
            if range.is_empty() {
                attributions.push(Attribution::default());
                continue;
            }
            let mut attribution = self
                .behind(scene, at, piece, range)
                .or_else(|| before(scene, range))
                .unwrap_or_default();
            let earlier = at
                .checked_sub(1)
                .and_then(|at| Some((attributions.get(at)?, self.ranges.get(at)?)));
            if let Some((last, last_range)) = earlier {
                Self::go_on(scene, (last, last_range), (piece, range), &mut attribution);
            }
            if !attribution.is_own && attribution.person.is_none() && !piece.continues {
                attribution.person = subject_of_sentence_before(scene, range);
            }
            if let Some(person) = attribution.person {
                scene.spoke(person);
            }
            attributions.push(attribution);
        }
        self.carry_back(&mut attributions);
        attributions
    }

    /// What a reopened quotation says of its speaker at its end holds for its beginning.
    fn carry_back(&self, attributions: &mut [Attribution]) {
        for at in (1..attributions.len()).rev() {
            let continues = self.pieces.get(at).is_some_and(|piece| piece.continues);
            let later = attributions.get(at).copied().unwrap_or_default();
            if let Some(earlier) = attributions.get_mut(at - 1)
                && (continues || later.joins)
                && earlier.person.is_none()
                && !earlier.is_own
            {
                earlier.person = later.person;
            }
        }
    }

    /// A quotation that goes on keeps its speaker.
    fn go_on(
        scene: &Scene<'_>,
        (last, last_range): (&Attribution, &Range<usize>),
        (piece, range): (&Piece, &Range<usize>),
        attribution: &mut Attribution,
    ) {
        if piece.continues {
            if !attribution.is_own {
                attribution.person = last.person;
            }
            return;
        }
        let between = last_range.end..range.start;
        let breaks = |at: &usize| scene.begins_paragraph(*at);
        let is_same_paragraph = !(between.start..=between.end).any(|at| breaks(&at));
        let is_one_clause = between.len() <= MAX_BETWEEN_HALVES
            && !between.clone().skip(1).any(|at| scene.begins_sentence(at));
        let is_same_verb = attribution.verb.is_none() || attribution.verb == last.verb;
        if is_same_paragraph
            && is_one_clause
            && last.verb.is_some_and(|verb| between.contains(&verb))
        {
            // "A," said X. "B." and "A," said X, "B."
            if !attribution.is_own {
                attribution.person = last.person;
                attribution.is_own = last.is_own;
            }
            attribution.joins = is_same_verb && attribution.person == last.person;
            return;
        }
        // A paragraph of quotation alone, behind one that ended with a quotation and its clause.
        let num_breaks = (between.start..=between.end).filter(breaks).count();
        if !attribution.is_own
            && num_breaks == 1
            && scene.begins_paragraph(range.start)
            && is_one_clause
        {
            attribution.person = last.person;
        }
    }

    /// The clause that follows: "...," said Ada Finch.
    fn behind(
        &self,
        scene: &Scene<'_>,
        at: usize,
        piece: &Piece,
        range: &Range<usize>,
    ) -> Option<Attribution> {
        let next = self.ranges.get(at + 1).map(|next| next.start.max(range.end));
        let limit =
            next.unwrap_or(scene.len()).min(range.end + MAX_VERB_BEHIND + MAX_TO_TITLED_NAME);
        let clause = range.end..limit;
        if !is_attached(scene, piece, &clause) {
            return None;
        }
        let ends = |at: &usize| *at > clause.start && scene.begins_sentence(*at);
        let clause = clause.start..clause.clone().find(ends).unwrap_or(clause.end);
        let verb = clause
            .clone()
            .take(MAX_VERB_BEHIND)
            .find(|&at| scene.roles.at(at).any(Roles::VERB) && !is_part_of_name(scene, at))?;
        let subject = match subject_before(scene, clause.start..verb) {
            Subject::Nobody => subject_behind(scene, verb + 1..clause.end),
            found => found,
        };
        let subject = match subject {
            Subject::Nobody if scene.roles.drops_subjects() && ends_clause(scene, verb + 1) => {
                scene.meant_by_pronoun(verb, None).map_or(Subject::Unsure, Subject::Person)
            }
            found => found,
        };
        Some(Attribution::by(verb, &subject))
    }
}

impl Attribution {
    fn by(verb: usize, subject: &Subject) -> Self {
        Self {
            person: match subject {
                Subject::Person(person) => Some(*person),
                _ => None,
            },
            is_own: true,
            verb: Some(verb),
            joins: false,
        }
    }
}

/// Whether the words behind a quotation belong to its sentence.
fn is_attached(scene: &Scene<'_>, piece: &Piece, clause: &Range<usize>) -> bool {
    if clause.is_empty() {
        return false;
    }
    let inside = piece.span.of(scene.text());
    let tail =
        scene.text().get(piece.span.end as usize..scene.start(clause.start)).unwrap_or_default();
    if tail.contains(['.', '!', '?', ':', ';', '…']) || scene.parts_paragraphs(tail) {
        return false;
    }
    let is_linked = tail.contains([',', '，', '—', '–', '-']) || inside.ends_with([',', '，']);
    is_linked
        || !scene.is_capital(clause.start)
        || (!inside.ends_with('.') && scene.mention_at(clause.start).is_some())
}

/// The sentence that leads to a quotation: Ada Finch said: "...".
fn before(scene: &Scene<'_>, range: &Range<usize>) -> Option<Attribution> {
    let gap = scene.gap(range.start);
    let has_colon = gap.contains(':');
    if gap.contains(['.', '!', '?', '…']) || (scene.parts_paragraphs(gap) && !has_colon) {
        return None;
    }
    let mut start = range.start;
    while start > 0
        && range.start - start < MAX_CLAUSE_BEFORE
        && !scene.is_quoted(start - 1)
        && (start == range.start || !scene.begins_sentence(start))
    {
        start -= 1;
    }
    let clause = start..range.start;
    if clause.is_empty() {
        return None;
    }
    let verb = clause
        .clone()
        .rev()
        .find(|&at| scene.roles.at(at).any(Roles::VERB) && !is_part_of_name(scene, at));
    let Some(verb) = verb else {
        // Ada Finch: "..."
        let first = has_colon.then(|| first_subject(scene, clause.clone()))??;
        return Some(Attribution { person: Some(first), is_own: true, ..Attribution::default() });
    };
    let subject = match subject_before(scene, clause.start..verb) {
        Subject::Nobody => subject_behind(scene, verb + 1..clause.end),
        found => found,
    };
    Some(Attribution::by(verb, &subject))
}

/// "May said": a word that is a verb elsewhere can be a name here.
fn is_part_of_name(scene: &Scene<'_>, token: usize) -> bool {
    scene.mention_at(token).is_some()
}

/// The nearest person before a verb.
fn subject_before(scene: &Scene<'_>, range: Range<usize>) -> Subject {
    for at in range.rev() {
        let roles = scene.roles.at(at);
        if let Some(mention) = scene.mention_at(at) {
            let is_subject = !mention.is_possessive && !stands_behind_preposition(scene, at);
            return if is_subject { Subject::Person(mention.person) } else { Subject::Unsure };
        }
        if roles.any(Roles::PRONOUN) {
            return scene
                .meant_by_pronoun(at, roles.gender())
                .map_or(Subject::Unsure, Subject::Person);
        }
        if roles.any(Roles::TITLE) {
            return scene.meant_by_title(at).map_or(Subject::Unsure, Subject::Person);
        }
    }
    Subject::Nobody
}

/// The person behind a verb: "said he", "said the mayor, Ada Finch".
fn subject_behind(scene: &Scene<'_>, range: Range<usize>) -> Subject {
    let mut title = None;
    let mut has_stop = false;
    for (distance, at) in range.enumerate() {
        let roles = scene.roles.at(at);
        if let Some(mention) = scene.mention_at(at) {
            let is_near = match title {
                Some(_) => distance <= MAX_TO_TITLED_NAME,
                None => distance <= MAX_TO_NAME && !has_stop,
            };
            let is_subject =
                is_near && !mention.is_possessive && !stands_behind_preposition(scene, at);
            return if is_subject { Subject::Person(mention.person) } else { Subject::Unsure };
        }
        if roles.any(Roles::PRONOUN) && distance < 2 && !has_stop {
            return scene
                .meant_by_pronoun(at, roles.gender())
                .map_or(Subject::Unsure, Subject::Person);
        }
        if distance > 0 && title.is_none() && scene.gap(at).contains([',', ';', ':', '(']) {
            break;
        }
        if roles.any(Roles::TITLE) {
            title = title.or(Some(at));
        }
        has_stop |= roles.any(Roles::STOP);
    }
    match title {
        Some(at) => scene.meant_by_title(at).map_or(Subject::Unsure, Subject::Person),
        None => Subject::Nobody,
    }
}

/// "a friend of Ada Finch": she is not the one who speaks. An article is no preposition, but none
/// stands before a name.
fn stands_behind_preposition(scene: &Scene<'_>, token: usize) -> bool {
    let start = scene.mention_at(token).map_or(token, |mention| mention.name.start);
    start.checked_sub(1).is_some_and(|before| {
        let roles = scene.roles.at(before);
        roles.any(Roles::STOP)
            // "segundo" is "according to", and so a word of speaking, too.
            && !roles.any(Roles::TITLE.or(Roles::VERB))
            && !scene.begins_sentence(start)
            && scene.gap(start).trim().is_empty()
    })
}

/// Whether nothing of the clause is left at a token.
fn ends_clause(scene: &Scene<'_>, token: usize) -> bool {
    token >= scene.len() || scene.is_quoted(token) || !scene.gap(token).trim().is_empty()
}

/// The person or pronoun that begins a clause.
fn first_subject(scene: &Scene<'_>, clause: Range<usize>) -> Option<usize> {
    for at in clause.take(3) {
        if let Some(mention) = scene.mention_at(at) {
            return (!mention.is_possessive && !stands_behind_preposition(scene, at))
                .then_some(mention.person);
        }
        let roles = scene.roles.at(at);
        if roles.any(Roles::PRONOUN) {
            return scene.meant_by_pronoun(at, roles.gender());
        }
        if !roles.any(Roles::HONORIFIC.or(Roles::TITLE)) {
            return None;
        }
    }
    None
}

/// Mayor Ada Finch left no doubt. "..." Nothing but its place says who is speaking: it has to be
/// sure that the subject is a person.
fn subject_of_sentence_before(scene: &Scene<'_>, range: &Range<usize>) -> Option<usize> {
    let last = range.start.checked_sub(1)?;
    let is_new_sentence =
        scene.begins_sentence(range.start) && !scene.begins_paragraph(range.start);
    if !is_new_sentence || scene.is_quoted(last) {
        return None;
    }
    let start = scene.sentence_start(last);
    let is_unquoted = (start..range.start).all(|at| !scene.is_quoted(at));
    let subject = is_unquoted.then(|| first_subject(scene, start..range.start)).flatten();
    subject.filter(|&person| scene.is_known(person))
}
