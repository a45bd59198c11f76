use super::{OfConference, both};
use crate::assignments::change::distinct;
use shared::{
    domain::{
        Assignment, Caller, Conference, ConferenceFields, Error, FieldError, Goal, GoalId, Observation, ObservationId, Result, User, UserId,
    },
    http::MergePatch,
    permission::Relation,
    table::{Item, Key, from_item, keys},
};

/// The most attendees and goals of a conference, as its fields say.
const MOST: usize = 20;

/// What a conference names of other things, read together with the caller's right.
#[derive(Debug)]
pub(super) struct Named {
    owner: UserId,
    coach: Option<UserId>,
    observation: Option<ObservationId>,
    goals: Vec<GoalId>,
    attendees: Vec<UserId>,
}

impl Named {
    pub fn by(owner: UserId, fields: &ConferenceFields) -> Self {
        Self {
            owner,
            coach: fields.coach_id,
            observation: fields.observation_id,
            goals: fields.goal_ids.clone(),
            attendees: fields.attendee_ids.clone(),
        }
    }

    /// What a patch names anew. More than there may be is not looked at, as it is refused later.
    pub fn anew(path: OfConference, patch: &MergePatch<ConferenceFields>) -> Self {
        let mut named = Self {
            owner: path.user_id,
            coach: patch.named("coach_id"),
            observation: patch.named("observation_id"),
            goals: patch.named("goal_ids").unwrap_or_default(),
            attendees: patch.named("attendee_ids").unwrap_or_default(),
        };
        named.goals.truncate(MOST);
        named.attendees.truncate(MOST);
        named
    }

    /// What to read: [`Self::check`] takes it in this order.
    pub fn keys(&self) -> Vec<Key> {
        let coach = self.coach.iter().flat_map(|coach| [keys::profile(coach), keys::coach_of(&self.owner, coach)]);
        let observation = self.observation.map(|id| keys::record::<Observation>(&self.owner, id));
        let goals = self.goals.iter().map(|id| keys::record::<Goal>(&self.owner, *id));
        coach.chain(observation).chain(goals).chain(self.attendees.iter().map(keys::profile)).collect()
    }

    /// Refuses what isn't there, or isn't for the caller to know.
    pub fn check(&self, caller: &Caller, owner: &User, found: Vec<Option<Item>>) -> Result<()> {
        let mut found = found.into_iter();
        let mut errors = Vec::new();
        let mut refuse = |pointer: String, detail: &str| errors.push(FieldError { pointer, detail: detail.to_owned() });
        if self.coach.is_some() {
            let coach: Option<User> = found.next().flatten().map(from_item).transpose()?;
            let assignment: Option<Assignment> = found.next().flatten().map(from_item).transpose()?;
            let coaches = |coach: &User| Relation::of(coach, owner, assignment.as_ref(), caller.today).coach;
            if !coach.as_ref().is_some_and(coaches) {
                refuse("/coach_id".to_owned(), "This person doesn't coach the coachee now. Choose one of their coaches.");
            }
        }
        if self.observation.is_some() {
            let observation: Option<Observation> = found.next().flatten().map(from_item).transpose()?;
            if !observation.is_some_and(|observation| observation.is_seen_by(caller.user_id)) {
                refuse("/observation_id".to_owned(), "The person has no such observation.");
            }
        }
        for at in 0..self.goals.len() {
            if found.next().flatten().is_none() {
                refuse(format!("/goal_ids/{at}"), "The person has no such goal.");
            }
        }
        for at in 0..self.attendees.len() {
            let attendee: Option<User> = found.next().flatten().map(from_item).transpose()?;
            if !attendee.is_some_and(|attendee| attendee.is_active()) {
                refuse(format!("/attendee_ids/{at}"), "There is no such active user.");
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }
}

/// Who holds a conference: who is named, or else the caller, when they may be.
pub(super) fn holder(fields: &ConferenceFields, caller: &Caller, relation: Relation) -> Result<UserId> {
    match fields.coach_id {
        Some(coach) => Ok(coach),
        None if relation.coach => Ok(caller.user_id),
        None => Err(Error::field("/coach_id", "Say which coach holds the conference.")),
    }
}

/// Who is invited, each once: coachee, coach, and the others.
pub(crate) fn people(conference: &Conference, owner: UserId) -> Vec<UserId> {
    distinct(both(owner, conference).into_iter().chain(conference.fields.attendee_ids.iter().copied()))
}
