import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameWhileFiltered } from '../src/api/pages';

const rows = ['a row'];
const stays = (before, now) => sameWhileFiltered(now)(rows, before && { queryKey: before });

test('rows stay while another filter loads', () => {
  assert.equal(stays(['people', 'list', { role: 'member' }], ['people', 'list', { role: 'administrator' }]), rows);
  assert.equal(stays(['people', 'adam', 'progress', {}], ['people', 'adam', 'progress', { from: '2026-01-01' }]), rows);
});

test('no row of one person stands under the name of another', () => {
  assert.equal(stays(['people', 'adam', 'goals'], ['people', 'rosa', 'goals']), undefined);
  assert.equal(stays(['people', 'adam', 'progress', {}], ['people', 'rosa', 'progress', {}]), undefined);
  assert.equal(stays(['people', 'adam', 'goals'], ['people', 'adam', 'conferences']), undefined);
});

test('a list is not what is inside of one of its own', () => {
  assert.equal(stays(['people', 'adam', 'goals'], ['people', 'adam', 'goals', 'g1', 'comments']), undefined);
  assert.equal(stays(undefined, ['people', 'adam', 'goals']), undefined);
});
