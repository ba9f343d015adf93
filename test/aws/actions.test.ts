import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the page on S3 names every action that reading from it asks for', () => {
  const sources = readdirSync(new URL('../../src/aws/s3', import.meta.url));
  const actions = sources.flatMap((name) =>
    [...read(`src/aws/s3/${name}`).matchAll(/action: '(\w+:\w+)'/g)].map(([, action]) => action),
  );
  expect(new Set(actions)).toEqual(new Set(['s3:ListBucket', 's3:GetObject']));
  for (const action of actions) expect(read('docs/aws.md')).toContain(`\`${action}\``);
});

test('the page on EC2 names every action that a capture asks for', () => {
  const capture = read('src/aws/ec2/capture.ts');
  const actions = [...capture.matchAll(/'(ec2:\w+)'/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(5);
  for (const action of actions) expect(read('docs/live.md')).toContain(`\`${action}\``);
});

test('the page on engines names every action that Athena is asked for', () => {
  const folder = new URL('../../src/aws/athena', import.meta.url);
  const actions = readdirSync(folder).flatMap((name) =>
    [...read(`src/aws/athena/${name}`).matchAll(/action: '(\w+:\w+)'/g)].map(
      ([, action]) => action,
    ),
  );
  expect(actions.length).toBeGreaterThan(5);
  for (const action of actions) expect(read('docs/engines.md')).toContain(`\`${action}\``);
});
