import { describe, expect, it } from '@jest/globals';
import { SgauditError } from '../../../src/model/problem.ts';
import { joinState, readState, ruleSetOfState } from '../../../src/terraform/state.ts';
import { brief, peerText, rulesOfText } from '../rules/loading.ts';
import { inlineRule, rawState, WEB_STATE } from './example-state.ts';

const web = readState(WEB_STATE, 'terraform.tfstate');

describe('rules of a state alone', () => {
  const set = ruleSetOfState([web]);

  it('has each rule of EC2 once, though a group mirrors the rules of rule resources', () => {
    expect(
      set.rules.map((rule) => [rule.address, brief(rule).rule, peerText(rule), rule.ruleId]),
    ).toEqual([
      ['aws_security_group.web', 'ingress tcp 443-443', '10.0.0.0/8', null],
      ['aws_security_group.web', 'egress all *-*', '0.0.0.0/0', null],
      ['aws_security_group.web', 'egress all *-*', '::/0', null],
      [
        'aws_vpc_security_group_ingress_rule.ssh["a\\"b"]',
        'ingress tcp 22-22',
        'group module.jump["eu.west"].aws_security_group.this[0]',
        'sgr-0123456789abcdef0',
      ],
      ['aws_security_group_rule.legacy', 'egress udp 53-53', '10.0.0.2/32', null],
      ['aws_security_group_rule.legacy', 'egress udp 53-53', '10.0.1.2/32', null],
    ]);
  });

  it('leaves out an object that only waits to be deleted', () => {
    expect(set.groups.map((group) => group.id)).toEqual(['sg-0aaa', 'sg-0bbb']);
  });

  it('knows the interface of an instance and the entries of a prefix list', () => {
    expect(set.bindings[0]).toMatchObject({ interfaceIds: ['eni-0web'], complete: true });
    expect(set.bindings[0]?.groups).toEqual([
      { address: 'aws_security_group.web', id: 'sg-0aaa', name: 'web' },
    ]);
    expect(set.prefixLists).toEqual([
      {
        address: 'data.aws_ec2_managed_prefix_list.cdn',
        id: 'pl-0123',
        name: 'cdn',
        cidrs: ['192.0.2.0/24'],
      },
    ]);
  });

  it('keeps nothing of a state but groups, rules and interfaces', () => {
    expect(JSON.stringify([web, set])).not.toMatch(/hunter2/);
  });
});

const CONFIGURATION = `
resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [data.aws_vpc.main.cidr_block]
  }
}
data "aws_vpc" "main" {
  default = true
}
variable "jump" {
  type = string
}
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each                     = toset(["a\\"b"])
  security_group_id            = aws_security_group.web.id
  referenced_security_group_id = "sg-0bbb"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
}
resource "aws_security_group_rule" "legacy" {
  type              = "egress"
  protocol          = "udp"
  from_port         = 53
  to_port           = 53
  cidr_blocks       = [var.jump]
  security_group_id = var.jump
}
resource "aws_instance" "web" {
  vpc_security_group_ids = [aws_security_group.web.id]
}
`;

