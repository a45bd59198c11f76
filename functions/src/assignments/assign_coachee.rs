//! Assigns a coachee to a coach. If they are connected already, the existing assignment is returned.

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
    connect(&table, &caller, None, path.pair()?, terms).await
}
