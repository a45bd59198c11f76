//! Lines of evidence are listed by the time at which they were seen, and keep their ids when that is corrected.

use crate::world::{Answer, Person, World, an_observation, id};
use serde_json::{Value, json};

/// A coach's draft with evidence.
struct Script {
    world: World,
    thomas: Person,
    observation: String,
}

impl Script {
    async fn new() -> Self {
        let world = World::with_own_database().await;
        let (thomas, adam) = world.pair().await;
        let observations = adam.path("/observations");
        let observation = world.create(&thomas, &observations, an_observation()).await;
        Self {
            world,
            thomas,
            observation,
        }
    }

    /// Adds lines in one request, and returns their paths.
    async fn add(&self, lines: Vec<Value>) -> Vec<String> {
        let evidence = format!("{}/evidence", self.observation);
        let added = self
            .world
            .as_person(&self.thomas)
            .post(&evidence, json!({"lines": lines}))
            .await
            .is(201);
        let lines = added.body["lines"].as_array().unwrap();
        lines
            .iter()
            .map(|line| format!("{evidence}/{}", id(line)))
            .collect()
    }

    async fn edit(&self, line: &str, etag: &str, change: Value) -> Answer {
        let client = self.world.as_person(&self.thomas).header("if-match", etag);
        client.patch(line, change).await
    }

    /// The texts of each page of the list.
    async fn texts(&self, limit: usize) -> Vec<Vec<String>> {
        let list = format!("{}/evidence?limit={limit}", self.observation);
        let (mut pages, mut path) = (Vec::new(), list.clone());
        loop {
            let page = self.world.as_person(&self.thomas).get(&path).await.is(200);
            let texts = page.items().iter().map(|line| line["text"].as_str());
            pages.push(texts.map(|text| text.unwrap().to_owned()).collect());
            match page.body["next_cursor"].as_str() {
                Some(cursor) => path = format!("{list}&cursor={cursor}"),
                None => return pages,
            }
        }
    }
}

/// A line that was seen this many seconds after one o'clock.
fn line(second: usize, text: &str) -> Value {
    json!({"at": at(second), "text": text})
}

fn at(second: usize) -> String {
    format!("2026-09-01T13:{:02}:{:02}Z", second / 60, second % 60)
}

#[tokio::test]
async fn a_line_is_listed_by_when_it_was_seen_and_keeps_its_id() {
    let it = Script::new().await;
    let lines = it
        .add(vec![line(4, "first"), line(5, "second"), line(6, "third")])
        .await;
    let third = &lines[2];
    let moved = it.edit(third, "*", json!({"at": at(3)})).await.is(200);
    assert!(third.ends_with(moved.id()));
    assert_eq!(it.texts(25).await, [["third", "first", "second"]]);
    it.edit(third, "*", json!({"text": "now first"}))
        .await
        .is(200);
    assert_eq!(it.texts(25).await, [["now first", "first", "second"]]);
    let client = it.world.as_person(&it.thomas);
    client.delete(&it.observation).await.is(204);
    let left = it.world.items().await.into_keys();
    assert_eq!(
        left.filter(|(_, sk)| sk.starts_with("EVIDENCE#")).count(),
        0
    );
}

#[tokio::test]
async fn lines_of_one_moment_are_listed_in_the_order_in_which_they_were_sent() {
    let it = Script::new().await;
    let texts: Vec<String> = (0..25).map(|n| format!("line {n}")).collect();
    let same = |texts: &[String]| texts.iter().map(|text| line(7, text)).collect();
    it.add(same(&texts[..20])).await;
    // A later request's lines come last, however many lines of the same moment the first request had.
    tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    it.add(same(&texts[20..])).await;
    assert_eq!(it.texts(4).await.concat(), texts);
    assert_eq!(it.texts(100).await, [texts]);

    let mixed = Script::new().await;
    mixed
        .add(vec![line(9, "c"), line(8, "a"), line(9, "d"), line(8, "b")])
        .await;
    assert_eq!(mixed.texts(25).await, [["a", "b", "c", "d"]]);
}

#[tokio::test]
async fn a_correction_can_be_sent_again() {
    let it = Script::new().await;
    let lines = it.add(vec![line(4, "first")]).await;
    let first = it.edit(&lines[0], "*", json!({"at": at(9)})).await.is(200);
    let again = it.edit(&lines[0], "*", json!({"at": at(9)})).await.is(200);
    assert_eq!(first.body, again.body);
    assert_eq!(first.etag(), again.etag());
    // A former version is refused as stale; the line isn't missing.
    let stale = it.edit(&lines[0], "\"1\"", json!({"at": at(9)})).await;
    stale.refused(412, "stale");
}

#[tokio::test]
async fn of_two_concurrent_corrections_of_a_line_one_succeeds_and_one_is_refused() {
    for _ in 0..20 {
        let it = Script::new().await;
        let lines = it.add(vec![line(4, "first")]).await;
        let (one, other) = tokio::join!(
            it.edit(&lines[0], "\"1\"", json!({"at": at(9)})),
            it.edit(&lines[0], "\"1\"", json!({"at": at(8)})),
        );
        let mut answers = [one.status.as_u16(), other.status.as_u16()];
        answers.sort_unstable();
        assert!(
            matches!(answers, [200, 409 | 412]),
            "{} {}",
            one.body,
            other.body
        );
        assert_eq!(it.texts(25).await, [["first"]]);
    }
}

#[tokio::test]
async fn pages_show_each_line_once_in_the_order_it_was_seen() {
    let it = Script::new().await;
    let mut seen: Vec<(usize, String)> = Vec::new();
    let mut paths = Vec::new();
    for from in (0..120).step_by(20) {
        let texts = (from..from + 20).map(|n| (n * 3, format!("line {n}")));
        let texts: Vec<_> = texts.collect();
        paths.extend(
            it.add(
                texts
                    .iter()
                    .map(|(second, text)| line(*second, text))
                    .collect(),
            )
            .await,
        );
        seen.extend(texts);
    }
    // Moves across pages in both directions, and in between two lines.
    for (which, second) in [
        (0, 358),
        (119, 1),
        (49, 151),
        (50, 146),
        (100, 2),
        (60, 3599),
    ] {
        it.edit(&paths[which], "*", json!({"at": at(second)}))
            .await
            .is(200);
        seen[which].0 = second;
    }
    seen.sort();
    let pages = it.texts(50).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20]);
    let expected: Vec<String> = seen.into_iter().map(|(_, text)| text).collect();
    assert_eq!(pages.concat(), expected);
    assert_eq!(it.texts(7).await.concat(), expected);
    assert_eq!(it.texts(60).await.len(), 2, "no empty page at the end");
}
