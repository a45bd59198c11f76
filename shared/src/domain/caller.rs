use super::{Activity, ActivityKind, Actor, Day, Moment, OrganisationId, Role, UserId};

/// Who makes a request, as the authorizer verified it. What the caller may do is not here: that is
/// read from the table each time.
#[derive(Clone, Debug)]
pub struct Caller {
    pub organisation: OrganisationId,
    pub user_id: UserId,
    pub name: String,
    /// What the role was when the token was last looked at. Chooses what to try first; never
    /// decides.
    pub role_hint: Role,
    pub now: Moment,
    /// The organisation's time zone, as it was when the token was last looked at.
    pub time_zone: String,
    /// The day it is there.
    pub today: Day,
    pub request_id: String,
    pub address: String,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor { id: Some(self.user_id), name: self.name.clone() }
    }

    /// The day that a moment falls on in the organisation.
    pub fn day_of(&self, moment: Moment) -> Day {
        moment.day_in(&self.time_zone)
    }

    /// The first moment of a day in the organisation.
    pub fn beginning_of(&self, day: Day) -> Moment {
        day.begins_in(&self.time_zone)
    }

    /// An activity of the caller, done to what is a user's.
    pub fn activity_on(&self, kind: ActivityKind, owner: UserId, record: impl ToString) -> Activity {
        Activity { user_id: Some(owner), record_id: Some(record.to_string()), ..self.activity(kind) }
    }

    /// An activity of the caller.
    pub fn activity(&self, kind: ActivityKind) -> Activity {
        Activity { request_id: self.request_id.clone(), address: self.address.clone(), ..Activity::new(kind, self.actor(), self.now) }
    }
}

#[cfg(test)]
impl Caller {
    /// A member, for the tests of pure rules.
    pub fn of_tests(now: Moment, today: Day) -> Self {
        Self {
            organisation: OrganisationId::try_from("lakeside".to_owned()).expect("an id"),
            user_id: UserId::new(now),
            name: "Thomas Blankenship".to_owned(),
            role_hint: Role::Member,
            now,
            time_zone: "UTC".to_owned(),
            today,
            request_id: String::new(),
            address: String::new(),
        }
    }
}
