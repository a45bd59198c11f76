import { type InfiniteData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { day, dayAndTime } from '../words';

export type Notice = Schemas['Notice'];

/** The most that the API takes as read at once. */
const AT_ONCE = 48;

export function useNotices() {
  const api = useApi();
  return usePages(['notices', 'list'], async (cursor, signal) =>
    body(await api.GET('/me/notifications', { params: { query: { cursor } }, signal })),
  );
}

/** How many are unread, asked for each minute and on coming back. */
export function useUnread(): number {
  const api = useApi();
  const unread = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: async ({ signal }) => body(await api.GET('/me/notifications', { params: { query: { limit: 1 } }, signal })).unread ?? 0,
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
  return unread.data ?? 0;
}

export function useRead() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        body(await api.POST('/me/notifications/read', { params: {}, body: { ids: ids.slice(at, at + AT_ONCE) } }));
      }
    },
    // What is opened is read at once, whatever the network does.
    onMutate: (ids) => queries.setQueryData<Cached>(['notices', 'list'], (there) => there && asRead(there, ids)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  });
}

type Cached = InfiniteData<Schemas['Notices'], unknown>;

function asRead(there: Cached, ids: string[]): Cached {
  const read_at = new Date().toISOString();
  const items = (page: Schemas['Notices']) => page.items.map((notice) => (ids.includes(notice.id) ? { ...notice, read_at } : notice));
  return { ...there, pages: there.pages.map((page) => ({ ...page, items: items(page) })) };
}

/** What a notice says. */
export function sentence({ kind, person, by, starts_at, review, count, due_on }: Notice): string {
  const name = person?.name ?? '';
  const conference = `${person ? `The conference with ${name}` : `Your conference with ${by.name}`}`;
  const at = starts_at ? dayAndTime(starts_at) : '';
  const assignments = count === 1 ? 'One assignment' : `${count ?? 'No'} assignments`;
  const wait = count === 1 ? 'waits' : 'wait';
  switch (kind) {
    case 'coach_assigned':
      return `${name} is now your coach`;
    case 'coachee_assigned':
      return `You now coach ${name}`;
    case 'coach_removed':
      return `${name} is no longer your coach`;
    case 'coachee_removed':
      return `You no longer coach ${name}`;
    case 'coach_status_granted':
      return 'You were granted coaching access';
    case 'coach_status_withdrawn':
      return 'Your coaching access was withdrawn';
    case 'conference_scheduled':
      return `A conference${person ? ` with ${name}` : ''} was scheduled for ${at}`;
    case 'conference_moved':
      return `${conference} was changed: it begins ${at}`;
    case 'conference_cancelled':
      return `${conference} on ${at} was cancelled`;
    case 'observation_shared':
      return `${by.name} shared an observation with you`;
    case 'observation_acknowledged':
      return `${name} acknowledged your observation`;
    case 'review_assigned':
      return `${assignments} of “${review}” ${wait} for your decision, until ${day(due_on)}`;
    case 'review_reminder':
      return `${assignments} of “${review}” still ${wait} for your decision; the last day is ${day(due_on)}`;
    case 'review_waits':
      return `“${review}” is over and waits for you: ${assignments.toLowerCase()} not decided`;
    case 'review_closed':
      return `“${review}” is closed`;
    case 'check_back_due':
      return `A step of ${person ? `a goal of ${name}` : 'one of your goals'} is to be looked at today`;
    case 'audit_done':
      return count ? `The audit is done: ${count} ${count === 1 ? 'finding' : 'findings'}` : 'The audit is done and found nothing wrong';
  }
}

/** Where a notice leads; `me` is who reads it. */
export function leadsTo({ kind, person, record_id }: Notice, me: string): string {
  const owner = person?.id ?? me;
  switch (kind) {
    case 'coachee_assigned':
      return `/people/${owner}`;
    case 'conference_scheduled':
    case 'conference_moved':
    case 'conference_cancelled':
      return `/people/${owner}/conferences/${record_id}`;
    case 'observation_shared':
    case 'observation_acknowledged':
      return `/people/${owner}/observations/${record_id}`;
    case 'coach_assigned':
    case 'coach_removed':
    case 'coachee_removed':
    case 'coach_status_granted':
    case 'coach_status_withdrawn':
      return `/people/${me}/coaching`;
    case 'check_back_due':
      return `/people/${owner}/goals/${record_id}`;
    case 'audit_done':
      return `/audits/${record_id}`;
    case 'review_assigned':
    case 'review_reminder':
      return '/reviews/mine';
    case 'review_waits':
    case 'review_closed':
      return `/reviews/${record_id}`;
  }
}
