// The requests for coaching assignments, their history and coach status.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { body, idempotencyKey, ifMatch, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';

export type Connection = Schemas['Connection'];

/** The two sections of the Coaching tab: who coaches the person, and whom the person coaches. */
export type Side = 'coaches' | 'coachees';

/** The ids in the path of an assignment between the person and somebody on this side of them. */
export function pairOf(side: Side, person: string, other: string) {
  return side === 'coachees' ? { coach_id: person, coachee_id: other } : { coach_id: other, coachee_id: person };
}

export function useConnections(person: string, side: Side) {
  const api = useApi();
  return usePages(keys.connections(person, side), (cursor, signal) => {
    const params = { path: { user_id: person }, query: { limit: 50, cursor } };
    return side === 'coaches'
      ? api.GET('/users/{user_id}/coaches', { params, signal })
      : api.GET('/users/{user_id}/coachees', { params, signal });
  });
}

export function useHistory(person: string) {
  const api = useApi();
  return usePages(keys.coachingHistory(person), (cursor, signal) =>
    api.GET('/users/{user_id}/coaching-history', { params: { path: { user_id: person }, query: { cursor } }, signal }),
  );
}

/**
 * Invalidates everything that is cached about these people, such as after a change of their assignment. If the former
 * primary coach of one of them is cached, their assignment may have changed too.
 */
export function useInvalidatePeople() {
  const queries = useQueryClient();
  return (...people: string[]) => {
    const former = people.map((person) => queries.getQueryData<Connection | null>(keys.primaryCoach(person))?.user.id);
    const all = [...people, ...former.filter((id) => id !== undefined)];
    return Promise.all(all.map((person) => queries.invalidateQueries({ queryKey: keys.person(person) })));
  };
}

export function useAssign(person: string, side: Side) {
  const api = useApi();
  const invalidate = useInvalidatePeople();
  return useMutation({
    mutationFn: async ({ other, terms }: { other: string; terms: Schemas['Terms'] }) =>
      body(await api.PUT('/users/{coach_id}/coachees/{coachee_id}', { params: { path: pairOf(side, person, other) }, body: terms })),
    onSuccess: (assignment) => invalidate(assignment.coach_id, assignment.coachee_id),
  });
}

export function useEditAssignment(person: string, side: Side) {
  const api = useApi();
  const invalidate = useInvalidatePeople();
  return useMutation({
    mutationFn: async ({ other, terms, version }: { other: string; terms: Schemas['Terms']; version: number }) => {
      const params = { path: pairOf(side, person, other), header: ifMatch(version) };
      return body(await api.PATCH('/users/{coach_id}/coachees/{coachee_id}', { params, body: terms }));
    },
    onSettled: (_data, _error, { other }) => invalidate(person, other),
  });
}

/** Transfers the whole caseload of a coach. */
export function useTransfer(coach_id: string) {
  const api = useApi();
  return useChange(
    async ({ to, reason, key }: { to: string; reason: string; key: string }) => {
      const params = { path: { coach_id }, header: idempotencyKey(key) };
      const fields = { to_coach_id: to, reason: reason || null, coachee_ids: null };
      return body(await api.POST('/users/{coach_id}/coachees/transfer', { params, body: fields }));
    },
    // Some may have been transferred before the others were refused.
    { queryKey: keys.people },
    'settled',
  );
}

/** Reopens an assignment on its last terms, or on those that are given. */
export function useReopen(onError?: (error: Error) => void) {
  const api = useApi();
  const invalidate = useInvalidatePeople();
  return useMutation({
    mutationFn: async ({ coach_id, coachee_id, terms = {} }: { coach_id: string; coachee_id: string; terms?: Schemas['Reopening'] }) => {
      const params = { path: { coach_id, coachee_id }, header: idempotencyKey(crypto.randomUUID()) };
      return body(await api.POST('/users/{coach_id}/coachees/{coachee_id}/reopen', { params, body: terms }));
    },
    onSuccess: (assignment) => invalidate(assignment.coach_id, assignment.coachee_id),
    onError,
  });
}

export function useRemove(person: string, side: Side) {
  const api = useApi();
  const invalidate = useInvalidatePeople();
  return useMutation({
    mutationFn: async ({ other, reason }: { other: string; reason: string }) => {
      const params = { path: pairOf(side, person, other), query: reason ? { reason } : {} };
      await api.DELETE('/users/{coach_id}/coachees/{coachee_id}', { params });
    },
    onSuccess: (_, { other }) => invalidate(person, other),
  });
}

/** Grants or withdraws coach status. */
export function useCoachStatus(person: string) {
  const api = useApi();
  const queries = useQueryClient();
  const invalidate = useInvalidatePeople();
  return useMutation({
    mutationFn: async ({ isCoach, capacity, end }: { isCoach: boolean; capacity?: number; end?: boolean }) => {
      const path = { user_id: person };
      if (isCoach) await api.PUT('/users/{user_id}/coach-status', { params: { path }, body: { capacity: capacity ?? null } });
      else await api.DELETE('/users/{user_id}/coach-status', { params: { path, query: end ? { end_assignments: true } : {} } });
    },
    onSuccess: () => Promise.all([invalidate(person), queries.invalidateQueries({ queryKey: keys.searches })]),
  });
}
