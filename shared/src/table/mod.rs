//! The one DynamoDB table: typed keys, reads that prove the caller's right last, and changes that carry their
//! conditions.
//!
//! [`keys`] says where each kind of item is. [`wanted`](Wanted) and `read` get items out together with the proof of
//! a right. [`Changes`] is what an operation wants written, as a value; `commit` writes it as one transaction.
//! There is no unconditional put of a shared item, no scan, and no key that names another organization.

mod changes;
mod commit;
mod condition;
mod directory;
mod edit;
mod item;
pub mod keys;
mod read;
mod retry;
mod store;
mod stream;
mod version;
mod wanted;

pub use crate::domain::UNREADABLE;
pub use changes::{Changes, MAX_ACTIONS};
pub use commit::Idempotent;
pub use condition::{
    Condition, Otherwise, Rule, Value, above, absent_or_at_least, absent_or_below, at_most,
    contains, either, equals, must, must_or, set_is,
};
pub use edit::Edit;
pub use item::{Item, MAX_RECORD, as_json, from_item, number, readable};
pub use keys::{Directory, Key, Place, Range};
pub use read::{Guarded, MAX_PEOPLE, Order, Page, Proof};
pub(crate) use retry::back_off;
pub use store::{Connection, Store, Table, Timeouts, WARM_UP};
pub use stream::{BatchItemFailure, StreamAnswer, StreamEvent, StreamRecord};
pub use version::{at_most_in_all, version_is, version_is_one_of};
pub use wanted::{Items, Lenient, Optional, Present, Raw, Unparsed, Wanted};

use item::to_item;
