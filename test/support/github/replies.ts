import type { ServedRequest } from '../scripted-server.ts';

export interface FakeReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export function ok(value: unknown, status = 200): FakeReply {
  return { status, body: JSON.stringify(value) };
}

export function missing(): FakeReply {
  return { status: 404, body: '{"message": "Not Found"}' };
}

export function denied(): FakeReply {
  return { status: 403, body: '{"message": "Resource not accessible by integration"}' };
}

export function invalid(reason: string): FakeReply {
  return {
    status: 422,
    body: JSON.stringify({ message: 'Unprocessable Entity', errors: [reason] }),
  };
}

/** A page of a list, 30 long where nothing is asked for and never above 100, with the `Link` to the next one. */
export function paged<T>(
  request: ServedRequest,
  items: readonly T[],
  wrap: (page: readonly T[]) => unknown = (page) => page,
): FakeReply {
  const url = new URL(request.path, `http://${request.headers.host}`);
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const page = Number(url.searchParams.get('page') ?? 1);
  const more = page * size < items.length;
  url.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    headers: more ? { link: `<${url}>; rel="next", <${url}>; rel="last"` } : {},
    body: JSON.stringify(wrap(items.slice((page - 1) * size, page * size))),
  };
}
