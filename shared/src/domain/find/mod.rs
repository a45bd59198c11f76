//! How people are found: the search entries that are stored for each person, and the lookups that a query makes.
//!
//! **What it guarantees.** A person is found by any beginning of their names, in any order, with or without accents,
//! apostrophes and hyphens, as people of their tradition write them (`traditions` tests fourteen). They are found by
//! nothing that a card hides: e-mail addresses are in a separate index, which only administrators read. A word with one
//! wrong letter is found in a second step.
//!
//! **How.** Text is folded (`fold`) and split into words (`words`). A person has entries in five indexes (`entries`).
//! `Roster` lists everybody by family name. `Start` has the words of the name without spaces, beginning at each word in
//! turn, so “smith jones”, “Smith-Jones” and “smithjones” are the same letters. `Address` has e-mail addresses.
//! `Sound` and `End` serve misspellings: a single wrong letter leaves the first or the last half of a word intact.
//! A query ([`Query`]) is one lookup, a range of one partition, and what it finds is then checked against the whole
//! query (`matching`), because an entry is found by its first letters only.
//!
//! **What it costs.** At most 28 entries of a person and 45 of a coach, written only when they change. A search is one
//! query and, when it shows nobody, up to five more: three for misspellings, one each for addresses and inactive
//! people. Limits in `entries` keep a rename within one transaction.
//!
//! **What it doesn't do.** It has no ranking, it doesn't translate between scripts, and it does no I/O, so recall is
//! tested without a table.

mod entries;
mod fold;
mod matching;
mod query;
#[cfg(test)]
mod recall;
mod spelling;
#[cfg(test)]
mod traditions;
mod words;

pub use entries::entries;
pub use fold::fold;
pub use query::Query;

use words::is_syllable;

/// The fewest letters of a query. One is enough where a letter is a syllable or a word.
pub const MIN_LETTERS: usize = 2;

/// The most characters of a query.
pub const MAX_QUERY: usize = 200;

/// The most characters of an entry.
const MAX_ENTRY: usize = 240;

/// A kind of search entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// Everybody, by family name.
    Roster,
    /// Beginnings of names.
    Start,
    /// Beginnings of e-mail addresses.
    Address,
    /// Words by their sound.
    Sound,
    /// Words from their end.
    End,
}

/// A search entry of a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The kind.
    pub index: Index,
    /// What an entry and a lookup must have in common; part of the partition key.
    pub bucket: String,
    /// What entries are sorted by, and what a lookup is a prefix of.
    pub text: String,
}

/// A lookup: the entries of one bucket whose text has this prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The kind of entries.
    pub index: Index,
    /// The bucket.
    pub bucket: String,
    /// The prefix.
    pub begins: String,
}

/// The first two letters, or the first one if it is a syllable; none if there are fewer.
fn bucket_of(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    let most = if is_syllable(first) { 1 } else { MIN_LETTERS };
    let letters: String = text.chars().take(most).collect();
    (letters.chars().count() == most).then_some(letters)
}

/// The text, no longer than an entry may be.
fn clipped(word: &str) -> String {
    word.chars().take(MAX_ENTRY).collect()
}
