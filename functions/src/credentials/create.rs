//! Creates a license or certificate.

use super::Shown;
use crate::{simple_record, users::OfUser};
use shared::{
    domain::{Caller, Credential, CredentialFields, Result},
    http::{Created, Once, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfUser>,
    once: Once<CredentialFields>,
) -> Result<Created<Shown>> {
    let Created { location, resource } =
        simple_record::create::<Credential>(&caller, &table, path.user_id, once).await?;
    Ok(Created {
        location,
        resource: Shown::on(caller.today, resource),
    })
}
