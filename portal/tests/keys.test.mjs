// All query keys are in one file, so that invalidating one reaches every query it should.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const root = `${process.cwd()}/src/`;

test('every query key comes from api/keys.ts', () => {
  const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
  const literal = /\b(queryKey(: |\s*=\s*)|usePages(<[^(]*>)?\(\s*|[sg]etQueryData(<[^(]*>)?\(\s*)\[/;
  const used = /\bkeys\.\w+/;
  const sources = files.map((file) => [file, readFileSync(root + file, 'utf8')]);
  assert.ok(sources.filter(([, text]) => used.test(text)).length > 20);
  assert.deepEqual(
    sources.filter(([, text]) => literal.test(text)).map(([file]) => file),
    [],
  );
});
