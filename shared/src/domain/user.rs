use super::{Moment, Person, UserId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a user may do in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Manages users, coach status and assignments.
    Administrator,
    /// Everybody else.
    Member,
}

/// Whether a user may do anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// May sign in.
    Active,
    /// May do nothing, and is known only to administrators.
    Inactive,
}

/// Whether a user may coach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoachStatus {
    /// May coach, up to the capacity.
    Granted,
    /// May not coach.
    None,
}

/// What people set of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UserFields {
    /// The address with which the user signs in; unique in the organization, whatever its case.
    #[garde(custom(field::email))]
    #[schemars(length(max = 254), email)]
    pub email: String,
    /// The given name or names.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub given_name: String,
    /// The family name or names.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub family_name: String,
    /// What the person is called, if it isn't the given name.
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
    /// A telephone number.
    #[garde(inner(custom(field::text)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    pub phone: Option<String>,
    /// Default: `member`.
    #[garde(skip)]
    #[serde(default = "member")]
    pub role: Role,
}

fn member() -> Role {
    Role::Member
}

impl UserFields {
    /// The same without surrounding spaces; empty optional fields become unset.
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.email, &mut self.given_name, &mut self.family_name] {
            *text = text.trim().to_owned();
        }
        for text in [
            &mut self.preferred_name,
            &mut self.title,
            &mut self.site,
            &mut self.phone,
        ] {
            *text = text
                .take()
                .map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty());
        }
        self
    }
}

/// A user of an organization, as stored and as administrators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// What people set.
    #[serde(flatten)]
    pub fields: UserFields,
    /// Whether the user is active.
    pub status: Status,
    /// Whether the user may coach.
    pub coach_status: CoachStatus,
    /// How many coachees this coach may have; present when coach status is granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// How many people this user coaches.
    pub coachee_count: u32,
    /// How many coaches this user has.
    pub coach_count: u32,
    /// Rises with each edit of the user; the number in `ETag` and `If-Match`.
    pub version: u64,
    /// When the user was created.
    pub created_at: Moment,
    /// When the user was last changed.
    pub updated_at: Moment,
}

/// What separate operations change of a user, and the counters of assignments; for the activity log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// As [`User::status`].
    pub status: Status,
    /// As [`User::coach_status`].
    pub coach_status: CoachStatus,
    /// As [`User::capacity`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// As [`User::coachee_count`].
    pub coachee_count: u32,
    /// As [`User::coach_count`].
    pub coach_count: u32,
}

impl User {
    /// The part of the user that is an [`Account`].
    pub fn account(&self) -> Account {
        Account {
            status: self.status,
            coach_status: self.coach_status,
            capacity: self.capacity,
            coachee_count: self.coachee_count,
            coach_count: self.coach_count,
        }
    }

    /// A new active user without coach status.
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
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }

    /// The user by name.
    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.name(),
        }
    }

    /// Whether the user may sign in and work.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// Whether the user is an administrator and active.
    pub fn is_active_administrator(&self) -> bool {
        self.is_active() && self.fields.role == Role::Administrator
    }

    /// Whether the user may coach and is active.
    pub fn is_active_coach(&self) -> bool {
        self.is_active() && self.coach_status == CoachStatus::Granted
    }

    /// The name as people say it: the preferred or given name, and the family name.
    pub fn name(&self) -> String {
        let first = self
            .fields
            .preferred_name
            .as_ref()
            .unwrap_or(&self.fields.given_name);
        format!("{first} {}", self.fields.family_name)
    }

    /// What any member may see of the user.
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

    /// The user as search entries hold them.
    pub fn line(&self) -> DirectoryLine {
        DirectoryLine {
            card: self.card(),
            email: Some(self.fields.email.clone()),
            role: Some(self.fields.role),
            status: Some(self.status),
            coach_status: Some(self.coach_status),
        }
    }
}

/// What any member of the organization may see of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The user.
    pub id: UserId,
    /// The name as people say it: the preferred or given name, and the family name.
    pub name: String,
    /// The given name or names.
    pub given_name: String,
    /// The family name or names.
    pub family_name: String,
    /// What the person is called, if it isn't the given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_name: Option<String>,
    /// The person's position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The school or office where the person works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// A person as search entries hold them. It is in no answer: [`Viewer`](crate::permission::Viewer) turns it
/// into what its viewer may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectoryLine {
    /// What any member may see.
    #[serde(flatten)]
    pub card: Card,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the person is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Whether the person may coach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_status: Option<CoachStatus>,
}

impl DirectoryLine {
    /// The fields by which people are found.
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
}
