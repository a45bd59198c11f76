//! Organizations and their settings.

use super::{MAX_CAPACITY, Moment, OrganisationId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A profile field that an organization may let coaches edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoachField {
    /// The preferred name.
    PreferredName,
    /// The title.
    Title,
    /// The site.
    Site,
    /// The telephone number.
    Phone,
}

impl CoachField {
    /// Every such field.
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

/// How often something is repeated automatically.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Not at all.
    Never,
    /// Every 7 days.
    Weekly,
    /// Every 28 days.
    Monthly,
    /// Every 91 days.
    Quarterly,
    /// Every 364 days.
    Yearly,
}

impl Cadence {
    /// The days between two times: whole weeks, so that the weekday stays the same.
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

/// The settings of an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The organization's name.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub name: String,
    /// IANA name, such as `America/Chicago`. Assignments start and end on days of this time zone.
    #[garde(custom(field::time_zone))]
    #[schemars(length(max = 64), extend("format" = "time-zone"))]
    pub time_zone: String,
    /// Whom people ask who can't sign in: a name, a telephone number or an address.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub contact: String,
    /// The capacity of a coach whose coach status is granted without one.
    #[garde(range(min = 1, max = MAX_CAPACITY))]
    #[schemars(range(min = 1, max = 10_000))]
    #[serde(deserialize_with = "field::whole")]
    pub default_capacity: u32,
    /// The profile fields that coaches may edit for their coachees.
    #[garde(length(max = 4))]
    #[schemars(length(max = 4))]
    pub coach_editable_fields: Vec<CoachField>,
    /// After how many days without contact the audit reports an assignment.
    #[garde(range(min = 1, max = 1000))]
    #[schemars(range(min = 1, max = 1000))]
    #[serde(default = "contact_days", deserialize_with = "field::whole")]
    pub contact_days: u32,
    /// The titles of people who should have a coach, such as “New teacher”. The audit reports those who
    /// have none.
    #[garde(length(max = 20), inner(custom(field::name)))]
    #[schemars(length(max = 20), inner(length(min = 1, max = 200), regex(pattern = field::NAME)))]
    #[serde(default, deserialize_with = "field::tidy_each")]
    pub coached_titles: Vec<String>,
    /// How often an audit starts automatically.
    #[garde(skip)]
    pub audit_cadence: Cadence,
    /// How often reviews repeat, as proposed when one is launched.
    #[garde(skip)]
    pub review_cadence: Cadence,
}

fn contact_days() -> u32 {
    45
}

impl Settings {
    /// The same without surrounding spaces and repeated fields.
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

/// An organization: a school district with its people and settings, isolated from every other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    /// The id, which the configuration gives it.
    pub id: OrganisationId,
    /// What administrators set.
    #[serde(flatten)]
    pub settings: Settings,
    /// How many active administrators there are; never less than one. Only administrators see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator_count: Option<u32>,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl Organisation {
    /// A new organization with the usual settings.
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
            administrator_count: Some(0),
            version: 1,
            updated_at: now,
        }
    }
}
