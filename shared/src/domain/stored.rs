//! Small records that exist only in the table and in no answer of the API. They are here so that a key can name what
//! it holds, whichever part of the program writes it.

use super::{Day, Moment, ReviewId, UserId};
use serde::{Deserialize, Serialize};

/// The message with which the log reports an item that can't be read. A metric of the deployment counts it by these
/// words.
pub const UNREADABLE: &str = "unreadable item";

/// The user who has an e-mail address. There is one such item for each address, which makes it unique.
#[derive(Debug, Serialize, Deserialize)]
pub struct EmailOf {
    /// The user.
    pub user_id: UserId,
    /// When a provider's subject was linked to the user through this address; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_at: Option<Moment>,
}

impl EmailOf {
    /// An address with which nobody has signed in yet.
    pub fn new(user_id: UserId) -> Self {
        Self {
            user_id,
            linked_at: None,
        }
    }
}

/// The user that a subject of an identity provider is.
#[derive(Debug, Serialize, Deserialize)]
pub struct IdentityLink {
    /// The user.
    pub user_id: UserId,
    /// When the subject first signed in.
    pub linked_at: Moment,
}

/// The signing keys of an identity provider, as last fetched.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptKeys {
    /// The keys that could be parsed, as a JSON Web Key Set.
    pub keys: String,
    /// Where they were fetched from.
    pub jwks_uri: String,
    /// When, in seconds since 1970.
    pub fetched_at: i64,
}

/// The answer to a request with an `Idempotency-Key`.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredAnswer {
    /// A hash of route and body of the request.
    pub fingerprint: String,
    /// The answer.
    pub answer: serde_json::Value,
    /// Until when a repetition gets this answer, in seconds since 1970.
    pub expires_at: i64,
}

/// A user who is due for the next daily mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct DigestEntry {
    /// The user.
    pub user_id: UserId,
    /// Rises with each notice, so that one that arrives while the mail is written isn't missed.
    pub count: u32,
}

/// The day of an organization's last daily mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct DigestHead {
    /// The day, in the organization's time zone.
    pub day: Day,
}

/// Points a reviewer to an item that they have to decide; in the reviewer's partition.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReviewPointer {
    /// The review.
    pub review_id: ReviewId,
    /// The item in it.
    pub item_id: String,
}

/// A record of the stream that could not be processed, stored whole until the cause is fixed.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The record, as JSON.
    pub record: String,
    /// The error, for the operator.
    pub reason: String,
    /// When it was stored.
    pub at: Moment,
}
