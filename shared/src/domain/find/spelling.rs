//! Misspellings: words that sound the same, and words that differ in few letters.

use super::{
    Index, Lookup, MIN_LETTERS, Query, bucket_of,
    words::{name_words, squeezed},
};
use crate::domain::UserFields;
use rphonetic::{DoubleMetaphone, Encoder};
use strsim::osa_distance;

impl Query {
    /// Lookups for misspelled words: by sound, and by the half of the word that has no mistake.
    pub fn lookups_for_misspelling(&self) -> Vec<Lookup> {
        let Some(word) = self.words.iter().max_by_key(|w| w.chars().count()) else {
            return Vec::new();
        };
        let letters: Vec<char> = word.chars().collect();
        let half = (letters.len().saturating_sub(1) / 2).max(MIN_LETTERS);
        let start: String = letters.iter().take(half).collect();
        let end: String = letters.iter().rev().take(half).collect();
        let mut lookups = Vec::new();
        lookups.extend(sound(word).map(|bucket| Lookup {
            index: Index::Sound,
            bucket,
            begins: String::new(),
        }));
        for (index, begins) in [(Index::Start, squeezed(&start)), (Index::End, end)] {
            lookups.extend(bucket_of(&begins).map(|bucket| Lookup {
                index,
                bucket,
                begins,
            }));
        }
        lookups
    }

    /// By how many letters a person's names differ from the query; none if they differ too much.
    pub fn distance(&self, fields: &UserFields) -> Option<usize> {
        name_words(fields)
            .iter()
            .filter_map(|way| self.distance_to(way))
            .min()
    }

    fn distance_to(&self, way: &[String]) -> Option<usize> {
        let mut total = 0;
        for typed in &self.words {
            total += way
                .iter()
                .filter_map(|word| word_distance(typed, word))
                .min()?;
        }
        Some(total)
    }
}

/// The sound of a word in Latin letters; none for other scripts.
pub(super) fn sound(word: &str) -> Option<String> {
    let latin = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    latin
        .then(|| DoubleMetaphone::default().encode(word))
        .filter(|code| !code.is_empty())
}

/// How many letters to change from `typed` to `word` or to a beginning of it; none if more than a third.
/// Words that sound the same differ by one letter at most.
fn word_distance(typed: &str, word: &str) -> Option<usize> {
    let length = typed.chars().count();
    let beginning: String = word.chars().take(length).collect();
    let letters = osa_distance(typed, word).min(osa_distance(typed, &beginning) + 1);
    if typed == beginning {
        return Some(0);
    }
    if letters > 1 && sound(typed).is_some_and(|code| sound(word) == Some(code)) {
        return Some(1);
    }
    (letters <= (length / 3).max(1)).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{entries, recall::person},
        *,
    };

    #[test]
    fn a_word_with_one_wrong_letter_is_found() {
        let fields = person("Adam", "Anderson", "adam.anderson@lakeside.example");
        for typed in [
            "Amderson",
            "Andersen",
            "Andrson",
            "Annderson",
            "Anderosn",
            "nderson",
            "Xnderson",
            "adam andersom",
        ] {
            let query = Query::parse(typed).expect("letters");
            let reached = query.lookups_for_misspelling().iter().any(|lookup| {
                entries(&fields).iter().any(|e| {
                    e.index == lookup.index
                        && e.bucket == lookup.bucket
                        && e.text.starts_with(&lookup.begins)
                })
            });
            assert!(reached, "{typed}");
            assert!(query.distance(&fields).is_some_and(|d| d <= 2), "{typed}");
        }
        assert_eq!(
            Query::parse("Zimmerman")
                .expect("letters")
                .distance(&fields),
            None
        );
    }
}
