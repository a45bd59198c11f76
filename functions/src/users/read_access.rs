//! Explains what one user may do with another's records, and why.

use super::OfUser;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Assignment, Caller, CoachStatus, Day, Person, Result, State, User, UserId},
    http::{Found, Path, Query, Versioned},
    permission::{Action, Ground, Relation, judge},
    table::{Table, keys},
};

/// The person whose access is explained.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Question {
    /// The person whose access is explained.
    actor: UserId,
}

/// What one person may do with another's records, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Access {
    pub user: Person,
    pub actor: Person,
    /// What gives the actor rights to the user's records and what prevents them, in sentences.
    pub because: Vec<String>,
    pub actions: Vec<Explained>,
    #[serde(skip)]
    version: u64,
}

/// Whether an action is allowed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explained {
    pub action: Action,
    /// The action in words.
    pub words: String,
    pub allowed: bool,
    /// The ground on which it is allowed; left out when it isn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
}

impl Versioned for Access {
    fn version(&self) -> u64 {
        self.version
    }
}

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    Query(question): Query<Question>,
) -> Result<Found<Access>> {
    let wanted = (
        keys::profile(&question.actor),
        keys::coach_of(&path.user_id, &question.actor).optional(),
    );
    let (proof, (actor, assignment)) = table
        .prove(&caller, path.user_id, Action::ReadPermissions, wanted)
        .await?;
    let user = proof.owner;
    let relation = Relation::of(&actor, &user, assignment.as_ref(), caller.today);
    Ok(Found(Access {
        because: because(&actor, &user, assignment.as_ref(), caller.today),
        actions: Action::ALL
            .iter()
            .map(|action| explained(&actor, &user, relation, *action))
            .collect(),
        version: user.version,
        user: user.person(),
        actor: actor.person(),
    }))
}

fn explained(actor: &User, user: &User, relation: Relation, action: Action) -> Explained {
    let ground = judge(relation, user.is_active(), action)
        .ok()
        .filter(|_| actor.is_active());
    Explained {
        action,
        words: action.words().to_owned(),
        allowed: ground.is_some(),
        ground,
    }
}

fn because(actor: &User, user: &User, assignment: Option<&Assignment>, today: Day) -> Vec<String> {
    let (a, u) = (actor.name(), user.name());
    let mut sentences = Vec::new();
    if !actor.is_active() {
        sentences.push(format!("{a} is inactive and may do nothing."));
    }
    if actor.is_active_administrator() {
        sentences.push(format!("{a} is an administrator."));
    }
    if actor.id == user.id {
        sentences.push("These are their own records.".to_owned());
    }
    match assignment {
        None if actor.id != user.id => sentences.push(format!("{a} doesn't coach {u}.")),
        None => {}
        Some(assignment) => {
            sentences.push(match assignment.state(today) {
                State::Active => format!(
                    "{a} was assigned as coach of {u} by {}; the assignment is in force since {}.",
                    assignment.assigned_by.name, assignment.starts_on
                ),
                State::Upcoming => format!(
                    "{a} is assigned as coach of {u}, but only from {}.",
                    assignment.starts_on
                ),
                State::Over => format!(
                    "{a} was coach of {u}, but only to {}.",
                    assignment.ends_on.unwrap_or(today)
                ),
            });
            if actor.coach_status == CoachStatus::None {
                sentences.push(format!(
                    "{a} has no coach status, so the assignment gives no rights."
                ));
            }
            if !user.is_active() {
                sentences.push(format!("{u} is inactive, so coaches have no rights."));
            }
        }
    }
    sentences
}
