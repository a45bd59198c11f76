import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptLines, pauseAfter } from '../src/people/observations/kept';

function storage() {
  const all = new Map();
  return {
    all,
    getItem: (place) => all.get(place) ?? null,
    setItem: (place, text) => void all.set(place, text),
    removeItem: (place) => void all.delete(place),
  };
}

const line = (key) => ({ key, at: '2026-11-25T10:00:00Z', text: `line ${key}`, component_ids: [] });

test('lines are kept in order until they are taken', () => {
  const place = storage();
  const kept = new KeptLines('rosa', 'o1', place);
  for (const key of ['a', 'b', 'c']) kept.keep(line(key));
  kept.drop('b');
  assert.deepEqual(new KeptLines('rosa', 'o1', place).all(), [line('a'), line('c')]);
  for (const key of ['a', 'c']) kept.drop(key);
  assert.equal(place.all.size, 0, 'nothing stays behind');
});

test('lines are of one person and one observation', () => {
  const place = storage();
  new KeptLines('rosa', 'o1', place).keep(line('a'));
  assert.deepEqual(new KeptLines('ken', 'o1', place).all(), []);
  assert.deepEqual(new KeptLines('rosa', 'o2', place).all(), []);
});

test('what another tab has kept meanwhile is not lost', () => {
  const place = storage();
  const [one, two] = [new KeptLines('rosa', 'o1', place), new KeptLines('rosa', 'o1', place)];
  one.keep(line('a'));
  two.keep(line('b'));
  one.drop('a');
  assert.deepEqual(two.all(), [line('b')]);
});

test('pauses grow to half a minute', () => {
  assert.deepEqual([1, 2, 3, 6, 60].map(pauseAfter), [1_000, 2_000, 4_000, 30_000, 30_000]);
});
