// Drafts: what is typed and not yet saved. A draft is kept in this tab's storage, per person, until it is saved or
// discarded. It survives a reload, a lost network, the end of the session and the end of access.

import { useState } from 'react';
import { useSession } from '../context';

export interface Draft<T extends object> {
  /** What was typed, or else what is saved. */
  value: T;
  /** Whether something was typed that is not saved. */
  isChanged: boolean;
  /** The `Idempotency-Key` for creating the record: however often the draft is sent, it is created once. */
  key: string;
  set: (part: Partial<T>) => void;
  /** Discards what was typed, because it is not wanted. What was saved is not discarded but `saved`. */
  discard: () => void;
  /**
   * Called after `sent` was saved. If more was typed meanwhile, that stays, with `part` of what was saved. If a record was
   * created and its own form has another draft, `name` is the name of that one: what was typed goes on there.
   */
  saved: (sent: T, part: Part<T>, name?: string) => void;
}

/** What a draft gets from what was saved; it may depend on what was typed since. */
type Part<T> = Partial<T> | ((typed: T) => Partial<T>);

export interface Stored<T> {
  typed: T | null;
  key: string;
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The draft of a form. `name` identifies the record, such as `goal/<id>`. `saved` is the record as it is saved, with its
 * version: the draft keeps the version it began with, so that saving detects a conflict.
 */
export function useDraft<T extends object>(name: string, saved: T): Draft<T> {
  const keyOf = useDraftKey();
  // After a record was created, its own form is about to take the place of this one. What is typed until then is its draft.
  const [moved, setMoved] = useState<{ name: string; saved: T } | null>(null);
  const now = moved ?? { name, saved };
  const storageKey = keyOf(now.name);
  const [stored, setStored] = useState<Stored<T>>(() => read(storageKey));
  // The storage has the latest. What was saved must be removed from it also after the form is gone.
  const set = (part: Partial<T>) => {
    const { typed, key } = read<T>(storageKey, stored.key);
    setStored(write(storageKey, { typed: { ...(typed ?? now.saved), ...part }, key }));
  };
  const discard = () => setStored(remove(storageKey));
  const wasSaved = (sent: T, part: Part<T>, next?: string) => {
    setStored(keepRest(storageKey, sent, part, next === undefined ? undefined : keyOf(next)));
    if (next !== undefined) setMoved({ name: next, saved: { ...sent, ...partOf(part, sent) } });
  };
  return { value: stored.typed ?? now.saved, isChanged: stored.typed !== null, key: stored.key, set, discard, saved: wasSaved };
}

/** Whether something was typed in the form with this name that is not saved. */
export function useHasDraft(): (name: string) => boolean {
  const keyOf = useDraftKey();
  return (name) => window.sessionStorage.getItem(keyOf(name)) !== null;
}

/** The key in the storage of a draft of the signed-in person. */
function useDraftKey(): (name: string) => string {
  const subject = useSession().subject();
  return (name) => `draft/${subject}/${name}`;
}

/**
 * Removes what was saved from the storage. What was typed after it was sent stays, with `part` of what was saved; under the
 * key `next`, if there is one. It is another request than the one that was sent, so it has another `Idempotency-Key`.
 */
export function keepRest<T extends object>(
  storageKey: string,
  sent: T,
  part: Part<T>,
  next = storageKey,
  storage: Storage = window.sessionStorage,
): Stored<T> {
  const { typed } = read<T>(storageKey, undefined, storage);
  if (typed === null || isSame(typed, sent)) return remove(storageKey, storage);
  if (next !== storageKey) remove(storageKey, storage);
  return write(next, { typed: { ...typed, ...partOf(part, typed) }, key: crypto.randomUUID() }, storage);
}

function partOf<T>(part: Part<T>, typed: T): Partial<T> {
  return typeof part === 'function' ? part(typed) : part;
}

/** The version is no part of what was typed. */
function isSame<T extends object>(one: T, other: T): boolean {
  const text = (value: T) => JSON.stringify({ ...value, version: undefined });
  return text(one) === text(other);
}

function write<T>(storageKey: string, stored: Stored<T>, storage: Storage = window.sessionStorage): Stored<T> {
  storage.setItem(storageKey, JSON.stringify(stored));
  return stored;
}

function remove<T>(storageKey: string, storage: Storage = window.sessionStorage): Stored<T> {
  storage.removeItem(storageKey);
  return { typed: null, key: crypto.randomUUID() };
}

/** The stored draft, or else an empty one with this key. */
function read<T>(storageKey: string, key: string = crypto.randomUUID(), storage: Storage = window.sessionStorage): Stored<T> {
  const text = storage.getItem(storageKey);
  return text === null ? { typed: null, key } : (JSON.parse(text) as Stored<T>);
}
