// Reads the organization's settings, which every member may do.

import { useQuery } from '@tanstack/react-query';
import { body } from '../api/client';
import { keys } from '../api/keys';
import { useApi } from '../context';

/** How often audits and reviews can start automatically. */
export const CADENCES = ['never', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;

export function useOrganization() {
  const api = useApi();
  return useQuery({ queryKey: keys.organization, queryFn: async ({ signal }) => body(await api.GET('/organisation', { signal })) });
}
