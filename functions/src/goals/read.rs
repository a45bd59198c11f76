//! Reads a goal.

use super::OfGoal;
use shared::{
    domain::{Caller, Goal, Result},
    http::{Found, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfGoal>) -> Result<Found<Goal>> {
    let (_, goal) = table
        .prove(&caller, path.user_id, Action::ReadGoals, path.key())
        .await?;
    Ok(Found(goal))
}
