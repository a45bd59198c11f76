// Notifications: their requests, texts and links.

import { type InfiniteData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { putInCache } from '../api/cache';
import { keys } from '../api/keys';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { day, dayAndTime } from '../format';

export type Notice = Schemas['Notice'];

/** The most notifications that the API marks as read in one request. */
const BATCH = 48;

export function useNotices() {
  const api = useApi();
  return usePages(keys.noticeList, (cursor, signal) => api.GET('/me/notifications', { params: { query: { cursor } }, signal }));
}

/** The number of unread notifications, polled each minute and when the window gets the focus. */
export function useUnread(): number {
  const api = useApi();
  const unread = useQuery({
    queryKey: keys.unreadNotices,
    queryFn: async ({ signal }) => body(await api.GET('/me/notifications', { params: { query: { limit: 1 } }, signal })).unread ?? 0,
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
  return unread.data ?? 0;
}

export function useMarkAsRead() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (let at = 0; at < ids.length; at += BATCH) {
        body(await api.POST('/me/notifications/read', { params: {}, body: { ids: ids.slice(at, at + BATCH) } }));
      }
    },
    // Shown as read before the service answers.
    onMutate: (ids) => putInCache<Cached>(queries, keys.noticeList, (cached) => cached && asRead(cached, ids)),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.notices }),
  });
}

type Cached = InfiniteData<Schemas['Notices']>;

function asRead(cached: Cached, ids: string[]): Cached {
  const read_at = new Date().toISOString();
  const items = (page: Schemas['Notices']) => page.items.map((notice) => (ids.includes(notice.id) ? { ...notice, read_at } : notice));
  return { ...cached, pages: cached.pages.map((page) => ({ ...page, items: items(page) })) };
}

/** A notification in words. */
export function sentence({ kind, person, by, starts_at, review, count, due_on }: Notice): string {
  const name = person?.name ?? '';
  const conference = person ? `The conference with ${name}` : `Your conference with ${by.name}`;
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
      return `${conference} on ${at} was canceled`;
    case 'observation_shared':
      return `${by.name} shared an observation with you`;
    case 'observation_acknowledged':
      return `${name} acknowledged your observation`;
    case 'review_assigned':
      return `${assignments} of “${review}” ${wait} for your decision, until ${day(due_on)}`;
    case 'review_reminder':
      return `${assignments} of “${review}” still ${wait} for your decision; the last day is ${day(due_on)}`;
    case 'review_waits':
      return `“${review}” is over and waits for you: ${assignments.toLowerCase()} undecided`;
    case 'review_closed':
      return `“${review}” is closed`;
    case 'check_back_due':
      return `A check-back is due today for ${person ? `a goal of ${name}` : 'one of your goals'}`;
    case 'audit_done':
      return count ? `The audit is done: ${count} ${count === 1 ? 'finding' : 'findings'}` : 'The audit is done and found nothing wrong';
  }
}

/** The address that a notification links to. `me` is the id of its reader. */
export function linkOf({ kind, person, record_id }: Notice, me: string): string {
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
