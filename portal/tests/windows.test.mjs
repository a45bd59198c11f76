// Every window is frame/Window.tsx, which can't be changed or closed while something is under way; and what is done in
// it, on a row or by a form goes through frame/act.ts, which sends it once and says its outcome.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = `${process.cwd()}/src/`;
const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file) && file !== 'api/schema.ts');
const sources = files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]);
const filesWith = (pattern) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file);

const WINDOW = /<(Window|Confirm|DeleteDialog|ChoosePersonWindow)\b/;

test('every window is a Window, and every search in one is in ChoosePersonWindow', () => {
  assert.deepEqual(filesWith(/<(Modal|Drawer)\b/), ['frame/Window.tsx']);
  assert.deepEqual(filesWith(/<PersonSearch\b/), ['people/ChoosePersonWindow.tsx']);
  assert.ok(filesWith(WINDOW).length > 15);
});

test('only useAct sends what a window does', () => {
  // Those send something else, from the screen behind the window.
  const others = { 'people/records/RecordsTab.tsx': 2, 'people/goals/GoalScreen.tsx': 1, 'people/coaching/RemoveWindow.tsx': 1 };
  const background = ['reviews/ReviewScreen.tsx', 'people/conferences/ConferenceScreen.tsx'];
  for (const file of filesWith(WINDOW)) {
    const text = sources.find(([name]) => name === file)?.[1] ?? '';
    const sent = text.match(/\.mutate\(/g)?.length ?? 0;
    if (background.includes(file)) assert.doesNotMatch(text, /onSuccess/, file);
    else assert.equal(sent, others[file] ?? 0, `${file} sends with useAct`);
  }
});

test('every key handler leaves the keys of an input method alone', () => {
  const handlers = filesWith(/onKeyDown=\{\(|onKeyDown = \(|addEventListener\('keydown'/);
  assert.ok(handlers.length > 4);
  assert.deepEqual(
    handlers.filter((file) => !filesWith(/\bisComposing\(event\)/).includes(file)),
    [],
  );
});
