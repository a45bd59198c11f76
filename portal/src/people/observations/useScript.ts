// The script of an observation, including lines that are not sent yet.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { putInCache } from '../../api/cache';
import { ApiError, body, idempotencyKey, isTransient } from '../../api/client';
import { keys } from '../../api/keys';
import { useApi, useSession } from '../../context';
import { type LineContent, UnsentLines, notBefore, retryDelay } from './unsentLines';
import { inOrder, type Line, useLines } from './observations';

/** Why a line was refused, by its key. */
type Refusals = ReadonlyMap<string, Error>;

/**
 * The script of an observation. A new line is stored on this device and then sent. Lines are sent in order, and retried
 * until the service has them. A line that the service refuses for good stays, with the reason; the others are sent.
 */
export function useScript(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const subject = useSession().subject();
  const store = useMemo(() => new UnsentLines(subject, observation_id), [subject, observation_id]);
  const lines = useLines(user_id, observation_id);
  const [unsent, setUnsent] = useState(() => store.all());
  const [refused, setRefused] = useState<Refusals>(new Map());
  const [isOffline, setOffline] = useState(false);
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const latestRefused = useRef(refused);
  const isSending = useRef(false);
  const failures = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refuse = useCallback((change: (before: Map<string, Error>) => void) => {
    const next = new Map(latestRefused.current);
    change(next);
    latestRefused.current = next;
    setRefused(next);
  }, []);

  const send = useCallback(
    async function sendAll(): Promise<void> {
      clearTimeout(timer.current);
      if (isSending.current) return;
      isSending.current = true;
      try {
        for (let next = store.next(latestRefused.current); next; next = store.next(latestRefused.current)) {
          const { key, ...line } = next;
          const params = { path: { user_id, observation_id }, header: idempotencyKey(key) };
          try {
            const added = body(
              await api.POST('/users/{user_id}/observations/{observation_id}/evidence', { params, body: { lines: [line] } }),
            ).lines;
            await putInCache<Line[]>(queries, keys.evidence(user_id, observation_id), (before = []) =>
              inOrder([...before.filter(({ id }) => id !== added[0]?.id), ...added]),
            );
            store.remove(key);
            setSavedAt(new Date());
            failures.current = 0;
            setOffline(false);
          } catch (error) {
            if (isTransient(error as Error)) throw error;
            refuse((before) => before.set(key, error as Error));
          }
          setUnsent(store.all());
        }
      } catch (error) {
        setOffline(error instanceof ApiError && error.problem.status === 0);
        timer.current = setTimeout(() => void sendAll(), retryDelay(++failures.current));
      } finally {
        isSending.current = false;
      }
    },
    [api, queries, store, refuse, user_id, observation_id],
  );

  useEffect(() => {
    const now = () => void send();
    now();
    window.addEventListener('online', now);
    return () => {
      window.removeEventListener('online', now);
      clearTimeout(timer.current);
    };
  }, [send]);

  const changed = () => {
    setUnsent(store.all());
    void send();
  };
  const add = (text: string, component_ids: string[]) => {
    const before = [...unsent.map(({ at }) => at), lines.data?.at(-1)?.at ?? ''].sort().at(-1) ?? '';
    store.add({ key: crypto.randomUUID(), at: notBefore(before, new Date()), text, component_ids });
    changed();
  };
  /** Sends a refused line with another text or other components. */
  const amend = (key: string, content: LineContent) => {
    store.amend(key, content);
    refuse((before) => before.delete(key));
    changed();
  };
  /** Deletes a refused line. */
  const drop = (key: string) => {
    store.remove(key);
    refuse((before) => before.delete(key));
    changed();
  };
  return { lines, unsent, refused, isOffline, savedAt, add, amend, drop };
}

export type Script = ReturnType<typeof useScript>;
