//! How people are found: the text that is stored for each person, and the text that a query is
//! looked up by. Pure, so that recall can be tested without a table.
//!
//! A person has entries in four indexes. `Roster` holds one, by which everybody can be listed in the
//! order of family names. `Start` holds the name words in every order that begins
//! with an ordered pair of them, and the e-mail, so that the beginning of any one or two words is
//! one lookup. `Sound` and `End` serve misspellings: what a word sounds like, and the word from
//! behind, because a single wrong letter leaves either the first or the last half of a word whole.

use super::UserFields;
use rphonetic::{DoubleMetaphone, Encoder};
use std::collections::BTreeSet;
use strsim::osa_distance;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The fewest letters a query must have.
pub const MIN_LETTERS: usize = 2;
/// The most characters a query may have.
pub const MAX_QUERY: usize = 200;
/// The most words of a name that are indexed; with more, the rest are found in the stored name.
const MAX_WORDS: usize = 5;
/// The most entries of one person in `Start`, and in the other two together: so few that a rename of
/// a coach, which replaces them in two directories, fits in one transaction.
const MAX_STARTS: usize = 19;
const MAX_FOR_MISSPELLINGS: usize = 6;
/// The most characters of an entry.
const MAX_ENTRY: usize = 240;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// Everybody, by family name.
    Roster,
    /// Words as they begin.
    Start,
    /// Words as they sound.
    Sound,
    /// Words from behind.
    End,
}

/// One line of an index. `shelf` is what lookups must agree on, `text` is what they sort by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    pub index: Index,
    pub shelf: String,
    pub text: String,
}

/// A lookup: the entries on one shelf whose text begins so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    pub index: Index,
    pub shelf: String,
    pub begins: String,
}

/// Text as it is compared: no marks, no case, and for letters that decompose, their base.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).flat_map(plain).collect()
}

/// Letters that Unicode doesn't decompose, but people type without their mark.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ł' => ('l', None),
        'ħ' => ('h', None),
        'ı' => ('i', None),
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ς' => ('σ', None),
        other => (other, None),
    };
    [Some(first), second].into_iter().flatten()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(&text.replace(is_apostrophe, " "));
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Scripts written without spaces, where a whole name is typed as one word.
fn is_unspaced(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'))
}

/// The words of a person's names, once as written and once with apostrophes left out (“oneil”).
fn name_words(fields: &UserFields) -> Vec<Vec<String>> {
    let preferred = fields.preferred_name.as_deref().unwrap_or("");
    let as_written = format!("{} {preferred} {}", fields.given_name, fields.family_name);
    let mut ways = vec![distinct(words(&as_written))];
    if as_written.contains(is_apostrophe) {
        ways.push(distinct(words(&as_written.replace(is_apostrophe, ""))));
    }
    if is_unspaced(&as_written) {
        ways.push(vec![words(&fields.family_name).concat() + &words(&fields.given_name).concat()]);
    }
    ways
}

fn distinct(mut words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.retain(|w| seen.insert(w.clone()));
    words.truncate(MAX_WORDS);
    words
}

/// All entries of a person. The same fields always give the same entries, in a fixed order.
pub fn entries(fields: &UserFields) -> Vec<Entry> {
    let mut texts: Vec<String> = Vec::new();
    let mut singles: Vec<String> = Vec::new();
    let email = fold(&fields.email);
    texts.push(email.clone());
    for way in name_words(fields) {
        texts.extend(paired_orders(&way));
        singles.extend(way);
    }
    let local = email.split('@').next().unwrap_or("");
    texts.extend(local.match_indices(['.', '_', '-', '+']).map(|(at, _)| email[at + 1..].to_owned()));

    let mut found = vec![in_roster(fields)];
    found.extend(each_once(texts.iter().filter_map(|text| starting(text)), MAX_STARTS));
    // The family name comes last, and is what people misspell.
    let misspelt = singles.iter().rev().flat_map(|word| sounding(word).into_iter().chain(ending(word)));
    found.extend(each_once(misspelt, MAX_FOR_MISSPELLINGS));
    found
}

fn each_once(entries: impl Iterator<Item = Entry>, most: usize) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    entries.filter(|entry| seen.insert(entry.clone())).take(most).collect()
}

/// Each ordered pair of words, then the rest in their order; the word itself when there is one.
fn paired_orders(words: &[String]) -> Vec<String> {
    let mut orders = Vec::new();
    for first in 0..words.len() {
        if words.len() == 1 {
            orders.push(words[0].clone());
        }
        for second in (0..words.len()).filter(|second| *second != first) {
            let rest = (0..words.len()).filter(|i| *i != first && *i != second);
            let order: Vec<&str> = [first, second].into_iter().chain(rest).map(|i| words[i].as_str()).collect();
            orders.push(order.join(" "));
        }
    }
    orders
}

