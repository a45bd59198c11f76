use super::{Caller, ConferenceId, Error, FieldError, GoalId, Moment, ObservationId, Result, Stamp, UserId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most scheduled conferences in one person's calendar.
pub const MAX_SCHEDULED: u32 = 200;
/// The longest a conference may be, in seconds: a day.
const MAX_SECONDS: i64 = 24 * 60 * 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceKind {
    PreObservation,
    PostObservation,
    CheckIn,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceState {
    #[default]
    Scheduled,
    Held,
    Cancelled,
    NoShow,
}

/// What people set of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ConferenceFields {
    #[garde(skip)]
    pub kind: ConferenceKind,
    #[garde(skip)]
    pub starts_at: Moment,
    #[garde(skip)]
    pub ends_at: Moment,
    /// IANA name of the zone that the time was chosen in, such as `America/Chicago`.
    #[garde(custom(field::time_zone))]
    #[schemars(length(max = 64), extend("format" = "time-zone"))]
    pub time_zone: String,
    /// Who holds it. Default: the caller, when they are a coach of the person.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    /// A room, or the address of a call.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub place: Option<String>,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub agenda: Option<String>,
    /// Who else is invited, beside coach and coachee.
    #[garde(length(max = 20))]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendee_ids: Vec<UserId>,
    /// What coach and coachee both read.
    #[garde(inner(custom(field::prose::<10000>)))]
    #[schemars(length(max = 10_000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub notes: Option<String>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observation_id: Option<ObservationId>,
    #[garde(length(max = 10))]
    #[schemars(length(max = 10))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goal_ids: Vec<GoalId>,
    #[garde(skip)]
    #[serde(default)]
    pub state: ConferenceState,
}

/// A meeting of a coach and a coachee. A coach's private notes are no part of it: they are an item of
/// their own, which two operations alone read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conference {
    pub id: ConferenceId,
    #[serde(flatten)]
    pub fields: ConferenceFields,
    /// Rises with each change of what an invitation says.
    pub sequence: u32,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Conference {
    pub fn new(fields: ConferenceFields, caller: &Caller) -> Result<Self> {
        let conference = Self { id: ConferenceId::new(caller.now), fields, sequence: 0, stamp: Stamp::new(caller) };
        conference.holds_together(caller)
    }

    /// The same conference with other fields.
    pub fn edited(&self, fields: ConferenceFields, caller: &Caller) -> Result<Self> {
        let edited = Self { id: self.id, fields, sequence: self.sequence, stamp: self.stamp.edited(caller.now) };
        let sequence = self.sequence + u32::from(edited.invitation() != self.invitation());
        Self { sequence, ..edited }.holds_together(caller)
    }

    /// What an invitation says, apart from names.
    fn invitation(&self) -> impl PartialEq + use<'_> {
        let ConferenceFields { kind, starts_at, ends_at, coach_id, place, agenda, attendee_ids, state, .. } = &self.fields;
        (kind, starts_at, ends_at, coach_id, place, agenda, attendee_ids, *state == ConferenceState::Cancelled)
    }

    fn holds_together(self, caller: &Caller) -> Result<Self> {
        let fields = &self.fields;
        let seconds = fields.ends_at.as_second() - fields.starts_at.as_second();
        let mut errors = Vec::new();
        let mut refuse = |pointer: &str, detail: &str| errors.push(FieldError { pointer: pointer.to_owned(), detail: detail.to_owned() });
        if seconds <= 0 {
            refuse("/ends_at", "It ends before it starts. Choose a later time.");
        }
        if seconds > MAX_SECONDS {
            refuse("/ends_at", "A conference lasts at most a day. Choose an earlier time.");
        }
        if fields.state == ConferenceState::Held && fields.starts_at > caller.now {
            refuse("/state", "It has not begun, so it can't have been held.");
        }
        if errors.is_empty() { Ok(self) } else { Err(Error::Invalid(errors)) }
    }

    /// What other conferences can clash with.
    pub fn when_and_who(&self) -> (Moment, Moment, Option<UserId>) {
        (self.fields.starts_at, self.fields.ends_at, self.fields.coach_id)
    }

    pub fn is_scheduled(&self) -> bool {
        self.fields.state == ConferenceState::Scheduled
    }

    pub fn is_cancelled(&self) -> bool {
        self.fields.state == ConferenceState::Cancelled
    }

    pub fn is_held(&self) -> bool {
        self.fields.state == ConferenceState::Held
    }
}

/// What a coach writes down of a conference for themselves alone. Nobody else reads it,
/// administrators included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PrivateNotesFields {
    /// Empty takes the notes away.
    #[garde(custom(field::prose::<10000>))]
    #[schemars(length(max = 10_000), regex(pattern = field::PROSE))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrivateNotes {
    pub text: String,
    pub version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Moment>,
}

impl PrivateNotes {
    /// Notes of which nothing has been written.
    pub fn none() -> Self {
        Self { text: String::new(), version: 0, updated_at: None }
    }

    pub fn written(&self, text: String, now: Moment) -> Self {
        Self { text, version: self.version + 1, updated_at: Some(now) }
    }
}
