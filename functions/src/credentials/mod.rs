//! Licences and certificates.

pub mod add;
pub mod delete;
pub mod edit;
pub mod list;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    domain::{Credential, CredentialId, Day, Standing, UserId},
    http::Versioned,
};

/// The credential that a path names.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfCredential {
    /// Whose it is.
    pub user_id: UserId,
    /// Which one it is.
    pub credential_id: CredentialId,
}

/// A credential, and how long it still holds.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CredentialAndStanding")]
pub struct Shown {
    #[serde(flatten)]
    credential: Credential,
    standing: Standing,
}

impl Shown {
    fn on(today: Day, credential: Credential) -> Self {
        Self { standing: credential.standing(today), credential }
    }
}

impl Versioned for Shown {
    fn version(&self) -> u64 {
        self.credential.version()
    }
}
