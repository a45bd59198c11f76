//! What districts keep of a person: learning, licences and certificates, and personnel information.

use super::{Caller, CredentialId, Day, Error, LearningId, Result, Stamp, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A credential that ends within so many days is said to be expiring.
pub const EXPIRING_DAYS: i64 = 90;

/// Something that a person learnt: a course, a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LearningFields {
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub provider: Option<String>,
    /// Hours of learning.
    #[garde(inner(range(min = 0.0, max = 10_000.0)))]
    #[schemars(range(min = 0, max = 10_000))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::amount_or_none")]
    pub hours: Option<f64>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Day>,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub notes: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Learning {
    pub id: LearningId,
    #[serde(flatten)]
    pub fields: LearningFields,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Learning {
    pub fn new(fields: LearningFields, caller: &Caller) -> Self {
        Self { id: LearningId::new(caller.now), fields, stamp: Stamp::new(caller) }
    }

    pub fn edited(&self, fields: LearningFields, caller: &Caller) -> Self {
        Self { id: self.id, fields, stamp: self.stamp.edited(caller.now) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    Licence,
    Certificate,
}

/// A licence or certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CredentialFields {
    #[garde(skip)]
    pub kind: CredentialKind,
    /// What it is for, such as “Elementary K–6”.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub number: Option<String>,
    /// The state or body that issued it.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub issued_by: Option<String>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// The last day that it holds.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Credential {
    pub id: CredentialId,
    #[serde(flatten)]
    pub fields: CredentialFields,
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// How long a credential still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Valid,
    /// It ends within 90 days.
    Expiring,
    Expired,
}

impl Credential {
    pub fn new(fields: CredentialFields, caller: &Caller) -> Result<Self> {
        Ok(Self { id: CredentialId::new(caller.now), fields: fields.in_order()?, stamp: Stamp::new(caller) })
    }

    pub fn edited(&self, fields: CredentialFields, caller: &Caller) -> Result<Self> {
        Ok(Self { id: self.id, fields: fields.in_order()?, stamp: self.stamp.edited(caller.now) })
    }

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
            (Some(issued), Some(expires)) if expires < issued => {
                Err(Error::field("/expires_on", format!("It expires before it was issued, on {issued}. Choose a later day.")))
            }
            _ => Ok(self),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    Permanent,
    Probationary,
    Temporary,
    Substitute,
}

/// A person's employment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonnelFields {
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub employee_number: Option<String>,
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub position: Option<String>,
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub site: Option<String>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hired_on: Option<Day>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub notes: Option<String>,
}

/// A person's employment, as administrators keep it. Version 0 is that nothing was written yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Personnel {
    #[serde(flatten)]
    pub fields: PersonnelFields,
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
            Credential::new(fields, &caller).expect("in order").standing(today)
        };
        assert_eq!(standing(None), Standing::Valid);
        for (days, expected) in [(-1, Standing::Expired), (0, Standing::Expiring), (90, Standing::Expiring), (91, Standing::Valid)] {
            assert_eq!(standing(Some(today.plus_days(days))), expected, "{days}");
        }
    }
}
