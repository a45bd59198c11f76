// The issuer of one organization: its clients, its tokens, signing in and signing out.

import { createHash } from 'node:crypto';
import { Provider, errors, interactionPolicy } from 'oidc-provider';

import { ALGORITHMS } from './keys.mjs';
import { errorPage, pageHeaders, signedOutPage, signInPage, signOutPage } from './pages.mjs';

export const DEVELOPMENT_GRANT = 'urn:coachwork:grant:development';
export const REDIRECT_PATHS = ['/', '/signed-in', '/signed-in-again', '/silent'];

const AUDIENCE = 'coachwork';
const SCOPE = 'openid profile email';
const HOUR = 60 * 60;
const FORTNIGHT = 14 * 24 * HOUR;

// Resource indicators (RFC 8707) have to be URIs; the audience in the token is the plain name.
const RESOURCE = 'urn:coachwork:api';
const resourceServer = (alg) => ({
  scope: SCOPE,
  audience: AUDIENCE,
  accessTokenFormat: 'jwt',
  accessTokenTTL: HOUR,
  jwt: { sign: { alg } },
});

/**
 * @param issuer   the issuer's address, `${OPENID_BASE}/${name}`
 * @param name     the organization
 * @param origins  where the portal may run
 * @param keys     private JWKs
 * @param store    an adapter factory
 * @param accounts people who signed in here, by subject
 * @param people   async function: the demonstration people of this organization
 */
