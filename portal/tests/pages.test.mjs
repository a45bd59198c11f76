// The rows of a list stay while it loads with other filters, and only then.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepWhileFiltered } from '../src/api/pages';

const rows = ['a row'];
const kept = (before, now) => keepWhileFiltered(now)(rows, before && { queryKey: before });

test('rows stay while another filter loads', () => {
  assert.equal(kept(['people', 'list', { role: 'member' }], ['people', 'list', { role: 'administrator' }]), rows);
  assert.equal(kept(['people', 'adam', 'progress', {}], ['people', 'adam', 'progress', { from: '2026-01-01' }]), rows);
});

test('rows of one person are not shown under the name of another', () => {
  assert.equal(kept(['people', 'adam', 'goals'], ['people', 'rosa', 'goals']), undefined);
  assert.equal(kept(['people', 'adam', 'progress', {}], ['people', 'rosa', 'progress', {}]), undefined);
  assert.equal(kept(['people', 'adam', 'goals'], ['people', 'adam', 'conferences']), undefined);
});

test('rows of a list are not kept for a list inside one of its items', () => {
  assert.equal(kept(['people', 'adam', 'goals'], ['people', 'adam', 'goals', 'g1', 'comments']), undefined);
  assert.equal(kept(undefined, ['people', 'adam', 'goals']), undefined);
});
