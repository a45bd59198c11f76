//! Review campaigns: everything of a scope is put before somebody who has no part in it, nothing is done
//! before the review closes, and silence never ends more than it may.

use crate::{
    audits::Planter,
    world::{Answer, Person, World, fields},
};
use functions::{
    feed::Feed,
    reviews::{due::due, walk::walk},
};
use futures_util::{StreamExt, stream};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use shared::domain::UserFields;
use std::{
    collections::{BTreeMap, HashMap},
    io::{Cursor, Read},
    time::{Duration, Instant},
};

/// Three coaches, each with coachees, and a principal who reviews.
struct District {
    world: World,
    thomas: Person,
    samantha: Person,
    principal: Person,
    adam: Person,
    beth: Person,
    carl: Person,
}

impl District {
    async fn new() -> Self {
        let world = World::new().await;
        let (thomas, samantha) = (world.coach("Thomas", "Blankenship").await, world.coach("Samantha", "Adams").await);
        let principal = world.person("Paula", "Principal").await;
        let at = |given: &str, site: &str| UserFields { site: Some(site.to_owned()), ..fields(given, "Coachee") };
        let adam = world.person_with(at("Adam", "Hillside")).await;
        let beth = world.person_with(at("Beth", "Hillside")).await;
        let carl = world.person_with(at("Carl", "Riverside")).await;
        for coachee in [&adam, &beth, &carl] {
            world.connect(&thomas, coachee).await;
        }
        Self { world, thomas, samantha, principal, adam, beth, carl }
    }

    fn fields(&self, more: Value) -> Value {
        let mut fields = json!({
            "name": "Spring review", "due_on": self.world.day(8), "fallback_reviewer_id": self.world.ava.id,
            "reviewers": [{"site": "Hillside", "reviewer_id": self.principal.id}],
        });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    }

    /// Launched and gathered.
    async fn launched(&self, more: Value) -> String {
        let made = self.world.ava().post("/reviews", self.fields(more)).await.is(201);
        assert_eq!(made.body["state"], "launching");
        self.world.follow().await;
        made.body["id"].as_str().unwrap().to_owned()
    }

    async fn review(&self, id: &str) -> Value {
        self.world.ava().get(&format!("/reviews/{id}")).await.is(200).body
    }

    async fn items(&self, id: &str) -> Vec<Value> {
        self.world.ava().get(&format!("/reviews/{id}/items?limit=100")).await.is(200).items().clone()
    }

    /// The path of the item of Thomas and this coachee.
    fn item(&self, review: &str, coachee: &Person) -> String {
        format!("/reviews/{review}/items/{}.{}", coachee.id, self.thomas.id)
    }

    async fn decide(&self, by: &Person, review: &str, coachee: &Person, decision: Value) -> Answer {
        self.world.asking(by).post(&format!("{}/decision", self.item(review, coachee)), decision).await
    }

    async fn queue(&self, of: &Person) -> Vec<Value> {
        self.world.asking(of).get("/me/reviews").await.is(200).items().clone()
    }

    async fn notices(&self, of: &Person) -> Vec<String> {
        let notices = self.world.asking(of).get("/me/notifications").await.is(200);
        notices.items().iter().map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect()
    }

    async fn coachees(&self, coach: &Person) -> Vec<String> {
        let list = self.world.ava().get(&format!("/users/{}/coachees?limit=100", coach.id)).await.is(200);
        list.names().into_iter().map(str::to_owned).collect()
    }

    /// What the schedule does so many days from now.
    async fn days_later(&self, days: u32) {
        due(&later(&self.world, days), std::slice::from_ref(&self.world.organisation)).await.unwrap();
        self.world.follow().await;
    }
}

/// The feed as it is now, or at noon some days later.
fn later(world: &World, days: u32) -> Feed {
    if days == 0 { world.feed() } else { world.feed_in(i64::from(days), 12) }
}

