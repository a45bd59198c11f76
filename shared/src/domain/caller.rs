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
    /// The day it is in the organisation's time zone.
    pub today: Day,
    pub request_id: String,
    pub address: String,
}

impl Caller {
    pub fn actor(&self) -> Actor {
        Actor { id: Some(self.user_id), name: self.name.clone() }
    }

    /// An activity of the caller.
    pub fn activity(&self, kind: ActivityKind) -> Activity {
        Activity { request_id: self.request_id.clone(), address: self.address.clone(), ..Activity::new(kind, self.actor(), self.now) }
    }
}
