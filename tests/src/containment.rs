//! One item that can't be read stops nobody else. The rows of the table of keys (`shared/src/table/keys/mod.rs`) are the
//! kinds of items; every item of a populated organisation is of one of them, and of each kind one item is damaged in
//! turn, by a raw put. Whatever was read before is read again by whoever read it: nothing but the damaged record itself
//! is answered with 5xx, and those whom it doesn't concern get the same answers as before. What happens meanwhile is
//! told, mailed, audited and reviewed to the end, in this organisation and in another; and the log names the item.

use crate::{
    sign_in,
    world::{
        Answer, Item, Log, Person, World, a_conference, a_credential, a_goal, an_observation,
        engine, id, reads, some_evidence, text, with,
    },
};
use aws_sdk_dynamodb::types::AttributeValue;
use functions::{Background, Scheduled};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use shared::table::UNREADABLE;
use std::collections::{BTreeMap, BTreeSet};
use tracing_subscriber::filter::LevelFilter;

/// The attributes that are left as they are: the keys of the table and of the index.
const PLACE: [&str; 4] = ["pk", "sk", "gsi1pk", "gsi1sk"];

/// The kinds that nothing in this test reads, because only a change of the record itself does.
const UNREAD: [(&str, &str); 9] = [
    ("ORG#o#AUDIT#run", "SHARD#<nn>"),
    ("ORG#o#DEAD", "<activity id>"),
    ("ORG#o#EMAIL#<normalized>", "EMAIL"),
    ("ORG#o#IDEMPOTENCY#caller", "<key>"),
    ("ORG#o#REVIEW#id", "WORK"),
    ("ORG#o#RUBRIC#id", "VERSION#n"),
    ("ORG#o#RUBRICS", "COUNT"),
    ("ORG#o#USER#coachee", "TERMS#coach"),
    ("ORG#o#USER#owner", "SCALE#observation"),
];

/// The item with every attribute but its place replaced by nonsense.
fn damaged(item: &Item) -> Item {
    let damage = |name: &String, value: &AttributeValue| match PLACE.contains(&name.as_str()) {
        true => value.clone(),
        false => AttributeValue::L(vec![AttributeValue::Bool(true)]),
    };
    item.iter()
        .map(|(name, value)| (name.clone(), damage(name, value)))
        .collect()
}

/// A row of the table of keys: the patterns of the partition key and of the sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    pk: &'static str,
    sk: &'static str,
}

