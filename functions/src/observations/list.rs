use crate::{records, users::OfUser};
use shared::{
    domain::{Caller, Observation, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, paging: Paging) -> Result<Listed<Observation>> {
    let mut page = records::list::<Observation>(&caller, &table, path.user_id, Action::ReadObservations, &paging).await?;
    page.items.retain(|observation| observation.is_seen_by(caller.user_id));
    paging.answer(page)
}
