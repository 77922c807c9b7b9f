import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { ApiProblem, problemOf, unreachable } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** A page of a list: `next` is the cursor of the page after it. */
export interface Page<T> {
  items?: T[];
  next?: string;
}

/** What every request carries beside its content: who is asking, and about which account. */
const carried: { csrf?: string | undefined; account?: string | undefined } = {};

export function carry(csrf: string | undefined, account: string | undefined) {
  carried.csrf = csrf;
  carried.account = account;
}

let signedOut: () => void = () => undefined;

/** Says what to do when the server no longer knows the session. */
export function onSignedOut(action: () => void) {
  signedOut = action;
}

const middleware: Middleware = {
  onRequest({ request, schemaPath }) {
    if (carried.account && !request.headers.has('x-account-id')) {
      request.headers.set('x-account-id', carried.account);
    }
    if (request.method !== 'GET') {
      if (carried.csrf) {
        request.headers.set('x-csrf-token', carried.csrf);
      }
      // A creation that is sent again by the browser or the network is done once.
      if (request.method === 'POST' && !schemaPath.startsWith('/api/v1/session')) {
        request.headers.set('idempotency-key', crypto.randomUUID());
      }
    }
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) {
      return undefined;
    }
    const problem = await problemOf(response);
    if (response.status === 401 && !schemaPath.startsWith('/api/v1/session')) {
      signedOut();
    }
    throw problem;
  },
  onError({ error }) {
    return error instanceof ApiProblem ? error : unreachable(error);
  },
};

/** The management API, typed by its committed description. Every refusal is thrown as {@link ApiProblem}. */
export const api = createFetchClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(middleware);

/** The same as hooks: `$api.useQuery('get', '/api/v1/…')`. */
export const $api = createQueryClient(api);

/** Returns what a call answers, for use in functions of one's own. */
export async function answered<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

/**
 * The `If-Match` header for a change that must not overwrite somebody else's. Every change of something that has a
 * version takes it; the API's description names it for PATCH alone, so its type here is that of any header.
 */
export function ifMatch(version: number): { 'x-account-id'?: string } {
  return { 'If-Match': `"${version}"` } as object;
}
