// Every search field uses the one implementation that handles late answers, and is listed in walk/fields.mjs, which the
// scenario `search` tests.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OFFERED, SEARCHED } from '../walk/fields.mjs';

const root = `${process.cwd()}/src/`;
const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file) && file !== 'api/schema.ts');
const sources = files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]);
const filesWith = (pattern) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file);
const allOf = (pattern) => sources.flatMap(([, text]) => [...text.matchAll(pattern)].map(([, found]) => found));

test('every search for people is listed in SEARCHED by the id of its list', () => {
  const used = allOf(/<(?:PersonSearch|PersonList|ChoosePersonWindow)\b[^>]*?\sid="([^"]*)"/g);
  assert.deepEqual(used.sort(), [...SEARCHED].sort());
  // PersonSearch and ChoosePersonWindow pass their id on; everywhere else it is a plain string.
  const passedOn = allOf(/<(?:PersonSearch|PersonList)\b[^>]*?\s(id)=\{id\}/g);
  assert.equal(passedOn.length, 2);
  assert.equal(allOf(/(<(?:PersonSearch|PersonList|ChoosePersonWindow))\b/g).length, used.length + passedOn.length);
});

test('every list that a field takes its options from is listed in OFFERED', () => {
  const used = [...allOf(/\blist="([^"]*)"/g), ...allOf(/aria-controls="([^"]*)"/g)];
  assert.deepEqual([...new Set(used)].sort(), ['found', ...OFFERED].sort());
});

test('only usePersonSearch sends requests while typing, and only the known fields are comboboxes', () => {
  assert.deepEqual(filesWith(/role="(combobox|searchbox)"|type="search"/).sort(), [
    'people/PersonSearch.tsx',
    'people/SearchBar.tsx',
    'people/observations/ScriptInput.tsx',
  ]);
  assert.deepEqual(filesWith(/\bq: /), ['people/usePersonSearch.ts']);
  assert.deepEqual(filesWith(/use(Debounced|Throttled)\w+/), ['people/People.tsx'], 'the filter by site, where Enter does nothing');
  const parts = /<(Autocomplete|Select|MultiSelect|Combobox|Spotlight)\b/;
  assert.deepEqual(filesWith(parts), []);
});
