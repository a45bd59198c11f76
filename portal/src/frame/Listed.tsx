import { Box, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages';
import { Refused } from './Refused';
import { Waiting } from './Waiting';

interface Props<T> {
  pages: Pages<T>;
  /** What it is a list of, to be read out while it loads. */
  what: string;
  /** What stands there when there is nothing: what the place is for, and what to do. */
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** A list in every state it can be in: waiting, refused, empty, there, with more to come. */
export function Listed<T>({ pages, what, empty, children }: Props<T>) {
  const { items, error, again, more, isLoadingMore, isStale } = pages;
  if (!items) return error ? <Refused error={error} again={again} /> : <Waiting what={what} />;
  return (
    <Box style={{ opacity: isStale ? 0.6 : 1 }}>
      {error && <Refused error={error} again={again} />}
      {items.length === 0 && !more ? <Text c="dimmed">{empty}</Text> : children(items)}
      {more && (
        <Button mt="sm" variant="default" size="xs" onClick={more} loading={isLoadingMore}>
          Show more
        </Button>
      )}
    </Box>
  );
}
