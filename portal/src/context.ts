import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Api, body, type Schemas } from './api/client';
import type { Session } from './auth';

export const SessionContext = createContext<Session | null>(null);
export const ApiContext = createContext<Api | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Only within a session.');
  return session;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('Only within a session.');
  return api;
}

/** Who is signed in, and what is open to them. */
export function useMe() {
  const api = useApi();
  return useQuery({ queryKey: ['me'], queryFn: async ({ signal }) => body(await api.GET('/me', { signal })), staleTime: 60_000 });
}

export function may(me: Schemas['Me'] | undefined, action: Schemas['Action']): boolean {
  return me?.may.includes(action) ?? false;
}
