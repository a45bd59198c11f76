//! What coach and coachee work on: records and their parts, signals, calendars, timelines and rubrics.

use super::{Key, Place, Range, Sorts, beginning, key, of_user, place, range};
use crate::domain::{
    Calendar, ConferenceId, Day, ObservationId, Part, Personnel, PrivateNotes, Record, Revision,
    Rubric, RubricId, RubricLine, Signals, TimelineEntry, UserId,
};
use std::{fmt::Display, str::FromStr};

/// A record of a person, such as a goal.
pub fn record<R: Record>(owner: &UserId, id: R::Id) -> Key<R> {
    key(of_user(owner), format!("{}#{id}", R::SEGMENT))
}

/// All records of a person of one type.
pub fn records<R: Record>(owner: &UserId) -> Range<R> {
    beginning(of_user(owner), format!("{}#", R::SEGMENT))
}

/// A part of a record, such as a comment on a goal.
pub fn part<P: Part>(owner: &UserId, of: <P::Of as Record>::Id, id: P::Id) -> Key<P> {
    key(of_user(owner), format!("{}#{of}#{id}", P::SEGMENT))
}

/// All parts of a record of one type.
pub fn parts<P: Part>(owner: &UserId, of: <P::Of as Record>::Id) -> Range<P> {
    beginning(of_user(owner), format!("{}#{of}#", P::SEGMENT))
}

/// The id of a part, from its sort key.
pub fn parse_part<P: Part<Id: FromStr>>(sort: &str) -> Option<P::Id> {
    sort.rsplit_once('#')?.1.parse().ok()
}

/// The rubric version that an observation is scored against, stored with the observation.
pub fn scale(owner: &UserId, observation: ObservationId) -> Key<Rubric> {
    key(of_user(owner), format!("SCALE#{observation}"))
}

/// What a revision of an observation replaced. Revisions count from 1.
pub fn revision(owner: &UserId, observation: ObservationId, number: u32) -> Key<Revision> {
    key(
        of_user(owner),
        format!("REVISION#{observation}#{number:06}"),
    )
}

/// All revisions of an observation, oldest first.
pub fn revisions(owner: &UserId, observation: ObservationId) -> Range<Revision> {
    beginning(of_user(owner), format!("REVISION#{observation}#"))
}

/// A person's employment.
pub fn personnel(owner: &UserId) -> Key<Personnel> {
    key(of_user(owner), "PERSONNEL")
}

/// A person's signals: what lists show at a glance.
pub fn signals(owner: &UserId) -> Key<Signals> {
    key(of_user(owner), "SIGNALS")
}

/// A person's scheduled conferences, as coach or as coachee.
pub fn calendar(user: &UserId) -> Key<Calendar> {
    key(of_user(user), "CALENDAR")
}

/// A line of a person's timeline.
pub fn timeline(owner: &UserId, day: Day, id: impl Display) -> Key<TimelineEntry> {
    key(of_user(owner), format!("TIMELINE#{day}#{id}"))
}

/// A person's timeline from one day to another, both included.
pub fn timelines(owner: &UserId, from: Day, to: Day) -> Range<TimelineEntry> {
    range(
        of_user(owner),
        Sorts::Between(format!("TIMELINE#{from}"), format!("TIMELINE#{to}#~")),
    )
}

/// A coach's private notes of a conference. In the coach's partition, which no read of the coachee's
/// records touches.
pub fn private_notes(coach: &UserId, conference: ConferenceId) -> Key<PrivateNotes> {
    key(of_user(coach), format!("PRIVATE#{conference}"))
}

/// The current version of a rubric.
pub fn rubric(id: RubricId) -> Key<Rubric> {
    key(format!("#RUBRIC#{id}"), "CURRENT")
}

/// One version of a rubric.
pub fn rubric_version(id: RubricId, version: u64) -> Key<Rubric> {
    key(format!("#RUBRIC#{id}"), format!("VERSION#{version:06}"))
}

/// A rubric in the organization's list.
pub fn rubric_line(id: RubricId) -> Key<RubricLine> {
    key("#RUBRICS".to_owned(), format!("RUBRIC#{id}"))
}

/// The organization's list of rubrics.
pub fn rubrics() -> Range<RubricLine> {
    beginning("#RUBRICS".to_owned(), "RUBRIC#")
}

/// The counter of the organization's rubrics.
pub fn rubric_count() -> Place {
    place("#RUBRICS".to_owned(), "COUNT")
}

#[cfg(test)]
mod tests {
    use super::{
        super::{profile, testing::stored},
        *,
    };
    use crate::domain::{EvidenceId, EvidenceLine, Moment};

    #[test]
    fn the_key_of_a_part_is_parsed_and_another_is_refused() {
        let now = Moment::FIRST.plus_seconds(1);
        let (ava, line) = (UserId::new(now), EvidenceId::new(now));
        let (_, sk) = stored(part::<EvidenceLine>(&ava, ObservationId::new(now), line));
        assert_eq!(parse_part::<EvidenceLine>(&sk), Some(line));
        let (_, sk) = stored(profile(&ava));
        assert_eq!(parse_part::<EvidenceLine>(&sk), None);
    }
}
