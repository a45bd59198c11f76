// The development OpenID provider, tested over HTTP as the portal and the service use it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';

const PROGRAM = fileURLToPath(new URL('server.mjs', import.meta.url));
const GRANT = 'urn:coachwork:grant:development';
const AVA = 'ava.morgan@lakeside.example';

const PEOPLE = [
  { organisation: 'lakeside', email: AVA, name: 'Ava Morgan', title: 'Director <of> "Learning" & \'more\'' },
  { organisation: 'lakeside', email: 'adam.anderson@lakeside.example', name: 'Adam J. Anderson' },
  { organisation: 'harbor', email: 'noor.haddad@harbor.example', name: 'Noor Haddad', title: 'Administrator' },
];

let folder;
const running = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coachwork-openid-'));
  await writeFile(join(folder, 'people.json'), JSON.stringify(PEOPLE));
});

after(async () => {
  for (const server of running) server.child.kill();
  await rm(folder, { recursive: true });
});

function launch(environment) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [PROGRAM], { env: { PATH, ...environment } });
  const server = { child, output: '', errors: '', exit: once(child, 'exit') };
  child.stdout.on('data', (data) => { server.output += data; });
  child.stderr.on('data', (data) => { server.errors += data; });
  running.push(server);
  return server;
}

async function start(environment = {}) {
  const server = launch(environment);
  await Promise.race([once(server.child.stdout, 'data'), server.exit]);
  const [line] = server.output.split('\n');
  assert.ok(line, server.errors);
  return { ...server, address: JSON.parse(line).listening };
}

async function stop({ child, exit }) {
  child.stdin.end();
  const [code] = await exit;
  return code;
}

async function json(response, status = 200) {
  const body = await response.text();
  assert.equal(response.status, status, body);
  return JSON.parse(body);
}

const post = (address, parameters, headers) => fetch(address, {
  method: 'POST', body: new URLSearchParams(parameters), headers, redirect: 'manual',
});

const ask = (issuer, parameters) => post(`${issuer}/token`, {
  client_id: 'command-line', grant_type: GRANT, ...parameters,
});

async function token(issuer, parameters) {
  return (await json(await ask(issuer, parameters))).access_token;
}

const verify = (issuer, jwt, options) => jwtVerify(jwt, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
  issuer, audience: 'coachwork', typ: 'at+jwt', ...options,
});

/** As much of a browser as signing in needs: cookies by path, redirects one at a time. */
class Browser {
  cookies = new Map();

  async open(address, form) {
    const { pathname } = new URL(address);
    const sent = [...this.cookies.values()].filter(({ path }) => `${pathname}/`.startsWith(path.replace(/\/?$/, '/')));
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: sent.map(({ pair }) => pair).join('; '), accept: 'text/html' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const path = cookie.match(/path=([^;]+)/i)?.[1] ?? '/';
      const key = `${path} ${pair.split('=')[0]}`;
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) this.cookies.delete(key);
      else this.cookies.set(key, { path, pair });
    }
    return { status: response.status, to: response.headers.get('location'), headers: response.headers, text: await response.text() };
  }
}

const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

function authorization(issuer, { challenge, ...parameters }) {
  return `${issuer}/auth?${new URLSearchParams({
    client_id: 'portal',
    response_type: 'code',
    scope: 'openid profile email',
    redirect_uri: `${new URL(issuer).origin}/signed-in`,
    state: 'some-state',
    ...(challenge && { code_challenge: challenge, code_challenge_method: 'S256' }),
    ...parameters,
  })}`;
}

