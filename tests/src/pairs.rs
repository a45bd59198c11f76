//! Two requests at once: every pair of operations that write the same kind of item is raced on the same records. Each must
//! succeed or be refused with a conflict that has a problem type. It must never fail with 5xx, never be refused as stale
//! when it named no version, and be not found only when the other operation can remove something.
//!
//! Which pairs conflict is measured: each operation is called once by itself, and the kinds of items that it writes are
//! noted. A run races a random quarter of the pairs once. `PAIR_ROUNDS` races all of them that many times, and `make
//! races` two hundred times.

use crate::{
    invariants,
    world::{Answer, Fixture, Person, World, records, row, send},
};
use http::Method;
use serde_json::{Value, json};
use shared::operation::Operation;
use std::collections::BTreeSet;

/// What operations are raced on: a person with a coach, another coach without coachees, and a record.
struct Place {
    world: World,
    owner: Person,
    cora: Person,
    coach: Person,
    fixture: Fixture,
    resource: &'static str,
}

impl Place {
    async fn of(operation: &Operation) -> Self {
        let world = World::with_own_database().await;
        let (owner, cora) = (
            world.namesake("Owner", "Person").await,
            world.another_coach("Cora").await,
        );
        let coach = world.another_coach("Connie").await;
        world.connect(&coach, &owner).await;
        let mut fixture = Fixture::without_records(&cora);
        records(&world, operation, &world.ava, &owner, &mut fixture).await;
        Self {
            world,
            owner,
            cora,
            coach,
            fixture,
            resource: operation.resource(),
        }
    }

    /// Creates what the operation needs to have something to do. Ignores failures, because the other operation's
    /// preparation may have created it already.
    async fn prepare(&self, operation: &Operation) {
        let pair = self.cora.coachee(&self.owner);
        let status = self.owner.path("/coach-status");
        match operation.id {
            "users.withdraw_coach_status" => drop(self.world.ava().put(&status, json!({})).await),
            "assignments.edit" | "assignments.remove_coachee" | "assignments.remove_coach" => {
                drop(self.world.ava().put(&pair, json!({})).await);
            }
            "assignments.reopen" => {
                self.world.ava().put(&pair, json!({})).await;
                self.world.ava().delete(&pair).await;
            }
            "observations.acknowledge" | "observations.revise" => {
                let share = format!(
                    "/users/{}/observations/{}/share",
                    self.owner.id, self.fixture.record
                );
                drop(self.world.ava().post(&share, json!({})).await);
            }
            "assignments.transfer" => {
                self.world.ava().put(&status, json!({})).await;
                let other = self.world.namesake("Other", "Coachee").await;
                self.world.connect(&self.owner, &other).await;
            }
            _ => {}
        }
    }

    async fn call(&self, operation: &Operation) -> Answer {
        let caller = match operation.id {
            "conferences.edit_private_notes" => &self.coach,
            "observations.acknowledge" => &self.owner,
            _ => &self.world.ava,
        };
        let row = row(operation, &self.owner.id, &self.fixture);
        send(self.world.as_person(caller), operation, &row, "*").await
    }

    /// The kinds of items that were written since the last call: whose partition, and what the sort key begins with.
    /// Without those that each request creates anew, such as log entries.
    fn written(&self) -> BTreeSet<String> {
        let mut kinds = BTreeSet::new();
        for call in self.world.meter.take().0 {
            for item in call.request["TransactItems"]
                .as_array()
                .into_iter()
                .flatten()
            {
                for (kind, part) in item
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(kind, _)| *kind != "ConditionCheck")
                {
                    let key = if kind == "Put" {
                        &part["Item"]
                    } else {
                        &part["Key"]
                    };
                    let (pk, sk) = (
                        key["pk"]["S"].as_str().unwrap_or_default(),
                        key["sk"]["S"].as_str().unwrap_or_default(),
                    );
                    let begins = sk.split('#').next().unwrap_or_default();
                    let people = [
                        (&self.owner, "owner"),
                        (&self.cora, "cora"),
                        (&self.coach, "coach"),
                        (&self.world.ava, "ava"),
                    ];
                    let whose = people
                        .iter()
                        .find(|(person, _)| pk.contains(&person.id))
                        .map_or("organisation", |(_, name)| *name);
                    if !matches!(begins, "ACTIVITY" | "HISTORY" | "NOTICE")
                        && !pk.contains("#FIND#")
                    {
                        kinds.insert(format!("{whose} {begins}"));
                    }
                }
            }
        }
        kinds
    }
}