#[tokio::test]
async fn a_review_is_decided_and_done_as_by_hand() {
    let district = District::new().await;
    let District { world, thomas, samantha, principal, adam, beth, carl } = &district;
    let id = district.launched(json!({})).await;
    let review = district.review(&id).await;
    assert_eq!((&review["state"], &review["items"]), (&json!("open"), &json!(3)));
    let progress: Vec<_> = review["progress"].as_array().unwrap().iter().map(|p| (&p["person"]["name"], &p["open"])).collect();
    assert_eq!(progress, [(&json!("Paula Principal"), &json!(2)), (&json!("Ava Morgan"), &json!(1))]);
    assert_eq!(district.notices(principal).await, ["review_assigned"]);
    let queue = district.queue(principal).await;
    assert_eq!(queue.len(), 2);
    assert_eq!((&queue[0]["review"]["name"], &queue[0]["item"]["site"]), (&json!("Spring review"), &json!("Hillside")));

    let why = json!({"choice": "end", "justification": "They have not met since autumn."});
    district.decide(principal, &id, adam, json!({"choice": "end"})).await.refused_field("/justification");
    district.decide(principal, &id, adam, json!({"choice": "transfer", "justification": "x"})).await.refused_field("/to_coach_id");
    let to = |coach: &Person| json!({"choice": "transfer", "to_coach_id": coach.id, "justification": "Nearer by."});
    district.decide(principal, &id, adam, to(thomas)).await.refused_field("/to_coach_id");
    district.decide(principal, &id, adam, to(beth)).await.refused(409, "coach-status-required");
    district.decide(thomas, &id, adam, why.clone()).await.refused(404, "not-found");
    district.decide(beth, &id, adam, why.clone()).await.refused(404, "not-found");

    district.decide(principal, &id, adam, why.clone()).await.is(200);
    district.decide(principal, &id, beth, json!({"choice": "keep"})).await.is(200);
    let otherwise = district.decide(principal, &id, beth, to(samantha)).await.is(200);
    assert_eq!(otherwise.body["decision"]["to_coach"]["name"], "Samantha Adams");
    assert!(district.queue(principal).await.is_empty());
    let review = district.review(&id).await;
    assert_eq!([&review["keep"], &review["end"], &review["transfer"]], [&json!(0), &json!(1), &json!(1)]);
    assert_eq!(district.coachees(thomas).await.len(), 3, "nothing is done before the review closes");

    let closed = world.ava().header("idempotency-key", "close").post(&format!("/reviews/{id}/close"), json!({})).await.is(200);
    assert_eq!(closed.body["state"], "closing");
    world.ava().get(&format!("/reviews/{id}/package")).await.refused(409, "review-not-closed");
    district.decide(principal, &id, beth, why.clone()).await.refused(409, "review-not-open");
    world.follow().await;
    let again = world.ava().header("idempotency-key", "close").post(&format!("/reviews/{id}/close"), json!({})).await.is(200);
    assert_eq!(again.body["state"], "closing");
    let review = district.review(&id).await;
    assert_eq!((&review["state"], &review["dealt_with"], &review["not_done"]), (&json!("closed"), &json!(3), &json!(0)));
    assert_eq!(district.coachees(thomas).await, ["Carl Coachee"]);
    assert_eq!(district.coachees(samantha).await, ["Beth Coachee"]);
    let done: BTreeMap<String, Value> = district
        .items(&id)
        .await
        .iter()
        .map(|item| (item["coachee"]["name"].as_str().unwrap().to_owned(), item["outcome"]["done"].clone()))
        .collect();
    assert_eq!(json!(done), json!({"Adam Coachee": "ended", "Beth Coachee": "transferred", "Carl Coachee": "kept"}));
    let history = world.ava().get(&format!("/users/{}/coaching-history", adam.id)).await.is(200);
    let end = &history.items()[0];
    assert_eq!((&end["event"], &end["by"]["name"]), (&json!("ended"), &json!("Paula Principal")));
    assert_eq!(end["reason"], "Review “Spring review”: They have not met since autumn.");
    assert!(world.asking(thomas).get(&format!("/users/{}/goals", adam.id)).await.status == 403, "the right is gone");
    assert!(district.notices(adam).await.contains(&"coach_removed".to_owned()));
    assert!(district.notices(&world.ava).await.contains(&"review_closed".to_owned()));
    let _ = carl;
}

