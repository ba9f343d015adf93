import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { hiveCatalog } from '../support/trino/server.ts';

const FILE = fileURLToPath(new URL('../support/compose/compose.yaml', import.meta.url));
const FOLDER = dirname(FILE);
const read = (path: string) => readFileSync(path, 'utf8');

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly ports: readonly string[];
        readonly volumes?: readonly string[];
        readonly healthcheck: object;
        readonly depends_on?: object;
      }
    >
  >;
}

const { services } = parse(read(FILE)) as Compose;
const environment = new Map(
  read(join(FOLDER, 'environment'))
    .trim()
    .split('\n')
    .map((line) => line.split('=') as [string, string]),
);

// It is not started here: containers are not to be had everywhere. What it says is held to what the tests look for.
describe('the compose file for contributors', () => {
  it('starts what the tests ask for, on loopback ports, by images of one version', () => {
    expect(Object.keys(services).sort()).toEqual(['moto', 'trino']);
    for (const { image, ports } of Object.values(services)) {
      expect(image).toMatch(/^[a-z]+\/[a-z]+:\d[\d.]*$/);
      expect(ports).toHaveLength(1);
      expect(ports[0]).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
    const version = /VERSION = '(\d+)'/.exec(
      read(fileURLToPath(new URL('../support/trino/home.ts', import.meta.url))),
    )?.[1];
    expect(services.trino?.image).toBe(`trinodb/trino:${version}`);
  });

  it('is found by the variables that the tests read', () => {
    const portOf = (service: string) => services[service]?.ports[0]?.split(':')[1];
    expect(Object.fromEntries(environment)).toEqual({
      SGAUDIT_MOTO_URL: `http://127.0.0.1:${portOf('moto')}`,
      SGAUDIT_TRINO_URL: `http://127.0.0.1:${portOf('trino')}`,
      SGAUDIT_TRINO_FILES: services.trino?.volumes?.[1]?.split(':')[0],
    });
    const readers = ['trino/home.ts', 'moto.ts']
      .map((name) => read(fileURLToPath(new URL(`../support/${name}`, import.meta.url))))
      .join('');
    for (const name of environment.keys()) expect(readers).toContain(name);
  });

  it('has the catalogs that a Trino started by the tests has', () => {
    const [catalogs = '', files = ''] = services.trino?.volumes ?? [];
    const folder = join(FOLDER, catalogs.split(':')[0] ?? '');
    expect(catalogs.split(':')[1]).toBe('/etc/trino/catalog');
    const [, motoPort] = /:(\d+)$/.exec(services.moto?.ports[0] ?? '') ?? [];
    const s3 = { endpoint: `http://moto:${motoPort}`, region: 'us-east-1' };
    expect(read(join(folder, 'hive.properties')).trim().split('\n')).toEqual(
      hiveCatalog(files.split(':')[1] ?? '', s3),
    );
    expect(existsSync(join(folder, 'tpch.properties'))).toBe(true);
  });
});
