//! The search entries of a person.

use super::{
    Entry, Index, MAX_ENTRY, bucket_of, clipped,
    spelling::sound,
    words::{addresses, name_words, opening, squeezed, words, words_expanded, written},
};
use crate::domain::UserFields;
use std::collections::BTreeSet;

/// The most entries of one person in each index. Renaming a coach deletes and writes them, those in `Start` in two
/// directories: 2 × (1 + 2 × 17 + 4 + 6) = 90 of the 100 actions of a transaction.
const MAX_STARTS: usize = 17;

/// The most words of each part of a name by which somebody is found. The pairs of all words are compared, and a text
/// of the longest name can have a thousand.
const MAX_WORDS: usize = 20;

const MAX_ADDRESSES: usize = 4;

const MAX_FOR_MISSPELLINGS: usize = 6;

/// Words that nobody types alone after a given name (“ana los”).
const PARTICLES: [&str; 25] = [
    "al", "and", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "la", "las", "le", "los", "van", "von", "y", "zu",
];

/// All search entries of a person. The same fields always give the same entries in the same order.
pub fn entries(fields: &UserFields) -> Vec<Entry> {
    let mut found = vec![in_roster(fields)];
    found.extend(each_once(
        starts(fields)
            .iter()
            .filter_map(|text| starting(Index::Start, text)),
        MAX_STARTS,
    ));
    found.extend(each_once(
        addresses(&fields.email)
            .iter()
            .filter_map(|text| starting(Index::Address, text)),
        MAX_ADDRESSES,
    ));
    // The family name comes last, and is what people misspell.
    let [plain, _] = name_words(fields);
    let misspelt = plain
        .iter()
        .rev()
        .flat_map(|word| sounding(word).into_iter().chain(ending(word)));
    found.extend(each_once(misspelt, MAX_FOR_MISSPELLINGS));
    found
}

fn each_once(entries: impl Iterator<Item = Entry>, most: usize) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    entries
        .filter(|entry| seen.insert(entry.clone()))
        .take(most)
        .collect()
}

/// The name from each of its words on, those of the family name first. Then, while there is room, pairs of
/// words that don't follow each other, beginning with those by which people are mostly called.
fn starts(fields: &UserFields) -> Vec<String> {
    let first = |mut words: Vec<String>| {
        words.truncate(MAX_WORDS);
        words
    };
    let [given, preferred, family] = written(fields).map(|part| first(words(part)));
    let without_preferred = squeezed(&[given.concat(), family.concat()].concat());
    let called = [0, given.len()];
    let first_family = given.len() + preferred.len();
    let all = [given, preferred, family].concat();
    let spelled_out = written(fields)
        .map(|part| first(words_expanded(part)))
        .concat();
    let count = all.len();
    let from = |all: &[String], first: usize, second: usize| {
        let rest = (second..count).chain(0..second).filter(|at| *at != first);
        std::iter::once(first)
            .chain(rest)
            .filter_map(|at| all.get(at).map(String::as_str))
            .collect::<String>()
    };
    let each = (first_family..count).chain(0..first_family);
    let mut texts: Vec<String> = each
        .flat_map(|at| {
            let [plain, spelled_out] =
                [&all, &spelled_out].map(|all| from(all, at, (at + 1) % count));
            [squeezed(&plain), opening(&plain), opening(&spelled_out)]
        })
        .collect();
    texts.push(without_preferred);
    let heavy = |at: &usize| *at == first_family || !PARTICLES.contains(&all[*at].as_str());
    let mut pairs: Vec<(usize, usize)> = (0..first_family)
        .filter(heavy)
        .flat_map(|one| {
            (first_family..count)
                .filter(heavy)
                .map(move |other| (one, other))
        })
        .collect();
    // First the given or preferred name with the first or last word of the family name.
    let seldom = |(one, other): &(usize, usize)| {
        let is_called = called.contains(one);
        (!is_called, *other != first_family && *other != count - 1)
    };
    pairs.sort_by_key(seldom);
    let behind = pairs.iter().map(|(one, other)| (*other, *one));
    let others = (0..count)
        .flat_map(|one| (0..count).map(move |other| (one, other)))
        .filter(|(one, other)| one != other);
    let all_pairs: Vec<_> = pairs.iter().copied().chain(behind).chain(others).collect();
    texts.extend(
        all_pairs
            .into_iter()
            .map(|(one, other)| squeezed(&from(&all, one, other))),
    );
    texts
}

/// The family name, then the given name.
fn in_roster(fields: &UserFields) -> Entry {
    let name = [words(&fields.family_name), words(&fields.given_name)]
        .concat()
        .join(" ");
    Entry {
        index: Index::Roster,
        bucket: String::new(),
        text: clipped(&name),
    }
}

fn starting(index: Index, text: &str) -> Option<Entry> {
    let text = clipped(text);
    bucket_of(&text).map(|bucket| Entry {
        index,
        bucket,
        text,
    })
}

fn sounding(word: &str) -> Option<Entry> {
    sound(word).map(|bucket| Entry {
        index: Index::Sound,
        bucket,
        text: clipped(word),
    })
}

fn ending(word: &str) -> Option<Entry> {
    let text: String = word.chars().rev().take(MAX_ENTRY).collect();
    bucket_of(&text).map(|bucket| Entry {
        index: Index::End,
        bucket,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::recall::person, *};

    #[test]
    fn entries_are_few_and_short_whatever_the_name() {
        let long = "ab-".repeat(66);
        let odd = (0..60)
            .map(|i| format!("{}’", char::from_u32(0x3b1 + i % 24).expect("greek")))
            .collect::<String>();
        for fields in [
            person(&long, &long, "a@x.example"),
            person(&odd, &odd, "a.b.c.d.e.f.g@x.example"),
            person(&"w".repeat(200), "王", "a@x.example"),
            // One character that is folded to four words.
            person(&"ﷺ".repeat(200), &"ﷺ".repeat(200), "a@x.example"),
        ] {
            let most = 3 * MAX_WORDS;
            assert!(super::starts(&fields).len() <= 2 * most * most + 3 * most + 1);
            let found = entries(&fields);
            let starts = found.iter().filter(|e| e.index == Index::Start).count();
            // The rest of a rename: the caller, the profile, two addresses, the organization, the log.
            assert!(
                2 * (found.len() + starts) + 10 <= 100,
                "{} entries, {starts} of them twice",
                found.len()
            );
            assert!(found.iter().all(|e| e.text.chars().count() <= MAX_ENTRY));
        }
    }
}
