import { describe, expect, it } from '@jest/globals';
import { SgauditError } from '../../../src/model/problem.ts';
import type { RuleSet } from '../../../src/model/rule.ts';
import { joinPlan, plannedRules, readPlan } from '../../../src/terraform/plan.ts';
import { peerText, rulesOfText } from '../rules/loading.ts';
import { inlineRule } from '../state/example-state.ts';

interface ExampleChange {
  readonly address: string;
  readonly module_address?: string;
  readonly previous_address?: string;
  readonly deposed?: string;
  readonly mode?: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly after_unknown?: Record<string, unknown>;
  };
}

function planOf(changes: readonly ExampleChange[], more: object = {}): string {
  return JSON.stringify({
    format_version: '1.2',
    complete: true,
    errored: false,
    planned_values: { root_module: {} },
    resource_changes: changes.map((change) => ({ mode: 'managed', ...change })),
    variables: { password: { value: 'hunter2-variable' } },
    ...more,
  });
}

function rulesIn(set: RuleSet) {
  return set.rules.map((rule) => `${rule.group.address} ${rule.fromPort} ${peerText(rule)}`);
}

const ssh = (peer: string) =>
  inlineRule({ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: [peer] });

const group = (ingress: readonly object[], id = 'sg-0aaa') => ({
  id,
  name: 'web',
  ingress,
  egress: [],
  tags: { secret: 'hunter2-tag' },
});

const rule = (more: object) => ({
  type: 'ingress',
  protocol: 'tcp',
  from_port: 80,
  to_port: 80,
  cidr_blocks: null,
  self: false,
  ...more,
});

describe('the rules before and after a plan', () => {
  it('follows updates, deletions and renames, and leaves deposed objects out', () => {
    const text = planOf([
      {
        address: 'aws_security_group.web',
        previous_address: 'aws_security_group.old',
        type: 'aws_security_group',
        change: {
          actions: ['update'],
          before: group([ssh('10.0.0.0/8')]),
          after: group([ssh('10.1.0.0/16')]),
          after_unknown: { ingress: [{}] },
        },
      },
      {
        address: 'aws_security_group_rule.http',
        type: 'aws_security_group_rule',
        change: {
          actions: ['delete'],
          before: rule({ security_group_id: 'sg-0aaa', cidr_blocks: ['10.9.0.0/16'] }),
          after: null,
        },
      },
      {
        address: 'aws_security_group.web',
        deposed: 'abcd1234',
        type: 'aws_security_group',
        change: { actions: ['delete'], before: group([ssh('10.3.0.0/16')]), after: null },
      },
    ]);
    const plan = readPlan(text, 'plan.json');
    const { before, after } = plannedRules(plan);
    expect(rulesIn(before)).toEqual([
      'aws_security_group.old 22 10.0.0.0/8',
      'aws_security_group.old 80 10.9.0.0/16',
    ]);
    expect(rulesIn(after)).toEqual(['aws_security_group.web 22 10.1.0.0/16']);
    expect(JSON.stringify([plan, before, after])).not.toMatch(/hunter2/);
  });

  it('names a new group by its address, through modules, and takes a group without inline rules for empty', () => {
    const created = { actions: ['create'], before: null };
    const text = planOf(
      [
        {
          address: 'module.a["x"].aws_security_group.this',
          module_address: 'module.a["x"]',
          type: 'aws_security_group',
          change: {
            ...created,
            after: { name: 'x' },
            after_unknown: { id: true, ingress: true, egress: true },
          },
        },
        {
          address: 'module.b.aws_security_group_rule.http',
          module_address: 'module.b',
          type: 'aws_security_group_rule',
          change: {
            ...created,
            after: rule({ cidr_blocks: ['10.0.0.0/8'] }),
            after_unknown: { id: true, security_group_id: true, source_security_group_id: true },
          },
        },
      ],
      {
        configuration: {
          root_module: {
            module_calls: {
              a: {
                module: {
                  resources: [{ address: 'aws_security_group.this', mode: 'managed' }],
                  outputs: {
                    id: {
                      expression: {
                        references: ['aws_security_group.this.id', 'aws_security_group.this'],
                      },
                    },
                  },
                },
              },
              b: {
                expressions: {
                  group: { references: ['module.a["x"].id', 'module.a["x"]', 'module.a'] },
                },
                module: {
                  resources: [
                    {
                      address: 'aws_security_group_rule.http',
                      expressions: { security_group_id: { references: ['var.group'] } },
                    },
                  ],
                },
              },
            },
          },
        },
      },
    );
    const { after } = plannedRules(readPlan(text, 'plan.json'));
    expect(rulesIn(after)).toEqual(['module.a["x"].aws_security_group.this 80 10.0.0.0/8']);
  });

  it('keeps what only apply tells unresolved', () => {
    const text = planOf([
      {
        address: 'aws_security_group.web',
        type: 'aws_security_group',
        change: {
          actions: ['update'],
          before: group([]),
          after: { ...group([inlineRule({ from_port: 22, to_port: 22, protocol: 'tcp' })]) },
          after_unknown: { ingress: [{ cidr_blocks: true }] },
        },
      },
    ]);
    const { after } = plannedRules(readPlan(text, 'plan.json'));
    expect(after.rules).toMatchObject([{ unresolved: ['peer'], fromPort: 22 }]);
  });
});

