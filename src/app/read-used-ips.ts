import { readFileSync } from 'node:fs';
import { judgeByAddress } from '../attribution/by-address.ts';
import { readUsedAddresses } from '../flowlogs/used-addresses.ts';
import type { AddressJudgements } from '../lint/check.ts';
import type { Messages } from '../messages/index.ts';
import type { Removal } from '../model/edit.ts';
import { SgauditError } from '../model/problem.ts';
import type { RuleSet } from '../model/rule.ts';
import type { TrafficRequest } from './request.ts';

/** @throws SgauditError `usage` where addresses are given beside logs, which say more */
export function refuseBoth(request: TrafficRequest): void {
  const { usedIps, flowLogs = [], rollup, trino, athena } = request;
  if (!usedIps || (flowLogs.length === 0 && !rollup && !trino && !athena)) return;
  throw new SgauditError(
    'usage',
    '--used-ips cannot be given with --flow-logs, --trino, --athena or --rollup: these say all that it does, and more',
  );
}

/**
 * Verdicts by a list of source addresses; null where none was given.
 * @throws SgauditError `used-ips-unreadable`
 */
export function readByAddress(request: TrafficRequest, ruleSet: RuleSet): AddressJudgements | null {
  const file = request.usedIps ?? null;
  if (file === null) return null;
  const { addresses, column } = readUsedAddresses(readText(file), file);
  return {
    judgements: judgeByAddress(ruleSet, addresses),
    evidence: { file, column, ipv4: addresses.size(4), ipv6: addresses.size(6) },
  };
}

/** No removal is offered by addresses alone; says so of each rule that is unused by them. */
export function refusedByAddress(
  byAddress: AddressJudgements | null,
  { classic }: Messages,
): Removal[] {
  return (byAddress?.judgements ?? [])
    .filter(({ verdict }) => verdict === 'unused')
    .map(({ ruleKey }) => ({ ruleKey, fix: null, refused: classic.noRemoval }));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('unreadable-file', `cannot read the addresses ${file} (${code})`);
  }
}
