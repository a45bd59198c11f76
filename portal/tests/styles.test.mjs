// Every Mantine component that is used has its style sheet in src/library.ts. No other check notices a missing one.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const root = `${process.cwd()}/`;
/** Components that are built from others. */
const MADE_OF = {
  SegmentedControl: ['FloatingIndicator'],
  TagsInput: ['Combobox', 'Pill', 'PillsInput'],
  NativeSelect: ['Input'],
  TextInput: ['Input'],
  Textarea: ['Input'],
};

test('every Mantine component that is used has its style sheet', () => {
  const files = readdirSync(`${root}src`, { recursive: true }).filter((file) => file.endsWith('.tsx'));
  const used = new Set(files.flatMap((file) => partsOf(readFileSync(`${root}src/${file}`, 'utf8'))));
  const styled = new Set([...readFileSync(`${root}src/library.ts`, 'utf8').matchAll(/styles\/(\w+)\.css/g)].map(([, part]) => part));
  const missing = [...used].flatMap((part) => [part, ...(MADE_OF[part] ?? [])]).filter((part) => hasStyle(part) && !styled.has(part));
  assert.ok(used.size > 20);
  assert.deepEqual(missing, []);
});

const hasStyle = (part) => existsSync(`${root}node_modules/@mantine/core/styles/${part}.css`);

function partsOf(text) {
  const imports = [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names]) => names.split(','));
  return imports.map((name) => name.replace(/^\s*type\s/, '').trim()).filter(Boolean);
}
