//! Whether a person's names are made of the words of a query.

use super::{Query, words::name_words};
use crate::domain::UserFields;

impl Query {
    /// Whether the names consist of the words of the query.
    pub fn matches(&self, fields: &UserFields) -> bool {
        let ways = name_words(fields);
        let without = UserFields {
            preferred_name: None,
            ..fields.clone()
        };
        let forms: Vec<Form> = ways
            .iter()
            .chain(&name_words(&without))
            .flat_map(|way| Form::each(way))
            .collect();
        is_made_of(&self.words, &forms) || is_made_of(&self.expanded, &forms)
    }
}

/// The letters of a name from one of its words on, and where its words end in them.
struct Form {
    letters: String,
    ends: Vec<usize>,
}

impl Form {
    /// The form that begins with each word.
    fn each(words: &[String]) -> impl Iterator<Item = Self> {
        (0..words.len()).map(|first| {
            let mut form = Self {
                letters: String::new(),
                ends: Vec::new(),
            };
            for word in words[first..].iter().chain(&words[..first]) {
                form.letters.push_str(word);
                form.ends.push(form.letters.len());
            }
            form
        })
    }
}

/// Whether the typed words consist of whole words of the name, in any order, and at the end of a beginning
/// of one. Several typed words make one word of the name only if it is complete: “mary ann” is Maryann, but
/// “st an” isn't Stanson.
fn is_made_of(typed: &[String], forms: &[Form]) -> bool {
    let fits = |letters: &str, whole: bool| {
        forms.iter().any(|form| {
            form.letters.starts_with(letters) && (!whole || form.ends.contains(&letters.len()))
        })
    };
    // Whether this many typed words fit, counted from the first.
    let mut reached = vec![false; typed.len() + 1];
    reached[0] = true;
    for begin in 0..typed.len() {
        let mut letters = String::new();
        for end in (begin + 1..=typed.len())
            .take_while(|_| reached[begin])
            .collect::<Vec<_>>()
        {
            letters.push_str(&typed[end - 1]);
            let is_beginning = end == typed.len() && end - begin == 1;
            if fits(&letters, !is_beginning) {
                reached[end] = true;
            }
        }
    }
    reached[typed.len()]
}
