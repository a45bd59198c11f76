//! What can be wrong with a person as a coachee.

use super::{Finding, FindingKind, Rules, assignment::of_pair, plural};
use crate::domain::{Assignment, Day, Kind, Person, State, User, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The two items of an assignment, as far as they exist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// The item in the coachee's partition.
    pub of_coachee: Option<Assignment>,
    /// The item in the coach's partition.
    pub of_coach: Option<Assignment>,
}

/// A person as a coachee, with everything that an audit compares.
#[derive(Clone, Debug, Default)]
pub struct Coached {
    /// The person's profile, if it exists.
    pub user: Option<User>,
    /// The assignments, by coach.
    pub sides: BTreeMap<UserId, Sides>,
    /// The day of the last contact with each coach.
    pub contacts: BTreeMap<UserId, Day>,
    /// What can't be read: sort keys of items, or attributes of the signals.
    pub unreadable: BTreeSet<String>,
    /// The coaches with profiles that can't be read.
    pub unreadable_coaches: BTreeSet<UserId>,
}

impl Coached {
    /// The sort key of a profile.
    pub const PROFILE: &str = "PROFILE";
}

/// What is wrong with a person's coaching, as a coachee. `coaches` has the profile of each coach.
pub fn of_coachee(
    rules: &Rules,
    id: UserId,
    coached: &Coached,
    coaches: &HashMap<UserId, User>,
) -> Vec<Finding> {
    let person = Person {
        id,
        name: coached.user.as_ref().map(User::name).unwrap_or_default(),
    };
    let mut findings: Vec<Finding> = coached
        .unreadable
        .iter()
        .map(|item| of_unreadable(&person, item))
        .collect();
    // If one item can't be read, the others prove nothing.
    if coached
        .unreadable
        .iter()
        .any(|item| item == Coached::PROFILE || item.starts_with("COACH"))
    {
        return findings;
    }
    for (coach_id, sides) in coached
        .sides
        .iter()
        .filter(|(coach, _)| !coached.unreadable_coaches.contains(coach))
    {
        let coach = coaches.get(coach_id);
        let named = Person {
            id: *coach_id,
            name: coach.map(User::name).unwrap_or_default(),
        };
        let kind_and_words = of_pair(rules, coached, coach, (&person.name, &named.name), sides);
        findings.extend(
            kind_and_words.into_iter().map(|(kind, what)| {
                Finding::new(kind, person.clone(), Some(named.clone()), "", what)
            }),
        );
    }
    let Some(user) = &coached.user else {
        return findings;
    };
    let existing = coached
        .sides
        .values()
        .filter(|sides| sides.of_coachee.is_some())
        .count();
    if user.coach_count as usize != existing {
        let what = format!(
            "{} should have {} by the stored count and has {existing}.",
            person.name,
            plural(user.coach_count as usize, "coach", "coaches")
        );
        findings.push(Finding::new(
            FindingKind::WrongCounter,
            person.clone(),
            None,
            "coach_count",
            what,
        ));
    }
    let primaries = primaries(rules.today, coached);
    if primaries.len() > 1 {
        let what = format!("{} has {} primary coaches.", person.name, primaries.len());
        findings.push(Finding::new(
            FindingKind::TwoPrimaries,
            person.clone(),
            None,
            "",
            what,
        ));
    }
    if coached.sides.is_empty() && rules.should_have_a_coach(user) {
        let what = format!(
            "{}, {}, has no coach.",
            person.name,
            user.fields.title.as_deref().unwrap_or_default()
        );
        findings.push(Finding::new(FindingKind::NoCoach, person, None, "", what));
    }
    findings
}

fn of_unreadable(person: &Person, item: &str) -> Finding {
    let named = if person.name.is_empty() {
        person.id.to_string()
    } else {
        person.name.clone()
    };
    let what = format!(
        "{item} of {named} can’t be read and is left out of lists. Ask the operator of Coachwork to repair it."
    );
    Finding::new(
        FindingKind::Unreadable,
        person.clone(),
        None,
        &item.replace('#', "."),
        what,
    )
}

