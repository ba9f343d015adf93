import { describe, expect, it } from '@jest/globals';
import { explained } from '../../src/flowlogs/engine/engine-errors.ts';

describe('errors of the engine and the disk', () => {
  it.each([
    [
      new Error('IO Error: Could not write file "/data/flows.parquet": No space left on device'),
      'disk-full',
      'the disk that holds "/data/flows.parquet" is full: free space',
    ],
    [
      Object.assign(new Error('write'), { code: 'EDQUOT', path: '/data/x' }),
      'disk-full',
      'the disk that holds "/data/x" is full',
    ],
    [
      new Error('Out of Memory Error: failed to allocate data of size 16.0 MiB'),
      'out-of-memory',
      'raise engine.memoryLimit',
    ],
  ])('say what to do: %s', (error, code, message) => {
    expect(explained(error)).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('stay what they are otherwise', () => {
    const error = new Error('Binder Error: no such column');
    expect(explained(error)).toBe(error);
  });
});