#[tokio::test]
async fn nobody_reviews_their_own_and_an_item_can_be_handed_on() {
    let district = District::new().await;
    let District { world, thomas, principal, adam, carl, samantha, .. } = &district;
    let by_the_coach = json!({"reviewers": [{"reviewer_id": thomas.id}], "fallback_reviewer_id": principal.id});
    let id = district.launched(by_the_coach).await;
    assert!(district.queue(thomas).await.is_empty());
    assert_eq!(district.queue(principal).await.len(), 3);
    let path = format!("{}/reviewer", district.item(&id, adam));
    let to = |person: &Person| json!({"reviewer_id": person.id});
    world.asking(samantha).put(&path, to(samantha)).await.refused(404, "not-found");
    world.ava().put(&path, to(thomas)).await.refused(409, "self-review");
    world.ava().put(&path, to(adam)).await.refused(409, "self-review");
    world.ava().put(&path, json!({"reviewer_id": "01K5S0Q0000000000000000AVA"})).await.refused_field("/reviewer_id");
    let handed = world.asking(principal).put(&path, to(samantha)).await.is(200);
    assert_eq!(handed.body["reviewer"]["name"], "Samantha Adams");
    world.ava().put(&path, to(samantha)).await.is(200);
    assert_eq!((district.queue(principal).await.len(), district.queue(samantha).await.len()), (2, 1));
    assert!(district.notices(samantha).await.contains(&"review_assigned".to_owned()));
    let keep = || json!({"choice": "keep"});
    district.decide(principal, &id, adam, keep()).await.refused(404, "not-found");
    district.decide(samantha, &id, adam, keep()).await.is(200);
    district.decide(&world.ava, &id, carl, keep()).await.is(200);
    let progress = district.review(&id).await["progress"].clone();
    let of = |name: &str| progress.as_array().unwrap().iter().find(|p| p["person"]["name"] == name).cloned().unwrap();
    assert_eq!((&of("Paula Principal")["items"], &of("Paula Principal")["open"]), (&json!(2), &json!(1)));
    assert_eq!((&of("Samantha Adams")["items"], &of("Samantha Adams")["open"]), (&json!(1), &json!(0)));
    // An administrator with a part in it has no say either.
    world.ava().put(&format!("/users/{}/coach-status", world.ava.id), json!({})).await.is(201);
    world.connect(&world.ava, carl).await;
    let second =
        district.launched(json!({"scope": {"coach_ids": [world.ava.id]}, "fallback_reviewer_id": world.ava.id, "reviewers": []})).await;
    let items = district.items(&second).await;
    assert_eq!((items.len(), items[0].get("reviewer")), (1, None));
    let own = format!("/reviews/{second}/items/{}.{}/decision", carl.id, world.ava.id);
    world.ava().post(&own, keep()).await.refused(409, "self-review");
}

