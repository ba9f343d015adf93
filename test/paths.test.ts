import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isInside } from '../src/paths.ts';

describe('a path lies inside of a folder', () => {
  it.each([
    ['the folder itself', '.', true],
    ['what is below', 'modules/web/main.tf', true],
    ['a name that begins with two dots', '..shared/main.tf', true],
    ['a way out and back', 'modules/../main.tf', true],
    ['the folder around', '..', false],
    ['a folder beside whose name begins alike', '../infra-old/main.tf', false],
    ['what lies elsewhere', '/etc/passwd', false],
  ])('%s', (_, way, inside) => {
    const folder = '/work/infra';
    expect(isInside(folder, way.startsWith('/') ? way : join(folder, way))).toBe(inside);
  });
});
