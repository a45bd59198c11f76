use super::{MAX_CAPACITY, Moment, OrganisationId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A profile field that an organisation may let coaches edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoachField {
    PreferredName,
    Title,
    Site,
    Phone,
}

impl CoachField {
    pub const ALL: [Self; 4] = [Self::PreferredName, Self::Title, Self::Site, Self::Phone];

    /// The field's name in a profile.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreferredName => "preferred_name",
            Self::Title => "title",
            Self::Site => "site",
            Self::Phone => "phone",
        }
    }
}

/// How often something is done by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    Never,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
}

impl Cadence {
    /// After how many days it is due again: whole weeks, so that it keeps its weekday.
    pub fn days(self) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Weekly => Some(7),
            Self::Monthly => Some(28),
            Self::Quarterly => Some(91),
            Self::Yearly => Some(364),
        }
    }
}

/// What administrators set of their organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub name: String,
    /// IANA name, such as `America/Chicago`; assignments start and end on this zone's days.
    #[garde(custom(field::time_zone))]
    #[schemars(length(max = 64), extend("format" = "time-zone"))]
    pub time_zone: String,
    /// Whom people ask who can't sign in: a name, a telephone number or an address.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub contact: String,
    /// The capacity of a coach who is granted coach status without one.
    #[garde(range(min = 1, max = MAX_CAPACITY))]
    #[schemars(range(min = 1, max = 10_000))]
    #[serde(deserialize_with = "field::whole")]
    pub default_capacity: u32,
    /// The profile fields that a coach may edit of a coachee.
    #[garde(length(max = 4))]
    #[schemars(length(max = 4))]
    pub coach_editable_fields: Vec<CoachField>,
    /// After how many days without contact the audit finds an assignment.
    #[garde(range(min = 1, max = 1000))]
    #[schemars(range(min = 1, max = 1000))]
    #[serde(default = "contact_days", deserialize_with = "field::whole")]
    pub contact_days: u32,
    /// The titles of those who should have a coach, such as “New teacher”; the audit finds who has none.
    #[garde(length(max = 20), inner(custom(field::name)))]
    #[schemars(length(max = 20), inner(length(min = 1, max = 200), regex(pattern = field::NAME)))]
    #[serde(default)]
    pub coached_titles: Vec<String>,
    #[garde(skip)]
    pub audit_cadence: Cadence,
    #[garde(skip)]
    pub review_cadence: Cadence,
}

fn contact_days() -> u32 {
    45
}

impl Settings {
    /// The same with surrounding spaces gone, and each field for coaches once.
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.name, &mut self.contact] {
            *text = text.trim().to_owned();
        }
        let mut once = Vec::new();
        self.coach_editable_fields.retain(|field| {
            !once.contains(field) && {
                once.push(*field);
                true
            }
        });
        self
    }
}

/// An organisation: people, their coaching and its settings, apart from every other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    pub id: OrganisationId,
    #[serde(flatten)]
    pub settings: Settings,
    /// How many active administrators there are; never less than one.
    pub administrator_count: u32,
    pub version: u64,
    pub updated_at: Moment,
}

impl Organisation {
    /// A new organisation with the settings that most keep.
    pub fn new(id: OrganisationId, name: &str, contact: &str, now: Moment) -> Self {
        Self {
            id,
            settings: Settings {
                name: name.to_owned(),
                time_zone: "America/Chicago".to_owned(),
                contact: contact.to_owned(),
                default_capacity: 12,
                coach_editable_fields: vec![CoachField::PreferredName, CoachField::Title],
                contact_days: contact_days(),
                coached_titles: Vec::new(),
                audit_cadence: Cadence::Weekly,
                review_cadence: Cadence::Quarterly,
            },
            administrator_count: 0,
            version: 1,
            updated_at: now,
        }
    }
}