#[tokio::test]
async fn reviewers_are_reminded_until_they_are_done_and_replaced_when_they_leave() {
    let district = District::new().await;
    let District { world, principal, adam, beth, samantha, .. } = &district;
    let id = district.launched(json!({"fallback_reviewer_id": samantha.id})).await;
    for day in [0, 1, 1, 2] {
        district.days_later(day).await;
    }
    assert_eq!(district.notices(principal).await, ["review_reminder", "review_assigned"], "seven days before, once");
    district.decide(principal, &id, adam, json!({"choice": "keep"})).await.is(200);
    district.days_later(5).await;
    let reminders = world.asking(principal).get("/me/notifications").await.is(200);
    assert_eq!((&reminders.items()[0]["kind"], &reminders.items()[0]["count"]), (&json!("review_reminder"), &json!(1)));
    district.decide(principal, &id, beth, json!({"choice": "keep"})).await.is(200);
    district.days_later(7).await;
    assert_eq!(district.notices(principal).await.len(), 3, "who is done is not reminded");
    assert_eq!(district.notices(samantha).await.iter().filter(|kind| *kind == "review_reminder").count(), 3);

    let second = district.launched(json!({"name": "Second", "fallback_reviewer_id": samantha.id})).await;
    assert_eq!(district.queue(principal).await.len(), 2);
    world.ava().put(&format!("/users/{}/status", principal.id), json!({"status": "inactive"})).await.is(200);
    let before = district.queue(samantha).await.len();
    district.days_later(0).await;
    district.days_later(0).await;
    assert_eq!(district.queue(samantha).await.len(), before + 2);
    let progress = district.review(&second).await["progress"].clone();
    assert_eq!(progress.as_array().unwrap().iter().map(|p| &p["person"]["name"]).collect::<Vec<_>>(), [&json!("Samantha Adams")]);
}

#[tokio::test]
async fn silence_ends_no_more_than_it_may() {
    let district = District::new().await;
    let District { world, thomas, principal, adam, beth, .. } = &district;
    let ends = json!({"on_silence": "end", "silence_limit": 40, "closes_by_itself": true});
    let id = district.launched(ends.clone()).await;
    district.days_later(8).await;
    assert_eq!(district.review(&id).await["state"], "open", "the last day is for deciding");
    district.decide(principal, &id, adam, json!({"choice": "keep"})).await.is(200);
    district.days_later(9).await;
    let held = district.review(&id).await;
    assert_eq!(held["state"], "held");
    assert!(held["stopped"].as_str().unwrap().starts_with("Nobody has decided about 2 of 3 assignments. Silence may end 1"), "{held}");
    assert!(district.notices(&world.ava).await.contains(&"review_waits".to_owned()));
    district.days_later(10).await;
    assert_eq!((&district.review(&id).await["state"], district.coachees(thomas).await.len()), (&json!("held"), 3));
    assert_eq!(world.ava().post(&format!("/reviews/{id}/close"), json!({})).await.is(200).body["state"], "held");

    district.decide(principal, &id, beth, json!({"choice": "keep"})).await.is(200);
    world.ava().post(&format!("/reviews/{id}/close"), json!({})).await.is(200);
    world.follow().await;
    let closed = district.review(&id).await;
    assert_eq!((&closed["state"], closed.get("stopped")), (&json!("closed"), None));
    assert_eq!(district.coachees(thomas).await.len(), 2);
    let carl = world.ava().get(&format!("/users/{}/coaching-history", district.carl.id)).await.is(200);
    assert_eq!(carl.items()[0]["reason"], "Review “Spring review”: nobody decided to keep it.");

    let second = district.launched(ends).await;
    district.days_later(9).await;
    assert_eq!(district.review(&second).await["state"], "held");
    world.ava().post(&format!("/reviews/{second}/close"), json!({"keep_undecided": true})).await.is(200);
    world.follow().await;
    assert_eq!((&district.review(&second).await["state"], district.coachees(thomas).await.len()), (&json!("closed"), 2));
}

#[tokio::test]
async fn a_review_closes_by_itself_only_while_its_launcher_is_an_administrator() {
    let district = District::new().await;
    let District { world, thomas, samantha, .. } = &district;
    let id = district.launched(json!({"closes_by_itself": true})).await;
    world.ava().patch(&format!("/users/{}", samantha.id), json!({"role": "administrator"})).await.is(428);
    let etag = world.ava().get(&format!("/users/{}", samantha.id)).await.etag();
    world.ava().header("if-match", etag).patch(&format!("/users/{}", samantha.id), json!({"role": "administrator"})).await.is(200);
    let etag = world.ava().get(&format!("/users/{}", world.ava.id)).await.etag();
    world.asking(samantha).header("if-match", etag).patch(&format!("/users/{}", world.ava.id), json!({"role": "member"})).await.is(200);
    district.days_later(9).await;
    let review = world.asking(samantha).get(&format!("/reviews/{id}")).await.is(200).body;
    assert_eq!(review["state"], "open");
    let closed = world.asking(samantha).post(&format!("/reviews/{id}/close"), json!({})).await.is(200);
    assert_eq!(closed.body["closed_by"]["name"], "Samantha Adams");
    world.follow().await;
    assert_eq!(world.asking(samantha).get(&format!("/users/{}/coachees", thomas.id)).await.is(200).items().len(), 3);
}

