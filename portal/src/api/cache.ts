// Putting what the service answered to a change into the cache.

import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Updates what is cached under a key. A request for it that is under way may have been answered before the change, so its
 * answer is dropped and it is sent again.
 */
export async function putInCache<Data>(queries: QueryClient, queryKey: QueryKey, update: (before: Data | undefined) => Data | undefined) {
  const isFetching = queries.isFetching({ queryKey, exact: true }) > 0;
  if (isFetching) await queries.cancelQueries({ queryKey, exact: true });
  queries.setQueryData<Data>(queryKey, update);
  if (isFetching) void queries.invalidateQueries({ queryKey, exact: true });
}