export function organizationProvider({ issuer, name, origins, keys, store, accounts, people }) {
  // Cookies ignore ports and organizations share an origin: the path separates their sessions.
  const sessionCookie = { httpOnly: true, sameSite: 'lax', path: new URL(issuer).pathname };

  const portalAddresses = origins.flatMap((origin) => REDIRECT_PATHS.map((path) => origin + path));
  // Without a consent prompt, signing in grants the portal the scopes it requests.
  const policy = interactionPolicy.base();
  policy.remove('consent');

  const provider = new Provider(issuer, {
    adapter: store,
    jwks: { keys },
    clients: [
      {
        client_id: 'portal',
        token_endpoint_auth_method: 'none', // public, therefore PKCE is required
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: portalAddresses,
        post_logout_redirect_uris: portalAddresses,
      },
      {
        client_id: 'command-line',
        token_endpoint_auth_method: 'none',
        grant_types: [DEVELOPMENT_GRANT],
        response_types: [],
        redirect_uris: [],
      },
    ],
    // Only the portal's client is for pages: no page may read responses to the development grant.
    clientBasedCORS: (ctx, origin, client) => client.clientId === 'portal' && origins.includes(origin),
    clientAuthMethods: ['none'],
    responseTypes: ['code'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    cookies: { long: sessionCookie, short: { httpOnly: true, sameSite: 'lax' } },
    interactions: { policy, url: (ctx, interaction) => `${issuer}/sign-in/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // It accepts only opaque tokens; ours are JWTs for the service, and ID tokens have the claims.
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo(ctx, resource) {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return resourceServer('RS256');
        },
      },
      rpInitiatedLogout: { enabled: true, logoutSource: signOut, postLogoutSuccessSource: signedOut },
    },
    ttl: {
      AccessToken: HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      AuthorizationCode: 60,
      Session: FORTNIGHT,
      Grant: FORTNIGHT,
      RefreshToken: FORTNIGHT,
    },
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => true, // signing out ends the refresh tokens too
    loadExistingGrant,
    findAccount: (ctx, subject) => accounts.get(subject),
    extraTokenClaims: (ctx) => ctx.oidc.account.claims(),
    renderError(ctx, { error, error_description: description }) {
      ctx.set(pageHeaders());
      ctx.body = errorPage({ error, description });
    },
  });

  provider.registerGrantType(DEVELOPMENT_GRANT, developmentGrant, [
    'email', 'email_verified', 'name', 'algorithm', 'expires_in', 'token',
  ]);
  provider.use(signIn);
  provider.on('server_error', (ctx, error) => console.error(`${issuer}:`, error));
  return provider;

  async function loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return provider.Grant.find(known);
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope(SCOPE);
    grant.addResourceScope(RESOURCE, SCOPE);
    await grant.save();
    return grant;
  }

  /** The account of an e-mail; undefined if it is not an e-mail. */
  async function account(text, { name: givenName, verified = true } = {}) {
    const email = text.trim();
    if (email.length > 254 || !/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email)) return undefined;
    const sameEmail = (person) => person.email.toLowerCase() === email.toLowerCase();
    const claims = {
      sub: subject(name, email),
      email,
      email_verified: verified,
      name: givenName || (await people()).find(sameEmail)?.name || nameFrom(email),
    };
    return { accountId: claims.sub, claims: async () => claims };
  }

  async function signIn(ctx, next) {
    const uid = ctx.path.match(/^\/sign-in\/([\w-]+)$/)?.[1];
    if (!uid) return next();

    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction?.uid !== uid) {
      ctx.status = 400;
      ctx.set(pageHeaders());
      ctx.body = errorPage({ description: 'This sign-in has ended. Go back to the portal and sign in again.' });
      return undefined;
    }

    let email = interaction.params.login_hint ?? '';
    if (ctx.method === 'POST') {
      email = (await form(ctx.req)).get('email') ?? '';
      const person = await account(email);
      if (person) {
        accounts.set(person.accountId, person);
        const login = { accountId: person.accountId };
        ctx.status = 303;
        return ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }));
      }
      ctx.status = 422;
    }
    // The form is redirected to the portal's address, and form-action applies to redirects too.
    ctx.set(pageHeaders(new URL(interaction.params.redirect_uri).origin));
    ctx.body = signInPage({
      organisation: name,
      people: await people(),
      email,
      problem: ctx.method === 'POST' && 'Enter an e-mail address, such as ava.morgan@lakeside.example.',
    });
    return undefined;
  }

  async function signOut(ctx, confirmation) {
    const { session, params, entities } = ctx.oidc;
    if (entities.IdTokenHint?.payload.sub === session.accountId) {
      // The portal sent its ID token, and the person has pressed "Sign out" there: no confirmation.
      await session.destroy();
      ctx.cookies.set(provider.cookieName('session'), null, sessionCookie);
      const target = new URL(params.post_logout_redirect_uri ?? `${issuer}/session/end/success`);
      if (params.post_logout_redirect_uri && params.state) target.searchParams.set('state', params.state);
      ctx.status = 303;
      ctx.redirect(target.href);
    } else {
      ctx.set(pageHeaders(...origins));
      ctx.body = signOutPage({ organisation: name, confirmation });
    }
  }

  function signedOut(ctx) {
    ctx.set(pageHeaders());
    ctx.body = signedOutPage();
  }

  /** Issues a token for anybody, for tests and scripts. Its parameters are in README.md. */
  async function developmentGrant(ctx) {
    const { client, params } = ctx.oidc;
    const { email_verified: verified = 'true', algorithm = 'RS256', token = 'access' } = params;
    const { expires_in: lifetime = String(HOUR) } = params;
    const need = (holds, description) => {
      if (!holds) throw new errors.InvalidRequest(description);
    };
    need(['true', 'false'].includes(verified), 'email_verified must be true or false');
    need(ALGORITHMS.includes(algorithm), `algorithm must be one of ${ALGORITHMS.join(', ')}`);
    need(['access', 'id'].includes(token), 'token must be access or id');
    // The library treats 0 as absent.
    need(/^-?[1-9]\d{0,8}$/.test(lifetime), 'expires_in must be whole seconds, not 0');

    const person = await account(params.email ?? '', { name: params.name, verified: verified === 'true' });
    need(person, 'email must be an e-mail address');
    ctx.oidc.entity('Account', person);

    const expiresAt = Math.floor(Date.now() / 1000) + Number(lifetime);
    let value;
    if (token === 'access') {
      const accessToken = new provider.AccessToken({ accountId: person.accountId, client, scope: SCOPE });
      accessToken.resourceServer = new provider.ResourceServer(RESOURCE, resourceServer(algorithm));
      accessToken.exp = expiresAt;
      value = await accessToken.save();
    } else {
      // The library reads an ID token's algorithm from the client, so this is the same client with another algorithm.
      const signedFor = Object.create(client, { idTokenSignedResponseAlg: { value: algorithm } });
      const idToken = new provider.IdToken(await person.claims(), { ctx, client: signedFor });
      idToken.scope = SCOPE;
      value = await idToken.issue({ use: 'idtoken', expiresAt });
    }
    ctx.body = { access_token: value, token_type: 'Bearer', expires_in: Number(lifetime) };
  }
}

/** Stable, but not the e-mail itself: nothing may depend on a readable subject. */
function subject(organisation, email) {
  return createHash('sha256').update(`${organisation}\n${email.toLowerCase()}`).digest('base64url');
}

/** "ava.morgan@…" → "Ava Morgan" */
function nameFrom(email) {
  const words = email.split('@')[0].split(/[._-]+/).filter(Boolean);
  return words.map((word) => word[0].toUpperCase() + word.slice(1)).join(' ') || email;
}

async function form(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) break; // one e-mail address is shorter
  }
  return new URLSearchParams(text);
}
