import { createHash } from 'node:crypto';
import {
  type Reply,
  type ScriptedServer,
  type ServedRequest,
  startServer,
} from './scripted-server.ts';

export interface StoredObject {
  readonly body: Buffer;
  readonly modified?: Date;
  readonly storageClass?: string;
  readonly etag?: string;
}

export interface S3Server extends ScriptedServer {
  /** By `bucket/key`; may be changed while the server runs. */
  readonly objects: Map<string, StoredObject>;
  /** Keys that were asked for with GET, with their range. */
  readonly gets: { readonly key: string; readonly range: string | null }[];
  /** Answers instead of the bucket where it does not answer null. */
  fault: (request: ServedRequest, key: string, index: number) => Reply | null;
}

const PAGE = 1000;

/** A bucket in memory that lists, hands out and deletes objects as S3 does, with faults as the test wants them. */
export async function startS3(latency = 0): Promise<S3Server> {
  const objects = new Map<string, StoredObject>();
  const gets: { key: string; range: string | null }[] = [];
  const server = await startServer((request, index) => {
    const url = new URL(request.path, 'http://s3');
    const key = decodeURIComponent(url.pathname.slice(1));
    const isListing = url.searchParams.get('list-type') === '2';
    if (!isListing && request.method === 'GET') {
      gets.push({ key, range: request.headers.range ?? null });
    }
    const faulty = s3.fault(request, key, index);
    if (faulty) return faulty;
    if (request.method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    if (isListing) return list(objects, key.replace(/\/$/, ''), url.searchParams);
    return get(objects.get(key), request);
  }, latency);
  const s3: S3Server = { ...server, objects, gets, fault: () => null };
  return s3;
}

export function s3Error(status: number, code: string, message: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>r-1</RequestId></Error>`,
  };
}

export function etagOf(object: StoredObject): string {
  return object.etag ?? createHash('md5').update(object.body).digest('hex');
}

function list(
  objects: ReadonlyMap<string, StoredObject>,
  bucket: string,
  query: URLSearchParams,
): Reply {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? '';
  if (![...objects.keys()].some((name) => name.startsWith(`${bucket}/`))) {
    return s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
  const entries = new Map<string, string>();
  for (const name of [...objects.keys()].sort()) {
    if (!name.startsWith(`${bucket}/${prefix}`)) continue;
    const key = name.slice(bucket.length + 1);
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const entry = cut < 0 ? key : key.slice(0, cut + 1);
    if (entry <= after || entries.has(entry)) continue;
    const object = objects.get(name) as StoredObject;
    entries.set(
      entry,
      cut >= 0
        ? `<CommonPrefixes><Prefix>${xml(entry)}</Prefix></CommonPrefixes>`
        : `<Contents><Key>${xml(entry)}</Key><Size>${object.body.length}</Size><ETag>&quot;${etagOf(object)}&quot;</ETag>
           <LastModified>${modifiedOf(object).toISOString()}</LastModified><StorageClass>${object.storageClass ?? 'STANDARD'}</StorageClass></Contents>`,
    );
  }
  const page = [...entries].slice(0, PAGE);
  const more = entries.size > PAGE;
  const next = more
    ? `<NextContinuationToken>${xml(page.at(-1)?.[0] ?? '')}</NextContinuationToken>`
    : '';
  return {
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${next}${page.map(([, text]) => text).join('')}</ListBucketResult>`,
  };
}

function get(object: StoredObject | undefined, request: ServedRequest): Reply {
  if (!object) return s3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  const etag = `"${etagOf(object)}"`;
  const match = request.headers['if-match'];
  if (match !== undefined && match !== etag) {
    return s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = object.body.subarray(from);
  const range =
    from > 0
      ? { 'content-range': `bytes ${from}-${object.body.length - 1}/${object.body.length}` }
      : {};
  return {
    status: from > 0 ? 206 : 200,
    headers: {
      etag,
      'content-length': String(body.length),
      'last-modified': modifiedOf(object).toUTCString(),
      ...range,
    },
    body: request.method === 'HEAD' ? '' : body,
  };
}

function modifiedOf(object: StoredObject): Date {
  return object.modified ?? new Date('2026-11-10T08:00:00Z');
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
