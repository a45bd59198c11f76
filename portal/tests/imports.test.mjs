// Which files may import which: there are no cycles, and shared folders import no feature.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import test from 'node:test';

const root = `${process.cwd()}/src/`;
const files = readdirSync(root, { recursive: true }).filter((file) => /\.tsx?$/.test(file));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** Folders that features may import. All others in `src` are features. */
const SHARED = ['api', 'forms', 'frame', 'redirects'];

test('no file imports itself through others', () => {
  assert.ok(files.length > 100);
  assert.ok([...imports.values()].flat().length > 400);
  assert.deepEqual(cycleIn(imports), []);
});

test('no folder imports itself through others', () => {
  const folderOf = (file) => file.split('/')[0];
  const folders = new Map();
  for (const [file, targets] of imports) {
    if (!file.includes('/')) continue;
    const others = targets.filter((target) => target.includes('/') && folderOf(target) !== folderOf(file)).map(folderOf);
    folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), ...others]);
  }
  assert.deepEqual(cycleIn(folders), []);
});

test('shared folders import no feature', () => {
  const isFeature = (file) => file.includes('/') && !SHARED.includes(file.split('/')[0]);
  const wrong = [...imports].flatMap(([file, targets]) =>
    SHARED.includes(file.split('/')[0]) ? targets.filter(isFeature).map((target) => `${file} imports ${target}`) : [],
  );
  assert.deepEqual(wrong, []);
});

/** The files of `src` that a file imports: values and types, statically and dynamically. */
function importsOf(file) {
  const text = readFileSync(root + file, 'utf8');
  const found = [...text.matchAll(/\b(?:from|import\(|import)\s*'(\.[^']*)'/g)].map(([, path]) => normalize(join(dirname(file), path)));
  return found.filter((path) => !path.endsWith('.css')).map(fileOf);
}

function fileOf(path) {
  const file = ['.ts', '.tsx'].map((ending) => path + ending).find((candidate) => existsSync(root + candidate));
  assert.ok(file, `${path} is a file`);
  return file;
}

/** The first cycle of a graph, from a node back to itself; empty if there is none. */
function cycleIn(graph) {
  const done = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const target of graph.get(node)) {
      const found = visit(target, [...path, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found.length > 0) return found;
  }
  return [];
}
