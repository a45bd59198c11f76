//! Ids of everything, as types that can't be confused.

use ring::digest::{SHA256, digest};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{borrow::Cow, fmt, str::FromStr};
use ulid::Ulid;

/// Ids are ULIDs: they sort by creation and can't contain the `#` that separates the segments of a key.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Ulid);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("not an id"))
            }
        }

        impl $name {
            /// A new id. It sorts after all ids of earlier milliseconds.
            pub fn new(now: super::Moment) -> Self {
                Self(Ulid::from_datetime(now.into()))
            }

            /// Which of `parts` shards it belongs to, from its random part; the first is 0.
            pub fn part_of(self, parts: u32) -> u32 {
                u32::try_from(self.0.random() % u128::from(parts)).unwrap_or(0)
            }

            /// The id for this moment and name: the same each time, so that a retry repeats it.
            pub fn of(moment: super::Moment, name: &str) -> Self {
                let hash = digest(&SHA256, name.as_bytes());
                let random = hash.as_ref().iter().take(10).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
                Self(Ulid::from_parts(moment.millisecond(), random))
            }

            /// The smallest id of this moment.
            pub fn first_of(moment: super::Moment) -> Self {
                Self(Ulid::from_parts(moment.millisecond(), 0))
            }

            /// The largest id of this moment.
            pub fn last_of(moment: super::Moment) -> Self {
                Self(Ulid::from_parts(moment.millisecond(), u128::MAX))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = super::Error;

            /// Only the canonical spelling is accepted, so that everything has one address.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match Ulid::from_string(text) {
                    Ok(ulid) if ulid.to_string() == text => Ok(Self(ulid)),
                    _ => Err(super::Error::NotFound),
                }
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"})
            }
        }
    )*};
}

ids! {
    /// Identifies a user within the organization.
    UserId;
    /// Identifies an entry of the activity log.
    ActivityId;
    /// Identifies a run of the audit.
    AuditId;
    /// Identifies a review campaign.
    ReviewId;
    /// Identifies an event of a coaching history.
    HistoryId;
    /// Identifies a goal.
    GoalId;
    /// Identifies an action step of a goal.
    StepId;
    /// Identifies an entry of a goal's progress.
    ProgressId;
    /// Identifies a comment on a goal.
    CommentId;
    /// Identifies a conference.
    ConferenceId;
    /// Identifies an observation.
    ObservationId;
    /// Identifies a line of an observation's evidence.
    EvidenceId;
    /// Identifies a rubric, in all of its versions.
    RubricId;
    /// Identifies a component of a rubric, in all of its versions.
    ComponentId;
    /// Identifies a learning record.
    LearningId;
    /// Identifies a license or certificate.
    CredentialId;
}

/// Identifies an organization: 1 to 63 lower-case letters, digits and hyphens, as configured for its
/// issuer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct OrganisationId(String);

impl OrganisationId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrganisationId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=63).contains(&text.len()) && text.chars().all(fits) {
            Ok(Self(text))
        } else {
            Err(format!(
                "“{text}” is not an organization id: write 1 to 63 of a–z, 0–9 and hyphen"
            ))
        }
    }
}

impl fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = UserId::new(super::super::Moment::from_millisecond(1));
        assert_eq!(id.to_string().parse::<UserId>(), Ok(id));
        for bad in [
            "",
            "x",
            "01arz3ndektsv4rrffq69g5fav",
            "01ARZ3NDEKTSV4RRFFQ69G5FA#",
            "../../x",
        ] {
            assert!(bad.parse::<UserId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_made_from_a_name_depends_only_on_moment_and_name() {
        let moment = super::super::Moment::from_millisecond(1_790_000_000_000);
        let id = ActivityId::of(moment, "review 1");
        assert_eq!(id, ActivityId::of(moment, "review 1"));
        assert_ne!(id, ActivityId::of(moment, "review 2"));
        assert!(ActivityId::first_of(moment) < id && id < ActivityId::last_of(moment));
    }

    #[test]
    fn an_organisation_id_cannot_hold_a_key_separator() {
        for bad in ["", "a#b", "A", "ä", &"a".repeat(64)] {
            assert!(OrganisationId::try_from(bad.to_string()).is_err(), "{bad}");
        }
    }
}
