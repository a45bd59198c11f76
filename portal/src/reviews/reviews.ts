import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { useKeep } from '../api/keep';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { day } from '../words';

export type Review = Schemas['Review'];
export type Item = Schemas['ReviewItem'];
export type ToReview = Schemas['ToReview'];

/** Which items of a review are shown; it stands in the address. */
export interface Filters {
  show?: 'open' | Schemas['Choice'] | 'not_done';
  reviewer?: string;
}

export const STATES: Record<Schemas['ReviewState'], { name: string; color: string }> = {
  launching: { name: 'Gathering', color: 'gray' },
  open: { name: 'Open', color: 'green' },
  held: { name: 'Held', color: 'yellow' },
  closing: { name: 'Closing', color: 'gray' },
  closed: { name: 'Closed', color: 'gray' },
};

/** What is decided, as a button says it. */
export const CHOICES: Record<Schemas['Choice'], string> = { keep: 'Keep', end: 'End', transfer: 'Transfer' };

/** What was done, when a review closed. */
export const DONE: Record<Schemas['Done'], string> = {
  kept: 'Kept',
  ended: 'Ended',
  transferred: 'Transferred',
  gone_meanwhile: 'Changed meanwhile, left as it was',
  not_done: 'Could not be done',
};

export function useReviews() {
  const api = useApi();
  return usePages(['reviews', 'list'], async (cursor, signal) =>
    body(await api.GET('/reviews', { params: { query: { cursor } }, signal })),
  );
}

/** A review, asked for again and again while something is done by itself. */
export function useReview(review_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['reviews', review_id],
    queryFn: async ({ signal }) => body(await api.GET('/reviews/{review_id}', { params: { path: { review_id } }, signal })),
    refetchInterval: ({ state }) => (isAtWork(state.data) ? 1_000 : false),
  });
}

export const isAtWork = (review: Review | undefined) => review?.state === 'launching' || review?.state === 'closing';

export function useItems(review: Review, { show, reviewer }: Filters) {
  const api = useApi();
  const review_id = review.id;
  return usePages(['reviews', review_id, 'items', { show, reviewer, state: review.state }], async (cursor, signal) => {
    const choice = show === 'keep' || show === 'end' || show === 'transfer' ? show : undefined;
    const query = {
      choice,
      reviewer_id: reviewer,
      is_decided: show === 'open' ? false : undefined,
      done: show === 'not_done' ? show : undefined,
      limit: 50,
      cursor,
    };
    return body(await api.GET('/reviews/{review_id}/items', { params: { path: { review_id }, query }, signal }));
  });
}

/** What waits for one's own decision. */
export function useToReview() {
  const api = useApi();
  return usePages(['reviews', 'mine'], async (cursor, signal) =>
    body(await api.GET('/me/reviews', { params: { query: { limit: 48, cursor } }, signal })),
  );
}

export function useLaunch() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: ReviewDraft; key: string }) =>
      body(await api.POST('/reviews', { params: { header: { 'Idempotency-Key': key } }, body: fieldsOf(draft) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
}

export interface Deciding {
  item: Item;
  decision: Schemas['Deciding'];
  key: string;
}

export function useDecide() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ item, decision, key }: Deciding) => {
      const path = { review_id: item.review_id, item_id: item.id };
      const params = { path, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/reviews/{review_id}/items/{item_id}/decision', { params, body: decision }));
    },
    onSuccess: (item) => queries.invalidateQueries({ queryKey: ['reviews', item.review_id] }),
  });
}

