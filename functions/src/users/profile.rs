//! Helper: a user's profile as the caller may see it.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Card, CoachStatus, Moment, Role, Status},
    http::Versioned,
    permission::{self, Action, judge},
    table::Proof,
};

/// A profile, with as much as the caller may see: of a person they aren't connected with, only the card.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Profile {
    #[serde(flatten)]
    pub card: Card,
    #[serde(flatten)]
    pub details: Option<Details>,
    /// The tabs of the profile that the caller may open.
    pub tabs: Vec<String>,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
}

/// The fields that only administrators, the person's coaches and the person themselves see.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Details {
    pub email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub role: Role,
    pub status: Status,
    pub coach_status: CoachStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    pub coachee_count: u32,
    pub coach_count: u32,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl Profile {
    /// The owner's profile as the caller of this proof may see it.
    pub fn of(proof: &Proof) -> Self {
        let owner = &proof.owner;
        let may_see_all = judge(proof.relation, owner.is_active(), Action::ReadProfile).is_ok();
        Self {
            card: owner.card(),
            details: may_see_all.then(|| Details {
                email: owner.fields.email.clone(),
                phone: owner.fields.phone.clone(),
                role: owner.fields.role,
                status: owner.status,
                coach_status: owner.coach_status,
                capacity: owner.capacity,
                coachee_count: owner.coachee_count,
                coach_count: owner.coach_count,
                created_at: owner.created_at,
                updated_at: owner.updated_at,
            }),
            tabs: permission::tabs(proof.relation, owner.is_active()),
            version: if may_see_all { owner.version } else { 0 },
        }
    }
}

impl Versioned for Profile {
    fn version(&self) -> u64 {
        self.version
    }
}