/// The operations that write.
fn writing() -> Vec<Operation> {
    let all = functions::operations().into_iter();
    all.filter(|operation| operation.method != Method::GET && operation.id != "health.read")
        .collect()
}

/// Whether the operation can remove what another one needs.
fn can_remove(operation: &Operation) -> bool {
    let others = [
        "users.edit_status",
        "assignments.transfer",
        "assignments.reopen",
        "reviews.close",
    ];
    operation.method == Method::DELETE || others.contains(&operation.id)
}

fn judge(operation: &Operation, other: &Operation, answer: &Answer) -> Result<(), String> {
    let status = answer.status.as_u16();
    // A conflict without a reason: the service gave up retrying.
    let is_overtaken = answer.body["type"] == "/problems/overtaken";
    let is_removed = status == 404 && (can_remove(other) || can_remove(operation));
    let is_deactivated = status == 403 && other.id == "users.edit_status";
    if status < 300 || status == 409 && !is_overtaken || is_removed || is_deactivated {
        return Ok(());
    }
    Err(format!(
        "{} beside {}: {status} {}",
        operation.id, other.id, answer.body
    ))
}

/// Whether the operation is about a record, which must be created first.
fn needs_record(operation: &Operation) -> bool {
    let ids = [
        "goal",
        "conference",
        "observation",
        "rubric",
        "learning",
        "credential",
        "audit",
        "review",
    ];
    ids.iter()
        .any(|id| operation.path.contains(&format!("{{{id}_id}}")))
        || operation.id == "conferences.create"
}

/// Whether two operations can be called on the same records.
fn share_records(one: &Operation, other: &Operation) -> bool {
    one.resource() == other.resource() || !(needs_record(one) && needs_record(other))
}

#[tokio::test]
async fn two_concurrent_operations_on_one_item_each_succeed_or_are_refused_with_a_reason() {
    let rounds: Option<usize> = std::env::var("PAIR_ROUNDS")
        .ok()
        .map(|rounds| rounds.parse().unwrap());
    let (is_sample, rounds) = (rounds.is_none(), rounds.unwrap_or(1));
    let operations = writing();
    let mut writes = Vec::new();
    for operation in &operations {
        let place = Place::of(operation).await;
        place.prepare(operation).await;
        place.world.meter.take();
        let answer = place.call(operation).await;
        assert!(
            answer.status.as_u16() < 500,
            "{}: {}",
            operation.id,
            answer.body
        );
        writes.push(place.written());
    }
    let (mut raced, mut wrong) = (0, Vec::new());
    for (n, one) in operations.iter().enumerate() {
        for (m, other) in operations.iter().enumerate().skip(n) {
            if writes[n].is_disjoint(&writes[m])
                || !share_records(one, other)
                || (is_sample && fastrand::u8(0..4) > 0)
            {
                continue;
            }
            raced += 1;
            for _ in 0..rounds {
                let place = Place::of(if needs_record(one) { one } else { other }).await;
                place.prepare(one).await;
                place.prepare(other).await;
                let (first, second) = tokio::join!(place.call(one), place.call(other));
                wrong.extend(judge(one, other, &first).err());
                wrong.extend(judge(other, one, &second).err());
                // The fixture of audits plants a wrong counter.
                if place.resource != "audits" {
                    invariants::check(&place.world.items().await);
                }
            }
        }
    }
    println!("{raced} pairs");
    assert_eq!(wrong, [""; 0]);
    assert!(raced > 150, "only {raced} pairs were raced");
}

/// Two different decisions about one review item at once: both succeed, and the item counts once.
#[tokio::test]
async fn two_concurrent_decisions_about_one_item_both_succeed_and_count_once() {
    let decide = functions::operations()
        .into_iter()
        .find(|operation| operation.id == "reviews.decide")
        .unwrap();
    for round in 0..40 {
        let place = Place::of(&decide).await;
        let row = row(&decide, &place.owner.id, &place.fixture);
        let choices = [
            json!({"choice": "keep"}),
            json!({"choice": "end", "justification": format!("Round {round}.")}),
        ];
        let ask = async |body: &Value| place.world.ava().post(&row.path, body.clone()).await;
        let (one, other) = tokio::join!(ask(&choices[0]), ask(&choices[1]));
        one.is(200);
        other.is(200);
        let review = place
            .world
            .ava()
            .get(row.path.split("/items").next().unwrap())
            .await
            .is(200)
            .body;
        let decided = ["keep", "end", "transfer"]
            .map(|choice| review[choice].as_u64().unwrap_or(0))
            .iter()
            .sum::<u64>();
        assert_eq!(decided, 1, "one item is decided once: {review}");
    }
}
