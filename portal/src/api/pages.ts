import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/**
 * What stays to be seen while the same is asked for with another filter. Filters are the objects in a key; with
 * another string in it the question is another, such as another person's goals, and nothing of the old stays.
 */
export function sameWhileFiltered(queryKey: QueryKey) {
  return <T>(before: T | undefined, asked: { queryKey: QueryKey } | undefined): T | undefined => {
    const isSame =
      asked?.queryKey.length === queryKey.length && queryKey.every((part, at) => typeof part === 'object' || part === asked.queryKey[at]);
    return isSame ? before : undefined;
  };
}

/** A list of the API's, page after page. Old rows stay while those of another filter load. */
export function usePages<T>(queryKey: unknown[], read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
  const pages = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      let page = await read(pageParam, signal);
      // A page may be empty and still not be the last: a filter left nothing of it, or its month has no entry.
      while (page.items.length === 0 && page.next_cursor) page = await read(page.next_cursor, signal);
      return page;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: sameWhileFiltered(queryKey),
  });
  // The first rows are drawn in small steps, between which the page answers to its user; what follows them is
  // drawn at once, or for a moment the rows of one list would stand under the name of another.
  const drawn = useDeferredValue(pages.data);
  const data = drawn && pages.data;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return {
    items,
    error: pages.error,
    again: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    isLoadingMore: pages.isFetchingNextPage,
    isStale: pages.isPlaceholderData,
  };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
