import { accessFile } from './access.ts';
import { athenaFile, DATABASE, TABLE, WORKGROUP } from './athena.ts';
import { bucketFile } from './bucket.ts';
import { flowLogsFile, versionsFile } from './flow-logs.ts';
import { type InitSettings, partitionOf } from './settings.ts';

/** The files of the root module that records what sgaudit needs, by name. */
export function initFiles(settings: InitSettings): ReadonlyMap<string, string> {
  return new Map([
    ['versions.tf', versionsFile(settings)],
    ['flow-logs.tf', flowLogsFile(settings)],
    ['bucket.tf', bucketFile(settings)],
    ...(settings.athena ? [['athena.tf', athenaFile(settings)] as const] : []),
    ['access.tf', accessFile(settings)],
  ]);
}

const SCHEMA = 'https://sgaudit.dev/schema/config-v1.schema.json';

/** A first `.sgaudit.yaml`. */
export function configFile({ accounts, regions, athena }: InitSettings): string {
  const partition = partitionOf(regions[0] ?? '');
  const others = accounts.slice(1);
  const roles = others.map(
    (account) => `    - role: arn:${partition}:iam::${account}:role/sgaudit-collect\n`,
  );
  return `# yaml-language-server: $schema=${SCHEMA}
aws:
  regions: [${regions.join(', ')}]
${others.length > 0 ? `  accounts:\n    - {} # that of the credentials\n${roles.join('')}` : ''}${athena ? `athena:\n  database: ${DATABASE}\n  table: ${TABLE}\n  workgroup: ${WORKGROUP}\n` : ''}evidence:
  minimumDays: 14
`;
}
