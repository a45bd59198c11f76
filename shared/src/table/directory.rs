//! The search entries of a user: which directories they are in.

use super::{Directory, Key, keys};
use crate::domain::{DirectoryLine, User, find};

/// The keys of all search entries of a user. The directories that members search contain nothing of
/// inactive people, so neither a page nor its cursor nor the help with spelling depends on them.
pub(super) fn directory_entries(user: &User) -> Vec<Key<DirectoryLine>> {
    let mut keys = Vec::new();
    for entry in find::entries(&user.fields) {
        for directory in directories(user, entry.index) {
            keys.push(keys::search_entry(*directory, &entry, &user.id));
        }
    }
    keys
}

/// Coaches are also in a directory of their own. Misspellings are looked up among active users only.
fn directories(user: &User, index: find::Index) -> &'static [Directory] {
    match index {
        find::Index::Roster | find::Index::Address => &[Directory::Everyone],
        find::Index::Start if user.is_active_coach() => &[Directory::Everyone, Directory::Coaches],
        find::Index::Start if !user.is_active() => &[Directory::Inactive],
        _ if user.is_active() => &[Directory::Everyone],
        _ => &[],
    }
}
