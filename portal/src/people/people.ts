// The list of people, creating a person, and assigning one coach to many: their requests.

import { useState } from 'react';
import { useChange } from '../api/change';
import { type Api, body, type Schemas } from '../api/client';
import { keys } from '../api/keys';
import { itemsOf, usePages } from '../api/pages';
import { useApi } from '../context';
import { useSave } from '../forms/save';

/** The filters of the list of people; kept in the address. */
export interface Filters {
  status?: Schemas['Status'];
  coach_status?: Schemas['CoachStatus'];
  site?: string;
}

export function usePeople(filters: Filters) {
  const api = useApi();
  return usePages(keys.peopleList(filters), (cursor, signal) =>
    api.GET('/users', { params: { query: { ...filters, limit: 25, cursor } }, signal }),
  );
}

export type PersonDraft = Schemas['UserFields'] & { version: number };

export function useCreatePerson() {
  const api = useApi();
  return useSave<PersonDraft, Schemas['User']>(
    (fields, { create }) => api.POST('/users', { params: { header: create }, body: fields }),
    [keys.peopleList(), keys.searches],
  );
}

/** The most assignments that the API takes in one request. */
const BATCH = 20;

/** The outcome for one person, with the kind of the assignment if it is known. */
export type Result = Schemas['LineResult'] & { kind?: Schemas['Kind'] };

/** The kinds of the coach's assignments, by coachee. */
async function kindsOf(api: Api, coach_id: string): Promise<Map<string, Schemas['Kind']>> {
  const request = (cursor: string | undefined) =>
    api.GET('/users/{user_id}/coachees', { params: { path: { user_id: coach_id }, query: { limit: 50, cursor } } });
  const kinds = new Map<string, Schemas['Kind']>();
  for await (const { user, kind } of itemsOf(request)) kinds.set(user.id, kind);
  return kinds;
}

/** Assigns one coach to many people, in batches. `done` is how many the service has answered for so far. */
export function useAssignMany() {
  const api = useApi();
  const [done, setDone] = useState(0);
  const assign = useChange(
    async ({ coach_id, coachees, terms }: { coach_id: string; coachees: string[]; terms: Schemas['Terms'] }) => {
      const { kind = null, starts_on = null, ends_on = null, replaces_primary } = terms;
      const results: Schemas['LineResult'][] = [];
      setDone(0);
      for (let at = 0; at < coachees.length; at += BATCH) {
        const assignments = coachees
          .slice(at, at + BATCH)
          .map((coachee_id) => ({ coach_id, coachee_id, kind, starts_on, ends_on, replaces_primary }));
        results.push(...body(await api.POST('/assignments/bulk', { body: { assignments } })).results);
        setDone(results.length);
      }
      // The responses don't include the kinds; the coach's list does. If that fails, the kinds are left out.
      const kinds = await kindsOf(api, coach_id).catch(() => new Map<string, Schemas['Kind']>());
      return results.map((result): Result => ({ ...result, kind: kinds.get(result.coachee_id) }));
    },
    { queryKey: keys.people },
    'settled',
  );
  return { assign, done };
}
