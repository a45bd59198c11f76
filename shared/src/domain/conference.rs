//! Conferences of coach and coachee, and the coach's private notes of them.

use super::{
    Caller, ConferenceId, Day, Error, FieldError, GoalId, Moment, ObservationId, Result, Stamp,
    UserId, field,
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most scheduled conferences in one person's calendar.
pub const MAX_SCHEDULED: u32 = 300;
/// The most scheduled conferences of one pair, so that no coachee fills a coach's calendar.
pub const MAX_SCHEDULED_OF_PAIR: u32 = 40;
/// The longest conference, in seconds: a day.
const MAX_SECONDS: i64 = 24 * 60 * 60;

/// What a conference is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceKind {
    /// Prepares an observation.
    PreObservation,
    /// Discusses an observation.
    PostObservation,
    /// Any other meeting.
    CheckIn,
}

/// What became of a conference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceState {
    /// It has a time.
    #[default]
    Scheduled,
    /// It took place.
    Held,
    /// It was canceled.
    Cancelled,
    /// Somebody did not come.
    NoShow,
}

/// What people set of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConferenceFields {
    /// What it is for.
    #[garde(skip)]
    pub kind: ConferenceKind,
    /// When it starts.
    #[garde(skip)]
    pub starts_at: Moment,
    /// When it ends: at most a day later.
    #[garde(skip)]
    pub ends_at: Moment,
    /// IANA name of the time zone in which the time was chosen, such as `America/Chicago`.
    #[garde(custom(field::time_zone))]
    #[schemars(length(max = 64), extend("format" = "time-zone"))]
    pub time_zone: String,
    /// The coach. Default: the caller, if they coach the person.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    /// A room, or the address of a video call.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub place: Option<String>,
    /// What to talk about.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub agenda: Option<String>,
    /// Who else is invited.
    #[garde(length(max = 20))]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendee_ids: Vec<UserId>,
    /// Notes that coach and coachee both read.
    #[garde(inner(custom(field::prose::<10000>)))]
    #[schemars(length(max = 10_000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub notes: Option<String>,
    /// The observation that it is about.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observation_id: Option<ObservationId>,
    /// The goals that it is about.
    #[garde(length(max = 10))]
    #[schemars(length(max = 10))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goal_ids: Vec<GoalId>,
    /// What became of it.
    #[garde(skip)]
    #[serde(default)]
    pub state: ConferenceState,
}

/// A meeting of a coach and a coachee. The coach's private notes are not part of it: they are a separate
/// item, which only two operations read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conference {
    /// The record.
    pub id: ConferenceId,
    /// What people set.
    #[serde(flatten)]
    pub fields: ConferenceFields,
    /// Rises with each change of what an invitation shows (iCalendar's `SEQUENCE`).
    pub sequence: u32,
    /// The day under which it is counted in the person's progress, once it was held. It stays when the
    /// organization's time zone changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_on: Option<Day>,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Conference {
    /// A new conference.
    ///
    /// # Errors
    /// `Invalid` when its times or its state are inconsistent.
    pub fn new(fields: ConferenceFields, caller: &Caller) -> Result<Self> {
        let conference = Self {
            id: ConferenceId::new(caller.now),
            fields,
            sequence: 0,
            filed_on: None,
            stamp: Stamp::new(caller),
        };
        let filed_on = conference
            .is_held()
            .then(|| caller.day_of(conference.fields.starts_at));
        Self {
            filed_on,
            ..conference
        }
        .holds_together(caller)
    }

    /// The same conference with other fields.
    ///
    /// # Errors
    /// `Invalid` when its times or its state are inconsistent.
    pub fn edited(&self, fields: ConferenceFields, caller: &Caller) -> Result<Self> {
        let edited = Self {
            fields,
            stamp: self.stamp.edited(caller.now),
            ..self.clone()
        };
        let sequence = self.sequence + u32::from(edited.invitation() != self.invitation());
        let as_before = self
            .filed_on
            .filter(|_| edited.fields.starts_at == self.fields.starts_at);
        let filed_on = edited
            .is_held()
            .then(|| as_before.unwrap_or_else(|| caller.day_of(edited.fields.starts_at)));
        Self {
            sequence,
            filed_on,
            ..edited
        }
        .holds_together(caller)
    }

    /// What an invitation shows, without names.
    fn invitation(&self) -> impl PartialEq + use<'_> {
        let ConferenceFields {
            kind,
            starts_at,
            ends_at,
            coach_id,
            place,
            agenda,
            attendee_ids,
            state,
            ..
        } = &self.fields;
        (
            kind,
            starts_at,
            ends_at,
            coach_id,
            place,
            agenda,
            attendee_ids,
            *state == ConferenceState::Cancelled,
        )
    }

    fn holds_together(self, caller: &Caller) -> Result<Self> {
        let fields = &self.fields;
        let seconds = fields.ends_at.as_second() - fields.starts_at.as_second();
        let mut errors = Vec::new();
        let mut refuse = |pointer: &str, detail: &str| {
            errors.push(FieldError {
                pointer: pointer.to_owned(),
                detail: detail.to_owned(),
            })
        };
        if seconds <= 0 {
            refuse("/ends_at", "It ends before it starts. Choose a later time.");
        }
        if seconds > MAX_SECONDS {
            refuse(
                "/ends_at",
                "A conference lasts at most a day. Choose an earlier time.",
            );
        }
        if fields.state == ConferenceState::Held && fields.starts_at > caller.now {
            refuse("/state", "It has not begun, so it can't have been held.");
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(errors))
        }
    }

    /// What decides whether another conference clashes with it.
    pub fn when_and_who(&self) -> (Moment, Moment, Option<UserId>) {
        (
            self.fields.starts_at,
            self.fields.ends_at,
            self.fields.coach_id,
        )
    }

    /// Whether it has a time and has not taken place.
    pub fn is_scheduled(&self) -> bool {
        self.fields.state == ConferenceState::Scheduled
    }

    /// Whether it was canceled.
    pub fn is_cancelled(&self) -> bool {
        self.fields.state == ConferenceState::Cancelled
    }

    /// Whether it took place.
    pub fn is_held(&self) -> bool {
        self.fields.state == ConferenceState::Held
    }
}

/// A coach's own notes of a conference. Nobody else reads them, not even administrators.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PrivateNotesFields {
    /// Empty text deletes the notes.
    #[garde(custom(field::prose::<10000>))]
    #[schemars(length(max = 10_000), regex(pattern = field::PROSE))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
}

/// A coach's private notes of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrivateNotes {
    /// The notes.
    pub text: String,
    /// Rises with each edit; 0 before the first.
    pub version: u64,
    /// When they were last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Moment>,
}

impl PrivateNotes {
    /// Notes before anything is written.
    pub fn none() -> Self {
        Self {
            text: String::new(),
            version: 0,
            updated_at: None,
        }
    }

    /// What the coach set.
    pub fn fields(&self) -> PrivateNotesFields {
        PrivateNotesFields {
            text: self.text.clone(),
        }
    }

    /// The next version with this text.
    pub fn written(&self, text: String, now: Moment) -> Self {
        Self {
            text,
            version: self.version + 1,
            updated_at: Some(now),
        }
    }
}
