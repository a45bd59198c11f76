//! Notification preferences: what is mailed to a person, and when. In the app, every notice is shown.

use super::notice::Topic;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When notices of a topic are mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Each in its own mail, immediately.
    AtOnce,
    /// Together, in one mail each morning.
    Daily,
    /// Not at all; they are only shown in the app.
    Never,
}

/// When notices of each topic are mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Preferences {
    /// Who coaches you and whom you coach.
    #[serde(default = "at_once")]
    pub assignments: Delivery,
    /// Coach status granted or withdrawn.
    #[serde(default = "at_once")]
    pub coach_status: Delivery,
    /// Conferences scheduled, moved or canceled, with an invitation for the calendar.
    #[serde(default = "at_once")]
    pub conferences: Delivery,
    /// Observations shared or acknowledged.
    #[serde(default = "at_once")]
    pub observations: Delivery,
    /// Action steps whose check-back date is today.
    #[serde(default = "daily")]
    pub check_backs: Delivery,
    /// Reviews: assignments that wait for your decision.
    #[serde(default = "at_once")]
    pub reviews: Delivery,
    /// Finished audits; for administrators.
    #[serde(default = "at_once")]
    pub audits: Delivery,
}

fn at_once() -> Delivery {
    Delivery::AtOnce
}

fn daily() -> Delivery {
    Delivery::Daily
}

/// The preferences as stored. Unlike a request, a stored item may have unknown fields.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeptPreferences {
    /// What the user chose.
    #[serde(flatten)]
    pub preferences: Preferences,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            assignments: at_once(),
            coach_status: at_once(),
            conferences: at_once(),
            observations: at_once(),
            check_backs: daily(),
            reviews: at_once(),
            audits: at_once(),
        }
    }
}

impl Preferences {
    /// The delivery of a topic.
    pub fn of(&self, topic: Topic) -> Delivery {
        match topic {
            Topic::Assignments => self.assignments,
            Topic::CoachStatus => self.coach_status,
            Topic::Conferences => self.conferences,
            Topic::Observations => self.observations,
            Topic::CheckBacks => self.check_backs,
            Topic::Reviews => self.reviews,
            Topic::Audits => self.audits,
        }
    }
}
