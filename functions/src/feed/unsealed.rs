//! Helper: entries of the activity log that no seal names, for [`super::verify`].

use shared::{
    domain::{Activity, ActivityId, Moment, Month, UserId},
    table::{Item, Range, from_item, keys},
};

/// How long an entry may be without a seal, in seconds.
const GRACE: i64 = 60;

/// A place where entries are stored.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// With a user, or with the organization.
    Of(Option<UserId>),
    /// In the organization's log of a month.
    Log(Month),
}

impl Place {
    pub fn range(self) -> Range<Activity> {
        match self {
            Self::Of(user) => keys::activities(user.as_ref()),
            Self::Log(month) => keys::log_of(month),
        }
    }
}

/// Every month that the log may have entries of, the latest first.
pub(super) fn months(now: Moment) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(now.plus_seconds(24 * 3600).month()), |month| {
        Some(month.before())
    })
    .take_while(|month| *month >= Moment::FIRST.month())
}

/// An item that is stored where entries are stored, and that no seal names. It may not be an entry at all.
#[derive(Clone)]
pub(super) struct Unsealed {
    pub place: Place,
    sort: String,
    /// From the sort key; none when it isn't an entry's.
    pub id: Option<ActivityId>,
    at: Option<Moment>,
}

impl Unsealed {
    pub fn new(place: Place, sort: String, item: Item) -> Self {
        let at = from_item::<Activity>(item).ok().map(|activity| activity.at);
        let id = match place {
            Place::Of(_) => keys::parse_activity_sort(&sort),
            Place::Log(_) => sort.parse().ok(),
        };
        Self {
            place,
            sort,
            id,
            at,
        }
    }

    /// Whether it may still be sealed. In the log, an entry is written with its seal.
    pub fn may_wait(&self, now: Moment) -> bool {
        let is_young = |at: Moment| (at.as_second() - now.as_second()).abs() <= GRACE;
        matches!(self.place, Place::Of(_)) && self.at.is_some_and(is_young)
    }
}

impl std::fmt::Display for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.place {
            Place::Of(Some(user)) => write!(f, "{} of user {user}", self.sort),
            Place::Of(None) => write!(f, "{} of the organisation", self.sort),
            Place::Log(month) => write!(f, "{} in the log of {month}", self.sort),
        }
    }
}
