//! Finds people by name or e-mail, or lists them by family name. How names are compared is in
//! `shared/src/domain/find/mod.rs`.

use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, CoachStatus, DirectoryLine, Error, Result, Status, find},
    http::{Listed, Paging, Query},
    permission::{Action, Relation, UserLine, Viewer, judge},
    table::{Directory, Guarded, Page, Range, Table, keys},
};
use std::collections::HashSet;

/// Whom to find.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Search {
    /// The beginnings of names, in any order: at least two letters, or one Chinese, Japanese or Korean
    /// character. Administrators also find people by e-mail, when the text contains `@`, `_` or `+` or no name
    /// begins with it. They may leave it out to list everybody by family name.
    #[schemars(
        length(min = 1, max = 200),
        regex(
            pattern = r"[\p{L}\p{N}].*[\p{L}\p{N}]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|(?![\u0000-\uffff])\p{L}"
        )
    )]
    q: Option<String>,
    /// Only for administrators. `granted`: only people with coaching access, to choose a coach from.
    coach_status: Option<CoachStatus>,
    /// Only for administrators. Default: active people, or inactive ones when no active person's name matches.
    status: Option<Status>,
    /// Only people of this site, by the site's name in their profiles.
    #[schemars(length(max = 200))]
    site: Option<String>,
}

impl Search {
    fn has_filter(&self) -> bool {
        self.coach_status.is_some() || self.status.is_some() || self.site.is_some()
    }

    /// The directory in which names are looked up.
    fn directory(&self) -> Directory {
        match (self.status, self.coach_status) {
            (Some(Status::Inactive), _) => Directory::Inactive,
            (_, Some(CoachStatus::Granted)) => Directory::Coaches,
            _ => Directory::Everyone,
        }
    }

    /// Whether the caller finds inactive people too.
    ///
    /// # Errors
    /// `NotPermitted` when the caller may not, and filters by what a card doesn't show.
    fn sees_inactive(&self, relation: Relation) -> Result<bool> {
        match judge(relation, true, Action::FindInactivePeople) {
            Ok(_) => Ok(true),
            Err(_) if self.coach_status.is_some() || self.status.is_some() => {
                Err(Error::NotPermitted)
            }
            Err(_) => Ok(false),
        }
    }

    fn fits(&self, person: &DirectoryLine, sees_all: bool) -> bool {
        (sees_all || person.status == Some(Status::Active))
            && self
                .status
                .is_none_or(|status| person.status == Some(status))
            && self
                .coach_status
                .is_none_or(|status| person.coach_status == Some(status))
            && self
                .site
                .as_deref()
                .is_none_or(|site| person.card.site.as_deref() == Some(site.trim()))
    }
}

/// How many more entries are read than people shown, as a person may have several that follow each other.
const SPARE: usize = 20;
/// The most entries compared in each lookup when no name begins with what was typed.
const ELSEWHERE_ENTRIES: usize = 100;
/// The most people read for one page when a filter is set.
const MOST_FILTERED: usize = 200;

pub async fn handle(
    caller: Caller,
    table: Table,
    Query(search): Query<Search>,
    paging: Paging,
) -> Result<Listed<UserLine>> {
    if search
        .site
        .as_ref()
        .is_some_and(|site| site.chars().count() > find::MAX_QUERY)
    {
        return Err(Error::field(
            "?site",
            format!("Type at most {} characters.", find::MAX_QUERY),
        ));
    }
    match &search.q {
        Some(q) => find(&caller, &table, &search, &parse(q)?, paging).await,
        None => list(&caller, &table, &search, paging).await,
    }
}

/// A page of everybody, by family name. With a filter it may be shorter than `limit` and still not be the last.
async fn list(
    caller: &Caller,
    table: &Table,
    search: &Search,
    paging: Paging,
) -> Result<Listed<UserLine>> {
    let most = if search.has_filter() {
        MOST_FILTERED
    } else {
        paging.limit
    };
    let found = table
        .look_up(&keys::roster(), most, paging.after.as_deref())
        .await?;
    let (page, proof, ()) = found
        .prove(table, caller, caller.user_id, Action::FindPeople, |_| ())
        .await?;
    if judge(proof.relation, true, Action::ManageUsers).is_err() {
        return Err(too_short());
    }
    let viewer = Viewer::new(caller.user_id, caller.user_id, proof.relation);
    paging.answer(
        taken(page, paging.limit, |_, person| search.fits(person, true))
            .map(|person| viewer.line(person)),
    )
}

type Found = Guarded<Page<(String, DirectoryLine)>>;

