// Checks that the first screen loads at most 200 KB, compressed, before it can be used.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const MAX_BYTES = 200 * 1000;
const dist = new URL('../dist/', import.meta.url);
const page = await readFile(new URL('index.html', dist), 'utf8');
const assets = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path);
let sum = gzipSync(page).length;
for (const asset of assets) sum += gzipSync(await readFile(new URL(asset, dist))).length;
console.log(`the first screen loads ${Math.round(sum / 1000)} KB in ${assets.length + 1} files`);
if (assets.length < 2 || sum > MAX_BYTES) {
  console.error(assets.length < 2 ? 'dist/ is not a complete build' : `the limit is ${MAX_BYTES / 1000} KB`);
  process.exit(1);
}
