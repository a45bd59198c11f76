use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    domain::{Caller, CoachStatus, Error, Result, Status, UserLine, find},
    http::{Listed, Paging, Query},
    permission::{Action, judge},
    table::{Directory, Guarded, Page, Table, keys},
};
use std::collections::HashSet;

#[derive(Debug, Deserialize, JsonSchema)]
pub struct Search {
    /// The beginning of names or of an e-mail, in any order; at least two letters. Administrators may
    /// leave it out, and get everybody by family name.
    #[schemars(length(min = 2, max = 200), regex(pattern = r"[\p{L}\p{N}].*[\p{L}\p{N}]"))]
    q: Option<String>,
    /// `granted`: only people with coaching access, to choose a coach from.
    coach_status: Option<CoachStatus>,
    /// Administrators find inactive people too, unless they ask for active ones.
    status: Option<Status>,
    /// Only people of this site, named as their profiles name it.
    #[schemars(length(max = 200))]
    site: Option<String>,
}

impl Search {
    fn has_filter(&self) -> bool {
        self.coach_status.is_some() || self.status.is_some() || self.site.is_some()
    }

    fn fits(&self, person: &UserLine, sees_all: bool) -> bool {
        (sees_all || person.status == Some(Status::Active))
            && self.status.is_none_or(|status| person.status == Some(status))
            && self.coach_status.is_none_or(|status| person.coach_status == Some(status))
            && self.site.as_deref().is_none_or(|site| person.card.site.as_deref() == Some(site.trim()))
    }
}

/// A person has several entries, which may follow each other: so many more are read than shown.
const SPARE: usize = 10;
/// The most entries that are compared for each lookup of a misspelling.
const MISSPELLING_ENTRIES: usize = 100;
/// The most people that are looked at for one page of those whom a filter leaves.
const MOST_FILTERED: usize = 200;

pub async fn handle(caller: Caller, table: Table, Query(search): Query<Search>, paging: Paging) -> Result<Listed<UserLine>> {
    if search.site.as_ref().is_some_and(|site| site.chars().count() > find::MAX_QUERY) {
        return Err(Error::field("?site", format!("Type at most {} characters.", find::MAX_QUERY)));
    }
    match &search.q {
        Some(q) => find(&caller, &table, &search, &parse(q)?, paging).await,
        None => list(&caller, &table, &search, paging).await,
    }
}

/// Everybody, by family name. A page may hold fewer than were asked for, when a filter leaves few.
async fn list(caller: &Caller, table: &Table, search: &Search, paging: Paging) -> Result<Listed<UserLine>> {
    let most = if search.has_filter() { MOST_FILTERED } else { paging.limit };
    let found: Guarded<Page<(String, UserLine)>> = table.look_up(&keys::roster(), most, paging.after.as_deref()).await?;
    let (page, proof) = found.prove(table, caller, caller.user_id, Action::FindPeople, |_| Vec::new()).await?;
    if judge(proof.relation, true, Action::ManageUsers).is_err() {
        return Err(Error::field("?q", "Type at least two letters of a name or an e-mail."));
    }
    paging.answer(taken(page, paging.limit, |_, person| search.fits(person, true)))
}

async fn find(caller: &Caller, table: &Table, search: &Search, query: &find::Query, paging: Paging) -> Result<Listed<UserLine>> {
    let directory = if search.coach_status == Some(CoachStatus::Granted) { Directory::Coaches } else { Directory::Everyone };
    let found = table.look_up(&keys::found(directory, &query.lookup()), paging.limit + SPARE, paging.after.as_deref()).await?;
    let elsewhere = if found.is_empty() && paging.after.is_none() { look_up_misspelt(table, query).await? } else { None };
    let misspelt = elsewhere.is_some();
    let found: Guarded<Page<(String, UserLine)>> = elsewhere.unwrap_or(found);

    let (page, proof) = found.prove(table, caller, caller.user_id, Action::FindPeople, |_| Vec::new()).await?;
    let sees_all = judge(proof.relation, true, Action::FindInactivePeople).is_ok();
    let fits = |person: &UserLine| search.fits(person, sees_all);
    let page = if misspelt { nearest(page, query, paging.limit, fits) } else { matching(page, query, paging.limit, fits) };
    paging.answer(page.map(|person| if sees_all { person } else { person.for_strangers() }))
}

fn parse(q: &str) -> Result<find::Query> {
    if q.chars().count() > find::MAX_QUERY {
        return Err(Error::field("?q", format!("Type at most {} characters.", find::MAX_QUERY)));
    }
    find::Query::parse(q).ok_or_else(|| Error::field("?q", "Type at least two letters of a name or an e-mail."))
}

/// Who might have been meant; none when the words are too short to be misspelt.
async fn look_up_misspelt(table: &Table, query: &find::Query) -> Result<Option<Guarded<Page<(String, UserLine)>>>> {
    let lookups = query.lookups_for_misspelling();
    let ranges = lookups.iter().map(|lookup| keys::found(Directory::Everyone, lookup)).collect::<Vec<_>>();
    let pages = ranges.iter().map(|range| table.look_up(range, MISSPELLING_ENTRIES, None));
    let pages = futures_util::future::try_join_all(pages).await?;
    Ok(pages.into_iter().reduce(Guarded::and))
}

/// Those whose names begin so, in the order of the index, each once.
fn matching(page: Page<(String, UserLine)>, query: &find::Query, limit: usize, fits: impl Fn(&UserLine) -> bool) -> Page<UserLine> {
    taken(page, limit, |sort, person| {
        let text = sort.rsplit_once('#').map_or(sort, |(text, _)| text);
        fits(person) && query.shows(&person.names(), text)
    })
}

/// The first of a page that fit; the next page begins after the last one that was looked at.
fn taken(page: Page<(String, UserLine)>, limit: usize, fits: impl Fn(&str, &UserLine) -> bool) -> Page<UserLine> {
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
    Page { items: people, next: if more { last } else { page.next } }
}

/// Those whose names are nearest to what was typed.
fn nearest(page: Page<(String, UserLine)>, query: &find::Query, limit: usize, fits: impl Fn(&UserLine) -> bool) -> Page<UserLine> {
    let mut seen = HashSet::new();
    let people = page.items.into_iter().map(|(_, person)| person).filter(|person| fits(person) && seen.insert(person.card.id));
    let mut near: Vec<(usize, UserLine)> = people.filter_map(|person| Some((query.distance(&person.names())?, person))).collect();
    near.sort_by(|(a, one), (b, other)| (a, &one.card.name).cmp(&(b, &other.card.name)));
    Page { items: near.into_iter().take(limit).map(|(_, person)| person).collect(), next: None }
}
