// The search for people while typing. Every search field of the portal uses it.

import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { body, type Schemas } from '../api/client';
import { keys } from '../api/keys';
import { useApi } from '../context';
import { isComposing } from '../frame/composing';
import { highlighted, isCurrent, isLongEnough, initialState, type SearchState, type SearchEvent, step } from './searchState';

export type Person = Schemas['UserLine'];

/** How long a pause in typing must be before the search is sent, in milliseconds. */
const DEBOUNCE_MS = 120;
/** How long after a touch the browser may still report its click, in milliseconds. */
const TOUCH_MS = 350;

interface Options {
  /** Called with the person that Enter or a click chooses. */
  choose?: (person: Person) => void;
  /** Called when Enter is pressed and a person is already chosen. */
  confirm?: () => void;
  /** What Enter does: for the results if nobody is chosen, otherwise for the chosen person. */
  hintFor: (chosen: Person | null) => string;
}

/**
 * Returns the text of the field, the handlers of the field and of the list of results, the person who is chosen now, and the
 * hint below them. A window must keep no copy of the chosen person: it would miss that something else was highlighted, or
 * that the person was changed elsewhere.
 */
export function usePersonSearch({ choose, confirm, hintFor }: Options) {
  const [text, setText] = useState('');
  const [query, setQuery] = useState('');
  const [state, setState] = useState(initialState<Person>);
  // The latest state, which may not be rendered yet: two keys may be pressed between two renderings.
  const latest = useRef(state);
  const results = useSearchResults(query);
  const send = (event: SearchEvent<Person>) => {
    const next = step(latest.current, event);
    latest.current = next.state;
    setState(next.state);
    if (next.requests && next.state.text !== query) setQuery(next.state.text);
    else if (next.requests && results.isError && !results.isFetching) void results.refetch();
    if (next.chooses) choose?.(next.chooses);
    if (next.confirms) confirm?.();
  };
  const nextQuery = isLongEnough(state.text) ? state.text : '';
  useEffect(() => {
    const timer = setTimeout(() => setQuery(nextQuery), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [nextQuery]);
  const report = useEffectEvent((event: SearchEvent<Person>) => send(event));
  useEffect(() => {
    if (query === '') return;
    if (results.isFetching) report({ type: 'requested', text: query });
    else if (results.isError) report({ type: 'failed', text: query });
    else if (results.data) report({ type: 'answered', text: query, rows: results.data });
    // The text is a dependency because it may change and change back before a search is sent.
  }, [query, state.text, results.isFetching, results.isError, results.data]);

  const type = (typed: string) => {
    setText(typed);
    send({ type: 'typed', text: typed });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      send({ type: 'moved', by: event.key === 'ArrowDown' ? 1 : -1 });
    } else if (event.key === 'Enter') {
      // Enter must not submit a form around the field; held down, it counts once.
      event.preventDefault();
      if (!event.repeat) send({ type: 'entered' });
    }
  };
  const list = {
    people: state.shown?.rows ?? [],
    highlighted: highlighted(state),
    isStale: !isCurrent(state),
    choose: (row: Person) => send({ type: 'clicked', row }),
    onPointerDown: () => send({ type: 'pointerEntered' }),
    onPointerMove: (event: PointerEvent) => {
      // The browser also reports a move of zero when the rows move under a resting pointer.
      if (!latest.current.hasPointer && (event.movementX !== 0 || event.movementY !== 0)) send({ type: 'pointerEntered' });
    },
    onPointerLeave: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') send({ type: 'pointerLeft' });
      else setTimeout(() => send({ type: 'pointerLeft' }), TOUCH_MS);
    },
  };
  const { chosen } = state;
  return { text, type, onKeyDown, onBlur: () => send({ type: 'blurred' }), list, chosen, hint: hint(state, results.error, hintFor) };
}

function useSearchResults(query: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.search(query),
    enabled: query !== '',
    // Without a network, the search fails at once instead of waiting.
    networkMode: 'always',
    queryFn: async ({ signal }) => body(await api.GET('/users', { params: { query: { q: query, limit: 8 } }, signal })).items,
  });
}

/** The hint below the results. */
function hint(state: SearchState<Person>, error: Error | null, hintFor: Options['hintFor']): string {
  const { text, shown, held, chosen } = state;
  if (chosen) return hintFor(chosen);
  if (!isLongEnough(text)) return 'Type two letters of a name or e-mail.';
  if (state.hasFailed) return `${error?.message ?? ''} Enter searches again.`;
  if (held) return `These are the results for “${shown?.text}”. Move the pointer off them to see those for “${text}”.`;
  if (state.isEntered) return `Searching for “${text}”. Enter is remembered until the results arrive.`;
  if (!state.isAnswered && !isCurrent(state)) return `Searching for “${text}” …`;
  return shown && shown.rows.length > 0 ? hintFor(null) : `Nobody matches “${text}”. Check the spelling, or try the family name.`;
}

/** The line below a person's name. */
export function titleAndSite(person: { title?: string | null; site?: string | null }): string {
  return [person.title, person.site].filter(Boolean).join(', ');
}
