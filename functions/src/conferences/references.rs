//! Helper: checks what a conference refers to: its coach, observation, goals and attendees.

use super::OfConference;
use shared::{
    domain::{
        Assignment, Caller, ConferenceFields, Error, FieldError, Goal, GoalId, Observation,
        ObservationId, Result, User, UserId,
    },
    http::MergePatch,
    permission::Relation,
    table::{Lenient, Unparsed, Wanted, keys},
};

/// The most attendees, and the most goals, of a conference (as `ConferenceFields` limits them).
const MAX_EACH: usize = 20;

/// The other items that a conference refers to, which are read together with the caller's right.
#[derive(Debug)]
pub(super) struct References {
    owner: UserId,
    coach: Option<UserId>,
    observation: Option<ObservationId>,
    goals: Vec<GoalId>,
    attendees: Vec<UserId>,
}

/// The keys of the coach and their assignment, the observation, the goals and the attendees.
type Referred = (
    Option<(Lenient<User>, Lenient<Assignment>)>,
    Option<Lenient<Observation>>,
    Vec<Unparsed<Goal>>,
    Vec<Lenient<User>>,
);

/// The items under these keys.
type Found = <Referred as Wanted>::Found;

impl References {
    /// Those of a new conference.
    pub fn of(owner: UserId, fields: &ConferenceFields) -> Self {
        Self {
            owner,
            coach: fields.coach_id,
            observation: fields.observation_id,
            goals: fields.goal_ids.clone(),
            attendees: fields.attendee_ids.clone(),
        }
    }

    /// Those that a patch sets. More of them than a conference may have are not read, as they are refused later.
    pub fn of_patch(path: OfConference, patch: &MergePatch<ConferenceFields>) -> Self {
        let mut references = Self {
            owner: path.user_id,
            coach: patch.named("coach_id"),
            observation: patch.named("observation_id"),
            goals: patch.named("goal_ids").unwrap_or_default(),
            attendees: patch.named("attendee_ids").unwrap_or_default(),
        };
        references.goals.truncate(MAX_EACH);
        references.attendees.truncate(MAX_EACH);
        references
    }

    /// The keys to read. Goals only have to exist, so they aren't parsed.
    pub fn wanted(&self) -> Referred {
        let coach = |coach| {
            (
                keys::profile(coach).lenient(),
                keys::coach_of(&self.owner, coach).lenient(),
            )
        };
        let observation = |id| keys::record::<Observation>(&self.owner, id).lenient();
        let goal = |id: &GoalId| keys::record::<Goal>(&self.owner, *id).raw();
        let attendee = |id| keys::profile(id).lenient();
        (
            self.coach.as_ref().map(coach),
            self.observation.map(observation),
            self.goals.iter().map(goal).collect(),
            self.attendees.iter().map(attendee).collect(),
        )
    }

    /// Checks that everything exists, and that the caller may know of it. References that the conference had
    /// `before` are accepted unchecked, so that it can always be saved as it was read.
    ///
    /// # Errors
    /// `Invalid` with every reference that is refused.
    pub fn check(
        &self,
        caller: &Caller,
        owner: &User,
        before: Option<&ConferenceFields>,
        (coach, observation, goals, attendees): Found,
    ) -> Result<()> {
        let had = |same: &dyn Fn(&ConferenceFields) -> bool| before.is_some_and(same);
        let mut errors = Vec::new();
        let mut refuse = |pointer: String, detail: &str| {
            errors.push(FieldError {
                pointer,
                detail: detail.to_owned(),
            })
        };
        if let Some((coach, assignment)) = coach {
            let coaches =
                |coach: &User| Relation::of(coach, owner, assignment.as_ref(), caller.today).coach;
            if !coach.as_ref().is_some_and(coaches) && !had(&|before| before.coach_id == self.coach)
            {
                refuse(
                    "/coach_id".to_owned(),
                    "This person doesn't coach the coachee now. Choose one of their coaches.",
                );
            }
        }
        if let Some(observation) = observation {
            match observation.filter(|observation| observation.is_seen_by(caller.user_id)) {
                _ if had(&|before| before.observation_id == self.observation) => {}
                None => refuse(
                    "/observation_id".to_owned(),
                    "The person has no such observation.",
                ),
                // The coachee reads the conference and must not learn of a draft.
                Some(draft) if draft.is_draft() => refuse(
                    "/observation_id".to_owned(),
                    "This is a draft. Share it first.",
                ),
                Some(_) => {}
            }
        }
        for (at, (goal, found)) in self.goals.iter().zip(goals).enumerate() {
            if found.is_none() && !had(&|before| before.goal_ids.contains(goal)) {
                refuse(format!("/goal_ids/{at}"), "The person has no such goal.");
            }
        }
        for (at, (id, attendee)) in self.attendees.iter().zip(attendees).enumerate() {
            if !attendee.is_some_and(|attendee| attendee.is_active())
                && !had(&|before| before.attendee_ids.contains(id))
            {
                refuse(
                    format!("/attendee_ids/{at}"),
                    "There is no such active user.",
                );
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// The coach of a conference: the one in its fields, or else the caller, if they coach the owner.
pub(super) fn coach_of(
    fields: &ConferenceFields,
    caller: &Caller,
    relation: Relation,
) -> Result<UserId> {
    match fields.coach_id {
        Some(coach) => Ok(coach),
        None if relation.coach => Ok(caller.user_id),
        None => Err(Error::field(
            "/coach_id",
            "Say which coach holds the conference.",
        )),
    }
}
