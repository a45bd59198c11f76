// What every screen can use: the session, the API's client, and the signed-in person.

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Api, body, type Schemas } from './api/client';
import { keys } from './api/keys';
import type { Session } from './auth';

export const SessionContext = createContext<Session | null>(null);
export const ApiContext = createContext<Api | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionContext.');
  return session;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs an ApiContext.');
  return api;
}

/** The signed-in person, and what they may do. */
export function useMe() {
  const api = useApi();
  return useQuery({ queryKey: keys.me, queryFn: async ({ signal }) => body(await api.GET('/me', { signal })), staleTime: 60_000 });
}

export function may(me: Schemas['Me'] | undefined, action: Schemas['Action']): boolean {
  return me?.may.includes(action) ?? false;
}
