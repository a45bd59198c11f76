// What is under way isn't sent twice, and a retry has the key of the first attempt.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../src/api/client';
import { UnderWay } from '../src/frame/underWay';

const refusal = (status) => new ApiError({ type: '/problems/x', title: '', detail: '', status, instance: '' });

/** Sends, and returns the key and the functions that answer. */
function sending(underWay, subject, request) {
  const sent = {};
  sent.answer = underWay.start(subject, request, (key) => {
    sent.key = key;
    return new Promise((resolve, reject) => Object.assign(sent, { resolve, reject }));
  });
  return sent;
}

test('nothing is sent about a subject while something about it is under way', async () => {
  const underWay = new UnderWay();
  const first = sending(underWay, 'a', { to: 1 });
  assert.equal(sending(underWay, 'a', { to: 1 }).answer, null);
  assert.equal(sending(underWay, 'a', { to: 2 }).answer, null);
  assert.notEqual(sending(underWay, 'b', { to: 1 }).answer, null);
  first.resolve('done');
  assert.equal(await first.answer, 'done');
  assert.notEqual(sending(underWay, 'a', { to: 1 }).answer, null);
});

test('only a retry of the same request after a transient failure has the same key', async () => {
  const keyAfter = async (end, next) => {
    const underWay = new UnderWay();
    const first = sending(underWay, 'a', { to: 1 });
    end(first);
    await first.answer.catch(() => {});
    return sending(underWay, 'a', next).key === first.key;
  };
  assert.equal(await keyAfter((sent) => sent.reject(refusal(503)), { to: 1 }), true);
  assert.equal(await keyAfter((sent) => sent.reject(refusal(503)), { to: 2 }), false);
  assert.equal(await keyAfter((sent) => sent.reject(refusal(409)), { to: 1 }), false);
  assert.equal(await keyAfter((sent) => sent.resolve(), { to: 1 }), false);
});