async fn find(
    caller: &Caller,
    table: &Table,
    search: &Search,
    query: &find::Query,
    paging: Paging,
) -> Result<Listed<UserLine>> {
    let lookup = if query.is_address() {
        query.lookup_of_address()
    } else {
        query.lookup()
    };
    let lookup = lookup.ok_or_else(too_short)?;
    let directory = if query.is_address() {
        Directory::Everyone
    } else {
        search.directory()
    };
    let may_be_elsewhere = paging.after.is_none() && !query.is_address();
    let found = table
        .look_up(
            &keys::found(directory, &lookup),
            paging.limit + SPARE,
            paging.after.as_deref(),
        )
        .await?;
    if found.is_empty() && may_be_elsewhere {
        return elsewhere(caller, table, search, query, paging).await;
    }
    let (page, proof, ()) = found
        .prove(table, caller, caller.user_id, Action::FindPeople, |_| ())
        .await?;
    let sees_all = search.sees_inactive(proof.relation)?;
    let viewer = Viewer::new(caller.user_id, caller.user_id, proof.relation);
    if query.is_address() && !sees_all {
        return paging.answer(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let page = taken(page, paging.limit, |sort, person| {
        let text = keys::parse_search_entry(sort).map_or(sort, |(text, _)| text);
        search.fits(person, sees_all) && query.shows(&person.names(), &lookup, text)
    });
    // The lookup uses only the beginning of what was typed, so everybody found may be somebody else.
    if page.items.is_empty() && page.next.is_none() && may_be_elsewhere {
        return elsewhere(caller, table, search, query, paging).await;
    }
    paging.answer(page.map(|person| viewer.line(person)))
}

/// A page of the people found when no active person's name matches. Administrators get inactive people and
/// e-mail addresses that match. When there are none, and for all other callers, it is people with similar names.
async fn elsewhere(
    caller: &Caller,
    table: &Table,
    search: &Search,
    query: &find::Query,
    paging: Paging,
) -> Result<Listed<UserLine>> {
    let (near, exact) = futures_util::future::try_join(
        look_up_misspelled(table, query),
        look_up_hidden(table, query),
    )
    .await?;
    let both = near.beside(exact);
    let ((near, exact), proof, ()) = both
        .prove(table, caller, caller.user_id, Action::FindPeople, |_| ())
        .await?;
    let sees_all = search.sees_inactive(proof.relation)?;
    let viewer = Viewer::new(caller.user_id, caller.user_id, proof.relation);
    let is_hit = |person: &DirectoryLine| {
        query.matches(&person.names()) || query.begins_address(&person.names())
    };
    let mut seen = HashSet::new();
    let hits = exact
        .items
        .into_iter()
        .map(|(_, person)| person)
        .filter(|_| sees_all);
    let hits = hits.filter(|person| {
        is_hit(person) && search.fits(person, true) && seen.insert(person.card.id)
    });
    let hits: Vec<DirectoryLine> = hits.take(paging.limit).collect();
    let page = if hits.is_empty() {
        nearest(near, query, paging.limit, |person| {
            search.fits(person, sees_all)
        })
    } else {
        Page {
            items: hits,
            next: None,
        }
    };
    paging.answer(page.map(|person| viewer.line(person)))
}

fn too_short() -> Error {
    Error::field("?q", "Type at least two letters of a name or an e-mail.")
}

fn parse(q: &str) -> Result<find::Query> {
    if q.chars().count() > find::MAX_QUERY {
        return Err(Error::field(
            "?q",
            format!("Type at most {} characters.", find::MAX_QUERY),
        ));
    }
    find::Query::parse(q).ok_or_else(too_short)
}

/// People with similar names; nobody when the words are too short to be misspelled.
async fn look_up_misspelled(table: &Table, query: &find::Query) -> Result<Found> {
    let lookups = query.lookups_for_misspelling();
    look_up_all(
        table,
        lookups
            .iter()
            .map(|lookup| keys::found(Directory::Everyone, lookup))
            .collect(),
    )
    .await
}

/// People whom only administrators find: by e-mail address, or inactive.
async fn look_up_hidden(table: &Table, query: &find::Query) -> Result<Found> {
    let address = query
        .lookup_of_address()
        .map(|lookup| keys::found(Directory::Everyone, &lookup));
    let inactive = query
        .lookup()
        .map(|lookup| keys::found(Directory::Inactive, &lookup));
    look_up_all(table, address.into_iter().chain(inactive).collect()).await
}

async fn look_up_all(table: &Table, ranges: Vec<Range<DirectoryLine>>) -> Result<Found> {
    let pages = ranges
        .iter()
        .map(|range| table.look_up(range, ELSEWHERE_ENTRIES, None));
    let pages = futures_util::future::try_join_all(pages).await?;
    Ok(pages.into_iter().fold(Guarded::empty(), Guarded::and))
}

/// The first people of a page that fit. The next page begins after the last entry that was read.
fn taken(
    page: Page<(String, DirectoryLine)>,
    limit: usize,
    fits: impl Fn(&str, &DirectoryLine) -> bool,
) -> Page<DirectoryLine> {
    let mut people = Vec::new();
    let mut last = None;
    let mut entries = page.items.into_iter();
    for (sort, person) in entries.by_ref() {
        if fits(&sort, &person) {
            people.push(person);
        }
        last = Some(sort);
        if people.len() == limit {
            break;
        }
    }
    let more = entries.next().is_some();
    Page {
        items: people,
        next: if more { last } else { page.next },
    }
}

/// The people whose names are most similar to what was typed.
fn nearest(
    page: Page<(String, DirectoryLine)>,
    query: &find::Query,
    limit: usize,
    fits: impl Fn(&DirectoryLine) -> bool,
) -> Page<DirectoryLine> {
    let mut seen = HashSet::new();
    let people = page
        .items
        .into_iter()
        .map(|(_, person)| person)
        .filter(|person| fits(person) && seen.insert(person.card.id));
    let mut near: Vec<(usize, DirectoryLine)> = people
        .filter_map(|person| Some((query.distance(&person.names())?, person)))
        .collect();
    near.sort_by(|(a, one), (b, other)| (a, &one.card.name).cmp(&(b, &other.card.name)));
    Page {
        items: near
            .into_iter()
            .take(limit)
            .map(|(_, person)| person)
            .collect(),
        next: None,
    }
}
