import { describe, expect, it } from '@jest/globals';
import type { LiveRule } from '../../src/model/live.ts';
import type { Rule } from '../../src/model/rule.ts';
import {
  attributeWorld,
  cidr,
  flow,
  fullCoverage,
  inventory,
  judgementOf,
  networkInterface,
  rule,
  ruleSet,
  type World,
} from '../support/attribution-world.ts';

/** One web server whose logs are complete: somebody has called from 203.0.113.7. */
function webServer(rules: readonly Rule[], live?: World['live']): World {
  return {
    ruleSet: ruleSet(rules),
    inventory: inventory([networkInterface('web1', ['web'], '10.0.1.10')]),
    flows: [flow()],
    coverage: fullCoverage('web1'),
    ...(live ? { live } : {}),
  };
}

const office = rule('office', { peer: cidr('203.0.113.0/24') });
/** As somebody made it in the console. */
const byHand = rule('by-hand', { address: null, ruleId: 'sgr-1' });

function drifted(of: Rule, field: 'peer' | 'description'): World['live'] {
  const { ruleId: _, tags = {}, ...facts } = { ...of, tags: {} };
  const differences = [{ field, terraform: 'a', live: 'b' }];
  const live: LiveRule = { ...facts, tags, ruleId: 'sgr-2', ruleKey: of.key, differences };
  return { rules: [live], missing: [] };
}

describe('a rule that only EC2 has', () => {
  it('makes no written rule redundant, whether it covers it or admits the same traffic', async () => {
    const attribution = await attributeWorld(webServer([office, byHand]));
    expect(judgementOf(attribution, 'office').verdict).toBe('used');
    const apart = rule('apart', { address: null, peer: cidr('203.0.113.7/32') });
    const other = await attributeWorld(webServer([office, apart]));
    expect(judgementOf(other, 'office').verdict).toBe('used');
  });

  it('may itself be redundant by a written one', async () => {
    const narrow = { ...byHand, peer: cidr('203.0.113.7/32') };
    const attribution = await attributeWorld(webServer([office, narrow]));
    expect(judgementOf(attribution, 'by-hand')).toMatchObject({
      verdict: 'redundant',
      reasons: ['office'],
    });
  });

  it('is judged like any other where there is no Terraform', async () => {
    const alone = { ...office, address: null };
    const attribution = await attributeWorld(webServer([alone, byHand]));
    expect(judgementOf(attribution, 'office').verdict).toBe('redundant');
  });
});

describe('a rule that EC2 has otherwise', () => {
  const ssh = rule('ssh', { port: 22 });

  it('is not called unused', async () => {
    expect(judgementOf(await attributeWorld(webServer([ssh])), 'ssh').verdict).toBe('unused');
    const attribution = await attributeWorld(webServer([ssh], drifted(ssh, 'peer')));
    expect(judgementOf(attribution, 'ssh')).toMatchObject({
      verdict: 'unknown',
      reasons: ['drifted'],
    });
    const missing = await attributeWorld(webServer([ssh], { rules: [], missing: ['ssh'] }));
    expect(judgementOf(missing, 'ssh').verdict).toBe('unknown');
  });

  it('is, where only its description differs', async () => {
    const attribution = await attributeWorld(webServer([ssh], drifted(ssh, 'description')));
    expect(judgementOf(attribution, 'ssh').verdict).toBe('unused');
  });

  it('is neither redundant nor relied on', async () => {
    const anywhere = rule('anywhere');
    const wide = await attributeWorld(webServer([office, anywhere], drifted(anywhere, 'peer')));
    expect(judgementOf(wide, 'office').verdict).toBe('used');
    const narrow = await attributeWorld(webServer([office, anywhere], drifted(office, 'peer')));
    expect(judgementOf(narrow, 'office').verdict).not.toBe('redundant');
  });
});
