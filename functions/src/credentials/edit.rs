//! Edits a license or certificate.

use super::{OfCredential, Shown};
use crate::simple_record;
use shared::{
    domain::{Caller, Credential, CredentialFields, Result},
    http::{Found, IfMatch, MergePatch, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfCredential>,
    if_match: IfMatch,
    patch: MergePatch<CredentialFields>,
) -> Result<Found<Shown>> {
    let of = (path.user_id, path.credential_id);
    let credential: Credential =
        simple_record::edit(&caller, &table, of, &if_match, &patch).await?;
    Ok(Found(Shown::on(caller.today, credential)))
}
