import type { UseMutationResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { mayPass } from '../api/client';
import type { Draft } from './draft';

/** How long nothing is typed before it is saved, and how long to wait before a save that failed is tried again. */
const IDLE_MS = 800;
const AGAIN_MS = 5_000;

type Save<T, S> = UseMutationResult<S, Error, { draft: T }>;

/** Saves a draft by itself. A save that may yet succeed is tried again; what others changed meanwhile is for the person to settle. */
export function useAutosave<T extends { version: number }, S extends { version: number }>(draft: Draft<T>, save: Save<T, S>): void {
  const { value, isChanged } = draft;
  useEffect(() => {
    if (!isChanged || save.isPending) return;
    if (save.error) {
      if (!mayPass(save.error)) return;
      const timer = setTimeout(save.reset, AGAIN_MS);
      window.addEventListener('online', save.reset);
      return () => {
        clearTimeout(timer);
        window.removeEventListener('online', save.reset);
      };
    }
    const timer = setTimeout(
      () => save.mutate({ draft: value }, { onSuccess: ({ version }) => draft.saved(value, { version } as Partial<T>) }),
      IDLE_MS,
    );
    return () => clearTimeout(timer);
  }, [value, isChanged, save.isPending, save.error]);
}
