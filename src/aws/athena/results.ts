import { join } from 'node:path';
import { SgauditError } from '../../model/problem.ts';
import type { AwsAccess } from '../clients.ts';
import { downloadObject } from '../s3/download.ts';
import { S3Listing } from '../s3/listing.ts';
import { parseS3Url, type S3Object, s3Url } from '../s3/location.ts';
import { mapParallel } from '../s3/parallel.ts';

const PARALLEL_DOWNLOADS = 8;

/** An object, and the file that it was downloaded to. */
export interface Downloaded {
  readonly url: string;
  readonly path: string;
}

/** Downloads everything below a prefix of our own, and answers the files. */
export async function downloadAll(
  aws: AwsAccess,
  prefix: string,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<Downloaded[]> {
  const objects = await new S3Listing(aws).all(parseS3Url(prefix));
  const filled = objects.filter(({ size }) => size > 0);
  return mapParallel(filled, PARALLEL_DOWNLOADS, async (object) => {
    const path = join(folder, object.key.replaceAll('/', '_'));
    await downloadObject(aws, object, path, { onBytes });
    return { url: s3Url(object), path };
  });
}

/** Downloads one object, as its listing shows it. Null where it is not there any more. */
export async function downloadOne(
  aws: AwsAccess,
  url: string,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<Downloaded | null> {
  const object = await objectAt(aws, url);
  if (object === null) return null;
  const path = join(folder, object.key.replaceAll('/', '_'));
  await downloadObject(aws, object, path, { onBytes });
  return { url, path };
}

async function objectAt(aws: AwsAccess, url: string): Promise<S3Object | null> {
  const folder = parseS3Url(url.slice(0, url.lastIndexOf('/') + 1));
  const { objects } = await new S3Listing(aws).folder({
    ...folder,
    prefix: parseS3Url(url).prefix.replace(/\/$/, ''),
  });
  return objects.find((object) => s3Url(object) === url) ?? null;
}

/**
 * Removes objects that a query of ours wrote: what lies below a prefix that was made for it, and single objects by name.
 * Answers false where the caller may not remove.
 */
export async function removeObjects(
  aws: AwsAccess,
  own: { readonly prefixes: readonly string[]; readonly objects: readonly string[] },
): Promise<boolean> {
  const [client, { DeleteObjectCommand }] = await Promise.all([
    aws.client('s3'),
    import('@aws-sdk/client-s3'),
  ]);
  const listing = new S3Listing(aws);
  const below = await Promise.all(own.prefixes.map((prefix) => listing.all(parseS3Url(prefix))));
  const urls = [...below.flat().map(s3Url), ...own.objects];
  try {
    await mapParallel(urls, PARALLEL_DOWNLOADS, async (url) => {
      const bucket = parseS3Url(url).bucket;
      const command = new DeleteObjectCommand({
        Bucket: bucket,
        Key: url.slice(bucket.length + 6),
      });
      await aws.call({ action: 's3:DeleteObject', resource: url }, (options) =>
        client.send(command, options),
      );
    });
    return true;
  } catch (error) {
    if (error instanceof SgauditError && error.code === 'aws-permission') return false;
    throw error;
  }
}
