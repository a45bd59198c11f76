// Lines of a script are stored on the device until they are sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnsentLines, notBefore, retryDelay } from '../src/people/observations/unsentLines';

function fakeStorage() {
  const all = new Map();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, text) => void all.set(key, text),
    removeItem: (key) => void all.delete(key),
  };
}

const line = (key) => ({ key, at: '2026-11-25T10:00:00Z', text: `line ${key}`, component_ids: [] });

test('lines are kept in order until they are sent', () => {
  const storage = fakeStorage();
  const lines = new UnsentLines('rosa', 'o1', storage);
  for (const key of ['a', 'b', 'c']) lines.add(line(key));
  lines.remove('b');
  assert.deepEqual(new UnsentLines('rosa', 'o1', storage).all(), [line('a'), line('c')]);
  for (const key of ['a', 'c']) lines.remove(key);
  assert.equal(storage.all.size, 0, 'nothing is left in the storage');
});

test('lines are stored per person and observation', () => {
  const storage = fakeStorage();
  new UnsentLines('rosa', 'o1', storage).add(line('a'));
  assert.deepEqual(new UnsentLines('ken', 'o1', storage).all(), []);
  assert.deepEqual(new UnsentLines('rosa', 'o2', storage).all(), []);
});

test('lines that another tab stores at the same time are not lost', () => {
  const storage = fakeStorage();
  const [one, two] = [new UnsentLines('rosa', 'o1', storage), new UnsentLines('rosa', 'o1', storage)];
  one.add(line('a'));
  two.add(line('b'));
  one.remove('a');
  assert.deepEqual(two.all(), [line('b')]);
});

test('a refused line stops no other, and is another line when it is changed', () => {
  const lines = new UnsentLines('rosa', 'o1', fakeStorage());
  for (const key of ['a', 'b']) lines.add(line(key));
  const refused = new Map([['a', new Error()]]);
  assert.equal(lines.next(refused)?.key, 'b');
  lines.remove('b');
  assert.equal(lines.next(refused), undefined);
  lines.amend('a', { text: 'changed', component_ids: ['c'] });
  const next = lines.next(refused);
  assert.equal(next?.text, 'changed');
  assert.deepEqual(next?.component_ids, ['c']);
  assert.equal(next?.at, line('a').at);
  assert.notEqual(next?.key, 'a');
});

test('a new line comes last, whatever the clock of the device says', () => {
  const now = new Date('2026-11-25T10:00:00Z');
  assert.equal(notBefore('', now), '2026-11-25T10:00:00.000Z', 'the first line');
  assert.equal(notBefore('2026-11-25T09:59:00Z', now), '2026-11-25T10:00:00.000Z');
  assert.equal(notBefore('2026-11-25T10:07:00.5Z', now), '2026-11-25T10:07:00.500Z', 'the clock is slow');
});

test('the delay before a retry doubles up to half a minute', () => {
  assert.deepEqual([1, 2, 3, 6, 60].map(retryDelay), [1_000, 2_000, 4_000, 30_000, 30_000]);
});
