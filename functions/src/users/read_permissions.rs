//! Reads what a user may do in the organization.

use super::OfUser;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    domain::{Caller, CoachStatus, Result, Role, Status, User, UserId},
    http::{Found, Path, Versioned},
    permission::{Action, Relation, judge},
    table::Table,
};

/// What a user may do, by role and coach status.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Permissions {
    pub user_id: UserId,
    pub role: Role,
    pub status: Status,
    pub coach_status: CoachStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    pub coachee_count: u32,
    /// Actions on anybody's records.
    pub with_everyone: Vec<Action>,
    /// Actions on their own records.
    pub with_own: Vec<Action>,
    /// Actions on their coachees' records.
    pub with_coachees: Vec<Action>,
    pub version: u64,
}

impl Versioned for Permissions {
    fn version(&self) -> u64 {
        self.version
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
) -> Result<Found<Permissions>> {
    let (proof, ()) = table
        .prove(&caller, path.user_id, Action::ReadPermissions, ())
        .await?;
    let user = proof.owner;
    let role = Relation {
        administrator: user.is_active_administrator(),
        ..Relation::default()
    };
    Ok(Found(Permissions {
        user_id: user.id,
        role: user.fields.role,
        status: user.status,
        coach_status: user.coach_status,
        capacity: user.capacity,
        coachee_count: user.coachee_count,
        with_everyone: allowed(&user, role),
        with_own: allowed(&user, Relation { own: true, ..role }),
        with_coachees: if user.is_active_coach() {
            allowed(
                &user,
                Relation {
                    coach: true,
                    ..role
                },
            )
        } else {
            Vec::new()
        },
        version: user.version,
    }))
}

fn allowed(user: &User, relation: Relation) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| user.is_active() && judge(relation, true, *action).is_ok())
        .collect()
}
