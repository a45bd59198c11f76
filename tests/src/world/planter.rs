//! Writes people and assignments straight to the table, right ones and wrong ones, for audits to find.

use super::{TIME_ZONE, World, a_credential, fields, with};
use serde_json::{Value, json};
use shared::{
    domain::{
        Actor, Assignment, AuditId, CoachStatus, Credential, Day, FindingKind, Kind, Moment, Pair,
        Status, Terms, User, UserId,
    },
    table::{Changes, Key, MAX_ACTIONS, Table, keys},
};
use std::collections::BTreeSet;

/// Collects items and writes them a full transaction at a time.
pub struct Planter {
    table: Table,
    now: Moment,
    today: Day,
    changes: Changes,
    /// The ids of the findings that an audit must report.
    pub expected: BTreeSet<String>,
    number: usize,
}

/// A coach and a coachee with both sides of their assignment, to be damaged before they are written.
struct Pairing {
    coach: User,
    coachee: User,
    of_coachee: Option<Assignment>,
    of_coach: Option<Assignment>,
}

impl Planter {
    pub fn new(world: &World) -> Self {
        let now = world.now();
        let table = world.app.store.of(&world.organisation);
        Self {
            table,
            now,
            today: now.day_in(TIME_ZONE),
            changes: Changes::without_caller(),
            expected: BTreeSet::new(),
            number: 0,
        }
    }

    fn user(&mut self, given: &str) -> User {
        self.number += 1;
        let fields = fields(given, &format!("Number{}", self.number));
        User::new(UserId::new(self.now), fields, self.now)
    }

    fn coach(&mut self, coachees: u32) -> User {
        let coach = self.user("Coach");
        User {
            coach_status: CoachStatus::Granted,
            capacity: Some(20),
            coachee_count: coachees,
            ..coach
        }
    }

    fn assignment(&self, coach: &User, coachee: &User) -> Assignment {
        let terms = Terms {
            kind: Some(Kind::Primary),
            starts_on: Some(self.today.plus_days(-10)),
            ends_on: None,
            replaces_primary: false,
        };
        let pair = Pair::new(coach.id, coachee.id).unwrap();
        Assignment::start(pair, &terms, &Actor::system(), self.now, self.today).unwrap()
    }

    fn pairing(&mut self) -> Pairing {
        let (coach, coachee) = (
            self.coach(1),
            User {
                coach_count: 1,
                ..self.user("Coachee")
            },
        );
        let assignment = self.assignment(&coach, &coachee);
        Pairing {
            coach,
            coachee,
            of_coachee: Some(assignment.clone()),
            of_coach: Some(assignment),
        }
    }

    async fn put<T>(&mut self, key: Key<T>, record: Value) {
        let changes = std::mem::replace(&mut self.changes, Changes::without_caller());
        self.changes = changes.set(key.of_type(), &record).unwrap();
        if self.changes.len() == MAX_ACTIONS {
            self.flush().await;
        }
    }

    pub async fn flush(&mut self) {
        let changes = std::mem::replace(&mut self.changes, Changes::without_caller());
        if !changes.is_empty() {
            self.table.commit(changes).await.unwrap();
        }
    }

    async fn profile(&mut self, user: &User) {
        self.put(keys::profile(&user.id), json!(user)).await;
    }

    async fn sides(
        &mut self,
        coach: &UserId,
        coachee: &UserId,
        own: Option<&Assignment>,
        theirs: Option<&Assignment>,
    ) {
        if let Some(own) = own {
            self.put(keys::coach_of(coachee, coach), json!(own)).await;
        }
        if let Some(theirs) = theirs {
            self.put(keys::coachee_of(coach, coachee), json!(theirs))
                .await;
        }
    }

    async fn write(&mut self, pairing: &Pairing) {
        let Pairing {
            coach,
            coachee,
            of_coachee,
            of_coach,
        } = pairing;
        self.profile(coach).await;
        self.profile(coachee).await;
        self.sides(
            &coach.id,
            &coachee.id,
            of_coachee.as_ref(),
            of_coach.as_ref(),
        )
        .await;
    }

    fn expect(&mut self, kind: FindingKind, parts: &[String]) {
        let fits = |id: &String| id.starts_with(kind.name());
        let id = format!("{}.{}", kind.name(), parts.join("."));
        assert!(self.expected.insert(id), "planted twice");
        assert!(self.expected.iter().any(fits));
    }

