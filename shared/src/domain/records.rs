//! What districts keep about a person: learning records, licenses and certificates, and employment.

use super::{Caller, CredentialId, Day, Error, LearningId, Result, Stamp, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A credential that ends within this many days is expiring.
pub const EXPIRING_DAYS: i64 = 90;

/// A course or workshop that a person attended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LearningFields {
    /// What it was called.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    /// Who offered it.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub provider: Option<String>,
    /// How many hours it took.
    #[garde(inner(range(min = 0.0, max = 10_000.0)))]
    #[schemars(range(min = 0, max = 10_000))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::amount_or_none"
    )]
    pub hours: Option<f64>,
    /// The day on which it was completed.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Day>,
    /// Anything else about it.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub notes: Option<String>,
}

/// A learning record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Learning {
    /// The record.
    pub id: LearningId,
    /// What people set.
    #[serde(flatten)]
    pub fields: LearningFields,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Learning {
    /// A new record.
    pub fn new(fields: LearningFields, caller: &Caller) -> Self {
        Self {
            id: LearningId::new(caller.now),
            fields,
            stamp: Stamp::new(caller),
        }
    }

    /// The same record with other fields.
    pub fn edited(&self, fields: LearningFields, caller: &Caller) -> Self {
        Self {
            id: self.id,
            fields,
            stamp: self.stamp.edited(caller.now),
        }
    }
}

/// What kind of credential it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A license.
    Licence,
    /// A certificate.
    Certificate,
}

/// A license or certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CredentialFields {
    /// License or certificate.
    #[garde(skip)]
    pub kind: CredentialKind,
    /// What it is for, such as “Elementary K–6”.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    /// Its number.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub number: Option<String>,
    /// The state or body that issued it.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub issued_by: Option<String>,
    /// The day on which it was issued.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// The last day on which it is valid.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

/// A credential of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Credential {
    /// The record.
    pub id: CredentialId,
    /// What people set.
    #[serde(flatten)]
    pub fields: CredentialFields,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// Whether a credential is still valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is valid for more than 90 days.
    Valid,
    /// Its last day is within 90 days.
    Expiring,
    /// Its last day has passed.
    Expired,
}

impl Credential {
    /// A new record.
    ///
    /// # Errors
    /// `Invalid` when it expires before it was issued.
    pub fn new(fields: CredentialFields, caller: &Caller) -> Result<Self> {
        Ok(Self {
            id: CredentialId::new(caller.now),
            fields: fields.in_order()?,
            stamp: Stamp::new(caller),
        })
    }

    /// The same record with other fields.
    ///
    /// # Errors
    /// `Invalid` when it expires before it was issued.
    pub fn edited(&self, fields: CredentialFields, caller: &Caller) -> Result<Self> {
        Ok(Self {
            id: self.id,
            fields: fields.in_order()?,
            stamp: self.stamp.edited(caller.now),
        })
    }

    /// Whether it is valid on this day.
    pub fn standing(&self, today: Day) -> Standing {
        match self.fields.expires_on.map(|last| last.days_since(today)) {
            Some(days) if days < 0 => Standing::Expired,
            Some(days) if days <= EXPIRING_DAYS => Standing::Expiring,
            _ => Standing::Valid,
        }
    }
}

impl CredentialFields {
    fn in_order(self) -> Result<Self> {
        match (self.issued_on, self.expires_on) {
            (Some(issued), Some(expires)) if expires < issued => Err(Error::field(
                "/expires_on",
                format!("It expires before it was issued, on {issued}. Choose a later day."),
            )),
            _ => Ok(self),
        }
    }
}

/// The kind of an employment contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// Without an end.
    Permanent,
    /// On probation.
    Probationary,
    /// Until a date.
    Temporary,
    /// Called when needed.
    Substitute,
}

/// A person's employment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonnelFields {
    /// The number in the district's personnel system.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub employee_number: Option<String>,
    /// The position in the contract.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub position: Option<String>,
    /// The site in the contract.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub site: Option<String>,
    /// The first day of employment.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hired_on: Option<Day>,
    /// The kind of contract.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// Anything else.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub notes: Option<String>,
}

/// A person's employment, for administrators only. Version 0 means that nothing has been written yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Personnel {
    /// What administrators set.
    #[serde(flatten)]
    pub fields: PersonnelFields,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Moment;

    #[test]
    fn a_credential_expires_after_its_last_day() {
        let today = Day::new(2026, 9, 1);
        let standing = |expires_on| {
            let fields = CredentialFields {
                kind: CredentialKind::Licence,
                title: "K–6".into(),
                number: None,
                issued_by: None,
                issued_on: None,
                expires_on,
            };
            let caller = Caller::of_tests(Moment::from_millisecond(0), today);
            Credential::new(fields, &caller)
                .expect("in order")
                .standing(today)
        };
        assert_eq!(standing(None), Standing::Valid);
        for (days, expected) in [
            (-1, Standing::Expired),
            (0, Standing::Expiring),
            (90, Standing::Expiring),
            (91, Standing::Valid),
        ] {
            assert_eq!(standing(Some(today.plus_days(days))), expected, "{days}");
        }
    }
}
