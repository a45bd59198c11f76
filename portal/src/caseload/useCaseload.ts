// Reads the signed-in coach's coachees with their signals.

import { keys } from '../api/keys';
import { usePages } from '../api/pages';
import { useApi } from '../context';

export function useCaseload() {
  const api = useApi();
  return usePages(keys.caseload, (cursor, signal) => api.GET('/me/caseload', { params: { query: { limit: 24, cursor } }, signal }));
}
