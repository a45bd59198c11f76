//! Learning records: courses and workshops that a person attended, as
//! [simple records](crate::simple_record).

pub mod create;
pub mod delete;
pub mod edit;
pub mod list;

use crate::simple_record::SimpleRecord;
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{ActivityKind, Caller, Learning, LearningFields, LearningId, Result, UserId},
    permission::Action,
};

/// The path of a learning record.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub struct OfLearning {
    /// The person who attended.
    pub user_id: UserId,
    /// The learning record.
    pub learning_id: LearningId,
}

impl SimpleRecord for Learning {
    type Fields = LearningFields;
    const EDIT: Action = Action::EditLearning;
    const CREATED: ActivityKind = ActivityKind::LearningAdded;
    const EDITED: ActivityKind = ActivityKind::LearningChanged;
    const DELETED: ActivityKind = ActivityKind::LearningDeleted;
    const PATH: &'static str = "learning";

    fn new(fields: LearningFields, caller: &Caller) -> Result<Self> {
        Ok(Self::new(fields, caller))
    }

    fn edited(&self, fields: LearningFields, caller: &Caller) -> Result<Self> {
        Ok(self.edited(fields, caller))
    }

    fn fields(&self) -> &LearningFields {
        &self.fields
    }
}
