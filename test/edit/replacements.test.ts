import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { hashicorpJson, type Json } from '../../src/edit/hashicorp-parser.ts';
import type { Proposal } from '../../src/edit/plan-replacement.ts';
import { proposeReplacements } from '../../src/edit/replacements.ts';
import { countSwapped } from '../../src/edit/swaps.ts';
import type { PortRange } from '../../src/model/ports.ts';
import { describePeer } from '../../src/model/rule-text.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-narrow-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

type Wish =
  | { readonly peer: string; readonly values: readonly string[] }
  | { readonly peer: string; readonly ranges: readonly PortRange[] };

async function narrow(files: Readonly<Record<string, string>>, ...wishes: readonly Wish[]) {
  const root = mkdtempSync(join(top, 'root-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const { configuration, ruleSet, reload } = readRules(target, { path: root });
  const proposals = wishes.map((wish): Proposal => {
    const found = ruleSet.rules.filter(({ peer }) => describePeer(peer) === wish.peer);
    expect({ peer: wish.peer, found: found.length }).toEqual({ peer: wish.peer, found: 1 });
    const ruleKey = found[0]?.key ?? '';
    return 'values' in wish
      ? { ruleKey, kind: 'cidr', values: wish.values }
      : { ruleKey, kind: 'ports', ranges: wish.ranges };
  });
  const result = await proposeReplacements({ configuration, ruleSet, reload, proposals });
  const rulesAfter = reload(result.after).ruleSet.rules.map((rule) => describePeer(rule.peer));
  return { ...result, rulesAfter, refused: result.replacements.map(({ refused }) => refused) };
}

const legacy = (
  cidrs: string,
  from = '6379',
  to = '6379',
) => `resource "aws_security_group_rule" "cache" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = ${from}
  to_port           = ${to}
  cidr_blocks       = ${cidrs}
}
`;

describe('a list element', () => {
  it('becomes as many elements as are proposed, on lines like its own', async () => {
    const list = '[\n    "10.0.0.0/8", # the old net\n    "192.0.2.0/24",\n  ]';
    const { after, refused, replacements, rulesAfter } = await narrow(
      { 'main.tf': legacy(list) },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24', '10.7.0.0/20'] },
    );
    expect(refused).toEqual([null]);
    expect(after.get('main.tf')).toBe(
      legacy('[\n    "10.1.0.0/24",\n    "10.7.0.0/20", # the old net\n    "192.0.2.0/24",\n  ]'),
    );
    expect(rulesAfter).toEqual(['10.1.0.0/24', '10.7.0.0/20', '192.0.2.0/24']);
    expect(replacements[0]?.fix).toMatchObject({
      safety: 'unsafe',
      proof: { parser: 'passed', rules: 'passed' },
      effects: [{ address: 'aws_security_group_rule.cache', action: 'replace' }],
    });
    expect(replacements[0]?.fix?.diff).toContain('-    "10.0.0.0/8", # the old net\n');
  });

  it('keeps CRLF', async () => {
    const list = '[\n    "10.0.0.0/8",\n  ]';
    const { after } = await narrow(
      { 'main.tf': legacy(list).replaceAll('\n', '\r\n') },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24', '10.7.0.0/20'] },
    );
    const expected = legacy('[\n    "10.1.0.0/24",\n    "10.7.0.0/20",\n  ]');
    expect(after.get('main.tf')).toBe(expected.replaceAll('\n', '\r\n'));
  });

  it('is found within expressions, and where a module’s caller or a variable gives it', async () => {
    const { after, refused } = await narrow(
      {
        'main.tf': `variable "offices" {\n  type = list(string)\n}\n\nmodule "cache" {\n  source  = "./cache"\n  clients = concat(var.offices, ["10.0.0.0/8"])\n}\n`,
        'terraform.tfvars': 'offices = ["172.16.0.0/12"]\n',
        'cache/main.tf': `variable "clients" {\n  type = list(string)\n}\n\n${legacy('var.clients')}`,
      },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24', '10.7.0.0/20'] },
      { peer: '172.16.0.0/12', values: ['172.16.9.0/24'] },
    );
    expect(refused).toEqual([null, null]);
    expect(after.get('main.tf')).toContain('concat(var.offices, ["10.1.0.0/24", "10.7.0.0/20"])');
    expect(after.get('terraform.tfvars')).toBe('offices = ["172.16.9.0/24"]\n');
  });

  it('may be a key of for_each: what stands in its place has other addresses', async () => {
    const text = `resource "aws_vpc_security_group_ingress_rule" "cache" {
  for_each          = toset(["10.0.0.0/8", "192.0.2.0/24"])
  security_group_id = "sg-0a1b2c3d"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
}
`;
    const { refused, after } = await narrow(
      { 'main.tf': text },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24', '10.7.0.0/20'] },
    );
    expect(refused).toEqual([null]);
    expect(after.get('main.tf')).toContain('["10.1.0.0/24", "10.7.0.0/20", "192.0.2.0/24"]');
  });
});

describe('a single value', () => {
  const single = (cidr: string) => `resource "aws_vpc_security_group_ingress_rule" "cache" {
  security_group_id = "sg-0a1b2c3d"
  cidr_ipv4         = "${cidr}"
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
}
`;

  it('is replaced by one CIDR', async () => {
    const { after } = await narrow(
      { 'main.tf': single('10.0.0.0/8') },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24'] },
    );
    expect(after.get('main.tf')).toBe(single('10.1.0.0/24'));
  });

  it('is refused several', async () => {
    const { after, refused } = await narrow(
      { 'main.tf': single('10.0.0.0/8') },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24', '10.7.0.0/20'] },
    );
    expect(refused).toEqual([expect.stringContaining('written as one value, and 2 CIDRs')]);
    expect(after.size).toBe(0);
  });
});

describe('what is refused', () => {
  it('is a literal that feeds another rule, which is named', async () => {
    const other = legacy('local.clients', '22', '22').replace('"cache"', '"ssh"');
    const root = mkdtempSync(join(top, 'shared-'));
    writeFileSync(
      join(root, 'main.tf'),
      `locals {\n  clients = ["10.0.0.0/8"]\n}\n\n${legacy('local.clients')}\n${other}`,
    );
    const target = { root, repositoryRoot: root, display: '.', inGit: false };
    const { configuration, ruleSet, reload } = readRules(target, { path: root });
    const ruleKey = ruleSet.rules[0]?.key ?? '';
    const { replacements } = await proposeReplacements({
      ...{ configuration, ruleSet, reload },
      proposals: [{ ruleKey, kind: 'cidr', values: ['10.1.0.0/24'] }],
    });
    expect(replacements[0]?.refused).toContain('also feeds another rule: ingress tcp 22');
  });

  it('is a CIDR that is computed', async () => {
    const { refused } = await narrow(
      { 'main.tf': `locals {\n  net = "10.0"\n}\n\n${legacy('["${local.net}.0.0/16"]')}` },
      { peer: '10.0.0.0/16', values: ['10.0.1.0/24'] },
    );
    expect(refused).toEqual([expect.stringContaining('computed')]);
  });

  it('is a list that something else reads', async () => {
    const acl = `resource "aws_network_acl_rule" "cache" {
  network_acl_id = "acl-1"
  rule_number    = 1
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = local.clients[0]
}
`;
    const { refused } = await narrow(
      {
        'main.tf': `locals {\n  clients = ["10.0.0.0/8"]\n}\n\n${legacy('local.clients')}\n${acl}`,
      },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24'] },
    );
    expect(refused).toEqual([expect.stringContaining('aws_network_acl_rule.cache: cidr_block')]);
  });

  it('is JSON', async () => {
    const { refused } = await narrow(
      {
        'main.tf': `variable "clients" {\n  type = list(string)\n}\n\n${legacy('var.clients')}`,
        'terraform.tfvars.json': '{"clients": ["10.0.0.0/8"]}\n',
      },
      { peer: '10.0.0.0/8', values: ['10.1.0.0/24'] },
    );
    expect(refused).toEqual([expect.stringContaining("only HCL's own syntax")]);
  });
});

describe('ports', () => {
  it('are replaced where both ends are written, as they are written', async () => {
    const { after, refused } = await narrow(
      { 'main.tf': legacy('["10.0.0.0/8"]', '8000', '"9000"') },
      { peer: '10.0.0.0/8', ranges: [{ from: 8080, to: 8090 }] },
    );
    expect(refused).toEqual([null]);
    expect(after.get('main.tf')).toBe(legacy('["10.0.0.0/8"]', '8080', '"8090"'));
  });

  it('are refused where one rule cannot hold them, or another has them too', async () => {
    const two = await narrow(
      { 'main.tf': legacy('["10.0.0.0/8"]', '8000', '9000') },
      { peer: '10.0.0.0/8', ranges: [8080, 8443].map((port) => ({ from: port, to: port })) },
    );
    expect(two.refused).toEqual([expect.stringContaining('one rule holds one range of ports')]);
    const shared = await narrow(
      { 'main.tf': legacy('["10.0.0.0/8", "192.0.2.0/24"]', '8000', '9000') },
      { peer: '10.0.0.0/8', ranges: [{ from: 8080, to: 8080 }] },
    );
    expect(shared.refused).toEqual([expect.stringContaining('another rule as well')]);
    const computed = await narrow(
      {
        'main.tf': `locals {\n  port = 8000\n}\n\n${legacy('["10.0.0.0/8"]', 'local.port', '9000')}`,
      },
      { peer: '10.0.0.0/8', ranges: [{ from: 8080, to: 8080 }] },
    );
    expect(computed.refused).toEqual([expect.stringContaining('from_port does not stand')]);
  });
});

describe('what HashiCorp’s parser sees of a swap', () => {
  const json = async (text: string) => (await hashicorpJson('a.tf', text)) as Json;
  const swapped = async (before: string, after: string) =>
    countSwapped(await json(before), await json(after), [
      { from: '10.0.0.0/8', to: ['10.1.0.0/16', '10.2.0.0/16'] },
    ]);

  it.each([
    [
      'in a list',
      'a = ["10.0.0.0/8", "::/0"]\n',
      'a = ["10.1.0.0/16", "10.2.0.0/16", "::/0"]\n',
      1,
    ],
    ['in a call', 'a = f(["10.0.0.0/8"])\n', 'a = f(["10.1.0.0/16", "10.2.0.0/16"])\n', 1],
    ['half of it', 'a = ["10.0.0.0/8"]\n', 'a = ["10.1.0.0/16"]\n', null],
    ['of another', 'a = ["::/0"]\n', 'a = ["10.1.0.0/16", "10.2.0.0/16"]\n', null],
    ['and more', 'a = ["10.0.0.0/8"]\n', 'a = ["10.1.0.0/16", "10.2.0.0/16", "::/0"]\n', null],
    ['with an argument', 'a = 1\n', 'a = 1\nb = 2\n', null],
    ['of nothing', 'a = 1\n', 'a = 1\n', 0],
  ])('%s', async (_, before, after, count) => {
    expect(await swapped(before, after)).toBe(count);
  });
});
