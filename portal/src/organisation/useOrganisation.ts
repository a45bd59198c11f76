import { useQuery } from '@tanstack/react-query';
import { body } from '../api/client';
import { useApi } from '../context';

/** The organisation's settings, which every member may read. */
export function useOrganisation() {
  const api = useApi();
  return useQuery({ queryKey: ['organisation'], queryFn: async ({ signal }) => body(await api.GET('/organisation', { signal })) });
}
