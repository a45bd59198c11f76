// What is typed while a form is saving is not lost.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { keepRest } from '../src/forms/draft';

function storageWith(all) {
  const map = new Map(Object.entries(all).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, text) => void map.set(key, text),
    removeItem: (key) => void map.delete(key),
    all: () => Object.fromEntries([...map].map(([key, text]) => [key, JSON.parse(text)])),
  };
}

const sent = { title: 'Sent', version: 1 };

test('what was sent is removed once it is saved', () => {
  for (const typed of [sent, { ...sent, version: 2 }, null]) {
    const storage = storageWith({ goal: { typed, key: 'a' } });
    assert.equal(keepRest('goal', sent, { version: 2 }, undefined, storage).typed, null);
    assert.deepEqual(storage.all(), {});
  }
});

test('what was typed since stays, on what was saved, as another request', () => {
  const storage = storageWith({ goal: { typed: { title: 'Sent and more', version: 1 }, key: 'a' } });
  const { typed, key } = keepRest('goal', sent, { version: 2 }, undefined, storage);
  assert.deepEqual(typed, { title: 'Sent and more', version: 2 });
  assert.notEqual(key, 'a');
  assert.deepEqual(storage.all(), { goal: { typed, key } });
});

test('what was typed while a record was created goes on in the form of that record', () => {
  const storage = storageWith({ new: { typed: { title: 'Sent and more', version: 0 }, key: 'a' } });
  const rest = keepRest('new', { ...sent, version: 0 }, { version: 1 }, 'goal', storage);
  assert.deepEqual(rest.typed, { title: 'Sent and more', version: 1 });
  assert.deepEqual(storage.all(), { goal: rest });
});

test('a part may depend on what was typed since', () => {
  const storage = storageWith({ comment: { typed: { text: 'One Two' }, key: 'a' } });
  const rest = keepRest('comment', { text: 'One' }, ({ text }) => ({ text: text.slice(4) }), undefined, storage);
  assert.deepEqual(rest.typed, { text: 'Two' });
});

test('no form discards its draft because it was saved', () => {
  const root = `${process.cwd()}/src/`;
  const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
  const discarding = files.filter((file) => /onSuccess[^;]*\.discard|done[^;]*\.discard/s.test(readFileSync(root + file, 'utf8')));
  assert.deepEqual(discarding, []);
});
