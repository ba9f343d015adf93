import { describe, expect, it } from '@jest/globals';
import type { CheckId } from '../../src/lint/check.ts';
import { findingsOfCase } from '../support/check-case.ts';

const VARIABLES = `variable "rules" {
  type = any
}
variable "purpose" {
  type = string
}
`;

function find(check: CheckId, text: string) {
  return findingsOfCase(check, VARIABLES + text, {});
}

/** Reusable modules take rules as objects: each of their values may be set, or null. */
describe('where values are not known', () => {
  it('arguments that may turn out null do not conflict', () => {
    const text = `resource "aws_security_group_rule" "each" {
  for_each                 = var.rules
  security_group_id        = "sg-0a1b2c3d4e5f60718"
  type                     = each.value.type
  description              = each.value.description
  protocol                 = each.value.protocol
  from_port                = each.value.from_port
  to_port                  = each.value.to_port
  cidr_blocks              = each.value.cidr_blocks
  self                     = each.value.self
  source_security_group_id = each.value.source_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "each" {
  for_each                     = var.rules
  security_group_id            = "sg-0a1b2c3d4e5f60718"
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.group
}
`;
    expect(find('invalid-rule', text)).toEqual([]);
    expect(find('missing-description', text)).toEqual([]);
  });

  it('an id conflicts with what is set beside it', () => {
    const text = `resource "aws_security_group" "app" {}
resource "aws_vpc_security_group_ingress_rule" "both" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  cidr_ipv4                    = "10.0.0.0/8"
  referenced_security_group_id = aws_security_group.app.id
}
`;
    expect(find('invalid-rule', text).map(({ message }) => message)).toEqual([
      expect.stringContaining('sets cidr_ipv4 and referenced_security_group_id'),
    ]);
  });

  it.each([
    ['not known', 'var.purpose', 0],
    ['known in part', '"Ports of $' + '{var.purpose}"', 0],
    ['empty', '""', 2],
    ['null', 'null', 2],
    ['what Terraform writes by itself', '"Managed by Terraform"', 2],
  ])('a description that is %s', (_, description, missing) => {
    const text = `resource "aws_security_group" "app" {
  description = ${description}

  ingress {
    description = ${description}
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
`;
    const findings = find('missing-description', text);
    expect(findings).toHaveLength(missing);
    // Where the description belongs, not where the address of the peer is written.
    if (missing > 0) expect(findings.map(({ location }) => location?.start.line)).toEqual([7, 10]);
  });

  it('a resource that may not exist, with groups that are known, speaks for no other group', () => {
    const text = `variable "enabled" {}
resource "aws_security_group" "legacy" {}
resource "aws_security_group" "app" {}
resource "aws_lb" "front" {
  count           = var.enabled ? 1 : 0
  security_groups = [aws_security_group.app.id]
}
`;
    const findings = find('unused-group', text);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('aws_security_group.legacy');
    expect(findings[0]?.message).not.toContain('aws_lb.front');
  });

  it('findings of one place are ordered by port', () => {
    const text = `resource "aws_security_group" "sftp" {
  dynamic "ingress" {
    for_each = [10022, 9999, 990]
    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
`;
    const ports = find('public-ingress', text).map(({ message }) => /tcp (\d+)/.exec(message)?.[1]);
    expect(ports).toEqual(['990', '9999', '10022']);
  });
});
