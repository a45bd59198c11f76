// The signing keys: one for each algorithm that the service accepts.

import { generateKeyPair } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};

export const ALGORITHMS = Object.keys(KINDS);

/** New private keys as JWKs. The provider adds each `kid`: the key's own thumbprint. */
export async function newKeys() {
  return Promise.all(Object.entries(KINDS).map(async ([alg, [type, options]]) => {
    const { privateKey } = await promisify(generateKeyPair)(type, options);
    return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig' };
  }));
}

/** The keys stored in `folder`, created on the first start, so that tokens stay valid over restarts. */
export async function keptKeys(folder) {
  const file = join(folder, 'keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw new Error(`${file} can't be read: ${error.message}`, { cause: error });
  }
  const keys = await newKeys();
  await mkdir(folder, { recursive: true });
  // Written to another file and renamed, so that an interrupted start leaves no partial file.
  await writeFile(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}
