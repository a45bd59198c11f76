// Keys that work everywhere: `g` and then a letter goes to a place, `?` lists them all.

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMe } from '../context';
import { byKeys } from './places';

/** How long after `g` the letter may come. */
const PAUSE_MS = 1_500;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useKeys(help: () => void): void {
  const navigate = useNavigate();
  const me = useMe().data;
  const wentAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isAfterG = Date.now() - wentAt.current < PAUSE_MS;
      wentAt.current = event.key === 'g' ? Date.now() : 0;
      const place = isAfterG ? byKeys(me).find(({ letter }) => letter === event.key) : undefined;
      if (place) void navigate({ to: place.to });
      else if (event.key === '?') help();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, me, help]);
}