describe('a configuration joined with its state', () => {
  const alone = rulesOfText(CONFIGURATION);
  const joined = joinState(alone, [web]);

  it('gains the ids of groups, rules, peers and interfaces', () => {
    const ssh = joined.rules.find((rule) => rule.address?.includes('.ssh['));
    expect(ssh).toMatchObject({
      ruleId: 'sgr-0123456789abcdef0',
      group: { address: 'aws_security_group.web', id: 'sg-0aaa', name: 'web' },
      peer: { kind: 'group', id: 'sg-0bbb' },
    });
    expect(joined.bindings[0]?.interfaceIds).toEqual(['eni-0web']);
    expect(joined.groups.find((group) => group.id === 'sg-0aaa')?.vpcId).toBe('vpc-0123');
  });

  it('takes a value that only state knows, and leaves place and key as they were', () => {
    const [before] = alone.rules;
    const [after] = joined.rules;
    expect(before?.unresolved).toEqual(['peer']);
    expect(after).toMatchObject({
      key: before?.key,
      peer: { kind: 'cidr', value: '10.0.0.0/8' },
      unresolved: [],
      location: before?.location,
    });
  });

  it('makes several rules of one unknown list', () => {
    const legacy = joined.rules.filter((rule) => rule.address === 'aws_security_group_rule.legacy');
    expect(legacy.map((rule) => [peerText(rule), rule.group.id, rule.unresolved])).toEqual([
      ['10.0.0.2/32', 'sg-0bbb', []],
      ['10.0.1.2/32', 'sg-0bbb', []],
    ]);
    expect(new Set(joined.rules.map((rule) => rule.key)).size).toBe(joined.rules.length);
  });

  it('leaves a rule open where two expressions could have given the value', () => {
    const text = CONFIGURATION.replace(
      '[data.aws_vpc.main.cidr_block]',
      '[data.aws_vpc.main.cidr_block, var.jump]',
    );
    const rules = joinState(rulesOfText(text), [web]).rules.filter(
      (rule) => rule.address === 'aws_security_group.web',
    );
    expect(rules.map((rule) => rule.unresolved)).toEqual([['peer'], ['peer']]);
  });

  it('believes the state that shares most with the configuration', () => {
    const other = rawState([
      {
        type: 'aws_security_group',
        name: 'web',
        instances: [{ attributes: { id: 'sg-0other', name: 'web', ingress: [inlineRule({})] } }],
      },
    ]);
    const set = joinState(alone, [readState(other, 'other.tfstate'), web]);
    expect(set.rules[0]?.group.id).toBe('sg-0aaa');
  });

  it('is the same rule set without states', () => {
    expect(joinState(alone, [])).toBe(alone);
  });
});

describe('a state that cannot be read', () => {
  const refusal = (text: string): SgauditError => {
    try {
      readState(text, 'infra/terraform.tfstate');
    } catch (error) {
      if (error instanceof SgauditError) return error;
      throw error;
    }
    throw new Error('was read');
  };

  it('says where JSON breaks, and quotes nothing of it', () => {
    const error = refusal('{\n  "password": "hunter2",\n  oops\n}');
    expect(error.message).toMatch(
      /^infra\/terraform\.tfstate: is not valid JSON \(line 3, column 3\)/,
    );
    expect(error.message).not.toMatch(/hunter2|oops/);
    expect(error.location).toMatchObject({ file: 'infra/terraform.tfstate', start: { line: 3 } });
  });

  it('says where a file that was cut short ends', () => {
    expect(refusal(WEB_STATE.slice(0, 900)).location?.start.line).toBe(1);
    expect(refusal('{\n"version": 4,\n').location?.start.line).toBe(3);
  });

  it.each([
    ['', /is empty/],
    ['[]', /is JSON, but not a Terraform state/],
    ['{}', /is JSON, but not a Terraform state/],
    ['{"version":3,"modules":[]}', /state version 3/],
    ['{"version":5,"resources":[]}', /state version 5, not 4/],
    ['{"format_version":"2.0","values":{}}', /format version 2\.0, newer than 1\.x/],
    ['{"meta":{},"encrypted_data":"aGk="}', /encrypted by OpenTofu.*tofu show -json/],
    ['{"format_version":"1.2","planned_values":{}}', /is a plan, to be given with --plan/],
    ['PK\u0003\u0004', /binary plan/],
    ['\uFFFD{\u0000"\u0000', /UTF-8/],
  ])('refuses %j', (text, reason) => {
    expect(refusal(text).message).toMatch(reason);
  });

  it('reads an empty state, and one behind a byte-order mark', () => {
    expect(readState('{"format_version":"1.0"}', 's').resources).toEqual([]);
    expect(readState(`\uFEFF${rawState([])}`, 's').resources).toEqual([]);
  });
});
