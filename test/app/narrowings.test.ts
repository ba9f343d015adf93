import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { narrowedFiles, withNarrowingFixes } from '../../src/app/narrowings.ts';
import { type RulesRead, readRules } from '../../src/app/read-rules.ts';
import { NO_REMOVALS, readRemovals } from '../../src/app/removals.ts';
import type { Finding } from '../../src/model/finding.ts';

const root = mkdtempSync(join(tmpdir(), 'sgaudit-narrowings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

writeFileSync(
  join(root, 'main.tf'),
  `resource "aws_security_group_rule" "cache" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_blocks       = ["10.0.0.0/8", "192.0.2.0/24"]
}
`,
);
writeFileSync(
  join(root, 'old.tf'),
  `resource "aws_security_group_rule" "old" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_blocks       = ["198.51.100.0/24"]
}
`,
);
const target = { root, repositoryRoot: root, display: '.', inGit: false };
const read = readRules(target, { path: root });
const [wide, unused, old] = read.written.rules.map(({ key }) => key);
/** As with --live: EC2 has a rule that nobody wrote. */
const rules: RulesRead = {
  ...read,
  ruleSet: {
    ...read.ruleSet,
    rules: [
      ...read.ruleSet.rules,
      ...read.written.rules.slice(0, 1).map((rule) => ({ ...rule, key: 'ec2', source: null })),
    ],
  },
};

const finding = {
  checkId: 'overbroad-cidr',
  ruleKeys: [wide],
  suppressed: null,
  narrowing: { kind: 'cidr', proposed: 0, steps: [{ entries: [{ value: '10.1.0.0/24' }] }] },
} as unknown as Finding;

describe('narrowing what is written', () => {
  it('is proved whatever EC2 has beside it', async () => {
    const [found] = await withNarrowingFixes(rules, [finding]);
    expect(found).toMatchObject({ fix: { safety: 'unsafe', files: ['main.tf'] } });
    const { files, ruleKeys, findings } = await narrowedFiles(rules, NO_REMOVALS, [finding]);
    expect({ ruleKeys, findings }).toEqual({ ruleKeys: [wide], findings: [finding] });
    expect(files[0]?.after).toContain('["10.1.0.0/24", "192.0.2.0/24"]');
  });

  it('comes on top of removals, in the same list or elsewhere', async () => {
    const gone = [unused, old].map(
      (key) =>
        ({ checkId: 'unused-rule', ruleKeys: [key], suppressed: null }) as unknown as Finding,
    );
    const offered = await readRemovals(rules, gone, false);
    const { files } = await narrowedFiles(rules, offered, [finding]);
    const [main, gone8080] = [...files].sort((left, right) => (left.path < right.path ? -1 : 1));
    expect(main?.before).toContain('["10.0.0.0/8", "192.0.2.0/24"]');
    expect(main?.after).toContain('["10.1.0.0/24"]');
    expect(gone8080).toMatchObject({ path: 'old.tf', after: '' });
  });

  it('offers nothing for a finding that somebody suppressed', async () => {
    const kept = { by: 'comment', reason: 'the drill', until: null } as const;
    const [found] = await withNarrowingFixes(rules, [{ ...finding, suppressed: kept }]);
    expect(found).not.toHaveProperty('fix');
  });
});
