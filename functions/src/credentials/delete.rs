//! Deletes a license or certificate.

use super::OfCredential;
use crate::simple_record;
use shared::{
    domain::{Caller, Credential, Result},
    http::{IfMatch, NoContent, Path},
    table::Table,
};

pub async fn handle(
    caller: Caller,
    table: Table,
    Path(path): Path<OfCredential>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let of = (path.user_id, path.credential_id);
    simple_record::delete::<Credential>(&caller, &table, of, &if_match).await
}
