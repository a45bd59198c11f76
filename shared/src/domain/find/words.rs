//! Words of names and parts of addresses, as they are stored and looked up.

use super::fold::{fold, fold_expanded};
use crate::domain::UserFields;
use unicode_normalization::char::is_combining_mark;

/// This many letters at the start are stored as typed, besides squeezed.
pub(super) const OPENING: usize = 3;

pub(super) fn words(text: &str) -> Vec<String> {
    split(&fold(&text.replace(is_apostrophe, " ")))
}

pub(super) fn words_expanded(text: &str) -> Vec<String> {
    split(&fold_expanded(&text.replace(is_apostrophe, " ")))
}

fn split(folded: &str) -> Vec<String> {
    folded
        .split(|c: char| !is_letter(c))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_apostrophe(c) || is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '’'
            | '‘'
            | '‛'
            | 'ʼ'
            | 'ʻ'
            | 'ʹ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | '`'
            | '´'
            | '′'
            | '＇'
            | '\u{A78C}'
    )
}

/// A letter that is a word or a syllable by itself: one is enough to search by.
pub(super) fn is_syllable(c: char) -> bool {
    match c {
        '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' => true,
        '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' => true,
        // The rarer Chinese letters. JavaScript's regular expressions can't name their range, so any letter above
        // the basic plane counts.
        _ => c > '\u{FFFF}' && c.is_alphabetic(),
    }
}

/// Letters as they are looked up: “mueller” and “muller” are the same, and so are “aase” and “ase”. A
/// prefix of the letters becomes a prefix of the result.
pub(super) fn squeezed(letters: &str) -> String {
    let mut text = String::with_capacity(letters.len());
    let mut before = ' ';
    for c in letters.chars() {
        let is_spelling =
            matches!((before, c), ('a' | 'o' | 'u', 'e') | ('a', 'a')) && !text.ends_with("qu");
        if !is_spelling {
            text.push(c);
        }
        before = c;
    }
    text
}

/// Squeezed after the first three letters. For a query of one short word: squeezed, “Mae” and “Joe” would
/// be looked up among all names that begin with two letters.
pub(super) fn opening(text: &str) -> String {
    let rest: String = text.chars().skip(OPENING).collect();
    text.chars()
        .take(OPENING)
        .chain(squeezed(&rest).chars())
        .collect()
}

/// A person's names in the order in which they are written in full, with the preferred name in the middle.
pub(super) fn written(fields: &UserFields) -> [&str; 3] {
    [
        &fields.given_name,
        fields.preferred_name.as_deref().unwrap_or(""),
        &fields.family_name,
    ]
}

/// All words of the names, plain and with umlauts spelled out.
pub(super) fn name_words(fields: &UserFields) -> [Vec<String>; 2] {
    let written = written(fields);
    [
        written.iter().flat_map(|text| words(text)).collect(),
        written
            .iter()
            .flat_map(|text| words_expanded(text))
            .collect(),
    ]
}

/// An e-mail address as it is compared, with all apostrophes the same.
pub(super) fn address(text: &str) -> String {
    fold(&text.replace(is_apostrophe, "'"))
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// The address, and what follows each separator before its `@`.
pub(super) fn addresses(email: &str) -> Vec<String> {
    let whole = address(email);
    let local = whole.split('@').next().unwrap_or("").len();
    let behind = whole[..local]
        .match_indices(['.', '_', '-', '+', '\''])
        .map(|(at, _)| whole[at + 1..].to_owned());
    std::iter::once(whole.clone()).chain(behind).collect()
}
