// The API's client, typed by openapi.json. An error response is thrown as its problem document.

import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { Session } from '../auth';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Api = Client<paths>;

/** A problem document (RFC 9457), as an error. */
export class ApiError extends Error {
  constructor(readonly problem: Schemas['Problem']) {
    super(problem.detail);
  }

  /** The last part of the problem's type, such as `at-capacity`. */
  get kind(): string {
    return this.problem.type.split('/').pop() ?? '';
  }

  /** The error of a field, or of anything within it. Names are like `title` or `steps/0`. */
  field(name: string): string | undefined {
    return this.problem.errors?.find(({ pointer }) => `${pointer}/`.startsWith(`/${name}/`))?.detail;
  }
}

/** Whether a retry may succeed: the network, throttling, an outage, or a conflict with another writer. */
export function isTransient(error: Error | null): boolean {
  if (!(error instanceof ApiError)) return true;
  const { status } = error.problem;
  return status === 0 || status === 429 || status >= 500 || error.kind === 'overtaken';
}

/** The error of a field, if there is one. */
export function fieldError(error: Error | null, name: string): string | undefined {
  return error instanceof ApiError ? error.field(name) : undefined;
}

/** How long a response may take, in milliseconds: a little more than the API Gateway waits for a function. */
const TIMEOUT_MS = 35_000;

/** A request that is never answered fails like one without a network, so that no window waits for it without end. */
function fetchInTime(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
}

/** Sends a request with the current token. After a 401, waits for a new token and sends it once more. */
async function authorized(request: Request, session: Session): Promise<Response> {
  const token = session.token();
  if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json');
  const retry = request.clone();
  request.headers.set('Authorization', `Bearer ${token ?? ''}`);
  const response = await fetchInTime(request);
  if (response.status !== 401) return response;
  await session.renewed(token);
  retry.headers.set('Authorization', `Bearer ${session.token() ?? ''}`);
  return fetchInTime(retry);
}

export function connect(baseUrl: string, session: Session): Api {
  const throwProblems: Middleware = {
    async onResponse({ response }) {
      if (response.ok) return;
      throw new ApiError(await problemOf(response));
    },
    onError({ error }) {
      // The query was canceled.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      throw new ApiError({
        type: '/problems/offline',
        title: 'No connection',
        status: 0,
        detail: 'Coachwork can’t be reached. Check the network; nothing you typed is lost. Then try again.',
        instance: '',
      });
    },
  };
  const client = createClient<paths>({ baseUrl, fetch: (request) => authorized(request, session) });
  client.use(throwProblems);
  return client;
}

async function problemOf(response: Response): Promise<Schemas['Problem']> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === 'object' && 'type' in body && 'detail' in body) return body as Schemas['Problem'];
  const instance = response.headers.get('x-request-id') ?? '';
  const detail = 'Coachwork’s response could not be read. Try again in a moment.';
  return { type: '/problems/unavailable', title: 'Try again', status: response.status, detail, instance };
}

/** The header of a request that edits. The request fails if the record has another version by now. */
export function ifMatch(version: number) {
  return { 'If-Match': `"${version}"` };
}

/** The header of a request that creates. A retry with the same key creates nothing. */
export function idempotencyKey(key: string) {
  return { 'Idempotency-Key': key };
}

/** The body of a response that must have one. */
export function body<T>(response: { data?: T }): T {
  if (response.data === undefined) throw new Error('The response has no body.');
  return response.data;
}
