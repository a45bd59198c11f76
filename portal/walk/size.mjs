// What the first screen loads before it can be used, compressed: at most 200 KB.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const MOST = 200 * 1000;
const dist = new URL('../dist/', import.meta.url);
const page = await readFile(new URL('index.html', dist), 'utf8');
const assets = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path);
let sum = gzipSync(page).length;
for (const asset of assets) sum += gzipSync(await readFile(new URL(asset, dist))).length;
console.log(`the first screen loads ${Math.round(sum / 1000)} KB in ${assets.length + 1} files`);
if (assets.length < 2 || sum > MOST) {
  console.error(`that is more than ${MOST / 1000} KB, or not what a build looks like`);
  process.exit(1);
}
