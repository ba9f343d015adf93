import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { SgauditError } from '../../model/problem.ts';
import type { AwsAccess } from '../clients.ts';
import type { S3Location, S3Object } from './location.ts';

/** What lies directly in a folder of a bucket. */
export interface S3Folder {
  /** Whole prefixes, each with `/` at its end. */
  readonly folders: readonly string[];
  readonly objects: readonly S3Object[];
}

/** Requests that run at once. */
export const PARALLEL_LISTINGS = 16;

/** Asks a bucket what it holds. All pages are read. Throws `aws-…` as `explainAwsError` makes it. */
export class S3Listing {
  /** Requests made: they are what a listing costs. */
  requests = 0;
  readonly #aws: AwsAccess;

  constructor(aws: AwsAccess) {
    this.#aws = aws;
  }

  /** One level. */
  folder(location: S3Location): Promise<S3Folder> {
    return this.#list(location, '/');
  }

  /** Everything below. */
  async all(location: S3Location): Promise<readonly S3Object[]> {
    return (await this.#list(location, null)).objects;
  }

  async #list({ bucket, prefix }: S3Location, delimiter: string | null): Promise<S3Folder> {
    const [client, { ListObjectsV2Command }] = await Promise.all([
      this.#aws.client('s3'),
      import('@aws-sdk/client-s3'),
    ]);
    const folders: string[] = [];
    const objects: S3Object[] = [];
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(delimiter ? { Delimiter: delimiter } : {}),
        ...(token ? { ContinuationToken: token } : {}),
      });
      this.requests++;
      const page: ListObjectsV2CommandOutput = await this.#aws.call(
        { action: 's3:ListBucket', resource: `s3://${bucket}/${prefix}` },
        (options) => client.send(command, options),
      );
      for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) folders.push(Prefix);
      for (const item of page.Contents ?? []) objects.push(objectOf(bucket, item));
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token);
    return { folders, objects };
  }
}

function objectOf(
  bucket: string,
  item: NonNullable<ListObjectsV2CommandOutput['Contents']>[number],
): S3Object {
  if (item.Key === undefined || item.Size === undefined) {
    throw new SgauditError(
      'aws-error',
      `s3://${bucket}: the listing has an entry without key or size`,
    );
  }
  return {
    bucket,
    key: item.Key,
    size: item.Size,
    etag: (item.ETag ?? '').replaceAll('"', ''),
    modified: item.LastModified?.getTime() ?? 0,
    storageClass: item.StorageClass ?? null,
  };
}
