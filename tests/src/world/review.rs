//! An organization with a review campaign.

use super::{Answer, Person, World, fields, with};
use functions::{Background, Scheduled, reviews::due};
use serde_json::{Value, json};
use shared::domain::UserFields;

/// Two coaches, three coachees of the first, and a principal who reviews those at one site.
pub struct ReviewDistrict {
    pub world: World,
    pub thomas: Person,
    pub samantha: Person,
    pub principal: Person,
    pub adam: Person,
    pub beth: Person,
    pub carl: Person,
}

impl ReviewDistrict {
    pub async fn new() -> Self {
        let world = World::with_own_database().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let samantha = world.coach("Samantha", "Adams").await;
        let principal = world.person("Paula", "Principal").await;
        let at = |given: &str, site: &str| UserFields {
            site: Some(site.to_owned()),
            ..fields(given, "Coachee")
        };
        let adam = world.person_with(at("Adam", "Hillside")).await;
        let beth = world.person_with(at("Beth", "Hillside")).await;
        let carl = world.person_with(at("Carl", "Riverside")).await;
        for coachee in [&adam, &beth, &carl] {
            world.connect(&thomas, coachee).await;
        }
        Self {
            world,
            thomas,
            samantha,
            principal,
            adam,
            beth,
            carl,
        }
    }

    /// The body that launches a review in eight days, with some fields replaced.
    pub fn fields(&self, more: Value) -> Value {
        let fields = json!({
            "name": "Spring review", "due_on": self.world.day(8), "fallback_reviewer_id": self.world.ava.id,
            "reviewers": [{"site": "Hillside", "reviewer_id": self.principal.id}],
        });
        with(fields, more)
    }

    /// Launches a review, gathers its items, and returns its id.
    pub async fn launched(&self, more: Value) -> String {
        let fields = self.fields(more);
        let made = self.world.ava().post("/reviews", fields).await.is(201);
        assert_eq!(made.body["state"], "launching");
        self.world.process_stream().await;
        made.id().to_owned()
    }

    pub async fn review(&self, id: &str) -> Value {
        let path = format!("/reviews/{id}");
        self.world.ava().get(&path).await.is(200).body
    }

    /// Closes a review as the administrator; the stream isn't processed yet.
    pub async fn close(&self, id: &str) -> Answer {
        let path = format!("/reviews/{id}/close");
        self.world.ava().post(&path, json!({})).await.is(200)
    }

    pub async fn items(&self, id: &str) -> Vec<Value> {
        self.world
            .all(&format!("/reviews/{id}/items?limit=100"))
            .await
    }

    /// The path of the item of Thomas and this coachee.
    pub fn item(&self, review: &str, coachee: &Person) -> String {
        format!("/reviews/{review}/items/{}.{}", coachee.id, self.thomas.id)
    }

    pub async fn decide(
        &self,
        by: &Person,
        review: &str,
        coachee: &Person,
        decision: Value,
    ) -> Answer {
        let path = format!("{}/decision", self.item(review, coachee));
        self.world.as_person(by).post(&path, decision).await
    }

    pub async fn keep(&self, by: &Person, review: &str, coachee: &Person) {
        self.decide(by, review, coachee, json!({"choice": "keep"}))
            .await
            .is(200);
    }

    /// A decision to transfer the coachee to this coach.
    pub fn transfer_to(&self, coach: &Person) -> Value {
        json!({"choice": "transfer", "to_coach_id": coach.id, "justification": "Nearer by."})
    }

    /// The items that wait for somebody's decision.
    pub async fn queue(&self, of: &Person) -> Vec<Value> {
        let reviews = self.world.as_person(of).get("/me/reviews").await.is(200);
        reviews.items().clone()
    }

    /// The names of a coach's coachees.
    pub async fn coachees(&self, coach: &Person) -> Vec<String> {
        let list = coach.path("/coachees?limit=100");
        let list = self.world.ava().get(&list).await.is(200);
        list.names().into_iter().map(str::to_owned).collect()
    }

    /// Runs the schedule as it will run this many days from now.
    pub async fn days_later(&self, days: u32) {
        self.world.run_reviews_due(days).await;
        self.world.process_stream().await;
    }
}

impl World {
    /// Runs `reviews.due` now, or at noon some days later.
    pub async fn run_reviews_due(&self, days: u32) {
        let background: Background = match days {
            0 => self.background("reviews.due"),
            _ => self.background_at("reviews.due", i64::from(days), 12),
        };
        due::handle(&background, Scheduled {}).await.unwrap();
    }
}
