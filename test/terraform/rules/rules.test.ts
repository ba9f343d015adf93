import { describe, expect, it } from '@jest/globals';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { brief, loadText, peerText, rulesOfText } from './loading.ts';

describe('rules in JSON syntax', () => {
  it('have the places of their own literals', () => {
    const json = JSON.stringify(
      {
        resource: {
          aws_security_group: {
            web: {
              name: 'web',
              ingress: [
                { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] },
              ],
            },
          },
          aws_security_group_rule: {
            more: {
              type: 'ingress',
              from_port: 22,
              to_port: 22,
              protocol: 'tcp',
              cidr_blocks: ['10.1.0.0/16', '10.2.0.0/16'],
              security_group_id: '${aws_security_group.web.id}',
            },
          },
        },
      },
      null,
      2,
    );
    const { rules } = rulesOfText('', { 'web.tf.json': json });
    expect(rules.map((rule) => [rule.group.address, peerText(rule)])).toEqual([
      ['aws_security_group.web', '10.0.0.0/8'],
      ['aws_security_group.web', '10.1.0.0/16'],
      ['aws_security_group.web', '10.2.0.0/16'],
    ]);
    const lines = json.split('\n');
    for (const { location, peer } of rules) {
      const { line, column } = location?.start ?? { line: 0, column: 0 };
      const written = lines[line - 1]?.slice(column - 1, (location?.end.column ?? 0) - 1);
      expect(written).toContain(peer.kind === 'cidr' ? peer.value : '');
      expect(written?.length).toBeLessThanOrEqual(13);
    }
  });
});

describe('override files', () => {
  it('replace the rules of one direction, and the place is in the override file', () => {
    const base = `
resource "aws_security_group" "web" {
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}`;
    const override = `resource "aws_security_group" "web" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.1.0.0/16"]
  }
}`;
    const { rules } = rulesOfText(base, { 'web_override.tf': override });
    expect(rules.map((rule) => [brief(rule).rule, rule.location?.file]).sort()).toEqual([
      ['egress all *-*', 'main.tf'],
      ['ingress tcp 443-443', 'web_override.tf'],
    ]);
  });
});

describe('groups', () => {
  it('are one, whether a rule names them by id or by a data source with that id', () => {
    const { groups, rules } = rulesOfText(`
data "aws_security_group" "shared" {
  id = "sg-0123456789abcdef0"
}
resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id            = data.aws_security_group.shared.id
  referenced_security_group_id = "sg-0123456789abcdef0"
  ip_protocol                  = "-1"
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id            = "sg-0123456789abcdef0"
  referenced_security_group_id = "111122223333/sg-0fedcba9876543210"
  ip_protocol                  = "-1"
}`);
    expect(rules.map((rule) => [rule.group.id, peerText(rule)])).toEqual([
      ['sg-0123456789abcdef0', 'self'],
      ['sg-0123456789abcdef0', 'group sg-0fedcba9876543210'],
    ]);
    expect(groups.map((group) => [group.address, group.id, group.origin])).toEqual([
      ['data.aws_security_group.shared', 'sg-0123456789abcdef0', 'referenced'],
      [null, 'sg-0fedcba9876543210', 'referenced'],
    ]);
  });

  it('that only a value of another type names are referenced too', () => {
    const { groups } = rulesOfText(`
resource "aws_security_group" "nodes" {}
resource "aws_ssm_parameter" "group" {
  value = aws_security_group.nodes.id
}
resource "aws_eks_node_group" "spot" {
  remote_access {
    source_security_group_ids = [aws_security_group.nodes.id]
  }
}
resource "aws_vpc_security_group_vpc_association" "other" {
  security_group_id = aws_security_group.nodes.id
  vpc_id            = "vpc-0123"
}`);
    expect(groups[0]?.referencedBy.map(({ kind, address }) => `${kind} ${address}`).sort()).toEqual(
      [
        'other aws_eks_node_group.spot',
        'other aws_ssm_parameter.group',
        'other aws_vpc_security_group_vpc_association.other',
      ],
    );
  });

  it('named through the VPC are the default group that Terraform manages', () => {
    const { rules } = rulesOfText(`
resource "aws_vpc" "main" {}
resource "aws_default_security_group" "default" {
  vpc_id = aws_vpc.main.id
}
resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id = aws_vpc.main.default_security_group_id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "-1"
}`);
    expect(rules[0]?.group.address).toBe('aws_default_security_group.default');
  });
});

describe('what cannot be evaluated', () => {
  it('leaves one open rule for a list of rules that is not known', () => {
    const { rules } = rulesOfText(`
variable "rules" {
  type = any
}
resource "aws_security_group" "web" {
  ingress = var.rules
}`);
    expect(rules.map((rule) => [peerText(rule), rule.unresolved])).toEqual([
      ['unresolved var.rules', ['peer', 'fromPort', 'toPort', 'protocol', 'existence']],
    ]);
  });

  it('is reported where it stands, and the rest of the rules stays', () => {
    const configuration = loadText(`
resource "aws_security_group" "web" {
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", cidrsubnet("nonsense", 8, 0)]
  }
}`);
    const { rules } = ruleSetOf(configuration);
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.every((rule) => peerText(rule) !== 'nonsense')).toBe(true);
    expect(configuration.problems.map(({ location }) => location?.start.line)).toEqual([7]);
  });

  it('names the group as open where its id is not known', () => {
    const { rules } = rulesOfText(`
variable "group" {
  type = string
}
resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id = var.group
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "-1"
}
resource "aws_security_group_rule" "either" {
  type              = var.group
  from_port         = 1
  to_port           = 1
  protocol          = "tcp"
  self              = true
  security_group_id = "sg-0123"
}`);
    expect(rules.map((rule) => [rule.direction, rule.unresolved])).toEqual([
      ['ingress', ['group']],
      ['ingress', ['existence']],
      ['egress', ['existence']],
    ]);
  });
});
