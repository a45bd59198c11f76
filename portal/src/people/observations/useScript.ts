import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { body, mayPass } from '../../api/client';
import { useApi, useSession } from '../../context';
import { KeptLines, type KeptLine, pauseAfter } from './kept';
import { type Line, useLines } from './observations';

/**
 * The script of an observation. A line that is added is kept on this device first and then sent, in order,
 * as often as it takes; `refused` is why none of those kept will ever be taken.
 */
export function useScript(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const subject = useSession().subject();
  const store = useMemo(() => new KeptLines(subject, observation_id), [subject, observation_id]);
  const lines = useLines(user_id, observation_id);
  const [kept, setKept] = useState(() => store.all());
  const [refused, setRefused] = useState<Error | null>(null);
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const isSending = useRef(false);
  const failures = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const send = useCallback(async () => {
    clearTimeout(timer.current);
    if (isSending.current) return;
    isSending.current = true;
    try {
      for (let next = store.all()[0]; next; next = store.all()[0]) {
        const { key, ...line } = next;
        const params = { path: { user_id, observation_id }, header: { 'Idempotency-Key': key } };
        const added = body(await api.POST('/users/{user_id}/observations/{observation_id}/evidence', { params, body: { lines: [line] } }));
        queries.setQueryData<Line[]>(['people', user_id, 'observations', observation_id, 'evidence'], (before = []) => [
          ...before.filter(({ id }) => id !== added.lines[0]?.id),
          ...added.lines,
        ]);
        store.drop(key);
        setKept(store.all());
        setSavedAt(new Date());
        failures.current = 0;
      }
      setRefused(null);
    } catch (error) {
      if (mayPass(error as Error)) timer.current = setTimeout(() => void send(), pauseAfter(++failures.current));
      else setRefused(error as Error);
    } finally {
      isSending.current = false;
    }
  }, [api, queries, store, user_id, observation_id]);

  useEffect(() => {
    const now = () => void send();
    now();
    window.addEventListener('online', now);
    return () => {
      window.removeEventListener('online', now);
      clearTimeout(timer.current);
    };
  }, [send]);

  const add = (text: string, component_ids: string[]) => {
    store.keep({ key: crypto.randomUUID(), at: new Date().toISOString(), text, component_ids });
    setKept(store.all());
    void send();
  };
  return { lines, kept, refused, savedAt, add };
}

export type Script = ReturnType<typeof useScript>;
export type { KeptLine };
