import { describe, expect, it } from '@jest/globals';
import { matchesGlob } from '../../src/config/glob.ts';

describe('a pattern of paths', () => {
  it.each([
    ['infra/main.tf', 'infra/main.tf'],
    ['infra/*.tf', 'infra/main.tf'],
    ['infra/**', 'infra/modules/web/main.tf'],
    ['infra/**/main.tf', 'infra/main.tf'],
    ['infra/**/main.tf', 'infra/modules/web/main.tf'],
    ['**/legacy/*.tf', 'legacy/a.tf'],
    ['modules/', 'modules/web/main.tf'],
    ['./infra/main.tf', 'infra/main.tf'],
    ['legacy.tf', 'infra/legacy.tf'],
    ['infra/{dev,test}/*.tf', 'infra/test/a.tf'],
    ['infra/env?.tf', 'infra/env1.tf'],
    ['a+b(c).tf', 'a+b(c).tf'],
  ])('%s fits %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(true);
  });

  it.each([
    ['infra/*.tf', 'infra/modules/main.tf'],
    ['infra/*.tf', 'other/infra/main.tf'],
    ['modules/', 'modules.tf'],
    ['infra/{dev,test}/*.tf', 'infra/prod/a.tf'],
    ['mainXtf', 'main.tf'],
    ['main.tf', 'mainXtf'],
    ['a,b.tf', 'a.tf'],
  ])('%s does not fit %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(false);
  });
});
