//! Credentials: a person's licenses and certificates, as [simple records](crate::simple_record).

pub mod create;
pub mod delete;
pub mod edit;
pub mod list;

use crate::simple_record::SimpleRecord;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{
        ActivityKind, Caller, Credential, CredentialFields, CredentialId, Day, Result, Standing,
        UserId,
    },
    http::Versioned,
    permission::Action,
};

/// The path of a credential.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfCredential {
    /// The person who has the credential.
    pub user_id: UserId,
    /// The credential.
    pub credential_id: CredentialId,
}

/// A credential, and whether it is still valid today.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CredentialAndStanding")]
pub struct Shown {
    #[serde(flatten)]
    credential: Credential,
    standing: Standing,
}

impl Shown {
    fn on(today: Day, credential: Credential) -> Self {
        Self {
            standing: credential.standing(today),
            credential,
        }
    }
}

impl Versioned for Shown {
    fn version(&self) -> u64 {
        self.credential.version()
    }
}

impl SimpleRecord for Credential {
    type Fields = CredentialFields;
    const EDIT: Action = Action::EditCredentials;
    const CREATED: ActivityKind = ActivityKind::CredentialAdded;
    const EDITED: ActivityKind = ActivityKind::CredentialChanged;
    const DELETED: ActivityKind = ActivityKind::CredentialDeleted;
    const PATH: &'static str = "credentials";

    fn new(fields: CredentialFields, caller: &Caller) -> Result<Self> {
        Self::new(fields, caller)
    }

    fn edited(&self, fields: CredentialFields, caller: &Caller) -> Result<Self> {
        self.edited(fields, caller)
    }

    fn fields(&self) -> &CredentialFields {
        &self.fields
    }
}