/// The primary assignments that are not over, the earliest first.
pub fn primaries(today: Day, coached: &Coached) -> Vec<&Assignment> {
    let own = coached
        .sides
        .values()
        .filter_map(|sides| sides.of_coachee.as_ref());
    let mut primaries: Vec<&Assignment> = own
        .filter(|a| a.kind == Kind::Primary && a.state(today) != State::Over)
        .collect();
    primaries.sort_by_key(|assignment| (assignment.since, assignment.coach_id));
    primaries
}

#[cfg(test)]
mod tests {
    use super::{super::of_coach, *};
    use crate::domain::{
        Actor, Caller, CoachStatus, Credential, CredentialFields, Moment, Pair, Role, Status,
        Terms, UserFields,
    };

    const TODAY: Day = Day::new(2026, 9, 1);

    fn now() -> Moment {
        Moment::from_millisecond(1_790_000_000_000)
    }

    fn rules() -> Rules {
        Rules {
            today: TODAY,
            contact_days: 45,
            coached_titles: vec!["New teacher".to_owned()],
        }
    }

    fn user(given: &str) -> User {
        let fields = UserFields {
            email: format!("{given}@lakeside.example"),
            given_name: given.to_owned(),
            family_name: "X".to_owned(),
            preferred_name: None,
            title: None,
            site: Some("Heron".to_owned()),
            phone: None,
            role: Role::Member,
        };
        User::new(UserId::new(now()), fields, now())
    }

    fn coach() -> User {
        User {
            coach_status: CoachStatus::Granted,
            capacity: Some(2),
            coachee_count: 1,
            ..user("Thomas")
        }
    }

    struct Case {
        coach: User,
        coached: Coached,
    }

    /// Adam, whom Thomas coaches, with nothing wrong.
    fn case() -> Case {
        let (coach, coachee) = (
            coach(),
            User {
                coach_count: 1,
                ..user("Adam")
            },
        );
        let terms = Terms {
            kind: None,
            starts_on: Some(TODAY.plus_days(-10)),
            ends_on: None,
            replaces_primary: false,
        };
        let pair = Pair::new(coach.id, coachee.id).expect("two people");
        let assignment =
            Assignment::start(pair, &terms, &Actor::system(), now(), TODAY).expect("an assignment");
        let sides = Sides {
            of_coachee: Some(assignment.clone()),
            of_coach: Some(assignment),
        };
        let coached = Coached {
            user: Some(coachee),
            sides: [(coach.id, sides)].into(),
            ..Coached::default()
        };
        Case { coach, coached }
    }

    impl Case {
        fn kinds(&self) -> Vec<FindingKind> {
            let id = self.coached.user.as_ref().expect("Adam").id;
            let coaches = [(self.coach.id, self.coach.clone())].into();
            of_coachee(&rules(), id, &self.coached, &coaches)
                .into_iter()
                .map(|finding| finding.kind)
                .collect()
        }

        fn both(&mut self, alter: impl Fn(&mut Assignment)) {
            let sides = self.coached.sides.get_mut(&self.coach.id).expect("sides");
            [&mut sides.of_coachee, &mut sides.of_coach]
                .into_iter()
                .flatten()
                .for_each(alter);
        }