/// The family name, then the given one.
fn in_roster(fields: &UserFields) -> Entry {
    let name = [words(&fields.family_name), words(&fields.given_name)].concat().join(" ");
    Entry { index: Index::Roster, shelf: String::new(), text: clipped(&name) }
}

fn starting(text: &str) -> Option<Entry> {
    let text: String = text.chars().take(MAX_ENTRY).collect();
    shelf_of(&text).map(|shelf| Entry { index: Index::Start, shelf, text })
}

fn sounding(word: &str) -> Option<Entry> {
    sound(word).map(|shelf| Entry { index: Index::Sound, shelf, text: clipped(word) })
}

fn ending(word: &str) -> Option<Entry> {
    let text: String = word.chars().rev().take(MAX_ENTRY).collect();
    shelf_of(&text).map(|shelf| Entry { index: Index::End, shelf, text })
}

fn clipped(word: &str) -> String {
    word.chars().take(MAX_ENTRY).collect()
}

/// The first two letters, past spaces; none when there are fewer.
fn shelf_of(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| *c != ' ').take(MIN_LETTERS).collect();
    (letters.chars().count() == MIN_LETTERS).then_some(letters)
}

/// The sound of a word of Latin letters; none for other scripts.
fn sound(word: &str) -> Option<String> {
    let latin = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
    latin.then(|| DoubleMetaphone::default().encode(word)).filter(|code| !code.is_empty())
}

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words; an e-mail counts as one.
    words: Vec<String>,
}

impl Query {
    /// None when there are fewer than two letters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let words = if text.contains(['@', '.', '_']) && !text.contains(char::is_whitespace) { vec![fold(text)] } else { words(text) };
        let letters: usize = words.iter().map(|w| w.chars().count()).sum();
        (letters >= MIN_LETTERS).then_some(Self { words })
    }

    /// The one lookup that finds everybody whose name or e-mail begins so.
    pub fn lookup(&self) -> Lookup {
        let mut begins = self.words.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ");
        if self.words.len() > 2 && shelf_of(&begins).is_some() {
            begins.push(' ');
        } else if self.words.len() > 2 {
            begins = self.words.join(" ");
        }
        Lookup { index: Index::Start, shelf: shelf_of(&begins).unwrap_or_default(), begins }
    }

    /// Whether this entry is the one by which the lookup shows the person: the first of those that
    /// match, so that nobody shows twice, and one whose other words match as well.
    pub fn shows(&self, fields: &UserFields, text: &str) -> bool {
        let lookup = self.lookup();
        let matching = |e: &Entry| e.index == Index::Start && e.shelf == lookup.shelf && e.text.starts_with(&lookup.begins);
        let first = entries(fields).into_iter().filter(matching).map(|e| e.text).min();
        first.as_deref() == Some(text) && self.further_words_match(fields)
    }

    fn further_words_match(&self, fields: &UserFields) -> bool {
        self.words.len() <= 2
            || name_words(fields).iter().any(|way| self.words.iter().all(|typed| way.iter().any(|word| word.starts_with(typed.as_str()))))
    }

    /// Lookups for misspelt words: by sound, and by the half of the word that has no mistake.
    pub fn lookups_for_misspelling(&self) -> Vec<Lookup> {
        let Some(word) = self.words.iter().max_by_key(|w| w.chars().count()) else { return Vec::new() };
        let letters: Vec<char> = word.chars().collect();
        let half = (letters.len().saturating_sub(1) / 2).max(MIN_LETTERS);
        let start: String = letters.iter().take(half).collect();
        let end: String = letters.iter().rev().take(half).collect();
        let mut lookups = Vec::new();
        lookups.extend(sound(word).map(|shelf| Lookup { index: Index::Sound, shelf, begins: String::new() }));
        for (index, begins) in [(Index::Start, start), (Index::End, end)] {
            lookups.extend(shelf_of(&begins).map(|shelf| Lookup { index, shelf, begins }));
        }
        lookups
    }

    /// How far a person's names are from the query, in letters to change; none when they are too
    /// far to be what was meant.
    pub fn distance(&self, fields: &UserFields) -> Option<usize> {
        name_words(fields).iter().filter_map(|way| self.distance_to(way)).min()
    }

    fn distance_to(&self, way: &[String]) -> Option<usize> {
        let mut total = 0;
        for typed in &self.words {
            total += way.iter().filter_map(|word| word_distance(typed, word)).min()?;
        }
        Some(total)
    }
}