describe('a configuration joined with its plan', () => {
  const text = `
variable "ports" {
  type = map(string)
}
variable "office" {
  type = string
}
resource "aws_security_group" "web" {
  name = "web"
}
resource "aws_security_group_rule" "each" {
  for_each          = var.ports
  type              = "ingress"
  protocol          = "tcp"
  from_port         = each.key
  to_port           = each.key
  cidr_blocks       = [each.value]
  security_group_id = aws_security_group.web.id
}
resource "aws_security_group_rule" "never" {
  count             = var.office == "" ? 1 : 0
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 1
  to_port           = 1
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.web.id
}
`;
  const instance = (port: number, peer: string): ExampleChange => ({
    address: `aws_security_group_rule.each["${port}"]`,
    type: 'aws_security_group_rule',
    change: {
      actions: ['no-op'],
      before: null,
      after: rule({
        from_port: port,
        to_port: port,
        cidr_blocks: [peer],
        security_group_id: 'sg-0aaa',
      }),
    },
  });
  const plan = readPlan(
    planOf([
      {
        address: 'aws_security_group.web',
        type: 'aws_security_group',
        change: { actions: ['no-op'], before: group([]), after: group([]) },
      },
      instance(80, '10.0.0.0/8'),
      instance(443, '10.1.0.0/16'),
    ]),
    'plan.json',
  );

  it('has the instances that the plan knows, at the places of the configuration', () => {
    const alone = rulesOfText(text);
    const joined = joinPlan(alone, plan);
    expect(alone.rules.map((item) => item.unresolved.includes('existence'))).toEqual([true, true]);
    expect(
      joined.rules.map((item) => [
        item.address,
        item.group.id,
        item.fromPort,
        peerText(item),
        item.unresolved,
        item.location?.start.line,
      ]),
    ).toEqual([
      ['aws_security_group_rule.each["80"]', 'sg-0aaa', 80, '10.0.0.0/8', [], 17],
      ['aws_security_group_rule.each["443"]', 'sg-0aaa', 443, '10.1.0.0/16', [], 17],
    ]);
  });
});

describe('a group whose last inline block was deleted', () => {
  it('keeps its rules, as the plan says', () => {
    const kept = group([ssh('10.0.0.0/8')]);
    const plan = readPlan(
      planOf([
        {
          address: 'aws_security_group.web',
          type: 'aws_security_group',
          change: { actions: ['no-op'], before: kept, after: kept },
        },
      ]),
      'plan.json',
    );
    const alone = rulesOfText('resource "aws_security_group" "web" {}');
    expect(alone.rules).toEqual([]);
    expect(rulesIn(joinPlan(alone, plan))).toEqual(['aws_security_group.web 22 10.0.0.0/8']);
  });
});

describe('the rule of a rule resource that goes', () => {
  it('does not stay in the group that held it as well', () => {
    const held = group([ssh('10.0.0.0/8'), ssh('10.9.0.0/16')]);
    const plan = readPlan(
      planOf([
        {
          address: 'aws_security_group.web',
          type: 'aws_security_group',
          change: { actions: ['no-op'], before: held, after: held },
        },
        {
          address: 'aws_security_group_rule.ssh',
          type: 'aws_security_group_rule',
          change: {
            actions: ['delete'],
            before: rule({
              from_port: 22,
              to_port: 22,
              security_group_id: 'sg-0aaa',
              cidr_blocks: ['10.9.0.0/16'],
            }),
            after: null,
          },
        },
      ]),
      'plan.json',
    );
    const { before, after } = plannedRules(plan);
    expect(rulesIn(before)).toHaveLength(2);
    expect(rulesIn(after)).toEqual(['aws_security_group.web 22 10.0.0.0/8']);
    const joined = joinPlan(rulesOfText('resource "aws_security_group" "web" {}'), plan);
    expect(rulesIn(joined)).toEqual(['aws_security_group.web 22 10.0.0.0/8']);
  });
});

describe('a plan that cannot be used', () => {
  const refusal = (text: string): SgauditError => {
    try {
      readPlan(text, 'plan.json');
    } catch (error) {
      if (error instanceof SgauditError) return error;
      throw error;
    }
    throw new Error('was read');
  };

  it.each([
    [planOf([], { errored: true, complete: false }), 'plan-errored', /ended with an error/],
    [planOf([], { complete: false }), 'plan-incomplete', /without -target/],
    [
      planOf([], { deferred_changes: [{ reason: 'provider_config_unknown' }] }),
      'plan-incomplete',
      /deferred/,
    ],
    ['{"format_version":"1.0","values":{}}', 'plan-unreadable', /is a state.*--state/],
    ['{"format_version":"2.0","planned_values":{}}', 'plan-unreadable', /format version 2\.0/],
    ['{"version":4}', 'plan-unreadable', /is not a plan/],
    ['PK\u0003\u0004', 'plan-unreadable', /binary plan.*terraform show -json/],
    ['{"planned_values": hunter2}', 'plan-unreadable', /not valid JSON/],
  ])('refuses case %#', (text, code, reason) => {
    const error = refusal(text);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(reason);
    expect(error.message).not.toMatch(/hunter2/);
    expect(error.location?.file).toBe('plan.json');
  });
});
