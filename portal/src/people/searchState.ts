// The state of a search field, as a pure function of events: typing, results that arrive, keys and the pointer.
//
// Enter acts only on the results for exactly the text in the field. If it is pressed before they arrive, it is remembered
// until the text changes or the field loses the focus.

interface Identified {
  id: string;
}

export interface Results<Row> {
  text: string;
  rows: Row[];
}

export interface SearchState<Row> {
  /** The text in the field, trimmed. */
  text: string;
  /** The rows on the screen. Rows for an earlier text stay until the next results arrive, but none is highlighted. */
  shown: Results<Row> | null;
  /** Newer results, which are not shown while the pointer is on the rows. */
  held: Results<Row> | null;
  /** The pointer is on the rows. */
  hasPointer: boolean;
  /** The index of the highlighted row; before the results arrive, how far the arrow keys have moved. */
  at: number;
  /** The results for this text have arrived and are not being requested again. */
  isAnswered: boolean;
  hasFailed: boolean;
  /** Enter was pressed, and acts when the results arrive. */
  isEntered: boolean;
  /** The chosen row, until something else is typed or highlighted. Another Enter confirms it. */
  chosen: Row | null;
}

export type SearchEvent<Row> =
  | { type: 'typed'; text: string }
  | { type: 'requested'; text: string }
  | { type: 'answered'; text: string; rows: Row[] }
  | { type: 'failed'; text: string }
  | { type: 'moved'; by: 1 | -1 }
  | { type: 'entered' }
  | { type: 'clicked'; row: Row }
  | { type: 'blurred' }
  | { type: 'pointerEntered' }
  | { type: 'pointerLeft' };

export interface Step<Row> {
  state: SearchState<Row>;
  /** The row to choose now. */
  chooses?: Row;
  /** The chosen row is confirmed. */
  confirms?: true;
  /** The search must be sent now, without waiting for a pause in typing. */
  requests?: true;
}

/** The service searches for two characters or more. */
const MIN_LENGTH = 2;

/** A Chinese, Japanese or Korean name may be one character: the same ones as in the pattern of `q` in openapi.json. */
const WHOLE_NAME = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|(?=[\u{10000}-\u{10ffff}])\p{L}/u;

export const isLongEnough = (text: string) => Array.from(text).length >= MIN_LENGTH || WHOLE_NAME.test(text);

export function initialState<Row>(): SearchState<Row> {
  return {
    text: '',
    shown: null,
    held: null,
    hasPointer: false,
    at: 0,
    isAnswered: false,
    hasFailed: false,
    isEntered: false,
    chosen: null,
  };
}

/** Whether the rows on the screen are the results for the text in the field. */
export function isCurrent<Row>({ shown, text }: SearchState<Row>): boolean {
  return shown?.text === text;
}

/** The row that is highlighted. */
export function highlighted<Row>(state: SearchState<Row>): Row | undefined {
  return isCurrent(state) ? state.shown?.rows[state.at] : undefined;
}

export function step<Row extends Identified>(state: SearchState<Row>, event: SearchEvent<Row>): Step<Row> {
  switch (event.type) {
    case 'typed':
      return { state: typed(state, event.text.trim()) };
    case 'requested':
    case 'answered':
    case 'failed':
      // Results for another text arrive too late.
      return event.text === state.text ? searchProgressed(state, event) : { state };
    case 'moved':
      return { state: moved(released(state), event.by) };
    case 'entered':
      return entered(released(state));
    case 'clicked':
      return clicked(state, event.row);
    case 'blurred':
      return { state: { ...state, isEntered: false } };
    case 'pointerEntered':
      return { state: { ...state, hasPointer: (state.shown?.rows.length ?? 0) > 0 } };
    case 'pointerLeft':
      return { state: released(state) };
  }
}

function typed<Row extends Identified>(state: SearchState<Row>, text: string): SearchState<Row> {
  const before = { ...released(state), isEntered: false, chosen: null };
  if (text === state.text) return before;
  return { ...before, text, shown: isLongEnough(text) ? before.shown : null, at: 0, isAnswered: false, hasFailed: false };
}

type SearchProgress<Row> = Extract<SearchEvent<Row>, { type: 'requested' | 'answered' | 'failed' }>;

/** The search for the current text was sent, answered, or failed. */
function searchProgressed<Row extends Identified>(state: SearchState<Row>, event: SearchProgress<Row>): Step<Row> {
  if (event.type === 'requested') return { state: { ...state, isAnswered: false, hasFailed: false } };
  if (event.type === 'answered') return answered(state, event.rows);
  const shown = isCurrent(state) ? state.shown : null;
  return { state: { ...state, shown, held: null, hasFailed: true, isAnswered: false, isEntered: false } };
}

function answered<Row extends Identified>(state: SearchState<Row>, rows: Row[]): Step<Row> {
  const results = { text: state.text, rows };
  const { at, isGone } = placeIn(state, rows);
  // The chosen row may have changed, such as when coaching access was granted.
  const chosen = rows.find(({ id }) => id === state.chosen?.id) ?? state.chosen;
  const next = { ...state, chosen, isAnswered: true, hasFailed: false, isEntered: false };
  if (!state.isEntered && state.hasPointer && state.shown) return { state: { ...next, held: results } };
  const shown = { ...next, shown: results, held: null, at };
  // Enter was for the highlighted row. If that is gone, Enter acts on none.
  const row = isGone ? undefined : rows[at];
  return state.isEntered && row ? choose(shown, row) : { state: shown };
}

function moved<Row>(state: SearchState<Row>, by: number): SearchState<Row> {
  const at = isCurrent(state) ? wrapAround(state.at + by, state.shown?.rows.length ?? 0) : state.at + by;
  return { ...state, at, isEntered: false, chosen: null };
}

function entered<Row extends Identified>(state: SearchState<Row>): Step<Row> {
  if (state.chosen !== null) return { state, confirms: true };
  if (!isLongEnough(state.text)) return { state };
  if (!state.isAnswered) return { state: { ...state, isEntered: true, hasFailed: false }, requests: true };
  const row = highlighted(state);
  return row ? choose(state, row) : { state };
}

function clicked<Row extends Identified>(state: SearchState<Row>, row: Row): Step<Row> {
  const clickedAt = isCurrent(state) ? (state.shown?.rows.findIndex(({ id }) => id === row.id) ?? -1) : -1;
  return choose({ ...state, at: clickedAt < 0 ? state.at : clickedAt, isEntered: false }, row);
}

function choose<Row extends Identified>(state: SearchState<Row>, row: Row): Step<Row> {
  return { state: { ...state, chosen: row }, chooses: row };
}

/** The pointer has left the rows, or a key was pressed: held results are shown. */
function released<Row extends Identified>(state: SearchState<Row>): SearchState<Row> {
  if (!state.held) return { ...state, hasPointer: false };
  return { ...state, hasPointer: false, shown: state.held, held: null, at: placeIn(state, state.held.rows).at };
}

/** The index of the highlighted row among new rows; the first if it is gone. */
function placeIn<Row extends Identified>(state: SearchState<Row>, rows: Row[]): { at: number; isGone: boolean } {
  const before = highlighted(state);
  if (!before) return { at: wrapAround(state.at, rows.length), isGone: false };
  const at = rows.findIndex(({ id }) => id === before.id);
  return { at: Math.max(at, 0), isGone: at < 0 };
}

function wrapAround(at: number, length: number): number {
  return length === 0 ? 0 : ((at % length) + length) % length;
}
