// A part of a screen that shows the data of one query, in every state: loading, failed, loaded.

import type { ReactNode } from 'react';
import { ErrorAlert } from './ErrorAlert';
import { Loading } from './Loading';

interface Props<T> {
  query: { data: T | undefined; error: Error | null; refetch: () => Promise<unknown> };
  /** What is loaded, such as “the permissions”, for screen readers. */
  what: string;
  /** Roughly how many rows it will take. */
  rows?: number;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, what, rows, children }: Props<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  return error ? <ErrorAlert error={error} retry={() => void refetch()} /> : <Loading what={what} rows={rows} />;
}
