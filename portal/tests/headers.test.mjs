// Every file begins with a sentence about its purpose.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const FOLDERS = ['src', 'tests', 'walk', '../local/openid'];

test('every file begins with a sentence about its purpose', () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.includes('node_modules') && file !== 'api/schema.ts')
      .map((file) => `${folder}/${file}`),
  );
  assert.ok(files.length > 150);
  assert.deepEqual(
    files.filter((file) => !/^\/\/ [^\n]{10}/.test(readFileSync(file, 'utf8'))),
    [],
  );
});
