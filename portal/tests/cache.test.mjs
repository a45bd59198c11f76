// An answer that was sent before a change doesn't undo the change in the cache.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { QueryClient } from '@tanstack/react-query';
import { putInCache } from '../src/api/cache';

test('an older answer does not replace what was put in the cache, and is requested again', async () => {
  const queries = new QueryClient();
  const queryKey = ['lines'];
  let answer;
  let requests = 0;
  const queryFn = () => {
    requests += 1;
    return new Promise((resolve) => (answer = resolve));
  };
  queries.setQueryData(queryKey, ['one']);
  const older = queries.fetchQuery({ queryKey, queryFn }).catch(() => {});
  await putInCache(queries, queryKey, (before) => [...before, 'two']);
  answer(['one']);
  await older;
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(queries.getQueryData(queryKey), ['one', 'two']);
  assert.equal(queries.getQueryState(queryKey).isInvalidated, true);
  assert.equal(requests, 1);
  queries.clear();
});

test('only putInCache changes what is cached', () => {
  const root = `${process.cwd()}/src/`;
  const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
  assert.deepEqual(
    files.filter((file) => readFileSync(root + file, 'utf8').includes('setQueryData')),
    ['api/cache.ts'],
  );
});
