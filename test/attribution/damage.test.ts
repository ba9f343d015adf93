import { describe, expect, it } from '@jest/globals';
import type { NetworkInterface } from '../../src/model/inventory.ts';
import type { DamagedInput, LogSource } from '../../src/model/rollup.ts';
import {
  attributeWorld,
  DAYS,
  fullCoverage,
  group,
  inventory,
  judgementOf,
  networkInterface,
  rule,
  ruleSet,
  VPC,
} from '../support/attribution-world.ts';

/** As the describe calls would print them: `web1` is the rule's member. */
const HERE = { accountId: '111122223333', region: 'eu-west-1', vpcId: VPC };
const WEB = networkInterface('web1', ['web'], '10.0.1.10', HERE);
const NAT = networkInterface('nat1', [], '10.0.0.5', { ...HERE, type: 'nat_gateway' });
const ELSEWHERE = networkInterface('else', [], '10.9.0.5', {
  ...{ accountId: '444455556666', region: 'eu-west-1', vpcId: 'vpc-else' },
});

function damaged(source?: Partial<LogSource>, days: DamagedInput['days'] = [DAYS[1]!]) {
  const whole = { account: '444455556666', region: 'eu-west-1', flowLog: null, ...source };
  return { file: 'a.log.gz', problem: 'cut off', days, ...(source ? { source: whole } : {}) };
}

async function verdictOfIdleRule(
  damage: DamagedInput,
  interfaces: readonly NetworkInterface[] = [WEB, NAT, ELSEWHERE],
  vpcId: string | null = VPC,
) {
  const attribution = await attributeWorld({
    ruleSet: ruleSet([rule('ssh', { port: 22 })], { groups: [group('web', { vpcId })] }),
    inventory: inventory(interfaces),
    flows: [],
    coverage: [...fullCoverage('web1'), ...fullCoverage('nat1'), ...fullCoverage('else')],
    summary: { damaged: [damage] },
  });
  return judgementOf(attribution, 'ssh');
}

const unused = { verdict: 'unused', reasons: [] };
const incomplete = { verdict: 'unknown', reasons: ['partial-coverage'] };

describe('a damaged file of which nothing is known', () => {
  it('concerns every rule', async () => {
    expect(await verdictOfIdleRule(damaged())).toMatchObject(incomplete);
  });

  it('concerns no rule when no day is incomplete for it', async () => {
    expect(await verdictOfIdleRule(damaged(undefined, []))).toMatchObject(unused);
  });
});

describe('a damaged file of a flow log that other files show', () => {
  const flowLog = 'fl-0123';

  it('concerns rules of its VPC, whoever owns the log', async () => {
    const sibling = { interface: 'eni-gone', vpc: VPC };
    expect(await verdictOfIdleRule(damaged({ flowLog, sibling }))).toMatchObject(incomplete);
  });

  it('concerns no rule of another VPC, even of the same account', async () => {
    const source = { account: HERE.accountId, flowLog };
    const byRecord = { ...source, sibling: { interface: 'eni-gone', vpc: 'vpc-else' } };
    expect(await verdictOfIdleRule(damaged(byRecord))).toMatchObject(unused);
    const byCapture = { ...source, sibling: { interface: 'eni-else', vpc: null } };
    expect(await verdictOfIdleRule(damaged(byCapture))).toMatchObject(unused);
  });

  it('concerns rules of its account where no capture knows the interface', async () => {
    const sibling = { interface: 'eni-gone', vpc: null };
    const source = { account: HERE.accountId, flowLog, sibling };
    expect(await verdictOfIdleRule(damaged(source))).toMatchObject(incomplete);
  });

  it('concerns rules whose VPC is not known', async () => {
    const sibling = { interface: 'eni-else', vpc: 'vpc-else' };
    expect(
      await verdictOfIdleRule(damaged({ flowLog, sibling }), [WEB, ELSEWHERE], null),
    ).toMatchObject(incomplete);
  });

  it('concerns rules of a group that has members in several VPCs', async () => {
    const guest = networkInterface('web2', ['web'], '10.9.0.6', { vpcId: 'vpc-else' });
    const sibling = { interface: 'eni-else', vpc: 'vpc-else' };
    const judgement = await verdictOfIdleRule(damaged({ flowLog, sibling }), [WEB, guest]);
    expect(judgement.reasons).toContain('partial-coverage');
  });
});

describe('a damaged file of a known account and region', () => {
  it('concerns rules of that account', async () => {
    expect(await verdictOfIdleRule(damaged({ account: HERE.accountId }))).toMatchObject(incomplete);
  });

  it('concerns no rule of another region', async () => {
    const source = { account: HERE.accountId, region: 'us-east-1' };
    expect(await verdictOfIdleRule(damaged(source))).toMatchObject(unused);
  });

  it('concerns rules whose region is not known', async () => {
    const source = { account: HERE.accountId, region: 'us-east-1' };
    const nowhere = [{ ...WEB, region: null }];
    expect(await verdictOfIdleRule(damaged(source), nowhere)).toMatchObject(incomplete);
  });

  it("concerns no rule of a VPC that is another account's own", async () => {
    expect(await verdictOfIdleRule(damaged({}))).toMatchObject(unused);
  });

  it('concerns rules of a VPC that may be shared by that account: its owner logs the interfaces of all', async () => {
    expect(await verdictOfIdleRule(damaged({}), [WEB])).toMatchObject(incomplete);
  });

  it('concerns rules of a VPC in which that account has interfaces', async () => {
    const guest = networkInterface('guest', [], '10.0.1.11', {
      ...HERE,
      accountId: '444455556666',
    });
    expect(await verdictOfIdleRule(damaged({}), [WEB, NAT, guest])).toMatchObject(incomplete);
  });

  it('concerns rules whose interfaces have no known owner', async () => {
    const nobodys = { ...WEB, accountId: null };
    expect(await verdictOfIdleRule(damaged({}), [nobodys, NAT])).toMatchObject(incomplete);
  });
});
