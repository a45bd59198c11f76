//! The people of a test's organization, and who coaches whom.

use super::{Fault, World};
use local::openid;
use serde_json::{Value, json};
use shared::domain::{Role, UserFields};
use std::sync::atomic::{AtomicU32, Ordering};

/// A well-formed id that belongs to nothing.
pub const UNKNOWN_ID: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// Somebody with a user and a token.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub token: String,
}

impl Person {
    /// A path below the person's own, such as `/goals`.
    pub fn path(&self, rest: &str) -> String {
        format!("/users/{}{rest}", self.id)
    }

    /// The assignment of this coach and a coachee, from the coach's side.
    pub fn coachee(&self, coachee: &Person) -> String {
        self.path(&format!("/coachees/{}", coachee.id))
    }

    /// The assignment of this coachee and a coach, from the coachee's side.
    pub fn coach(&self, coach: &Person) -> String {
        self.path(&format!("/coaches/{}", coach.id))
    }
}

/// The fields of an ordinary member.
pub fn fields(given: &str, family: &str) -> UserFields {
    let local = shared::domain::find::fold(&format!("{given}.{family}"))
        .replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "");
    UserFields {
        email: format!("{local}@lakeside.example"),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        preferred_name: None,
        title: Some("Teacher".to_owned()),
        site: Some("Heron Elementary School".to_owned()),
        phone: None,
        role: Role::Member,
    }
}

impl World {
    /// A token of the organization's provider; `more` are parameters of the development grant.
    pub async fn token(&self, email: &str, more: &str) -> String {
        openid::token(
            &self.client,
            &super::engine().openid.issuer(&self.organisation),
            email,
            more,
        )
        .await
        .unwrap()
    }

    /// A token that is still valid after a test has advanced the clock by a year.
    pub async fn lasting_token(&self, person: &Person) -> String {
        self.token(&person.email, "&expires_in=40000000").await
    }

    /// A new member with a token, created by the administrator.
    pub async fn person(&self, given: &str, family: &str) -> Person {
        self.person_with(fields(given, family)).await
    }

    pub async fn person_with(&self, fields: UserFields) -> Person {
        let made = self.ava().post("/users", json!(fields)).await.is(201);
        Person {
            id: made.id().to_owned(),
            token: self.token(&fields.email, "").await,
            email: fields.email,
        }
    }

    /// A new member whose e-mail is unique, so that several can have the same name.
    pub async fn namesake(&self, given: &str, family: &str) -> Person {
        let email = format!("{}@lakeside.example", fastrand::u64(..));
        self.person_with(UserFields {
            email,
            ..fields(given, family)
        })
        .await
    }

    /// A new member with coach status.
    pub async fn coach(&self, given: &str, family: &str) -> Person {
        let coach = self.person(given, family).await;
        self.grant_coach_status(&coach).await;
        coach
    }

    /// A new coach without coachees and with a unique e-mail.
    pub async fn another_coach(&self, given: &str) -> Person {
        let coach = self.namesake(given, "Coach").await;
        self.grant_coach_status(&coach).await;
        coach
    }

    /// A coach and a coachee, Thomas and Adam, who are connected.
    pub async fn pair(&self) -> (Person, Person) {
        let thomas = self.coach("Thomas", "Blankenship").await;
        let adam = self.person("Adam", "Anderson").await;
        self.connect(&thomas, &adam).await;
        (thomas, adam)
    }

    pub async fn grant_coach_status(&self, person: &Person) {
        let status = person.path("/coach-status");
        self.ava().put(&status, json!({})).await.is(201);
    }

    /// Withdraws coach status and ends the assignments that depend on it.
    pub async fn withdraw_coach_status(&self, coach: &Person) {
        let status = coach.path("/coach-status?end_assignments=true");
        self.ava().delete(&status).await.is(204);
    }

    pub async fn set_capacity(&self, coach: &Person, capacity: u32) {
        let terms = json!({"capacity": capacity});
        self.ava()
            .put(&coach.path("/coach-status"), terms)
            .await
            .is(200);
    }

    pub async fn deactivate(&self, person: &Person) {
        let inactive = json!({"status": "inactive"});
        self.ava()
            .put(&person.path("/status"), inactive)
            .await
            .is(200);
    }

    /// Assigns the coach to the coachee from today, as primary coach if there is none.
    pub async fn connect(&self, coach: &Person, coachee: &Person) {
        self.ava()
            .put(&coach.coachee(coachee), json!({}))
            .await
            .is(201);
    }

    pub async fn disconnect(&self, coach: &Person, coachee: &Person) {
        self.ava().delete(&coach.coachee(coachee)).await.is(204);
    }

    /// Moves the first day of an assignment, so that it is in force in every time zone and at earlier times.
    pub async fn assign_since(&self, coach: &Person, coachee: &Person, days_from_today: i64) {
        let since = json!({"starts_on": self.day(days_from_today)});
        self.ava()
            .patch(&coach.coachee(coachee), since)
            .await
            .is(200);
    }

    /// The terms of an assignment that ended yesterday.
    pub fn past_term(&self) -> Value {
        json!({"starts_on": self.day(-9), "ends_on": self.day(-1)})
    }

    /// Changes the dates of an assignment so that its last day was yesterday.
    pub async fn end_yesterday(&self, coach: &Person, coachee: &Person) {
        self.ava()
            .patch(&coach.coachee(coachee), self.past_term())
            .await
            .is(200);
    }

    /// A withdrawal of coach status that dies after its first write: the status is gone, the
    /// assignments still exist.
    pub async fn interrupted_withdrawal(&self, coach: &Person) {
        self.lose_writes_after(1);
        self.ava()
            .delete(&coach.path("/coach-status?end_assignments=true"))
            .await
            .is(503);
        self.meter.clear_faults();
    }

    /// From now on only this many transactions reach the table.
    pub fn lose_writes_after(&self, count: u32) {
        let writes = AtomicU32::new(0);
        self.meter.inject(move |operation, _| {
            let later = operation == "TransactWriteItems"
                && writes.fetch_add(1, Ordering::Relaxed) >= count;
            later.then_some(Fault::LostBefore)
        });
    }

    /// How many coachees and how many coaches the person's profile counts.
    pub async fn counts(&self, person: &Person) -> (u64, u64) {
        let profile = self.ava().get(&person.path("")).await.is(200).body;
        (
            profile["coachee_count"].as_u64().unwrap(),
            profile["coach_count"].as_u64().unwrap(),
        )
    }

    /// The kinds of the person's notifications, newest first.
    pub async fn notified(&self, person: &Person) -> Vec<String> {
        let list = self
            .as_person(person)
            .get("/me/notifications")
            .await
            .is(200);
        let kinds = list.items().iter().map(|notice| &notice["kind"]);
        kinds
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect()
    }

    pub async fn set_preferences(&self, person: &Person, preferences: Value) {
        self.as_person(person)
            .put("/me/preferences", preferences)
            .await
            .is(200);
    }

    /// Changes the organization's time zone. What the authorizer cached of the old one has expired when this returns.
    pub async fn set_time_zone(&self, time_zone: &str) {
        self.ava()
            .patch("/organisation", json!({"time_zone": time_zone}))
            .await
            .is(200);
        self.app.clock.advance(std::time::Duration::from_secs(90));
    }
}
