// What is typed and not yet saved. It is kept for this tab, by person, until it is saved or dropped: a
// reload, a lost network, an ended sign-in or an ended right takes none of it.

import { useRef, useState } from 'react';
import { useSession } from '../context';

export interface Draft<T extends object> {
  /** What the form shows: what was typed, or else what is saved. */
  value: T;
  /** Whether there is anything typed that is not saved. */
  isChanged: boolean;
  /** The `Idempotency-Key` of making it: saving the same draft again, after a lost answer or a reload, makes it once. */
  key: string;
  set: (part: Partial<T>) => void;
  /** Forgets what was typed: it is saved, or not wanted. */
  drop: () => void;
  /** Forgets it when it is still what was sent; what was typed since then is now typed over what was saved. */
  saved: (sent: T, part: Partial<T>) => void;
}

interface Kept<T> {
  typed: T | null;
  key: string;
}

/**
 * A draft of what `saved` shows. `name` names the thing that is edited, as `goal/<id>`. Put the version
 * that was read into the value: the draft keeps it, so a save tells when somebody else was faster.
 */
export function useDraft<T extends object>(name: string, saved: T): Draft<T> {
  const place = `draft/${useSession().subject()}/${name}`;
  const [kept, setKept] = useState<Kept<T>>(() => read<T>(place) ?? anew());
  const latest = useRef(kept.typed);
  latest.current = kept.typed;
  const set = (part: Partial<T>) =>
    setKept(({ typed, key }) => {
      const next = { typed: { ...(typed ?? saved), ...part }, key };
      window.sessionStorage.setItem(place, JSON.stringify(next));
      return next;
    });
  const drop = () => {
    window.sessionStorage.removeItem(place);
    setKept(anew());
  };
  const wasSaved = (sent: T, part: Partial<T>) => (JSON.stringify(latest.current) === JSON.stringify(sent) ? drop() : set(part));
  return { value: kept.typed ?? saved, isChanged: kept.typed !== null, key: kept.key, set, drop, saved: wasSaved };
}

function anew<T>(): Kept<T> {
  return { typed: null, key: crypto.randomUUID() };
}

function read<T>(place: string): Kept<T> | null {
  const text = window.sessionStorage.getItem(place);
  return text === null ? null : (JSON.parse(text) as Kept<T>);
}