/// Letters to change from `typed` to `word` or to a beginning of it; none when more than a third.
/// Words that sound the same count as one letter apart at the most.
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
    use super::*;
    use crate::domain::Role;

    fn person(given: &str, family: &str, email: &str) -> UserFields {
        UserFields {
            email: email.into(),
            given_name: given.into(),
            family_name: family.into(),
            preferred_name: None,
            title: None,
            site: None,
            phone: None,
            role: Role::Member,
        }
    }

    fn finds(fields: &UserFields, typed: &str) -> bool {
        let Some(query) = Query::parse(typed) else { return false };
        let lookup = query.lookup();
        let hits = entries(fields)
            .into_iter()
            .filter(|e| e.index == lookup.index && e.shelf == lookup.shelf && e.text.starts_with(&lookup.begins))
            .filter(|e| query.shows(fields, &e.text))
            .count();
        assert!(hits <= 1, "{typed} shows a person {hits} times");
        hits == 1
    }

    #[test]
    fn any_beginning_in_any_order_finds_a_person_once() {
        let adam = person("Adam", "Anderson", "adam.anderson@lakeside.example");
        for typed in ["ad", "Adam", "adam a", "Anderson", "anderson ad", "ADAM ANDERSON", "adam.and", "anderson@", "an"] {
            assert!(finds(&adam, typed), "{typed}");
        }
        for typed in ["a", "dam", "adam b", "anderson adam x", "lakeside"] {
            assert!(!finds(&adam, typed), "{typed}");
        }
    }

    #[test]
    fn marks_apostrophes_hyphens_and_long_names_do_not_hide_anybody() {
        let cases = [
            (person("Seán", "O’Neil-Smith", "s@x.example"), vec!["sean", "oneil", "o'neil", "o neil", "smith sean", "neil", "sean oneil"]),
            (person("Đặng Thị", "Hương", "h@x.example"), vec!["dang", "huong dang", "thi hu", "Hương"]),
            (person("伟", "王", "w@x.example"), vec!["王伟", "王 伟", "伟 王"]),
            (
                person("María del Carmen", "Núñez Ortega", "m@x.example"),
                vec!["maria nunez", "ortega maria", "nunez ortega maria", "carmen del"],
            ),
            (person("Søren", "Strauß", "s@x.example"), vec!["soren", "strauss"]),
        ];
        for (fields, queries) in cases {
            for typed in queries {
                assert!(finds(&fields, typed), "{typed} for {} {}", fields.given_name, fields.family_name);
            }
        }
    }

    #[test]
    fn a_query_needs_two_letters() {
        for typed in ["", " ", "a", " a ", "'", "a'", "--"] {
            assert_eq!(Query::parse(typed), None, "{typed:?}");
        }
        assert!(Query::parse("王伟").is_some() && Query::parse("a b").is_some());
    }

    #[test]
    fn entries_are_few_and_short_whatever_the_name() {
        let long = "ab-".repeat(66);
        let odd = (0..60).map(|i| format!("{}’", char::from_u32(0x3b1 + i % 24).expect("greek"))).collect::<String>();
        for fields in [
            person(&long, &long, "a@x.example"),
            person(&odd, &odd, "a.b.c.d.e.f.g@x.example"),
            person(&"w".repeat(200), "王", "a@x.example"),
        ] {
            let found = entries(&fields);
            assert!(found.len() <= 1 + MAX_STARTS + MAX_FOR_MISSPELLINGS);
            assert!(found.iter().all(|e| e.text.chars().count() <= MAX_ENTRY));
        }
    }

    #[test]
    fn one_wrong_letter_keeps_one_half_whole() {
        let fields = person("Adam", "Anderson", "adam.anderson@lakeside.example");
        for typed in ["Amderson", "Andersen", "Andrson", "Annderson", "Anderosn", "nderson", "Xnderson", "adam andersom"] {
            let query = Query::parse(typed).expect("letters");
            let reached = query.lookups_for_misspelling().iter().any(|lookup| {
                entries(&fields).iter().any(|e| e.index == lookup.index && e.shelf == lookup.shelf && e.text.starts_with(&lookup.begins))
            });
            assert!(reached, "{typed}");
            assert!(query.distance(&fields).is_some_and(|d| d <= 2), "{typed}");
        }
        assert_eq!(Query::parse("Zimmerman").expect("letters").distance(&fields), None);
    }
}
