import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readChange } from '../../src/app/change.ts';
import { resolveTarget } from '../../src/app/target.ts';
import type { RuleSet } from '../../src/model/rule.ts';
import { commitAll, gitIn } from '../support/git.ts';

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-change-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ssh = (cidr: string) => ({
  ...{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: [cidr], self: false },
  ...{ ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [], description: '' },
});
const group = (...peers: string[]) => ({
  ...{ id: 'sg-0aaa', name: 'web', vpc_id: 'vpc-1', ingress: peers.map(ssh), egress: [] },
});
const code = (name: string, cidr: string) => `resource "aws_security_group" "${name}" {
  name = "web"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["${cidr}"]
  }
}
`;

function plan(actions: readonly string[], before: object | null, after: object | null): string {
  const path = join(folder, 'plan.json');
  const change = { actions, before, after, after_unknown: {} };
  const address = 'aws_security_group.web';
  const resource = { address, mode: 'managed', type: 'aws_security_group', change };
  const head = { format_version: '1.2', complete: true, errored: false };
  writeFileSync(path, JSON.stringify({ ...head, resource_changes: [resource] }));
  return path;
}

const peers = ({ rules }: RuleSet) =>
  rules.map(({ peer }) => (peer.kind === 'cidr' ? peer.value : peer.kind));

describe('the change of a plan', () => {
  const change = (...args: Parameters<typeof plan>) => {
    writeFileSync(join(folder, 'main.tf'), code('web', '10.1.0.0/16'));
    return readChange(resolveTarget(folder), { path: folder, plan: plan(...args) });
  };

  it('is from what exists to what is planned, at the places of the code', () => {
    const { before, after, name } = change(['update'], group('10.0.0.0/8'), group('10.1.0.0/16'));
    expect([peers(before), peers(after)]).toEqual([['10.0.0.0/8'], ['10.1.0.0/16']]);
    expect(after.rules[0]?.location).toMatchObject({ start: { line: 8 } });
    expect(name).toEqual({ kind: 'plan', name: join(folder, 'plan.json') });
  });

  it('leaves nothing of what the plan destroys, though the code still has it', () => {
    const { before, after, code: now } = change(['delete'], group('10.1.0.0/16'), null);
    expect([peers(before), peers(after), after.groups]).toEqual([['10.1.0.0/16'], [], []]);
    expect(peers(now.ruleSet)).toEqual(['10.1.0.0/16']);
  });

  it('says which resources are made anew', () => {
    const { replaced } = change(['delete', 'create'], group('10.1.0.0/16'), group('10.1.0.0/16'));
    expect([...replaced]).toEqual(['aws_security_group.web']);
  });
});

describe('the change since a commit', () => {
  it('is from the code at the commit to the files as they are', () => {
    const git = gitIn(folder);
    rmSync(join(folder, 'plan.json'), { force: true });
    git('init', '-q');
    writeFileSync(join(folder, 'main.tf'), code('web', '10.0.0.0/8'));
    const base = commitAll(folder, 'base');
    writeFileSync(join(folder, 'main.tf'), code('web', '10.1.0.0/16'));
    writeFileSync(join(folder, 'more.tf'), code('more', '10.2.0.0/16'));
    const { before, after, name } = readChange(resolveTarget(folder), { path: folder, base });
    expect([peers(before), peers(after)]).toEqual([['10.0.0.0/8'], ['10.1.0.0/16', '10.2.0.0/16']]);
    expect(name).toEqual({ kind: 'base', name: base });
  });
});
