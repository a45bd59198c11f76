//! What records and their parts have in common.

use super::{
    Actor, Caller, CommentId, ConferenceId, CredentialId, EvidenceId, GoalId, LearningId, Moment,
    ObservationId, ProgressId,
    conference::Conference,
    evidence::EvidenceLine,
    goal::{Comment, Goal, ProgressEntry},
    observation::Observation,
    records::{Credential, Learning},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Display;

/// Who made a record, when, and how often it has been edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stamp {
    /// Who created it.
    pub created_by: Actor,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
}

impl Stamp {
    /// The stamp of a new record: version 1.
    pub fn new(caller: &Caller) -> Self {
        Self {
            created_by: caller.actor(),
            created_at: caller.now,
            updated_at: caller.now,
            version: 1,
        }
    }

    /// The stamp after one more edit.
    pub fn edited(&self, now: Moment) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }
}

/// A record in a person's partition.
pub trait Record: Serialize + DeserializeOwned {
    /// The type of its id.
    type Id: Copy + Display;
    /// The first segment of its sort key.
    const SEGMENT: &'static str;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// Who created it, when, and its version.
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

/// A part of a record, stored as its own item so that the record stays small.
pub trait Part: Serialize + DeserializeOwned {
    /// The record that it is a part of.
    type Of: Record;
    /// The type of its id.
    type Id: Copy + Display;
    /// The first segment of its sort key.
    const SEGMENT: &'static str;
    /// Its id.
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
