// What Enter does in a search field, for every order of keys and answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { highlighted, isLongEnough, initialState, step } from '../src/people/searchState';

const row = (id) => ({ id });
const rows = (...ids) => ids.map(row);
const typed = (text) => ({ type: 'typed', text });
const answered = (text, ...ids) => ({ type: 'answered', text, rows: rows(...ids) });
const failed = (text) => ({ type: 'failed', text });
const requested = (text) => ({ type: 'requested', text });
const down = { type: 'moved', by: 1 };
const up = { type: 'moved', by: -1 };
const enter = { type: 'entered' };
const blurred = { type: 'blurred' };
const pointerEntered = { type: 'pointerEntered' };
const pointerLeft = { type: 'pointerLeft' };
const clicked = (id) => ({ type: 'clicked', row: row(id) });

/** The actions in order, and the final state. */
function play(...events) {
  let state = initialState();
  const done = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    if (next.chooses) done.push(next.chooses.id);
    if (next.confirms) done.push('confirmed');
  }
  return { done, state };
}
const does = (...events) => play(...events).done;

test('Enter acts on the results for the text in the field', () => {
  assert.deepEqual(does(typed('sam'), answered('sam', 'a', 'b'), enter), ['a']);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a', 'b'), down, enter), ['b']);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a', 'b'), up, enter), ['b']);
});

test('Enter before the answer is remembered and acts once', () => {
  const before = [typed('sam'), answered('sam', 'a'), typed('sama')];
  assert.deepEqual(does(...before, enter), []);
  assert.deepEqual(does(...before, enter, requested('sama'), answered('sama', 'b')), ['b']);
  assert.deepEqual(does(...before, enter, enter, answered('sama', 'b'), answered('sama', 'b')), ['b']);
  assert.deepEqual(does(...before, enter, answered('sam', 'a'), answered('sama', 'b')), ['b']);
});

test('Enter is forgotten when the text changes, the field is left or an arrow is pressed', () => {
  assert.deepEqual(does(typed('sam'), enter, typed('sama'), answered('sam', 'a'), answered('sama', 'b')), []);
  assert.deepEqual(does(typed('sam'), enter, typed('sama'), typed('sam'), answered('sam', 'a')), []);
  assert.deepEqual(does(typed('sam'), enter, blurred, answered('sam', 'a')), []);
  assert.deepEqual(does(typed('sam'), enter, down, answered('sam', 'a', 'b')), []);
});

test('Enter whose search finds nobody or fails does not act on later results', () => {
  assert.deepEqual(does(typed('sam'), enter, answered('sam'), answered('sam', 'a')), []);
  assert.deepEqual(does(typed('sam'), enter, failed('sam'), answered('sam', 'a')), []);
  assert.equal(step(play(typed('sam'), failed('sam')).state, enter).requests, true);
  assert.deepEqual(does(typed('sam'), failed('sam'), enter, requested('sam'), answered('sam', 'a')), ['a']);
});

test('answers for another text are dropped, and Enter waits while the same text is requested again', () => {
  assert.deepEqual(play(typed('sama'), answered('sama', 'b'), answered('sam', 'a')).state.shown, { text: 'sama', rows: rows('b') });
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), requested('sam'), enter), []);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), requested('sam'), enter, answered('sam', 'b', 'a')), ['a']);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), requested('sam'), enter, answered('sam', 'b')), []);
});

test('no row of an earlier text is highlighted, and the arrow keys apply to the next answer', () => {
  assert.equal(highlighted(play(typed('sam'), answered('sam', 'a'), typed('sama')).state), undefined);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a', 'x'), typed('sama'), down, enter, answered('sama', 'b', 'c')), ['c']);
});

test('a second Enter confirms what was chosen, and nothing else', () => {
  const chosen = [typed('sam'), answered('sam', 'a', 'b'), enter];
  assert.deepEqual(does(...chosen, enter), ['a', 'confirmed']);
  assert.deepEqual(does(...chosen, down, enter), ['a', 'b']);
  assert.deepEqual(does(...chosen, typed('sama'), enter), ['a']);
  assert.deepEqual(does(...chosen, typed('sama'), enter, answered('sama', 'c')), ['a', 'c']);
});

test('rows do not change while the pointer is on them', () => {
  const before = [typed('sam'), answered('sam', 'a', 'b'), typed('sama'), pointerEntered, answered('sama', 'c')];
  assert.deepEqual(play(...before).state.shown.rows, rows('a', 'b'));
  assert.deepEqual(does(...before, clicked('b')), ['b']);
  assert.deepEqual(play(...before, pointerLeft).state.shown.rows, rows('c'));
  assert.deepEqual(does(...before, enter), ['c']);
  assert.deepEqual(play(...before, typed('samat')).state.shown.rows, rows('c'));
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), typed('sama'), pointerEntered, enter, answered('sama', 'c')), ['c']);
});

test('a trailing space does not change the text, and one letter is too short', () => {
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), typed('sam '), enter), ['a']);
  assert.deepEqual(does(typed('sam'), answered('sam', 'a'), typed('s'), enter), []);
  assert.equal(play(typed('sam'), answered('sam', 'a'), typed('s')).state.shown, null);
});

test('in every order of events, Enter acts only on the current text and at most once', () => {
  const events = [
    typed('sam'),
    typed('sama'),
    answered('sam', 'sam-1', 'sam-2'),
    answered('sama', 'sama-1'),
    failed('sama'),
    enter,
    down,
    pointerEntered,
    pointerLeft,
    blurred,
    requested('sama'),
  ];
  const depth = 5;
  let tried = 0;
  const walk = (state, left) => {
    for (const event of events) {
      const { state: next, chooses } = step(state, event);
      tried += 1;
      if (chooses) {
        assert.ok(chooses.id.startsWith(`${state.text}-`), `${chooses.id} for “${state.text}”`);
        assert.equal(next.isEntered, false);
        assert.equal(step(next, answered(next.text, 'x')).chooses, undefined);
      }
      if (left > 1) walk(next, left - 1);
    }
  };
  walk(step(initialState(), typed('sam')).state, depth);
  assert.ok(tried > 100_000);
});

test('a search needs two letters, or one character that can be a whole name', () => {
  for (const text of ['ab', '王', '李', 'ハ', '김', 'Ł1']) assert.ok(isLongEnough(text), text);
  for (const text of ['', 'a', 'é', '😀']) assert.ok(!isLongEnough(text), text);
});

test('the service takes the single characters that the portal sends', () => {
  const { paths } = JSON.parse(readFileSync(`${process.cwd()}/../openapi.json`, 'utf8'));
  const q = Object.values(paths)
    .flatMap(({ get }) => get?.parameters ?? [])
    .find(({ name }) => name === 'q');
  const pattern = new RegExp(q.schema.pattern, 'u');
  for (let code = 0x20; code < 0x32000; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    assert.equal(isLongEnough(letter), pattern.test(letter), `U+${code.toString(16)}`);
  }
});
