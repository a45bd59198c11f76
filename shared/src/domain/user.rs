use super::{Moment, UserId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Member,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Inactive,
}

/// Whether a user may coach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoachStatus {
    Granted,
    None,
}

/// What people set of a user: the body of a creation, and what a patch is merged into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UserFields {
    /// The address the user signs in with; unique in the organisation whatever its case.
    #[garde(custom(field::email))]
    #[schemars(length(max = 254), email)]
    pub email: String,
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub given_name: String,
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub family_name: String,
    /// What the person is called, when it is not the given name.
    #[garde(inner(custom(field::name)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub preferred_name: Option<String>,
    /// The person's position, such as “Grade 5 teacher”.
    #[garde(inner(custom(field::text)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    pub title: Option<String>,
    /// The school or office where the person works.
    #[garde(inner(custom(field::text)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    pub site: Option<String>,
    #[garde(inner(custom(field::text)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    pub phone: Option<String>,
    #[garde(skip)]
    #[serde(default = "member")]
    pub role: Role,
}

fn member() -> Role {
    Role::Member
}

impl UserFields {
    /// The same with surrounding spaces gone, and what is then empty unset.
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.email, &mut self.given_name, &mut self.family_name] {
            *text = text.trim().to_owned();
        }
        for text in [&mut self.preferred_name, &mut self.title, &mut self.site, &mut self.phone] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        }
        self
    }
}

/// A user of an organisation, as stored and as administrators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    pub id: UserId,
    #[serde(flatten)]
    pub fields: UserFields,
    pub status: Status,
    pub coach_status: CoachStatus,
    /// The most coachees this coach may have; there when coach status is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// How many people this user coaches.
    pub coachee_count: u32,
    /// How many coaches this user has.
    pub coach_count: u32,
    /// Rises with each edit of the user; the number in `ETag` and `If-Match`.
    pub version: u64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl User {
    pub fn new(id: UserId, fields: UserFields, now: Moment) -> Self {
        Self {
            id,
            fields,
            status: Status::Active,
            coach_status: CoachStatus::None,
            capacity: None,
            coachee_count: 0,
            coach_count: 0,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The same user after one more edit.
    pub fn edited(&self, now: Moment) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    pub fn is_active_administrator(&self) -> bool {
        self.is_active() && self.fields.role == Role::Administrator
    }

    pub fn is_active_coach(&self) -> bool {
        self.is_active() && self.coach_status == CoachStatus::Granted
    }

    /// The name people say: the preferred or given name, and the family name.
    pub fn name(&self) -> String {
        let first = self.fields.preferred_name.as_ref().unwrap_or(&self.fields.given_name);
        format!("{first} {}", self.fields.family_name)
    }

    pub fn card(&self) -> Card {
        Card {
            id: self.id,
            name: self.name(),
            given_name: self.fields.given_name.clone(),
            family_name: self.fields.family_name.clone(),
            preferred_name: self.fields.preferred_name.clone(),
            title: self.fields.title.clone(),
            site: self.fields.site.clone(),
        }
    }

    pub fn line(&self) -> UserLine {
        UserLine {
            card: self.card(),
            email: Some(self.fields.email.clone()),
            role: Some(self.fields.role),
            status: Some(self.status),
            coach_status: Some(self.coach_status),
        }
    }
}

/// What any member of the organisation may see of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    pub id: UserId,
    /// What people say: the preferred or given name, and the family name.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// A person in a list: the card, and for those who may know it the rest of the line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UserLine {
    #[serde(flatten)]
    pub card: Card,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_status: Option<CoachStatus>,
}

impl UserLine {
    /// What the line holds of the fields that people are found by.
    pub fn names(&self) -> UserFields {
        UserFields {
            email: self.email.clone().unwrap_or_default(),
            given_name: self.card.given_name.clone(),
            family_name: self.card.family_name.clone(),
            preferred_name: self.card.preferred_name.clone(),
            title: None,
            site: None,
            phone: None,
            role: Role::Member,
        }
    }

    /// The line as a member may see it who has no right over the person.
    pub fn for_strangers(self) -> Self {
        Self { card: self.card, email: None, role: None, status: None, coach_status: None }
    }
}
