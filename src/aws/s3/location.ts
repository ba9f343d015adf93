import { SgauditError } from '../../model/problem.ts';

/** A place in S3: all keys that begin with the prefix. */
export interface S3Location {
  readonly bucket: string;
  /** Empty for a whole bucket, else it ends with `/`. */
  readonly prefix: string;
}

/** An object as a listing shows it. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds. */
  readonly modified: number;
  readonly storageClass: string | null;
}

export function isS3Url(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads `s3://bucket/prefix`. A prefix is a folder: `s3://logs/AWSLogs` does not name `AWSLogs-old/`.
 * @throws SgauditError `usage`
 */
export function parseS3Url(text: string): S3Location {
  const match = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text);
  const bucket = match?.[1] ?? '';
  // A bucket's name, or the ARN or alias of an access point.
  if (!/^[a-z0-9][a-z0-9._-]{1,254}$|^arn:[\w-]+:s3[\w-]*:[\w:-]+$/i.test(bucket)) {
    throw new SgauditError('usage', `"${text}" names no bucket: give s3://bucket/prefix`);
  }
  const prefix = (match?.[2] ?? '').replace(/^\/+/, '');
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

export function s3Url({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `s3://${bucket}/${key}`;
}