    /// This many assignments with nothing wrong, a dozen to a coach.
    pub async fn sound(&mut self, assignments: usize) {
        for at in 0..assignments.div_ceil(12) {
            let size = 12.min(assignments - at * 12);
            let coach = self.coach(u32::try_from(size).unwrap());
            self.profile(&coach).await;
            for _ in 0..size {
                let coachee = User {
                    coach_count: 1,
                    ..self.user("Coachee")
                };
                let assignment = self.assignment(&coach, &coachee);
                self.profile(&coachee).await;
                self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment))
                    .await;
            }
        }
    }

    /// A coachee with more coaches than fit on a page of the index, and nothing wrong.
    pub async fn widely_coached(&mut self) {
        let coachee = User {
            coach_count: 140,
            ..self.user("Coachee")
        };
        self.profile(&coachee).await;
        for _ in 0..coachee.coach_count {
            let coach = self.coach(1);
            let assignment = Assignment {
                kind: Kind::Secondary,
                ..self.assignment(&coach, &coachee)
            };
            self.profile(&coach).await;
            self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment))
                .await;
        }
    }

    /// Plants one fault of this kind and expects its finding. It must not cause findings of other kinds.
    pub async fn plant(&mut self, kind: FindingKind, n: usize) {
        let mut pairing = self.pairing();
        let pair = [pairing.coachee.id.to_string(), pairing.coach.id.to_string()];
        let of_coachee = [pairing.coachee.id.to_string()];
        let of_coach = [pairing.coach.id.to_string()];
        let both = |pairing: &mut Pairing, alter: &dyn Fn(&mut Assignment)| {
            [&mut pairing.of_coachee, &mut pairing.of_coach]
                .into_iter()
                .flatten()
                .for_each(alter);
        };
        let mut about: Vec<String> = pair.to_vec();
        match kind {
            FindingKind::Unreadable => {
                self.write(&pairing).await;
                let mut damaged = json!(pairing.coachee);
                damaged["created_at"] = json!("0000-01-01T00:00:00Z");
                self.put(keys::profile(&pairing.coachee.id), damaged).await;
                return self.expect(
                    kind,
                    &[pairing.coachee.id.to_string(), "PROFILE".to_owned()],
                );
            }
            FindingKind::NoCoachStatus => pairing.coach.coach_status = CoachStatus::None,
            FindingKind::InactiveCoach => pairing.coach.status = Status::Inactive,
            FindingKind::InactiveCoachee => pairing.coachee.status = Status::Inactive,
            FindingKind::PastEnd => both(&mut pairing, &|a| {
                a.ends_on = Some(a.starts_on.plus_days(9))
            }),
            FindingKind::NoContact => {
                both(&mut pairing, &|a| a.starts_on = a.starts_on.plus_days(-90))
            }
            FindingKind::DifferentSites => {
                pairing.coachee.fields.site = Some("Osprey High School".to_owned())
            }
            FindingKind::OneSided if n.is_multiple_of(2) => {
                (pairing.of_coach, pairing.coach.coachee_count) = (None, 0)
            }
            FindingKind::OneSided => (pairing.of_coachee, pairing.coachee.coach_count) = (None, 0),
            FindingKind::Disagreeing => pairing.of_coach.as_mut().unwrap().kind = Kind::Secondary,
            FindingKind::WrongCounter if n.is_multiple_of(2) => {
                pairing.coach.coachee_count = 7;
                about = vec![of_coach[0].clone(), "coachee_count".to_owned()];
            }
            FindingKind::WrongCounter => {
                pairing.coachee.coach_count = 5;
                about = vec![of_coachee[0].clone(), "coach_count".to_owned()];
            }
            FindingKind::OverCapacity => {
                (pairing.coach.capacity, pairing.coach.coachee_count) = (Some(1), 2);
                let other = User {
                    coach_count: 1,
                    ..self.user("Coachee")
                };
                let assignment = self.assignment(&pairing.coach, &other);
                self.profile(&other).await;
                self.sides(
                    &pairing.coach.id,
                    &other.id,
                    Some(&assignment),
                    Some(&assignment),
                )
                .await;
                about = of_coach.to_vec();
            }
            FindingKind::TwoPrimaries => {
                pairing.coachee.coach_count = 2;
                let other = self.coach(1);
                let assignment = self.assignment(&other, &pairing.coachee);
                self.profile(&other).await;
                self.sides(
                    &other.id,
                    &pairing.coachee.id,
                    Some(&assignment),
                    Some(&assignment),
                )
                .await;
                about = of_coachee.to_vec();
            }
            FindingKind::ExpiredCredential => {
                let credential = self.expired();
                self.put(
                    keys::record::<Credential>(&pairing.coach.id, credential.id),
                    json!(credential),
                )
                .await;
                about = vec![of_coach[0].clone(), credential.id.to_string()];
            }
            FindingKind::Circle => return self.circle(2 + n % 2).await,
            FindingKind::NoCoach => {
                let mut alone = self.user("Alone");
                alone.fields.title = Some("New teacher".to_owned());
                self.profile(&alone).await;
                about = vec![alone.id.to_string()];
            }
        }
        self.write(&pairing).await;
        self.expect(kind, &about);
    }

    /// A credential that expired three days ago.
    fn expired(&self) -> Credential {
        let credential = json!({
            "id": AuditId::new(self.now), "expires_on": self.today.plus_days(-3), "created_by": {"name": "Ava"},
            "created_at": self.now, "updated_at": self.now, "version": 1,
        });
        serde_json::from_value(with(a_credential(), credential)).unwrap()
    }

    /// This many people, each of whom coaches the next, and the last of whom coaches the first.
    async fn circle(&mut self, size: usize) {
        let members: Vec<User> = (0..size)
            .map(|_| User {
                coach_count: 1,
                ..self.coach(1)
            })
            .collect();
        for (at, coach) in members.iter().enumerate() {
            let coachee = &members[(at + 1) % size];
            let assignment = self.assignment(coach, coachee);
            self.profile(coach).await;
            self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment))
                .await;
        }
        let least = members.iter().map(|member| member.id).min().unwrap();
        self.expect(FindingKind::Circle, &[least.to_string()]);
    }
}
