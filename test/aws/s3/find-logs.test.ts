import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsAccess } from '../../../src/aws/clients.ts';
import { type FolderDays, findLogs } from '../../../src/aws/s3/find-logs.ts';
import { S3Listing } from '../../../src/aws/s3/listing.ts';
import { parseS3Url } from '../../../src/aws/s3/location.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { type S3Server, startS3 } from '../../support/s3-server.ts';

let s3: S3Server;
let restore: () => void;
beforeAll(async () => {
  s3 = await startS3();
  restore = useAwsEnvironment(s3.url);
});
afterAll(async () => {
  restore();
  await s3.stop();
});
beforeEach(() => {
  s3.objects.clear();
});

const DAYS: FolderDays = { kind: 'days', first: '2026-11-02', last: '2026-11-04' };

function put(...keys: readonly string[]): void {
  for (const key of keys) s3.objects.set(`logs/${key}`, { body: Buffer.from('x') });
}

async function find(url: string, days: FolderDays = DAYS) {
  const listing = new S3Listing(new AwsAccess({ version: '0' }));
  const found = await findLogs(listing, parseS3Url(url), days, (name) => !name.endsWith('.md'));
  return { keys: found.objects.map(({ key }) => key).sort(), found, listing };
}

const plain = (account: string, region: string, day: string, name = 'a.log.gz') =>
  `AWSLogs/${account}/vpcflowlogs/${region}/2026/11/${day}/${name}`;
const hive = (day: string, hour = '') =>
  `team/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=11/day=${day}/${hour}a.log.parquet`;

describe('logs of a window are found', () => {
  test('in plain folders of several accounts and regions, from the bucket down', async () => {
    const wanted = [
      plain('111122223333', 'eu-west-1', '02'),
      plain('111122223333', 'us-east-1', '03'),
      plain('444455556666', 'eu-west-1', '04'),
    ];
    put(
      ...wanted,
      plain('111122223333', 'eu-west-1', '01'),
      plain('444455556666', 'eu-west-1', '05'),
    );
    expect((await find('s3://logs')).keys).toEqual(wanted);
    expect((await find('s3://logs/AWSLogs/')).keys).toEqual(wanted);
    expect((await find('s3://logs/AWSLogs/444455556666')).keys).toEqual([wanted[2]]);
  });

  test('in Hive folders, with hours and without', async () => {
    put(hive('01'), hive('02'), hive('03', 'hour=07/'), hive('03', 'hour=23/'), hive('05'));
    expect((await find('s3://logs/team/')).keys).toEqual([
      hive('02'),
      hive('03', 'hour=07/'),
      hive('03', 'hour=23/'),
    ]);
  });

  test('in plain folders of hours', async () => {
    const key = plain('111122223333', 'eu-west-1', '03/17');
    put(key, plain('111122223333', 'eu-west-1', '06/17'));
    expect((await find('s3://logs')).keys).toEqual([key]);
  });

  test('in folders that hold the whole date', async () => {
    put('flow/day=2026-11-03/a.gz', 'flow/day=2026-11-09/a.gz');
    expect((await find('s3://logs/flow')).keys).toEqual(['flow/day=2026-11-03/a.gz']);
  });

  test('where the prefix is a month, a day or an hour itself', async () => {
    const key = plain('111122223333', 'eu-west-1', '03/17');
    put(key);
    for (const depth of [5, 6, 7, 8]) {
      const prefix = key.split('/').slice(0, depth).join('/');
      expect((await find(`s3://logs/${prefix}`)).keys).toEqual([key]);
    }
  });

  test('without folders by the time in their names, else all of them', async () => {
    const name = (time: string) => `111122223333_vpcflowlogs_eu-west-1_fl-0a_${time}_0a1b.log.gz`;
    put(name('20261103T0005Z'), name('20261109T0005Z'), 'exported.gz', 'README.md', '_SUCCESS');
    expect((await find('s3://logs')).keys).toEqual([name('20261103T0005Z'), 'exported.gz']);
  });

  test('up to the newest day of all accounts, when the window is so many days', async () => {
    put(
      plain('111122223333', 'eu-west-1', '09'),
      plain('111122223333', 'eu-west-1', '08'),
      plain('444455556666', 'eu-west-1', '11'),
      plain('444455556666', 'eu-west-1', '07'),
    );
    const { keys, found } = await find('s3://logs', { kind: 'last', days: 3 });
    expect(keys).toEqual([
      plain('111122223333', 'eu-west-1', '09'),
      plain('444455556666', 'eu-west-1', '11'),
    ]);
    expect(found.days).toEqual({ first: '2026-11-09', last: '2026-11-11' });
  });

  test('over the change of the year', async () => {
    const at = (date: string) => `AWSLogs/111122223333/vpcflowlogs/eu-west-1/${date}/a.gz`;
    put(at('2026/12/30'), at('2026/12/31'), at('2027/01/01'), at('2027/01/02'));
    const days = { kind: 'days', first: '2026-12-31', last: '2027-01-01' } as const;
    expect((await find('s3://logs', days)).keys).toEqual([at('2026/12/31'), at('2027/01/01')]);
    expect((await find('s3://logs', { kind: 'last', days: 3 })).keys).toHaveLength(3);
  });
});

