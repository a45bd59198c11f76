import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** A list of the API's, page after page. Old rows stay while new ones load. */
export function usePages<T>(queryKey: unknown[], read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
  const pages = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  return {
    items: pages.data?.pages.flatMap((page) => page.items),
    error: pages.error,
    again: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    isLoadingMore: pages.isFetchingNextPage,
    isStale: pages.isPlaceholderData,
  };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