export function useReassign() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ item, reviewer_id }: { item: Item; reviewer_id: string }) => {
      const path = { review_id: item.review_id, item_id: item.id };
      return body(await api.PUT('/reviews/{review_id}/items/{item_id}/reviewer', { params: { path }, body: { reviewer_id } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
}

export function useClose(review_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (keep_undecided: boolean) =>
      body(await api.POST('/reviews/{review_id}/close', { params: { path: { review_id } }, body: { keep_undecided } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
}

/** What an auditor asks for. */
export function usePackage(review_id: string) {
  const api = useApi();
  return useKeep(`review-${review_id}.zip`, () =>
    api.GET('/reviews/{review_id}/package', { params: { path: { review_id } }, parseAs: 'blob' }),
  );
}

/** How far a review is, in words. */
export function summary(review: Review): string {
  const { state, items, keep, end, transfer, dealt_with, not_done, stopped, due_on } = review;
  const decided = keep + end + transfer;
  const all = `${items} ${items === 1 ? 'assignment' : 'assignments'}`;
  switch (state) {
    case 'launching':
      return 'Its assignments are being gathered';
    case 'closing':
      return `Closing: ${dealt_with} of ${all} dealt with`;
    case 'closed':
      if (stopped) return stopped;
      return `${all}: ${keep} kept, ${end} to end, ${transfer} to transfer, ${items - decided} not decided${not_done > 0 ? `; ${not_done} could not be done` : ''}`;
    default:
      return `${decided} of ${all} decided, until ${day(due_on)}`;
  }
}

/** What to know of an assignment before deciding, gravest first. */
export function signalsOf({ signals, assignment }: Item): { words: string; isGrave: boolean }[] {
  const { days_since_last_contact: days } = signals;
  const contact = days == null ? 'No contact yet' : `Last contact ${days} days before`;
  return [
    signals.coach_inactive && { words: 'Coach inactive', isGrave: true },
    signals.coachee_inactive && { words: 'Coachee inactive', isGrave: true },
    signals.no_coach_status && { words: 'No coaching access', isGrave: true },
    signals.past_end && { words: `Was to end ${day(assignment.ends_on)}`, isGrave: true },
    signals.over_capacity && { words: 'Coach over capacity', isGrave: true },
    signals.different_sites && { words: 'Different sites', isGrave: false },
    (days == null || days > 30) && { words: contact, isGrave: false },
  ].filter((signal) => signal !== false);
}

/** Who reviews what, as the form has it. */
export interface Rule {
  site: string;
  reviewer: { id: string; name: string } | null;
}

export interface ReviewDraft {
  name: string;
  due_on: string | null;
  sites: string[];
  kind: Schemas['Kind'] | '';
  rules: Rule[];
  fallback: { id: string; name: string } | null;
  on_silence: Schemas['Silence'];
  silence_limit: number | null;
  closes_by_itself: boolean;
  repeats: Schemas['Cadence'];
  /** Nothing is edited, so there is none to hold it against. */
  version: number;
}

/** A review to be, as most are. */
export function newReview(me: { id: string; name: string } | undefined, repeats: Schemas['Cadence']): ReviewDraft {
  const due_on = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  const name = `Review of ${new Date().toLocaleDateString(undefined, { month: 'long', year: 'numeric' })}`;
  const rest = { sites: [], kind: '', rules: [], on_silence: 'keep', silence_limit: 10, closes_by_itself: false, version: 0 } as const;
  return { ...rest, sites: [], rules: [], name, due_on, fallback: me ?? null, repeats };
}

function fieldsOf(draft: ReviewDraft): Schemas['ReviewFields'] {
  const rules = draft.rules.filter((rule) => rule.reviewer);
  return {
    name: draft.name,
    due_on: draft.due_on ?? '',
    scope: { coach_ids: [], sites: draft.sites, kind: draft.kind || null },
    reviewers: rules.map(({ site, reviewer }) => ({ site: site.trim() || null, reviewer_id: reviewer?.id ?? '' })),
    fallback_reviewer_id: draft.fallback?.id ?? '',
    on_silence: draft.on_silence,
    silence_limit: draft.silence_limit ?? 0,
    closes_by_itself: draft.closes_by_itself,
    repeats: draft.repeats,
  };
}
