//! Fields that don't fit their type: serde's messages as field errors, with a JSON Pointer and words for the client.

use crate::{domain::Error, http::strict::Misfit};
use serde_path_to_error::{Path, Segment};

/// The field error for a value that doesn't fit its type.
pub(super) fn misfit(error: &Misfit) -> Error {
    misfit_at(&pointer_to(error.path()), &error.inner().to_string())
}

/// The same for any of serde's messages.
pub(in crate::http) fn misfit_at(at: &str, message: &str) -> Error {
    let message = message.split(" at line ").next().unwrap_or(message);
    let named = escaped(message.split('`').nth(1).unwrap_or(""));
    let inside = || {
        if at.ends_with(&format!("/{named}")) {
            at.to_owned()
        } else {
            format!("{at}/{named}")
        }
    };
    if message.starts_with("unknown field") {
        Error::field(inside(), "This can't be set here. Remove it.")
    } else if message.starts_with("missing field") {
        Error::field(inside(), "Fill this in.")
    } else if message.starts_with("duplicate field") {
        Error::field(format!("{at}/{named}"), "This is sent twice. Send it once.")
    } else {
        Error::field(at, sentence(message))
    }
}

/// A path as a JSON Pointer (RFC 6901).
pub(in crate::http) fn pointer_to(path: &Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(step).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A path as garde writes it, as a JSON Pointer: names of ours, separated by dots.
pub(super) fn pointer(path: &str) -> String {
    format!("/{}", path.replace(['.', '['], "/").replace(']', ""))
}

pub(super) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if message.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
