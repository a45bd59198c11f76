// A coachee has at most one primary coach: who that is, and how to assign a coach although there is one.

import { useQuery } from '@tanstack/react-query';
import { type Api, ApiError, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { itemsOf } from '../../api/pages';
import { useApi } from '../../context';
import type { Connection } from './assignments';

/** Whether an assignment was refused because the coachee already has a primary coach. */
export const isPrimaryTaken = (error: unknown) => error instanceof ApiError && error.kind === 'primary-taken';

/** The terms to assign a coach when there is a primary coach: replace them, or become secondary. */
export const REPLACE_PRIMARY: Schemas['Reopening'] = { kind: 'primary', replaces_primary: true };
export const SECONDARY: Schemas['Reopening'] = { kind: 'secondary' };

async function primaryOf(api: Api, coachee: string, signal: AbortSignal): Promise<Connection | null> {
  const request = (cursor: string | undefined) =>
    api.GET('/users/{user_id}/coaches', { params: { path: { user_id: coachee }, query: { limit: 50, cursor } }, signal });
  for await (const coach of itemsOf(request)) if (coach.kind === 'primary') return coach;
  return null;
}

/** The person's primary coach, or null if there is none. */
export function usePrimary(coachee: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: keys.primaryCoach(coachee),
    enabled: coachee !== undefined,
    queryFn: ({ signal }) => primaryOf(api, coachee ?? '', signal),
  });
}
