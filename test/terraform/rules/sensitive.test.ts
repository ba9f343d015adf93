import { describe, expect, it } from '@jest/globals';
import { plannedRules, readPlan } from '../../../src/terraform/plan.ts';
import { joinState, readState, ruleSetOfState } from '../../../src/terraform/state.ts';
import { inlineRule } from '../state/example-state.ts';
import { peerText, rulesOfText } from './loading.ts';

const SECRET = '203.0.113.77';

function root(declarations: string, peers: string, ports = '443'): string {
  return `${declarations}
resource "aws_security_group_rule" "office" {
  type              = "ingress"
  security_group_id = "sg-0123456789abcdef0"
  protocol          = "tcp"
  from_port         = ${ports}
  to_port           = ${ports}
  cidr_blocks       = ${peers}
}
`;
}

const VARIABLE = `variable "office" {
  sensitive = true
  default   = { list = ["${SECRET}/32"], one = "${SECRET}/32", port = 4431, json = "[\\"${SECRET}/32\\"]" }
}`;

describe('sensitive values', () => {
  it.each([
    ['a list of a variable', root(VARIABLE, 'var.office.list')],
    ['an element', root(VARIABLE, '[var.office.list[0]]')],
    ['an attribute', root(VARIABLE, '[var.office.one]')],
    ['a joined list', root(VARIABLE, 'concat(var.office.list, [])')],
    ['a for expression', root(VARIABLE, '[for cidr in var.office.list : cidr]')],
    ['a splat', root(VARIABLE, 'var.office.list[*]')],
    ['decoded JSON', root(VARIABLE, 'jsondecode(var.office.json)')],
    ['an element of decoded JSON', root(VARIABLE, '[jsondecode(var.office.json)[0]]')],
    ['a template', root(VARIABLE, '["${var.office.one}"]')],
    ['the function, list', root('', `sensitive(["${SECRET}/32"])`)],
    ['the function, index', root('', `[sensitive(["${SECRET}/32"])[0]]`)],
    ['the function, attribute', root('', `[sensitive({ a = "${SECRET}/32" }).a]`)],
    ['the function, values', root('', `values(sensitive({ a = "${SECRET}/32" }))`)],
    ['a flattened list', root('', `flatten([sensitive(["${SECRET}/32"])])`)],
    ['merge', root('', `[merge(sensitive({ a = "${SECRET}/32" }), {}).a]`)],
    ['something malformed', root('', `[sensitive("${SECRET}/99")]`)],
  ])('are open in a rule that still exists: %s', (_, text) => {
    const set = rulesOfText(text);
    expect(set.rules.map((rule) => [peerText(rule), rule.unresolved])).toEqual([
      ['unresolved (sensitive value)', ['peer']],
    ]);
    const shown = JSON.stringify({
      ...set,
      rules: set.rules.map(({ source: _source, ...rest }) => rest),
    });
    expect(shown).not.toContain(SECRET);
    expect(set.rules[0]?.source?.peer).toEqual({ literal: null, inputs: [], via: [] });
    const written = text.split('\n').findIndex((line) => line.includes('cidr_blocks')) + 1;
    expect(set.rules[0]?.location?.start.line).toBe(written);
  });

  it('leave ports open', () => {
    const { rules } = rulesOfText(root(VARIABLE, '["10.0.0.0/8"]', 'var.office.port'));
    expect(rules.map((rule) => [rule.fromPort, rule.toPort, rule.unresolved])).toEqual([
      [null, null, ['fromPort', 'toPort']],
    ]);
  });

  it('are read once they are declared to be none', () => {
    const { rules } = rulesOfText(root(VARIABLE, 'nonsensitive(var.office.list)'));
    expect(rules.map(peerText)).toEqual(['unresolved (sensitive value)']);
    const whole = rulesOfText(root('', `nonsensitive(sensitive(["${SECRET}/32"]))`));
    expect(whole.rules.map(peerText)).toEqual([`${SECRET}/32`]);
  });

  it('do not hide which group a reference names', () => {
    const { rules } = rulesOfText(`
resource "aws_security_group" "web" {}
resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id            = "sg-0123456789abcdef0"
  referenced_security_group_id = sensitive(aws_security_group.web.id)
  ip_protocol                  = "-1"
}`);
    expect(rules.map(peerText)).toEqual(['group aws_security_group.web']);
  });
});

describe('sensitive values in state and plan', () => {
  const attributes = {
    id: 'sg-0aaa',
    name: 'web',
    ingress: [
      inlineRule({ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: [`${SECRET}/32`] }),
    ],
    egress: [],
  };
  const resource = { mode: 'managed', type: 'aws_security_group', name: 'web' };
  const raw = JSON.stringify({
    version: 4,
    resources: [
      {
        ...resource,
        instances: [
          { attributes, sensitive_attributes: [[{ type: 'get_attr', value: 'ingress' }]] },
        ],
      },
    ],
  });
  const shown = JSON.stringify({
    format_version: '1.0',
    values: {
      root_module: {
        resources: [
          {
            ...resource,
            address: 'aws_security_group.web',
            values: attributes,
            sensitive_values: {
              ingress: [{ cidr_blocks: true, ipv6_cidr_blocks: [] }],
              egress: [],
            },
          },
        ],
      },
    },
  });

  it.each([
    ['raw', raw],
    ['shown', shown],
  ])('are not read from a %s state', (_, text) => {
    const state = readState(text, 'state.json');
    const set = ruleSetOfState([state]);
    expect(set.rules.map((rule) => rule.unresolved.includes('peer'))).toEqual([true]);
    expect(JSON.stringify(set)).not.toContain(SECRET);
    const base = rulesOfText(`resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = sensitive(["${SECRET}/32"])
  }
}`);
    const joined = joinState(base, [state]);
    expect(joined.rules.map((rule) => rule.unresolved)).toEqual([['peer']]);
    expect(JSON.stringify(joined)).not.toContain(SECRET);
  });

  it('are not read from a plan', () => {
    const change = {
      actions: ['create'],
      before: null,
      after: attributes,
      after_unknown: { id: true },
      after_sensitive: { ingress: [{ cidr_blocks: [true] }] },
    };
    const plan = readPlan(
      JSON.stringify({
        format_version: '1.2',
        complete: true,
        errored: false,
        planned_values: { root_module: {} },
        resource_changes: [{ ...resource, address: 'aws_security_group.web', change }],
      }),
      'plan.json',
    );
    const { after } = plannedRules(plan);
    expect(after.rules.map((rule) => rule.unresolved)).toEqual([['peer']]);
    expect(JSON.stringify(after)).not.toContain(SECRET);
  });
});
