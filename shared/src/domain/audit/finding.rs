//! What an audit can find, how severe it is, and what fixes it.

use crate::domain::{Actor, Moment, Person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How severe a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A right may not be as people believe it to be.
    High,
    /// A rule is broken, or lists show something wrong.
    Medium,
    /// Worth checking.
    Low,
}

/// What is wrong.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// An item of a person can't be read, so lists and audits leave it out.
    Unreadable,
    /// An assignment of a coach without coach status.
    NoCoachStatus,
    /// An assignment of an inactive coach.
    InactiveCoach,
    /// One of the two items of an assignment is missing.
    OneSided,
    /// The two items of an assignment differ.
    Disagreeing,
    /// An assignment of an inactive coachee.
    InactiveCoachee,
    /// An assignment's last day has passed.
    PastEnd,
    /// A stored count of coachees or coaches is wrong.
    WrongCounter,
    /// A coach has more coachees than the capacity.
    OverCapacity,
    /// A person has more than one primary coach.
    TwoPrimaries,
    /// A coach's credential has expired and was not renewed.
    ExpiredCredential,
    /// People coach each other in a circle.
    Circle,
    /// Coach and coachee have had no contact for longer than the organization allows.
    NoContact,
    /// A person should have a coach, by the organization's settings, and has none.
    NoCoach,
    /// Coach and coachee are at different sites.
    DifferentSites,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Unreadable,
        Self::NoCoachStatus,
        Self::InactiveCoach,
        Self::OneSided,
        Self::Disagreeing,
        Self::InactiveCoachee,
        Self::PastEnd,
        Self::WrongCounter,
        Self::OverCapacity,
        Self::TwoPrimaries,
        Self::ExpiredCredential,
        Self::Circle,
        Self::NoContact,
        Self::NoCoach,
        Self::DifferentSites,
    ];

    /// How severe findings of this kind are.
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable
            | Self::NoCoachStatus
            | Self::InactiveCoach
            | Self::OneSided
            | Self::Disagreeing => Severity::High,
            Self::NoContact | Self::NoCoach | Self::DifferentSites => Severity::Low,
            _ => Severity::Medium,
        }
    }

    /// The change that fixes it, if one needs no decision.
    pub fn remedy(self) -> Option<Remedy> {
        match self {
            Self::NoCoachStatus | Self::InactiveCoach | Self::InactiveCoachee | Self::PastEnd => {
                Some(Remedy::EndAssignment)
            }
            Self::OneSided | Self::Disagreeing => Some(Remedy::RepairAssignment),
            Self::WrongCounter => Some(Remedy::Recount),
            Self::TwoPrimaries => Some(Remedy::MakeSecondary),
            _ => None,
        }
    }

    /// The name in ids, which is also its serialized form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoCoachStatus => "no_coach_status",
            Self::InactiveCoach => "inactive_coach",
            Self::OneSided => "one_sided",
            Self::Disagreeing => "disagreeing",
            Self::InactiveCoachee => "inactive_coachee",
            Self::PastEnd => "past_end",
            Self::WrongCounter => "wrong_counter",
            Self::OverCapacity => "over_capacity",
            Self::TwoPrimaries => "two_primaries",
            Self::ExpiredCredential => "expired_credential",
            Self::Circle => "circle",
            Self::NoContact => "no_contact",
            Self::NoCoach => "no_coach",
            Self::DifferentSites => "different_sites",
        }
    }
}

/// A change that fixes a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Ends the assignment, as an administrator would.
    EndAssignment,
    /// Makes both items equal to the coachee's, or deletes the one that is alone.
    RepairAssignment,
    /// Corrects the count.
    Recount,
    /// Keeps the earliest primary coach and makes the others secondary.
    MakeSecondary,
}

/// Something wrong, as it was when the audit found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The kind and what it is about: the same in each run that finds it.
    pub id: String,
    /// What is wrong.
    pub kind: FindingKind,
    /// How severe it is.
    pub severity: Severity,
    /// The finding as a sentence.
    pub what: String,
    /// The person it is about: of an assignment, the coachee.
    pub person: Person,
    /// The coach of the assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach: Option<Person>,
    /// The change that fixes it, if one needs no decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// Whether the previous run did not find it.
    #[serde(default)]
    pub is_new: bool,
    /// When its remedy was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedied_at: Option<Moment>,
    /// Who applied it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedied_by: Option<Actor>,
}

impl Finding {
    pub(super) fn new(
        kind: FindingKind,
        person: Person,
        coach: Option<Person>,
        more: &str,
        what: String,
    ) -> Self {
        let parts = [
            Some(person.id.to_string()),
            coach.as_ref().map(|coach| coach.id.to_string()),
            Some(more.to_owned()),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        Self {
            id: format!("{}.{}", kind.name(), parts.join(".")),
            kind,
            severity: kind.severity(),
            what,
            person,
            coach,
            remedy: kind.remedy(),
            is_new: false,
            remedied_at: None,
            remedied_by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_kind_is_its_serialized_form() {
        for kind in FindingKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("text"), kind.name());
        }
    }
}
