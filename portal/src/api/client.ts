// The API, typed by its contract. A refused request is thrown as its problem document.

import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { Session } from '../auth';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Api = Client<paths>;

/** A problem document (RFC 9457), as an error. */
export class Refusal extends Error {
  constructor(readonly problem: Schemas['Problem']) {
    super(problem.detail);
  }

  /** The last part of the type: `at-capacity`. */
  get kind(): string {
    return this.problem.type.split('/').pop() ?? '';
  }

  /** What is wrong with a field, `title`, or with anything in it, `steps/0`. */
  field(name: string): string | undefined {
    return this.problem.errors?.find(({ pointer }) => `${pointer}/`.startsWith(`/${name}/`))?.detail;
  }
}

/** Whether a failure may pass by itself: no network, too much traffic, the service is away. */
export function mayPass(error: Error | null): boolean {
  if (!(error instanceof Refusal)) return true;
  const { status } = error.problem;
  return status === 0 || status === 429 || status >= 500;
}

/** What is wrong with a field, if an error says so. */
export function wrongWith(error: Error | null, name: string): string | undefined {
  return error instanceof Refusal ? error.field(name) : undefined;
}

/** A request with the token of this moment; when that has ended, again after signing in again. */
async function authorized(request: Request, session: Session): Promise<Response> {
  const token = session.token();
  if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json');
  const spare = request.clone();
  request.headers.set('Authorization', `Bearer ${token ?? ''}`);
  const answer = await fetch(request);
  if (answer.status !== 401) return answer;
  await session.renewed(token);
  spare.headers.set('Authorization', `Bearer ${session.token() ?? ''}`);
  return fetch(spare);
}

export function connect(baseUrl: string, session: Session): Api {
  const refuse: Middleware = {
    async onResponse({ response }) {
      if (response.ok) return;
      throw new Refusal(await problemOf(response));
    },
    onError({ error }) {
      // A query that is no longer wanted.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      throw new Refusal({
        type: '/problems/offline',
        title: 'No answer',
        status: 0,
        detail: 'Coachwork can’t be reached. Check the network; nothing you typed is lost. Then try again.',
        instance: '',
      });
    },
  };
  const client = createClient<paths>({ baseUrl, fetch: (request) => authorized(request, session) });
  client.use(refuse);
  return client;
}

async function problemOf(response: Response): Promise<Schemas['Problem']> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === 'object' && 'type' in body && 'detail' in body) return body as Schemas['Problem'];
  const instance = response.headers.get('x-request-id') ?? '';
  const detail = 'Coachwork gave no answer that could be read. Try again in a moment.';
  return { type: '/problems/unavailable', title: 'Try again', status: response.status, detail, instance };
}

/** The body of an answer that has one. */
export function body<T>(answer: { data?: T }): T {
  if (answer.data === undefined) throw new Error('An answer without a body.');
  return answer.data;
}
