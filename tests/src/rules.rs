//! The permission function decides as an independent statement of the rules in Cedar, for every action and every
//! combination of facts about two people.

use crate::world::fields;
use cedar_policy::{Authorizer, Context, Decision, Entities, PolicySet, Request};
use serde_json::{Value, json};
use shared::{
    domain::{
        Actor, Assignment, CoachStatus, Day, Moment, Pair, Role, Status, Terms, User, UserId,
    },
    permission::{Action, Relation, judge},
};

/// The facts about a caller and an owner, which are translated for both sides.
#[derive(Clone, Copy, Debug)]
struct Facts {
    role: Role,
    is_active: bool,
    coach_status: CoachStatus,
    is_own: bool,
    owner_is_active: bool,
    /// In how many days the assignment starts, and ends if it has a last day.
    assignment: Option<(i64, Option<i64>)>,
}

const TODAY: Day = Day::new(2026, 9, 1);

/// Every possible combination of facts.
fn all_facts() -> Vec<Facts> {
    let assignments = [
        None,
        Some((1, None)),
        Some((0, None)),
        Some((-9, None)),
        Some((-9, Some(0))),
        Some((-9, Some(-1))),
        Some((-9, Some(1))),
    ];
    let mut all = Vec::new();
    for bits in 0..32_u8 {
        let is = |bit: u8| bits & (1 << bit) != 0;
        for assignment in assignments {
            let facts = Facts {
                role: if is(0) {
                    Role::Administrator
                } else {
                    Role::Member
                },
                is_active: is(1),
                coach_status: if is(2) {
                    CoachStatus::Granted
                } else {
                    CoachStatus::None
                },
                is_own: is(3),
                owner_is_active: is(4),
                assignment,
            };
            // Nobody coaches themselves, and one person is not both active and inactive.
            let can_be =
                !facts.is_own || (assignment.is_none() && facts.is_active == facts.owner_is_active);
            all.extend(can_be.then_some(facts));
        }
    }
    all
}

impl Facts {
    fn user(self, is_caller: bool) -> User {
        let now = Moment::from_millisecond(if is_caller { 1 } else { 2 });
        let is_active = if is_caller {
            self.is_active
        } else {
            self.owner_is_active
        };
        let mut user = User::new(UserId::new(now), fields("Some", "Body"), now);
        user.status = if is_active {
            Status::Active
        } else {
            Status::Inactive
        };
        if is_caller {
            (user.coach_status, user.fields.role) = (self.coach_status, self.role);
        }
        user
    }

    /// What the permission function decides.
    fn is_allowed(self, action: Action) -> bool {
        let caller = self.user(true);
        let owner = if self.is_own {
            caller.clone()
        } else {
            self.user(false)
        };
        let assignment = self.assignment.map(|(starts, ends)| {
            let terms = Terms {
                kind: None,
                starts_on: Some(TODAY.plus_days(starts)),
                ends_on: ends.map(|days| TODAY.plus_days(days)),
                replaces_primary: false,
            };
            let pair = Pair {
                coach: caller.id,
                coachee: owner.id,
            };
            Assignment::start(
                pair,
                &terms,
                &Actor::system(),
                Moment::from_millisecond(0),
                TODAY,
            )
            .unwrap()
        });
        let relation = Relation::of(&caller, &owner, assignment.as_ref(), TODAY);
        caller.is_active() && judge(relation, owner.is_active(), action).is_ok()
    }

    fn entities(self) -> Entities {
        let coach_status = if self.coach_status == CoachStatus::Granted {
            "granted"
        } else {
            "none"
        };
        let role = if self.role == Role::Administrator {
            "administrator"
        } else {
            "member"
        };
        let me = json!({"active": self.is_active, "role": role, "coach_status": coach_status});
        let them =
            json!({"active": self.owner_is_active, "role": "member", "coach_status": "none"});
        let entity = |id: &str, attrs: Value| json!({"uid": {"type": "User", "id": id}, "attrs": attrs, "parents": []});
        Entities::from_json_value(json!([entity("me", me), entity("them", them)]), None).unwrap()
    }

    fn context(self) -> Context {
        let mut assignment = json!({});
        if let Some((starts, ends)) = self.assignment {
            assignment["assignment"] = json!({"starts_in_days": starts});
            if let Some(ends) = ends {
                assignment["assignment"]["ends_in_days"] = json!(ends);
            }
        }
        Context::from_json_value(assignment, None).unwrap()
    }
}

/// The actions and facts for which the rules in Cedar decide otherwise.
fn disagreements(rules: &str) -> Vec<String> {
    let policies: PolicySet = rules.parse().unwrap();
    let mut differ = Vec::new();
    for facts in all_facts() {
        let entities = facts.entities();
        for &action in Action::ALL {
            let name = serde_json::to_value(action).unwrap();
            let of_action = format!("Action::{name}").parse().unwrap();
            let resource = if facts.is_own {
                "User::\"me\""
            } else {
                "User::\"them\""
            };
            let me = "User::\"me\"".parse().unwrap();
            let request = Request::new(
                me,
                of_action,
                resource.parse().unwrap(),
                facts.context(),
                None,
            )
            .unwrap();
            let answer = Authorizer::new().is_authorized(&request, &policies, &entities);
            assert_eq!(
                answer.diagnostics().errors().count(),
                0,
                "{facts:?}: {:?}",
                answer.diagnostics()
            );
            if (answer.decision() == Decision::Allow) != facts.is_allowed(action) {
                differ.push(format!(
                    "{action:?} {facts:?}: Cedar decides {:?}",
                    answer.decision()
                ));
            }
        }
    }
    differ
}

const RULES: &str = include_str!("rules.cedar");

#[test]
fn the_permission_function_decides_as_the_rules_in_cedar() {
    let differ = disagreements(RULES);
    assert!(
        differ.is_empty(),
        "{} differ:\n{}",
        differ.len(),
        differ[..differ.len().min(10)].join("\n")
    );
}

/// The comparison must be able to fail.
#[test]
fn a_planted_difference_in_the_rules_is_found() {
    for (rule, planted) in [
        ("resource.active &&\n", ""),
        ("context.assignment.starts_in_days <= 0", "true"),
        ("ends_in_days >= 0", "ends_in_days >= -1"),
        ("principal.coach_status == \"granted\"", "true"),
        (
            "Action::\"acknowledge_observations\", Action::\"keep_private_notes\"",
            "Action::\"acknowledge_observations\"",
        ),
        (
            "forbid (principal, action, resource) unless { principal.active };",
            "",
        ),
        ("Action::\"edit_observations\", ", ""),
    ] {
        let changed = RULES.replacen(rule, planted, 1);
        assert_ne!(changed, RULES, "{rule} is not in the rules");
        assert!(
            !disagreements(&changed).is_empty(),
            "without “{rule}” nothing differs"
        );
    }
}
