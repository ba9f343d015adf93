import { describe, expect, it } from '@jest/globals';
import { likelyDuplicates } from '../../../src/aws/s3/duplicates.ts';

const NAME = '123456789012_vpcflowlogs_us-east-1_fl-0a_20261105T0000Z_0c5b3a4f.log.gz';
const object = (key: string, changes: { size?: number; etag?: string } = {}) => ({
  ...{ bucket: 'logs', key, size: 10, etag: 'e1', modified: 0, storageClass: null },
  ...changes,
});
const places = (listed: Readonly<Record<string, readonly ReturnType<typeof object>[]>>) =>
  likelyDuplicates(new Map(Object.entries(listed)));

describe('objects that hold the same records', () => {
  it('have the name that AWS gave and the size, whatever key encrypts them', () => {
    expect(
      places({
        a: [object(`a/${NAME}`)],
        b: [object(`b/${NAME}`, { etag: 'e2' }), object(`b/c/${NAME}`, { size: 11 })],
      }),
    ).toEqual([{ first: `s3://logs/a/${NAME}`, second: `s3://logs/b/${NAME}` }]);
  });

  it('of other names are the same by content only: many tables call their files alike', () => {
    const part = 'part-00000.parquet';
    expect(places({ a: [object(`a/${part}`)], b: [object(`b/${part}`, { etag: 'e2' })] })).toEqual(
      [],
    );
    expect(places({ a: [object(`a/${part}`)], b: [object(`b/${part}`)] })).toHaveLength(1);
  });

  it('lie in two places, one of which lies in the other', () => {
    const own = object(`a/b/${NAME}`);
    expect(places({ a: [own], 'a/b': [own] })).toEqual([
      { first: `s3://logs/a/b/${NAME}`, second: `s3://logs/a/b/${NAME}` },
    ]);
    expect(places({ a: [own] })).toEqual([]);
  });

  it('are not the empty ones', () => {
    expect(places({ a: [object('a/x', { size: 0 })], b: [object('b/x', { size: 0 })] })).toEqual(
      [],
    );
  });
});
