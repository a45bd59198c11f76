//! The caller of a request.

use super::{Activity, ActivityKind, Actor, Day, Moment, OrganisationId, Role, UserId};

/// Who makes a request, as the authorizer verified it. Rights are not here: they are read from the table
/// with each request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organization of the token.
    pub organisation: OrganisationId,
    /// The user.
    pub user_id: UserId,
    /// The user's name, for the log.
    pub name: String,
    /// The role when the authorizer last read it. Chooses what to try first and never decides.
    pub role_hint: Role,
    /// The moment at which the request is processed.
    pub now: Moment,
    /// The organization's time zone when the authorizer last read it.
    pub time_zone: String,
    /// Today in that time zone.
    pub today: Day,
    /// The gateway's id of the request.
    pub request_id: String,
    /// The IP address from which the request came.
    pub address: String,
}

impl Caller {
    /// The caller, as the log names them.
    pub fn actor(&self) -> Actor {
        Actor {
            id: Some(self.user_id),
            name: self.name.clone(),
        }
    }

    /// The day of a moment in the organization's time zone.
    pub fn day_of(&self, moment: Moment) -> Day {
        moment.day_in(&self.time_zone)
    }

    /// The first moment of a day in the organization's time zone.
    pub fn beginning_of(&self, day: Day) -> Moment {
        day.begins_in(&self.time_zone)
    }

    /// An activity of the caller on a record of `owner`.
    pub fn activity_on(
        &self,
        kind: ActivityKind,
        owner: UserId,
        record: impl ToString,
    ) -> Activity {
        Activity {
            user_id: Some(owner),
            record_id: Some(record.to_string()),
            ..self.activity(kind)
        }
    }

    /// An activity of the caller on the organization.
    pub fn activity(&self, kind: ActivityKind) -> Activity {
        Activity {
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            ..Activity::new(kind, self.actor(), self.now)
        }
    }
}

#[cfg(test)]
impl Caller {
    /// A member, for tests of pure rules.
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