        fn coachee(&mut self) -> &mut User {
            self.coached.user.as_mut().expect("Adam")
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is_wrong() {
        assert_eq!(case().kinds(), []);
        assert_eq!(of_coach(&rules(), &coach(), 1, &[]), []);
    }

    #[test]
    fn the_most_severe_fault_of_an_assignment_is_found() {
        let found = |alter: &dyn Fn(&mut Case)| {
            let mut case = case();
            alter(&mut case);
            case.kinds()
        };
        let old = |case: &mut Case| case.both(|a| a.starts_on = TODAY.plus_days(-100));
        assert_eq!(
            found(&|case| case.coach.coach_status = CoachStatus::None),
            [FindingKind::NoCoachStatus]
        );
        assert_eq!(
            found(&|case| case.coach.status = Status::Inactive),
            [FindingKind::InactiveCoach]
        );
        assert_eq!(
            found(&|case| case.coachee().status = Status::Inactive),
            [FindingKind::InactiveCoachee]
        );
        assert_eq!(
            found(&|case| case.both(|a| a.ends_on = Some(TODAY.plus_days(-1)))),
            [FindingKind::PastEnd]
        );
        assert_eq!(found(&|case| case.both(|a| a.ends_on = Some(TODAY))), []);
        assert_eq!(found(&old), [FindingKind::NoContact]);
        assert_eq!(
            found(&|case| case.coachee().fields.site = Some("Osprey".to_owned())),
            [FindingKind::DifferentSites]
        );
        assert_eq!(found(&|case| case.coachee().fields.site = None), []);
        let all = |case: &mut Case| {
            old(case);
            case.coachee().fields.site = Some("Osprey".to_owned());
            case.coach.coach_status = CoachStatus::None;
        };
        assert_eq!(found(&all), [FindingKind::NoCoachStatus]);
    }

    #[test]
    fn contact_is_counted_from_the_last_one_with_that_coach() {
        let mut case = case();
        case.both(|a| a.starts_on = TODAY.plus_days(-100));
        for (days, expected) in [(45, vec![]), (46, vec![FindingKind::NoContact])] {
            case.coached.contacts = [(case.coach.id, TODAY.plus_days(-days))].into();
            assert_eq!(case.kinds(), expected, "{days}");
        }
        case.coached.contacts = [(UserId::new(now()), TODAY)].into();
        assert_eq!(case.kinds(), [FindingKind::NoContact]);
    }

    #[test]
    fn missing_and_differing_items_of_an_assignment_are_found() {
        let id = |case: &Case| case.coach.id;
        let mut lone = case();
        lone.coached
            .sides
            .get_mut(&lone.coach.id.clone())
            .expect("sides")
            .of_coach = None;
        assert_eq!(lone.kinds(), [FindingKind::OneSided]);
        let mut lone = case();
        let coach = id(&lone);
        lone.coached
            .sides
            .get_mut(&coach)
            .expect("sides")
            .of_coachee = None;
        lone.coachee().coach_count = 0;
        assert_eq!(lone.kinds(), [FindingKind::OneSided]);
        let mut differing = case();
        let coach = id(&differing);
        let theirs = &mut differing
            .coached
            .sides
            .get_mut(&coach)
            .expect("sides")
            .of_coach;
        theirs.as_mut().expect("a side").kind = Kind::Secondary;
        assert_eq!(differing.kinds(), [FindingKind::Disagreeing]);
    }

    #[test]
    fn counters_capacity_and_primaries_are_counted() {
        let mut case = case();
        case.coachee().coach_count = 2;
        assert_eq!(case.kinds(), [FindingKind::WrongCounter]);
        let kinds = |coachees, credentials: &[Credential]| -> Vec<FindingKind> {
            let coach = User {
                coachee_count: u32::try_from(coachees).unwrap_or(0),
                ..coach()
            };
            of_coach(&rules(), &coach, coachees, credentials)
                .into_iter()
                .map(|finding| finding.kind)
                .collect()
        };
        assert_eq!(
            (kinds(2, &[]), kinds(3, &[])),
            (vec![], vec![FindingKind::OverCapacity])
        );
        let caller = Caller::of_tests(now(), TODAY);
        let credential = |title: &str, days: i64| {
            let fields = serde_json::json!({"kind": "licence", "title": title, "expires_on": TODAY.plus_days(days)});
            let fields: CredentialFields = serde_json::from_value(fields).expect("fields");
            Credential::new(fields, &caller).expect("a credential")
        };
        assert_eq!(
            kinds(1, &[credential("A", -1), credential("B", 0)]),
            [FindingKind::ExpiredCredential]
        );
        assert_eq!(
            kinds(1, &[credential("A", -1), credential("A", 300)]),
            [],
            "it was renewed"
        );
    }

    #[test]
    fn people_with_a_coached_title_should_have_a_coach() {
        let mut case = case();
        case.coached.sides.clear();
        case.coachee().coach_count = 0;
        assert_eq!(case.kinds(), []);
        case.coachee().fields.title = Some("new Teacher".to_owned());
        assert_eq!(case.kinds(), [FindingKind::NoCoach]);
        case.coachee().status = Status::Inactive;
        assert_eq!(case.kinds(), []);
    }
}
