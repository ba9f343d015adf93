import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixableFiles } from '../../src/app/fixable-files.ts';
import { readRules } from '../../src/app/read-rules.ts';
import { readRemovals } from '../../src/app/removals.ts';
import type { Finding } from '../../src/model/finding.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-fixable-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const LOCALS = 'locals {\n  clients = ["10.0.0.0/16", "10.1.0.0/16"] # the café\n}\n';
const RULE = `resource "aws_security_group_rule" "cache" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_blocks       = local.clients
}
`;
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(top, 'infra-'));
  writeFileSync(join(root, 'locals.tf'), LOCALS);
  writeFileSync(join(root, 'main.tf'), RULE);
});

/** Removes one peer; `meanwhile` happens after the configuration was read. */
async function refusals(meanwhile: () => void = () => {}, peer = '10.0.0.0/16') {
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const rules = readRules(target, { path: root });
  const ruleKeys = rules.ruleSet.rules
    .filter((rule) => rule.peer.kind === 'cidr' && rule.peer.value === peer)
    .map(({ key }) => key);
  const found = { checkId: 'unused-rule', ruleKeys, suppressed: null } as unknown as Finding;
  const { files } = await readRemovals(rules, [found], false);
  expect(files).not.toEqual([]);
  meanwhile();
  const result = await fixableFiles(files, { rules, target, force: false });
  expect(result.replacements.length + result.refusals.length).toBe(files.length);
  return result.refusals;
}

describe('files that may be written', () => {
  it('are those that hold what was read', async () => {
    expect(await refusals()).toEqual([]);
  });

  it('are none that somebody changed meanwhile, be it by a blank', async () => {
    const touched = () => writeFileSync(join(root, 'locals.tf'), `${LOCALS} `);
    expect(await refusals(touched)).toEqual([{ path: 'locals.tf', reason: 'changed-since-read' }]);
  });

  it('are none that a link has led out of the repository meanwhile', async () => {
    const outside = mkdtempSync(join(top, 'elsewhere-'));
    writeFileSync(join(outside, 'locals.tf'), LOCALS);
    const moved = () => {
      rmSync(join(root, 'locals.tf'));
      symlinkSync(join(outside, 'locals.tf'), join(root, 'locals.tf'));
    };
    expect(await refusals(moved)).toEqual([{ path: 'locals.tf', reason: 'outside' }]);
  });

  it('are none whose bytes are no text: writing would change more than the rule', async () => {
    writeFileSync(join(root, 'locals.tf'), Buffer.from(LOCALS, 'latin1'));
    expect(await refusals()).toEqual([{ path: 'locals.tf', reason: 'not-text' }]);
  });

  it('are none that nobody is to write, be it the superuser who asks', async () => {
    const lock = () => chmodSync(join(root, 'locals.tf'), 0o444);
    expect(await refusals(lock)).toEqual([{ path: 'locals.tf', reason: 'read-only' }]);
  });

  it('are none that another name leads to as well: the proof was of one of them', async () => {
    mkdirSync(join(root, 'cache'));
    writeFileSync(
      join(root, 'main.tf'),
      'module "first" {\n  source = "./cache"\n}\n\nmodule "second" {\n  source = "./again"\n}\n',
    );
    writeFileSync(join(root, 'cache/main.tf'), RULE.replace('local.clients', '["10.2.0.0/16"]'));
    mkdirSync(join(root, 'again'));
    symlinkSync('../cache/main.tf', join(root, 'again/main.tf'));
    const target = { root, repositoryRoot: root, display: '.', inGit: false };
    const rules = readRules(target, { path: root });
    expect(rules.ruleSet.rules).toHaveLength(2);
    const found = {
      checkId: 'unused-rule',
      ruleKeys: [rules.ruleSet.rules[0]?.key],
      suppressed: null,
    } as unknown as Finding;
    const { files } = await readRemovals(rules, [found], false);
    const [file] = files;
    const result = await fixableFiles(files, { rules, target, force: false });
    expect(result.refusals).toEqual([{ path: file?.path, reason: 'read-under-two-names' }]);
  });
});
