import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas } from '../api/client';
import { usePages } from '../api/pages';
import { useApi } from '../context';

/** What the list of people is narrowed to; it stands in the address. */
export interface Filters {
  status?: Schemas['Status'];
  coach_status?: Schemas['CoachStatus'];
  site?: string;
}

export function usePeople(filters: Filters) {
  const api = useApi();
  return usePages(['people', 'list', filters], async (cursor, signal) =>
    body(await api.GET('/users', { params: { query: { ...filters, limit: 25, cursor } }, signal })),
  );
}

export function useCreatePerson() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: Schemas['UserFields'] & { version: number }; key: string }) => {
      const { version: _, ...fields } = draft;
      return body(await api.POST('/users', { params: { header: { 'Idempotency-Key': key } }, body: fields }));
    },
    onSuccess: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['people', 'list'] }), queries.invalidateQueries({ queryKey: ['find'] })]),
  });
}

/** The most lines that the API takes at once, and so many are sent at a time to show how it goes. */
const AT_ONCE = 20;

/** Assigns one coach to many people, some at a time; `done` of them so far. */
export function useAssignMany() {
  const api = useApi();
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const assign = useMutation({
    mutationFn: async ({ coach_id, coachees, terms }: { coach_id: string; coachees: string[]; terms: Schemas['Terms'] }) => {
      const { kind = null, starts_on = null, ends_on = null } = terms;
      const results: Schemas['LineResult'][] = [];
      for (let at = 0; at < coachees.length; at += AT_ONCE) {
        const assignments = coachees.slice(at, at + AT_ONCE).map((coachee_id) => ({ coach_id, coachee_id, kind, starts_on, ends_on }));
        results.push(...body(await api.POST('/assignments/bulk', { body: { assignments } })).results);
        setDone(results.length);
      }
      return results;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  return { assign, done };
}
