// Lists that the API returns page by page.

import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { body } from './client';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** The response with one page. */
type PageResponse<T> = Promise<{ data?: Page<T> }>;

/** Every item of a list, page after page. A caller that stops early requests no further page. */
export async function* itemsOf<T>(request: (cursor: string | undefined) => PageResponse<T>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = body(await request(cursor));
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

/**
 * Keeps the previous rows while the same list loads with other filters. Filters are the objects in a key. If another
 * part of the key differs, it is the key of another list, such as another person's goals, and the rows are not kept.
 */
export function keepWhileFiltered(queryKey: QueryKey) {
  return <T>(before: T | undefined, previous: { queryKey: QueryKey } | undefined): T | undefined => {
    const isSameList =
      previous?.queryKey.length === queryKey.length &&
      queryKey.every((part, at) => typeof part === 'object' || part === previous.queryKey[at]);
    return isSameList ? before : undefined;
  };
}

/** Loads a list page by page. The rows stay while those of other filters load. */
export function usePages<T>(queryKey: QueryKey, request: (cursor: string | undefined, signal: AbortSignal) => PageResponse<T>) {
  const pages = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      let page = body(await request(pageParam, signal));
      // A page may be empty without being the last: filters removed all of it, or its month has no entry.
      while (page.items.length === 0 && page.next_cursor) page = body(await request(page.next_cursor, signal));
      return page;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepWhileFiltered(queryKey),
  });
  // The first rows are deferred, so that they are rendered in small steps and the page stays responsive. Later changes
  // are not, or the rows of one list would briefly appear under the name of another.
  const deferred = useDeferredValue(pages.data);
  const data = deferred && pages.data;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return {
    items,
    error: pages.error,
    retry: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    isLoadingMore: pages.isFetchingNextPage,
    isStale: pages.isPlaceholderData,
  };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
