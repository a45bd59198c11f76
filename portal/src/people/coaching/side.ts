import { useMutation, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import { sayNot } from '../../frame/say';

/** The two sections of the Coaching tab: who coaches the person, and whom the person coaches. */
export type Side = 'coaches' | 'coachees';

/** Coach and coachee of a connection between the person and somebody on a side. */
export function pairOf(side: Side, person: string, other: string) {
  return side === 'coachees' ? { coach_id: person, coachee_id: other } : { coach_id: other, coachee_id: person };
}

export function useConnections(person: string, side: Side) {
  const api = useApi();
  return usePages(['people', person, side], async (cursor, signal) => {
    const params = { path: { user_id: person }, query: { limit: 50, cursor } };
    const answer =
      side === 'coaches'
        ? await api.GET('/users/{user_id}/coaches', { params, signal })
        : await api.GET('/users/{user_id}/coachees', { params, signal });
    return body(answer);
  });
}

export function useHistory(person: string) {
  const api = useApi();
  return usePages(['people', person, 'coaching-history'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/coaching-history', { params: { path: { user_id: person }, query: { cursor } }, signal })),
  );
}

/** What a changed connection makes stale: both people. */
function useForget() {
  const queries = useQueryClient();
  return (...people: string[]) => Promise.all(people.map((person) => queries.invalidateQueries({ queryKey: ['people', person] })));
}

export function useAssign(person: string, side: Side) {
  const api = useApi();
  const forget = useForget();
  return useMutation({
    mutationFn: async ({ other, terms }: { other: string; terms: Schemas['Terms'] }) =>
      body(await api.PUT('/users/{coach_id}/coachees/{coachee_id}', { params: { path: pairOf(side, person, other) }, body: terms })),
    onSuccess: (assignment) => forget(assignment.coach_id, assignment.coachee_id),
  });
}

export function useEditAssignment(person: string, side: Side) {
  const api = useApi();
  const forget = useForget();
  return useMutation({
    mutationFn: async ({ other, terms, version }: { other: string; terms: Schemas['Terms']; version: number }) => {
      const params = { path: pairOf(side, person, other), header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{coach_id}/coachees/{coachee_id}', { params, body: terms }));
    },
    onSettled: (_data, _error, { other }) => forget(person, other),
  });
}

export function useTransfer(coach_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ to, reason, key }: { to: string; reason: string; key: string }) => {
      const params = { path: { coach_id }, header: { 'Idempotency-Key': key } };
      return body(
        await api.POST('/users/{coach_id}/coachees/transfer', {
          params,
          body: { to_coach_id: to, reason: reason || null, coachee_ids: null },
        }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
}

export function useReopen() {
  const api = useApi();
  const forget = useForget();
  return useMutation({
    mutationFn: async ({ coach_id, coachee_id }: { coach_id: string; coachee_id: string }) => {
      const params = { path: { coach_id, coachee_id }, header: { 'Idempotency-Key': crypto.randomUUID() } };
      return body(await api.POST('/users/{coach_id}/coachees/{coachee_id}/reopen', { params, body: {} }));
    },
    onSuccess: (assignment) => forget(assignment.coach_id, assignment.coachee_id),
    onError: (error) => sayNot('Not undone', error),
  });
}

export function useRemove(person: string, side: Side) {
  const api = useApi();
  const forget = useForget();
  return useMutation({
    mutationFn: async ({ other, reason }: { other: string; reason: string }) => {
      const params = { path: pairOf(side, person, other), query: reason ? { reason } : {} };
      await api.DELETE('/users/{coach_id}/coachees/{coachee_id}', { params });
    },
    onSuccess: (_, { other }) => forget(person, other),
  });
}

/** Grants or withdraws coach status. */
export function useCoachStatus(person: string) {
  const api = useApi();
  const queries = useQueryClient();
  const forget = useForget();
  return useMutation({
    mutationFn: async ({ isCoach, capacity, end }: { isCoach: boolean; capacity?: number; end?: boolean }) => {
      const path = { user_id: person };
      if (isCoach) await api.PUT('/users/{user_id}/coach-status', { params: { path }, body: { capacity: capacity ?? null } });
      else await api.DELETE('/users/{user_id}/coach-status', { params: { path, query: end ? { end_assignments: true } : {} } });
    },
    onSuccess: () => Promise.all([forget(person), queries.invalidateQueries({ queryKey: ['find'] })]),
  });
}

export type Connection = Schemas['Connection'];
