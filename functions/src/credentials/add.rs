use super::Shown;
use crate::{records::id_taken, users::OfUser};
use shared::{
    domain::{ActivityKind, Caller, Credential, CredentialFields, Result},
    http::{Created, Once, Path},
    permission::Action,
    table::{Changes, Table, keys},
};

pub async fn handle(caller: Caller, table: Table, Path(path): Path<OfUser>, once: Once<CredentialFields>) -> Result<Created<Shown>> {
    let owner = path.user_id;
    let credential = Credential::new(once.body, &caller)?;
    let build = |ground| {
        let changes = Changes::by(&caller, ground, owner, caller.activity_on(ActivityKind::CredentialAdded, owner, credential.id))?
            .create(keys::record::<Credential>(&owner, credential.id), &credential, id_taken())?;
        Ok((changes, credential.clone()))
    };
    let credential = table.commit_for(&caller, owner, Action::EditCredentials, once.key.as_ref(), build).await?;
    Ok(Created { location: format!("/users/{owner}/credentials/{}", credential.id), resource: Shown::on(caller.today, credential) })
}
