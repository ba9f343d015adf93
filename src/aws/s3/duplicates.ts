import { type S3Object, s3Url } from './location.ts';

/** Two objects that very probably hold the same records. */
export interface DuplicateObjects {
  readonly first: string;
  readonly second: string;
}

/** AWS ends the names of what it delivers with a hash of its own: two such objects of one name are copies. */
const DELIVERED = /_vpcflowlogs_.+_\d{8}T\d{4}Z_[0-9a-z]+\./i;

/**
 * Objects of one name and size that lie in more than one place, where AWS gave the name, or their content is the same by
 * the ETag; and those that two places share, one of which lies in the other.
 */
export function likelyDuplicates(
  places: ReadonlyMap<string, readonly S3Object[]>,
): readonly DuplicateObjects[] {
  const seen = new Map<string, { readonly place: string; readonly url: string }>();
  const found: DuplicateObjects[] = [];
  for (const [place, objects] of places) {
    for (const object of objects) {
      if (object.size === 0) continue;
      const url = s3Url(object);
      const name = object.key.slice(object.key.lastIndexOf('/') + 1);
      const content = DELIVERED.test(name) ? '' : object.etag;
      const mark = `${name} ${object.size} ${content}`;
      const before = seen.get(mark);
      if (before === undefined) seen.set(mark, { place, url });
      else if (before.url !== url || before.place !== place) {
        found.push({ first: before.url, second: url });
      }
    }
  }
  return found;
}
