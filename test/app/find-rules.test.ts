import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRules } from '../../src/app/find-rules.ts';
import { readRules } from '../../src/app/read-rules.ts';
import { resolveTarget } from '../../src/app/target.ts';
import { SgauditError } from '../../src/model/problem.ts';
import { describeRule } from '../../src/model/rule-text.ts';
import { EXAMPLE } from '../example/project.ts';

const target = resolveTarget(EXAMPLE);
const rules = readRules(target, { path: EXAMPLE, states: [join(EXAMPLE, 'terraform.tfstate')] });
const found = (name: string) => findRules(name, rules, target);
const texts = (name: string) => found(name).map(describeRule);
const refusal = (name: string): string => {
  try {
    found(name);
  } catch (error) {
    expect(error).toBeInstanceOf(SgauditError);
    return (error as SgauditError).message;
  }
  throw new Error(`${name} was found`);
};

describe('a rule goes by', () => {
  it.each([
    ['its key', '45ff3a4c5c8f', 'ingress tcp 4000-4100 from self'],
    ['its id', 'sgr-0adf2ac842e3c474d', 'ingress tcp 4000-4100 from self'],
    [
      'the address of its resource',
      'aws_security_group_rule.app_debug',
      'ingress tcp 4000-4100 from self',
    ],
    [
      'an address with its index',
      'aws_security_group_rule.app_gossip["udp"]',
      'ingress udp 7946 from self',
    ],
    [
      'an address whose quotes a shell took',
      'aws_security_group_rule.app_gossip[udp]',
      'ingress udp 7946 from self',
    ],
    [
      'an address in a module',
      'module.search.aws_vpc_security_group_ingress_rule.cidr["10.64.0.0/16"]',
      'ingress tcp 9200 from 10.64.0.0/16',
    ],
    ['the line of its peer', 'locals.tf:6', 'ingress tcp 8443 from 198.51.100.160/28'],
    [
      'line and column, from the repository',
      'examples/terraform/locals.tf:6:5',
      'ingress tcp 8443 from 198.51.100.160/28',
    ],
    ['an absolute path', `${EXAMPLE}/locals.tf:6`, 'ingress tcp 8443 from 198.51.100.160/28'],
    ['a line of its block', 'access.tf:102', 'ingress udp 500 from 198.51.100.240/28'],
    ['a line of a module’s variables', 'terraform.tfvars:13', 'ingress tcp 5432 from 10.64.9.0/24'],
  ])('%s: %s', (_, name, text) => {
    expect(texts(name)).toEqual([text]);
  });
});

describe('several rules go by', () => {
  it('an address without its index', () => {
    expect(texts('aws_security_group_rule.app_gossip')).toEqual([
      'ingress tcp 7946 from self',
      'ingress udp 7946 from self',
    ]);
  });

  it('an address without the indexes within', () => {
    expect(texts('module.search.aws_vpc_security_group_ingress_rule.cidr')).toHaveLength(3);
  });

  it('a line that several were made from', () => {
    expect(texts('variables.tf:8')).toHaveLength(3);
  });

  it('the group’s address, and its id', () => {
    const ofGroup = texts('aws_security_group.database');
    expect(ofGroup).toHaveLength(5);
    expect(texts(found('aws_security_group.database')[0]?.group.id ?? '')).toEqual(ofGroup);
  });
});

describe('what no rule goes by', () => {
  it('is refused with the addresses that come nearest', () => {
    expect(refusal('aws_security_group_rule.app_gosip')).toContain(
      'there is no rule "aws_security_group_rule.app_gosip"; nearest: aws_security_group_rule.app_gossip,',
    );
    expect(refusal('sgr-0adf2ac842e3c474e')).toContain('nearest: sgr-0adf2ac842e3c474d');
  });

  it('is refused with the rules that are nearest in the file', () => {
    expect(refusal('access.tf:3')).toContain(
      'no rule stands at access.tf:3; nearest: access.tf:44 (egress tcp 5432',
    );
  });

  it('is refused with the file that was meant', () => {
    expect(refusal('acces.tf:3')).toContain('no rule is written in acces.tf; nearest: access.tf');
    expect(refusal('versions.tf:1')).toContain('no rule is written in versions.tf');
  });

  it('says how rules are named where nothing comes near', () => {
    expect(refusal('x'.repeat(90))).toMatch(
      /Give a resource address, a rule key, sgr-… or FILE:LINE/,
    );
  });
});
