// The development OpenID provider: one issuer per organization. See README.md.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

import { keptKeys, newKeys } from './keys.mjs';
import { organizationProvider } from './organization.mjs';
import { memoryStore } from './store.mjs';

const { OPENID_PORT = '0', OPENID_BASE, OPENID_DATA, OPENID_PEOPLE, OPENID_TEST } = process.env;

// The address of the portal's development server.
const PORTAL_ORIGINS = ['http://localhost:5173', 'http://127.0.0.1:5173'];

// The process that started this one holds its standard input: when that closes, this one exits.
for (const event of ['end', 'error']) process.stdin.on(event, () => process.exit(0));
process.stdin.resume();

try {
  await start();
} catch (error) {
  console.error(`The development OpenID provider did not start: ${error.message}`);
  process.exit(1);
}

async function start() {
  if (!/^\d{1,5}$/.test(OPENID_PORT)) throw new Error(`OPENID_PORT is no port: ${OPENID_PORT}`);
  const base = OPENID_BASE && loopbackBase(OPENID_BASE);
  await people(); // a broken file should be told of now, not at the first sign-in
  const keys = OPENID_DATA ? await keptKeys(OPENID_DATA) : await newKeys();

  // A client sends its next request on a connection that it believes open. Node closes idle ones after five seconds,
  // which would occasionally lose such a request.
  const server = createServer({ keepAliveTimeout: 0 });
  const address = await listen(server, Number(OPENID_PORT));
  server.on('request', organisations(base || address, keys));
  console.log(JSON.stringify({ listening: address }));
}

/** It signs anybody in, so it must only be reachable from this machine. */
function loopbackBase(text) {
  const url = URL.canParse(text) ? new URL(text) : {};
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!loopback || url.protocol !== 'http:' || url.href !== url.origin + url.pathname) {
    throw new Error(`OPENID_BASE must be a loopback address such as http://127.0.0.1:8000/oidc, not ${text}`);
  }
  return url.href.replace(/\/$/, '');
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken. Set OPENID_PORT to another one.`) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

/** The demonstration people; read each time, so that changes of the file apply at once. */
async function people() {
  if (!OPENID_PEOPLE) return [];
  try {
    const list = JSON.parse(await readFile(OPENID_PEOPLE, 'utf8'));
    for (const { organisation, email, name } of list) {
      if (![organisation, email, name].every((text) => typeof text === 'string')) {
        throw new Error('each person needs organisation, email and name');
      }
    }
    return list;
  } catch (error) {
    throw new Error(`OPENID_PEOPLE, ${OPENID_PEOPLE}: ${error.message}`, { cause: error });
  }
}

/** The request handler: dispatches to the provider of the organization in the path. */
function organisations(base, sharedKeys) {
  const { origin, host } = new URL(base);
  const prefix = base.slice(origin.length);
  const known = new Map();

  function organisation(name) {
    if (!known.has(name)) known.set(name, { name, store: memoryStore(), accounts: new Map(), jwksCount: 0 });
    const found = known.get(name);
    if (!found.handle) use(found, sharedKeys);
    return found;
  }

  function use(found, keys) {
    const { name, store, accounts } = found;
    found.handle = organizationProvider({
      issuer: `${base}/${name}`,
      name,
      origins: [origin, ...PORTAL_ORIGINS],
      keys,
      store,
      accounts,
      people: async () => (await people()).filter((person) => person.organisation === name),
    }).callback();
  }

  return async (request, response) => {
    const inside = request.url.startsWith(`${prefix}/`) ? request.url.slice(prefix.length) : '';
    const [, name, rest] = inside.match(/^\/([a-z0-9-]{1,63})(\/.*)$/) ?? [];
    if (!name) {
      answer(response, 404, { error: 'not_found', error_description: `issuers are ${base}/{organisation}` });
      return;
    }
    const found = organisation(name);

    if (OPENID_TEST === '1' && request.method === 'POST' && rest === '/rotate') {
      use(found, await newKeys());
      answer(response, 200, {});
    } else if (OPENID_TEST === '1' && request.method === 'GET' && rest === '/jwks-count') {
      answer(response, 200, { count: found.jwksCount });
    } else {
      if (request.method === 'GET' && rest === '/jwks') found.jwksCount += 1;
      // The library builds addresses from these: the base, not the address that the proxy used.
      request.headers.host = host;
      request.baseUrl = `${prefix}/${name}`;
      request.url = rest;
      found.handle(request, response);
    }
  };
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
