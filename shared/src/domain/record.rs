use super::{
    Actor, Caller, CommentId, ConferenceId, CredentialId, EvidenceId, GoalId, LearningId, Moment, ObservationId, ProgressId,
    conference::Conference,
    goal::{Comment, Goal, ProgressEntry},
    observation::{EvidenceLine, Observation},
    records::{Credential, Learning},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Display;

/// Who made a record, when, and how often it has been edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stamp {
    pub created_by: Actor,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
}

impl Stamp {
    pub fn new(caller: &Caller) -> Self {
        Self { created_by: caller.actor(), created_at: caller.now, updated_at: caller.now, version: 1 }
    }

    /// The same after one more edit.
    pub fn edited(&self, now: Moment) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

/// A record in a person's partition.
pub trait Record: Serialize + DeserializeOwned {
    type Id: Copy + Display;
    /// What its sort key begins with.
    const SEGMENT: &'static str;
    fn id(&self) -> Self::Id;
    fn stamp(&self) -> &Stamp;
}

macro_rules! records {
    ($($record:ident $id:ident $segment:literal;)*) => {$(
        impl Record for $record {
            type Id = $id;
            const SEGMENT: &'static str = $segment;

            fn id(&self) -> $id {
                self.id
            }

            fn stamp(&self) -> &Stamp {
                &self.stamp
            }
        }
    )*};
}

records! {
    Goal GoalId "GOAL";
    Conference ConferenceId "CONFERENCE";
    Observation ObservationId "OBSERVATION";
    Learning LearningId "LEARNING";
    Credential CredentialId "CREDENTIAL";
}

/// A part of a record, kept as an item of its own so that the record stays small.
pub trait Part: Serialize + DeserializeOwned {
    type Of: Record;
    type Id: Copy + Display;
    /// What its sort key begins with.
    const SEGMENT: &'static str;
    fn id(&self) -> Self::Id;
}

macro_rules! parts {
    ($($part:ident $id:ident $of:ident $segment:literal;)*) => {$(
        impl Part for $part {
            type Of = $of;
            type Id = $id;
            const SEGMENT: &'static str = $segment;

            fn id(&self) -> $id {
                self.id
            }
        }
    )*};
}

parts! {
    ProgressEntry ProgressId Goal "PROGRESS";
    Comment CommentId Goal "COMMENT";
    EvidenceLine EvidenceId Observation "EVIDENCE";
}
