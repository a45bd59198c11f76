// Review campaigns: texts, requests, and the draft of a new one.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useChange } from '../api/change';
import { body, idempotencyKey, type Schemas } from '../api/client';
import { keys } from '../api/keys';
import { useDownload } from '../api/download';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import { useSave } from '../forms/save';
import { day } from '../format';

export type Review = Schemas['Review'];
export type Item = Schemas['ReviewItem'];
export type ToReview = Schemas['ToReview'];

/** Which items of a review are shown; kept in the address. */
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

/** The labels of the buttons that decide. */
export const CHOICES: Record<Schemas['Choice'], string> = { keep: 'Keep', end: 'End', transfer: 'Transfer' };

/** What closing the review did with an item. */
export const OUTCOMES: Record<Schemas['Done'], string> = {
  kept: 'Kept',
  ended: 'Ended',
  transferred: 'Transferred',
  gone_meanwhile: 'Changed meanwhile, so left as it was',
  not_done: 'Could not be done',
};

export function useReviews() {
  const api = useApi();
  return usePages(keys.reviewList, (cursor, signal) => api.GET('/reviews', { params: { query: { cursor } }, signal }));
}

/** A review. It is polled while the service gathers its assignments or closes it. */
export function useReview(review_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.review(review_id),
    queryFn: async ({ signal }) => body(await api.GET('/reviews/{review_id}', { params: { path: { review_id } }, signal })),
    refetchInterval: ({ state }) => (isProcessing(state.data) ? 1_000 : false),
  });
}

export const isProcessing = (review: Review | undefined) => review?.state === 'launching' || review?.state === 'closing';

export function useItems(review: Review, { show, reviewer }: Filters) {
  const api = useApi();
  const review_id = review.id;
  return usePages(keys.reviewItems(review_id, { show, reviewer, state: review.state }), (cursor, signal) => {
    const choice = show === 'keep' || show === 'end' || show === 'transfer' ? show : undefined;
    const query = {
      choice,
      reviewer_id: reviewer,
      is_decided: show === 'open' ? false : undefined,
      done: show === 'not_done' ? show : undefined,
      limit: 50,
      cursor,
    };
    return api.GET('/reviews/{review_id}/items', { params: { path: { review_id }, query }, signal });
  });
}

/** The review items that wait for the signed-in person's decision. */
export function useToReview() {
  const api = useApi();
  return usePages(keys.myReviews, (cursor, signal) => api.GET('/me/reviews', { params: { query: { limit: 48, cursor } }, signal }));
}

export function useLaunch() {
  const api = useApi();
  return useSave<ReviewDraft, Review>(
    (fields, { create }) => api.POST('/reviews', { params: { header: create }, body: fieldsOf(fields) }),
    [keys.reviews],
  );
}

/** A decision to send, with its `Idempotency-Key`. */
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
      const params = { path, header: idempotencyKey(key) };
      return body(await api.POST('/reviews/{review_id}/items/{item_id}/decision', { params, body: decision }));
    },
    onSuccess: (item) => queries.invalidateQueries({ queryKey: keys.review(item.review_id) }),
  });
}

export function useReassign() {
  const api = useApi();
  return useChange(
    ({ item, reviewer_id }: { item: Item; reviewer_id: string }) => {
      const path = { review_id: item.review_id, item_id: item.id };
      return api.PUT('/reviews/{review_id}/items/{item_id}/reviewer', { params: { path }, body: { reviewer_id } });
    },
    { queryKey: keys.reviews },
  );
}

export function useClose(review_id: string) {
  const api = useApi();
  return useChange(
    async (keep_undecided: boolean) =>
      body(await api.POST('/reviews/{review_id}/close', { params: { path: { review_id } }, body: { keep_undecided } })),
    { queryKey: keys.reviews },
    'settled',
  );
}

/** Downloads the package for auditors. */
export function usePackage(review_id: string) {
  const api = useApi();
  return useDownload(`review-${review_id}.zip`, () =>
    api.GET('/reviews/{review_id}/package', { params: { path: { review_id } }, parseAs: 'blob' }),
  );
}

/** The progress of a review, in words. */
export function summary(review: Review): string {
  const { state, items, keep, end, transfer, dealt_with, not_done, stopped, due_on } = review;
  const decided = keep + end + transfer;
  const all = `${items} ${items === 1 ? 'assignment' : 'assignments'}`;
  switch (state) {
    case 'launching':
      return 'Its assignments are being gathered';
    case 'closing':
      return `Closing: ${dealt_with} of ${all} done`;
    case 'closed':
      if (stopped) return stopped;
      return `${all}: ${keep} kept, ${end} to end, ${transfer} to transfer, ${items - decided} undecided${not_done > 0 ? `; ${not_done} could not be done` : ''}`;
    default:
      return `${decided} of ${all} decided, until ${day(due_on)}`;
  }
}

/** The signals to consider before deciding, most severe first. */
export function signalsOf({ signals, assignment }: Item): { text: string; isSevere: boolean }[] {
  const { days_since_last_contact: days } = signals;
  const contact = days == null ? 'No contact yet' : `Last contact ${days} days before the review`;
  return [
    signals.coach_inactive && { text: 'Coach inactive', isSevere: true },
    signals.coachee_inactive && { text: 'Coachee inactive', isSevere: true },
    signals.no_coach_status && { text: 'No coaching access', isSevere: true },
    signals.past_end && { text: `Should have ended ${day(assignment.ends_on)}`, isSevere: true },
    signals.over_capacity && { text: 'Coach over capacity', isSevere: true },
    signals.different_sites && { text: 'Different sites', isSevere: false },
    (days == null || days > 30) && { text: contact, isSevere: false },
  ].filter((signal) => signal !== false);
}

/** A line of the form: who reviews the assignments of a site. An empty site matches all. */
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
  /** Always 0: reviews are created here, never edited. */
  version: number;
}

/** The values that the form opens with. */
export function newReview(me: { id: string; name: string } | undefined, repeats: Schemas['Cadence']): ReviewDraft {
  const due_on = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  const name = `Review of ${new Date().toLocaleDateString(undefined, { month: 'long', year: 'numeric' })}`;
  const rest = { sites: [], kind: '', rules: [], on_silence: 'keep', silence_limit: 10, closes_by_itself: false, version: 0 } as const;
  return { ...rest, sites: [], rules: [], name, due_on, fallback: me ?? null, repeats };
}

function fieldsOf(draft: Omit<ReviewDraft, 'version'>): Schemas['ReviewFields'] {
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
