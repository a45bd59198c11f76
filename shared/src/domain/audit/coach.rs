//! What can be wrong with a person as a coach, and with several who coach each other.

use super::{Finding, FindingKind, Rules, plural};
use crate::domain::{Credential, Day, Person, Standing, User};

/// What is wrong with a person as a coach, given the number of their coachees and their credentials.
pub fn of_coach(
    rules: &Rules,
    coach: &User,
    coachees: usize,
    credentials: &[Credential],
) -> Vec<Finding> {
    let person = Person {
        id: coach.id,
        name: coach.name(),
    };
    let mut findings = Vec::new();
    if coach.coachee_count as usize != coachees {
        let what = format!(
            "{} should have {} by the stored count and has {coachees}.",
            person.name,
            plural(coach.coachee_count as usize, "coachee", "coachees")
        );
        findings.push(Finding::new(
            FindingKind::WrongCounter,
            person.clone(),
            None,
            "coachee_count",
            what,
        ));
    }
    if !coach.is_active_coach() {
        return findings;
    }
    if let Some(capacity) = coach
        .capacity
        .filter(|capacity| coachees > *capacity as usize)
    {
        let what = format!(
            "{} has {} and room for {capacity}.",
            person.name,
            plural(coachees, "coachee", "coachees")
        );
        findings.push(Finding::new(
            FindingKind::OverCapacity,
            person.clone(),
            None,
            "",
            what,
        ));
    }
    for expired in credentials
        .iter()
        .filter(|credential| is_lapsed(rules.today, credential, credentials))
    {
        let title = &expired.fields.title;
        let on = expired
            .fields
            .expires_on
            .map(|day| day.to_string())
            .unwrap_or_default();
        let what = format!(
            "The credential “{title}” of {}, a coach, expired on {on}.",
            person.name
        );
        findings.push(Finding::new(
            FindingKind::ExpiredCredential,
            person.clone(),
            None,
            &expired.id.to_string(),
            what,
        ));
    }
    findings
}

/// Whether a credential has expired and no other of the same kind and title is valid.
fn is_lapsed(today: Day, credential: &Credential, all: &[Credential]) -> bool {
    let same = |other: &Credential| {
        other.fields.kind == credential.fields.kind && other.fields.title == credential.fields.title
    };
    credential.standing(today) == Standing::Expired
        && !all
            .iter()
            .any(|other| same(other) && other.standing(today) != Standing::Expired)
}

/// The finding of a circle of coaches, in which each is coached by the next and the last by the first. Only
/// the member with the smallest id reports it, so that it is found once.
pub fn of_circle(members: &[Person]) -> Option<Finding> {
    let first = members.first()?;
    let is_reported_here = members.iter().all(|member| member.id >= first.id);
    let names: Vec<&str> = members
        .iter()
        .chain([first])
        .map(|member| member.name.as_str())
        .collect();
    let what = format!(
        "People coach each other in a circle: {}.",
        names.join(", coached by ")
    );
    is_reported_here.then(|| Finding::new(FindingKind::Circle, first.clone(), None, "", what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Moment, UserId};

    #[test]
    fn a_circle_is_found_once() {
        let person = |name: &str| Person {
            id: UserId::new(Moment::FIRST),
            name: name.to_owned(),
        };
        let mut members = vec![person("A"), person("B"), person("C")];
        let found = (0..3).filter(|_| {
            members.rotate_left(1);
            of_circle(&members).is_some()
        });
        assert_eq!(found.count(), 1);
    }
}
