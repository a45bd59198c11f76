use super::OfCredential;
use shared::{
    domain::{ActivityKind, Caller, Credential, Error, Result},
    http::{IfMatch, NoContent, Path},
    permission::Action,
    table::{Changes, Condition, Table, keys, must},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfCredential>, if_match: IfMatch) -> Result<NoContent> {
    let owner = path.user_id;
    let rules: Vec<_> = [must(Condition::Exists, Error::NotFound)].into_iter().chain(if_match.rule()).collect();
    let build = |ground| {
        let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::CredentialDeleted, owner, path.credential_id))?
            .delete(keys::record::<Credential>(&owner, path.credential_id), rules.clone());
        Ok((changes, ()))
    };
    table.commit_for(&caller, owner, Action::EditCredentials, None, build).await?;
    Ok(NoContent)
}
