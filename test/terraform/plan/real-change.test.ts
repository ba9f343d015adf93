import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RuleSet } from '../../../src/model/rule.ts';
import {
  joinPlan,
  plannedRules,
  readPlan,
  type TerraformPlan,
} from '../../../src/terraform/plan.ts';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { joinState, readState } from '../../../src/terraform/state.ts';
import { brief, loadFolder, peerText } from '../rules/loading.ts';
import { findTerraform, OFFLINE_PROVIDER } from '../rules/terraform.ts';
import { inlineRule, rawState } from '../state/example-state.ts';

const terraform = findTerraform();
const judged = terraform === null ? describe.skip : describe;

const GROUP = { description: 'd', name_prefix: '', revoke_rules_on_delete: false, egress: [] };
const web = (port: number) =>
  inlineRule({ from_port: port, to_port: port, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] });
const standalone = (id: string, more: object) => ({
  id,
  security_group_rule_id: id,
  security_group_id: 'sg-0aaa',
  ip_protocol: 'tcp',
  ...more,
});

const STATE = rawState([
  {
    type: 'aws_security_group',
    name: 'web',
    instances: [
      { attributes: { ...GROUP, id: 'sg-0aaa', name: 'web', ingress: [web(80), web(8080)] } },
    ],
  },
  {
    type: 'aws_security_group',
    name: 'old',
    instances: [{ attributes: { ...GROUP, id: 'sg-0bbb', name: 'old', ingress: [] } }],
  },
]);

const RULE_STATE = JSON.parse(
  rawState([
    {
      type: 'aws_vpc_security_group_ingress_rule',
      name: 'gone',
      instances: [
        {
          attributes: standalone('sgr-0gone', {
            cidr_ipv4: '10.9.0.0/16',
            from_port: 22,
            to_port: 22,
          }),
        },
      ],
    },
  ]),
).resources.map((resource: { instances: object[] }) => ({
  ...resource,
  instances: resource.instances.map((instance) => ({ ...instance, schema_version: 0 })),
}));

const CONFIGURATION = `
resource "aws_security_group" "web" {
  name        = "web"
  description = "d"
  egress      = []

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "old" {
  name        = "renamed"
  description = "d"
  egress      = []
}

resource "aws_vpc_security_group_ingress_rule" "added" {
  security_group_id            = aws_security_group.old.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
}
`;

/** A real plan against a state, offline: an update, a replacement, a deletion and a creation. */
judged(`a real change${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`, () => {
  let plan: TerraformPlan;
  let ours: RuleSet;
  let stateText: string;

  beforeAll(async () => {
    if (!terraform) return;
    const root = mkdtempSync(join(tmpdir(), 'sgaudit-change-'));
    const state = JSON.parse(STATE);
    stateText = JSON.stringify({ ...state, resources: [...state.resources, ...RULE_STATE] });
    writeFileSync(join(root, 'terraform.tfstate'), stateText);
    writeFileSync(join(root, 'main.tf'), OFFLINE_PROVIDER + CONFIGURATION);
    await terraform.run(root, 'init', '-input=false', '-no-color');
    await terraform.run(root, 'plan', '-refresh=false', '-input=false', '-no-color', '-out=plan');
    plan = readPlan(await terraform.run(root, 'show', '-json', 'plan'), 'plan.json');
    ours = ruleSetOf(loadFolder(root));
  }, 90_000);

  const told = (set: RuleSet) =>
    set.rules
      .map((rule) => `${rule.group.address} ${rule.group.id} ${brief(rule).rule} ${peerText(rule)}`)
      .sort();

  it('starts from what state holds', () => {
    expect(told(plannedRules(plan).before)).toEqual([
      'aws_security_group.web sg-0aaa ingress tcp 22-22 10.9.0.0/16',
      'aws_security_group.web sg-0aaa ingress tcp 80-80 10.0.0.0/8',
      'aws_security_group.web sg-0aaa ingress tcp 8080-8080 10.0.0.0/8',
    ]);
  });

  it('ends with what the configuration says, a replaced group without its old id', () => {
    expect(told(plannedRules(plan).after)).toEqual([
      'aws_security_group.old null ingress tcp 22-22 group aws_security_group.web',
      'aws_security_group.web sg-0aaa ingress tcp 443-443 10.0.0.0/8',
      'aws_security_group.web sg-0aaa ingress tcp 80-80 10.0.0.0/8',
    ]);
    expect(told(joinPlan(ours, plan))).toEqual(told(plannedRules(plan).after));
  });

  it('has the same keys from state, plan and configuration', () => {
    const keys = (set: RuleSet) => set.rules.map((rule) => rule.key).sort();
    const { after } = plannedRules(plan);
    expect(keys(ours)).toEqual(keys(after));
    expect(keys(joinPlan(ours, plan))).toEqual(keys(ours));
    expect(keys(joinState(ours, [readState(stateText, 'terraform.tfstate')]))).toEqual(keys(ours));
  });
});