#[tokio::test]
async fn what_changed_since_the_launch_is_left_as_it_is() {
    let district = District::new().await;
    let District { world, thomas, samantha, principal, adam, beth, carl } = &district;
    let id = district.launched(json!({"fallback_reviewer_id": principal.id})).await;
    let end = || json!({"choice": "end", "justification": "Over."});
    district.decide(principal, &id, adam, end()).await.is(200);
    district.decide(principal, &id, beth, end()).await.is(200);
    let transfer = json!({"choice": "transfer", "to_coach_id": samantha.id, "justification": "Nearer by."});
    district.decide(principal, &id, carl, transfer).await.is(200);
    // Adam's ends, Beth's is made anew, and Samantha can coach no more.
    world.disconnect(thomas, adam).await;
    world.disconnect(thomas, beth).await;
    world.connect(thomas, beth).await;
    world.ava().delete(&format!("/users/{}/coach-status", samantha.id)).await.is(204);
    world.ava().post(&format!("/reviews/{id}/close"), json!({})).await.is(200);
    world.follow().await;
    let items = district.items(&id).await;
    let of = |coachee: &Person| items.iter().find(|item| item["coachee"]["id"] == coachee.id).unwrap()["outcome"].clone();
    assert_eq!((&of(adam)["done"], &of(beth)["done"]), (&json!("gone_meanwhile"), &json!("gone_meanwhile")));
    assert_eq!(of(carl)["done"], "not_done");
    assert!(of(carl)["why"].as_str().unwrap().contains("coaching access"), "{}", of(carl));
    assert_eq!(district.coachees(thomas).await, ["Beth Coachee", "Carl Coachee"]);
    assert_eq!(district.review(&id).await["not_done"], 1);
}

#[tokio::test]
async fn a_review_is_repeated_by_its_cadence() {
    let district = District::new().await;
    let world = &district.world;
    let monthly = json!({"repeats": "monthly", "closes_by_itself": true});
    let first = district.launched(monthly).await;
    district.days_later(9).await;
    district.days_later(27).await;
    let all = || async { world.ava().get("/reviews").await.is(200).items().clone() };
    assert_eq!(all().await.len(), 1);
    district.days_later(28).await;
    district.days_later(28).await;
    let reviews = all().await;
    assert_eq!(reviews.len(), 2);
    let next = &reviews[0];
    assert_eq!((&next["repeats_review"], &next["due_on"]), (&json!(first), &json!(world.day(36))));
    assert_eq!((&next["state"], &next["items"], &next["by"]["name"]), (&json!("open"), &json!(3), &json!("Ava Morgan")));
}

#[tokio::test]
async fn a_review_that_cannot_be_held_says_why() {
    let district = District::new().await;
    let world = &district.world;
    let refused = |more: Value| async { world.ava().post("/reviews", district.fields(more)).await };
    refused(json!({"due_on": world.day(0)})).await.refused_field("/due_on");
    refused(json!({"due_on": world.day(400)})).await.refused_field("/due_on");
    refused(json!({"repeats": "weekly"})).await.refused_field("/repeats");
    refused(json!({"name": " "})).await.refused_field("/name");
    refused(json!({"silence_limit": 51})).await.refused_field("/silence_limit");
    refused(json!({"fallback_reviewer_id": "01K5S0Q0000000000000000AVA"})).await.refused_field("/fallback_reviewer_id");
    refused(json!({"reviewers": [{"reviewer_id": "01K5S0Q0000000000000000AVA"}]})).await.refused_field("/reviewers/0/reviewer_id");
    let none = district.launched(json!({"scope": {"sites": ["Nowhere"]}})).await;
    let review = district.review(&none).await;
    assert_eq!((&review["state"], &review["stopped"]), (&json!("closed"), &json!("No coaching assignment is in its scope.")));
    world.asking(&district.thomas).get("/reviews").await.refused(403, "not-permitted");
}

