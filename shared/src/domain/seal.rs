//! Seals over the activity log, with which an altered, removed or inserted entry is detected.
//!
//! The entries of a batch are the leaves of a Merkle tree (RFC 9162, section 2.1). Each seal contains the hash of the
//! seal before it, and its own hash covers everything in it. Entries are sealed after their changes are committed, so
//! sealing slows no change.

use super::{Activity, ActivityId, Error, Moment, OrganisationId, Result, UserId};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// A SHA-256 hash, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// The number in front separates the kinds of hashes, as the RFC requires.
    fn of(kind: u8, parts: &[&[u8]]) -> Self {
        let bytes = [&[kind], parts.concat().as_slice()].concat();
        Self(
            digest(&SHA256, &bytes)
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// An entry under a seal: where it is stored, and its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedEntry {
    /// The activity.
    pub id: ActivityId,
    /// When it happened.
    pub at: Moment,
    /// The user with whom it is stored; none when it is stored with the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The hash of the whole entry.
    pub leaf: Hash,
}

impl SealedEntry {
    /// The leaf of an activity.
    ///
    /// # Errors
    /// `Internal` when it can't be converted.
    pub fn of(activity: &Activity) -> Result<Self> {
        Ok(Self {
            id: activity.id,
            at: activity.at,
            user_id: activity.user_id,
            leaf: Hash::of(0, &[&json(activity)?]),
        })
    }
}

/// A seal over a batch of entries and over all seals before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seal {
    /// Counts from 1.
    pub number: u64,
    /// The hash of the seal before; in the first one, of the organization's id.
    pub previous: Hash,
    /// The root of the Merkle tree over the entries.
    pub root: Hash,
    /// When it was sealed.
    pub at: Moment,
    /// The entries of the batch.
    pub entries: Vec<SealedEntry>,
}

/// The last seal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Its number; 0 before the first.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// What the first seal follows. It depends on the organization, so seals of one aren't valid in
    /// another.
    pub fn before_all(organisation: &OrganisationId) -> Self {
        Self {
            number: 0,
            hash: Hash::of(3, &[organisation.to_string().as_bytes()]),
        }
    }
}

impl Seal {
    /// The next seal over these entries.
    pub fn after(head: &Head, entries: Vec<SealedEntry>, at: Moment) -> Self {
        let leaves: Vec<Hash> = entries.iter().map(|entry| entry.leaf.clone()).collect();
        Self {
            number: head.number + 1,
            previous: head.hash.clone(),
            root: root(&leaves),
            at,
            entries,
        }
    }

    /// The number and hash of this seal.
    ///
    /// # Errors
    /// `Internal` when it can't be converted.
    pub fn head(&self) -> Result<Head> {
        Ok(Head {
            number: self.number,
            hash: Hash::of(2, &[&json(self)?]),
        })
    }

    /// Whether the seal is consistent in itself and follows `before`.
    pub fn follows(&self, before: &Head) -> bool {
        let leaves: Vec<Hash> = self
            .entries
            .iter()
            .map(|entry| entry.leaf.clone())
            .collect();
        self.number == before.number + 1
            && self.previous == before.hash
            && self.root == root(&leaves)
    }
}

fn json(record: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(record).map_err(|e| Error::Internal(e.to_string()))
}

/// The root of the tree over the leaves. The left half has the largest power of two below their number.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(0, &[]),
        [leaf] => leaf.clone(),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::of(1, &[root(left).bytes(), root(right).bytes()])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActivityKind, Actor, PrivateNotesFields};

    fn entries(count: i64) -> Vec<SealedEntry> {
        let entry = |n| {
            let activity = Activity::new(
                ActivityKind::Assigned,
                Actor::system(),
                Moment::from_millisecond(n),
            );
            SealedEntry::of(&activity).expect("an entry")
        };
        (0..count).map(entry).collect()
    }

    #[test]
    fn any_alteration_of_a_seal_breaks_it_or_the_next_one() {
        let now = Moment::from_millisecond(1);
        let organisation = |name: &str| OrganisationId::try_from(name.to_owned()).expect("an id");
        let none = Head::before_all(&organisation("lakeside"));
        let head = |seal: &Seal| seal.head().expect("a hash");
        for count in [1, 2, 3, 4, 5, 8, 9] {
            let first = Seal::after(&none, entries(count), now);
            let second = Seal::after(&head(&first), entries(1), now);
            assert!(first.follows(&none) && second.follows(&head(&first)));
            assert!(
                !first.follows(&Head::before_all(&organisation("brookside"))),
                "it is of one organisation"
            );
            let later = Seal {
                at: now.plus_seconds(1),
                ..first.clone()
            };
            assert!(
                later.follows(&none) && !second.follows(&head(&later)),
                "another time is found out by the second"
            );
            for place in 0..first.entries.len() {
                let mut altered = first.clone();
                altered.entries[place].leaf = Hash::of(0, &[b"another"]);
                assert!(!altered.follows(&none), "leaf {place} of {count}");
                let mut fewer = first.clone();
                fewer.entries.remove(place);
                assert!(!fewer.follows(&none), "without {place} of {count}");
            }
            let replaced = Seal::after(&none, entries(count), now);
            assert!(
                !second.follows(&head(&replaced)),
                "a seal in the place of the first is found out by the second"
            );
        }
    }

    fn notes(text: &str) -> PrivateNotesFields {
        PrivateNotesFields {
            text: text.to_owned(),
        }
    }

    #[test]
    fn every_field_of_an_entry_is_under_its_hash() {
        let activity = Activity::new(
            ActivityKind::Assigned,
            Actor::system(),
            Moment::from_millisecond(1),
        );
        let leaf = |activity: &Activity| SealedEntry::of(activity).map(|entry| entry.leaf);
        let altered = [
            Activity {
                kind: ActivityKind::AssignmentEnded,
                ..activity.clone()
            },
            Activity {
                at: Moment::from_millisecond(2),
                ..activity.clone()
            },
            Activity {
                by: Actor {
                    id: None,
                    name: "Ava".to_owned(),
                },
                ..activity.clone()
            },
            Activity {
                record_id: Some("1".to_owned()),
                ..activity.clone()
            },
            activity
                .clone()
                .with_changes(&notes(""), &notes("Bring the plan."))
                .expect("a change"),
            Activity {
                address: "192.0.2.1".to_owned(),
                ..activity.clone()
            },
        ];
        for other in altered {
            assert_ne!(leaf(&other), leaf(&activity), "{other:?}");
        }
    }
}
