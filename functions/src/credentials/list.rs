//! Lists a person's licenses and certificates, newest first.

use super::Shown;
use crate::{records, users::OfUser};
use shared::{
    domain::{Caller, Credential, Result},
    http::{Listed, Paging, Path},
    permission::Action,
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    paging: Paging,
) -> Result<Listed<Shown>> {
    let page = records::list::<Credential>(
        &caller,
        &table,
        path.user_id,
        Action::ReadCredentials,
        &paging,
    )
    .await?;
    paging.answer(page.map(|credential| Shown::on(caller.today, credential)))
}