/** Opens the sign-in page of a new authorization request. */
async function signInPage(browser, issuer, parameters) {
  const { to } = await browser.open(authorization(issuer, parameters));
  assert.match(to, /\/sign-in\//);
  return { address: to, page: await browser.open(to) };
}

async function signIn(browser, issuer, email, parameters = {}) {
  const { verifier, challenge } = pkce();
  const { address } = await signInPage(browser, issuer, { challenge, ...parameters });
  const submitted = await browser.open(address, { email });
  const resumed = await browser.open(submitted.to);
  const target = new URL(resumed.to);
  return { target, exchange: {
    client_id: 'portal',
    grant_type: 'authorization_code',
    redirect_uri: target.origin + target.pathname,
    code: target.searchParams.get('code'),
    code_verifier: verifier,
  } };
}

describe('the process', () => {
  test('says where it listens, first and alone on standard output, and ends with its standard input', async () => {
    const server = await start();
    await token(`${server.address}/lakeside`, { email: AVA });
    assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await stop(server), 0);
    assert.equal(running.at(-1).output, `{"listening":"${server.address}"}\n`);
  });

  test('keeps a connection open for a client that pauses', async () => {
    const { address } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const request = get(`${address}/lakeside/jwks`, { agent });
      const [response] = await once(request, 'response');
      await once(response.resume(), 'end');
      return request;
    };
    await ask();
    await setTimeout(8000); // Node closes after five seconds, or six, unless told otherwise
    assert.ok((await ask()).reusedSocket);
    agent.destroy();
  });

  test('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address();
    const server = launch({ OPENID_PORT: String(port) });
    const [code] = await server.exit;
    other.close();
    assert.equal(code, 1);
    assert.match(server.errors, new RegExp(`port ${port} is taken`));
  });

  for (const base of ['http://sign-in.example', 'https://127.0.0.1', 'http://127.0.0.1.example/oidc', 'http://0.0.0.0:8000', 'http://127.0.0.1/?a', '127.0.0.1']) {
    test(`refuses ${base} as its base`, async () => {
      const server = launch({ OPENID_BASE: base });
      const [code] = await server.exit;
      assert.equal(code, 1);
      assert.match(server.errors, /must be a loopback address/);
    });
  }

  test('tells of a broken list of people at once', async () => {
    const server = launch({ OPENID_PEOPLE: join(folder, 'nowhere.json') });
    const [code] = await server.exit;
    assert.equal(code, 1);
    assert.match(server.errors, /OPENID_PEOPLE.*nowhere\.json/);
  });

  test('keeps its keys in OPENID_DATA, readable by the owner alone', async () => {
    const environment = { OPENID_DATA: join(folder, 'data', 'openid') };
    const keys = async () => {
      const server = await start(environment);
      const set = await json(await fetch(`${server.address}/lakeside/jwks`));
      const jwt = await token(`${server.address}/lakeside`, { email: AVA });
      await stop(server);
      return { set, jwt };
    };
    const first = await keys();
    const second = await keys();
    assert.deepEqual(second.set, first.set);
    await jwtVerify(first.jwt, createLocalJWKSet(second.set));

    const { mode } = await stat(join(folder, 'data', 'openid', 'keys.json'));
    assert.equal(mode & 0o777, 0o600);
  });

  test('makes new keys without OPENID_DATA', async () => {
    const sets = await Promise.all([start(), start()].map(async (starting) => {
      const server = await starting;
      return json(await fetch(`${server.address}/lakeside/jwks`));
    }));
    const [kids, others] = sets.map(({ keys }) => keys.map(({ kid }) => kid));
    assert.equal(new Set([...kids, ...others]).size, 6);
  });
});

