//! A query: the lookup that it makes, and which of the entries found show a person.

use super::{
    Entry, Index, Lookup, MIN_LETTERS, bucket_of, clipped, entries,
    words::{OPENING, address, addresses, is_syllable, opening, squeezed, words, words_expanded},
};
use crate::domain::UserFields;

/// A lookup by this many letters is narrow enough. The words after them are checked in what is found.
const NARROW: usize = 6;

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words of a name.
    pub(super) words: Vec<String>,
    /// The same with umlauts spelled out.
    pub(super) expanded: Vec<String>,
    /// The same as the beginning of an address.
    address: String,
}

impl Query {
    /// The query; none if it has fewer than two letters.
    pub fn parse(text: &str) -> Option<Self> {
        let words = words(text);
        let letters = words.concat();
        let enough = letters.chars().count() >= MIN_LETTERS || letters.chars().any(is_syllable);
        enough.then(|| Self {
            words,
            expanded: words_expanded(text),
            address: address(text),
        })
    }

    /// Whether it can only be an e-mail address.
    pub fn is_address(&self) -> bool {
        self.address.contains(['@', '_', '+'])
    }

    /// The one lookup that finds everybody whose name begins like this: by the first words, until they are
    /// narrow enough. A single short word is looked up as typed, and so is a word of which squeezing leaves
    /// too little.
    pub fn lookup(&self) -> Option<Lookup> {
        let mut letters = String::new();
        for (at, word) in self.words.iter().enumerate() {
            if at >= 2 && letters.chars().count() >= NARROW {
                break;
            }
            letters.push_str(word);
        }
        let mut begins = clipped(&squeezed(&letters));
        let is_short = begins.chars().count() <= OPENING;
        if bucket_of(&begins).is_none() || self.words.len() == 1 && is_short {
            begins = clipped(&opening(&letters));
        }
        bucket_of(&begins).map(|bucket| Lookup {
            index: Index::Start,
            bucket,
            begins,
        })
    }

    /// The lookup among e-mail addresses.
    pub fn lookup_of_address(&self) -> Option<Lookup> {
        let begins = clipped(&self.address);
        bucket_of(&begins).map(|bucket| Lookup {
            index: Index::Address,
            bucket,
            begins,
        })
    }

    /// Whether this entry is the one that shows the person: the first of the person's current entries that
    /// match, so that nobody is shown twice or by a former name.
    pub fn shows(&self, fields: &UserFields, lookup: &Lookup, text: &str) -> bool {
        let matching = |e: &Entry| {
            e.index == lookup.index
                && e.bucket == lookup.bucket
                && e.text.starts_with(&lookup.begins)
        };
        let first = entries(fields)
            .into_iter()
            .filter(matching)
            .map(|e| e.text)
            .min();
        first.as_deref() == Some(text) && (lookup.index == Index::Address || self.matches(fields))
    }

    /// Whether the person's e-mail address, or a part of it after a separator, begins with the query.
    pub fn begins_address(&self, fields: &UserFields) -> bool {
        addresses(&fields.email)
            .iter()
            .any(|text| text.starts_with(&self.address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of three letters is looked up by all three: by two, it would find half of the organization.
    #[test]
    fn a_short_word_is_looked_up_as_it_is_typed() {
        for typed in [
            "mae", "joe", "sue", "rae", "zoe", "moe", "aar", "ued", "joel",
        ] {
            let lookup = Query::parse(typed)
                .and_then(|query| query.lookup())
                .expect("letters");
            assert_eq!(lookup.begins, typed);
        }
    }

    #[test]
    fn a_query_needs_two_letters() {
        for typed in ["", " ", "a", " a ", "'", "a'", "--"] {
            assert_eq!(Query::parse(typed), None, "{typed:?}");
        }
        assert!(Query::parse("王").is_some() && Query::parse("a b").is_some());
    }
}
