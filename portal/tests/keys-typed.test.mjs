// Keys while writing: which belong to an input method, and which slash begins a tag.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComposing } from '../src/frame/composing';
import { isTagged, tagOf } from '../src/people/observations/tags';

test('a key of an input method is recognized, in Safari by its key code', () => {
  assert.equal(isComposing({ keyCode: 13 }), false);
  assert.equal(isComposing({ keyCode: 13, nativeEvent: { isComposing: false } }), false);
  assert.equal(isComposing({ keyCode: 13, isComposing: true }), true);
  assert.equal(isComposing({ keyCode: 13, nativeEvent: { isComposing: true } }), true);
  assert.equal(isComposing({ keyCode: 229, nativeEvent: { isComposing: false } }), true);
});

test('a slash in prose is a slash', () => {
  const tags = { '/': '', 'Hands go up /': '', 'Hands go up /que': 'que', '/discussion': 'discussion' };
  for (const [text, tag] of Object.entries(tags)) assert.equal(tagOf(text), tag, text);
  for (const text of ['Choose A / B', 'and/or', 'yes /no ', 'A / ', '1/2', 'https://x']) assert.equal(tagOf(text), undefined, text);
});

test('a tag is the beginning of a word of the name', () => {
  const name = 'Using questioning and discussion techniques';
  for (const tag of ['', 'u', 'quest', 'Discussion', 'tech']) assert.ok(isTagged(name, tag), tag);
  for (const tag of ['b', 'ion', 'sing', 'no']) assert.ok(!isTagged(name, tag), tag);
});
