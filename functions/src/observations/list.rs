//! Lists a person's observations, newest first. Nothing shows that there are drafts of other observers, not
//! even the length of a page.

use crate::users::OfUser;
use shared::{
    domain::{Caller, Observation, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::{Order, Table, keys},
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Observation>> {
    let owner = path.user_id;
    let (range, after) = (
        keys::records::<Observation>(&owner),
        paging.after.as_deref(),
    );
    let may_see = |observation: &Observation| observation.is_seen_by(caller.user_id);
    let found = table
        .list_kept(&range, Order::Descending, paging.limit, after, may_see)
        .await?;
    paging.answer(
        found
            .prove_only(&table, &caller, owner, Action::ReadObservations)
            .await?,
    )
}