/// How many assignments the large review has.
const MANY: usize = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_over_thousands_of_assignments_goes_from_launch_to_package() {
    let world = World::apart().await;
    let mut planter = Planter::new(&world);
    planter.sound(MANY).await;
    planter.flush().await;
    let reviewers = [world.person("Rita", "First").await, world.person("Rolf", "Second").await];
    let fallback = world.person("Fay", "Fallback").await;
    let rules = reviewers.iter().map(|reviewer| json!({"reviewer_id": reviewer.id})).collect::<Vec<_>>();
    let fields = json!({
        "name": "All", "due_on": world.day(14), "reviewers": rules, "fallback_reviewer_id": fallback.id,
        "on_silence": "end", "silence_limit": 10, "closes_by_itself": true,
    });
    let began = Instant::now();
    let id = world.ava().post("/reviews", fields).await.is(201).body["id"].as_str().unwrap().to_owned();
    killed_often(&world, &id).await;
    println!("{MANY} assignments put before their reviewers in {:?}", began.elapsed());
    let review = || async { world.ava().get(&format!("/reviews/{id}")).await.is(200).body };
    assert_eq!((&review().await["state"], &review().await["items"]), (&json!("open"), &json!(MANY)));

    let items = items(&world, &id).await;
    assert_eq!(items.len(), MANY);
    // Some are handed to the second; then the first leaves, and the fallback has the rest.
    for item in &items[..20] {
        let path = format!("/reviews/{id}/items/{}/reviewer", item["id"].as_str().unwrap());
        world.asking(&reviewers[0]).put(&path, json!({"reviewer_id": reviewers[1].id})).await.is(200);
    }
    world.ava().put(&format!("/users/{}/status", reviewers[0].id), json!({"status": "inactive"})).await.is(200);
    let organisations = std::slice::from_ref(&world.organisation);
    due(&later(&world, 1), organisations).await.unwrap();
    let progress = review().await["progress"].clone();
    let open: HashMap<&str, u64> =
        progress.as_array().unwrap().iter().map(|p| (p["person"]["name"].as_str().unwrap(), p["open"].as_u64().unwrap())).collect();
    assert_eq!(open, HashMap::from([("Rolf Second", 20), ("Fay Fallback", MANY as u64 - 20)]));

    // All but a fifth are decided: too many are left to silence.
    let silent = MANY / 5;
    let decide = |item: Value, n: usize| {
        let by = if n < 20 { &reviewers[1] } else { &fallback };
        let path = format!("/reviews/{id}/items/{}/decision", item["id"].as_str().unwrap());
        let decision =
            if n.is_multiple_of(10) { json!({"choice": "end", "justification": "No longer needed."}) } else { json!({"choice": "keep"}) };
        let world = &world;
        async move { world.asking(by).post(&path, decision).await.is(200) }
    };
    let began = Instant::now();
    let decided = |from: usize, to: usize| stream::iter(items[from..to].iter().cloned().enumerate().map(move |(n, item)| (from + n, item)));
    decided(0, MANY - silent).map(|(n, item)| decide(item, n)).buffer_unordered(4).collect::<Vec<_>>().await;
    println!("{} decisions in {:?}", MANY - silent, began.elapsed());
    due(&later(&world, 15), organisations).await.unwrap();
    let held = review().await;
    assert_eq!((&held["state"], held["dealt_with"].as_u64()), (&json!("held"), Some(0)));
    assert!(held["stopped"].as_str().unwrap().contains("Silence may end 500 of them at most"), "{held}");

    // Half of them more, and it can close: silence ends the rest.
    decided(MANY - silent, MANY - silent / 2).map(|(n, item)| decide(item, n)).buffer_unordered(4).collect::<Vec<_>>().await;
    let began = Instant::now();
    assert_eq!(world.ava().post(&format!("/reviews/{id}/close"), json!({})).await.is(200).body["state"], "closing");
    killed_often(&world, &id).await;
    println!("closed in {:?}", began.elapsed());
    let closed = review().await;
    assert_eq!((&closed["state"], &closed["dealt_with"], &closed["not_done"]), (&json!("closed"), &json!(MANY), &json!(0)));
    package_says_what_was_done(&world, &id, silent / 2).await;
}

