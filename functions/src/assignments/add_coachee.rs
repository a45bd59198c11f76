use super::{OfPair, change::connect};
use shared::{
    domain::{Assignment, Caller, Result, Terms},
    http::{JsonOrEmpty, Path, Put},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfPair>,
    JsonOrEmpty(terms): JsonOrEmpty<Terms>,
) -> Result<Put<Assignment>> {
    let assignment = Assignment::start(path.pair()?, &terms, &caller.actor(), caller.now, caller.today)?;
    connect(&table, &caller, None, assignment).await
}