describe('behind the base that browsers see', () => {
  const BASE = 'http://127.0.0.1:8000/oidc';
  let address;
  before(async () => ({ address } = await start({ OPENID_BASE: `${BASE}/` })));

  // "token" and "jwks" are organizations like any other, although they are also paths of each issuer.
  for (const organisation of ['lakeside', 'token', 'jwks', '0-9', 'a'.repeat(63)]) {
    test(`discovery of ${organisation.slice(0, 10)} names the base in every address`, async () => {
      const issuer = `${BASE}/${organisation}`;
      const document = await json(await fetch(`${address}/oidc/${organisation}/.well-known/openid-configuration`));
      assert.equal(document.issuer, issuer);
      assert.equal(document.authorization_endpoint, `${issuer}/auth`);
      assert.equal(document.token_endpoint, `${issuer}/token`);
      assert.equal(document.jwks_uri, `${issuer}/jwks`);
      assert.equal(document.end_session_endpoint, `${issuer}/session/end`);
      assert.deepEqual(document.code_challenge_methods_supported, ['S256']);
      assert.deepEqual(document.response_types_supported, ['code']);
      assert.ok(document.grant_types_supported.includes(GRANT));
      assert.equal((await fetch(`${address}/oidc/${organisation}/jwks`)).status, 200);
    });
  }

  for (const path of ['/oidc/Lakeside', '/oidc/lake_side', '/oidc/lake.side', `/oidc/${'a'.repeat(64)}`, '/oidc/', '/lakeside', '/oidx/lakeside', '/oidc/lake%73ide', '/oidclakeside']) {
    test(`${path.slice(0, 20)} is no issuer`, async () => {
      const response = await fetch(`${address}${path}/.well-known/openid-configuration`);
      assert.equal(response.status, 404);
    });
  }

  test('sign-in stays on the base', async () => {
    const { challenge } = pkce();
    const response = await fetch(authorization(`${address}/oidc/lakeside`, {
      challenge, redirect_uri: 'http://127.0.0.1:8000/signed-in',
    }), { redirect: 'manual' });
    const target = response.headers.get('location');
    assert.ok(target.startsWith(`${BASE}/lakeside/sign-in/`), target);
    for (const cookie of response.headers.getSetCookie()) {
      assert.match(cookie, /path=\/oidc\/lakeside/);
      assert.match(cookie, /httponly/i);
    }
  });

  test('has no means for tests unless OPENID_TEST=1', async () => {
    assert.equal((await fetch(`${address}/oidc/lakeside/rotate`, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${address}/oidc/lakeside/jwks-count`)).status, 404);
  });
});

describe('the development grant', () => {
  let address;
  let issuer;
  before(async () => {
    ({ address } = await start({ OPENID_PEOPLE: join(folder, 'people.json'), OPENID_TEST: '1' }));
    issuer = `${address}/lakeside`;
  });

  test('gives an RS256 access token for an hour', async () => {
    const answer = await json(await ask(issuer, { email: AVA }));
    assert.deepEqual(Object.keys(answer).sort(), ['access_token', 'expires_in', 'token_type']);
    assert.equal(answer.token_type, 'Bearer');
    assert.equal(answer.expires_in, 3600);

    const { payload, protectedHeader } = await verify(issuer, answer.access_token);
    assert.equal(protectedHeader.alg, 'RS256');
    assert.equal(payload.aud, 'coachwork');
    assert.equal(payload.email, AVA);
    assert.equal(payload.email_verified, true);
    assert.equal(payload.name, 'Ava Morgan');
    assert.equal(payload.scope, 'openid profile email');
    assert.equal(payload.client_id, 'command-line');
    assert.equal(payload.exp - payload.iat, 3600);
    assert.ok(Math.abs(payload.iat - Date.now() / 1000) < 60);
  });

  for (const algorithm of ['RS256', 'ES256', 'EdDSA']) {
    for (const kind of ['access', 'id']) {
      test(`signs an ${kind} token with ${algorithm}`, async () => {
        const jwt = await token(issuer, { email: AVA, algorithm, token: kind });
        const expected = kind === 'access' ? {} : { audience: 'command-line', typ: undefined };
        const { payload, protectedHeader, key } = await verify(issuer, jwt, { algorithms: [algorithm], ...expected });
        assert.equal(payload.email, AVA);
        assert.ok(key && protectedHeader.kid);
        assert.equal(protectedHeader.typ, kind === 'access' ? 'at+jwt' : undefined);
      });
    }
  }

  test('publishes one public key for each algorithm', async () => {
    const { keys } = await json(await fetch(`${issuer}/jwks`));
    assert.deepEqual(keys.map(({ alg, use }) => [alg, use]), [['RS256', 'sig'], ['ES256', 'sig'], ['EdDSA', 'sig']]);
    for (const key of keys) for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.ok(!(secret in key));
  });

  test('keeps the subject for a person, in upper or lower case, and only within the organization', async () => {
    const subject = async (organisation, email) => decodeJwt(await token(`${address}/${organisation}`, { email })).sub;
    const ava = await subject('lakeside', AVA);
    assert.equal(ava, createHash('sha256').update(`lakeside\n${AVA}`).digest('base64url'));
    assert.equal(await subject('lakeside', 'Ava.Morgan@LAKESIDE.example'), ava);
    assert.notEqual(await subject('lakeside', 'adam.anderson@lakeside.example'), ava);
    assert.notEqual(await subject('harbor', AVA), ava);
  });

  test('takes a name, an unverified e-mail and a lifetime', async () => {
    const parameters = { email: 'x.y-z@q.example', name: 'Zoë', email_verified: 'false', expires_in: '-120' };
    const payload = decodeJwt(await token(issuer, parameters));
    assert.equal(payload.name, 'Zoë');
    assert.equal(payload.email_verified, false);
    assert.equal(payload.exp - payload.iat, -120);
    assert.equal(decodeJwt(await token(issuer, { email: 'x.y-z@q.example' })).name, 'X Y Z');
    assert.equal(decodeJwt(await token(issuer, { email: 'Adam.Anderson@lakeside.example' })).name, 'Adam J. Anderson');

    const id = decodeJwt(await token(issuer, { ...parameters, token: 'id' }));
    assert.equal(id.exp - id.iat, -120);
    assert.equal(id.email_verified, false);
  });

  test('does not mix people asked for at once', async () => {
    const emails = Array.from({ length: 20 }, (_, n) => `person-${n}@lakeside.example`);
    const jwts = await Promise.all(emails.map((email, n) => token(issuer, { email, email_verified: String(n % 2 === 0) })));
    assert.deepEqual(
      jwts.map(decodeJwt).map(({ email, email_verified }) => [email, email_verified]),
      emails.map((email, n) => [email, n % 2 === 0]),
    );
  });

  for (const [parameters, reason] of [
    [{}, /email must be/],
    [{ email: 'ava' }, /email must be/],
    [{ email: 'a@b', algorithm: 'HS256' }, /algorithm must be/],
    [{ email: 'a@b', algorithm: 'none' }, /algorithm must be/],
    [{ email: 'a@b', email_verified: 'yes' }, /email_verified must be/],
    [{ email: 'a@b', expires_in: '0' }, /expires_in must be/],
    [{ email: 'a@b', expires_in: '1.5' }, /expires_in must be/],
    [{ email: 'a@b', token: 'refresh' }, /token must be/],
    [{ email: 'a@b', client_id: 'portal' }, /not allowed for this client/],
  ]) {
    test(`refuses ${JSON.stringify(parameters)}`, async () => {
      const answer = await json(await ask(issuer, parameters), 400);
      assert.equal(answer.error, 'invalid_request');
      assert.match(answer.error_description, reason);
    });
  }

  test('can be read by no page', async () => {
    for (const origin of [address, 'http://localhost:5173', 'https://elsewhere.example']) {
      const response = await post(`${issuer}/token`, { client_id: 'command-line', grant_type: GRANT, email: AVA }, { origin });
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
    }
  });

  test('rotate replaces the keys of one organization, jwks-count counts its fetches', async () => {
    const [rotated, other] = [`${address}/rotated`, `${address}/other`];
    const count = async (of) => (await json(await fetch(`${of}/jwks-count`))).count;
    const kids = async (of) => (await json(await fetch(`${of}/jwks`))).keys.map(({ kid }) => kid);

    assert.equal(await count(rotated), 0);
    const [before, beforeOther] = [await kids(rotated), await kids(other)];
    const old = await token(rotated, { email: AVA });
    await verify(rotated, old);
    assert.equal(await count(rotated), 2);

    await json(await fetch(`${rotated}/rotate`, { method: 'POST' }));
    const now = await kids(rotated);
    assert.equal(new Set([...before, ...now]).size, 6);
    assert.deepEqual(await kids(other), beforeOther);
    await assert.rejects(verify(rotated, old), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await verify(rotated, await token(rotated, { email: AVA }));
    assert.equal(await count(rotated), 5);
    assert.equal(await count(other), 2);
  });
});

describe('signing in', () => {
  let address;
  let issuer;
  let harbor;
  before(async () => {
    ({ address } = await start({ OPENID_PEOPLE: join(folder, 'people.json') }));
    issuer = `${address}/lakeside`;
    harbor = `${address}/harbor`;
  });

  test('shows the people of the organization, escaped, under a policy that runs nothing', async () => {
    const { page } = await signInPage(new Browser(), issuer, pkce());
    assert.equal(page.status, 200);
    assert.match(page.text, /Development sign-in/);
    assert.match(page.text, /<button name="email" value="ava\.morgan@lakeside\.example">/);
    assert.match(page.text, /Director &lt;of&gt; &quot;Learning&quot; &amp; &#39;more&#39;/);
    assert.doesNotMatch(page.text, /Noor|undefined|<script|password"/);

    const policy = page.headers.get('content-security-policy');
    const style = page.text.match(/<style>([^]*?)<\/style>/)[1];
    assert.match(policy, /default-src 'none'/);
    assert.ok(policy.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`));
    assert.ok(policy.includes(`form-action 'self' ${address};`));
    assert.doesNotMatch(policy, /unsafe/);
  });

  test('fills in a login hint, escaped', async () => {
    const { page } = await signInPage(new Browser(), issuer, { ...pkce(), login_hint: '"><b>' });
    assert.match(page.text, /value="&quot;&gt;&lt;b&gt;"/);
    assert.doesNotMatch(page.text, /<b>/);
  });

  test('asks again when the e-mail is none', async () => {
    const browser = new Browser();
    const { address: page } = await signInPage(browser, issuer, pkce());
    const again = await browser.open(page, { email: '<i>ava' });
    assert.equal(again.status, 422);
    assert.match(again.text, /aria-invalid="true"/);
    assert.match(again.text, /Enter an e-mail address/);
    assert.match(again.text, /value="&lt;i&gt;ava"/);
    assert.equal((await browser.open(page, { email: AVA })).status, 303);
  });

  test('is for the browser that began it', async () => {
    const { address: page } = await signInPage(new Browser(), issuer, pkce());
    const stranger = await new Browser().open(page, { email: AVA });
    assert.equal(stranger.status, 400);
    assert.match(stranger.text, /sign in again/);
  });

  test('gives the portal tokens, renews them, and ends them with the session', async () => {
    const browser = new Browser();
    const { target, exchange } = await signIn(browser, issuer, AVA, { nonce: 'some-nonce' });
    assert.equal(target.origin + target.pathname, `${address}/signed-in`);
    assert.equal(target.searchParams.get('state'), 'some-state');
    assert.equal(target.searchParams.get('iss'), issuer);

    const tokens = await json(await post(`${issuer}/token`, exchange));
    const { payload } = await verify(issuer, tokens.access_token);
    const id = (await verify(issuer, tokens.id_token, { audience: 'portal', typ: undefined })).payload;
    assert.equal(id.nonce, 'some-nonce');
    for (const claims of [payload, id]) {
      assert.equal(claims.email, AVA);
      assert.equal(claims.email_verified, true);
      assert.equal(claims.name, 'Ava Morgan');
      assert.equal(claims.exp - claims.iat, 3600);
    }

    // Tests that use the development grant test what the portal sends.
    const made = await token(issuer, { email: AVA });
    assert.deepEqual(decodeProtectedHeader(made), decodeProtectedHeader(tokens.access_token));
    assert.deepEqual(Object.keys(decodeJwt(made)).sort(), Object.keys(payload).sort());
    assert.equal(decodeJwt(made).sub, payload.sub);

    const renew = (refresh_token) => post(`${issuer}/token`, { client_id: 'portal', grant_type: 'refresh_token', refresh_token });
    const renewed = await json(await renew(tokens.refresh_token));
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    assert.equal((await verify(issuer, renewed.access_token)).payload.email, AVA);

    // Signed in once, signed in for the next request too.
    const again = await browser.open(authorization(issuer, pkce()));
    assert.ok(again.to.startsWith(`${address}/signed-in?code=`), again.to);

    const out = await browser.open(`${issuer}/session/end?${new URLSearchParams({
      id_token_hint: tokens.id_token, post_logout_redirect_uri: `${address}/`, state: 'bye',
    })}`);
    assert.equal(out.status, 303);
    assert.equal(out.to, `${address}/?state=bye`);
    assert.equal((await json(await renew(renewed.refresh_token), 400)).error, 'invalid_grant');
    await signInPage(browser, issuer, pkce());
  });

  test('ends the whole chain when a refresh token is used twice', async () => {
    const { exchange } = await signIn(new Browser(), issuer, AVA);
    const { refresh_token: first } = await json(await post(`${issuer}/token`, exchange));
    const renew = (refresh_token) => post(`${issuer}/token`, { client_id: 'portal', grant_type: 'refresh_token', refresh_token });
    const { refresh_token: second } = await json(await renew(first));
    assert.equal((await json(await renew(first), 400)).error, 'invalid_grant');
    assert.equal((await json(await renew(second), 400)).error, 'invalid_grant');
  });

  test('takes a code once, and only with its verifier', async () => {
    const { exchange } = await signIn(new Browser(), issuer, AVA);
    const wrong = await post(`${issuer}/token`, { ...exchange, code_verifier: pkce().verifier });
    assert.equal((await json(wrong, 400)).error, 'invalid_grant');
    await json(await post(`${issuer}/token`, exchange));
    assert.equal((await json(await post(`${issuer}/token`, exchange), 400)).error, 'invalid_grant');
  });

  test('requires PKCE with S256', async () => {
    for (const parameters of [{}, { code_challenge: pkce().challenge, code_challenge_method: 'plain' }]) {
      const { to } = await new Browser().open(authorization(issuer, parameters));
      assert.equal(new URL(to).searchParams.get('error'), 'invalid_request');
    }
  });

  test('has no consent to ask for', async () => {
    const { to } = await new Browser().open(authorization(issuer, { ...pkce(), prompt: 'consent' }));
    assert.equal(new URL(to).searchParams.get('error_description'), 'unsupported prompt value requested');
  });

  test('returns to the portal only', async () => {
    for (const origin of [address, 'http://localhost:5173', 'http://127.0.0.1:5173']) {
      for (const path of ['/', '/signed-in', '/signed-in-again', '/silent']) {
        const { page } = await signInPage(new Browser(), issuer, { ...pkce(), redirect_uri: origin + path });
        assert.match(page.headers.get('content-security-policy'), new RegExp(`form-action 'self' ${origin};`));
      }
    }
    for (const redirect_uri of [`${address}/elsewhere`, 'https://elsewhere.example/', 'http://localhost:5174/']) {
      const { status, to, text } = await new Browser().open(authorization(issuer, { ...pkce(), redirect_uri }));
      assert.equal(status, 400);
      assert.equal(to, null);
      assert.match(text, /redirect_uri/);
    }
  });

  test('lets the pages of the portal, and no other, read its tokens', async () => {
    for (const origin of [address, 'http://localhost:5173', 'http://127.0.0.1:5173']) {
      const { exchange } = await signIn(new Browser(), issuer, AVA);
      const response = await post(`${issuer}/token`, exchange, { origin });
      await json(response);
      assert.equal(response.headers.get('access-control-allow-origin'), origin);
    }
    const { exchange } = await signIn(new Browser(), issuer, AVA);
    const response = await post(`${issuer}/token`, exchange, { origin: 'https://elsewhere.example' });
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });

  test('accepts anybody, and unknown people in one organization only', async () => {
    const { exchange } = await signIn(new Browser(), harbor, '  new.person@harbor.example ');
    const { access_token: jwt } = await json(await post(`${harbor}/token`, exchange));
    const { payload } = await verify(harbor, jwt);
    assert.equal(payload.email, 'new.person@harbor.example');
    assert.equal(payload.name, 'New Person');
    await assert.rejects(verify(issuer, jwt), { claim: 'iss' });
  });

  test('keeps the sessions of two organizations apart', async () => {
    const browser = new Browser();
    await signIn(browser, issuer, AVA);
    await signIn(browser, harbor, 'noor.haddad@harbor.example');
    for (const [at, email] of [[issuer, AVA], [harbor, 'noor.haddad@harbor.example']]) {
      const { verifier, challenge } = pkce();
      const { to } = await browser.open(authorization(at, { challenge, prompt: 'none' }));
      const code = new URL(to).searchParams.get('code');
      assert.ok(code, to);
      const tokens = await json(await post(`${at}/token`, {
        client_id: 'portal', grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: `${address}/signed-in`,
      }));
      assert.equal(decodeJwt(tokens.access_token).email, email);
    }
  });

  test('lets another person sign in over the first', async () => {
    const browser = new Browser();
    const { exchange } = await signIn(browser, issuer, AVA);
    const { refresh_token } = await json(await post(`${issuer}/token`, exchange));

    const { verifier, challenge } = pkce();
    const { address: page } = await signInPage(browser, issuer, { challenge, prompt: 'login' });
    const { to } = await browser.open(page, { email: 'adam.anderson@lakeside.example' });
    // The library answers with a form that sends itself; it signs the first person out.
    const { text } = await browser.open(to);
    const [, action] = text.match(/action="([^"]+)"/);
    const [, xsrf] = text.match(/name="xsrf" value="([^"]+)"/);
    const resumed = await browser.open((await browser.open(action, { xsrf, logout: 'yes' })).to);
    const tokens = await json(await post(`${issuer}/token`, {
      ...exchange, code: new URL(resumed.to).searchParams.get('code'), code_verifier: verifier,
    }));
    assert.equal(decodeJwt(tokens.access_token).email, 'adam.anderson@lakeside.example');
    await json(await post(`${issuer}/token`, { client_id: 'portal', grant_type: 'refresh_token', refresh_token }), 400);
  });

  test('returns from signing out to the portal only', async () => {
    const end = (parameters) => new Browser().open(`${issuer}/session/end?${new URLSearchParams({ client_id: 'portal', ...parameters })}`);
    assert.equal((await end({ post_logout_redirect_uri: `${address}/` })).status, 200);
    const refused = await end({ post_logout_redirect_uri: 'https://elsewhere.example/' });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /post_logout_redirect_uri not registered/);
  });

  test('asks before it signs out for somebody who shows no ID token of that person', async () => {
    const browser = new Browser();
    await signIn(browser, issuer, AVA);
    const other = await token(issuer, { email: 'adam.anderson@lakeside.example', token: 'id' });
    let question;
    for (const query of [`?id_token_hint=${other}`, '']) {
      question = await browser.open(`${issuer}/session/end${query}`);
      assert.equal(question.status, 200);
      assert.match(question.text, /Sign out of lakeside\?/);
    }
    const silent = authorization(issuer, { ...pkce(), prompt: 'none' });
    assert.match((await browser.open(silent)).to, /code=/);

    const xsrf = question.text.match(/name="xsrf" value="([^"]+)"/)[1];
    const action = question.text.match(/action="([^"]+)"/)[1];
    const { to } = await browser.open(action, { xsrf, logout: 'yes' });
    assert.match((await browser.open(to)).text, /You are signed out/);
    assert.match((await browser.open(silent)).to, /error=login_required/);
  });
});