describe('nothing is listed that need not be', () => {
  test('not other services, not other days, not other buckets’ neighbours', async () => {
    put(
      plain('111122223333', 'eu-west-1', '03'),
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/03/a.json.gz',
      'AWSLogs/aws-account-id=1/aws-service=other/year=2026/month=11/day=03/a.gz',
      'AWSLogs-old/111122223333/vpcflowlogs/eu-west-1/2026/11/03/a.log.gz',
    );
    const before = s3.requests.length;
    expect((await find('s3://logs/AWSLogs')).keys).toEqual([
      plain('111122223333', 'eu-west-1', '03'),
    ]);
    const asked = s3.requests
      .slice(before)
      .map(({ path }) => path)
      .join(' ');
    expect(asked).not.toMatch(/CloudTrail|other|old/);
  });

  test('ten years of days cost a request for each day wanted, not for each day there', async () => {
    for (let year = 2017; year <= 2026; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= 28; day++) {
          const text = (value: number) => String(value).padStart(2, '0');
          put(
            `AWSLogs/111122223333/vpcflowlogs/eu-west-1/${year}/${text(month)}/${text(day)}/a.gz`,
          );
        }
      }
    }
    const { keys, listing } = await find('s3://logs');
    expect(keys).toHaveLength(3);
    expect(listing.requests).toBeLessThan(15);
  });

  test('a prefix with too much beside days is refused', async () => {
    for (let index = 0; index < 2100; index++) put(`app-${index}/file.txt`);
    await expect(find('s3://logs')).rejects.toMatchObject({ code: 's3-too-broad' });
  });

  test('all pages of a day are read', async () => {
    for (let index = 0; index < 2345; index++) {
      put(plain('111122223333', 'eu-west-1', '03', `${index}.log.gz`));
    }
    expect((await find('s3://logs')).keys).toHaveLength(2345);
  });
});

describe('a place in S3', () => {
  test('is a bucket and a folder', () => {
    expect(parseS3Url('s3://logs')).toEqual({ bucket: 'logs', prefix: '' });
    expect(parseS3Url('S3://logs/AWSLogs')).toEqual({ bucket: 'logs', prefix: 'AWSLogs/' });
    expect(parseS3Url('s3://logs//a b/')).toEqual({ bucket: 'logs', prefix: 'a b/' });
  });

  test.each(['s3://', 's3:///x', 's3://-x/y', 's3://a b/c'])('is not %s', (url) => {
    expect(() => parseS3Url(url)).toThrow('names no bucket');
  });

  test('of which there is none is named', async () => {
    await expect(find('s3://logz')).rejects.toMatchObject({ code: 'aws-not-found' });
  });
});
