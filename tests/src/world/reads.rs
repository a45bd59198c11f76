//! Every read that a person can send.

use super::{Answer, Person, World};
use futures_util::{StreamExt, stream};
use http::Method;
use std::collections::{BTreeMap, BTreeSet};

/// How many reads are in progress at once.
const AT_ONCE: usize = 16;

/// Sends each `GET` of the route table as this reader, about each of these people, and about the last `most` records of the
/// list in which it finds them. Returns the answers by path.
pub async fn reads(
    world: &World,
    reader: &Person,
    of: &[&Person],
    most: usize,
) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    let mut wanted = templates(reader, of);
    while !wanted.is_empty() {
        let mut new: BTreeSet<String> =
            wanted.iter().map(|path| list_of(path).to_owned()).collect();
        new.retain(|path| !answers.contains_key(path));
        let new = new.into_iter().map(|path| async move {
            let answer = world.as_person(reader).get(&path).await;
            (path, answer)
        });
        let new: Vec<(String, Answer)> =
            stream::iter(new).buffer_unordered(AT_ONCE).collect().await;
        answers.extend(new);
        wanted = wanted
            .iter()
            .flat_map(|path| filled(path, &answers, most))
            .collect();
    }
    answers
}

/// The paths of all reads, in which only the ids of records are still placeholders.
fn templates(reader: &Person, of: &[&Person]) -> BTreeSet<String> {
    let of_person = |path: &str, person: &Person| {
        let path = path.replace("{user_id}", &person.id);
        match path.as_str() {
            "/users" => format!("/users?q={}", &person.email[..2]),
            path if path.ends_with("/access") => format!("{path}?actor={}", reader.id),
            path => path.to_owned(),
        }
    };
    functions::operations()
        .iter()
        .filter(|operation| operation.method == Method::GET)
        .flat_map(|operation| of.iter().map(|person| of_person(operation.path, person)))
        .collect()
}

/// The list in which a path's first placeholder is found; the path itself if it has none.
fn list_of(path: &str) -> &str {
    path.split_once("/{").map_or(path, |(list, _)| list)
}

/// The path with its first placeholder replaced by each id of the list.
fn filled(path: &str, answers: &BTreeMap<String, Answer>, most: usize) -> Vec<String> {
    let Some((list, rest)) = path.split_once("/{") else {
        return Vec::new();
    };
    let (_, rest) = rest.split_once('}').unwrap_or_default();
    let items = answers[list].body["items"].as_array();
    let ids = items.into_iter().flatten().rev().take(most);
    ids.filter_map(|item| item["id"].as_str())
        .map(|id| format!("{list}/{id}{rest}"))
        .collect()
}
