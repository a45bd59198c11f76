use super::{OfUser, edit::administrators, ending::end_void};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Error, Result, Status, User},
    http::{Found, Json, Path},
    permission::Action,
    table::{Changes, Edit, Table, equals, keys, must, version_is},
};

#[derive(Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewStatus {
    #[garde(skip)]
    status: Status,
}

const REASON: &str = "The person was made inactive.";

/// Making a user inactive takes every right from them and from their coaches in this one write; the
/// assignments are ended after it.
pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, Json(new): Json<NewStatus>) -> Result<Found<User>> {
    let before = table.prove(&caller, path.user_id, Action::ManageUsers, &[]).await?.owner;
    let unended = before.coachee_count + before.coach_count > 0;
    let changes_it = before.status != new.status;
    if before.status == Status::Inactive && unended {
        end_void(&table, &caller, &before, REASON).await?;
    }
    if !changes_it {
        return Ok(Found(before));
    }
    let after = User { status: new.status, ..before.edited(caller.now) };
    table.commit(change(&caller, &before, &after)?).await?;
    if after.status == Status::Inactive && unended {
        end_void(&table, &caller, &after, REASON).await?;
    }
    Ok(Found(if unended { User { coachee_count: 0, coach_count: 0, ..after } } else { after }))
}

fn change(caller: &Caller, before: &User, after: &User) -> Result<Changes> {
    let kind = if after.is_active() { ActivityKind::UserActivated } else { ActivityKind::UserDeactivated };
    let mut activity = caller.activity(kind);
    activity.user_id = Some(after.id);
    let mut rules = vec![version_is(before.version)];
    if after.is_active() {
        // An assignment that is left from before must not come back to life.
        for count in ["coachee_count", "coach_count"] {
            rules.push(must(equals(count, 0_u32), Error::Unavailable("assignments are still being ended".to_owned())));
        }
    }
    let changes = Changes::by_administrator(caller, activity)?
        .edit(keys::profile(&after.id), Edit::between(before, after)?, rules)
        .directory(Some(before), after)?;
    Ok(administrators(changes, before, after))
}
