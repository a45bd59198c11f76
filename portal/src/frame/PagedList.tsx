// A list that loads page by page, in every state: loading, failed, empty, shown, with more to load.

import { Box, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages';
import { ErrorAlert } from './ErrorAlert';
import { Loading } from './Loading';

interface Props<T> {
  pages: Pages<T>;
  /** What is listed, such as “the goals”, for screen readers while it loads. */
  what: string;
  /** Shown if the list is empty: what belongs here, and how to add it. */
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

export function PagedList<T>({ pages, what, empty, children }: Props<T>) {
  const { items, error, retry, more, isLoadingMore, isStale } = pages;
  if (!items) return error ? <ErrorAlert error={error} retry={retry} /> : <Loading what={what} />;
  return (
    <Box style={{ opacity: isStale ? 0.6 : 1 }}>
      {error && <ErrorAlert error={error} retry={retry} />}
      {items.length === 0 && !more ? <Text c="dimmed">{empty}</Text> : children(items)}
      {more && (
        <Button mt="sm" variant="default" size="xs" onClick={more} loading={isLoadingMore}>
          Show more
        </Button>
      )}
    </Box>
  );
}
