// Saves a draft while it is typed. Transient errors are retried. In a conflict, the person decides.

import { useEffect, useEffectEvent } from 'react';
import { isTransient } from '../api/client';
import type { Draft } from './draft';
import type { Save } from './save';

/** How long to wait after the last change before saving, and after a failure before a retry. */
const IDLE_MS = 800;
const RETRY_MS = 5_000;

export function useAutosave<T extends { version: number }, S extends { version: number }>(draft: Draft<T>, save: Save<T, S>): void {
  const { value, isChanged } = draft;
  const { isPending, error, reset } = save;
  const saveNow = useEffectEvent(() =>
    save.mutate({ draft: value, key: draft.key }, { onSuccess: ({ version }) => draft.saved(value, { version } as Partial<T>) }),
  );
  useEffect(() => {
    if (!isChanged || isPending) return;
    if (error) {
      if (!isTransient(error)) return;
      const timer = setTimeout(reset, RETRY_MS);
      window.addEventListener('online', reset);
      return () => {
        clearTimeout(timer);
        window.removeEventListener('online', reset);
      };
    }
    const timer = setTimeout(() => saveNow(), IDLE_MS);
    return () => clearTimeout(timer);
    // Each change of the value restarts the timer.
  }, [value, isChanged, isPending, error, reset]);
}