/// The table of keys, read from the documentation of its module.
fn kinds() -> Vec<Kind> {
    let rows = include_str!("../../shared/src/table/keys/mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .skip(1);
    let quoted = |cell: &'static str| cell.split('`').skip(1).step_by(2);
    rows.flat_map(|row| {
        let mut cells = row.split(" | ").skip(1);
        let (pk, sks) = (cells.next().unwrap(), cells.next().unwrap());
        let pk = quoted(pk).next().unwrap();
        let sks = quoted(sks.split(" (").next().unwrap());
        sks.map(move |sk| Kind { pk, sk })
    })
    .collect()
}

/// Whether a key has this pattern: parts in capitals are literal, and other parts stand for any text.
fn looks_like(key: &str, pattern: &str) -> bool {
    let (parts, pattern): (Vec<_>, Vec<_>) =
        (key.split('#').collect(), pattern.split('#').collect());
    let is_fixed = |part: &str| part.chars().all(|c| c.is_ascii_uppercase());
    parts.len() == pattern.len()
        && parts
            .iter()
            .zip(pattern)
            .all(|(part, expected)| !is_fixed(expected) || *part == expected)
}

/// An organization with items of every kind, and the people whom they are about.
struct District {
    world: World,
    thomas: Person,
    adam: Person,
    beth: Person,
    carl: Person,
    paula: Person,
}

impl District {
    async fn new() -> Self {
        let world = World::with_own_database().await;
        let (thomas, adam) = world.pair().await;
        let beth = world.person("Beth", "Brown").await;
        let carl = world.person("Carl", "Coachee").await;
        let paula = world.person("Paula", "Principal").await;
        world.connect(&thomas, &beth).await;
        let district = Self {
            world,
            thomas,
            adam,
            beth,
            carl,
            paula,
        };
        district.create_assignments().await;
        district.create_records().await;
        district.create_reviews_and_notices().await;
        district
    }

    fn of_adam(&self, rest: &str) -> String {
        self.adam.path(rest)
    }

    /// Assignments, present and former, and an inactive person.
    async fn create_assignments(&self) {
        let (world, ava) = (&self.world, || self.world.ava());
        // So long ago that the audit checks whether the two have met.
        world.assign_since(&self.thomas, &self.adam, -60).await;
        let cora = world.coach("Cora", "Coach").await;
        world.connect(&cora, &self.adam).await;
        world.disconnect(&cora, &self.adam).await;
        let inactive = world.person("Ines", "Inert").await;
        ava()
            .put(&inactive.path("/status"), json!({"status": "inactive"}))
            .await
            .is(200);
        for person in [&self.adam, &self.carl] {
            world
                .set_preferences(
                    person,
                    json!({"assignments": "daily", "coach_status": "daily"}),
                )
                .await;
        }
    }

    /// Records of every kind, Adam's and by Thomas.
    async fn create_records(&self) {
        let client = || self.world.as_person(&self.thomas);
        let (rubric_id, components) = self.world.rubric().await;
        let goal = client()
            .header("idempotency-key", "goal")
            .post(&self.of_adam("/goals"), a_goal())
            .await
            .is(201);
        let goal = self.of_adam(&format!("/goals/{}", goal.id()));
        client()
            .post(&format!("{goal}/progress"), json!({"value": 50}))
            .await
            .is(201);
        client()
            .post(&format!("{goal}/comments"), json!({"text": "Well."}))
            .await
            .is(201);
        let mut observed = an_observation();
        observed["rubric_id"] = json!(rubric_id);
        let observation = client()
            .post(&self.of_adam("/observations"), observed)
            .await
            .is(201);
        let observation = self.of_adam(&format!("/observations/{}", observation.id()));
        client()
            .post(&format!("{observation}/evidence"), some_evidence())
            .await
            .is(201);
        client()
            .post(&format!("{observation}/share"), json!({}))
            .await
            .is(200);
        let scores = json!([{"component_id": components[0], "score": 3}]);
        client()
            .post(
                &format!("{observation}/revisions"),
                json!({"reason": "A score was missing.", "scores": scores}),
            )
            .await
            .is(201);
        let mut held = a_conference(Some(&self.thomas));
        held["state"] = json!("held");
        let conference = client()
            .post(&self.of_adam("/conferences"), held)
            .await
            .is(201);
        let conference = self.of_adam(&format!("/conferences/{}", conference.id()));
        client()
            .put(
                &format!("{conference}/private-notes"),
                json!({"text": "Mine."}),
            )
            .await
            .is(200);
        let ahead = json!({"starts_at": "2027-09-01T13:00:00Z", "ends_at": "2027-09-01T13:30:00Z"});
        let mut conference = a_conference(Some(&self.thomas));
        conference = with(conference, ahead);
        client()
            .post(&self.of_adam("/conferences"), conference)
            .await
            .is(201);
        let ava = || self.world.ava();
        for (rest, body) in [
            ("/learning", json!({"title": "Questioning"})),
            ("/credentials", a_credential()),
        ] {
            ava().post(&self.of_adam(rest), body).await.is(201);
        }
        ava()
            .put(&self.of_adam("/personnel"), json!({"position": "Teacher"}))
            .await
            .is(200);
        let of_beth = self.beth.path("/goals");
        client().post(&of_beth, a_goal()).await.is(201);
    }

    /// A review, an audit, notices that wait for the daily mail, and a dead letter.
    async fn create_reviews_and_notices(&self) {
        let world = &self.world;
        let review = json!({
            "name": "Review", "due_on": world.day(30), "fallback_reviewer_id": self.paula.id,
        });
        world.ava().post("/reviews", review).await.is(201);
        world.process_stream().await;
        let ends = [json!("done"), json!("closed")];
        assert_eq!(self.audited_and_reviewed().await, (ends, BTreeSet::new()));
        functions::mail::daily::handle(&world.background_at("mail.daily", 1, 12), Scheduled {})
            .await
            .unwrap();
        // This notice waits for the next morning.
        let dora = world.coach("Dora", "Coach").await;
        world.connect(&dora, &self.adam).await;
        world.process_stream().await;
        let dead = [
            ("pk", world.partition("#DEAD")),
            ("sk", "01K5S0Q0000000000000000AVA".to_owned()),
            ("record", json!({}).to_string()),
            ("reason", "unheard of".to_owned()),
            ("at", world.now().to_string()),
        ];
        let dead = dead.map(|(name, value)| (name.to_owned(), text(value)));
        world.put_item(dead.into()).await;
    }

    /// Runs an audit and a review that is closed at once. Returns their states, and the audit's findings of unreadable
    /// items.
    async fn audited_and_reviewed(&self) -> ([Value; 2], BTreeSet<String>) {
        let world = &self.world;
        let review = json!({
            "name": "Another", "due_on": world.day(30), "fallback_reviewer_id": world.ava.id,
            "scope": {"coach_ids": [self.thomas.id]},
        });
        let (audit, review) = (
            world.ava().post("/audits", json!({})).await,
            world.ava().post("/reviews", review).await,
        );
        world.process_stream().await;
        let made = |answer: &Answer| answer.body["id"].as_str().unwrap_or("none").to_owned();
        let (audit, review) = (
            format!("/audits/{}", made(&audit)),
            format!("/reviews/{}", made(&review)),
        );
        let close = format!("{review}/close");
        world.ava().post(&close, json!({})).await;
        world.process_stream().await;
        let unreadable = format!("{audit}/findings?kind=unreadable&limit=100");
        let findings = world.ava().get(&unreadable).await.body["items"].clone();
        let findings = findings.as_array().into_iter().flatten();
        let (audit, review) = (
            world.ava().get(&audit).await,
            world.ava().get(&review).await,
        );
        (
            [audit, review].map(|answer| answer.body["state"].clone()),
            findings.map(|finding| id(finding).to_owned()).collect(),
        )
    }

    fn readers(&self) -> [(&Person, Vec<&Person>); 5] {
        [
            (&self.world.ava, vec![&self.adam, &self.beth, &self.thomas]),
            (&self.thomas, vec![&self.adam, &self.beth]),
            (&self.adam, vec![&self.adam]),
            (&self.beth, vec![&self.beth]),
            (&self.paula, vec![&self.paula]),
        ]
    }

    /// Every item of the organization, with those of its identity provider.
    async fn items(&self) -> BTreeMap<(String, String), Item> {
        let mut items = self.world.items().await;
        let issuer = engine().openid.issuer(&self.world.organisation);
        let scanned = self.world.scan().await;
        let key = |item: &Item, name: &str| item[name].as_s().unwrap().clone();
        let of_provider = scanned
            .iter()
            .filter(|item| key(item, "pk").starts_with(&format!("IDP#{issuer}")));
        items.extend(of_provider.map(|item| ((key(item, "pk"), key(item, "sk")), item.clone())));
        items
    }
}

/// The parts of an answer to compare.
fn shown(answer: Answer) -> (u16, Value) {
    // A refusal holds the id of its request, which is another each time.
    let body = if answer.status.is_client_error() {
        Value::Null
    } else {
        answer.body
    };
    (answer.status.as_u16(), body)
}

/// Repeats reads.
async fn again(
    world: &World,
    reader: &Person,
    paths: impl Iterator<Item = &String>,
) -> BTreeMap<String, (u16, Value)> {
    let answers = paths
        .map(|path| async move { (path.clone(), shown(world.as_person(reader).get(path).await)) });
    stream::iter(answers).buffer_unordered(16).collect().await
}

/// One item to be damaged.
struct Victim {
    kind: Kind,
    pk: String,
    sk: String,
    item: Item,
}

impl Victim {
    /// The item as it is now, or as it was at first if it has been deleted since.
    async fn item_now(&self, world: &World) -> Item {
        let item = world.item(&self.pk, &self.sk).await;
        item.unwrap_or_else(|| self.item.clone())
    }

    fn is_about(&self, person: &Person) -> bool {
        let is_link_of = || self.kind.sk == "LINK" && self.item["user_id"].as_s() == Ok(&person.id);
        self.pk.contains(&person.id) || self.sk.contains(&person.id) || is_link_of()
    }

    /// Whether a read may fail because of this item: because it is of this record, or because only this record says
    /// whether it is a draft, whom it invites or what it is compared with.
    fn may_fail(&self, reader: &Person, path: &str) -> bool {
        let last = |key: &str| key.rsplit('#').next().unwrap().to_owned();
        let is_record = |id: String| path.ends_with(&format!("/{id}"));
        let is_beside = |what: &[&str]| {
            what.iter()
                .any(|what| path.ends_with(&format!("/{}/{what}", last(&self.sk))))
        };
        match self.kind.sk {
            "ORG" => true,
            // Nothing about a person can be answered without their profile, and nobody can sign in without their link.
            "PROFILE" => self.is_about(reader) || path.contains(&last(&self.pk)),
            "LINK" => self.is_about(reader),
            "PERSONNEL" => path.ends_with(&format!("{}/personnel", last(&self.pk))),
            "PRIVATE#conference" => path.ends_with(&format!("{}/private-notes", last(&self.sk))),
            "CURRENT" => is_record(last(&self.pk)),
            "OBSERVATION#id" => is_record(last(&self.sk)) || is_beside(&["evidence", "revisions"]),
            "CONFERENCE#id" => is_record(last(&self.sk)) || is_beside(&["invitation.ics"]),
            "RUN#id" => is_record(last(&self.sk)) || is_beside(&["resolved"]),
            "REVIEW#id" => is_record(last(&self.sk)) || is_beside(&["package"]),
            _ => is_record(last(&self.sk)),
        }
    }
}

/// One item of each kind; where there are some, one about the coachee and one of the coach. Panics when an item belongs to
/// no kind or a kind has no item.
fn victims(district: &District, items: BTreeMap<(String, String), Item>) -> Vec<Victim> {
    let kinds = kinds();
    let mut victims: BTreeMap<(Kind, String), Vec<Victim>> = BTreeMap::new();
    for ((pk, sk), item) in items {
        let its: Vec<_> = kinds
            .iter()
            .filter(|kind| looks_like(&pk, kind.pk) && looks_like(&sk, kind.sk))
            .collect();
        let [kind] = its.as_slice() else {
            panic!("{pk} / {sk} is in {} rows of the table of keys", its.len());
        };
        // Each index of each directory counts as a kind, because it is read separately.
        let index = pk.split_once("#FIND#").map(|(_, rest)| rest);
        let index: Vec<&str> = index
            .into_iter()
            .flat_map(|rest| rest.split('#'))
            .take(2)
            .collect();
        let of_kind = victims.entry((**kind, index.join("#"))).or_default();
        of_kind.push(Victim {
            kind: **kind,
            pk,
            sk,
            item,
        });
    }
    for kind in kinds {
        let exists = victims.keys().any(|(other, _)| *other == kind);
        assert!(exists, "no item is at {} / {}", kind.pk, kind.sk);
    }
    victims
        .into_values()
        .flat_map(|of_kind| {
            let (of_thomas, others): (Vec<_>, Vec<_>) = of_kind
                .into_iter()
                .partition(|victim| victim.pk.ends_with(&district.thomas.id));
            let (of_adam, others): (Vec<_>, Vec<_>) = others
                .into_iter()
                .partition(|victim| victim.is_about(&district.adam));
            let mut chosen: Vec<_> = of_adam
                .into_iter()
                .take(1)
                .chain(of_thomas.into_iter().take(1))
                .collect();
            if chosen.is_empty() {
                chosen.extend(others.into_iter().take(1));
            }
            chosen
        })
        .collect()
}

#[tokio::test]
async fn an_unreadable_item_affects_nothing_else() {
    let district = District::new().await;
    let other = district.world.sibling().await;
    let dave = other.person("Dave", "Distant").await;
    other
        .as_person(&dave)
        .put("/me/preferences", json!({"coach_status": "daily"}))
        .await
        .is(200);
    let mut before: Vec<BTreeMap<String, (u16, Value)>> = Vec::new();
    for (reader, of) in district.readers() {
        let answers = reads(&district.world, reader, &of, 2).await;
        let read = answers
            .into_iter()
            .map(|(path, answer)| (path, shown(answer)));
        before.push(read.filter(|(_, (status, _))| *status == 200).collect());
    }
    let log = Log::new(LevelFilter::INFO);
    let (mut wrong, mut named) = (Vec::new(), BTreeSet::new());
    for (n, victim) in victims(&district, district.items().await)
        .iter()
        .enumerate()
    {
        log.take();
        let sound = victim.item_now(&district.world).await;
        district.world.put_item(damaged(&sound)).await;
        let mut found = failing_reads(&district, &before, victim).await;
        if victim.kind.sk != "ORG" {
            found.extend(failing_work(&district, victim).await);
        }
        let both = [(&district.world, &district.carl), (&other, &dave)];
        found.extend(failing_mornings(both, n, victim).await);
        let (pk, sk) = (format!("{:?}", victim.pk), format!("{:?}", victim.sk));
        let is_named =
            |line: &str| line.contains(UNREADABLE) && line.contains(&pk) && line.contains(&sk);
        if log.take().lines().any(is_named) {
            named.insert((victim.kind.pk, victim.kind.sk));
        }
        wrong.extend(
            found
                .into_iter()
                .map(|what| format!("with {} / {}: {what}", victim.pk, victim.sk)),
        );
        district.world.put_item(sound).await;
        district.world.replay().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unnamed = kinds()
        .into_iter()
        .map(|kind| (kind.pk, kind.sk))
        .filter(|kind| !named.contains(kind));
    assert_eq!(unnamed.collect::<BTreeSet<_>>(), BTreeSet::from(UNREAD));
}

/// Repeats every read; returns what fails or differs and must not.
async fn failing_reads(
    district: &District,
    before: &[BTreeMap<String, (u16, Value)>],
    victim: &Victim,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((reader, _), before) in district.readers().into_iter().zip(before) {
        let after = again(&district.world, reader, before.keys()).await;
        let is_same = reader.id == district.beth.id && victim.is_about(&district.adam);
        for (path, (status, body)) in &after {
            let fails = *status >= 500 && !victim.may_fail(reader, path);
            if fails || is_same && before[path] != (*status, body.clone()) {
                wrong.push(format!("GET {path} as {}: {status} {body}", reader.email));
            }
        }
    }
    wrong
}

/// Runs an audit and a review, verifies the log and signs in at a new authorizer; returns what fails. The audit must name
/// the item if it reads it.
async fn failing_work(district: &District, victim: &Victim) -> Vec<String> {
    let (world, mut wrong) = (&district.world, Vec::new());
    let is_of = |what: &[&str]| what.iter().any(|what| victim.pk.contains(what));
    if is_of(&["IDP#", "#EMAIL"])
        && !sign_in::is_accepted_after_a_start(world, &district.beth.token).await
    {
        wrong.push("Beth does not sign in".to_owned());
    }
    if is_of(&["#LOG", "#SEALS"]) || victim.sk.starts_with("ACTIVITY") {
        let table = world.app.store.of(&world.organisation);
        let verified = functions::feed::verify(&table, &[], &world.app.clock).await;
        wrong.extend(verified.err().map(|error| format!("verify: {error:?}")));
    }
    let ([audit, review], named) = district.audited_and_reviewed().await;
    // An audit reads profiles and assignments, and signals where the two may not have met for long.
    let is_audited = match victim.kind.sk {
        "PROFILE" => true,
        "SIGNALS" | "COACHEE#coachee" | "COACH#coach" => victim.is_about(&district.adam),
        _ => false,
    };
    let is_its = |id: &String| {
        id.contains(&district.adam.id) || victim.pk.contains(id.split('.').nth(1).unwrap())
    };
    if named.is_empty() == is_audited || !named.iter().all(is_its) {
        wrong.push(format!("an audit names {named:?}"));
    }
    if audit != "done" || review != "closed" {
        wrong.push(format!("an audit is {audit}, a review is {review}"));
    }
    wrong
}

/// Changes somebody's coach status in both organizations and runs the schedule of the next morning; returns what fails.
/// Each of the two must get one mail.
async fn failing_mornings(both: [(&World, &Person); 2], n: usize, victim: &Victim) -> Vec<String> {
    let mut wrong = Vec::new();
    let organisations = both.map(|(world, _)| world.organisation.clone());
    let is_whole =
        |world: &World| victim.kind.sk != "ORG" || world.organisation == organisations[1];
    let (world, _) = both[0];
    for (world, person) in both.iter().filter(|(world, _)| is_whole(world)) {
        let status = person.path("/coach-status");
        for changed in [
            world.ava().put(&status, json!({})).await,
            world.ava().delete(&status).await,
        ] {
            if !changed.status.is_success() {
                wrong.push(format!("a change of {}: {}", person.email, changed.body));
            }
        }
        world.process_stream().await;
    }
    let day = 2 + i64::try_from(n).unwrap();
    // The workers run with the first world's mailer, so all mails are in its mailbox.
    let mailed_before = both.map(|(_, person)| mails_to(world, person));
    let at_noon = |worker, day| Background {
        organisations: organisations.to_vec(),
        ..world.background_at(worker, day, 12)
    };
    let mailed = functions::mail::daily::handle(&at_noon("mail.daily", day), Scheduled {}).await;
    let inspected = functions::reviews::due::handle(&at_noon("reviews.due", 2), Scheduled {}).await;
    let started = functions::audits::due::handle(&at_noon("audits.due", day), Scheduled {}).await;
    for done in [mailed.map(drop), inspected.map(drop), started.map(drop)] {
        if done.is_ok() != is_whole(world) {
            wrong.push(format!("the schedule: {done:?}"));
        }
    }
    for ((of, person), before) in both.iter().zip(mailed_before) {
        let mails = mails_to(world, person) - before;
        if mails != usize::from(is_whole(of)) {
            wrong.push(format!("{mails} mails to {}", person.email));
        }
    }
    wrong
}

fn mails_to(world: &World, person: &Person) -> usize {
    let mails = world.mailbox.all();
    mails
        .iter()
        .filter(|mail| String::from_utf8_lossy(mail).contains(&person.email))
        .count()
}
