import { basename } from 'node:path';
import type { LogSource } from '../model/rollup.ts';

/** `123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261101T0005Z_0a1b2c3d.log.gz`: unique by its last part. */
const OBJECT_NAME = /^(\d{12})_vpcflowlogs_([a-z0-9-]+)_(fl-[0-9a-f]+)_\d{8}T\d{4}Z_[0-9a-f]+\.log/;
/** Plain and Hive layouts, as the VPC user guide gives them ("Flow log files"). */
const FOLDERS = [
  /(?:^|\/)AWSLogs\/(\d{12})\/vpcflowlogs\/([a-z0-9-]+)\//,
  /(?:^|\/)aws-account-id=(\d{12})\/aws-service=vpcflowlogs\/aws-region=([a-z0-9-]+)\//,
];

/** The name that AWS gave the object, without what was appended to it; null for other files. */
export function objectName(path: string): string | null {
  return OBJECT_NAME.exec(basename(path))?.[0] ?? null;
}

/** The flow log that a file is part of; null where its path does not tell, or says two things. */
export function logSource(path: string): LogSource | null {
  const [, account, region, flowLog] = OBJECT_NAME.exec(basename(path)) ?? [];
  const named = account && region ? { account, region, flowLog: flowLog ?? null } : null;
  const folders = path.replaceAll('\\', '/');
  let source: LogSource | null = named;
  for (const pattern of FOLDERS) {
    const [, account, region] = pattern.exec(folders) ?? [];
    if (account === undefined || region === undefined) continue;
    if (source && (source.account !== account || source.region !== region)) return null;
    source ??= { account, region, flowLog: null };
  }
  return source;
}