/// Walks a review to the end, cut off again and again on the way.
async fn killed_often(world: &World, id: &str) {
    world.records();
    let (feed, id) = (world.feed(), id.parse().unwrap());
    for _ in 0..20 {
        let walking = walk(&feed, &world.organisation, id, Instant::now() + Duration::from_secs(60));
        let _ = tokio::time::timeout(Duration::from_millis(fastrand::u64(1..120)), walking).await;
    }
    // Out of time before it began, it says that it waits.
    walk(&feed, &world.organisation, id, Instant::now()).await.unwrap();
    walk(&feed, &world.organisation, id, Instant::now() + Duration::from_secs(600)).await.unwrap();
}

async fn items(world: &World, id: &str) -> Vec<Value> {
    world.all(&format!("/reviews/{id}/items?limit=100")).await
}

/// The package's hashes hold, and what it says was done is what the table has.
async fn package_says_what_was_done(world: &World, id: &str, silent: usize) {
    let package = world.ava().get(&format!("/reviews/{id}/package")).await.is(200);
    assert_eq!(package.headers["content-type"], "application/zip");
    // A Lambda may answer with 6 MB, of which base64 takes a quarter.
    let most = 4_500_000 * MANY / shared::domain::review::MAX_ITEMS as usize;
    assert!(package.bytes.len() < most, "{} bytes, of {most}", package.bytes.len());
    println!("a package of {} bytes", package.bytes.len());
    let mut zip = zip::ZipArchive::new(Cursor::new(package.bytes.to_vec())).unwrap();
    let mut file = |name: &str| {
        let mut content = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        content
    };
    let manifest: Value = serde_json::from_slice(&file("manifest.json")).unwrap();
    for listed in manifest["files"].as_array().unwrap() {
        let content = file(listed["name"].as_str().unwrap());
        let hash: String = digest(&SHA256, &content).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&listed["sha256"], &listed["bytes"]), (&json!(hash), &json!(content.len())), "{listed}");
    }
    let items: Vec<Value> = serde_json::from_slice(&file("items.json")).unwrap();
    let csv = String::from_utf8(file("items.csv")).unwrap();
    assert_eq!((items.len(), csv.lines().count()), (MANY, MANY + 1));
    let is = |item: &Value, done: &str, by_silence: bool| item["outcome"]["done"] == done && item["outcome"]["by_silence"] == by_silence;
    let count = |done: &str, by_silence: bool| items.iter().filter(|item| is(item, done, by_silence)).count();
    let decided = MANY - silent;
    assert_eq!([count("ended", true), count("ended", false), count("kept", false)], [silent, decided / 10, decided - decided / 10]);
    for item in items.iter().step_by(97) {
        let (coachee, coach) = (item["coachee"]["id"].as_str().unwrap(), item["coach"]["id"].as_str().unwrap());
        let coaches = world.ava().get(&format!("/users/{coachee}/coaches")).await.is(200);
        let is_there = coaches.items().iter().any(|row| row["user"]["id"] == coach);
        assert_eq!(is_there, item["outcome"]["done"] == "kept", "{item}");
    }
}
