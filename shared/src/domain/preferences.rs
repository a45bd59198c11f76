//! How a person wants to be told by e-mail. In the app everything is told.

use super::notice::Topic;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// In a mail of its own.
    AtOnce,
    /// In one mail each morning.
    Daily,
    Never,
}

/// What comes how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Preferences {
    /// Whom one coaches and who coaches one.
    #[serde(default = "at_once")]
    pub assignments: Delivery,
    #[serde(default = "at_once")]
    pub coach_status: Delivery,
    /// Conferences that are scheduled, moved or cancelled; with an invitation for the calendar.
    #[serde(default = "at_once")]
    pub conferences: Delivery,
    /// Observations that are shared or acknowledged.
    #[serde(default = "at_once")]
    pub observations: Delivery,
    /// Steps of goals whose check-back date has come.
    #[serde(default = "daily")]
    pub check_backs: Delivery,
    /// Assignments that wait for one's decision.
    #[serde(default = "at_once")]
    pub reviews: Delivery,
    /// Audits that are done; for administrators.
    #[serde(default = "at_once")]
    pub audits: Delivery,
}

fn at_once() -> Delivery {
    Delivery::AtOnce
}

fn daily() -> Delivery {
    Delivery::Daily
}

/// The same as it is kept. What is kept may have more than a request may.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct KeptPreferences {
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
