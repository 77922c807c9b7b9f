import { faultText } from '../i18n/faults';
import type { components } from './schema';

type Wire = components['schemas']['Problem'];

/** One thing that is wrong with a request; `path` is empty where it concerns no field. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly detail: string;
}

/** What the API refused, as RFC 9457 problem details say it, in the language chosen here; or that it could not be reached. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly faults: readonly Fault[],
    readonly requestId: string | undefined,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(detail || title);
    this.name = 'ApiProblem';
  }

  /** The server's short name of the reason, such as `division-in-use`. */
  get code(): string {
    return this.type.replace(/^urn:crest:problem:/, '');
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

/** RFC 6901: `/credentials/0/name` leads to `['credentials', 0, 'name']`. */
export function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function isProblem(body: unknown): body is Wire {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body;
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: unknown;
  try {
    body = await response.clone().json();
  } catch {
    body = undefined;
  }
  const retry = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry : undefined;
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (!isProblem(body)) {
    return new ApiProblem(response.status, '', response.statusText, '', [], requestId, retryAfter);
  }
  const faults = (body.errors ?? []).map((error) => ({
    path: error.pointer
      ? pointerPath(error.pointer)
      : error.parameter
        ? [error.parameter]
        : [],
    detail: faultText(error.detail),
  }));
  return new ApiProblem(
    response.status,
    body.type,
    faultText(body.title),
    faultText(body.detail),
    faults,
    body.request_id,
    retryAfter,
  );
}

export function unreachable(cause: unknown): ApiProblem {
  const problem = new ApiProblem(0, '', '', '', [], undefined, undefined);
  problem.cause = cause;
  return problem;
}
