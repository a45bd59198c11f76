import { body } from '../api/client';
import { usePages } from '../api/pages';
import { useApi } from '../context';

/** The caller's coachees, each with what to know before the next conversation. */
export function useCaseload() {
  const api = useApi();
  return usePages(['caseload'], async (cursor, signal) =>
    body(await api.GET('/me/caseload', { params: { query: { limit: 24, cursor } }, signal })),
  );
}
