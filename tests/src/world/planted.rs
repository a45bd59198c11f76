//! Two operations with classic mistakes, which the race must catch.

use axum::{Router, routing};
use serde_json::{Value, json};
use shared::{
    App,
    domain::{ActivityKind, Caller, Error, Result, User, UserFields, UserId},
    http::{Found, MergePatch, MustMatch, Path},
    permission::Action,
    table::{Changes, Edit, Order, Table, keys, version_is},
};

pub fn planted(app: App) -> Router {
    Router::new()
        .route(
            "/v1/planted/checks-then-lists/{user_id}",
            routing::get(checks_then_lists),
        )
        .route(
            "/v1/planted/writes-unconditionally/{user_id}",
            routing::patch(writes_unconditionally),
        )
        .with_state(app)
}

/// Mistake: checks the right first and reads the data after it, so that the right may have ended in between.
async fn checks_then_lists(
    caller: Caller,
    table: Table,
    Path(owner): Path<UserId>,
) -> Result<axum::Json<Value>> {
    table
        .prove(&caller, owner, Action::ReadCoaching, ())
        .await?;
    let read = table
        .list(
            &keys::histories(&owner).of_type::<Value>(),
            Order::Descending,
            1,
            None,
        )
        .await?;
    Ok(axum::Json(json!(read.to_change().items)))
}

/// Mistake: checks the right, but doesn't make it a condition of the write.
async fn writes_unconditionally(
    caller: Caller,
    table: Table,
    Path(owner): Path<UserId>,
    must_match: MustMatch,
    patch: MergePatch<UserFields>,
) -> Result<Found<User>> {
    let (proof, ()) = table
        .prove(&caller, owner, Action::EditCoachFields, ())
        .await?;
    let version = must_match.version(proof.owner.version)?;
    let after = User {
        fields: patch.apply(&proof.owner.fields)?,
        ..proof.owner.edited(caller.now)
    };
    let mut activity = caller.activity(ActivityKind::UserChanged);
    activity.user_id = Some(owner);
    let changes = Changes::by_system(activity)?.edit(
        keys::profile(&owner),
        Edit::between(&proof.owner, &after)?,
        vec![version_is(version)],
    );
    table.commit(changes).await.map_err(|error| {
        if let Error::Stale { .. } = error {
            Error::NotPermitted
        } else {
            error
        }
    })?;
    Ok(Found(after))
}
