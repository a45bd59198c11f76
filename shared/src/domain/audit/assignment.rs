//! What can be wrong with one assignment.

use super::{Coached, FindingKind, Rules, Sides};
use crate::domain::{Assignment, State, User};

pub(super) fn of_pair(
    rules: &Rules,
    coached: &Coached,
    coach: Option<&User>,
    (coachee_name, coach_name): (&str, &str),
    sides: &Sides,
) -> Vec<(FindingKind, String)> {
    let own = match (&sides.of_coachee, &sides.of_coach) {
        (Some(own), Some(_)) => own,
        (Some(_), None) => {
            return vec![(
                FindingKind::OneSided,
                format!("{coachee_name} is coached by {coach_name}, who doesn’t coach them."),
            )];
        }
        (None, _) => {
            return vec![(
                FindingKind::OneSided,
                format!("{coach_name} coaches {coachee_name}, who isn’t coached by them."),
            )];
        }
    };
    let differ = format!("The items of the assignment of {coach_name} to {coachee_name} differ.");
    let differing =
        (sides.of_coach.as_ref() != Some(own)).then_some((FindingKind::Disagreeing, differ));
    differing
        .into_iter()
        .chain(judged(
            rules,
            coached,
            coach,
            (coachee_name, coach_name),
            own,
        ))
        .collect()
}

/// The most severe fault of an assignment. Only one is reported, because the others follow from it: an
/// assignment without authority needs no contact.
fn judged(
    rules: &Rules,
    coached: &Coached,
    coach: Option<&User>,
    (coachee_name, coach_name): (&str, &str),
    assignment: &Assignment,
) -> Option<(FindingKind, String)> {
    let coachee = coached.user.as_ref();
    let site = |user: Option<&User>| user.and_then(|user| user.fields.site.clone());
    if !coach.is_some_and(User::is_active) {
        return Some((
            FindingKind::InactiveCoach,
            format!("{coach_name}, who coaches {coachee_name}, is inactive."),
        ));
    }
    if !coach.is_some_and(User::is_active_coach) {
        return Some((
            FindingKind::NoCoachStatus,
            format!("{coach_name} coaches {coachee_name} without coaching access."),
        ));
    }
    if !coachee.is_some_and(User::is_active) {
        return Some((
            FindingKind::InactiveCoachee,
            format!("{coachee_name}, whom {coach_name} coaches, is inactive."),
        ));
    }
    if let (State::Over, Some(last)) = (assignment.state(rules.today), assignment.ends_on) {
        return Some((
            FindingKind::PastEnd,
            format!("The last day of the assignment of {coach_name} to {coachee_name} was {last}."),
        ));
    }
    let last = coached
        .contacts
        .get(&assignment.coach_id)
        .copied()
        .unwrap_or(assignment.starts_on)
        .max(assignment.starts_on);
    let days = rules.today.days_since(last);
    if days > i64::from(rules.contact_days) {
        return Some((
            FindingKind::NoContact,
            format!("{coach_name} and {coachee_name} have had no contact for {days} days."),
        ));
    }
    match (site(coachee), site(coach)) {
        (Some(own), Some(theirs)) if own != theirs => Some((
            FindingKind::DifferentSites,
            format!("{coachee_name} is at {own}; the coach, {coach_name}, is at {theirs}."),
        )),
        _ => None,
    }
}
